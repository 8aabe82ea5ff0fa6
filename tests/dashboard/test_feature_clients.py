"""Programs of other houses as clients of the OGC API: GDAL 3.6 of Debian, GDAL 3.12 of pyogrio, OWSLib."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyogrio
import pytest
from owslib.ogcapi.features import Features

from geodata import __main__ as command_line
from geodata.exports.features import COLLECTIONS, Asked
from geodata.exports.features import features as every
from tests.feature_questions import QUESTIONS, Question, Said, expected, ledger, said
from tests.loopback import served_apart
from tests.marks import some_slow
from tests.programs import needed

NAMES = [each.name for each in QUESTIONS]
ASKED = some_slow(QUESTIONS, [each for each in QUESTIONS if each.box or "since" in each.name])


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    with served_apart("dashboard.service.features") as address:
        yield f"{address}/ogc"


def source(root: str, question: Question) -> str:
    query = urlencode(question.params, safe="/")
    return f"OAPIF:{root}?{query}" if query else f"OAPIF:{root}"


def by_ogr2ogr(root: str, question: Question, folder: Path) -> Said:
    """Return the answer of Debian's GDAL, which writes it to a GeoJSON."""
    out = folder / "out.geojson"
    options = ["-where", question.where] if question.where else []
    options += ["-spat", *map(str, question.box)] if question.box else []
    call = [needed("ogr2ogr"), "-f", "GeoJSON", out, source(root, question), question.collection, *options]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    rows = [each["properties"] for each in json.loads(out.read_text())["features"]]
    return {row["id"]: said(row, question.said) for row in rows}


def by_pyogrio(root: str, question: Question) -> Said:
    found = pyogrio.read_dataframe(
        source(root, question),
        layer=question.collection,
        where=question.where or None,
        bbox=question.box,
        fid_as_index=False,
        use_arrow=False,
    )
    rows = found.to_dict("records")
    return {row["id"]: said({n: _plain(row[n]) for n in question.said}, question.said) for row in rows}


def _plain(value: Any) -> Any:
    """Return a cell of pandas as the ledger has it: an array is a list, a missing text is none."""
    return value if isinstance(value, str) else list(value) if hasattr(value, "__len__") else None


def by_owslib(root: str, question: Question) -> Said:
    service = Features(f"{root}/")
    more = {"filter": question.filter} if question.filter else {}
    box = {"bbox": list(question.box)} if question.box else {}
    page = service.collection_items(question.collection, limit=1000, **box, **question.params, **more)
    return {each["id"]: said(each["properties"], question.said) for each in page["features"]}


@pytest.mark.parametrize("question", ASKED, ids=NAMES)
def test_gdal_of_debian_has_the_answers_of_the_ledger(root: str, tmp_path: Path, question: Question) -> None:
    assert by_ogr2ogr(root, question, tmp_path) == expected(question)


@pytest.mark.parametrize("question", ASKED, ids=NAMES)
def test_gdal_of_pyogrio_has_the_answers_of_the_ledger(root: str, question: Question) -> None:
    assert by_pyogrio(root, question) == expected(question)


@pytest.mark.parametrize("question", ASKED, ids=NAMES)
def test_owslib_has_the_answers_of_the_ledger(root: str, question: Question) -> None:
    assert by_owslib(root, question) == expected(question)


@pytest.mark.parametrize(
    "question",
    some_slow(
        [each for each in QUESTIONS if each.command], [each for each in QUESTIONS if "since" in each.name]
    ),
    ids=lambda each: each.name,
)
def test_the_command_line_has_the_answers_of_the_ledger(
    capsys: pytest.CaptureFixture[str], question: Question
) -> None:
    assert question.command and question.told
    assert command_line.main([*question.command]) == 0
    told = question.told(json.loads(capsys.readouterr().out))
    wanted = expected(question)
    assert {key: text for key, text in told.items() if key in wanted} == wanted
    if question.where:
        assert told == wanted


# -- Filters of dates ------------------------------------------------------------------------------

_EVERY = {each.id: each.row for each in every(ledger(), COLLECTIONS["control-intervals"], Asked())}
_DAY = date(2024, 1, 1)


def _rows(wanted: Any) -> set[str]:
    return {key for key, row in _EVERY.items() if wanted(row)}


