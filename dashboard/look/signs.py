"""Signs of a legend: one geometry for the screen, paper and slides; and small pictures of a look, as SVG."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.look import hatch
from dashboard.look.events import HEXAGON
from dashboard.look.own import HOLLOW_RIM, OWN_RIM, SHAPES, own_rim
from dashboard.look.theme import (
    BLANK,
    Look,
    Theme,
    marker_fills,
    mine_rim,
    mixed,
    plain,
    pool_fill,
    texture_ink,
    texture_of,
)

# -- Geometry --------------------------------------------------------------------------------------
# In pixels of a box; y runs downwards. The middle of every sign is the middle of its box.

WIDTH, HEIGHT = 16, 12
"""The box of a sign. A disc may stand out of it by a pixel above and below."""
MINE_RIM = 0.7
"""Width of a mine cluster's outline in pixels, on the map as in the legend."""
OLD_DASH = (2.2, 1.8)
"""Dash and gap of an outline where the evidence is old."""
BLANK_DASH = (1.2, 1.6)
"""Dash and gap of the edge of what nobody is said to hold, on grey paper."""
TEXTURE = 3.4
"""Size of a texture in pixels on signs, markers and bars."""
RECORD_DASH = (2.5, 2.2)
"""Dash and gap of a ring where only the record of a place changed."""
_STRIPES: dict[hatch.Stripes, float] = {"diagonal": 2.6, "bands": 4.0}
"""Width of a stripe."""


class Disc(NamedTuple):
    """A circle in the middle of the box."""

    radius: float


class Plate(NamedTuple):
    """A rectangle, `inset` on each side of the box, with round corners."""

    inset: float
    radius: float


Corners = tuple[tuple[float, float], ...]
_MINE: Corners = ((2, 7), (5, 2), (10, 1), (14, 5), (11, 10), (5, 11))


@dataclass(frozen=True, slots=True)
class Sign:
    """The shape of a legend's entry.

    Attributes:
        form: A disc, a plate or the corners of a polygon.
        fills: Its colour; several take turns as stripes in `pattern`.
        rim: Colour of the outline, empty for none.
        wide: Width of the outline.
        dash: Dash and gap of the outline, None where it is whole.
        pattern: How the fills take turns.
    """

    form: Disc | Plate | Corners
    fills: tuple[str, ...]
    rim: str = ""
    wide: float = 0.0
    dash: tuple[float, float] | None = None
    pattern: hatch.Stripes | None = None

    def stripes(self) -> Iterator[tuple[str, BaseGeometry]]:
        """Yield the stripes that lie on the first fill, within the rim: colour and polygons."""
        if not self.pattern or not isinstance(self.form, Plate):
            return
        inset, radius = self.form
        corner = inset + radius
        core = shapely.box(corner, corner, WIDTH - corner, HEIGHT - corner)
        within = core.buffer(radius - self.wide / 2, quad_segs=3)
        sets = hatch.flat_stripes(within, self.pattern, _STRIPES[self.pattern])
        for turn in range(1, len(self.fills)):
            parts = [part for each in sets[turn :: len(self.fills)] for part in shapely.get_parts(each)]
            if parts:
                yield self.fills[turn], shapely.multipolygons(parts)

    def texture(self) -> tuple[str, BaseGeometry] | None:
        """Return the texture on the first fill, within the rim: its grey and polygons; None if plain."""
        kind = texture_of(self.fills[0])
        if kind in ("", BLANK):
            return None
        match self.form:
            case Disc(radius):
                shape = shapely.Point(WIDTH / 2, HEIGHT / 2).buffer(radius)
            case Plate(inset, _):
                shape = shapely.box(inset, inset, WIDTH - inset, HEIGHT - inset)
            case corners:
                shape = shapely.Polygon(corners)
        within = shape.buffer(-self.wide / 2)
        middle = (WIDTH / 2, HEIGHT / 2)
        return texture_ink(self.fills[0]), hatch.texture(within, cast(hatch.Texture, kind), TEXTURE, middle)


