"""The engine of a cluster, with Spark itself: a master, two workers on this machine, and the real command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.clusters import Cluster, running, spark_home, wait_until

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).parent.parent.parent
_LONGEST = 300
PIECES = 8
EVENTS = 200_000


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a cluster; a test may kill its workers."""
    with running(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of events that are made up: six groups of rows, and two text files of other shapes."""
    from benchmarks.made_events import write

    folder = tmp_path_factory.mktemp("events")
    each = EVENTS // PIECES
    write(folder / "many.parquet", each * 6)
    pq.write_table(pq.read_table(folder / "many.parquet"), folder / "own.parquet", row_group_size=each)
    (folder / "many.parquet").unlink()
    write(folder / "acled.csv", each, "acled", seed=2)
    write(folder / "ucdp.csv", each, "ucdp", seed=3)
    return folder


@pytest.fixture(scope="module")
def expected(events: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, Any]]:
    """Return what the engine of this process makes of them."""
    out = tmp_path_factory.mktemp("expected") / "cube"
    finished = started(events, out, engine="local")
    assert finished.communicate(timeout=_LONGEST)[1] == ""
    return made(out)


def started(
    events: Path, out: Path, *, engine: str = "spark", cluster: Cluster | None = None, master: str = ""
) -> subprocess.Popen[str]:
    """Start the command that makes a cube."""
    to = ["--master", master or cluster.master] if cluster or master else []
    return subprocess.Popen(
        [sys.executable, "-m", "geodata", "cube", str(events), "--out", str(out), "--engine", engine, *to],
        env=(cluster.variables if cluster else dict(os.environ)) | {"PYTHONWARNINGS": "default"},
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def ended(command: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Return how a command ended, and what it said."""
    try:
        said, complained = command.communicate(timeout=_LONGEST)
    finally:
        if command.poll() is None:
            os.killpg(command.pid, signal.SIGKILL)
    return command.returncode, said, complained


def made(out: Path) -> tuple[bytes, dict[str, Any]]:
    """Return the bytes of a cube and its manifest, without the name of the engine."""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    del manifest["engine"]
    return (out / "cube.parquet").read_bytes(), manifest


def parts(out: Path) -> list[Path]:
    """Return the parts that are made."""
    return sorted((out / "parts").glob("*.parquet"))


def wait_for_a_part(command: subprocess.Popen[str], out: Path) -> None:
    """Wait until one part is made, and see that this is the middle."""
    wait_until(lambda: bool(parts(out)) or command.poll() is not None, "a part", _LONGEST)
    assert command.poll() is None, command.communicate()
    assert len(parts(out)) < PIECES


def test_both_engines_make_the_same_cube(
    cluster: Cluster, events: Path, expected: tuple[bytes, dict[str, Any]], tmp_path: Path
) -> None:
    cluster.fill_up()
    code, said, complained = ended(started(events, tmp_path / "cube", cluster=cluster))
    assert (code, complained) == (0, "")
    assert f"{EVENTS:,}"[:3] in said
    cube, manifest = made(tmp_path / "cube")
    assert manifest == expected[1]
    assert cube == expected[0]
    # Whatever is read is counted or set aside with its reason.
    assert manifest["rows"] >= EVENTS
    assert manifest["rejects"]
    assert manifest["events"] + sum(manifest["rejects"].values()) == manifest["rows"]


def test_a_run_that_was_killed_goes_on_with_what_is_there(
    cluster: Cluster, events: Path, expected: tuple[bytes, dict[str, Any]], tmp_path: Path
) -> None:
    cluster.fill_up()
    out = tmp_path / "cube"
    command = started(events, out, cluster=cluster)
    wait_for_a_part(command, out)
    os.kill(command.pid, signal.SIGKILL)
    ended(command)
    assert not (out / "manifest.json").exists()
    # A mark that only this part has: it tells of seven rows more than there are.
    kept = parts(out)[0]
    table = pq.read_table(kept)
    told = json.loads(table.schema.metadata[b"part"])
    marked = json.dumps(told | {"read": told["read"] + 7})
    pq.write_table(table.replace_schema_metadata({"part": marked}), kept)
    code, _, complained = ended(started(events, out, cluster=cluster))
    assert (code, complained) == (0, "")
    cube, manifest = made(out)
    assert manifest["rows"] == expected[1]["rows"] + 7
    assert cube == expected[0]


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(
    cluster: Cluster, events: Path, expected: tuple[bytes, dict[str, Any]], tmp_path: Path
) -> None:
    cluster.fill_up()
    out = tmp_path / "cube"
    command = started(events, out, cluster=cluster)
    wait_for_a_part(command, out)
    runs = cluster.kill_worker()
    assert list(runs.glob("app-*/*/stderr")), "it had no part in the run"
    assert len(parts(out)) < PIECES
    code, _, complained = ended(command)
    assert (code, complained) == (0, "")
    assert made(out) == expected


def test_ctrl_c_ends_it(events: Path, tmp_path: Path) -> None:
    spark_home()
    out = tmp_path / "cube"
    command = started(events, out, master="local[1]")
    wait_for_a_part(command, out)
    os.kill(command.pid, signal.SIGINT)
    code, said, _ = ended(command)
    assert code not in (0, None)
    assert said == ""
    assert not (out / "manifest.json").exists()
    wait_until(lambda: group_is_gone(command.pid), "Java to end")


def group_is_gone(group: int) -> bool:
    """Tell whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_worker_that_does_not_see_the_events_says_so(
    cluster: Cluster, events: Path, tmp_path: Path
) -> None:
    """A file that is gone once the command has read it stands for one that only this machine has."""
    cluster.fill_up()
    code, said, complained = ended(started(events, tmp_path / "cube", master="spark://127.0.0.1:1"))
    assert (code, said) == (2, "")
    assert complained.startswith("cube: No Spark answers at spark://127.0.0.1:1: Connection refused.")
