"""What differs between two answers: places, gates and mines that moved, and what only the record did.

Two answers differ in the day, in the evidence that counts (the policy, the day of knowledge), or in
both. Only what differs between two days on the same evidence is a change on the ground.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dashboard.answer.scene import Scene
from geodata.analysis import timeline
from geodata.catalog import Catalog
from geodata.exports import rows
from geodata.exports.files import to_csv
from geodata.resolver import resolve
from geodata.resolver.answers import State
from geodata.vocab import Dimension, Status, Tracked, Word

# -- Two answers -----------------------------------------------------------------------------------


class Outcome(Word):
    """In what way two answers about one place or gate differ."""

    CHANGED_HANDS = "changed hands", "Held by another, or by one alone of those who held it together."
    BECAME_JOINT = "became joint", "Held together by several who did not hold it together before."
    NEW_STATUS = "another status", "China’s gate has another status."
    SETTLED = "settled", "Changing or contested on the earlier day, held by one of the sides on the later."
    CHANGING = "changing", "In the days of a change on the later day; the day itself is not certain."
    CONTESTED = "became contested", "Disputed on the later day, or by other sides."
    READ_OTHERWISE = "read otherwise", "Other evidence gives another answer; nothing need have moved."
    FIRST_CLAIM = "first claim", "The first on record, and it dates no change between the days."
    NOW_KNOWN = "now known", "An accepted claim where there was none, though not the first on record."
    NO_CLAIM = "no claim", "No accepted claim where there was one."
    MAY_HAVE_CHANGED = (
        "changed at some time",
        "The same answer, in the days of a change that is not dated.",
    )


RECORD_ONLY = frozenset(
    {
        Outcome.FIRST_CLAIM,
        Outcome.NOW_KNOWN,
        Outcome.NO_CLAIM,
        Outcome.READ_OTHERWISE,
        Outcome.MAY_HAVE_CHANGED,
    }
)
"""Kinds that are no known change on the ground."""

_TRANSFERS = (Outcome.CHANGED_HANDS, Outcome.BECAME_JOINT)
_OPEN = (Status.CHANGING, Status.CONTESTED)


class Ring(StrEnum):
    """How the maps ring a place that differs: solid if it changed on the ground, else dashed."""

    SOLID = "solid"
    DASHED = "dashed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place or gate whose two answers differ.

    Attributes:
        place_id: The place, or the gate itself.
        town_id: The followed place that shows it: the place itself, or the town of a gate.
        before: Its state in the first answer, `after` in the second.
        kind: In what way they differ.
        first: Whether the second answer is the first that is on record for the place.
    """

    place_id: str
    town_id: str
    before: State
    after: State
    kind: Outcome
    first: bool

    @property
    def on_the_ground(self) -> bool:
        """Whether something changed on the ground, not in the record only."""
        return self.kind not in RECORD_ONLY

    @property
    def gained(self) -> tuple[str, ...]:
        """Ids of the actors who hold it now and did not before, where it changed hands or became joint.

        Empty where it is held together with nobody on record before: who of them is new is not known.
        """
        had = _holders(self.before)
        if self.kind not in _TRANSFERS or (self.kind is Outcome.BECAME_JOINT and not had):
            return ()
        return tuple(actor for actor in self.after.actors if actor not in had)

    @property
    def lost(self) -> tuple[str, ...]:
        """Ids of the actors who held it before and do not now, where it changed hands or became joint."""
        had = _holders(self.before) if self.kind in _TRANSFERS else ()
        return tuple(actor for actor in had if actor not in self.after.actors)


def _holders(state: State) -> tuple[str, ...]:
    """Return who held a place: before a change under way, the old ones; in a dispute, nobody."""
    if state.status is Status.CHANGING:
        return state.from_actors
    return state.actors if state.status in (Status.HELD, Status.JOINT) else ()


@dataclass(frozen=True, slots=True)
class MineMove:
    """The mine clusters in one town's schematic catchment: who holds them is derived from the town.

    `area_ha` sums their hulls, in hectares.
    """

    town: Difference
    clusters: int
    pools: int
    area_ha: float


