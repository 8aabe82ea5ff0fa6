"""The time axis of lanes and charts: the whole record, or the days of the window alone.

It is made from the ledger and the days asked about, in this one place. What is marked on it, and on which
days tables have rows, follows from its length: days, months, quarters or years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

OPENS = date(2021, 1, 1)
"""Where the axis begins unless an older day is asked about: with the year of the coup."""

_DAY = timedelta(days=1)
_WEEKS = (1, 8, 15, 22)
"""Days of a month on which its parts of about a week begin."""

_BY_DAY, _BY_WEEK, _BY_MONTH, _BY_QUARTER = 92, 400, 4 * 366, 30 * 366
"""Up to so many days an axis has a tick for each day, week, month, quarter; for each year always."""

_SAMPLED_BY_DAY, _SAMPLED_BY_WEEK, _SAMPLED_BY_MONTH = 14, 62, 731
"""Up to so many days tables have a row for each day, week, month; of a longer axis for each quarter."""


class Tick(NamedTuple):
    """A day that is marked on an axis, and about how many days apart ticks of its kind are."""

    day: date
    gap: int


@dataclass(frozen=True, slots=True)
class Axis:
    """The days `[start, end)` of a time axis.

    Days are counted from `start`, so that no time zone can move them.
    """

    start: date
    end: date

    @property
    def span(self) -> int:
        """Length of the axis in days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day of the axis."""
        return self.end - _DAY

    def has(self, day: date) -> bool:
        """Tell whether a day is on the axis."""
        return self.start <= day < self.end

    def number(self, day: date) -> int:
        """Return the days from `start`, clamped to the axis."""
        return min(max((day - self.start).days, 0), self.span)

    def day(self, number: float) -> date:
        """Return the day of a place on the axis, clamped to it; the end counts as one."""
        return self.start + timedelta(days=min(max(round(number), 0), self.span))

    @property
    def quarters(self) -> tuple[date, ...]:
        """The first day of each quarter."""
        return tuple(day for day in self._months() if day.month in (1, 4, 7, 10))

    @property
    def years(self) -> tuple[date, ...]:
        """The first day of each year."""
        return tuple(day for day in self.quarters if day.month == 1)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """What may be marked on the axis, in order: its first day, and those that begin years and less.

        A picture shows those kinds that have room: see the charts' `ticks`.
        """
        ticks = {day: _gap(day) for day in self._months()}
        if self.span <= _BY_WEEK:
            ticks |= {day: 7 for day in self._days(_WEEKS) if day.day > 1}
        if self.short:
            ticks |= {day: 1 for day in self._days() if day not in ticks}
        least = 30 if self.span <= _BY_MONTH else 91 if self.span <= _BY_QUARTER else 365
        kept = {day: gap for day, gap in ticks.items() if gap >= least or gap < 30}
        return tuple(Tick(day, gap) for day, gap in sorted((kept | {self.start: 0}).items()))

    @property
    def short(self) -> bool:
        """Whether each day may have a tick."""
        return self.span <= _BY_DAY

    @property
    def samples(self) -> tuple[date, ...]:
        """The days on which tables say how things stood: the first of the axis, and of each quarter.

        Of an axis of two years or less those that begin its months or weeks, or each day, as finely as its
        length allows; and its last.
        """
        if self.span > _SAMPLED_BY_MONTH:
            return tuple(sorted({self.start, *self.quarters}))
        between: Iterable[date] = self._months()
        if self.span <= _SAMPLED_BY_DAY:
            between = self._days()
        elif self.span <= _SAMPLED_BY_WEEK:
            between = self._days(_WEEKS)
        return tuple(sorted({self.start, *between, self.last}))

    @property
    def by_day(self) -> bool:
        """Whether what is counted over time is counted for each day, not for each month."""
        return self.span <= _SAMPLED_BY_WEEK

    @property
    def parts(self) -> tuple[tuple[date, date], ...]:
        """The months of the axis, or its days where it is short: each `[first, after)`, cut at its ends."""
        firsts = self._days() if self.by_day else self._months()
        return tuple(pairwise(sorted({self.start, *firsts, self.end})))

    def _months(self) -> Iterator[date]:
        return (day for day in months(self.start, self.end) if self.has(day))

    def _days(self, of_month: Iterable[int] = range(1, 32)) -> Iterator[date]:
        wanted = frozenset(of_month)
        days = (self.start + timedelta(days=number) for number in range(self.span))
        return (day for day in days if day.day in wanted)


def _gap(first: date) -> int:
    """Return about how many days apart the ticks are of which the first day of a month is one."""
    if first.month == 1:
        return 3652 if first.year % 10 == 0 else 730 if first.year % 2 == 0 else 365
    return 91 if first.month in (4, 7, 10) else 30


def months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month from that of `first` on, before `last`."""
    day = first.replace(day=1)
    while day < last:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)


def axis_of(oldest: date, newest: date, *asked: date) -> Axis:
    """Return the axis of the whole record: from a first of January to the first of a month.

    Args:
        oldest: The oldest day of which the ledger has evidence; the axis begins no earlier.
        newest: The ledger's newest record; the axis ends with its month.
        *asked: The days asked about: the axis begins with the year of the oldest, if that is before `OPENS`.
    """
    first = min([OPENS, *asked])
    start = OPENS if first == OPENS else max(first, min(oldest, OPENS)).replace(month=1, day=1)
    after = (newest.replace(day=1) + timedelta(days=31)).replace(day=1)
    return Axis(start, max(after, start.replace(year=start.year + 1)))


def axis_within(window: tuple[date, date]) -> Axis:
    """Return the axis that has the days of a window, first and last included, and no others."""
    first, last = window
    return Axis(first, last + _DAY)
