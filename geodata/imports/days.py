"""Days of a foreign table: every usual form, as the first and the last day that a text may mean.

A day is a day in Myanmar (+06:30): an instant with a zone is turned to it. A form that may be two days, such
as 05/11/2024, is never guessed: the other cells of the column decide it, or the reader does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.dates import OLDEST_DAY, When
from geodata.errors import BadDate
from geodata.imports.celltexts import Distinct, plain

Days = npt.NDArray[np.datetime64]
"""Days as `datetime64[D]`, NaT where there is none."""

MYANMAR = timedelta(hours=6, minutes=30)
_CHINA = timedelta(hours=8)
_NEWEST_YEAR = 2100

UNREADABLE, IMPOSSIBLE, ERA, ASKED = "unreadable_days", "impossible_days", "burmese_era", "day_first"
"""What may be wrong with a text; the first three are rules of `lint`."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan ဇန်နဝါရီ ဇန်နဝါရီလ", "february feb ဖေဖော်ဝါရီ ဖေဖော်ဝါရီလ", "march mar မတ် မတ်လ"),
            *("april apr ဧပြီ ဧပြီလ", "may မေ မေလ", "june jun ဇွန် ဇွန်လ", "july jul ဇူလိုင် ဇူလိုင်လ"),
            *("august aug ဩဂုတ် ဩဂုတ်လ သြဂုတ် သြဂုတ်လ", "september sep sept စက်တင်ဘာ စက်တင်ဘာလ"),
            *("october oct အောက်တိုဘာ အောက်တိုဘာလ", "november nov နိုဝင်ဘာ နိုဝင်ဘာလ"),
            "december dec ဒီဇင်ဘာ ဒီဇင်ဘာလ",
        ),
        1,
    )
    for name in names.split()
}
_TAIL = (
    r"(?:(?:[T,]|\s)\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*"
    r"(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?|UTC|GMT)?)?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}}){_TAIL}", re.I | re.ASCII
)
_YEAR_LAST = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<sep>[-/.])(?P<two>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}|\d{{2}}){_TAIL}",
    re.I | re.ASCII,
)
_CHINESE = re.compile(
    r"(?P<year>\d{4})\s*年(?:\s*(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*[日号])?)?", re.ASCII
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:\d{6})?", re.ASCII)
_MONTH = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})", re.ASCII)
_NAMED = (
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|ရက်)?[\s.,-]+(?P<name>\D+?)[\s.,-]+(?P<year>\d{{4}}|\d{{2}}){_TAIL}",
        re.I,
    ),
    re.compile(
        rf"(?P<name>\D+?)[\s.,-]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,.-]+(?P<year>\d{{4}}){_TAIL}", re.I
    ),
    re.compile(r"(?P<year>\d{4})(?:\s*ခုနှစ်)?[\s.,-]+(?P<name>\D+?)[\s.,-]+(?P<day>\d{1,2})(?:\s*ရက်)?", re.I),
    re.compile(r"(?P<name>[^\d\s]+)[\s.,-]+(?P<year>\d{4})", re.I),
    re.compile(r"(?P<year>\d{4})(?:\s*ခုနှစ်)?[\s.,-]+(?P<name>[^\d\s]+)", re.I),
)
# The forms of EDTF that the ledger's own dates read without a library: years, months, days, spans, marks.
_SIDE = r"(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?[~?%]?)"
_EDTF = re.compile(rf"{_SIDE}|(?:{_SIDE}|\.\.)?/(?:{_SIDE}|\.\.)?", re.ASCII)
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+", re.I)
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2}.*?)\s*(?:/|–|—|\bto\b|\.\.)\s*(\d{4}-\d{2}-\d{2}.*)", re.I | re.ASCII)
_EPOCH = re.compile(r"(?P<seconds>[1-9]\d{9})(?:\d{3})?(?:\.0+)?", re.ASCII)
_SERIAL = re.compile(r"(?P<day>[3-7]\d{4})(?:\.\d+)?", re.ASCII)
_SERIAL_ZERO = date(1899, 12, 30)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Read:
    """What one text says: the days it may mean, or why it says none.

    Attributes:
        first, last: The first and the last day; None is open.
        problem: `UNREADABLE`, `IMPOSSIBLE`, `ERA`, or `ASKED` where only the reader can say it.
        crossing: Whether it is an instant whose day differs between UTC, Myanmar and China.
        loose: Whether it gives a year or month alone.
    """

    first: date | None = None
    last: date | None = None
    problem: str = ""
    crossing: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class ReadDays:
    """A column of days: each array has one value a row.

    Attributes:
        first, last: The first and the last possible day; NaT where open or none.
        problems: What is wrong with the cell, empty where nothing is.
        crossing, loose: As in `Read`.
    """

    first: Days
    last: Days
    problems: npt.NDArray[Any]
    crossing: npt.NDArray[np.bool_]
    loose: npt.NDArray[np.bool_]


