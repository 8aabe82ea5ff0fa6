"""What the rules of honesty look for: one function a rule, over a whole draft at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from geodata.catalog import Catalog
from geodata.dates import show_day
from geodata.errors import how_many
from geodata.imports import celltexts, datums
from geodata.imports.columns import EXCLUSIVE
from geodata.imports.draft import Draft, Found
from geodata.imports.known import HXL
from geodata.imports.layer import cleaned
from geodata.imports.mending import Mask
from geodata.imports.positions import MYANMAR, WGS84
from geodata.vocab import Precision

_GEOD = pyproj.Geod(ellps="WGS84")


def _rows(mask: Mask, examples: Iterable[object] = (), **words: str) -> Found | None:
    count = int(np.count_nonzero(mask))
    return Found(count, mask, words, celltexts.examples(examples)) if count else None


def _some(draft: Draft, mask: Mask, *roles: str) -> list[str]:
    """Return the cells of the first rows of a mask, with their numbers."""
    numbers = draft.kind.table.rows
    return [f"row {numbers[i]}: {draft.values(int(i), *roles)}" for i in np.flatnonzero(mask)[:3]]


_AT = ("lon", "lat", "point", "wkt", "place")

# -- Rows that cannot be drawn ---------------------------------------------------------------------


def no_columns(draft: Draft) -> Found | None:
    """Find every row, where nothing in the file says where it lies."""
    if draft.positions.way or not draft.number:
        return None
    names = [cleaned(name, 40) for name in draft.cells]
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return Found(draft.number, np.ones(draft.number, dtype=bool), {"columns": shown or "none"})


def no_coordinates(draft: Draft) -> Found | None:
    """Find rows whose cells for the position are empty."""
    return _rows(draft.positions.empty, _some(draft, draft.positions.empty, *_AT))


def unread(draft: Draft) -> Found | None:
    """Find rows whose text for the position is no coordinate."""
    return _rows(draft.positions.unread, _some(draft, draft.positions.unread, *_AT))


def null_island(draft: Draft) -> Found | None:
    """Find rows of a table at 0, 0; in a file of geometry such a point may be meant."""
    if draft.positions.way in ("geometry", "place"):
        return None
    return _rows((draft.x == 0) & (draft.y == 0))


def mixed_crs(draft: Draft) -> Found | None:
    """Find rows in degrees among metres, or the reverse."""
    return _rows(draft.positions.mixed, _some(draft, draft.positions.mixed, *_AT), crs=draft.positions.crs)


def impossible(draft: Draft) -> Found | None:
    """Find rows with coordinates that are no place."""
    if draft.mended is None:
        return None
    return _rows(draft.mended.outside, _some(draft, draft.mended.outside, *_AT))


def unmatched(draft: Draft) -> Found | None:
    """Find rows that name no place of the ledger."""
    if draft.positions.way != "place":
        return None
    mask = draft.positions.unmatched
    return _rows(mask, (draft.cells[draft.roles["place"]][i] for i in np.flatnonzero(mask)))


def several(draft: Draft) -> Found | None:
    """Find rows whose place may be several."""
    if draft.positions.way != "place":
        return None
    mask = draft.positions.several
    return _rows(mask, (draft.cells[draft.roles["place"]][i] for i in np.flatnonzero(mask)))


def pointless(draft: Draft) -> Found | None:
    """Find rows at a place of the ledger that has no point."""
    if draft.positions.way != "place":
        return None
    mask = shapely.is_missing(draft.positions.shapes) & (draft.positions.places != "")
    return _rows(mask, (draft.cells[draft.roles["place"]][i] for i in np.flatnonzero(mask)))


def no_geometry(draft: Draft) -> Found | None:
    """Find rows without a geometry, or with an empty one."""
    if draft.mended is None or draft.positions.way not in ("geometry", "wkt"):
        return None
    told = draft.positions.empty | draft.positions.unread | draft.positions.mixed
    return _rows(draft.mended.missing & ~told)


def lost(draft: Draft) -> Found | None:
    """Find rows of whose geometry nothing was left."""
    return _rows(draft.mended.lost) if draft.mended else None


def day_rule(problem: str) -> Callable[[Draft], Found | None]:
    """Return the rule for rows whose days have this problem."""

    def look(draft: Draft) -> Found | None:
        mask = draft.day_problems == problem
        return _rows(mask, _some(draft, mask, "first", "last"))

    return look


# -- What may mislead: days ------------------------------------------------------------------------


def damaged(draft: Draft) -> Found | None:
    """Find a column of days that holds hardly any."""
    if not draft.damaged:
        return None
    column = draft.found(draft.damaged)
    words = {"column": cleaned(draft.damaged, 60), "instead": "The rows are drawn without a day."}
    if draft.roles.get("first"):
        words["instead"] = f"The column {cleaned(draft.roles['first'], 60)!r} is used instead."
    return Found(int(column.filled.sum()), None, words, celltexts.examples(column.texts))


def both_orders(draft: Draft) -> Found | None:
    """Tell whether some days have the day first and others the month."""
    return Found(1) if len(draft.orders) > 1 else None


def future(draft: Draft) -> Found | None:
    """Find days after today."""
    start = np.where(np.isnat(draft.first), draft.last, draft.first)
    mask = start > np.datetime64(draft.today)
    return _rows(mask, _some(draft, mask, "first", "last"), today=show_day(draft.today))


def forced(draft: Draft, of_year: bool) -> Found | None:
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


def crossing(draft: Draft) -> Found | None:
    """Find times that fall on different days in UTC, Myanmar and China."""
    return _rows(draft.crossing, _some(draft, draft.crossing, "first", "last"))


def loose(draft: Draft) -> Found | None:
    """Find years, months and spans in place of days."""
    return _rows(draft.loose, _some(draft, draft.loose, "first", "last"))


def undated(draft: Draft) -> Found | None:
    """Find rows without a day, where others have one."""
    if "first" not in draft.roles and "last" not in draft.roles:
        return None
    return _rows(~draft.dated & (draft.day_problems == ""))


# -- What may mislead: coordinates -----------------------------------------------------------------


def crs_assumed(draft: Draft) -> Found | None:
    """Tell whether the coordinate system was taken for granted."""
    return Found(draft.number) if draft.positions.assumed else None


def datum(draft: Draft) -> Found | None:
    """Tell by how much a change of datum moved the rows."""
    metres = draft.positions.datum_metres
    return (
        Found(draft.number, None, {"crs": draft.positions.crs, "metres": f"{metres:.0f}"}) if metres else None
    )


def moved_back(draft: Draft) -> Found | None:
    """Tell that the rows were moved back, as the reader said."""
    shift = draft.positions.shifted_back
    return Found(draft.number, None, {"shift": shift.upper()}) if shift else None


def outside(draft: Draft) -> Found | None:
    """Find points outside Myanmar."""
    west, south, east, north = MYANMAR
    mask = draft.points & ~((draft.x >= west) & (draft.x <= east) & (draft.y >= south) & (draft.y <= north))
    return _rows(mask, _some(draft, mask, *_AT))


def whole_degrees(draft: Draft) -> Found | None:
    """Find points at whole degrees."""
    mask = draft.points & (draft.x == np.round(draft.x)) & (draft.y == np.round(draft.y))
    mask &= ~((draft.x == 0) & (draft.y == 0))
    return _rows(mask, _some(draft, mask, *_AT))


def few_decimals(draft: Draft) -> Found | None:
    """Find points at tenths of a degree."""
    if draft.positions.crs != WGS84 or draft.positions.shifted_back:
        return None
    whole = (draft.x == np.round(draft.x)) & (draft.y == np.round(draft.y))
    mask = draft.points & (draft.x == np.round(draft.x, 1)) & (draft.y == np.round(draft.y, 1)) & ~whole
    return _rows(mask, _some(draft, mask, *_AT))


def crowded(draft: Draft) -> Found | None:
    """Find points that many rows share."""
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


def at_centres(
    catalog: Catalog, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> tuple[Mask, list[str]]:
    """Tell which points are the middle of a township, district, state or country, with the names of these."""
    mask = np.zeros(len(x), dtype=bool)
    points, names = _centres(catalog)
    there = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(points) or not len(there):
        return mask, []
    # Only what lies in a cell of a hundredth of a degree beside one of them is measured.
    around = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    cells = (np.floor(points * 100)[:, None, :] + around).reshape(-1, 2)
    keys = np.floor(x[there] * 100) * 100_000 + np.floor(y[there] * 100)
    near = there[np.isin(keys, cells[:, 0] * 100_000 + cells[:, 1])]
    away = np.hypot(x[near][:, None] - points[:, 0], y[near][:, None] - points[:, 1])
    hits = (away <= _NEAR_CENTRE).any(axis=1) if len(near) else np.zeros(0, dtype=bool)
    mask[near[hits]] = True
    which = away[hits].argmin(axis=1) if hits.any() else np.zeros(0, dtype=int)
    return mask, [names[each] for each in dict.fromkeys(which.tolist())]


def centroids(draft: Draft) -> Found | None:
    """Find points in the middle of a township, district, state or the country."""
    mask, names = at_centres(draft.catalog, np.where(draft.points, draft.x, np.nan), draft.y)
    return _rows(mask, names)


def imprecise(draft: Draft) -> Found | None:
    """Find rows whose source says that their point stands for an area."""
    known = draft.kind.known
    if known is None or known.precision is None:
        return None
    mask = ~draft.precise & draft.points
    return _rows(mask, column=known.precision[0])


def by_place(draft: Draft) -> Found | None:
    """Find rows that are drawn at the point of the place that they name."""
    drawn = ~shapely.is_missing(draft.positions.shapes)
    return _rows(drawn) if draft.positions.way == "place" else None


# -- What may mislead: datums ----------------------------------------------------------------------

_CLOSE = 1500.0
"""Metres: a point further from the place that its row names is somewhere else."""
_SHIFTED_FROM = 150.0
_WELL = 0.5


def residuals(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
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


def shift_rule(*datum: str) -> Callable[[Draft], Found | None]:
    """Return the rule for points that look shifted by one of these datums."""

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


def repaired(draft: Draft) -> Found | None:
    """Find geometry that was mended, with the area before and after."""
    if draft.mended is None:
        return None
    areas = draft.mended.areas
    before, after = (sum(pair[i] for pair in areas.values()) for i in (0, 1))
    numbers = draft.kind.table.rows
    most = sorted(areas, key=lambda i: -abs(areas[i][1] - areas[i][0]))[:3]
    shown = [f"row {numbers[i]}: {areas[i][0]:.2f} km² became {areas[i][1]:.2f} km²" for i in most]
    return _rows(draft.mended.invalid, shown, before=f"{before:.2f}", after=f"{after:.2f}")


def wound(draft: Draft) -> Found | None:
    """Find rings that run against RFC 7946, in files that it rules."""
    if draft.mended is None or draft.kind.table.format not in ("geojson", "topojson"):
        return None
    return _rows(draft.mended.wound)


def antimeridian(draft: Draft) -> Found | None:
    """Find shapes that were cut at the 180th meridian."""
    return _rows(draft.mended.cut) if draft.mended else None


def mixed_types(draft: Draft) -> Found | None:
    """Tell whether points, lines and areas are mixed."""
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


def duplicates(draft: Draft) -> Found | None:
    """Find rows that are the same in geometry, day and every cell as one before them."""
    shapes = draft.mended.shapes if draft.mended else draft.positions.shapes
    if np.isfinite(draft.x).all():
        keys = np.unique(draft.x + 1j * draft.y, return_inverse=True)[1]
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


def _still_same(
    rows: npt.NDArray[Any], codes: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    if not len(rows):
        return rows, codes
    _, of_code, counts = np.unique(codes, return_inverse=True, return_counts=True)
    shared = counts[of_code] > 1
    return rows[shared], codes[shared]


# -- What may mislead: texts -----------------------------------------------------------------------


def zawgyi(draft: Draft) -> Found | None:
    """Tell how many cells are in Zawgyi."""
    if not draft.zawgyi or draft.converted:
        return None
    how = (
        "Set zawgyi to true to turn it into Unicode."
        if draft.converted is not None
        else "It cannot be turned into Unicode here: ICU is not installed (PyICU-binary). Convert it first."
    )
    cells = how_many(draft.zawgyi, "cell")
    return Found(draft.zawgyi, None, {"cells": cells, "how": how}, draft.zawgyi_examples)


def converted(draft: Draft) -> Found | None:
    """Tell how many cells were turned from Zawgyi into Unicode."""
    if not draft.converted:
        return None
    return Found(draft.converted, None, {"cells": how_many(draft.converted, "cell")}, draft.zawgyi_examples)


def digits(draft: Draft) -> Found | None:
    """Find days and coordinates in Burmese or full-width digits."""
    mask = draft.positions.foreign_digits.copy()
    for role in ("first", "last"):
        if role in draft.roles:
            column = draft.found(draft.roles[role])
            if not celltexts.all_ascii(column.texts):
                foreign = np.array([celltexts.has_foreign_digits(each) for each in column.texts], dtype=bool)
                mask |= column.spread(foreign, False)
    return _rows(mask, _some(draft, mask, *_AT, "first"))


_CODE_COLUMN = re.compile(r"(?:^|_)p_?codes?$|pcode|(?:^|_)adm(?:in)?\d_code$")
_CODE = re.compile(r"MMR(?:(?:\d{3}){1,4}|\d{3}D\d{3})|\d{6}", re.ASCII)
_CODE_LIKE = re.compile(r"(?:MMR)?\d{1,15}(?:\.0+)?", re.ASCII | re.IGNORECASE)


def codes(draft: Draft) -> Found | None:
    """Find P-codes that became numbers or lost zeros."""
    mask = np.zeros(draft.number, dtype=bool)
    shown: list[str] = []
    columns: list[str] = []
    for name in draft.cells:
        if not _CODE_COLUMN.search(celltexts.key(name)):
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


def overlaps(draft: Draft) -> Found | None:
    """Find rows whose place has another holder on some of the same days."""
    if not {"place", "actor", "first", "last"} <= draft.roles.keys():
        return None
    column = draft.cells[draft.roles["actor"]]
    who = np.where(draft.actors == "", column, draft.actors)
    where = draft.cells[draft.roles["place"]]
    use = ~np.isnat(draft.first) & ~np.isnat(draft.last) & ~pd.isna(who) & ~pd.isna(where)
    if draft.kind.shape == "claims":
        by_key = {celltexts.key(name): column for name, column in draft.cells.items()}
        use &= (by_key["dimension"] == "control") & (by_key["stance"] == "asserts")
        if "share" in by_key:
            use &= ~np.isin(by_key["share"].astype(str), ["joint", "contested"])
    elif celltexts.key(draft.roles["actor"]) not in EXCLUSIVE:
        return None
    index = np.flatnonzero(use)
    if len(index) < 2:
        return None
    frame = pd.DataFrame(
        {
            "row": index,
            "place": [celltexts.key(str(each)) for each in where[index]],
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


def sourceless(draft: Draft) -> Found | None:
    """Find rows without a source."""
    if "source" not in draft.roles:
        return None
    return _rows(~draft.found(draft.roles["source"]).filled, column=cleaned(draft.roles["source"], 60))


def strange_actors(draft: Draft) -> Found | None:
    """Find names of actors that are none of the ledger's."""
    if "actor" not in draft.roles or draft.kind.shape == "claims":
        return None
    column = draft.found(draft.roles["actor"])
    mask = column.filled & (draft.actors == "")
    names = dict.fromkeys(draft.cells[draft.roles["actor"]][i] for i in np.flatnonzero(mask))
    return _rows(mask, names, names=how_many(len(names), "name"))