def sign_of(kind: str, look: Look, theme: Theme) -> Sign:
    """Return the sign of a legend's entry: the shape of its kind, or a swatch of its look."""
    match kind:
        case "crossing" | "town":
            return Sign(Disc(6 if kind == "crossing" else 3.6), (theme.page,), theme.ink, 1.2)
        case "solid" | "dashed":
            return Sign(Disc(6.2), (theme.page,), theme.ink, 1.3, RECORD_DASH if kind == "dashed" else None)
        case "mine":
            fill = marker_fills(look, theme)[0]
            return Sign(_MINE, (fill,), mine_rim(fill, theme), MINE_RIM)
        case "pool":
            return Sign(Disc(2.4), (pool_fill(look, theme),))
        case "catchment":
            return Sign(Plate(0, 2), marker_fills(look, theme)[:1])
        case "event":
            fill = look.fills[0]
            return Sign(HEXAGON, (fill,), mixed(fill, theme.ink, 0.6), 0.6)
        case "event-halo":
            fill = look.fills[0]
            return Sign(HEXAGON, (mixed(fill, theme.land, 0.8),), mixed(fill, theme.page, 0.3), 2.6)
        case "event-name":
            return Sign(HEXAGON, (theme.page,), theme.ink3, 1)
        case "own-layer":
            return Sign(Plate(0.5, 2), (theme.page,), theme.ink, 1, RECORD_DASH)
        case "own-hollow":
            return Sign(SHAPES["square"], (theme.page,), theme.ink, HOLLOW_RIM)
    if kind.startswith("own-"):
        fill = look.fills[0]
        return Sign(SHAPES[kind.removeprefix("own-")], (fill,), own_rim(fill, theme), OWN_RIM)
    striped = look.pattern if look.pattern in ("diagonal", "bands") and len(look.fills) > 1 else None
    dash = OLD_DASH if look.faded else BLANK_DASH if texture_of(look.fills[0]) == BLANK else None
    rim, fills = mixed(plain(look.fills[0]), theme.ink, 0.45), marker_fills(look, theme)
    return Sign(Plate(0.5, 2), tuple(map(plain, fills)) if striped else fills, rim, 1, dash, striped)


# -- SVG -------------------------------------------------------------------------------------------


def swatch(look: Look, theme: Theme, words: str) -> str:
    """Return a Markdown image of a look; `words` is its alternative text."""
    return _image(sign_svg("", look, theme), words)


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
        body += _painted(f'<path d="{squares}"', sign_of("", look, theme), f"t{name}")
    return _image(_svg(body, max(len(looks) * step - gap, 1), side, ' stroke-linejoin="round"'), words)


def sign(kind: str, look: Look, theme: Theme) -> str:
    """Return a Markdown image for an entry of a legend."""
    return _image(sign_svg(kind, look, theme), "")


def sign_svg(kind: str, look: Look, theme: Theme) -> str:
    """Return the SVG for an entry of a legend."""
    shape = sign_of(kind, look, theme)
    match shape.form:
        case Plate(inset, radius):
            size = f'width="{WIDTH - 2 * inset:g}" height="{HEIGHT - 2 * inset:g}"'
            outline = f'<rect x="{inset:g}" y="{inset:g}" {size} rx="{radius:g}"'
            return _svg(_painted(outline, shape, "a"), WIDTH, HEIGHT)
        case Disc(radius):
            outline = f'<circle cx="{WIDTH / 2:g}" cy="{HEIGHT / 2:g}" r="{radius:g}"'
        case corners:
            outline = f'<path d="M{" L".join(f"{x:g} {y:g}" for x, y in corners)} Z"'
    return _svg(_painted(outline, shape, "a"), WIDTH, HEIGHT + 2, f' viewBox="0 -1 {WIDTH} {HEIGHT + 2}"')


def _painted(outline: str, shape: Sign, name: str) -> str:
    """Return an element, begun as `<rect ...`, with a sign's fills and rim."""
    paint, pattern = plain(shape.fills[0]), ""
    if shape.pattern:
        stripe = _STRIPES[shape.pattern]
        turn = ' patternTransform="rotate(45)"' if shape.pattern == "diagonal" else ""
        bars = "".join(
            f'<path fill="{fill}" d="M{at * stripe:g} 0h{stripe:g}v24h-{stripe:g}z"/>'
            for at, fill in enumerate(shape.fills)
        )
        size = f'width="{stripe * len(shape.fills):g}" height="24"'
        pattern = f'<pattern id="{name}" {size} patternUnits="userSpaceOnUse"{turn}>{bars}</pattern>'
        paint = f"url(#{name})"
    wide = f' stroke-width="{shape.wide:g}"' if shape.wide != 1 else ""
    rim = f' stroke="{shape.rim}"{wide}' if shape.rim else ""
    dash = f' stroke-dasharray="{shape.dash[0]:g} {shape.dash[1]:g}"' if shape.dash else ""
    return f'{pattern}{outline} fill="{paint}"{rim}{dash}/>'


def _svg(body: str, width: int, height: int, box: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"{box}>{body}</svg>'


def _image(svg: str, words: str) -> str:
    return f"![{words}]({address(svg)})"


def address(svg: str) -> str:
    """Return an SVG as an address that holds the picture itself."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
