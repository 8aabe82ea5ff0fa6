"""Text on slides: fonts for three scripts, boxes that keep their size, runs in their hues; and lengths."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from dashboard.look.theme import Theme
from dashboard.paper import typeface
from dashboard.paper.canvas import ink_of
from dashboard.paper.layout import Box
from dashboard.wording.text import Run, Text

LATIN = "Source Sans Pro"
EAST_ASIAN = "Microsoft YaHei"
COMPLEX = "Myanmar Text"
"""Typefaces by script; PowerPoint replaces one that a machine lacks."""

SMALLEST = 11.0
"""Pixels; what does not fit at this size is cut, and an ellipsis says so."""

_EMU_PER_INCH = 914_400
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile("[\t\n\r ]+")
_MEASURED = re.compile("[\u0020-\u007e\u00a0-\u017f\u1000-\u109f\u2010-\u2015\u2018-\u201e\u2026]")
_BURMESE = re.compile("[\u1000-\u109f]")
_OTHER_SCRIPT = re.compile("[\u0300-\u1fff\u2e80-\uffff]")
_BURMESE_LEADING = 1.5
_STEP = 0.96
_NARROW = 0.95
_SLACK = 1.02
"""A text may be this much higher than its box: leading under the last line is no ink."""
_OWN_COLOUR = (
    f'<a:extLst xmlns:a="{_DRAWING}"><a:ext uri="{{A12FA001-AC4F-418D-AE19-62706E023703}}">'
    '<ahyp:hlinkClr xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor" val="tx"/>'
    "</a:ext></a:extLst>"
)
"""A link in the colour of its text, not in PowerPoint's blue."""

