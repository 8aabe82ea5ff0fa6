"""Reading a bundle's files: raw rows and features, every fault, and the content hash."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, overload

from geodata.bundle import releases
from geodata.datasets import DATASETS, LAYER_FILES, TABLES
from geodata.datasets.events import EVENTS
from geodata.datasets.releases import RELEASES, Release
from geodata.errors import FOLDER, BrokenBundle, Issue, LedgerError, Sentence, build_command
from geodata.schema.columns import Keys, Kind, Row, did_you_mean
from geodata.schema.dataset import Dataset, Table
from geodata.schema.features import Feature, as_text

MANIFEST = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as it lies in its folder.

    `issues` are broken rules: such a bundle is not opened. `notices` say that a file is not
    the one datapackage.json describes, as after an edit by hand: it opens, and says so.

    Attributes:
        rows: All rows of each file, those that a later row replaced too; not of layers that are left.
        features: The features of each layer; of layers that are left, read as one is asked for.
        layers: The bytes of each layer's file.
        hash: The content hash of all rows and layers.
        issues: Broken rules.
        notices: Files that are not those datapackage.json describes.
        releases: The releases that are listed, oldest first; empty where their list is broken.
        unreleased: How many rows of each table are in no listed release yet.
        notes: Odd rows that keep every rule; only where the day of the check was given.
        folder: Where it lies.
        events: The rows of the events; where layers are left, read as one is asked for.
    """

    rows: Mapping[str, tuple[Row, ...]]
    features: Mapping[str, tuple[Feature, ...]]
    layers: Mapping[str, bytes]
    hash: str
    issues: tuple[Issue, ...]
    notices: tuple[Issue, ...]
    releases: tuple[Release, ...] = ()
    unreleased: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Issue, ...] = ()
    folder: Path = FOLDER
    events: Sequence[Row] = ()

    @property
    def edited(self) -> tuple[Path, ...]:
        """The files that are not those datapackage.json describes."""
        return _edited(self.folder, self.notices)


def read_bundle(folder: Path = FOLDER, today: date | None = None, *, layers: bool = True) -> Bundle:
    """Return the files of `folder` with every fault; a fault of the data raises nothing.

    Args:
        folder: Where the bundle lies.
        today: The day of a thorough check, as by `check` and `add`: a row with a day after it is a
            fault, and `notes` are collected. Opening a bundle gives none: what it answers follows
            from its rows alone, and a machine whose clock is wrong opens it too.
        layers: Read and check the layers at once. Else they are left until their features are asked
            for, where each file is the one that datapackage.json describes: that is only written once
            all of it was checked. Then `rows` has the tables alone, and a layer that breaks a rule all
            the same raises BrokenBundle as it is asked for.

    Raises:
        LedgerError: If there is no such folder.
    """
    if not folder.is_dir():
        raise LedgerError(Sentence("no_folder", folder=folder))
    faults: dict[str, list[Issue]] = {name: [] for name in DATASETS}
    described = _described(folder)
    found = {
        name: _bytes(each, folder, faults[name])
        for name, each in DATASETS.items()
        if not each.optional or name in described.files or (folder / each.file).exists()
    }
    content = {name: data for name, data in found.items() if data is not None}
    digests = {name: f"sha256:{hashlib.sha256(data).hexdigest()}" for name, data in content.items()}
    left = not layers and all(described.hash_of(name) == digests.get(name, "") for name in DATASETS)
    drawn = {each.name: content.pop(each.name) for each in LAYER_FILES if each.name in content}
    read: dict[str, tuple[Row, ...]] = {}
    features: Mapping[str, tuple[Feature, ...]] = {}
    if not left:  # before the tables, so that the memory that their JSON took is free again for those
        features, read = _features(drawn, faults)
    lines: dict[str, Sequence[int]] = {}
    events = content.pop(EVENTS.name, b"") if left else b""  # no state needs them
    for name, data in content.items():
        read[name], lines[name] = _rows(DATASETS[name], data, faults[name])
    issues = [issue for of in faults.values() for issue in of]
    rows = {name: read[name] for name in DATASETS if name in read}
    keys = ids(rows)
    for name, of in rows.items():
        issues += _broken(name, of, keys, today, lines.get(name, ()))
    tables = {table.name: rows[table.name] for table in TABLES if table.name in rows}
    now = releases.content_hash(tables, drawn)
    if issues:
        return Bundle(rows, features, drawn, now, tuple(issues), (), folder=folder)
    notices = tuple(_notices(folder, described, digests, rows))
    listed = tuple(map(RELEASES.read, rows[RELEASES.name]))
    issues += releases.faults_of_list(listed, described.releases)
    issues += releases.faults_of_order(tables, listed, lines) if not issues else ()
    if issues:
        return Bundle(rows, features, drawn, now, tuple(issues), notices, folder=folder)
    waiting = releases.unreleased(tables, listed)
    if listed:
        made = releases.hash_at(tables, drawn, listed[-1].number) if waiting else now
        issues += releases.fault_of_hash(listed[-1], made, len(listed), _edited(folder, notices))
    if left:
        features = _Later(drawn, rows, folder)
    notes = _odd(rows, keys, lines) if today else ()
    later = _Events(events) if left else rows.get(EVENTS.name, ())
    return Bundle(rows, features, drawn, now, tuple(issues), notices, listed, waiting, notes, folder, later)


