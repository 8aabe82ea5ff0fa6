"""The folder of a cube: whole or none, gone on with, told where it is damaged; the command that makes it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from benchmarks import made_events
from geodata.__main__ import main
from geodata.errors import LedgerError
from geodata.events import folder, local
from geodata.events.archives import Piece
from geodata.events.asked import Cube
from geodata.events.folder import CUBE, MANIFEST, PARTS, Part
from geodata.events.ground import Ground
from tests.geodata.test_events_ground import DRAWN
from tests.geodata.test_writing import full_disk

GROUPS = 8


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of made-up events in several groups of rows."""
    table = pq.read_table(_made(tmp_path_factory.mktemp("made") / "all.parquet", 4_000))
    file = tmp_path_factory.mktemp("events") / "made.parquet"
    pq.write_table(table, file, row_group_size=4_000 // GROUPS)
    return file


def _made(file: Path, number: int) -> Path:
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(made_events, "ROWS", 5_000)
        made_events.write(file, number)
    return file


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Return a list that gets each piece that is read."""
    groups: list[int | None] = []

    def part_of(piece: Piece, ground: Ground, resolution: int) -> Part:
        groups.append(piece.group)
        return folder.part_of(piece, ground, resolution)

    monkeypatch.setattr(local, "part_of", part_of)
    return groups


def build(events: Path, out: Path, **more: Any) -> dict[str, Any]:
    return folder.build([events], out, more.pop("ground", DRAWN), more.pop("run", local.run), **more)


def files(out: Path) -> list[str]:
    return sorted(each.name for each in out.iterdir())


class Stop(Exception):
    pass


def stopped(events: Path, out: Path, after: int, **more: Any) -> None:
    """Make a cube, but stop after some pieces."""
    done = []

    def progress(at: int, of: int) -> None:
        done.append(at)
        if len(done) == after:
            raise Stop

    with pytest.raises(Stop):
        build(events, out, progress=progress, **more)


def test_a_cube_has_all_rows_but_the_rejects(events: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    manifest = build(events, tmp_path / "out", progress=lambda *at: told.append(at))
    rows, again = folder.read_cube(tmp_path / "out")
    assert again == manifest and files(tmp_path / "out") == [CUBE, MANIFEST]
    counted = sum(rows.column("events").to_pylist())
    assert manifest["rows"] == 4_000 == counted + sum(manifest["rejects"].values())
    assert manifest["events"] == counted and len(manifest["rejects"]) >= 4
    assert manifest["made_up"] and manifest["shareable"] and manifest["attribution"] == []
    [given] = manifest["inputs"]
    assert (
        given["file"] == "made.parquet"
        and given["bytes"] == events.stat().st_size
        and len(given["sha256"]) == 64
    )
    assert len(told) == GROUPS and told[-1][0] == told[-1][1] and told == sorted(told)


def test_a_stopped_run_goes_on_and_reads_no_piece_twice(
    events: Path, tmp_path: Path, read: list[int | None]
) -> None:
    out = tmp_path / "out"
    stopped(events, out, 3)
    kept = len(list((out / PARTS).iterdir()))
    assert kept >= 3 and not (out / MANIFEST).exists()
    with pytest.raises(LedgerError, match="not finished: run the same command again"):
        folder.read_cube(out)
    read.clear()
    manifest = build(events, out)
    assert len(read) == GROUPS - kept
    fresh = build(events, tmp_path / "fresh")
    assert manifest == fresh and (out / CUBE).read_bytes() == (tmp_path / "fresh" / CUBE).read_bytes()


KILLED = """
import sys, time
from pathlib import Path
from geodata.events import folder, local
from tests.geodata.test_events_ground import DRAWN

done = []
def progress(at, of):
    done.append(at)
    if len(done) == 3:
        print("three", flush=True)
        time.sleep(60)

folder.build([Path(sys.argv[1])], Path(sys.argv[2]), DRAWN, local.run, progress=progress)
"""


def test_a_killed_run_leaves_no_cube_and_goes_on(
    events: Path, tmp_path: Path, read: list[int | None], root: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-c", KILLED, str(events), str(out)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stdout.readline() == "three\n"
        running.send_signal(signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL
    with pytest.raises(LedgerError, match="not finished"):
        Cube.opened(out)
    kept = len(list((out / PARTS).glob("[!.]*.part")))  # one may have been under way
    build(events, out)
    assert kept >= 3 and len(read) == GROUPS - kept
    build(events, tmp_path / "fresh")
    assert (out / CUBE).read_bytes() == (tmp_path / "fresh" / CUBE).read_bytes()
    assert files(out) == [CUBE, MANIFEST]


def test_what_a_killed_run_was_writing_is_taken_away(events: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stopped(events, out, 2)
    writing = "import os, sys; from pathlib import Path; from geodata.bundle.writing import whole\n"
    killed = (
        f"{writing}with whole(Path(sys.argv[1])) as new: new.write_bytes(b'PAR1'); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", killed, str(out / PARTS / f"{'0' * 32}.part")], check=False)
    assert ended.returncode == -signal.SIGKILL and len(list((out / PARTS).glob(".*"))) == 1
    build(events, out)
    assert files(out) == [CUBE, MANIFEST]


def test_a_full_disk_leaves_what_is_done_and_no_partial_file(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, early = tmp_path / "out", tmp_path / "early"
    stopped(events, out, GROUPS)
    done = files(out / PARTS)
    with full_disk(64), pytest.raises(OSError, match="File too large") as raised:
        build(events, out)
    assert raised.value.filename == str(out / CUBE)
    assert files(out) == [PARTS] and files(out / PARTS) == done
    with full_disk(64):
        assert main(["cube", str(events), "--out", str(early)]) == 2
    told = capsys.readouterr().err
    assert "cannot be read or written: File too large" in told and "Traceback" not in told
    assert files(early) == [PARTS] and not files(early / PARTS)


@pytest.mark.parametrize("other", ["policy", "resolution", "ledger", "file", "catchment"])
def test_another_question_or_file_starts_clean(
    events: Path, tmp_path: Path, read: list[int | None], other: str
) -> None:
    out = tmp_path / "out"
    stopped(events, out, GROUPS)
    more: dict[str, Any] = {
        "policy": {"ground": replace(DRAWN, policy="any")},
        "ledger": {"ground": replace(DRAWN, ledger="0123")},
        "catchment": {"ground": replace(DRAWN, catchments=DRAWN.catchments[::-1])},
        "resolution": {"resolution": 5},
        "file": {},
    }[other]
    file = _made(tmp_path / "made.parquet", 4_001) if other == "file" else events
    read.clear()
    build(file, out, **more)
    assert len(read) == (1 if other == "file" else GROUPS)
    assert files(out) == [CUBE, MANIFEST]


def test_a_cube_that_is_there_is_left_as_it_is_and_another_takes_its_place(
    events: Path, tmp_path: Path, read: list[int | None]
) -> None:
    out = tmp_path / "out"
    first = build(events, out)
    read.clear()
    assert build(events, out) == first and not read
    assert build(events, out, resolution=4)["resolution"] == 4 and len(read) == GROUPS
    assert folder.read_cube(out)[1]["resolution"] == 4


def test_a_run_that_fails_over_a_whole_cube_leaves_no_cube_that_reads_as_the_older(
    events: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build(events, out)
    stopped(events, out, 2, resolution=4)
    with pytest.raises(LedgerError, match="not finished"):
        folder.read_cube(out)


def test_a_damaged_part_is_made_again(events: Path, tmp_path: Path, read: list[int | None]) -> None:
    out = tmp_path / "out"
    stopped(events, out, GROUPS)
    cut, flipped, emptied, *_ = sorted((out / PARTS).iterdir())
    cut.write_bytes(cut.read_bytes()[:-20])
    data = bytearray(flipped.read_bytes())
    data[200] ^= 0xFF
    flipped.write_bytes(data)
    emptied.write_bytes(b"")
    read.clear()
    build(events, out)
    assert len(read) == 3
    build(events, tmp_path / "fresh")
    assert (out / CUBE).read_bytes() == (tmp_path / "fresh" / CUBE).read_bytes()


def test_no_byte_of_a_part_can_change_unseen(events: Path, tmp_path: Path) -> None:
    stopped(events, tmp_path / "out", 1)
    file = next((tmp_path / "out" / PARTS).iterdir())
    whole = file.read_bytes()
    part = Part.of(file)
    assert part is not None and part.read == 4_000 // GROUPS
    for at in range(0, len(whole), len(whole) // 50):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert Part.of(file) is None


def test_a_damaged_cube_is_told(events: Path, tmp_path: Path, read: list[int | None]) -> None:
    out = tmp_path / "out"
    build(events, out)
    data = bytearray((out / CUBE).read_bytes())
    data[100] ^= 1
    (out / CUBE).write_bytes(data)
    with pytest.raises(LedgerError, match="not the file that its manifest describes: make the cube again"):
        Cube.opened(out)
    read.clear()
    build(events, out)
    assert len(read) == GROUPS and Cube.opened(out).rows.num_rows
    (out / CUBE).unlink()
    with pytest.raises(LedgerError, match="make the cube again"):
        Cube.opened(out)


@pytest.mark.parametrize("theirs", ["notes.txt", MANIFEST, f"{PARTS}/mine.parquet"])
def test_a_folder_of_something_else_is_refused_and_not_touched(
    events: Path, tmp_path: Path, theirs: str
) -> None:
    (tmp_path / theirs).parent.mkdir(exist_ok=True)
    (tmp_path / theirs).write_text("{}")
    with pytest.raises(LedgerError, match="has other files in it"):
        build(events, tmp_path)
    assert (tmp_path / theirs).read_text() == "{}"
    with pytest.raises(LedgerError, match="is a file"):
        build(events, tmp_path / theirs)
    with pytest.raises(
        LedgerError, match="has no cube. Make one" if theirs != f"{PARTS}/mine.parquet" else "no cube"
    ):
        folder.read_cube(tmp_path)


def test_files_that_lie_beside_a_cube_stay(events: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stopped(events, out, 2)
    (out / "notes.txt").write_text("mine")
    build(events, out)
    build(events, out, resolution=4)
    assert files(out) == [CUBE, MANIFEST, "notes.txt"]


def test_an_engine_that_fails_tells_why_and_leaves_what_is_done(events: Path, tmp_path: Path) -> None:
    def run(pieces: Any, *rest: Any) -> Iterator[Part]:
        yield from local.run(pieces[:2], *rest)
        raise LedgerError("the engine is gone")

    with pytest.raises(LedgerError, match="gone"):
        build(events, tmp_path / "out", run=run)
    assert len(list((tmp_path / "out" / PARTS).iterdir())) == 2


def test_a_cube_of_another_edition_is_told(
    events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(events, tmp_path / "out")
    monkeypatch.setattr(folder, "EDITION", folder.EDITION + 1)
    with pytest.raises(LedgerError, match="of edition 1, not 2: make it again"):
        Cube.opened(tmp_path / "out")


# -- The command -----------------------------------------------------------------------------------


def test_the_command_prints_what_stands_in_the_cube(events: Path, tmp_path: Path, root: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "geodata",
        "cube",
        str(events.parent),
        "--out",
        str(tmp_path / "out"),
        "--json",
    ]
    done = subprocess.run([*command, "--policy", "any"], cwd=root, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert done.stderr == "" and told == json.loads((tmp_path / "out" / MANIFEST).read_text())
    assert (told["rows"], told["policy"], told["engine"], told["resolution"]) == (4_000, "any", "local", 6)
    assert Cube.opened(tmp_path / "out").sums(["held_by"]).num_rows > 3


def test_the_command_ends_with_one_line(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cube", str(events), "--out", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    (line,) = out.splitlines()
    assert line.startswith("4,000 rows of 1 file: 3,9") and "no position" in line
    assert "weeks (data" in line and "made up" in line and f"Written to {tmp_path / 'out'} in" in line
    assert err == ""


def test_a_terminal_sees_how_far_it_is(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["cube", str(events), "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().err
    assert told.count("\r[") == GROUPS and f"[{'#' * 30}] 100%, 0 s left" in told
    assert main(["cube", str(events), "--out", str(tmp_path / "quiet"), "--quiet"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--resolution", "11"], "none of H3's"),
        (["--shape", "gps"], "none of ucdp, acled"),
        (["--master", "spark://host:7077"], "add --engine spark"),
        (["--policy", "some"], "some"),
        (["--shape", "acled"], "no columns longitude"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    assert main(["cube", str(events), "--out", str(tmp_path / "out"), *options]) == 2
    error = capsys.readouterr().err
    assert told in error and "Traceback" not in error and not (tmp_path / "out").exists()


def test_to_open_the_package_loads_neither_arrow_nor_cells(root: Path) -> None:
    heavy = "{'pyarrow', 'h3ronpy', 'pyspark', 'numpy'}"
    code = f"import sys, geodata.events, geodata.cli.cube; print({heavy} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
