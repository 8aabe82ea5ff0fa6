"""A bad row is impossible: days that cannot be, claims recorded too early, several values for one."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from geodata import dates, open_catalog
from geodata.__main__ import main
from geodata.bundle.reading import Bundle, ids, read_bundle
from geodata.cli import commands
from geodata.datasets import DATASETS, TABLES
from geodata.dates import date_fault
from geodata.errors import FOLDER, BrokenBundle, Issue
from geodata.schema.columns import Kind

TODAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def bundle(second: Path) -> Bundle:
    return read_bundle(second, TODAY)


@pytest.fixture
def folder(second: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(second, tmp_path / "data"))


def edit(file: Path, change: Callable[[list[dict[str, str]]], object]) -> None:
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    change(rows)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def faults(bundle: Bundle, table: str, number: int, **cells: str) -> list[Issue]:
    """Return what `check` says of one row of the ledger after its cells were changed."""
    row = dict(bundle.rows[table][number]) | cells
    return DATASETS[table].schema.check(table, [row], ids(bundle.rows), today=TODAY)


def claim(bundle: Bundle, **cells: str) -> tuple[list[Issue], list[Issue]]:
    """Return the faults of a claim of Kanpaiti with these cells, and what is odd about it."""
    bare = {"start": "", "end": "", "as_of": "", "recorded": "2024-11-26", "stance": "asserts"}
    row = dict(bundle.rows["claims"][0]) | bare | cells
    schema = DATASETS["claims"].schema
    keys = ids(bundle.rows)
    return schema.check("claims", [row], keys, today=TODAY), schema.look("claims", [row], keys)


DATES = [
    (table.name, column.name)
    for table in TABLES
    for column in table.schema.columns
    if column.kind is Kind.DATE
]


@pytest.mark.parametrize(("table", "field"), DATES)
@pytest.mark.parametrize("day", ["0001-01-01", "0001", "1899-12-31", "../1899", "1850/2024-11-20", "18XX"])
def test_a_day_before_1900_is_refused_in_every_table(
    bundle: Bundle, table: str, field: str, day: str
) -> None:
    issues = faults(bundle, table, 0, **{field: day})
    assert (field, "must not lie before 1 Jan 1900") in {(issue.field, issue.rule) for issue in issues}


@pytest.mark.parametrize(("table", "field"), DATES)
@pytest.mark.parametrize("day", ["2026-11-28", "2026-12", "2027", "2099~", "2024/2099", "../2099"])
def test_a_day_that_has_not_come_is_refused_in_every_table(
    bundle: Bundle, table: str, field: str, day: str
) -> None:
    issues = faults(bundle, table, 0, **{field: day})
    rule = "must not lie in the future: today is 27 Nov 2026"
    assert (field, rule) in {(issue.field, issue.rule) for issue in issues}


@pytest.mark.parametrize(
    "day", ["1900", "1900-01-01", "../1900", "2026-11-27", "2026-11~", "2026", "2024/2026", "2026-11-01/.."]
)
def test_a_loose_or_open_day_whose_first_day_has_come_is_fine(day: str) -> None:
    assert date_fault(day, TODAY) == ""


def test_the_period_of_a_tie_lies_after_1900(bundle: Bundle) -> None:
    (issue,) = faults(bundle, "actors", 1, relations="ally:pdf:0001/..")
    assert (issue.field, issue.rule) == ("relations", "must not lie before 1 Jan 1900")


def test_an_assertion_recorded_before_it_began_is_refused(bundle: Bundle) -> None:
    for name in ("start", "as_of"):
        (issue,), _ = claim(bundle, **{name: "2024-11-27"})
        assert issue.field == "recorded" and issue.value == "2024-11-26"
        assert f"must not lie before {name} (2024-11-27)" in issue.rule and "'unconfirmed'" in issue.rule
        assert claim(bundle, **{name: "2024-11-26"}) == ([], [])
    assert claim(bundle, start="2024-11", recorded="2024-11-03")[0] == []
    assert claim(bundle, start="../2024-11-30")[0] == []
    assert claim(bundle, start="2024-12", recorded="2024-11")[0]
    assert claim(bundle, start="2024-12", recorded="2024")[0] == []


@pytest.mark.parametrize("stance", ["unconfirmed", "denies"])
def test_an_announcement_is_accepted_and_said_to_be_one(bundle: Bundle, stance: str) -> None:
    issues, (odd,) = claim(bundle, stance=stance, start="2024-11-30")
    assert issues == []
    assert (odd.record, odd.field, odd.value) == ("k0001", "start", "2024-11-30")
    assert odd.rule == "lies after the day of record (2024-11-26): announced, not seen"


def test_an_announced_end_is_accepted_and_said_to_be_one(bundle: Bundle) -> None:
    issues, (odd,) = claim(bundle, start="2024-11-20", end="2024-12-31")
    assert issues == [] and odd.field == "end"


def test_the_shipped_ledger_keeps_the_new_rules_and_its_announcements_are_named(bundle: Bundle) -> None:
    assert read_bundle(FOLDER, dates.today()).issues == bundle.issues == ()
    assert {(note.record, note.field) for note in bundle.notes} >= {
        ("s0041", "end"),
        ("s0069", "start"),
        ("s0188", "end"),
        ("s0189", "start"),
        ("s0228", "start"),
        ("s0269", "start"),
        ("s0273", "start"),
        ("s0300", "end"),
    }
    by_id = {row["claim_id"]: row for row in bundle.rows["claims"]}
    for note in bundle.notes:
        assert note.field == "end" or by_id[note.record]["stance"] == "unconfirmed"


ONE_VALUE = [
    (table.name, column.name)
    for table in TABLES
    for column in table.schema.columns
    if not column.many and not column.prose
]


@pytest.mark.parametrize(("table", "field"), ONE_VALUE)
def test_two_values_where_one_is_meant_are_refused_in_every_table(
    bundle: Bundle, table: str, field: str
) -> None:
    issues = faults(bundle, table, 0, **{field: "one|two"})
    assert (field, "must hold one value, not several joined by '|'") in {(i.field, i.rule) for i in issues}


def test_free_text_may_have_the_sign_that_parts_values_elsewhere() -> None:
    prose = {(table.name, column.name) for table in TABLES for column in table.schema.columns if column.prose}
    assert prose == {
        ("claims", "restates"),
        ("claims", "note"),
        ("sources", "title"),
        ("sources", "note"),
        ("measures", "scope"),
        ("measures", "note"),
        ("episodes", "note"),
        ("places", "note"),
        ("actors", "note"),
    }


@pytest.mark.parametrize("cell", ["k0001||k0002", "|k0001", "k0001|", "k0001 | k0002", "|"])
def test_several_values_have_nothing_empty_between_them(bundle: Bundle, cell: str) -> None:
    assert "claims" in {issue.field for issue in faults(bundle, "episodes", 0, claims=cell)}


def test_a_second_chinese_name_is_a_spelling_to_search_by() -> None:
    catalog = open_catalog()
    lweje = catalog.places["lweje"]
    assert lweje.name_zh == "雷基" and "洋人街" in lweje.names
    assert catalog.find_place("洋人街") == catalog.find_place("雷基") == lweje
    assert "|" not in "".join(actor.name_zh or "" for actor in catalog.actors.values())


def test_a_start_in_year_1_is_no_ledger_to_open(folder: Path) -> None:
    edit(folder / "claims.csv", lambda rows: rows[0].update(start="0001-01-01"))
    with pytest.raises(BrokenBundle, match="must not lie before 1 Jan 1900"):
        open_catalog(folder)


def test_check_names_the_line_and_goes_by_the_clock_but_opening_does_not(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {"claim_id": "s9999", "supersedes": "", "recorded": "2031-05-01", "added": "3"}
    edit(folder / "claims.csv", lambda rows: rows.append(rows[-1] | new))
    file = folder / "claims.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("\n", "\n\n", 1), encoding="utf-8")
    last = len(file.read_text(encoding="utf-8").splitlines())
    monkeypatch.setattr(commands, "today", lambda: date(2031, 4, 30))
    assert main(["check", "--json", "--bundle", str(folder)]) == 1
    (issue,) = json.loads(capsys.readouterr().out)["issues"]
    assert (issue["record"], issue["field"], issue["line"]) == ("s9999", "recorded", last)
    assert issue["rule"] == "must not lie in the future: today is 30 Apr 2031"
    assert main(["check", "--bundle", str(folder)]) == 1
    said = capsys.readouterr().out.splitlines()
    head = next(number for number, line in enumerate(said) if line.startswith("dataset"))
    assert said[head].split()[:3] == ["dataset", "line", "record"]
    assert said[head + 2].split()[:3] == ["claims", str(last), "s9999"]
    assert open_catalog(folder).newest_record == date(2031, 5, 1)
    monkeypatch.setattr(commands, "today", lambda: date(2031, 5, 1))
    assert main(["check", "--bundle", str(folder)]) == 0


def test_check_prints_what_is_odd_as_notes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [
        line
        for line in said
        if line.startswith("note: claims · s0069 · start") and line.endswith("(line 390)")
    ]
    assert main(["check", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] and found["notices"] == []
    assert {"dataset": "claims", "record": "s0069", "field": "start"}.items() <= found["notes"][1].items()


def test_nothing_asks_the_clock_but_one_function(root: Path) -> None:
    asking = {
        path.name
        for path in (root / "geodata").rglob("*.py")
        for text in [path.read_text(encoding="utf-8")]
        if "datetime.now" in text or "date.today" in text or "time.time" in text
    }
    assert asking == {"dates.py"}
    assert abs((dates.today() - date.today()).days) <= 1  # noqa: DTZ011
