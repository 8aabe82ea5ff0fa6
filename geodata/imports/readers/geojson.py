"""GeoJSON by the JSON reader of Python, each geometry made as soon as it is complete.

The whole text is never kept as nested lists, so a large file needs little more memory than its shapes do.
Faulty features are set aside one by one; ids and values keep the text that they have in the file.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NoReturn

import numpy as np
import shapely
from shapely.geometry import shape

from geodata.errors import how_many
from geodata.imports.layer import Answers, Finding, Limits, SetAside, Table, cleaned
from geodata.imports.readers import crs
from geodata.imports.words import ROWS, found, refused

_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""How many lists are around a position in each kind of geometry."""

_COLLECTION = "GeometryCollection"
_KINDS = {*_DEPTHS, _COLLECTION}
_LEAST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
"""The fewest positions of a line or ring."""


class _Number(str):
    """A number of the file, as the text that it is there."""

    __slots__ = ()


class _Fault(Exception):
    """A geometry is none; the text says why, after "has"."""


class _Geometry:
    """A complete geometry, or why it is none, and what else the object had."""

    __slots__ = ("fault", "members", "shape")

    def __init__(self, made: Any, fault: str, members: Mapping[str, Any]) -> None:
        self.shape, self.fault, self.members = made, fault, members


class _Reading:
    """What is gathered while the JSON reader goes through a file."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.vertices = self.features = 0
        self.counts: Counter[str] = Counter()
        self.crs: list[Any] = []

    def object(self, pairs: list[tuple[str, Any]]) -> Any:
        """Take a complete object: a geometry becomes a shape, all others stay what they are."""
        members = dict(pairs)
        if len(members) < len(pairs):
            self.counts["repeated_names"] += 1
        kind = members.get("type")
        if "crs" in members and members["crs"] is not None and isinstance(kind, str):
            self.crs.append(members["crs"])
        if kind == "Feature":
            self.features += 1
            if self.features > self.limits.rows:
                raise refused("too_many_rows", name=self.name, limit=self.limits.rows)
        # A feature may have foreign members; and a geometry is only what has what it needs.
        elif (
            isinstance(kind, str) and kind in _KINDS and ("coordinates" in members or "geometries" in members)
        ):
            return self.geometry(kind, members)
        return members

    def geometry(self, kind: str, members: dict[str, Any]) -> _Geometry:
        try:
            if kind == _COLLECTION:
                parts = members.get("geometries")
                made = self._collection(parts)
            else:
                coordinates = members.get("coordinates")
                made = self._made(kind, coordinates)
        except _Fault as fault:
            return _Geometry(None, str(fault), members)
        members.pop("coordinates", None)
        return _Geometry(made, "", members)

    def _count(self, positions: int) -> None:
        self.vertices += positions
        if self.vertices > self.limits.vertices:
            raise refused("too_many_vertices", name=self.name, limit=self.limits.vertices)

    def _collection(self, parts: Any) -> Any:
        if not isinstance(parts, list):
            raise _Fault("a GeometryCollection without a list of geometries")
        for part in parts:
            if not isinstance(part, _Geometry):
                raise _Fault("a GeometryCollection with something that is no geometry")
            if part.fault:
                raise _Fault(part.fault)
        return shapely.GeometryCollection([part.shape for part in parts])

    def _made(self, kind: str, coordinates: Any) -> Any:
        if not isinstance(coordinates, list):
            raise _Fault(f"a {kind} whose coordinates are no list")
        if not coordinates:
            return shape({"type": kind, "coordinates": []})
        if kind == "Point":
            return self._point(coordinates)
        checked = self._nested(coordinates, _DEPTHS[kind], kind)
        try:
            made = shape({"type": kind, "coordinates": checked})
        except (shapely.errors.ShapelyError, ValueError, TypeError, IndexError) as error:
            raise _Fault(f"a {kind} that cannot be drawn ({cleaned(error, 80)})") from error
        return made

    def _point(self, position: list[Any]) -> Any:
        """Return a point: most files have nothing else, so it is made without detours."""
        if 2 <= len(position) <= 3 and set(map(type, position)) == {_Number}:
            numbers = [float(number) for number in position]
            if all(map(math.isfinite, numbers)):
                self._count(1)
                return shapely.points(numbers)
        return shapely.points(self._positions([position], "Point")[0])

    def _nested(self, coordinates: Any, depth: int, kind: str) -> Any:
        if not isinstance(coordinates, list):
            raise _Fault(f"a {kind} with too few brackets around its coordinates")
        if depth == 1:
            return self._positions(coordinates, kind)
        return [self._nested(part, depth - 1, kind) for part in coordinates]

    def _positions(self, positions: list[Any], kind: str) -> Any:
        """Return positions as an array of numbers, x first.

        Raises:
            _Fault: One of them is no position, or there are too few of them.
        """
        if not positions:
            raise _Fault(f"a {kind} with empty brackets in its coordinates")
        self._count(len(positions))
        if set(map(type, positions)) - {list}:
            raise _Fault(f"a {kind} with too few brackets around its coordinates")
        lengths, types = set(map(len, positions)), set(map(type, chain.from_iterable(positions)))
        if min(lengths) < 2 and list not in types:
            raise _Fault(f"a {kind} with a position of fewer than two numbers")
        if list in types:
            raise _Fault(f"a {kind} with too many brackets around its coordinates")
        if types - {_Number}:
            raise _Fault(f"a {kind} with a coordinate that is no number")
        if len(lengths) > 1 or max(lengths) > 3:
            self.counts["extra_numbers"] += 1
            positions = [position[:2] for position in positions]
        values = np.array(list(map(float, chain.from_iterable(positions))))
        if not np.isfinite(values).all():
            raise _Fault(f"a {kind} with a number that is too large")
        made = values.reshape(len(positions), -1)
        if kind in ("Polygon", "MultiPolygon"):
            made = self._ring(made, kind)
        elif len(made) < _LEAST.get(kind, 1):
            raise _Fault(f"a {kind} of {how_many(len(made), 'position')}")
        return made

    def _ring(self, made: Any, kind: str) -> Any:
        if not np.array_equal(made[0], made[-1]):
            if len(made) < 3:
                raise _Fault(f"a {kind} with a ring of {how_many(len(made), 'position')}")
            self.counts["unclosed_rings"] += 1
            made = np.vstack([made, made[:1]])
        if len(made) < 4 or len(np.unique(made[:, :2], axis=0)) < 3:
            raise _Fault(f"a {kind} with a ring of fewer than three different positions")
        return made


# -- The file --------------------------------------------------------------------------------------


def read(data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
    """Return the features of a GeoJSON document, or of one document a line.

    Raises:
        Refused: It is no JSON, no GeoJSON, has too much, or no feature that can be drawn.
    """
    reading = _Reading(name, limits)
    text, recoded = _text(data, name)
    documents = _documents(text, reading)
    system, told = _system(reading, documents, answers)
    told = (*recoded, *told)
    features = list(_features(documents, reading))
    if not features:
        told = (*told, found("nothing", 0))
    return _table(features, reading, system, told)


def _text(data: bytes, name: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the text, and what is to be told of its encoding: some programs write UTF-16."""
    try:
        # The encodings that JSON may have, by the zeros among its first bytes; the mark goes.
        encoding = json.detect_encoding(data)
        told = () if encoding.startswith("utf-8") else (found("encoding", 1, encoding=encoding.upper()[:6]),)
        return data.decode(encoding), told
    except UnicodeDecodeError as error:
        raise refused("not_utf8", name=name, at=error.start) from error


