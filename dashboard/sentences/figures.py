"""The figures under the headline; those of the towns add up to all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.scene import Scene
from dashboard.sentences.phrases import crossings
from geodata.catalog import Catalog
from geodata.joins import MineState
from geodata.states import State
from geodata.vocab import Status


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the line under the headline: a label, its parts, a remark.

    Each part is a text with the ids of the actors whose hue it takes, none for ink.
    """

    label: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    note: str = ""


def kpi(scene: Scene) -> tuple[Figure, ...]:
    """Return the figures under the headline; those of the towns always add up to all of them."""
    states = crossings(scene)
    towns = _counted(states, scene.catalog)
    mines = _counted(scene.mines.clusters, scene.catalog)
    old = sum(state.stale for state in states)
    return (
        Figure(f"{len(states)} crossing towns", towns),
        Figure(f"{scene.mines.total.clusters} mine clusters", mines, "derived"),
        Figure("Kachin gates", ((_gates(scene), ()),)),
        Figure("", ((f"{old} of {len(states)} unverified for more than 180 days", ()),)),
    )


def _counted(
    answers: Sequence[State] | Sequence[MineState], catalog: Catalog
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    held: Counter[tuple[str, ...]] = Counter()
    apart: Counter[str] = Counter()
    for answer in answers:
        if answer.status in (Status.CHANGING, Status.CONTESTED, Status.UNKNOWN):
            apart[str(answer.status)] += 1
        else:
            held[answer.actors] += 1
    shown = sorted(held.items(), key=lambda item: (-item[1], item[0]))
    parts = [(f"{' + '.join(catalog.actors[a].code for a in who)} {count}", who) for who, count in shown]
    named = {"changing": "changing", "contested": "contested", "unknown": "no claim"}
    return (*parts, *((f"{word} {apart[key]}", ()) for key, word in named.items() if apart[key]))


def _gates(scene: Scene) -> str:
    values: Counter[str] = Counter()
    for place in scene.catalog.crossings:
        if place.state == "Kachin":
            for gate in scene.gates.get(place.place_id, ()):
                values[
                    str(gate.value) if gate.status in (Status.HELD, Status.JOINT) else str(gate.status)
                ] += 1
    if len(values) == 1:
        (value,) = values
        return f"all {'without a claim' if value == 'unknown' else value}"
    named = {"partial": "partly open", "unknown": "no claim"}
    return " · ".join(f"{named.get(value, value)} {count}" for value, count in values.most_common())
