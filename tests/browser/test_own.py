"""A reader's own file in the real page: put in, seen on the map, and seen by nobody else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.serving import Server
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
    page.locator('.st-key-own_upload input[type="file"]').set_input_files(file)
    page.get_by_text("4 rows in the file = 3 drawn + 1 set aside").wait_for()
    settle(page)
    page.get_by_role("button", name="See it on the map").click()
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


SPOT = """lon,lat,date,kind
98.1,25.5,2024-11-26,clinic
98.1,25.5,2024-11-01,school
98.1,25.5,,"<b>well</b> ![x](http://elsewhere.example/a.png)"
"""


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (400, 800)])
def test_a_click_on_a_row_shows_what_it_says_and_so_does_the_list(
    new_visit: NewVisit, size: tuple[int, int]
) -> None:
    visit = new_visit(*size)
    page = visit.open("/data?on=2024-11-26&camera=98.1,25.5,8")
    file = {"name": "wells.csv", "mimeType": "text/csv", "buffer": SPOT.encode()}
    page.locator('.st-key-own_upload input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    page.get_by_text("3 rows in the file = 3 drawn").wait_for()
    settle(page)
    page.get_by_role("button", name="See it on the map").click()
    wait_for_map(page)
    page.locator(".st-key-legend").get_by_text("wells (your data): 2 of 3 rows on this day").wait_for()
    settle(page)
    title, address = page.get_by_role("heading", level=1).inner_text(), page.url
    frame, row = page.locator(".st-key-map [role=group]").first, page.locator(".st-key-own_row")
    box = frame.bounding_box()
    assert box

    def click() -> bool:
        # The signs are drawn a moment after the ground.
        frame.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
        page.wait_for_timeout(600)
        return row.count() == 1

    until(page, click)
    row.get_by_text("1 of 2 rows on this spot").wait_for()
    seen = set()
    for _ in range(2):
        settle(page)
        seen |= {kind for kind in ("clinic", "<b>well</b>", "school") if kind in row.inner_text()}
        if row.get_by_role("button", name="Next row").is_enabled():
            row.get_by_role("button", name="Next row").click()
            row.get_by_text("2 of 2 rows on this spot").wait_for()
    assert seen == {"clinic", "<b>well</b>"}, "the row of another day is not on the map"
    assert not row.locator("img, b:text-is('well')").count()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= size[0] and page.url == address
    assert page.get_by_role("heading", level=1).inner_text() == title
    row.get_by_role("button", name="Close this row").click()
    row.wait_for(state="detached")

    chosen = frame.locator("select")
    chosen.focus()
    option = chosen.locator("optgroup[label='wells (your data)'] option").first
    chosen.select_option(option.get_attribute("value"))
    row.wait_for()
    settle(page)
    assert not any("elsewhere" in each for each in visit.sent)

    other = new_visit(webgl=False)
    other.open("/?own=1&on=2024-11-26")
    assert not other.page.locator(".st-key-own_row").count()


@pytest.mark.slow
def test_a_file_that_a_killed_server_lost_is_named_and_asked_for_again(
    new_visit: NewVisit, server: Server
) -> None:
    visit = new_visit(webgl=False)
    page = visit.open("/data?on=2024-10-05&place=Pang+War")
    file = {"name": "wells.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    field = page.locator('.st-key-own_upload input[type="file"]')
    field.set_input_files(file)  # type: ignore[arg-type]
    page.get_by_text("4 rows in the file = 3 drawn + 1 set aside").wait_for()
    settle(page)
    server.kill()
    page.wait_for_selector('[data-test-connection-state="CONNECTED"]', state="detached")
    server.start()
    lost = page.locator(".st-key-own_is_lost")
    lost.get_by_text("wells.csv").wait_for()
    settle(page)
    assert asked(page)["on"] == "2024-10-05" and asked(page)["place"] == "Pang War"
    assert "wells" not in page.url and not any("wells" in each for each in visit.sent)
    page.reload()
    lost.get_by_text("wells.csv").wait_for()
    settle(page)
    assert not page.get_by_text("made with data or claims of its sender").count()
    query = urlsplit(page.url).query
    visit.open(f"/?{query}")
    lost.get_by_text("wells.csv").wait_for()
    settle(page)
    fields = page.locator('[data-testid="stSidebar"] .st-key-on [role="spinbutton"]')
    assert fields.all_inner_texts() == ["2024", "10", "05"], "what tells of it ends the first run early"
    visit.open(f"/data?{query}")
    other = new_visit(webgl=False)
    other.open(f"/data?{query}")
    assert not other.page.get_by_text("wells.csv").count(), "another tab has a storage of its own"
    field.set_input_files(file)  # type: ignore[arg-type]
    page.get_by_text("4 rows in the file = 3 drawn + 1 set aside").wait_for()
    lost.wait_for(state="detached")
    visit.complaints.clear()  # of the time without a server
