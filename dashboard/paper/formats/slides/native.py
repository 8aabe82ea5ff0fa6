"""Slides for a wall as PowerPoint has them: text boxes, tables, and drawings as groups of shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import shapely
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt
from shapely.geometry.base import BaseGeometry

from dashboard.look import signs
from dashboard.look.signs import BLANK_DASH
from dashboard.look.theme import BLANK, Theme, mixed, plain, texture_of
from dashboard.paper import blocks, furniture, office, typeface
from dashboard.paper.blocks import LEADING, PAD, SIGN, Block, Drawing, Figure, Key, Passage, Table
from dashboard.paper.canvas import Surface
from dashboard.paper.formats.slides.text import (
    Scale,
    clean_text,
    describe,
    flatten,
    rgb,
    set_face,
    write_text,
)
from dashboard.paper.layout import Box
from dashboard.paper.tags import Role
from dashboard.paper.zoom import Zoom
from dashboard.wording.text import Run, Text

_ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_EDGES = ("lnL", "lnR", "lnT", "lnB")
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own table without a style or a grid."""
_TALL = 1.18
"""Height of the box of one line, in sizes; its letters stand on a line at `_BASE` of them."""
_BASE = 0.93
_WIDER = 1.1
"""How much wider a line is in the slide's font than in ours."""


def draw(page: Any, parts: Sequence[Block], theme: Theme, scale: Scale, cut: Callable[[Box], bytes]) -> None:
    """Draw what a slide is made of, in its order; `cut` returns a part of the slide as a PNG."""
    shapes = page.shapes
    for block in parts:
        match block:
            case Passage():
                _passage(shapes, block, theme, scale)
            case Figure():
                _figure(shapes, block, scale, cut)
            case Key():
                _key(shapes, block, theme, scale)
            case Table():
                _table(shapes, block, theme, scale)
            case Drawing():
                group = shapes.add_group_shape()
                inside = group.shapes
                # Each shape would measure all that are there already; once at the end is enough.
                inside._recalculate_extents = lambda: None
                block.draw(Zoom(Shapes(inside, theme, scale), block.zoom))
                del inside._recalculate_extents
                inside._recalculate_extents()
                describe(group, block.name.capitalize(), block.alt)


def _passage(shapes: Any, block: Passage, theme: Theme, scale: Scale) -> None:
    if block.role is Role.TITLE:
        shape = shapes.title
        shape.left, shape.top, shape.width, shape.height = scale.box(block.box)
        shape.name = "Title"
    else:
        shape = shapes.add_textbox(*scale.box(block.box))
        describe(shape, block.name.capitalize())
    texts = [clean_text(text) for text in block.texts]
    _write(shape.text_frame, texts, block.size, block.leading, theme, scale, block.ink)
    if block.low:
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM


def _write(
    frame: Any, texts: Sequence[Text], size: float, leading: float, theme: Theme, scale: Scale, ink: str
) -> None:
    """Write paragraphs that fit: they are measured by the widest font that may be there."""
    points = scale.points(size)
    write_text(frame, texts, points, leading, theme, ink, face=office.FACE)
    frame.auto_size = MSO_AUTO_SIZE.NONE


def _figure(shapes: Any, block: Figure, scale: Scale, cut: Callable[[Box], bytes]) -> None:
    picture = shapes.add_picture(BytesIO(block.png or cut(block.box)), *scale.box(block.box))
    describe(picture, block.name.capitalize(), block.alt)


def _key(shapes: Any, block: Key, theme: Theme, scale: Scale) -> None:
    before = signs.WIDTH * SIGN + 7
    for entry, box in zip(block.entries, block.boxes, strict=True):
        group = shapes.add_group_shape()
        drawn = Zoom(Shapes(group.shapes, theme, scale), SIGN)
        y = (box.y + box.height / 2) / SIGN - signs.HEIGHT / 2
        furniture.sign(drawn, box.x / SIGN, y, signs.sign_of(entry.kind, entry.look, theme))
        label = clean_text(furniture.legend_label(entry))
        words = group.shapes.add_textbox(
            *scale.box(Box(box.x + before, box.y, box.width - before, box.height))
        )
        words.name = "Label"
        _write(words.text_frame, [label], block.size, 1.2, theme, scale, theme.ink2)
        words.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        words.text_frame.word_wrap = False
        group.name = f"Legend: {label}"


