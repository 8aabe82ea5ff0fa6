"""Pages as pictures: PNG, SVG and an animated PNG, each with its words in it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image, PngImagePlugin

from dashboard.paper.page import Page
from dashboard.wording import paper as wording

SCALE = 2
"""Pixels of a picture for one of the design."""
_FRAME_MS, _LAST_MS = 1400, 4000


def png(page: Page, scale: float = SCALE) -> bytes:
    """Return a page as PNG; `scale` 2 has two pixels for one of the design. Title and alt text are in it."""
    about = PngImagePlugin.PngInfo()
    about.add_itxt("Title", page.words.title)
    about.add_itxt("Description", page.alt)
    about.add_itxt("Source", page.words.link or page.words.command)
    out = io.BytesIO()
    pixels(page, scale).save(out, "PNG", pnginfo=about, compress_level=4)
    return out.getvalue()


def pixels(page: Page, scale: float) -> Image.Image:
    """Return a page as a picture of so many pixels for one of the design."""
    figure = page.canvas.figure
    figure.set_dpi(page.canvas.per_inch * page.canvas.dots * scale)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.frombuffer("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba())).convert("RGB")


def svg(page: Page) -> bytes:
    """Return a page as SVG; letters are outlines, so every viewer shows every script."""
    out = io.StringIO()
    page.canvas.figure.savefig(
        out,
        format="svg",
        dpi=72,
        metadata={"Date": None, "Creator": "Border Ledger", "Title": page.words.title},
    )
    return with_alt(out.getvalue(), page.words.title, page.alt).encode()


def apng(pages: Iterable[Page]) -> bytes:
    """Return pages as one animated PNG that plays once and stays on its last picture."""
    frames, alts, title = [], [], ""
    for page in pages:
        frames.append(pixels(page, 1))
        alts.append(page.alt)
        title = title or page.words.document
    about = PngImagePlugin.PngInfo()
    about.add_itxt("Title", title)
    about.add_itxt("Description", wording.frames_alt(alts))
    out = io.BytesIO()
    times = [_FRAME_MS] * (len(frames) - 1) + [_LAST_MS]
    frames[0].save(
        out,
        "PNG",
        save_all=True,
        append_images=frames[1:],
        duration=times,
        loop=1,
        pnginfo=about,
        compress_level=4,
    )
    return out.getvalue()


def with_alt(picture: str, title: str, alt: str) -> str:
    """Return an SVG document with title and description, which screen readers read out."""
    start = picture.index("<svg")
    end = picture.index(">", start)
    texts = f'<title id="title">{_plain(title)}</title><desc id="desc">{_plain(alt)}</desc>'
    roles = ' role="img" lang="en" aria-labelledby="title desc"'
    return f"{picture[:end]}{roles}>{texts}{picture[end + 1 :]}"


def _plain(text: str) -> str:
    """Return text fit for XML: escaped, and without the characters that it forbids."""
    return escape("".join(char if char.isprintable() else " " for char in text))
