"""Briefings as slides that can be edited: PowerPoint's own texts, shapes and charts around maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE

from dashboard.charts.stretches import bar_fills
from dashboard.look.theme import LIGHT, Theme
from dashboard.map.legend import LegendEntry
from dashboard.paper import furniture
from dashboard.paper.blocks import Block
from dashboard.paper.formats import images
from dashboard.paper.formats.archive import EPOCH, repacked
from dashboard.paper.formats.slides import charts, legend, native
from dashboard.paper.formats.slides.charts import NativeChart, Series
from dashboard.paper.formats.slides.text import (
    Scale,
    address_lines,
    clean,
    clean_text,
    describe,
    fitted,
    fitting,
    flatten,
    rgb,
    write_text,
)
from dashboard.paper.ink import Written
from dashboard.paper.layout import Box
from dashboard.paper.page import Page
from dashboard.paper.panels import Holder, mines_alt, mines_told
from dashboard.paper.words import Words
from dashboard.wording import paper as wording
from dashboard.wording.text import Run, Text

MOST = 200
"""Slides of one file."""

_AUTHOR = "Border Ledger"
_TITLE_ONLY = "Title Only"
_SIZES = {
    "kicker": 12.0,
    "title": 36.0,
    "sentence": 18.0,
    "legend": 12.5,
    "evidence": 12.5,
    "sources": 12.0,
    "disclaimer": 11.0,
    "link": 11.0,
}
"""Heights of letters in pixels where a slide does not give them."""
_LEADING = {"kicker": 1.2, "title": 1.12, "sentence": 1.45, "evidence": 1.45, "sources": 1.5}
_FOOT_LEADING = 1.35
_HANGING = 1.6
"""Indent of a numbered line, in sizes of letters."""
_LINE_ABOVE = {"legend": 12.0, "evidence": 12.0, "disclaimer": 16.0}
"""Pixels between a hairline and the box under it."""
_NOTES_POINTS = 11.0
_FOOT = ("qr", "logo")
_BAR = 4.0
_UNWANTED = (
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.PRINTER_SETTINGS,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
)
"""What python-pptx's template says of itself."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG in its box, and what it shows in words."""

    box: Box
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide.

    Attributes:
        size: Width and height of the design in pixels, the unit of all boxes; `inches` are the slide's.
        boxes: Where things stand: kicker, title, sentence, legend, evidence, sources, disclaimer, link,
            qr, logo. What has no box is left out; without a title box the title stands above the
            slide, for its outline.
        legend: What colours, patterns and shapes mean, row by row, in `legend_columns`.
        pictures: The map and others in reading order; those in the boxes qr and logo come last.
        type_sizes: Height of letters in pixels by name of the box.
        sources_shown: How many sources are printed; all are in the notes.
        progress: Number of this slide in its sequence, and how many there are.
    """

    size: tuple[float, float]
    inches: tuple[float, float]
    words: Words
    boxes: Mapping[str, Box]
    legend: tuple[LegendEntry, ...]
    theme: Theme
    pictures: tuple[Picture, ...]
    charts: tuple[NativeChart, ...]
    type_sizes: Mapping[str, float]
    sources_shown: int
    legend_columns: int = 2
    progress: tuple[int, int] | None = None

    @property
    def scale(self) -> Scale:
        """Return how large a pixel is."""
        return Scale(self.inches[0] / self.size[0])


def write(slides: Sequence[Slide]) -> bytes:
    """Return slides as a PowerPoint file; the same slides give the same bytes.

    Raises:
        BadOrder: If there is no slide, or there are too many, or not all have one size.
    """
    if not slides:
        raise wording.no_slides()
    if len(slides) > MOST:
        raise wording.too_many_slides(len(slides), MOST)
    if len({slide.inches for slide in slides}) > 1:
        raise wording.slides_of_several_sizes()
    deck = _deck(slides[0])
    layout = deck.slide_layouts[0]
    for slide in slides:
        _draw(deck.slides.add_slide(layout), slide)
    buffer = BytesIO()
    deck.save(buffer)
    return repacked(buffer.getvalue())


def _deck(first: Slide) -> Any:
    """Return an empty deck of the first slide's size: one layout, no clock, nobody's thumbnail."""
    deck = Presentation()
    width, height = first.scale.emu(first.size[0]), first.scale.emu(first.size[1])
    wider, higher = width / deck.slide_width, height / deck.slide_height
    for shape in deck.slide_master.placeholders:
        shape.left, shape.width = round(shape.left * wider), round(shape.width * wider)
        shape.top, shape.height = round(shape.top * higher), round(shape.height * higher)
    deck.slide_width, deck.slide_height = width, height
    # The template says that it is 4:3.
    deck.part._element.sldSz.attrib.pop("type", None)
    for layout in list(deck.slide_layouts):
        if layout.name != _TITLE_ONLY:
            deck.slide_layouts.remove(layout)
    package = deck.part.package
    for owner, links in ((package, package._rels), (deck.part, deck.part.rels)):
        for name in [name for name, link in links.items() if link.reltype in _UNWANTED]:
            owner.drop_rel(name)
    about = deck.core_properties
    about.title, about.subject = clean(first.words.document)[:255], clean(first.words.kicker)[:255]
    about.author = about.last_modified_by = _AUTHOR
    about.created = about.modified = EPOCH
    about.language, about.revision, about.comments = "en-GB", 1, ""
    return deck


def _draw(page: Any, slide: Slide) -> None:
    """Draw a slide in the order in which it is read."""
    _ground(page, slide)
    _head(page.shapes, slide)
    foot = [slide.boxes[name] for name in _FOOT if name in slide.boxes]
    pictures = [picture for picture in slide.pictures if picture.box not in foot]
    for number, picture in enumerate(pictures, 1):
        _picture(page.shapes, picture, f"Picture {number}", slide.scale)
    for chart in slide.charts:
        charts.draw(page.shapes, chart, slide.theme, slide.scale)
    if "legend" in slide.boxes:
        box, size = slide.boxes["legend"], _size(slide, "legend")
        legend.draw(page.shapes, slide.legend, box, slide.legend_columns, size, slide.theme, slide.scale)
    _reasons(page.shapes, slide)
    _foot(page.shapes, slide)
    _notes(page.notes_slide, slide)


def _ground(page: Any, slide: Slide) -> None:
    """Give a slide its name and its colour."""
    page._element.cSld.set("name", clean(slide.words.title)[:120])
    page.background.fill.solid()
    page.background.fill.fore_color.rgb = rgb(slide.theme.page)


def _head(shapes: Any, slide: Slide) -> None:
    words, theme = slide.words, slide.theme
    above = Box(0, -2 * _SIZES["title"], slide.size[0], 1.5 * _SIZES["title"])
    box = slide.boxes.get("title", above)
    leading = _LEADING["title"]
    text, size = fitted(Text.of(clean(words.title)).strong(), _size(slide, "title"), box, leading, 700)
    title = shapes.title
    title.left, title.top, title.width, title.height = slide.scale.box(box)
    title.name = "Title"
    write_text(title.text_frame, [text], slide.scale.points(size), leading, theme, theme.ink)
    kicker = Text.of(clean(words.kicker).upper()).strong().quiet()
    _text(shapes, slide, "kicker", [kicker], spacing=0.09)
    _sentences(shapes, slide, "sentence", words.sentence, theme.ink)


def _reasons(shapes: Any, slide: Slide) -> None:
    words, theme = slide.words, slide.theme
    _sentences(shapes, slide, "evidence", words.evidence, theme.ink2)
    if not words.sources:
        return
    heading = furniture.sources_heading(words, min(slide.sources_shown, len(words.sources)), notes=True)
    lines = [Text.of(f"{line.number}\t{clean(line.text)}") for line in words.sources[: slide.sources_shown]]
    _text(shapes, slide, "sources", [Text.of(heading).strong(), *lines])


def _foot(shapes: Any, slide: Slide) -> None:
    words, theme = slide.words, slide.theme
    left, right = slide.size[0], 0.0
    for box in slide.boxes.values():
        left, right = min(left, box.x), max(right, box.x + box.width)
    for name, gap in _LINE_ABOVE.items():
        if name in slide.boxes:
            box = slide.boxes[name]
            across = Box(left, box.y, right - left, 0) if name == "disclaimer" else box
            line = Box(across.x, box.y - gap, across.width, 1)
            _bar(shapes, line, theme.line, f"Line above {name}", slide.scale)
    disclaimer = [Text.of(clean(text)) for text in (words.disclaimer, words.credit)]
    _text(shapes, slide, "disclaimer", disclaimer)
    if words.link and "link" in slide.boxes:
        address, size = clean(words.link), _size(slide, "link")
        lines = address_lines(address.partition("://")[2], size, slide.boxes["link"], _FOOT_LEADING)
        linked = [Text((Run(line, address=address),)) for line in lines]
        _text(shapes, slide, "link", linked, align=PP_ALIGN.RIGHT)
    elif "link" in slide.boxes:
        _text(shapes, slide, "link", [Text.of(clean(words.command))], align=PP_ALIGN.RIGHT)
    for name in _FOOT:
        for picture in slide.pictures:
            if name in slide.boxes and picture.box == slide.boxes[name]:
                _picture(shapes, picture, name.upper() if name == "qr" else name.capitalize(), slide.scale)
    if slide.progress:
        _progress(shapes, slide, left, *slide.progress)


def _progress(shapes: Any, slide: Slide, left: float, number: int, count: int) -> None:
    """Draw how far a sequence has come: a bar along the foot, and the same in words."""
    width, bottom = slide.size[0], slide.size[1] - _BAR
    size = _size(slide, "disclaimer")
    _bar(shapes, Box(0, bottom, width, _BAR), slide.theme.line, "Progress, all", slide.scale)
    _bar(shapes, Box(0, bottom, width * number / count, _BAR), slide.theme.ink, "Progress", slide.scale)
    box = shapes.add_textbox(*slide.scale.box(Box(left, bottom - 1.5 * size, 8 * size, 1.3 * size)))
    describe(box, "Progress in words")
    text = Text.of(wording.progress(number, count))
    points, theme = slide.scale.points(size), slide.theme
    write_text(box.text_frame, [text], points, _FOOT_LEADING, theme, theme.ink2)


def _notes(page: Any, slide: Slide) -> None:
    """Write into the notes all that the slide has no room for; they are printed on white."""
    words = slide.words
    alts = dict.fromkeys(
        [words.alt, *(picture.alt for picture in slide.pictures), *(chart.alt for chart in slide.charts)]
    )
    paragraphs = [
        Text.of(words.title).strong(),
        Text.of(str(words.sentence)),
        Text.of(str(words.evidence)),
        Text.of(wording.PICTURES()).strong(),
        *map(Text.of, alts),
        Text.of(wording.SOURCES()).strong(),
        *(Text.of(wording.numbered(number, text)) for number, text in enumerate(words.citations, 1)),
        *map(Text.of, (words.disclaimer, words.credit, words.again)),
    ]
    cleaned = [text for text in map(clean_text, paragraphs) if text]
    write_text(page.notes_text_frame, cleaned, _NOTES_POINTS, 1.3, LIGHT, LIGHT.ink)


def _sentences(shapes: Any, slide: Slide, name: str, text: Text, ink: str) -> None:
    """Write sentences into their box, cut where they do not fit."""
    if name in slide.boxes:
        text, size = fitted(clean_text(text), _size(slide, name), slide.boxes[name], _LEADING[name])
        _text(shapes, slide, name, [text], ink=ink, size=size)


def _text(
    shapes: Any,
    slide: Slide,
    name: str,
    paragraphs: Sequence[Text],
    *,
    ink: str = "",
    align: Any = PP_ALIGN.LEFT,
    spacing: float = 0.0,
    size: float | None = None,
) -> None:
    """Write paragraphs into the box of a name, smaller where they would not fit unless `size` is given."""
    if name not in slide.boxes:
        return
    box, leading = slide.boxes[name], _LEADING.get(name, _FOOT_LEADING)
    columns, wide = furniture.source_columns(box) if name == "sources" else (1, box.width)
    if size is None:
        # Columns are one long column to the measure.
        room = replace(box, width=wide, height=columns * box.height)
        size = fitting([str(text) for text in paragraphs], _size(slide, name), room, leading)
    shape = shapes.add_textbox(*slide.scale.box(box))
    if columns > 1:
        shape.text_frame._txBody.bodyPr.set("numCol", str(columns))
    describe(shape, name.capitalize())
    hanging = slide.scale.emu(_HANGING * size)
    write_text(
        shape.text_frame,
        paragraphs,
        slide.scale.points(size),
        leading,
        slide.theme,
        ink or slide.theme.ink2,
        align=align,
        hanging=hanging,
        spacing=spacing,
    )


def _picture(shapes: Any, picture: Picture, name: str, scale: Scale) -> None:
    shape = shapes.add_picture(BytesIO(picture.png), *scale.box(picture.box))
    describe(shape, name, picture.alt)


def _bar(shapes: Any, box: Box, colour: str, name: str, scale: Scale) -> None:
    """Draw a filled rectangle that says nothing."""
    bar = shapes.add_shape(MSO_SHAPE.RECTANGLE, *scale.box(box))
    flatten(bar)
    bar.fill.solid()
    bar.fill.fore_color.rgb = rgb(colour)
    bar.line.fill.background()
    describe(bar, name, decorative=True)


def _size(slide: Slide, name: str) -> float:
    return slide.type_sizes.get(name, _SIZES[name])


# -- Pages of paper as slides ----------------------------------------------------------------------
# Maps are pictures; words, legend and bars are PowerPoint's own.

_SMALLER = 0.93
"""Letters on slides against those on paper: where our font is missing, another one is often wider."""


@dataclass(frozen=True, slots=True)
class Part:
    """What slides have of a page: a slide, or what one for a wall is made of, with its maps as PNG by box."""

    slide: Slide
    blocks: tuple[Block, ...]
    maps: Mapping[Box, bytes]


def part(page: Page) -> Part:
    """Return what slides have of a page."""
    if not page.blocks:
        return Part(_slide(page), (), {})
    boxes = [box for box, _ in page.pictures]
    whole = _drawn(page) if boxes else None
    maps = {box: _cut(whole, box, page.canvas.dots) for box in boxes} if whole is not None else {}
    return Part(_slide(page, pictures=False), page.blocks, maps)


def pptx(parts: Iterable[Part], count: int) -> bytes:
    """Return slides that can be edited, of which `count` are of a sequence."""
    every = iter(parts)
    first = next(every)
    if first.blocks:
        return _native(chain([first], every))
    slides = [each.slide for each in chain([first], every)]
    if count > 1:
        slides = [replace(slide, progress=(number, count)) for number, slide in enumerate(slides, 1)]
    return write(slides)


def _native(parts: Iterable[Part]) -> bytes:
    """Return slides for a wall: what each is made of is PowerPoint's own, but for the map."""
    deck = None
    for number, each in enumerate(parts, 1):
        if number > MOST:
            raise wording.too_many_slides(number, MOST)
        slide = each.slide
        deck = deck or _deck(slide)
        drawn = deck.slides.add_slide(deck.slide_layouts[0])
        _ground(drawn, slide)
        native.draw(drawn, each.blocks, slide.theme, slide.scale, each.maps.__getitem__)
        _notes(drawn.notes_slide, slide)
    buffer = BytesIO()
    assert deck
    deck.save(buffer)
    return repacked(buffer.getvalue())