def orders(texts: Iterable[str]) -> tuple[set[str], bool]:
    """Return which orders of day and month the texts prove (`day`, `month`), and whether any may be both."""
    proved: set[str] = set()
    open_ones = False
    for text in texts:
        match = _YEAR_LAST.fullmatch(plain(text[:_LONGEST]))
        if not match:
            continue
        one, two = int(match["one"]), int(match["two"])
        if 12 < one <= 31 and two <= 12:
            proved.add("day")
        elif 12 < two <= 31 and one <= 12:
            proved.add("month")
        elif one != two and one <= 12 and two <= 12:
            open_ones = True
    return proved, open_ones


def read_days(found: Distinct, day_first: bool | None) -> ReadDays:
    """Read a column of days.

    Args:
        found: Its distinct texts.
        day_first: How 05/11/2024 is meant; None where nobody knows: such a text is `ASKED`.
    """
    read = [read_day(text, day_first) for text in found.texts]
    first = np.array([each.first for each in read], dtype="datetime64[D]")
    last = np.array([each.last for each in read], dtype="datetime64[D]")
    problems = np.array([each.problem for each in read], dtype=object)
    crossing = np.array([each.crossing for each in read], dtype=bool)
    loose = np.array([each.loose for each in read], dtype=bool)
    none = np.datetime64("NaT")
    return ReadDays(
        found.spread(first, none),
        found.spread(last, none),
        found.spread(problems, ""),
        found.spread(crossing, False),
        found.spread(loose, False),
    )


def read_day(text: str, day_first: bool | None = None) -> Read:
    """Return the days that a text may mean."""
    if len(text) == 10 and text[4] == "-" == text[7] and text.isascii():  # the usual form, quickly
        try:
            return _bounded(date.fromisoformat(text), date.fromisoformat(text))
        except ValueError:
            pass
    given = _WEEKDAY.sub("", plain(text[:_LONGEST]), count=1).replace("၊", ",")
    match = _YEAR_FIRST.fullmatch(given) or _CHINESE.fullmatch(given) or _COMPACT.fullmatch(given)
    if match:
        return _made(match.groupdict())
    match = _YEAR_LAST.fullmatch(given)
    if match:
        return _year_last(match.groupdict(), day_first)
    match = _MONTH.fullmatch(given) or _MONTH_FIRST.fullmatch(given)
    if match:
        return _made(match.groupdict())
    for form in _NAMED:
        match = form.fullmatch(given)
        month = _MONTHS.get(match["name"].strip(" .,").casefold()) if match else None
        if match and month:
            return _made({**match.groupdict(), "month": str(month)})
    if given.isascii() and given.isdigit() and len(given) == 4:
        return _made({"year": given})
    return _epoch(given) or _span(given, day_first) or _edtf(given)


def is_epoch(text: str) -> bool:
    """Tell whether a text is a number of seconds or milliseconds since 1970, between 2001 and 2286."""
    return bool(_EPOCH.fullmatch(plain(text[:_LONGEST])))


def _epoch(given: str) -> Read | None:
    match = _EPOCH.fullmatch(given)
    if not match:
        return None
    made = datetime(1970, 1, 1) + timedelta(seconds=int(match["seconds"]))  # noqa: DTZ001 - UTC by its meaning
    return _made({part: str(getattr(made, part)) for part in _PARTS} | {"zone": "Z"})


_PARTS = ("year", "month", "day", "hour", "minute", "second")


def _span(given: str, day_first: bool | None) -> Read | None:
    """Return the days of a span whose ends are written in full, such as with a time of day."""
    match = _SPAN.fullmatch(given)
    if not match:
        return None
    one, other = read_day(match[1], day_first), read_day(match[2], day_first)
    problem = one.problem or other.problem
    if problem or not one.first or not other.last or other.last < one.first:
        return Read(problem=problem) if problem in (IMPOSSIBLE, ERA) else None
    return Read(one.first, other.last, loose=True, crossing=one.crossing or other.crossing)


