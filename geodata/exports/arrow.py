"""Rows as an Arrow table with fixed types, and what is written from one: GeoParquet and GeoPackage."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import shapely

from geodata.errors import LedgerError
from geodata.exports.columns import TEXT, Column, meanings
from geodata.exports.rows import Record

POINT = ("lon", "lat")
"""Columns that become a point (WGS 84 degrees)."""


def point(row: Mapping[str, Any]) -> shapely.Point:
    """Return the point of a row; an empty one where it has none."""
    return shapely.Point() if row["lon"] is None else shapely.Point(row["lon"], row["lat"])


def table(rows: Sequence[Record], names: Sequence[str], columns: Mapping[str, Column]) -> Any:
    """Return rows as an Arrow table: each column has its type, whatever is in it.

    Raises:
        pyarrow.ArrowInvalid: If a value is not of the type of its column.
    """
    import pyarrow as pa  # slow to import, and few formats need it

    types = {
        str: pa.string(),
        list: pa.list_(pa.string()),
        date: pa.date32(),
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
    }
    schema = pa.schema([(name, types[columns.get(name, TEXT).holds]) for name in names])
    return pa.table([[row[name] for row in rows] for name in names], schema=schema)


def geoparquet(
    rows: Sequence[Record], names: Sequence[str], columns: Mapping[str, Column], about: Mapping[str, str]
) -> bytes:
    """Return rows as GeoParquet; what the file is about and its columns mean is in its metadata."""
    import geopandas
    import pyarrow.parquet as pq

    points = geopandas.GeoSeries([point(row) for row in rows], crs="EPSG:4326")
    points[points.is_empty] = None
    content, described = io.BytesIO(), io.BytesIO()
    geopandas.GeoDataFrame(geometry=points).to_parquet(content, index=False)
    drawn = pq.read_table(content)
    named = [name for name in names if name not in POINT]
    made = table(rows, named, columns).append_column(drawn.schema.field("geometry"), drawn["geometry"])
    told = {**about, "columns": meanings(named, columns)}
    metadata = {b"geo": drawn.schema.metadata[b"geo"], b"border_ledger": json.dumps(told).encode()}
    pq.write_table(made.replace_schema_metadata(metadata), described)
    return described.getvalue()


_LAYER = "rows"
_DATED = Lock()
"""Held while GDAL is told what day it is: it has one day for the whole process."""


def geopackage(
    rows: Sequence[Record],
    names: Sequence[str],
    columns: Mapping[str, Column],
    about: Mapping[str, str],
    written: datetime,
) -> bytes:
    """Return rows as GeoPackage: the layer `rows`, and the tables `columns` with what each means and `about`.

    Several values of a cell are joined by ` | `. `written` is when the file says that it was made.

    Raises:
        LedgerError: If the temporary folder in which it is made cannot be written.
    """
    import pyarrow as pa
    import pyogrio

    named = [name for name in names if name not in POINT]
    made = table(rows, named, columns)
    for place, name in enumerate(named):
        if pa.types.is_list(made.schema.field(name).type):
            joined = [" | ".join(each) for each in made[name].to_pylist()]
            made = made.set_column(place, name, pa.array(joined, pa.string()))
    points = [point(row) for row in rows]
    wkb = [None if each.is_empty else each.wkb for each in points]
    made = made.append_column("geometry", pa.array(wkb, pa.binary()))
    told = meanings(named, columns)
    meant = pa.table({"name": [*told], "meaning": [*told.values()]})
    itself = pa.table({"name": [*about], "value": [*about.values()]})
    try:
        with _DATED, tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "rows.gpkg")
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": written.strftime("%Y-%m-%dT%H:%M:%S.000Z")})
            try:
                described = "; ".join(f"{name}: {value}" for name, value in about.items())
                pyogrio.write_arrow(
                    made,
                    path,
                    layer=_LAYER,
                    driver="GPKG",
                    geometry_name="geometry",
                    geometry_type="Point",
                    crs="EPSG:4326",
                    dataset_options={"VERSION": "1.3"},  # the newest that programs of 2023 know
                    layer_options={"IDENTIFIER": about.get("title", _LAYER), "DESCRIPTION": described},
                )
                for name, beside in (("columns", meant), ("about", itself)):
                    pyogrio.write_arrow(beside, path, layer=name, driver="GPKG", append=True)
            finally:
                pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
            return path.read_bytes()
    except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        # GDAL quotes the whole statement that failed.
        why = getattr(error, "strerror", None) or "GDAL stopped while it wrote"
        raise LedgerError(
            f"A GeoPackage is made in a passing folder first, which cannot be written: {why}. Make "
            "room there, or name another folder in the variable TMPDIR."
        ) from error
