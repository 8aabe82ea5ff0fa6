"""What lies in a window of days: claims and figures, by the days they speak of or that of their record.

A date of low precision lies in a window when one of the days that it may mean does. Both ends of a window
are in it. An open date is read as the resolver reads it: as the one day that it gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.measures import Measure
from geodata.dates import When
from geodata.resolver.answers import Interval

Days: TypeAlias = tuple[date, date]
"""A first and a last day, both in."""

Record: TypeAlias = Claim | Measure

R = TypeVar("R", bound=Record)


class By(StrEnum):
    """By which of its days a record lies in a window."""

    DAYS = "days"
    """By those of which it speaks."""
    RECORDED = "recorded"
    """By that on which its document appeared."""


@dataclass(frozen=True, slots=True)
class Split(Generic[R]):
    """Some records, those in a window and those outside: none is in both, none is lost.

    `undated` is how many of those outside give no day of which they speak.
    """

    inside: tuple[R, ...]
    outside: tuple[R, ...] = ()
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first` to `last`, both in, and by which of its days a record lies in them."""

    first: date
    last: date
    by: By = By.DAYS

    def has(self, record: Record) -> bool:
        """Tell whether a claim or a figure lies in the window; one without a day does not."""
        days = recorded_days(record) if self.by is By.RECORDED else days_of(record)
        return days is not None and days[0] <= self.last and self.first <= days[1]

    def has_interval(self, interval: Interval, catalog: Catalog) -> bool:
        """Tell whether an interval lies in the window: its days, or the record of a claim it rests on."""
        if self.by is By.RECORDED:
            return any(self.has(catalog.claims[claim_id]) for claim_id in interval.used)
        begun = interval.start is None or interval.start <= self.last
        return begun and (interval.end is None or self.first < interval.end)

    def split(self, records: Iterable[R]) -> Split[R]:
        """Return the records that lie in the window and those that do not, each in the order given."""
        inside: list[R] = []
        outside: list[R] = []
        for record in records:
            (inside if self.has(record) else outside).append(record)
        undated = sum(days_of(each) is None for each in outside) if self.by is By.DAYS else 0
        return Split(tuple(inside), tuple(outside), undated)


def days_of(record: Record) -> Days | None:
    """Return the first and the last day of which a claim or a figure may speak; None where it gives no day.

    What lies between the beginning that a claim gives and its end is among them, and all days before where
    it says that the state had lasted for long. No claim speaks of days after it was recorded.
    """
    if isinstance(record, Measure):
        return _closed(record.period)
    given = [day for pair in _given(record) for day in pair]
    if not given:
        return None
    return date.min if record.since_before else min(given), max(given)


def recorded_days(record: Record) -> Days:
    """Return the first and the last day on which the document of a claim or a figure may have appeared."""
    return _closed(record.recorded)


def _given(claim: Claim) -> Iterator[Days]:
    """Yield the days of each date that a claim gives, none after its record."""
    known = recorded_days(claim)[1]
    for when in (claim.start, claim.as_of):
        if when:
            first, last = _closed(when)
            yield first, max(first, min(last, known))
    if claim.end:
        last = min(_closed(claim.end)[1], known)
        yield last, last


def _closed(when: When) -> Days:
    """Return the first and the last day of a date; an open end is the day at the other one."""
    first, last = when.earliest or when.last_day, when.last_day or when.earliest
    assert first is not None and last is not None
    return first, last
