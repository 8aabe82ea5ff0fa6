"""Building the bundle: compiled tables in, our trimmed and checked files out.

`python -m geodata.build FOLDER` compiles everything from the folder of source tables.
`python -m geodata.build` renews what is derived (catchments, datapackage.json, LICENSES.md)
after an edit of the bundle by hand.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from shapely.geometry import shape

from geodata import geojson, manifest, voronoi
from geodata.bundle import FOLDER, read_bundle
from geodata.dataset import Dataset
from geodata.datasets import DATASETS, TABLES
from geodata.datasets.places import PLACES
from geodata.errors import BrokenBundle
from geodata.geojson import Feature
from geodata.vocab import Precision
from geodata.when import today

Properties = Mapping[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Build the bundle and print, for each file, rows in, rows out and what was left out."""
    parser = argparse.ArgumentParser(prog="python -m geodata.build", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="folder with ledger/, mines/ and context/")
    parser.add_argument(
        "--out", type=Path, default=FOLDER, help="where the bundle lies (default: the package's own)"
    )
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.folder:
        _tables(options.folder / "ledger", options.out)
        _layers(options.folder, options.out)
    _catchments(options.out)
    bundle = read_bundle(options.out, today())
    if bundle.issues:
        print(BrokenBundle(bundle.issues), file=sys.stderr)
        return 1
    manifest.write(bundle, options.out)
    size = sum(file.stat().st_size for file in options.out.iterdir())
    print(f"{bundle.hash}: {len(bundle.rows)} files, {size / 1e6:.2f} MB, every check passed")
    return 0


def _say(dataset: Dataset, rows_in: int, rows_out: int, left_out: Iterable[str]) -> None:
    print(f"{dataset.file}: {rows_in} rows in, {rows_out} out; left out: {'; '.join(left_out) or 'nothing'}")


# Tables: all rows are carried; only cells change.


def _tables(source: Path, out: Path) -> None:
    for table in TABLES:
        with (source / table.file).open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        dropped = [f"column {name}" for name in reader.fieldnames or () if name not in table.schema.names]
        changed: Counter[str] = Counter()
        made = [_changed(table.name, row, changed) for row in rows]
        with (out / table.file).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.schema.names, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(made)
        _say(table, len(rows), len(made), dropped)
        for what, count in sorted(changed.items()):
            print(f"  changed in {count} rows: {what}")
    print("answers.csv: not in the bundle; it is the resolver's contract, kept as tests/geodata/answers.csv")


def _changed(name: str, row: dict[str, str], changed: Counter[str]) -> dict[str, str]:
    """Return the row in our schema; `changed` counts what was done."""
    made = {column: " ".join(cell.split()) for column, cell in row.items()}
    if made != row:
        changed["spaces taken out"] += 1
    before = dict(made)
    if name == "places":
        _place(made)
    elif name == "actors" and made["actor_id"] == "mndaa":
        made["code"] = "MNDAA"
    elif name == "claims":
        made["since_before"] = "true" if made["since_before"] == "yes" else "false"
        made["value"] = "+".join(sorted(made["value"].split("+")))
    elif name == "monthly_series":
        made["derived"] = "true" if made["derived"] == "yes" else "false"
    for column in made:
        if made[column] != before[column]:
            changed[f"{column}, put into our vocabulary"] += 1
    return made


def _place(row: dict[str, str]) -> None:
    if not row["lon"]:
        row["coord_precision"] = Precision.NONE
    elif row["coord_source"].startswith("placeholder"):
        row["coord_precision"] = Precision.PLACEHOLDER
    if not row["official_post"]:
        row["official_post"] = "unknown"


# Layers: each with the function that turns the properties of its source into ours.


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _cluster(p: Properties, number: int) -> Properties:
    keep = ("cluster_id", "label", "lon", "lat", "area_ha", "pool_footprint_ha", "township", "township_pcode")
    more = ("first_evidence", "last_evidence", "source_id")
    counts = {
        "pools": "n_pools",
        "sites": "n_sites",
        "detections_2022": "n_model_2022",
        "detections_2024": "n_model_2024",
    }
    return {name: p[name] for name in (*keep, *more)} | {ours: p[theirs] for ours, theirs in counts.items()}


