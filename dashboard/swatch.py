"""Small pictures of a look, as SVG inside Markdown: swatches of a legend, a strip of towns."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from itertools import count

from dashboard.theme import STALE_MARKER, Look, Theme, mixed

_RADIUS = 2
_STRIPE = 2.6
_BAND = 4


def swatch(look: Look, theme: Theme, words: str, width: int = 16, height: int = 12) -> str:
    """Return a Markdown image of a look; `words` is its text for those who do not see it."""
    body = _tile(look, theme, 0.5, 0.5, width - 1, height - 1, "a")
    return _image(body, width, height, words)


def strip(looks: Sequence[Look], theme: Theme, words: str, side: int = 12, gap: int = 2) -> str:
    """Return a Markdown image of a row of squares, one for each look, in their order."""
    step = side + gap
    tiles = [
        _tile(look, theme, at * step + 0.5, 0.5, side - 1, side - 1, f"t{at}")
        for at, look in zip(count(), looks, strict=False)
    ]
    return _image("".join(tiles), max(len(looks) * step - gap, 1), side, words)


def sign(kind: str, look: Look, theme: Theme) -> str:
    """Return a Markdown image for an entry of a legend: a swatch, or the shape of its kind."""
    if kind in ("crossing", "town"):
        radius = 6 if kind == "crossing" else 3.6
        outline = f'stroke="{theme.ink}" stroke-width="1.2"'
        return _image(f'<circle cx="8" cy="7" r="{radius}" fill="{theme.page}" {outline}/>', 16, 14, "")
    if kind == "mine":
        fill = look.fills[0]
        rim = mixed(fill, theme.ink, 0.55)
        shape = "M2 8 L5 3 L10 2 L14 6 L11 11 L5 12 Z"
        return _image(f'<path d="{shape}" fill="{fill}" stroke="{rim}"/>', 16, 14, "")
    if kind == "catchment":
        fill = mixed(theme.ink2, theme.page, 0.78)
        return _image(f'<rect width="16" height="12" rx="2" fill="{fill}"/>', 16, 12, "")
    return swatch(look, theme, "")


def _tile(look: Look, theme: Theme, x: float, y: float, width: float, height: float, name: str) -> str:
    """Return one rounded rectangle with the look's pattern and rim."""
    fills = [mixed(fill, theme.page, STALE_MARKER) if look.faded else fill for fill in look.fills]
    rim = mixed(look.fills[0], theme.ink, 0.45)
    box = f'x="{x}" y="{y}" width="{width}" height="{height}" rx="{_RADIUS}"'
    paint, pattern = fills[0], ""
    if look.pattern in ("diagonal", "bands") and len(fills) > 1:
        stripe = _STRIPE if look.pattern == "diagonal" else _BAND
        turn = ' patternTransform="rotate(45)"' if look.pattern == "diagonal" else ""
        bars = "".join(
            f'<rect x="{at * stripe}" width="{stripe}" height="24" fill="{fill}"/>'
            for at, fill in enumerate(fills)
        )
        size = stripe * len(fills)
        units = 'patternUnits="userSpaceOnUse"'
        pattern = f'<pattern id="{name}" width="{size}" height="24" {units}{turn}>{bars}</pattern>'
        paint = f"url(#{name})"
    dashes = ' stroke-dasharray="2.2 1.8"' if look.faded else ""
    return f'{pattern}<rect {box} fill="{paint}" stroke="{rim}"{dashes}/>'


def _image(body: str, width: int, height: int, words: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{body}</svg>'
    return f"![{words}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"
