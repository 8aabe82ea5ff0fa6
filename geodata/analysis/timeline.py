"""States over time: what changed between two days, the next and previous change, lanes to draw."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Unpack

from geodata.catalog import Catalog
from geodata.resolver.answers import STALE_AFTER, Change, Interval, Segment, State, Track, is_stale, state_in
from geodata.resolver.resolve import RESOLVED, Asked, states, track
from geodata.vocab import Dimension, Policy, Status, Tracked

_DAY = timedelta(days=1)
_FOLLOWED = (Tracked.CROSSING, Tracked.INLAND)


def followed(catalog: Catalog) -> tuple[str, ...]:
    """Return the ids of the places whose changes are stepped through: tracked towns and lanes."""
    return tuple(p.place_id for p in catalog.places.values() if p.tracked in _FOLLOWED or p.lane is not None)


def changes_between(
    catalog: Catalog,
    a: date,
    b: date,
    *,
    places: Iterable[str] | None = None,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
    dimension: Dimension = Dimension.CONTROL,
) -> tuple[Change, ...]:
    """Return the places (default: all) whose state on the day `b` is not that of the day `a`.

    The earlier day is taken first, whichever is given first. An older or newer evidence, or
    another partner, is no change; nor is that a state is carried back to `b` and not to `a`.

    Raises:
        UnknownName: If the ledger lacks one of the places.
    """
    first, last = sorted((a, b))
    found = []
    for place_id in catalog.places if places is None else places:
        lane = track(catalog, place_id, Dimension(dimension), known_on, Policy(policy))
        before, after = (state_in(lane, day, catalog.newest_record) for day in (first, last))
        if answer(before) != answer(after) and not only_carried_back(before, after):
            found.append(Change(place_id, lane.dimension, before, after, after.since, after.used))
    return tuple(found)


def intervals(
    catalog: Catalog,
    *,
    places: Iterable[str] | None = None,
    dimensions: Iterable[Dimension] = RESOLVED,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
) -> Iterator[tuple[Track, Interval]]:
    """Yield every interval of which something is known, with its track, place by place, in order.

    Args:
        catalog: The ledger.
        places: Ids of the places asked about; None is every place.
        dimensions: Control, gates, rare earths.
        known_on: Use what was known at the end of this day; None is the ledger's newest record.
        policy: What counts as evidence.

    Raises:
        UnknownName: If the ledger lacks one of the places.
    """
    asked = tuple(dimensions)
    for place_id in catalog.places if places is None else places:
        for dimension in asked:
            lane = track(catalog, place_id, Dimension(dimension), known_on, Policy(policy))
            yield from ((lane, each) for each in lane.intervals if each.status is not Status.UNKNOWN)


def states_over(
    catalog: Catalog, days: Iterable[date], **asked: Unpack[Asked]
) -> dict[date, tuple[State, ...]]:
    """Return the states of the places (default: all) on each of the days, in one call, as `states` has them.

    Raises:
        UnknownName: If the ledger lacks one of the places.
    """
    places = asked.get("places")
    asked["places"] = tuple(catalog.places if places is None else places)
    return {day: states(catalog, day, **asked) for day in days}


@dataclass(frozen=True, slots=True)
class Runs:
    """The states of some places on many days, each once for all days on which it says the same.

    Attributes:
        days: The days, each once, in the order asked.
        states: The states that differ by more than their day; each is that of its first day.
        numbers: For each place, for each of the days, the place in `states` of its state.
    """

    days: tuple[date, ...]
    states: tuple[State, ...]
    numbers: tuple[tuple[int, ...], ...]


def runs_over(catalog: Catalog, days: Iterable[date], **asked: Unpack[Asked]) -> Runs:
    """Return the states of the places (default: all) on each of the days, as runs.

    A track says the same from one of its `_cuts` to the next, so it is asked once for each of them: a
    year of all places is a few hundred questions in place of 35,000.

    Raises:
        UnknownName: If the ledger lacks one of the places, or the dimension has no states.
    """
    asked_days = tuple(dict.fromkeys(days))
    ordered = sorted(asked_days)
    at = {day: number for number, day in enumerate(ordered)}
    found: list[State] = []
    numbers = []
    dimension = Dimension(asked.get("dimension", Dimension.CONTROL))
    policy = Policy(asked.get("policy", Policy.REPORTED))
    places = asked.get("places")
    for place_id in catalog.places if places is None else places:
        lane = track(catalog, place_id, dimension, asked.get("known_on"), policy)
        edges = {bisect_left(ordered, cut) for cut in _cuts(lane, catalog.newest_record)}
        of: list[int] = []
        before: tuple[object, ...] = ()
        for first, after in pairwise(sorted({0, len(ordered), *edges})):
            each = state_in(lane, ordered[first], catalog.newest_record)
            said = (lane.at(each.on), *_by_day(each))
            if said != before:
                found.append(each)
            before = said
            of += [len(found) - 1] * (after - first)
        numbers.append(tuple(of[at[day]] for day in asked_days))
    return Runs(asked_days, tuple(found), tuple(numbers))


def _by_day(state: State) -> tuple[object, ...]:
    """Return all that may differ between two days of one interval."""
    return state.newest_evidence, state.first_evidence, state.stale, state.may_have_changed


def _cuts(lane: Track, newest_record: date) -> set[date]:
    """Return every day on which what a track says may become something else, the days' age included."""
    cuts = {newest_record + _DAY}
    for interval in lane.intervals:
        starts = (interval.start, interval.until.earliest if interval.until else None)
        cuts.update(day for day in starts if day)
        for day in interval.evidence:
            cuts |= {day - STALE_AFTER, day, day + STALE_AFTER + _DAY}
    return cuts


