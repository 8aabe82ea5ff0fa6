"""A reader weighs claims of their own: by the real uploader, on the real map, unseen by another visit."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import NewVisit, asked, place_on_map, settle, wait_for_map

TABLE = (
    "place_id,value,start,publisher,published\n"
    "Muse,TNLA,2026-06-02,Example Weekly,2026-06-03\n"
    "Muse,TNLA,2026-06-02,Another House,2026-06-04\n"
)
QUESTION = "on=2026-06-20&place=Muse"


def give(page: Page, name: str, text: str) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator(".st-key-own_claims input[type=file]").set_input_files(file)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_table_is_weighed_on_the_map_and_in_no_other_visit(new_visit: NewVisit) -> None:
    visit = new_visit()
    page = visit.open(f"/data?{QUESTION}")
    give(page, "wrong.csv", TABLE.replace("TNLA", "TNLAA", 1))
    expect(page.get_by_text(re.compile("Line 2, value .*did you mean 'tnla'"))).to_be_visible()
    give(page, "mine.csv", TABLE)
    expect(page.get_by_role("heading", name="2 claims of yours")).to_be_visible()
    page.get_by_role("link", name="Explore").click()
    expect(page.get_by_text("With your 2 claims: 1 of 19 crossing towns differs: Muse.")).to_be_visible()
    settle(page)
    wait_for_map(page)
    mine = place_on_map(page, "Muse").get_attribute("aria-label") or ""
    assert asked(page)["own"] == "1"

    other = new_visit()
    there = other.open(f"/?{QUESTION}&own=1")
    expect(there.get_by_text("data or claims of its sender’s own")).to_be_visible()
    wait_for_map(there)
    theirs = place_on_map(there, "Muse").get_attribute("aria-label") or ""
    assert "TNLA" in mine and "TNLA" not in theirs
    assert "(yours)" not in there.locator("body").inner_text()
    assert not any("film" in address and "own=" in address for address in (*visit.sent, *other.sent))
