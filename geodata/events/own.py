"""Events in a file of the reader's own: what was read and checked already is counted as any archive is.

Its points are those that are drawn of it. Its days are those of the archive; where they cannot be read, those
between which it is drawn, and then the day is known no better than they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import shapely

from geodata.events import archives, cube
from geodata.events.asked import Cube
from geodata.events.ground import Ground
from geodata.events.records import WORD, When
from geodata.events.rows import day_of, events
from geodata.imports.layer import Layer

_FINEST = 7
_MOST = 2_000
"""Cells beyond which they are larger: all of them travel to the browser of this one reader."""
_SPANS = ((1, When.DAY), (7, When.WEEK), (31, When.MONTH))
_WHENS = tuple(When)

Cells = Sequence[str | None]


def kind_of(layer: Layer) -> archives.Archive | None:
    """Return the kind of archive that a reader's layer is of; None where it has no events."""
    if layer.shape in archives.ARCHIVES:
        return archives.ARCHIVES[layer.shape]
    own = archives.ARCHIVES["own"]
    names = {name.casefold() for name in layer.columns}
    return own if {own.first, own.kind, *own.actors, own.where} <= names else None


def cube_of(layer: Layer, ground: Ground) -> Cube:
    """Return the cube of a layer's events.

    Its manifest has what a file of a cube has: rows, rejects, who is to be named, what may be passed on.

    Args:
        layer: One of which `kind_of` knows the kind.
        ground: Who held which ground when.
    """
    kind = kind_of(layer)
    assert kind is not None
    count = len(layer.rows)
    given = {name.casefold(): cells for name, cells in layer.columns.items()}
    named = {name: given[name.casefold()] for name in kind.columns if name.casefold() in given}
    columns = {name: pa.array(list(cells), pa.string()) for name, cells in named.items()}
    points = shapely.centroid(np.asarray(layer.shapes, dtype=object))
    columns[kind.lon], columns[kind.lat] = (
        pa.array(of(points), from_pandas=True) for of in (shapely.get_x, shapely.get_y)
    )
    last = kind.last or "_last"
    columns[kind.first], columns[last] = _days(layer, named.get(kind.first), named.get(kind.last))
    batch = events(columns, count, replace(kind, last=last))
    found = _vaguer(batch.events)
    for resolution in range(_FINEST, 2, -1):
        made = Cube(cube.total([cube.step(found, ground, resolution)]), {})
        if len(made.words("cell")) <= _MOST:
            break
    set_aside = layer.total - count
    rejects = dict(batch.rejects) | ({"set aside when the file was read": set_aside} if set_aside else {})
    manifest = {
        "rows": layer.total,
        "rejects": rejects,
        "policy": ground.policy,
        "ledger": ground.ledger,
        "shareable": layer.shareable and kind.shareable,
        "attribution": [kind.attribution] if kind.attribution else [],
    }
    return Cube(made.rows, manifest)


def _days(layer: Layer, first: Cells | None, last: Cells | None) -> tuple[pa.Array, pa.Array]:
    """Return the first and the last day of each row, as text."""
    nothing = [None] * len(layer.rows)
    made: list[tuple[str | None, str | None]] = []
    drawn = zip(layer.first, layer.last, strict=True)
    for begun, ended, (low, high) in zip(first or nothing, last or nothing, drawn, strict=True):
        if day_of(begun or ""):
            made.append((begun, ended if day_of(ended or "") else None))
        else:
            made.append((low.isoformat() if low else None, high.isoformat() if high else None))
    return tuple(pa.array(of, pa.string()) for of in zip(*made, strict=True)) if made else _NO_DAYS


_NO_DAYS = (pa.array([], pa.string()), pa.array([], pa.string()))


def _vaguer(given: pa.RecordBatch) -> pa.RecordBatch:
    """Return events whose day is said to be known no better than the days between which they were."""
    first, last = (given.column(name).cast(pa.int32()).to_numpy() for name in ("first", "last"))
    told = given.column("when").to_pylist()
    made = [_when(word, int(days)) for word, days in zip(told, last - first + 1, strict=True)]
    at = given.schema.get_field_index("when")
    return given.set_column(at, given.schema.field(at), pa.array(made, pa.string()).cast(WORD))


def _when(word: str, days: int) -> str:
    of_days = next((when for most, when in _SPANS if days <= most), When.LONGER)
    return str(max(When(word), of_days, key=_WHENS.index))
