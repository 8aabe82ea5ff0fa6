"""Where things stand on the paper: boxes in pixels of its design."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.answer.scene import Scene
from dashboard.question import mercator
from dashboard.question.camera import Bounds
from dashboard.question.order import Aspect, Order, Template

# -- Shares of the page ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the design; y runs downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Its left, top, right and bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies in it, or on its edge."""
        left, top, right, bottom = self.edges
        return left <= x <= right and top <= y <= bottom


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a page.

    Attributes:
        size: Width and height in pixels.
        inches: Width of the paper.
        head: Title and sentence; with `column` their column has everything that is not a picture.
        column: Whether the words stand in a column beside the pictures, not above and below them.
        maps: One map, or two that are compared.
        strip: Beneath the maps: timeline, card or charts. None where there is only a map.
        band: Legend, evidence and sources; the same as `head` where they stand in its column.
        foot: Disclaimer, credit, link.
    """

    size: tuple[float, float]
    inches: float
    head: Box
    column: bool
    maps: tuple[Box, ...]
    strip: Box | None
    band: Box
    foot: Box


PAPERS: dict[Aspect, tuple[float, float, float]] = {
    Aspect.WIDE: (1600, 900, 13.333),
    Aspect.SCREEN: (1440, 1080, 10),
    Aspect.A4: (1600, 1131, 11.693),
    Aspect.A4_UP: (1131, 1600, 8.268),
    Aspect.A3: (2000, 1414, 16.535),
    Aspect.A3_UP: (1414, 2000, 11.693),
    Aspect.SQUARE: (1200, 1200, 10),
}
"""Width and height in pixels, and width in inches, by aspect."""

_MARGIN, _TOP, _GAP = 48.0, 40.0, 16.0
_FOOT = 96.0
_COLUMN = 436.0
_STRIPS = {
    Template.MAP: 0.0,
    Template.TIMELINE: 0.3,
    Template.COMPARE: 0.0,
    Template.CROSSING: 0.46,
    Template.MINES: 0.4,
    Template.SEQUENCE: 0.3,
    Template.LOG: 0.64,
}
"""Share of the pictures' height that goes to what stands beneath the map."""


def plan(order: Order) -> Plan:
    """Return the parts of the page for an order; no part depends on a text."""
    width, height, inches = PAPERS[order.aspect]
    upright = width <= height
    foot = Box(_MARGIN, height - _FOOT, width - 2 * _MARGIN, _FOOT - 18)
    if upright or order.template is Template.COMPARE:
        return _stacked(order, (width, height), inches, upright, foot)
    left = _MARGIN + _COLUMN + 36
    head = Box(_MARGIN, _TOP, _COLUMN, foot.y - _TOP - 12)
    pictures = Box(left, _TOP, width - left - 40, foot.y - _TOP - 10)
    top, strip = _split(pictures, order.template)
    return Plan((width, height), inches, head, True, (top,), strip, head, foot)


def _stacked(order: Order, size: tuple[float, float], inches: float, upright: bool, foot: Box) -> Plan:
    """Return a page with its words above and below the pictures."""
    width, height = size
    compared = order.template is Template.COMPARE
    head = Box(_MARGIN, _TOP, width - 2 * _MARGIN, (0.125 if upright else 0.145) * height)
    share = (0.34 if compared else 0.2) if upright else 0.27
    band = Box(_MARGIN, foot.y - 14 - share * height, head.width, share * height)
    top = head.y + head.height + _GAP
    pictures = Box(_MARGIN, top, head.width, band.y - _GAP - top)
    if not compared:
        upper, strip = _split(pictures, order.template)
        return Plan(size, inches, head, False, (upper,), strip, band, foot)
    first = replace(pictures, width=(pictures.width - 32) / 2)
    maps = (first, replace(first, x=first.x + first.width + 32))
    return Plan(size, inches, head, False, maps, None, band, foot)


def _split(box: Box, template: Template) -> tuple[Box, Box | None]:
    """Return the part for the map and that for what stands beneath it."""
    high = _STRIPS[template] * box.height
    if not high:
        return box, None
    upper = Box(box.x, box.y, box.width, box.height - high - _GAP)
    return upper, Box(box.x, upper.y + upper.height + _GAP, box.width, high)


# -- Projection of the map -------------------------------------------------------------------------
# From the earth to the page: Web Mercator, true distances, and what of the earth a box shows.


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
        west, north, east, south = mercator.to_pixels(shapely.box(*bounds), 0).bounds
        zoom = math.log2(min(box.width / (east - west), box.height / (south - north)))
        grown = 2**zoom
        return cls(
            zoom,
            box.x + box.width / 2 - (west + east) / 2 * grown,
            box.y + box.height / 2 - (north + south) / 2 * grown,
            box,
        )

    @property
    def extent(self) -> Bounds:
        """Return what the box shows of the earth."""
        placed = shapely.transform(
            shapely.box(*self.box.edges), lambda points: points - (self.left, self.top)
        )
        return Bounds(*mercator.to_degrees(placed, self.zoom).bounds)

    def place(self, shape: BaseGeometry) -> BaseGeometry:
        """Return geometry (WGS 84) in pixels of the page."""
        return shapely.transform(
            mercator.to_pixels(shape, self.zoom), lambda points: points + (self.left, self.top)
        )

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the page's pixels of a point."""
        x, y, *_ = self.place(shapely.Point(lon, lat)).bounds
        return x, y

    def latitude(self, y: float) -> float:
        """Return the latitude (WGS 84 degrees) at a height of the page."""
        placed = shapely.Point(0, y - self.top)
        return float(mercator.to_degrees(placed, self.zoom).bounds[1])

    def pixels_per_km(self, lat: float) -> float:
        """Return how many pixels a kilometre has at a latitude."""
        return mercator.WORLD * 2**self.zoom / (mercator.EARTH / 1000 * math.cos(math.radians(lat)))


def scale_bar(view: Projection, lat: float, room: float) -> tuple[int, float]:
    """Return the kilometres of the longest round bar that fits, and its length in pixels."""
    per_km = view.pixels_per_km(lat)
    rounds = [step * 10**power for power in range(0, 4) for step in (1, 2, 5)]
    km = max((km for km in rounds if km * per_km <= room), default=1)
    return km, km * per_km


def framed(scene: Scene, bounds: Bounds, box: Box) -> Scene:
    """Return a scene limited to what a box shows when bounds are fitted into it."""
    return replace(scene, view=replace(scene.view, extent=Projection.fitted(bounds, box).extent))
