"""Sheets of XLSX workbooks by python-calamine: days as ISO 8601, numbers as they are written."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import python_calamine

from geodata.imports.layer import Answers, Limits, Table
from geodata.imports.readers import texts
from geodata.imports.readers.archives import Archive
from geodata.imports.readers.headers import header
from geodata.imports.words import asked, refused

_FIRST = 60
_WIDE = 4_000_000
"""Cells of a sheet that are read at most: all of them are kept at once, the empty ones too."""


def read(data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
    """Return the table of one sheet; where several have rows, ask which.

    Raises:
        Refused: It is no workbook, has no rows, or too much.
    """
    Archive(data, name, limits).measure()
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        sheets = _sheets(workbook, answers.layer, name, limits)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise refused("bad_xlsx", name=name, fault=str(error)) from error
    if not sheets:
        raise refused("no_rows", name=name)
    chosen = next(iter(sheets))
    question = asked(answers, "layer", sheets) if len(sheets) > 1 else ()
    return _table(sheets[chosen], chosen, tuple(workbook.sheet_names), question, name, limits)


def _sheets(workbook: Any, wanted: str, name: str, limits: Limits) -> dict[str, list[list[str]]]:
    """Return the cells of the sheets that have rows below a header, or of the one that is wanted."""
    names = list(workbook.sheet_names)
    if wanted and wanted not in names:
        raise refused("no_such_layer", name=name, layer=wanted, layers=", ".join(names))
    found: dict[str, list[list[str]]] = {}
    for sheet_name in [wanted] if wanted else names:
        sheet = workbook.get_sheet_by_name(sheet_name)
        rows, columns = sheet.total_height, sheet.total_width
        if rows * columns > _WIDE * 10 or (rows > 2 * limits.rows and columns > limits.columns):
            raise refused("wide_sheet", name=name, layer=sheet_name, rows=rows, columns=columns)
        cells = [[texts.plain(cell) or "" for cell in row] for row in sheet.iter_rows()]
        if sum(any(row) for row in cells) > 1:
            found[sheet_name] = cells
    return found


def _table(
    cells: Sequence[Sequence[str]],
    layer: str,
    layers: tuple[str, ...],
    question: Any,
    name: str,
    limits: Limits,
) -> Table:
    numbered = [(number, row) for number, row in enumerate(cells, start=1) if any(row)]
    top = header([_trimmed(row) for _, row in numbered[:_FIRST]])
    place = top.above + top.present
    below = numbered[place:]
    first = numbered[place - 1][0] if place else 0
    if not below:
        raise refused("no_rows", name=name)
    if len(below) > limits.rows:
        raise refused("too_many_rows", name=name, limit=limits.rows)
    width = max(_used(row) for _, row in [*below, *numbered[:1]])
    names = [*top.names[:width], *(f"column {at}" for at in range(len(top.names) + 1, width + 1))]
    if len(names) > limits.columns:
        raise refused("too_many_columns", name=name, count=len(names), limit=limits.columns)
    columns = {
        column: [row[at] or None if at < len(row) else None for _, row in below]
        for at, column in enumerate(names)
    }
    return Table(
        "xlsx",
        columns,
        np.array([number - first for number, _ in below], dtype=np.int64),
        layers=layers,
        layer=layer,
        findings=top.findings,
        questions=question,
    )


def _used(row: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell), default=0)


def _trimmed(row: Sequence[str]) -> Sequence[str]:
    return row[: max(_used(row), 1)]
