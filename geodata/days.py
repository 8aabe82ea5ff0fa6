"""The days that a cell may name: none before 1900, none that has not come yet, no end before its start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from geodata.errors import BadDate
from geodata.when import When, show_day

OLDEST_DAY = date(1900, 1, 1)
"""No day of the ledger lies before it: an older one is a slip of the keyboard, and nothing draws it."""


def date_fault(value: str, today: date | None = None) -> str:
    """Return the rule that a date breaks, or an empty text.

    A loose date counts from the first day that it may mean, and so does each end of a span: "2026" is
    no future day in November 2026, and the open side of "../2024-11-20" is none at all.

    Args:
        value: An EDTF date.
        today: No day may lie after it; None leaves this one rule out.
    """
    try:
        when = When.parse(value)
    except BadDate as error:
        return str(error)
    days = [day for day in (when.start_earliest, when.end_earliest) if day]
    if min(days) < OLDEST_DAY:
        return f"must not lie before {show_day(OLDEST_DAY)}"
    if today and max(days) > today:
        return f"must not lie in the future: today is {show_day(today)}"
    return ""


def in_order(row: Mapping[str, str], start: str, end: str) -> Iterator[tuple[str, str]]:
    """Yield a broken rule where the date in `end` is over before that in `start` begins."""
    try:
        begins, ends = (When.parse(row[name]) if row[name] else None for name in (start, end))
    except BadDate:
        return  # reported for the cell itself
    if begins and ends and begins.earliest and ends.last_day and ends.last_day < begins.earliest:
        yield end, f"must not lie before {start} ({row[start]})"
