"""What `geodata` answers in a notebook: answers that show themselves and become frames.

The functions here are the public ones of `geodata`: those of `resolver` and `analysis`, whose answers they
give unchanged, with the ledger that gave them. What is inside the program asks those and not these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import wraps
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    ParamSpec,
    SupportsIndex,
    TypeVar,
    Unpack,
    overload,
)

from geodata.analysis import log as logs
from geodata.analysis import mines, timeline
from geodata.analysis.mines import MineBalance
from geodata.catalog import Catalog
from geodata.dates import show_day, show_span
from geodata.errors import LedgerError
from geodata.exports import answers, frames, html
from geodata.exports.rows import INTERVAL_COLUMNS, STATE_COLUMNS, Record, interval_row, state_row
from geodata.resolver import answers as resolved
from geodata.resolver import resolve
from geodata.resolver.answers import Interval, Track
from geodata.schema.features import FeatureSet

if TYPE_CHECKING:
    import geopandas
    import pandas

F = TypeVar("F", bound="pandas.DataFrame")
T = TypeVar("T")
S = TypeVar("S")
P = ParamSpec("P")

# -- Answers that show themselves ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """How answers of a kind are shown and laid out.

    Attributes:
        title: What they are.
        names: Columns of their rows, in order.
        heads: Columns of `html.CELLS` that are shown.
        layer: Name of the layer that has their areas; empty where they are points.
    """

    title: str
    names: tuple[str, ...]
    heads: tuple[str, ...]
    layer: str = ""


_MOST_PLACES = 4
_ON_CLAIMS = ("Newest evidence", "Claims", "Sources")
_STATE = ("Answer", "Since", "Until", *_ON_CLAIMS)
STATES = Form("States", STATE_COLUMNS, ("Place", "Of", "On", "Answer", "Since", *_ON_CLAIMS))
INTERVALS = Form("Intervals", INTERVAL_COLUMNS, ("Place", "Of", "Days", "Answer", "Since", *_ON_CLAIMS))
LOG = Form(
    "Log",
    answers.ENTRY_COLUMNS,
    ("When", "Place", "What", "Before", "Answer", "Reported", "Claims", "Sources"),
)
CHANGES = Form("Changes", answers.CHANGE_COLUMNS, ("Place", "Of", "Before", "Answer", "Since", *_ON_CLAIMS))
MINES = Form(
    "Mine clusters, held as the town in whose schematic catchment they lie",
    answers.MINE_STATE_COLUMNS,
    ("Cluster", "Pools", "Hectares (outline)", "Town", "Answer", *_ON_CLAIMS),
    "mine_clusters",
)
NEAR = Form(
    "Mine clusters nearby, nearest first",
    answers.NEAR_COLUMNS,
    ("Cluster", "Pools", "Hectares (outline)", "Kilometres"),
    "mine_clusters",
)
AREAS = Form("Schematic catchments, no front lines", answers.AREA_COLUMNS, ("Place",), "catchments")


class Shown:
    """What shows itself in a notebook and becomes a frame; each kind says what its rows are."""

    __slots__ = ()
    form: Form

    @property
    def catalog(self) -> Catalog:
        """The ledger that gave the answer."""
        raise NotImplementedError

    def rows(self) -> list[Record]:
        """Return the answer as rows, with the columns of every file: see `geodata.exports.columns`."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        """Return a small table for a notebook: the answers, their age, claims and sources."""
        return html.table(self.catalog, self.form.title, self.rows(), self.form.heads)

    def to_frame(self) -> pandas.DataFrame:
        """Return the rows as a frame of pandas.

        A day that is not known exactly stands as EDTF text (`since`, `until`, `when`) and as its bounds
        (`since_earliest`, `since_latest`, ...), which are `datetime64` and NaT where open; `latest` is the
        first day after. Several values of a cell are a list.
        """
        return frames.frame(self.catalog, self.rows(), self.form.names)

    def to_geodataframe(self) -> geopandas.GeoDataFrame:
        """Return the rows as a frame of geopandas in EPSG:4326.

        Places are points in place of the columns `lon` and `lat`, mine clusters and catchments polygons:
        outlines around the pools, and schematic areas. A row without a point of its own has the geometry
        None.
        """
        rows, layer = self.rows(), self.form.layer
        if not layer:
            return frames.geoframe(self.catalog, rows, self.form.names)
        areas = {each.id: each.geometry for each in self.catalog.layers[layer].features}
        key = "cluster_id" if "cluster_id" in self.form.names else "place_id"
        return frames.geoframe(self.catalog, rows, self.form.names, [areas[row[key]] for row in rows])


class State(resolved.State, Shown):
    """The answer for one place and dimension on one day: see `geodata.resolver.answers.State`."""

    __slots__ = ("_catalog",)
    _catalog: Catalog
    form = STATES

    @property
    def catalog(self) -> Catalog:
        """The ledger that gave the answer."""
        return _ledger_of(self)

    def rows(self) -> list[Record]:
        """Return it as one row."""
        return [state_row(self.catalog, self)]

    def _repr_html_(self) -> str:
        (row,) = self.rows()
        title = f"{row['name']}: {self.dimension} on {show_day(self.on)}"
        return html.card(self.catalog, title, row, (*_STATE, "Asked"))

    def __eq__(self, other: object) -> bool:
        return _same(self, other, resolved.State)

    __hash__ = resolved.State.__hash__


class Mines(MineBalance, Shown):
    """All mine clusters on a day, and their sums: see `geodata.analysis.mines.MineBalance`."""

    __slots__ = ("_catalog",)
    _catalog: Catalog
    form = MINES

    @property
    def catalog(self) -> Catalog:
        """The ledger that gave the answer."""
        return _ledger_of(self)

    def rows(self) -> list[Record]:
        """Return a row for each cluster."""
        return [answers.mine_answer(self.catalog, each, self) for each in self.clusters]

    def __eq__(self, other: object) -> bool:
        return _same(self, other, MineBalance)

    __hash__ = MineBalance.__hash__


class Areas(FeatureSet, Shown):
    """Schematic catchments: see `geodata.schema.features.FeatureSet`."""

    __slots__ = ("_catalog",)
    _catalog: Catalog
    form = AREAS

    @property
    def catalog(self) -> Catalog:
        """The ledger that they are of."""
        return _ledger_of(self)

    def rows(self) -> list[Record]:
        """Return a row for each catchment."""
        return [answers.area_answer(self.catalog, each) for each in self.features]


class Table(tuple[T, ...], Shown, Generic[T]):
    """Several answers in order: a tuple of them that shows itself and becomes a frame."""

    form: Form
    _catalog: Catalog
    _row: Callable[[Catalog, T], Record]

    def __new__(
        cls, every: Iterable[T], form: Form, catalog: Catalog, row: Callable[[Catalog, T], Record]
    ) -> Table[T]:
        """Return answers as a table; `row` makes a row of one of them."""
        made = super().__new__(cls, every)
        made.form, made._catalog, made._row = form, catalog, row
        return made

    @property
    def catalog(self) -> Catalog:
        """The ledger that gave the answers."""
        return self._catalog

    def rows(self) -> list[Record]:
        """Return a row for each answer."""
        return [self._row(self._catalog, each) for each in self]

    def __getitem__(self, at: SupportsIndex | slice) -> Any:
        if isinstance(at, slice):
            return Table(tuple(self)[at], self.form, self._catalog, self._row)
        return super().__getitem__(at)


class Days(Mapping[date, Table[State]], Shown):
    """The states on each of several days, by day in the order asked; those of a day are made when asked for.

    As a frame it has a row for each day and place, day by day, places in their order: 366 days of 97
    places are 35,502 rows. What it keeps is only each state that differs from the day before.
    """

    form = STATES

    def __init__(self, catalog: Catalog, days: Iterable[date], **asked: Unpack[resolve.Asked]) -> None:
        places = asked.get("places")
        asked["places"] = tuple(catalog.places if places is None else places)
        self._catalog, self._asked = catalog, asked
        self._runs = timeline.runs_over(catalog, days, **asked)

    @property
    def catalog(self) -> Catalog:
        """The ledger that gave the answers."""
        return self._catalog

    def __getitem__(self, day: date) -> Table[State]:
        if day not in self._runs.days:
            raise KeyError(day)
        return _states(self._catalog, resolve.states(self._catalog, day, **self._asked))

    def __iter__(self) -> Iterator[date]:
        return iter(self._runs.days)

    def __len__(self) -> int:
        return len(self._runs.days)

    def rows(self) -> list[Record]:
        """Return a row for each state, day by day."""
        once = self._once()
        days = enumerate(self._runs.days)
        return [once[of[at]] | {"on": day} for at, day in days for of in self._runs.numbers]

    def to_frame(self) -> pandas.DataFrame:
        """Return a row for each state, day by day, as a frame of pandas: see `Shown.to_frame`.

        `on` is the day asked about. Lists are shared by the days on which a place's answer is the same:
        they are to be read, not changed.
        """
        return self._spread(frames.frame(self._catalog, self._once(), self.form.names))

    def to_geodataframe(self) -> geopandas.GeoDataFrame:
        """Return the same as a frame of geopandas in EPSG:4326, places as points."""
        return self._spread(frames.geoframe(self._catalog, self._once(), self.form.names))

    def _once(self) -> list[Record]:
        """Return a row for each state that differs by more than its day."""
        return [state_row(self._catalog, each) for each in self._runs.states]

    def _spread(self, made: F) -> F:
        return frames.spread(made, self._runs.numbers, self._runs.days)


def _joined(kind: type[S], answer: Any, catalog: Catalog) -> S:
    """Return an answer as one of a kind that also has its ledger, which is no field of it."""
    made = kind(**{item.name: getattr(answer, item.name) for item in fields(answer)})
    object.__setattr__(made, "_catalog", catalog)
    return made


def _ledger_of(answer: Any) -> Catalog:
    """Return the ledger of an answer.

    Raises:
        LedgerError: If it was made or changed by hand.
    """
    try:
        catalog: Catalog = answer._catalog
    except AttributeError:
        raise LedgerError(
            "This answer was made by hand and knows no ledger, so it has no sources: ask for it anew."
        ) from None
    return catalog


def _same(one: Any, other: object, kind: type) -> bool:
    """Tell whether two answers of a kind say the same, whichever of them has its ledger."""
    return isinstance(other, kind) and all(
        getattr(one, item.name) == getattr(other, item.name) for item in fields(kind)
    )


# -- The public functions --------------------------------------------------------------------------


def _shown(
    asked: Callable[Concatenate[Catalog, P], S], show: Callable[[Catalog, S], T]
) -> Callable[Concatenate[Catalog, P], T]:
    """Return a function that asks the same, and shows the answer."""

    def ask(catalog: Catalog, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return show(catalog, asked(catalog, *args, **kwargs))

    return wraps(asked)(ask)


def _table(form: Form, row: Callable[[Catalog, T], Record]) -> Callable[[Catalog, Iterable[T]], Table[T]]:
    return lambda catalog, found: Table(found, form, catalog, row)


def _state(catalog: Catalog, found: resolved.State) -> State:
    return _joined(State, found, catalog)


def _states(catalog: Catalog, found: Iterable[resolved.State]) -> Table[State]:
    return Table((_state(catalog, each) for each in found), STATES, catalog, state_row)


def _log(catalog: Catalog, first: date, last: date, **asked: Any) -> Table[logs.Entry]:
    places = asked.get("places")
    asked["places"] = places = None if places is None else tuple(places)
    return Table(
        logs.log(catalog, first, last, **asked),
        replace(LOG, title=_log_title(catalog, first, last, places)),
        catalog,
        answers.entry_answer,
    )


def _log_title(catalog: Catalog, first: date, last: date, places: tuple[str, ...] | None) -> str:
    """Return what a log tells: of which places, from when to when."""
    days = show_span(min(first, last), max(first, last))
    if places is None:
        return f"Log of {days}"
    more = len(places) - _MOST_PLACES
    names = ", ".join(catalog.places[each].name for each in places[:_MOST_PLACES])
    return f"Log of {names}{f' and {more} more' if more > 0 else ''}, {days}"


def _interval(catalog: Catalog, pair: tuple[Track, Interval]) -> Record:
    return interval_row(catalog, *pair)


state = _shown(resolve.state, _state)


@overload
def states(catalog: Catalog, on: date, **asked: Unpack[resolve.Asked]) -> Table[State]: ...
@overload
def states(catalog: Catalog, on: date, last: date, **asked: Unpack[resolve.Asked]) -> Days: ...
def states(
    catalog: Catalog, on: date, last: date | None = None, **asked: Unpack[resolve.Asked]
) -> Table[State] | Days:
    """Return the states of the places (default: every place of the ledger) on a day, or on each of many.

    A state is that of a whole day. `to_frame()` gives a row for each place, or for each day and place,
    day by day; of a range it is made at once, and not from one answer a day.

    Args:
        catalog: The ledger.
        on: The day asked about, or the first of a range of days.
        last: The last day of the range, included; None asks for `on` alone. Of two days the earlier is
            the first, whichever is given first.
        **asked: `places` (ids), `dimension`, `policy`, and `known_on`, as in `state`.

    Returns:
        A tuple of the states in the order of the places; of a range a mapping from each of its days to
        such a tuple.

    Raises:
        UnknownName: If the ledger lacks one of the places.
    """
    if last is None:
        return _states(catalog, resolve.states(catalog, on, **asked))
    first, last = sorted((on, last))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return Days(catalog, days, **asked)


def states_over(catalog: Catalog, days: Iterable[date], **asked: Unpack[resolve.Asked]) -> Days:
    """Return the states of the places (default: all) on each of the days, as `states` has them of a range.

    Raises:
        UnknownName: If the ledger lacks one of the places.
    """
    return Days(catalog, days, **asked)


log = wraps(logs.log)(_log)
intervals = _shown(timeline.intervals, _table(INTERVALS, _interval))
changes_between = _shown(timeline.changes_between, _table(CHANGES, answers.change_answer))
mines_on = _shown(mines.mines_on, lambda catalog, found: _joined(Mines, found, catalog))
mines_near = _shown(mines.mines_near, _table(NEAR, answers.near_answer))
catchments = _shown(mines.catchments, lambda catalog, found: _joined(Areas, found, catalog))
