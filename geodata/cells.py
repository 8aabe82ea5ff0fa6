"""Cells of a table: from the text in a file to a value, once the schema has passed it."""

from __future__ import annotations

from geodata.when import When


def text(value: str) -> str | None:
    """Return the text, None where the cell is empty."""
    return value or None


def many(value: str, separator: str = "|") -> tuple[str, ...]:
    """Return the values of a cell that holds several."""
    return tuple(value.split(separator)) if value else ()


def chief(value: str, separator: str = "|") -> tuple[str | None, tuple[str, ...]]:
    """Return the first of several values, None where the cell is empty, and the others."""
    first, *others = value.split(separator)
    return text(first), tuple(others)


def when(value: str) -> When | None:
    """Return the EDTF date of a cell, None where it is empty."""
    return When.parse(value) if value else None


def number(value: str) -> float | None:
    """Return the number of a cell, None where it is empty."""
    return float(value) if value else None


def integer(value: str) -> int | None:
    """Return the whole number of a cell, None where it is empty."""
    return int(value) if value else None


def flag(value: str) -> bool:
    """Return True for `true`."""
    return value == "true"