def _slide(page: Page, pictures: bool = True) -> Slide:
    """Return a page as a slide; without `pictures` its maps are words only."""
    whole = _drawn(page) if pictures else None
    shown = [Picture(box, _cut(whole, box) if whole is not None else b"", alt) for box, alt in page.pictures]
    if "qr" in page.boxes:
        alt = wording.qr_alt(page.words.link)
        shown.append(Picture(page.boxes["qr"], furniture.qr_png(page.words.link), alt))
    if page.logo:
        shown.append(Picture(page.boxes["logo"], page.logo, wording.LOGO()))
    canvas = page.canvas
    return Slide(
        size=(canvas.width, canvas.height),
        inches=(canvas.width / canvas.per_inch, canvas.height / canvas.per_inch),
        words=page.words,
        boxes=page.boxes,
        legend=page.legend,
        theme=canvas.theme,
        pictures=tuple(shown),
        charts=tuple(_chart(box, holders, page) for box, holders in page.charts),
        type_sizes={name: size * _SMALLER for name, size in page.sizes.items()},
        legend_columns=page.columns,
        sources_shown=page.sources,
    )


def _chart(box: Box, holders: Sequence[Holder], page: Page) -> NativeChart:
    """Return who controls the mines as a chart of PowerPoint's: one bar, with a series for each holder."""
    series = []
    for each in holders:
        fills = bar_fills(each.look, page.theme)
        told, diagonal = mines_told(each), each.look.pattern == "diagonal"
        series.append(Series(told, (each.clusters,), fills[0], "".join(fills[1:2]), diagonal))
    title = wording.mines_title(sum(each.clusters for each in holders))
    return NativeChart(box, title, (wording.CLUSTERS(),), tuple(series), mines_alt(holders), lying=True)


def _drawn(page: Page) -> images.Pixels:
    """Return a page as a picture without the words outside its maps and charts: they are text boxes."""
    drawn = [
        each
        for each in page.canvas.drawn
        if not isinstance(each, Written) or any(box.holds(each.x, each.y) for box, _ in page.pictures)
    ]
    return images.pixels(page.canvas, images.SCALE, drawn)


def _cut(whole: images.Pixels, box: Box, dots: float = 1.0) -> bytes:
    left, top, right, bottom = (round(edge * dots * images.SCALE) for edge in box.edges)
    return images.encoded(whole[top:bottom, left:right], {})
