"""Every geometry that the browser fetches, once: files by name, with the hash of what made them.

No tile and no style of anybody else's. A file's name carries a hash of the ledger and of the
code that draws it, so a browser may keep it for ever. Nothing in it depends on a day: the looks
of its features travel apart.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

import dashboard
import geodata
from dashboard.look import hatch
from dashboard.look.theme import THEMES, Theme
from dashboard.map import ground
from dashboard.question import mercator
from geodata.catalog import Catalog
from geodata.schema import geojson
from geodata.schema.geojson import Feature

ROUTE = "/ledger"

AREA_STRIPE: Mapping[hatch.Stripes, float] = {"diagonal": 4.0, "bands": 10.0}
MINE_STRIPE: Mapping[hatch.Stripes, float] = {"diagonal": 2.6, "bands": 2.6}
"""Width of a stripe in pixels."""

CREDIT = "Who's On First CC0 · Natural Earth · GeoNames · MIMU · UCDP · OpenStreetMap"
MINE_CREDIT = "mines: oballinger/mining-detector, Earth Genome"

WINDOW = shapely.box(95.5, 21.0, 101.5, 28.5)
"""Where the outline is exact, in degrees; beyond it that of the country is drawn."""

_DETAIL = 0.35
"""Pixels by which a line may leave its course: less than half of what a screen shows."""
MAJOR = 4
"""Rivers of this rank or better are drawn wider."""


def url(name: str, catalog: Catalog) -> str:
    """Return the address of a file; `name` may have `{z}` in it."""
    suffix = "json" if name.startswith(("ground-", "film-")) else "geojson"
    return f"{ROUTE}/{name}.{edition(catalog.hash)}.{suffix}"


def ground_url(theme: Theme, catalog: Catalog) -> str:
    """Return the address of the map's constant part in a theme."""
    return url(f"ground-{theme.name}", catalog)


@lru_cache(maxsize=64)
def edition(data: str) -> str:
    """Return 12 hexadecimal digits that change with the ledger, or with the program that reads it."""
    digest = hashlib.sha256(data.encode())
    for package in (dashboard, geodata):
        for module in sorted(Path(package.__file__ or "").parent.rglob("*.py")):
            digest.update(module.read_bytes())
    return digest.hexdigest()[:12]


def names() -> tuple[str, ...]:
    """Return the names of all files."""
    return tuple(_BUILDERS)


def content(name: str, catalog: Catalog) -> bytes:
    """Return a file's content: GeoJSON in WGS 84, or JSON for the grounds.

    Raises:
        KeyError: If there is no such file.
    """
    return _BUILDERS[name](catalog)


def _theme_file(theme: Theme, catalog: Catalog) -> bytes:
    found = ground.of(theme, catalog, lambda name: url(name, catalog))
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _ground(zoom: int, catalog: Catalog) -> bytes:
    """Return land, districts and rivers; beyond the window the coarse outline of the country."""
    layers = catalog.layers
    coarse = layers["country_myanmar"].features[0].geometry.difference(WINDOW)
    rivers = (
        ("major" if river.properties["rank"] <= MAJOR else "minor", river.geometry)
        for river in layers["rivers"].features
    )
    parts = [
        ("land", coarse),
        ("land", layers["land"].features[0].geometry),
        *_level("district", catalog),
        *rivers,
    ]
    return _collection((kind, _coarser(shape, zoom)) for kind, shape in parts)


def _lines(level: str, catalog: Catalog) -> bytes:
    return _collection(_level(level, catalog))


def _border(zoom: int, catalog: Catalog) -> bytes:
    lines = _level("international", catalog)
    return _collection((kind, _coarser(shapely.line_merge(line), zoom)) for kind, line in lines)


def _coarser(shape: BaseGeometry, zoom: int) -> BaseGeometry:
    """Return a shape with no more points than a map at a zoom can show; at the last zoom all of them."""
    if zoom == hatch.ZOOMS[1]:
        return shape
    return mercator.to_degrees(mercator.to_pixels(shape, zoom).simplify(_DETAIL), zoom)


