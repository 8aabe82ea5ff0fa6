"""What stands around the pictures: title, sentence, legend, evidence, sources, foot, link as QR."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import segno
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate

from dashboard.look import signs
from dashboard.map.legend import LegendEntry
from dashboard.paper import typeface
from dashboard.paper.canvas import Canvas, Surface
from dashboard.paper.layout import Box
from dashboard.paper.tags import Role
from dashboard.paper.words import Words
from dashboard.wording import paper as wording
from dashboard.wording.map_words import left_out
from dashboard.wording.text import Text

SIZES = {"kicker": 12.0, "legend": 12.5, "evidence": 12.5, "sources": 12.0, "disclaimer": 11.0, "link": 11.0}
_TITLES = (35.0, 33.0, 31.0, 29.0, 27.0, 24.0, 21.0, 18.0, 16.0)
_SENTENCES = (20.0, 18.0, 16.0, 14.0, 12.5)
_ROW = 23.0
_SMALLEST_QR = 64.0
_LOGO = (150.0, 36.0)
_MOST_LOGO, _MOST_PIXELS = 2_000_000, 16
"""Bytes of a logo, and its pixels in millions."""
_TWO_COLUMNS = 640.0
"""Width from which sources stand in two columns."""


def head(canvas: Canvas, box: Box, words: Words, logo: bytes | None) -> dict[str, tuple[Box, float]]:
    """Write kicker, title and sentence from the top of a box; return their boxes and sizes."""
    theme = canvas.theme
    tracked = "\N{HAIR SPACE}".join(words.kicker.upper())
    with canvas.part(Role.PARAGRAPH, words.kicker):
        canvas.text(box.x, box.y + 11, tracked, 11.5, theme.ink2, weight=600)
    boxes: dict[str, tuple[Box, float]] = {}
    if logo:
        corner = Box(box.x + box.width - _LOGO[0], box.y - 16, *_LOGO)
        with canvas.part(Role.FIGURE, wording.LOGO()):
            boxes["logo"] = (picture(canvas, corner, logo), 0.0)
    boxes["kicker"] = (Box(box.x, box.y - 3, box.width, 18), SIZES["kicker"])
    (size, lines), sentence = _head_lines(box, words)
    top = box.y + 26
    with canvas.part(Role.TITLE, " ".join(lines)):
        y = canvas.lines(box.x, top, [Text.of(line).strong() for line in lines], size, 1.15, theme.ink)
    boxes["title"] = (Box(box.x, top, box.width, y - top), size)
    top, (size, lines) = y + 8, sentence
    with canvas.part(Role.PARAGRAPH, " ".join(lines)):
        y = canvas.lines(box.x, top, typeface.text_lines(words.sentence, lines), size, 1.42, theme.ink)
    boxes["sentence"] = (Box(box.x, top, box.width, y - top), size)
    return boxes


def head_height(box: Box, words: Words) -> float:
    """Return how much of a box's height kicker, title and sentence take."""
    (title, lines), (size, rows) = _head_lines(box, words)
    return 34 + len(lines) * title * 1.15 + len(rows) * size * 1.42


def _head_lines(box: Box, words: Words) -> tuple[tuple[float, list[str]], tuple[float, list[str]]]:
    """Return size and lines of the title, and of the sentence beneath it."""
    narrow = box.height > box.width * 0.6
    room = (box.width, 172.0 if narrow else box.height * 0.45)
    size, lines = typeface.fitted(words.title, _TITLES, room, 1.15, 700)
    left = box.height - 34 - len(lines) * size * 1.15
    sizes = _SENTENCES[1:] if narrow else _SENTENCES
    sentence = typeface.fitted(str(words.sentence), sizes, (box.width - 8, 184.0 if narrow else left), 1.42)
    return (size, lines), sentence