def answer(state: State | Interval) -> tuple[object, ...]:
    """Return what must differ between two states or intervals for a change."""
    return state.status, state.actors, state.from_actors, state.value, state.from_value


def only_carried_back(before: State, after: State) -> bool:
    """Tell whether nothing is known before, and the later state is carried back before its evidence."""
    return before.status is Status.UNKNOWN and after.first_evidence is not None


def _edges(lane: Track) -> Iterator[date]:
    """Yield the days on which a track's answer becomes another one, in order.

    A state that is carried back begins on no such day: nobody says that anything changed there.
    """
    for before, after in pairwise(lane.intervals):
        if after.carried_back and before.status is Status.UNKNOWN:
            continue
        if after.start and answer(before) != answer(after):
            yield after.start


def change_days(
    catalog: Catalog,
    *,
    places: Iterable[str] | None = None,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
    dimension: Dimension = Dimension.CONTROL,
) -> dict[date, tuple[str, ...]]:
    """Return every day on which a place (default: `followed`) changes, with the places, in order.

    Raises:
        UnknownName: If the ledger lacks one of the places.
    """
    days: dict[date, tuple[str, ...]] = {}
    for place_id in followed(catalog) if places is None else places:
        for day in _edges(track(catalog, place_id, Dimension(dimension), known_on, Policy(policy))):
            days[day] = (*days.get(day, ()), place_id)
    return dict(sorted(days.items()))


def next_change(catalog: Catalog, after: date, **asked: Unpack[Asked]) -> tuple[date, tuple[str, ...]] | None:
    """Return the first day after `after` on which a place changes, and which, as `change_days` has them."""
    days = change_days(catalog, **asked).items()
    return min((each for each in days if each[0] > after), default=None)


def previous_change(
    catalog: Catalog, before: date, **asked: Unpack[Asked]
) -> tuple[date, tuple[str, ...]] | None:
    """Return the last day before `before` on which a place changed, and which, as `change_days` has them."""
    days = change_days(catalog, **asked).items()
    return max((each for each in days if each[0] < before), default=None)


def segments(
    lane: Track, start: date, end: date, newest_record: date, stale_after: timedelta = STALE_AFTER
) -> tuple[Segment, ...]:
    """Return a track between two days, `[start, end)`, cut where a state turns stale or fresh.

    A state is stale from the day on which its newest evidence is older than `stale_after`, and
    past the newest record of the ledger.
    """
    found: list[Segment] = []
    for interval in lane.intervals:
        low, high = max(interval.start or start, start), min(interval.end or end, end)
        if low >= high:
            continue
        open_start = low == start and (interval.start is None or interval.start < start)
        for day, after, stale in _ages(interval, low, high, newest_record, stale_after):
            found.append(Segment(day, after, interval, stale, open_start and day == low))
    return tuple(found)


def _ages(
    interval: Interval, low: date, high: date, newest_record: date, stale_after: timedelta
) -> Iterator[tuple[date, date, bool]]:
    """Yield the runs of days `[low, high)` of one interval in which it is fresh or stale."""
    edges = {low, high, newest_record + _DAY}
    for day in interval.evidence:
        edges |= {day - stale_after, day, day + stale_after + _DAY}
    ordered = sorted(edge for edge in edges if low <= edge <= high)
    begun, stale = ordered[0], is_stale(interval, ordered[0], newest_record, stale_after)
    for edge in ordered[1:-1]:
        now = is_stale(interval, edge, newest_record, stale_after)
        if now != stale:
            yield begun, edge, stale
            begun, stale = edge, now
    yield begun, ordered[-1], stale
