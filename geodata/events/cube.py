"""The cube: counts of events by cell, week, kind, pair, place, holder and precision; and what is asked of it.

`step` and `total` decide what stands in it; engines only carry batches to them. All that is summed are whole
numbers, so no order of rows, batches or workers changes a cube.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geodata.events.ground import OUTSIDE, Ground
from geodata.events.records import Where

RESOLUTION = 6
"""The usual resolution of H3: cells some 6 km across, of 36 km2."""

KEYS = ("cell", "week", "kind", "actor_a", "actor_b", "place_id", "held_by", "where", "when")
FIGURES = ("events", "counted", "low", "best", "high")

CUBE = pa.schema(
    [
        pa.field("cell", pa.uint64(), nullable=False),
        pa.field("week", pa.date32(), nullable=False),
        *(pa.field(name, pa.string(), nullable=False) for name in KEYS[2:]),
        *(pa.field(name, pa.int64(), nullable=False) for name in FIGURES),
    ]
)
"""A row of the cube.

`cell` is an H3 cell; `week` the Monday of the ISO week of the first day; `kind`, `actor_a`, `actor_b`, `where` and
`when` are those of `records.EVENT`; `place_id` is the town in whose catchment it lies, empty for none; `held_by`
is who held that town then, as `ground` says; `events` counts events, `counted` those that have figures of
deaths, and `low`, `best` and `high` sum them.
"""

_TEXTS = ("kind", "actor_a", "actor_b", "where", "when")


def step(batch: pa.RecordBatch, ground: Ground, resolution: int = RESOLUTION) -> pa.Table:
    """Return the part of a cube that some events make; the same whichever engine asks.

    Args:
        batch: Events, as `records.EVENT` has them.
        ground: Who held which ground when.
        resolution: Of H3, 0 to 15.
    """
    from h3ronpy.vector import coordinates_to_cells

    lon, lat = (batch.column(name).to_numpy() for name in ("lon", "lat"))
    first, last = (_days(batch.column(name)) for name in ("first", "last"))
    found = ground.find(lon, lat, first, last)
    vague = pc.equal(batch.column("where"), str(Where.COUNTRY)).to_numpy(zero_copy_only=False)
    place = np.where(vague, len(ground.places) - 1, found.place)
    holder = np.where(vague, ground.holders.index(OUTSIDE), found.holder)
    # Numbers are grouped much faster than texts: all texts of a row are one number until the end.
    texts = [_codes(batch.column(name)) for name in _TEXTS]
    sizes = [len(ground.places), len(ground.holders), *(len(words) for _, words in texts)]
    code = np.zeros(len(lon), np.int64)
    for part, size in zip((place, holder, *(codes for codes, _ in texts)), sizes, strict=True):
        code = code * size + part
    figures = {name: batch.column(name) for name in ("low", "best", "high")}
    rows = pa.table(
        {
            "cell": pa.array(coordinates_to_cells(lat, lon, resolution)),
            "week": first - (first + 3) % 7,  # 1 January 1970 was a Thursday
            "code": code,
            "counted": pc.is_valid(figures["best"]).cast(pa.int64()),
            **{name: pc.fill_null(column.cast(pa.int64()), 0) for name, column in figures.items()},
        }
    )
    sums = [(name, "sum") for name in FIGURES[1:]]
    grouped = rows.group_by(["cell", "week", "code"]).aggregate([([], "count_all"), *sums])
    code = grouped.column("code").to_numpy()
    columns: dict[str, Any] = {}
    names = ("place_id", "held_by", *_TEXTS)
    words = (ground.places, ground.holders, *(words for _, words in texts))
    for name, of, size in reversed(list(zip(names, words, sizes, strict=True))):
        code, at = np.divmod(code, size)
        columns[name] = pa.array(of, pa.string()).take(pa.array(at))
    columns |= {
        "cell": grouped.column("cell"),
        "week": grouped.column("week").cast(pa.int32()).cast(pa.date32()),
        "events": grouped.column("count_all"),
        **{name: grouped.column(f"{name}_sum") for name in FIGURES[1:]},
    }
    return pa.table([columns[name] for name in CUBE.names], schema=CUBE)


def total(parts: Iterable[pa.Table]) -> pa.Table:
    """Return the cube of parts: their rows with the same keys added, in the order of the keys."""
    rows = pa.concat_tables([CUBE.empty_table(), *parts])
    summed = rows.group_by(list(KEYS)).aggregate([(name, "sum") for name in FIGURES])
    columns = [summed.column(name) for name in KEYS] + [summed.column(f"{name}_sum") for name in FIGURES]
    return pa.table(columns, schema=CUBE).sort_by([(name, "ascending") for name in KEYS])


def written(cube: pa.Table, file: Path) -> None:
    """Write a cube as Parquet: the same cube is the same bytes."""
    texts = [name for name in CUBE.names if pa.types.is_string(CUBE.field(name).type)]
    pq.write_table(
        cube.combine_chunks(), file, compression="zstd", use_dictionary=texts, row_group_size=1 << 20
    )


def _days(column: pa.Array) -> npt.NDArray[np.int64]:
    return column.cast(pa.int32()).to_numpy(zero_copy_only=False).astype(np.int64)


def _codes(column: pa.Array) -> tuple[npt.NDArray[np.int64], Sequence[str]]:
    """Return the number of each text, and the texts by their numbers."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    # There is a number to divide by even where no row has a text.
    return coded.indices.to_numpy(zero_copy_only=False).astype(np.int64), coded.dictionary.to_pylist() or [""]


def totals(cube: pa.Table) -> dict[str, int]:
    """Return the sums of a cube, and how many cells and weeks it has."""
    sums = {name: pc.sum(cube.column(name)).as_py() or 0 for name in FIGURES}
    return sums | {
        name: pc.count_distinct(cube.column(of)).as_py()
        for name, of in (("cells", "cell"), ("weeks", "week"))
    }
