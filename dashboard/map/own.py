"""The file of a reader's own layer for the map in the browser: where its rows are, how they look, and when.

It holds no value of the reader's table: numbers, colours, and the words that a pointer brings out. What a row
says comes from the page once it is clicked. The file does not depend on the day: a change of date sends the
day alone. Days are numbers as in the film.
"""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.answer.own import ALWAYS_FROM, ALWAYS_TO, Kind, Own, beneath_places
from dashboard.answer.own_rows import edition, points_of, shapes_of
from dashboard.look.own import AREA, BENEATH, SHAPES, colours, glyph
from dashboard.look.signs import address
from dashboard.look.theme import Theme, mixed
from dashboard.wording.own import layer_name, on_pointing
from geodata.catalog import Catalog

_EPOCH = 719_163
"""Ordinal of 1 January 1970, from which the film counts its days."""

FAR = 10_000_000
"""A day so far off that an end is open."""

_LINE = 2.0
"""Width of a line in pixels."""


def content(own: Own, theme: Theme, catalog: Catalog) -> dict[str, Any]:
    """Return a layer's file, ready for JSON.

    `looks` are its classes: shape (corners in a box of 16 by 12 pixels), fill, rim, opacity of areas, words;
    then the same once more for rows whose position is known to an area only, and all of them again, larger
    (`grow`), for rows that lie where a place is.
    `groups` are all pairs of a class and days: number of the look, first day, the day after the last.
    `points` are longitude, latitude and the number of the group, in three lists, also for a point of each
    line and area; `shapes` are lines and areas as GeoJSON features whose `key` is the number of their group.
    """
    first = np.where(own.first == ALWAYS_FROM, -FAR, own.first - _EPOCH)
    after = np.where(own.last == ALWAYS_TO, FAR, own.last - _EPOCH + 1)
    # Rows known to an area only, and rows beneath a place, have looks of their own after those of the others.
    look = own.classes.of + len(own.classes.groups) * (own.hollow + 2 * beneath_places(own, catalog))
    groups, of = np.unique(np.column_stack((look, first, after)), axis=0, return_inverse=True)
    of = of.reshape(-1)
    points, numbers = points_of(own)
    looks = []
    for grow, precise, group in product((1.0, BENEATH), (True, False), own.classes.groups):
        drawn, fill = glyph(group, theme, precise=precise), glyph(group, theme).fill
        looks.append(
            {
                "corners": SHAPES[drawn.shape],
                "fill": drawn.fill,
                "rim": drawn.rim,
                "wide": drawn.wide,
                "grow": grow,
                "halo": theme.page,
                "area": f"{fill}{round(AREA * 255):02X}",
                "line": mixed(fill, theme.ink, 0.15),
                "width": _LINE,
                "says": on_pointing(own, group, catalog, precise=precise),
            }
        )
    return {
        "id": own.id,
        "name": layer_name(own),
        "looks": looks,
        "groups": groups.tolist(),
        "points": [
            np.round(points[:, 0], 5).tolist(),
            np.round(points[:, 1], 5).tolist(),
            of[numbers].tolist(),
        ],
        "shapes": [
            {
                "type": "Feature",
                "properties": {"key": int(of[at])},
                "geometry": _geometry(shape),
            }
            for at, shape in shapes_of(own)
        ],
    }


def _geometry(shape: BaseGeometry) -> Any:
    """Return a line or area to five decimals, about a metre."""
    return json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-5, mode="pointwise")))


def packed(own: Own, theme: Theme, catalog: Catalog) -> bytes:
    """Return the file as JSON for a page that has the rows at hand.

    Its `edition` comes back with a click; where a layer travels without the page, there is none to ask.
    """
    made = content(own, theme, catalog) | {"edition": edition(own)}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


# -- Where it lies ---------------------------------------------------------------------------------

_TALL = 150
"""Height of the small picture in pixels."""


def locator(own: Own, catalog: Catalog, theme: Theme) -> str:
    """Return the address of a small picture: the outline of Myanmar, and where the rows lie."""
    country = catalog.layers["country_myanmar"].features[0].geometry
    points = own.points[np.isfinite(own.points).all(axis=1)]
    bounds = np.array(country.bounds).reshape(2, 2)
    low = np.minimum(bounds[0], points.min(axis=0, initial=np.inf)).clip((-180, -90), None)
    high = np.maximum(bounds[1], points.max(axis=0, initial=-np.inf)).clip(None, (180, 90))
    shrink = np.cos(np.radians((low[1] + high[1]) / 2))
    scale = _TALL / (high[1] - low[1])
    wide = max(round(float((high[0] - low[0]) * shrink * scale)), 1)

    def pixels(at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(((at[:, 0] - low[0]) * shrink * scale, (high[1] - at[:, 1]) * scale))

    outline = shapely.transform(country, pixels).simplify(0.4)
    rings = "".join(
        f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in part.exterior.coords)}Z"
        for part in shapely.get_parts(outline)
        if part.area > 1
    )
    dots = np.unique(np.round(pixels(points)).astype(int), axis=0)
    # More than one in two pixels is a blot anyway.
    squares = "".join(f"M{x - 1.5} {y - 1.5}h3v3h-3z" for x, y in dots[:: max(1, len(dots) // 1500)].tolist())
    body = (
        f'<path d="{rings}" fill="{theme.neighbours}" stroke="{theme.border}" stroke-width=".7"/>'
        f'<path d="{squares}" fill="{colours(Kind.CATEGORY, theme)[1]}"/>'
    )
    size = f'width="{wide}" height="{_TALL}"'
    return address(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>')
