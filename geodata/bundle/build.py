"""Building the bundle: compiled tables in, our trimmed and checked files out.

`python -m geodata build FOLDER` takes in the source tables of a folder: rows that the bundle has
stay, new ones come with the next release. `python -m geodata build` renews what is derived
(catchments, datapackage.json, LICENSES.md) after an edit of the bundle by hand.
`python -m geodata build --release "what changed"` lists the rows that wait as a new release.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from shapely.geometry import shape

from geodata.bundle import catchments, manifest, releases
from geodata.bundle.reading import Bundle, check_releases, read_bundle
from geodata.bundle.writing import write_text
from geodata.datasets import DATASETS, TABLES
from geodata.datasets.places import PLACES
from geodata.datasets.releases import RELEASES
from geodata.dates import today
from geodata.errors import FOLDER, BrokenBundle, LedgerError, how_many
from geodata.schema import geojson
from geodata.schema.columns import ADDED, Row
from geodata.schema.dataset import Dataset, Table
from geodata.schema.features import Feature
from geodata.vocab import CURRENT, Precision

# -- Rows of compiled tables -----------------------------------------------------------------------
# Rows that the bundle has stay, new ones come with the next release.


class ChangedRow(LedgerError):
    """A compiled row differs from the bundle's, which is in a release and must stay."""


def take_in(
    table: Table[Any], compiled: Sequence[Row], kept: Sequence[Row], newest: int
) -> tuple[list[Row], int]:
    """Return the rows of a table with those that are new, and how many are new.

    Rows of the bundle that are not among the compiled ones stay: they are our own corrections.
    A row that was not given out yet may change.

    Args:
        table: The table.
        compiled: The rows of the source table, in our schema but for `added`.
        kept: The rows that the bundle has.
        newest: The number of the newest release that is listed.

    Raises:
        ChangedRow: If a row that was given out is another one in the source table.
    """
    rows = list(kept)
    places: dict[tuple[str, ...], list[int]] = {}
    for at, row in enumerate(rows):
        places.setdefault(_key(table, row), []).append(at)
    names = [name for name in table.schema.names if name != ADDED.name]
    new, faults = 0, []
    for row in compiled:
        made = {**row, ADDED.name: str(newest + 1)}
        known = places.get(_key(table, row), [])
        if not known:
            places[_key(table, row)] = [len(rows)]
            rows.append(made)
            new += 1
        elif not any(all(rows[at][name] == made[name] for name in names) for at in known):
            if all(int(rows[at][ADDED.name]) > newest for at in known):
                rows[known[-1]] = made
            else:
                faults.append(_fault(table, rows[known[-1]], made))
    if faults:
        raise ChangedRow(
            "\n".join(faults) + "\nA row that was given out stays. Put it back in the source table, and "
            "correct it by a new row at the end of the bundle's table: a claim names the old one in "
            f"'supersedes', any other row has the old key; '{ADDED.name}' is {newest + 1}."
        )
    return rows, new


def _key(table: Table[Any], row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in table.schema.key)


def _fault(table: Table[Any], kept: Row, made: Row) -> str:
    field = next(name for name in table.schema.names if name != ADDED.name and kept[name] != made[name])
    return (
        f"{table.file} · {' '.join(_key(table, kept))} · {field}: the bundle has {kept[field]!r}, "
        f"the source table {made[field]!r}."
    )


