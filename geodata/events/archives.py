"""Kinds of archives of events: which of their columns holds what, and what their codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geodata.events.records import When, Where
from geodata.imports.known import GDELT_COLUMNS, SHAPES, UCDP_COLUMNS


@dataclass(frozen=True)
class Archive:
    """A kind of archive.

    Attributes:
        name: As `imports.known` has it; `own` for files with the columns of `records.EVENT`.
        lon: The name of the column of longitudes, as all that follow; empty where it has none.
        lat: Latitudes.
        first: The first day on which it may have happened.
        last: The last one.
        kind: The kind of event.
        actors: The two sides.
        figures: Deaths: low, best and high.
        where: How well the place is known.
        when: How well the day is known.
        kinds: Its kinds by their codes; any other text is written in small letters, with hyphens.
        wheres: Its precisions of place by their codes; any other is the vaguest.
        whens: Its precisions of day by their codes; any other is the vaguest.
        headers: The columns of files without a header, one tuple for each number of columns.
        quoted: Whether cells of text files may stand in quotes.
        one_kind: The kind of all its events, where it has no column for it.
    """

    name: str
    lon: str
    lat: str
    first: str
    last: str = ""
    kind: str = ""
    actors: tuple[str, str] = ("", "")
    figures: tuple[str, str, str] = ("", "", "")
    where: str = ""
    when: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    wheres: Mapping[str, Where] = field(default_factory=dict)
    whens: Mapping[str, When] = field(default_factory=dict)
    headers: tuple[tuple[str, ...], ...] = ()
    quoted: bool = True
    one_kind: str = "event"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns that it reads."""
        days = (self.first, self.last)
        words = (self.kind, *self.actors, self.where, self.when)
        named = (self.lon, self.lat, *days, *words, *self.figures)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def needed(self) -> tuple[str, ...]:
        """Those without which there are no events."""
        return (self.lon, self.lat, self.first)

    @property
    def marks(self) -> frozenset[str]:
        """Those by which a file of it is known: other tables may have a `date_start` too."""
        return frozenset(self.needed if self.name == "own" else filter(None, (*self.needed, self.where)))

    @property
    def attribution(self) -> str:
        """How to name who made it; empty for files of the reader's own."""
        return SHAPES[self.name].attribution if self.name in SHAPES else ""

    @property
    def shareable(self) -> bool:
        """Whether its rows may be passed on."""
        return self.name not in SHAPES or SHAPES[self.name].shareable


# UCDP GED codebook 24.1: type_of_violence 1 to 3; where_prec 1 exact, 2 within 25 km, 3 second-order
# division, 4 first-order division, 5 line or fuzzy area, 6 country, 7 air or sea; date_prec 1 day, 2 within 6
# days, 3 week, 4 month, 5 longer.
_UCDP = Archive(
    "ucdp",
    lon="longitude",
    lat="latitude",
    first="date_start",
    last="date_end",
    kind="type_of_violence",
    actors=("side_a", "side_b"),
    figures=("low", "best", "high"),
    where="where_prec",
    when="date_prec",
    kinds={"1": "state-based", "2": "non-state", "3": "one-sided"},
    wheres={"1": Where.EXACT, "2": Where.NEAR, "3": Where.AREA, "4": Where.AREA, "5": Where.AREA},
    whens={"1": When.DAY, "2": When.WEEK, "3": When.WEEK, "4": When.MONTH, "5": When.LONGER},
    headers=(UCDP_COLUMNS,),
)
# ACLED codebook 2023: geo_precision 1 the place itself, 2 a part of a region, 3 a region; time_precision 1
# day, 2 week, 3 month. It has one figure of deaths.
_ACLED = Archive(
    "acled",
    lon="longitude",
    lat="latitude",
    first="event_date",
    kind="event_type",
    actors=("actor1", "actor2"),
    figures=("fatalities", "fatalities", "fatalities"),
    where="geo_precision",
    when="time_precision",
    wheres={"1": Where.EXACT, "2": Where.NEAR, "3": Where.AREA},
    whens={"1": When.DAY, "2": When.WEEK, "3": When.MONTH},
)
# GDELT event codebook 2.0: QuadClass 1 to 4; ActionGeo_Type 1 country, 2 and 5 state, 3 and 4 city. Version
# 1.0 has no columns for second-order divisions. SQLDATE is a day.
_GDELT = Archive(
    "gdelt",
    lon="ActionGeo_Long",
    lat="ActionGeo_Lat",
    first="SQLDATE",
    kind="QuadClass",
    actors=("Actor1Name", "Actor2Name"),
    where="ActionGeo_Type",
    kinds={
        "1": "verbal-cooperation",
        "2": "material-cooperation",
        "3": "verbal-conflict",
        "4": "material-conflict",
    },
    wheres={"3": Where.NEAR, "4": Where.NEAR, "2": Where.AREA, "5": Where.AREA},
    headers=(GDELT_COLUMNS, tuple(name for name in GDELT_COLUMNS if not name.endswith("_ADM2Code"))),
    quoted=False,
)
# NASA's user guides of MODIS and VIIRS fire products. The day is that of UTC: a fire at 19:10 UTC was on the
# next day in Myanmar.
_FIRMS = Archive("firms", lon="longitude", lat="latitude", first="acq_date", one_kind="fire")
_OWN = Archive(
    "own",
    lon="lon",
    lat="lat",
    first="first",
    last="last",
    kind="kind",
    actors=("actor_a", "actor_b"),
    figures=("low", "best", "high"),
    where="where",
    when="when",
    wheres={str(each): each for each in Where},
    whens={str(each): each for each in When},
)

ARCHIVES: Mapping[str, Archive] = {each.name: each for each in (_UCDP, _ACLED, _GDELT, _FIRMS, _OWN)}
"""Every kind of archive by its name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is read in one go: a group of rows of a Parquet file, or a whole text file.

    Attributes:
        file: The file.
        archive: The name of its kind.
        group: The number of the group of rows, None for a text file.
        size: Bytes, for the progress.
    """

    file: Path
    archive: str
    group: int | None
    size: int

    @property
    def kind(self) -> Archive:
        """Its kind."""
        return ARCHIVES[self.archive]
