"""A one-file map from a folder, without a network: it paints, moves through time, and asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboard.answer.scene import compose
from dashboard.look.theme import THEMES
from dashboard.map.overlays import OVERLAYS
from dashboard.paper.formats.html.document import document
from dashboard.paper.words import words_of
from dashboard.question.choices import choices_of
from dashboard.question.order import FRAMES, Order
from geodata.catalog import open_catalog
from tests.browser.test_pages import GRAVE
from tests.browser.visits import EMPTY, Visit, colours, place_on_map, until
from tests.marks import some_slow

Opened = Callable[..., Visit]


@pytest.fixture
def opened(tmp_path: Path, chromium: Browser) -> Iterator[Opened]:
    """Open a briefing in a theme on a screen; at the end it must have asked for itself alone."""
    visits: list[Visit] = []
    file, catalog = tmp_path / "briefing.html", open_catalog()
    choices, frame = choices_of(catalog, OVERLAYS), FRAMES["kachin"]
    scene = compose(catalog, replace(choices.default, extent=frame))
    words = words_of(scene, Order(frame="kachin"), choices, "https://ledger.example/")

    def opens(theme: str, width: int, height: int) -> Visit:
        file.write_bytes(document(scene, THEMES[theme], choices, words, frame, scene.view.window))
        context = chromium.new_context(
            offline=True, viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        visits.append(Visit(context.new_page(), file.as_uri()))
        visits[-1].page.goto(file.as_uri())
        return visits[-1]

    yield opens
    for visit in visits:
        visit.page.context.close()
        assert [url for url in visit.sent if urlsplit(url).scheme not in ("data", "blob")] == [file.as_uri()]
        assert visit.complaints == []


def stamp(page: Page) -> str:
    return page.locator("#map .stamp").inner_text()


def grave(visit: Visit) -> list[object]:
    """Return what shuts readers out, once the page itself has complained of nothing."""
    assert visit.complaints == []
    found = Axe().run(visit.page).response["violations"]
    visit.complaints.clear()  # axe tries styles of its own, which the page's policy refuses
    return [each for each in found if each["impact"] in GRAVE]


def test_it_opens_from_a_folder_shows_any_day_and_never_under_a_wrong_caption(opened: Opened) -> None:
    visit = opened("light", 1100, 640)
    page = visit.page
    canvas = page.locator("#map canvas").first
    canvas.wait_for()
    until(page, lambda: colours(canvas) > EMPTY)
    assert colours(canvas) > EMPTY
    card, notice, shown = (page.locator(f"#{name}") for name in ("card", "notice", "shown"))
    place_on_map(page, "Pang War").click()
    expect(card).to_contain_text("Pang War")
    expect(card).to_contain_text("板瓦")
    expect(card).to_contain_text("since 18–19 Oct 2024")
    source = card.get_by_role("link").first
    expect(source).to_have_attribute("href", f"#source-{source.inner_text()}")
    expect(notice).to_be_hidden()

    page.locator("#day").fill("2024-10-10")
    expect(card).to_contain_text("BGF")
    expect(card).to_contain_text("on 10 October 2024")
    expect(card).not_to_contain_text("since")
    expect(notice).to_contain_text("The map shows 10 October 2024")
    page.get_by_role("button", name="Next change", exact=True).click()
    expect(shown).not_to_have_text("10 October 2024")
    next_day = shown.inner_text()
    assert next_day in stamp(page) and next_day in notice.inner_text()
    assert next_day in (page.locator("#map .map").get_attribute("aria-label") or "")

    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#map .plate")).to_have_text(shown.inner_text())
    expect(notice).to_contain_text(shown.inner_text())
    page.get_by_role("button", name="Back to 26 November 2024").click()
    expect(notice).to_be_hidden()
    assert "26 November 2024" in stamp(page)


@pytest.mark.slow
def test_at_night_on_a_narrow_screen_everyone_can_read_it_and_turn_layers_off(opened: Opened) -> None:
    visit = opened("dark", 400, 800)
    page = visit.page
    place_on_map(page, "Pang War").wait_for()
    page.get_by_role("checkbox", name="Crossings").uncheck()
    expect(place_on_map(page, "Pang War")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert grave(visit) == []


@pytest.mark.slow
@pytest.mark.parametrize(("wide", "high"), some_slow([(1123, 794), (794, 1123)], [(1123, 794)]))
def test_on_paper_the_map_keeps_its_names_in_their_places(opened: Opened, wide: int, high: int) -> None:
    """Of a sheet of A4, on its side and upright, at 96 px an inch."""
    page = opened("light", 1440, 900).page
    place_on_map(page, "Pang War").wait_for()
    page.locator("#map canvas").first.wait_for()
    spot = """(names) => names.map((name) => {
      const { x, y, width, height } = map.shadowRoot.querySelector(name).getBoundingClientRect();
      return [x, y, width, height];
    })"""
    parts = [".map", "canvas", '[data-id="pangwa"]', '[data-id="kanpaiti"]']
    before = page.evaluate(spot, parts)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": wide, "height": high})
    page.wait_for_timeout(500)
    after = page.evaluate(spot, parts)
    shrunk = after[0][2] / before[0][2]
    assert 0.3 < shrunk <= 1 and after[0][2] <= wide and after[0][3] <= high
    for old, new in zip(before[1:], after[1:], strict=True):
        assert [(new[at] - after[0][at]) / shrunk for at in (0, 1)] == pytest.approx(
            [old[at] - before[0][at] for at in (0, 1)], abs=2
        )
    expect(page.locator("#controls")).to_be_hidden()
    assert page.pdf(format="A4", landscape=wide > high).startswith(b"%PDF")
