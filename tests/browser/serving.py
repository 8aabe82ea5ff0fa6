"""The app in a process of its own, as a reader starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType

import pytest

from tests.browser.visits import PATIENCE


class Server:
    """One running app on a free port of this machine; `base` is its address, `language` what it speaks.

    `more` are further variables of its environment.
    """

    def __init__(
        self, root: Path, log: Path, language: str = "en", more: Mapping[str, str] | None = None
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self._port}"
        self._root, self.log, self._language, self._more = root, log, language, more or {}

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def start(self) -> None:
        """Start the app and wait until it answers."""
        command = [sys.executable, "-m", "dashboard", "run", "--port", str(self._port)]
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [*command, "--address", "127.0.0.1"],
                cwd=self._root,
                env={**os.environ, "LEDGER_LANGUAGE": self._language, **self._more},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.base}/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        pytest.fail(f"the app did not start:\n{self.log.read_text(errors='replace')[-4000:]}")

    def memory(self) -> int:
        """Return the bytes of memory that the app takes (Linux)."""
        said = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(said.split("VmRSS:")[1].split()[0]) * 1024

    def kill(self) -> None:
        """End the app at once, as a crash would."""
        self._process.kill()
        self._process.wait()


class Newsroom:
    """Another site on a free port of this machine, with one article; `base` is its address."""

    def __init__(self) -> None:
        self.article = ""
        newsroom = self

        class Articles(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(newsroom.article.encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Articles)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Newsroom:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
