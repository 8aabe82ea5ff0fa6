"""Which row of a reader's own file a click on the map means, and what the row says.

The browser knows no value of the file: it tells the number of what was clicked, in the order of `points_of`
or `shapes_of`, and here the row is found. What it tells is foreign: what is none of the layer's is ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.answer.own import Own
from geodata.imports.layer import cleaned

_MISSING = -1
"""Shapely's number for the type of no geometry."""

_CELLS = 30
"""Cells of a row that are shown at most."""

# -- What is drawn ---------------------------------------------------------------------------------


def points_of(own: Own) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Return the points that are drawn, and of which row each is: all points of a row of several."""
    shapes = np.asarray(own.layer.shapes, dtype=object)
    several = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT
    plain = np.flatnonzero(~several & np.isfinite(own.points).all(axis=1))
    found, of = shapely.get_coordinates(shapes[several], return_index=True)
    numbers = np.concatenate((plain, np.flatnonzero(several)[of]))
    return np.concatenate((own.points[plain], found)), numbers


def shapes_of(own: Own) -> Iterator[tuple[int, BaseGeometry]]:
    """Yield the lines and areas with the number of their row; parts of a mixed shape one by one."""
    flat = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)
    shapes = np.asarray(own.layer.shapes, dtype=object)
    drawn = ~(shapely.is_empty(shapes) | np.isin(shapely.get_type_id(shapes), (*flat, _MISSING)))
    for at in map(int, np.flatnonzero(drawn)):
        shape = shapes[at]
        mixed_up = shape.geom_type == "GeometryCollection"
        for part in shapely.get_parts(shape) if mixed_up else (shape,):
            if shapely.get_type_id(part) not in flat:
                yield at, part


def edition(own: Own) -> str:
    """Return what changes once a file is read otherwise: its points and shapes have other numbers then."""
    return own.layer.hash[:12]


# -- What was clicked ------------------------------------------------------------------------------


class Drawn(StrEnum):
    """As what a row is on the map: a point, also that of a line or area, or the line or area itself."""

    POINT = "point"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class Pick:
    """What was clicked: the layer with its `edition`, as what it is drawn, its number among those from 0."""

    layer: str
    edition: str
    drawn: Drawn
    number: int


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row of a layer: the layer with its `edition`, and which of its rows it is, from 0."""

    layer: str
    edition: str
    at: int


def rows_at(own: Own, pick: Pick, first: date, last: date) -> list[int]:
    """Return the rows at the spot that was clicked, that of the pick before all others; empty for none.

    Where a point was clicked, these are all rows of the layer with a point at the same place (five decimals,
    as the map has them) that are drawn on some day of `[first, last]`, both in it.

    Args:
        own: The layer that the pick names.
        pick: What was clicked; of another edition of the layer it counts as nothing.
        first: The first day that the map showed.
        last: The last of them.
    """
    if (pick.layer, pick.edition) != (own.id, edition(own)) or pick.number < 0:
        return []
    if pick.drawn is Drawn.SHAPE:
        return next(([at] for number, (at, _) in enumerate(shapes_of(own)) if number == pick.number), [])
    points, numbers = points_of(own)
    if pick.number >= len(numbers):
        return []
    spots = np.round(points, 5)
    same = (spots == spots[pick.number]).all(axis=1) & own.shown(first, last)[numbers]
    return list(dict.fromkeys(map(int, (numbers[pick.number], *numbers[same]))))


def refs_of(owns: Sequence[Own], picks: Sequence[Pick], first: date, last: date) -> tuple[RowRef, ...]:
    """Return the rows at the spot that was clicked, of all layers, each once, that on top first."""
    layers = {own.id: own for own in owns}
    return tuple(
        dict.fromkeys(
            RowRef(pick.layer, pick.edition, at)
            for pick in picks
            if pick.layer in layers
            for at in rows_at(layers[pick.layer], pick, first, last)
        )
    )


# -- What it says ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the reader's own file, for the screen; every text of it is foreign and `cleaned`.

    Attributes:
        title: What the reader calls the layer.
        number: The number of the row in the file.
        first, last: Its first and last possible day, None where the file says none.
        precise: Whether its position is as precise as it looks: false for a township's.
        cells: Its filled cells with the names of their columns, the first thirty.
        more: How many further cells are filled.
    """

    title: str
    number: int
    first: date | None
    last: date | None
    precise: bool
    cells: tuple[tuple[str, str], ...]
    more: int


def row_of(owns: Sequence[Own], ref: RowRef) -> Row | None:
    """Return what a row says; None where its layer is not shown any more, or was read otherwise since."""
    own = next((own for own in owns if (own.id, edition(own)) == (ref.layer, ref.edition)), None)
    if own is None or not 0 <= ref.at < len(own.layer.rows):
        return None
    layer, at = own.layer, ref.at
    filled = [(name, text) for name, cells in layer.columns.items() if (text := cells[at])]
    shown = ((cleaned(name, 60), cleaned(text)) for name, text in filled[:_CELLS])
    return Row(
        title=own.title,
        number=int(layer.rows[at]),
        first=layer.first[at],
        last=layer.last[at],
        precise=bool(layer.precise[at]),
        cells=tuple(shown),
        more=max(len(filled) - _CELLS, 0),
    )
