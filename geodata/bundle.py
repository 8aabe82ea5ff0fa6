"""Reading a bundle's files: raw rows and features, every fault, and the content hash."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata import geojson
from geodata.dataset import Dataset
from geodata.datasets import DATASETS, LAYER_FILES, TABLES
from geodata.errors import Issue
from geodata.geojson import Feature
from geodata.schema import Keys, Kind, Row, did_you_mean

FOLDER = Path(__file__).parent / "data"
MANIFEST = "datapackage.json"
_RENEW = "run `python -m geodata.build` to renew the derived files and datapackage.json"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as it lies in its folder.

    `issues` are broken rules: such a bundle is not opened. `notices` say that a file is not
    the one datapackage.json describes, as after an edit by hand: it opens, and says so. `notes`
    are odd rows that keep every rule, collected only where the day of the check is given.
    """

    rows: Mapping[str, tuple[Row, ...]]
    features: Mapping[str, tuple[Feature, ...]]
    hash: str
    issues: tuple[Issue, ...]
    notices: tuple[Issue, ...]
    notes: tuple[Issue, ...] = ()


def read_bundle(folder: Path = FOLDER, today: date | None = None) -> Bundle:
    """Return the files of `folder` with every fault; raises nothing for a fault of the data.

    Args:
        folder: Where the bundle lies.
        today: The day of a thorough check, as by `check` and `add`: a row with a day after it is a
            fault, and `notes` are collected. Opening a bundle gives none: what it answers follows
            from its rows alone, and a machine whose clock is wrong opens it too.
    """
    issues: list[Issue] = []
    data = {}
    for dataset in DATASETS.values():
        found = _bytes(dataset, folder, issues)
        if found is not None:
            data[dataset.name] = found
    rows: dict[str, tuple[Row, ...]] = {}
    lines: dict[str, tuple[int, ...]] = {}
    features = {}
    for each in TABLES:
        if each.name in data:
            rows[each.name], lines[each.name] = _rows(each, data[each.name], issues)
    for layer in LAYER_FILES:
        if layer.name in data:
            features[layer.name], faults = geojson.parse(layer, data[layer.name])
            issues += faults
            rows[layer.name] = _properties(layer, features[layer.name], issues)
    keys, notes = ids(rows), list[Issue]()
    for name, of in rows.items():
        if _referred(DATASETS[name]) <= keys.keys():  # else the file referred to is itself reported
            schema, numbers = DATASETS[name].schema, lines.get(name, ())
            faults = schema.check(name, of, keys, today=today, lines=numbers)
            notes += schema.look(name, of, keys, numbers) if today and not faults else []
            issues += faults
    notices = [] if issues else _notices(folder, data, rows)
    return Bundle(rows, features, content_hash(data), tuple(issues), tuple(notices), tuple(notes))


def ids(rows: Mapping[str, tuple[Row, ...]]) -> Keys:
    """Return the ids that each dataset with rows has, for references between tables."""
    return {name: _ids(DATASETS[name], of) for name, of in rows.items() if of}


def content_hash(data: Mapping[str, bytes]) -> str:
    """Return 12 hexadecimal digits of SHA-256 over the file names and bytes, in sorted order."""
    digest = hashlib.sha256()
    for name in sorted(data):
        file = DATASETS[name].file.encode()
        digest.update(len(file).to_bytes(8, "big") + file + len(data[name]).to_bytes(8, "big") + data[name])
    return digest.hexdigest()[:12]


def _bytes(dataset: Dataset, folder: Path, issues: list[Issue]) -> bytes | None:
    """Return the file's bytes with Unix line ends, so that a checkout with others hashes the same."""
    try:
        found = (folder / dataset.file).read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        rule = (
            "the file is missing"
            if isinstance(error, FileNotFoundError)
            else f"the file cannot be read ({error.strerror})"
        )
        issues.append(Issue(dataset.name, dataset.file, "file", "", rule))
        return None
    if not found.strip():
        issues.append(Issue(dataset.name, dataset.file, "file", "", "the file is empty"))
        return None
    return found


