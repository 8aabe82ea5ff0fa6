"""A canvas of paper to draw on: texts, lines and shapes in pixels of its design, y downwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import matplotlib
import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from shapely.geometry.base import BaseGeometry

from dashboard.look import hatch
from dashboard.look.signs import BLANK_DASH, TEXTURE
from dashboard.look.theme import BLANK, Theme, actor_text, plain, texture_ink, texture_of
from dashboard.paper import typeface
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
        self.per_inch = self.width / inches
        # Letters stand where the layout has them, not on whole pixels.
        matplotlib.rcParams["text.hinting"] = "none"
        self.figure = Figure(figsize=(inches, self.height / self.per_inch), dpi=self.per_inch)
        self.figure.patch.set_facecolor(theme.page)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)
        self.axes.set_axis_off()
        self.tags = Tags()
        self._order = 0

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
                self.add(marks[0])
            yield
            if marks:
                self.add(marks[1])

    def add(self, shape: Any, within: Box | None = None) -> Any:
        """Add a shape above all that is there, cut off at a box."""
        self._order += 1
        shape.set_zorder(self._order)
        if shape.axes is None:
            self.axes.add_artist(shape)
        if within:
            shape.set_clip_path(self._clip(within))
        return shape

    def _clip(self, box: Box) -> Rectangle:
        return Rectangle((box.x, box.y), box.width, box.height, transform=self.axes.transData)

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
        settings: dict[str, Any] = {
            "fontproperties": typeface.properties(self.points(size), weight, italic),
            "color": colour,
            "ha": align,
            "va": "center" if middle else "baseline",
            "rotation": turn,
            "rotation_mode": "anchor",
            "parse_math": False,
        }
        if halo:
            # The halo is an outline; the text above it stays text, with its font in the file.
            stroke = Stroke(linewidth=self.points(3.2), foreground=halo, joinstyle="round")
            self.add(self.axes.text(x, y, text, **settings, path_effects=[stroke]))
        marks = spoken(text)
        if marks:
            self.add(marks[0])
        self.add(self.axes.text(x, y, text, **settings))
        if marks:
            self.add(marks[1])

    def line(
        self, points: Sequence[tuple[float, float]], colour: str, wide: float, *, dash: Sequence[float] = ()
    ) -> None:
        """Draw a line through points."""
        xs, ys = zip(*points, strict=True)
        drawn = Line2D(xs, ys, color=colour, linewidth=self.points(wide), solid_capstyle="butt")
        if dash:
            drawn.set_dashes([part / wide for part in dash])
        self.add(drawn)

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
        settings = self._painted(fill, rim, wide, dash)
        if round_by:
            style = f"round,pad=0,rounding_size={round_by}"
            self.add(FancyBboxPatch((box.x, box.y), box.width, box.height, boxstyle=style, **settings))
        else:
            self.add(Rectangle((box.x, box.y), box.width, box.height, **settings))
        shape = shapely.box(box.x, box.y, box.x + box.width, box.y + box.height)
        self._texture(fill, shape.buffer(-wide / 2, join_style="mitre"), box)

    def _painted(self, fill: str, rim: str, wide: float, dash: Sequence[float]) -> dict[str, Any]:
        """Return a shape's fill, rim and dashes as matplotlib takes them."""
        if texture_of(fill) == BLANK:
            rim, wide, dash = self.theme.ink2, max(wide, 1.0), BLANK_DASH
        style = (0, tuple(part / wide for part in dash)) if dash else "solid"
        return {
            "facecolor": plain(fill),
            "edgecolor": rim,
            "linewidth": self.points(wide),
            "linestyle": style,
        }

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
        self.add(Circle((x, y), radius, **self._painted(fill, rim, wide, dash)))
        around = Box(x - radius, y - radius, 2 * radius, 2 * radius)
        self._texture(fill, shapely.Point(x, y).buffer(radius - wide / 2), around)

    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Draw a filled polygon."""
        self.add(Polygon(points, closed=True, facecolor=plain(fill), edgecolor="none"))

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
        ends = {"capstyle": "round"} if round_ends else {}
        for kind, paint in ((_POLYGON, fill), (_LINE, "none")):
            rings = _rings(parts[kinds == kind])
            if rings and (kind == _POLYGON or line != "none"):
                path = Path.make_compound_path(*rings)
                settings: dict[str, Any] = (
                    self._painted(paint, line, wide, ()) | {"joinstyle": "round"} | ends
                )
                self.add(PathPatch(path, **settings), within)
        areas = parts[kinds == _POLYGON]
        if texture_of(fill) and len(areas):
            self._texture(fill, shapely.union_all(areas), within)


_POLYGON, _LINE = 3, 1
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
