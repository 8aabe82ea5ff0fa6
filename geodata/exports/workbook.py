"""Rows as an Excel workbook: dates as dates, ids as text, and a sheet that says what the columns mean."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from geodata.errors import LedgerError
from geodata.exports.columns import Column, meanings
from geodata.exports.rows import Record

_LONGEST = 32767
"""Characters that a cell can hold."""
_FIRST_DAY = date(1900, 3, 1)
"""From then on all programs count days alike; an earlier day is written as text."""
_WIDTHS = (8, 40)
"""The narrowest and the widest column, in characters."""


def xlsx(
    rows: Sequence[Record],
    names: Sequence[str],
    columns: Mapping[str, Column],
    about: Mapping[str, str],
    written: datetime,
) -> bytes:
    """Return rows as a workbook with the sheets `rows`, `columns` and `about`.

    Several values of a cell are joined by ` | `. `written` is when the file says that it was made.

    Raises:
        LedgerError: If a text is longer than a cell can hold.
    """
    import xlsxwriter  # few commands need it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": about.get("title", ""), "created": written.replace(tzinfo=None)})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        told: list[tuple[str, Sequence[str], list[Sequence[object]]]] = [
            ("rows", names, [[row[name] for name in names] for row in rows]),
            ("columns", ("column", "meaning"), [*meanings(names, columns).items()]),
            ("about", ("what", "value"), [*about.items()]),
        ]
        for title, heads, lines in told:
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for at, head in enumerate(heads):
                sheet.write_string(0, at, head, bold)
                longest = max([len(head), *(len(_text(line[at])) for line in lines)])
                sheet.set_column(at, at, min(max(longest + 2, _WIDTHS[0]), _WIDTHS[1]))
            for number, line in enumerate(lines, 1):
                for at, value in enumerate(line):
                    _write(sheet, number, at, value, day)
            if lines:
                sheet.autofilter(0, 0, len(lines), len(heads) - 1)
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: object, day: Any) -> None:
    """Write a cell; a text is never taken for a formula, a number or a link."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(row, column, value, day)
    else:
        text = _text(value)
        if len(text) > _LONGEST:
            raise LedgerError(
                f"Row {row} has a text of {len(text)} characters, and a cell of a workbook holds "
                f"{_LONGEST}: write it as csv, or ask for fewer rows."
            )
        sheet.write_string(row, column, text)


def _text(value: object) -> str:
    """Return a value as text; several are joined."""
    if value is None:
        return ""
    return " | ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
