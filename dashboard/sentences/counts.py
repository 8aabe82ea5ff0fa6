"""The few figures above the map: crossing towns and mines by holder, gates, age of the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.scene import Scene
from dashboard.sentences.phrases import codes, holders, listed, number, several
from geodata.joins import MineState
from geodata.states import State
from geodata.vocab import PlaceKind, Status

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
