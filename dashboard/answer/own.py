"""The reader's own layers: in which class each row is, on which days it is drawn, and how many there are.

A layer of the reader's is no part of the ledger and no evidence: nothing here changes an answer. Days
are ordinals of `date`; an end that the file does not say is open.
"""

from __future__ import annotations

import json
import math
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from dashboard.question.axis import Axis
from dashboard.question.camera import Bounds
from geodata.catalog import Catalog
from geodata.imports.layer import Layer, cleaned

Mask = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int32]

_MOST_ACTORS = 200
"""Names of actors in a file that can be said to be ours, the most frequent ones."""

ALWAYS_FROM, ALWAYS_TO = 1, date.max.toordinal()
"""First and last day of a row whose end is open."""

# -- Classes ---------------------------------------------------------------------------------------


class Kind(StrEnum):
    """By what the rows of a layer get their looks."""

    ONE = "one"
    CATEGORY = "category"
    NUMBER = "number"
    ACTOR = "actor"


class Scheme(StrEnum):
    """How numbers are cut into classes."""

    QUANTILES = "quantiles"
    FISHER_JENKS = "fisher-jenks"


@dataclass(frozen=True, slots=True)
class Styling:
    """What the reader chose: by what, of which column, in which scheme."""

    kind: Kind = Kind.ONE
    column: str = ""
    scheme: Scheme = Scheme.QUANTILES


@dataclass(frozen=True, slots=True)
class Group:
    """A class of rows that look the same.

    Attributes:
        kind: By what it was made.
        rank: Its place among those of its kind, from 0; what has no value of its own comes last.
        value: The value of its rows, `cleaned`; empty for the rows that share another look.
        low, high: Least and greatest number in it.
        actor: The actor of ours that its rows name, empty for none.
        others: How many further values it stands for.
    """

    kind: Kind
    rank: int = 0
    value: str = ""
    low: float = math.nan
    high: float = math.nan
    actor: str = ""
    others: int = 0

    @property
    def rest(self) -> bool:
        """Whether its rows have no value of their own: no number, no actor of ours, a rarer value."""
        return self.kind is not Kind.ONE and not (self.value or self.actor or math.isfinite(self.low))


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """The classes of a layer's rows, and the number of each row's class.

    `left_out` counts the rows that have no number where numbers were asked; they are drawn without a class.
    """

    groups: tuple[Group, ...]
    of: Whole
    left_out: int = 0


MOST = 5
"""Classes with a colour of their own; more cannot be told apart by all eyes."""

_SAMPLE = 400
"""Numbers by which Fisher-Jenks looks for breaks: its time grows with their square."""

_THOUSANDS = {
    sign: re.compile(rf"[+-]?\d{{1,3}}(?:\{other}\d{{3}})+(?:\{sign}\d+)?") for sign, other in (".,", ",.")
}
_SURE = {
    sign: re.compile(
        rf"\s*[+-]?(?:\d{{1,3}}(?:\{other}\d{{3}})+\{sign}\d+|\d+\{sign}(?:\d{{1,2}}|\d{{4,}}))\s*"
    )
    for sign, other in (".,", ",.")
}
"""Numbers whose decimal sign can be no sign between thousands, by that sign."""


def decimal_of(cells: Iterable[str | None]) -> str:
    """Return the decimal sign of a column: a comma where some cell shows it and none shows a point."""
    given = list(filter(None, cells))
    comma, point = (any(map(_SURE[sign].fullmatch, given)) for sign in ",.")
    return "," if comma and not point else "."


def number_of(text: str | None, decimal: str = ".") -> float:
    """Return the number that a cell says, NaN where it says none; digits of any script count.

    Args:
        text: The cell.
        decimal: The decimal sign of its column, see `decimal_of`.
    """
    if text is None:
        return math.nan
    plain = text.strip()
    if _THOUSANDS[decimal].fullmatch(plain):
        plain = plain.replace("," if decimal == "." else ".", "")
    if decimal == ",":
        if "." in plain:
            return math.nan
        plain = plain.replace(",", ".")
    try:
        found = float(plain)
    except ValueError:
        return math.nan
    return found if math.isfinite(found) else math.nan


