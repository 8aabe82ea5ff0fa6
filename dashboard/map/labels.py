"""A place on the map: its marker, its name, and the one thing worth saying beside its holder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from dashboard.answer.gates import telling
from dashboard.answer.scene import Scene
from dashboard.look.theme import Look, Theme, actor_text, code, look, marker_fills
from geodata.analysis.mines import MineState
from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.dates import show_month
from geodata.resolver.answers import State
from geodata.vocab import PlaceKind, Precision, Reason, Status, Tracked

# -- Marks -----------------------------------------------------------------------------------------
# What stands on the map as a button with a label: a place with its look and its words.

CROSSING_RADIUS = 7.5
TOWN_RADIUS = 4.6
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Badge:
    """How an answer is marked; places with one answer share it.

    Attributes:
        pattern: `solid`, `diagonal`, `bands` or `none`.
        fills: Hues that the pattern takes in turn, `#RRGGBB`.
        rim: Hue of the outline.
        dashed: Whether the outline is dashed: the evidence is old.
        codes: Pieces of the label's second line with their hues, such as `KIA`; empty hue: plain ink.
        says: The answer as it is read aloud; empty where only the note says it.
    """

    pattern: str
    fills: tuple[str, ...]
    rim: str
    dashed: bool
    codes: tuple[tuple[str, str], ...]
    says: str

    def as_dict(self) -> Mapping[str, Any]:
        """Return it for JSON, without what is not set."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Pin:
    """What does not change about a place on the map; the browser gets it once, with the ground.

    Attributes:
        id: The place id; clicking it chooses the place.
        name: The label's first line, as short as the map needs it.
        lon: Degrees (WGS 84).
        lat: Degrees (WGS 84).
        radius: Pixels.
        side: +1 where the label goes to the right, -1 to the left.
        crossing: Whether it is a crossing: its name is never dropped.
        imprecise: Whether the point is only near the place: drawn with a halo.
    """

    id: str
    name: str
    lon: float
    lat: float
    radius: float
    side: int
    crossing: bool
    imprecise: bool

    def as_dict(self) -> Mapping[str, Any]:
        """Return it for JSON, in short names."""
        found = asdict(self)
        return {"at": [found.pop("lon"), found.pop("lat")], "r": found.pop("radius")} | found


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the map on a day; its accessible name is made of name, badge and note.

    Attributes:
        pin: The place.
        badge: How it looks.
        note: What follows the codes; it is the first to go where room is short.
        rank: Labels of lower rank are placed first.
    """

    pin: Pin
    badge: Badge
    note: str
    rank: int


@lru_cache(maxsize=4)
def pins(catalog: Catalog) -> Mapping[str, Pin]:
    """Return the places that are dots of their own, by id: crossings, trade zones, inland towns."""
    return {place.place_id: _pin(place, catalog) for place in catalog.places.values() if place.drawable}


def _pin(place: Place, catalog: Catalog) -> Pin:
    assert place.lon is not None and place.lat is not None
    crossing = place.tracked is Tracked.CROSSING
    return Pin(
        id=place.place_id,
        name=_short(place, catalog),
        lon=round(place.lon, 4),
        lat=round(place.lat, 4),
        radius=CROSSING_RADIUS if crossing else TOWN_RADIUS,
        side=-1 if place.tracked is Tracked.INLAND else 1,
        crossing=crossing,
        imprecise=place.coord_precision is Precision.NEAR,
    )


def _short(place: Place, catalog: Catalog) -> str:
    name = place.name.partition(" (")[0]
    if place.kind is PlaceKind.TRADE_ZONE and place.part_of:
        town = catalog.places[place.part_of].name
        return name.removeprefix(f"{town} ").replace("Trade Zone", "zone")
    return name


# -- Their labels ----------------------------------------------------------------------------------

RECENT = timedelta(days=180)
"""How long a claim that was set aside is named on the map."""
_GATE = {"closed": "closed", "contested": "contested", "partial": "partly open", "open": "open"}
"""A gate's status in words, the gravest first."""


def shown(answer: State | MineState, scene: Scene, theme: Theme) -> Look:
    """Return the look of an answer; hollow where the reader's choice of actors leaves it out."""
    found = look(answer, answer.stale, theme, scene.catalog.actors)
    if scene.shows(answer):
        return found
    return Look("none", (theme.page,), False, found.codes, found.joiner)


def mark(place: Place, pin: Pin, scene: Scene, theme: Theme) -> Mark:
    """Return the mark of a place on the scene's day."""
    state = scene.control[place.place_id]
    drawn = shown(state, scene, theme)
    badge = Badge(
        pattern=drawn.pattern,
        fills=marker_fills(drawn, theme),
        rim=_rim(drawn, theme),
        dashed=drawn.faded,
        codes=_codes(state, drawn, scene, theme),
        says=said(state, scene),
    )
    return Mark(pin, badge, _note(place, state, scene), _rank(place, state))


