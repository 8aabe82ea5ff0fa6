"""The address always holds the question: whatever is done, on every page, with Back, Forward and reload."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from dashboard.wording.page import PAGES
from tests.browser.visits import PATIENCE, NewVisit, Visit, asked, settle, until

expect.set_options(timeout=PATIENCE / 2)

STATE = """() => {
  const seen = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const words = (selector) => [...document.querySelectorAll(selector)].filter(seen)
    .map((each) => each.innerText.replace(/\\s+/g, ' ').trim());
  return {
    sentence: words('h1'),
    chosen: words('[role="radio"][aria-checked="true"]'),
    pills: words('[data-testid="stButtonGroup"] button[kind="pillsActive"]'),
    tabs: words('[role="tab"][aria-selected="true"]'),
    days: words('[data-testid="stDateInput"]'),
    lists: [...document.querySelectorAll('[data-testid="stSelectbox"] input')].map((each) => each.value),
    several: words('[data-testid="stMultiSelect"]'),
    switches: [...document.querySelectorAll('[data-testid="stCheckbox"] input')].map((each) => each.checked),
    notices: words('[data-testid="stAlert"]'),
    page: words('.st-key-menu a strong'),
  };
}"""

Step = Callable[[Page, random.Random], None]


def where(page: Page) -> str:
    """Return the address without its server."""
    parts = urlsplit(page.url)
    return f"{parts.path}?{parts.query}"


def state(page: Page) -> dict[str, Any]:
    """Return what the page shows of its question, when it is at rest."""
    settle(page)
    if "extent" in asked(page):
        page.wait_for_timeout(1000)  # the map may be about to tell what it shows
        settle(page)
    before: dict[str, Any] = {}
    while (now := page.evaluate(STATE) | {"address": where(page)}) != before:
        before = now
        page.wait_for_timeout(250)
    return now


def shows(page: Page, expected: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows, once that is what is expected, or after a while."""
    for _ in range(20):
        if (now := state(page)) == expected:
            break
    return now


def any_of(selector: str) -> Step:
    """Return the step that clicks one of the visible elements that a selector finds."""

    def click(page: Page, chance: random.Random) -> None:
        found = [each for each in page.locator(selector).all() if each.is_visible()]
        if found:
            chance.choice(found).click()

    return click


def key(name: str) -> Step:
    def press(page: Page, _: random.Random) -> None:
        page.locator("i[data-listening]").wait_for(state="attached")
        page.locator("h1").click()
        page.keyboard.press(name)

    return press


OTHER_PAGE = any_of(".st-key-menu a")
RADIO = any_of('[role="radio"][aria-checked="false"]')
TAB = any_of('[role="tab"][aria-selected="false"]')


def place(page: Page, chance: random.Random) -> None:
    # Not with the pointer: marks lie on one another.
    chance.choice(page.locator(".st-key-map button.mark").all()).evaluate("each => each.click()")


PILL = any_of('[data-testid="stButtonGroup"] button[kind^="pills"]')


def switch(page: Page, chance: random.Random) -> None:
    any_of('[data-testid="stCheckbox"] label')(page, chance)
    page.wait_for_timeout(1000)  # the map tells what it shows


