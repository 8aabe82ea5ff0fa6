"""Who ever held each place within a window, in order: on the map, as a table and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from dashboard.answer.comparison import counted
from dashboard.answer.scene import Scene
from dashboard.question.view import MapOf
from geodata.analysis import timeline
from geodata.analysis.mines import MineState
from geodata.exports import rows
from geodata.exports.evidence import claim_columns
from geodata.resolver import resolve
from geodata.resolver.answers import Interval, State, Track, first_evidence, state_in
from geodata.vocab import Dimension, Status

_DAY = timedelta(days=1)

Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One answer of a place within the window, on the days from `first` to `last`.

    The days of a change belong to what it led to.
    """

    interval: Interval
    first: date
    last: date

    @property
    def answer(self) -> Interval:
        """The answer as a settled one: of the days of a change, what it led to."""
        if self.interval.status is not Status.CHANGING:
            return self.interval
        return _settled(self.interval, self.interval.actors)


@dataclass(frozen=True, slots=True)
class Held:
    """A place with all that is known to have held it within the window, in order.

    Attributes:
        place_id: The place.
        window: The window.
        holdings: Its answers, one after the other; none where nothing is known.
        changes: How often one known answer followed another.
        known: The days of the window of which something is known, as spans in order. A day before the
            first evidence is none, though an answer may be carried back to it.
        stale: Whether there was no news for long on all days that have an answer.
        end: Its state on the window's last day.
    """

    place_id: str
    window: Days
    holdings: tuple[Holding, ...]
    changes: int
    known: tuple[Days, ...]
    stale: bool
    end: State

    @property
    def whole(self) -> bool:
        """Whether something is known of every day of the window."""
        return self.known == (self.window,)

    @property
    def answers(self) -> tuple[Interval, ...]:
        """Its answers in order, settled; one that is interrupted by days without an answer counts once."""
        answers: list[Interval] = []
        for each in self.holdings:
            if not answers or timeline.answer(answers[-1]) != timeline.answer(each.answer):
                answers.append(each.answer)
        return tuple(answers)

    @property
    def changed(self) -> bool:
        """Whether it had more than one answer."""
        return len(self.answers) > 1

    @property
    def faded(self) -> bool:
        """Whether it is drawn faded: old evidence on all days, or one holder, known on some of them only.

        Where it changed hands, stripes do not say that anybody held it throughout.
        """
        return bool(self.holdings) and (self.stale or not (self.whole or self.changed))

    @property
    def partly(self) -> bool:
        """Whether something is known, and not of every day of the window."""
        return bool(self.holdings) and not self.whole

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of all who held it or took part in a dispute about it, in order."""
        return tuple(dict.fromkeys(actor for each in self.answers for actor in each.actors))

    @property
    def used(self) -> frozenset[str]:
        """Ids of the claims behind its answers."""
        return frozenset(claim for each in self.holdings for claim in each.interval.used)

    @property
    def from_actors(self) -> tuple[str, ...]:
        """Nobody: who held it before is in `actors`."""
        return ()


# -- Who held it -----------------------------------------------------------------------------------


def ever_held(scene: Scene) -> tuple[Held, ...]:
    """Return each followed place in the extent with its holders within the window, north to south."""
    return tuple(held(place, scene) for place in counted(scene))


def held(place_id: str, scene: Scene) -> Held:
    """Return who held a place within the scene's window, whatever its day."""
    catalog, (first, last) = scene.catalog, scene.view.window
    lane = resolve.track(catalog, place_id, Dimension.CONTROL, scene.known_on, scene.view.policy)
    holdings: list[Holding] = []
    for interval in lane.intervals:
        begin, end = _within(interval, first, last)
        if begin > end:
            continue
        before = holdings[-1] if holdings else None
        if before is None and (earlier := _before(lane, interval)):
            holdings.append(Holding(earlier, begin, begin))
        elif before and _same(before.interval, interval):
            begin = before.first
            holdings.pop()
        holdings.append(Holding(interval, begin, end))
    changes = sum(_is_known(a.interval) and _is_known(b.interval) for a, b in pairwise(holdings))
    pieces = timeline.segments(lane, first, last + _DAY, catalog.newest_record)
    return Held(
        place_id=place_id,
        window=(first, last),
        holdings=tuple(each for each in holdings if _is_known(each.interval)),
        changes=changes,
        known=_known_days(lane, first, last),
        stale=all(each.stale for each in pieces if _is_known(each.interval)),
        end=state_in(lane, last, catalog.newest_record),
    )


