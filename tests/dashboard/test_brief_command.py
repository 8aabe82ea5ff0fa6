"""The command that writes a briefing: files, exit statuses, and sentences for what cannot be made."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from dashboard.__main__ import main


def brief(*options: str) -> int:
    return main(["brief", *options])


def test_it_writes_a_picture_by_the_name_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "kachin.png"
    assert brief("--on", "2024-11-26", "--view", "kachin", "--title", "As of {date}", "--out", str(out)) == 0
    with Image.open(out) as picture:
        assert picture.size == (3200, 1800)
        assert picture.info["Title"] == "As of 26 November 2024"
        assert "Kanpaiti: KIA" in picture.info["Description"]
    told = capsys.readouterr()
    assert told.out.startswith(f"{out}: ") and told.err == ""


def test_the_ending_of_the_name_may_be_in_capitals(tmp_path: Path) -> None:
    out = tmp_path / "SQUARE.PNG"
    assert brief("--template", "map", "--aspect", "square", "--quiet", "--out", str(out)) == 0
    with Image.open(out) as picture:
        assert picture.format == "PNG"


def test_two_days_are_compared(tmp_path: Path) -> None:
    out = tmp_path / "change.svg"
    options = ("--template", "before-after", "--from", "2024-09-20", "--on", "2024-11-26", "--view", "kachin")
    assert brief(*options, "--out", str(out)) == 0
    text = out.read_text(encoding="utf-8")
    assert "What changed on the Kachin–China border, 20 September 2024 to 26 November 2024" in text


def test_a_sequence_tells_its_progress_and_is_quiet_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "months.png"
    days = ("--template", "sequence", "--step", "monthly", "--from", "2024-10-01", "--to", "2024-11-01")
    assert brief(*days, "--aspect", "square", "--format", "apng", "--out", str(out)) == 0
    assert "page 2 of 2" in capsys.readouterr().err
    with Image.open(out) as moving:
        assert getattr(moving, "n_frames", 1) == 2
    assert brief(*days, "--aspect", "square", "--format", "apng", "--quiet", "--out", str(out)) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--on", "2024-13-26"), "write it as 2024-11-26"),
        (("--on", "2031-01-01"), "lies after the ledger’s newest record"),
        (("--from", "2024-12-01", "--to", "2024-11-01"), "give the earlier day first"),
        (("--view", "atlantis"), "“atlantis”"),
        (("--policy", "gossip"), "there are any, reported"),
        (("--base", "javascript:alert(1)"), "http://"),
        (("--format", "docx"), "there are png, svg"),
        (("--template", "sequence"), "not as png"),
        (("--logo", "missing.png"), "cannot be read"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(
    options: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.png"
    assert brief(*options, "--out", str(out)) == 2
    told = capsys.readouterr().err
    assert told.startswith("brief: ") and words in told and "Traceback" not in told
    assert not out.exists()


def test_a_path_that_cannot_be_written_is_refused_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert brief("--out", str(tmp_path / "nowhere" / "a.png")) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert brief("--out", str(tmp_path)) == 2
    assert "is a folder" in capsys.readouterr().err


@pytest.mark.slow
def test_it_needs_no_home_that_can_be_written(root: Path, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "a file")
    (tmp_path / "a file").touch()
    out = tmp_path / "a.svg"
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard", "brief", "--quiet", "--template", "map", "--out", str(out)],
        cwd=root,
        env=os.environ | {"HOME": nowhere, "XDG_CACHE_HOME": nowhere, "XDG_CONFIG_HOME": nowhere},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0 and out.stat().st_size > 10_000, ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_full_disk_is_said_and_leaves_no_partial_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    old = tmp_path / "a.svg"
    old.write_bytes(b"of last week")
    assert brief("--quiet", "--template", "map", "--out", str(old)) == 2
    assert "a.svg cannot be written: No space left on device" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["a.svg"] and old.read_bytes() == b"of last week"
