"""The legend of a slide as shapes: a group for each entry, its sign and its words."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import shapely
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt
from shapely.geometry.base import BaseGeometry

from dashboard.look.signs import HEIGHT, WIDTH, Disc, Plate, Sign, sign_of
from dashboard.look.theme import Theme
from dashboard.map.legend import LegendEntry
from dashboard.paper import furniture
from dashboard.paper.formats.slides.text import (
    Scale,
    clean,
    clean_text,
    describe,
    fitting,
    flatten,
    rgb,
    write_text,
)
from dashboard.paper.layout import Box

_GAP = 8.0
"""Pixels between a sign and its words, and between columns."""
_PITCH = 2.0
"""Most that rows are apart, in sizes of letters."""
_LEADING = 1.2
_SIZE = 12.5
"""Size of letters at which a swatch has the size of its design."""


def draw(
    shapes: Any,
    entries: Sequence[LegendEntry],
    box: Box,
    columns: int,
    size: float,
    theme: Theme,
    scale: Scale,
) -> None:
    """Draw a legend row by row into its box; `size` is that of the letters in pixels."""
    if not entries:
        return
    pitch = min(box.height / ceil(len(entries) / columns), size * _PITCH)
    unit = max(1.0, size / _SIZE)
    before = (WIDTH + _GAP) * unit
    room = Box(0, 0, box.width / columns - before - _GAP, pitch)
    labels = [clean_text(furniture.legend_label(entry)) for entry in entries]
    size = min(fitting([str(label)], size, room, _LEADING) for label in labels)
    for number, (entry, label) in enumerate(zip(entries, labels, strict=True)):
        row, column = divmod(number, columns)
        x, y = box.x + column * box.width / columns, box.y + row * pitch
        group = shapes.add_group_shape()
        group.name = f"Legend: {clean(str(entry.label))}"
        sign = Box(x, y + (pitch - HEIGHT * unit) / 2, WIDTH * unit, HEIGHT * unit)
        _sign(group.shapes, sign_of(entry.kind, entry.look, theme), sign, scale)
        words = group.shapes.add_textbox(*scale.box(Box(x + before, y, room.width, pitch)))
        words.name = "Label"
        points = scale.points(size)
        write_text(words.text_frame, [label], points, _LEADING, theme, theme.ink2, anchor=MSO_ANCHOR.MIDDLE)


def _sign(shapes: Any, sign: Sign, box: Box, scale: Scale) -> None:
    """Draw a sign into its box. Its stripes are shapes.

    The pattern fills of PowerPoint have a size of their own, and other programs draw them as thin
    lines or not at all.
    """
    unit = box.width / WIDTH
    match sign.form:
        case Disc(radius):
            reach = radius * unit
            x, y = box.x + box.width / 2 - reach, box.y + box.height / 2 - reach
            around = Box(x, y, 2 * reach, 2 * reach)
            shape = shapes.add_shape(MSO_SHAPE.OVAL, *scale.box(around))
        case Plate(inset, radius):
            edge = inset * unit
            plate = Box(box.x + edge, box.y + edge, box.width - 2 * edge, box.height - 2 * edge)
            shape = shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *scale.box(plate))
            shape.adjustments[0] = radius / (HEIGHT - 2 * inset)
        case corners:
            shape = _outlined(shapes, shapely.Polygon(corners), box, scale)
    _paint(shape, sign.fills[0], sign.rim, scale.points(sign.wide * unit), bool(sign.dash))
    for colour, stripes in sign.stripes():
        _paint(_outlined(shapes, stripes, box, scale), colour, "", 0)
    if texture := sign.texture():
        _paint(_outlined(shapes, texture[1], box, scale), texture[0], "", 0)


def _outlined(shapes: Any, geometry: BaseGeometry, box: Box, scale: Scale) -> Any:
    """Return polygons in pixels of a sign as one shape in the sign's box."""
    unit = box.width / WIDTH
    rings = [
        [
            (int(scale.emu(box.x + x * unit)), int(scale.emu(box.y + y * unit)))
            for x, y in shapely.get_coordinates(ring)
        ]
        for part in shapely.get_parts(geometry)
        for ring in (part.exterior, *part.interiors)
    ]
    outline = shapes.build_freeform(*rings[0][0])
    for number, ring in enumerate(rings):
        if number:
            outline.move_to(*ring[0])
        outline.add_line_segments(ring[1:-1])
    return outline.convert_to_shape()


def _paint(sign: Any, fill: str, rim: str, points: float, dashed: bool = False) -> None:
    """Give a shape its fill and rim, and nothing of the style that PowerPoint gives to new shapes."""
    flatten(sign)
    sign.fill.solid()
    sign.fill.fore_color.rgb = rgb(fill)
    if rim:
        sign.line.color.rgb = rgb(rim)
        sign.line.width = Pt(points)
    else:
        sign.line.fill.background()
    if dashed:
        sign.line.dash_style = MSO_LINE.SQUARE_DOT
    describe(sign, "Swatch", decorative=True)
