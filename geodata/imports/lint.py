"""The honesty rules: what a file hides is said before it is drawn. `RULES` is the table, one function a rule.

A rule of level error sets its rows aside, each with the reason; the first rule of the table that names a row
is its reason. The others tell, and change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from geodata.catalog import Catalog
from geodata.dates import show_day
from geodata.errors import how_many
from geodata.imports import datums, texts
from geodata.imports.columns import EXCLUSIVE, Roles
from geodata.imports.days import Days
from geodata.imports.known import HXL, Recognised
from geodata.imports.layer import Finding, Level, SetAside, cleaned
from geodata.imports.mending import Mended
from geodata.imports.positions import MYANMAR, WGS84, Positions
from geodata.imports.texts import Cells, Distinct
from geodata.vocab import Precision

Mask = npt.NDArray[np.bool_]

_GEOD = pyproj.Geod(ellps="WGS84")


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


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of honesty.

    Attributes:
        level: How grave it is; the rows of an error are set aside.
        looks: What it looks for in a draft.
        why: Why it matters, for who reads the rules.
        sentence: What is told; `{rows}` is the count with its noun, other gaps are the words found.
        advice: What to do.
        reason: Of a rule of level error: why a row is set aside.
    """

    level: Level
    looks: Callable[[Draft], Found | None]
    why: str
    sentence: str
    advice: str = ""
    reason: str = ""


def judge(draft: Draft) -> tuple[tuple[Finding, ...], Mask, tuple[SetAside, ...]]:
    """Return what the rules say of a draft, which rows are drawn, and those set aside with the reason."""
    findings: list[Finding] = []
    reasons = np.full(draft.number, "", dtype=object)
    for name, rule in RULES.items():
        found = rule.looks(draft)
        if not found or not found.count:
            continue
        if rule.level is Level.ERROR and found.rows is not None:
            reasons[found.rows & (reasons == "")] = name
        words = {"count": found.count, "rows": how_many(found.count, "row"), **found.words}
        findings.append(
            Finding(
                name,
                rule.level,
                found.count,
                rule.sentence.format(**words),
                rule.advice.format(**words),
                found.examples[:3],
            )
        )
    drawn = reasons == ""
    numbers = draft.kind.table.rows
    aside = tuple(
        SetAside(int(numbers[index]), reasons[index], RULES[reasons[index]].reason, Row(draft.cells, int(index)))
        for index in np.flatnonzero(~drawn)
    )
    return tuple(findings), drawn, aside


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

    def __iter__(self) -> Any:
        return (name for name, column in self._cells.items() if column[self._index] is not None)

    def __len__(self) -> int:
        return sum(column[self._index] is not None for column in self._cells.values())

    def __repr__(self) -> str:
        return repr(dict(self))


def _rows(mask: Mask, examples: Iterable[object] = (), **words: str) -> Found | None:
    count = int(np.count_nonzero(mask))
    return Found(count, mask, words, texts.examples(examples)) if count else None


def _some(draft: Draft, mask: Mask, *roles: str) -> list[str]:
    """Return the cells of the first rows of a mask, with their numbers."""
    numbers = draft.kind.table.rows
    return [f"row {numbers[i]}: {draft.values(int(i), *roles)}" for i in np.flatnonzero(mask)[:3]]


_AT = ("lon", "lat", "point", "wkt", "place")

# -- Rows that cannot be drawn ---------------------------------------------------------------------


def _no_columns(draft: Draft) -> Found | None:
    if draft.positions.way or not draft.number:
        return None
    names = [cleaned(name, 40) for name in draft.cells]
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return Found(draft.number, np.ones(draft.number, dtype=bool), {"columns": shown or "none"})


def _no_coordinates(draft: Draft) -> Found | None:
    return _rows(draft.positions.empty, _some(draft, draft.positions.empty, *_AT))


def _unread(draft: Draft) -> Found | None:
    return _rows(draft.positions.unread, _some(draft, draft.positions.unread, *_AT))


def _null_island(draft: Draft) -> Found | None:
    if draft.positions.way in ("geometry", "place"):
        return None
    return _rows((draft.x == 0) & (draft.y == 0))


def _mixed_crs(draft: Draft) -> Found | None:
    return _rows(draft.positions.mixed, _some(draft, draft.positions.mixed, *_AT), crs=draft.positions.crs)


def _impossible(draft: Draft) -> Found | None:
    if draft.mended is None:
        return None
    return _rows(draft.mended.outside, _some(draft, draft.mended.outside, *_AT))


def _unmatched(draft: Draft) -> Found | None:
    if draft.positions.way != "place":
        return None
    mask = draft.positions.unmatched
    return _rows(mask, (draft.cells[draft.roles["place"]][i] for i in np.flatnonzero(mask)))


def _several(draft: Draft) -> Found | None:
    if draft.positions.way != "place":
        return None
    mask = draft.positions.several
    return _rows(mask, (draft.cells[draft.roles["place"]][i] for i in np.flatnonzero(mask)))


