"""The header of a table: in which row it stands, if there is one, and a name of its own for each column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.imports.layer import Finding, cleaned
from geodata.imports.words import found

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ T].*)?")
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header is and what it says.

    Attributes:
        names: A name for each column, no two alike.
        above: How many rows stand above it; they are titles and no data.
        present: Whether there is one; where there is none the first row is data.
        findings: What is to be told about it.
    """

    names: tuple[str, ...]
    above: int
    present: bool
    findings: tuple[Finding, ...]


def header(rows: Sequence[Sequence[str]]) -> Header:
    """Return the header of a table by its first rows, of which at least one must be given."""
    widths = [_width(row) for row in rows]
    usual = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))[0]
    above = 0
    # A title above the table is one cell in a row, where all others have more.
    while above < len(rows) - 1 and widths[above] <= 1 < usual:
        above += 1
    first = rows[above]
    present = not _data(first)
    findings: list[Finding] = []
    if above and not _names(first):
        above, first, present = 0, rows[0], True
    if above:
        shown = ", ".join(cell for cell in first[:_SHOWN] if cell)
        were = "was" if above == 1 else "were"
        titles = [" ".join(row) for row in rows[:above]]
        findings.append(found("title_rows", above, "row", examples=titles, were=were, header=shown))
    if not present:
        findings.append(found("no_header", len(first), "column"))
    names, changed = distinct(first if present else [""] * len(first))
    if changed and present:
        findings.append(found("column_names", len(changed), "column", examples=changed))
    return Header(names, above, present, tuple(findings))


def _width(row: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)


def _data(row: Sequence[str]) -> bool:
    """Return whether a row holds data: days, or as many numbers as one in three cells. Years may be names."""
    cells = [cell.strip() for cell in row if cell.strip()]
    numbers = sum(bool(_NUMBER.fullmatch(cell)) and not _YEAR.fullmatch(cell) for cell in cells)
    days = sum(bool(_DAY.fullmatch(cell)) for cell in cells)
    return bool(cells) and (days > 0 or (3 * numbers >= len(cells) > 0 and numbers > 0))


def _names(row: Sequence[str]) -> bool:
    return not _data(row) and _width(row) > 1


def distinct(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the names made different from each other, and those that had to be changed."""
    taken: set[str] = set()
    given = {name.strip() for name in names}
    result, changed = [], []
    for place, name in enumerate(names, start=1):
        wanted = name.strip() or f"column {place}"
        own, number = wanted, 1
        while own in taken or (number > 1 and own in given):
            number += 1
            own = f"{wanted} ({number})"
        if own != name.strip():
            changed.append(cleaned(own))
        taken.add(own)
        result.append(own)
    return tuple(result), changed