def _documents(text: str, reading: _Reading) -> list[Any]:
    """Return the documents of the text: usually one; of newline-delimited GeoJSON one a line."""

    def constant(word: str) -> NoReturn:
        raise refused("not_a_number", name=reading.name, word=word)

    decoder = json.JSONDecoder(
        object_pairs_hook=reading.object, parse_float=_Number, parse_int=_Number, parse_constant=constant
    )
    documents, at = [], 0
    try:
        while (at := _blank(text, at)) < len(text):
            document, at = decoder.raw_decode(text, at)
            documents.append(document)
            if len(documents) > reading.limits.rows:
                raise refused("too_many_rows", name=reading.name, limit=reading.limits.rows)
    except json.JSONDecodeError as error:
        # Some of the library's messages end with a word for the place that follows.
        fault = f"{error.msg.removesuffix(' at')} at line {error.lineno}, column {error.colno}"
        raise refused("bad_json", name=reading.name, fault=fault) from error
    except RecursionError as error:
        raise refused("too_deep", name=reading.name) from error
    return documents


def _blank(text: str, at: int) -> int:
    """Return where the next document begins: after spaces, line ends and the mark of a record."""
    while at < len(text) and text[at] in " \t\r\n\x1e":
        at += 1
    return at


def _features(documents: Sequence[Any], reading: _Reading) -> Iterable[Any]:
    for document in documents:
        if isinstance(document, _Geometry):
            reading.counts["bare_geometry"] += 1
            yield {"type": "Feature", "geometry": document, "properties": {}}
        elif isinstance(document, dict) and document.get("type") == "Feature":
            yield document
        elif isinstance(document, dict) and document.get("type") == "FeatureCollection":
            features = document.get("features")
            if not isinstance(features, list):
                seen = "a FeatureCollection without a list of features"
                raise refused("other_json", name=reading.name, seen=seen)
            yield from features
        else:
            raise _not_geojson(document, reading.name)


