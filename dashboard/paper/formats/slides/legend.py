"""The legend of a slide as shapes: a group for each entry, a swatch and its words."""

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

from dashboard.look.hatch import flat_stripes
from dashboard.look.theme import Theme, actor_text, marker_fills, mixed, pool_fill
from dashboard.map.legend import LegendEntry
from dashboard.paper.formats.slides.parts import Scale
from dashboard.paper.formats.slides.text import Piece, clean, describe, fitting, flatten, rgb, write_text
from dashboard.paper.layout import Box

_WIDE, _HIGH, _ROUND, _GAP = 16.0, 12.0, 2.0, 8.0
_PITCH = 2.0
"""Most that rows are apart, in sizes of letters."""
_LEADING = 1.2
_SIZE = 12.5
"""Size of letters at which a swatch has the size of its design."""
_RADII = {"crossing": 6.0, "town": 3.6, "solid": 6.2, "dashed": 6.2, "pool": 2.4}
_MINE = ((2, 7), (5, 2), (10, 1), (14, 5), (11, 10), (5, 11))
_STRIPES = {"diagonal": 2.6, "bands": 4.0}
"""Pixels of a stripe. Stripes are shapes: the pattern fills of PowerPoint have a size of their own,
and other programs draw them as thin lines or not at all."""
_WITHIN = shapely.box(_ROUND, _ROUND, _WIDE - _ROUND, _HIGH - _ROUND).buffer(_ROUND - 0.5, quad_segs=3)
"""A swatch without its rim."""


def draw(
    shapes: Any,
    entries: Sequence[LegendEntry],
    box: Box,
    columns: int,
    size: float,
    theme: Theme,
    scale: Scale,
) -> None:
    """Draw a legend row by row into its box.

    Args:
        shapes: Those of the slide.
        entries: Its entries.
        box: Where it stands, in pixels.
        columns: Entries in a row.
        size: Size of the letters in pixels.
        theme: The colours.
        scale: How large a pixel is.
    """
    if not entries:
        return
    pitch = min(box.height / ceil(len(entries) / columns), size * _PITCH)
    unit = max(1.0, size / _SIZE)
    before = (_WIDE + _GAP) * unit
    room = Box(0, 0, box.width / columns - before - _GAP, pitch)
    size = min(fitting([clean(entry.label)], size, room, _LEADING) for entry in entries)
    for number, entry in enumerate(entries):
        row, column = divmod(number, columns)
        x, y = box.x + column * box.width / columns, box.y + row * pitch
        group = shapes.add_group_shape()
        group.name = f"Legend: {clean(entry.code or entry.label)}"
        _sign(
            group.shapes,
            entry,
            Box(x, y + pitch / 2 - _HIGH * unit / 2, _WIDE * unit, _HIGH * unit),
            theme,
            scale,
        )
        words = group.shapes.add_textbox(*scale.box(Box(x + before, y, room.width, pitch)))
        words.name = "Label"
        write_text(
            words.text_frame, [_label(entry, theme)], scale.points(size), _LEADING, anchor=MSO_ANCHOR.MIDDLE
        )


def _label(entry: LegendEntry, theme: Theme) -> list[Piece]:
    label, code = clean(entry.label), clean(entry.code)
    if not code or not label.startswith(code):
        return [Piece(label, theme.ink2)]
    named = Piece(code, actor_text(entry.actor, theme), True)
    return [named, Piece(label.removeprefix(code), theme.ink2)] if label != code else [named]


def _sign(shapes: Any, entry: LegendEntry, box: Box, theme: Theme, scale: Scale) -> None:
    """Draw a swatch, or the shape of the entry's kind, into its box."""
    unit = box.width / _WIDE
    look = entry.look
    if entry.kind in _RADII:
        radius = _RADII[entry.kind] * unit
        around = Box(box.x + box.width / 2 - radius, box.y + box.height / 2 - radius, 2 * radius, 2 * radius)
        sign = shapes.add_shape(MSO_SHAPE.OVAL, *scale.box(around))
        if entry.kind == "pool":
            _paint(sign, pool_fill(look, theme), "", 0)
        else:
            _paint(sign, theme.page, theme.ink, scale.points(1.2 * unit), entry.kind == "dashed")
        return
    fills = marker_fills(look, theme)
    if entry.kind == "mine":
        sign = _outlined(shapes, shapely.polygons(_MINE), box, scale)
        _paint(sign, fills[0], mixed(fills[0], theme.ink, 0.55), scale.points(0.7 * unit))
        return
    sign = shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *scale.box(box))
    sign.adjustments[0] = _ROUND / _HIGH
    plain = entry.kind == "catchment" or look.pattern == "none"
    rim = fills[0] if plain else mixed(look.fills[0], theme.ink, 0.45)
    _paint(sign, fills[0], rim, scale.points(unit), look.faded)
    if look.pattern == "diagonal" or look.pattern == "bands":
        sets = flat_stripes(_WITHIN, look.pattern, _STRIPES[look.pattern])
        for turn in range(1, len(fills)):
            stripes = shapely.multipolygons(
                [part for each in sets[turn :: len(fills)] for part in shapely.get_parts(each)]
            )
            if not stripes.is_empty:
                _paint(_outlined(shapes, stripes, box, scale), fills[turn], "", 0)


def _outlined(shapes: Any, geometry: BaseGeometry, box: Box, scale: Scale) -> Any:
    """Return polygons in pixels of a swatch's design as one shape in the swatch's box."""
    unit = box.width / _WIDE
    rings = [
        [
            (int(scale.emu(box.x + x * unit)), int(scale.emu(box.y + y * unit)))
            for x, y in shapely.get_coordinates(part)
        ]
        for part in shapely.get_parts(geometry)
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
