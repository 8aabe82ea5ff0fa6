"""Where a map looks: a camera as links keep it, and the part of the earth that it shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the map looks: WGS 84 degrees of its centre, and the zoom of a web map.

    Rounded to what a link keeps (4 and 2 decimals) and clamped to the country.

    Raises:
        ValueError: If a number is not finite.
    """

    lon: float
    lat: float
    zoom: float

    def __post_init__(self) -> None:
        """Clamp and round."""
        if not all(math.isfinite(value) for value in (self.lon, self.lat, self.zoom)):
            raise ValueError("a camera is three finite numbers")
        object.__setattr__(self, "lon", round(min(max(self.lon, 90.0), 105.0), 4))
        object.__setattr__(self, "lat", round(min(max(self.lat, 15.0), 32.0), 4))
        object.__setattr__(self, "zoom", round(min(max(self.zoom, 4.0), 14.0), 2))

    @classmethod
    def parse(cls, text: str) -> Camera:
        """Read `lon,lat,zoom`.

        Raises:
            ValueError: If the text is not three finite numbers.
        """
        lon, lat, zoom = (float(part) for part in text.split(","))
        return cls(lon, lat, zoom)

    def __str__(self) -> str:
        return f"{self.lon},{self.lat},{self.zoom}"


class Bounds(NamedTuple):
    """A part of the earth: degrees (WGS 84) of its edges."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Bounds:
        """Read `west,south,east,north`, to four decimals.

        Raises:
            ValueError: If the text is not four finite numbers, in this order.
        """
        west, south, east, north = map(float, text.split(","))
        west, south, east, north = found = cls(west, south, east, north).rounded
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError("bounds run from west to east and from south to north")
        return found

    @property
    def rounded(self) -> Bounds:
        """Return them as a link keeps them, to four decimals."""
        return Bounds(*(round(edge, 4) for edge in self))

    def covers(self, lon: float | None, lat: float | None) -> bool:
        """Tell whether a point lies within; a place without a point lies nowhere."""
        if lon is None or lat is None:
            return False
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def __str__(self) -> str:
        return ",".join(map(str, self.rounded))
