"""Web Mercator, the projection of every map here: from degrees (WGS 84) to pixels of a picture and back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

WORLD = 512.0
"""Pixels that the world is wide at zoom 0."""

EARTH = 40_075_016.685578488
"""Metres around the equator of WGS 84, as Web Mercator has it."""

Points = npt.NDArray[np.float64]


def to_pixels(geometry: BaseGeometry, zoom: float) -> BaseGeometry:
    """Return a geometry in pixels of a Web Mercator picture, y downwards."""

    def project(points: Points) -> Points:
        size = WORLD * 2**zoom
        latitudes = np.radians(points[:, 1])
        y = (1 - np.arcsinh(np.tan(latitudes)) / math.pi) / 2
        return np.column_stack([(points[:, 0] + 180) / 360 * size, y * size])

    return shapely.transform(geometry, project)


def to_degrees(geometry: Any, zoom: float) -> BaseGeometry:
    """Return a geometry in WGS 84 degrees from pixels; the inverse of `to_pixels`."""

    def unproject(points: Points) -> Points:
        size = WORLD * 2**zoom
        latitudes = np.degrees(np.arctan(np.sinh(math.pi * (1 - 2 * points[:, 1] / size))))
        return np.column_stack([points[:, 0] / size * 360 - 180, latitudes])

    degrees: BaseGeometry = shapely.transform(geometry, unproject)
    return degrees


def height(latitude: float) -> float:
    """Return how far north of the equator a latitude (degrees) is drawn, in radians of longitude."""
    return math.asinh(math.tan(math.radians(latitude)))


def latitude(height: float) -> float:
    """Return the latitude (degrees) that is drawn at a height; the inverse of `height`."""
    return math.degrees(math.atan(math.sinh(height)))
