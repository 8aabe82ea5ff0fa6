"""The measures: counts, tonnes, prices and taxes, each with its scope; and the monthly series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from geodata.dates import When
from geodata.errors import Sentence
from geodata.schema.columns import ADDED, Column, Kind, Row, Schema
from geodata.schema.dataset import CC_BY, LEDGER, Table

SUBJECTS = (
    "mines",
    "pools",
    "mine_area",
    "imports",
    "value",
    "price",
    "tax",
    "deaths",
    "production",
    "share",
    "stock",
    "troops_fled",
    "displaced",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure for a place or region and a period; `unit` is exact, `scope` says what is counted."""

    measure_id: str
    subject: str
    place_id: str
    period: When
    low: float | None
    best: float | None
    high: float | None
    unit: str
    scope: str
    source_id: str
    recorded: When
    note: str


@dataclass(frozen=True, slots=True)
class MonthlyFigure:
    """One month of an import series in gross tonnes; never mix two series on one axis."""

    period: When
    series: str
    low: float | None
    t_gross: float
    high: float | None
    derived: bool
    measure_id: str
    source_id: str


def _ordered(row: Row, *names: str) -> Iterator[tuple[str, str]]:
    try:
        given = [(name, float(row[name])) for name in names if row[name]]
    except ValueError:
        return  # reported for the cell itself
    for (_, lower), (name, upper) in pairwise(given):
        if upper < lower:
            yield name, Sentence("out_of_order", names=", ".join(names))


MEASURES = Table(
    name="measures",
    file="measures.csv",
    title="Measures: mines, imports, prices and taxes",
    schema=Schema(
        columns=(
            Column("measure_id", "Stable id", required=True, pattern=r"m\d{4,}"),
            Column("subject", "What is measured", required=True, words=SUBJECTS),
            Column("place_id", "The place or region", required=True, refers="places"),
            Column("period", "The time it is for (EDTF)", Kind.DATE, required=True),
            Column("low", "Lower bound", Kind.NUMBER),
            Column("best", "Best value", Kind.NUMBER),
            Column("high", "Upper bound", Kind.NUMBER),
            Column("unit", "Exact unit", required=True),
            Column("scope", "What is counted, by whose definition", required=True, prose=True),
            Column("source_id", "The document", required=True, refers="sources"),
            Column("recorded", "When the document appeared (EDTF)", Kind.DATE, required=True),
            Column("note", "Our remarks", prose=True),
            ADDED,
        ),
        key=("measure_id",),
        replaceable=True,
        rules=(lambda row, keys: _ordered(row, "low", "best", "high"),),
    ),
    licences=(CC_BY,),
    origins=(LEDGER,),
    caveats=(
        "Counts differ by what is counted: never put two scopes or units on one axis.",
        "A row without a number stands for a statement in words.",
    ),
    record=Measure,
)

MONTHLY = Table(
    name="monthly_series",
    file="monthly_series.csv",
    title="Monthly rare-earth imports of China, chart-ready",
    schema=Schema(
        columns=(
            Column("period", "Month or months (EDTF)", Kind.DATE, required=True),
            Column("series", "Scope; one chart, one series", required=True),
            Column("low", "Lower bound, gross tonnes", Kind.NUMBER, low=0),
            Column("t_gross", "Gross tonnes", Kind.NUMBER, required=True, low=0),
            Column("high", "Upper bound, gross tonnes", Kind.NUMBER, low=0),
            Column(
                "derived", "Whether it is worked out from totals or percentages", Kind.FLAG, required=True
            ),
            Column("measure_id", "The measure it repeats", required=True, refers="measures"),
            Column("source_id", "The document", required=True, refers="sources"),
            ADDED,
        ),
        key=("period", "series", "measure_id"),
        replaceable=True,
        rules=(lambda row, keys: _ordered(row, "low", "t_gross", "high"),),
    ),
    licences=(CC_BY,),
    origins=(LEDGER,),
    caveats=("Series A is all origins, not Myanmar.",),
    record=MonthlyFigure,
)
