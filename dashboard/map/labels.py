"""A place on the map: its marker, its name, and the one thing worth saying beside its holder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any

from dashboard.answer.gates import telling
from dashboard.answer.holdings import Answer, Held, on_map
from dashboard.answer.scene import Scene
from dashboard.look.theme import Look, Theme, actor_text, code, look, look_over, marker_fills
from dashboard.wording import holdings, language, map_words
from dashboard.wording.states import holder_codes, read_aloud
from dashboard.wording.vocabulary import NO_CLAIM
from geodata.analysis.mines import MineState
from geodata.catalog import Catalog
from geodata.datasets.places import Place
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
        names: Its names in other languages, where the ledger has them, by their codes.
    """

    id: str
    name: str
    lon: float
    lat: float
    radius: float
    side: int
    crossing: bool
    imprecise: bool
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def as_dict(self) -> Mapping[str, Any]:
        """Return it for JSON, in short names."""
        rest = asdict(self)
        return {"at": [rest.pop("lon"), rest.pop("lat")], "r": rest.pop("radius")} | rest


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


def pins(catalog: Catalog) -> Mapping[str, Pin]:
    """Return the places that are dots of their own, by id: crossings, trade zones, inland towns."""
    return _pins(catalog, language.current())


@lru_cache(maxsize=4)
def _pins(catalog: Catalog, spoken: str) -> Mapping[str, Pin]:
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
        names={lang: name for lang, name in (("my", place.name_my), ("zh", place.name_zh)) if name},
    )


def _short(place: Place, catalog: Catalog) -> str:
    name = place.name.partition(" (")[0]
    if place.kind is PlaceKind.TRADE_ZONE and place.part_of:
        town = catalog.places[place.part_of].name
        return map_words.zone(name.removeprefix(f"{town} ").removesuffix("Trade Zone").strip())
    return name


# -- Their labels ----------------------------------------------------------------------------------

RECENT = timedelta(days=180)
"""How long a claim that was set aside is named on the map."""


def look_of(answer: Answer | MineState, scene: Scene, theme: Theme) -> Look:
    """Return the look of an answer, whatever actors the reader has chosen."""
    if isinstance(answer, Held):
        return look_over(answer.answers, answer.faded, theme, scene.catalog.actors)
    return look(answer, answer.stale, theme, scene.catalog.actors)


def look_in(scene: Scene, answer: Answer | MineState, theme: Theme) -> Look:
    """Return the look of an answer; hollow where the reader's choice of actors leaves it out."""
    whole = look_of(answer, scene, theme)
    if scene.shows(answer):
        return whole
    return Look("none", (theme.page,), False, whole.codes, whole.joiner)


def marks(scene: Scene, theme: Theme, wanted: Callable[[Place], bool]) -> Iterator[Mark]:
    """Yield the marks of the wanted places that a scene answers: on its day, or of its window."""
    answers, places = on_map(scene), scene.catalog.places
    for place_id, pin in pins(scene.catalog).items():
        if place_id in answers and wanted(places[place_id]):
            yield _mark(places[place_id], pin, answers[place_id], scene, theme)


def _mark(place: Place, pin: Pin, answer: Answer, scene: Scene, theme: Theme) -> Mark:
    drawn, catalog = look_in(scene, answer, theme), scene.catalog
    dashed = drawn.faded
    if isinstance(answer, Held):
        codes, says = holdings.codes(answer, catalog), holdings.read_aloud(answer, catalog)
        note, dashed = held_note(answer), dashed or (answer.partly and scene.shows(answer))
    else:
        codes, says = holder_codes(answer, catalog), read_aloud(answer, catalog)
        note = _note(place, answer, scene)
    badge = Badge(
        pattern=drawn.pattern,
        fills=marker_fills(drawn, theme),
        rim=actor_text(drawn.codes[-1], theme) if drawn.faded and drawn.codes else theme.ink,
        dashed=dashed,
        codes=tuple((run.text, actor_text(run.actor, theme) if run.actor else "") for run in codes.runs),
        says=says,
    )
    return Mark(pin, badge, note, _rank(place, answer))


