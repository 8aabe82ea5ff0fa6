"""The files of map_component.py: points and what colour they have when, named by their hash."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from benchmarks.same_map import DAYS, FIRST, HUES, Points, catalog, changes, grown, turn
from dashboard.look import hatch
from dashboard.look.theme import THEMES
from dashboard.map import files as map_files
from dashboard.map import film
from dashboard.map.film import day_number
from dashboard.page import store
from geodata.schema import geojson
from geodata.schema.features import Feature

ROUTE = "/bench"
THEME = THEMES["light"]
LAYERS = ("crossings", "towns", "mines", "catchments", "pools", "districts")


def film_url(points: Points) -> str:
    """Return the address of what has which look when: the app's own, or that of grown points."""
    if not points.count:
        return film.url(store.choices().default, THEME, store.choices(), catalog())
    return next(url for url in files(points) if "/film" in url)


@lru_cache(maxsize=4)
def files(points: Points) -> dict[str, bytes]:
    """Return the files of grown points, one for each zoom, and their film, by their addresses."""
    shapes, clusters = grown(points)
    features = [
        Feature(f"p{n}", {"key": cluster}, shape)
        for n, (shape, cluster) in enumerate(zip(shapes, clusters, strict=True))
    ]
    zooms = range(hatch.ZOOMS[0], hatch.ZOOMS[1] + 1)
    content = [geojson.dump(map_files.thinned(features, zoom), 5).encode() for zoom in zooms]
    address = _address(points, "points-{z}", b"".join(content))
    made = film.film_json(catalog(), film.question(store.choices().default, store.choices()), THEME)
    made["layers"] = [
        each | _grown(set(clusters), address) if each["id"] == "pools" else each for each in made["layers"]
    ]
    made["changes"] = [day_number(day) for day in changes(points)]
    told = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    drawn = {address.replace("{z}", str(zoom)): file for zoom, file in zip(zooms, content, strict=True)}
    return drawn | {_address(points, "film", told): told}


def _grown(clusters: set[str], address: str) -> dict[str, Any]:
    """Return what is different in a layer of grown points: another look on every day."""
    days = [FIRST + timedelta(days=n) for n in range(DAYS + 1)]
    runs = {
        cluster: [(day_number(day), day_number(day) + 1, turn(cluster, day)) for day in days]
        for cluster in sorted(clusters)
    }
    looks = [{"fills": ["#{:02x}{:02x}{:02x}".format(*hue)], "line": "#000000", "width": 0.5} for hue in HUES]
    return {"data": address, "looks": looks, "runs": runs, "points": 2}


def _address(points: Points, name: str, content: bytes) -> str:
    spread = "even" if points.even else "strewn"
    return f"{ROUTE}/{points.count}/{spread}/{name}.{sha256(content).hexdigest()[:12]}.json"
