"""The engine of a cluster: Spark gives each piece of the archive to a worker, which runs the same step.

Nothing is decided here. A worker runs `local.part`, and Spark adds what comes back by the keys of the cube:
whole numbers, so that no order changes them. A worker that is lost loses one piece at most: what it has
finished is kept in the folder of the cube. Each worker needs Python with this package, and sees the files of
events and that folder under the same paths. This machine needs the extra `spark` and Java.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from time import monotonic, sleep
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa

from geodata.errors import LedgerError
from geodata.events import cube, folder
from geodata.events.archives import Piece
from geodata.events.folder import Part
from geodata.events.ground import Ground
from geodata.events.local import part

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_AT, _TOLD = "id", "told"
"""The number of a piece, and a text that has, of one row a piece, what `Part` has beside its rows."""
_ROWS = pa.schema(
    [
        ("cell", pa.int64()),  # Spark has no unsigned numbers; no cell of H3 needs the last bit
        ("week", pa.date32()),
        *((name, pa.string()) for name in (*cube.WORDS, _TOLD)),
        *((name, pa.int64()) for name in cube.FIGURES),
    ]
)
_TYPES = {pa.int64(): "bigint", pa.date32(): "date", pa.string(): "string"}
_MOST_ROWS = 100_000
"""Of a batch that a worker hands back."""
_PAUSE, _PATIENCE, _GREETING = 0.25, 300.0, 10.0
"""Seconds between two looks, until it is said that no worker works, and for a cluster to answer."""
_OWN_SETTINGS = ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS", "PYSPARK_GATEWAY_PORT", "MASTER")
"""Variables by which somebody has told Spark what to use."""


@dataclass(frozen=True)
class _Task:
    """What one worker does in one go.

    Attributes:
        piece: What is read.
        file: What keeps its part.
        bytes: How large the file of events is where the command runs.
        edition: The edition of the cube that the command makes.
    """

    piece: Piece
    file: Path
    bytes: int
    edition: int

    def run(self, ground: Ground, resolution: int) -> Part:
        """Return the part, as `local.part` does.

        Raises:
            LedgerError: If this worker has another edition or other files than the command, or cannot read.
        """
        here, events = f"The worker on {socket.gethostname()}", self.piece.file
        if self.edition != folder.EDITION:
            raise LedgerError(
                f"{here} has another edition of border-ledger: install the same on all machines."
            )
        if not events.is_file() or events.stat().st_size != self.bytes:
            what = "has another file at" if events.is_file() else "sees no file"
            raise LedgerError(
                f"{here} {what} {events}: events have to be under the same path on every worker."
            )
        if not self.file.parent.is_dir():
            raise LedgerError(
                f"{here} sees no folder {self.file.parent}: "
                "the folder of the cube has to be under the same path on every worker."
            )
        return part(self.piece, self.file, ground, resolution)


def run(
    pieces: Sequence[tuple[Piece, Path]],
    ground: Ground,
    resolution: int,
    finished: Callable[[Piece], None],
    *,
    master: str = "",
) -> Iterator[Part]:
    """Yield one part, the sum of all pieces.

    Args:
        pieces: Pieces, each with the file that keeps its part.
        ground: Who held which ground when.
        resolution: Of H3.
        finished: Told of each piece that is done.
        master: The address of the cluster, such as `spark://host:7077`, or `local[2]` for two workers in this
            machine; empty for what Spark is set to, and where it is set to nothing, one worker a core.

    Raises:
        LedgerError: If Spark is not installed, does not start or does not finish, or a piece cannot be read.
    """
    if not pieces:
        return
    with _session(master) as session:
        # One task a piece: a worker that is lost loses little.
        numbers = session.range(0, len(pieces), 1, len(pieces))
        schema = ", ".join(f"`{each.name}` {_TYPES[each.type]}" for each in _ROWS)
        made = numbers.mapInArrow(_work(pieces, ground, resolution), schema)
        summed = made.groupBy(*cube.KEYS, _TOLD).sum(*cube.FIGURES)
        found = _watched(session, [piece for piece, _ in pieces], finished, summed.toArrow)
    yield _part(found.rename_columns(_ROWS.names))


def _work(
    pieces: Sequence[tuple[Piece, Path]], ground: Ground, resolution: int
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what a worker runs: from numbers of pieces to rows of a cube and what to tell of each."""
    text = ground.dumps()
    tasks = [
        _Task(
            replace(piece, file=piece.file.resolve()),
            file.resolve(),
            piece.file.stat().st_size,
            folder.EDITION,
        )
        for piece, file in pieces
    ]

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for at in batch.column(_AT).to_pylist():
                yield from _rows(at, tasks[at].run(_ground(text), resolution))

    return work


