"""The app in a process of its own, as a reader starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

import pytest

from tests.browser.visits import PATIENCE


class Server:
    """One running app on a free port of this machine; `base` is its address, `language` what it speaks."""

    def __init__(self, root: Path, log: Path, language: str = "en") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self._port}"
        self._root, self._log, self._language = root, log, language

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
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                [*command, "--address", "127.0.0.1"],
                cwd=self._root,
                env=os.environ | {"LEDGER_LANGUAGE": self._language},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.base}/_stcore/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        pytest.fail(f"the app did not start:\n{self._log.read_text(errors='replace')[-4000:]}")

    def kill(self) -> None:
        """End the app at once, as a crash would."""
        self._process.kill()
        self._process.wait()
