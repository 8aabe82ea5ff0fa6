"""What stands on the map as a button with a label: a place with its look and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.vocab import PlaceKind, Precision, Tracked

CROSSING_RADIUS = 7.5
TOWN_RADIUS = 4.6
"""Pixels."""


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
class Pin:
    """What does not change about a place on the map; the browser gets it once, with the ground.

    Attributes:
        id: The place id; clicking it chooses the place.
        name: The label's first line, as short as the map needs it.
        lon: Degrees (WGS 84).
        lat: Degrees (WGS 84).
        radius: Pixels.
        side: +1 where the label goes to the right, -1 to the left.
        crossing: Whether it is a crossing: its name is never dropped.
        imprecise: Whether the point is only near the place: drawn with a halo.
    """

    id: str
    name: str
    lon: float
    lat: float
    radius: float
    side: int
    crossing: bool
    imprecise: bool

    def as_dict(self) -> Mapping[str, Any]:
        """Return it for JSON, in short names."""
        found = asdict(self)
        return {"at": [found.pop("lon"), found.pop("lat")], "r": found.pop("radius")} | found


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the map on a day; its accessible name is made of name, badge and note.

    Attributes:
        pin: The place.
        badge: How it looks.
        note: What follows the codes; it is the first to go where room is short.
        rank: Labels of lower rank are placed first.
    """

    pin: Pin
    badge: Badge
    note: str
    rank: int


@lru_cache(maxsize=4)
def pins(catalog: Catalog) -> Mapping[str, Pin]:
    """Return the places that are dots of their own, by id: crossings, trade zones, inland towns."""
    return {place.place_id: _pin(place, catalog) for place in catalog.places.values() if place.drawable}


def _pin(place: Place, catalog: Catalog) -> Pin:
    assert place.lon is not None and place.lat is not None
    crossing = place.tracked is Tracked.CROSSING
    return Pin(
        id=place.place_id,
        name=_short(place, catalog),
        lon=round(place.lon, 4),
        lat=round(place.lat, 4),
        radius=CROSSING_RADIUS if crossing else TOWN_RADIUS,
        side=-1 if place.tracked is Tracked.INLAND else 1,
        crossing=crossing,
        imprecise=place.coord_precision is Precision.NEAR,
    )


def _short(place: Place, catalog: Catalog) -> str:
    name = place.name.partition(" (")[0]
    if place.kind is PlaceKind.TRADE_ZONE and place.part_of:
        town = catalog.places[place.part_of].name
        return name.removeprefix(f"{town} ").replace("Trade Zone", "zone")
    return name