@dataclass(frozen=True, slots=True)
class Tally:
    """How many crossing towns one actor gained and lost on the ground."""

    actor_id: str
    gained: int
    lost: int


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two answers of one ledger and what differs between them.

    Attributes:
        before: The first answer: that of the earlier day; on one day, the one given first.
        after: The second answer.
        places: The followed places with another answer about control, in the order of `in_order`.
        gates: China's gates with another status, in the order of their towns.
        mines: The mine clusters that differ with their towns.
        unsure: Places, then gates, with the same answer in both that may have changed all the same: the
            later day lies in a long time, begun since the earlier, in which they changed once.
        carried_back: Places, then gates, known on the later day only because a state is carried back to it
            from its first evidence: nobody says that anything changed between the days.
        unchanged: Ids of the followed places with the same known answer in both.
    """

    before: Scene
    after: Scene
    places: tuple[Difference, ...]
    gates: tuple[Difference, ...]
    mines: tuple[MineMove, ...]
    unsure: tuple[Difference, ...]
    carried_back: tuple[Difference, ...]
    unchanged: tuple[str, ...]

    @property
    def other_day(self) -> bool:
        """Whether the two answers are about two days."""
        return self.before.view.on != self.after.view.on

    @property
    def other_evidence(self) -> bool:
        """Whether other evidence counts in the second answer: another policy or day of knowledge."""
        return _other_evidence(self.before, self.after)

    @property
    def rings(self) -> Mapping[str, Ring]:
        """The ring of each place that differs and has a point on the map, by id."""
        places = self.after.catalog.places
        drawn = [row for row in self.places if places[row.place_id].drawable]
        return {row.place_id: Ring.SOLID if row.on_the_ground else Ring.DASHED for row in drawn}

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Crossing towns gained and lost by each actor, most gained first; disputes are neither."""
        places = self.after.catalog.places
        towns = [row for row in self.places if places[row.place_id].tracked is Tracked.CROSSING]
        gained = Counter(actor for row in towns for actor in row.gained)
        lost = Counter(actor for row in towns for actor in row.lost)
        tallies = (Tally(actor, gained[actor], lost[actor]) for actor in gained | lost)
        return tuple(sorted(tallies, key=lambda each: (-each.gained, each.lost, each.actor_id)))


def compare(first: Scene, second: Scene) -> Comparison:
    """Return what differs between two answers of one ledger.

    Of two days the earlier is taken as `before`, whichever is given first, so that what is said to
    have happened happened in this order. On one day the order given stays: `second` instead of
    `first`. An older or newer evidence, or another partner, is no difference.
    """
    before, after = sorted((first, second), key=lambda scene: scene.view.on)
    order = in_order(after.catalog)
    pairs = [(town, before.control[town], after.control[town]) for town in order]
    gates = [
        (town, old, new)
        for town in order
        for old, new in zip(before.gates.get(town, ()), after.gates.get(town, ()), strict=True)
    ]
    same_evidence = not _other_evidence(before, after)

    def told_apart(asked: Iterable[tuple[str, State, State]]) -> tuple[list[Difference], ...]:
        """Return what differs, what is only carried back, and what may have changed all the same."""
        differing, carried, unsure = list[Difference](), list[Difference](), list[Difference]()
        for town, old, new in asked:
            known = new.status is not Status.UNKNOWN
            if same_evidence and timeline.only_carried_back(old, new):
                carried.append(Difference(new.place_id, town, old, new, Outcome.FIRST_CLAIM, first=True))
            elif timeline.answer(old) != timeline.answer(new):
                first = same_evidence and old.status is Status.UNKNOWN and _is_first(new, after.catalog)
                kind = _kind(old, new, first, same_evidence)
                differing.append(Difference(old.place_id, town, old, new, kind, first))
            elif same_evidence and known and new.may_have_changed and not old.may_have_changed:
                kind = Outcome.MAY_HAVE_CHANGED
                unsure.append(Difference(new.place_id, town, old, new, kind, first=False))
        return differing, carried, unsure

    places, carried, unsure = told_apart(pairs)
    gate_rows, carried_gates, unsure_gates = told_apart(gates)
    changed = {row.place_id for row in places}
    return Comparison(
        before=before,
        after=after,
        places=tuple(places),
        gates=tuple(gate_rows),
        mines=tuple(_mines(after, places)),
        unsure=(*unsure, *unsure_gates),
        carried_back=(*carried, *carried_gates),
        unchanged=tuple(t for t, old, _ in pairs if t not in changed and old.status is not Status.UNKNOWN),
    )


