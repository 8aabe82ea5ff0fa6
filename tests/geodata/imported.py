"""Raw tables of a reader's own, as the reading of a file would give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geodata.catalog import Catalog
from geodata.imports.layer import Answers, Layer, Table
from geodata.imports.understand import understand

_ACLED = """
event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1
inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3
location latitude longitude geo_precision source source_scale notes fatalities tags timestamp
"""
ACLED = _ACLED.split()
"""The columns of an export of ACLED; its rows are never here."""


def table(columns: dict[str, Sequence[str | None]], form: str = "csv", **more: Any) -> Table:
    """Return a table without geometry, its rows numbered from 1."""
    number = len(next(iter(columns.values()), ()))
    return Table(form, columns, np.arange(1, number + 1, dtype=np.int64), **more)


def shaped(*wkt: str | None, form: str = "geojson", crs: str = "EPSG:4326") -> Table:
    """Return features of these geometries, named a, b, c and so on."""
    shapes = np.empty(len(wkt), dtype=object)
    shapes[:] = [None if text is None else shapely.from_wkt(text) for text in wkt]
    return table({"title": [chr(97 + i) for i in range(len(wkt))]}, form, shapes=shapes, crs=crs)


def layer(catalog: Catalog, given: Table, **answers: str) -> Layer:
    """Return the layer of a table, every row of it drawn or set aside."""
    made = understand(given, "file.csv", "0" * 64, catalog, Answers(**answers))
    assert made.total == len(made.rows) + len(made.set_aside)
    assert all(shape is not None and shape.is_valid for shape in made.shapes)
    return made


def rules(made: Layer) -> dict[str, int]:
    """Return the rules that found something, and how many rows."""
    return {finding.rule: finding.count for finding in made.findings}