@lru_cache(maxsize=1)
def _ground(text: str) -> Ground:
    """Return the ground of a text; a worker makes it once for all its pieces."""
    return Ground.loads(text)


def _rows(at: int, made: Part) -> Iterator[pa.RecordBatch]:
    rows = made.rows.append_column(_TOLD, pa.nulls(made.rows.num_rows, pa.string()))
    yield from rows.select(_ROWS.names).cast(_ROWS).to_batches(max_chunksize=_MOST_ROWS)
    # With its number, so that no two of them are alike and become one row of the sum.
    told = {_AT: at, "read": made.read, "rejects": dict(made.rejects), "unordered": made.unordered}
    yield pa.RecordBatch.from_pylist([{_TOLD: json.dumps(told)}], schema=_ROWS)


def _part(table: pa.Table) -> Part:
    """Return the part of what Spark gave: the rows without a text, and the sum of what the texts tell."""
    texts = table.column(_TOLD)
    told = [json.loads(text) for text in texts.drop_null().to_pylist()]
    rejects: Counter[str] = Counter()
    for each in told:
        rejects.update(each["rejects"])
    return Part(
        # Spark's rows are in no order, and the same cube is to be the same bytes.
        cube.added([table.filter(texts.is_null()).select(cube.CUBE.names).cast(cube.CUBE)]),
        sum(each["read"] for each in told),
        dict(rejects),
        sum(each["unordered"] for each in told),
    )


# -- While it works --------------------------------------------------------------------------------


def _watched(
    session: SparkSession,
    pieces: Sequence[Piece],
    finished: Callable[[Piece], None],
    ask: Callable[[], pa.Table],
) -> pa.Table:
    """Return what is asked of Spark, and tell of each piece that is done while it works.

    Raises:
        LedgerError: If Spark fails, or no worker does anything for a while.
    """
    found: list[pa.Table] = []
    wrong: list[BaseException] = []

    def asking() -> None:
        try:
            found.append(ask())
        except BaseException as error:  # noqa: BLE001 - it is told below, in the thread that asked
            wrong.append(error)

    # Asked in a thread of its own, as the answer comes at the end and in one go.
    asker = Thread(target=asking, daemon=True)
    asker.start()
    tracker, done, seen = session.sparkContext.statusTracker(), 0, monotonic()
    while asker.is_alive():
        sleep(_PAUSE)
        stages = [stage for at in tracker.getActiveStageIds() if (stage := tracker.getStageInfo(at))]
        ready = max((each.numCompletedTasks for each in stages if each.numTasks == len(pieces)), default=0)
        for piece in pieces[done:ready]:
            finished(piece)
        if ready > done or not stages or any(each.numActiveTasks for each in stages):
            seen = monotonic()
        done = max(done, ready)
        if monotonic() - seen > _PATIENCE:
            raise LedgerError(
                f"For {_PATIENCE:.0f} seconds no worker of {session.sparkContext.master} took a piece: see "
                "that workers are running there, with as much memory free as spark.executor.memory asks. "
                f"{_GOES_ON}"
            )
    if wrong:
        raise LedgerError(_failed(str(wrong[0]), session.sparkContext.pythonExec)) from wrong[0]
    for piece in pieces[done:]:
        finished(piece)
    return found[0]


_GOES_ON = "What is done is kept: run the same command again, and it goes on."


def _failed(text: str, python: str) -> str:
    """Return a sentence for what Spark says of a run that failed: a worker's own, where it said one."""
    if said := re.findall(r"LedgerError: (.+)", text):
        return str(said[-1])
    if lacking := re.findall(r"ModuleNotFoundError: No module named '([\w.]+)'", text):
        return (
            f"The Python of a worker, {python}, has no package {lacking[-1]}: install border-ledger on every "
            f"worker, and set PYSPARK_PYTHON to the path of the Python that has it. {_GOES_ON}"
        )
    if f'Cannot run program "{python}"' in text:
        return (
            f"A worker has no Python at {python}: set PYSPARK_PYTHON to the path under which every worker "
            f"has a Python with border-ledger. {_GOES_ON}"
        )
    return f"Spark did not finish: {_reason(text)}. {_GOES_ON}"


