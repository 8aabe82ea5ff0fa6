"""The ledger as it stood at a release: its hash, made from the rows alone, and what keeps it so.

Rows are only ever added, and each says in `added` in which release it came. So the rows up to a
release are those of that release, and its hash can be made again at any time.
"""

from __future__ import annotations

import csv
import hashlib
import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from geodata.datasets import DATASETS, TABLES
from geodata.datasets.context import CATCHMENTS, LAND
from geodata.datasets.places import PLACES
from geodata.datasets.releases import RELEASES, Release
from geodata.errors import Issue, Sentence, UnknownName
from geodata.schema.columns import ADDED, Row
from geodata.schema.dataset import Dataset

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
    if found:
        raise UnknownName(Sentence("several_releases", text=text, known=known))
    raise UnknownName(Sentence("unknown_release", text=text, known=known))


def layers_at(
    rows: Mapping[str, Sequence[Row]], layers: Mapping[str, bytes], release: int
) -> Mapping[str, bytes]:
    """Return the bytes of the layers at a release: as they are, but for the catchments.

    Those are derived from the places, and so are drawn again where the towns were others.
    """
    then, now = (PLACES.schema.standing(rows[PLACES.name], at) for at in (release, None))
    if _points(then) == _points(now):
        return layers
    from geodata.bundle import catchments  # slow to import, and only needed once a town was added
    from geodata.schema import geojson

    land, _ = geojson.parse(LAND, layers[LAND.name])
    drawn = geojson.dump(catchments.draw(map(PLACES.read, then), land[0].geometry)).encode()
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


def faults_of_list(listed: Sequence[Release], given_out: Sequence[str]) -> Iterator[Issue]:
    """Yield each release that is listed no more: links to it would break.

    `given_out` are the hashes of the releases that there were, in order, as datapackage.json has them.
    """
    known = {each.hash for each in listed}
    for number, made in enumerate(given_out, start=1):
        if made not in known:
            rule = Sentence("lost_release", file=RELEASES.file)
            yield Issue(RELEASES.name, str(number), "hash", made, rule)


def faults_of_order(
    rows: Mapping[str, Sequence[Row]],
    listed: Sequence[Release],
    lines: Mapping[str, Sequence[int]] | None = None,
) -> Iterator[Issue]:
    """Yield what is wrong with the column `added`: rows stand in the order of their releases.

    Every cell of `added` is a number; `lines` has the line of each row of a table.
    """
    following = len(listed) + 1
    for table in TABLES:
        came = [int(row[ADDED.name]) for row in rows[table.name]]
        if came == sorted(came) and (not came or came[-1] <= following):
            continue
        kept = _in_order(came, following)
        for at, (row, added) in enumerate(zip(rows[table.name], came, strict=True)):
            if at in kept:
                continue
            line = lines[table.name][at] if lines else 0
            below = [each for each in came[at:] if each < added]
            if added > following:
                rule = Sentence("release_too_high", following=following, newest=len(listed))
            elif below and min(below) < added:
                rule = Sentence("above_older", added=added, below=min(below), file=table.file)
            else:
                rule = Sentence("below_newer", above=max(came[:at]), following=following)
            yield Issue(
                table.name, table.schema.record(row, line or at + 2), ADDED.name, str(added), rule, line
            )


def _in_order(numbers: Sequence[int], highest: int) -> set[int]:
    """Return the places of as many numbers as can stand in order, so that the fewest are out of it."""
    ends: list[int] = []  # the lowest number that ends a row of each length
    places: list[int] = []  # and where it stands
    before: dict[int, int] = {}
    for at, number in enumerate(numbers):
        if number > highest:
            continue
        length = bisect_right(ends, number)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [at]
        before[at] = places[length - 1] if length else -1
    kept, at = set[int](), places[-1] if places else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept


def fault_of_hash(release: Release, made: str, newest: int, edited: Sequence[Path] = ()) -> Iterator[Issue]:
    """Yield the fault of a release whose rows are no longer those that were given out.

    `made` is the content hash of the rows up to it, `newest` the number of the newest release that is
    listed, and `edited` are files that are not those that datapackage.json describes.
    """
    if made == release.hash:
        return
    files = " ".join(map(str, edited))
    where = f" (edited since, or damaged: {', '.join(each.name for each in edited)})" if edited else ""
    look = f"compare with `git diff {files}`: " if edited else ""
    values = {"release": release.number, "hash": made, "next": newest + 1}
    rule = Sentence("changed_release", where=where, look=look, **values)
    yield Issue(RELEASES.name, str(release.number), "hash", release.hash, rule)
