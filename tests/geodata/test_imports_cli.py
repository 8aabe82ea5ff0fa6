"""`python -m geodata import`: what is told, and how it ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from geodata.__main__ import main
from geodata.imports.layer import Answers, Limits, Refused, Table
from tests.geodata.imported import table


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file, read by a plain stand-in for the reading of formats: lines of cells."""

    def read_table(data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
        if not data:
            raise Refused(f"{name} is empty.")
        head, *lines = (line.split(";") for line in data.decode().splitlines())
        return table({column: [line[i] or None for line in lines] for i, column in enumerate(head)})

    monkeypatch.setitem(
        sys.modules, "geodata.imports.readers.reading", SimpleNamespace(read_table=read_table)
    )
    path = tmp_path / "events.csv"
    path.write_text("lon;lat;date\n98.11739;25.40319;2024-11-20\n98.2;;2024-11-21\n")
    return path


def test_a_file_that_can_be_drawn(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(file), "--report"]) == 0
    told = capsys.readouterr().out
    assert "2 rows: 1 drawn, 1 set aside" in told
    assert "no_coordinates" in told and "row 2" in told and "lon: column 'lon'" in told


def test_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["total"], told["drawn"], told["set_aside"]) == (2, 1, 1)
    assert told["set_aside_by_rule"] == {"no_coordinates": 1}
    assert told["findings"][0]["level"] == "error" and told["questions"] == []


def test_nothing_can_be_drawn(file: Path) -> None:
    file.write_text("a;b\nx;y\n")
    assert main(["import", str(file)]) == 1


def test_an_open_question_says_what_to_set(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("lon;lat;date\n98.11739;25.40319;05/11/2024\n")
    assert main(["import", str(file)]) == 2
    assert "--set day_first=true" in capsys.readouterr().out
    assert main(["import", str(file), "--set", "day_first=true"]) == 0
    assert "5 Nov 2024" in capsys.readouterr().out


@pytest.mark.parametrize("said", ["day_first", "nothing=1", "lon=nowhere"])
def test_what_cannot_be_set(said: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(file), "--set", said]) == 2
    assert capsys.readouterr().err.startswith("import: ")


def test_refused_and_missing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"")
    assert main(["import", str(file)]) == 2
    assert "events.csv is empty." in capsys.readouterr().err
    assert main(["import", str(file.with_name("none.csv"))]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_refusal_is_json_too(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"")
    assert main(["import", str(file), "--json"]) == 2
    told = capsys.readouterr()
    assert json.loads(told.out) == {
        "name": "events.csv",
        "refused": told.err.removeprefix("import: ").strip(),
    }


def test_rejects_and_actors(file: Path, tmp_path: Path) -> None:
    actors = tmp_path / "actors.csv"
    actors.write_text("name,actor_id\nKNDF,pdf\n")
    rejects = tmp_path / "rejects.csv"
    assert main(["import", str(file), "--rejects", str(rejects), "--actors", str(actors)]) == 0
    assert "no_coordinates" in rejects.read_text("utf-8-sig")
    actors.write_text("name,actor_id\nKNDF,nobody\n")
    assert main(["import", str(file), "--actors", str(actors)]) == 2
