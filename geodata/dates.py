"""Dates of known precision (EDTF level 0 and 1), their words, and the days that a table may hold.

`When` is a small type of our own over the `edtf` library, because the library falls short in
three ways: it takes about 5 ms a text (the ledger has thousands), it gives infinite floats for
the open ends that the ledger uses all the time (`../2024-11-20`), and it widens `~` by paddings
of its own while EDTF gives the qualifier no width. Here the bounds are plain dates, half-open,
`~` and `?` are kept as marks, and only texts that are more than a year, month or day go to the
library.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, total_ordering

from geodata.errors import BadDate, Sentence

# -- Dates of known precision ----------------------------------------------------------------------

_PLAIN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?[?~%]?")
_LEVEL_1 = {"Date", "DateAndTime", "Season", "UncertainOrApproximate", "Unspecified", "PartialUnspecified"}
_DAY = timedelta(days=1)


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class When:
    """A date as the source gives it, with the days it may mean.

    An interval `A/B` is read as EDTF has it: it starts within the bounds of A and ends within
    those of B. The `*_latest` bounds are exclusive: the first day after. None is an open or
    unknown end. The order is by the earliest possible day (open first), then the latest.
    """

    text: str
    start_earliest: date | None
    start_latest: date | None
    end_earliest: date | None
    end_latest: date | None
    approximate: bool = False
    uncertain: bool = False

    @classmethod
    def parse(cls, text: str) -> When:
        """Return the date that `text` states in EDTF level 0 or 1.

        Raises:
            BadDate: If the text is not such a date, is impossible (30 February), lies outside
                the years 1 to 9998, or ends before it starts.
        """
        return _parse(text)

    @property
    def earliest(self) -> date | None:
        """The first day it may mean; None is open."""
        return self.start_earliest

    @property
    def latest(self) -> date | None:
        """The first day after the last it may mean; None is open."""
        return self.end_latest

    @property
    def last_day(self) -> date | None:
        """The last day it may mean; None is open."""
        return self.end_latest - _DAY if self.end_latest else None

    def contains(self, day: date) -> bool:
        """Tell whether `day` is one of the days it may mean."""
        return (self.earliest is None or self.earliest <= day) and (self.latest is None or day < self.latest)

    def _key(self) -> tuple[date, date, str]:
        return (self.earliest or date.min, self.latest or date.max, self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, When) and self._key() == other._key()

    def __lt__(self, other: When) -> bool:
        return self._key() < other._key()

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def _parse(text: str) -> When:
    if not text or text != text.strip():
        raise BadDate(Sentence("no_date", text=text))
    if text.count("/") > 1:
        raise BadDate(Sentence("two_slashes", text=text))
    approximate, uncertain = "~" in text or "%" in text, "?" in text or "%" in text
    if "/" not in text:
        first, after = _side(text, text)
        return When(text, first, after, first, after, approximate, uncertain)
    left, right = text.split("/")
    if left in ("", "..") and right in ("", ".."):
        raise BadDate(Sentence("open_date", text=text))
    start = (None, None) if left in ("", "..") else _side(left, text)
    end = (None, None) if right in ("", "..") else _side(right, text)
    if start[0] and end[1] and end[1] <= start[0]:
        raise BadDate(Sentence("backward_date", text=text))
    return When(text, start[0], start[1], end[0], end[1], approximate, uncertain)


def _side(part: str, whole: str) -> tuple[date, date]:
    """Return the first day of one date and the first day after it."""
    match = _PLAIN.fullmatch(part)
    try:
        if match:
            year, month, day = (int(group) if group else None for group in match.groups())
            assert year is not None
            if day and month:
                return date(year, month, day), date(year, month, day) + _DAY
            if month:
                return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
            return date(year, 1, 1), date(year + 1, 1, 1)
        return _by_library(part)
    except (ValueError, OverflowError) as error:
        part = "it" if part == whole else repr(part)
        raise BadDate(Sentence("no_day_month_or_year", text=whole, part=part)) from error


def _by_library(part: str) -> tuple[date, date]:
    """Return the bounds of a form that is more than a year, month or day (a season, `202X`).

    A digit that is left open in a month (`1984-1X`, level 2) is refused like all of that level: edtf 5.0.2
    prints a line for it and fails with another error than for text that is no date.
    """
    from edtf import EDTFParseException, parse_edtf  # slow to import, and seldom needed

    try:
        with redirect_stdout(io.StringIO()):
            parsed = parse_edtf(part)
    except (EDTFParseException, AttributeError) as error:
        raise ValueError(part) from error
    if type(parsed).__name__ not in _LEVEL_1:
        raise ValueError(part)
    low, high = parsed.lower_strict(), parsed.upper_strict()
    return date(*low[:3]), date(*high[:3]) + _DAY


def edtf_of(first: date | None, after: date | None) -> str:
    """Return some days as EDTF text, as short as it stays exact; `When.parse` gives their bounds again.

    `2024`, `2024-11`, `2024-11-20`, `2024-10-19/2024-10-20` for any other days, `../2024-11-20` by a day,
    `2024-11-20/..` from a day on; empty where both ends are open.

    Args:
        first: The first of the days; None is open.
        after: The first day after them; None is open.
    """
    last = after - _DAY if after else None
    if first and last and after:
        forms = (first.isoformat()[:length] for length in (4, 7, 10))
        whole = next((text for text in forms if _side(text, text) == (first, after)), "")
        return whole or f"{first.isoformat()}/{last.isoformat()}"
    if not first and not last:
        return ""
    return f"{first.isoformat() if first else '..'}/{last.isoformat() if last else '..'}"


def today() -> date:
    """Return the day by this machine's clock and time zone; nothing else here asks the clock."""
    return datetime.now().astimezone().date()


