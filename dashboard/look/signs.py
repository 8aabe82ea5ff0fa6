"""Small pictures of a look, as SVG inside Markdown: swatches of a legend, a strip of towns."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from dashboard.look.theme import STALE_MARKER, Look, Theme, mixed, pool_fill

_RADIUS = 2
_STRIPE = 2.6
_BAND = 4


def swatch(look: Look, theme: Theme, words: str, width: int = 16, height: int = 12) -> str:
    """Return a Markdown image of a look; `words` is its text for those who do not see it."""
    return _image(_swatch(look, theme, width, height), words)


def _swatch(look: Look, theme: Theme, width: int, height: int) -> str:
    box = f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="{_RADIUS}"'
    return _svg(_drawn(box, look, theme, "a"), width, height)


def strip(looks: Sequence[Look], theme: Theme, words: str, side: int = 10, gap: int = 1) -> str:
    """Return a Markdown image of a row of squares, one for each look, in their order.

    Squares of one look are one path: the image travels with every answer.
    """
    step = side + gap
    places: dict[Look, list[int]] = {}
    for number, look in enumerate(looks):
        places.setdefault(look, []).append(number)
    body = ""
    for name, (look, numbers) in enumerate(places.items()):
        squares = "".join(f"M{at * step}.5 .5h{side - 1}v{side - 1}h-{side - 1}z" for at in numbers)
        body += _drawn(f'<path stroke-linejoin="round" d="{squares}"', look, theme, f"t{name}")
    return _image(_svg(body, max(len(looks) * step - gap, 1), side), words)


def sign(kind: str, look: Look, theme: Theme) -> str:
    """Return a Markdown image for an entry of a legend: a swatch, or the shape of its kind."""
    return _image(sign_svg(kind, look, theme), "")


def sign_svg(kind: str, look: Look, theme: Theme) -> str:
    """Return the SVG for an entry of a legend."""
    if kind in ("crossing", "town"):
        radius = 6 if kind == "crossing" else 3.6
        outline = f'stroke="{theme.ink}" stroke-width="1.2"'
        return _svg(f'<circle cx="8" cy="7" r="{radius}" fill="{theme.page}" {outline}/>', 16, 14)
    if kind in ("solid", "dashed"):
        dashes = ' stroke-dasharray="2.5 2.2"' if kind == "dashed" else ""
        outline = f'fill="{theme.page}" stroke="{theme.ink}" stroke-width="1.3"{dashes}'
        return _svg(f'<circle cx="8" cy="7" r="6.2" {outline}/>', 16, 14)
    if kind == "mine":
        fill = look.fills[0]
        rim = mixed(fill, theme.ink, 0.55)
        shape = "M2 8 L5 3 L10 2 L14 6 L11 11 L5 12 Z"
        return _svg(f'<path d="{shape}" fill="{fill}" stroke="{rim}"/>', 16, 14)
    if kind == "pool":
        return _svg(f'<circle cx="8" cy="7" r="2.4" fill="{pool_fill(look, theme)}"/>', 16, 14)
    if kind == "catchment":
        fill = mixed(theme.ink2, theme.page, 0.78)
        return _svg(f'<rect width="16" height="12" rx="2" fill="{fill}"/>', 16, 12)
    return _swatch(look, theme, 16, 12)


def _drawn(shape: str, look: Look, theme: Theme, name: str) -> str:
    """Return a shape, begun as `<rect ...`, with the look's pattern and rim."""
    fills = [mixed(fill, theme.page, STALE_MARKER) if look.faded else fill for fill in look.fills]
    rim = mixed(look.fills[0], theme.ink, 0.45)
    paint, pattern = fills[0], ""
    if look.pattern in ("diagonal", "bands") and len(fills) > 1:
        stripe = _STRIPE if look.pattern == "diagonal" else _BAND
        turn = ' patternTransform="rotate(45)"' if look.pattern == "diagonal" else ""
        bars = "".join(
            f'<path fill="{fill}" d="M{at * stripe:g} 0h{stripe}v24h-{stripe}z"/>'
            for at, fill in enumerate(fills)
        )
        size = f'width="{stripe * len(fills):g}" height="24"'
        pattern = f'<pattern id="{name}" {size} patternUnits="userSpaceOnUse"{turn}>{bars}</pattern>'
        paint = f"url(#{name})"
    dashes = ' stroke-dasharray="2.2 1.8"' if look.faded else ""
    return f'{pattern}{shape} fill="{paint}" stroke="{rim}"{dashes}/>'


def _svg(body: str, width: int, height: int) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{body}</svg>'


def _image(svg: str, words: str) -> str:
    return f"![{words}]({address(svg)})"


def address(svg: str) -> str:
    """Return an SVG as an address that holds the picture itself."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
