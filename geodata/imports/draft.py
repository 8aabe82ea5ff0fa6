"""A table with all that was understood of it, before its rows are drawn or set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.catalog import Catalog
from geodata.imports.celltexts import Cells, Distinct
from geodata.imports.columns import Roles
from geodata.imports.days import Days
from geodata.imports.known import Recognised
from geodata.imports.mending import Mask, Mended
from geodata.imports.positions import Positions


@dataclass(frozen=True, slots=True)
class Draft:
    """A table with all that was understood of it, before its rows are drawn or set aside.

    Attributes:
        kind: The table, and which known kind it is.
        cells: Its columns.
        found: Gives the distinct texts of a column.
        roles: Its columns by what they hold.
        catalog: The ledger.
        today: No event is later.
        positions, mended: Where the rows lie; `mended` is None while the coordinate system is asked.
        x, y: Degrees of the rows that are drawn as a point, else NaN.
        precise: Whether each position is known better than to a township, as far as the file says it.
        first, last: The days of each row, NaT where open or none.
        day_problems: What is wrong with the days of a row, empty where nothing is.
        crossing, loose: As in `days.Read`.
        damaged: The column of days that holds nearly none, empty where there is none.
        orders: The orders of day and month that the cells prove.
        dated: Rows that have a day.
        actors: The actor of ours that each row names.
        zawgyi: Cells that are nearly surely in Zawgyi; `zawgyi_examples` some of them.
        converted: How many of them became Unicode; None where ICU is not installed.
        like_days: Columns that look like days where none is called so; the only one may be the first day.
        day_parts: Columns of year, month and perhaps day that were put together.
        decided: Whether the cells of some rows decide how days such as 05/11 in others are read.
        like_positions: Columns that look like coordinates, where the rows are drawn at named places.
    """

    kind: Recognised
    cells: Mapping[str, Cells]
    found: Callable[[str], Distinct]
    roles: Roles
    catalog: Catalog
    today: date
    positions: Positions
    mended: Mended | None
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    precise: Mask
    first: Days
    last: Days
    day_problems: npt.NDArray[Any]
    crossing: Mask
    loose: Mask
    damaged: str
    orders: frozenset[str]
    actors: npt.NDArray[Any]
    zawgyi: int = 0
    zawgyi_examples: tuple[str, ...] = ()
    converted: int | None = 0
    like_days: tuple[str, ...] = ()
    day_parts: tuple[str, ...] = ()
    decided: bool = False
    like_positions: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """How many rows there are."""
        return len(self.kind.table.rows)

    @property
    def points(self) -> Mask:
        """The rows that lie at a point of their own, not at that of a place."""
        if self.positions.way == "place":
            return np.zeros(self.number, dtype=bool)
        return np.isfinite(self.x) & np.isfinite(self.y)

    @property
    def dated(self) -> Mask:
        """The rows that say a day."""
        return ~(np.isnat(self.first) & np.isnat(self.last))

    def values(self, index: int, *roles: str) -> str:
        """Return the cells of a row that hold these things, in a few words."""
        shown = [self.cells[self.roles[role]][index] for role in roles if role in self.roles]
        return ", ".join("(empty)" if each is None else str(each) for each in shown)


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: how many, which rows, words for the gaps of its sentence, and examples."""

    count: int
    rows: Mask | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


class Row(Mapping[str, str]):
    """The filled cells of one row by column; it holds the row's place in the table, not a copy."""

    __slots__ = ("_cells", "_index")

    def __init__(self, cells: Mapping[str, Cells], index: int) -> None:
        self._cells, self._index = cells, index

    def __getitem__(self, name: str) -> str:
        value = self._cells[name][self._index]
        if value is None:
            raise KeyError(name)
        return str(value)

    def __iter__(self) -> Iterator[str]:
        return (name for name, column in self._cells.items() if column[self._index] is not None)

    def __len__(self) -> int:
        return sum(column[self._index] is not None for column in self._cells.values())

    def __repr__(self) -> str:
        return repr(dict(self))
