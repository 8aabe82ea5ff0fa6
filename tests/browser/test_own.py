"""A reader's own file in the real page: put in, seen on the map, and seen by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.visits import NewVisit, asked, settle, until, wait_for_map

CSV = """lon,lat,date,kind
98.36,25.89,2024-11-26,clinic
97.4,25.38,2024-11-01,school
98.0,25.0,,"<b>well</b> ![x](http://elsewhere.example/a.png)"
,25.0,2024-11-26,clinic
"""


@pytest.mark.slow
def test_a_file_is_put_on_the_map_and_no_other_visit_finds_it(new_visit: NewVisit, tmp_path: Path) -> None:
    file = tmp_path / "wells.csv"
    file.write_text(CSV, encoding="utf-8")
    visit = new_visit()
    page = visit.open("/data")
    page.locator('input[type="file"]').first.set_input_files(file)
    page.get_by_text("4 rows in the file = 3 drawn + 1 set aside").wait_for()
    settle(page)
    page.get_by_role("link", name="See it on the map").click()
    wait_for_map(page)
    legend = page.locator(".st-key-legend")
    legend.get_by_text("wells (your data): 2 of 3 rows on this day").wait_for()
    until(page, lambda: any("/own/" in each for each in visit.sent))
    assert asked(page)["own"] == "1"
    frame = page.locator(".st-key-map [role=group]").first
    assert "wells (your data): 2 of 3 rows" in (frame.get_attribute("aria-label") or "")
    address = next(each for each in visit.sent if "/own/" in each)
    assert page.request.get(address).status == 200, "the browser whose it is"
    other = new_visit()
    other.open("/data?own=1")
    assert other.page.request.get(address).status == 404, "another one, even with the address"
    other.page.get_by_text("made with data or claims of its sender").wait_for()
    assert not other.page.get_by_text("wells").count()
