"""The keyboard: every press counts, a typed day is taken over, and the focus can be seen."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from geodata.analysis.timeline import next_change
from geodata.catalog import open_catalog
from tests.browser.serving import Server
from tests.browser.visits import PATIENCE, NewVisit, asked, settle, until
from tests.marks import some_slow

expect.set_options(timeout=PATIENCE / 2)
FIRST = date(2024, 10, 1)


def after(steps: int) -> str:
    """Return the day so many changes after the first."""
    day = FIRST
    for _ in range(steps):
        found = next_change(open_catalog(), day)
        assert found
        day = found[0]
    return day.isoformat()


def press(page: Page, key: str, times: int) -> None:
    page.locator("i[data-listening]").wait_for(state="attached")
    for _ in range(times):
        page.keyboard.press(key)
        page.wait_for_timeout(60)


def asks(page: Page, day: str) -> None:
    until(page, lambda: asked(page).get("on") == day)
    settle(page)
    assert asked(page)["on"] == day


def test_every_press_counts_however_fast_and_wherever_the_focus_is(new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open(f"/?on={FIRST}")
    press(page, "n", 5)
    asks(page, after(5))
    press(page, "p", 3)
    asks(page, after(2))
    page.get_by_role("switch").or_(page.locator('[data-testid="stCheckbox"] input')).first.focus()
    press(page, "n", 2)
    asks(page, after(4))
    page.get_by_role("combobox", name="Place", exact=True).click()
    page.keyboard.type("muse")
    expect(page.get_by_role("option").first).to_have_text("Muse")
    page.keyboard.press("Enter")
    until(page, lambda: asked(page).get("place") == "Muse")
    settle(page)
    press(page, "n", 2)
    asks(page, after(6))


def test_letters_typed_into_a_list_search_it(new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open(f"/?on={FIRST}")
    page.get_by_role("combobox", name="Place", exact=True).focus()
    page.keyboard.type("nam")
    expect(page.get_by_role("option").first).to_contain_text("Nam")
    page.keyboard.press("Escape")
    settle(page)
    assert asked(page)["on"] == str(FIRST)


@pytest.mark.slow
def test_the_first_press_after_a_restart_counts(new_visit: NewVisit, server: Server) -> None:
    visit = new_visit(webgl=False)
    page = visit.open(f"/?on={FIRST}")
    press(page, "n", 1)
    asks(page, after(1))
    server.kill()
    server.start()
    settle(page)
    press(page, "n", 1)
    asks(page, after(2))
    visit.complaints.clear()  # of the time without a server


@pytest.mark.parametrize("key", ["Enter", "Tab"])
@pytest.mark.parametrize("path", some_slow(["/", "/compare", "/evidence"], ["/"]))
def test_a_typed_day_is_taken_over_at_once(path: str, key: str, new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open(path)
    page.locator("i[data-listening]").wait_for(state="attached")
    page.locator('.st-key-on [role="spinbutton"]').first.focus()
    page.keyboard.type("20241005")
    page.keyboard.press(key)
    asks(page, "2024-10-05")


FOCUS = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  const name = `${at.tagName} ${at.getAttribute('aria-label') ?? at.innerText?.slice(0, 40)} ${at.className}`;
  const outlined = (each) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(each);
    const clear = /^rgba.*, 0\\)$/.test(outlineColor) || outlineColor === 'transparent';
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !clear;
  };
  let marked = false;
  for (let each = at, up = 0; each && up < 3; each = each.parentElement, up += 1) marked ||= outlined(each);
  for (let each = at; each; each = each.parentElement ?? each.getRootNode().host) {
    if (each !== at && getComputedStyle(each).opacity === '0') marked = false;
  }
  return { name, marked };
}"""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/compare", "/briefing", "/evidence", "/unknown", "/data"])
def test_the_keyboard_s_place_is_marked_everywhere(path: str, scheme: str, new_visit: NewVisit) -> None:
    page = new_visit(webgl=False, color_scheme=scheme).open(path)
    plain: list[str] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        for wait in (30, 300, 900):  # the line may fade in
            page.wait_for_timeout(wait)
            now = page.evaluate(FOCUS)
            if not now or now["marked"]:
                break
        if now and not now["marked"]:
            plain.append(now["name"])
    assert plain == []
