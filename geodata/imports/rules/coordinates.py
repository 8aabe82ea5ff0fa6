"""Coordinates that may mislead: assumed, coarse, crowded, or the middle of an area."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from geodata.catalog import Catalog
from geodata.errors import how_many
from geodata.imports.draft import Draft, Found
from geodata.imports.layer import cleaned
from geodata.imports.mending import Mask
from geodata.imports.positions import MYANMAR, WGS84
from geodata.imports.rules.counted import AT, counted, examples_of
from geodata.vocab import Precision


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
    return counted(mask, examples_of(draft, mask, *AT))


def whole_degrees(draft: Draft) -> Found | None:
    """Find points at whole degrees."""
    mask = draft.points & (draft.x == np.round(draft.x)) & (draft.y == np.round(draft.y))
    mask &= ~((draft.x == 0) & (draft.y == 0))
    return counted(mask, examples_of(draft, mask, *AT))


def few_decimals(draft: Draft) -> Found | None:
    """Find points at tenths of a degree."""
    if draft.positions.crs != WGS84 or draft.positions.shifted_back:
        return None
    whole = (draft.x == np.round(draft.x)) & (draft.y == np.round(draft.y))
    mask = draft.points & (draft.x == np.round(draft.x, 1)) & (draft.y == np.round(draft.y, 1)) & ~whole
    return counted(mask, examples_of(draft, mask, *AT))


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
    return counted(mask, [f"{most} rows at {example.imag:g}, {example.real:g}"], spots=spots)


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
    return counted(mask, names)


def imprecise(draft: Draft) -> Found | None:
    """Find rows whose source says that their point stands for an area."""
    known = draft.kind.known
    if known is None or known.precision is None:
        return None
    mask = ~draft.precise & draft.points
    return counted(mask, column=known.precision[0])


def by_place(draft: Draft) -> Found | None:
    """Find rows that are drawn at the point of the place that they name."""
    drawn = ~shapely.is_missing(draft.positions.shapes)
    return counted(drawn) if draft.positions.way == "place" else None


def unused(draft: Draft) -> Found | None:
    """Find columns that look like coordinates and are not used."""
    if not draft.like_positions:
        return None
    columns = ", ".join(cleaned(name, 40) for name in draft.like_positions)
    return Found(len(draft.like_positions), None, {"columns": columns})