# -- What spreadsheets make of days ----------------------------------------------------------------


def serial(text: str) -> date | None:
    """Return the day of a number by which a spreadsheet keeps days: 45616 is 20 November 2024."""
    match = _SERIAL.fullmatch(plain(text[:_LONGEST]))
    return _SERIAL_ZERO + timedelta(days=int(match["day"])) if match else None


def with_serials(found: Distinct) -> Distinct:
    """Return a column with the numbers of a spreadsheet as days, where other cells of it are days."""
    if not any(read_day(text, True).first for text in found.texts):
        return found
    return Distinct(tuple(str(serial(text) or text) for text in found.texts), found.codes)


def put_together(years: Iterable[Any], months: Iterable[Any], days: Iterable[Any]) -> list[str | None]:
    """Return year, month and day of each row as one text; None where all three are empty."""
    return [
        _whole(*("" if part is None else plain(str(part)).removesuffix(".0") for part in parts))
        for parts in zip(years, months, days, strict=True)
    ]


def _whole(year: str, month: str, day: str) -> str | None:
    named = _MONTHS.get(month.strip(".").casefold())
    parts = [year, str(named) if named else month, day]
    while parts and not parts[-1]:
        parts.pop()
    return "-".join(part.zfill(2) if part.isdigit() else part or "?" for part in parts) or None


# -- Parts of a day --------------------------------------------------------------------------------


def _year_last(parts: dict[str, Any], day_first: bool | None) -> Read:
    one, two = int(parts["one"]), int(parts["two"])
    if one > 12 or two > 12:
        day_first = one > 12
    elif one == two:
        day_first = True
    if day_first is None:
        return Read(problem=ASKED)
    day, month = (one, two) if day_first else (two, one)
    return _made({**parts, "month": str(month), "day": str(day)})


def _made(parts: dict[str, Any]) -> Read:
    """Return the days of a year, with month and day where the text has them."""
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if 1200 <= year < 1500:
        return Read(problem=ERA)
    if year < OLDEST_DAY.year or year > _NEWEST_YEAR:
        return Read(problem=IMPOSSIBLE)
    month, day = parts.get("month"), parts.get("day")
    try:
        if not month:
            return Read(date(year, 1, 1), date(year, 12, 31), loose=True)
        if not day:
            first = date(year, int(month), 1)
            following = date(year + int(month) // 12, int(month) % 12 + 1, 1)
            return Read(first, following - timedelta(days=1), loose=True)
        made = datetime(year, int(month), int(day))  # noqa: DTZ001 - its zone is added below
        return _at_hour(made, parts) if parts.get("hour") else _bounded(made.date(), made.date())
    except ValueError:
        return Read(problem=IMPOSSIBLE)


def _at_hour(midnight: datetime, parts: dict[str, Any]) -> Read:
    hour, half = int(parts["hour"]), (parts.get("half") or "").casefold()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    made = midnight.replace(hour=hour, minute=int(parts["minute"]), second=int(parts["second"] or 0))
    zone = parts.get("zone")
    if not zone:
        return _bounded(made.date(), made.date())
    utc = made - _offset(zone)
    day = (utc + MYANMAR).date()
    return Read(day, day, crossing=len({utc.date(), day, (utc + _CHINA).date()}) > 1)


def _offset(zone: str) -> timedelta:
    zone = zone.upper().removeprefix("UTC").removeprefix("GMT").removeprefix("Z")
    if not zone:
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if zone[0] == "-" else offset


def _edtf(text: str) -> Read:
    if not _EDTF.fullmatch(text):
        return Read(problem=UNREADABLE)
    try:
        when = When.parse(text)
    except BadDate:
        return Read(problem=UNREADABLE)
    return _bounded(when.earliest, when.last_day, loose=True)


def _bounded(first: date | None, last: date | None, loose: bool = False) -> Read:
    """Return days that may be: none before 1900, none after 2100."""
    years = [day.year for day in (first, last) if day]
    if any(1200 <= year < 1500 for year in years):
        return Read(problem=ERA)
    if any(year < OLDEST_DAY.year or year > _NEWEST_YEAR for year in years):
        return Read(problem=IMPOSSIBLE)
    return Read(first, last, loose=loose)
