"""Answers as files: CSV without formulas for a spreadsheet to run, GeoJSON and GeoParquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Unpack

import shapely

from geodata.catalog import Catalog
from geodata.errors import LedgerError
from geodata.exports.rows import Record, state_row
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
    content = export_bytes(catalog, form, on, **asked)
    try:
        Path(out).write_bytes(content)
    except OSError as error:
        raise LedgerError(f"{out} cannot be written: {error.strerror or error}.") from error
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
    if form not in FORMATS:
        raise LedgerError(f"The format {form!r} is not one of {', '.join(FORMATS)}.")
    answers = states(catalog, on, places=places, known_on=known_on, policy=policy, dimension=dimension)
    rows = [state_row(catalog, answer) for answer in answers]
    about = {
        "title": f"Border Ledger: {dimension} on {on.isoformat()}",
        "on": on.isoformat(),
        "known_on": catalog.knowledge_day(known_on).isoformat(),
        "policy": str(policy),
        "data": catalog.hash,
    }
    if form == "geoparquet":
        return _to_geoparquet(rows, about)
    return (to_csv(rows) if form == "csv" else _to_geojson(rows, about)).encode()


def to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV; several values are joined by ` | `.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(safe_cell(name) for name in row)
        writer.writerow(safe_cell(value) for value in row.values())
    return written.getvalue()


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


def _to_geoparquet(rows: list[Record], about: Mapping[str, str]) -> bytes:
    import geopandas  # slow to import, and only this format needs it
    import pyarrow.parquet as pq

    plain = [{name: value for name, value in row.items() if name not in _COORDINATES} for row in rows]
    points = geopandas.GeoSeries([_point(row) for row in rows], crs="EPSG:4326")
    points[points.is_empty] = None
    content, described = io.BytesIO(), io.BytesIO()
    geopandas.GeoDataFrame(plain, geometry=points).to_parquet(content, index=False)
    table = pq.read_table(content)
    metadata = {**(table.schema.metadata or {}), b"border_ledger": json.dumps(dict(about)).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), described)
    return described.getvalue()
