"""Conflict events of an archive, in the columns in which `geodata.events` counts every archive.

They are no claims: no state follows from them, and no release of the ledger has them. So a new file of
them changes no hash and no link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.datasets.places import WINDOW
from geodata.dates import When
from geodata.schema.columns import Column, Kind, Schema
from geodata.schema.dataset import CC_BY, UCDP, UCDP_CANDIDATE, Table

KINDS = ("state-based", "non-state", "one-sided")
WHERES = ("exact", "near", "area", "country")
WHENS = ("day", "week", "month", "longer")
VAGUE = WHENS[2:]
"""How well a day is known that has no week."""

COVERED = ((date(2021, 1, 1), date(2023, 12, 31)), (date(2026, 4, 1), date(2026, 4, 30)))
"""The days of which the archives tell here, first and last of each stretch: elsewhere no event is no data."""


@dataclass(frozen=True, slots=True)
class ConflictEvent:
    """One event; `first` and `last` are the days between which it was, `low` to `high` its deaths."""

    event_id: int
    archive: str
    first: When
    last: When
    lon: float
    lat: float
    kind: str
    actor_a: str
    actor_b: str
    low: int
    best: int
    high: int
    where: str
    when: str


EVENTS = Table(
    name="events",
    file="events.csv",
    title="Conflict events of the window, 2021 to 2023 and April 2026",
    schema=Schema(
        columns=(
            Column("event_id", "Number of the event in its archive", Kind.INTEGER, required=True, low=1),
            Column(
                "archive",
                "The archive and its release",
                required=True,
                words=("GED 24.1", "Candidate 26.0.4"),
            ),
            Column("first", "First day between which and the last it was", Kind.DATE, required=True),
            Column("last", "Last day of that", Kind.DATE, required=True),
            Column("lon", "Degrees east", Kind.NUMBER, required=True, low=WINDOW[0], high=WINDOW[2]),
            Column("lat", "Degrees north", Kind.NUMBER, required=True, low=WINDOW[1], high=WINDOW[3]),
            Column("kind", "Type of violence", required=True, words=KINDS),
            Column("actor_a", "One side, as the archive names it", required=True),
            Column("actor_b", "The other side, by the alphabet", required=True),
            Column("low", "Deaths, lowest estimate", Kind.INTEGER, required=True, low=0),
            Column("best", "Deaths, best estimate", Kind.INTEGER, required=True, low=0),
            Column("high", "Deaths, highest estimate", Kind.INTEGER, required=True, low=0),
            Column(
                "where",
                "How well the place is known: exact; near, some 25 km; area, such as a township; country",
                required=True,
                words=WHERES,
            ),
            Column("when", "How well the day is known", required=True, words=WHENS),
        ),
        key=("event_id",),
    ),
    licences=(CC_BY,),
    origins=(UCDP, UCDP_CANDIDATE),
    caveats=(
        "The archive ends on 31 December 2023 here, and has April 2026 beside it: the months between are not "
        "covered, so no event there means no data. The decisive weeks of 2024 are among them.",
        "More than half of the events are located only to an area, mostly a township: a point stands for it.",
        "The days of the Candidate release are damaged upstream: its events are of some day of April 2026.",
        "Sides are named as the archive codes them. The Candidate release codes most as one umbrella: "
        "they are not those of GED.",
        "An event has a death that is reported. Fighting without one, and what nobody reported, is missing.",
        "Events are no claims: no state of control follows from them.",
    ),
    record=ConflictEvent,
    optional=True,
)
