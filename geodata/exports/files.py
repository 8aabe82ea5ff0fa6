"""Answers as files: CSV without formulas for a spreadsheet to run, XLSX, and four with geometry."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Unpack

from geodata.bundle.writing import write_bytes
from geodata.catalog import Catalog
from geodata.errors import LedgerError
from geodata.exports import arrow, kml, workbook
from geodata.exports.about import LIMITS, about_file
from geodata.exports.columns import COLUMNS, Column, meanings
from geodata.exports.rows import STATE_COLUMNS, Record, state_row
from geodata.resolver.resolve import Asked, states
from geodata.schema import geojson
from geodata.schema.features import Feature
from geodata.vocab import Dimension, Policy

FORMATS = ("csv", "geojson", "geoparquet", "gpkg", "kml", "xlsx")

ENDINGS = ".csv, .geojson, .kml, .parquet, .gpkg or .xlsx"
"""How a name may end that says the format of a file."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When every file of ours says that it was made: what is known when is in its words."""

_ENDINGS = {"parquet": "geoparquet"}
"""Endings of names that are not called as their format."""
_CITED = ("licence", "citation")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)


def export(catalog: Catalog, out: Path | str, form: str, on: date, **asked: Unpack[Asked]) -> int:
    """Write the states of the places on a day to a file, and return the number of rows.

    Args:
        catalog: The catalog.
        out: The file to write.
        form: One of `FORMATS`; points are WGS 84.
        on: The day asked about.
        **asked: As in `states`.

    Raises:
        LedgerError: If the format is none of ours, or the file cannot be written.
    """
    places = asked.get("places")
    asked["places"] = listed = list(catalog.places if places is None else places)
    write(out, export_bytes(catalog, form, on, **asked))
    return len(listed)


def export_bytes(
    catalog: Catalog,
    form: str,
    on: date,
    *,
    places: Iterable[str] | None = None,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
    dimension: Dimension = Dimension.CONTROL,
) -> bytes:
    """Return the file that `export` writes for the same question.

    Each row has the claims used, those set aside with the reason, the citations of the sources,
    and the content hash of the data. A place without a point of its own has no coordinates.

    Raises:
        LedgerError: If the format is none of ours.
    """
    answers = states(catalog, on, places=places, known_on=known_on, policy=policy, dimension=dimension)
    rows = [state_row(catalog, answer) for answer in answers]
    about = about_file(
        catalog,
        f"Border Ledger: {dimension} on {on.isoformat()}",
        on=on.isoformat(),
        known_on=catalog.knowledge_day(known_on).isoformat(),
        policy=str(policy),
    )
    return rows_bytes(rows, form, about, STATE_COLUMNS)


def rows_bytes(
    rows: Sequence[Record],
    form: str,
    about: Mapping[str, str],
    names: Sequence[str],
    columns: Mapping[str, Column] = COLUMNS,
) -> bytes:
    """Return rows as a file of a format; those with a point have `lon` and `lat` (WGS 84 degrees).

    Args:
        rows: The rows, all with these columns.
        form: One of `FORMATS`.
        about: What the file is about, for the formats that have room for it.
        names: Their columns in order, which a file without rows has too.
        columns: What a column holds and means.

    Raises:
        LedgerError: If the format is none of ours, or has no room for a text.
    """
    if form not in FORMATS:
        raise LedgerError(f"The format {form!r} is not one of {', '.join(FORMATS)}.")
    about = {**about, "limits": LIMITS[form]}
    match form:
        case "geoparquet":
            return arrow.geoparquet(rows, names, columns, about)
        case "gpkg":
            return arrow.geopackage(rows, names, columns, about, EPOCH)
        case "kml":
            return kml.kml(rows, names, columns, about)
        case "xlsx":
            return workbook.xlsx(rows, names, columns, about, EPOCH)
        case "geojson":
            return _to_geojson(rows, {**about, "columns": meanings(names, columns)}).encode()
    cited = {name: about[name] for name in _CITED if name in about}  # a CSV has no other room for it
    return spreadsheet([row | cited for row in rows], (*names, *cited))


def write_rows(
    out: Path | str, rows: Sequence[Record], about: Mapping[str, str], names: Sequence[str]
) -> None:
    """Write rows to a file whose name says the format, see `ENDINGS`.

    Raises:
        LedgerError: If the name ends in none of them, or the file cannot be written.
    """
    ending = Path(out).suffix.casefold().removeprefix(".")
    form = _ENDINGS.get(ending, ending)
    if form not in FORMATS:
        raise LedgerError(f"{out} says no format: let its name end in {ENDINGS}.")
    write(out, rows_bytes(rows, form, about, names))


def write(out: Path | str, content: bytes) -> None:
    """Write a file, whole or not at all.

    Raises:
        LedgerError: If it cannot be written.
    """
    try:
        write_bytes(Path(out), content)
    except OSError as error:
        raise LedgerError(f"{out} cannot be written: {error.strerror or error}.") from error


_READABLE = 0o100644 << 16
"""A plain file that everybody can read, as Unix has it."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as one zipped file, in their order; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in files.items():
            part = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system, part.external_attr = 3, _READABLE
            made.writestr(part, content)
    return packed.getvalue()


def to_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = ()) -> str:
    """Return rows as CSV; several values are joined by ` | `. Without rows it has the `columns` alone.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    if columns:
        writer.writerow(map(safe_cell, columns))
    for number, row in enumerate(rows):
        if number == 0 and not columns:
            writer.writerow(map(safe_cell, row))
        writer.writerow(map(safe_cell, row.values()))
    return written.getvalue()


def spreadsheet(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = ()) -> bytes:
    """Return rows as CSV for a file that people open: with the mark by which a spreadsheet knows UTF-8."""
    return to_csv(rows, columns).encode("utf-8-sig")


def safe_cell(value: object) -> str:
    """Return a value as the text of a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    text = " | ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _to_geojson(rows: Iterable[Mapping[str, Any]], members: Mapping[str, object]) -> str:
    features = []
    for row in rows:
        plain = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()
            if name not in arrow.POINT
        }
        features.append(Feature(row["place_id"], MappingProxyType(plain), arrow.point(row)))
    return geojson.dump(features, decimals=6, members=members)
