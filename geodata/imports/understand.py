"""From a raw table to a layer: which columns hold what, where and when the rows are, what must be told."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.catalog import Catalog
from geodata.dates import today
from geodata.exports.files import spreadsheet
from geodata.imports import celltexts, columns, days
from geodata.imports.celltexts import Cells, Distinct
from geodata.imports.days import ReadDays
from geodata.imports.draft import Draft, Row
from geodata.imports.known import Recognised, actors_of, is_my_maps, recognise
from geodata.imports.layer import LIMITS, Answers, Layer, Limits, Question, Refused, SetAside, Table, cleaned
from geodata.imports.mending import mend
from geodata.imports.positions import MYANMAR, locate
from geodata.imports.rules import lint
from geodata.imports.rules.coordinates import at_centres

_NO_ACTORS: Mapping[str, str] = MappingProxyType({})
_NOTHING_SAID = Answers()
_NONE = np.datetime64("NaT")
WAITS = "waits"
"""The rule by which a row is set aside while a question about the file is open."""


def read(
    data: bytes,
    name: str,
    catalog: Catalog,
    answers: Answers = _NOTHING_SAID,
    limits: Limits = LIMITS,
    actors: Mapping[str, str] = _NO_ACTORS,
) -> Layer:
    """Return the layer of a file.

    Args:
        data: Its bytes.
        name: Its name, never taken for a path.
        catalog: The ledger, for places and actors.
        answers: What the reader decided.
        limits: What is too much.
        actors: Names of actors and ids that the reader chose; see `known.actors_of`.

    Raises:
        Refused: If it cannot be taken; the text says why and what to do.
    """
    from geodata.imports.readers.reading import read_table  # the formats, only for who has a file

    table = _marked(read_table(data, name, answers, limits), data, name, limits)
    return understand(table, name, hashlib.sha256(data).hexdigest(), catalog, answers, actors)


def _marked(table: Table, data: bytes, name: str, limits: Limits) -> Table:
    """Return a table with the program that wrote its file, where the text of a KML says so."""
    if table.format not in ("kml", "kmz"):
        return table
    texts = [data]
    if table.format == "kmz":
        from geodata.imports.readers.archives import Archive

        archive = Archive(data, name, limits)
        texts = [archive.read(entry) for entry in archive.names if entry.casefold().endswith(".kml")]
    return replace(table, made_by="my_maps") if any(map(is_my_maps, texts)) else table


def understand(
    table: Table,
    name: str,
    data_hash: str,
    catalog: Catalog,
    answers: Answers = _NOTHING_SAID,
    actors: Mapping[str, str] = _NO_ACTORS,
    day: date | None = None,
) -> Layer:
    """Return the layer of a table: every row is drawn or set aside, and what it hides is told.

    While a question is open, every row waits: nothing is drawn by a guess.

    Args:
        table: The file as it was read.
        name: Its name.
        data_hash: Of its bytes.
        catalog: The ledger, for places and actors.
        answers: What the reader decided.
        actors: Names of actors and ids that the reader chose.
        day: The day that no event may lie after; None is today.

    Raises:
        Refused: If an answer names a column that is not there, or a coordinate system that is not known.
    """
    kind = recognise(table)
    table = kind.table
    cells = {column: celltexts.as_cells(values) for column, values in table.columns.items()}
    cells, zawgyi, shown, converted = _unicode(cells, answers)
    found = _distinct(cells)
    places = columns.Places(catalog)
    roles = columns.recognised(cells, found, answers, kind.roles, places, table.shapes is not None)
    like = () if {"first", "last"} & roles.keys() else columns.like_days(cells, found, roles)
    if len(like) == 1 and columns.says_days(like[0], found(like[0]), table.format):
        roles["first"] = like[0]
    number = len(table.rows)
    positions = locate(number, table.shapes, table.crs, roles, found, catalog, places, answers)
    unused: tuple[str, ...] = ()
    if positions.way in ("", "place") and not answers.place:
        unused = columns.like_positions(cells, found, MYANMAR)
    mended = mend(positions.shapes) if positions.crs else None
    x = y = np.full(number, np.nan)
    if mended is not None:
        x, y = shapely.get_x(mended.shapes), shapely.get_y(mended.shapes)
    when = _when(kind, cells, roles, found, answers)
    named = np.full(number, "", dtype=object)
    if "actor" in roles:
        column = found(roles["actor"])
        named = column.spread(np.array(actors_of(column.texts, catalog, actors), dtype=object), "")
    draft = Draft(
        kind, cells, found, when.roles, catalog, day or today(), positions, mended, x, y,
        _precise(kind, cells, positions.way, x, y, catalog), when.first, when.last, when.problems,
        when.crossing, when.loose, when.damaged, when.orders, named, zawgyi, shown, converted,
        like, when.parts, when.decided, unused,
    )  # fmt: skip
    findings, drawn, aside = lint.judge(draft)
    # Of two questions about the same, the one that knows the numbers counts.
    asked = {each.name: each for each in (*table.questions, *positions.questions, *when.questions)}
    questions = tuple(asked.values())
    if questions:
        drawn = np.zeros(number, dtype=bool)
        aside = _waiting(table, cells, questions)
    shapes = mended.shapes if mended is not None else positions.shapes
    return Layer(
        name=cleaned(name.replace("\\", "/").rpartition("/")[2]),
        hash=_hash(data_hash, answers, actors),
        format=table.format,
        shape=kind.shape,
        total=number + len(table.set_aside),
        columns={column: _kept(values, drawn) for column, values in cells.items()},
        rows=table.rows[drawn],
        shapes=shapes[drawn],
        first=_days(when.first[drawn]),
        last=_days(when.last[drawn]),
        precise=draft.precise[drawn],
        actors=_kept(named, drawn),
        findings=(*table.findings, *findings),
        set_aside=(*table.set_aside, *aside),
        questions=questions,
        shareable=kind.known.shareable if kind.known else True,
        facts=_facts(kind, draft.roles, positions.crs),
    )


def rejects_csv(layer: Layer) -> bytes:
    """Return the rows that are not drawn as CSV: number, rule, reason, and their cells.

    It has the mark by which a spreadsheet knows UTF-8, and no cell that a spreadsheet runs as a formula.
    """
    own = ("row", "rule", "reason")
    names = list(dict.fromkeys(itertools.chain(layer.columns, *(each.values for each in layer.set_aside))))
    heads = [f"{name} (file)" if name in own else name for name in names]
    rows = (
        {
            **dict(zip(own, (each.row, each.rule, each.reason), strict=True)),
            **{head: each.values.get(name) for head, name in zip(heads, names, strict=True)},
        }
        for each in layer.set_aside
    )
    return spreadsheet(rows, (*own, *heads))


# -- Parts of it -----------------------------------------------------------------------------------


def _distinct(cells: Mapping[str, Cells]) -> Callable[[str], Distinct]:
    """Return a function that gives the distinct texts of a column, each worked out once."""
    known: dict[str, Distinct] = {}

    def find(name: str) -> Distinct:
        if name not in known:
            known[name] = celltexts.distinct(cells[name])
        return known[name]

    return find


_CELLS_TRIED = 20_000
"""Distinct cells that are tried for Zawgyi where nobody asked to convert them."""


def _unicode(
    cells: dict[str, Cells], answers: Answers
) -> tuple[dict[str, Cells], int, tuple[str, ...], int | None]:
    """Return the columns, how many cells are in Zawgyi, examples, and how many were converted.

    They are converted where the reader said so and ICU is installed; None says that it is not.
    """
    turn = celltexts.zawgyi_converter()
    asked = answers.zawgyi == "true" and turn is not None
    count, examples, made = 0, list[str](), dict(cells)
    for name, column in cells.items():
        if "".join(filter(None, column)).isascii():
            continue
        distinct = celltexts.distinct(column)
        tried = distinct.texts if asked else distinct.texts[:_CELLS_TRIED]
        hits = np.zeros(len(distinct.texts), dtype=bool)
        hits[: len(tried)] = [celltexts.is_zawgyi(text) for text in tried]
        if not hits.any():
            continue
        rows = distinct.spread(hits, False)
        count += int(rows.sum())
        examples += [text for text, hit in zip(distinct.texts, hits, strict=True) if hit][:3]
        if asked and turn is not None:
            new = np.array(
                [turn(text) if hit else text for text, hit in zip(distinct.texts, hits, strict=True)],
                dtype=object,
            )
            made[name] = np.where(rows, distinct.spread(new, None), column)
    if turn is None:
        return made, count, celltexts.examples(examples), None
    return made, count, celltexts.examples(examples), count if asked else 0


def _precise(
    kind: Recognised,
    cells: Mapping[str, Cells],
    way: str,
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    catalog: Catalog,
) -> npt.NDArray[np.bool_]:
    """Tell which positions are as precise as they look, as far as the file and its numbers say it."""
    made = np.full(len(x), way != "place")
    whole = (x == np.round(x, 1)) & (y == np.round(y, 1))
    made &= ~whole & ~at_centres(catalog, x, y)[0]
    if kind.known and kind.known.precision:
        key, exact = kind.known.precision
        name = celltexts.named(key, cells)
        if name:
            found = celltexts.distinct(cells[name])
            good = np.array(
                [celltexts.plain(text).removesuffix(".0") in exact for text in found.texts], dtype=bool
            )
            made &= found.spread(good, False)
    return made


def _waiting(table: Table, cells: Mapping[str, Cells], questions: Sequence[Question]) -> tuple[SetAside, ...]:
    """Return every row as one that waits for answers."""
    names = ", ".join(dict.fromkeys(each.name for each in questions))
    reason = f"It waits for an answer about the file: {names}."
    return tuple(SetAside(int(row), WAITS, reason, Row(cells, index)) for index, row in enumerate(table.rows))


def _kept(values: Cells, drawn: npt.NDArray[np.bool_]) -> Sequence[Any]:
    return values[drawn].tolist()  # type: ignore[no-any-return]


def _days(values: npt.NDArray[np.datetime64]) -> Sequence[date | None]:
    return values.astype(object).tolist()  # type: ignore[no-any-return]


def _hash(data_hash: str, answers: Answers, actors: Mapping[str, str]) -> str:
    said = json.dumps([asdict(answers), sorted(actors.items())], sort_keys=True)
    return hashlib.sha256(f"{data_hash}\n{said}".encode()).hexdigest()


def _facts(kind: Recognised, roles: Mapping[str, str], crs: str) -> Mapping[str, str]:
    facts = {f"column_{role}": cleaned(name) for role, name in roles.items()}
    if crs:
        facts["crs"] = crs
    if kind.known:
        facts |= {
            "kind": kind.known.title,
            "licence": kind.known.licence,
            "attribution": kind.known.attribution,
        }
    return MappingProxyType({name: text for name, text in facts.items() if text})


# -- Days ------------------------------------------------------------------------------------------


class _When:
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


def _when(
    kind: Recognised,
    cells: Mapping[str, Cells],
    roles: Mapping[str, str],
    found: Callable[[str], Distinct],
    answers: Answers,
) -> _When:
    """Return the first and the last possible day of each row."""
    made = _When(len(kind.table.rows), roles)
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


def _by_year(made: _When, read: dict[str, ReadDays], name: str, found: Callable[[str], Distinct]) -> None:
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


def _order(made: _When, read: Sequence[Distinct], answers: Answers) -> bool | None:
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


def _joined(made: _When, read: Mapping[str, ReadDays]) -> None:
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


def _filled(made: _When, kind: Recognised, cells: Mapping[str, Cells], order: bool | None) -> None:
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


def _widened(made: _When, kind: Recognised, cells: Mapping[str, Cells]) -> None:
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


def with_answer(answers: Answers, name: str, value: str) -> Answers:
    """Return answers with one more.

    Raises:
        Refused: If nothing of that name is asked.
    """
    if name not in asdict(answers):
        raise Refused(f"{cleaned(name)!r} cannot be set: set one of {', '.join(asdict(answers))}.")
    return replace(answers, **{name: value})