def _reason(text: str) -> str:
    """Return the line of a long text of Spark's that says what happened."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [found[1] for line in lines if (found := _ERROR.match(line))]
    return (named or lines or ["it gave no reason"])[-1][:300].rstrip(".")


_ERROR = re.compile(r"(?:Caused by: |Exception in thread \S+ |: )?(?:[\w$]+\.)*(\w*(?:Error|Exception): .+)")


# -- A session -------------------------------------------------------------------------------------


@contextmanager
def _session(master: str) -> Iterator[SparkSession]:
    """Give a session of Spark, and stop it in the end.

    Raises:
        LedgerError: If Spark is not installed or does not start.
    """
    try:
        from py4j.protocol import Py4JError
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LedgerError(
            "Spark is not installed: run pip install 'border-ledger[spark]'; it needs Java 17 or newer, too."
        ) from error
    if not master and not any(os.environ.get(name) for name in _OWN_SETTINGS):
        master = "local[*]"
    _greet(master)
    settings = SparkConf().setAppName("Border Ledger: cube")
    settings.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
    if master:
        settings.setMaster(master)
    if _on_loopback(master):
        settings.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as said, warnings.catch_warnings():
        # PySpark 4.3 warns of pandas 3 at each call that has to do with Arrow; nothing here uses pandas.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        try:
            # What Java prints, its own warnings for the most part, is looked at where Spark does not start.
            start: Callable[..., Any] = launch_gateway
            gateway = SparkContext._gateway or start(settings, {"stdout": said, "stderr": said})
            context = SparkContext(conf=settings, gateway=gateway)
        except (PySparkException, Py4JError, RuntimeError, OSError, ValueError) as error:
            raise LedgerError(_not_started(_read(said), str(error), master)) from error
        # Else workers take the first `python3` that they find. PySpark itself reads only the variable.
        context.pythonExec = (
            os.environ.get("PYSPARK_PYTHON")
            or context.getConf().get("spark.pyspark.python")
            or sys.executable
        )
        try:
            yield SparkSession(context)
        finally:
            context.stop()


def _greet(master: str) -> None:
    """See that a cluster answers: Spark itself tries for a minute, and then says little.

    Raises:
        LedgerError: If it does not.
    """
    if not master.startswith("spark://"):
        return
    reason = ""
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), _GREETING).close()
        except ValueError:
            reason = "an address is a host and a port, such as spark://host:7077"
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            return
    raise LedgerError(f"No Spark answers at {master}: {reason}. Start its master, or give another --master.")


def _on_loopback(master: str) -> bool:
    """Tell whether a master needs no other machine, so that nothing has to listen to any."""
    return bool(re.match(r"local(\[|$)|spark://(localhost|127\.\d+\.\d+\.\d+):\d+$", master))


def _read(said: IO[str]) -> str:
    said.seek(0)
    return said.read()


def _not_started(said: str, error: str, master: str) -> str:
    """Return a sentence for a Spark that did not start, from what Java printed and PySpark raised."""
    needs = "Spark needs Java 17 or newer"
    if found := re.search(
        r"JAVA_HOME is not set|(\S+/bin/java): (?:No such file|not found|Permission)", said
    ):
        where = f"there is none at {found[1]}" if found[1] else "this machine has none"
        return (
            f"{needs}, and {where}: install one, such as Debian's openjdk-17-jre-headless, or set JAVA_HOME."
        )
    if "UnsupportedClassVersionError" in said:
        return f"{needs}, and the one here is older: install one, or set JAVA_HOME to it."
    printed = " ".join(line for line in said.splitlines() if not _USUAL.match(line))[-300:]
    reason = printed if printed and "JAVA_GATEWAY_EXITED" in error else _reason(error)
    return f"Spark does not start with {master or 'its own settings'}: {reason.rstrip('.')}."


_USUAL = re.compile(r"WARNING: Using incubator|Using Spark's default log4j")
"""What Java prints each time."""
