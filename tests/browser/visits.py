"""A reader's visit: a page in a browser, with all that it asked for and complained about."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from PIL import Image
from playwright.sync_api import ConsoleMessage, Locator, Page

PATIENCE = 60_000
"""Milliseconds that a script run and its drawing may take on two busy cores."""

_LOCAL_SCHEMES = {"data", "blob", "about"}
# On a page with a path of its own, Streamlit first looks for its server beneath that path.
_PROBES = re.compile(r"/\w+/_stcore/(?:health|host-config)$")


@dataclass
class Visit:
    """One reader's page.

    `sent` are the addresses it asked for, `hosts` those that are not its own server, `complaints`
    the errors in its console.
    """

    page: Page
    base: str
    sent: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("websocket", lambda opened: self._note(opened.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str = "/") -> Page:
        """Open a path of the app and wait until its script has run."""
        self.page.goto(self.base + path)
        self.page.get_by_role("heading", level=1).wait_for()
        settle(self.page)
        return self.page

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        self.sent.append(url)
        if parts.scheme not in _LOCAL_SCHEMES and parts.netloc != urlsplit(self.base).netloc:
            self.hosts.add(parts.netloc)

    def _hear(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not _PROBES.search(where):
            self.complaints.append(f"{message.text} ({where})")


NewVisit = Callable[..., Visit]
"""Makes a visit; takes the width and height of the screen and Playwright's options of a context."""


def settle(page: Page) -> None:
    """Wait until the page is connected, no script runs, nothing old is left, and the map is Streamlit's."""
    page.wait_for_selector('[data-test-connection-state="CONNECTED"]', state="attached")
    page.wait_for_timeout(150)  # the run that a click starts has begun by then
    page.wait_for_selector('[data-test-script-state="notRunning"]', state="attached")
    page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')")
    page.wait_for_function("() => !document.querySelector('.st-key-map > .first')")


def colours(picture: Locator) -> int:
    """Return how many different colours an element shows on the screen."""
    shown = _shown(picture)
    return len(shown.getcolors(maxcolors=shown.width * shown.height) or ())


def middle_colour(picture: Locator) -> str:
    """Return the colour in the middle of an element, as `#rrggbb`."""
    shown = _shown(picture)
    red, green, blue = shown.getpixel((shown.width // 2, shown.height // 2))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _shown(picture: Locator) -> Image.Image:
    return Image.open(io.BytesIO(picture.screenshot())).convert("RGB")


EMPTY = 8
"""An unpainted canvas has one colour, its ground alone a handful."""


def asked(page: Page) -> dict[str, str]:
    """Return the parameters of the page's address, the last of each."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def the_map(page: Page) -> Locator:
    return page.locator(".st-key-map canvas").first


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail where it does not come to.

    Raises:
        AssertionError: If patience ended first.
    """
    deadline = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < deadline, "what was waited for did not come"
        page.wait_for_timeout(400)


def wait_for_map(page: Page) -> Locator:
    """Wait until the map shows more than its ground, and a hand can move it."""
    canvas = the_map(page)
    canvas.wait_for(state="visible")
    page.locator(".canvas canvas").first.wait_for(state="visible")
    until(page, lambda: colours(canvas) > EMPTY)
    return canvas


def place_on_map(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}:"))
