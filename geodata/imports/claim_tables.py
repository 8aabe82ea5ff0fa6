"""Claims of the reader's own from a file: a table as CSV, or a sheet of an XLSX workbook.

Both are held to the same rules. A workbook is read as any foreign one, in a process of its own; a cell that
is a date becomes its day, and one that is a number, such as a year alone, stays as it is written.
"""

from __future__ import annotations

import re
from pathlib import Path

from geodata.adding.own import (
    COLUMNS,
    BrokenClaims,
    Given,
    fault_of_table,
    given_of,
    own_claims,
    read_table,
    table_of,
    with_own,
)
from geodata.bundle.reading import read_bundle
from geodata.catalog import Catalog, from_bundle
from geodata.dates import today
from geodata.errors import FOLDER, LedgerError, Sentence

_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of a workbook: of XLSX, and of the Excel before it, which is refused with what to do."""

_SHEET = "claims"
"""The name by which a sheet of claims is known among others."""

_DAYS = frozenset({"start", "end", "as_of", "recorded", "published", "day"})
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+")
_AGAIN = re.compile(r"(.+) \(\d+\)")


def read_claims(data: bytes, name: str = "") -> tuple[Given, ...]:
    """Return the claims of a table, a line each; empty lines are left out.

    Of a workbook with several sheets that have rows, it is the one called `claims`.

    Args:
        data: The bytes of a CSV or XLSX.
        name: The name of the file, to be told in a refusal.

    Raises:
        BrokenClaims: If it cannot be read, a column is unknown, or a line has another length.
    """
    return _of_workbook(data, name) if data.startswith(_OFFICE) else read_table(data)


def _of_workbook(data: bytes, name: str) -> tuple[Given, ...]:
    from geodata.imports.layer import Answers, Refused
    from geodata.imports.readers.reading import read_table as read_foreign

    try:
        table = read_foreign(data, name)
        several = any(question.name == "layer" for question in table.questions)
        if several and table.format == "xlsx":
            called = [layer for layer in table.layers if layer.strip().casefold() == _SHEET]
            if len(called) != 1:
                raise BrokenClaims([fault_of_table(Sentence("several_sheets", sheet=_SHEET))])
            table = read_foreign(data, name, Answers(layer=called[0]))
    except Refused as error:
        raise BrokenClaims([fault_of_table(error.message)]) from error
    if table.format != "xlsx":
        raise BrokenClaims([fault_of_table(Sentence("no_table_of_claims"))])
    # A column that is there twice has got a name of its own: it is told by the one that it had.
    known = {*COLUMNS, *table.columns}
    header = [
        again[1] if (again := _AGAIN.fullmatch(column)) and again[1] in known else column
        for column in table.columns
    ]
    cells = [
        [_day(cell) if name in _DAYS else cell or "" for cell in column]
        for name, column in zip(header, table.columns.values(), strict=True)
    ]
    # Rows are counted from the header, which is the first line.
    lines = (int(row) + 1 for row in table.rows)
    return given_of(header, zip(lines, map(list, zip(*cells, strict=True)), strict=True))


def _day(cell: str | None) -> str:
    """Return a cell of a day; a date with a time of day, as a spreadsheet may keep it, is its day."""
    moment = _MOMENT.fullmatch(cell or "")
    return moment[1] if moment else cell or ""


def open_with_own(
    folder: Path | str | None, release: int | str | None, file: Path | str | None
) -> tuple[Catalog, Catalog, bytes]:
    """Return the ledger of a folder, the same with the claims of a file in it, and those as a CSV table.

    Where there is no file, the ledger is there twice and the table is empty.

    Args:
        folder: Where the ledger lies; None is the one in the package.
        release: The number or hash of a release; None is the ledger as it is.
        file: A table of claims, see `read_claims`.

    Raises:
        BrokenBundle: If any rule of the ledger is broken.
        LedgerError: If the file cannot be read or breaks a rule, with every fault.
    """
    bundle = read_bundle(Path(folder) if folder else FOLDER, layers=False)
    ledger = from_bundle(bundle, release)
    if file is None:
        return ledger, ledger, b""
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise LedgerError(f"{file} cannot be read: {error.strerror or error}.") from error
    given = read_claims(data, Path(file).name)
    return ledger, with_own(ledger, bundle, own_claims(bundle, given, today())), table_of(given)
