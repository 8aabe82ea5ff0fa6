"""What is drawn on a page: shapes, words and pictures, kept as they are until a format is asked for.

Each draws itself with one or two calls of matplotlib's renderers, which write pictures, SVG and PDF alike.
matplotlib's own figures and artists in between would make the same calls, but take longer to load and to
draw than all the rest of a page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray

from dashboard.paper import typeface
from dashboard.paper.layout import Box

Colour = tuple[float, float, float, float]
"""Red, green, blue and alpha, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """From pixels of a page to those of a renderer, whose y runs up: `scale` for each, `height` in all."""

    scale: float
    height: float

    @property
    def affine(self) -> Affine2D:
        """Return it as a transform of paths."""
        return Affine2D.from_values(self.scale, 0, 0, -self.scale, 0, self.height)

    def bbox(self, box: Box) -> Bbox:
        """Return a box of the page."""
        left, top, right, bottom = box.edges
        return Bbox.from_extents(
            left * self.scale,
            self.height - bottom * self.scale,
            right * self.scale,
            self.height - top * self.scale,
        )


class Drawn(Protocol):
    """What can be on a page."""

    def draw(self, renderer: Any, sheet: Sheet) -> None:
        """Draw it with a renderer of matplotlib's."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A path in pixels of the page, filled, or with a line of so many points, or both.

    `dash` are the lengths of its dashes and gaps in points; outside of `clip` nothing is drawn.
    """

    path: Path
    fill: Colour
    line: Colour
    wide: float
    dash: tuple[float, ...] = ()
    cap: str = "butt"
    join: str = "miter"
    clip: Box | None = None

    def draw(self, renderer: Any, sheet: Sheet) -> None:
        """Draw it with a renderer of matplotlib's."""
        gc = renderer.new_gc()
        wide = self.wide if self.line[3] else 0.0
        gc.set_linewidth(wide)
        gc.set_capstyle(self.cap)
        gc.set_joinstyle(self.join)
        if self.clip:
            gc.set_clip_rectangle(sheet.bbox(self.clip))
        gc.set_foreground(self.line, isRGBA=True)
        if wide and self.dash:
            gc.set_dashes(0, list(self.dash))
        renderer.draw_path(gc, self.path, sheet.affine, self.fill if self.fill[3] else None)
        gc.restore()


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text; `y` is its baseline or, with `middle`, the middle of its letters.

    `size` is in points, `turn` in degrees, `align` left, right or center. With a `halo` its letters are drawn
    beneath it once more, with an outline of `round` points; above it text stays text, with its font in the
    file.
    """

    x: float
    y: float
    text: str
    size: float
    ink: Colour
    weight: int
    italic: bool
    align: str
    turn: float
    middle: bool
    halo: Colour | None = None
    round: float = 0.0

    def draw(self, renderer: Any, sheet: Sheet) -> None:
        """Draw it with a renderer of matplotlib's."""
        font = typeface.properties(self.size, self.weight, self.italic)
        x, y = self._start(renderer, sheet, font)
        gc = renderer.new_gc()
        if self.halo:
            gc.set_linewidth(self.round)
            gc.set_joinstyle("round")
            gc.set_foreground(self.halo, isRGBA=True)
            by = renderer.points_to_pixels(self.size) / typeface.OUTLINE
            place = Affine2D().scale(by).rotate_deg(self.turn).translate(x, y)
            outline = typeface.outline(self.text, self.weight, self.italic)
            renderer.draw_path(gc, outline, place, self.ink[:3])
            gc.restore()
            gc = renderer.new_gc()
        gc.set_foreground(self.ink, isRGBA=True)
        down = renderer.get_canvas_width_height()[1] - y if renderer.flipy() else y
        renderer.draw_text(gc, x, down, self.text, font, self.turn)
        gc.restore()

    def _start(self, renderer: Any, sheet: Sheet, font: Any) -> tuple[float, float]:
        """Return where the baseline begins, in pixels of the renderer."""
        x, y = self.x * sheet.scale, sheet.height - self.y * sheet.scale
        if self.align == "left" and not self.middle:
            return x, y
        wide, high, deep = renderer.get_text_width_height_descent(self.text, font, False)
        before = {"left": 0.0, "center": wide / 2, "right": wide}[self.align]
        below = 0.0
        if self.middle:
            # The middle between what letters of the font reach up and down.
            up, down = (
                each * renderer.points_to_pixels(self.size)
                for each in typeface.reach(self.weight, self.italic)
            )
            below = (max(high - deep, up) - max(deep, down)) / 2
        cos, sin = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        return x - before * cos + below * sin, y - before * sin - below * cos


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture in a box: rows of pixels, each red, green, blue and alpha."""

    box: Box
    pixels: NDArray[np.uint8]

    def draw(self, renderer: Any, sheet: Sheet) -> None:
        """Draw it with a renderer of matplotlib's."""
        from matplotlib.image import BboxImage  # few pages have a picture

        image = BboxImage(sheet.bbox(self.box), interpolation="lanczos", origin="upper")
        image.set_data(self.pixels)
        image.draw(renderer)


@lru_cache(maxsize=1024)
def colour(text: str) -> Colour:
    """Return a colour written as `#RRGGBB`, `#RRGGBBAA` or `none`."""
    return to_rgba(text)


# -- Paths -----------------------------------------------------------------------------------------


def along(points: Sequence[tuple[float, float]]) -> Path:
    """Return a line through points."""
    return Path(np.asarray(points, dtype=float))


def closed(points: Sequence[tuple[float, float]]) -> Path:
    """Return a polygon."""
    return Path([*points, points[0]], closed=True)


def rectangle(box: Box) -> Path:
    """Return the outline of a box."""
    left, top, right, bottom = box.edges
    return closed([(left, top), (right, top), (right, bottom), (left, bottom)])


_ROUND = (Path.MOVETO, *(Path.LINETO, Path.CURVE3, Path.CURVE3) * 4, Path.CLOSEPOLY)


def rounded(box: Box, by: float) -> Path:
    """Return the outline of a box whose corners are rounded by so many pixels."""
    left, top, right, bottom = box.edges
    points = [(left + by, top)]
    points += [(right - by, top), (right, top), (right, top + by)]
    points += [(right, bottom - by), (right, bottom), (right - by, bottom)]
    points += [(left + by, bottom), (left, bottom), (left, bottom - by)]
    points += [(left, top + by), (left, top), (left + by, top)]
    return Path([*points, (left + by, top)], _ROUND)


def disc(x: float, y: float, radius: float) -> Path:
    """Return a circle."""
    unit = Path.unit_circle()
    return Path(np.asarray(unit.vertices) * radius + (x, y), unit.codes)
