"""What is asked of a cube: any days, extent and filter, answered from its rows alone.

Weeks are its smallest unit: days are widened to the whole weeks that they touch, and the answer says to
which.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.events import folder
from geodata.events.cube import CUBE, FIGURES

_EPOCH = date(1970, 1, 1)
_FEW = 5_000_000
"""Sums that fit into an array with a place for each combination; more are sorted first."""

Extent = tuple[float, float, float, float]
"""West, south, east, north: degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a cube is asked; None is all.

    Attributes:
        first, last: Days, both in.
        extent: Cells whose centre lies in it.
        kinds: Kinds of events.
        pairs: Pairs of actors, each in the order of the alphabet.
        held_by: Who held the ground.
        wheres: How well the place is known.
        places: Ids of the towns in whose catchment it was, empty for none.
    """

    first: date | None = None
    last: date | None = None
    extent: Extent | None = None
    kinds: Collection[str] | None = None
    pairs: Collection[tuple[str, str]] | None = None
    held_by: Collection[str] | None = None
    wheres: Collection[str] | None = None
    places: Collection[str] | None = None


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
        file, manifest = folder.opened(out)
        return cls(pq.read_table(file, schema=CUBE), manifest)

    @cached_property
    def cells(self) -> npt.NDArray[np.uint64]:
        """Its different cells, in order."""
        return np.unique(self._cell)

    @cached_property
    def centres(self) -> npt.NDArray[np.float64]:
        """The centre of each of `cells`: longitude and latitude, WGS 84."""
        from h3ronpy.vector import cells_to_coordinates

        found = pa.record_batch(cells_to_coordinates(pa.array(self.cells)))
        return np.column_stack([np.asarray(found.column(name)) for name in ("lng", "lat")])

    @cached_property
    def weeks(self) -> tuple[date, date]:
        """The first day of its first week and the last day of its last one; of none the same day twice."""
        if not len(self._week):
            return _EPOCH, _EPOCH
        first, last = int(self._week.min()), int(self._week.max())
        return _EPOCH + timedelta(first), _EPOCH + timedelta(last + 6)

    def words(self, name: str) -> tuple[str, ...]:
        """Return the different values of a column of texts, in order; of `pair` pairs with a line between."""
        return self._coded[name][1]

    def days(self, asked: Asked) -> tuple[date, date]:
        """Return the days that an answer counts: those that are asked, widened to whole weeks."""
        first, last = self.weeks
        first = first if asked.first is None else asked.first - timedelta(asked.first.weekday())
        last = last if asked.last is None else asked.last + timedelta(6 - asked.last.weekday())
        return first, last

    def sums(self, by: Sequence[str], asked: Asked | None = None) -> pa.Table:
        """Return sums of the events that are asked for.

        Args:
            by: One row for each combination of these: `cell`, `week`, `kind`, `pair`, `place_id`, `held_by`,
                `where`, `when`. A pair is two names with `|` between them.
            asked: Which events; None for all.

        Returns:
            The columns of `by`, then those of `cube.FIGURES`, in the order of `by`; no rows with no events.
        """
        chosen = self._chosen(asked or Asked())
        code, sizes = np.zeros(len(chosen), np.int64), []
        for name in by:
            codes, words = self._coded[name]
            sizes.append(max(1, len(words)))
            code = code * sizes[-1] + codes[chosen]
        if np.prod(sizes, dtype=float) <= _FEW:
            size = int(np.prod(sizes, dtype=np.int64))
            figures = {name: self._summed(name, chosen, code, size) for name in FIGURES}
            keys = np.flatnonzero(figures["events"])
            figures = {name: of[keys] for name, of in figures.items()}
        else:
            keys, at = np.unique(code, return_inverse=True)
            figures = {name: self._summed(name, chosen, at, len(keys)) for name in FIGURES}
        columns: dict[str, Any] = {}
        for name, size in zip(reversed(by), reversed(sizes), strict=True):
            keys, at = np.divmod(keys, size)
            columns[name] = self._values(name).take(pa.array(at))
        return pa.table({name: columns[name] for name in by} | figures)

    def _summed(self, name: str, chosen: Any, code: Any, size: int) -> npt.NDArray[np.int64]:
        # Sums of floating numbers are exact up to 2**53, which no count reaches.
        return np.bincount(code, weights=self._figures[name][chosen], minlength=size).astype(np.int64)

    def _chosen(self, asked: Asked) -> npt.NDArray[np.int64]:
        """Return the numbers of the rows that are asked for."""
        keep = np.ones(self.rows.num_rows, bool)
        first, last = self.days(asked)
        if asked.first is not None:
            keep &= self._week >= (first - _EPOCH).days
        if asked.last is not None:
            keep &= self._week <= (last - _EPOCH).days
        if asked.extent is not None:
            west, south, east, north = asked.extent
            lon, lat = self.centres.T
            within = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
            keep &= within[self._coded["cell"][0]]
        pairs = None if asked.pairs is None else ["|".join(each) for each in asked.pairs]
        for name, wanted in (
            ("kind", asked.kinds),
            ("pair", pairs),
            ("held_by", asked.held_by),
            ("where", asked.wheres),
            ("place_id", asked.places),
        ):
            if wanted is not None:
                codes, words = self._coded[name]
                keep &= np.isin(words, list(wanted))[codes] if len(words) else False
        return np.flatnonzero(keep)

    # Each column is kept as numbers: to compare and to sum them takes milliseconds, however it is asked.

    @cached_property
    def _cell(self) -> npt.NDArray[np.uint64]:
        return np.asarray(self.rows.column("cell"))

    @cached_property
    def _week(self) -> npt.NDArray[np.int64]:
        return np.asarray(self.rows.column("week").cast(pa.int32())).astype(np.int64)

    @cached_property
    def _figures(self) -> dict[str, npt.NDArray[np.float64]]:
        return {name: np.asarray(self.rows.column(name)).astype(np.float64) for name in FIGURES}

    @cached_property
    def _coded(self) -> dict[str, tuple[npt.NDArray[np.int64], Any]]:
        """The number of each row's value among the different values of a column, and these in order."""
        found: dict[str, tuple[Any, Any]] = {
            "cell": (np.searchsorted(self.cells, self._cell), self.cells),
            "week": _numbered(self._week),
        }
        for name in ("kind", "place_id", "held_by", "where", "when"):
            coded = self.rows.column(name).combine_chunks().dictionary_encode()
            found[name] = _in_order(coded)
        pair = pa.compute.binary_join_element_wise(
            self.rows.column("actor_a"), self.rows.column("actor_b"), "|"
        )
        found["pair"] = _in_order(pair.combine_chunks().dictionary_encode())
        return found

    def _values(self, name: str) -> pa.Array:
        words = self._coded[name][1]
        if name == "week":
            return pa.array(words.astype(np.int32)).cast(pa.date32())
        return pa.array(words) if name == "cell" else pa.array(words, pa.string())


def _numbered(values: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    different, codes = np.unique(values, return_inverse=True)
    return codes, different


def _in_order(coded: pa.DictionaryArray) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return the codes of texts by the order of the alphabet, and the texts."""
    texts = coded.dictionary.to_pylist()
    order = np.argsort(np.array(texts, dtype=object)) if texts else np.zeros(0, np.int64)
    place = np.empty(len(texts), np.int64)
    place[order] = np.arange(len(texts))
    return place[np.asarray(coded.indices)], tuple(texts[each] for each in order)
