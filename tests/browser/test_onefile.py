"""A one-file map from a folder, on a machine without a network: it paints, moves through time, and asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboard.briefing.onefile import onefile
from dashboard.briefing.order import FRAMES, Order
from dashboard.briefing.words import words_of
from dashboard.scene import compose
from dashboard.terms import terms_of
from dashboard.theme import THEMES
from geodata.catalog import open_catalog
from tests.browser.test_pages import GRAVE
from tests.browser.visits import EMPTY, Visit, colours, place_on_map, until


@pytest.fixture(params=["light", "dark"])
def visit(request: pytest.FixtureRequest, tmp_path: Path, chromium: Browser) -> Iterator[Visit]:
    catalog = open_catalog()
    terms, frame = terms_of(catalog), FRAMES["kachin"]
    scene = compose(catalog, replace(terms.default, extent=frame))
    words = words_of(scene, Order(frame="kachin"), terms, "https://ledger.example/")
    file = tmp_path / "briefing.html"
    file.write_bytes(onefile(scene, THEMES[request.param], terms, words, frame, scene.view.window))
    context = chromium.new_context(
        offline=True, viewport={"width": 1200, "height": 720}, reduced_motion="reduce"
    )
    found = Visit(context.new_page(), file.as_uri())
    yield found
    context.close()
    assert [url for url in found.sent if urlsplit(url).scheme not in ("data", "blob")] == [found.base]
    assert found.complaints == []


def stamp(page: Page) -> str:
    return page.locator("#map .stamp").inner_text()


def test_it_opens_from_a_folder_shows_any_day_and_never_under_a_wrong_caption(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.base)
    canvas = page.locator("#map canvas")
    canvas.wait_for()
    until(page, lambda: colours(canvas) > EMPTY)
    assert colours(canvas) > EMPTY
    card, notice = page.locator("#card"), page.locator("#notice")
    place_on_map(page, "Pang War").click()
    expect(card).to_contain_text("Pang War")
    expect(card).to_contain_text("板瓦")
    expect(card).to_contain_text("KIA")
    expect(card.get_by_role("link").first).to_have_attribute(
        "href", "#source-" + card.get_by_role("link").first.inner_text()
    )
    expect(notice).to_be_hidden()

    page.get_by_label("Date of the map").last.fill("2024-10-10")
    expect(card).to_contain_text("BGF")
    expect(card).to_contain_text("on 10 October 2024")
    expect(notice).to_contain_text("The map shows 10 October 2024")
    page.get_by_role("button", name="Next change", exact=True).click()
    expect(page.locator("#shown")).not_to_have_text("10 October 2024")
    shown = page.locator("#shown").inner_text()
    assert shown in stamp(page) and shown in notice.inner_text()
    assert shown in (page.locator("#map .map").get_attribute("aria-label") or "")

    page.get_by_role("button", name="Play", exact=True).click()
    until(page, lambda: stamp(page) not in ("", shown))
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#shown")).to_have_text(stamp(page))
    expect(notice).to_contain_text(stamp(page))
    page.get_by_role("button", name="Back to 26 November 2024").click()
    expect(notice).to_be_hidden()
    assert "26 November 2024" in stamp(page)

    page.get_by_label("Crossings").uncheck()
    expect(place_on_map(page, "Pang War")).to_have_count(0)
    grave = [each for each in Axe().run(page).response["violations"] if each["impact"] in GRAVE]
    assert grave == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
