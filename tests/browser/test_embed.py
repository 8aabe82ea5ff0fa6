"""The embedded page in a frame of another site: who may show it, and what a reader of that site can do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from dashboard.look.theme import THEMES
from dashboard.page.embed_code import snippet
from tests.browser.conftest import _NO_WEBGL
from tests.browser.serving import Newsroom, Server
from tests.browser.test_pages import GRAVE, GROUND, WIDER
from tests.browser.visits import EMPTY, PATIENCE, NewVisit, colours, settle, until

expect.set_options(timeout=PATIENCE / 2)

Newsrooms = tuple[Newsroom, Newsroom]


@pytest.fixture
def reader(chromium: Browser) -> Iterator[BrowserContext]:
    """A reader's browser without WebGL."""
    context = chromium.new_context(viewport={"width": 900, "height": 800})
    context.add_init_script(_NO_WEBGL)
    yield context
    context.close()


def article(newsroom: Newsroom, context: BrowserContext, address: str) -> tuple[Page, FrameLocator]:
    """Open an article of a site that shows an address in a frame."""
    newsroom.article = f"<!doctype html><title>News</title><h1>News</h1>{snippet(address, 'A map')}"
    page = context.new_page()
    page.goto(newsroom.base)
    return page, page.frame_locator("iframe")


def test_a_listed_site_shows_it_and_another_does_not(
    reader: BrowserContext, server: Server, newsrooms: Newsrooms
) -> None:
    listed, other = newsrooms
    _, frame = article(listed, reader, f"{server.base}/embed?place=Muse&on=2024-01-20")
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Muse")
    expect(frame.get_by_role("button", name="Muse:")).to_be_attached()
    assert reader.cookies() == []
    refused, empty = article(other, reader, f"{server.base}/embed?place=Muse")
    until(refused, lambda: refused.frames[1].url.startswith("chrome-error:"))
    expect(empty.get_by_role("heading", level=1)).to_have_count(0)
    whole, _ = article(listed, reader, f"{server.base}/?place=Muse")  # nothing but the embedded page
    until(whole, lambda: whole.frames[1].url.startswith("chrome-error:"))


@pytest.mark.slow
def test_a_reader_chooses_a_place_by_the_keyboard_and_opens_the_whole_question(
    reader: BrowserContext, server: Server, newsrooms: Newsrooms
) -> None:
    page, frame = article(newsrooms[0], reader, f"{server.base}/embed?on=2024-10-05&policy=any&theme=light")
    sockets: list[str] = []
    page.on("websocket", lambda opened: sockets.append(opened.url))
    listed = frame.get_by_role("combobox", name="Places and mines on this map")
    listed.focus()
    listed.select_option("pangwa")
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Pang War")
    expect(frame.get_by_role("button", name="Pang War:")).to_have_attribute("aria-pressed", "true")
    assert sockets == [], "a reader of an article costs no session"
    page.go_back()  # the article's own history has no step of the frame
    assert page.url == "about:blank"
    page.go_forward()
    with reader.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Open the full question").press("Enter")
    whole = opened.value
    whole.get_by_role("heading", level=1).wait_for()
    settle(whole)
    asked = parse_qs(urlsplit(whole.url).query)
    assert asked["on"] == ["2024-10-05"] and asked["policy"] == ["any"]
    assert whole.evaluate("window.opener") is None


@pytest.mark.slow
@pytest.mark.parametrize("query", ["", "place=atlantis&on=2026-06-01&data=1", "map_of=window&place="])
def test_everyone_can_use_it_at_any_size(query: str, reader: BrowserContext, server: Server) -> None:
    page = reader.new_page()
    page.goto(f"{server.base}/embed?{query}")
    page.get_by_role("button", name="Zoom in").wait_for()
    for width in (320, 360, 480, 640, 900, 1200):
        for height in (300, 560, 800):
            page.set_viewport_size({"width": width, "height": height})
            until(page, lambda: not page.evaluate(WIDER))
            box = page.locator("#map").bounding_box()
            assert box and box["height"] >= 180 and box["width"] >= width - 40
    for scheme, theme in THEMES.items():
        page.emulate_media(color_scheme=scheme)
        ground = f"rgb{tuple(bytes.fromhex(theme.page[1:]))}"
        page.wait_for_function(GROUND.replace(".stApp", "body"), arg=ground)
        page.wait_for_timeout(500)
        grave = [each["id"] for each in Axe().run(page).response["violations"] if each["impact"] in GRAVE]
        assert grave == [], scheme


LABELS = """() => {
  const root = document.querySelector('#map').shadowRoot;
  return [...root.querySelectorAll('.label')].filter((each) => !each.hidden).map((each) => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    return [left, top, right, bottom];
  });
}"""


@pytest.mark.slow
@pytest.mark.parametrize("place", ["", "Muse"])
def test_in_a_low_frame_no_name_stands_on_another(place: str, reader: BrowserContext, server: Server) -> None:
    page = reader.new_page()
    page.set_viewport_size({"width": 700, "height": 400})
    page.goto(f"{server.base}/embed?place={place}")
    page.get_by_role("button", name="Zoom in").wait_for()
    page.wait_for_timeout(1000)
    boxes = page.evaluate(LABELS)
    met = [
        (a, b)
        for a, b in combinations(boxes, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert len(boxes) > 3 and met == []


@pytest.mark.slow
def test_it_draws_the_map_and_loads_less_than_the_page(chromium: Browser, server: Server) -> None:
    sizes: dict[str, int] = {}
    for path in ("/embed", "/"):
        context = chromium.new_context(viewport={"width": 700, "height": 500})
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said, to=complaints: to.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error, to=complaints: to.append(str(error)))
        page.goto(server.base + path)
        canvas = page.locator("#map canvas, .st-key-map .stBidiComponent canvas").first
        canvas.wait_for(state="visible")
        until(page, lambda drawn=canvas: colours(drawn) > EMPTY)
        entries = "performance.getEntriesByType('resource').reduce((sum, each) => sum + each.transferSize, 0)"
        sizes[path] = page.evaluate(entries)
        assert complaints == []
        context.close()
    assert 0 < sizes["/embed"] < sizes["/"]


@pytest.mark.parametrize(("width", "height"), [(1440, 1000), (1000, 700)])
def test_the_whole_code_is_in_sight_once_it_is_asked_for(
    new_visit: NewVisit, width: int, height: int
) -> None:
    page = new_visit(width, height, webgl=False).open("/")
    page.get_by_role("button", name="Copy embed code").click()
    code = page.get_by_role("dialog").get_by_test_id("stCode")
    expect(code).to_contain_text("</iframe>")
    expect(code).to_be_in_viewport(ratio=1)
