"""The engine of a cluster: Spark hands pieces of the archive to its workers, each of which runs the same step.

Nothing is decided here: `local.part` is what a worker runs, and Spark adds what comes back, whole numbers, by the
keys of the cube. It needs the extra `spark` and a Java runtime, and nothing else of Spark's. Each worker has to have
this package, and to see the files of events and the folder of the cube by the same paths.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from geodata.errors import LedgerError
from geodata.events import cube
from geodata.events.archives import Piece
from geodata.events.folder import Part
from geodata.events.ground import Ground
from geodata.events.local import part

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_TOLD = "told"
"""A column of text: of one row a piece it says what `Part` has beside its rows."""
_ROWS = pa.schema(
    [
        # Spark has no unsigned numbers; no cell of H3 needs the last bit.
        *(pa.field(each.name, pa.int64() if each.type == pa.uint64() else each.type) for each in cube.CUBE),
        pa.field(_TOLD, pa.string()),
    ]
)
_PAUSE = 0.5


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
        master: The address of the cluster, such as `spark://host:7077`; empty for what Spark is set to.

    Raises:
        LedgerError: If Spark is not installed or does not start, or if a piece cannot be read.
    """
    if not pieces:
        return
    with _session(master) as session:
        work = _work(ground.dumps(), resolution)
        tasks = session.createDataFrame([(_text(each),) for each in pieces], "piece string")
        # One task a piece, so that a worker that is lost loses little.
        made = tasks.repartitionByRange(len(pieces), "piece").mapInArrow(work, _schema(session)).persist()
        told = _watched(session, [piece for piece, _ in pieces], finished, lambda: _told(made))
        rows = made.filter(made[_TOLD].isNull()).groupBy(*cube.KEYS)
        summed = rows.sum(*cube.FIGURES).toArrow()
        names = {f"sum({name})": name for name in cube.FIGURES}
        table = summed.rename_columns([names.get(name, name) for name in summed.column_names])
    rejects: dict[str, int] = {}
    for each in told:
        for reason, count in each["rejects"].items():
            rejects[reason] = rejects.get(reason, 0) + count
    yield Part(
        table.select(cube.CUBE.names).cast(cube.CUBE),
        sum(each["read"] for each in told),
        rejects,
        sum(each["unordered"] for each in told),
    )


def _text(piece: tuple[Piece, Path]) -> str:
    what, file = piece
    return json.dumps(asdict(what) | {"file": str(what.file.resolve()), "part": str(file.resolve())})


def _work(
    ground_text: str, resolution: int
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what a worker runs: from names of pieces to rows of a cube, and a row that tells of each piece."""

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        ground = Ground.loads(ground_text)
        for batch in batches:
            for text in batch.column("piece").to_pylist():
                given = json.loads(text)
                file = Path(given.pop("part"))
                made = part(Piece(**given | {"file": Path(given["file"])}), file, ground, resolution)
                yield from _rows(made)

    return work


def _rows(made: Part) -> Iterator[pa.RecordBatch]:
    nothing = pa.nulls(made.rows.num_rows, pa.string())
    yield from made.rows.append_column(_TOLD, nothing).cast(_ROWS).to_batches(max_chunksize=100_000)
    told = {"read": made.read, "rejects": dict(made.rejects), "unordered": made.unordered}
    yield pa.RecordBatch.from_pylist([{_TOLD: json.dumps(told)}], schema=_ROWS)


def _schema(session: SparkSession) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(_ROWS)


def _told(made: DataFrame) -> list[dict[str, Any]]:
    return [json.loads(row[_TOLD]) for row in made.filter(made[_TOLD].isNotNull()).select(_TOLD).collect()]


def _watched(
    session: SparkSession,
    pieces: Sequence[Piece],
    finished: Callable[[Piece], None],
    ask: Callable[[], list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    """Return what is asked of Spark, and tell of each piece that is done while it works."""
    found: list[list[dict[str, Any]]] = []
    wrong: list[BaseException] = []

    def asking() -> None:
        try:
            found.append(ask())
        except BaseException as error:  # noqa: BLE001 - it is raised below, in the thread that asked
            wrong.append(error)

    asker = Thread(target=asking, daemon=True)
    asker.start()
    tracker, done = session.sparkContext.statusTracker(), 0
    while asker.is_alive():
        sleep(_PAUSE)
        stages = [tracker.getStageInfo(each) for each in tracker.getActiveStageIds()]
        now = max(
            (each.numCompletedTasks for each in stages if each and each.numTasks == len(pieces)), default=0
        )
        for piece in pieces[done:now]:
            finished(piece)
        done = max(done, now)
    if wrong:
        raise LedgerError(_sentence(wrong[0])) from wrong[0]
    for piece in pieces[done:]:
        finished(piece)
    return found[0]


def _sentence(error: BaseException) -> str:
    """Return what a worker said, where that is a sentence of ours; else that Spark failed, with its first line."""
    text = str(error)
    if said := re.findall(r"LedgerError: (.+)", text):
        return str(said[-1])
    reasons = (
        re.findall(r"^\w*(?:Error|Exception): .+", text, re.MULTILINE) or text.splitlines() or ["no reason"]
    )
    return f"Spark did not finish: {reasons[-1][:300]}. Parts that are made are kept: run it again, and it goes on."


@contextmanager
def _session(master: str) -> Iterator[SparkSession]:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LedgerError(
            "Spark is not installed: run pip install 'border-ledger[spark]'; it needs Java too."
        ) from error
    builder = SparkSession.builder.appName("Border Ledger: cube").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.session.timeZone", "UTC")
    # Else a worker takes the first `python3` of its own, which may not have this package; Spark's own setting
    # `spark.pyspark.python` is not read from here.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        session = (builder.master(master) if master else builder).getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise LedgerError(
            f"Spark does not start: {error}. It needs Java 17 or newer, and a cluster at {master or 'its own settings'}."
        ) from error
    try:
        yield session
    finally:
        session.stop()