def read_rows(file: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the header and the rows of a CSV file; nothing where there is no file."""
    if not file.exists():
        return [], []
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        rows = list(reader)
    return list(reader.fieldnames or ()), rows


def write_rows(table: Table[Any], rows: Sequence[Row], folder: Path) -> None:
    """Write the rows of a table into a folder, in the table's own order of columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, table.schema.names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(folder / table.file, text.getvalue())


def newest_release(folder: Path) -> int:
    """Return the number of the newest release that a bundle lists, 0 where it lists none."""
    _, rows = read_rows(folder / RELEASES.file)
    return len(rows)


def into_our_words(name: str, row: Mapping[str, str], changed: Counter[str]) -> dict[str, str]:
    """Return a compiled row in our schema; `changed` counts what was done."""
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


# -- Building --------------------------------------------------------------------------------------

_PARTS = ("ledger", "mines", "context")
"""What a folder of source tables has."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what `python -m geodata build` takes."""
    parser.add_argument("folder", nargs="?", type=Path, help="folder with ledger/, mines/ and context/")
    parser.add_argument(
        "--out", type=Path, default=FOLDER, help="where the bundle lies (default: the package's own)"
    )
    about = "list the rows that wait as a new release; the text says what changed"
    parser.add_argument("--release", metavar="TEXT", help=about)


def run_build(options: argparse.Namespace) -> int:
    """Build the bundle and print, for each file, rows in, rows out and what was left out."""
    if fault := _not_to_be_built(options.folder, options.release):
        print(fault, file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        bundle = _build(options.folder, options.out, options.release)
    except LedgerError as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(file.stat().st_size for file in options.out.iterdir())
    print(f"{bundle.hash}: {len(bundle.rows)} files, {size / 1e6:.2f} MB, every check passed")
    return 0


def _not_to_be_built(folder: Path | None, changes: str | None) -> str:
    """Return why this cannot be built, empty where it can; asked first, so that nothing is half written."""
    if changes is not None and not changes.strip():
        return '--release needs a text that says what changed, such as --release "Two gates of 2026."'
    if folder and (missing := [part for part in _PARTS if not (folder / part).is_dir()]):
        lacks = ", no ".join(f"{part}/" for part in missing)
        return f"{folder} is no folder of source tables: it has no {lacks}."
    return ""


def _build(folder: Path | None, out: Path, changes: str | None) -> Bundle:
    """Write every file of the bundle and return it; raises LedgerError where a rule is broken."""
    if folder:
        _tables(folder / "ledger", out)
        _layers(folder, out)
    _catchments(out)
    bundle = _checked(out)
    if changes is not None:
        _release(bundle, changes, out)
        bundle = _checked(out)
    manifest.write(bundle, out)
    return bundle


def _checked(out: Path) -> Bundle:
    bundle = read_bundle(out, today())
    if issues := (*bundle.issues, *check_releases(bundle)):
        raise BrokenBundle(issues, out)
    return bundle


def _say(dataset: Dataset, rows_in: int, rows_out: int, left_out: Iterable[str]) -> None:
    print(f"{dataset.file}: {rows_in} rows in, {rows_out} out; left out: {'; '.join(left_out) or 'nothing'}")


# Tables: every row is carried; only cells change.


def _tables(source: Path, out: Path) -> None:
    newest = newest_release(out)
    built: list[tuple[Table[Any], list[Row]]] = []
    for table in TABLES:
        header, rows = read_rows(source / table.file)
        _, kept = read_rows(out / table.file)
        changed: Counter[str] = Counter()
        compiled = [into_our_words(table.name, row, changed) for row in rows]
        made, new = take_in(table, compiled, kept, newest)
        built.append((table, made))
        dropped = [f"column {name}" for name in header if name not in table.schema.names]
        _say(table, len(rows), len(made), dropped)
        for what, count in sorted(changed.items()):
            print(f"  changed in {how_many(count, 'row')}: {what}")
        if new:
            verb = "is new: it comes" if new == 1 else "are new: they come"
            print(f"  {how_many(new, 'row')} {verb} with release {newest + 1}")
    for table, made in built:  # only once every table could be taken in
        write_rows(table, made, out)
    if not (out / RELEASES.file).exists():
        write_rows(RELEASES, (), out)
    print("answers.csv: not in the bundle; it is the resolver's contract, kept as tests/geodata/answers.csv")


def _release(bundle: Bundle, changes: str, out: Path) -> None:
    """List the rows that are in no release yet as a new one, with the hash of all rows and today's day.

    Raises:
        LedgerError: If there is no such row.
    """
    if not bundle.unreleased:
        raise LedgerError("No row waits for a release: every row of the bundle belongs to a listed one.")
    number = len(bundle.releases) + 1
    tables = {table.name: bundle.rows[table.name] for table in TABLES}
    row = {
        "release": str(number),
        "day": today().isoformat(),
        "hash": releases.hash_at(tables, bundle.layers, number),
        "rules": str(CURRENT.edition),
        "changes": " ".join(changes.split()),
    }
    write_rows(RELEASES, [*bundle.rows[RELEASES.name], row], out)
    waiting = ", ".join(f"{count} of {name}" for name, count in bundle.unreleased.items())
    print(f"release {number} ({row['hash']}, {row['day']}) has the rows that waited: {waiting}")


# Layers: where each comes from, which columns are called otherwise there, and how its ids are made.


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


_COUNTS = {
    "pools": "n_pools",
    "sites": "n_sites",
    "detections_2022": "n_model_2022",
    "detections_2024": "n_model_2024",
}
_SOURCES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "mine_clusters": ("mines/mine_clusters", _COUNTS),
    "mine_pools": ("mines/mine_pools", {"pool_id": "id"}),
    "mine_model_clusters": ("mines/mine_model_clusters", {"detections": "n_detections"}),
    "land": ("context/window_myanmar", {}),
    "neighbours": ("context/window_neighbours", {}),
    "districts": ("context/window_districts", {"state": "admin1"}),
    "states": ("context/window_admin1", {}),
    "boundaries": ("context/window_boundary_lines", {}),
    "rivers": ("context/window_rivers", {"rank": "scalerank"}),
    "towns": ("context/window_towns", {"country": "cc", "population": "pop"}),
    "country_myanmar": ("context/country_myanmar", {}),
    "country_neighbours": ("context/country_neighbours", {}),
    "country_boundaries": ("context/country_boundary_lines", {}),
}
_IDS = {
    "neighbours": "{iso3}",
    "country_neighbours": "{iso3}",
    "boundaries": "{level}",
    "country_boundaries": "{level}",
    "rivers": "{name}-{number}",
    "towns": "geonames-{geonameid}",
}
"""What the column `id` is made of, where that is not the name."""

_LEFT_OUT = {
    "context/country_admin1.geojson": "the coarse set needs no states",
    "context/window_corridors_schematic.geojson": "straight lines between towns are no roads",
    "context/crossing_distances.csv": "a check of the points, not data",
    "events/": "events are trimmed by `python -m geodata.events.bundled`",
    "places/": "villages for matching come with a later dataset",
}


def _layers(source: Path, out: Path) -> None:
    for name, (path, called) in _SOURCES.items():
        dataset = DATASETS[name]
        raw = geojson.load(source / f"{path}.geojson")
        key, decimals = dataset.schema.key[0], 6 if name == "mine_pools" else 5
        features = []
        for number, each in enumerate(raw, start=1):
            theirs = each["properties"] | {"number": number}
            if key == "id":
                theirs["id"] = _slug(_IDS.get(name, "{name}").format(**theirs))
            ours = {column: theirs[called.get(column, column)] for column in dataset.schema.names}
            area = geojson.tidy(shape(each["geometry"]), decimals)
            features.append(Feature(str(ours[key]), MappingProxyType(ours), area))
        write_text(out / dataset.file, geojson.dump(features, decimals))
        others = {name for each in raw for name in each["properties"]} - set(dataset.schema.names)
        left_out = [f"properties {', '.join(sorted(others))} or renamed"] if others else ()
        _say(dataset, len(raw), len(features), left_out)
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
    features = catchments.draw(map(PLACES.read, PLACES.schema.standing(bundle.rows["places"])), land)
    write_text(out / dataset.file, geojson.dump(features))
    left_out = ["places that are no tracked town with a point of its own"]
    _say(dataset, len(bundle.rows["places"]), len(features), left_out)
