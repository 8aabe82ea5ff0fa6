"""Pages as slides that can be edited: maps as pictures, words, legend and bars as PowerPoint's own."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image

from dashboard.briefing import furniture, pictures, slides
from dashboard.briefing.details import Bars
from dashboard.briefing.layout import Box
from dashboard.briefing.page import Page
from dashboard.briefing.slides import NativeChart, Picture, Series, Slide
from dashboard.theme import actor_fill

_SMALLER = 0.93
"""Letters on slides against those on paper: where our font is missing, another one is often wider."""


def pptx(pages: Iterable[Page], count: int) -> bytes:
    """Return pages as slides that can be edited."""
    return slides.write([_slide(page, number, count) for number, page in enumerate(pages, 1)])


def _slide(page: Page, number: int, count: int) -> Slide:
    whole = _drawn(page)
    found = [Picture(box, _cut(whole, box), alt) for box, alt in page.pictures]
    if "qr" in page.boxes:
        alt = f"QR code of the link {page.words.link}"
        found.append(Picture(page.boxes["qr"], furniture.qr_png(page.words.link), alt))
    sheet = page.sheet
    return Slide(
        size=(sheet.width, sheet.height),
        inches=(sheet.width / sheet.per_inch, sheet.height / sheet.per_inch),
        words=page.words,
        boxes=page.boxes,
        legend=page.legend,
        theme=sheet.theme,
        pictures=tuple(found),
        charts=tuple(_chart(box, bars, page) for box, bars in page.charts),
        type_sizes={name: size * _SMALLER for name, size in page.sizes.items()},
        legend_columns=page.columns,
        sources_shown=page.sources,
        progress=(number, count) if count > 1 else None,
    )


def _chart(box: Box, bars: Bars, page: Page) -> NativeChart:
    """Return bars as a chart of PowerPoint's: a series for each holder, in its colour."""
    labels = tuple(label for label, _, _ in bars.bars)
    series = tuple(
        Series(
            label,
            tuple(value if other == label else None for other in labels),
            actor_fill(actor, page.theme) if actor else page.theme.no_claim,
        )
        for label, value, actor in bars.bars
    )
    told = ", ".join(f"{label} {value:,.0f}" for label, value, _ in bars.bars)
    return NativeChart(box, bars.title, labels, series, f"{bars.title}: {told}.")


def _drawn(page: Page) -> Image.Image:
    """Return a page as a picture without the words outside its maps and charts: they are text boxes."""
    outside = [
        text
        for text in page.sheet.axes.texts
        if not any(_holds(box, *text.get_position()) for box, _ in page.pictures)
    ]
    for text in outside:
        text.set_visible(False)
    try:
        return pictures.pixels(page, pictures.SCALE)
    finally:
        for text in outside:
            text.set_visible(True)


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def _cut(whole: Image.Image, box: Box) -> bytes:
    edges = (box.x, box.y, box.x + box.width, box.y + box.height)
    out = io.BytesIO()
    whole.crop(tuple(round(edge * pictures.SCALE) for edge in edges)).save(out, "PNG", compress_level=4)  # type: ignore[arg-type]
    return out.getvalue()
