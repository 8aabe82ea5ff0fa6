"""What an event is: the columns in which rows of every archive are counted, and why a row is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

MADE_UP = "(made up)"
"""How the name of every actor ends in events that were made up for measuring: whatever shows them says so."""


class Reject(StrEnum):
    """Why a row is not counted."""

    NO_ROW = "not a row of this table"
    NO_POSITION = "no position"
    NO_SUCH_POSITION = "a position outside the earth"
    NO_DAY = "no day"
    UNREADABLE_DAY = "a day that cannot be read"
    DAYS_REVERSED = "an end before its beginning"
    NO_COUNT = "a number of deaths that is none"


class Where(StrEnum):
    """How well the place is known."""

    EXACT = "exact"
    NEAR = "near"
    """Within some 25 km of the point."""
    AREA = "area"
    """Somewhere in a township, district or state; the point stands for it."""
    COUNTRY = "country"
    """Somewhere in a country, or not on land: the point says nothing."""


class When(StrEnum):
    """How well the day is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    LONGER = "longer"


WORD = pa.dictionary(pa.int32(), pa.string())
"""The type of texts: a million events have some thousand different ones, and numbers are summed faster."""

EVENT = pa.schema(
    [
        pa.field("lon", pa.float64(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("first", pa.date32(), nullable=False),
        pa.field("last", pa.date32(), nullable=False),
        pa.field("kind", WORD, nullable=False),
        pa.field("actor_a", WORD, nullable=False),
        pa.field("actor_b", WORD, nullable=False),
        pa.field("low", pa.int32()),
        pa.field("best", pa.int32()),
        pa.field("high", pa.int32()),
        pa.field("where", WORD, nullable=False),
        pa.field("when", WORD, nullable=False),
    ]
)
"""An event.

`lon` and `lat` are degrees, WGS 84; `first` and `last` are the days between which it happened, both in;
`kind` is one of the archive's kinds; `actor_a` and `actor_b` are the two sides as the archive names them, in
the order of the alphabet, so that a pair has one spelling, and empty where there is none, the second one
first; `low`, `best` and `high` are figures of deaths, null where the archive has none; `where` and `when` are
words of `Where` and `When`.
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some events, with how many rows they came from and why the others are none.

    Attributes:
        events: As `EVENT`.
        rows: How many rows were read.
        rejects: How many of them are no event, by words of `Reject`.
        unordered: Events whose figures of deaths are not in order, low, best and high: they are counted
            without
            figures. UCDP GED 24.1 has ten of them among the 7,374 of Myanmar.
    """

    events: pa.RecordBatch
    rows: int
    rejects: Mapping[str, int]
    unordered: int = 0
