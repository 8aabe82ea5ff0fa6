"""The engine of a cluster, with Spark itself: a master, two workers on this machine, and the real command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.made_events import write
from geodata import open_catalog
from geodata.errors import LedgerError
from geodata.events import cube as cubes
from geodata.events import folder, local, spark
from geodata.events.ground import Ground
from geodata.events.pieces import pieces
from tests.clusters import Cluster, running, wait_until

slow = pytest.mark.slow  # some 20 seconds each: Java starts, and starts again for each worker
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
    url = master or (cluster.master if cluster else "")
    to = ["--master", url] if url and url != "none" else []
    return subprocess.Popen(
        [sys.executable, "-m", "geodata", "cube", str(events), "--out", str(out), "--engine", engine, *to],
        env=(cluster.variables if cluster else dict(os.environ)),
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
    return sorted((out / "parts").glob("[!.]*.part"))


def wait_for_a_part(command: subprocess.Popen[str], out: Path) -> None:
    """Wait until one part is made, and see that this is the middle."""
    wait_until(lambda: bool(parts(out)) or command.poll() is not None, "a part", _LONGEST)
    assert command.poll() is None, command.communicate()
    assert len(parts(out)) < PIECES


@slow
def test_both_engines_make_the_same_cube(
    cluster: Cluster, events: Path, expected: tuple[bytes, dict[str, Any]], tmp_path: Path
) -> None:
    cluster.fill_up()
    code, said, complained = ended(started(events, tmp_path / "cube", cluster=cluster))
    assert (code, complained) == (0, "")
    assert said.startswith(f"{expected[1]['rows']:,} rows of 3 files: {expected[1]['events']:,} counted; ")
    cube, manifest = made(tmp_path / "cube")
    assert manifest == expected[1]
    assert cube == expected[0]
    # Whatever is read is counted or set aside with its reason.
    assert manifest["rows"] >= EVENTS
    assert manifest["rejects"]
    assert manifest["events"] + sum(manifest["rejects"].values()) == manifest["rows"]


@slow
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
    part = folder.Part.of(kept)
    assert part
    replace(part, read=part.read + 7).written(kept)
    # Without --master: the cluster is the one in Spark's own settings.
    code, _, complained = ended(started(events, out, cluster=cluster, master="none"))
    assert (code, complained) == (0, "")
    cube, manifest = made(out)
    assert manifest["rows"] == expected[1]["rows"] + 7
    assert cube == expected[0]


@slow
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


@slow
def test_ctrl_c_ends_it_and_java(cluster: Cluster, events: Path, tmp_path: Path) -> None:
    out = tmp_path / "cube"
    command = started(events, out, cluster=cluster, master="local[1]")
    wait_for_a_part(command, out)
    os.killpg(command.pid, signal.SIGINT)  # as a terminal does
    assert ended(command) == (130, "", "\ncube: stopped.\n")
    assert not (out / "manifest.json").exists()
    wait_until(lambda: group_is_gone(command.pid), "Java to end")


def group_is_gone(group: int) -> bool:
    """Tell whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


# -- Without Spark ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ground() -> Ground:
    """Return who holds the ground by the ledger."""
    return Ground.of(open_catalog())


def todo(tmp_path: Path) -> list[tuple[spark.Piece, Path]]:
    """Return two pieces of events that are made up, with the files of their parts."""
    write(tmp_path / "some.parquet", 400)
    table = pq.read_table(tmp_path / "some.parquet")
    pq.write_table(table, tmp_path / "some.parquet", row_group_size=200)
    (tmp_path / "parts").mkdir()
    return [
        (piece, tmp_path / "parts" / f"{at}.parquet")
        for at, piece in enumerate(pieces(tmp_path / "some.parquet"))
    ]


def worked(given: list[tuple[spark.Piece, Path]], ground: Ground) -> pa.Table:
    """Return what workers hand back of all pieces."""
    numbers = pa.RecordBatch.from_pydict({"id": [*range(len(given))]})
    return pa.Table.from_batches(spark._work(given, ground, 6)(iter([numbers])))


def test_a_worker_makes_what_this_process_makes_and_keeps_it(tmp_path: Path, ground: Ground) -> None:
    given = todo(tmp_path)
    alone = list(local.run(given, ground, 6, lambda _: None))
    for _, file in given:
        file.unlink()
    found = spark._part(worked(given, ground))
    assert found.rows == cubes.total([each.rows for each in alone])
    assert found.read == sum(each.read for each in alone) == 400
    assert sum(found.rejects.values()) == sum(sum(each.rejects.values()) for each in alone)
    assert found.unordered == sum(each.unordered for each in alone)
    kept = [file.stat().st_ino for _, file in given]
    assert worked(given, ground) == worked(given, ground)
    assert [file.stat().st_ino for _, file in given] == kept


def test_what_is_told_of_pieces_is_never_added_up_by_spark(tmp_path: Path, ground: Ground) -> None:
    texts = worked(todo(tmp_path), ground).column("told").drop_null().to_pylist()
    assert len(set(texts)) == 2


