"""Geometry that is mended before it is drawn, with what was done to it and by how much its area changed."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import antimeridian
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
import shapely.affinity
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from geodata.imports.layer import Shapes

Mask = npt.NDArray[np.bool_]

_GEOD = pyproj.Geod(ellps="WGS84")
_POINTS = (0, 4)
_AREAS = (3, 6)
_FAR = 360.0
"""No longitude of a shape that crosses the antimeridian lies further than this."""


@dataclass(frozen=True, slots=True)
class Mended:
    """Shapes that can be drawn, and what was done.

    Attributes:
        shapes: WGS 84, valid; None where a row has none, or nothing was left of it.
        missing: Rows without a geometry, or with an empty one.
        outside: Rows with a coordinate that is no place on the earth, or no number.
        invalid: Rows whose geometry was not valid and was mended.
        lost: Rows of which nothing was left.
        wound: Rows with rings wound the wrong way round, by RFC 7946.
        cut: Rows that cross the antimeridian and were cut there.
        areas: Square kilometres before and after by the row's index, of the areas that were mended.
    """

    shapes: Shapes
    missing: Mask
    outside: Mask
    invalid: Mask
    lost: Mask
    wound: Mask
    cut: Mask
    areas: Mapping[int, tuple[float, float]]


def area_km2(shape: BaseGeometry) -> float:
    """Return the area on the ellipsoid, in square kilometres.

    Rings are wound first: the library adds a hole that is wound like its shell.
    """
    return abs(float(_GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])) / 1e6


def mend(shapes: Shapes) -> Mended:
    """Return shapes fit for the map: valid, wound by RFC 7946, none across the antimeridian.

    Args:
        shapes: Geometries in degrees, WGS 84, None where a row has none.
    """
    given = shapes.copy()
    number = len(given)
    none = np.zeros(number, dtype=bool)
    missing = shapely.is_missing(given) | shapely.is_empty(given)
    given[missing] = None
    types = shapely.get_type_id(given)
    others = ~missing & ~np.isin(types, _POINTS)
    cut = none.copy()
    if others.any():
        cut[others] = _crossing(given[others])
        for index in np.flatnonzero(cut):
            given[index] = _cut(given[index])
    bounds = shapely.bounds(given)
    outside = ~missing & ~(
        (bounds[:, 0] >= -180) & (bounds[:, 1] >= -90) & (bounds[:, 2] <= 180) & (bounds[:, 3] <= 90)
    )
    given[outside] = None
    wound, invalid, lost = none.copy(), none.copy(), none.copy()
    areas: dict[int, tuple[float, float]] = {}
    drawn = others & ~outside
    if drawn.any():
        areal = drawn & np.isin(types, _AREAS)
        wound[areal] = _wound(given[areal])
        invalid[drawn] = ~shapely.is_valid(given[drawn])
        for index in np.flatnonzero(invalid):
            before = given[index]
            given[index] = after = _valid(before)
            lost[index] = after is None
            if after is not None and areal[index]:
                areas[int(index)] = area_km2(before), area_km2(after)
        rest = areal & ~lost
        given[rest] = shapely.orient_polygons(given[rest])
    return Mended(given, missing, outside, invalid & ~lost, lost, wound, cut & ~outside & ~lost, areas)


def _valid(shape: BaseGeometry) -> BaseGeometry | None:
    """Return a valid geometry of the same places, None where nothing is left."""
    try:
        mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    except GEOSException:
        return None
    return None if mended is None or mended.is_empty else mended


def _wound(shapes: Shapes) -> Mask:
    """Tell which areas have an outer ring that runs clockwise, or a hole that does not."""
    parts, of_shape = shapely.get_parts(shapes, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    outer = np.ones(len(rings), dtype=bool)
    outer[1:] = of_part[1:] != of_part[:-1]
    wrong = shapely.is_ccw(rings) != outer
    found = np.zeros(len(shapes), dtype=bool)
    found[of_shape[of_part[wrong]]] = True
    return found


def _crossing(shapes: Shapes) -> Mask:
    """Tell which lines and areas cross the antimeridian: by a step of half the earth, or past it."""
    parts, of_shape = shapely.get_parts(shapes, return_index=True)
    areas = shapely.get_type_id(parts) == 3
    rings, of_area = shapely.get_rings(parts[areas], return_index=True)
    lines = np.concatenate([parts[~areas], rings])
    owners = np.concatenate([of_shape[~areas], of_shape[np.flatnonzero(areas)[of_area]]])
    points, of_line = shapely.get_coordinates(lines, return_index=True)
    found = np.zeros(len(shapes), dtype=bool)
    if len(points) < 2:
        return found
    x = points[:, 0]
    step = np.abs(np.diff(x))
    # A step from one edge of the map to the other is the edge of a shape that was cut there already.
    edge = (np.abs(x[1:]) == 180) & (np.abs(x[:-1]) == 180)
    jumps = (of_line[1:] == of_line[:-1]) & (step > 180) & ~edge
    past = (np.abs(x) > 180) & (np.abs(x) <= _FAR)
    found[owners[of_line[1:][jumps]]] = True
    found[owners[of_line[past]]] = True
    return found


def _cut(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape cut at the antimeridian; one that the library has no answer for is wrapped around."""
    ways: dict[str, Any] = {
        "Polygon": antimeridian.fix_polygon,
        "MultiPolygon": antimeridian.fix_multi_polygon,
        "LineString": antimeridian.fix_line_string,
        "MultiLineString": antimeridian.fix_multi_line_string,
    }
    way = ways.get(shape.geom_type)
    if way is None:
        return shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of each ring that it winds: we tell that ourselves
        try:
            cut: BaseGeometry = way(shapely.orient_polygons(shape), great_circle=False)
            return cut
        except (ValueError, ArithmeticError, LookupError, AssertionError, GEOSException):
            return _wrapped(shape)


def _wrapped(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape whose parts beyond 180 degrees lie on the other side of the map."""
    whole = shapely.make_valid(shape)
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        piece = shapely.clip_by_rect(whole, turn - 180, -90, turn + 180, 90)
        parts.append(shapely.affinity.translate(piece, -turn))
    return shapely.union_all(parts)
