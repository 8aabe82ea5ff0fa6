"""Who held the ground at a point on a day: the town's catchment that the point is in, and its state then.

The answer for a day is that of `geodata.state` for the town. The rule for edges, which every engine keeps: a
point that touches several catchments belongs to the one that comes first in their file, a point on the outer
edge of one to that one. So a point belongs to exactly one catchment, or to none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.catalog import Catalog
from geodata.datasets.context import CATCHMENTS
from geodata.resolver.answers import Interval
from geodata.resolver.resolve import track
from geodata.vocab import Dimension, Policy, Status

NOWHERE = ""
"""The place of a point that no catchment has."""
OUTSIDE = "outside"
"""Who held the ground outside of all catchments, or where the place of an event is not known: nobody asks."""
UNSURE = "several"
"""Who held it on the days of an event on which several did, one after the other."""

_EPOCH = date(1970, 1, 1).toordinal()
_SIDE = 0.01
"""Degrees of a square of the grid: a catchment is some 50 km across."""
_NONE, _EDGE = -1, -2

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """Where points lie and who held it: of each point the index in `Ground.places` and `Ground.holders`."""

    place: Ints
    holder: Ints


@dataclass(frozen=True, slots=True)
class _Grid:
    """Small squares over all catchments: a point in one that lies wholly in one or in none needs no test.

    Attributes:
        west: The edge of the first column, degrees.
        south: The edge of the first row.
        width: Number of columns.
        height: Number of rows.
        squares: For each square, row by row, the catchment in which it lies, `_NONE` or `_EDGE`.
        edges: The squares on an edge, in order, once for each catchment that touches them.
        touching: That catchment, in order too.
    """

    west: float
    south: float
    width: int
    height: int
    squares: Ints
    edges: Ints
    touching: Ints


@dataclass(frozen=True)
class Ground:
    """Catchments and the states of their towns, plain enough to be sent to another machine.

    Attributes:
        catchments: Polygons as WKB, WGS 84, in the order that the rule for edges uses.
        places: The id of the town of each catchment, and after them `NOWHERE`.
        holders: Who can have held it: ids of holders with `+` between those who hold it together, words of
            `Status` where nobody is said to hold it, `OUTSIDE` and `UNSURE`.
        starts: For each catchment the days since 1970 on which a state begins; the first is in the far past.
        states: For each of them the index of its holder.
        ledger: The hash of the ledger, for who wants to know what it was made from.
        policy: What counted as evidence.
    """

    catchments: tuple[bytes, ...]
    places: tuple[str, ...]
    holders: tuple[str, ...]
    starts: tuple[tuple[int, ...], ...]
    states: tuple[tuple[int, ...], ...]
    ledger: str = ""
    policy: str = str(Policy.REPORTED)

    @classmethod
    def of(cls, catalog: Catalog, policy: Policy = Policy.REPORTED, known_on: date | None = None) -> Ground:
        """Return the ground of a ledger under a policy, as known at the end of a day; None is now."""
        areas = catalog.layers[CATCHMENTS.name].features
        holders = [OUTSIDE, UNSURE]
        starts, states = [], []
        for area in areas:
            intervals = track(catalog, area.id, Dimension.CONTROL, known_on, policy).intervals
            names = [_holder(each) for each in intervals]
            holders += sorted(set(names) - set(holders))
            starts.append(tuple(_day(each.start) for each in intervals))
            states.append(tuple(holders.index(name) for name in names))
        return cls(
            tuple(shapely.to_wkb(area.geometry) for area in areas),
            (*(area.id for area in areas), NOWHERE),
            tuple(holders),
            tuple(starts),
            tuple(states),
            catalog.hash,
            str(policy),
        )

    def dumps(self) -> str:
        """Return it as text that `loads` reads, on any machine."""
        made = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return json.dumps(made | {"catchments": [each.hex() for each in self.catchments]})

    @classmethod
    def loads(cls, text: str) -> Ground:
        """Return the ground of a text of `dumps`."""
        given: dict[str, Any] = json.loads(text)
        given["catchments"] = tuple(bytes.fromhex(each) for each in given["catchments"])
        for name in ("places", "holders"):
            given[name] = tuple(given[name])
        for name in ("starts", "states"):
            given[name] = tuple(map(tuple, given[name]))
        return cls(**given)

    def find(
        self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], first: Ints, last: Ints
    ) -> Found:
        """Return where points lie, and who held it on their days.

        Args:
            lon: Degrees, WGS 84.
            lat: The same.
            first: The first day of each, in days since 1970.
            last: The last day, in it too.
        """
        place = self.place_of(lon, lat)
        holder = self._held(place, first)
        more = np.flatnonzero((last > first) & (place != len(self.catchments)))
        holder[more] = np.where(
            self._changes(place[more], first[more], last[more]), self.holders.index(UNSURE), holder[more]
        )
        return Found(place, holder)

    def place_of(self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> Ints:
        """Return the index of the catchment of each point in `places`; the last index is none."""
        grid = self._grid
        x = np.floor((lon - grid.west) / _SIDE).astype(np.int64)
        y = np.floor((lat - grid.south) / _SIDE).astype(np.int64)
        within = (x >= 0) & (x < grid.width) & (y >= 0) & (y < grid.height)
        square = np.where(within, y * grid.width + x, 0)
        found = np.where(within, grid.squares[square], _NONE)
        edge = np.flatnonzero(found == _EDGE)
        # Each point with each catchment that touches its square.
        begin, end = (
            np.searchsorted(grid.edges, square[edge]),
            np.searchsorted(grid.edges, square[edge], "right"),
        )
        point = np.repeat(edge, end - begin)
        area = grid.touching[np.arange(len(point)) + np.repeat(end - np.cumsum(end - begin), end - begin)]
        touches = shapely.intersects_xy(self._areas[area], lon[point], lat[point])
        found[edge] = len(self.catchments)
        np.minimum.at(found, point[touches], area[touches])
        return np.where(found == _NONE, len(self.catchments), found)

    @cached_property
    def _areas(self) -> npt.NDArray[Any]:
        areas = np.asarray(shapely.from_wkb(list(self.catchments)), dtype=object)
        shapely.prepare(areas)
        return areas

    @cached_property
    def _grid(self) -> _Grid:
        west, south, east, north = shapely.total_bounds(self._areas)
        west, south = west - _SIDE, south - _SIDE
        width, height = int((east - west) / _SIDE) + 2, int((north - south) / _SIDE) + 2
        columns, rows = np.meshgrid(np.arange(width), np.arange(height))
        # A little wider than the square, so that rounding puts no point into the wrong one.
        slack = _SIDE * 1e-6
        x, y = west + columns.ravel() * _SIDE, south + rows.ravel() * _SIDE
        boxes = shapely.box(x - slack, y - slack, x + _SIDE + slack, y + _SIDE + slack)
        square, area = shapely.STRtree(self._areas).query(boxes, predicate="intersects")
        whole = shapely.contains_properly(self._areas[area], boxes[square])
        alone = whole & (np.bincount(square, minlength=len(boxes))[square] == 1)
        squares = np.full(len(boxes), _NONE, np.int64)
        squares[square] = _EDGE
        squares[square[alone]] = area[alone]
        order = np.lexsort((area[~alone], square[~alone]))
        return _Grid(west, south, width, height, squares, square[~alone][order], area[~alone][order])

    def _held(self, place: Ints, day: Ints) -> Ints:
        """Return the holder of each place on a day."""
        return self._states[self._interval(place, day)]

    def _changes(self, place: Ints, first: Ints, last: Ints) -> npt.NDArray[np.bool_]:
        """Tell for each place whether its holder on some day up to the last is another than on the first."""
        begun, ended = self._interval(place, first), self._interval(place, last)
        differs: npt.NDArray[np.bool_] = self._states[begun] != self._states[ended]
        for at in np.flatnonzero((ended - begun > 1) & ~differs):
            differs[at] = len(set(self._states[begun[at] : ended[at] + 1].tolist())) > 1
        return differs

    def _interval(self, place: Ints, day: Ints) -> Ints:
        """Return the interval of each place on a day: all of them lie one after the other in one array."""
        # Of two whole numbers, place and day, one that keeps their order.
        return np.searchsorted(self._keys, place * _SPAN + np.clip(day, -_FAR, _FAR) + _FAR, side="right") - 1

    @cached_property
    def _keys(self) -> Ints:
        starts = [*self.starts, (-_FAR,)]  # outside of all catchments nothing ever changes
        return np.array(
            [at * _SPAN + day + _FAR for at, days in enumerate(starts) for day in days], dtype=np.int64
        )

    @cached_property
    def _states(self) -> Ints:
        return np.array([state for of in (*self.states, (0,)) for state in of], dtype=np.int64)


_FAR = 4_000_000
"""Days since 1970 that no event and no state reaches."""
_SPAN = 2 * _FAR + 1


def _day(day: date | None) -> int:
    return -_FAR if day is None else day.toordinal() - _EPOCH


def _holder(interval: Interval) -> str:
    if interval.status in (Status.HELD, Status.JOINT):
        return "+".join(sorted(interval.actors))
    return str(interval.status)