# -- Dates in words --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DateWords:
    """How dates are written in a language: the names of the months, and patterns with named gaps.

    `months` are the twelve names, January first. `parts_of_year` is for days of two months, and for
    two months, of one year; `by` for a day or any before it; `never` for a date without a bound.
    """

    months: tuple[str, ...]
    day: str = "{day} {month} {year}"
    day_of_year: str = "{day} {month}"
    month: str = "{month} {year}"
    year: str = "{year}"
    span: str = "{first}–{last}"
    days_of_month: str = "{first}–{last} {month} {year}"
    parts_of_year: str = "{first}–{last} {year}"
    by: str = "by {date}"
    since: str = "from {date} on"
    never: str = "at some time"
    about: str = "about {date}"
    uncertain: str = "{date} (uncertain)"

    def fill(self, pattern: str, day: date) -> str:
        """Return a pattern with the day, month and year of a day in it."""
        return pattern.format(day=day.day, month=self.months[day.month - 1], year=day.year)


ENGLISH = DateWords(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"))


def show_day(day: date, words: DateWords = ENGLISH) -> str:
    """Return a day in words: 26 Nov 2024."""
    return words.fill(words.day, day)


def show_span(first: date, last: date, words: DateWords = ENGLISH) -> str:
    """Return a run of days, both ends included: 28–29 Mar 2024, 30 Sep–2 Oct 2024, Nov 2024, 2024."""
    after = last + _DAY
    whole_months = first.day == 1 and after.day == 1
    whole_years = whole_months and first.month == 1 and after.month == 1
    whole = words.year if whole_years else words.month if whole_months else words.day
    one, other = words.fill(whole, first), words.fill(whole, last)
    if one == other:
        return one
    pattern = words.parts_of_year
    if first.year != last.year:
        pattern = words.span
    elif whole_months:
        one, other = (words.months[day.month - 1] for day in (first, last))
    elif first.month != last.month:
        one, other = (words.fill(words.day_of_year, day) for day in (first, last))
    else:
        pattern, one, other = words.days_of_month, str(first.day), str(last.day)
    return pattern.format(first=one, last=other, month=words.months[last.month - 1], year=last.year)


def show_when(when: When, words: DateWords = ENGLISH) -> str:
    """Return a date in words, its precision kept: about Nov 2024, by 21 Nov 2024."""
    first, last = when.earliest, when.last_day
    if first and last:
        text = show_span(first, last, words)
    elif first:
        text = words.since.format(date=show_day(first, words))
    elif last and when.end_earliest:
        text = words.by.format(date=show_span(when.end_earliest, last, words))
    else:
        text = words.never
    text = words.about.format(date=text) if when.approximate else text
    return words.uncertain.format(date=text) if when.uncertain else text


# -- Days that a table may hold --------------------------------------------------------------------
# None before 1900, none that has not come yet, no end before its start.

OLDEST_DAY = date(1900, 1, 1)
"""No day of the ledger lies before it: an older one is a slip of the keyboard, and nothing draws it."""


def read_day(text: str) -> date:
    """Return the day; raises BadDate for a text that is none."""
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if not match:
        raise BadDate(f"{text!r} is not a day: write YYYY-MM-DD, such as 2024-11-26.")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        year, month, day = (max(int(group), 1) for group in match.groups())
        month = min(month, 12)
        near = date(year, month, min(day, calendar.monthrange(year, month)[1]))
        raise BadDate(f"{text} is not a day of the calendar; did you mean {near.isoformat()}?") from error


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
        return error.message
    days = [day for day in (when.start_earliest, when.end_earliest) if day]
    if min(days) < OLDEST_DAY:
        return Sentence("too_old", day=OLDEST_DAY, shown=show_day(OLDEST_DAY))
    if today and max(days) > today:
        return Sentence("in_the_future", day=today, shown=show_day(today))
    return ""


def in_order(row: Mapping[str, str], start: str, end: str) -> Iterator[tuple[str, str]]:
    """Yield a broken rule where the date in `end` is over before that in `start` begins."""
    try:
        begins, ends = (When.parse(row[name]) if row[name] else None for name in (start, end))
    except BadDate:
        return  # reported for the cell itself
    if begins and ends and begins.earliest and ends.last_day and ends.last_day < begins.earliest:
        yield end, Sentence("end_before_start", start=start, value=row[start])
