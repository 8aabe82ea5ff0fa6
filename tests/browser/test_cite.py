"""As a journalist: from a printed link to the claim behind a colour and its citation in three clicks."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from geodata.catalog import open_catalog
from tests.browser.visits import NewVisit, settle
from tests.marks import some_slow

PAGES = ("/claim/k0007", "/claim/k0039?release=1", "/claim/k00200", "/feed?place=Kanpaiti", "/dataset")


def test_from_a_printed_link_to_the_claim_behind_a_colour_and_to_its_citation(new_visit: NewVisit) -> None:
    catalog = open_catalog()
    visit = new_visit(webgl=False)
    page = visit.open(f"/briefing?on=2024-11-26&data={catalog.hash}")

    page.get_by_role("link", name="Explore", exact=True).click()  # one
    card = page.locator(".st-key-card")
    card.get_by_text(catalog.claims["k0007"].restates).first.wait_for()
    settle(page)
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="k0007", exact=True).first.click()  # two
    claim = opened.value
    assert claim.get_by_role("heading", level=1).inner_text() == catalog.claims["k0007"].restates
    assert urlsplit(claim.url).query == f"release={catalog.hash}"

    with claim.expect_download() as saved:
        claim.get_by_role("link", name="Download").first.click()  # and one more
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert saved.value.suggested_filename == f"border-ledger-k0007-{catalog.hash}.txt"
    assert text.startswith("Claim k0007 on Kanpaiti") and catalog.hash in text
    claim.context.grant_permissions(["clipboard-read", "clipboard-write"])
    claim.get_by_role("button", name="Copy").first.click()
    claim.get_by_role("button", name="Copied").wait_for()
    assert claim.evaluate("navigator.clipboard.readText()") == text


@pytest.mark.slow
def test_an_answer_is_cited_where_it_is_read(new_visit: NewVisit) -> None:
    page = new_visit(width=400, height=800, webgl=False).open("/?place=Muse&on=2024-05-01")
    beside = page.get_by_role("button", name="Evidence as one file").bounding_box()
    cite, card = (
        page.get_by_role("button", name="Cite").bounding_box(),
        page.locator(".st-key-card").bounding_box(),
    )
    assert beside and cite and card
    assert beside["y"] == cite["y"] >= card["y"] + card["height"], "beneath the card, never within it"
    page.get_by_role("button", name="Cite").click()
    shown = page.get_by_role("dialog")
    shown.get_by_text("Muse, control, 1 May 2024").wait_for()
    shown.get_by_role("radio", name="BibTeX").click()
    shown.get_by_text("@misc{border-ledger-muse-control-2024-05-01").wait_for()
    with page.expect_download() as saved:
        shown.get_by_role("button", name="Download").click()
    assert saved.value.suggested_filename.endswith(".bib")


@pytest.mark.parametrize("path", some_slow(PAGES, PAGES[:1]))
def test_pages_of_the_server_shut_no_reader_out(path: str, new_visit: NewVisit) -> None:
    visit = new_visit(width=400, height=800, webgl=False)
    page = visit.page
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(visit.base + path)
        grave = [each for each in Axe().run(page).response["violations"] if each["impact"] != "minor"]
        assert grave == [], scheme
        for width in (320, 400, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    visit.complaints[:] = [each for each in visit.complaints if "404" not in each or "k00200" not in each]


@pytest.mark.slow
def test_what_is_followed_is_found_from_the_log(new_visit: NewVisit) -> None:
    visit = new_visit(webgl=False)
    page = visit.open("/log?place=Muse&log_of=place")
    page.get_by_role("button", name="Follow").click()
    page.get_by_text("/feed.atom?place=Muse", exact=False).wait_for()
    reply = page.request.get(f"{visit.base}/log?place=Muse&log_of=place")
    assert "/feed.atom?place=Muse" in reply.headers["link"]
    assert page.request.get(f"{visit.base}/feed.atom?place=Muse").ok
