"""Datums that move points by some hundred metres: those of Chinese maps, and the old Indian ones.

GCJ-02 is the offset that maps of China are published with; BD-09 is Baidu's further one. Both formulas are
those of eviltransform (MIT, github.com/googollee/eviltransform) and prcoords (public domain), which agree;
they are written for arrays here. Their own test of what lies in China is a rectangle that has all of
Myanmar in it, so nothing here decides where they hold: the reader does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

_AXIS = 6378245.0  # of the Krasovsky ellipsoid, metres
_SQUARED = 0.00669342162296594323  # its eccentricity, squared
_TURN = np.pi * 3000.0 / 180.0
_STEPS = 8
"""Steps of the way back: each divides the error by about a hundred."""

SHIFTS = ("gcj02", "bd09")
"""The datums that points are moved back from, once the reader says so."""


def to_gcj02(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Return WGS 84 degrees as GCJ-02 has them."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    radians = lat / 180.0 * np.pi
    square = 1.0 - _SQUARED * np.sin(radians) ** 2
    meridian = _AXIS * (1.0 - _SQUARED) / (square * np.sqrt(square))
    return (
        lon + east * 180.0 / (_AXIS / np.sqrt(square) * np.cos(radians) * np.pi),
        lat + north * 180.0 / (meridian * np.pi),
    )


def to_bd09(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Return WGS 84 degrees as BD-09 has them."""
    x, y = to_gcj02(lon, lat)
    length = np.sqrt(x * x + y * y) + 0.00002 * np.sin(y * _TURN)
    direction = np.arctan2(y, x) + 0.000003 * np.cos(x * _TURN)
    return length * np.cos(direction) + 0.0065, length * np.sin(direction) + 0.006


def moved_back(lon: Numbers, lat: Numbers, shift: str) -> tuple[Numbers, Numbers]:
    """Return degrees of one of `SHIFTS` as WGS 84, to a millimetre."""
    there = {"gcj02": to_gcj02, "bd09": to_bd09}[shift]
    x, y = lon.copy(), lat.copy()
    for _ in range(_STEPS):
        seen_x, seen_y = there(x, y)
        x, y = x + lon - seen_x, y + lat - seen_y
    return x, y


def as_indian(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Return WGS 84 degrees as Indian 1954 (EPSG:4239) has them, never by a transformation of 0 m."""
    import pyproj

    way: Any = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:4239", always_xy=True, allow_ballpark=False)
    return way.transform(lon, lat)  # type: ignore[no-any-return]