def numbers_in(layer: Layer) -> tuple[str, ...]:
    """Return the columns in which nine of ten cells that are not empty are numbers, and not all the same."""
    found = []
    for name, cells in layer.columns.items():
        filled = [cell for cell in cells[:2000] if cell]
        decimal = decimal_of(filled)
        values = [value for cell in filled if not math.isnan(value := number_of(cell, decimal))]
        if values and len(values) >= 0.9 * len(filled) and min(values) < max(values):
            found.append(name)
    return tuple(found)


def classes_of(layer: Layer, styling: Styling) -> Classes:
    """Return the classes of a layer's rows; those of one look where the column is not there."""
    if styling.kind is Kind.ACTOR:
        return _by_actor(layer)
    cells = layer.columns.get(styling.column)
    if cells is None or styling.kind is Kind.ONE:
        return Classes((Group(Kind.ONE),), np.zeros(len(layer.rows), np.int32))
    return _by_value(cells) if styling.kind is Kind.CATEGORY else _by_number(cells, styling.scheme)


def _by_value(cells: Sequence[str | None]) -> Classes:
    counts = Counter(cell for cell in cells if cell)
    # The same order for the same counts, whatever the order of the rows.
    named = sorted(counts, key=lambda cell: (-counts[cell], cell))[:MOST]
    numbers: dict[str | None, int] = {cell: number for number, cell in enumerate(named)}
    groups = [Group(Kind.CATEGORY, number, cleaned(cell, 60)) for number, cell in enumerate(named)]
    of = np.array([numbers.get(cell, len(named)) for cell in cells], np.int32)
    if (of == len(named)).any():
        groups.append(Group(Kind.CATEGORY, MOST, others=len(counts) - len(named)))
    return Classes(tuple(groups), of)


def _by_actor(layer: Layer) -> Classes:
    counts = Counter(filter(None, layer.actors))
    named = sorted(counts, key=lambda actor: (-counts[actor], actor))
    numbers = {actor: number for number, actor in enumerate(named)}
    groups = [Group(Kind.ACTOR, number, actor=actor) for number, actor in enumerate(named)]
    of = np.array([numbers.get(actor, len(named)) for actor in layer.actors], np.int32)
    if (of == len(named)).any():
        groups.append(Group(Kind.ACTOR, len(named)))
    return Classes(tuple(groups), of)


def _by_number(cells: Sequence[str | None], scheme: Scheme) -> Classes:
    decimal = decimal_of(cells)
    values = np.array([number_of(cell, decimal) for cell in cells], np.float64)
    given = np.isfinite(values)
    numbers = np.sort(values[given])
    if not len(numbers):
        return Classes((Group(Kind.NUMBER, MOST),), np.zeros(len(values), np.int32), len(values))
    tops = _tops(numbers, scheme)
    of = np.full(len(values), len(tops), np.int32)
    of[given] = np.searchsorted(tops, values[given])
    groups = []
    for number in range(len(tops)):
        inside = values[of == number]
        # Fewer classes than colours take those from pale to dark.
        rank = round(number * (MOST - 1) / max(len(tops) - 1, 1)) if len(tops) > 1 else MOST // 2
        groups.append(Group(Kind.NUMBER, rank, low=float(inside.min()), high=float(inside.max())))
    left_out = int((~given).sum())
    if left_out:
        groups.append(Group(Kind.NUMBER, MOST))
    return Classes(tuple(groups), of, left_out)


def _tops(numbers: npt.NDArray[np.float64], scheme: Scheme) -> npt.NDArray[np.float64]:
    """Return the greatest number of each class, from sorted finite numbers; no class is empty."""
    different = np.unique(numbers)
    if len(different) <= MOST:
        return different
    import mapclassify  # it loads scikit-learn, which takes a second

    with warnings.catch_warnings():
        # It warns of ties, which make fewer classes, and that it would be faster with another library.
        warnings.simplefilter("ignore")
        if scheme is Scheme.QUANTILES:
            found = mapclassify.Quantiles(numbers, k=MOST).bins
        else:
            at = np.unique(np.linspace(0, len(numbers) - 1, _SAMPLE).round().astype(int))
            sample = numbers[at] if len(np.unique(numbers[at])) > MOST else different
            found = mapclassify.FisherJenks(sample, k=MOST).bins
    tops = np.unique(np.append(found[found < numbers[-1]], numbers[-1]))
    # A class without a number of its own is none.
    filled = np.unique(np.searchsorted(tops, numbers))
    return np.asarray(tops[filled], np.float64)