def _rank(place: Place, answer: Answer) -> int:
    if place.tracked is Tracked.CROSSING:
        return place.lane or 0
    if place.kind is PlaceKind.TRADE_ZONE:
        return 40
    if isinstance(answer, Held):
        return 45 if answer.changed else 50 if answer.holdings else 70
    return 70 if answer.status is Status.UNKNOWN else 60 if answer.stale else 50


def held_note(held: Held) -> str:
    """Return what is worth saying of who held a place: how often that changed, and what is not known."""
    if not held.holdings:
        return NO_CLAIM()
    # Carried back to a window before it, the first evidence says more than that no day is known.
    early = held.end.first_evidence is not None
    old = age_note(held.end) if early or held.stale or held.end.may_have_changed else ""
    if early and held.end.first_evidence:
        old = map_words.first_evidence(held.end.first_evidence)
    return " · ".join(filter(None, [holdings.changes(held), "" if early else holdings.known(held), old]))


def _note(place: Place, state: State, scene: Scene) -> str:
    """Return what is worth saying beside the holder: one thing of him, the gravest, and the gate."""
    gate = gate_note(place.place_id, scene.gates.get(place.place_id, ()))
    if state.status is Status.UNKNOWN:
        return " · ".join(filter(None, [NO_CLAIM(), gate]))
    if old := age_note(state):
        return f"{old} · {gate}" if gate else old
    return _own_claim(state, scene) or gate


def age_note(answer: State | MineState) -> str:
    """Return that the place may have changed hands since, or how old the evidence is, where it is old."""
    if answer.may_have_changed:
        return map_words.may_have_changed()
    if answer.stale and answer.newest_evidence:
        return map_words.no_news_since(answer.newest_evidence)
    return map_words.first_evidence(answer.first_evidence) if answer.stale and answer.first_evidence else ""


def _own_claim(state: State, scene: Scene) -> str:
    """Return whose claim to hold the place was lately set aside because nobody else says so."""
    for item in state.set_aside:
        claim = scene.catalog.claims[item.claim_id]
        when = claim.start or claim.as_of
        day = when.earliest if when else None
        recent = day is not None and day <= state.on <= day + RECENT
        others = claim.actors - set(state.actors) - set(state.from_actors)
        if item.reason is Reason.OWN_CLAIM and recent and others:
            return map_words.claim_set_aside(code(min(others), scene.catalog.actors))
    return ""


def gate_note(town_id: str, gates: Sequence[State]) -> str:
    """Return the state of the place's gates in a few words; nothing where it is unknown.

    The town as a whole speaks for its gates; the gates of which something else is known are counted.
    Old evidence gives way to newer, and is said to be old where there is no other.
    """
    known = [gate for gate in gates if _gate_value(gate)]
    fresh = [gate for gate in known if not gate.stale]
    if few := telling(town_id, fresh or known):
        words = _gates_in_words(town_id, few, fresh or known, gates)
        return words if fresh else map_words.old_gates(words)
    return ""


def _gates_in_words(
    town_id: str, few: Sequence[State], known: Sequence[State], gates: Sequence[State]
) -> str:
    all_gates = len([gate for gate in gates if gate.place_id != town_id])
    values = [_gate_value(gate) for gate in few]
    if few[0].place_id == town_id:
        words = map_words.gates(values[0], all_gates > 1)
        others = [value for gate in known if (value := _gate_value(gate)) != values[0]]
        return map_words.but_some(words, *_gravest(others)) if others else words
    if len(values) == all_gates and len(set(values)) == 1:
        return map_words.gates(values[0], all_gates > 1)
    return map_words.some_gates(*_gravest(values), all_gates)


def _gate_value(gate: State) -> str:
    """Return how a gate stands, as `map_words.GATES` has it; empty where that is not known."""
    if gate.status is Status.CONTESTED:
        return "contested"
    return gate.value if gate.value and gate.value in map_words.GATES else ""


def _gravest(values: Sequence[str]) -> tuple[str, int]:
    """Return the gravest that a gate is, and how many are so."""
    gravest = next(value for value in map_words.GATES if value in values)
    return gravest, values.count(gravest)
