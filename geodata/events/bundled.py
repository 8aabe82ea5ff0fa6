"""The events of the bundle: their file, trimmed from what UCDP gives out, and their cube.

`python -m geodata.events.bundled FOLDER` writes the file anew from a folder with UCDP's tables. The columns
have the names of `records.EVENT`, so the file is an archive of the kind `own` too.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from geodata.bundle.build import write_rows
from geodata.catalog import Catalog
from geodata.datasets.events import COVERED, EVENTS
from geodata.datasets.places import WINDOW
from geodata.errors import FOLDER
from geodata.events import archives, cube, rows
from geodata.events.asked import Cube
from geodata.events.ground import Ground, Ints
from geodata.events.records import Where
from geodata.schema.columns import Row
from geodata.vocab import Policy

RESOLUTION = 7
"""Cells of H3 some 2 km across: the points of the archive are no better, and there are few."""

_SOUTH = 21.0
"""The map's land ends here; places of the ledger may lie further south."""


def cube_of(catalog: Catalog, policy: Policy, known_on: date | None = None) -> Cube | None:
    """Return the cube of the bundled events under a policy, as known on a day; None without events."""
    if not catalog.events:
        return None
    kind = archives.ARCHIVES["own"]
    columns = {name: pa.array([row[name] for row in catalog.events], pa.string()) for name in kind.columns}
    batch = rows.events(columns, len(catalog.events), kind)
    ground = FewPoints.of(catalog, policy, known_on)
    return Cube(cube.total([cube.step(batch.events, ground, RESOLUTION)]), {})


class FewPoints(Ground):
    """The ground for so few points that each is tested exactly: a grid would take longer to make."""

    def place_of(self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> Ints:
        """Return the same as any ground does."""
        found = np.full(len(lon), len(self.catchments), np.int64)
        point, area = shapely.STRtree(self._areas).query(shapely.points(lon, lat), predicate="intersects")
        np.minimum.at(found, point, area)
        return found


def trimmed(folder: Path) -> list[Row]:
    """Return the rows of the window from UCDP's tables in a folder, in the order of their days.

    Those of the Candidate release have no days that can be read: they are of its month.
    """
    (first, last), month = COVERED
    found = [
        _event(row, "GED 24.1", (row["date_start"], row["date_end"]), row["date_prec"])
        for row in _rows(folder, "ucdp_ged_24.1_myanmar_*.csv")
        if str(first) <= row["date_start"] <= str(last)
    ]
    found += [
        _event(row, "Candidate 26.0.4", (str(month[0]), str(month[1])), "4")
        for row in _rows(folder, "ucdp_candidate_26_0_4_*.csv")
    ]
    return sorted(found, key=lambda row: (row["first"], int(row["event_id"])))


def _rows(folder: Path, pattern: str) -> Iterator[dict[str, str]]:
    for file in sorted(folder.glob(pattern)):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.DictReader(opened):
                lon, lat = float(row["longitude"]), float(row["latitude"])
                if WINDOW[0] <= lon <= WINDOW[2] and _SOUTH <= lat <= WINDOW[3]:
                    yield row


def _event(row: dict[str, str], archive: str, days: tuple[str, str], when: str) -> Row:
    kind = archives.ARCHIVES["ucdp"]
    sides = sorted((" ".join(row["side_a"].split()), " ".join(row["side_b"].split())))
    return {
        "event_id": row["id"],
        "archive": archive,
        "first": days[0][:10],
        "last": days[1][:10],
        "lon": f"{float(row['longitude']):.5f}",
        "lat": f"{float(row['latitude']):.5f}",
        "kind": kind.kinds[row["type_of_violence"]],
        "actor_a": sides[0],
        "actor_b": sides[1],
        **{name: row[name] for name in ("low", "best", "high")},
        "where": str(kind.wheres.get(row["where_prec"], Where.COUNTRY)),
        "when": str(kind.whens[when]),
    }


def main(arguments: Sequence[str]) -> int:
    """Write the bundle's file from UCDP's tables in a folder."""
    found = trimmed(Path(arguments[0]))
    write_rows(EVENTS, found, FOLDER)
    print(f"{EVENTS.file}: {len(found)} events; now run python -m geodata build")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
