"""Another folder of data: for the page and for the command that writes a briefing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.settings import BUNDLE
from geodata.errors import FOLDER
from tests.dashboard.conftest import Open


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "own"))


def spoil(folder: Path) -> None:
    """Give the first claim a day that does not exist."""
    path = folder / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-11-20", "2024-11-31", 1), encoding="utf-8")


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
