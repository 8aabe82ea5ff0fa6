"""Cells of H3 as shapes: their outlines, their middles, and the larger cells that they lie in."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from geodata.events.asked import Cube

Cells = npt.NDArray[np.uint64]


def cells_of(cube: Cube) -> Cells:
    """Return the different cells of a cube, in order."""
    return np.asarray(cube.words("cell"), np.uint64)


def parents(cells: Cells, resolution: int) -> Cells:
    """Return the cell of a coarser resolution, or the same, in which the middle of each cell lies."""
    from h3ronpy import change_resolution

    return np.asarray(pa.array(change_resolution(pa.array(cells, pa.uint64()), resolution)), np.uint64)


def outlines(cells: Cells) -> npt.NDArray[Any]:
    """Return the hexagon of each cell; a few cells of the earth have five corners. WGS 84."""
    from h3ronpy.vector import cells_to_wkb_polygons

    wkb = pa.array(cells_to_wkb_polygons(pa.array(cells, pa.uint64())))
    return np.asarray(shapely.from_wkb(wkb.to_pylist()), dtype=object)


def middles(cells: Cells) -> npt.NDArray[Any]:
    """Return the middle of each cell as a point. WGS 84."""
    from h3ronpy.vector import cells_to_coordinates

    found = pa.record_batch(cells_to_coordinates(pa.array(cells, pa.uint64())))
    return np.asarray(shapely.points(*(np.asarray(found.column(name)) for name in ("lng", "lat"))), object)