def _rank(place: Place, state: State) -> int:
    if place.tracked is Tracked.CROSSING:
        return place.lane or 0
    if place.kind is PlaceKind.TRADE_ZONE:
        return 40
    return 70 if state.status is Status.UNKNOWN else 60 if state.stale else 50


def _rim(drawn: Look, theme: Theme) -> str:
    return actor_text(drawn.codes[-1], theme) if drawn.faded and drawn.codes else theme.ink


def _codes(state: State, drawn: Look, scene: Scene, theme: Theme) -> tuple[tuple[str, str], ...]:
    """Return the pieces of a label's second line: codes in their hues, joiners in plain ink."""
    actors = scene.catalog.actors

    def joined(ids: Iterable[str], joiner: str) -> list[tuple[str, str]]:
        pieces: list[tuple[str, str]] = []
        for actor in ids:
            pieces += [(f" {joiner} ", "")] if pieces else []
            pieces.append((code(actor, actors), actor_text(actor, theme)))
        return pieces

    if state.status is not Status.CHANGING:
        return tuple(joined(drawn.codes, drawn.joiner))
    before, after = joined(state.from_actors, "+"), joined(state.actors, "+")
    return (*before, (" → ", ""), *after)


def _note(place: Place, state: State, scene: Scene) -> str:
    """Return what is worth saying beside the holder: one thing of him, the gravest, and the gate."""
    gate = _gate_note(place.place_id, scene.gates.get(place.place_id, ()))
    if state.status is Status.UNKNOWN:
        return f"no claim · {gate}" if gate else "no claim"
    if old := age_note(state):
        return f"{old} · {gate}" if gate else old
    return _own_claim(state, scene) or gate


def age_note(answer: State | MineState) -> str:
    """Return that the place may have changed hands since, or how old the evidence is, where it is old."""
    if answer.may_have_changed:
        return "may have changed"
    if answer.stale and answer.newest_evidence:
        return f"unverified since {show_month(answer.newest_evidence)}"
    if answer.stale and answer.first_evidence:
        return f"first evidence {show_month(answer.first_evidence)}"
    return ""


def _own_claim(state: State, scene: Scene) -> str:
    """Return whose claim to hold the place was lately set aside because nobody else says so."""
    for item in state.set_aside:
        claim = scene.catalog.claims[item.claim_id]
        when = claim.start or claim.as_of
        day = when.earliest if when else None
        recent = day is not None and day <= state.on <= day + RECENT
        others = claim.actors - set(state.actors) - set(state.from_actors)
        if item.reason is Reason.OWN_CLAIM and recent and others:
            return f"{code(min(others), scene.catalog.actors)} claim set aside"
    return ""


def _gate_note(town_id: str, gates: Sequence[State]) -> str:
    """Return the state of the place's gates in a few words; nothing where it is unknown.

    The town as a whole speaks for its gates; the gates of which something else is known are counted.
    Old evidence gives way to newer, and is called unverified where there is no other.
    """
    known = [gate for gate in gates if _gate_word(gate)]
    fresh = [gate for gate in known if not gate.stale]
    if found := telling(town_id, fresh or known):
        words = _gates_in_words(town_id, found, fresh or known, gates)
        return words if fresh else f"{words}, unverified"
    return ""


def _gates_in_words(
    town_id: str, found: Sequence[State], known: Sequence[State], gates: Sequence[State]
) -> str:
    several = len([gate for gate in gates if gate.place_id != town_id])
    noun = "gates" if several > 1 else "gate"
    words = [_gate_word(gate) for gate in found]
    if found[0].place_id == town_id:
        other = [word for gate in known if (word := _gate_word(gate)) != words[0]]
        return f"{noun} {words[0]}" + (f", {_gravest(other)}" if other else "")
    if len(words) == several and len(set(words)) == 1:
        return f"{noun} {words[0]}"
    count, _, word = _gravest(words).partition(" ")
    return f"{count} of {several} gates {word}"


def _gate_word(gate: State) -> str:
    """Return how a gate stands in a word, empty where that is not known."""
    return _GATE["contested"] if gate.status is Status.CONTESTED else _GATE.get(gate.value or "", "")


def _gravest(words: Sequence[str]) -> str:
    """Return how many gates are as the gravest is: 2 closed."""
    gravest = next(word for word in _GATE.values() if word in words)
    return f"{words.count(gravest)} {gravest}"


def said(answer: State | MineState, scene: Scene) -> str:
    """Return an answer as it is read aloud, where an arrow or a plus would not be."""
    actors = scene.catalog.actors
    now = " and ".join(code(actor, actors) for actor in answer.actors)
    if answer.status is Status.CHANGING:
        before = " and ".join(code(actor, actors) for actor in answer.from_actors) or "no claim"
        return f"changing from {before} to {now}"
    if answer.status is Status.CONTESTED:
        return f"contested, {now}"
    return f"{now} jointly" if answer.status is Status.JOINT else now