def _pool(p: Properties, number: int) -> Properties:
    return {"pool_id": p["id"], "cluster_id": p["cluster_id"], "shape": p["shape"]}


def _model(p: Properties, number: int) -> Properties:
    keep = ("cluster_id", "label", "mean_score", "area_ha", "lon", "lat", "first_evidence", "source_id")
    return {name: p[name] for name in keep} | {"detections": p["n_detections"]}


def _named(p: Properties, number: int) -> Properties:
    return {"id": _slug(p["name"]), "name": p["name"]}


def _country(p: Properties, number: int) -> Properties:
    return {"id": p["iso3"].casefold(), "name": p["name"], "iso3": p["iso3"]}


def _district(p: Properties, number: int) -> Properties:
    return {"id": _slug(p["name"]), "name": p["name"], "state": p["admin1"]}


def _boundary(p: Properties, number: int) -> Properties:
    return {"id": p["level"], "level": p["level"]}


def _river(p: Properties, number: int) -> Properties:
    return {"id": f"{_slug(p['name'])}-{number}", "name": p["name"], "rank": p["scalerank"]}


def _town(p: Properties, number: int) -> Properties:
    return {"id": f"geonames-{p['geonameid']}", "name": p["name"], "country": p["cc"], "population": p["pop"]}


_SOURCES: Mapping[str, tuple[str, Callable[[Properties, int], Properties]]] = {
    "mine_clusters": ("mines/mine_clusters", _cluster),
    "mine_pools": ("mines/mine_pools", _pool),
    "mine_model_clusters": ("mines/mine_model_clusters", _model),
    "land": ("context/window_myanmar", _named),
    "neighbours": ("context/window_neighbours", _country),
    "districts": ("context/window_districts", _district),
    "states": ("context/window_admin1", _named),
    "boundaries": ("context/window_boundary_lines", _boundary),
    "rivers": ("context/window_rivers", _river),
    "towns": ("context/window_towns", _town),
    "country_myanmar": ("context/country_myanmar", _named),
    "country_neighbours": ("context/country_neighbours", _country),
    "country_boundaries": ("context/country_boundary_lines", _boundary),
}

_LEFT_OUT = {
    "context/country_admin1.geojson": "the coarse set needs no states",
    "context/window_corridors_schematic.geojson": "straight lines between towns are no roads",
    "context/crossing_distances.csv": "a check of the points, not data",
    "events/": "events come with a later dataset",
    "places/": "villages for matching come with a later dataset",
}


def _layers(source: Path, out: Path) -> None:
    for name, (path, properties_of) in _SOURCES.items():
        dataset = DATASETS[name]
        raw = geojson.load(source / f"{path}.geojson")
        key, decimals = dataset.schema.key[0], 6 if name == "mine_pools" else 5
        features = []
        for number, each in enumerate(raw, start=1):
            ours = properties_of(each["properties"], number)
            ordered = {column: ours[column] for column in dataset.schema.names}
            area = geojson.tidy(shape(each["geometry"]), decimals)
            features.append(Feature(str(ours[key]), MappingProxyType(ordered), area))
        _write(out / dataset.file, geojson.dump(features, decimals))
        theirs = {name for each in raw for name in each["properties"]} - set(dataset.schema.names)
        _say(
            dataset,
            len(raw),
            len(features),
            [f"properties {', '.join(sorted(theirs))} or renamed"] if theirs else (),
        )
    for path, why in _LEFT_OUT.items():
        print(f"{path}: left out: {why}")


def _catchments(out: Path) -> None:
    """Draw the catchments from the tables as they now are; nothing where those are broken."""
    bundle = read_bundle(out)
    broken = {issue.dataset for issue in bundle.issues}
    if broken & {"places", "land"}:
        return
    land = bundle.features["land"][0].geometry
    dataset = DATASETS["catchments"]
    features = voronoi.draw(map(PLACES.read, bundle.rows["places"]), land)
    _write(out / dataset.file, geojson.dump(features))
    _say(
        dataset,
        len(bundle.rows["places"]),
        len(features),
        ["places that are no tracked town with a point of its own"],
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
