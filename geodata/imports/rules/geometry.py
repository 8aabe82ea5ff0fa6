"""Shapes that were repaired, wound wrong, cut, or are there twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.imports.draft import Draft, Found
from geodata.imports.rules.counted import AT, counted, examples_of


def repaired(draft: Draft) -> Found | None:
    """Find geometry that was mended, with the area before and after."""
    if draft.mended is None:
        return None
    areas = draft.mended.areas
    before, after = (sum(pair[i] for pair in areas.values()) for i in (0, 1))
    numbers = draft.kind.table.rows
    most = sorted(areas, key=lambda i: -abs(areas[i][1] - areas[i][0]))[:3]
    shown = [f"row {numbers[i]}: {areas[i][0]:.2f} km² became {areas[i][1]:.2f} km²" for i in most]
    return counted(draft.mended.invalid, shown, before=f"{before:.2f}", after=f"{after:.2f}")


def wound(draft: Draft) -> Found | None:
    """Find rings that run against RFC 7946, in files that it rules."""
    if draft.mended is None or draft.kind.table.format not in ("geojson", "topojson"):
        return None
    return counted(draft.mended.wound)


def antimeridian(draft: Draft) -> Found | None:
    """Find shapes that were cut at the 180th meridian."""
    return counted(draft.mended.cut) if draft.mended else None


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
    return counted(mask, examples_of(draft, mask, *AT, "first"))


def _still_same(
    rows: npt.NDArray[Any], codes: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    if not len(rows):
        return rows, codes
    _, of_code, counts = np.unique(codes, return_inverse=True, return_counts=True)
    shared = counts[of_code] > 1
    return rows[shared], codes[shared]
