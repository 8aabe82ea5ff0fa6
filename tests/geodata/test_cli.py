"""The command line: shapes, tables, exit codes, and a sentence for what cannot be asked."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from geodata.__main__ import main
from geodata.catalog import Catalog
from geodata.datasets import DATASETS
from geodata.errors import FOLDER

ROOT = FOLDER.parent.parent
STATE_KEYS = [
    "place_id",
    "name",
    "kind",
    "dimension",
    "status",
    "actors",
    "with",
    "from_actors",
    "value",
    "from_value",
    "derived_from",
    "since",
    "until",
    "may_have_changed",
    "newest_evidence",
    "first_evidence",
    "stale",
    "origins",
    "used",
    "set_aside",
]


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """Run a command that must succeed and return its one JSON object."""
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refuse(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must be refused and return its one sentence."""
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1
    return said.err


def test_check_passes_and_counts(capsys: pytest.CaptureFixture[str], shipped: Catalog) -> None:
    found = ask(capsys, "check")
    assert (found["ok"], found["data"], found["issues"], found["notices"]) == (True, shipped.hash, [], [])
    assert found["rows"]["claims"] == len(shipped.claims)
    assert main(["check"]) == 0
    assert shipped.hash in capsys.readouterr().out


def test_check_lists_every_fault_at_once_and_nothing_else_opens(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "data")
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    head = rows[0]
    for number, field, value in (
        (1, "place_id", "kanpaitii"),
        (2, "recorded", "2024-11-31"),
        (3, "source_id", "ap-2024-kanpait"),
        (4, "claim_id", rows[5][0]),
    ):
        rows[number][head.index(field)] = value
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    assert main(["check", "--bundle", str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert {tuple(issue) for issue in found["issues"]} == {
        ("dataset", "record", "field", "value", "rule", "line")
    }
    named = {(issue["field"], issue["value"]) for issue in found["issues"]}
    assert {
        ("place_id", "kanpaitii"),
        ("recorded", "2024-11-31"),
        ("source_id", "ap-2024-kanpait"),
        ("claim_id", rows[5][0]),
    } <= named
    assert main(["check", "--bundle", str(folder)]) == 1
    assert "kanpaitii" in capsys.readouterr().out
    for command in (["describe"], ["state", "--on", "2024-11-26"], ["mines", "--on", "2024-11-26"]):
        assert main([*command, "--bundle", str(folder)]) == 1
        said = capsys.readouterr()
        assert said.out == "" and "kanpaitii" in said.err and "2024-11-31" in said.err


def test_a_folder_without_a_bundle_is_said_to_be_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check", "--bundle", str(tmp_path)]) == 1
    assert capsys.readouterr().out.count("the file is missing") == sum(
        not each.optional for each in DATASETS.values()
    )


def test_describe_names_rows_licence_and_caveats(capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(capsys, "describe")
    assert [each["name"] for each in found["datasets"]] == list(DATASETS)
    assert all(each["rows"] and each["licences"] and each["attribution"] for each in found["datasets"])
    assert main(["describe"]) == 0
    assert "not surveyed" in capsys.readouterr().out


def test_state_has_the_agreed_shape(capsys: pytest.CaptureFixture[str], shipped: Catalog) -> None:
    found = ask(capsys, "state", "--on", "2024-11-26")
    assert list(found) == ["on", "known_on", "policy", "data", "places"]
    assert (found["on"], found["policy"], found["data"]) == ("2024-11-26", "reported", shipped.hash)
    assert found["known_on"] == shipped.newest_record.isoformat()
    assert [each["place_id"] for each in found["places"]] == list(shipped.places)
    assert {tuple(each) for each in found["places"]} == {tuple(STATE_KEYS)}
    by_id = {each["place_id"]: each for each in found["places"]}
    kanpaiti = by_id["kanpaiti"]
    assert (kanpaiti["status"], kanpaiti["actors"], kanpaiti["with"]) == ("held", ["kia"], ["pdf"])
    assert kanpaiti["since"] == {"earliest": "2024-11-20", "latest": "2024-11-21"}
    assert {"claim_id": "k0020", "reason": "differs from its origin"} in kanpaiti["set_aside"]
    assert all(
        (each["since"] is None) or set(each["since"]) == {"earliest", "latest"} for each in by_id.values()
    )


def test_since_before_has_no_earliest_day(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = ask(capsys, "state", "--on", "2024-09-01", "--place", "pangwa")["places"]
    assert found["status"] == "held" and found["since"]["earliest"] is None


def test_gates_answer_in_value(capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(capsys, "state", "--on", "2024-11-26", "--dimension", "gate", "--kind", "gate")
    assert {each["kind"] for each in found["places"]} == {"gate"}
    assert {each["value"] for each in found["places"]} & {"open", "closed", "partial"}
    assert all(each["actors"] == [] for each in found["places"])


def test_known_on_and_policy_change_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    ask_kanpaiti = ("state", "--place", "kanpaiti", "--on")
    before = ask(capsys, *ask_kanpaiti, "2024-11-25", "--known-on", "2024-11-15")
    assert before["known_on"] == "2024-11-15"
    assert before["places"][0]["actors"] == ["kbgf", "sac"]
    loose = ask(capsys, *ask_kanpaiti, "2023-12-01", "--policy", "any")
    assert loose["places"][0]["status"] == "contested"


def test_no_day_of_knowledge_lies_after_the_newest_record(
    capsys: pytest.CaptureFixture[str], shipped: Catalog
) -> None:
    question = ("state", "--on", "2024-11-26", "--place", "muse", "--known-on")
    assert ask(capsys, *question, "2030-01-01") == ask(capsys, *question, shipped.newest_record.isoformat())


def test_a_gate_says_whose_claims_it_rests_on_and_what_it_was_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    question = ("state", "--dimension", "gate", "--on")
    (gate,) = ask(capsys, *question, "2024-10-20", "--place", "man-wein-gyi-gate")["places"]
    assert (gate["status"], gate["from_value"], gate["value"]) == ("changing", "open", "closed")
    assert gate["derived_from"] == "kachin-china-border"


def test_a_state_since_a_day_or_before_is_told_as_by_that_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`../2023-10-31` is on that day or before it, not only before it."""
    question = ("state", "--on", "2024-11-26", "--place", "hpawng-hseng")
    (found,) = ask(capsys, *question)["places"]
    assert found["since"] == {"earliest": None, "latest": "2023-11-01"}
    assert main(question) == 0
    told = capsys.readouterr().out
    assert "by 2023-10-31" in told and "before" not in told


def test_places_are_taken_in_any_spelling_and_only_once(capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(capsys, "state", "--on", "2024-11-26", "--place", "木姐", "muse", "--place", "Pangwa")
    assert [each["place_id"] for each in found["places"]] == ["muse", "pangwa"]


def test_changes_have_the_agreed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(capsys, "changes", "--from", "2024-09-01", "--to", "2024-11-26")
    assert list(found) == ["from", "to", "changes"]
    assert {tuple(each) for each in found["changes"]} == {
        ("place_id", "dimension", "before", "after", "window", "claims")
    }
    by_id = {each["place_id"]: each for each in found["changes"]}
    assert {"kanpaiti", "pangwa", "chipwi"} <= set(by_id) and "muse" not in by_id
    assert by_id["kanpaiti"]["before"]["actors"] == ["kbgf", "sac"]
    assert by_id["kanpaiti"]["after"]["actors"] == ["kia"]
    assert by_id["kanpaiti"]["window"] == {"earliest": "2024-11-20", "latest": "2024-11-21"}
    assert by_id["kanpaiti"]["claims"]


def test_nothing_changes_within_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "changes", "--from", "2024-11-26", "--to", "2024-11-26")["changes"] == []


def test_mines_have_the_agreed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(capsys, "mines", "--on", "2024-11-26")
    assert list(found) == ["on", "total", "by_status", "clusters"]
    assert found["total"] == {"clusters": 34, "pools": 2497, "area_ha": 6087.5}
    assert found["by_status"] == [
        {"status": "held", "actors": ["kia"], "clusters": 34, "pools": 2497, "area_ha": 6087.5}
    ]
    assert {tuple(each) for each in found["clusters"]} == {
        (
            "cluster_id",
            "label",
            "pools",
            "area_ha",
            "place_id",
            "status",
            "actors",
            "from_actors",
            "newest_evidence",
            "first_evidence",
            "stale",
            "may_have_changed",
            "origins",
            "nearest_crossing",
            "distance_km",
        )
    }


@pytest.mark.parametrize("form", ["csv", "geojson", "geoparquet", "gpkg", "xlsx"])
def test_export_writes_the_file_and_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    out = tmp_path / "out"
    assert main(["export", "--format", form, "--on", "2024-11-26", "--kind", "town", "--out", str(out)]) == 0
    assert out.stat().st_size > 1000 and "44 rows" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("state", "--on", "2024-11-26"),
        ("state", "--on", "2024-11-26", "--dimension", "rare_earth", "--kind", "area"),
        ("changes", "--from", "2024-09-01", "--to", "2024-11-26"),
        ("mines", "--on", "2024-10-18"),
    ],
)
def test_without_json_there_is_a_table(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("----") for line in lines) and not lines[-1].startswith("{")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("state", "--on", "2024-11-26", "--place", "kanpati"), "did you mean 'kanpaiti'?"),
        (("state", "--on", "2024-11-26", "--policy", "strickt"), "did you mean 'strict'?"),
        (("state", "--on", "2024-11-26", "--policy", ""), "is one of any, reported, corroborated, strict"),
        (("state", "--on", "2024-02-30"), "did you mean 2024-02-29?"),
        (("state", "--on", "2024-13-01"), "did you mean 2024-12-01?"),
        (("state", "--on", "0000-00-00"), "did you mean 0001-01-01?"),
        (("state", "--on", "26.11.2024"), "write YYYY-MM-DD"),
        (("state", "--on", "2024-11"), "write YYYY-MM-DD"),
        (("state", "--on", ""), "write YYYY-MM-DD"),
        (("state", "--on", "2024-11-26", "--known-on", "2024-11-31"), "did you mean 2024-11-30?"),
        (("state", "--on", "2024-11-26", "--kind", "gates"), "did you mean 'gate'?"),
        (("state", "--on", "2024-11-26", "--dimension", "offensive"), "control, gate, rare_earth"),
        (("changes", "--from", "2024-11-26", "--to", "2024-09-01"), "lies before --from"),
        (("changes", "--from", "2024-09-01", "--to", "2024-09-31"), "did you mean 2024-09-30?"),
        (("mines", "--on", "2023-02-29"), "did you mean 2023-02-28?"),
        (("mines", "--on", "2024-11-26", "--policy", "reportd"), "did you mean 'reported'?"),
        (("export", "--format", "cvs", "--on", "2024-11-26", "--out", "x"), "did you mean 'csv'?"),
        (("export", "--format", "csv", "--on", "2024-11-26", "--out", "/no/x"), "cannot be written"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in refuse(capsys, *arguments)


@pytest.mark.parametrize("command", ["check", "describe", "state", "changes", "mines", "export"])
def test_help_has_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert f"example: python -m geodata {command}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [(), ("stat",), ("state",), ("state", "--on")])
def test_a_command_that_is_none_exits_with_2(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_it_runs_as_a_module_in_a_plain_locale_and_into_a_closed_pipe() -> None:
    command = [sys.executable, "-m", "geodata", "state", "--on", "2024-11-26", "--place", "muse", "--json"]
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, check=True)
    assert json.loads(done.stdout)["places"][0]["actors"] == ["sac"] and done.stderr == b""
    reader, writer = os.pipe()
    os.close(reader)
    broken = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert b"Traceback" not in broken.stderr


def test_a_state_says_its_origins_its_first_evidence_and_the_days_of_an_undated_change(
    capsys: pytest.CaptureFixture[str],
) -> None:
    question = ("state", "--dimension", "gate", "--place", "muse", "--on", "2024-11-26")
    (muse,) = ask(capsys, *question)["places"]
    assert (muse["value"], muse["may_have_changed"], muse["newest_evidence"]) == (
        "closed",
        True,
        "2024-11-07",
    )
    assert muse["until"] == {"earliest": "2024-11-08", "latest": "2025-06-22"}
    assert main(question) == 0
    assert "changed at some time between 2024-11-08 and 2025-06-21" in capsys.readouterr().out
    (kanpaiti,) = ask(capsys, "state", "--place", "kanpaiti", "--on", "2020-01-01")["places"]
    assert (kanpaiti["first_evidence"], kanpaiti["stale"]) == ("2024-06-14", True)
    mines = ask(capsys, "mines", "--on", "2020-01-01")["clusters"]
    assert all(mine["first_evidence"] and mine["stale"] and mine["origins"] for mine in mines)


def test_the_newest_reports_are_described(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "describe")["newest_report"] == {"control": "2026-03-07", "gate": "2026-03-02"}
