"""The real page in a real Chromium: one server and one browser for the whole run.

At the end of every test its visits must have asked no other host and complained of nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from dashboard.settings import EMBED_ON
from tests.browser.serving import Newsroom, Server
from tests.browser.visits import NewVisit, Visit

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = [
    "--no-sandbox",
    # deck.gl draws by WebGL; these machines have no graphics card
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # and the page itself is drawn with less work without one
    "--disable-gpu-compositing",
    "--disable-gpu-rasterization",
    # the browser's own traffic is not the page's
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    # whatever would leave this machine fails at once
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

_NO_WEBGL = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : get.call(this, kind, ...rest);
};
"""


@pytest.fixture(scope="session")
def newsrooms() -> Iterator[tuple[Newsroom, Newsroom]]:
    """Return two sites on ports of their own: one that may frame the embedded page, and one that may not."""
    with Newsroom() as listed, Newsroom() as other:
        yield listed, other


@pytest.fixture(scope="session")
def server(
    root: Path, tmp_path_factory: pytest.TempPathFactory, newsrooms: tuple[Newsroom, Newsroom]
) -> Iterator[Server]:
    """Start the app as a reader would, and return its server; who stops it starts it again."""
    log, more = tmp_path_factory.mktemp("server") / "log.txt", {EMBED_ON: newsrooms[0].base}
    with Server(root, log, more=more) as running:
        yield running


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
def new_visit(chromium: Browser, server: Server) -> Iterator[NewVisit]:
    """Return a maker of visits, each with cookies and storage of its own; check them all at the end.

    Those that look at no canvas do without WebGL: to draw by software takes seconds.
    """
    visits: list[Visit] = []

    def make(width: int = 1280, height: int = 720, *, webgl: bool = True, **options: object) -> Visit:
        given: dict[str, object] = {"reduced_motion": "reduce"} | options
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            **given,  # type: ignore[arg-type]
        )
        if not webgl:
            context.add_init_script(_NO_WEBGL)
        visits.append(Visit(context.new_page(), server.base))
        return visits[-1]

    yield make
    for visit in visits:
        visit.page.context.close()
    for visit in visits:
        assert not visit.hosts, f"the page asked other hosts: {sorted(visit.hosts)}"
        assert not visit.complaints, "the console complained:\n" + "\n".join(visit.complaints)


@pytest.fixture
def visit(new_visit: NewVisit) -> Visit:
    """Return a visit on a screen of 1280 x 720."""
    return new_visit()
