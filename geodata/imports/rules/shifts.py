"""Points that look shifted by the datum of a Chinese map or the old Indian one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyproj

from geodata.errors import how_many
from geodata.imports import datums
from geodata.imports.draft import Draft, Found
from geodata.vocab import Precision

_GEOD = pyproj.Geod(ellps="WGS84")


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
