"""Hatching as geometry: stripes cut out of an area, the same for the screen and for paper; and textures.

Stripes are straight and evenly wide on a Web Mercator picture without rotation. Their width is
in pixels of such a picture at a zoom (the world is 512 pixels wide at zoom 0), so they keep
their look at that zoom and grow or shrink with the map between two of them.
"""

from __future__ import annotations

import math
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.question import mercator

Stripes = Literal["diagonal", "bands"]
Texture = Literal["dots", "dense dots", "rings", "crosses", "lines", "dense lines"]
"""What tells holders apart where there is no colour. None is diagonal or upright, as stripes are."""

TURNS = 6
"""Stripes come in six alternating sets: any two or three hues can take turns."""

ZOOMS = (6, 10)
"""Whole zooms of the map for which the screen has stripes and dashes."""

_POLYGON = 3
Shapes = npt.NDArray[np.object_]


def stripes(area: BaseGeometry, pattern: Stripes, width: float, zoom: float) -> tuple[BaseGeometry, ...]:
    """Return the area cut into `TURNS` sets of stripes (WGS 84 degrees), some of which may be empty.

    Args:
        area: Polygon or multipolygon in WGS 84 degrees.
        pattern: `diagonal` rises to the right by 45 degrees; `bands` stand upright.
        width: Of one stripe, in pixels.
        zoom: At which it has that width.
    """
    flat = mercator.to_pixels(area, zoom)
    return tuple(mercator.to_degrees(part, zoom) for part in flat_stripes(flat, pattern, width))


def flat_stripes(flat: BaseGeometry, pattern: Stripes, width: float) -> tuple[BaseGeometry, ...]:
    """Return an area of a picture, in pixels with y downwards, cut as `stripes` does it."""
    west, north, east, south = flat.bounds
    turn = math.pi / 4 if pattern == "diagonal" else 0.0
    across = np.array([math.cos(turn), math.sin(turn)])
    along = np.array([-across[1], across[0]])
    corners = np.array([[west, north], [west, south], [east, north], [east, south]])
    first = math.floor(float((corners @ across).min()) / width)
    last = math.ceil(float((corners @ across).max()) / width)
    low, high = float((corners @ along).min()) - 1, float((corners @ along).max()) + 1
    numbers = np.arange(first, last)
    rings = np.stack(
        [
            (numbers + side)[:, None] * width * across + end * along
            for side, end in ((0, low), (1, low), (1, high), (0, high))
        ],
        axis=1,
    )
    shapely.prepare(flat)
    cut: Shapes = np.asarray(shapely.intersection(shapely.polygons(rings), flat), dtype=object)
    sets = (_areas(cut[numbers % TURNS == turn]) for turn in range(TURNS))
    joined: tuple[Any, ...] = tuple(shapely.multipolygons(parts) for parts in sets)
    return joined


_PITCHES: dict[Texture, float] = {
    "dots": 1.25,
    "dense dots": 0.85,
    "rings": 1.5,
    "crosses": 1.4,
    "lines": 1.25,
    "dense lines": 0.75,
}
"""How far the signs of a texture are apart, the dense ones less."""


def texture(area: BaseGeometry, kind: Texture, unit: float, at: tuple[float, float]) -> BaseGeometry:
    """Return the signs of a texture within an area of a picture, in its pixels.

    Args:
        area: Polygon or multipolygon.
        kind: Which texture; its lines are level, its dots, rings and crosses stand in rows.
        unit: Size of the texture in pixels; the signs are about so far apart.
        at: Where one of the signs stands, or one of the lines.
    """
    west, north, east, south = area.bounds
    pitch = unit * _PITCHES[kind]
    rows = np.arange(math.floor((north - at[1]) / pitch), math.ceil((south - at[1]) / pitch) + 1)
    shapely.prepare(area)
    if kind in ("lines", "dense lines"):
        middle, half = at[1] + rows * pitch, pitch * 0.21
        left, right = np.full(len(rows), west - 1), np.full(len(rows), east + 1)
        signs = _array(shapely.box(left, middle - half, right, middle + half))
    else:
        columns = np.arange(math.floor((west - at[0]) / pitch) - 1, math.ceil((east - at[0]) / pitch) + 1)
        shifts = np.repeat((rows % 2) * 0.5, len(columns))  # every other row stands between two signs
        xs = at[0] + (np.tile(columns, len(rows)) + shifts) * pitch
        ys = at[1] + np.repeat(rows, len(columns)) * pitch
        signs = _signs(kind, pitch, xs, ys)
        signs = signs[shapely.intersects(area, signs)]
    joined: Any = shapely.multipolygons(_areas(_array(shapely.intersection(signs, area))))
    return cast(BaseGeometry, joined)


def _signs(kind: Texture, pitch: float, xs: npt.NDArray[Any], ys: npt.NDArray[Any]) -> Shapes:
    """Return a dot, ring or cross at each of some points."""
    points = shapely.points(xs, ys)
    if kind == "rings":
        outer, inner = (shapely.buffer(points, pitch * share, quad_segs=3) for share in (0.38, 0.25))
        return _array(shapely.difference(outer, inner))
    if kind == "crosses":
        long, half = pitch * 0.36, pitch * 0.12
        level = shapely.box(xs - long, ys - half, xs + long, ys + half)
        return _array(shapely.union(level, shapely.box(xs - half, ys - long, xs + half, ys + long)))
    return _array(shapely.buffer(points, pitch * 0.26, quad_segs=2))


def _array(shapes: Any) -> Shapes:
    return np.asarray(shapes, dtype=object)


def dashes(line: BaseGeometry, on: float, off: float, zoom: float) -> BaseGeometry:
    """Return a line (WGS 84 degrees) as dashes of `on` pixels with gaps of `off` at a zoom."""
    found = []
    for part in shapely.get_parts(mercator.to_pixels(line, zoom)):
        corners = shapely.get_coordinates(part)
        at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])  # along the line
        starts = np.arange(0.0, at[-1], on + off)
        ends = np.minimum(starts + on, at[-1])
        numbers = np.arange(len(starts))
        # A dash is its start, the corners within it, and its end.
        of = np.searchsorted(starts, at, side="left") - 1
        within = (of >= 0) & (at < ends[of])
        along = np.concatenate([starts, at[within], ends])
        dash = np.concatenate([numbers, of[within], numbers])
        order = np.lexsort((along, dash))
        points = np.column_stack([np.interp(along[order], at, each) for each in corners.T])
        if len(starts):
            found += list(_array(shapely.linestrings(points, indices=dash[order])))
    return mercator.to_degrees(shapely.multilinestrings(found), zoom)


def _areas(pieces: Shapes) -> Shapes:
    """Return the polygons of cuts, without the points and lines where they only touch."""
    parts: Shapes = shapely.get_parts(shapely.get_parts(pieces))
    areas: Shapes = parts[(shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)]
    return areas
