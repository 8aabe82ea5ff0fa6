"""Sums of a cube as what is drawn of them: counted in arrays, then a few values for each thing on the page.

Counts are of `events.Count`: events, those with figures, and the sums of these, lowest, best, highest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.datasets.events import VAGUE
from geodata.events.cube import coded, grouped

Counts = tuple[int, ...]
Days = tuple[date, date]

_FIGURES = ("events", "counted", "low", "best", "high")
_DAY = timedelta(days=1)
_EPOCH = date(1970, 1, 1).toordinal()


def columns(sums: pa.Table) -> tuple[list[Any], ...]:
    """Return the columns of sums, pairs as texts, and after them the counts of the rows."""
    keys = [name for name in sums.column_names if name not in (*_FIGURES, "actor_b")]
    found = [(_pairs(sums) if name == "actor_a" else sums.column(name)).to_pylist() for name in keys]
    return (*found, [*zip(*(sums.column(name).to_pylist() for name in _FIGURES), strict=True)])


def most(sums: pa.Table, number: int) -> Mapping[int, list[tuple[str, int]]]:
    """Return for each cell the pairs with most events, and these; of equal ones the first by the alphabet.

    Args:
        sums: By cell and pair.
        number: How many pairs of a cell at most.
    """
    cells, events = (sums.column(name).to_numpy() for name in ("cell", "events"))
    words = _pairs(sums).dictionary_encode()
    pairs, codes = words.dictionary.to_pylist(), words.indices.to_numpy()
    rank = np.empty(len(pairs), np.int64)
    rank[sorted(range(len(pairs)), key=pairs.__getitem__)] = np.arange(len(pairs))
    order = np.lexsort((rank[codes], -events, cells))
    _, begins, sizes = np.unique(cells[order], return_index=True, return_counts=True)
    order = order[np.arange(len(order)) - np.repeat(begins, sizes) < number]
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for cell, code, count in zip(*(each[order].tolist() for each in (cells, codes, events)), strict=True):
        found[cell].append((pairs[code], count))
    return found


def by_period(
    sums: pa.Table, by: str, words: Sequence[str], *, monthly: bool
) -> dict[tuple[str, bool, Days], Counts]:
    """Return sums by week or month, as `events.periods` has them.

    Args:
        sums: By a column, week and `when`.
        by: The column.
        words: Values of it; all others are counted together, under an empty text.
        monthly: Whether by month.
    """
    column = _pairs(sums) if by == "pair" else sums.column(by)
    word = pc.index_in(column, pa.array(words, pa.string())).fill_null(len(words)).to_numpy()
    vague = pc.index_in(sums.column("when"), pa.array(VAGUE)).fill_null(-1).to_numpy()
    week = sums.column("week").to_numpy()
    whole = (vague == VAGUE.index("month")) | monthly
    # The last day of a week decides on its month: what is known to a month begins with its first day.
    month = (week + np.timedelta64(6, "D")).astype("M8[M]").astype("M8[D]")
    first = np.where(whole, month, week).astype(np.int64)
    at, one = grouped(
        [coded(first), (whole, range(2)), (vague >= 0, range(2)), (word, range(len(words) + 1))]
    )
    figures = [np.bincount(at, sums.column(name), len(one)).astype(np.int64).tolist() for name in _FIGURES]
    found = {}
    keys = (each[one].tolist() for each in (word, vague >= 0, first, whole))
    for number, unsure, day, long, *counts in zip(*keys, *figures, strict=True):
        begin = date.fromordinal(_EPOCH + day)
        end = (begin + 31 * _DAY).replace(day=1) if long else begin + 7 * _DAY
        found[(*words, "")[number], unsure, (begin, end)] = tuple(counts)
    return found


def _pairs(sums: pa.Table) -> pa.Array:
    """Return the pair of each row as a text."""
    sides = (sums.column(name).combine_chunks() for name in ("actor_a", "actor_b"))
    return pc.binary_join_element_wise(*sides, "|")
