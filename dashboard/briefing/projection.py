"""From the earth to the page: Web Mercator, true distances, and what of the earth a box shows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard import hatch
from dashboard.briefing.layout import Box
from dashboard.camera import Bounds
from dashboard.scene import Scene

EARTH = 40_075_016.685578488
"""Metres around the equator of WGS 84, as Web Mercator has it."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Web Mercator on a box of the page: `zoom` of a web map, and the page's point of its origin."""

    zoom: float
    left: float
    top: float
    box: Box

    @classmethod
    def fitted(cls, bounds: Bounds, box: Box) -> Projection:
        """Return the projection that shows bounds as large as the box allows, in its middle."""
        west, north, east, south = hatch.to_pixels(shapely.box(*bounds), 0).bounds
        zoom = math.log2(min(box.width / (east - west), box.height / (south - north)))
        grown = 2**zoom
        return cls(
            zoom,
            box.x + box.width / 2 - (west + east) / 2 * grown,
            box.y + box.height / 2 - (north + south) / 2 * grown,
            box,
        )

    @property
    def shown(self) -> Bounds:
        """Return what the box shows of the earth."""
        box = self.box
        corners = shapely.box(box.x, box.y, box.x + box.width, box.y + box.height)
        placed = shapely.transform(corners, lambda points: points - (self.left, self.top))
        return Bounds(*hatch.to_degrees(placed, self.zoom).bounds)

    def place(self, shape: BaseGeometry) -> BaseGeometry:
        """Return geometry (WGS 84) in pixels of the page."""
        return shapely.transform(
            hatch.to_pixels(shape, self.zoom), lambda points: points + (self.left, self.top)
        )

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the page's pixels of a point."""
        x, y, *_ = self.place(shapely.Point(lon, lat)).bounds
        return x, y

    def latitude(self, y: float) -> float:
        """Return the latitude (WGS 84 degrees) at a height of the page."""
        placed = shapely.Point(0, y - self.top)
        return float(hatch.to_degrees(placed, self.zoom).bounds[1])

    def pixels_per_km(self, lat: float) -> float:
        """Return how many pixels a kilometre has at a latitude."""
        return hatch.WORLD * 2**self.zoom / (EARTH / 1000 * math.cos(math.radians(lat)))


def scale_bar(view: Projection, lat: float, room: float) -> tuple[int, float]:
    """Return the kilometres of the longest round bar that fits, and its length in pixels."""
    per_km = view.pixels_per_km(lat)
    rounds = [step * 10**power for power in range(0, 4) for step in (1, 2, 5)]
    km = max((km for km in rounds if km * per_km <= room), default=1)
    return km, km * per_km


def framed(scene: Scene, bounds: Bounds, box: Box) -> Scene:
    """Return a scene limited to what a box shows when bounds are fitted into it."""
    shown = Projection.fitted(bounds, box).shown
    return replace(scene, view=replace(scene.view, extent=shown))
