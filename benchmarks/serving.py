"""Apps served on the loopback while they are measured, each from the checkout that it belongs to."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


@contextmanager
def served(
    module: str, *options: str, folder: Path = ROOT, python: str = sys.executable
) -> Iterator[tuple[str, int]]:
    """Run a module of a checkout that serves an app; give its address and process id, and end it afterwards.

    Args:
        module: What `python -m` is to run.
        *options: What follows it; `{port}` in them is filled in.
        folder: The checkout; its own packages are imported.
        python: The interpreter.

    Raises:
        RuntimeError: If it does not answer within a minute.
    """
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [python, "-m", module, *(option.format(port=port) for option in options)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://{HOST}:{port}/_stcore/health", process)
        yield f"http://{HOST}:{port}", process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:  # nothing is left behind
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(url, timeout=5):  # noqa: S310  our own server
                return
        except (URLError, OSError):
            time.sleep(0.02)  # who comes first is measured too
    raise RuntimeError("an app that was to be measured did not start")
