"""What a slide is made of: texts, pictures, a legend, tables and drawings, each in its box.

Paper draws them on its canvas; PowerPoint gets each as a thing of its own that can be edited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.look import signs
from dashboard.map.legend import LegendEntry
from dashboard.paper import furniture, office, typeface
from dashboard.paper.canvas import Canvas, Surface
from dashboard.paper.layout import Box
from dashboard.paper.tags import Role
from dashboard.paper.zoom import Zoom
from dashboard.wording.text import Text

LEADING = 1.25
"""Height of a line of a table or a passage, in sizes."""
PAD = 4.0
"""Points between the words of a cell and its edges."""
SIGN = 1.25
"""How much larger a sign of the legend is than on a page."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs that fit their box by the office's measure.

    `ink` is the colour of plain runs; with `low` they stand on the bottom of the box. `role` is what each
    of them is.
    """

    name: str
    box: Box
    texts: tuple[Text, ...]
    size: float
    leading: float
    ink: str
    low: bool = False
    role: Role = Role.PARAGRAPH


@dataclass(frozen=True, slots=True)
class Figure:
    """A part of the slide that stays a picture: a map, or a file, `png`, of the shape of the box."""

    name: str
    box: Box
    alt: str
    png: bytes = b""


@dataclass(frozen=True, slots=True)
class Key:
    """A legend: an entry in each of the boxes, which is that of its sign and its words."""

    entries: tuple[LegendEntry, ...]
    boxes: tuple[Box, ...]
    size: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row heads its columns: `widths` of these, `heights` of the rows."""

    name: str
    box: Box
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float
    alt: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn of lines and shapes; its own pixels are `zoom` of the slide's."""

    name: str
    box: Box
    draw: Callable[[Surface], None]
    zoom: float
    alt: str


Block = Passage | Figure | Key | Table | Drawing


def passage(
    name: str, room: Box, text: Text, sizes: Sequence[float], ink: str, leading: float = LEADING
) -> Passage:
    """Return a text from the top of a room, in the largest of some sizes at which it fits.

    At every size but the smallest it has at most two lines, as a title or a sentence should.
    """
    lines = [len(office.lines(text, size, room.width)) for size in sizes]
    few = next((size for size, count in zip(sizes, lines, strict=True) if count < 3), sizes[-1])
    sizes = sizes[list(sizes).index(few) :]
    text, size, count = office.fitted(text, sizes, (room.width, room.height), leading)
    return Passage(name, Box(room.x, room.y, room.width, count * size * leading), (text,), size, leading, ink)


def key(room: Box, entries: Sequence[LegendEntry], size: float) -> Key:
    """Return a legend from the top of a room, one entry after the other, in as many rows as it needs."""
    x, y, boxes = room.x, room.y, []
    high, sign = size * 1.5, signs.WIDTH * SIGN + 7
    for entry in entries:
        words = Text.of(furniture.legend_label(entry))
        wide = min(sign + sum(office.width(r.text, size, r.strong) for r in words.runs) + 2, room.width)
        if x > room.x and x + wide > room.x + room.width:
            x, y = room.x, y + high
        boxes.append(Box(x, y, wide, high))
        x += wide + 14
    return Key(tuple(entries), tuple(boxes), size)


def heights(rows: Sequence[Sequence[Text]], widths: Sequence[float], size: float) -> list[float]:
    """Return how high the rows of a table are whose columns have these widths."""
    return [
        max(
            sum(max(1, len(office.lines(part, size, wide - 2 * PAD))) for part in paragraphs(cell))
            for cell, wide in zip(row, widths, strict=True)
        )
        * size
        * LEADING
        + 2 * PAD
        for row in rows
    ]


def paragraphs(text: Text) -> list[Text]:
    """Return the lines of a text that are lines of their own."""
    parts = str(text).split("\n")
    return typeface.text_lines(text, parts) if len(parts) > 1 else [text]


# -- On paper --------------------------------------------------------------------------------------


def draw(canvas: Canvas, block: Block) -> None:
    """Draw a block on paper; a map is drawn there already."""
    theme = canvas.theme
    match block:
        case Passage():
            _write(
                canvas, block.box, block.texts, block.size, block.leading, block.ink, block.low, block.role
            )
        case Figure() if block.png:
            with canvas.part(Role.FIGURE, block.alt, box=block.box):
                furniture.picture(canvas, block.box, block.png)
        case Key():
            for entry, box in zip(block.entries, block.boxes, strict=True):
                grown = Zoom(canvas, SIGN)
                y = (box.y + box.height / 2) / SIGN - signs.HEIGHT / 2
                furniture.sign(grown, box.x / SIGN, y, signs.sign_of(entry.kind, entry.look, theme))
                x, y = box.x + signs.WIDTH * SIGN + 7, box.y + box.height / 2 + 0.35 * block.size
                label = furniture.legend_label(entry)
                with canvas.part(Role.ITEM, str(label)):
                    canvas.write(x, y, label, block.size, theme.ink2)
        case Table():
            y = block.box.y
            for number, (row, high) in enumerate(zip(block.rows, block.heights, strict=True), 1):
                x, role = block.box.x, Role.HEAD if number == 1 else Role.CELL
                for cell, wide in zip(row, block.widths, strict=True):
                    inner = Box(x + PAD, y + PAD, wide - 2 * PAD, high)
                    with canvas.part(role, _one_line(cell), row=number):
                        _write(canvas, inner, paragraphs(cell), block.size, LEADING, theme.ink)
                    x += wide
                y += high
                rule = (theme.ink, 1.2) if number == 1 else (theme.line, 0.7)
                canvas.line([(block.box.x, y), (block.box.x + block.box.width, y)], *rule)
        case Drawing():
            with canvas.part(Role.FIGURE, block.alt, box=block.box):
                block.draw(Zoom(canvas, block.zoom))


def _write(
    canvas: Canvas,
    box: Box,
    texts: Sequence[Text],
    size: float,
    leading: float,
    ink: str,
    low: bool = False,
    role: Role = Role.PARAGRAPH,
) -> None:
    """Write paragraphs into a box, each a part of its own, whose link is that of its first run."""
    every: list[list[Text]] = []
    for text in texts:
        weight = 700 if all(run.strong for run in text.runs) else 600
        broken = typeface.lines(str(text), size, box.width, weight)
        every.append(typeface.text_lines(text, broken) or [text])
    high = size * leading
    y = box.y + box.height - sum(map(len, every)) * high if low else box.y
    for text, lines in zip(texts, every, strict=True):
        address = text.runs[0].address if text.runs else ""
        around = Box(box.x, y, box.width, len(lines) * high)
        with canvas.part(role, _one_line(text), address=address, box=around):
            y = canvas.lines(box.x, y, lines, size, leading, ink)


def _one_line(text: Text) -> str:
    return " ".join(str(text).split())