_DECORATION = (
    f'<a:extLst xmlns:a="{_DRAWING}"><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)


@dataclass(frozen=True, slots=True)
class Scale:
    """From pixels of the design to lengths on the slide; a pixel is a square of `inches`."""

    inches: float

    def points(self, pixels: float) -> float:
        """Return pixels as points."""
        return pixels * self.inches * 72

    def emu(self, pixels: float) -> Emu:
        """Return pixels as PowerPoint's own unit."""
        return Emu(round(pixels * self.inches * _EMU_PER_INCH))

    def box(self, box: Box) -> tuple[Emu, Emu, Emu, Emu]:
        """Return left, top, width and height of a box on the slide."""
        return self.emu(box.x), self.emu(box.y), self.emu(box.width), self.emu(box.height)


def clean(text: str) -> str:
    """Return a text on one line, without characters that XML forbids."""
    return _SPACE.sub(" ", _FORBIDDEN.sub("", text)).strip()


def clean_text(text: Text) -> Text:
    """Return a text of several runs on one line, without characters that XML forbids."""
    if len(text.runs) == 1:
        return Text.of(replace(text.runs[0], text=clean(text.runs[0].text)))
    whole = clean(str(text))
    return typeface.text_lines(
        Text(tuple(replace(run, text=_FORBIDDEN.sub("", run.text)) for run in text.runs)), [whole]
    )[0]


def rgb(colour: str) -> RGBColor:
    """Return `#RRGGBB` as PowerPoint's colour."""
    return RGBColor.from_string(colour[1:7].upper())


def set_face(font: Any, points: float, colour: str, bold: bool = False, face: str = LATIN) -> None:
    """Give letters their size, colour and weight, and a typeface for each script."""
    font.size = Pt(round(points, 1))
    font.bold = bold
    font.color.rgb = rgb(colour)
    font.name = face
    latin = font._element.find(qn("a:latin"))
    for tag, name in (("cs", COMPLEX), ("ea", EAST_ASIAN)):
        latin.addnext(parse_xml(f'<a:{tag} xmlns:a="{_DRAWING}" typeface="{name}"/>'))


def write_text(
    frame: Any,
    paragraphs: Sequence[Text],
    points: float,
    leading: float,
    theme: Theme,
    ink: str,
    *,
    align: Any = PP_ALIGN.LEFT,
    anchor: Any = MSO_ANCHOR.TOP,
    hanging: int = 0,
    spacing: float = 0.0,
    face: str = LATIN,
) -> None:
    """Write paragraphs into a text frame, which keeps its size and has no margins.

    `leading` is the height of a line and `spacing` the room between letters, in sizes; `ink` is the
    colour of plain runs, `hanging` the indent of all lines but the first, where a tab leads to.
    """
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    frame.vertical_anchor = anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, text in enumerate(paragraphs):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.alignment = align
        paragraph.line_spacing = Pt(round(points * _roomy(str(text), leading), 1))
        paragraph.space_before = paragraph.space_after = Pt(0)
        if hanging and "\t" in str(text):
            settings = paragraph._p.get_or_add_pPr()
            settings.set("marL", str(hanging))
            settings.set("indent", str(-hanging))
        for run in text.runs:
            _run(paragraph, run, points, ink_of(run, theme, ink), spacing, face)


def _run(paragraph: Any, part: Run, points: float, colour: str, spacing: float, face: str) -> None:
    run = paragraph.add_run()
    run.text = part.text
    set_face(run.font, points, colour, part.strong, face)
    run.font._element.set("lang", "en-GB")
    if spacing:
        run.font._element.set("spc", str(round(points * spacing * 100)))
    if part.address:
        run.hyperlink.address = part.address
        run.font._element.find(qn("a:hlinkClick")).append(parse_xml(_OWN_COLOUR))


def describe(shape: Any, name: str, alt: str = "", *, decorative: bool = False) -> None:
    """Name a shape and say what it shows, or that it is decoration, for those who do not see it."""
    shape.name = name
    about = shape._element._nvXxPr.cNvPr
    about.set("descr", clean(alt))
    if decorative:
        about.append(parse_xml(_DECORATION))


def flatten(shape: Any) -> None:
    """Take from a shape the style of new shapes: its shadow, and colours that are not ours."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def fitting(texts: Sequence[str], size: float, room: Box, leading: float, weight: int = 400) -> float:
    """Return the largest size of letters in pixels, at most `size`, at which paragraphs fit into a box.

    The given size is kept wherever it fits; a smaller one leaves some room for fonts that differ.
    """
    if _height(texts, size, room.width, leading, weight) <= room.height * _SLACK:
        return size
    while size > SMALLEST and _height(texts, size, room.width * _NARROW, leading, weight) > room.height:
        size = max(SMALLEST, size * _STEP)
    return size


def fitted(text: Text, size: float, room: Box, leading: float, weight: int = 400) -> tuple[Text, float]:
    """Return a text and its size so that it fits into a box; an ellipsis where some is left out."""
    letters = str(text)
    smaller = fitting([letters], size, room, leading, weight)
    width = room.width if smaller == size else room.width * _NARROW
    limit = max(room.height * _SLACK, smaller * leading)
    if _height([letters], smaller, width, leading, weight) <= limit:
        return text, smaller

    def height(count: int) -> float:
        return _height([f"{letters[:count]}…"], smaller, room.width * _NARROW, leading, weight)

    kept = letters[: bisect_right(range(1, len(letters)), limit, key=height)].rstrip() + "…"
    return typeface.text_lines(text, [kept])[0], smaller


def address_lines(address: str, size: float, room: Box, leading: float) -> list[str]:
    """Return an address as lines that fit into a box, broken between its parts."""
    lines = typeface.address_lines(address, size, room.width)
    most = max(1, int(room.height * _SLACK / (size * leading)))
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    return lines


def _height(texts: Sequence[str], size: float, width: float, leading: float, weight: int) -> float:
    """Return how high paragraphs are, in pixels, as far as one can know without PowerPoint's fonts."""
    return sum(
        len(typeface.lines("".join(_stand_ins(text)), size, width / _wider(text), weight))
        * size
        * _roomy(text, leading)
        for text in texts
    )


def _wider(text: str) -> float:
    """Return how much wider a text may be than in our fonts: other scripts' fonts differ most."""
    return 1.12 if _OTHER_SCRIPT.search(text) else 1.0


def _roomy(text: str, leading: float) -> float:
    """Return the leading of a text: Burmese letters stand on one another."""
    return max(leading, _BURMESE_LEADING) if _BURMESE.search(text) else leading


def _stand_ins(text: str) -> Iterator[str]:
    """Yield letters whose widths are known, as wide as those of a text: PowerPoint has more than we have."""
    for letter in text:
        if _MEASURED.match(letter):
            yield letter
        elif not unicodedata.combining(letter):
            yield "—" if unicodedata.east_asian_width(letter) in "WF" else "n"
