"""One question, asked with the mouse, the keyboard and a link: map, lanes, card and sentence agree."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.charts.timeline import HEAD, LANE, MIDDLE, OPENED
from geodata.analysis.timeline import next_change, previous_change
from geodata.catalog import open_catalog
from tests.browser.visits import (
    EMPTY,
    PATIENCE,
    NewVisit,
    Visit,
    asked,
    colours,
    place_on_map,
    settle,
    until,
    wait_for_map,
)

expect.set_options(timeout=PATIENCE / 2)
DEFAULT = date(2024, 11, 26)
HOSTILE = (
    "on=yesterday&policy=gossip&place=atlantis",
    "on=9999-99-99&window=a,b,c&camera=north,by,west",
    "place=%00%3Cscript%3Ealert(1)%3C/script%3E&layers=everything",
    "actors=" + "x" * 1500,
)


def click_lane(page: Page, place: str) -> None:
    """Click the lane of a place, which is drawn on a canvas: at its height, a third across."""
    lanes = [each.place_id for each in open_catalog().lanes]
    picture = page.locator(".st-key-chart_lanes canvas").first
    box = picture.bounding_box()
    assert box
    opened = OPENED if lanes.index(place) >= lanes.index("kanpaiti") else 0
    y = HEAD + opened + LANE * lanes.index(place) + MIDDLE
    picture.click(position={"x": box["width"] / 3, "y": y})


def card(page: Page) -> Locator:
    return page.locator(".st-key-card")


def sentence(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_the_first_page_paints_and_a_click_or_a_key_chooses_a_crossing_everywhere(visit: Visit) -> None:
    page = visit.open()
    assert colours(wait_for_map(page)) > EMPTY
    expect(sentence(page)).to_contain_text("26 November 2024")
    expect(sentence(page)).to_contain_text("KIA")
    expect(card(page)).to_contain_text("Kanpaiti")

    def chosen(place: str) -> None:
        until(page, lambda: asked(page).get("place") == place)
        expect(card(page)).to_contain_text(place)
        expect(sentence(page)).to_contain_text(place)

    place_on_map(page, "Pang War").click()
    chosen("Pang War")
    place_on_map(page, "Phimaw").focus()
    page.keyboard.press("Enter")
    chosen("Phimaw")
    click_lane(page, "lweje")
    chosen("Lweje")


def test_keys_step_through_the_changes_and_fetch_no_geometry_again(visit: Visit) -> None:
    catalog = open_catalog()
    later = next_change(catalog, DEFAULT)
    assert later
    earlier = previous_change(catalog, later[0])
    assert earlier
    page = visit.open()
    until(page, lambda: any("/ledger/catchments" in url for url in visit.sent))
    before = [url for url in visit.sent if "/ledger/" in url]
    assert before
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(f"on={later[0]}"))
    settle(page)
    page.keyboard.press("p")
    expect(sentence(page)).to_contain_text(f"{earlier[0]:%-d %B %Y}")
    again = [url for url in visit.sent if "/ledger/" in url][len(before) :]
    assert set(again) & set(before) == set()
    canvas = page.locator(".st-key-map canvas").first.element_handle()
    page.get_by_text("Only what the map shows").click()
    until(page, lambda: "camera" in asked(page) and "extent" in asked(page))
    assert canvas and canvas.evaluate("each => each.isConnected"), "the map began anew"


@pytest.mark.slow
def test_a_link_reopens_the_question_in_another_browser(new_visit: NewVisit) -> None:
    first = new_visit(webgl=False).open("/?on=2024-09-01&policy=corroborated")
    place_on_map(first, "Pang War").click()
    settle(first)
    expect(sentence(first)).to_contain_text("Pang War")
    second = new_visit(webgl=False).open(first.url.removeprefix(f"http://{urlsplit(first.url).netloc}"))
    expect(sentence(second)).to_have_text(sentence(first).inner_text())
    expect(second.get_by_role("radio", name="corroborated")).to_be_checked()
    assert asked(second) == asked(first)


@pytest.mark.slow
def test_back_and_forward_ask_the_questions_before(new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open("/?on=2024-09-01")

    def asks(policy: str, place: str) -> None:
        expect(page.get_by_role("radio", name=policy)).to_be_checked()
        expect(sentence(page)).to_contain_text(place)

    asks("reported", "Kanpaiti")
    page.get_by_text("corroborated", exact=True).click()
    until(page, lambda: asked(page).get("policy") == "corroborated")
    settle(page)
    place_on_map(page, "Pang War").click()
    until(page, lambda: asked(page).get("place") == "Pang War")
    settle(page)
    asks("corroborated", "Pang War")
    page.go_back()
    asks("corroborated", "Kanpaiti")
    page.go_back()
    asks("reported", "Kanpaiti")
    page.go_forward()
    asks("corroborated", "Kanpaiti")
    page.go_forward()
    asks("corroborated", "Pang War")


@pytest.mark.slow
def test_a_hostile_or_outdated_link_opens_the_default_and_says_so(new_visit: NewVisit) -> None:
    visit = new_visit(webgl=False)
    for query in HOSTILE:
        page = visit.open(f"/?{query}")
        expect(page.get_by_role("alert").filter(has_text="could not be used"), query).to_be_visible()
        expect(sentence(page), query).to_contain_text("26 November 2024")


@pytest.mark.slow
def test_a_narrow_screen_at_night_keeps_sentence_map_and_card(new_visit: NewVisit) -> None:
    page = new_visit(width=400, height=800, color_scheme="dark").open("/?on=2025-10-28")
    expect(sentence(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert colours(wait_for_map(page)) > EMPTY
    card(page).scroll_into_view_if_needed()
    expect(card(page)).to_contain_text("Kanpaiti")
