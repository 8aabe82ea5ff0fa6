"""What stands on the map as a button with a label: a place with its look and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Badge:
    """How an answer is marked; places with one answer share it.

    Attributes:
        pattern: `solid`, `diagonal`, `bands` or `none`.
        fills: Hues that the pattern takes in turn, `#RRGGBB`.
        rim: Hue of the outline.
        dashed: Whether the outline is dashed: the evidence is old.
        codes: Pieces of the label's second line with their hues, such as `KIA`; empty hue: plain ink.
        says: The answer as it is read aloud; empty where only the note says it.
    """

    pattern: str
    fills: tuple[str, ...]
    rim: str
    dashed: bool
    codes: tuple[tuple[str, str], ...]
    says: str

    def as_dict(self) -> Mapping[str, Any]:
        """Return it for JSON, without what is not set."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the map; its accessible name is made of its name, its badge and its note.

    Attributes:
        id: The place id; clicking the mark chooses it.
        name: The label's first line.
        lon: Degrees (WGS 84).
        lat: Degrees (WGS 84).
        radius: Pixels.
        badge: How it looks.
        note: What follows the codes; it is the first to go where room is short.
        side: +1 where the label goes to the right, -1 to the left.
        rank: Labels of lower rank are placed first.
        chosen: Whether it is the reader's place.
        crossing: Whether it is a crossing: its name is never dropped.
        imprecise: Whether the point is only near the place: drawn with a halo.
    """

    id: str
    name: str
    lon: float
    lat: float
    radius: float
    badge: Badge
    note: str
    side: int
    rank: int
    chosen: bool = False
    crossing: bool = False
    imprecise: bool = False

    def as_dict(self, badge: int) -> Mapping[str, Any]:
        """Return it for JSON, in short names and without what is not set; `badge` is its number."""
        found = {
            "id": self.id,
            "at": [round(self.lon, 4), round(self.lat, 4)],
            "r": self.radius,
            "badge": badge,
            "name": self.name,
            "note": self.note,
            "side": self.side if self.side < 0 else "",
            "rank": self.rank,
            "chosen": self.chosen,
            "crossing": self.crossing,
            "imprecise": self.imprecise,
        }
        return {name: value for name, value in found.items() if value not in (False, "") or name == "badge"}
