"""The releases of the ledger, and the hash by which each is cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from geodata.dates import When, show_day
from geodata.errors import BadDate, Sentence
from geodata.schema import columns
from geodata.schema.columns import Column, Keys, Kind, Row, Schema
from geodata.schema.dataset import CC_BY, LEDGER, Table
from geodata.vocab import EDITIONS

_EDITIONS = tuple(map(str, EDITIONS))


@dataclass(frozen=True, slots=True)
class Release:
    """A state of the ledger that was given out.

    Attributes:
        number: Its number: 1, 2, 3 and so on.
        day: The day on which it was given out.
        hash: The content hash of its rows and layers, by which a link cites it.
        rules: The edition of the rules that answers it.
        changes: What it changed, in one or two sentences.
    """

    number: int
    day: date
    hash: str
    rules: int
    changes: str

    def __str__(self) -> str:
        return f"{self.number} ({self.hash}, {show_day(self.day)})"


def _day(row: Row, keys: Keys) -> Iterator[tuple[str, str]]:
    try:
        when = columns.when(row["day"])
    except BadDate:
        return  # reported for the cell itself
    if when and row["day"] != str(when.earliest):
        yield "day", Sentence("no_single_day")


def _counted(rows: Sequence[Row]) -> Iterator[tuple[Row, str, str]]:
    for number, row in enumerate(rows, start=1):
        if row["release"] != str(number):
            yield row, "release", Sentence("release_number", number=number)
    for before, after in pairwise(rows):
        if after["day"] < before["day"]:
            yield after, "day", Sentence("release_day", release=before["release"])


def _release(release: int, day: When, rules: str, **rest: Any) -> Release:
    assert day.earliest
    return Release(number=release, day=day.earliest, rules=int(rules), **rest)


RELEASES = Table(
    name="releases",
    file="releases.csv",
    title="Releases of the ledger",
    schema=Schema(
        columns=(
            Column(
                "release", "Its number, which the other tables name in 'added'", Kind.INTEGER, required=True
            ),
            Column("day", "The day on which it was given out", Kind.DATE, required=True),
            Column(
                "hash",
                "Content hash of its rows and layers",
                required=True,
                pattern="[0-9a-f]{12}",
                unique=True,
            ),
            Column("rules", "Edition of the rules that answers it", required=True, words=_EDITIONS),
            Column("changes", "What it changed", required=True, prose=True),
        ),
        key=("release",),
        rules=(_day,),
        across=(_counted,),
    ),
    licences=(CC_BY,),
    origins=(LEDGER,),
    caveats=("A row stands from the release in its column 'added' on, until a later row corrects it.",),
    record=_release,
)
