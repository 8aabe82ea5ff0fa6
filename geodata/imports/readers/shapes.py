"""Geometry as files keep it, WKB, into the shapes of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from geodata.imports.layer import Limits, SetAside, Table, cleaned
from geodata.imports.words import ROWS, refused


def from_wkb(table: Table, wkb: Sequence[bytes | None], name: str, limits: Limits) -> Table:
    """Return the table with its shapes; rows whose geometry cannot be read are set aside.

    Args:
        table: The rows, one for each geometry.
        wkb: Geometry of each row, None where it has none.
        name: The file's name, for refusals.
        limits: How many positions there may be.

    Raises:
        Refused: The shapes have more positions than are drawn.
        NotImplementedError: They are curves, which the library of geometry does not know.
    """
    given = np.empty(len(wkb), dtype=object)
    given[:] = list(wkb)
    with np.errstate(invalid="ignore"):  # coordinates that are no numbers are found later, by the linter
        shapes = shapely.from_wkb(given, on_invalid="ignore")
    if int(shapely.get_num_coordinates(shapes).sum()) > limits.vertices:
        raise refused("too_many_vertices", name=name, limit=limits.vertices)
    broken = np.array([one is not None for one in given], dtype=bool) & shapely.is_missing(shapes)
    if not broken.any():
        return replace(table, shapes=shapes)
    aside = [
        SetAside(
            int(table.rows[place]),
            "broken_geometry",
            ROWS["broken_geometry"],
            {column: cleaned(values[place] or "") for column, values in table.columns.items()},
        )
        for place in map(int, np.flatnonzero(broken))
    ]
    return replace(
        table,
        columns={
            column: [value for value, out in zip(values, broken, strict=True) if not out]
            for column, values in table.columns.items()
        },
        rows=table.rows[~broken],
        shapes=shapes[~broken],
        set_aside=(*table.set_aside, *aside),
    )
