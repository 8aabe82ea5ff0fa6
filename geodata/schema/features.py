"""What a layer has: features with their geometry. Reading and writing them is `geojson`'s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # an answer about a place needs no geometry, whose libraries are slow to import
    import geopandas
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """A geometry in WGS 84 degrees (longitude first) with its read-only properties."""

    id: str
    properties: Mapping[str, Any]
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSet:
    """The features of one file, and the line that names its makers."""

    name: str
    features: tuple[Feature, ...]
    attribution: str

    def frame(self) -> geopandas.GeoDataFrame:
        """Return a new GeoDataFrame (EPSG:4326), indexed by feature id."""
        import geopandas  # a second and a half to import: only for who asks for a frame

        return geopandas.GeoDataFrame(
            [dict(each.properties) for each in self.features],
            geometry=[each.geometry for each in self.features],
            index=[each.id for each in self.features],
            crs="EPSG:4326",
        )


def as_text(value: object) -> str:
    """Return a property as the text that a schema checks."""
    return "" if value is None else str(value)
