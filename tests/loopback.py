"""Routes on a free port of this machine, for programs of other houses: no page and no Streamlit server."""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from dashboard.service.headers import SecurityHeaders

_PATIENCE = 60.0


def _server(routes: Sequence[BaseRoute]) -> uvicorn.Server:
    app = Starlette(routes=list(routes), middleware=[Middleware(SecurityHeaders)])
    return uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))


@contextmanager
def served(routes: Sequence[BaseRoute]) -> Iterator[str]:
    """Serve routes in a thread while the block runs, and give their address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = _server(routes)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + _PATIENCE
        while not server.started and time.monotonic() < deadline and thread.is_alive():
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def served_apart(module: str) -> Iterator[str]:
    """Serve the `ROUTES` of a module in a process of its own, and give their address.

    pyogrio 0.13 keeps Python's lock while GDAL waits for a server, so that one in a thread never answers.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # who asks early waits
        listening.set_inheritable(True)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.loopback", module, str(listening.fileno())],
            pass_fds=[listening.fileno()],
            cwd=Path(__file__).parent.parent,
            env=os.environ | {"PYTHONWARNINGS": "default"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    _, _module, _number = sys.argv
    with socket.socket(fileno=int(_number)) as _listening:
        _server(importlib.import_module(_module).ROUTES).run(sockets=[_listening])
