"""The geometry of the map: what each layer draws, and the files of it that a browser fetches.

No tile and no style of anybody else's. A file's name carries a hash of the ledger and of the
program, so a browser may keep it for ever. Nothing in it depends on a day: the looks of its
features are sent apart.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

import dashboard
import geodata
from dashboard import settings
from dashboard.answer.events import Archive, archive_on, served_mark
from dashboard.look import hatch
from dashboard.look.theme import THEMES, Theme
from dashboard.map import event_shapes, ground
from dashboard.map.layers import STRIPES, Layer, Subject
from dashboard.question import mercator
from dashboard.wording import language
from dashboard.wording.map_words import mine_label
from geodata.catalog import Catalog
from geodata.schema import geojson
from geodata.schema.features import Feature

ROUTE = "/ledger"

_WINDOW = shapely.box(95.5, 21.0, 101.5, 28.5)
"""Where the outline is exact, in degrees; beyond it that of the country is drawn."""

_DETAIL = 0.35
"""Pixels by which a line may leave its course: less than half of what a screen shows."""
_MAJOR = 4
"""Rivers of this rank or better are drawn wider."""
_LINES: frozenset[Subject] = frozenset({"land", "states", "border", "districts"})


def url(name: str, catalog: Catalog) -> str:
    """Return the address of a file; `name` may have `{z}` in it."""
    suffix = "json" if name.startswith(("ground-", "film-")) else "geojson"
    # No file depends on claims but the film, and that of claims of the reader's own is no file.
    return f"{ROUTE}/{name}.{edition(catalog.ledger)}.{suffix}"


def edition(data: str) -> str:
    """Return 12 hexadecimal digits that change with the ledger, the language and the program."""
    return _edition(f"{data} {served_mark()}".strip(), language.current())


@lru_cache(maxsize=64)
def _edition(data: str, spoken: str) -> str:
    digest = hashlib.sha256(f"{data} {spoken}".encode())
    for package in (dashboard, geodata):
        root = Path(package.__file__ or "").parent
        for file in sorted((*root.rglob("*.py"), *root.rglob("*.mo"))):
            digest.update(file.read_bytes())
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


def printed(layer: Layer, catalog: Catalog, mark: str = "") -> dict[str, Any]:
    """Return a layer for a browser that gets its file from the server.

    The page brings along the files of a reader's own events; `mark` tells these from others.
    """
    address = settings.at(url(layer.file, catalog))
    return layer.as_dict(f"{address}?own={mark}" if mark and layer.shows in EVENTS else address)


EVENTS: tuple[Subject, ...] = ("events", "event-points")


def events_files(archive: Archive, catalog: Catalog, keys: Collection[str]) -> dict[str, Any]:
    """Return the files of a reader's own events, by address: what of them is drawn, by its keys."""
    return {
        f"{settings.at(url(f'{shows}-{zoom}', catalog))}?own={archive.mark}": events_file(
            shows, zoom, archive, keys
        )
        for shows in EVENTS
        for zoom in range(hatch.ZOOMS[0], hatch.ZOOMS[1] + 1)
    }


def events_file(
    shows: Subject, zoom: int, archive: Archive, keys: Collection[str] | None = None
) -> dict[str, Any]:
    """Return a file of a reader's own events, all of them or those with some keys."""
    assert shows in ("events", "event-points")
    every = event_shapes.features(shows, archive)
    drawn = [each for each in every if keys is None or each.properties["key"] in keys]
    made: dict[str, Any] = json.loads(geojson.dump(_at_zoom(drawn, zoom), 5))
    return made


def features(dataset: Subject, catalog: Catalog, events: Archive | None = None) -> Sequence[Feature]:
    """Return what a layer of a dataset draws, in full detail: styles name it by its property `key`.

    `events` are those of a reader's own, in place of those that all see.
    """
    layers = catalog.layers
    match dataset:
        case "land":
            # Beyond the window there is only the coarse outline of the country.
            coarse = layers["country_myanmar"].features[0].geometry.difference(_WINDOW)
            rivers = (
                ("major" if river.properties["rank"] <= _MAJOR else "minor", river.geometry)
                for river in layers["rivers"].features
            )
            land = layers["land"].features[0].geometry
            return _numbered([("land", coarse), ("land", land), *_level("district", catalog), *rivers])
        case "states":
            return _numbered(_level("admin1", catalog))
        case "border":
            return _numbered(
                (key, shapely.line_merge(line)) for key, line in _level("international", catalog)
            )
        case "districts":
            return _numbered(_level("district", catalog))
        case "catchments":
            return [replace(each, properties={"key": each.id}) for each in layers["catchments"].features]
        case "mines":
            clusters = ((each, each.properties) for each in layers["mine_clusters"].features)
            return [
                replace(each, properties={"key": each.id, "label": mine_label(of["label"], of["pools"])})
                for each, of in clusters
            ]
        case "pools":
            pools = layers["mine_pools"].features
            return [replace(each, properties={"key": each.properties["cluster_id"]}) for each in pools]
        case "events" | "event-points":
            archive = events or archive_on(catalog)
            return event_shapes.features(dataset, archive) if archive else ()


