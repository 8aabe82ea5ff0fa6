"""What does not depend on a day: land, rivers and border as layers, their names, and the inset."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.look import hatch
from dashboard.look.theme import CASING, Theme
from dashboard.map.labels import pins
from dashboard.map.layers import Layer, Printer, Style
from dashboard.question import mercator
from dashboard.wording.map_words import GROUND, RIVERS, mines_caption
from geodata.catalog import Catalog

STATE_DASH = (4.0, 3.0)
"""Pixels of a dash and of a gap in the lines between states."""

INSET = (128.0, 262.0)
"""Width and height of the inset, in pixels."""
_INSET_WEST, _INSET_EAST, _INSET_MIDDLE = 96.95, 100.45, 23.95

_COLOURS = ("page", "card", "ink", "ink2", "ink3", "line", "land", "neighbours", "border")
_RIVER_ZOOM = 7.3
_CHINA = [[98.74, 25.05], [99.1, 25.4], [98.5, 24.6], [98.3, 24.4], [99.6, 24.2], [99.2, 26.1], [99.9, 23.2]]
_KACHIN = [[97.14, 25.66], [96.8, 25.1], [97.3, 26.4], [96.9, 24.4], [97.45, 24.45]]
_NORTHERN_SHAN = [[97.55, 22.7], [98.3, 23.68], [97.6, 23.62], [98.25, 23.0], [98.5, 22.9]]
_WORDS: tuple[dict[str, Any], ...] = (
    {"text": GROUND["china"], "kind": "country", "at": [*_CHINA, [100.6, 22.6]]},
    {"text": GROUND["india"], "kind": "country", "at": [[96.1, 28.1]]},
    {"text": GROUND["laos"], "kind": "country", "at": [[101.2, 21.2]]},
    {"text": GROUND["kachin"], "kind": "state", "at": _KACHIN},
    {"text": GROUND["shan-north"], "kind": "state", "at": _NORTHERN_SHAN},
    {"text": GROUND["shan-east"], "kind": "state", "at": [[99.6, 21.4], [99.5, 21.85]]},
    {"text": GROUND["sagaing"], "kind": "state", "at": [[96.0, 24.4], [96.2, 25.2]]},
    {"text": GROUND["mandalay"], "kind": "state", "at": [[96.3, 23.2], [96.2, 22.4]]},
)
"""Names on the ground, each with the points where it may stand, the best first."""


def ground_of(theme: Theme, catalog: Catalog, printed: Printer) -> dict[str, Any]:
    """Return the map's constant part in a theme: layers below and above, words, places, inset, colours."""
    colours = {name: getattr(theme, name) for name in _COLOURS}

    def with_styles(layer: Layer) -> dict[str, Any]:
        styles = [{"keys": list(keys)} | style.as_dict() for style, keys in layer.styles.items()]
        return printed(layer) | {"styles": styles}

    return {
        "name": theme.name,
        "colours": colours | {"river": theme.river_label, "country": theme.country_label},
        "under": [with_styles(layer) for layer in under(theme)],
        "over": [with_styles(layer) for layer in over(theme)],
        "words": words(catalog),
        "places": {name: pin.as_dict() for name, pin in pins(catalog).items()},
        "inset": inset(catalog),
    }


def words(catalog: Catalog) -> list[dict[str, Any]]:
    """Return the names on the ground: text, kind and the points where each may stand, the best first."""
    names = [{**word, "text": word["text"]()} for word in _WORDS]
    return [*names, *_rivers(catalog), _mines(catalog)]


def under(theme: Theme) -> tuple[Layer, ...]:
    """Return what lies below everything: land, districts, rivers, and the lines between states."""
    looks = {
        Style(fills=(theme.land,)): ("land",),
        Style(line=theme.district, width=0.7): ("district",),
        Style(line=theme.river, width=0.9): ("minor",),
        Style(line=theme.river, width=1.6): ("major",),
    }
    states = {Style(line=theme.state_line, width=0.9): ("admin1",)}
    return (
        Layer(id="ground", shows="land", styles=looks, zooms=hatch.ZOOMS, rounded=True),
        Layer(id="states", shows="states", styles=states, zooms=hatch.ZOOMS, rounded=True, dash=STATE_DASH),
    )


