"""The plain way to the same cube: geopandas' `sjoin`, h3ronpy's cells and a groupby of pandas, in memory.

Only a measure for bench_events.py, of files with our own columns: rows that are no event are dropped without
a reason, and a point that two catchments touch goes to the first one. It prints the sums of its cube as JSON.
"""

from __future__ import annotations

import json
import sys

import geopandas
import numpy as np
import pandas as pd
from h3ronpy.vector import coordinates_to_cells

from geodata import Dimension, Status, open_catalog, track
from geodata.datasets.context import CATCHMENTS

KEYS = ["cell", "week", "kind", "actor_a", "actor_b", "place_id", "held_by", "where", "when"]
FIGURES = ["low", "best", "high"]


def main() -> None:
    """Make the cube of a file, and print its sums."""
    table = pd.read_parquet(sys.argv[1])
    table["first"], table["last"] = pd.to_datetime(table["first"]), pd.to_datetime(table["last"])
    bad = table[["lon", "lat", "first"]].isna().any(axis=1) | (table["lon"].abs() > 180)
    bad |= (table["last"] < table["first"]) | (table[FIGURES] < 0).any(axis=1)
    events = table[~bad].reset_index(drop=True)
    unordered = (events["low"] > events["best"]) | (events["best"] > events["high"])
    events.loc[unordered, FIGURES] = np.nan
    # Where it was.
    catalog = open_catalog()
    areas = catalog.layers[CATCHMENTS.name].features
    catchments = geopandas.GeoDataFrame(
        {"place_id": [area.id for area in areas]}, geometry=[area.geometry for area in areas], crs=4326
    )
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(events["lon"], events["lat"]), crs=4326)
    joined = geopandas.sjoin(points, catchments, predicate="intersects").sort_values("index_right")
    events["place_id"] = joined.loc[~joined.index.duplicated(), "place_id"]
    events.loc[events["where"] == "country", "place_id"] = None
    # Who held it on its first day, and whether that changed until its last.
    starts = [
        (area.id, pd.Timestamp(each.start or "1700-01-01"), at, held)
        for area in areas
        for at, each in enumerate(track(catalog, area.id, Dimension.CONTROL).intervals)
        for held in [
            "+".join(sorted(each.actors)) if each.status in (Status.HELD, Status.JOINT) else each.status
        ]
    ]
    intervals = pd.DataFrame(starts, columns=["place_id", "start", "at", "held_by"]).sort_values("start")
    intervals["start"] = intervals["start"].astype("datetime64[us]")
    for day in ("first", "last"):
        events[day] = events[day].astype("datetime64[us]")
        sides = events[[day, "place_id"]].dropna().sort_values(day)
        sides["row"] = sides.index
        found = pd.merge_asof(sides, intervals, left_on=day, right_on="start", by="place_id").set_index("row")
        events[f"held_{day}"], events[f"at_{day}"] = found["held_by"], found["at"]
    held = intervals.sort_values(["place_id", "at"])
    runs = {of: rows["held_by"].tolist() for of, rows in held.groupby("place_id")}
    several = (events["at_first"] < events["at_last"]) & events["place_id"].notna()
    spans = events.loc[several, ["place_id", "at_first", "at_last"]]
    changed = [len({*runs[of][int(a) : int(b) + 1]}) > 1 for of, a, b in spans.itertuples(index=False)]
    events["held_by"] = events["held_first"].fillna("outside")
    events.loc[spans.index[np.array(changed, bool)], "held_by"] = "several"
    # The sums.
    events["place_id"] = events["place_id"].fillna("")
    events["cell"] = np.asarray(coordinates_to_cells(events["lat"].to_numpy(), events["lon"].to_numpy(), 6))
    events["week"] = events["first"] - pd.to_timedelta(events["first"].dt.day_of_week, unit="D")
    groups = events.groupby(KEYS, observed=True)
    cube = groups[FIGURES].sum()
    cube["events"] = groups.size()
    print(
        json.dumps(
            {name: int(cube[name].sum()) for name in ("events", *FIGURES)}
            | {"rows": len(cube)}
            | {"held_by": cube["events"].groupby("held_by").sum().to_dict()}
        )
    )


if __name__ == "__main__":
    main()
