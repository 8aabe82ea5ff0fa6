"""Every page, in both themes: everyone can use it, and on a narrow screen it scrolls one way only."""

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
    page.set_viewport_size({"width": 400, "height": 800})
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
