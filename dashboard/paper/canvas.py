"""A canvas of paper to draw on: texts, lines and shapes in pixels of its design, y downwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import matplotlib
import numpy as np
import shapely
from matplotlib.path import Path
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from dashboard.look import hatch
from dashboard.look.signs import BLANK_DASH, TEXTURE
from dashboard.look.theme import BLANK, Theme, actor_text, plain, texture_ink, texture_of
from dashboard.paper import ink, typeface
from dashboard.paper.ink import Drawn, Picture, Shape, Sheet, Written
from dashboard.paper.layout import Box
from dashboard.paper.tags import Part, Role, Tags, spoken
from dashboard.wording.text import Run, Text

Piece = tuple[str, str, int]
"""A part of a line: its text, colour and weight."""


def ink_of(run: Run, theme: Theme, ink: str) -> str:
    """Return the colour of a run: its actor's, the second ink where it is quiet, the first where strong."""
    if run.quiet:
        return theme.ink2
    if run.actor:
        return actor_text(run.actor, theme)
    return theme.ink if run.strong else ink


class Surface(ABC):
    """What can be drawn on, in pixels of a design, y downwards: paper, or a slide of PowerPoint's."""

    theme: Theme

    @abstractmethod
    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        weight: int = 400,
        italic: bool = False,
        align: str = "left",
        halo: str = "",
        turn: float = 0.0,
        middle: bool = False,
    ) -> None:
        """Write a line; `y` is its baseline, or the middle of its letters."""

    @abstractmethod
    def line(
        self, points: Sequence[tuple[float, float]], colour: str, wide: float, *, dash: Sequence[float] = ()
    ) -> None:
        """Draw a line through points."""

    @abstractmethod
    def box(
        self,
        box: Box,
        fill: str,
        *,
        rim: str = "none",
        wide: float = 0.0,
        round_by: float = 0.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a rectangle."""

    @abstractmethod
    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        fill: str,
        *,
        rim: str = "none",
        wide: float = 0.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a disc or, with `none` as fill, a ring."""

    @abstractmethod
    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Draw a filled polygon."""

    @abstractmethod
    def shapes(
        self,
        shapes: Sequence[BaseGeometry],
        within: Box,
        *,
        fill: str = "none",
        line: str = "none",
        wide: float = 0.0,
        round_ends: bool = False,
    ) -> None:
        """Draw geometry in pixels of the page, cut off at a box."""

    def write(
        self, x: float, y: float, text: Text, size: float, ink: str, *, align: str = "left", halo: str = ""
    ) -> float:
        """Write a text of several runs on one line, plain ones in `ink`; return its width."""
        parts = [(run.text, ink_of(run, self.theme, ink), typeface.weight_of(run)) for run in text.runs]
        return self.pieces(x, y, parts, size, align=align, halo=halo)

    def pieces(
        self,
        x: float,
        y: float,
        parts: Iterable[Piece],
        size: float,
        *,
        align: str = "left",
        halo: str = "",
    ) -> float:
        """Write a line in several colours and return its width."""
        line = list(parts)
        wide = sum(typeface.width(text, size, weight) for text, _, weight in line)
        at = x - wide if align == "right" else x - wide / 2 if align == "center" else x
        for text, colour, weight in line:
            inked = typeface.width(text[: len(text) - len(text.lstrip(" "))], size, weight)
            self.text(at + inked, y, text.strip(" "), size, colour, weight=weight, halo=halo)
            at += typeface.width(text, size, weight)
        return wide

    def lines(
        self, x: float, y: float, lines: Iterable[Text], size: float, leading: float, ink: str
    ) -> float:
        """Write lines beneath one another from the top `y` down; return the y of their end."""
        for line in lines:
            self.write(x, y + size * (leading / 2 + 0.34), line, size, ink)
            y += size * leading
        return y

    def _texture(self, fill: str, shape: BaseGeometry, within: Box) -> None:
        """Draw the texture of a fill on a shape; on an area to be seen through it is larger."""
        kind = texture_of(fill)
        if kind in ("", BLANK) or shape.is_empty:
            return
        left, top, right, bottom = shape.bounds
        through = len(plain(fill)) > 7
        unit, at = (_AREA, (0.0, 0.0)) if through else (TEXTURE, ((left + right) / 2, (top + bottom) / 2))
        signs = hatch.texture(shape, cast(hatch.Texture, kind), unit, at)
        self.shapes([signs], within, fill=texture_ink(fill))


class Canvas(Surface):
    """One page; every length is in pixels of the design, `inches` are those of the paper.

    A fill may have a texture, see `theme`: it is drawn on whatever has the fill.
    """

    def __init__(self, size: tuple[float, float], inches: float, theme: Theme, *, dots: float = 1.0) -> None:
        """Make an empty page.

        `size` is its width and height in pixels, `inches` the width of the paper; a picture has `dots`
        for each pixel where another page has one.
        """
        self.dots = dots
        self.width, self.height = size
        self.theme = theme
        self.inches = inches
        self.per_inch = self.width / inches
        self.drawn: list[Drawn] = []
        self.tags = Tags()
        self.box(Box(0, 0, self.width, self.height), theme.page)

    @property
    def texts(self) -> list[Written]:
        """The lines of text that are on it."""
        return [each for each in self.drawn if isinstance(each, Written)]

    def points(self, pixels: float) -> float:
        """Return pixels as points of the paper."""
        return pixels * 72 / self.per_inch

    @contextmanager
    def part(
        self, role: Role, says: str, *, address: str = "", box: Box | None = None, row: int = 0
    ) -> Iterator[None]:
        """Say what is drawn meanwhile; within another part it belongs to that."""
        with self.tags.part(Part(role, says, address, box, row)) as marks:
            if marks:
                self.drawn.append(marks[0])
            yield
            if marks:
                self.drawn.append(marks[1])

    def picture(self, box: Box, pixels: NDArray[np.uint8]) -> None:
        """Draw a picture into a box: rows of red, green, blue and alpha."""
        self.drawn.append(Picture(box, pixels))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        weight: int = 400,
        italic: bool = False,
        align: str = "left",
        halo: str = "",
        turn: float = 0.0,
        middle: bool = False,
    ) -> None:
        """Write a line; `y` is its baseline, or the middle of its letters."""
        if not text:
            return
        around = (ink.colour(halo), self.points(_HALO)) if halo else (None, 0.0)
        marks = spoken(text)
        if marks:
            self.drawn.append(marks[0])
        points, hue = self.points(size), ink.colour(colour)
        self.drawn.append(Written(x, y, text, points, hue, weight, italic, align, turn, middle, *around))
        if marks:
            self.drawn.append(marks[1])

    def _add(
        self,
        path: Path,
        fill: str = "none",
        line: str = "none",
        wide: float = 0.0,
        dash: Sequence[float] = (),
        **more: Any,
    ) -> None:
        """Add a shape above all that is there."""
        dashes = tuple(map(self.points, dash))
        painted = ink.colour(fill), ink.colour(line), self.points(wide), dashes
        self.drawn.append(Shape(path, *painted, **more))

    def line(
        self, points: Sequence[tuple[float, float]], colour: str, wide: float, *, dash: Sequence[float] = ()
    ) -> None:
        """Draw a line through points."""
        self._add(ink.along(points), line=colour, wide=wide, dash=dash, join="round")

    def box(
        self,
        box: Box,
        fill: str,
        *,
        rim: str = "none",
        wide: float = 0.0,
        round_by: float = 0.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a rectangle."""
        path = ink.rounded(box, round_by) if round_by else ink.rectangle(box)
        self._add(path, *self._painted(fill, rim, wide, dash))
        if texture_of(fill):
            shape = shapely.box(box.x, box.y, box.x + box.width, box.y + box.height)
            self._texture(fill, shape.buffer(-wide / 2, join_style="mitre"), box)

    def _painted(
        self, fill: str, rim: str, wide: float, dash: Sequence[float]
    ) -> tuple[str, str, float, Sequence[float]]:
        """Return a shape's fill, rim, its width and its dashes as they are drawn."""
        if texture_of(fill) == BLANK:
            rim, wide, dash = self.theme.ink2, max(wide, 1.0), BLANK_DASH
        return plain(fill), rim, wide, dash

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        fill: str,
        *,
        rim: str = "none",
        wide: float = 0.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a disc or, with `none` as fill, a ring."""
        self._add(ink.disc(x, y, radius), *self._painted(fill, rim, wide, dash))
        if texture_of(fill):
            around = Box(x - radius, y - radius, 2 * radius, 2 * radius)
            self._texture(fill, shapely.Point(x, y).buffer(radius - wide / 2), around)

    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Draw a filled polygon."""
        self._add(ink.closed(points), plain(fill))

    def shapes(
        self,
        shapes: Sequence[BaseGeometry],
        within: Box,
        *,
        fill: str = "none",
        line: str = "none",
        wide: float = 0.0,
        round_ends: bool = False,
    ) -> None:
        """Draw geometry in pixels of the page, cut off at a box."""
        frame = (within.x - 4, within.y - 4, within.x + within.width + 4, within.y + within.height + 4)
        parts = shapely.get_parts(shapely.clip_by_rect(np.asarray(shapes, dtype=object), *frame))
        parts = shapely.orient_polygons(parts[~shapely.is_empty(parts)])
        kinds = shapely.get_type_id(parts)
        how: dict[str, Any] = {"join": "round", "cap": "round" if round_ends else "butt", "clip": within}
        for kind, paint in ((_POLYGON, fill), (_LINE, "none")):
            rings = _rings(parts[kinds == kind])
            if rings and (kind == _POLYGON or line != "none"):
                path = Path.make_compound_path(*rings)
                self._add(path, *self._painted(paint, line, wide, ()), **how)
        areas = parts[kinds == _POLYGON]
        if texture_of(fill) and len(areas):
            self._texture(fill, shapely.union_all(areas), within)

    # -- As matplotlib takes it

    def paint(self, renderer: Any, drawn: Sequence[Drawn] | None = None) -> None:
        """Draw all that is on the page, or some of it, with a renderer of matplotlib's."""
        height = renderer.get_canvas_width_height()[1]
        sheet = Sheet(height / self.height, height)
        with matplotlib.rc_context({"text.hinting": "none"}):
            # Letters stand where the layout has them, not on whole pixels.
            for each in self.drawn if drawn is None else drawn:
                each.draw(renderer, sheet)

    def figure(self) -> Any:
        """Return the page as a figure of matplotlib's, for what writes only those."""
        from matplotlib.artist import Artist
        from matplotlib.figure import Figure  # takes long to load, and pictures need none

        page = self

        class Whole(Artist):
            def draw(self, renderer: Any) -> None:
                page.paint(renderer)

        figure = Figure(figsize=(self.inches, self.height / self.per_inch), dpi=self.per_inch, frameon=False)
        figure.add_artist(Whole())
        return figure


_POLYGON, _LINE = 3, 1
_HALO = 3.2
"""Width of the outline around letters, in pixels; half of it lies beneath them."""
_AREA = 8.0
"""Size of the texture of an area on the map, in pixels."""


def _rings(parts: Any) -> list[Path]:
    """Return lines, and the rings of polygons, as paths; holes run the other way round."""
    paths = []
    for part in parts:
        lines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        closed = part.geom_type == "Polygon"
        paths += [Path(shapely.get_coordinates(line), closed=closed) for line in lines]
    return paths
