"""What is asked of a cube: any days, extent and filter, answered from its rows alone.

Weeks are its smallest unit: days are widened to the whole weeks that they touch, which `Cube.days` says.
An event is counted in the week of its first day. Hexagons come at the resolution of the cube or coarser.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.events import folder
from geodata.events.cube import FIGURES, Coded, coded, coded_words, grouped

Extent = tuple[float, float, float, float]
"""West, south, east, north: degrees, WGS 84."""
Ints = npt.NDArray[np.int64]

BY = ("week", "cell", "kind", "pair", "place_id", "held_by", "where", "when")
"""By what events can be summed."""
_LEVELS = (
    frozenset(BY) - {"when"},
    frozenset(BY) - {"when", "week"},
    frozenset(BY) - {"when", "cell"},
    frozenset({"week", "cell", "pair"}),
    frozenset({"week", "cell", "held_by"}),
    frozenset({"week", "cell"}),
    frozenset({"week", "pair"}),
    frozenset({"week", "held_by", "where"}),
)
"""Sums that are kept, for what a page asks most: the smallest one that has all that is asked answers."""
_EPOCH = date(1970, 1, 1)
_FEW = 5_000_000
"""Sums that fit into an array with a place for each combination; more are sorted first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a cube is asked; None is all.

    Attributes:
        first: The first day.
        last: The last day, in it too.
        extent: Cells whose centre lies in it.
        kinds: Kinds of events.
        pairs: Pairs of actors, as the cube has them.
        held_by: Who held the ground.
        wheres: How well the place is known.
        whens: How well the day is known.
        places: Ids of the towns in whose catchment it was, empty for none.
    """

    first: date | None = None
    last: date | None = None
    extent: Extent | None = None
    kinds: Collection[str] | None = None
    pairs: Collection[tuple[str, str]] | None = None
    held_by: Collection[str] | None = None
    wheres: Collection[str] | None = None
    whens: Collection[str] | None = None
    places: Collection[str] | None = None

    @property
    def wanted(self) -> dict[str, Collection[Any]]:
        """The values that are asked for, by their column."""
        given = {
            "kind": self.kinds,
            "pair": self.pairs,
            "held_by": self.held_by,
            "where": self.wheres,
            "when": self.whens,
            "place_id": self.places,
        }
        return {name: values for name, values in given.items() if values is not None}


@dataclass(frozen=True, slots=True)
class _Level:
    """Sums by some columns, in the order of weeks where they have them.

    Attributes:
        codes: For each row the number of its value among those of the column.
        figures: As `cube.FIGURES`.
    """

    codes: Mapping[str, Ints]
    figures: Mapping[str, npt.NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.figures["events"])


@dataclass(frozen=True)
class Cube:
    """A cube that can be asked.

    Attributes:
        rows: Its rows, as `cube.CUBE`.
        manifest: What it was made from and how; empty for one that is not from a folder.
    """

    rows: pa.Table
    manifest: dict[str, Any]

    @classmethod
    def opened(cls, out: Path) -> Cube:
        """Return the cube of a folder.

        Raises:
            LedgerError: If the folder has no whole cube.
        """
        found = cls(*folder.read_cube(out))
        assert found._levels  # made here, so that no first question waits for them
        return found

    @property
    def made_up(self) -> bool:
        """Whether its events were made up for measuring: whoever shows them has to say so."""
        return bool(self.manifest.get("made_up", False))

    @cached_property
    def weeks(self) -> tuple[date, date]:
        """The first day of its first week and the last day of its last one; of none the same day twice."""
        days = self._values["week"]
        if not len(days):
            return _EPOCH, _EPOCH
        return _EPOCH + timedelta(int(days[0])), _EPOCH + timedelta(int(days[-1]) + 6)

    def words(self, name: str) -> tuple[Any, ...]:
        """Return the different values of a column of texts, in order; those of `pair` are pairs of names."""
        return tuple(self._values[name])

    def days(self, asked: Asked) -> tuple[date, date]:
        """Return the days that an answer counts: those that are asked, widened to whole weeks."""
        first, last = self.weeks
        first = first if asked.first is None else asked.first - timedelta(asked.first.weekday())
        last = last if asked.last is None else asked.last + timedelta(6 - asked.last.weekday())
        return first, last

    def sums(
        self,
        by: Sequence[str],
        asked: Asked | None = None,
        *,
        resolution: int | None = None,
        figures: Sequence[str] = FIGURES,
    ) -> pa.Table:
        """Return sums of the events that are asked for.

        Args:
            by: One row for each combination of these, of `BY`. A pair comes as `actor_a` and `actor_b`.
            asked: Which events; None for all.
            resolution: Of cells, coarser than that of the cube or the same; None for the same.
            figures: Which of `cube.FIGURES`.

        Returns:
            The columns of `by`, then the figures, in the order of `by`; no row where there is no event.
        """
        asked = asked or Asked()
        dated = self.days(asked)[0] > self.weeks[0] or self.days(asked)[1] < self.weeks[1]
        needed = (*by, *asked.wanted, *(("week",) if dated else ()), *(("cell",) if asked.extent else ()))
        level = self._level(needed)
        chosen = self._chosen(level, asked, dated)
        parents = self._parents(resolution)
        keys: list[tuple[Ints, Any]] = []
        for name in by:
            codes = level.codes[name][chosen].astype(np.int64)
            keys.append((parents[0][codes], parents[1]) if name == "cell" else (codes, self._values[name]))
        weights = {name: level.figures[name][chosen] for name in {*figures, "events"}}
        numbers, found = _summed(keys, weights)
        columns: dict[str, Any] = {}
        for name, at in zip(by, numbers, strict=True):
            columns |= self._columns(name, at, parents[1])
        return pa.table(columns | {name: found[name] for name in figures})

    def hexagons(self, cells: pa.Array) -> pa.Array:
        """Return the hexagons of cells, of any resolution, as WKB: degrees, WGS 84."""
        from h3ronpy.vector import cells_to_wkb_polygons

        return pa.array(cells_to_wkb_polygons(cells))

    def centres(self, cells: pa.Array) -> npt.NDArray[np.float64]:
        """Return the centres of cells, of any resolution: a row each, longitude and latitude, WGS 84."""
        from h3ronpy.vector import cells_to_coordinates

        found = pa.record_batch(cells_to_coordinates(cells))
        return np.column_stack([np.asarray(found.column(name)) for name in ("lng", "lat")])

    # -- Inside: each column is kept as numbers, which are compared and summed in milliseconds ---------

    def _columns(self, name: str, at: Ints, cells: npt.NDArray[np.uint64]) -> dict[str, Any]:
        """Return the values of a column by their numbers; two columns for pairs."""
        if name == "cell":
            return {name: pa.array(cells[at])}
        if name == "week":
            return {name: pa.array(self._values[name][at].astype(np.int32)).cast(pa.date32())}
        if name == "pair":
            sides = zip(*self._values[name], strict=True) if len(self._values[name]) else ((), ())
            return {
                side: pa.array(of, pa.string()).take(pa.array(at))
                for side, of in zip(("actor_a", "actor_b"), sides, strict=True)
            }
        return {name: pa.array(self._values[name], pa.string()).take(pa.array(at))}

    def _chosen(self, level: _Level, asked: Asked, dated: bool) -> slice | Ints:
        """Return which rows of a level are asked for: those of some weeks lie together."""
        begin, end = 0, len(level)
        if dated:
            days = [(day - _EPOCH).days for day in self.days(asked)]
            first = int(np.searchsorted(self._values["week"], days[0]))
            last = int(np.searchsorted(self._values["week"], days[1], "right"))
            begin, end = (int(at) for at in np.searchsorted(level.codes["week"], (first, last)))
        wanted = {name: self._among(name, values) for name, values in asked.wanted.items()}
        if asked.extent is not None:
            west, south, east, north = asked.extent
            lon, lat = self._centres.T
            wanted["cell"] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        end = max(begin, end)  # the days may be reversed
        if not wanted:
            return slice(begin, end)
        keep = np.ones(end - begin, bool)
        for name, flags in wanted.items():
            codes = level.codes[name][begin:end]
            among = np.flatnonzero(flags)
            if len(among) == 1:  # to compare small numbers is ten times faster than to look them up
                keep &= codes == among[0]
            elif len(among) < len(flags):
                keep &= flags[codes]
        return begin + np.flatnonzero(keep)

    def _among(self, name: str, values: Collection[Any]) -> npt.NDArray[np.bool_]:
        given = set(values)
        return np.array([value in given for value in self._values[name]], bool)

    def _level(self, needed: Collection[str]) -> _Level:
        """Return the smallest of the sums with some columns."""
        return min((level for level in self._levels if level.codes.keys() >= {*needed}), key=len)

    @cached_property
    def _levels(self) -> list[_Level]:
        order = np.argsort(self._coded["week"][0], kind="stable")
        codes = {}
        for name in BY:
            smallest = np.min_scalar_type(max(1, len(self._values[name])))
            codes[name] = self._coded[name][0].astype(smallest)[order]
        figures = {name: self.rows.column(name).to_numpy().astype(np.float64)[order] for name in FIGURES}
        levels = [_Level(codes, figures)]
        for names in _LEVELS:
            source = min((level for level in levels if level.codes.keys() >= names), key=len)
            kept = [name for name in BY if name in names]  # the week first
            at, one = grouped([(source.codes[name], self._values[name]) for name in kept])
            sums = {
                name: np.bincount(at, of, len(one)).astype(np.float64) for name, of in source.figures.items()
            }
            levels.append(_Level({name: source.codes[name][one] for name in kept}, sums))
        return levels

    @cached_property
    def _values(self) -> dict[str, Any]:
        """The different values of each column, in order."""
        values = {name: of.to_pylist() for name, (_, of) in self._coded.items()}
        values["pair"] = [tuple(pair) for pair in values["pair"]]
        return values | {name: np.asarray(self._coded[name][1]) for name in ("week", "cell")}

    @cached_property
    def _centres(self) -> npt.NDArray[np.float64]:
        return self.centres(pa.array(self._values["cell"]))

    def _parents(self, resolution: int | None) -> tuple[Ints, npt.NDArray[np.uint64]]:
        """Return for each cell the number of its parent, and the parents in order."""
        from h3ronpy import change_resolution

        cells = self._values["cell"]
        if resolution is None:
            return np.arange(len(cells)), cells
        parents, at = np.unique(np.asarray(change_resolution(cells, resolution)), return_inverse=True)
        return at, parents

    @cached_property
    def _coded(self) -> dict[str, Coded]:
        """The number of each row's value among the different values of a column, and these in order."""
        rows = self.rows.unify_dictionaries().combine_chunks()
        found: dict[str, Coded] = {
            "cell": coded(rows.column("cell").to_numpy()),
            "week": coded(rows.column("week").cast(pa.int32()).to_numpy()),
        }
        words = ("kind", "place_id", "held_by", "where", "when", "actor_a", "actor_b")
        empty = pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
        for name in words:
            column = rows.column(name)
            found[name] = coded_words(column.chunk(0) if column.num_chunks else empty)
        (a, actors_a), (b, actors_b) = found.pop("actor_a"), found.pop("actor_b")
        pairs, codes = np.unique(a * max(1, len(actors_b)) + b, return_inverse=True)
        one, other = np.divmod(pairs, max(1, len(actors_b)))
        sides = (actors_a.take(pa.array(one)), actors_b.take(pa.array(other)))
        found["pair"] = codes, pa.array(list(zip(*(side.to_pylist() for side in sides), strict=True)), _PAIR)
        return found


def _summed(
    keys: Sequence[tuple[Ints, Any]], weights: Mapping[str, npt.NDArray[np.float64]]
) -> tuple[Sequence[Ints], dict[str, Ints]]:
    """Return the numbers of each key of every group that has events, in their order, and its sums."""
    sizes = [max(1, len(values)) for _, values in keys]
    few = np.prod(sizes, dtype=float) <= _FEW
    if few:
        code = np.zeros(len(weights["events"]), np.int64)
        for (codes, _), size in zip(keys, sizes, strict=True):
            code = code * size + codes
        groups = int(np.prod(sizes, dtype=np.int64))
    else:
        code, one = grouped(keys)
        groups = len(one)
    # Sums of floating numbers are exact up to 2**53, which no count reaches.
    sums = {name: np.bincount(code, of, groups).astype(np.int64) for name, of in weights.items()}
    some = np.flatnonzero(sums["events"])
    numbers = np.unravel_index(some, (1, *sizes))[1:] if few else [codes[one] for codes, _ in keys]
    return numbers, {name: of[some] for name, of in sums.items()}


_PAIR = pa.list_(pa.string(), 2)
