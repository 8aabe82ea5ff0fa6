"""Readable tables for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return aligned columns under a head; numbers are set to the right."""
    shown = [[_cell(value) for value in row] for row in rows]
    right = [
        bool(shown) and all(row[i].replace(".", "", 1).isdigit() for row in shown) for i in range(len(head))
    ]
    widths = [max(map(_width, column)) for column in zip(head, *shown, strict=True)]
    lines = [_line(head, widths, right), _line(["-" * width for width in widths], widths, right)]
    return "\n".join(lines + [_line(row, widths, right) for row in shown])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _width(text: str) -> int:
    """Return the columns that a text takes: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    filled = []
    for cell, width, to_right in zip(cells, widths, right, strict=True):
        space = " " * (width - _width(cell))
        filled.append(space + cell if to_right else cell + space)
    return "  ".join(filled).rstrip()
