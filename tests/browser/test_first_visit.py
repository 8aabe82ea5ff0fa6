"""A first visit in a browser: what it asks the server for, and that it waits for no whole font."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Route

from dashboard.map import component
from dashboard.service import head, scripts
from dashboard.service.limits import BURST
from dashboard.settings import Settings
from tests.browser.visits import NewVisit

pytestmark = pytest.mark.browser


def test_a_first_visit_asks_what_is_packed_at_the_start_and_no_whole_font(new_visit: NewVisit) -> None:
    visit = new_visit(1600, 900)
    page = visit.open("/")
    page.locator(".st-key-map canvas").first.wait_for(state="attached")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    asked = [unquote(urlsplit(url).path) for url in visit.sent]
    static = {path.removeprefix(scripts.ROUTE) for path in asked if path.startswith(scripts.ROUTE)}
    assert static <= set(scripts.first()), "scripts.first() is not all that a first visit asks, or a font is"
    assert {f"/ledger/{name}" for name in head.CUTS} <= set(asked)
    ours = [path for path in asked if path.startswith("/ledger/")]
    assert f"/ledger/{component.BUNDLE}" in ours
    twice = {path for path in ours if ours.count(path) > 1}
    assert not twice, "what was hinted at is what is asked"
    at_once = Settings().requests_a_second * BURST
    assert len(asked) < at_once / 3, "three readers of one address who come at once wait for nothing"


def test_the_icons_are_drawn_by_the_cut(new_visit: NewVisit) -> None:
    page = new_visit(1600, 900).open("/")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    icons = page.locator('[data-testid="stIconMaterial"], [role="img"][translate="no"]')
    assert icons.count() > 5
    wide = icons.evaluate_all(
        "(all) => all.filter((each) => each.scrollWidth > 30).map((each) => each.textContent)"
    )
    assert wide == [], "these are shown as words"


def test_a_character_that_the_cut_does_not_have_brings_the_whole_font(new_visit: NewVisit) -> None:
    visit = new_visit(1600, 900)
    page = visit.open("/")
    whole = head.CUTS["ledger-sans.1.woff2"].whole
    assert not [url for url in visit.sent if whole in url]
    with page.expect_request(lambda request: whole in request.url):
        page.evaluate("""() => {
            const text = Object.assign(document.createElement("p"), { textContent: "Дніпро" });
            document.querySelector("h1").append(text);
        }""")


# -- The first picture of the map ------------------------------------------------------------------

_PICTURES = """() => {
    const told = (host) => {
        const map = host?.shadowRoot?.querySelector(".map");
        if (!map?.querySelector("canvas.painted")?.width) return null;
        const [box, around] = [map, host.closest(".st-key-map")].map((each) => each.getBoundingClientRect());
        const placed = [...map.querySelectorAll(".mark, .label, .word")];
        return {
            pixels: map.querySelector("canvas.painted").toDataURL(),
            stamp: map.querySelector(".stamp").textContent,
            label: map.getAttribute("aria-label"),
            places: placed.map((each) => each.getAttribute("style") + each.textContent),
            box: [box.x, box.y, box.width, box.height],
            room: [around.x, around.y, around.width, around.height],
        };
    };
    const at = document.querySelector(".st-key-map");
    const [first, real] = [":scope > .first", '[data-testid="stBidiComponentIsolated"]'];
    return [told(at?.querySelector(first)), told(at?.querySelector(real))];
}"""
_STILL = 'performance.getEntriesByName("border-ledger-still").length'


@pytest.mark.parametrize(
    ("path", "screen", "theme"),
    [
        ("/", (1600, 900), "light"),
        ("/?on=2024-05-01&place=Muse&policy=any&layers=crossings&layers=catchments", (1600, 900), "dark"),
        ("/?camera=98.2,25.4,8.2&map_of=window&lang=my", (400, 800), "light"),
    ],
)
def test_the_map_stands_at_its_place_before_streamlit_shows_it(
    new_visit: NewVisit, path: str, screen: tuple[int, int], theme: str
) -> None:
    visit = new_visit(*screen, color_scheme=theme)
    page, held = visit.page, list[Route]()
    page.route(
        "**/static/js/BidiComponent.*", lambda route: held.append(route)
    )  # what Streamlit shows the map by
    page.goto(visit.base + path)
    page.wait_for_function(_STILL)
    first, real = page.evaluate(_PICTURES)
    assert first and not real and held
    assert first["box"] == first["room"], "it keeps its room"
    assert page.locator(".st-key-map > .first").get_attribute("aria-label") == first["label"]
    assert page.get_by_role("img", name=first["label"]).count() == 1
    assert not [url for url in visit.sent if component.BUNDLE in url], "a picture needs no deck.gl"
    for route in held:
        route.continue_()
    page.wait_for_function(f"() => {_STILL} > 1 && !document.querySelector('.first')")
    _, real = page.evaluate(_PICTURES)
    assert real == first, "the same picture at the same place"


def test_a_map_that_streamlit_shows_first_has_no_picture_before_it(new_visit: NewVisit) -> None:
    visit = new_visit(1600, 900, webgl=False)
    page, held = visit.page, list[Route]()
    page.route("**/first.js", lambda route: held.append(route))
    page.goto(visit.base + "/", wait_until="commit")
    page.wait_for_function(_STILL)
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    first, real = page.evaluate(_PICTURES)
    assert held and real and not first


def test_a_map_that_does_not_load_says_so_and_no_picture_hides_it(new_visit: NewVisit) -> None:
    visit = new_visit(1600, 900, webgl=False)
    page = visit.page
    page.route("**/ledger/film-*", lambda route: route.abort())
    page.goto(visit.base + "/")
    page.locator(".st-key-map").get_by_role("alert").first.wait_for()
    page.wait_for_function("() => !document.querySelector('.first')")
    visit.complaints.clear()  # that it did not load
