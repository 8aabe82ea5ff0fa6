"""Each page fits in a language whose words are a third longer: nothing is cut, it scrolls one way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import Server
from tests.browser.visits import Visit

PLACES = ("/", "/?place=Mine+cluster+8.6+km+W+of+Pang+War")
PAGES = (*PLACES, "/compare", "/briefing", "/evidence", "/unknown", "/data", "/words")
TOO_WIDE = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const wide = [document.documentElement, main].filter((each) => each.scrollWidth > each.clientWidth);
  return wide.map((each) => `${each.tagName}: ${each.scrollWidth} in ${each.clientWidth}`);
}"""
CUT = """() => {
  const parts = 'h1, h2, label, button, summary, [role="tab"], [data-testid="stMarkdown"] p';
  const seen = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  return [...document.querySelectorAll(parts)]
    .filter((each) => seen(each) && each.clientWidth > 1)
    .filter((each) => !each.closest('[data-testid="stSidebar"][aria-expanded="false"]'))
    .filter((each) => getComputedStyle(each).overflowX !== 'visible')
    .filter((each) => each.scrollWidth > each.clientWidth + 1)
    .map((each) => `${each.innerText.slice(0, 60)}: ${each.scrollWidth} in ${each.clientWidth}`);
}"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pseudo_server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(root, tmp_path_factory.mktemp("pseudo") / "log.txt", language="pseudo") as running:
        yield running


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_longer_words_fits(path: str, width: int, chromium: Browser, pseudo_server: Server) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    try:
        page = Visit(context.new_page(), pseudo_server.base).open(path)
        page.wait_for_timeout(1500)
        assert "[" in page.locator("h1").first.inner_text()
        assert page.evaluate(TOO_WIDE) == []
        assert page.evaluate(CUT) == []
    finally:
        context.close()
