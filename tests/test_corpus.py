"""Files from the tests of other projects: each ends as a careful reader would have it.

The folder lies beside the checkout (`../shared/corpus`) or where BORDER_LEDGER_CORPUS says, and is no part of
the project. `python -m pytest tests/test_corpus.py -m slow -n 0 -s` prints the table of what became of each.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from geodata.catalog import Catalog, open_catalog
from geodata.imports.layer import Level, Refused
from geodata.imports.understand import read

CORPUS = Path(os.environ.get("BORDER_LEDGER_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
SECONDS = 10.0
RENAMED = {"json": ".geojson", "xml": ".kml"}
"""Formats whose files are offered under another ending, as the corpus asks."""

OTHERWISE: Mapping[str, tuple[str, str]] = {
    "unitave__gdal/topojson/topojson3.topojson": (
        "accept with repair",
        "It has several layers, and the reader is asked which one is to be drawn.",
    ),
}
"""Files that we judge otherwise than the manifest: what becomes of them, and why."""
CHANGED_NOTHING = {"few_decimals", "whole_degrees", "nothing"}
"""Rules that warn of a file and leave it as it is."""

pytestmark = pytest.mark.skipif(
    not (CORPUS / "MANIFEST.tsv").is_file(), reason="the files of other projects are not on this machine"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: one of the outcomes of the manifest, in words, and in how many seconds."""

    kind: str
    words: str
    seconds: float


def manifest() -> list[dict[str, str]]:
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def outcome(row: Mapping[str, str], catalog: Catalog) -> Outcome:
    path = CORPUS / row["path"]
    name = path.name if row["format"] not in RENAMED else path.stem + RENAMED[row["format"]]
    data = path.read_bytes()
    start = time.monotonic()
    try:
        layer = read(data, name, catalog)
    except Refused as error:
        return Outcome("reject with clear error", error.message, time.monotonic() - start)
    took = time.monotonic() - start
    assert all(len(values) == len(layer.rows) for values in layer.columns.values())
    assert layer.total == len(layer.rows) + len(layer.set_aside) and len(layer.shapes) == len(layer.rows)
    assert not any(shape.is_empty or not shape.is_valid for shape in layer.shapes)
    grave = [
        each for each in layer.findings if each.level is not Level.NOTE and each.rule not in CHANGED_NOTHING
    ]
    told = [*grave, *layer.set_aside, *layer.questions]
    words = f"{layer.format}: {len(layer.rows)} drawn, {len(layer.set_aside)} set aside, {len(told)} told"
    return Outcome("accept with repair" if told else "accept", words, took)


def fits(row: Mapping[str, str], kind: str) -> bool:
    """Return whether an outcome is one that the row expects."""
    if row["path"] in OTHERWISE:
        return kind == OTHERWISE[row["path"]][0]
    return kind in {part.strip() for part in (row["expected"] + ";" + row["also_acceptable"]).split(";")}


@pytest.mark.slow
def test_every_file_ends_as_its_row_expects() -> None:
    rows = manifest()
    catalog = open_catalog()
    outcomes = {row["path"]: outcome(row, catalog) for row in rows}
    print()
    for row in rows:
        seen = outcomes[row["path"]]
        print(f"{seen.kind[:12]:12}  {seen.seconds:4.1f} s  {row['path']}: {seen.words}")
    wrong = {row["path"]: outcomes[row["path"]] for row in rows if not fits(row, outcomes[row["path"]].kind)}
    assert not wrong
    slow = {path: seen.seconds for path, seen in outcomes.items() if seen.seconds >= SECONDS}
    assert not slow
    for seen in outcomes.values():
        if seen.kind == "reject with clear error":
            assert seen.words.endswith((".", "?")) and "Traceback" not in seen.words


def test_what_is_judged_otherwise_is_in_the_corpus() -> None:
    assert set(OTHERWISE) <= {row["path"] for row in manifest()}