def _within(interval: Interval, first: date, last: date) -> Days:
    """Return the days of an interval that lie in a window; the first after the last where none does."""
    return max(interval.start or first, first), min(interval.end - _DAY, last) if interval.end else last


def _is_known(interval: Interval) -> bool:
    return interval.status is not Status.UNKNOWN


def _before(lane: Track, interval: Interval) -> Interval | None:
    """Return what a change began from, where a window begins within its days: it may still have held then."""
    if interval.status is not Status.CHANGING:
        return None
    earlier = next((each for each in lane.intervals if each.end and each.end == interval.start), None)
    if earlier and _is_known(earlier):
        return earlier
    return _settled(interval, interval.from_actors) if interval.from_actors else None


def _settled(interval: Interval, actors: tuple[str, ...]) -> Interval:
    status = Status.HELD if len(actors) == 1 else Status.JOINT
    return replace(interval, status=status, actors=actors, from_actors=())


def _same(before: Interval, interval: Interval) -> bool:
    """Tell whether an answer goes on: the days of a change belong to what it led to."""
    led = before.status is Status.CHANGING and before.actors == interval.actors
    return timeline.answer(before) == timeline.answer(interval) or led


def _known_days(lane: Track, first: date, last: date) -> tuple[Days, ...]:
    """Return the days of a window of which something is known, as spans in order."""
    spans: list[Days] = []
    for interval in lane.intervals:
        begin, end = _within(interval, first, last)
        if begin <= end and (evidence := first_evidence(interval, begin)):
            begin = evidence  # carried back to the days before it
        if begin > end or not _is_known(interval) or _out_of_nothing(lane, interval):
            continue
        if spans and spans[-1][1] + _DAY == begin:
            begin = spans.pop()[0]
        spans.append((begin, end))
    return tuple(spans)


def _out_of_nothing(lane: Track, interval: Interval) -> bool:
    """Tell whether an interval is the days of a change from what nobody knows: it may not have come yet."""
    return interval.status is Status.CHANGING and _before(lane, interval) is None


# -- What the map shows ----------------------------------------------------------------------------

Answer = State | Held
"""What a map shows of a place: its state on the day, or who held it within the window."""


def of_window(scene: Scene) -> bool:
    """Tell whether the scene's map shows who held each place within the window, not on the day."""
    return scene.view.map_of is MapOf.WINDOW


def on_map(scene: Scene) -> Mapping[str, Answer]:
    """Return what the scene's map shows of each tracked place, by id."""
    if not of_window(scene):
        return scene.control
    return {place_id: held(place_id, scene) for place_id in scene.control}


def mines_on_map(scene: Scene) -> Sequence[tuple[MineState, MineState | Held]]:
    """Return each mine cluster with what the map shows of it: its state, or who held its town."""
    if not of_window(scene):
        return [(mine, mine) for mine in scene.mines.clusters]
    towns = {mine.place_id: held(mine.place_id, scene) for mine in scene.mines.clusters if mine.place_id}
    # Outside the catchment of every town nobody is known: a cluster's own state of any day says so.
    return [(mine, towns[mine.place_id] if mine.place_id else mine) for mine in scene.mines.clusters]


# -- As a file -------------------------------------------------------------------------------------


def held_rows(scene: Scene) -> Iterator[rows.Record]:
    """Yield who held each followed place within the window, in long form, for a file.

    A row for each place, holding and claim behind it; a place without information has one row.
    """
    catalog, (first, last) = scene.catalog, scene.view.window
    for each in ever_held(scene):
        place = catalog.places[each.place_id]
        about = {
            "place_id": each.place_id,
            "name": place.name,
            "lon": place.lon,
            "lat": place.lat,
            "from": first,
            "to": last,
            "changes": each.changes,
            "known_from": each.known[0][0] if each.known else None,
            "known_to": each.known[-1][1] if each.known else None,
            "known_throughout": each.whole,
        }
        asked = {
            "known_on": scene.known_on,
            "policy": str(scene.view.policy),
            "data": catalog.hash,
        }
        for number, holding in enumerate(each.holdings, 1):
            answer = holding.answer
            row = about | {
                "number": number,
                "first": holding.first,
                "last": holding.last,
                "status": str(answer.status),
                "actors": list(answer.actors),
                "codes": [catalog.actors[actor].code for actor in answer.actors],
            }
            for claim_id in answer.used or (None,):
                yield row | claim_columns(catalog, claim_id) | asked
        if not each.holdings:
            nothing = {"number": None, "first": None, "last": None, "status": str(Status.UNKNOWN)}
            yield about | nothing | {"actors": [], "codes": []} | claim_columns(catalog, None) | asked