def _pointless(draft: Draft) -> Found | None:
    if draft.positions.way != "place":
        return None
    mask = shapely.is_missing(draft.positions.shapes) & (draft.positions.places != "")
    return _rows(mask, (draft.cells[draft.roles["place"]][i] for i in np.flatnonzero(mask)))


def _no_geometry(draft: Draft) -> Found | None:
    if draft.mended is None or draft.positions.way not in ("geometry", "wkt"):
        return None
    told = draft.positions.empty | draft.positions.unread | draft.positions.mixed
    return _rows(draft.mended.missing & ~told)


def _lost(draft: Draft) -> Found | None:
    return _rows(draft.mended.lost) if draft.mended else None


def _day_rule(problem: str) -> Callable[[Draft], Found | None]:
    def look(draft: Draft) -> Found | None:
        mask = draft.day_problems == problem
        return _rows(mask, _some(draft, mask, "first", "last"))

    return look


# -- What may mislead: days ------------------------------------------------------------------------


def _damaged(draft: Draft) -> Found | None:
    if not draft.damaged:
        return None
    column = draft.found(draft.damaged)
    words = {"column": cleaned(draft.damaged, 60), "instead": "The rows are drawn without a day."}
    if draft.roles.get("first"):
        words["instead"] = f"The column {cleaned(draft.roles['first'], 60)!r} is used instead."
    return Found(int(column.filled.sum()), None, words, texts.examples(column.texts))


def _both_orders(draft: Draft) -> Found | None:
    return Found(1) if len(draft.orders) > 1 else None


def _future(draft: Draft) -> Found | None:
    start = np.where(np.isnat(draft.first), draft.last, draft.first)
    mask = start > np.datetime64(draft.today)
    return _rows(mask, _some(draft, mask, "first", "last"), today=show_day(draft.today))


def _forced(draft: Draft, of_year: bool) -> Found | None:
    """Find days that are the first of a month, or of a year, far more often than days are."""
    single = draft.dated & (draft.first == draft.last) & ~draft.loose
    total = int(single.sum())
    if total < 10:
        return None
    unit = "datetime64[Y]" if of_year else "datetime64[M]"
    mask = single & (draft.first == draft.first.astype(unit).astype("datetime64[D]"))
    if not of_year:
        mask &= draft.first != draft.first.astype("datetime64[Y]").astype("datetime64[D]")
    expected = total / (365.25 if of_year else 30.4)
    count = int(mask.sum())
    return _rows(mask, share=f"{100 * count / total:.0f} %") if count > max(4, 4 * expected) else None


def _crossing(draft: Draft) -> Found | None:
    return _rows(draft.crossing, _some(draft, draft.crossing, "first", "last"))


def _loose(draft: Draft) -> Found | None:
    return _rows(draft.loose, _some(draft, draft.loose, "first", "last"))


def _undated(draft: Draft) -> Found | None:
    if "first" not in draft.roles and "last" not in draft.roles:
        return None
    return _rows(~draft.dated & (draft.day_problems == ""))


# -- What may mislead: coordinates -----------------------------------------------------------------


def _crs_assumed(draft: Draft) -> Found | None:
    return Found(draft.number) if draft.positions.assumed else None


def _datum(draft: Draft) -> Found | None:
    metres = draft.positions.datum_metres
    return Found(draft.number, None, {"crs": draft.positions.crs, "metres": f"{metres:.0f}"}) if metres else None


def _moved_back(draft: Draft) -> Found | None:
    shift = draft.positions.shifted_back
    return Found(draft.number, None, {"shift": shift.upper()}) if shift else None


def _outside(draft: Draft) -> Found | None:
    west, south, east, north = MYANMAR
    mask = draft.points & ~((draft.x >= west) & (draft.x <= east) & (draft.y >= south) & (draft.y <= north))
    return _rows(mask, _some(draft, mask, *_AT))


def _whole_degrees(draft: Draft) -> Found | None:
    mask = draft.points & (draft.x == np.round(draft.x)) & (draft.y == np.round(draft.y))
    mask &= ~((draft.x == 0) & (draft.y == 0))
    return _rows(mask, _some(draft, mask, *_AT))


def _few_decimals(draft: Draft) -> Found | None:
    if draft.positions.crs != WGS84 or draft.positions.shifted_back:
        return None
    whole = (draft.x == np.round(draft.x)) & (draft.y == np.round(draft.y))
    mask = draft.points & (draft.x == np.round(draft.x, 1)) & (draft.y == np.round(draft.y, 1)) & ~whole
    return _rows(mask, _some(draft, mask, *_AT))


def _crowded(draft: Draft) -> Found | None:
    points = draft.points
    total = int(points.sum())
    if total < 10:
        return None
    at = draft.x[points] + 1j * draft.y[points]
    _, of_point, counts = np.unique(at, return_inverse=True, return_counts=True)
    crowded = counts >= max(10, 0.02 * total)
    mask = np.zeros(draft.number, dtype=bool)
    mask[np.flatnonzero(points)] = crowded[of_point]
    if not crowded.any():
        return None
    most = int(counts.max())
    spots = how_many(int(crowded.sum()), "point")
    example = at[np.flatnonzero(of_point == counts.argmax())[0]]
    return _rows(mask, [f"{most} rows at {example.imag:g}, {example.real:g}"], spots=spots)


