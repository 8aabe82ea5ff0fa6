"""Writing new rows: at the end of their files, all or none, every byte before them as it was."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from geodata.datasets import DATASETS
from geodata.errors import LedgerError
from geodata.schema import Row


def read_tables(folder: Path, tables: tuple[str, ...]) -> dict[str, bytes]:
    """Return the bytes of tables as they lie in the folder; one that is missing is left out."""
    files = {name: folder / DATASETS[name].file for name in tables}
    return {name: file.read_bytes() for name, file in files.items() if file.is_file()}


def append(folder: Path, rows: Mapping[str, Row], seen: Mapping[str, bytes]) -> None:
    """Write one row to the end of each table.

    Each file is written anew beside the old one and then takes its place in one step, so a crash
    leaves the old or the new file, never a part; the tables change places in the order of `rows`.

    Args:
        folder: Where the tables lie.
        rows: The new row of each table.
        seen: The bytes for which the rows were made.

    Raises:
        LedgerError: If a file is no longer the one for which the rows were made, or cannot be written.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for name, row in rows.items():
            file = (folder / DATASETS[name].file).resolve()
            before = file.read_bytes()
            if before != seen[name]:
                raise LedgerError(f"{file.name} was changed meanwhile, so nothing was written: run it again.")
            ready.append((_beside(file, before + _line(before, row)), file))
        for new, file in ready:
            new.replace(file)
    except OSError as error:
        raise LedgerError(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        for new, _ in ready:
            new.unlink(missing_ok=True)


def _line(before: bytes, row: Row) -> bytes:
    """Return the row as it is written after the bytes of its table, in the order of their header."""
    header = next(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline="")))
    text = io.StringIO()
    csv.DictWriter(text, header, lineterminator="\n").writerow(row)
    break_before = b"" if before.endswith(b"\n") else b"\n"
    return break_before + text.getvalue().encode()


def _beside(file: Path, data: bytes) -> Path:
    """Write a file in the same folder, with the rights of the old one, and return its path."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        shutil.copymode(file, new)
    except OSError:
        new.unlink()
        raise
    return new
