"""The window on the lanes: a drag in the strip zooms in, a double click leads out again; keys do too."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.charts.timeline import HEAD
from dashboard.charts.vega import CODES, LABELS
from tests.browser.visits import NewVisit, asked, settle, until


def strip(page: Page) -> Locator:
    """The picture of the lanes, on which a drag begins at the height of the strip."""
    picture = page.locator(".st-key-chart_lanes canvas").first
    picture.wait_for()
    picture.scroll_into_view_if_needed()
    return picture


def at(page: Page, share: float) -> tuple[float, float]:
    """Return where a share of the time axis lies in the strip, on the screen."""
    box = strip(page).bounding_box()
    assert box
    return box["x"] + LABELS + share * (box["width"] - LABELS - CODES), box["y"] + HEAD - 6


def drag(page: Page, start: float, end: float) -> None:
    page.mouse.move(*at(page, start))
    page.mouse.down()
    page.mouse.move(*at(page, (start + end) / 2), steps=4)
    page.mouse.move(*at(page, end), steps=4)
    page.mouse.up()


def window(page: Page) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get("window", [])


@pytest.mark.slow
def test_a_drag_zooms_in_and_a_double_click_leads_out(new_visit: NewVisit) -> None:
    page = new_visit(width=1600, height=1000, webgl=False).open("/?within=days")
    line = page.locator(".st-key-only_window")
    expect(line).to_contain_text("Sep–Dec 2024")
    drag(page, 0.5, 0.75)
    until(page, lambda: len(window(page)) == 2)
    settle(page)
    first, last = window(page)
    assert "2024-10-28" <= first <= "2024-11-04" and "2024-11-27" <= last <= "2024-12-04"
    drag(page, 0.2, 0.4)
    until(page, lambda: window(page) != [first, last])
    settle(page)
    nearer = window(page)
    assert first < nearer[0] <= nearer[1] < last
    expect(line).to_be_visible()
    page.mouse.dblclick(*at(page, 0.5))
    until(page, lambda: "within" not in asked(page))
    settle(page)
    assert window(page) == nearer
    expect(line).to_have_count(0)
    page.mouse.dblclick(*at(page, 0.5))
    until(page, lambda: not window(page))
    settle(page)
    page.mouse.dblclick(*at(page, 0.5))
    settle(page)
    assert not window(page) and "within" not in asked(page)


@pytest.mark.slow
def test_the_control_zooms_by_the_keyboard_and_the_button_leads_out(new_visit: NewVisit) -> None:
    page = new_visit(width=1600, height=1000, webgl=False).open()
    control = page.get_by_role("radiogroup", name="Only this window")
    control.get_by_role("radio", name="off").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    until(page, lambda: asked(page).get("within") == "days")
    settle(page)
    out = page.get_by_role("button", name="Show all days")
    out.focus()
    page.keyboard.press("Enter")
    until(page, lambda: "within" not in asked(page))
    expect(out).to_have_count(0)


def test_another_day_does_not_send_the_lanes_again_while_they_are_zoomed(new_visit: NewVisit) -> None:
    page = new_visit(width=1600, height=1000, webgl=False).open("/?within=days")
    lanes = strip(page).element_handle()
    page.keyboard.press("n")
    until(page, lambda: "on" in asked(page))
    settle(page)
    assert lanes and lanes.evaluate("each => each.isConnected"), "the lanes began anew"
