"""The process in which foreign files are read that a library of C or Rust must open.

It bounds itself before it imports anything large: memory, time, size of files; no network and no folder but
its own and the programs, where the system can forbid it. Of GDAL it leaves the one driver that the file
needs. It reads `input` in its own folder and writes `table` or `refused` there; whatever else happens ends
only this process.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from pathlib import Path
from typing import Any

from geodata.imports.layer import Answers, Limits, Refused, Table
from geodata.imports.readers import confine, formats

FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.startfile",
    "ftplib.",
)
"""What this process never does; the beginnings of Python's names for it (audit events)."""


def main(folder: Path) -> None:
    """Read the file in the folder, as `request` there says, and write what came of it."""
    request = json.loads((folder / "request").read_text("utf-8"))
    limits = Limits(**request["limits"])
    _bound(limits)
    confine.leave_network()
    confine.leave_folders(folder, confine.programs())
    _guard()
    gc.disable()  # the process ends soon: to look for circles in a large file takes half of its time
    format_, name, answers = request["format"], request["name"], Answers(**request["answers"])
    _check_drivers(format_)
    try:
        table = read(format_, (folder / "input").read_bytes(), name, answers, limits, folder)
    except Refused as error:
        (folder / "refused").write_text(error.message, "utf-8")
        return
    from geodata.imports.readers import passing

    passing.write(table, folder / "table")


def read(format_: str, data: bytes, name: str, answers: Answers, limits: Limits, folder: Path) -> Table:
    """Return the table of a file, in this process.

    Args:
        format_: As in `Table`.
        data: The file's bytes.
        name: Its name, for refusals.
        answers: What the reader decided.
        limits: What is too much.
        folder: Where files may be laid down for GDAL.

    Raises:
        Refused: It cannot be taken.
    """
    if format_ == "geojson":
        from geodata.imports.readers import geojson

        return geojson.read(data, name, answers, limits)
    if format_ == "parquet":
        from geodata.imports.readers import parquet

        return parquet.read(data, name, answers, limits)
    if format_ == "xlsx":
        from geodata.imports.readers import workbooks

        return workbooks.read(data, name, answers, limits)
    from geodata.imports.readers import vectors

    table: Table = vectors.READERS[format_](data, name, answers, limits, folder)
    return table


def _check_drivers(format_: str) -> None:
    """End this process where GDAL has a driver that the file does not need."""
    if format_ in formats.DRIVERS:
        from pyogrio import list_drivers

        if set(list_drivers()) != {formats.DRIVERS[format_]}:
            raise SystemExit("GDAL has other drivers than the one that this file needs")


def _bound(limits: Limits) -> None:
    """Let the system end this process when it takes more memory, time or disk than a file may."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 2 * limits.inflated_bytes),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # At the first limit the process ends with a signal that says why.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.work_seconds, limits.work_seconds + 1))


def _guard() -> None:
    """Refuse connections and new processes to all code of Python in this process."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(refuse)
