"""What a turn of the dial moves, in one sentence; the notes above the chosen lane."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.scene import Scene
from dashboard.sentences.grounds import asides, dating, origins
from dashboard.sentences.phrases import NAMED, listed, several, span_text
from geodata.datasets.places import Place
from geodata.states import Interval, State
from geodata.when import show_day, show_when


def policy_effect(scene: Scene, other: Scene) -> str:
    """Return what moves where the evidence counts differently: `scene` instead of `other`."""
    towns = scene.crossings
    moved = [
        place.name
        for place in towns
        if _said(scene.control[place.place_id]) != _said(other.control[place.place_id])
    ]
    lead = f"{turned(scene, other) or 'the same evidence'}: "
    if not moved:
        return f"{lead}none of {len(towns)} crossing towns changes"
    names = f" ({listed(moved)})" if len(moved) <= NAMED else ""
    change = "changes" if len(moved) == 1 else "change"
    return f"{lead}{len(moved)} of {len(towns)} crossing towns {change}{names}"


def turned(scene: Scene, other: Scene, day: Callable[[date], str] = show_day) -> str:
    """Return what counts as evidence in `scene` instead of what counts in `other`, empty if the same."""
    parts = []
    if scene.view.policy != other.view.policy:
        parts.append(f"{scene.view.policy} instead of {other.view.policy}")
    if scene.known_on != other.known_on:
        parts.append(f"known on {day(scene.known_on)} instead of {day(other.known_on)}")
    return " and ".join(parts)


def _said(state: State | Interval) -> tuple[object, ...]:
    return state.status, state.actors, state.from_actors


@dataclass(frozen=True, slots=True)
class LaneNote:
    """A short note above the chosen lane: of a document set aside, or of a change.

    `before` tells whether the text stands to the left of its day.
    """

    day: date
    text: str
    set_aside: bool
    before: bool


def lane_of(scene: Scene, place_id: str | None) -> Place | None:
    """Return the place whose lane tells of a place or mine cluster, None where none does.

    It is the place itself, else the town that it is a part of; of a mine cluster the town that it
    is held with.
    """
    towns = {mine.cluster_id: mine.place_id for mine in scene.mines.clusters}
    place = scene.catalog.places.get(towns.get(place_id or "", place_id) or "")
    lanes = {lane.place_id: lane for lane in scene.lanes}
    return (lanes.get(place.place_id) or lanes.get(place.part_of or "")) if place else None


def lane_notes(scene: Scene) -> tuple[LaneNote, ...]:
    """Return the notes of the chosen lane by weight: dates set aside, then the changes nearest the day."""
    place = lane_of(scene, scene.view.place)
    state = scene.control.get(place.place_id) if place else None
    if place is None or state is None:
        return ()
    return (*_other_dates(state, scene), *_changes(place, scene))


def _other_dates(state: State, scene: Scene) -> Iterable[LaneNote]:
    for aside in asides(state, scene.catalog):
        start = aside.claims[0].start
        if aside.other_date and start and start.earliest:
            text = f"{show_when(start)}: {several(aside.documents, 'source')}, set aside"
            yield LaneNote(start.earliest, text, set_aside=True, before=False)


def _changes(place: Place, scene: Scene) -> Iterable[LaneNote]:
    """Yield a note on each dated change of a lane, the nearest to the day first."""
    found: dict[object, LaneNote] = {}
    for interval in scene.tracks[place.place_id].intervals:
        span = interval.since
        if span is None or span.earliest is None or span in found:
            continue
        count = origins(dating(interval, scene.catalog), scene.catalog)
        text = f"{span_text(span)}: {several(count, 'origin')}" if count else span_text(span)
        found[span] = LaneNote(span.earliest, text, set_aside=False, before=True)
    yield from sorted(found.values(), key=lambda note: abs((note.day - scene.view.on).days))
