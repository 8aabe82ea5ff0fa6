"""The layers of a printed map, and the names on its ground: geometry and looks are the screen's."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.answer.events import Archive
from dashboard.look import hatch
from dashboard.look.theme import plain
from dashboard.map import files as map_files
from dashboard.map import ground
from dashboard.map.layers import STRIPES, Layer, Style
from dashboard.map.placing import Rect, inside, meet
from dashboard.paper import typeface
from dashboard.paper.canvas import Canvas
from dashboard.paper.layout import Projection
from geodata.catalog import Catalog

# -- Letters ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letters:
    """How large letters on a map are, in pixels.

    Attributes:
        name: The name of a place; of the `chosen` one, and its `second` line.
        small: On the scale bar, at the north arrow, along rivers.
        plate: The day on a map that is compared.
        country: A country's name; a `state`'s; the `caption` of the mines.
        hiding: Whether the name of a crossing may hide another where there is no room for both.
    """

    name: float = 12.5
    chosen: float = 14.0
    second: float = 10.5
    small: float = 10.5
    plate: float = 14.0
    country: float = 13.0
    state: float = 11.5
    caption: float = 11.0
    hiding: bool = True


ON_PAGE = Letters()
ON_SLIDE = Letters(18.5, 20.0, 14.0, 14.0, 18.5, 17.0, 14.0, 14.0, hiding=False)

# -- Layers ----------------------------------------------------------------------------------------

_POOL_KM = 0.02
"""Radius of a leaching pool."""


def draw(
    canvas: Canvas,
    view: Projection,
    catalog: Catalog,
    layers: Iterable[Layer],
    events: Archive | None = None,
) -> None:
    """Draw layers as they lie on the screen, the first at the bottom; `events` are the reader's own."""
    for layer in layers:
        shapes: dict[str, list[BaseGeometry]] = {}
        for each in map_files.at_zoom(map_files.features(layer.shows, catalog, events), view.zoom):
            shapes.setdefault(each.properties["key"], []).append(each.geometry)
        for style, keys in layer.styles.items():
            _style(canvas, view, layer, style, [shape for key in keys for shape in shapes.get(key, ())])


def _style(
    canvas: Canvas, view: Projection, layer: Layer, style: Style, shapes: Sequence[BaseGeometry]
) -> None:
    """Draw the features of a layer that have one look."""
    if layer.dash:
        near = (shapely.clip_by_rect(shape, *view.extent) for shape in shapes)
        shapes = [hatch.dashes(shape, *layer.dash, view.zoom) for shape in near if not shape.is_empty]
    placed = [view.place(shape) for shape in shapes]
    if layer.points:
        if layer.shows == "event-points":  # a circle is a place
            side = layer.points * math.sqrt(math.pi) / 2
            placed = [shape.buffer(side, cap_style="square") for shape in placed]
        else:
            reach = max(layer.points, _POOL_KM * view.pixels_per_km(25.7))
            placed = [shape.buffer(reach) for shape in placed]
    fills = style.fills or ("none",)
    if layer.pattern:
        fills = tuple(map(plain, fills)) if layer.pattern == "diagonal" else fills
        for area in filter(None, (_within(shape, view) for shape in placed)):
            stripes = hatch.flat_stripes(area, layer.pattern, STRIPES[layer.shows, layer.pattern])
            for turn, part in enumerate(stripes):
                canvas.shapes([part], view.box, fill=fills[turn % len(fills)])
        return
    ends = layer.rounded and not layer.dash
    line = style.line or "none"
    canvas.shapes(placed, view.box, fill=fills[0], line=line, wide=style.width, round_ends=ends)


def _within(shape: BaseGeometry, view: Projection) -> BaseGeometry | None:
    """Return what of an area is on the map, or a map of a few metres would have millions of stripes."""
    box = view.box
    seen = shapely.clip_by_rect(shape, box.x - 4, box.y - 4, box.x + box.width + 4, box.y + box.height + 4)
    parts = [part for part in shapely.get_parts(seen) if part.area]
    return shapely.multipolygons(parts) if parts else None


# -- Names on the ground ---------------------------------------------------------------------------


def write(
    canvas: Canvas,
    view: Projection,
    catalog: Catalog,
    taken: list[Rect],
    mines: bool,
    letters: Letters = ON_PAGE,
) -> None:
    """Write the names on the ground where nothing else stands; add their boxes to those taken."""
    theme, box = canvas.theme, view.box
    looks = {
        "country": (letters.country, theme.country_label, 5.0),
        "state": (letters.state, theme.country_label, 3.5),
        "river": (letters.small, theme.river_label, 0.0),
        "caption": (letters.caption, theme.ink2, 0.0),
    }
    for word in ground.words(catalog):
        kind = word["kind"]
        if word.get("with") == "mines" and not mines:
            continue
        size, colour, gap = looks[kind]
        rows = (word["text"].upper() if gap else word["text"]).split("\n")
        wide = max(typeface.width(row, size, 400, not gap) for row in rows) + gap * len(rows[0])
        high = size * 1.25 * len(rows)
        for lon, lat, *slope in word["at"]:
            x, y = view.point(lon, lat)
            left = x - wide if kind == "caption" else x - wide / 2
            rect = (left, y - high / 2, left + wide, y + high / 2)
            if slope:
                turn = math.radians(abs(slope[0]))
                reach = (wide * math.cos(turn) / 2, wide * math.sin(turn) / 2 + high / 2)
                rect = (x - reach[0], y - reach[1], x + reach[0], y + reach[1])
            if not inside(rect, box.edges) or any(meet(rect, other) for other in taken):
                continue
            taken.append(rect)
            if gap:
                for letter in rows[0]:
                    canvas.text(left, y + size * 0.35, letter, size, colour)
                    left += typeface.width(letter, size) + gap
                break
            style: dict[str, Any] = {"italic": True, "halo": theme.land, "align": "right"}
            if slope:
                style |= {"align": "center", "turn": -slope[0], "middle": True}
            for at, row in enumerate(rows):
                base = y if slope else y - high / 2 + size * (1.25 * at + 0.95)
                canvas.text(x, base, row, size, colour, **style)
            break
