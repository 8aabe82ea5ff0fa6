"""Many geometries at once: built from GeoJSON, and looked through for what breaks a rule.

One call of shapely for a whole layer takes a fifth of the time of a call for each geometry. What
is not as plain as that is left to the caller, who looks at each geometry and names its fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.errors import ShapelyError

if TYPE_CHECKING:
    import numpy.typing as npt

    Geometries = npt.NDArray[np.object_]

_AREAS = {"Polygon": False, "MultiPolygon": True}
_LINES = {"LineString": False, "MultiLineString": True}


def build(raw: Sequence[Mapping[str, Any]]) -> Geometries | None:
    """Return the geometries of GeoJSON objects, in order.

    None where they are not all points, all lines or all areas of two plain coordinates a point
    and closed rings.
    """
    kinds = {each["type"] for each in raw}
    try:
        if kinds == {"Point"}:
            return _made(shapely.points(_positions([each["coordinates"] for each in raw])))
        if kinds <= set(_LINES):
            return _lines(raw)
        if kinds <= set(_AREAS):
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


def _lines(raw: Sequence[Mapping[str, Any]]) -> Geometries:
    several = [_LINES[each["type"]] for each in raw]
    lines = [
        each["coordinates"] if many else [each["coordinates"]]
        for each, many in zip(raw, several, strict=True)
    ]
    parts = [part for of in lines for part in of]
    positions = _positions([point for part in parts for point in part])
    made = _made(shapely.linestrings(positions, indices=_grouped([len(part) for part in parts])))
    return _gathered(made, [len(of) for of in lines], several, shapely.multilinestrings)


def _areas(raw: Sequence[Mapping[str, Any]]) -> Geometries:
    several = [_AREAS[each["type"]] for each in raw]
    areas = [
        each["coordinates"] if many else [each["coordinates"]]
        for each, many in zip(raw, several, strict=True)
    ]
    parts = [part for of in areas for part in of]
    rings = [ring for part in parts for ring in part]
    sizes = [len(ring) for ring in rings]
    positions = _positions([point for ring in rings for point in ring])
    ends = np.cumsum(sizes)
    if not np.array_equal(positions[ends - sizes], positions[ends - 1]):
        raise ValueError("a ring that is not closed")
    closed = _made(shapely.linearrings(positions, indices=_grouped(sizes)))
    made = _made(shapely.polygons(closed, indices=_grouped([len(part) for part in parts])))
    return _gathered(made, [len(of) for of in areas], several, shapely.multipolygons)


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

    Args:
        geometries: The geometries of a layer.
        types: The GeoJSON types that it may hold.
        window: West, south, east, north in degrees (WGS 84).
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