DATES = {
    "since_earliest >= '2024-01-01'": _rows(lambda r: r["since_earliest"] and r["since_earliest"] >= _DAY),
    "since_latest <= '2024-01-01'": _rows(lambda r: r["since_latest"] and r["since_latest"] <= _DAY),
    "until_earliest > '2024-01-01'": _rows(lambda r: r["until_earliest"] and r["until_earliest"] > _DAY),
    "until_latest < '2024-01-01'": _rows(lambda r: r["until_latest"] and r["until_latest"] < _DAY),
    "start = '2024-11-20'": _rows(lambda r: r["start"] == date(2024, 11, 20)),
    "since_earliest BETWEEN '2024-01-01' AND '2024-06-30'": _rows(
        lambda r: r["since_earliest"] and _DAY <= r["since_earliest"] <= date(2024, 6, 30)
    ),
    "since_earliest >= '2024-01-01' AND status = 'held'": _rows(
        lambda r: r["since_earliest"] and r["since_earliest"] >= _DAY and r["status"] == "held"
    ),
    "since_earliest >= '2024-01-01' OR until_latest IS NULL": _rows(
        lambda r: (r["since_earliest"] and r["since_earliest"] >= _DAY) or r["until_latest"] is None
    ),
    "NOT (since_earliest >= '2024-01-01')": _rows(
        lambda r: r["since_earliest"] is not None and r["since_earliest"] < _DAY
    ),
    "since_earliest IS NULL": _rows(lambda r: r["since_earliest"] is None),
}
"""What a condition on days says, by the rows themselves."""


@pytest.mark.parametrize("where", some_slow(DATES, [*DATES][::3]))
def test_a_condition_on_days_returns_what_it_says_on_both_gdals(
    root: str, where: str, tmp_path: Path
) -> None:
    question = Question("", "control-intervals", ("status",), lambda _: {}, where=where)
    wanted = DATES[where]
    assert 0 < len(wanted) < len(_EVERY)
    assert set(by_pyogrio(root, question)) == wanted
    assert set(by_ogr2ogr(root, question, tmp_path)) == wanted


@pytest.mark.parametrize("name", some_slow(COLLECTIONS, ["crossings"]))
def test_each_column_has_its_type_whatever_the_first_page_has(root: str, name: str) -> None:
    kinds = {
        date: "Date",
        bool: "Integer(Boolean)",
        int: "Integer",
        float: "Real",
        str: "String",
        list: "StringList",
    }
    of = COLLECTIONS[name]
    call = [needed("ogrinfo"), "-so", f"OAPIF:{root}", name]
    told = subprocess.run(call, check=True, capture_output=True, text=True, timeout=120).stdout
    found = dict(
        line.split(" (")[0].split(": ", 1)
        for line in told.splitlines()
        if " (0.0)" in line or " (1.0)" in line
    )
    lines = [line for line in told.splitlines() if ": " in line]
    for column, held in of.columns.items():
        assert any(line.startswith(f"{column}: {kinds[held.holds]} (") for line in lines), (
            name,
            column,
            found,
        )
    types = dict(
        zip(
            *(pyogrio.read_info(f"OAPIF:{root}", layer=name)[k] for k in ("fields", "ogr_types")),
            strict=True,
        )
    )
    for column, held in of.columns.items():
        assert types[column] == "OFT" + kinds[held.holds].partition("(")[0], (name, column)


@pytest.mark.slow
def test_gdal_reads_every_collection_to_its_last_page(root: str, tmp_path: Path) -> None:
    for name, of in COLLECTIONS.items():
        assert len(pyogrio.read_dataframe(f"OAPIF:{root}", layer=name)) == len(every(ledger(), of, Asked()))
    out = tmp_path / "claims.csv"
    call = [
        needed("ogr2ogr"),
        "-f",
        "CSV",
        out,
        f"OAPIF:{root}",
        "claims",
        "-select",
        "claim_id,about_last_day",
    ]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    lines = out.read_text().splitlines()
    assert len(lines) == 1 + len(ledger().claims)
    assert all(len(line.split(",")[1]) == len("2024/11/20") for line in lines[1:])


def test_owslib_reads_the_documents(root: str) -> None:
    service = Features(f"{root}/")
    assert sorted(service.feature_collections()) == sorted(COLLECTIONS)
    assert any(each.endswith("/core") for each in service.conformance()["conformsTo"])
    assert service.api()["openapi"].startswith("3.0")
    assert service.collection("gates")["title"] == "Gates"
    assert set(service.collection_queryables("gates")["properties"]) == set(COLLECTIONS["gates"].columns)
    assert service.collection_item("claims", "k0020")["id"] == "k0020"