def over(theme: Theme) -> tuple[Layer, ...]:
    """Return the border, which lies on the catchments: a line on a paler, wider one."""
    pale = Style(line=f"{theme.page}{round(CASING * 255):02X}", width=3.45)
    line = Style(line=theme.border, width=1.25)
    return tuple(
        Layer(id=name, shows="border", styles={style: ("international",)}, zooms=hatch.ZOOMS, rounded=True)
        for name, style in (("border-casing", pale), ("border", line))
    )


def _mines(catalog: Catalog) -> dict[str, Any]:
    """Return the one caption of the mines; it ends west of them all and stands while they are drawn."""
    clusters = catalog.layers["mine_clusters"].features
    west = min(each.geometry.bounds[0] for each in clusters)
    text = mines_caption(len(clusters))
    points = [[round(west - away, 3), lat] for away in (0.01, 0.06) for lat in (25.75, 25.7, 25.8, 25.65)]
    return {"text": text, "kind": "caption", "with": "mines", "at": points}


def _rivers(catalog: Catalog) -> list[dict[str, Any]]:
    """Return the rivers' names with points on the line, each with the line's slope in degrees."""
    words: dict[str, list[list[float]]] = {}
    for each in catalog.layers["rivers"].features:
        name = each.properties["name"] if each.properties["name"] in RIVERS else ""
        for part in shapely.get_parts(mercator.to_pixels(each.geometry, _RIVER_ZOOM)) if name else ():
            for start in range(15, int(part.length) - 60, 75):
                first, middle, last = (part.interpolate(start + step) for step in (0, 25, 50))
                if shapely.distance(first, last) < 44:
                    continue  # a bend: the word would leave the line
                slope = math.degrees(math.atan2(last.y - first.y, last.x - first.x))
                upright = (slope + 90) % 180 - 90
                lon, lat, *_ = mercator.to_degrees(middle, _RIVER_ZOOM).bounds
                words.setdefault(name, []).append([round(lon, 3), round(lat, 3), round(upright)])
    return [{"text": RIVERS[name](), "kind": "river", "at": at} for name, at in words.items()]


def inset(catalog: Catalog) -> dict[str, Any]:
    """Return land and border of the inset as SVG paths in its pixels, and how to place a point.

    A Web Mercator point of the unit square, less `origin`, times `scale`, is in its pixels.
    """
    width, height = INSET
    scale = width / ((_INSET_EAST - _INSET_WEST) / 360)
    west, middle, *_ = mercator.to_pixels(shapely.Point(_INSET_WEST, _INSET_MIDDLE), 0).bounds
    origin = (west / mercator.WORLD, middle / mercator.WORLD - height / 2 / scale)
    frame = shapely.box(-4, -4, width + 4, height + 4)

    def path(shape: BaseGeometry, closed: bool) -> str:
        unit = mercator.to_pixels(shape, 0)
        placed = shapely.transform(unit, lambda points: (points / mercator.WORLD - origin) * scale)
        parts = shapely.get_parts(shapely.intersection(placed.simplify(0.4), frame))
        rings = (part.exterior if closed else part for part in parts)
        return "".join(
            "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring.coords) + ("Z" if closed else "")
            for ring in rings
        )

    border = next(f for f in catalog.layers["boundaries"].features if f.id == "international")
    return {
        "size": [width, height],
        "scale": scale,
        "origin": origin,
        "land": path(catalog.layers["land"].features[0].geometry, closed=True),
        "border": path(shapely.line_merge(border.geometry), closed=False),
    }
