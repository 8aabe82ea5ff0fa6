"""Parquet and GeoParquet by pyarrow: rows, columns and sizes are read from the footer first."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.imports.layer import Answers, Finding, Limits, Table
from geodata.imports.readers import crs, texts
from geodata.imports.readers.headers import distinct
from geodata.imports.readers.shapes import from_wkb
from geodata.imports.words import asked, found, refused

_FAULTS = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError)
_NATIVE = ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon")


@dataclass(frozen=True, slots=True)
class _Geometry:
    """The column of geometry and what the file says of it."""

    column: str
    encoding: str
    crs: Any
    round_edges: bool
    others: tuple[str, ...]


_MISSING = object()
"""Where a file says nothing of its coordinate system; None says that it is not known."""


def read(data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
    """Return the rows of a Parquet file, with shapes where it says in which column they are.

    Raises:
        Refused: It is damaged, encrypted, too large, or its geometry has an encoding that is not read.
    """
    try:
        file = pq.ParquetFile(io.BytesIO(data), arrow_extensions_enabled=False)
        _bound(file, name, limits)
        geometry = _geometry(file, name)
        table = _rows(file, name, limits)
    except _FAULTS as error:
        raise refused("bad_parquet", name=name, fault=str(error)) from error
    if not table.num_rows:
        raise refused("no_rows", name=name)
    told: list[Finding] = []
    drawn = (geometry.column, *geometry.others) if geometry else ()
    binary = [field.name for field in table.schema if texts.is_bytes(field.type) and field.name not in drawn]
    left_out = {*binary, *drawn}
    if binary:
        told.append(found("binary_columns", len(binary), "column", columns=", ".join(binary)))
    kept = [place for place, column in enumerate(table.column_names) if column not in left_out]
    names, _ = distinct([table.column_names[place] for place in kept])
    try:
        values = [texts.column(table.column(place)) for place in kept]
    except _FAULTS as error:
        raise refused("bad_parquet", name=name, fault=str(error)) from error
    columns = dict(zip(names, values, strict=True))
    numbers = np.arange(1, table.num_rows + 1, dtype=np.int64)
    if geometry is None:
        return Table("parquet", columns, numbers, findings=tuple(told))
    if geometry.others:
        told.append(
            found("geometry_columns", len(geometry.others), "column", columns=", ".join(geometry.others))
        )
    if geometry.round_edges:
        told.append(found("round_edges", table.num_rows, "shape"))
    system = "EPSG:4326" if geometry.crs is _MISSING else crs.code(geometry.crs) if geometry.crs else ""
    question: Any = ()
    if not system:
        key, named = ("crs", "") if geometry.crs is None else ("crs_unknown", _named(geometry.crs))
        question = asked(answers, "crs", crs.COMMON, key, crs=named)
    read_ = Table(
        "geoparquet", columns, numbers, None, answers.crs or system, findings=tuple(told), questions=question
    )
    if geometry.encoding in _NATIVE:
        return from_wkb(read_, _native(data, geometry, name), name, limits)
    return from_wkb(read_, table.column(geometry.column).to_pylist(), name, limits)


def _bound(file: pq.ParquetFile, name: str, limits: Limits) -> None:
    footer = file.metadata
    if footer.num_rows > limits.rows:
        raise refused("too_many_rows", name=name, limit=limits.rows)
    count = len(file.schema_arrow.names)
    if count > limits.columns or footer.num_columns > 5 * limits.columns:
        raise refused(
            "too_many_columns", name=name, count=max(count, footer.num_columns), limit=limits.columns
        )
    size = sum(footer.row_group(place).total_byte_size for place in range(footer.num_row_groups))
    if size > limits.inflated_bytes:
        raise refused("too_much_inside", name=name, limit=limits.inflated_bytes // 2**20)


def _rows(file: pq.ParquetFile, name: str, limits: Limits) -> pa.Table:
    """Return all rows; their size in memory is counted while they are read."""
    batches, size, count = [], 0, 0
    for batch in file.iter_batches(batch_size=16_384, use_threads=False):
        size += batch.nbytes
        count += batch.num_rows
        if size > limits.inflated_bytes:
            raise refused("too_much_inside", name=name, limit=limits.inflated_bytes // 2**20)
        if count > limits.rows:
            raise refused("too_many_rows", name=name, limit=limits.rows)
        batches.append(batch)
    return pa.Table.from_batches(batches, batches[0].schema if batches else file.schema_arrow)


def _geometry(file: pq.ParquetFile, name: str) -> _Geometry | None:
    """Return what the metadata `geo`, or else the types of Parquet, say of the geometry."""
    given = (file.metadata.metadata or {}).get(b"geo")
    if given:
        try:
            about = json.loads(given)
            primary = about["primary_column"]
            column: Mapping[str, Any] = about["columns"][primary]
            others = tuple(other for other in about["columns"] if other != primary)
            encoding = str(column.get("encoding", "WKB"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise refused("bad_parquet", name=name, fault="its metadata 'geo' is damaged") from error
        if primary not in file.schema_arrow.names:
            raise refused("bad_parquet", name=name, fault=f"it has no column {primary!r}")
        if encoding.upper() != "WKB" and encoding not in _NATIVE:
            raise refused("parquet_encoding", name=name, encoding=encoding)
        round_edges = column.get("edges", "planar") != "planar"
        return _Geometry(primary, encoding, column.get("crs", _MISSING), round_edges, others)
    typed = {}
    for place in range(file.metadata.num_columns):
        part = file.schema.column(place)
        if part.logical_type.type in ("GEOMETRY", "GEOGRAPHY"):
            typed[part.path] = json.loads(part.logical_type.to_json())
    if not typed:
        return None
    primary, about = next(iter(typed.items()))
    system = _of_type(about.get("crs"), file)
    return _Geometry(primary, "WKB", system, about["Type"] == "Geography", tuple(typed)[1:])


def _of_type(given: Any, file: pq.ParquetFile) -> Any:
    """Return the coordinate system that a geometry type of Parquet names, WGS 84 where it names none."""
    if not given:
        return _MISSING
    text = str(given)
    kind, _, rest = text.partition(":")
    if kind == "projjson":
        described = (file.metadata.metadata or {}).get(rest.encode())
        return described.decode("utf-8", "replace") if described else text
    return f"EPSG:{rest}" if kind == "srid" else text


def _named(given: Any) -> str:
    if isinstance(given, Mapping):
        return str(given.get("name", "without a name"))
    return str(given)[:80]


def _native(data: bytes, geometry: _Geometry, name: str) -> list[bytes | None]:
    """Return geometries in the encodings of GeoArrow as WKB."""
    import geopandas

    try:
        frame = geopandas.read_parquet(pa.BufferReader(data), columns=[geometry.column])
    except _FAULTS as error:
        raise refused("parquet_encoding", name=name, encoding=geometry.encoding) from error
    return list(shapely.to_wkb(np.asarray(frame.geometry.array)))
