"""Pages as pictures: PNG, SVG and an animated PNG, each with its words in it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from dashboard.paper.canvas import Canvas
from dashboard.paper.ink import Drawn
from dashboard.paper.page import Page
from dashboard.wording import paper as wording

Pixels = NDArray[np.uint8]
"""Rows of pixels: red, green, blue and alpha. No file has an alpha: nothing can be seen through paper."""

SCALE = 2
"""Pixels of a picture for one of the design."""
_FRAME_MS, _LAST_MS = 1400, 4000


def png(page: Page, scale: float = SCALE) -> bytes:
    """Return a page as PNG; `scale` 2 has two pixels for one of the design. Title and alt text are in it."""
    about = {
        "Title": page.words.title,
        "Description": page.alt,
        "Source": page.words.link or page.words.command,
    }
    return encoded(pixels(page.canvas, scale), about)


def pixels(canvas: Canvas, scale: float, drawn: Sequence[Drawn] | None = None) -> Pixels:
    """Return what is on a canvas, or some of it, with so many pixels for one of its design."""
    dots = canvas.dots * scale
    size = round(canvas.width * dots), round(canvas.height * dots)
    agg: Any = RendererAgg  # it has no types
    renderer = agg(*size, canvas.per_inch * dots)
    canvas.paint(renderer, drawn)
    return np.asarray(renderer.buffer_rgba())


def svg(page: Page) -> bytes:
    """Return a page as SVG; letters are outlines, so every viewer shows every script."""
    out = io.StringIO()
    about = {"Date": None, "Creator": "Border Ledger", "Title": page.words.title}
    page.canvas.figure().savefig(out, format="svg", dpi=72, metadata=about)
    return with_alt(out.getvalue(), page.words.title, page.alt).encode()


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What an animated PNG has of a page: its picture, what that shows, and the title that it gives."""

    picture: Pixels
    alt: str
    title: str


def frame(page: Page) -> Frame:
    """Return what an animated PNG has of a page."""
    return Frame(pixels(page.canvas, 1), page.alt, page.words.document)


def apng(frames: Iterable[Frame]) -> bytes:
    """Return frames as one animated PNG that plays once and stays on its last picture."""
    film, alts, title = Film(), [], ""
    for each in frames:
        film.add(each.picture)
        alts.append(each.alt)
        title = title or each.title
    return film.file({"Title": title, "Description": wording.frames_alt(alts)})


# -- PNG -------------------------------------------------------------------------------------------
# Pillow holds all frames of a film twice before it writes the first: 425 MB for 24 maps, in each process. So
# frames are packed here as they come. Maps are large areas of few colours: without a filter on their rows
# (method 0 of PNG 1.2, 9.2) they become smaller, and in half the time, than by those that Pillow tries.

_LEVEL = 2
"""How hard the compression tries: more takes much longer for little."""


def encoded(rows: Pixels, about: Mapping[str, str]) -> bytes:
    """Return pixels as a PNG with texts about it."""
    return _file(rows, about, [_chunk(b"IDAT", _packed(rows))])


class Film:
    """A PNG that plays its frames once and stays on the last.

    Of each frame it has what differs from the one before (the third edition of PNG, 11.3.6).
    """

    def __init__(self) -> None:
        self._last: Pixels | None = None
        self._parts: list[tuple[tuple[int, int, int, int], bytes]] = []

    def add(self, frame: Pixels) -> None:
        """Add a frame, which has the size of all others."""
        left, top, right, bottom = box = _changed(frame, self._last)
        self._parts.append((box, _packed(frame[top:bottom, left:right])))
        self._last = frame

    def file(self, about: Mapping[str, str]) -> bytes:
        """Return it with texts about it."""
        assert self._last is not None
        times = [_FRAME_MS] * (len(self._parts) - 1) + [_LAST_MS]
        chunks = [_chunk(b"acTL", struct.pack(">II", len(self._parts), 1))]
        number = count()
        for at, ((box, packed), lasts) in enumerate(zip(self._parts, times, strict=True)):
            left, top, right, bottom = box
            head = (next(number), right - left, bottom - top, left, top, lasts, 1000, 0, 0)
            chunks.append(_chunk(b"fcTL", struct.pack(">IIIIIHHBB", *head)))
            # The first frame is the picture of those who show no other.
            later = struct.pack(">I", next(number)) if at else b""
            chunks.append(_chunk(b"fdAT" if at else b"IDAT", later + packed))
        return _file(self._last, about, chunks)


def _changed(frame: Pixels, before: Pixels | None) -> tuple[int, int, int, int]:
    """Return where a frame differs: left, top, and where that ends; it is one pixel at least."""
    high, wide = frame.shape[:2]
    if before is None:
        return 0, 0, wide, high
    differs = frame.view(np.uint32)[..., 0] != before.view(np.uint32)[..., 0]
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return 0, 0, 1, 1
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _file(rows: Pixels, about: Mapping[str, str], chunks: Sequence[bytes]) -> bytes:
    high, wide = rows.shape[:2]
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    texts = [
        _chunk(b"iTXt", name.encode("latin-1") + bytes(5) + text.encode()) for name, text in about.items()
    ]
    return b"".join([b"\x89PNG\r\n\x1a\n", head, *texts, *chunks, _chunk(b"IEND", b"")])


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _packed(rows: Pixels) -> bytes:
    """Return rows of pixels compressed, each behind the number of its filter: none."""
    high, wide = rows.shape[:2]
    lines = np.zeros((high, 1 + 3 * wide), np.uint8)
    lines[:, 1:].reshape(high, wide, 3)[...] = rows[..., :3]
    return zlib.compress(lines.data, _LEVEL)


# -- SVG -------------------------------------------------------------------------------------------


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