class _Events(Sequence[Row]):
    """The rows of the events of a bundle, read when they are first asked for.

    They are not checked again: the file is the one that datapackage.json describes.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        """Return a row, or some."""
        return self._rows[at]

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        return _rows(EVENTS, self._data, [])[0] if self._data else ()


class _Later(Mapping[str, tuple[Feature, ...]]):
    """The features of each layer of a bundle, read and checked all at once when one is first asked for."""

    def __init__(
        self, layers: Mapping[str, bytes], rows: Mapping[str, tuple[Row, ...]], folder: Path
    ) -> None:
        self._layers, self._rows, self._folder = layers, rows, folder

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)

    def __getitem__(self, name: str) -> tuple[Feature, ...]:
        """Return the features of a layer.

        Raises:
            BrokenBundle: If a layer breaks a rule, with every issue.
        """
        return self._features[name]

    @cached_property
    def _features(self) -> Mapping[str, tuple[Feature, ...]]:
        faults: dict[str, list[Issue]] = {name: [] for name in self._layers}
        features, read = _features(self._layers, faults)
        keys = ids({**self._rows, **read})
        issues = [issue for of in faults.values() for issue in of]
        issues += [issue for name, of in read.items() for issue in _broken(name, of, keys)]
        if issues:
            raise BrokenBundle(tuple(issues), self._folder)
        return features


def _features(
    layers: Mapping[str, bytes], faults: Mapping[str, list[Issue]]
) -> tuple[dict[str, tuple[Feature, ...]], dict[str, tuple[Row, ...]]]:
    """Return the features of the layers and their properties as rows, and note every fault of form."""
    from geodata.schema import geojson  # numpy and shapely: an answer about a place needs neither

    features, rows = {}, {}
    for dataset in reversed(LAYER_FILES):  # the backdrop first: it takes the most memory
        if dataset.name in layers:
            name = dataset.name
            features[name], found = geojson.parse(dataset, layers[name])
            faults[name].extend(found)
            rows[name] = _properties(dataset, features[name], faults[name])
    return features, rows


def _broken(
    name: str, rows: tuple[Row, ...], keys: Keys, today: date | None = None, lines: Sequence[int] = ()
) -> list[Issue]:
    """Return every broken rule of the rows of a dataset; the arguments are those of `Schema.check`."""
    if not _referred(DATASETS[name]) <= keys.keys():
        return []  # the file referred to is itself reported
    return DATASETS[name].schema.check(name, rows, keys, today=today, lines=lines)


def _odd(
    rows: Mapping[str, tuple[Row, ...]], keys: Keys, lines: Mapping[str, Sequence[int]]
) -> tuple[Issue, ...]:
    """Return what is odd about rows that keep every rule."""
    looks = ((name, DATASETS[name].schema.look) for name in rows)
    return tuple(each for name, look in looks for each in look(name, rows[name], keys, lines.get(name, ())))


def ids(rows: Mapping[str, tuple[Row, ...]]) -> Keys:
    """Return the ids that each dataset with rows has, for references between tables."""
    return {name: _ids(DATASETS[name], of) for name, of in rows.items() if of}


def check_releases(bundle: Bundle) -> list[Issue]:
    """Return what is wrong with the releases that are listed: a hash, or a reference to a later row.

    The newest is left out where nothing came after it: it was checked when the bundle was read.
    """
    issues: list[Issue] = []
    for release in bundle.releases if bundle.unreleased else bundle.releases[:-1]:
        tables = {each.name: bundle.rows[each.name] for each in TABLES}
        made = releases.hash_at(tables, bundle.layers, release.number)
        issues += releases.fault_of_hash(release, made, len(bundle.releases), bundle.edited)
        then = {each.name: each.schema.standing(tables[each.name], release.number) for each in TABLES}
        keys = {name: _ids(DATASETS[name], of) for name, of in {**bundle.rows, **then}.items()}
        for each in TABLES:
            for issue in each.schema.check(each.name, then[each.name], keys):
                rule = Sentence("at_release", rule=issue.rule, release=release.number)
                issues.append(replace(issue, rule=rule))
    return issues


def counted(dataset: Dataset) -> str:
    """Return the property of a resource in datapackage.json that has the number of its records."""
    return "rows" if isinstance(dataset, Table) else "features"


def _bytes(dataset: Dataset, folder: Path, issues: list[Issue]) -> bytes | None:
    """Return the file's bytes with Unix line ends, so that a checkout with others hashes the same."""
    try:
        found = (folder / dataset.file).read_bytes().replace(b"\r\n", b"\n")
    except FileNotFoundError:
        issues.append(dataset.file_fault(Sentence("missing")))
        return None
    except OSError as error:
        issues.append(dataset.file_fault(Sentence("unreadable", error=error.strerror)))
        return None
    if not found.strip():
        issues.append(dataset.file_fault(Sentence("empty_file")))
        return None
    return found