def _rows(dataset: Dataset, data: bytes, issues: list[Issue]) -> tuple[tuple[Row, ...], tuple[int, ...]]:
    """Return the rows of a CSV file, and the line on which each ends.

    A row of another length than its header is left out and reported.
    """
    names = dataset.schema.names
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        read = [(reader.line_num, cells) for cells in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        rule = f"is not readable as UTF-8 CSV: cut off or damaged ({error})"
        issues.append(Issue(dataset.name, dataset.file, "file", "", rule))
        return (), ()
    header = read[0][1]
    faults = [(name, "", "the column is missing") for name in names if name not in header]
    faults += [(name, name, _not_ours(name, names)) for name in header if name not in names]
    if not faults and len(header) != len(names):
        faults = [("header", ",".join(header), "names a column twice")]
    if faults:
        issues += [Issue(dataset.name, "row 1", *fault, line=1) for fault in faults]
        return (), ()
    rows: list[Row] = []
    lines: list[int] = []
    for number, cells in read[1:]:
        if len(cells) == len(header):
            rows.append(dict(zip(header, cells, strict=True)))
            lines.append(number)
        elif cells:
            rule = f"has {len(cells)} cells, the header {len(header)}: cut off, or a comma without quotes"
            issues.append(Issue(dataset.name, f"row {number}", "row", cells[0], rule, number))
    if not rows:
        issues.append(Issue(dataset.name, dataset.file, "file", "", "has no rows"))
    return tuple(rows), tuple(lines)


def _properties(dataset: Dataset, features: tuple[Feature, ...], issues: list[Issue]) -> tuple[Row, ...]:
    """Return the features' properties as rows of text, for the check."""
    names = dataset.schema.names
    numeric = {column.name: column.kind in (Kind.NUMBER, Kind.INTEGER) for column in dataset.schema.columns}
    for each in features:
        for name, value in each.properties.items():
            if name not in names:
                issues.append(Issue(dataset.name, each.id, name, name, _not_ours(name, names)))
            elif value is not None and isinstance(value, (int, float)) is not numeric[name]:
                rule = "must be a number" if numeric[name] else "must be a text"
                issues.append(Issue(dataset.name, each.id, name, geojson.as_text(value), rule))
    return tuple({name: geojson.as_text(each.properties.get(name)) for name in names} for each in features)


def _not_ours(name: str, names: tuple[str, ...]) -> str:
    return f"is not declared{did_you_mean(name, names)}"


def _ids(dataset: Dataset, rows: tuple[Row, ...]) -> frozenset[str]:
    key = dataset.schema.key
    return frozenset(row[key[0]] for row in rows) if len(key) == 1 else frozenset()


def _referred(dataset: Dataset) -> set[str]:
    """Return the datasets that this one refers to; claims and actors name actors by rule."""
    by_rule = {"claims": {"actors"}, "actors": {"actors"}}.get(dataset.name, set())
    return {column.refers for column in dataset.schema.columns if column.refers} | by_rule


def _notices(folder: Path, data: Mapping[str, bytes], rows: Mapping[str, tuple[Row, ...]]) -> list[Issue]:
    """Return where the files are not those that datapackage.json describes."""
    try:
        resources = json.loads((folder / MANIFEST).read_text("utf-8"))["resources"]
        described = {each["name"]: (each["hash"], each["rows"]) for each in resources}
    except (OSError, ValueError, KeyError, TypeError) as error:
        rule = f"is missing or damaged ({type(error).__name__}): {_RENEW}"
        return [Issue("datapackage", MANIFEST, "file", "", rule)]
    notices = []
    for name, found in data.items():
        file_hash = f"sha256:{hashlib.sha256(found).hexdigest()}"
        if described.get(name) != (file_hash, len(rows[name])):
            rule = f"is not the file that {MANIFEST} describes (edited since, or damaged): {_RENEW}"
            notices.append(Issue(name, DATASETS[name].file, "hash", file_hash[:19], rule))
    return notices