def test_a_worker_with_other_files_or_another_edition_says_so(
    tmp_path: Path, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = todo(tmp_path)
    work = spark._work(given, ground, 6)

    def said() -> str:
        with pytest.raises(LedgerError) as caught:
            list(work(iter([pa.RecordBatch.from_pydict({"id": [0]})])))
        return str(caught.value)

    with monkeypatch.context() as older:
        older.setattr(folder, "EDITION", folder.EDITION + 1)
        assert "has another edition of border-ledger: install the same on all machines" in said()
    (tmp_path / "parts").rename(tmp_path / "others")
    assert (
        f"sees no folder {tmp_path / 'parts'}: the folder of the cube has to be under the same path" in said()
    )
    given[0][0].file.write_bytes(b"PAR1")
    assert f"has another file at {tmp_path / 'some.parquet'}: events have to be under the same path" in said()
    given[0][0].file.unlink()
    assert f"sees no file {tmp_path / 'some.parquet'}: events" in said()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "Job aborted:\n  raise LedgerError(\ngeodata.errors.LedgerError: a.csv is not one.\n",
            "a.csv is not one.",
        ),
        (
            "x\nModuleNotFoundError: No module named 'geodata'\n",
            "The Python of a worker, /py, has no package geodata",
        ),
        (
            'java.io.IOException: Cannot run program "/py": error=2',
            "A worker has no Python at /py: set PYSPARK_PYTHON",
        ),
        (
            "An error occurred.\n: org.apache.spark.SparkException: Job 0 cancelled \n\tat org.x(y)",
            "Spark did not finish: SparkException: Job 0 cancelled. What is done is kept: run the same",
        ),
        ("", "Spark did not finish: it gave no reason. What is done is kept"),
    ],
)
def test_a_run_that_fails_says_why_in_a_sentence(text: str, sentence: str) -> None:
    assert spark._failed(text, "/py").startswith(sentence)


@pytest.mark.parametrize(
    ("said", "error", "sentence"),
    [
        (
            "JAVA_HOME is not set\n",
            "[JAVA_GATEWAY_EXITED] x",
            "Spark needs Java 17 or newer, and this machine has none",
        ),
        (
            "spark-class: line 97: /no/bin/java: No such file or directory\n",
            "[JAVA_GATEWAY_EXITED] x",
            "Spark needs Java 17 or newer, and there is none at /no/bin/java: install one",
        ),
        (
            "Exception in thread main java.lang.UnsupportedClassVersionError: class file version 61.0\n",
            "[JAVA_GATEWAY_EXITED] x",
            "Spark needs Java 17 or newer, and the one here is older",
        ),
        (
            "WARNING: Using incubator modules: x\nInvalid maximum heap size: -Xmxnonsense\n",
            "[JAVA_GATEWAY_EXITED] x",
            "Spark does not start with local: Invalid maximum heap size: -Xmxnonsense.",
        ),
        (
            "a warning\n",
            "An error occurred.\n: org.x.SparkException: Could not parse Master URL: 'x'\n\tat a.b(C)\n",
            "Spark does not start with local: SparkException: Could not parse Master URL: 'x'.",
        ),
    ],
)
def test_a_spark_that_does_not_start_says_why_in_a_sentence(said: str, error: str, sentence: str) -> None:
    assert spark._not_started(said, error, "local").startswith(sentence)


def test_without_java_a_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    write(tmp_path / "some.parquet", 100)
    code, said, complained = ended(started(tmp_path / "some.parquet", tmp_path / "cube", master="local[1]"))
    assert (code, said) == (2, "")
    assert complained == (
        f"cube: Spark needs Java 17 or newer, and there is none at {tmp_path}/bin/java: "
        "install one, such as Debian's openjdk-17-jre-headless, or set JAVA_HOME.\n"
    )


def test_without_pyspark_a_sentence_says_what_to_do(
    tmp_path: Path, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "py4j.protocol", None)
    with pytest.raises(LedgerError, match=r"run pip install 'border-ledger\[spark\]'; it needs Java 17"):
        list(spark.run(todo(tmp_path), ground, 6, lambda _: None))


@pytest.mark.parametrize(
    ("master", "reason"),
    [
        ("spark://127.0.0.1:1", "Connection refused"),
        ("spark://host", "an address is a host and a port, such as spark://host:7077"),
    ],
)
def test_a_cluster_that_does_not_answer_is_told_at_once(master: str, reason: str) -> None:
    with pytest.raises(LedgerError, match=f"No Spark answers at {master}: {reason}. Start its master"):
        spark._greet(master)


def test_only_what_needs_no_other_machine_stays_on_loopback() -> None:
    stays = ["local", "local[2]", "local[*]", "spark://localhost:7077", "spark://127.0.0.1:7077"]
    leaves = [
        "",
        "yarn",
        "spark://host:7077",
        "spark://127.0.0.1:7077,host:7077",
        "spark://127.example.org:7077",
    ]
    assert [each for each in (*stays, *leaves) if spark._on_loopback(each)] == stays


def test_a_cluster_without_workers_is_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = SimpleNamespace(numTasks=2, numCompletedTasks=1, numActiveTasks=0)
    tracker = SimpleNamespace(getActiveStageIds=lambda: [0], getStageInfo=lambda _: stage)
    context = SimpleNamespace(statusTracker=lambda: tracker, master="spark://host:7077")
    monkeypatch.setattr(spark, "_PAUSE", 0.01)
    monkeypatch.setattr(spark, "_PATIENCE", 0.1)
    over, done = threading.Event(), []
    with pytest.raises(LedgerError, match="no worker of spark://host:7077 took a piece"):
        spark._watched(SimpleNamespace(sparkContext=context), ["a", "b"], done.append, over.wait)  # type: ignore[arg-type, list-item]
    over.set()
    assert done == ["a"]
