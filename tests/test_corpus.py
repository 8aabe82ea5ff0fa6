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

from geodata.imports.layer import Refused
from geodata.imports.reading import read_table

CORPUS = Path(os.environ.get("BORDER_LEDGER_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
SECONDS = 10.0
RENAMED = {"json": ".geojson", "xml": ".kml"}
"""Formats whose files are offered under another ending, as the corpus asks."""

OTHERWISE: Mapping[str, tuple[str, str]] = {}
"""Files that we judge otherwise than the manifest: what becomes of them, and why."""

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


def outcome(row: Mapping[str, str]) -> Outcome:
    path = CORPUS / row["path"]
    name = path.name if row["format"] not in RENAMED else path.stem + RENAMED[row["format"]]
    data = path.read_bytes()
    start = time.monotonic()
    try:
        table = read_table(data, name)
    except Refused as error:
        return Outcome("reject with clear error", error.message, time.monotonic() - start)
    took = time.monotonic() - start
    assert all(len(values) == len(table.rows) for values in table.columns.values())
    assert table.shapes is None or len(table.shapes) == len(table.rows)
    numbers = [*map(int, table.rows), *(aside.row for aside in table.set_aside)]
    assert len(set(numbers)) == len(numbers)
    told = [*table.findings, *table.set_aside, *table.questions]
    words = f"{table.format}: {len(table.rows)} read, {len(table.set_aside)} set aside, {len(told)} told"
    return Outcome("accept with repair" if told else "accept", words, took)


def fits(row: Mapping[str, str], kind: str) -> bool:
    """Return whether an outcome is one that the row expects; the linter's repairs are not made yet here."""
    if row["path"] in OTHERWISE:
        return kind == OTHERWISE[row["path"]][0]
    good = {part.strip() for part in (row["expected"] + ";" + row["also_acceptable"]).split(";")}
    if kind.startswith("accept"):
        return bool({"accept", "accept with repair"} & good)
    return kind in good


@pytest.mark.slow
def test_every_file_ends_as_its_row_expects(caplog: pytest.LogCaptureFixture) -> None:
    rows = manifest()
    with caplog.at_level("DEBUG", "geodata.imports"):
        outcomes = {row["path"]: outcome(row) for row in rows}
    assert "Traceback" not in caplog.text  # not in the processes of workers either
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
