"""The only way to geometry files: RFC 7946 GeoJSON, WGS 84, valid, wound by the right-hand rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geodata.errors import Issue, Sentence
from geodata.schema.dataset import LayerFile
from geodata.schema.features import Feature, as_text

if TYPE_CHECKING:
    import numpy.typing as npt

    Geometries = npt.NDArray[np.object_]

# -- Reading a layer's file -------------------------------------------------------------------------


def parse(dataset: LayerFile, data: bytes) -> tuple[tuple[Feature, ...], list[Issue]]:
    """Return the features of a file and every fault of form, geometry, window or winding.

    Features whose form is wrong are left out of the first part; the issues say which.
    """
    issues: list[Issue] = []
    try:
        found = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        return (), [dataset.file_fault(Sentence("no_json", error=error))]
    raw = found.get("features") if isinstance(found, dict) else None
    if not isinstance(raw, list) or found.get("type") != "FeatureCollection":
        return (), [dataset.file_fault(Sentence("no_collection"), "type")]
    if "crs" in found:
        issues.append(dataset.file_fault(Sentence("has_crs"), "crs", as_text(found["crs"])))
    if not raw:
        issues.append(dataset.file_fault(Sentence("no_features")))
    features = _all_at_once(raw, dataset.schema.key[0])
    if features is None:
        features = []
        for number, each in enumerate(raw, start=1):
            made = _feature(each, dataset.schema.key[0])
            if isinstance(made, str):
                issues.append(Issue(dataset.name, f"feature {number}", "geometry", "", made))
            else:
                features.append(made)
    if features:
        made_of = np.array([each.geometry for each in features], dtype=object)
        for at in np.flatnonzero(suspects(made_of, dataset.types, dataset.window)):
            faults = _faults(dataset, features[at].geometry)
            issues += [Issue(dataset.name, features[at].id, *fault) for fault in faults]
    return tuple(features), issues


def _all_at_once(raw: Sequence[Any], key: str) -> list[Feature] | None:
    """Return the features of a layer without a fault of form, None where one may have one."""
    for each in raw:
        if not isinstance(each, dict) or each.get("type") != "Feature":
            return None
        properties, geometry = each.get("properties"), each.get("geometry")
        if not isinstance(properties, dict) or not properties.get(key) or not isinstance(geometry, dict):
            return None
        if not isinstance(geometry.get("type"), str) or not isinstance(geometry.get("coordinates"), list):
            return None
    made = build([each["geometry"] for each in raw])
    if made is None:
        return None
    return [
        Feature(str(each["properties"][key]), MappingProxyType(each["properties"]), geometry)
        for each, geometry in zip(raw, made, strict=True)
    ]


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is no JSON number")


def _feature(raw: object, key: str) -> Feature | str:
    """Return the feature, or the rule that its form breaks."""
    if not isinstance(raw, dict) or raw.get("type") != "Feature":
        return Sentence("no_feature")
    properties = raw.get("properties")
    if not isinstance(properties, dict) or not properties.get(key):
        return Sentence("no_key", key=key)
    try:
        geometry = shape(raw["geometry"])
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, ShapelyError) as error:
        return Sentence("no_geometry", error=f"{type(error).__name__}: {error}")
    if geometry.is_empty:
        return Sentence("empty")
    if not _closed(raw["geometry"]):
        return Sentence("open_ring")
    return Feature(str(properties[key]), MappingProxyType(properties), geometry)


def _closed(raw: Mapping[str, Any]) -> bool:
    """Tell whether all rings are closed; shapely would close them without a word."""
    areas = {"Polygon": [raw["coordinates"]], "MultiPolygon": raw["coordinates"]}.get(raw["type"], [])
    return all(list(ring[0]) == list(ring[-1]) for rings in areas for ring in rings)


def _faults(dataset: LayerFile, geometry: BaseGeometry) -> Iterator[tuple[str, str, str]]:
    """Yield (field, value, rule) for each rule that the geometry breaks."""
    if geometry.geom_type not in dataset.types:
        yield "geometry", geometry.geom_type, Sentence("other_geometry", types=" or ".join(dataset.types))
        return
    if geometry.has_z:
        yield "geometry", geometry.geom_type, Sentence("three_coordinates")
    west, south, east, north = geometry.bounds
    low = dataset.window
    if not (low[0] <= west and low[1] <= south and east <= low[2] and north <= low[3]):
        rule = Sentence("out_of_window", window=low)
        yield "geometry", f"{west:.4f},{south:.4f},{east:.4f},{north:.4f}", rule
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        if not shapely.is_valid(geometry):
            rule = Sentence("invalid_geometry", reason=shapely.is_valid_reason(geometry))
            yield "geometry", geometry.geom_type, rule
        if not _wound_right(geometry):
            yield "geometry", geometry.geom_type, Sentence("wrong_winding")


def _wound_right(geometry: BaseGeometry) -> bool:
    parts = shapely.get_parts(geometry)
    holes = [ring for part in parts for ring in part.interiors]
    return bool(shapely.is_ccw(shapely.get_exterior_ring(parts)).all()) and not any(
        shapely.is_ccw(ring) for ring in holes
    )


def load(path: Path) -> list[dict[str, Any]]:
    """Return the raw features of a source file, which need not keep our rules."""
    features: list[dict[str, Any]] = json.loads(path.read_bytes(), parse_constant=_no_constant)["features"]
    return features


# -- Many geometries at once -----------------------------------------------------------------------
# One call of shapely for a whole layer takes a fifth of the time of a call for each geometry. What
# is not as plain as that is left to the caller, who looks at each geometry and names its fault.


def build(raw: Sequence[Mapping[str, Any]]) -> Geometries | None:
    """Return the geometries of GeoJSON objects, in order.

    None where they are not all points, all lines or all areas of two plain coordinates a point
    and closed rings.
    """
    kinds = {each["type"] for each in raw}
    try:
        if kinds == {"Point"}:
            return _made(shapely.points(_positions([each["coordinates"] for each in raw])))
        if kinds <= {"LineString", "MultiLineString"}:
            return _lines(raw)
        if kinds <= {"Polygon", "MultiPolygon"}:
            return _areas(raw)
    except (TypeError, ValueError, IndexError, ShapelyError):
        return None
    return None


def _made(geometries: object) -> Geometries:
    return np.asarray(geometries, dtype=object)


def _positions(positions: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
    found = np.array(positions)
    if found.ndim != 2 or found.shape[1] != 2 or found.dtype.kind not in "fi":
        raise ValueError("not two numbers a point")
    return found.astype(np.float64)


def _grouped(counts: Sequence[int]) -> npt.NDArray[np.intp]:
    """Return, for each member of groups of these sizes, the number of its group."""
    if not all(counts):
        raise ValueError("an empty part")
    return np.repeat(np.arange(len(counts)), counts)


def _parts(raw: Sequence[Mapping[str, Any]]) -> tuple[list[Any], list[int], list[bool]]:
    """Return the lines or areas of all geometries, how many each has, and whether it may have several."""
    several = [each["type"].startswith("Multi") for each in raw]
    parts = [
        each["coordinates"] if many else [each["coordinates"]]
        for each, many in zip(raw, several, strict=True)
    ]
    return [part for of in parts for part in of], [len(of) for of in parts], several


def _lines(raw: Sequence[Mapping[str, Any]]) -> Geometries:
    parts, counts, several = _parts(raw)
    positions = _positions([point for part in parts for point in part])
    made = _made(shapely.linestrings(positions, indices=_grouped([len(part) for part in parts])))
    return _gathered(made, counts, several, shapely.multilinestrings)


def _areas(raw: Sequence[Mapping[str, Any]]) -> Geometries:
    parts, counts, several = _parts(raw)
    rings = [ring for part in parts for ring in part]
    sizes = [len(ring) for ring in rings]
    positions = _positions([point for ring in rings for point in ring])
    ends = np.cumsum(sizes)
    if not np.array_equal(positions[ends - sizes], positions[ends - 1]):
        raise ValueError("a ring that is not closed")
    closed = _made(shapely.linearrings(positions, indices=_grouped(sizes)))
    made = _made(shapely.polygons(closed, indices=_grouped([len(part) for part in parts])))
    return _gathered(made, counts, several, shapely.multipolygons)


def _gathered(parts: Geometries, counts: Sequence[int], several: Sequence[bool], join: Any) -> Geometries:
    """Return one geometry for each group of parts: the joined ones where it is one of several."""
    starts = np.cumsum(counts) - counts
    if not any(several):
        return parts
    return _made(np.where(several, join(parts, indices=_grouped(counts)), parts[starts]))


def suspects(
    geometries: Geometries, types: Sequence[str], window: tuple[float, float, float, float]
) -> npt.NDArray[np.bool_]:
    """Return which geometries break a rule of type, coordinates a point, window, validity or winding.

    The window is west, south, east, north in degrees (WGS 84).
    """
    allowed = [shapely.GeometryType[kind.upper()].value for kind in types]
    kinds = shapely.get_type_id(geometries)
    bounds = shapely.bounds(geometries)
    west, south, east, north = window
    inside = (bounds >= (west, south, west, south)) & (bounds <= (east, north, east, north))
    found = ~np.isin(kinds, allowed) | shapely.has_z(geometries) | ~inside.all(axis=1)
    areas = np.isin(kinds, [shapely.GeometryType.POLYGON.value, shapely.GeometryType.MULTIPOLYGON.value])
    if areas.any():
        found |= areas & ~shapely.is_valid(geometries)
        parts, of_geometry = shapely.get_parts(geometries[areas], return_index=True)
        rings, of_part = shapely.get_rings(parts, return_index=True)
        outer = np.append(True, of_part[1:] != of_part[:-1])
        wrong = np.flatnonzero(areas)[of_geometry[of_part[shapely.is_ccw(rings) != outer]]]
        found[wrong] = True
    return found


# -- Writing a file --------------------------------------------------------------------------------


def tidy(geometry: BaseGeometry, decimals: int) -> BaseGeometry:
    """Return the geometry rounded to `decimals` of a degree, valid, and wound right."""
    rounded = shapely.transform(geometry, lambda points: points.round(decimals))
    if not shapely.is_valid(rounded):
        rounded = shapely.set_precision(geometry, 10.0**-decimals)
    return shapely.orient_polygons(rounded, exterior_cw=False)


def dump(features: Iterable[Feature], decimals: int = 5, members: Mapping[str, object] | None = None) -> str:
    """Return a FeatureCollection, one feature a line, the same text for the same features.

    Args:
        features: Written with geometry null where it is empty.
        decimals: Places kept of each coordinate, in degrees.
        members: Further members of the collection (RFC 7946, section 6.1).
    """
    head = "".join(f"{json.dumps(name)}:{_json(value)},\n" for name, value in (members or {}).items())
    lines = ",\n".join(_line(each, decimals) for each in features)
    return f'{{"type":"FeatureCollection",\n{head}"features":[\n{lines}\n]}}\n'


def _line(feature: Feature, decimals: int) -> str:
    geometry = None if feature.geometry.is_empty else mapping(feature.geometry)
    if geometry:
        geometry = {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"], decimals)}
    return _json(
        {"type": "Feature", "id": feature.id, "properties": dict(feature.properties), "geometry": geometry}
    )


def _rounded(value: float | Sequence[Any], decimals: int) -> Any:
    if isinstance(value, (int, float)):
        return round(value, decimals)
    return [_rounded(each, decimals) for each in value]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
