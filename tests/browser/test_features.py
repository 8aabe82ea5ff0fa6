"""The pages of the OGC API in Chromium, from the server that serves the page itself."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.serving import Server
from tests.browser.visits import NewVisit

PATHS = (
    "/ogc",
    "/ogc/api",
    "/ogc/collections",
    "/ogc/collections/claims",
    "/ogc/collections/claims/items?limit=5",
    "/ogc/collections/claims/items/k0020",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_shut_nobody_out_and_fit_a_phone(new_visit: NewVisit, server: Server, scheme: str) -> None:
    page = new_visit(400, 800, color_scheme=scheme, bypass_csp=True).page
    for path in PATHS:
        page.goto(f"{server.base}{path}")
        found = [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]
        assert not found, (path, found)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, path


def test_from_the_first_page_to_a_claim_by_links(new_visit: NewVisit, server: Server) -> None:
    page = new_visit().page
    page.goto(f"{server.base}/ogc")
    for label in ("Collections", "Claims", "Features", "k0001"):
        page.get_by_role("link", name=label, exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "k0001 · Claims"


def test_an_unknown_address_below_it_is_not_the_page(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.base}/ogc/nothing", timeout=10)
    with refused.value as answer:
        assert answer.code == 404 and answer.headers["content-type"] == "application/json"
