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
from geodata.events.levels import Codes, Level, joined

Extent = tuple[float, float, float, float]
"""West, south, east, north: degrees, WGS 84."""
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_Keys = dict[str, tuple[Codes, Any]]

BY = ("week", "cell", "kind", "pair", "place_id", "held_by", "where", "when")
"""By what events can be summed."""
_LEVELS = (
    ("region", "cell", "kind", "pair", "place_id", "held_by", "where", "when"),
    ("region", "cell", "pair", "when"),
    ("region", "cell", "held_by", "when"),
    ("cell", "pair", "where"),
    ("cell",),
    ("region", "pair", "when"),
    ("region", "held_by", "when"),
    ("pair", "when"),
    ("pair",),
    ("held_by", "when"),
    ("held_by", "where"),
)
"""Sums that are kept, by these columns and by week: of everything, and for what a page asks most.

The smallest one that has all that is asked answers. A region is a cell so many resolutions coarser: of an
extent, regions that lie in it as a whole are counted as such, and cells in those at its edge alone.
"""
_COARSER = 3
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
        parts = [
            self._read(level, cells, by, asked, figures)
            for level, cells in self._inside(by, asked, weekly="week" in by)
        ]
        read = {
            name: np.concatenate([part[name] for part in parts]) if len(parts) > 1 else parts[0][name]
            for name in parts[0]
        }
        keys = self._keys(read, by, resolution)
        lengths = read["rows"] if "week" in by else None
        numbers, found = _summed(keys, lengths, {name: read[name] for name in {*figures, "events"}})
        return self._table(keys, numbers, {name: found[name] for name in figures})

    def spans(
        self, by: Sequence[str], asked: Asked | None = None, *, resolution: int | None = None
    ) -> pa.Table:
        """Return the first and the last week that have an event of those that are asked for.

        Args:
            by: As in `sums`, without `week`.
            asked: Which events; None for all.
            resolution: Of cells, as in `sums`.

        Returns:
            The columns of `by`, in their order, then `first` and `last`: Mondays.
        """
        asked = asked or Asked()
        level, cells = self._inside((*by, "cell"), asked, weekly=False)[0]
        series, begins, ends = self._chosen(level, cells, asked)
        keys = self._keys({name: level.codes[name][series] for name in by}, by, resolution)
        at, one = grouped(keys.values())
        weeks = self._values["week"].astype(np.int32)
        first, last = np.full(len(one), level.count), np.zeros(len(one), np.int64)
        np.minimum.at(first, at, level.weeks[begins])
        np.maximum.at(last, at, level.weeks[ends - 1])
        ends_of = {"first": pa.array(weeks[first], pa.date32()), "last": pa.array(weeks[last], pa.date32())}
        return self._table(keys, [codes[one] for codes, _ in keys.values()], ends_of)

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

    def _table(self, keys: _Keys, numbers: Sequence[Codes], also: dict[str, Any]) -> pa.Table:
        columns: dict[str, Any] = {}
        for (name, (_, values)), at in zip(keys.items(), numbers, strict=True):
            columns |= _columns(name, values, at)
        return pa.table(columns | also)

    def _keys(self, read: Mapping[str, Codes], by: Sequence[str], resolution: int | None) -> _Keys:
        """Return by what is summed: the numbers of values that were read, and the values."""
        keys: _Keys = {name: (read[name], self._values[name]) for name in by}
        if "cell" in keys:
            at, cells = self._parents(resolution)
            keys["cell"] = at[read["cell"]], cells
        return keys

    def _inside(
        self, by: Collection[str], asked: Asked, *, weekly: bool
    ) -> list[tuple[Level, dict[str, Flags]]]:
        """Return the levels that answer together, and which cells or regions of each."""
        needed = {*by, *asked.wanted} - {"week"}
        if asked.extent is None:
            return [(self._level(needed, weekly), {})]
        west, south, east, north = asked.extent
        lon, lat = self._centres.T
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        fine, coarse = (self._level(needed | {name}, weekly) for name in ("cell", "region"))
        if "cell" in coarse.codes:
            return [(fine, {"cell": inside})]
        region, regions = self._regions
        whole = np.bincount(region[~inside], minlength=len(regions)) == 0
        return [(coarse, {"region": whole}), (fine, {"cell": inside & ~whole[region]})]

    def _read(
        self, level: Level, cells: dict[str, Flags], by: Sequence[str], asked: Asked, figures: Sequence[str]
    ) -> dict[str, npt.NDArray[Any]]:
        """Return what of a level is asked for: by series, but weeks and the figures beside them by row."""
        series, begins, ends = self._chosen(level, cells, asked)
        read: dict[str, npt.NDArray[Any]] = {name: level.codes[name][series] for name in by if name != "week"}
        if "week" in by:
            parts = joined(begins, ends)
            read |= {"week": parts(level.weeks), "rows": ends - begins}
        for name in {*figures, "events"}:
            sums = level.sums[name]
            read[name] = parts(sums[1:]) - parts(sums[:-1]) if "week" in by else sums[ends] - sums[begins]
        return read

    def _chosen(self, level: Level, cells: dict[str, Flags], asked: Asked) -> tuple[Ints, Ints, Ints]:
        """Return which series of a level are asked for, and the first row of each and that after its last."""
        days = [(day - _EPOCH).days for day in self.days(asked)]
        first = int(np.searchsorted(self._values["week"], days[0]))
        after = int(np.searchsorted(self._values["week"], days[1], "right"))
        keep = np.ones(len(level), bool)
        for name, values in asked.wanted.items():
            keep &= self._among(name, values)[level.codes[name]]
        for name, flags in cells.items():
            keep &= flags[level.codes[name]]
        series = np.flatnonzero(keep)
        begins = level.rows(series, first)
        ends = level.rows(series, max(first, after))  # the days may be reversed
        some = np.flatnonzero(begins < ends)
        return series[some], begins[some], ends[some]

    def _among(self, name: str, values: Collection[Any]) -> Flags:
        given = set(values)
        return np.array([value in given for value in self._values[name]], bool)

    def _level(self, needed: Collection[str], weekly: bool) -> Level:
        """Return the smallest level with some columns: by its rows where all are read, or by its series."""
        found = [level for level in self._levels if level.codes.keys() >= {*needed}]
        return min(found, key=lambda level: len(level.weeks) if weekly else len(level))

    @cached_property
    def _levels(self) -> list[Level]:
        sizes = {name: len(values) for name, values in self._values.items()}
        sizes["region"] = len(self._regions[1])
        codes = {
            name: numbers.astype(np.min_scalar_type(max(1, sizes[name])))
            for name, (numbers, _) in self._coded.items()
        }
        codes["region"] = self._regions[0].astype(np.min_scalar_type(max(1, sizes["region"])))[codes["cell"]]
        figures = ((name, self.rows.column(name).to_numpy()) for name in FIGURES)
        every, *others = _LEVELS
        levels = [Level.of({name: codes[name] for name in every}, sizes, codes["week"], figures)]
        for names in others:
            has = [level for level in levels if level.codes.keys() >= {*names}]
            levels.append(min(has, key=lambda level: len(level.weeks)).reduced(names, sizes))
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

    @cached_property
    def _regions(self) -> tuple[Ints, npt.NDArray[np.uint64]]:
        """The number of each cell's region, and the regions in order."""
        cells = self._values["cell"]
        return self._parents(max(0, (int(cells[0]) >> 52 & 15) - _COARSER) if len(cells) else None)

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
        codes, pairs = coded(a.astype(np.int64) * max(1, len(actors_b)) + b)
        one, other = np.divmod(pairs.to_numpy(), max(1, len(actors_b)))
        sides = (actors_a.take(pa.array(one)), actors_b.take(pa.array(other)))
        found["pair"] = codes, pa.array(list(zip(*(side.to_pylist() for side in sides), strict=True)), _PAIR)
        return found