@lru_cache(maxsize=2)
def _centres(catalog: Catalog) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
    """Return the points that stand for a whole township, district, state or country, with their names."""
    points: list[tuple[float, float]] = []
    names: list[str] = []
    for layer, what in (("districts", "district"), ("states", "state"), ("country_myanmar", "country")):
        for feature in catalog.layers[layer].features if layer in catalog.layers else ():
            for point in (feature.geometry.centroid, feature.geometry.representative_point()):
                points.append((point.x, point.y))
                names.append(f"{feature.properties.get('name', feature.id)} ({what})")
    for place in catalog.places.values():
        if place.lon is not None and place.lat is not None and place.coord_precision is Precision.TOWNSHIP:
            points.append((place.lon, place.lat))
            names.append(f"{place.name} (township)")
    return np.array(points, dtype=np.float64).reshape(-1, 2), tuple(names)


_NEAR_CENTRE = 0.003
"""Degrees, about 300 m: two makers of one centroid differ by as much."""


def centroids(catalog: Catalog, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> tuple[Mask, list[str]]:
    """Tell which points are the middle of a township, district, state or country, with the names of these."""
    mask = np.zeros(len(x), dtype=bool)
    points, names = _centres(catalog)
    there = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(points) or not len(there):
        return mask, []
    tree = shapely.STRtree(shapely.points(points))
    hits, which = tree.query(shapely.points(x[there], y[there]), predicate="dwithin", distance=_NEAR_CENTRE)
    mask[there[hits]] = True
    return mask, [names[each] for each in dict.fromkeys(which.tolist())]


def _centroids(draft: Draft) -> Found | None:
    mask, names = centroids(draft.catalog, np.where(draft.points, draft.x, np.nan), draft.y)
    return _rows(mask, names)


def _imprecise(draft: Draft) -> Found | None:
    known = draft.kind.known
    if known is None or known.precision is None:
        return None
    mask = ~draft.precise & draft.points
    return _rows(mask, column=known.precision[0])


def _by_place(draft: Draft) -> Found | None:
    return _rows(draft.positions.places != "") if draft.positions.way == "place" else None


# -- What may mislead: datums ----------------------------------------------------------------------

_CLOSE = 1500.0
"""Metres: a point further from the place that its row names is somewhere else."""
_SHIFTED_FROM = 150.0
_WELL = 0.5


def residuals(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
) -> dict[str, float]:
    """Return how far points lie from known places, in metres in the middle, under each datum."""
    known = {
        "none": (lon, lat),
        "gcj02": datums.to_gcj02(lon, lat),
        "bd09": datums.to_bd09(lon, lat),
        "indian": datums.as_indian(lon, lat),
    }
    return {name: float(np.median(_GEOD.inv(x, y, *at)[2])) for name, at in known.items()}


def shift_of(draft: Draft) -> tuple[str, int, dict[str, float]]:
    """Return which datum fits the points of rows that name a place of the ledger, and how many places say so.

    The name is empty where the points lie where they should, or where nothing can be said; `unclear` where
    two datums fit about as well.
    """
    places = draft.catalog.places
    rows = [
        i
        for i in np.flatnonzero(draft.points & (draft.positions.places != ""))
        if (place := places[draft.positions.places[i]]).lon is not None
        and place.coord_precision is Precision.EXACT
    ]
    if not rows:
        return "", 0, {}
    index = np.array(rows)
    lon = np.array([places[draft.positions.places[i]].lon for i in rows], dtype=np.float64)
    lat = np.array([places[draft.positions.places[i]].lat for i in rows], dtype=np.float64)
    x, y = draft.x[index], draft.y[index]
    near = _GEOD.inv(x, y, lon, lat)[2] < _CLOSE
    names = len(set(draft.positions.places[index[near]]))
    if names < 3:
        return "", names, {}
    metres = residuals(x[near], y[near], lon[near], lat[near])
    best, second = sorted((name for name in metres if name != "none"), key=lambda name: metres[name])[:2]
    if metres["none"] < _SHIFTED_FROM or metres[best] > _WELL * metres["none"]:
        return "", names, metres
    return (best if metres[best] <= _WELL * metres[second] else "unclear"), names, metres


def _shift_rule(*datum: str) -> Callable[[Draft], Found | None]:
    def look(draft: Draft) -> Found | None:
        shift, names, metres = shift_of(draft)
        if shift not in datum or draft.positions.shifted_back:
            return None
        best = min((name for name in metres if name != "none"), key=lambda name: metres[name])
        words = {
            "shift": {"gcj02": "GCJ-02", "bd09": "BD-09"}.get(best, "Indian 1954"),
            "answer": best,
            "places": how_many(names, "place"),
            "off": f"{metres['none']:.0f}",
            "left": f"{metres[best]:.0f}",
        }
        return Found(int(draft.points.sum()), None, words)

    return look


# -- What may mislead: geometry --------------------------------------------------------------------


def _repaired(draft: Draft) -> Found | None:
    if draft.mended is None:
        return None
    areas = draft.mended.areas
    before, after = (sum(pair[i] for pair in areas.values()) for i in (0, 1))
    numbers = draft.kind.table.rows
    most = sorted(areas, key=lambda i: -abs(areas[i][1] - areas[i][0]))[:3]
    shown = [f"row {numbers[i]}: {areas[i][0]:.2f} km² became {areas[i][1]:.2f} km²" for i in most]
    return _rows(draft.mended.invalid, shown, before=f"{before:.2f}", after=f"{after:.2f}")


def _wound(draft: Draft) -> Found | None:
    if draft.mended is None or draft.kind.table.format not in ("geojson", "topojson"):
        return None
    return _rows(draft.mended.wound)


def _antimeridian(draft: Draft) -> Found | None:
    return _rows(draft.mended.cut) if draft.mended else None


def _mixed_types(draft: Draft) -> Found | None:
    if draft.mended is None:
        return None
    shapes = draft.mended.shapes
    types = shapely.get_type_id(shapes[~shapely.is_missing(shapes)])
    families = {0: "points", 4: "points", 1: "lines", 2: "lines", 5: "lines", 3: "areas", 6: "areas"}
    counts: dict[str, int] = {}
    for number, count in zip(*np.unique(types, return_counts=True), strict=True):
        family = families.get(int(number), "collections")
        counts[family] = counts.get(family, 0) + int(count)
    if len(counts) < 2:
        return None
    return Found(len(types), None, {"kinds": ", ".join(f"{count} {name}" for name, count in counts.items())})


def _duplicates(draft: Draft) -> Found | None:
    """Find rows that are the same in geometry, day and every cell as one before them."""
    shapes = draft.mended.shapes if draft.mended else draft.positions.shapes
    if np.isfinite(draft.x).all():
        keys = pd.factorize(pd.Series(list(zip(draft.x, draft.y, strict=True))))[0] if draft.number < 2 else (
            np.unique(draft.x + 1j * draft.y, return_inverse=True)[1]
        )
    else:
        keys = pd.factorize(np.array(shapely.to_wkb(shapes), dtype=object))[0]
    rows = np.arange(draft.number)[keys >= 0]
    codes = keys[keys >= 0].astype(np.int64)
    for number, column in enumerate([draft.first, *draft.cells.values()]):
        rows, codes = _still_same(rows, codes)
        if not len(rows):
            return None
        cells = column[rows]
        further = pd.factorize(cells.astype("int64") if number == 0 else cells)[0]
        codes = codes * (int(further.max()) + 2) + further + 1
        codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    rows, codes = _still_same(rows, codes)
    mask = np.zeros(draft.number, dtype=bool)
    seen = pd.Series(codes).duplicated().to_numpy()
    mask[rows[seen]] = True
    return _rows(mask, _some(draft, mask, *_AT, "first"))


def _still_same(rows: npt.NDArray[Any], codes: npt.NDArray[np.int64]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    if not len(rows):
        return rows, codes
    _, of_code, counts = np.unique(codes, return_inverse=True, return_counts=True)
    shared = counts[of_code] > 1
    return rows[shared], codes[shared]


# -- What may mislead: texts -----------------------------------------------------------------------


def _zawgyi(draft: Draft) -> Found | None:
    if not draft.zawgyi or draft.converted:
        return None
    how = (
        "Set zawgyi to true to turn it into Unicode."
        if draft.converted is not None
        else "It cannot be turned into Unicode here, because ICU is not installed (PyICU-binary): convert it first."
    )
    cells = how_many(draft.zawgyi, "cell")
    return Found(draft.zawgyi, None, {"cells": cells, "how": how}, draft.zawgyi_examples)


def _converted(draft: Draft) -> Found | None:
    if not draft.converted:
        return None
    return Found(draft.converted, None, {"cells": how_many(draft.converted, "cell")}, draft.zawgyi_examples)


def _digits(draft: Draft) -> Found | None:
    mask = draft.positions.foreign_digits.copy()
    for role in ("first", "last"):
        if role in draft.roles:
            column = draft.found(draft.roles[role])
            if not texts.all_ascii(column.texts):
                foreign = np.array([texts.has_foreign_digits(each) for each in column.texts], dtype=bool)
                mask |= column.spread(foreign, False)
    return _rows(mask, _some(draft, mask, *_AT, "first"))


_CODE_COLUMN = re.compile(r"(?:^|_)p_?codes?$|pcode|(?:^|_)adm(?:in)?\d_code$")
_CODE = re.compile(r"MMR(?:(?:\d{3}){1,4}|\d{3}D\d{3})|\d{6}", re.ASCII)
_CODE_LIKE = re.compile(r"(?:MMR)?\d{1,15}(?:\.0+)?", re.ASCII | re.IGNORECASE)


def _codes(draft: Draft) -> Found | None:
    mask = np.zeros(draft.number, dtype=bool)
    shown: list[str] = []
    columns: list[str] = []
    for name in draft.cells:
        if not _CODE_COLUMN.search(texts.key(name)):
            continue
        column = draft.found(name)
        given = [text.strip() for text in column.texts]
        bad = np.array([bool(_CODE_LIKE.fullmatch(t)) and not _CODE.fullmatch(t) for t in given], dtype=bool)
        if bad.any():
            mask |= column.spread(bad, False)
            shown += [text for text, wrong in zip(given, bad, strict=True) if wrong][:3]
            columns.append(cleaned(name, 40))
    return _rows(mask, shown, columns=", ".join(columns))


# -- What may mislead: statements ------------------------------------------------------------------


def _overlaps(draft: Draft) -> Found | None:
    """Find rows whose place has another holder on some of the same days."""
    if not {"place", "actor", "first", "last"} <= draft.roles.keys():
        return None
    column = draft.cells[draft.roles["actor"]]
    who = np.where(draft.actors == "", column, draft.actors)
    where = draft.cells[draft.roles["place"]]
    use = ~np.isnat(draft.first) & ~np.isnat(draft.last) & ~pd.isna(who) & ~pd.isna(where)
    if draft.kind.shape == "claims":
        use &= draft.cells["dimension"] == "control"
        use &= draft.cells["stance"] == "asserts"
        if "share" in draft.cells:
            use &= ~np.isin(draft.cells["share"].astype(str), ["joint", "contested"])
    elif texts.key(draft.roles["actor"]) not in EXCLUSIVE:
        return None
    index = np.flatnonzero(use)
    if len(index) < 2:
        return None
    frame = pd.DataFrame(
        {
            "row": index,
            "place": [texts.key(str(each)) for each in where[index]],
            "who": who[index],
            "first": draft.first[index].astype("int64"),
            "last": draft.last[index].astype("int64"),
        }
    ).sort_values(["place", "first", "row"], kind="stable")
    mask = np.zeros(draft.number, dtype=bool)
    until: dict[str, dict[Any, tuple[int, int]]] = {}
    for row, place, holder, first, last in frame.itertuples(index=False):
        others = until.setdefault(place, {})
        for other, (end, other_row) in others.items():
            if other != holder and end >= first:
                mask[[row, other_row]] = True
        if holder not in others or others[holder][0] < last:
            others[holder] = last, row
    return _rows(mask, _some(draft, mask, "place", "actor", "first", "last"))


def _sourceless(draft: Draft) -> Found | None:
    if "source" not in draft.roles:
        return None
    return _rows(~draft.found(draft.roles["source"]).filled, column=cleaned(draft.roles["source"], 60))


def _strange_actors(draft: Draft) -> Found | None:
    if "actor" not in draft.roles:
        return None
    column = draft.found(draft.roles["actor"])
    mask = column.filled & (draft.actors == "")
    names = dict.fromkeys(draft.cells[draft.roles["actor"]][i] for i in np.flatnonzero(mask))
    return _rows(mask, names, names=how_many(len(names), "name"))


_PRIVATE_NAMES = frozenset(
    (
        "idp idps camp camps shelter shelters refugee refugees displaced phone phones mobile telephone tel contact "
        "passport nrc victim victims witness informant household beneficiary beneficiaries email surname fullname"
    ).split()
)
_PRIVATE_PARTS = ("full_name", "first_name", "last_name", "person_name", "name_of_person", "phone", "ဖုန်း", "ဒုက္ခသည်",
                  "စစ်ဘေးရှောင်", "电话", "难民", "营地", "姓名")  # fmt: skip
_PRIVATE = re.compile(
    r"\bidps?\b|\bdisplaced\b|\brefugees?\b|\bshelters?\b|စစ်ဘေးရှောင်|ဒုက္ခသည်|难民"
    r"|(?<!\d)(?:\+?95[\s-]?9|09)(?:[\s-]?\d){7,9}(?!\d)",
    re.IGNORECASE,
)
_LOOKED_THROUGH = 20_000
_SHORT = 60


def _sensitive(draft: Draft) -> Found | None:
    mask = np.zeros(draft.number, dtype=bool)
    columns: list[str] = []
    at = draft.points & draft.precise
    if not at.any():
        return None
    published = draft.kind.known is not None and bool(draft.kind.known.licence)
    for name, column in draft.cells.items():
        name_key = texts.key(name)
        if _PRIVATE_NAMES & set(name_key.split("_")) or any(part in name_key for part in _PRIVATE_PARTS):
            filled = ~pd.isna(column)
        elif published:
            continue  # its values are out already
        else:
            filled = np.zeros(draft.number, dtype=bool)
            head = column[:_LOOKED_THROUGH]
            if not _PRIVATE.search("\n".join(map(str, filter(None, head)))):
                continue
            filled[: len(head)] = [
                each is not None and len(each) <= _SHORT and bool(_PRIVATE.search(each)) for each in head
            ]
        if (filled & at).any():
            mask |= filled & at
            columns.append(cleaned(name, 40))
    return _rows(mask, columns=", ".join(columns))


# -- What is worth knowing -------------------------------------------------------------------------


def _known(draft: Draft) -> Found | None:
    known = draft.kind.known
    if known is None:
        return None
    return Found(draft.number, None, {"title": known.title, "terms": f" {known.licence}" if known.licence else ""})


def _not_shared(draft: Draft) -> Found | None:
    known = draft.kind.known
    return Found(draft.number, None, {"title": known.title}) if known and not known.shareable else None


def _no_header(draft: Draft) -> Found | None:
    if not draft.kind.headerless or draft.kind.known is None:
        return None
    return Found(1, None, {"title": draft.kind.known.title})


def _tags(draft: Draft) -> Found | None:
    rows = sum(each.rule == HXL for each in draft.kind.table.set_aside)
    return Found(rows) if rows else None


# -- The table -------------------------------------------------------------------------------------

_ERROR, _WARNING, _NOTE = Level.ERROR, Level.WARNING, Level.NOTE

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "no_position_columns": Rule(
            _ERROR, _no_columns,
            "Without a position nothing can be drawn, and a column that is guessed puts rows in wrong places.",
            "No column holds coordinates, shapes or places that the ledger knows. The columns are: {columns}.",
            "Name them: lon and lat, point for one column with both, or place.",
            "The file says nowhere where its rows lie.",
        ),
        "no_coordinates": Rule(
            _ERROR, _no_coordinates,
            "A row without a position is in no picture, and a picture without it looks complete.",
            "{rows} without a position.",
            "Fill in the empty cells, or take the rows as missing: they are in the file of rejects.",
            "The cells of its position are empty.",
        ),
        "unread_coordinates": Rule(
            _ERROR, _unread,
            "Text in place of a number is lost without a word by most programs.",
            "{rows} with a position that is no coordinate.",
            "Write degrees such as 25.41 or 25°24'36\"N.",
            "The text of its position is no coordinate.",
        ),
        "null_island": Rule(
            _ERROR, _null_island,
            "Many programs write 0 where they know nothing; 0, 0 lies in the sea off Africa.",
            "{rows} at latitude 0 and longitude 0.",
            "Leave the cells empty where nothing is known.",
            "0, 0 stands for no position.",
        ),
        "mixed_crs": Rule(
            _ERROR, _mixed_crs,
            "Metres and degrees in one column are two coordinate systems, and one of them is drawn wrongly.",
            "{rows} with numbers that cannot be in {crs}, as the others are: metres among degrees, or the reverse.",
            "Save them in a file of their own, with its coordinate system.",
            "Its coordinates are in another system than those of most rows.",
        ),
        "impossible_coordinates": Rule(
            _ERROR, _impossible,
            "A longitude beyond 180 or a latitude beyond 90 is no place.",
            "{rows} with coordinates that are no place on the earth.",
            "Look for missing decimal signs and exchanged columns.",
            "A longitude lies beyond 180 degrees, a latitude beyond 90, or a number is missing.",
        ),
        "unmatched_places": Rule(
            _ERROR, _unmatched,
            "A name that the ledger does not know has no point here, and another place of that name is a mistake.",
            "{rows} whose place the ledger does not know.",
            "Correct the spelling, write the P-code of a township, or add coordinates.",
            "The ledger knows no place of this name.",
        ),
        "ambiguous_places": Rule(
            _ERROR, _several,
            "Two places share the spelling: drawing one of them is a guess.",
            "{rows} whose place may be several of the ledger.",
            "Write the id of the place.",
            "Several places of the ledger have this name.",
        ),
        "places_without_point": Rule(
            _ERROR, _pointless,
            "The ledger knows the place, and nobody has published a point for it that may be used.",
            "{rows} at a place whose point the ledger does not know.",
            "Add coordinates of your own.",
            "The ledger has no point for this place.",
        ),
        "no_geometry": Rule(
            _ERROR, _no_geometry,
            "A feature without a shape is in the table and not on the map.",
            "{rows} without a geometry, or with an empty one.",
            "Give them a shape, or take them as missing.",
            "It has no geometry, or an empty one.",
        ),
        "broken_geometry": Rule(
            _ERROR, _lost,
            "A line of one point or an area without inside cannot be drawn.",
            "{rows} with a geometry of which nothing was left when it was mended.",
            "Draw it again.",
            "Nothing was left of its geometry: a line of one point, or an area without inside.",
        ),
        "unreadable_days": Rule(
            _ERROR, _day_rule("unreadable_days"),
            "A row that loses its day is in the picture of every day.",
            "{rows} with a day that cannot be read.",
            "Write days as 2024-11-20, and leave the cell empty where no day is known.",
            "The text of its day is no day.",
        ),
        "impossible_days": Rule(
            _ERROR, _day_rule("impossible_days"),
            "30 February is a slip of the keyboard; so is a day before 1900.",
            "{rows} with a day that is not in the calendar, or before 1900, or after 2100.",
            "Correct the day.",
            "Its day is not in the calendar, or before 1900, or after 2100.",
        ),
        "burmese_era": Rule(
            _ERROR, _day_rule("burmese_era"),
            "1386 of the Burmese era began in April 2024; read as a year of our era it lies in the Middle Ages.",
            "{rows} with a year such as 1386, which is a year of the Burmese era.",
            "Write the day of the western calendar: the year begins in April, so that adding 638 is not enough.",
            "Its year is one of the Burmese era.",
        ),
        "backward_days": Rule(
            _ERROR, _day_rule("backward_days"),
            "What ends before it begins is on no day.",
            "{rows} whose last day lies before the first.",
            "Exchange or correct the days.",
            "Its last day lies before its first.",
        ),
        "damaged_days": Rule(
            _WARNING, _damaged,
            "A spreadsheet that saved times in place of days has lost them.",
            "The column {column!r} holds hardly any day. {instead}",
            "Take the file from its source again, and do not save it in a spreadsheet.",
        ),
        "mixed_day_order": Rule(
            _WARNING, _both_orders,
            "Where some days are written 25/11 and others 11/25, those up to the twelfth may be either.",
            "Some days are written day first and others month first.",
            "Write all days as 2024-11-20.",
        ),
        "future_days": Rule(
            _WARNING, _future,
            "What has not happened yet is announced or mistyped.",
            "{rows} with a day after today, {today}.",
            "Correct the year, or keep what is planned in a file of its own.",
        ),
        "first_of_year": Rule(
            _WARNING, lambda draft: _forced(draft, of_year=True),
            "Who knows the year alone writes 1 January, and a chart then shows a wave that never was.",
            "{rows} on 1 January: {share} of those with a day.",
            "Write the year alone where no more is known: it is then shown as a year.",
        ),
        "first_of_month": Rule(
            _WARNING, lambda draft: _forced(draft, of_year=False),
            "Who knows the month alone writes its first day.",
            "{rows} on the first of a month: {share} of those with a day.",
            "Write year and month alone where no more is known, such as 2024-11.",
        ),
        "days_by_zone": Rule(
            _NOTE, _crossing,
            "An hour of the night is another day in London, in Myanmar and in China.",
            "{rows} with a time that falls on another day in UTC, in Myanmar (+06:30) or in China (+08:00). "
            "Days are counted in Myanmar time.",
            "Compare daily counts with those of others only where they count in the same zone.",
        ),
        "loose_days": Rule(
            _NOTE, _loose,
            "A year or a month is no day: it is shown as all of its days.",
            "{rows} with a year, a month or a span in place of a day.",
        ),
        "undated": Rule(
            _NOTE, _undated,
            "A row without a day is in no window.",
            "{rows} without a day: they are on the map, and in no window of days.",
        ),
        "crs_assumed": Rule(
            _WARNING, _crs_assumed,
            "Degrees of an old datum look like those of WGS 84 and lie some hundred metres off.",
            "The file does not say in which coordinate system it is: its degrees are taken as WGS 84.",
            "Set crs, such as EPSG:4239 for Indian 1954, where it is another one.",
        ),
        "datum_moved": Rule(
            _NOTE, _datum,
            "A change of datum is a calculation with an error of its own.",
            "The coordinates are in {crs}; turning them to WGS 84 moved them by about {metres} m.",
        ),
        "moved_back": Rule(
            _NOTE, _moved_back,
            "Points that were moved are no longer those of the file.",
            "As you said, all coordinates were moved back from {shift} to WGS 84.",
        ),
        "shifted_china": Rule(
            _WARNING, _shift_rule("gcj02", "bd09"),
            "Maps of China publish points some hundred metres off; here that is the other bank of a border river.",
            "The points look shifted as {shift} shifts them: they lie about {off} m from {places} that the rows "
            "name, and {left} m once the shift is taken back.",
            "Set shift to {answer} to move them back; nothing was moved.",
        ),
        "shifted_indian": Rule(
            _WARNING, _shift_rule("indian"),
            "Old sheets of the Survey of India lie about 340 m from WGS 84 here.",
            "The points look like degrees of {shift}: they lie about {off} m from {places} that the rows name, "
            "and {left} m once the datum is changed.",
            "Set crs to EPSG:4239 to turn them to WGS 84; nothing was moved.",
        ),
        "shifted_unclear": Rule(
            _WARNING, _shift_rule("unclear"),
            "Two datums may explain the same shift.",
            "The points lie about {off} m from {places} that the rows name. A Chinese map datum and the old Indian "
            "datum both would explain it.",
            "Ask who made the file which map they took the points from; nothing was moved.",
        ),
        "outside_myanmar": Rule(
            _NOTE, _outside,
            "A point far away is often a lost sign or an exchanged pair.",
            "{rows} outside Myanmar.",
        ),
        "whole_degrees": Rule(
            _WARNING, _whole_degrees,
            "A whole degree is an area of a hundred kilometres, not a point.",
            "{rows} at whole degrees.",
            "Take these as no better than a state or a district.",
        ),
        "few_decimals": Rule(
            _WARNING, _few_decimals,
            "One decimal of a degree is about ten kilometres.",
            "{rows} with one decimal of a degree.",
            "Take these as no better than a township.",
        ),
        "crowded_points": Rule(
            _WARNING, _crowded,
            "Many events on one point usually share what was known, a town or township, not a place.",
            "{rows} lie on {spots}: one point for many.",
            "Ask what the point stands for before you read a cluster in it.",
        ),
        "centroids": Rule(
            _WARNING, _centroids,
            "The middle of a district stands for all of it: nothing happened there.",
            "{rows} at the middle of a township, district, state or the country.",
            "They are drawn as known to the area only.",
        ),
        "imprecise_positions": Rule(
            _NOTE, _imprecise,
            "The source itself says that these points stand for an area.",
            "{rows} whose position is known to an area only, as {column} says.",
            "They are drawn as known to the area only.",
        ),
        "by_place": Rule(
            _NOTE, _by_place,
            "A place's point is not where something happened.",
            "{rows} drawn at the point of the place that they name.",
        ),
        "repaired_geometry": Rule(
            _WARNING, _repaired,
            "An area that crosses itself has no one meaning: what is drawn is an interpretation.",
            "{rows} with a geometry that was not valid and was mended; its area was {before} km² and is {after} km².",
            "Compare the mended shapes with the source.",
        ),
        "antimeridian": Rule(
            _NOTE, _antimeridian,
            "A shape across the 180th meridian is else drawn as a band around the whole earth.",
            "{rows} across the 180th meridian, cut there.",
        ),
        "wrong_winding": Rule(
            _NOTE, _wound,
            "GeoJSON asks for outer rings that run anticlockwise; some programs take the rest of the earth otherwise.",
            "{rows} with rings that run the wrong way; they were turned.",
        ),
        "mixed_types": Rule(
            _NOTE, _mixed_types,
            "Counts of points, lines and areas together are counts of nothing.",
            "The file mixes kinds of geometry: {kinds}.",
        ),
        "duplicates": Rule(
            _WARNING, _duplicates,
            "A row twice counts twice.",
            "{rows} repeat another in geometry, day and every value.",
            "Take them out, unless each is an event of its own.",
        ),
        "zawgyi": Rule(
            _WARNING, _zawgyi,
            "Zawgyi has other signs under the same codes: no search finds it, and no name matches.",
            "{cells} in Zawgyi, not in Unicode.",
            "{how}",
        ),
        "zawgyi_converted": Rule(
            _NOTE, _converted,
            "The conversion is a guess for each cell.",
            "As you said, {cells} were turned from Zawgyi into Unicode.",
        ),
        "foreign_digits": Rule(
            _NOTE, _digits,
            "Most programs lose Burmese digits without a word.",
            "{rows} with Burmese or full-width digits, read as the numbers that they are.",
        ),
        "pcodes": Rule(
            _WARNING, _codes,
            "A spreadsheet takes a P-code for a number and cuts its zeros: it then names nothing, or another place.",
            "{rows} with a P-code that became a number or lost its zeros ({columns}).",
            "Take the codes from the source again as text; MMR and three, six or nine digits.",
        ),
        "overlaps": Rule(
            _WARNING, _overlaps,
            "A place has one holder at a time, unless the rows say that it is shared.",
            "{rows} give a place two holders on the same days.",
            "Correct the days, or say that they hold it together.",
        ),
        "no_source": Rule(
            _WARNING, _sourceless,
            "What nobody is named for cannot be checked.",
            "{rows} without a source ({column}).",
            "Name who says so.",
        ),
        "other_actors": Rule(
            _NOTE, _strange_actors,
            "A name that is mapped wrongly gives one actor's deeds to another.",
            "{rows} with {names} of actors that are none of the ledger's: they stay themselves.",
            "Add the names that you know to the table of actors.",
        ),
        "sensitive": Rule(
            _WARNING, _sensitive,
            "An exact point of a camp or a person can cost lives once it is public.",
            "{rows} with an exact position beside what looks like camps, displaced people or persons ({columns}).",
            "Do not publish them: round the positions to a township and take the column out.",
        ),
        "known_kind": Rule(
            _NOTE, _known,
            "A known kind of table brings its own codes and terms.",
            "This is {title}.{terms}",
        ),
        "not_shared": Rule(
            _WARNING, _not_shared,
            "The terms of the source bind whoever passes its rows on.",
            "{rows} that may not be passed on: {title} enters no export and no briefing's data file.",
            "Publish counts and maps with the attribution, never the rows.",
        ),
        "no_header": Rule(
            _NOTE, _no_header,
            "A file without a header loses its first row to most programs.",
            "The file has no line of names; they were taken from {title}, and its first line is a row.",
        ),
        HXL: Rule(
            _NOTE, _tags,
            "A row of tags is no event.",
            "The row of HXL tags says what the columns mean; it is no row of data.",
        ),
    }
)  # fmt: skip
"""Every rule by its name, those that set rows aside first."""