def _states(zoom: int, catalog: Catalog) -> bytes:
    return _collection((kind, hatch.dashes(line, 4, 3, zoom)) for kind, line in _level("admin1", catalog))


def _level(level: str, catalog: Catalog) -> Iterable[tuple[str, BaseGeometry]]:
    lines = catalog.layers["boundaries"].features
    return ((level, line.geometry) for line in lines if line.properties["level"] == level)


def _collection(parts: Iterable[tuple[str, BaseGeometry]]) -> bytes:
    features = (Feature(f"{kind}-{n}", {"kind": kind}, shape) for n, (kind, shape) in enumerate(parts))
    return geojson.dump(features, 4).encode()


def _catchments(zoom: int, catalog: Catalog) -> bytes:
    areas = catalog.layers["catchments"].features
    drawn = (Feature(each.id, {"key": each.id}, _coarser(each.geometry, zoom)) for each in areas)
    return geojson.dump(drawn).encode()


def _mines(catalog: Catalog) -> bytes:
    """Return the mine clusters, each with the words a pointer brings up."""
    features = (
        Feature(
            each.id,
            {"key": each.id, "label": f"{each.properties['label']}, {each.properties['pools']} pools"},
            each.geometry,
        )
        for each in catalog.layers["mine_clusters"].features
    )
    return geojson.dump(features).encode()


def _pools(zoom: int, catalog: Catalog) -> bytes:
    pools = catalog.layers["mine_pools"].features
    features = [Feature(each.id, {"key": each.properties["cluster_id"]}, each.geometry) for each in pools]
    return geojson.dump(thinned(features, zoom)).encode()


def thinned(points: Sequence[Feature], zoom: int) -> list[Feature]:
    """Return no more points than a map at a zoom can show: of each `key` one in a pixel.

    At the last zoom all of them.
    """
    if zoom == hatch.ZOOMS[1]:
        return list(points)
    flat = mercator.to_pixels(shapely.GeometryCollection([each.geometry for each in points]), zoom)
    pixels = map(tuple, np.floor(shapely.get_coordinates(flat)).tolist())
    found: dict[tuple[object, ...], Feature] = {}
    for point, pixel in zip(points, pixels, strict=True):
        found.setdefault((point.properties["key"], *pixel), point)
    return list(found.values())


def _stripes(layer: str, pattern: hatch.Stripes, width: float, zoom: int, catalog: Catalog) -> bytes:
    features = (
        Feature(f"{each.id}-{turn}", {"key": each.id, "stripe": turn}, part)
        for each in catalog.layers[layer].features
        for turn, part in enumerate(hatch.stripes(each.geometry, pattern, width, zoom))
        if not part.is_empty
    )
    return geojson.dump(features).encode()


def _builders() -> Mapping[str, Callable[[Catalog], bytes]]:
    found: dict[str, Callable[[Catalog], bytes]] = {
        "districts": partial(_lines, "district"),
        "mines": _mines,
    }
    found |= {f"ground-{theme.name}": partial(_theme_file, theme) for theme in THEMES.values()}
    for zoom in range(hatch.ZOOMS[0], hatch.ZOOMS[1] + 1):
        found[f"land-{zoom}"] = partial(_ground, zoom)
        found[f"border-{zoom}"] = partial(_border, zoom)
        found[f"states-{zoom}"] = partial(_states, zoom)
        found[f"catchments-{zoom}"] = partial(_catchments, zoom)
        found[f"pools-{zoom}"] = partial(_pools, zoom)
        for pattern, width in AREA_STRIPE.items():
            found[f"catchments-{pattern}-{zoom}"] = partial(_stripes, "catchments", pattern, width, zoom)
        for pattern, width in MINE_STRIPE.items():
            found[f"mines-{pattern}-{zoom}"] = partial(_stripes, "mine_clusters", pattern, width, zoom)
    return found


_BUILDERS = _builders()
