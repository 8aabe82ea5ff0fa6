"""A first visit in a browser: what it asks the server for, and that it waits for no whole font."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest

from dashboard.map import component
from dashboard.service import head, scripts
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
