"""The real page in a real Chromium: one server and one browser for the whole run.

Every visit records what the page asks of other hosts and what it complains about in the console;
both must be nothing, in every test.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = [
    "--no-sandbox",
    # deck.gl draws by WebGL; these machines have no graphics card
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # the browser's own traffic is not the page's
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    # whatever would leave this machine fails at once
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
_LOCAL_SCHEMES = {"data", "blob", "about"}
# A script run and its redraw on two busy cores, in milliseconds.
PATIENCE = 60_000


@dataclass
class Visit:
    """One reader's page, with what it asked for and what it complained about."""

    page: Page
    base: str
    hosts: set[str] = field(default_factory=set)
    sent: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """Open a path of the app and wait until its script has run."""
        self.page.goto(self.base + path)
        settle(self.page)
        return self.page


def settle(page: Page) -> None:
    """Wait until the page is connected and no script runs, with nothing left of the run before."""
    page.wait_for_selector('[data-test-connection-state="CONNECTED"]', timeout=PATIENCE, state="attached")
    page.wait_for_timeout(150)
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=PATIENCE, state="attached")
    page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')", timeout=PATIENCE)


def colours(picture: Locator) -> int:
    """Return how many different colours an element shows on the screen."""
    shown = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    return len(shown.getcolors(maxcolors=shown.width * shown.height) or ())


@pytest.fixture(scope="session")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app as a reader would, and return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "dashboard", "run", "--port", str(port)]
        process = subprocess.Popen(command, cwd=root, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        _wait_until_healthy(base, process, log)
        yield base
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_healthy(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{base}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the app did not start:\n{log.read_text(errors='replace')[-4000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a headless Chromium; without one, skip, except where CI promises it."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        reason = "no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_visit(chromium: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """Return a maker of visits, each with cookies and storage of its own; check them all at the end."""
    visits: list[Visit] = []

    def make(width: int = 1600, height: int = 900, **options: object) -> Visit:
        # A screen of this size, one CSS pixel a pixel; the map's animations are not waited for.
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        visit = Visit(context.new_page(), server)
        _listen(visit)
        visits.append(visit)
        return visit

    yield make
    for visit in visits:
        visit.page.context.close()
    for visit in visits:
        assert not visit.hosts, f"the page asked other hosts: {sorted(visit.hosts)}"
        assert not visit.complaints, "the console complained:\n" + "\n".join(visit.complaints)


@pytest.fixture
def visit(new_visit: Callable[..., Visit]) -> Visit:
    """Return a visit on a screen of 1600 x 900."""
    return new_visit()


def _listen(visit: Visit) -> None:
    own = urlsplit(visit.base).netloc

    def note(url: str) -> None:
        parts = urlsplit(url)
        visit.sent.append(url)
        if parts.scheme not in _LOCAL_SCHEMES and parts.netloc != own:
            visit.hosts.add(parts.netloc)

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            visit.complaints.append(message.text)

    visit.page.on("request", lambda request: note(request.url))
    visit.page.on("websocket", lambda opened: note(opened.url))
    visit.page.on("console", hear)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
