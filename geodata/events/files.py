"""The rows of a cube as a file of any format: counts by cell and week, never an event of the archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from geodata.catalog import Catalog
from geodata.datasets.events import EVENTS
from geodata.events.asked import Asked, Cube
from geodata.events.cube import CUBE, total
from geodata.events.hexagons import cells_of, parents
from geodata.exports.about import about_file
from geodata.exports.columns import Column
from geodata.exports.files import rows_bytes
from geodata.exports.rows import Record

COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "cell": Column(str, "Cell of H3, as hexadecimal digits."),
        "lon": Column(float, "Longitude of the middle of the cell, WGS 84 degrees: no event was just there."),
        "lat": Column(float, "Latitude of the middle of the cell, WGS 84 degrees."),
        "first": Column(date, "Monday of the week in which the first day of the events lies."),
        "last": Column(date, "Sunday of that week."),
        "kind": Column(str, "Kind of the events, as the archive has it."),
        "actor_a": Column(str, "One side, as the archive names it; empty for none."),
        "actor_b": Column(str, "The other side, by the alphabet; empty for none."),
        "place_id": Column(str, "Id of the town in whose catchment they lie; empty for none."),
        "held_by": Column(
            str,
            "Who held that town then: ids with + between; contested, changing, unknown; several, one after "
            "the other; outside of all catchments, or where the place of an event is not known.",
        ),
        "where": Column(str, "How well the place is known: exact, near, area or country."),
        "when": Column(str, "How well the day is known: day, week, month or longer."),
        "events": Column(int, "Number of events."),
        "events_with_figures": Column(int, "How many of them have figures of deaths."),
        "deaths_low": Column(int, "Sum of the lowest estimates of deaths."),
        "deaths_best": Column(int, "Sum of the best estimates."),
        "deaths_high": Column(int, "Sum of the highest estimates."),
    }
)
"""What stands in a row."""

_BY = ("cell", "week", "kind", "pair", "place_id", "held_by", "where", "when")


def coarser(cube: Cube, resolution: int) -> Cube:
    """Return a cube with its events summed in larger cells and without their kinds."""
    cells = parents(cube.rows.column("cell").to_numpy(), resolution)
    same = pa.DictionaryArray.from_arrays(np.zeros(len(cells), np.int32), pa.array([""]))
    made = {name: cube.rows.column(name) for name in CUBE.names} | {"cell": pa.array(cells), "kind": same}
    whole = pa.table([made[name] for name in CUBE.names], schema=CUBE)
    half = whole.num_rows // 2  # of one part it is taken that it is a sum already
    return Cube(total([whole.slice(0, half), whole.slice(half)]), cube.manifest)


def rows(cube: Cube, asked: Asked) -> Iterator[Record]:
    """Yield the sums of the events that are asked for, a row for each combination of the keys of a cube."""
    cells = cells_of(cube)
    places = dict(zip(cells.tolist(), cube.centres(pa.array(cells)).tolist(), strict=True))
    for row in cube.sums(_BY, asked).to_pylist():
        lon, lat = places[row["cell"]]
        yield {
            "cell": f"{row['cell']:x}",
            "lon": round(lon, 5),
            "lat": round(lat, 5),
            "first": row["week"],
            "last": row["week"] + timedelta(6),
            "kind": row["kind"],
            **{
                name: row[name]
                for name in ("actor_a", "actor_b", "place_id", "held_by", "where", "when", "events")
            },
            "events_with_figures": row["counted"],
            **{f"deaths_{name}": row[name] for name in ("low", "best", "high")},
        }


def file(catalog: Catalog, cube: Cube, asked: Asked, form: str, makers: str = "", **told: str) -> bytes:
    """Return the sums of the events that are asked for as a file.

    Args:
        catalog: The ledger.
        cube: The events.
        asked: Which of them.
        form: One of `exports.files.FORMATS`.
        makers: Who made the archive; empty for that of the bundle.
        **told: The question, for the file to say: days, policy.

    Raises:
        LedgerError: If the format is none of ours.
    """
    about = about_file(catalog, "Border Ledger: conflict events by cell and week", **told)
    made = makers or EVENTS.attribution
    licence = EVENTS.licences[0]
    about |= {
        "weeks": "{} to {}".format(*cube.days(asked)),
        "attribution": f"Events: {made}. Who held the ground: {about['attribution']}",
        "licence": f"{licence.name} ({licence.path})" if not makers else "Events: the terms of their archive",
        "citation": f"{made}; {about['citation']}",
    }
    return rows_bytes(list(rows(cube, asked)), form, about, tuple(COLUMNS), COLUMNS)