STEPS: dict[str, tuple[Step, ...]] = {
    "/": (RADIO, PILL, place, switch, key("n"), key("p")),
    "/compare": (RADIO, RADIO, place),
    "/log": (RADIO, TAB, key("n"), key("p")),
    "/briefing": (RADIO,),
    "/evidence": (RADIO, TAB, PILL, switch),
    "/unknown": (RADIO, TAB),
    "/data": (),
    "/words": (),
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_done_back_forward_and_the_address_ask_the_same_again(
    seed: int, new_visit: NewVisit
) -> None:
    chance = random.Random(seed)
    page = new_visit(webgl=False).open("/")
    # One visit for five of the forty ways: what an earlier one left behind must not matter.
    for _ in range(5):
        page.goto(page.url)
        page.get_by_role("heading", level=1).wait_for()
        past, at, way = [state(page)], 0, [where(page)]
        for _ in range(7):
            turn = chance.random()
            if turn < 0.2 and at > 0:
                page.go_back()
                at -= 1
                way.append("back")
            elif turn < 0.35 and at < len(past) - 1:
                page.go_forward()
                at += 1
                way.append("forward")
            else:
                step = chance.choice((OTHER_PAGE, *STEPS[urlsplit(page.url).path]))
                step(page, chance)
                now = state(page)
                way.append(where(page))
                if now["address"] != past[at]["address"]:
                    past[at + 1 :] = [now]
                    at += 1
                past[at] = now
                continue
            assert shows(page, past[at]) == past[at], way
        now = state(page)
        again = new_visit(webgl=False)
        assert shows(again.open(now["address"]), now) == now, way
        again.page.context.close()


LINKS = (
    "place=pang+WA&on=2024-10-05",
    "on=2024-12-04&place=Muse&policy=corroborated",
    "place=%E7%89%87%E9%A9%AC",
    "place=atlantis&on=2024-10-01",
    "on=2040-01-01",
    "window=2024-12-31&window=2024-09-01",
    "window=2024-10-22&window=2024-10-22",
    "compare_on=2024-01-01",
    "policy=any&compare_policy=strict",
    "policy=gossip",
    "known_on=2024-11-15",
    "layers=",
    "actors=KIA&actors=NOBODY",
    "camera=97.9,25.2,8.5&extent=97,24,99,26",
    "layout=swipe",
    "data=d86ced91d09e&place=Mogok",
    "data=000000000000",
    "template=before-after&aspect=round&title={who}",
    "tab=Claims&text=irrawaddy&stances=denies&results=nothing",
    "unknown=Gaps&claim=k0007&utm_source=letter",
)
"""Links of ours, some of them old or wrong."""


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_link_asks_the_same_on_every_page_and_in_another_browser(name: str, new_visit: NewVisit) -> None:
    path = "/" if name == "explore" else f"/{name}"
    # A third of them on each page, each on two or three pages: all on every page take five minutes.
    for query in LINKS[list(PAGES).index(name) % 3 :: 3]:
        first = new_visit(webgl=False)
        now = state(first.open(f"{path}?{query}"))
        first.page.reload()
        first.page.get_by_role("heading", level=1).wait_for()
        assert shows(first.page, now) == now, query
        first.page.context.close()
        if name != "data" and any(wrong in query for wrong in ("atlantis", "2040", "gossip", "NOBODY")):
            assert "could not be used" in " ".join(now["notices"]), query


def test_a_page_s_link_holds_the_question_and_back_is_one_press(new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open("/?on=2024-10-01&policy=any&place=pang+WA")
    question = {"on": "2024-10-01", "policy": "any", "place": "Pang War"}
    assert asked(page) == question
    link = page.get_by_role("link", name="Compare")
    assert "place=Pang+War" in str(link.get_attribute("href"))
    link.click()
    until(page, lambda: urlsplit(page.url).path == "/compare")
    settle(page)
    assert asked(page) == question
    page.go_back()
    until(page, lambda: urlsplit(page.url).path == "/")
    settle(page)
    assert asked(page) == question
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pang War")


def test_a_link_to_a_claim_shows_it(visit: Visit) -> None:
    page = visit.open("/evidence?claim=k0007")
    assert asked(page) == {"tab": "Claims", "text": "k0007"}
    expect(page.get_by_text(re.compile("1 of "))).to_be_visible()


@pytest.mark.parametrize(
    ("frame", "more"),
    [("kachin", {"stretch"}), ("97.5,24.5,98.5,25.5", {"extent", "camera"})],
)
def test_the_claims_behind_a_briefing_are_those_of_its_question(
    new_visit: NewVisit, frame: str, more: set[str]
) -> None:
    page = new_visit(webgl=False).open(
        f"/briefing?on=2024-10-05&place=Pang+War&policy=any&data=1&template=map&frame={frame}"
    )
    data = asked(page)["data"]
    page.get_by_role("link", name="The claims behind this picture").click()
    until(page, lambda: urlsplit(page.url).path == "/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pang War")
    settle(page)
    now = asked(page)
    known = {"on": "2024-10-05", "place": "Pang War", "policy": "any", "data": data, "stretch": "kachin"}
    assert set(now) == {"on", "place", "policy", "data", *more}
    assert {name: known[name] for name in now if name in known}.items() <= now.items()
    page.get_by_role("link", name="Briefing").click()
    until(page, lambda: urlsplit(page.url).path == "/briefing")
    settle(page)
    assert asked(page)["frame"] == frame, "the paper is as it was"
