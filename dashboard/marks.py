"""What stands on the map as a button with a label: a place with its look and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the map.

    Attributes:
        id: The place id; clicking the mark chooses it.
        lon: Degrees (WGS 84).
        lat: Degrees (WGS 84).
        radius: Pixels.
        pattern: `solid`, `diagonal`, `bands` or `none`.
        fills: Hues that the pattern takes in turn, `#RRGGBB`.
        rim: Hue of the outline.
        dashed: Whether the outline is dashed: the evidence is old.
        name: The label's first line.
        codes: Pieces of the second line with their hues, such as `KIA`; empty hue: plain ink.
        note: What follows the codes; it is the first to go where room is short.
        side: +1 where the label goes to the right, -1 to the left.
        rank: Labels of lower rank are placed first.
        chosen: Whether it is the reader's place.
        crossing: Whether it is a crossing: its name is never dropped.
        imprecise: Whether the point is only near the place: drawn with a halo.
        says: Its accessible name, and what a reader is told who points at it.
    """

    id: str
    lon: float
    lat: float
    radius: float
    pattern: str
    fills: tuple[str, ...]
    rim: str
    dashed: bool
    name: str
    codes: tuple[tuple[str, str], ...]
    note: str
    side: int
    rank: int
    chosen: bool
    crossing: bool
    imprecise: bool
    says: str

    def as_dict(self) -> Mapping[str, Any]:
        """Return it for JSON, in short names and without what is not set."""
        found: dict[str, Any] = {
            "id": self.id,
            "at": [round(self.lon, 5), round(self.lat, 5)],
            "r": self.radius,
            "pattern": self.pattern,
            "fills": list(self.fills),
            "rim": self.rim,
            "dashed": self.dashed,
            "name": self.name,
            "codes": [list(code) for code in self.codes],
            "note": self.note,
            "side": self.side,
            "rank": self.rank,
            "chosen": self.chosen,
            "crossing": self.crossing,
            "imprecise": self.imprecise,
            "says": self.says,
        }
        return {name: value for name, value in found.items() if value not in (False, "", [])}