# -- Layers ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """A reader's own layer as a Scene has it.

    Attributes:
        id: Letters and digits by chance; they tell nothing of the file.
        title: What the reader calls it, `cleaned`.
        layer: What was read.
        styling: How it is drawn, with its `classes`.
        first, last: First and last day of each row as ordinals; an open end is `ALWAYS_FROM` or `ALWAYS_TO`.
        points: Longitude and latitude (WGS 84) of a point of each row, to count it by.
    """

    id: str
    title: str
    layer: Layer
    styling: Styling
    classes: Classes
    first: Whole
    last: Whole
    points: npt.NDArray[np.float64]
    hollow: Mask

    @property
    def undated(self) -> int:
        """How many rows have no day: they are drawn on every one."""
        return int(((self.first == ALWAYS_FROM) & (self.last == ALWAYS_TO)).sum())

    def shown(self, first: date, last: date) -> Mask:
        """Tell of each row whether it is drawn on some day of `[first, last]`, both in it."""
        found: Mask = (self.first <= last.toordinal()) & (self.last >= first.toordinal())
        return found

    def within(self, extent: Bounds | None) -> Mask:
        """Tell of each row whether its point lies in an extent; of none, all do."""
        if extent is None:
            return np.ones(len(self.points), np.bool_)
        lon, lat = self.points[:, 0], self.points[:, 1]
        found: Mask = (
            (lon >= extent.west) & (lon <= extent.east) & (lat >= extent.south) & (lat <= extent.north)
        )
        return found


_POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)


def own_of(id_: str, title: str, layer: Layer, styling: Styling) -> Own:
    """Return a layer ready to be drawn."""
    shapes = np.asarray(layer.shapes, dtype=object)
    points = shapely.get_coordinates(shapely.point_on_surface(shapes)).reshape(-1, 2)
    if len(points) != len(shapes):  # a row without a geometry, or with an empty one, is drawn nowhere
        filled = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        points, some = np.full((len(shapes), 2), np.nan), points
        points[filled] = some
    return Own(
        id=id_,
        title=title,
        layer=layer,
        styling=styling,
        classes=classes_of(layer, styling),
        first=_ordinals(layer.first, ALWAYS_FROM),
        last=_ordinals(layer.last, ALWAYS_TO),
        points=points,
        hollow=np.isin(shapely.get_type_id(shapes), _POINTS) & ~layer.precise,
    )


def _ordinals(days: Sequence[date | None], unknown: int) -> Whole:
    return np.array([unknown if day is None else day.toordinal() for day in days], np.int32)


# Columns of ACLED whose values are its codes and names of areas, not texts or marks of single events.
_CODED = frozenset(
    (
        *("disorder_type", "event_type", "sub_event_type", "inter1", "inter2", "interaction"),
        *("civilian_targeting", "region", "country", "admin1", "admin2", "admin3"),
        *("time_precision", "geo_precision", "source_scale", "year"),
    )
)


_UNDER = 0.015
"""Degrees within which a point lies under the marker of a place, on the maps that show towns."""


def outgoing(own: Own) -> Own:
    """Return a layer as it may leave the visit, on paper or in a file.

    Where the terms of a source forbid to pass its rows on, no class shows a text of a single row.
    """
    texts = own.styling.kind is Kind.CATEGORY and own.styling.column.strip().casefold() not in _CODED
    if own.layer.shareable or not texts:
        return own
    return own_of(own.id, own.title, own.layer, Styling())


def beneath_places(own: Own, catalog: Catalog) -> Mask:
    """Tell of each row whether its point lies where a place has its marker, which is drawn above it."""
    drawn = [each for each in catalog.places.values() if each.drawable]
    places = np.array([(each.lon, each.lat) for each in drawn], np.float64)
    tree = shapely.STRtree([shapely.Point(*each) for each in places])
    found = np.zeros(len(own.points), np.bool_)
    there = np.flatnonzero(np.isfinite(own.points).all(axis=1))
    near = tree.query(shapely.points(own.points[there]), predicate="dwithin", distance=_UNDER)[0]
    found[there[near]] = True
    return found


# -- Where and when it can be seen -----------------------------------------------------------------


def day_to_see(own: Own, on: date) -> date:
    """Return the day asked where some dated row is drawn on it, else the newest day on which one begins."""
    dated = ~((own.first == ALWAYS_FROM) & (own.last == ALWAYS_TO))
    if not dated.any() or (own.shown(on, on) & dated).any():
        return on
    begin = np.where(own.first == ALWAYS_FROM, own.last, own.first)[dated]
    return date.fromordinal(int(begin.max()))


def bounds_on(own: Own, on: date) -> Bounds | None:
    """Return the part of the earth in which the rows of a day lie; None where there are none."""
    points = own.points[own.shown(on, on) & np.isfinite(own.points).all(axis=1)]
    if not len(points):
        return None
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return Bounds(float(west), float(south), float(east), float(north))


# -- Counts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of each class begin in the days `[first, after)`."""

    first: date
    after: date
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return how many rows of any class."""
        return sum(self.counts)


def by_week(axis: Axis) -> bool:
    """Tell whether rows are counted by weeks, not months: on an axis of less than a year."""
    return axis.span < 366


def tallies(own: Own, axis: Axis, extent: Bounds | None = None) -> list[Tally]:
    """Return how many rows begin in each month or week of an axis; a week begins on a Monday.

    A row counts once, by its first day, or its last where the file says no first; those without a day
    are not counted.
    """
    begin = np.where(own.first == ALWAYS_FROM, own.last, own.first)
    counted = (begin != ALWAYS_TO) & own.within(extent)
    begin, of = begin[counted], own.classes.of[counted]
    order = np.argsort(begin, kind="stable")
    begin, of = begin[order], of[order]
    found = []
    for first, after in _periods(axis):
        low, high = np.searchsorted(begin, [first.toordinal(), after.toordinal()])
        counts = np.bincount(of[low:high], minlength=len(own.classes.groups))
        found.append(Tally(first, after, tuple(map(int, counts))))
    return found


def _periods(axis: Axis) -> Iterator[tuple[date, date]]:
    """Yield the weeks or months of an axis, the first and last cut to it."""
    day = axis.start
    while day < axis.end:
        if by_week(axis):
            after = date.fromordinal(day.toordinal() + 7 - day.weekday())
        else:
            after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        yield day, min(after, axis.end)
        day = after


# -- Rows ------------------------------------------------------------------------------------------
# Our own columns begin with a line, so that none of the reader's has their name.


def rows_of(own: Own, mask: Mask | None = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a layer for a file: number in the reader's file, point, days, and all its cells."""
    layer = own.layer
    every = np.arange(len(layer.rows)) if mask is None else np.flatnonzero(mask)
    for at in map(int, every):
        lon, lat = own.points[at]
        yield {
            "_row": int(layer.rows[at]),
            "_lon": round(float(lon), 6),
            "_lat": round(float(lat), 6),
            "_first": layer.first[at],
            "_last": layer.last[at],
            **{name: cells[at] for name, cells in layer.columns.items()},
        }


