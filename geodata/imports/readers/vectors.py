"""GeoPackage, Shapefile, KML, KMZ, GPX and TopoJSON by GDAL. To be called in the worker's process only.

Every value comes as text. Files lie in a folder of the worker's own under names of ours.
"""

from __future__ import annotations

import codecs
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyarrow as pa
from pyogrio import errors as faults
from pyogrio import list_layers, raw

from geodata.imports.layer import Answers, Finding, Limits, Question, SetAside, Table
from geodata.imports.readers import crs, placemarks, texts, topologies, tracks
from geodata.imports.readers.archives import Archive, hidden
from geodata.imports.readers.delimited import likely_encodings
from geodata.imports.readers.formats import NAMES
from geodata.imports.readers.headers import distinct
from geodata.imports.readers.shapes import from_wkb
from geodata.imports.words import asked, found, refused

_FAULTS = (
    faults.DataSourceError,
    faults.DataLayerError,
    faults.FeatureError,
    faults.GeometryError,
    faults.FieldError,
    faults.CRSError,
    pa.ArrowException,
    UnicodeDecodeError,
    ValueError,
)
"""What pyogrio raises on a file that GDAL cannot read."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer as GDAL gives it: columns of Arrow by name, WKB of each row or None, its CRS as text."""

    names: tuple[str, ...]
    columns: tuple[Any, ...]
    count: int
    wkb: list[bytes | None] | None
    crs: str
    curves: bool = False


@dataclass(frozen=True, slots=True)
class _Source:
    """A file in the worker's folder, and what to call it."""

    path: Path
    name: str
    format: str
    limits: Limits

    def fault(self, error: Exception) -> Exception:
        """Return the refusal of a file that GDAL cannot read, without the path of our own."""
        text = str(error).replace(str(self.path), self.name).replace(str(self.path.parent), "")
        text = text.partition(";")[0].replace("It might help to specify the correct driver", "")
        return refused("bad_file", name=self.name, format=NAMES[self.format], fault=text)