def _columns(name: str, values: Any, at: Codes) -> dict[str, Any]:
    """Return the values of a column by their numbers; two columns for pairs."""
    if name == "cell":
        return {name: pa.array(values[at])}
    if name == "week":
        return {name: pa.array(values[at].astype(np.int32)).cast(pa.date32())}
    if name == "pair":
        sides = zip(*values, strict=True) if len(values) else ((), ())
        return {
            side: pa.array(of, pa.string()).take(pa.array(at))
            for side, of in zip(("actor_a", "actor_b"), sides, strict=True)
        }
    return {name: pa.array(values, pa.string()).take(pa.array(at))}


def _summed(
    keys: _Keys, lengths: Ints | None, weights: Mapping[str, npt.NDArray[np.float64]]
) -> tuple[Sequence[Codes], dict[str, Ints]]:
    """Return the numbers of each key of every group that has events, in their order, and its sums.

    Args:
        keys: By what is summed: a number for each series, of weeks for each of its rows.
        lengths: How many rows each series has where weeks are among the keys.
        weights: What is summed.
    """
    sizes = [max(1, len(values)) for _, values in keys.values()]
    few = np.prod(sizes, dtype=float) <= _FEW
    if few:
        code, weekly, step = np.zeros(1, np.int64), np.zeros(1, np.int64), 1
        for (name, (codes, _)), size in reversed([*zip(keys.items(), sizes, strict=True)]):
            if name == "week":
                weekly = codes * np.int64(step)
            else:
                code = code + codes * np.int64(step)
            step *= size
        length = len(weights["events"]) if lengths is None else len(lengths)
        code = np.broadcast_to(code, length)
        code = code if lengths is None else np.repeat(code, lengths) + weekly
        groups = step
    else:
        of_rows = [
            (codes if lengths is None or name == "week" else np.repeat(codes, lengths), values)
            for name, (codes, values) in keys.items()
        ]
        code, one = grouped(of_rows)
        groups = len(one)
    # Sums of floating numbers are exact up to 2**53, which no count reaches.
    sums = {name: np.bincount(code, of, groups).astype(np.int64) for name, of in weights.items()}
    some = np.flatnonzero(sums["events"])
    numbers = np.unravel_index(some, (1, *sizes))[1:] if few else [codes[one] for codes, _ in of_rows]
    return numbers, {name: of[some] for name, of in sums.items()}


_PAIR = pa.list_(pa.string(), 2)
