"""What a map shows before anybody moves it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from dashboard.question import mercator
from dashboard.question.camera import Bounds, Camera
from dashboard.question.view import View
from geodata.analysis.stretches import WHOLE, stretch_has
from geodata.catalog import Catalog
from geodata.datasets.places import Place

WHOLE_BORDER = Bounds(97.0, 21.45, 100.4, 26.45)
KACHIN = Bounds(97.0, 24.66, 99.0, 26.3)
"""The Special Region and the towns around it, where most of the ledger's changes are."""
_AROUND = (0.95, 0.6)

_LEAST = 0.007
"""Radians that a map shows at least: a few points need their surroundings."""

FRAMES: Mapping[str, Bounds] = {
    "kachin": Bounds(97.0, 24.05, 98.9, 26.3),
    "northern-shan": Bounds(97.2, 22.05, 99.4, 24.3),
    "border": WHOLE_BORDER,
}
"""What a map shows of each stretch of the border, by its name."""


def home(view: View, catalog: Catalog) -> Bounds:
    """Return what the map shows before anybody moves it: the stretch, or the surroundings of the place."""
    place = catalog.places.get(view.place or "")
    if view.stretch != WHOLE and (place is None or stretch_has(view.stretch, place, catalog)):
        return FRAMES[view.stretch]
    if view.place is None:
        return WHOLE_BORDER
    if view.place not in catalog.places:
        return KACHIN  # a mine cluster
    point = _point(catalog.places[view.place], catalog)
    if point is None:
        return WHOLE_BORDER
    lon, lat = point
    if KACHIN.covers(lon, lat):
        return KACHIN
    wide, high = _AROUND
    return Bounds(lon - wide, lat - high, lon + wide, lat + high)


def frame(view: View, catalog: Catalog, width: int = 1080, height: int = 412) -> Bounds:
    """Return what a map of so many pixels shows before it has told what it shows itself.

    The camera of the view, or `home` fitted into the map.
    """
    west, south, east, north = home(view, catalog)
    top, bottom = mercator.height(north), mercator.height(south)
    scale = min(width / math.radians(east - west), height / (top - bottom))
    lon, middle = (west + east) / 2, (top + bottom) / 2
    if view.camera:
        scale = mercator.WORLD * 2**view.camera.zoom / (2 * math.pi)
        lon, middle = view.camera.lon, mercator.height(view.camera.lat)
    wide, high = math.degrees(width / 2 / scale), height / 2 / scale
    return Bounds(lon - wide, mercator.latitude(middle - high), lon + wide, mercator.latitude(middle + high))


def camera_at(bounds: Bounds, width: int = 1080, height: int = 412, room: float = 1.0) -> Camera:
    """Return where a map of so many pixels looks that just shows all of a part of the earth.

    With less `room` than 1 it takes that share of the map only.
    """
    west, south, east, north = bounds
    top, bottom = mercator.height(north), mercator.height(south)
    wide, high = max(math.radians(east - west), _LEAST), max(top - bottom, _LEAST)
    zoom = math.log2(room * min(width / wide, height / high) * 2 * math.pi / mercator.WORLD)
    return Camera((west + east) / 2, mercator.latitude((top + bottom) / 2), zoom)


def lies_in(stretch: str, place_id: str, catalog: Catalog) -> bool:
    """Tell whether a stretch has a place, or what the map shows of it a mine cluster."""
    if place_id in catalog.places:
        return stretch_has(stretch, catalog.places[place_id], catalog)
    point = point_of(place_id, catalog)
    return stretch == WHOLE or point is None or FRAMES[stretch].covers(*point)


def point_of(place_id: str, catalog: Catalog) -> tuple[float, float] | None:
    """Return the point of a place or a mine cluster (WGS 84 degrees), None where it has none."""
    if place_id in catalog.places:
        return _point(catalog.places[place_id], catalog)
    mines = catalog.layers["mine_clusters"].features
    mine = next((each.properties for each in mines if each.id == place_id), None)
    return (float(mine["lon"]), float(mine["lat"])) if mine else None


def _point(place: Place, catalog: Catalog) -> tuple[float, float] | None:
    """Return the place's point, or that of the place it is part of."""
    if place.lon is not None and place.lat is not None:
        return place.lon, place.lat
    return _point(catalog.places[place.part_of], catalog) if place.part_of else None
