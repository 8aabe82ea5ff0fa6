"""The few figures above the map: crossing towns and mines by holder, gates, age of the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.scene import Scene
from dashboard.sentences.phrases import codes, holders, listed, long_day, number
from geodata.joins import MineState
from geodata.resolver import STALE_AFTER
from geodata.states import State
from geodata.vocab import PlaceKind, Status

_OPEN = {Status.CHANGING: "changing", Status.CONTESTED: "contested", Status.UNKNOWN: "no claim"}
_GATES = {"closed": "closed", "partial": "partly open", "open": "open"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: how many, and of whom; `actors` is empty for what nobody is known to hold."""

    label: str
    count: int
    actors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole and its parts, which add up to it: 19 crossing towns, KIA 4, changing 1 ..."""

    total: int
    noun: str
    parts: tuple[Part, ...]

    @property
    def label(self) -> str:
        """The whole in words: 19 crossing towns."""
        return f"{self.total} {self.noun}{'' if self.total == 1 else 's'}"

    @property
    def text(self) -> str:
        """The parts in words: KIA 4 · changing 1."""
        return " · ".join(f"{part.label} {part.count}" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Kpi:
    """The figures of a scene.

    Attributes:
        towns: Crossing towns by holder.
        strip: Their states in the same order, one for each town.
        mines: Mine clusters by holder, which is derived.
        gates: The gates of the Kachin stretch in words, empty where there is no claim.
        unverified: How many crossing towns have no recent evidence, in words.
    """

    towns: Whole
    strip: tuple[State, ...]
    mines: Whole
    gates: str
    unverified: str


def kpi(scene: Scene) -> Kpi:
    """Return the figures of a scene; the parts of each whole add up to it."""
    states = crossing_states(scene)
    towns = whole(states, scene, "crossing town")
    labels = [part.label for part in towns.parts]
    strip = sorted(states, key=lambda state: labels.index(label_of(state, scene)))
    stale = sum(state.stale for state in states)
    return Kpi(
        towns=towns,
        strip=tuple(strip),
        mines=whole(scene.mines.clusters, scene, "mine cluster"),
        gates=gates_text(scene),
        unverified=f"{stale} of {len(states)} unverified > {STALE_AFTER.days} days",
    )


def crossing_states(scene: Scene) -> list[State]:
    """Return the state of control of each crossing town, north to south."""
    return [scene.control[place.place_id] for place in scene.catalog.crossings]


def label_of(answer: State | MineState, scene: Scene) -> str:
    """Return the part that an answer is counted in: its holders' codes, or what keeps it from having any."""
    return _OPEN.get(answer.status) or codes(answer.actors, scene.catalog)


def whole(answers: Iterable[State | MineState], scene: Scene, noun: str) -> Whole:
    """Return answers counted by holder, most first; changing, contested and unknown last."""
    every = list(answers)
    counts = Counter(label_of(answer, scene) for answer in every)
    actors = {label_of(a, scene): a.actors for a in every if a.status not in _OPEN}
    last = list(_OPEN.values())
    order = sorted(counts, key=lambda label: (label in last and 1 + last.index(label), -counts[label], label))
    parts = tuple(Part(label, counts[label], actors.get(label, ())) for label in order)
    return Whole(len(every), noun, parts)


def gates_text(scene: Scene) -> str:
    """Return China's gates of the Kachin stretch: all closed; or 5 closed, 2 partly open."""
    words: Counter[str] = Counter()
    for place in scene.catalog.crossings:
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
    """Return who held how many of the crossing towns, in one sentence."""
    towns = whole(crossing_states(scene), scene, "crossing town")
    catalog = scene.catalog
    held = [part for part in towns.parts if part.actors]
    rest = {part.label: part.count for part in towns.parts if not part.actors}
    said = [f"{holders(part.actors, catalog)} {number(part.count)}" for part in held]
    if said:
        first = held[0]
        together = "jointly " if len(first.actors) > 1 else ""
        said[0] = f"{holders(first.actors, catalog)} {together}held {number(first.count)} of {towns.label}"
        start = listed(said)
    else:
        start = (
            f"no accepted claim says who held any of {towns.label}" if towns.total else "there is no crossing"
        )
    open_words = {
        "changing": "{} changing hands",
        "contested": "{} contested",
        "no claim": "{} without an accepted claim",
    }
    others = [
        text.format(number(rest[label])) for label, text in open_words.items() if label in rest and said
    ]
    tail = f"; {listed(others)}" if others else ""
    return f"On {long_day(scene.view.on)} {start}{tail}."
