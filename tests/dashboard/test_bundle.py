"""Another folder of data: for the page and for the command that writes a briefing."""

from __future__ import annotations

import random
import shutil
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dashboard.__main__ import main
from dashboard.service import logs, serving
from dashboard.settings import BUNDLE
from geodata.__main__ import main as geodata
from geodata.bundle.manifest import LICENCES
from geodata.bundle.reading import MANIFEST
from geodata.catalog import open_catalog
from geodata.datasets import DATASETS
from geodata.datasets.releases import RELEASES
from geodata.errors import FOLDER
from tests.dashboard.conftest import Open
from tests.marks import some_slow


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "own"))


def spoil(folder: Path) -> None:
    """Give the first claim a day that does not exist."""
    path = folder / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-11-20", "2024-11-31", 1), encoding="utf-8")


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the settings of each server that would have been started."""
    found: list[Any] = []

    def serve(app: object, served: object, more: object) -> bool:
        found.append(served)
        return True

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(logs, "begin", lambda kind: None)
    monkeypatch.setattr(sys, "argv", ["dashboard"])
    monkeypatch.setenv(BUNDLE, "")
    return found


FILES = {each.file: each for each in DATASETS.values()}
DERIVED = (MANIFEST, LICENCES)
FAULTS = ("missing", "empty", "truncated", "one wrong byte")
QUICK = {("claims.csv", "truncated"), ("releases.csv", "missing"), ("rivers.geojson", "empty")} | {
    (name, "one wrong byte") for name in ("mine_pools.geojson", "places.csv", *DERIVED)
}


def damage(file: Path, fault: str) -> None:
    """Let a file have one fault."""
    data = bytearray(file.read_bytes())
    match fault:
        case "missing":
            file.unlink()
            return
        case "empty":
            data.clear()
        case "truncated":
            del data[len(data) * 2 // 3 :]
        case _:
            at = random.Random(file.name).randrange(len(data))
            data[at] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("name", "fault"), some_slow([(name, fault) for name in (*FILES, *DERIVED) for fault in FAULTS], QUICK)
)
def test_a_damaged_file_is_named_and_never_drawn(
    name: str, fault: str, copy: Path, starts: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    damage(copy / name, fault)
    checked = geodata(["check", "--bundle", str(copy)])
    told = capsys.readouterr().out
    called = FILES[name].name if name in FILES else name
    assert called in told, "a check names every fault"
    ended = main(["run", "--bundle", str(copy)])
    said = capsys.readouterr().err
    if name in FILES and FILES[name] is not RELEASES:
        assert checked == ended == 1 and not starts, "no server starts on rows that are not those given out"
        assert called in said and "Traceback" not in said
    else:
        assert ended == (0 if starts else 1)
        assert called in said or name in DERIVED
    if name == MANIFEST and fault != "one wrong byte":
        assert called in said and starts, "the data are whole all the same"


def test_the_server_does_not_start_on_broken_data_of_its_own(
    copy: Path, starts: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(copy / "places.csv", "truncated")
    monkeypatch.setenv(BUNDLE, str(copy))
    assert main(["run"]) == 1 and not starts
    assert "places" in capsys.readouterr().err
    monkeypatch.setenv(BUNDLE, "")
    monkeypatch.setattr("dashboard.__main__.FOLDER", copy)
    assert main(["run"]) == 1 and not starts
    monkeypatch.setattr("dashboard.__main__.FOLDER", FOLDER)
    assert main(["run"]) == 0 and len(starts) == 1
    assert not capsys.readouterr().err.startswith("note")


@pytest.mark.parametrize("fault", ["missing", "truncated"])
def test_the_page_shows_the_data_without_their_description_and_names_it(
    fault: str, copy: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(copy / MANIFEST, fault)
    monkeypatch.setenv(BUNDLE, str(copy))
    app = open_page(page="data")
    assert not app.exception and not app.error
    assert [MANIFEST in each.value.replace("\\", "") for each in app.warning] == [True]
    digest = sha256((copy / "claims.csv").read_bytes()).hexdigest()[:12]
    assert any(digest in each.value for each in app.markdown)


def test_the_shapes_of_a_layer_are_those_that_were_checked(copy: Path) -> None:
    catalog = open_catalog(copy)
    damage(copy / "rivers.geojson", "one wrong byte")  # after it was opened, and before it is asked for
    assert str(catalog.layers["rivers"].features) == str(open_catalog().layers["rivers"].features)


def test_a_briefing_is_made_from_another_folder(copy: Path, tmp_path: Path) -> None:
    out = tmp_path / "own.svg"
    options = ("--quiet", "--template", "map", "--view", "Kanpaiti", "--out", str(out))
    assert main(["brief", "--bundle", str(copy), *options]) == 0
    assert out.stat().st_size > 10_000


@pytest.mark.parametrize("command", [["run"], ["brief", "--out", "a.png"]])
def test_broken_data_are_refused_with_every_fault(
    command: list[str],
    copy: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    spoil(copy)
    assert main([*command, "--bundle", str(copy)]) == 1
    told = capsys.readouterr().err
    assert "2024-11-31" in told and "claims · k0001" in told and str(copy) in told
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize("command", [["run"], ["brief", "--out", "a.png"]])
def test_a_folder_without_data_is_refused_in_a_sentence(
    command: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*command, "--bundle", str(tmp_path / "nowhere")]) in (1, 2)
    told = capsys.readouterr().err
    assert "nowhere" in told and "Traceback" not in told


def test_the_page_shows_what_is_wrong_with_another_folder(
    copy: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(copy)
    monkeypatch.setenv(BUNDLE, str(copy))
    app = open_page()
    assert "is not shown" in app.error[0].value
