"""A surface on which everything is drawn larger or smaller."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry

from dashboard.paper.canvas import Surface
from dashboard.paper.layout import Box


class Zoom(Surface):
    """Another surface, on which every length is `by` times as long."""

    def __init__(self, under: Surface, by: float) -> None:
        """Draw on `under`."""
        self.under, self.by, self.theme = under, by, under.theme

    def _box(self, box: Box) -> Box:
        return Box(*(each * self.by for each in (box.x, box.y, box.width, box.height)))

    def _dash(self, dash: Sequence[float]) -> tuple[float, ...]:
        return tuple(part * self.by for part in dash)

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
        self.under.text(
            x * self.by,
            y * self.by,
            text,
            size * self.by,
            colour,
            weight=weight,
            italic=italic,
            align=align,
            halo=halo,
            turn=turn,
            middle=middle,
        )

    def line(
        self, points: Sequence[tuple[float, float]], colour: str, wide: float, *, dash: Sequence[float] = ()
    ) -> None:
        """Draw a line through points."""
        placed = [(x * self.by, y * self.by) for x, y in points]
        self.under.line(placed, colour, wide * self.by, dash=self._dash(dash))

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
        self.under.box(
            self._box(box),
            fill,
            rim=rim,
            wide=wide * self.by,
            round_by=round_by * self.by,
            dash=self._dash(dash),
        )

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
        self.under.circle(
            x * self.by,
            y * self.by,
            radius * self.by,
            fill,
            rim=rim,
            wide=wide * self.by,
            dash=self._dash(dash),
        )

    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Draw a filled polygon."""
        self.under.polygon([(x * self.by, y * self.by) for x, y in points], fill)

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
        grown = [scale(shape, self.by, self.by, origin=(0, 0)) for shape in shapes]
        self.under.shapes(
            grown, self._box(within), fill=fill, line=line, wide=wide * self.by, round_ends=round_ends
        )
