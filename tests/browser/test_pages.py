"""Every page, in both themes: everyone can use it, and on a narrow screen it scrolls one way only."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.look.theme import THEMES
from tests.browser.visits import Visit, settle

PAGES = ("/", "/compare", "/briefing", "/evidence", "/unknown", "/data", "/words")
GRAVE = {"serious", "critical"}
GROUND = "ground => getComputedStyle(document.querySelector('.stApp')).backgroundColor === ground"


@pytest.mark.parametrize("path", PAGES)
def test_no_reader_is_shut_out(path: str, visit: Visit) -> None:
    page = visit.open(path)
    for scheme, theme in THEMES.items():
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(GROUND, arg=f"rgb{tuple(bytes.fromhex(theme.page[1:]))}")
        settle(page)
        page.wait_for_timeout(1000)
        grave = [
            f"{each['impact']} {each['id']}: {each['help']}: {node['html'][:200]} {node['failureSummary']}"
            for each in Axe().run(page).response["violations"]
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]
        assert grave == [], f"{scheme}: " + "\n".join(grave)
    page.set_viewport_size({"width": 400, "height": 800})
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
