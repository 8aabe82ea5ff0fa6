"""What an event is: the columns in which rows of every archive are counted, and why a row is not."""

from __future__ import annotations

from enum import StrEnum

import pyarrow as pa


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


EVENT = pa.schema(
    [
        pa.field("lon", pa.float64(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("first", pa.date32(), nullable=False),
        pa.field("last", pa.date32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("actor_a", pa.string(), nullable=False),
        pa.field("actor_b", pa.string(), nullable=False),
        pa.field("low", pa.int32()),
        pa.field("best", pa.int32()),
        pa.field("high", pa.int32()),
        pa.field("where", pa.string(), nullable=False),
        pa.field("when", pa.string(), nullable=False),
    ]
)
"""An event.

`lon` and `lat` are degrees, WGS 84; `first` and
`last` are the days between which it happened, both in; `kind` is one of the archive's kinds; `actor_a` and
`actor_b` are the two sides as the archive names them, in the order of the alphabet, so that a pair has one
spelling, empty where there is none; `low`, `best` and `high` are figures of deaths, null where the archive has
none; `where` and `when` are words of `Where` and `When`.
"""
