"""Rows as frames of pandas and geopandas, with the types that their columns have in every file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from geodata.catalog import Catalog
from geodata.dates import edtf_of
from geodata.exports import arrow
from geodata.exports.about import citation, licence
from geodata.exports.columns import COLUMNS, TEXT
from geodata.exports.rows import Record

if TYPE_CHECKING:
    import geopandas
    import pandas
    from shapely.geometry.base import BaseGeometry

F = TypeVar("F", bound="pandas.DataFrame")

_EARLIEST, _LATEST = "_earliest", "_latest"
_HAPPENED = ("first", "last")
_WHEN = "when"


def frame(catalog: Catalog, rows: Sequence[Record], names: Sequence[str]) -> pandas.DataFrame:
    """Return rows as a frame of pandas.

    Days are `datetime64`, NaT where open; several values of a cell are a list. Beside the bounds of a
    beginning or end stand the same days as EDTF text, which keeps how exactly they are known. `attrs` has
    the licence and the citation.

    Args:
        catalog: The ledger that answered.
        rows: The rows.
        names: Their columns in order, which a frame without rows has too.
    """
    exact = [row | dict(_exact(row, names)) for row in rows]
    ordered = list(_ordered(names))
    made = arrow.table(exact, ordered, COLUMNS).to_pandas(date_as_object=False)
    for name in ordered:
        if COLUMNS.get(name, TEXT).holds is list:  # Arrow gives arrays, which compare value by value
            made[name] = [row[name] for row in exact]
    made.attrs |= {"licence": licence(), "citation": citation(catalog)}
    result: pandas.DataFrame = made
    return result


def geoframe(
    catalog: Catalog,
    rows: Sequence[Record],
    names: Sequence[str],
    shapes: Sequence[BaseGeometry | None] | None = None,
) -> geopandas.GeoDataFrame:
    """Return rows as a frame of geopandas in EPSG:4326.

    Args:
        catalog: The ledger that answered.
        rows: The rows.
        names: Their columns in order.
        shapes: Their geometries; without them those of the points in `lon` and `lat`, whose columns they
            replace. A row without a point has the geometry None.
    """
    import geopandas  # a second and a half to import: only for who asks for a frame

    made = frame(catalog, rows, names)
    if shapes is None:
        shapes = [None if row["lon"] is None else arrow.point(row) for row in rows]
        made = made.drop(columns=list(arrow.POINT))
    # The types of geopandas know no row without a geometry.
    drawn = geopandas.GeoSeries(list(shapes), crs="EPSG:4326")  # type: ignore[arg-type]
    return geopandas.GeoDataFrame(made, geometry=drawn)


def spread(made: F, numbers: Sequence[Sequence[int]], days: Sequence[date]) -> F:
    """Return a row for each day and place, day by day, with its day in the column `on`.

    Args:
        made: A frame with a row for each answer, of any of its days.
        numbers: For each place, for each day, the number of the row in `made` that has its answer.
        days: The days.
    """
    import numpy as np
    import pandas

    wide = made.take(np.array(numbers, dtype=np.intp).T.ravel()).reset_index(drop=True)
    on = np.repeat(np.array(days, dtype="datetime64[D]"), len(numbers))
    wide["on"] = pandas.Series(on, dtype=made["on"].dtype)
    wide.attrs |= made.attrs
    return wide


def _ordered(names: Sequence[str]) -> Iterator[str]:
    """Yield the columns, each text of days before its bounds."""
    for name in names:
        if name == _HAPPENED[0] and _HAPPENED[1] in names:
            yield _WHEN
        if name.endswith(_EARLIEST):
            yield name.removesuffix(_EARLIEST)
        yield name


def _exact(row: Mapping[str, object], names: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the days of a row as EDTF text, by the column that has them; None where none is known."""
    for name in names:
        if name.endswith(_EARLIEST):
            what = name.removesuffix(_EARLIEST)
            yield what, edtf_of(_day(row[name]), _day(row[f"{what}{_LATEST}"])) or None
        if name == _HAPPENED[0] and (last := _day(row.get(_HAPPENED[1]))):
            yield _WHEN, edtf_of(_day(row[name]), last + date.resolution)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
