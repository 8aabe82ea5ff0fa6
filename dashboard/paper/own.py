"""A reader's own layers on paper: their shapes on the map, their names in letters that can be drawn."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import shapely
from shapely.affinity import scale, translate

from dashboard.answer.own import Own, beneath_places, outgoing
from dashboard.answer.own_rows import points_of, shapes_of
from dashboard.answer.scene import Scene, drawn_days
from dashboard.look import signs
from dashboard.look.own import AREA, BENEATH, SHAPES, glyph
from dashboard.look.theme import mixed
from dashboard.paper import typeface
from dashboard.paper.canvas import Canvas
from dashboard.paper.layout import Projection

_APART = 2.0
"""Pixels within which two signs of a class lie on one another: one of them is drawn."""

_LINE = 1.6


def readable(own: Own) -> Own:
    """Return a layer as it may leave, its name and values in letters that a font here has."""
    own = outgoing(own)
    groups = tuple(replace(each, value=_drawable(each.value)) for each in own.classes.groups)
    return replace(own, title=_drawable(own.title), classes=replace(own.classes, groups=groups))


def _drawable(text: str) -> str:
    gone = set("".join(typeface.missing(text)))
    return "".join("?" if letter in gone else letter for letter in text)


def shrunk(count: int) -> float:
    """Return how much smaller signs are where there are many, as on the screen."""
    return 0.5 if count > 4000 else 0.7 if count > 800 else 1.0


def draw(canvas: Canvas, view: Projection, scene: Scene) -> None:
    """Draw what of the reader's own layers is on the map, in the order in which they came."""
    for own in scene.own:
        _layer(canvas, view, own, scene)


def _layer(canvas: Canvas, view: Projection, own: Own, scene: Scene) -> None:
    theme, box, drawn = canvas.theme, view.box, own.shown(*drawn_days(scene))
    looks = [glyph(group, theme) for group in own.classes.groups]
    for at, shape in shapes_of(own):
        if drawn[at]:
            fill = looks[own.classes.of[at]].fill
            areas = shape.geom_type.endswith("Polygon")
            through = f"{fill}{round(AREA * 255):02X}" if areas else "none"
            line = mixed(fill, theme.ink, 0.15)
            canvas.shapes([view.place(shape)], box, fill=through, line=line, wide=_LINE)
    points, of = points_of(own)
    seen = drawn[of] & (points[:, 0] >= view.extent.west) & (points[:, 0] <= view.extent.east)
    seen &= (points[:, 1] >= view.extent.south) & (points[:, 1] <= view.extent.north)
    points, classes, hollow = points[seen], own.classes.of[of[seen]], own.hollow[of[seen]]
    beneath = beneath_places(own, scene.catalog)[of[seen]]
    middle = (-signs.WIDTH / 2, -signs.HEIGHT / 2)
    size = shrunk(len(points))
    every_look = product((BENEATH, 1.0), enumerate(own.classes.groups), (True, False))
    for grow, (number, group), precise in every_look:
        look = glyph(group, theme, precise=precise)
        here = (classes == number) & (hollow != precise) & (beneath == (grow > 1))
        placed = view.place(shapely.multipoints(points[here]))
        spots = np.unique(np.round(shapely.get_coordinates(placed) / _APART), axis=0) * _APART
        whole = translate(shapely.Polygon(SHAPES[look.shape]), *middle)
        sign = scale(whole, size * grow, size * grow, origin=(0, 0))
        every = [translate(sign, x, y) for x, y in spots]
        if every:
            canvas.shapes(every, box, fill=look.fill, line=look.rim, wide=look.wide)
