"""From a raw table to a layer: which columns hold what, where and when the rows are, what must be told."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import zipfile
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
from geodata.imports import celltexts, columns
from geodata.imports.celltexts import Cells, Distinct
from geodata.imports.draft import Draft, Row
from geodata.imports.known import Recognised, actors_of, is_my_maps, recognise
from geodata.imports.layer import LIMITS, Answers, Layer, Limits, Question, Refused, SetAside, Table, cleaned
from geodata.imports.mending import mend
from geodata.imports.positions import MYANMAR, MYANMAR_METRES, locate
from geodata.imports.row_days import days_of_rows
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

    table = _marked(read_table(data, name, answers, limits), data)
    return understand(table, name, hashlib.sha256(data).hexdigest(), catalog, answers, actors)


_STYLES = 2**20
"""Bytes at the beginning of a KML in which its styles stand."""


def _marked(table: Table, data: bytes) -> Table:
    """Return a table with the program that wrote its file, where the text of a KML says so."""
    if table.format not in ("kml", "kmz"):
        return table
    text = data[:_STYLES]
    if table.format == "kmz":
        # Its names and sizes were checked when it was read.
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = next((each for each in archive.namelist() if each.casefold().endswith(".kml")), "")
            if not entry:
                return table
            with archive.open(entry) as file:
                text = file.read(_STYLES)
    return replace(table, made_by="my_maps") if is_my_maps(text) else table


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
        unused = columns.like_positions(cells, found, (MYANMAR, MYANMAR_METRES))
    mended = mend(positions.shapes) if positions.crs else None
    x = y = np.full(number, np.nan)
    if mended is not None:
        x, y = shapely.get_x(mended.shapes), shapely.get_y(mended.shapes)
    when = days_of_rows(kind, cells, roles, found, answers)
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
    # A header that was supplied is told of once.
    told = (each for each in table.findings if not (kind.headerless and each.rule == "no_header"))
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
        findings=(*told, *findings),
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


def with_answer(answers: Answers, name: str, value: str) -> Answers:
    """Return answers with one more.

    Raises:
        Refused: If nothing of that name is asked.
    """
    if name not in asdict(answers):
        raise Refused(f"{cleaned(name)!r} cannot be set: set one of {', '.join(asdict(answers))}.")
    return replace(answers, **{name: value})
