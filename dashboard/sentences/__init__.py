"""A Scene in words: the headline, the figures beside it, alt texts, and what differs.

Text only. Verbs are exact (held, contested, passing, reported, derived) and dates absolute.
"""

from dashboard.sentences.changes import LaneNote, lane_notes, lane_of, policy_effect
from dashboard.sentences.comparison import comparison_sentences, comparison_table, difference_alt, sides
from dashboard.sentences.counts import Figure, extent_sentence, kpi, strip
from dashboard.sentences.headline import asked_day, headline
from dashboard.sentences.phrases import axis_span, listed, long_day, number
from dashboard.sentences.pictures import (
    coverage_alt,
    day_alt,
    holders_alt,
    imports_alt,
    lanes_alt,
    lanes_table,
    map_alt,
    mines_alt,
)
from dashboard.sentences.releases import files_sentence, release_sentence

__all__ = [
    "Figure",
    "LaneNote",
    "asked_day",
    "axis_span",
    "comparison_sentences",
    "comparison_table",
    "coverage_alt",
    "day_alt",
    "difference_alt",
    "extent_sentence",
    "files_sentence",
    "headline",
    "holders_alt",
    "imports_alt",
    "kpi",
    "lane_notes",
    "lane_of",
    "lanes_alt",
    "lanes_table",
    "listed",
    "long_day",
    "map_alt",
    "mines_alt",
    "number",
    "policy_effect",
    "release_sentence",
    "sides",
    "strip",
]