def legend(canvas: Canvas, box: Box, entries: Sequence[LegendEntry], columns: int) -> Box:
    """Draw the legend from the top of a box, in rows; return the box that it takes."""
    each = box.width / columns
    for number, entry in enumerate(entries):
        x, y = box.x + each * (number % columns), box.y + _ROW * (number // columns) + _ROW / 2
        sign(canvas, x, y - signs.HEIGHT / 2, signs.sign_of(entry.kind, entry.look, canvas.theme))
        with canvas.part(Role.ITEM, str(legend_label(entry))):
            canvas.write(x + 23, y + 4.4, legend_label(entry), SIZES["legend"], canvas.theme.ink2)
    return Box(box.x, box.y, box.width, _ROW * -(-len(entries) // columns))


def legend_label(entry: LegendEntry) -> Text:
    """Return the words of an entry, which say so where the reader left its actor out."""
    return left_out(entry.label).quiet() if entry.hidden else entry.label


def sign(canvas: Surface, x: float, y: float, of: signs.Sign) -> None:
    """Draw a sign; `x` and `y` are the corner of its box."""
    box = Box(x, y, signs.WIDTH, signs.HEIGHT)
    fill, rim = of.fills[0], of.rim or "none"
    match of.form:
        case signs.Disc(radius):
            middle = (x + box.width / 2, y + box.height / 2)
            canvas.circle(*middle, radius, fill, rim=rim, wide=of.wide, dash=of.dash or ())
        case signs.Plate(inset, radius):
            plate = Box(x + inset, y + inset, box.width - 2 * inset, box.height - 2 * inset)
            canvas.box(plate, fill, rim=rim, wide=of.wide, round_by=radius, dash=of.dash or ())
        case corners:
            outline = translate(shapely.Polygon(corners), x, y)
            canvas.shapes([outline], box, fill=fill, line=rim, wide=of.wide)
    for colour, stripes in of.stripes():
        canvas.shapes([translate(stripes, x, y)], box, fill=colour)


def paragraph(canvas: Canvas, box: Box, text: Text, size: float, leading: float, ink: str = "") -> float:
    """Write a text into a box, cut with an ellipsis where it does not fit; return the y of its end."""
    sizes = (size, size * 0.93, size * 0.87)
    size, lines = typeface.fitted(str(text), sizes, (box.width, box.height), leading)
    written = typeface.text_lines(text, lines)
    with canvas.part(Role.PARAGRAPH, " ".join(lines)):
        return canvas.lines(box.x, box.y, written, size, leading, ink or canvas.theme.ink2)


def source_columns(box: Box) -> tuple[int, float]:
    """Return in how many columns sources stand in a box, and how wide each is."""
    columns = 2 if box.width > _TWO_COLUMNS else 1
    return columns, (box.width - 24 * (columns - 1)) / columns


def sources(canvas: Canvas, box: Box, words: Words) -> int:
    """Write as many numbered sources as fit a box, under how many there are; return their number."""
    theme, size, row = canvas.theme, SIZES["sources"], 17.6
    high = room_for_sources(box.height)
    columns, wide = source_columns(box)
    printed = min(len(words.sources), columns * high)
    heading = Text.of(sources_heading(words, printed)).strong()
    with canvas.part(Role.HEADING, str(heading)):
        canvas.write(box.x, box.y + 12, heading, size, theme.ink)
    for line in words.sources[:printed]:
        column, down = divmod(line.number - 1, high)
        x, y = box.x + column * (wide + 24), box.y + 12 + row * (down + 1)
        _, lines = typeface.fitted(line.text, (size,), (wide - 20, row), 1)
        around = Box(x, y - 12, 19 + typeface.width(lines[0], size), row)
        with canvas.part(
            Role.ITEM, wording.numbered(line.number, line.text), address=line.address, box=around
        ):
            canvas.text(x + 12, y, str(line.number), size, theme.ink2, align="right")
            canvas.text(x + 19, y, lines[0], size, theme.ink2)
    return printed


def sources_heading(words: Words, printed: int, *, notes: bool = False) -> str:
    """Return what stands above the sources; `notes` tells whether there are notes that have all of them."""
    total = len(words.sources)
    if not total:
        return wording.NO_SOURCES()
    return wording.some_sources(printed, total, notes=notes) if printed < total else wording.SOURCES()


def room_for_sources(height: float) -> int:
    """Return how many sources fit a height."""
    return max(0, int((height - 17.6) / 17.6))


def foot(canvas: Canvas, box: Box, words: Words) -> dict[str, Box]:
    """Draw disclaimer, credit and link at the foot; return their boxes."""
    theme = canvas.theme
    canvas.line([(box.x, box.y), (box.x + box.width, box.y)], theme.line, 1)
    side = min(box.height - 12, 84.0)
    square = Box(box.x + box.width - side, box.y + 12, side, side)
    fits = bool(words.link) and side >= _SMALLEST_QR
    if fits:
        code = segno.make(words.link, error="l", micro=False)
        fits = code.symbol_size(border=0)[0] <= side
    if fits:
        with canvas.part(Role.FIGURE, wording.qr_alt(words.link)):
            draw_qr(canvas, square, code)
    room = box.width - (side + 20 if fits else 0)
    wide = 0.58 * room
    y = paragraph(canvas, Box(box.x, box.y + 10, wide, 34), Text.of(words.disclaimer), 11, 1.38)
    room_below = Box(box.x, y, wide, box.y + box.height - y + 6)
    paragraph(canvas, room_below, Text.of(words.credit), 11, 1.38, theme.ink3)
    words_box = Box(box.x, box.y + 10, wide, box.height - 10)
    link = Box(box.x + wide + 24, box.y + 10, room - wide - 24, box.height - 10)
    for size in (11.0, 10.0, 9.0, 8.0):
        lines = _again(words, size, link.width)
        if len(lines) * size * 1.38 <= link.height:
            break
    high = len(lines) * size * 1.38
    with canvas.part(Role.PARAGRAPH, words.again, address=words.link, box=replace(link, height=high)):
        for number, line in enumerate(lines):
            y = link.y + size * (1.38 * number + 1.03)
            canvas.text(link.x + link.width, y, line, size, theme.ink2, align="right")
    boxes = {"disclaimer": words_box, "link": link}
    return boxes | {"qr": square} if fits else boxes


def _again(words: Words, size: float, room: float) -> list[str]:
    """Return the lines that say how to come back to the question."""
    if words.link:
        return typeface.address_lines(words.link.partition("://")[2], size, room)
    return [line for part in words.command.splitlines() for line in typeface.lines(part, size, room)]


def draw_qr(canvas: Canvas, box: Box, code: segno.QRCode) -> None:
    """Draw a QR code: dark on light in every tone, or cameras do not read it."""
    rows = [list(row) for row in code.matrix]
    step = box.width / len(rows)
    canvas.box(Box(box.x - 3, box.y - 3, box.width + 6, box.height + 6), "#FFFFFF")
    cells = [
        shapely.box(box.x + at * step, box.y + y * step, box.x + (at + 1) * step, box.y + (y + 1) * step)
        for y, row in enumerate(rows)
        for at, dark in enumerate(row)
        if dark
    ]
    canvas.shapes([shapely.union_all(cells)], box, fill="#14181C")


def qr_png(link: str) -> bytes:
    """Return the link as a QR code, a PNG."""
    out = io.BytesIO()
    segno.make(link, error="l", micro=False).save(out, kind="png", scale=6, border=2)
    return out.getvalue()


def picture(canvas: Canvas, box: Box, png: bytes) -> Box:
    """Draw a picture as large as a box allows, at its right and upright; return the box that it takes.

    Raises:
        BadOrder: If it is no PNG or JPEG that can be read, or too large.
    """
    pixels, placed = _pixels(png), picture_box(box, png)
    canvas.picture(placed, pixels)
    return placed


def picture_box(box: Box, png: bytes) -> Box:
    """Return the box of a picture that is as large as another box allows, at its right.

    Raises:
        BadOrder: If it is no PNG or JPEG that can be read, or too large.
    """
    high, wide = _pixels(png).shape[:2]
    scale = min(box.width / wide, box.height / high)
    return Box(box.x + box.width - wide * scale, box.y, wide * scale, high * scale)


@lru_cache(maxsize=2)
def _pixels(png: bytes) -> NDArray[np.uint8]:
    """Return a picture as its pixels: rows, columns, red with green, blue and alpha."""
    from PIL import Image, UnidentifiedImageError

    if len(png) > _MOST_LOGO:
        raise wording.logo_too_heavy(len(png), _MOST_LOGO)
    try:
        with Image.open(io.BytesIO(png), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > _MOST_PIXELS * 1_000_000:
                raise wording.logo_too_large(_MOST_PIXELS)
            return np.asarray(opened.convert("RGBA"))
    except (UnidentifiedImageError, OSError, ValueError):
        raise wording.no_logo() from None
