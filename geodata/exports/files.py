"""Answers as files: CSV without formulas for a spreadsheet to run, GeoJSON and GeoParquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Unpack

import shapely

from geodata.catalog import Catalog
from geodata.errors import LedgerError
from geodata.exports.rows import TYPES, Record, state_row
from geodata.resolver.resolve import Asked, states
from geodata.schema import geojson
from geodata.schema.geojson import Feature
from geodata.vocab import Dimension, Policy

FORMATS = ("csv", "geojson", "geoparquet")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COORDINATES = ("lon", "lat")


def export(catalog: Catalog, out: Path | str, form: str, on: date, **asked: Unpack[Asked]) -> int:
    """Write the states of the places on a day to a file, and return the number of rows.

    Args:
        catalog: The catalog.
        out: The file to write.
        form: csv, geojson or geoparquet (WGS 84).
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
    about = {
        "title": f"Border Ledger: {dimension} on {on.isoformat()}",
        "on": on.isoformat(),
        "known_on": catalog.knowledge_day(known_on).isoformat(),
        "policy": str(policy),
        "data": catalog.hash,
    }
    return rows_bytes(rows, form, about)


def rows_bytes(
    rows: list[Record],
    form: str,
    about: Mapping[str, str],
    columns: Sequence[str] = (),
    types: Mapping[str, type] = TYPES,
) -> bytes:
    """Return rows as a file of a format; those with a point have `lon` and `lat` (WGS 84 degrees).

    Args:
        rows: The rows, all with the same columns.
        form: csv, geojson or geoparquet.
        about: What the file is about, for the formats that have room for it.
        columns: Their columns, which a file without rows has too.
        types: What a column holds that is no text, as `TYPES`.

    Raises:
        LedgerError: If the format is none of ours.
    """
    if form not in FORMATS:
        raise LedgerError(f"The format {form!r} is not one of {', '.join(FORMATS)}.")
    if form == "geoparquet":
        return _to_geoparquet(rows, about, columns, types)
    return (to_csv(rows, columns) if form == "csv" else _to_geojson(rows, about)).encode()


def write_rows(
    out: Path | str, rows: list[Record], about: Mapping[str, str], columns: Sequence[str] = ()
) -> None:
    """Write rows to a file whose name says the format: .csv, .geojson or .parquet.

    Raises:
        LedgerError: If the name ends in none of them, or the file cannot be written.
    """
    ending = Path(out).suffix.casefold().removeprefix(".")
    form = {"parquet": "geoparquet"}.get(ending, ending)
    if form not in FORMATS:
        raise LedgerError(f"{out} says no format: let its name end in .csv, .geojson or .parquet.")
    write(out, rows_bytes(rows, form, about, columns))


def write(out: Path | str, content: bytes) -> None:
    """Write a file.

    Raises:
        LedgerError: If it cannot be written.
    """
    try:
        Path(out).write_bytes(content)
    except OSError as error:
        raise LedgerError(f"{out} cannot be written: {error.strerror or error}.") from error


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


def spreadsheet(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as CSV for a file that people open: with the mark by which a spreadsheet knows UTF-8."""
    return to_csv(rows).encode("utf-8-sig")


def safe_cell(value: object) -> str:
    """Return a value as the text of a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    text = " | ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _point(row: Mapping[str, Any]) -> shapely.Point:
    return shapely.Point() if row["lon"] is None else shapely.Point(row["lon"], row["lat"])


def _to_geojson(rows: Iterable[Mapping[str, Any]], about: Mapping[str, str]) -> str:
    features = []
    for row in rows:
        plain = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()
            if name not in _COORDINATES
        }
        features.append(Feature(row["place_id"], MappingProxyType(plain), _point(row)))
    return geojson.dump(features, decimals=6, members=about)


def _to_geoparquet(
    rows: list[Record], about: Mapping[str, str], columns: Sequence[str], holds: Mapping[str, type]
) -> bytes:
    import geopandas  # slow to import, and only this format needs it
    import pandas as pd
    import pyarrow.parquet as pq

    names = [name for name in columns or (rows[0] if rows else ()) if name not in _COORDINATES]
    plain = {name: pd.Series([row[name] for row in rows], dtype=object) for name in names}
    points = geopandas.GeoSeries([_point(row) for row in rows], crs="EPSG:4326")
    points[points.is_empty] = None
    content, described = io.BytesIO(), io.BytesIO()
    geopandas.GeoDataFrame(plain, geometry=points).to_parquet(content, index=False)
    table = _typed(pq.read_table(content), holds)
    metadata = {**(table.schema.metadata or {}), b"border_ledger": json.dumps(dict(about)).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), described)
    return described.getvalue()


def _typed(table: Any, holds: Mapping[str, type]) -> Any:
    """Return an Arrow table whose columns have the types that they should, whatever is in them."""
    import pyarrow as pa

    types = {
        str: pa.string(),
        list: pa.list_(pa.string()),
        date: pa.date32(),
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
    }
    fields = [
        field if field.name == "geometry" else field.with_type(types[holds.get(field.name, str)])
        for field in table.schema
    ]
    return table.cast(pa.schema(fields, table.schema.metadata))
