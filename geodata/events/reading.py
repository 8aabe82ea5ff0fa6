"""Pieces of files, read batch by batch: memory holds a few batches, however large a file is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import shapely

from geodata.errors import LedgerError
from geodata.events.archives import Archive, Piece
from geodata.events.pieces import head, told, unpacked
from geodata.events.records import EVENT, WORD, Batch, Reject
from geodata.events.rows import events

_BLOCK = 16 * 2**20
"""Bytes of a text file that are read at once."""
_ROWS = 250_000
"""Rows of a Parquet file that are read at once."""


def read(piece: Piece) -> Iterator[Batch]:
    """Yield the events of a piece.

    Raises:
        LedgerError: If it cannot be read to its end.
    """
    with told(piece.file):
        if piece.group is None:
            yield from _of_text(piece.file, piece.kind)
        else:
            yield from _of_parquet(piece.file, piece.kind, piece.group)


def _of_parquet(file: Path, kind: Archive, group: int) -> Iterator[Batch]:
    with pq.ParquetFile(file) as opened:
        schema = opened.schema_arrow
        geometry = "geometry" in schema.names and not {kind.lon, kind.lat} <= set(schema.names)
        if geometry:
            _check_wgs84(schema, file)
        wanted = [
            name for name in (*kind.columns, *(("geometry",) if geometry else ())) if name in schema.names
        ]
    words = [name for name in wanted if _is_text(schema.field(name).type)]
    with pq.ParquetFile(file, read_dictionary=words) as opened:
        for rows in opened.iter_batches(_ROWS, [group], wanted):
            columns = dict(zip(rows.schema.names, rows.columns, strict=True))
            if geometry:
                columns |= _positions(columns["geometry"], kind)
            yield events(columns, rows.num_rows, kind)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _check_wgs84(schema: pa.Schema, file: Path) -> None:
    """Refuse a GeoParquet file whose points are not degrees on WGS 84, as WKB."""
    column = json.loads((schema.metadata or {}).get(b"geo", b"{}")).get("columns", {}).get("geometry", {})
    crs = column.get("crs", {"id": {"code": "CRS84"}}) or {"name": "no known system"}  # null is: not known
    if str(crs.get("id", {}).get("code")) not in ("CRS84", "4326"):
        raise LedgerError(
            f"The points of {file.name} are in {crs.get('name', 'another system')}. Give longitude and "
            "latitude on WGS 84: geopandas' to_crs(4326) makes them."
        )
    if column.get("encoding", "WKB") != "WKB":
        raise LedgerError(f"The points of {file.name} are as {column['encoding']}. Write them as WKB.")


def _positions(wkb: pa.Array, kind: Archive) -> dict[str, pa.Array]:
    """Return longitudes and latitudes of points; null where there is none, or another shape."""
    points = shapely.from_wkb(np.asarray(wkb.to_pylist(), dtype=object), on_invalid="ignore")
    return {
        name: pa.array(of(points), from_pandas=True)
        for name, of in ((kind.lon, shapely.get_x), (kind.lat, shapely.get_y))
    }


def _of_text(file: Path, kind: Archive) -> Iterator[Batch]:
    found = head(file)
    wrong = 0

    def skipped(row: Any) -> str:
        nonlocal wrong
        wrong += 1
        return "skip"

    quoted = kind.quoted and found.delimiter == ","
    parse = pcsv.ParseOptions(
        delimiter=found.delimiter,
        newlines_in_values=quoted,
        quote_char='"' if quoted else False,
        invalid_row_handler=skipped,
    )
    # A position has as many texts as there are rows; of all else there are some thousand different ones.
    types = {name: pa.string() if name in (kind.lon, kind.lat) else WORD for name in kind.columns}
    convert = pcsv.ConvertOptions(
        include_columns=list(kind.columns),
        include_missing_columns=True,
        column_types=types,
        strings_can_be_null=False,
    )
    reading = pcsv.ReadOptions(
        block_size=_BLOCK, column_names=list(found.columns) if found.headless else None
    )
    with unpacked(file) as opened:
        for rows in pcsv.open_csv(opened, reading, parse, convert):
            made = events(dict(zip(rows.schema.names, rows.columns, strict=True)), rows.num_rows, kind)
            lost, wrong = wrong, 0
            rejects = Counter(made.rejects) + Counter({str(Reject.NO_ROW): lost})
            yield Batch(made.events, made.rows + lost, rejects, made.unordered)
    if wrong:
        nothing = pa.RecordBatch.from_pylist([], schema=EVENT)
        yield Batch(nothing, wrong, {str(Reject.NO_ROW): wrong})
