"""Describing the bundle: datapackage.json for machines, LICENSES.md for people."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

from geodata.bundle.reading import MANIFEST, Bundle, counted
from geodata.bundle.writing import write_text
from geodata.datasets import DATASETS
from geodata.errors import Issue, Sentence, build_command
from geodata.schema.columns import ADDED, Column, Kind, Schema
from geodata.schema.dataset import Dataset, Licence, Table

_TYPES = {
    Kind.TEXT: "string",
    Kind.DATE: "string",
    Kind.NUMBER: "number",
    Kind.INTEGER: "integer",
    Kind.FLAG: "boolean",
}
_ABOUT = (
    "Who holds each crossing and each mine on the Myanmar-China border, since when, and who says so: "
    "claims with their sources, and the layers of the map."
)


LICENCES = "LICENSES.md"


def write(bundle: Bundle, folder: Path) -> None:
    """Write datapackage.json (Frictionless Data Package) and LICENSES.md beside the files."""
    for name, text in _texts(bundle, folder).items():
        write_text(folder / name, text)


def notices(bundle: Bundle) -> tuple[Issue, ...]:
    """Return which of the two is not what `write` would write, for a thorough check of a whole bundle."""
    named = {each.record for each in bundle.notices}
    if named - {MANIFEST}:
        return ()  # the files are not those that are described: that is said already
    found = []
    for name, text in _texts(bundle, bundle.folder).items():
        file = bundle.folder / name
        try:
            same = file.read_bytes().replace(b"\r\n", b"\n") == text.encode()
        except OSError:
            same = False
        if not same and name not in named:
            rule = Sentence("not_derived", command=build_command(bundle.folder))
            found.append(Issue(Path(name).stem, name, "file", "", rule))
    return tuple(found)


def _texts(bundle: Bundle, folder: Path) -> dict[str, str]:
    """Return what each of the two has to say."""
    licences = {each for dataset in _there(bundle) for each in dataset.licences}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "border-ledger",
        "title": "Border Ledger: claims, places and mines on the Myanmar-China border",
        "description": _ABOUT,
        "licenses": [_licence(each) for each in sorted(licences, key=lambda each: each.name)],
        "contributors": [{"title": "Border Ledger contributors", "roles": ["compiler"]}],
        # Not of the standard, which allows more: so a line that is lost from releases.csv is missed.
        "releases": [each.hash for each in bundle.releases],
        "resources": [_resource(each, bundle, folder) for each in _there(bundle)],
    }
    return {
        MANIFEST: json.dumps(package, ensure_ascii=False, indent=1) + "\n",
        LICENCES: _licences_page(bundle),
    }


def _there(bundle: Bundle) -> list[Dataset]:
    """Return the datasets that a bundle has."""
    return [each for each in DATASETS.values() if each.name in bundle.rows]


def _licence(licence: Licence) -> dict[str, str]:
    return {"name": licence.name, "title": licence.title, "path": licence.path}


def _resource(dataset: Dataset, bundle: Bundle, folder: Path) -> dict[str, Any]:
    data = (folder / dataset.file).read_bytes().replace(b"\r\n", b"\n")
    table = isinstance(dataset, Table)
    return {
        "name": dataset.name,
        "path": dataset.file,
        "title": dataset.title,
        "description": " ".join(dataset.caveats),
        "type": "table" if table else "json",
        "format": "csv" if table else "geojson",
        "mediatype": "text/csv" if table else "application/geo+json",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        # A validator counts the rows of a table itself, but cannot count those of a layer.
        counted(dataset): len(bundle.rows[dataset.name]),
        "schema": _schema(dataset.schema),
        "licenses": [_licence(each) for each in dataset.licences],
        "sources": [
            {"title": each.title, "path": each.path} if each.path else {"title": each.title}
            for each in dataset.origins
        ],
        "attribution": dataset.attribution,
    }


def _schema(schema: Schema) -> dict[str, Any]:
    made: dict[str, Any] = {
        "fields": [_field(each, schema) for each in schema.columns],
        "primaryKey": [*schema.key, ADDED.name] if schema.replaceable else list(schema.key),
    }
    keys = [
        {
            "fields": [each.name],
            "reference": {"resource": each.refers, "fields": [DATASETS[each.refers].schema.key[0]]},
        }
        for each in schema.columns
        if each.refers and not each.many
    ]
    return made | ({"foreignKeys": keys} if keys else {})


def _field(column: Column, schema: Schema) -> dict[str, Any]:
    about = f"{column.about}; several values, joined by {column.many!r}" if column.many else column.about
    made: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind], "description": about}
    if column.kind is Kind.FLAG:
        made |= {"trueValues": ["true"], "falseValues": ["false"]}
    limits: dict[str, Any] = {}
    if column.required:
        limits["required"] = True
    if column.unique and not schema.replaceable:  # else the row that replaces another may have its value
        limits["unique"] = True
    if column.words:
        limits["enum"] = [str(word) for word in column.words]
    if column.pattern:
        limits["pattern"] = column.pattern
    if column.kind in (Kind.NUMBER, Kind.INTEGER):
        bounds = {"minimum": column.low, "maximum": column.high}
        limits |= {name: bound for name, bound in bounds.items() if math.isfinite(bound)}
    return made | ({"constraints": limits} if limits else {})


def _licences_page(bundle: Bundle) -> str:
    lines = [
        "# Licences and attribution of the data",
        "",
        "The code's licence does not cover these files. Machines read the same in `datapackage.json`.",
        "",
        "| file | rows | what | licence | attribution |",
        "|---|---|---|---|---|",
    ]
    for each in _there(bundle):
        terms = ", ".join(f"[{licence.name}]({licence.path})" for licence in each.licences)
        lines.append(
            f"| `{each.file}` | {len(bundle.rows[each.name])} | {each.title} | {terms} | {each.attribution} |"
        )
    lines += ["", "## What not to conclude", ""]
    lines += [f"- `{each.file}`: {caveat}" for each in _there(bundle) for caveat in each.caveats]
    return "\n".join(lines) + "\n"
