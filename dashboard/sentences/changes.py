"""What a turn of the dial or another day moves, in one sentence; the notes above the chosen lane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.scene import Scene
from dashboard.sentences.grounds import asides, dating, origins
from dashboard.sentences.phrases import day_beside, holders, listed, long_day, several, span_text
from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.states import Change, Interval, State
from geodata.vocab import Dimension, Status
from geodata.when import show_day, show_when

_NAMED = 4
"""Up to this many places are named, more are only counted."""


def policy_effect(scene: Scene, other: Scene) -> str:
    """Return what moves where the evidence counts differently: `scene` instead of `other`."""
    turned = []
    if scene.view.policy != other.view.policy:
        turned.append(f"{scene.view.policy} instead of {other.view.policy}")
    if scene.known_on != other.known_on:
        turned.append(f"known on {show_day(scene.known_on)} instead of {show_day(other.known_on)}")
    towns = scene.catalog.crossings
    moved = [
        place.name
        for place in towns
        if _said(scene.control[place.place_id]) != _said(other.control[place.place_id])
    ]
    lead = f"{' and '.join(turned) or 'the same evidence'}: "
    if not moved:
        return f"{lead}none of {len(towns)} crossing towns changes"
    names = f" ({listed(moved)})" if len(moved) <= _NAMED else ""
    change = "changes" if len(moved) == 1 else "change"
    return f"{lead}{len(moved)} of {len(towns)} crossing towns {change}{names}"


def _said(state: State | Interval) -> tuple[object, ...]:
    return state.status, state.actors, state.from_actors


def what_changed(catalog: Catalog, a: date, b: date, changes: Sequence[Change]) -> str:
    """Return what is another answer on the later of two days, in one sentence.

    A first claim is a change of the record, not on the ground, and is told apart.
    """
    first, last = sorted((a, b))
    lead = f"Between {day_beside(first, last)} and {long_day(last)}"
    control = [change for change in changes if change.dimension is Dimension.CONTROL]
    if not control:
        return f"{lead} no accepted claim changes who held any of these places."
    gained: dict[tuple[str, ...], list[str]] = {}
    rest: dict[str, list[str]] = {}
    for change in control:
        name, after = catalog.places[change.place_id].name, change.after
        if after.status not in (Status.HELD, Status.JOINT):
            rest.setdefault(after.status, []).append(name)
        elif change.before.status is Status.UNKNOWN:
            rest.setdefault("first", []).append(name)
        else:
            gained.setdefault(after.actors, []).append(name)
    said = [f"{listed(names)} passed to {holders(who, catalog)}" for who, names in gained.items()]
    said += [_rest(key, rest[key]) for key in ("changing", "contested", "unknown", "first") if key in rest]
    return f"{lead} {'; '.join(said)}."


def _rest(key: str, names: Sequence[str]) -> str:
    one = len(names) == 1
    words = {
        "changing": f"{'was' if one else 'were'} changing hands",
        "contested": "became contested",
        "unknown": f"{'has' if one else 'have'} no accepted claim any more",
        "first": f"{'has its' if one else 'have their'} first claim",
    }
    return f"{listed(names)} {words[key]}"


@dataclass(frozen=True, slots=True)
class LaneNote:
    """A short note above the chosen lane: of a document set aside, or of a change.

    `before` tells whether the text stands to the left of its day.
    """

    day: date
    text: str
    set_aside: bool
    before: bool


def lane_of(scene: Scene) -> Place | None:
    """Return the place whose lane is chosen: the chosen place, or the town that it is a part of."""
    place = scene.place
    lanes = {lane.place_id: lane for lane in scene.catalog.lanes}
    return (lanes.get(place.place_id) or lanes.get(place.part_of or "")) if place else None


def lane_notes(scene: Scene) -> tuple[LaneNote, ...]:
    """Return the notes of the chosen lane by weight: dates set aside, then the changes nearest the day."""
    place = lane_of(scene)
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
