"""What a slide is made of: its words, its pictures and charts, and the boxes in which they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pptx.util import Emu

from dashboard.look.theme import Theme
from dashboard.map.legend import LegendEntry
from dashboard.paper.layout import Box
from dashboard.paper.words import Words

_EMU_PER_INCH = 914_400


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: a value for each category, None where there is none, in `#RRGGBB`."""

    name: str
    values: tuple[float | None, ...]
    colour: str


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A chart that can be edited on the slide, its table with it: stacked columns.

    `title` says what is counted, in which unit; `alt` is the chart in words, for those who do not see it.
    """

    box: Box
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG in its box, and what it shows in words."""

    box: Box
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide.

    Attributes:
        size: Width and height of the design in pixels, the unit of all boxes.
        inches: Width and height of the slide.
        words: Its words.
        boxes: Where things stand: kicker, title, sentence, legend, evidence, sources, disclaimer, link,
            qr, logo. What has no box is left out; without a title box the title stands above the
            slide, for its outline.
        legend: What colours, patterns and shapes mean, row by row.
        theme: Its colours.
        pictures: The map and others in reading order; those in the boxes qr and logo come last.
        charts: Its charts in reading order.
        type_sizes: Height of letters in pixels by name of the box.
        legend_columns: Columns of the legend.
        sources_shown: How many sources are printed; all are in the notes.
        progress: Number of this slide in its sequence, and how many there are.
    """

    size: tuple[float, float]
    inches: tuple[float, float]
    words: Words
    boxes: Mapping[str, Box]
    legend: tuple[LegendEntry, ...]
    theme: Theme
    pictures: tuple[Picture, ...]
    charts: tuple[NativeChart, ...]
    type_sizes: Mapping[str, float]
    sources_shown: int
    legend_columns: int = 2
    progress: tuple[int, int] | None = None

    @property
    def scale(self) -> Scale:
        """Return how large a pixel is."""
        return Scale(self.inches[0] / self.size[0])


@dataclass(frozen=True, slots=True)
class Scale:
    """From pixels of the design to lengths on the slide; a pixel is a square of `inches`."""

    inches: float

    def points(self, pixels: float) -> float:
        """Return pixels as points."""
        return pixels * self.inches * 72

    def emu(self, pixels: float) -> Emu:
        """Return pixels as PowerPoint's own unit."""
        return Emu(round(pixels * self.inches * _EMU_PER_INCH))

    def box(self, box: Box) -> tuple[Emu, Emu, Emu, Emu]:
        """Return left, top, width and height of a box on the slide."""
        return self.emu(box.x), self.emu(box.y), self.emu(box.width), self.emu(box.height)
