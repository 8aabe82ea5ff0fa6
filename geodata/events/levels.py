"""Sums that are kept of a cube, so that an answer reads little of it: a level has some of its columns.

A level has a *series* of weeks for each combination of its columns, in their order. The sums of a row are
those of all rows before it, so what lies between two weeks of a series is the difference of two rows,
however many weeks and events are between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.events.cube import numbered

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.integer[Any]]

_TABLE = 32_000_000
"""Most places of the table that says where weeks begin: 2 bytes each."""

_PIECES = 1_000
"""Pieces of an array up to which it is faster to copy each than to take its values one by one."""


@dataclass(frozen=True, slots=True)
class Level:
    """Sums by some columns and by week.

    Attributes:
        codes: For each series the number of its value among those of each column.
        begins: The first row of each series, and the end of the last one.
        weeks: For each row the number of its week, rising within a series.
        count: How many weeks there are.
        sums: For each figure the sum of all rows before a row; one more at the end.
        step: Of how many weeks one is in `before`.
        before: For every such week, and one after the last, how many rows of each series are of earlier ones.
    """

    codes: Mapping[str, Codes]
    begins: Ints
    weeks: Codes
    count: int
    sums: Mapping[str, Floats]
    step: int
    before: Codes

    @classmethod
    def of(
        cls,
        codes: Mapping[str, Codes],
        sizes: Mapping[str, int],
        weeks: Codes,
        figures: Iterable[tuple[str, npt.NDArray[Any]]],
    ) -> Level:
        """Return the level of some rows.

        Args:
            codes: For each column the numbers of the rows' values; series come in the order of columns.
            sizes: How many values each column has, and `week`.
            weeks: The numbers of the rows' weeks.
            figures: What is summed, by name.
        """
        count = max(1, sizes["week"])
        keys = [(each, range(sizes[name])) for name, each in codes.items()]
        key = numbered([*keys, (weeks, range(count))])
        order = np.argsort(key)
        key = key[order]
        last = np.flatnonzero(np.append(key[1:] != key[:-1], True)[: len(key)])
        series = key[last] // count
        first = np.flatnonzero(np.append(True, series[1:] != series[:-1])[: len(series)])
        rows = order[last]
        # Sums of floating numbers are exact up to 2**53, which no count reaches.
        running = np.empty(len(order))
        sums = {}
        for name, each in figures:
            np.take(np.asarray(each, np.float64), order, out=running, mode="clip")
            sums[name] = np.append(0, np.cumsum(running, out=running)[last])
        begins = np.append(first, len(rows))
        kept = {name: each[rows[first]] for name, each in codes.items()}
        step = 1
        while (count // step + 2) * len(first) > _TABLE and step < count:
            step *= 2
        before = np.zeros((count // step + 2, len(first)), np.min_scalar_type(count))
        row, of = weeks[rows] // step, np.repeat(np.arange(len(first), dtype=np.int32), np.diff(begins))
        run = np.flatnonzero(np.append(True, (row[1:] != row[:-1]) | (of[1:] != of[:-1]))[: len(rows)])
        # What a step has is in the place after it, so that a place has what all before it have.
        before[row[run] + 1, of[run]] = np.diff(np.append(run, len(rows)))
        for number in range(1, len(before)):
            before[number] += before[number - 1]
        return cls(kept, begins, weeks[rows], count, sums, step, before)

    def __len__(self) -> int:
        """Return the number of its series."""
        return len(self.begins) - 1

    def reduced(self, names: tuple[str, ...], sizes: Mapping[str, int]) -> Level:
        """Return the level with some of its columns alone."""
        every = np.diff(self.begins)
        codes = {name: np.repeat(self.codes[name], every) for name in names}
        figures = ((name, np.diff(each)) for name, each in self.sums.items())  # one in memory at a time
        return Level.of(codes, sizes, self.weeks, figures)

    def rows(self, series: Ints, week: int) -> Ints:
        """Return for each of some series its first row that is not before a week, or its end.

        Args:
            series: Their numbers, rising.
            week: The number of the week, that of the end too.
        """
        if week <= 0:
            return self.begins[series]
        if week >= self.count:
            return self.begins[series + 1]
        begin, at = self.begins[series], week // self.step
        low: Ints = begin + self.before[at][series]
        if at * self.step == week:
            return low
        high = begin + self.before[at + 1][series]
        while (low < high).any():
            middle = (low + high) // 2
            earlier = (low < high) & (self.weeks[np.minimum(middle, len(self.weeks) - 1)] < week)
            low, high = np.where(earlier, middle + 1, low), np.where(earlier, high, middle)
        return low


def joined(begins: Ints, ends: Ints) -> Callable[[npt.NDArray[Any]], npt.NDArray[Any]]:
    """Return what gives the parts of an array from each begin to before its end, one after the other."""
    apart = np.flatnonzero(begins[1:] != ends[:-1])
    if len(begins) and len(apart) < _PIECES:  # whole series lie together: long pieces are copied at once
        firsts, lasts = begins[np.append(0, apart + 1)].tolist(), ends[np.append(apart, -1)].tolist()
        return lambda array: np.concatenate([array[of] for of in map(slice, firsts, lasts)])
    sizes = ends - begins
    at = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    return lambda array: array.take(at)
