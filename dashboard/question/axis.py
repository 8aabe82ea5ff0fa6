"""The time axis of lanes, charts and the slider: from 2021 to the newest record, wider where that is asked.

It is made from the ledger and the days asked about, in this one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

OPENS = date(2021, 1, 1)
"""Where the axis begins unless an older day is asked about: with the year of the coup."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The days `[start, end)` of a time axis; it starts on a first of January, ends on the first of a month.

    Days are counted from `start`, so that no time zone can move them.
    """

    start: date
    end: date

    @property
    def span(self) -> int:
        """Length of the axis in days."""
        return (self.end - self.start).days

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
        years = range(self.start.year, self.end.year + 1)
        days = (date(year, month, 1) for year in years for month in (1, 4, 7, 10))
        return tuple(day for day in days if self.has(day))

    @property
    def years(self) -> tuple[date, ...]:
        """The first day of each year."""
        return tuple(day for day in self.quarters if day.month == 1)


def months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month from that of `first` on, before `last`."""
    day = first.replace(day=1)
    while day < last:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)


def axis_of(oldest: date, newest: date, *asked: date) -> Axis:
    """Return the axis for some days asked about.

    Args:
        oldest: The oldest day of which the ledger has evidence; the axis begins no earlier.
        newest: The ledger's newest record; the axis ends with its month.
        *asked: The days asked about: the axis begins with the year of the oldest, if that is before `OPENS`.
    """
    first = min([OPENS, *asked])
    start = OPENS if first == OPENS else max(first, min(oldest, OPENS)).replace(month=1, day=1)
    after = (newest.replace(day=1) + timedelta(days=31)).replace(day=1)
    return Axis(start, max(after, start.replace(year=start.year + 1)))
