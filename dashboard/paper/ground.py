"""The ground of a printed map, and what the overlays colour on it: the geometry and looks of the screen."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.answer.scene import Scene
from dashboard.look import hatch
from dashboard.look.theme import CASING
from dashboard.map import files as map_files
from dashboard.map import ground
from dashboard.map.placing import Rect, inside, meet
from dashboard.paper import typeface
from dashboard.paper.canvas import Canvas
from dashboard.paper.layout import Projection

# -- Ground ----------------------------------------------------------------------------------------

_LAYERS = {"catchments": "catchments", "mines": "mine_clusters", "pools": "mine_pools"}


def under(canvas: Canvas, view: Projection, scene: Scene) -> None:
    """Draw land, districts, states and rivers."""
    theme = canvas.theme
    layers, box = scene.catalog.layers, view.box
    land = [
        view.place(each.geometry) for name in ("country_myanmar", "land") for each in layers[name].features
    ]
    coarse = land[0].difference(view.place(map_files.WINDOW))
    canvas.shapes([coarse, *land[1:]], box, fill=theme.land)
    lines = {"district": (theme.district, 0.7), "admin1": (theme.state_line, 0.9)}
    for level in ("district", "admin1"):
        colour, wide = lines[level]
        parts = [each.geometry for each in layers["boundaries"].features if each.properties["level"] == level]
        if level == "admin1":
            near = [shapely.clip_by_rect(part, *view.shown) for part in parts]
            parts = [hatch.dashes(part, 4, 3, view.zoom) for part in near if not part.is_empty]
        canvas.shapes([view.place(part) for part in parts], box, line=colour, wide=wide)
    for major in (False, True):
        rivers = [
            view.place(each.geometry)
            for each in layers["rivers"].features
            if (each.properties["rank"] <= map_files.MAJOR) is major
        ]
        canvas.shapes(rivers, box, line=theme.river, wide=1.6 if major else 0.9, round_ends=True)


def border(canvas: Canvas, view: Projection, scene: Scene) -> None:
    """Draw the border, a line on a paler, wider one."""
    theme = canvas.theme
    lines = scene.catalog.layers["boundaries"].features
    parts = [view.place(each.geometry) for each in lines if each.properties["level"] == "international"]
    pale = f"{theme.page}{round(CASING * 255):02X}"
    canvas.shapes(parts, view.box, line=pale, wide=3.45, round_ends=True)
    canvas.shapes(parts, view.box, line=theme.border, wide=1.25, round_ends=True)


def overlay(canvas: Canvas, view: Projection, scene: Scene, layer: Any) -> None:
    """Draw a layer of the screen's: its styles name the features that have them."""
    name, _, pattern = layer.id.partition("-")
    if name == "districts":
        lines = scene.catalog.layers["boundaries"].features
        found = {"district": [each.geometry for each in lines if each.properties["level"] == "district"]}
    elif name in _LAYERS:
        found = {}
        for each in scene.catalog.layers[_LAYERS[name]].features:
            key = each.properties["cluster_id"] if name == "pools" else each.id
            found.setdefault(key, []).append(each.geometry)
    else:
        return
    for style in layer.styles:
        shapes = [view.place(shape) for key in style["keys"] for shape in found.get(key, ())]
        line, wide, fills = style.get("line", "none"), style.get("width", 0.0), style.get("fills", ("none",))
        if name == "pools":
            reach = max(0.8, 0.02 * view.pixels_per_km(25.7))
            shapes = [shape.buffer(reach) if shape.area == 0 else shape for shape in shapes]
        if pattern:
            widths = map_files.AREA_STRIPE if name == "catchments" else map_files.MINE_STRIPE
            for shape in filter(None, (_within(shape, view) for shape in shapes)):
                for turn, part in enumerate(hatch.flat_stripes(shape, pattern, widths[pattern])):
                    canvas.shapes([part], view.box, fill=fills[turn % len(fills)])
        else:
            canvas.shapes(shapes, view.box, fill=fills[0], line=line, wide=wide)


def _within(shape: BaseGeometry, view: Projection) -> BaseGeometry | None:
    """Return what of an area is on the map, or a map of a few metres would have millions of stripes."""
    box = view.box
    seen = shapely.clip_by_rect(shape, box.x - 4, box.y - 4, box.x + box.width + 4, box.y + box.height + 4)
    parts = [part for part in shapely.get_parts(seen) if part.area]
    return shapely.multipolygons(parts) if parts else None


# -- Names on the ground ---------------------------------------------------------------------------
# The names on the ground of a printed map, where nothing else stands.


def write(canvas: Canvas, view: Projection, scene: Scene, taken: list[Rect], mines: bool) -> None:
    """Write the names on the ground where nothing else stands."""
    theme, box = canvas.theme, view.box
    frame = (box.x, box.y, box.x + box.width, box.y + box.height)
    looks = {
        "country": (13.0, theme.country_label, False, 5.0),
        "state": (11.5, theme.country_label, False, 3.5),
        "river": (10.5, theme.river_label, True, 0.0),
        "caption": (11.0, theme.ink2, True, 0.0),
    }
    for word in ground.words(scene.catalog):
        kind = word["kind"]
        if word.get("with") == "mines" and not mines:
            continue
        size, colour, italic, gap = looks[kind]
        rows = word["text"].upper().split("\n") if kind in ("country", "state") else word["text"].split("\n")
        text = rows[0]
        wide = max(typeface.width(row, size, 400, italic) for row in rows) + gap * len(text)
        high = size * 1.25 * len(rows)
        for lon, lat, *slope in word["at"]:
            x, y = view.point(lon, lat)
            left = x - wide if kind == "caption" else x - wide / 2
            turned = math.radians(abs(slope[0])) if slope else 0.0
            reach = (wide * math.cos(turned) / 2, wide * math.sin(turned) / 2 + high / 2)
            rect = (left, y - high / 2, left + wide, y + high / 2)
            if slope:
                rect = (x - reach[0], y - reach[1], x + reach[0], y + reach[1])
            if not inside(rect, frame) or any(meet(rect, other) for other in taken):
                continue
            taken.append(rect)
            if slope:
                canvas.text(
                    x,
                    y,
                    text,
                    size,
                    colour,
                    italic=True,
                    align="center",
                    turn=-slope[0],
                    middle=True,
                    halo=theme.land,
                )
            elif kind == "caption":
                for at, row in enumerate(rows):
                    canvas.text(
                        x,
                        y - high / 2 + size * (1.25 * at + 0.95),
                        row,
                        size,
                        colour,
                        italic=True,
                        align="right",
                        halo=theme.land,
                    )
            else:
                start = left
                for letter in text:
                    canvas.text(start, y + size * 0.35, letter, size, colour)
                    start += typeface.width(letter, size) + gap
            break