def _table(shapes: Any, block: Table, theme: Theme, scale: Scale) -> None:
    frame = shapes.add_table(len(block.rows), len(block.widths), *scale.box(block.box))
    describe(frame, block.name.capitalize(), block.alt)
    table = frame.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN
    table.horz_banding = False
    for column, wide in zip(table.columns, block.widths, strict=True):
        column.width = scale.emu(wide)
    for number, (row, cells, high) in enumerate(zip(table.rows, block.rows, block.heights, strict=True)):
        row.height = scale.emu(high)
        for cell, text in zip(row.cells, cells, strict=True):
            texts = [clean_text(each) for each in blocks.paragraphs(text)]
            write_text(
                cell.text_frame, texts, scale.points(block.size), LEADING, theme, theme.ink, face=office.FACE
            )
            cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = scale.emu(PAD)
            cell.vertical_anchor = MSO_ANCHOR.TOP
            _ruled(cell, theme.ink if number == 0 else theme.line, scale.points(1.2 if number == 0 else 0.7))


def _ruled(cell: Any, colour: str, points: float) -> None:
    """Give a cell a line beneath it, and no other."""
    settings = cell._tc.get_or_add_tcPr()
    for edge in _EDGES:
        line = f'<a:{edge} xmlns:a="{_DRAWING}" w="0"><a:noFill/></a:{edge}>'
        if edge == "lnB":
            fill = f'<a:solidFill><a:srgbClr val="{rgb(colour)}"/></a:solidFill>'
            line = f'<a:{edge} xmlns:a="{_DRAWING}" w="{round(points * 12700)}">{fill}</a:{edge}>'
        settings.append(parse_xml(line))
    settings.append(parse_xml(f'<a:noFill xmlns:a="{_DRAWING}"/>'))