def _not_geojson(document: Any, name: str) -> Exception:
    if isinstance(document, dict):
        if "spatialReference" in document or "geometryType" in document:
            return refused("esri_json", name=name)
        kind = document.get("type")
        if isinstance(kind, str) and kind in _KINDS:
            seen = f"a {kind} without coordinates"
        elif kind is not None:
            seen = f"its type is {plain(kind)!r}"
        else:
            seen = "it has no type"
    else:
        seen = "it is a list" if isinstance(document, list) else "it is one value"
    return refused("other_json", name=name, seen=seen)


# -- Coordinate system -----------------------------------------------------------------------------


def _system(reading: _Reading, documents: Sequence[Any], answers: Answers) -> tuple[str, tuple[Finding, ...]]:
    """Return the coordinate system: WGS 84 unless a `crs` member names another one."""
    codes: dict[str, None] = {}
    for member in reading.crs:
        properties = member.get("properties") if isinstance(member, dict) else None
        kind = member.get("type") if isinstance(member, dict) else None
        given = properties.get("name") if isinstance(properties, dict) else None
        if kind == "link" or (isinstance(properties, dict) and "href" in properties):
            raise refused("crs_link", name=reading.name)
        if kind == "EPSG" and isinstance(properties, dict):
            given = f"EPSG:{properties.get('code')}"
        found_code = crs.code(given) if isinstance(given, str) else ""
        if not found_code:
            raise refused("unknown_crs", name=reading.name, crs=str(plain(given if given else member)))
        codes[found_code] = None
    if len(codes) > 1:
        raise refused("several_crs", name=reading.name, crs=", ".join(codes))
    if not codes:
        return answers.crs or "EPSG:4326", ()
    system = next(iter(codes))
    top = any(isinstance(document, dict) and document.get("crs") for document in documents)
    if top and system == "EPSG:4326":
        return answers.crs or system, ()
    rule = "crs_named" if top else "crs_within"
    return answers.crs or system, (found(rule, len(reading.crs), crs=system),)


# -- Features as a table ---------------------------------------------------------------------------


