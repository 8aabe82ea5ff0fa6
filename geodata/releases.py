"""The ledger as it stood at a release: its hash, made from the rows alone, and what keeps it so.

Rows are only ever added, and each says in `added` in which release it came. So the rows up to a
release are those of that release, and its hash can be made again at any time.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from geodata import geojson
from geodata.dataset import Dataset
from geodata.datasets import DATASETS, TABLES
from geodata.datasets.context import CATCHMENTS, LAND
from geodata.datasets.places import PLACES
from geodata.datasets.releases import RELEASES, Release
from geodata.errors import Issue, UnknownName
from geodata.schema import ADDED, Row

_DRAWN_FROM = ("place_id", "kind", "lon", "lat", "coord_precision", "tracked")


def content_hash(
    rows: Mapping[str, Sequence[Row]], layers: Mapping[str, bytes], release: int | None = None
) -> str:
    """Return 12 hexadecimal digits of SHA-256 over file names and contents, in the order of the names.

    A table counts as the CSV text of the rows that had come by the release, without the column
    `added`; a layer as its bytes.

    Args:
        rows: All rows of each table, in file order.
        layers: The bytes of each layer's file, with Unix line ends.
        release: The number of the release; None is after the last row.
    """
    digest = hashlib.sha256()
    for name in sorted((*rows, *layers)):
        dataset = DATASETS[name]
        if dataset is RELEASES or (release is not None and dataset.since > release):
            continue
        data = layers[name] if name in layers else _canonical(dataset, rows[name], release)
        file = dataset.file.encode()
        digest.update(len(file).to_bytes(8, "big") + file + len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:12]


def hash_at(rows: Mapping[str, Sequence[Row]], layers: Mapping[str, bytes], release: int) -> str:
    """Return the content hash at a release, with the layers as they were then."""
    return content_hash(rows, layers_at(rows, layers, release), release)


def _canonical(dataset: Dataset, rows: Iterable[Row], release: int | None) -> bytes:
    names = [
        column.name
        for column in dataset.schema.columns
        if column is not ADDED and (release is None or column.since <= release)
    ]
    if release is not None:
        rows = (row for row in rows if int(row[ADDED.name]) <= release)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(map(itemgetter(*names), rows))
    return text.getvalue().encode()


def find(releases: Sequence[Release], which: int | str) -> Release:
    """Return the release with that number, or whose hash begins so (at least four digits of it).

    Raises:
        UnknownName: If there is none, or several; the text lists the releases.
    """
    text = str(which).strip().casefold()
    found = [each for each in releases if str(each.number) == text]
    if not found and len(text) >= 4:
        found = [each for each in releases if each.hash.startswith(text)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(map(str, releases)) or "none yet"
    what = "stands for several releases" if found else "is no release of this ledger"
    raise UnknownName(f"{text!r} {what}: write the number or the hash of one of {known}.")


def layers_at(
    rows: Mapping[str, Sequence[Row]], layers: Mapping[str, bytes], release: int
) -> Mapping[str, bytes]:
    """Return the bytes of the layers at a release: as they are, but for the catchments.

    Those are derived from the places, and so are drawn again where the towns were others.
    """
    then, now = (PLACES.schema.standing(rows[PLACES.name], at) for at in (release, None))
    if _points(then) == _points(now):
        return layers
    from geodata import voronoi  # slow to import, and only needed once a town was added

    land, _ = geojson.parse(LAND, layers[LAND.name])
    drawn = geojson.dump(voronoi.draw(map(PLACES.read, then), land[0].geometry)).encode()
    return {**layers, CATCHMENTS.name: drawn}


def _points(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Return all that the catchments are drawn from."""
    return [tuple(row[name] for name in _DRAWN_FROM) for row in rows if row["lon"]]


def unreleased(rows: Mapping[str, Sequence[Row]], listed: Sequence[Release]) -> dict[str, int]:
    """Return how many rows of each table are in no listed release yet, without tables that have none."""
    counts = {
        table.name: sum(int(row[ADDED.name]) > len(listed) for row in rows[table.name]) for table in TABLES
    }
    return {name: count for name, count in counts.items() if count}


def faults_of_order(rows: Mapping[str, Sequence[Row]], listed: Sequence[Release]) -> Iterator[Issue]:
    """Yield what is wrong with the column `added`: rows stand in the order of their releases.

    Args:
        rows: All rows of each table; every cell of `added` is a number.
        listed: The releases that are listed.
    """
    newest = len(listed)
    for table in TABLES:
        before = 1
        for number, row in enumerate(rows[table.name], start=2):
            added = int(row[ADDED.name])
            if added < before:
                rule = f"must not be lower than in a row above ({before}): new rows stand at the end"
            elif added > newest + 1:
                rule = f"must be at most {newest + 1}: {newest} is the newest release that is listed"
            else:
                before = added
                continue
            yield Issue(table.name, table.schema.record(row, number), ADDED.name, str(added), rule)


def fault_of_hash(release: Release, made: str, edited: Sequence[str] = ()) -> Iterator[Issue]:
    """Yield the fault of a release whose rows are no longer those that were given out.

    Args:
        release: The release as it is listed.
        made: The content hash of the rows up to it.
        edited: Files that are not those that datapackage.json describes.
    """
    if made == release.hash:
        return
    where = f" (edited since, or damaged: {', '.join(edited)})" if edited else ""
    rule = (
        f"the rows of release {release.number} now give {made}: a row or a layer of it was changed, "
        f"taken out or put in{where}. Rows are only added: put the old row back, and correct it by a new row"
    )
    yield Issue(RELEASES.name, str(release.number), "hash", release.hash, rule)
