"""The places: towns, gates, trade zones, bases, roads and areas that claims speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from geodata.errors import Sentence
from geodata.schema import columns
from geodata.schema.columns import ADDED, SLUG, Column, Keys, Kind, Row, Schema, no_circle
from geodata.schema.dataset import CC_BY, GEONAMES, LEDGER, MIMU, ODBL, OSM, UCDP, Table
from geodata.vocab import PlaceKind, Precision, Tracked

WINDOW = (95.5, 20.5, 101.5, 28.5)
"""West, south, east, north: every point of ours lies in it, in degrees (WGS 84)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `lon` and `lat` are degrees (WGS 84), None where no point is known."""

    place_id: str
    name: str
    names: tuple[str, ...]
    name_my: str | None
    name_zh: str | None
    kind: PlaceKind
    lon: float | None
    lat: float | None
    coord_source: str
    coord_precision: Precision
    china_side: str
    official_post: str
    state: str
    township: str
    township_pcode: str
    part_of: str | None
    tracked: Tracked
    lane: int | None
    note: str

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling beside the public name, Burmese and Chinese included."""
        return (*self.names, *filter(None, (self.name_my, self.name_zh)))

    @property
    def drawable(self) -> bool:
        """Whether the place is a dot of its own: gates and bases never are."""
        if self.lon is None or self.coord_precision not in (Precision.EXACT, Precision.NEAR):
            return False
        if self.kind is PlaceKind.TRADE_ZONE:
            return self.coord_precision is Precision.EXACT
        return self.tracked in (Tracked.CROSSING, Tracked.INLAND)


def _point(row: Row, keys: Keys) -> Iterator[tuple[str, str]]:
    if bool(row["lon"]) != bool(row["lat"]):
        yield "lat" if row["lon"] else "lon", Sentence("half_a_point")
    if (row["coord_precision"] == Precision.NONE) == bool(row["lon"]):
        yield "coord_precision", Sentence("precision_of_no_point")
    if row["lon"] and not row["coord_source"]:
        yield "coord_source", Sentence("point_without_source")


def _kin(row: Row, keys: Keys) -> Iterator[tuple[str, str]]:
    if row["kind"] in (PlaceKind.GATE, PlaceKind.TRADE_ZONE) and not row["part_of"]:
        yield "part_of", Sentence("no_town", kind=row["kind"])
    if row["tracked"] == Tracked.CROSSING and not row["lane"]:
        yield "lane", Sentence("no_lane")


def _place(
    names: tuple[str, ...], name_my: str, name_zh: tuple[str, ...], township: tuple[str, ...], **rest: Any
) -> Place:
    return Place(township="|".join(township), **columns.names_of(names, name_my, name_zh), **rest)


PLACES = Table(
    name="places",
    file="places.csv",
    title="Places on and near the border",
    schema=Schema(
        columns=(
            Column("place_id", "Stable id", required=True, pattern=SLUG),
            Column("name", "Short public English name", required=True, unique=True),
            Column("names", "Other spellings", many="|"),
            Column("name_my", "Burmese name"),
            Column("name_zh", "Chinese name, the chief one first", many="|"),
            Column("kind", "What it is", required=True, words=PlaceKind),
            Column("lon", "Degrees east, WGS 84", Kind.NUMBER, low=WINDOW[0], high=WINDOW[2]),
            Column("lat", "Degrees north, WGS 84", Kind.NUMBER, low=WINDOW[1], high=WINDOW[3]),
            Column("coord_source", "Who gives the point, under which licence; or why there is none"),
            Column("coord_precision", "How well the point is known", required=True, words=Precision),
            Column("china_side", "The counterpart in China"),
            Column(
                "official_post",
                "Whether it is an official border post",
                required=True,
                words=("yes", "no", "unknown"),
            ),
            Column("state", "State or region"),
            Column("township", "Township", many="|"),
            Column("township_pcode", "Township P-code", pattern=r"MMR\d{3}(?:\d{3})?"),
            Column("part_of", "The place a gate, zone or base belongs to", refers="places"),
            Column("tracked", "How the ledger follows it", required=True, words=Tracked),
            Column(
                "lane",
                "Order of the timeline's lanes, north to south",
                Kind.INTEGER,
                low=1,
                high=999,
                unique=True,
            ),
            Column("note", "Our remarks", prose=True),
            ADDED,
        ),
        key=("place_id",),
        replaceable=True,
        rules=(_point, _kin),
        across=(no_circle("place_id", "part_of"),),
    ),
    licences=(CC_BY, ODBL),
    origins=(LEDGER, GEONAMES, UCDP, MIMU, OSM),
    caveats=(
        "Points marked 'placeholder' are another place's point and are never drawn.",
        "Some town points are MIMU's (named in coord_source); its published terms disagree with each other.",
        "Phimaw's point lies 85 m outside the outline of Myanmar: match with a tolerance.",
        "The ODbL covers the one point quoted from OpenStreetMap (Phimaw and its gate).",
    ),
    record=_place,
)
