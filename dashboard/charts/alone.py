"""What a chart needs where it stands alone, saved or printed: its legend, and whose documents it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dashboard.answer.scene import Scene
from dashboard.charts import imports, stacks
from dashboard.charts.entries import Chart
from dashboard.look.theme import Theme, look
from dashboard.map import overlays
from dashboard.map.legend import LegendEntry, actor_entries, own_entries, status_entries
from dashboard.wording import events as event_words
from dashboard.wording import paper as wording
from dashboard.wording.own import in_briefing
from dashboard.wording.text import NO_TEXT, Text
from geodata.analysis import timeline
from geodata.resolver.answers import Interval, Track
from geodata.vocab import Status

STACKS = ("holders", "mines")
"""The charts that tell old evidence by lines and no information by dots: their note says so."""

_MOST = 14
"""Publishers that are named."""


def legend(chart: Chart, scene: Scene, theme: Theme) -> Iterator[LegendEntry]:
    """Yield what the colours and patterns of a chart mean, those alone that it has on any day."""
    if chart.own:
        yield from own_entries(chart.own, scene, theme, every_day=True)
        return
    if chart.name == "coverage" or chart.overlay:
        return
    if chart.name in STACKS:
        bands = stacks.bands(_tracks(chart, scene), scene, theme)
        drawn = [(band.answer, band.look, band.faded) for band in bands]
    else:
        axis, newest, actors = scene.axis, scene.catalog.newest_record, scene.catalog.actors
        parts = (
            part
            for track in _tracks(chart, scene)
            for part in timeline.segments(track, axis.start, axis.end, newest)
        )
        drawn = [
            (part.interval, look(part.interval, part.stale, theme, actors), part.stale) for part in parts
        ]
    held = [answer for answer, _, _ in drawn]
    yield from actor_entries(held, scene, theme)
    yield from status_entries(
        {answer.status for answer in held} - {Status.UNKNOWN},
        theme,
        joint=any(shown.pattern == "bands" for _, shown, _ in drawn),
        stale=chart.name not in STACKS and any(stale for _, _, stale in drawn),
    )


def evidence(chart: Chart, scene: Scene) -> Text:
    """Return the rule of evidence, both clocks, and how many claims about a chart's places were set aside."""
    if chart.own:
        return Text.of(in_briefing([chart.own]))
    if chart.overlay:
        return Text.of(event_words.no_claims(scene))
    return wording.evidence(scene, set_aside(chart, scene))


def set_aside(chart: Chart, scene: Scene) -> int:
    """Return how many claims about a chart's places were set aside on the day."""
    places = dict.fromkeys(place for place in _places(chart, scene) if place in scene.control)
    return sum(len(scene.control[place].set_aside) for place in places)


def sources(chart: Chart, scene: Scene) -> Text:
    """Return whose documents a chart rests on: the outlets with most of them first."""
    if chart.own or chart.overlay:
        return NO_TEXT
    catalog = scene.catalog
    ids = {catalog.claims[claim].source_id for part in _intervals(chart, scene) for claim in part.used}
    if chart.name == "imports":
        ids |= {each.source_id for each in scene.imports.inside}
    outlets = Counter(catalog.sources[each].publisher.partition(" (")[0] for each in sorted(ids))
    return wording.picture_sources([name for name, _ in outlets.most_common()], _MOST)


def credit(chart: Chart, scene: Scene) -> Text:
    """Return which data a chart is of, under which licence, and who drew the mines."""
    if chart.own:
        return NO_TEXT
    mines = overlays.credit(scene) if chart.name == "mines" or chart.overlay else ""
    return wording.picture_credit(scene.catalog.hash, mines)


def _places(chart: Chart, scene: Scene) -> Iterable[str]:
    """Return the towns of a chart; those that are no town are left out."""
    if chart.overlay:
        return []
    if chart.name == "mines":
        return [place for place in stacks.by_place(scene) if place]
    if chart.name == "holders":
        return [place.place_id for place in scene.crossings]
    shown = imports.towns(scene) if chart.name == "imports" else scene.lanes
    return [place.place_id for place in shown]


def _tracks(chart: Chart, scene: Scene) -> list[Track]:
    """Return who held the towns of a chart over time."""
    return [stacks.track_of(scene, place) for place in _places(chart, scene)]


def _intervals(chart: Chart, scene: Scene) -> Iterator[Interval]:
    """Yield the answers that a chart draws, of the gates too where it has them."""
    tracks = _tracks(chart, scene)
    if chart.name in ("lanes", "imports"):
        tracks += [gate for place in _places(chart, scene) for gate in scene.gate_tracks.get(place, ())]
    for track in tracks:
        yield from track.intervals