def _table(features: Sequence[Any], reading: _Reading, system: str, told: Iterable[Finding]) -> Table:
    shapes: list[Any] = []
    rows: list[int] = []
    values: dict[str, list[str | None]] = {}
    aside: list[SetAside] = []
    if any(isinstance(feature, dict) and feature.get("id") is not None for feature in features):
        values[_id_column(features)] = []
    ids = next(iter(values), "")
    for number, feature in enumerate(features, start=1):
        fault = _fault(feature)
        if fault:
            reason = ROWS["broken_feature"].format(fault=fault)
            aside.append(SetAside(number, "broken_feature", reason, _shown(feature)))
            continue
        geometry = feature.get("geometry")
        shapes.append(geometry.shape if isinstance(geometry, _Geometry) else None)
        rows.append(number)
        properties = _properties(feature, reading)
        if len(properties) + len(values) > reading.limits.columns:
            names = {*values, *properties}
            if len(names) > reading.limits.columns:
                limit = reading.limits.columns
                raise refused("too_many_columns", name=reading.name, count=len(names), limit=limit)
        for key, value in properties.items():
            column = values.get(key)
            if column is None:
                column = values[key] = []
            column.extend([None] * (len(rows) - 1 - len(column)))
            column.append(plain(value))
        if ids and feature.get("id") is not None:
            values[ids].extend([None] * (len(rows) - 1 - len(values[ids])))
            values[ids].append(_id(feature["id"], reading))
    if aside and not rows:
        fault = aside[0].reason.removeprefix("has ")
        raise refused("no_good_feature", name=reading.name, count=len(features), fault=fault)
    for column in values.values():
        column.extend([None] * (len(rows) - len(column)))
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return Table(
        "geojson",
        values,
        np.array(rows, dtype=np.int64),
        made,
        system,
        findings=(*told, *_told(reading)),
        set_aside=tuple(aside),
    )


def _id_column(features: Sequence[Any]) -> str:
    """Return the name of the column of ids: `id`, or another one where a property has this name."""
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict) and "id" in properties:
            return "feature id"
    return "id"


def _fault(feature: Any) -> str:
    """Return why a feature cannot be drawn, empty where it can, or simply has no geometry."""
    if not isinstance(feature, dict):
        return "something that is no feature in its list of features"
    if feature.get("type") != "Feature":
        return f"the type {plain(feature.get('type'))!r}, where Feature is due"
    if "geometry" not in feature:
        return "no member 'geometry'"
    geometry = feature["geometry"]
    if isinstance(geometry, _Geometry):
        return geometry.fault
    if geometry is None:
        return ""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if isinstance(kind, str) and kind in _KINDS:
        return f"a {kind} without coordinates"
    return f"a geometry of the type {plain(kind)!r}" if kind else "a geometry that is none"


def _properties(feature: Mapping[str, Any], reading: _Reading) -> Mapping[str, Any]:
    properties = feature.get("properties")
    if isinstance(properties, _Geometry):
        return properties.members  # it only looks like a geometry
    if isinstance(properties, dict):
        return properties
    if properties is not None:
        reading.counts["no_properties"] += 1
        return {"properties": properties}
    return {}


def _id(given: Any, reading: _Reading) -> str | None:
    if not isinstance(given, str):
        reading.counts["odd_ids"] += 1
    return plain(given)


def _shown(feature: Any) -> dict[str, str]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return {}
    return {cleaned(key): cleaned(plain(value) or "") for key, value in list(properties.items())[:20]}


def plain(value: Any) -> str | None:
    """Return a value of JSON as text; numbers as the file has them, objects as JSON."""
    if value is None:
        return None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(_simple(value), ensure_ascii=False)


def _simple(value: Any) -> Any:
    """Return a value as JSON is made of."""
    if isinstance(value, _Number):
        try:
            return float(value) if {".", "e", "E"} & set(value) else int(value)
        except ValueError:
            return str(value)
    if isinstance(value, _Geometry):
        whole = {name: part for name, part in value.members.items() if name != "geometries" or value.fault}
        if value.shape is not None:
            whole |= json.loads(shapely.to_geojson(value.shape))
        return _simple(whole)
    if isinstance(value, dict):
        return {key: _simple(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_simple(part) for part in value]
    return value


def _told(reading: _Reading) -> Iterable[Finding]:
    things = {
        "repeated_names": ("object", "objects"),
        "unclosed_rings": ("ring", "rings"),
        "extra_numbers": ("line, ring or point", "lines, rings or points"),
        "odd_ids": ("feature", "features"),
        "no_properties": ("feature", "features"),
        "bare_geometry": ("geometry", "geometries"),
    }
    for rule, (thing, many) in things.items():
        if reading.counts[rule]:
            yield found(rule, reading.counts[rule], thing, many)
