"""The cube: counts of events by cell, week, kind, pair, place, holder and precision.

`step` and `total` decide what stands in it; engines only carry batches to them. All that is summed are whole
numbers, so no order of rows, batches or workers changes a cube.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geodata.events.ground import OUTSIDE, Ground
from geodata.events.records import WORD, Where

RESOLUTION = 6
"""The usual resolution of H3: cells some 6 km across, of 36 km2."""

WORDS = ("kind", "actor_a", "actor_b", "place_id", "held_by", "where", "when")
KEYS = ("cell", "week", *WORDS)
FIGURES = ("events", "counted", "low", "best", "high")

CUBE = pa.schema(
    [
        pa.field("cell", pa.uint64(), nullable=False),
        pa.field("week", pa.date32(), nullable=False),
        *(pa.field(name, WORD, nullable=False) for name in WORDS),
        *(pa.field(name, pa.int64(), nullable=False) for name in FIGURES),
    ]
)
"""A row of the cube.

`cell` is an H3 cell; `week` the Monday of the ISO week of the first day; `kind`, `actor_a`, `actor_b`,
`where` and `when` are those of `records.EVENT`; `place_id` is the town in whose catchment it lies, empty for
none; `held_by` is who held that town then, as `ground` says; `events` counts events, `counted` those that
have figures of deaths, and `low`, `best` and `high` sum them. No two rows have the same keys, and they are in
order.
"""

PLAIN = pa.schema(
    [pa.field(each.name, pa.string() if each.type == WORD else each.type, nullable=False) for each in CUBE]
)
"""The same columns with texts as texts, for engines that know no other: `cast` leads there and back."""

Ints = npt.NDArray[np.int64]
Coded = tuple[npt.NDArray[np.integer[Any]], pa.Array]
"""Numbers of rows, and the values that they stand for, in order."""


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
    words = {
        name: coded_words(batch.column(name)) for name in ("kind", "actor_a", "actor_b", "where", "when")
    }
    words["place_id"] = _in_order(place, ground.places)
    words["held_by"] = _in_order(holder, ground.holders)
    figures = {name: pc.fill_null(batch.column(name), 0).to_numpy() for name in ("low", "best", "high")}
    figures["events"] = np.ones(len(lon), np.int64)
    figures["counted"] = pc.is_valid(batch.column("best")).to_numpy(zero_copy_only=False)
    cells = np.asarray(pa.array(coordinates_to_cells(lat, lon, resolution)))
    week = first - (first + 3) % 7  # 1 January 1970 was a Thursday
    return _summed({"cell": coded(cells), "week": _weeks(week), **words}, figures)


def total(parts: Iterable[pa.Table]) -> pa.Table:
    """Return the cube of parts: their rows with the same keys added, in the order of the keys."""
    tables = [part for part in parts if part.num_rows]
    if len(tables) == 1:
        return tables[0]  # it is a sum already
    return added(tables)


def added(tables: Iterable[pa.Table]) -> pa.Table:
    """Return the cube of rows that may be in any order, with equal keys more than once: of no sum yet."""
    rows = pa.concat_tables([CUBE.empty_table(), *tables]).unify_dictionaries().combine_chunks()
    columns = {name: _array(rows.column(name)) for name in CUBE.names}
    keys = {name: coded_words(columns[name]) for name in WORDS}
    keys |= {"cell": coded(columns["cell"].to_numpy()), "week": _weeks(_days(columns["week"]))}
    return _summed(keys, {name: columns[name].to_numpy() for name in FIGURES})


def totals(cube: pa.Table) -> dict[str, int]:
    """Return the sums of a cube, and how many cells and weeks it has."""
    sums = {name: pc.sum(cube.column(name)).as_py() or 0 for name in FIGURES}
    return sums | {
        name: pc.count_distinct(cube.column(of)).as_py()
        for name, of in (("cells", "cell"), ("weeks", "week"))
    }


def _summed(keys: Mapping[str, Coded], figures: Mapping[str, npt.NDArray[Any]]) -> pa.Table:
    """Return one row for each different combination of keys, in their order, with the sums of the figures."""
    at, one_of_each = grouped([keys[name] for name in KEYS])
    columns: dict[str, pa.Array] = {}
    for name in KEYS:
        codes, values = keys[name]
        codes = codes[one_of_each]
        if name in WORDS:
            columns[name] = _without_others(codes, values)
        else:
            columns[name] = values.take(pa.array(codes))
    for name in FIGURES:
        # Sums of floating numbers are exact up to 2**53, which no count reaches.
        sums = np.bincount(at, weights=figures[name], minlength=len(one_of_each))
        columns[name] = pa.array(sums.astype(np.int64))
    return pa.table([columns[name] for name in CUBE.names], schema=CUBE)


def grouped(keys: Iterable[Coded]) -> tuple[Ints, Ints]:
    """Return the number of each row's group, groups being in the order of keys, and a row of each group."""
    different, at = np.unique(numbered(keys), return_inverse=True)
    one_of_each = np.empty(len(different), np.int64)
    one_of_each[at] = np.arange(len(at))
    return at, one_of_each


def numbered(keys: Iterable[tuple[npt.NDArray[np.integer[Any]], Sized]]) -> Ints:
    """Return a number for each row, in the order of its keys; those of the last key follow each other."""
    code, size = np.zeros(1, np.int64), 1
    for codes, values in keys:
        if size * len(values) >= 2**62:  # does not fit: what there is so far gets new numbers, in its order
            different, code = np.unique(code, return_inverse=True)
            size = len(different)
        code = code * len(values) + codes
        size *= max(1, len(values))
    return code


def coded(values: npt.NDArray[Any]) -> Coded:
    """Return the numbers of values, and the different ones in order."""
    found = pa.array(values).dictionary_encode()  # five times as fast as to sort them all
    different = found.dictionary.to_numpy()
    order = np.argsort(different)
    numbers = np.empty(len(order), np.int32)
    numbers[order] = np.arange(len(order))
    return numbers[found.indices.to_numpy()], pa.array(different[order])


def coded_words(column: pa.DictionaryArray) -> Coded:
    """Return the numbers of texts, and the different ones in the order of the alphabet."""
    return _in_order(column.indices.to_numpy(), column.dictionary.to_pylist())


def _in_order(codes: Ints, words: Iterable[str]) -> Coded:
    words = list(words)
    ordered = sorted(set(words))
    number = {word: at for at, word in enumerate(ordered)}
    numbers = np.array([number[word] for word in words], np.int32)
    return numbers[codes], pa.array(ordered, pa.string())


def _without_others(codes: npt.NDArray[np.integer[Any]], words: pa.Array) -> pa.DictionaryArray:
    """Return texts by their numbers, with no others beside them."""
    used = np.flatnonzero(np.bincount(codes, minlength=len(words)))
    numbers = np.zeros(len(words), np.int32)
    numbers[used] = np.arange(len(used))
    return pa.DictionaryArray.from_arrays(numbers[codes], words.take(pa.array(used)))


def _weeks(days: Ints) -> Coded:
    codes, values = coded(days)
    return codes, values.cast(pa.int32()).cast(pa.date32())


def _days(column: pa.Array) -> Ints:
    days: Ints = column.cast(pa.int32()).to_numpy(zero_copy_only=False).astype(np.int64)
    return days


def _array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def write(cube: pa.Table, file: Path | BinaryIO, compression: str = "zstd") -> None:
    """Write a cube as Parquet: the same cube is the same bytes."""
    pq.write_table(cube, file, compression=compression, row_group_size=1 << 20)
