"""The few figures above the map: crossing towns and mines by holder, gates, age of the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.answer.scene import Scene
from dashboard.wording.dates import show_day, show_when, span_text
from dashboard.wording.grounds import asides, dating, origins
from dashboard.wording.language import listed, number
from dashboard.wording.phrases import NAMED, codes, holders, several
from geodata.analysis.mines import MineState
from geodata.datasets.places import Place
from geodata.resolver.answers import Interval, State
from geodata.vocab import PlaceKind, Status

# -- Counts ----------------------------------------------------------------------------------------

_OPEN = {Status.CHANGING: "changing", Status.CONTESTED: "contested", Status.UNKNOWN: "no claim"}
_GATES = {"closed": "closed", "partial": "partly open", "open": "open"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the line under the headline: a label, its parts, a remark.

    Each part is a text with the ids of the actors whose hue it takes, none for ink.
    """

    label: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    note: str = ""


def kpi(scene: Scene) -> tuple[Figure, ...]:
    """Return the figures under the headline; the parts of towns and of mines add up to all of them."""
    states = crossing_states(scene)
    old = sum(state.stale for state in states)
    gates = gates_text(scene)
    figures = (
        Figure(_total(len(states), "crossing town"), counted(states, scene)),
        Figure(
            _total(scene.counted.total.clusters, "mine cluster"),
            counted(scene.counted.clusters, scene),
            "derived",
        ),
        Figure("Kachin gates", ((gates, ()),) if gates else ()),
        Figure("", ((f"{old} of {len(states)} unverified", ()),) if states else ()),
    )
    return tuple(figure for figure in figures if figure.parts)


def strip(scene: Scene) -> tuple[State, ...]:
    """Return the state of each crossing town in the order of the first figure's parts."""
    states = crossing_states(scene)
    order = [label for label, _, _ in parts(states, scene)]
    return tuple(sorted(states, key=lambda state: order.index(label_of(state, scene))))


def extent_sentence(scene: Scene) -> str:
    """Return what part of the map charts and totals are limited to; empty where they are not."""
    extent, catalog = scene.view.extent, scene.catalog
    if extent is None:
        return ""
    return (
        f"Charts and totals count only what the map shows, {extent.south:.2f}–{extent.north:.2f} N, "
        f"{extent.west:.2f}–{extent.east:.2f} E: {len(scene.crossings)} of {len(catalog.crossings)} crossing "
        f"towns, {scene.counted.total.clusters} of {scene.mines.total.clusters} mine clusters."
    )


def _total(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def crossing_states(scene: Scene) -> list[State]:
    """Return the state of control of each crossing town, north to south."""
    return [scene.control[place.place_id] for place in scene.crossings]


def label_of(answer: State | MineState, scene: Scene) -> str:
    """Return the part that an answer is counted in: its holders' codes, or what keeps it from having any."""
    return _OPEN.get(answer.status) or codes(answer.actors, scene.catalog)


def parts(answers: Iterable[State | MineState], scene: Scene) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    """Return label, count and actors of each part, most first; changing, contested and unknown last.

    The actors are none for the part that nobody is known to hold.
    """
    every = list(answers)
    counts = Counter(label_of(answer, scene) for answer in every)
    actors = {label_of(a, scene): a.actors for a in every if a.status not in _OPEN}
    last = list(_OPEN.values())
    order = sorted(counts, key=lambda label: (label in last and 1 + last.index(label), -counts[label], label))
    return tuple((label, counts[label], actors.get(label, ())) for label in order)


def counted(answers: Iterable[State | MineState], scene: Scene) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the parts as words: `KIA 4`, `changing 1`, each with its actors."""
    return tuple((f"{label} {count}", actors) for label, count, actors in parts(answers, scene))


def gates_text(scene: Scene) -> str:
    """Return China's gates of the Kachin stretch: all closed; or 5 closed, 2 partly open."""
    words: Counter[str] = Counter()
    for place in scene.crossings:
        if place.state == "Kachin" and place.kind is not PlaceKind.AREA:
            for gate in scene.gates.get(place.place_id, ()):
                words[_gate_word(gate)] += 1
    if not words:
        return ""
    order = [*_GATES.values(), "changing", "contested", "no claim"]
    if len(words) == 1 and "no claim" not in words:
        return f"all {next(iter(words))}"
    return ", ".join(f"{words[word]} {word}" for word in order if words[word])


def _gate_word(gate: State) -> str:
    return _OPEN.get(gate.status) or _GATES.get(gate.value or "", "no claim")


def crossings_sentence(scene: Scene) -> str:
    """Return who held how many of the crossing towns, without the day and the full stop."""
    states, catalog = crossing_states(scene), scene.catalog
    towns = several(len(states), "crossing town") + (" on the map" if scene.view.extent else "")
    if not states:
        return "no crossing town lies in the part of the map that is counted"
    found = parts(states, scene)
    held = [(holders(actors, catalog), count, len(actors) > 1) for _, count, actors in found if actors]
    if not held:
        return f"no accepted claim says who held any of {towns}"
    said = [f"{who} {'together ' if joint else ''}{number(count)}" for who, count, joint in held]
    who, count, joint = held[0]
    said[0] = f"{who} {'jointly ' if joint else ''}held {number(count)} of {towns}"
    rest = {label: count for label, count, actors in found if not actors}
    words = {"changing": "changing hands", "contested": "contested", "no claim": "without an accepted claim"}
    others = [f"{number(rest[label])} {text}" for label, text in words.items() if label in rest]
    return listed(said) + (f"; {listed(others)}" if others else "")


# -- What changed ----------------------------------------------------------------------------------
# What a turn of the dial moves, in one sentence; the notes above the chosen lane.


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