_PRIVATE_WORDS = """
idp idps camp camps shelter shelters refugee refugees displaced phone phones mobile telephone tel contact
passport nrc victim victims witness informant household beneficiary beneficiaries email surname fullname
"""
_PRIVATE_NAMES = frozenset(_PRIVATE_WORDS.split())
_PRIVATE_PARTS = (
    *("full_name", "first_name", "last_name", "person_name", "name_of_person", "phone"),
    *("ဖုန်း", "ဒုက္ခသည်", "စစ်ဘေးရှောင်", "电话", "难民", "营地", "姓名"),
)
_PRIVATE = re.compile(
    r"\bidps?\b|\bdisplaced\b|\brefugees?\b|\bshelters?\b|စစ်ဘေးရှောင်|ဒုက္ခသည်|难民"
    r"|(?<!\d)(?:\+?95[\s-]?9|09)(?:[\s-]?\d){7,9}(?!\d)",
    re.IGNORECASE,
)
_LOOKED_THROUGH = 20_000
_SHORT = 60


def sensitive(draft: Draft) -> Found | None:
    """Find exact positions beside camps, displaced people, or persons."""
    mask = np.zeros(draft.number, dtype=bool)
    columns: list[str] = []
    at = draft.points & draft.precise
    if not at.any():
        return None
    published = draft.kind.known is not None and bool(draft.kind.known.licence)
    for name, column in draft.cells.items():
        name_key = celltexts.key(name)
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


def known(draft: Draft) -> Found | None:
    """Tell which known kind of table this is."""
    known = draft.kind.known
    if known is None:
        return None
    return Found(
        draft.number, None, {"title": known.title, "terms": f" {known.licence}" if known.licence else ""}
    )


def not_shared(draft: Draft) -> Found | None:
    """Tell that the rows may not be passed on."""
    known = draft.kind.known
    return Found(draft.number, None, {"title": known.title}) if known and not known.shareable else None


def no_header(draft: Draft) -> Found | None:
    """Tell that the header was supplied."""
    if not draft.kind.headerless or draft.kind.known is None:
        return None
    return Found(1, None, {"title": draft.kind.known.title})


def tags(draft: Draft) -> Found | None:
    """Tell that a row of tags was taken out."""
    rows = sum(each.rule == HXL for each in draft.kind.table.set_aside)
    return Found(rows) if rows else None
