"""A Scene in words: the headline, the figures beside it, alt texts, and what changed.

Text only, and all of it: no other module writes a sentence about a state. Verbs are exact
(held, contested, was changing hands, reported, derived) and dates absolute.
"""

from dashboard.sentences.changes import LaneNote, lane_notes, map_alt, policy_effect, what_changed
from dashboard.sentences.figures import Figure, kpi
from dashboard.sentences.headline import headline
from dashboard.sentences.phrases import listed, long_day, number, spoken

__all__ = [
    "Figure",
    "LaneNote",
    "headline",
    "kpi",
    "lane_notes",
    "listed",
    "long_day",
    "map_alt",
    "number",
    "policy_effect",
    "spoken",
    "what_changed",
]
