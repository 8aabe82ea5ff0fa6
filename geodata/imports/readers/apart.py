"""Reading in a process of its own: its environment, its time, and what comes back."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import IO

from geodata.imports.layer import Answers, Limits, Refused, Table
from geodata.imports.readers import formats
from geodata.imports.words import refused

_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[3]


def read(format_: str, data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
    """Return the table of a file that was read in a process of its own.

    Raises:
        Refused: As the format's own reader; or the process died or took too long, or no file can be passed
            to it.
    """
    try:
        return _passed(format_, data, name, answers, limits)
    except OSError as error:
        raise refused("no_room", name=name, why=error.strerror or type(error).__name__) from error


def _passed(format_: str, data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
    from geodata.imports.readers import passing

    with tempfile.TemporaryDirectory(prefix="ledger-") as kept:
        folder = Path(kept)
        (folder / "input").write_bytes(data)
        request = {
            "format": format_,
            "name": name,
            "answers": asdict(answers),
            "limits": asdict(limits),
        }
        (folder / "request").write_text(json.dumps(request), "utf-8")
        ended = _run(folder, environment(folder, format_), limits.seconds)
        if ended is None:
            raise refused("slow", name=name, limit=limits.seconds)
        if ended == -signal.SIGXCPU:
            raise refused("slow", name=name, limit=limits.work_seconds)
        told = folder / "refused"
        if told.is_file():
            raise Refused(told.read_text("utf-8"))
        try:
            return passing.read(folder / "table")
        except (OSError, ValueError, KeyError, TypeError) as error:
            # For maintainers only: it may name the file's own columns, and never reaches a page.
            said = (folder / "said").read_bytes()[-4000:].decode("utf-8", "replace")
            _LOG.debug("reading %s ended with %s: %s", format_, ended, said)
            raise refused("died", name=name, format=formats.NAMES[format_]) from error


def environment(folder: Path, format_: str) -> Mapping[str, str]:
    """Return all that the process is told: no secret, no proxy, and no driver of GDAL but one."""
    here = str(folder)
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": here,
        "TMPDIR": here,
        "XDG_CACHE_HOME": here,
        "PYTHONDONTWRITEBYTECODE": "1",
        # A thread more would reserve memory of its own.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "GDAL_SKIP": ",".join(_others(formats.DRIVERS.get(format_, ""))),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE" if format_ != "shapefile" else "FALSE",
        "GDAL_NUM_THREADS": "1",
        "OGR_SQLITE_PRAGMA": "trusted_schema=OFF",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "PROJ_NETWORK": "OFF",
    }


@cache
def _others(driver: str) -> tuple[str, ...]:
    """Return all drivers for vectors of the GDAL here but one."""
    from pyogrio import list_drivers

    return tuple(name for name in list_drivers() if name != driver)


def _run(folder: Path, environment: Mapping[str, str], seconds: float) -> int | None:
    """Run the worker; return how it ended, None where it had to be stopped."""
    start = (
        f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from pathlib import Path; "
        f"from geodata.imports.readers.worker import main; main(Path({str(folder)!r}))"
    )
    with (folder / "said").open("wb") as said:
        process = _started(start, folder, environment, said)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _started(
    start: str, folder: Path, environment: Mapping[str, str], said: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program, and no text of the file in its arguments
        [sys.executable, "-I", "-c", start],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        start_new_session=True,
    )