def _layer(source: _Source, layer: str | None, encoding: str | None = None, **options: str) -> _Layer:
    """Return one layer; its rows and bytes are counted while they are read.

    Raises:
        Refused: It has too many rows or columns, or unfolds to too much.
    """
    limits = source.limits
    try:
        with raw.open_arrow(
            source.path,
            layer=layer,
            encoding=encoding,
            use_pyarrow=True,
            datetime_as_string=True,
            batch_size=16_384,
            **options,
        ) as (about, reader):
            if len(about["fields"]) > limits.columns:
                count = len(about["fields"])
                raise refused("too_many_columns", name=source.name, count=count, limit=limits.columns)
            batches, size, count = [], 0, 0
            for batch in reader:
                size += batch.nbytes
                count += batch.num_rows
                if size > limits.inflated_bytes:
                    raise refused("too_much_inside", name=source.name, limit=limits.inflated_bytes // 2**20)
                if count > limits.rows:
                    raise refused("too_many_rows", name=source.name, limit=limits.rows)
                batches.append(batch)
            table = pa.Table.from_batches(batches, reader.schema)
    except _FAULTS as error:
        raise source.fault(error) from error
    geometry = about["geometry_name"] or "wkb_geometry"
    has_shapes = about["geometry_type"] is not None and geometry in table.column_names
    kept = [
        place
        for place, name in enumerate(table.column_names)
        if name not in (geometry if has_shapes else None, about.get("fid_column") or "OGC_FID", "OGC_FID")
    ]
    wkb = table.column(geometry).to_pylist() if has_shapes else None
    names = tuple(table.column_names[place] for place in kept)
    columns = tuple(table.column(place) for place in kept)
    return _Layer(names, columns, table.num_rows, wkb, about["crs"] or "")


def _table(
    source: _Source,
    given: _Layer,
    answers: Answers,
    said: str | None = None,
    encoding: str = "",
    **more: Any,
) -> Table:
    """Return a layer as a table of texts.

    Args:
        source: Where it came from.
        given: What GDAL gave.
        answers: What the reader decided.
        said: The coordinate system that the format itself fixes, if it does.
        encoding: In which encoding the bytes are that were read as Latin-1.
        more: Other fields of the table.
    """
    binary = [
        name for name, values in zip(given.names, given.columns, strict=True) if texts.is_bytes(values.type)
    ]
    told: list[Finding] = list(more.pop("findings", ()))
    questions: tuple[Question, ...] = more.pop("questions", ())
    if binary:
        told.append(found("binary_columns", len(binary), "column", columns=", ".join(binary)))
    kept = [place for place, name in enumerate(given.names) if name not in binary]
    names = [given.names[place] for place in kept]
    values = [texts.column(given.columns[place]) for place in kept]
    if encoding:
        names = [_decoded(name, encoding) for name in names]
        values = [
            [None if text is None else _decoded(text, encoding) for text in column] for column in values
        ]
    own, _ = distinct(names)
    system = said if said is not None else crs.code(given.crs) if given.crs else ""
    # GeoPackage has a code of its own for "not known", which GDAL writes as a system of that name.
    unknown = not given.crs or "Undefined" in given.crs or "unknown" in given.crs[:40].lower()
    if given.wkb is not None and not system:
        key = "crs" if unknown else "crs_unknown"
        questions += asked(answers, "crs", crs.COMMON, key, crs=given.crs.partition(",")[0][:60])
    table = Table(
        source.format,
        dict(zip(own, values, strict=True)),
        np.arange(1, given.count + 1, dtype=np.int64),
        crs=answers.crs or system if given.wkb is not None else "",
        findings=tuple(told),
        questions=questions,
        **more,
    )
    if given.wkb is None:
        return table
    return from_wkb(table, given.wkb, source.name, source.limits)


def _decoded(text: str, encoding: str) -> str:
    """Return text that was read as Latin-1 in its own encoding; a last character that was cut is dropped."""
    return text.encode("latin-1", "replace").decode(encoding, "ignore").strip()


def _layers(source: _Source) -> list[str]:
    try:
        return [str(name) for name in list_layers(source.path)[:, 0]]
    except _FAULTS as error:
        raise source.fault(error) from error


def _pick(names: Sequence[str], source: _Source, answers: Answers) -> tuple[str, tuple[Question, ...]]:
    """Return the layer that is wanted, or the first one and the question which."""
    if answers.layer:
        if answers.layer not in names:
            listed = ", ".join(names)
            raise refused("no_such_layer", name=source.name, layer=answers.layer, layers=listed)
        return answers.layer, ()
    return names[0], asked(answers, "layer", names) if len(names) > 1 else ()


# -- GeoPackage ------------------------------------------------------------------------------------


def read_gpkg(data: bytes, name: str, answers: Answers, limits: Limits, folder: Path) -> Table:
    """Return a layer of a GeoPackage; views are left out.

    Raises:
        Refused: It is damaged, or has no layer of features that is a table.
    """
    source = _kept(data, "input.gpkg", folder, name, "gpkg", limits)
    features, attributes, views = _contents(source)
    names = features or attributes
    if not names:
        if views:
            raise refused("views_only", name=name, layers=", ".join(views))
        raise refused("no_layer", name=name)
    everything = [*features, *attributes]
    layer, question = _pick(everything, source, answers)
    if not answers.layer and len(names) == 1:
        question = ()  # tables without geometry come with many a layer, and are not what is looked for
    told = [found("views", len(views), "view", columns=", ".join(views))] if views else []
    read = _layer(source, layer, IMMUTABLE="YES", LIST_ALL_TABLES="NO")
    more: dict[str, Any] = {"layers": tuple(everything), "layer": layer}
    try:
        return _table(source, read, answers, findings=told, questions=question, **more)
    except NotImplementedError:
        curved = raw.read(source.path, layer=layer, columns=[])[2]  # GDAL makes lines of them here
        told.append(found("curves", read.count, "row"))
        return _table(
            source, replace(read, wkb=list(curved)), answers, findings=told, questions=question, **more
        )


def _contents(source: _Source) -> tuple[list[str], list[str], list[str]]:
    """Return the tables with features, those without geometry, and the views, empty ones left out."""
    try:
        database = sqlite3.connect(f"{source.path.as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            database.execute("PRAGMA trusted_schema=OFF")
            listed = database.execute(
                "SELECT c.table_name, c.data_type, m.type FROM gpkg_contents c JOIN sqlite_master m "
                "ON lower(m.name) = lower(c.table_name) WHERE m.type IN ('table', 'view') "
                "AND c.data_type IN ('features', 'attributes') ORDER BY c.rowid LIMIT 1000"
            ).fetchall()
            tables = [(table, kind) for table, kind, type_ in listed if type_ == "table"]
            full = [(table, kind) for table, kind in tables if _has_rows(database, table)]
        finally:
            database.close()
    except sqlite3.Error as error:
        raise source.fault(error) from error
    features = [table for table, kind in full if kind == "features"]
    attributes = [table for table, kind in full if kind == "attributes"]
    return features, attributes, [table for table, _, type_ in listed if type_ == "view"]


def _has_rows(database: sqlite3.Connection, table: str) -> bool:
    quoted = table.replace('"', '""')
    return database.execute(f'SELECT 1 FROM "{quoted}" LIMIT 1').fetchone() is not None  # noqa: S608 - a quoted name


def _kept(data: bytes, own: str, folder: Path, name: str, format_: str, limits: Limits) -> _Source:
    """Write a file into the worker's folder, under a name of ours."""
    path = folder / own
    path.write_bytes(data)
    return _Source(path, name, format_, limits)


# -- Shapefile -------------------------------------------------------------------------------------

_LANGUAGES = {
    0x03: "windows-1252",
    0x57: "windows-1252",
    0x4D: "gb18030",
    0x4F: "big5",
    0x50: "cp874",
    0x7A: "gb18030",
}
"""Encodings by the byte of a .dbf that may name them, of those that occur here."""


def read_shapefile(data: bytes, name: str, answers: Answers, limits: Limits, folder: Path) -> Table:
    """Return the Shapefile of a zip; of several, ask which.

    Raises:
        Refused: Parts of it are missing, or it is damaged.
    """
    archive = Archive(data, name, limits)
    entries = [entry for entry in archive.names if not hidden(entry)]
    stems = {str(PurePosixPath(entry).with_suffix("")): entry for entry in entries if _is(entry, ".shp")}
    unnamed = _Source(folder / "input.shp", name, "shapefile", limits)
    stem, question = _pick(list(stems), unnamed, answers)
    parts = {
        PurePosixPath(entry).suffix.lower(): entry
        for entry in entries
        if str(PurePosixPath(entry).with_suffix("")).lower() == stem.lower()
    }
    missing = [ending for ending in (".shx", ".dbf") if ending not in parts]
    if missing:
        raise refused("shapefile_parts", name=name, entry=stems[stem], missing=" and no ".join(missing))
    for ending in (".shp", ".shx", ".dbf", ".prj"):
        if ending in parts:
            (folder / f"input{ending}").write_bytes(archive.read(parts[ending]))
    said = archive.read(parts[".cpg"]).decode("ascii", "ignore") if ".cpg" in parts else ""
    layer = _layer(unnamed, None, encoding="ISO-8859-1")
    encoding, told, asking = _encoding(said, layer, (folder / "input.dbf").read_bytes()[:32], answers)
    if any(len(column.encode("latin-1", "replace")) >= 10 and not column.isascii() for column in layer.names):
        cut = [_decoded(column, encoding) for column in layer.names if not column.isascii()]
        told.append(found("cut_names", len(cut), "column name", examples=cut))
    return _table(
        unnamed,
        layer,
        answers,
        encoding=encoding,
        findings=told,
        questions=(*question, *asking),
        layers=tuple(stems),
        layer=stem,
    )


def _is(entry: str, ending: str) -> bool:
    return entry.lower().endswith(ending)


def _encoding(
    said: str, layer: _Layer, head: bytes, answers: Answers
) -> tuple[str, list[Finding], tuple[Question, ...]]:
    """Return the encoding: as the .cpg says, else UTF-8 where it fits, else by the .dbf, else asked."""
    if answers.encoding:
        named = _codec(answers.encoding)
        if not named:
            raise refused("unknown_encoding", encoding=answers.encoding)
        return named, [], ()
    if named := _codec(said):
        return named, [] if named == "utf-8" else [found("encoding", 1, encoding=named)], ()
    given = [name for name in layer.names if not name.isascii()]
    for values in layer.columns:
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            given += [text for text in values.unique().to_pylist() if text and not text.isascii()]
    if _is_utf8(given):
        return "utf-8", [], ()
    if named := _LANGUAGES.get(head[29] if len(head) > 29 else 0, ""):
        return named, [found("encoding", 1, encoding=named)], ()
    likely = likely_encodings("\n".join(given)[: 2**17].encode("latin-1", "replace"))
    return likely[0], [found("encoding", 1, encoding=likely[0])], asked(answers, "encoding", likely)


def _is_utf8(given: Iterable[str]) -> bool:
    """Return whether texts are UTF-8 but for a last character that the file format cut off."""
    for text in given:
        try:
            text.encode("latin-1", "replace").decode("utf-8")
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                return False
    return True


def _codec(said: str) -> str:
    """Return Python's name of an encoding as a .cpg may spell it, empty where it means none."""
    text = said.strip().lower().removeprefix("ansi").strip(" -_")
    if text in ("65001", "utf8", "utf-8"):
        return "utf-8"
    for name in (text, f"cp{text}"):
        try:
            return codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
    return ""


# -- KML, GPX, TopoJSON ----------------------------------------------------------------------------


def read_kml(
    data: bytes, name: str, answers: Answers, limits: Limits, folder: Path, format_: str = "kml"
) -> Table:
    """Return all placemarks of a KML with the column `folder`, or those of the folder that is chosen.

    Raises:
        Refused: It has no placemark, or is damaged.
    """
    plain = placemarks.plain(data, name, limits, answers.layer)
    told = plain.findings
    several = len(plain.folders) > 1
    if not plain.places:
        first = plain.set_aside[0].reason.removeprefix("has ")
        raise refused("bad_file", name=name, format=NAMES[format_], fault=f"its first placemark has {first}")
    source = _kept(plain.data, "input.kml", folder, name, format_, limits)
    layer = _layer(source, _layers(source)[0])
    if layer.count != len(plain.places):
        fault = f"of {len(plain.places)} placemarks {layer.count} were read"
        raise refused("bad_file", name=name, format=NAMES[format_], fault=fault)
    if layer.wkb is None:
        layer = replace(layer, wkb=[None] * layer.count)
    kept: dict[str, Any] = {}
    for column, values in zip(layer.names, layer.columns, strict=True):
        if column in ("Name", "description") and values.null_count < len(values):
            kept[column.lower()] = values
    for column, given in placemarks.further(plain.places).items():
        own = f"{column} of the data" if column in kept else column
        kept[own] = pa.array(given, pa.string())
    if len(kept) > limits.columns:
        raise refused("too_many_columns", name=name, count=len(kept), limit=limits.columns)
    beside = {column: placemarks.column(plain.places, column) for column in ("id", "folder")}
    for column, given in (beside | placemarks.times(plain.places)).items():
        if any(given):
            own = f"{column} of the placemark" if column in kept else column
            kept[own] = pa.array(given, pa.string())
    layer = replace(layer, names=tuple(kept), columns=tuple(kept.values()))
    layers = tuple(path for path in plain.folders if path) if several else ()
    table = _table(source, layer, answers, "EPSG:4326", findings=told, layers=layers, layer=answers.layer)
    return _renumbered(table, [place.number for place in plain.places], plain.set_aside)


def read_kmz(data: bytes, name: str, answers: Answers, limits: Limits, folder: Path) -> Table:
    """Return the placemarks of the KML in a KMZ: of `doc.kml`, else of the first one.

    Raises:
        Refused: As `read_kml`; or the archive is not opened.
    """
    from geodata.imports.readers.formats import seen

    archive = Archive(data, name, limits)
    documents = [entry for entry in archive.names if _is(entry, ".kml") and not hidden(entry)]
    first = sorted(documents, key=lambda entry: (entry.lower() != "doc.kml", entry.count("/")))[0]
    inner = archive.read(first)
    if seen(inner, first, limits).format != "kml":
        raise refused("not_as_named", name=f"{name}/{first}", named="KML", seen="something else")
    table = read_kml(inner, name, answers, limits, folder, "kmz")
    if len(documents) == 1:
        return table
    others = ", ".join(entry for entry in documents if entry != first)
    return replace(table, findings=(*table.findings, found("other_layers", 1, layer=first, columns=others)))


def read_gpx(data: bytes, name: str, answers: Answers, limits: Limits, folder: Path) -> Table:
    """Return waypoints, routes and tracks of a GPX together, with the column `kind`, or one of them.

    Raises:
        Refused: It has none of them, or is damaged.
    """
    known = (*tracks.PARTS, *tracks.POINTS)
    if answers.layer and answers.layer not in known:
        raise refused("no_such_layer", name=name, layer=answers.layer, layers=", ".join(known))
    plain = tracks.plain(data, name, answers.layer)
    if not any(plain.parts.values()):
        if not plain.set_aside:
            raise refused("no_tracks", name=name)
        first = plain.set_aside[0].reason.removeprefix("has ")
        raise refused("bad_file", name=name, format="GPX", fault=f"its first part has {first}")
    source = _kept(plain.data, "input.gpx", folder, name, "gpx", limits)
    read = {layer: _layer(source, layer) for layer, parts in plain.parts.items() if parts}
    for layer, part in read.items():
        if part.count != len(plain.parts[layer]):
            fault = f"of {len(plain.parts[layer])} {layer} {part.count} were read"
            raise refused("bad_file", name=name, format="GPX", fault=fault)
    beside = [part for layer in read for part in plain.parts[layer]]
    if len(beside) > limits.rows:
        raise refused("too_many_rows", name=name, limit=limits.rows)
    names = dict.fromkeys(column for part in read.values() for column in part.names)
    together = {column: _joined(column, read.values()) for column in names}
    lines = [layer in ("routes", "tracks") for layer, part in read.items() for _ in range(part.count)]
    own = [None if line else part.begin for line, part in zip(lines, beside, strict=True)]
    together["time"] = own  # as it stands there: GDAL drops what is written in another way
    if any(line and part.begin for line, part in zip(lines, beside, strict=True)):
        # The days of all stand in one pair of columns, those of waypoints too.
        together["begin"], together["end"] = [part.begin for part in beside], [part.end for part in beside]
    filled = {
        column: values for column, values in together.items() if any(value is not None for value in values)
    }
    filled["kind" if "kind" not in filled else "kind of part"] = [
        layer for layer, part in read.items() for _ in range(part.count)
    ]
    whole = _Layer(
        tuple(filled),
        tuple(pa.array(values, pa.string()) for values in filled.values()),
        len(beside),
        [one for part in read.values() for one in part.wkb or [None] * part.count],
        "",
    )
    told = plain.findings
    table = _table(
        source, whole, answers, "EPSG:4326", findings=told, layers=tuple(read), layer=answers.layer
    )
    return _renumbered(table, [part.number for part in beside], plain.set_aside)


def _renumbered(table: Table, numbers: Sequence[int], set_aside: Iterable[SetAside]) -> Table:
    """Return a table of what was left of a file, with the numbers of its rows in the whole file."""
    given = np.array(numbers, dtype=np.int64)
    own = tuple(replace(row, row=int(given[row.row - 1])) for row in table.set_aside)
    return replace(table, rows=given[table.rows - 1], set_aside=(*set_aside, *own))


def _joined(column: str, parts: Iterable[_Layer]) -> list[str | None]:
    result: list[str | None] = []
    for part in parts:
        if column in part.names:
            result += texts.column(part.columns[part.names.index(column)])
        else:
            result += [None] * part.count
    return result


def read_topojson(data: bytes, name: str, answers: Answers, limits: Limits, folder: Path) -> Table:
    """Return one object of a TopoJSON. It names no coordinate system: what cannot be degrees is asked about.

    Raises:
        Refused: It is damaged, or has no object.
    """
    import shapely

    plain = topologies.plain(data, name)
    source = _kept(plain.data, "input.topojson", folder, name, "topojson", limits)
    if not any(plain.numbers.values()) and (aside := next(filter(None, plain.set_aside.values()), None)):
        fault = f"its first geometry {aside[0].reason}"
        raise refused("bad_file", name=name, format="TopoJSON", fault=fault)
    names = [layer for layer in _layers(source) if plain.numbers.get(layer)]
    if not names:
        raise refused("no_features", name=name)
    layer, question = _pick(names, source, answers)
    read = _layer(source, layer)
    if not read.count:
        raise refused("no_features", name=name)
    numbers = plain.numbers[layer]
    if len(numbers) != read.count:
        fault = f"of {len(numbers)} geometries {read.count} were read"
        raise refused("bad_file", name=name, format="TopoJSON", fault=fault)
    table = _table(source, read, answers, layers=tuple(names), layer=layer, questions=question)
    table = _renumbered(table, numbers, plain.set_aside[layer])
    if table.shapes is None or table.crs:
        return table
    west, south, east, north = shapely.total_bounds(table.shapes)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return table
    kept = tuple(asking for asking in table.questions if asking.name != "crs")
    told = (*table.findings, found("assumed_wgs84", 1))
    return replace(table, crs="EPSG:4326", questions=kept, findings=told)


READERS: Mapping[str, Any] = {
    "gpkg": read_gpkg,
    "shapefile": read_shapefile,
    "kml": read_kml,
    "kmz": read_kmz,
    "gpx": read_gpx,
    "topojson": read_topojson,
}
"""The reader of each format, with the worker's folder as its last argument."""
