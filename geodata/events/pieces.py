"""The files of an archive, and the pieces in which they are read: what is done of a run is kept by piece."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, is_zipfile

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.errors import LedgerError
from geodata.events.archives import ARCHIVES, Piece

_ENDINGS = ("csv", "tsv", "txt", "parquet", "geoparquet")
_FILE = re.compile(rf"\.(?:{'|'.join(_ENDINGS)})(?:\.gz|\.zip)?$", re.IGNORECASE)
_PARQUET = re.compile(r"\.(?:geo)?parquet$", re.IGNORECASE)
_LONGEST = 1 << 20
"""Characters of the first row of a text file, at most."""


@dataclass(frozen=True, slots=True)
class Head:
    """How a text file begins.

    Attributes:
        columns: The names of its columns.
        delimiter: What stands between its cells.
        headless: The kind whose columns these are, where the file does not name them; else empty.
    """

    columns: tuple[str, ...]
    delimiter: str
    headless: str = ""


def files(paths: Sequence[Path], out: Path) -> list[Path]:
    """Return the files of paths, those of folders too, in the order of their names.

    Args:
        paths: Files, or folders with files.
        out: A folder whose files are none of events: that of the cube.

    Raises:
        LedgerError: If one does not exist, or there is none in a folder.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            within = sorted(each for each in path.rglob("*") if _FILE.search(each.name) and each.is_file())
            within = [each for each in within if not each.resolve().is_relative_to(out.resolve())]
            if not within:
                endings = ", ".join(f".{ending}" for ending in _ENDINGS)
                raise LedgerError(f"{path} has no file of events: none ends in {endings}, packed or not.")
            found += within
        elif path.is_file():
            found.append(path)
        else:
            raise LedgerError(f"There is no file {path}. Give files of events, or folders of them.")
    return list(dict.fromkeys(found))


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def pieces(file: Path, archive: str = "") -> list[Piece]:
    """Return the pieces of a file.

    Args:
        file: A text file, packed as .gz or .zip or not, a Parquet or GeoParquet file.
        archive: The name of its kind; empty where its columns say it.

    Raises:
        LedgerError: If it cannot be read, or its kind is not known.
    """
    with told(file):
        if not _PARQUET.search(file.name):
            found = head(file)
            kind = _kind(archive or found.headless, found.columns, file)
            return [Piece(file, kind, None, file.stat().st_size)]
        metadata = pq.read_metadata(file)
        kind = _kind(archive, metadata.schema.to_arrow_schema().names, file)
        groups = range(metadata.num_row_groups)
        return [Piece(file, kind, at, metadata.row_group(at).total_byte_size) for at in groups]


def _kind(archive: str, columns: Sequence[str], file: Path) -> str:
    """Return the name of the kind of a file, the one that is given or that of its columns."""
    have = {*columns, *(("lon", "lat") if "geometry" in columns else ())}
    if archive:
        if lacking := [name for name in ARCHIVES[archive].needed if name not in have]:
            named = "columns" if len(lacking) > 1 else "column"
            raise LedgerError(
                f"{file.name} has no {named} {', '.join(lacking)}: it is not of kind {archive}."
            )
        return archive
    for each in ARCHIVES.values():
        if each.marks <= have:
            return each.name
    known = "; ".join(f"{each.name} has {', '.join(each.needed)}" for each in ARCHIVES.values())
    raise LedgerError(
        f"{file.name} is no file of events that is known: its columns are {', '.join(columns[:12])[:400]}. "
        f"Name them as a kind that is known ({known}), or say which kind it is with --shape."
    )


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Tell in a sentence what cannot be read of a file.

    Raises:
        LedgerError: If it cannot.
    """
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError, BadZipFile, EOFError, csv.Error) as error:
        reason = " ".join(str(error).split())[:200]
        raise LedgerError(
            f"{file.name} cannot be read as events: {reason}. Give a CSV in UTF-8 or a Parquet file."
        ) from error


# -- Text files ------------------------------------------------------------------------------------


@contextmanager
def unpacked(file: Path) -> Iterator[IO[bytes] | Any]:
    """Open a text file to be read as bytes, without the .gz or .zip around it.

    Raises:
        LedgerError: If a .zip has not exactly one file.
    """
    if not is_zipfile(file):
        with pa.input_stream(str(file), compression="detect") as opened:
            yield opened
        return
    with ZipFile(file) as packed:
        names = [each for each in packed.namelist() if not each.endswith("/")]
        if len(names) != 1:
            raise LedgerError(f"{file.name} has {len(names)} files in it: unpack it and give the folder.")
        with packed.open(names[0]) as opened:
            yield opened


def head(file: Path) -> Head:
    """Return how a text file begins.

    Raises:
        LedgerError: If it is empty, or its first row has no end.
    """
    with unpacked(file) as opened:
        start = opened.read(_LONGEST)
    # What is cut in the middle of a character was cut here.
    text = io.TextIOWrapper(
        io.BytesIO(start), "utf-8-sig", "strict" if len(start) < _LONGEST else "ignore", ""
    )
    line = text.readline()
    delimiter = max(",\t", key=line.count)
    text.seek(0)
    row = line.rstrip("\r\n").split(delimiter) if delimiter == "\t" else next(csv.reader(text), [])
    if not row:
        raise LedgerError(f"{file.name} is empty: it has no row of names of columns.")
    for kind in ARCHIVES.values():
        for header in kind.headers:
            if len(row) == len(header) and row[0].isdigit():
                return Head(header, delimiter, kind.name)
    return Head(tuple(row), delimiter)
