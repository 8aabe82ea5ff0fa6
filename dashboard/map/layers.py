"""What lies on a map, in our own words: which features, in which look, by which rules.

The overlays and the ground make layers. The film, paper and the one-file map read them, and the painter in
the browser gets them as JSON. A layer holds no geometry: it names the features by their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from dashboard.look import hatch

Subject = Literal[
    "land", "states", "border", "districts", "catchments", "mines", "pools", "events", "event-points"
]
"""What a layer draws; `files.features` has the geometry. `land` has rivers and districts too."""

STRIPES: Mapping[tuple[Subject, hatch.Stripes], float] = {
    ("catchments", "diagonal"): 4.0,
    ("catchments", "bands"): 10.0,
    ("mines", "diagonal"): 2.6,
    ("mines", "bands"): 2.6,
}
"""Width of a stripe in pixels; what is not here has no stripes."""


@dataclass(frozen=True, slots=True)
class Style:
    """One look of features.

    Attributes:
        fills: `#RRGGBB` or `#RRGGBBAA`, none where nothing is filled; several take turns as stripes.
        line: Colour of the line or the outline, empty for none.
        width: Of that line, in pixels.
        says: What a reader learns who points at the feature.
    """

    fills: tuple[str, ...] = ()
    line: str = ""
    width: float = 0.0
    says: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON, without what it does not set."""
        return {item.name: value for item in fields(self) if (value := getattr(self, item.name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Features of one dataset, drawn by one set of rules.

    Attributes:
        id: The same at every run, so that the browser updates it and makes no second one.
        shows: The dataset.
        styles: Keys of features by their look; a feature in none of them is not drawn.
        pattern: The pattern in which areas are cut into stripes, None where they are whole.
        zooms: First and last whole zoom for which there is a file, None where one file serves all.
        outlined: Whether areas and points have an outline.
        rounded: Whether lines have round corners and ends.
        dash: Pixels of a dash and of a gap, None for whole lines; the files are cut by it already.
        points: Radius of a point in pixels, None where nothing is a point.
        pickable: Whether its features can be chosen.
        told: Whether they say something to who points at them, and can not be chosen.
        below_border: Whether the border is drawn above it.
    """

    id: str
    shows: Subject
    styles: Mapping[Style, Sequence[str]] = field(default_factory=dict)
    pattern: hatch.Stripes | None = None
    zooms: tuple[int, int] | None = None
    outlined: bool = False
    rounded: bool = False
    dash: tuple[float, float] | None = None
    points: float | None = None
    pickable: bool = False
    told: bool = False
    below_border: bool = False

    @property
    def file(self) -> str:
        """Name of the file that it draws; `{z}` in it stands for the whole zoom nearest to the map's."""
        return "-".join(filter(None, (self.shows, self.pattern, "{z}" if self.zooms else "")))

    def as_dict(self, address: str) -> dict[str, Any]:
        """Return it for JSON as the map's script reads it, without its styles and what it does not set.

        `data` is the address of its file; `{z}` in it stands for the whole zoom.
        """
        spec = {
            "id": self.id,
            "data": address,
            "outlined": self.outlined,
            "rounded": self.rounded,
            "dashed": self.dash is not None,  # a dash ends where it ends
            "points": self.points,
            "pickable": self.pickable,
            "told": self.told,
            "zooms": self.zooms,
            "below": self.below_border,
        }
        return {name: value for name, value in spec.items() if value}


Printer = Callable[[Layer], dict[str, Any]]
"""Writes a layer for the browser that will draw it."""