def in_order(catalog: Catalog) -> tuple[str, ...]:
    """Return the ids of the followed places: lanes, then inland ones, each north to south."""
    lanes = tuple(place.place_id for place in catalog.lanes)
    inland = [catalog.places[place] for place in timeline.followed(catalog) if place not in lanes]
    inland.sort(key=lambda place: -(place.lat or 0))  # those without a point come last
    return lanes + tuple(place.place_id for place in inland)


def _other_evidence(before: Scene, after: Scene) -> bool:
    return (before.view.policy, before.known_on) != (after.view.policy, after.known_on)


def _is_first(state: State, catalog: Catalog) -> bool:
    """Tell whether nothing is on record before the state but the change that led to it."""
    lane = resolve.track(catalog, state.place_id, state.dimension, state.known_on, state.policy)
    earlier = [each for each in lane.intervals if each.start is None or each.start <= state.on]
    return all(
        each.status is Status.UNKNOWN
        or timeline.answer(each) == timeline.answer(state)
        or (each.since is not None and each.since == state.since)
        for each in earlier
    )


def _kind(before: State, after: State, first: bool, same_evidence: bool) -> Outcome:
    if after.status is Status.UNKNOWN:
        return Outcome.NO_CLAIM
    begun = after.since and after.since.earliest
    # With nothing known before, only a beginning dated after that day shows that something moved.
    if before.status is Status.UNKNOWN and not (same_evidence and begun and begun > before.on):
        return Outcome.FIRST_CLAIM if first else Outcome.NOW_KNOWN
    if not same_evidence:
        return Outcome.READ_OTHERWISE
    if after.status in _OPEN:
        return Outcome.CHANGING if after.status is Status.CHANGING else Outcome.CONTESTED
    if before.status in _OPEN and after.status is Status.HELD and _sides(after) <= _sides(before):
        return Outcome.SETTLED
    if after.dimension is Dimension.GATE:
        return Outcome.NEW_STATUS
    return Outcome.BECAME_JOINT if after.status is Status.JOINT else Outcome.CHANGED_HANDS


def _sides(state: State) -> set[str]:
    """Return all that an answer names: actors, or the statuses of a gate."""
    values = {part for text in (state.value, state.from_value) if text for part in re.split(r"[+/]", text)}
    return values | set(state.actors) | set(state.from_actors)


def _mines(scene: Scene, places: Iterable[Difference]) -> Iterator[MineMove]:
    for town in places:
        mines = [mine for mine in scene.mines.clusters if mine.place_id == town.place_id]
        if mines:
            area = round(sum(mine.area_ha for mine in mines), 1)
            yield MineMove(town, len(mines), sum(mine.pools for mine in mines), area)


# -- As a file -------------------------------------------------------------------------------------
# What differs between two answers as a file: places, gates and groups of mines, with their sources.

_STATE_COLUMNS = (
    *("on", "known_on", "policy", "status", "actors", "from_actors", "value", "from_value", "derived_from"),
    *("newest_evidence", "first_evidence", "stale", "origins", "used", "since_earliest", "since_latest"),
)


def comparison_csv(comparison: Comparison) -> str:
    """Return what differs as CSV (ISO dates), with claims, citations and both questions."""
    catalog = comparison.after.catalog
    lines = [
        _row(catalog, each.after.dimension, each)
        for each in (*comparison.places, *comparison.gates, *comparison.unsure)
    ]
    lines += [_row(catalog, "mines, derived", move.town, move) for move in comparison.mines]
    return to_csv(lines)


def _row(catalog: Catalog, about: str, row: Difference, move: MineMove | None = None) -> rows.Record:
    return {
        "about": about,
        "place_id": row.place_id,
        "name": catalog.places[row.place_id].name,
        "town_id": row.town_id,
        "kind": row.kind,
        "on_the_ground": row.on_the_ground,
        **{count: getattr(move, count, None) for count in ("clusters", "pools", "area_ha")},
        **_side(catalog, "before", row.before),
        **_side(catalog, "after", row.after),
        "sources": rows.sources(catalog, (*row.before.used, *row.after.used)),
        "data": catalog.hash,
    }


def _side(catalog: Catalog, side: str, state: State) -> rows.Record:
    row = rows.state_row(catalog, state)
    row = {column: row[column] for column in _STATE_COLUMNS}
    row |= rows.span_columns("changed", state.until if state.may_have_changed else None)
    return {f"{side}_{column}": value for column, value in row.items()}