def _rows(dataset: Dataset, data: bytes, issues: list[Issue]) -> tuple[tuple[Row, ...], Sequence[int]]:
    """Return the rows of a CSV file, and the line of each.

    A row of another length than its header is left out and reported.
    """
    names = dataset.schema.names
    rows: list[Row] = []
    numbers: list[int] = []
    faults: list[tuple[str, str, str, str]] = []
    shared: dict[str, str] = {}  # most cells say what others say: one text in memory for all of them
    try:
        text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
        lines = csv.reader(text, strict=True)
        header = next(lines, [])
        faults += [("row 1", *fault) for fault in _faults_of_header(header, names)]
        for number, cells in enumerate(lines, start=2):
            if len(cells) == len(header):
                numbers.append(number)
                rows.append(dict(zip(header, map(shared.setdefault, cells, cells), strict=True)))
            elif cells:
                rule = Sentence("other_length", cells=len(cells), header=len(header))
                faults.append((f"row {number}", "row", cells[0], rule))
    except (UnicodeDecodeError, csv.Error) as error:
        issues.append(dataset.file_fault(Sentence("no_csv", error=error)))
        return (), ()
    if faults and faults[0][0] == "row 1":  # then the cells below say nothing
        issues += [Issue(dataset.name, *fault, line=1) for fault in faults if fault[0] == "row 1"]
        return (), ()
    issues += [Issue(dataset.name, *fault, int(fault[0].split()[1])) for fault in faults]
    if not rows and dataset is not RELEASES:  # a ledger that was never given out has no release
        issues.append(dataset.file_fault(Sentence("no_rows")))
    plain = range(2, len(rows) + 2)  # where no line is empty, and so nearly always
    return tuple(rows), plain if numbers == list(plain) else tuple(numbers)


