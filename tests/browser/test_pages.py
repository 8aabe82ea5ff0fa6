"""Every page, in both themes: everyone can use it, and at any width it scrolls one way only."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.look.theme import THEMES
from tests.browser.visits import NewVisit, Visit, settle

PAGES = ("/", "/compare", "/briefing", "/evidence", "/unknown", "/data", "/words")
GRAVE = {"serious", "critical"}
ONE_WAY = """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
  .every((each) => each.scrollWidth <= each.clientWidth)"""
GROUND = "ground => getComputedStyle(document.querySelector('.stApp')).backgroundColor === ground"


@pytest.mark.parametrize("path", [*PAGES, "/?within=days"])
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


@pytest.mark.parametrize("path", [*PAGES, "/?within=days", "/compare?layout=swipe", "/evidence?tab=Claims"])
def test_a_page_scrolls_one_way_at_any_width(path: str, new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open(path)
    for width in (320, 400, 641, 700, 768, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(ONE_WAY)


def test_a_page_without_a_sidebar_has_none_when_it_is_reached_by_a_click(new_visit: NewVisit) -> None:
    for width in (1280, 400):
        page = new_visit(width=width, webgl=False).open("/evidence")
        page.get_by_role("link", name="Compare").click()
        page.wait_for_url("**/compare*")
        settle(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Between")
        expect(page.get_by_test_id("stSidebar")).not_to_be_attached()
