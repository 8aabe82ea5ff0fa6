"""Every page, in both themes and on a narrow screen: everyone can read and use it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.visits import NewVisit

PAGES = ("/", "/compare", "/briefing", "/evidence", "/data")
GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_reader_is_shut_out(path: str, scheme: str, new_visit: NewVisit) -> None:
    page = new_visit(color_scheme=scheme).open(path)
    page.wait_for_timeout(1000)
    grave = [
        f"{each['impact']} {each['id']}: {each['help']}: {node['html'][:200]} {node['failureSummary']}"
        for each in Axe().run(page).response["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]
    assert grave == [], "\n".join(grave)


@pytest.mark.parametrize("path", PAGES[1:])
def test_a_page_on_a_narrow_screen_does_not_scroll_sideways(path: str, new_visit: NewVisit) -> None:
    page = new_visit(width=400, height=800).open(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