class Shapes(Surface):
    """A surface whose lines, boxes and words are shapes of PowerPoint's."""

    def __init__(self, shapes: Any, theme: Theme, scale: Scale) -> None:
        """Draw into a slide or a group."""
        self.theme, self._shapes, self._scale = theme, shapes, scale

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        weight: int = 400,
        italic: bool = False,
        align: str = "left",
        halo: str = "",
        turn: float = 0.0,
        middle: bool = False,
    ) -> None:
        """Write a line into a text box of its own; it is not turned and has no halo."""
        written = clean_text(Text((Run(text, strong=weight > 400),)))
        if not written:
            return
        wide = typeface.width(str(written), size, weight) * _WIDER
        left = x - wide if align == "right" else x - wide / 2 if align == "center" else x
        top = y - size * (_TALL / 2 if middle else _BASE)
        box = self._shapes.add_textbox(*self._scale.box(Box(left, top, wide, size * _TALL)))
        describe(box, "Words")
        frame = box.text_frame
        write_text(frame, [written], self._scale.points(size), _TALL, self.theme, colour, align=_ALIGN[align])
        set_face(
            frame.paragraphs[0].runs[0].font, self._scale.points(size), colour, weight > 400, office.FACE
        )
        frame.word_wrap = False
        frame.auto_size = MSO_AUTO_SIZE.NONE

    def line(
        self, points: Sequence[tuple[float, float]], colour: str, wide: float, *, dash: Sequence[float] = ()
    ) -> None:
        """Draw a line through points, each part a line of its own."""
        emu = self._scale.emu
        for (x, y), (to_x, to_y) in pairwise(points):
            ends = (emu(x), emu(y), emu(to_x), emu(to_y))
            drawn = self._shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
            self._rim(drawn, colour, wide, dash)
            self._name(drawn)

    def box(
        self,
        box: Box,
        fill: str,
        *,
        rim: str = "none",
        wide: float = 0.0,
        round_by: float = 0.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a rectangle."""
        kind = MSO_SHAPE.ROUNDED_RECTANGLE if round_by else MSO_SHAPE.RECTANGLE
        drawn = self._shapes.add_shape(kind, *self._scale.box(box))
        if round_by:
            drawn.adjustments[0] = min(0.5, round_by / min(box.width, box.height))
        self._paint(drawn, fill, rim, wide, dash)
        shape = shapely.box(box.x, box.y, box.x + box.width, box.y + box.height)
        self._texture(fill, shape.buffer(-wide / 2, join_style="mitre"), box)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        fill: str,
        *,
        rim: str = "none",
        wide: float = 0.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a disc or, with `none` as fill, a ring."""
        around = Box(x - radius, y - radius, 2 * radius, 2 * radius)
        self._paint(self._shapes.add_shape(MSO_SHAPE.OVAL, *self._scale.box(around)), fill, rim, wide, dash)
        self._texture(fill, shapely.Point(x, y).buffer(radius - wide / 2), around)

    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Draw a filled polygon."""
        self._outline([points], fill, "none", 0.0)

    def shapes(
        self,
        shapes: Sequence[BaseGeometry],
        within: Box,
        *,
        fill: str = "none",
        line: str = "none",
        wide: float = 0.0,
        round_ends: bool = False,
    ) -> None:
        """Draw polygons as one shape; they lie within the box already."""
        rings = [list(shapely.get_coordinates(part)) for shape in shapes for part in _polygons(shape)]
        if rings:
            self._outline([[(float(x), float(y)) for x, y in ring] for ring in rings], fill, line, wide)
        if texture_of(fill):
            self._texture(fill, shapely.union_all(shapes), within)

    def _outline(
        self, rings: Sequence[Sequence[tuple[float, float]]], fill: str, rim: str, wide: float
    ) -> None:
        emu = self._scale.emu
        placed = [[(int(emu(x)), int(emu(y))) for x, y in ring] for ring in rings]
        outline = self._shapes.build_freeform(*placed[0][0])
        for number, ring in enumerate(placed):
            if number:
                outline.move_to(*ring[0])
            outline.add_line_segments(ring[1:])
        self._paint(outline.convert_to_shape(), fill, rim, wide, ())

    def _paint(self, shape: Any, fill: str, rim: str, wide: float, dash: Sequence[float]) -> None:
        flatten(shape)
        if texture_of(fill) == BLANK:
            rim, wide, dash = self.theme.ink2, max(wide, 1.0), BLANK_DASH
        if fill == "none":
            shape.fill.background()
        else:
            shape.fill.solid()
            shape.fill.fore_color.rgb = rgb(self._opaque(plain(fill)))
        self._rim(shape, rim, wide, dash)
        self._name(shape)

    def _rim(self, shape: Any, colour: str, wide: float, dash: Sequence[float]) -> None:
        flatten(shape)
        if colour == "none" or not wide:
            shape.line.fill.background()
            return
        shape.line.color.rgb = rgb(self._opaque(colour))
        shape.line.width = Pt(self._scale.points(wide))
        if dash:
            shape.line.dash_style = MSO_LINE.SQUARE_DOT if dash[0] < 2 * wide else MSO_LINE.DASH

    def _opaque(self, colour: str) -> str:
        """Return a colour as it looks on the page: shapes of some programs cannot be seen through."""
        if re.fullmatch("#[0-9A-Fa-f]{8}", colour):
            return mixed(colour[:7], self.theme.page, 1 - int(colour[7:], 16) / 255)
        return colour

    def _name(self, shape: Any) -> None:
        describe(shape, "Shape", decorative=True)


def _polygons(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    """Yield the outlines of the polygons of a geometry, and those of their holes."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield from (part.exterior, *part.interiors)