def _faults_of_header(header: Sequence[str], names: Sequence[str]) -> list[tuple[str, str, str]]:
    faults: list[tuple[str, str, str]] = [
        (name, "", Sentence("no_column")) for name in names if name not in header
    ]
    faults += [(name, name, _not_ours(name, names)) for name in header if name not in names]
    for sign, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            return [("header", header[0], Sentence("other_separator", signs=called))]
    if not faults and len(header) != len(names):
        faults = [("header", ",".join(header), Sentence("column_twice"))]
    return faults


def _properties(dataset: Dataset, features: tuple[Feature, ...], issues: list[Issue]) -> tuple[Row, ...]:
    """Return the features' properties as rows of text, for the check."""
    names = dataset.schema.names
    numeric = {column.name: column.kind in (Kind.NUMBER, Kind.INTEGER) for column in dataset.schema.columns}
    for each in features:
        for name, value in each.properties.items():
            if name not in names:
                issues.append(Issue(dataset.name, each.id, name, name, _not_ours(name, names)))
            elif value is not None and isinstance(value, (int, float)) is not numeric[name]:
                rule = Sentence("not_numeric" if numeric[name] else "no_text")
                issues.append(Issue(dataset.name, each.id, name, as_text(value), rule))
    return tuple({name: as_text(each.properties.get(name)) for name in names} for each in features)


def _not_ours(name: str, names: Sequence[str]) -> str:
    return Sentence("unknown_column", hint=did_you_mean(name, names))


def _ids(dataset: Dataset, rows: tuple[Row, ...]) -> frozenset[str]:
    key = dataset.schema.key
    return frozenset(row[key[0]] for row in rows) if len(key) == 1 else frozenset()


def _referred(dataset: Dataset) -> set[str]:
    """Return the datasets that this one refers to; claims and actors name actors by rule."""
    by_rule = {"claims": {"actors"}, "actors": {"actors"}}.get(dataset.name, set())
    return {column.refers for column in dataset.schema.columns if column.refers} | by_rule


def _edited(folder: Path, notices: Sequence[Issue]) -> tuple[Path, ...]:
    return tuple(folder / notice.record for notice in notices if notice.record != MANIFEST)


class _Described(NamedTuple):
    """What datapackage.json says of the files: the hash and the number of records of each.

    `releases` are the hashes of the releases that there were, `fault` is why it cannot be read.
    """

    files: Mapping[str, tuple[str, int]] = {}
    releases: tuple[str, ...] = ()
    fault: str = ""

    def hash_of(self, name: str) -> str:
        """Return the hash of a file, empty where none is said."""
        return self.files.get(name, ("", 0))[0]


def _described(folder: Path) -> _Described:
    try:
        package = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = {
            each["name"]: (each["hash"], each[counted(DATASETS[each["name"]])])
            for each in package["resources"]
            if each["name"] in DATASETS
        }
        return _Described(files, tuple(map(str, package.get("releases", ()))))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return _Described(fault=type(error).__name__)


def _notices(
    folder: Path,
    described: _Described,
    digests: Mapping[str, str],
    rows: Mapping[str, tuple[Row, ...]],
) -> Iterator[Issue]:
    """Yield where the files are not those that datapackage.json describes."""
    renew = f"run {build_command(folder)} to renew the derived files and {MANIFEST}"
    if described.fault:
        rule = Sentence("no_manifest", error=described.fault, renew=renew)
        yield Issue("datapackage", MANIFEST, "file", "", rule)
        return
    for name in rows:
        if described.files.get(name) != (digests[name], len(rows[name])):
            rule = Sentence("edited", manifest=MANIFEST, renew=renew)
            yield DATASETS[name].file_fault(rule, "hash", digests[name][:19])