def _level(level: str, catalog: Catalog) -> Iterable[tuple[str, BaseGeometry]]:
    lines = catalog.layers["boundaries"].features
    return ((level, line.geometry) for line in lines if line.properties["level"] == level)


def _numbered(parts: Iterable[tuple[str, BaseGeometry]]) -> list[Feature]:
    return [Feature(f"{key}-{n}", {"key": key}, shape) for n, (key, shape) in enumerate(parts)]


def _ground_file(theme: Theme, catalog: Catalog) -> bytes:
    drawn = ground.ground_of(theme, catalog, partial(printed, catalog=catalog))
    return json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode()


def _file(dataset: Subject, change: Callable[..., Iterable[Feature]], catalog: Catalog) -> bytes:
    """Return a dataset as GeoJSON, its features changed; lines that are drawn thin need fewer decimals."""
    return geojson.dump(change(features(dataset, catalog)), 4 if dataset in _LINES else 5).encode()


def _coarse(whole: Sequence[Feature], zoom: int) -> Iterable[Feature]:
    """Return shapes with no more points than a map at a zoom can show; at the last zoom all of them."""
    if zoom == hatch.ZOOMS[1]:
        return whole
    flat = (mercator.to_pixels(each.geometry, zoom).simplify(_DETAIL) for each in whole)
    return [
        replace(each, geometry=mercator.to_degrees(shape, zoom))
        for each, shape in zip(whole, flat, strict=True)
    ]


def _dashed(whole: Sequence[Feature], zoom: int) -> Iterable[Feature]:
    return (replace(each, geometry=hatch.dashes(each.geometry, *ground.STATE_DASH, zoom)) for each in whole)


def at_zoom(whole: Sequence[Feature], zoom: float) -> list[Feature]:
    """Return the features that are drawn at the whole zoom nearest to a zoom."""
    near = min(max(round(zoom), hatch.ZOOMS[0]), hatch.ZOOMS[1])
    return [each for each in whole if near in each.properties.get("zooms", (near,))]


def _at_zoom(whole: Sequence[Feature], zoom: int) -> Iterable[Feature]:
    return (replace(each, properties={"key": each.properties["key"]}) for each in at_zoom(whole, zoom))


def _striped(whole: Sequence[Feature], zoom: int, pattern: hatch.Stripes, width: float) -> Iterable[Feature]:
    return (
        Feature(f"{each.id}-{turn}", {"key": each.id, "stripe": turn}, part)
        for each in whole
        for turn, part in enumerate(hatch.stripes(each.geometry, pattern, width, zoom))
        if not part.is_empty
    )


def thinned(points: Sequence[Feature], zoom: int) -> list[Feature]:
    """Return no more points than a map at a zoom can show: of each `key` one in a pixel.

    At the last zoom all of them.
    """
    if zoom == hatch.ZOOMS[1]:
        return list(points)
    flat = mercator.to_pixels(shapely.GeometryCollection([each.geometry for each in points]), zoom)
    pixels = map(tuple, np.floor(shapely.get_coordinates(flat)).tolist())
    first: dict[tuple[object, ...], Feature] = {}
    for point, pixel in zip(points, pixels, strict=True):
        first.setdefault((point.properties["key"], *pixel), point)
    return list(first.values())


def _builders() -> Mapping[str, Callable[[Catalog], bytes]]:
    builders: dict[str, Callable[[Catalog], bytes]] = {
        "districts": partial(_file, "districts", list),
        "mines": partial(_file, "mines", list),
    }
    builders |= {f"ground-{theme.name}": partial(_ground_file, theme) for theme in THEMES.values()}
    changes: dict[Subject, Callable[..., Iterable[Feature]]] = {
        "land": _coarse,
        "border": _coarse,
        "catchments": _coarse,
        "states": _dashed,
        "pools": thinned,
        "events": _at_zoom,
        "event-points": _at_zoom,
    }
    for zoom in range(hatch.ZOOMS[0], hatch.ZOOMS[1] + 1):
        for dataset, change in changes.items():
            builders[f"{dataset}-{zoom}"] = partial(_file, dataset, partial(change, zoom=zoom))
        for (dataset, pattern), width in STRIPES.items():
            striped = partial(_striped, zoom=zoom, pattern=pattern, width=width)
            builders[f"{dataset}-{pattern}-{zoom}"] = partial(_file, dataset, striped)
    return builders


_BUILDERS = _builders()
