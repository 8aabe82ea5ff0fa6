"""Drawing the schematic catchments: the land nearest to each tracked town, within 25 km of it."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.datasets.places import Place
from geodata.schema.features import Feature
from geodata.schema.geojson import tidy
from geodata.vocab import Tracked

METRIC_CRS = "EPSG:32647"
"""UTM zone 47N: at most 0.1 % off in length within the window."""

RADIUS_M = 25_000.0
TOLERANCE_M = 150.0
"""A town up to this far outside the outline still has its cell: points and outline are not exact."""


def towns_of(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the towns that have a catchment: tracked crossings and inland towns with a point."""
    return tuple(p for p in places if p.drawable and p.tracked in (Tracked.CROSSING, Tracked.INLAND))


def draw(places: Iterable[Place], land: BaseGeometry) -> tuple[Feature, ...]:
    """Return one area for each town of `places`, in their order.

    Voronoi cells of the towns in a metric CRS, cut to a disc of 25 km around the town and to the
    outline of Myanmar. Around a town that lies just outside the outline a small disc is added
    to it, so that every town lies in its own cell.

    Args:
        places: All places; those without a point of their own are left out.
        land: The outline of Myanmar, in degrees (WGS 84).
    """
    metres = pyproj.Transformer.from_crs("EPSG:4326", METRIC_CRS, always_xy=True)
    degrees = pyproj.Transformer.from_crs(METRIC_CRS, "EPSG:4326", always_xy=True)
    towns = towns_of(places)
    points = [_moved(shapely.Point(town.lon or 0.0, town.lat or 0.0), metres) for town in towns]
    outline = _moved(land, metres)
    outside = [p.buffer(TOLERANCE_M, quad_segs=4) for p in points if 0 < outline.distance(p) <= TOLERANCE_M]
    ground = shapely.union_all([outline, *outside])
    frame = shapely.box(*shapely.union_all(points).buffer(2 * RADIUS_M).bounds)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.union_all(points), extend_to=frame))
    features = []
    for town, point in zip(towns, points, strict=True):
        cell = next(each for each in cells if each.covers(point))
        area = shapely.intersection_all([cell, point.buffer(RADIUS_M, quad_segs=16), ground])
        properties = MappingProxyType({"place_id": town.place_id})
        features.append(Feature(town.place_id, properties, tidy(_moved(area, degrees), 5)))
    return tuple(features)


def _moved(geometry: BaseGeometry, by: pyproj.Transformer) -> BaseGeometry:
    return shapely.transform(geometry, lambda points: np.column_stack(by.transform(*points.T)))
