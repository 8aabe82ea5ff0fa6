"""The first and the last possible day of each row, from the columns that say them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.imports import celltexts, columns, days
from geodata.imports.celltexts import Cells, Distinct
from geodata.imports.days import ReadDays
from geodata.imports.known import Recognised
from geodata.imports.layer import Answers, Question, Refused, cleaned

_NONE = np.datetime64("NaT")


class RowDays:
    """The days of a table, with the columns that they were read from."""

    def __init__(self, number: int, roles: Mapping[str, str]) -> None:
        self.roles = dict(roles)
        self.first = np.full(number, _NONE, dtype="datetime64[D]")
        self.last = self.first.copy()
        self.problems: npt.NDArray[Any] = np.full(number, "", dtype=object)
        self.crossing = np.zeros(number, dtype=bool)
        self.loose = np.zeros(number, dtype=bool)
        self.damaged = ""
        self.orders: frozenset[str] = frozenset()
        self.decided = False
        self.parts: tuple[str, ...] = ()
        self.questions: tuple[Question, ...] = ()


def days_of_rows(
    kind: Recognised,
    cells: Mapping[str, Cells],
    roles: Mapping[str, str],
    found: Callable[[str], Distinct],
    answers: Answers,
) -> RowDays:
    """Return the first and the last possible day of each row."""
    made = RowDays(len(kind.table.rows), roles)
    made.parts = () if kind.known or answers.first else columns.day_parts(cells, roles)
    given = {role: found(roles[role]) for role in ("first", "last") if role in roles}
    if made.parts:
        made.roles["first"] = made.parts[0]
        given = {"first": _of_parts(cells, made.parts)}
    order = _order(made, list(given.values()), answers)
    read = {}
    for role, distinct in given.items():
        if kind.known and kind.known.time and role == "first":
            distinct = _with_time(kind, cells, distinct)
        if kind.table.format == "xlsx":
            distinct = days.with_serials(distinct)
        this = days.read_days(distinct, order)
        unread = this.problems == days.UNREADABLE
        if unread.any() and unread[distinct.filled].all() and not getattr(answers, role):
            made.damaged = made.damaged or roles[role]
            made.roles.pop(role)
        else:
            read[role] = this
    if kind.known and kind.known.fallback:
        _by_year(made, read, celltexts.named(kind.known.fallback, cells), found)
    _joined(made, read)
    if kind.known:
        _filled(made, kind, cells, order)
        _widened(made, kind, cells)
    return made


def _of_parts(cells: Mapping[str, Cells], parts: Sequence[str]) -> Distinct:
    """Return the days that stand in columns of year, month and perhaps day."""
    empty = np.full(len(cells[parts[0]]), None, dtype=object)
    three = [cells[name] for name in parts] + [empty] * (3 - len(parts))
    return celltexts.distinct(celltexts.as_cells(days.put_together(*three)))


def _by_year(made: RowDays, read: dict[str, ReadDays], name: str, found: Callable[[str], Distinct]) -> None:
    """Give rows whose first day cannot be read the year of another column."""
    if not name:
        return
    if "first" not in read:
        made.roles["first"] = name
        read["first"] = days.read_days(found(name), None)
        return
    first, year = read["first"], days.read_days(found(name), None)
    rows = (first.problems == days.UNREADABLE) & (year.problems == "")
    if not rows.any():
        return
    made.damaged = made.damaged or made.roles["first"]
    read["first"] = ReadDays(
        np.where(rows, year.first, first.first),
        np.where(rows, year.last, first.last),
        np.where(rows, year.problems, first.problems),
        first.crossing & ~rows,
        first.loose | rows,
    )


def _order(made: RowDays, read: Sequence[Distinct], answers: Answers) -> bool | None:
    """Return whether 05/11/2024 is the fifth of November, None where only the reader can say it."""
    proved, open_ones = days.orders(itertools.chain.from_iterable(each.texts for each in read))
    made.orders = frozenset(proved)
    if answers.day_first:
        if answers.day_first not in ("true", "false"):
            raise Refused(f"day_first is true or false; {cleaned(answers.day_first)!r} is neither.")
        return answers.day_first == "true"
    if len(proved) == 1:
        made.decided = open_ones
        return "day" in proved
    if open_ones:
        example = next(
            (text for each in read for text in each.texts if days.read_day(text).problem == days.ASKED), ""
        )
        made.questions = (
            Question(
                "day_first",
                f"In days such as {cleaned(example, 30)}, does the day come first (true) or the month?",
                ("true", "false"),
            ),
        )
    return None


def _with_time(kind: Recognised, cells: Mapping[str, Cells], dates: Distinct) -> Distinct:
    """Return days with their time of day in UTC, such as `2024-11-20T06:42Z`; 642 is 06:42."""
    assert kind.known is not None
    name = celltexts.named(kind.known.time, cells)
    if not name:
        return dates
    times = celltexts.distinct(cells[name])
    clock = [celltexts.plain(text).removesuffix(".0").replace(":", "").zfill(4)[:4] for text in times.texts]
    both = dates.codes * (len(times.texts) + 1) + times.codes + 1
    both[dates.codes < 0] = -1
    codes, inverse = np.unique(both, return_inverse=True)
    made = []
    for code in codes:
        day, hour = divmod(int(code), len(times.texts) + 1)
        text = dates.texts[day] if code >= 0 else ""
        at = clock[hour - 1] if hour else ""
        made.append(f"{text.strip()}T{at[:2]}:{at[2:]}Z" if at.isdigit() and code >= 0 else text)
    empty = codes < 0
    return Distinct(tuple(made), np.where(empty[inverse], -1, inverse))


def _joined(made: RowDays, read: Mapping[str, ReadDays]) -> None:
    """Put the days of both columns together."""
    one, other = read.get("first"), read.get("last")
    if one is None and other is None:
        return
    some = one or other
    assert some is not None
    made.problems, made.crossing, made.loose = some.problems.copy(), some.crossing.copy(), some.loose.copy()
    if one is None or other is None:
        made.first, made.last = some.first, some.last
        return
    made.first = one.first
    lasting = celltexts.key(made.roles["first"]) in columns.BEGINNINGS
    alone = np.isnat(other.first) & np.isnat(other.last)
    made.last = np.where(alone & (not lasting), one.last, other.last)
    made.problems = np.where(made.problems == "", other.problems, made.problems)
    made.crossing |= other.crossing
    made.loose |= other.loose
    both = ~np.isnat(made.first) & ~np.isnat(made.last)
    backward = both & (made.last < made.first) & (made.problems == "")
    made.problems[backward] = "backward_days"


def _filled(made: RowDays, kind: Recognised, cells: Mapping[str, Cells], order: bool | None) -> None:
    """Give rows without a first and a last day the one of another column of their kind."""
    assert kind.known is not None
    name = celltexts.named(kind.known.instead, cells)
    if not name:
        return
    read = days.read_days(celltexts.distinct(cells[name]), order)
    rows = np.isnat(made.first) & np.isnat(made.last) & (made.problems == "")
    made.first, made.last = np.where(rows, read.first, made.first), np.where(rows, read.last, made.last)
    made.problems = np.where(rows, read.problems, made.problems)
    made.loose = np.where(rows, read.loose, made.loose)


def _widened(made: RowDays, kind: Recognised, cells: Mapping[str, Cells]) -> None:
    """Widen days that their source knows to the week or month only."""
    assert kind.known is not None
    for rule, days_around in ((kind.known.week, 6), (kind.known.month, 0)):
        name = celltexts.named(rule[0], cells) if rule else ""
        if not rule or not name:
            continue
        found = celltexts.distinct(cells[name])
        hits = np.array(
            [celltexts.plain(text).removesuffix(".0") == rule[1] for text in found.texts], dtype=bool
        )
        rows = found.spread(hits, False) & ~np.isnat(made.first)
        if days_around:
            first, last = made.first - days_around, made.last + days_around
        else:
            month = made.first.astype("datetime64[M]")
            first = month.astype("datetime64[D]")
            last = (month + 1).astype("datetime64[D]") - 1
        made.first, made.last = np.where(rows, first, made.first), np.where(rows, last, made.last)
        made.loose = made.loose | rows