def as_geojson(own: Own) -> bytes:
    """Return the rows of a layer with their shapes as GeoJSON (WGS 84, five decimals)."""
    features = []
    for row, shape in zip(rows_of(own), own.layer.shapes, strict=True):
        flat = None if shape is None else shapely.set_precision(shape, 1e-5, mode="pointwise")
        features.append(
            {
                "type": "Feature",
                "id": row["_row"],
                "properties": {
                    name: value.isoformat() if isinstance(value, date) else value
                    for name, value in row.items()
                },
                "geometry": None if flat is None else json.loads(shapely.to_geojson(flat)),
            }
        )
    made = {"type": "FeatureCollection", "features": features}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def set_aside_rows(layer: Layer) -> Iterator[dict[str, Any]]:
    """Yield what was set aside for a file: number of the row, the rule, why, and what it holds."""
    names = dict.fromkeys(name for each in layer.set_aside for name in each.values)
    for each in layer.set_aside:
        yield {
            "_row": each.row,
            "_rule": each.rule,
            "_reason": each.reason,
            **{name: each.values.get(name, "") for name in names},
        }


def actors_named(layer: Layer) -> dict[str, str]:
    """Return the names of actors in a file with the id of ours that each means, the most frequent first.

    A name that means none of ours has an empty id and stays itself. Empty where no column has actors.
    """
    called = layer.facts.get("column_actor", "")
    column = next((name for name in layer.columns if cleaned(name) == called), None) if called else None
    if column is None:
        return {}
    names = layer.columns[column]
    meant = dict(zip(names, layer.actors, strict=True))
    counts = Counter(name for name in names if name)
    return {name: meant[name] for name, _ in counts.most_common(_MOST_ACTORS)}
