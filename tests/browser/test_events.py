"""Conflict events in the real page: hexagons say what they count, and choose no place."""

from __future__ import annotations

from tests.browser.visits import NewVisit, asked, settle, until, wait_for_map

_QUESTION = "window=2023-01-01&window=2023-12-31&layers=crossings&layers=events&camera=97.3,24.3,"


def test_a_hexagon_tells_and_chooses_nothing(new_visit: NewVisit) -> None:
    visit = new_visit()
    page = visit.open(f"/?{_QUESTION}7")
    wait_for_map(page)
    until(page, lambda: any("/events-7." in each for each in visit.sent))
    frame = page.locator(".st-key-map [role=group]").first
    assert "Hexagons show 728 events of UCDP" in (frame.get_attribute("aria-label") or "")
    tip, place, box = frame.locator(".tip"), asked(page).get("place"), frame.bounding_box()
    assert box is not None

    def told() -> bool:
        for x in range(60, int(box["width"]) - 60, 30):
            for y in range(150, int(box["height"]) - 60, 30):
                page.mouse.move(box["x"] + x, box["y"] + y)
                if "death" in (tip.text_content() or ""):
                    return True
        return False

    until(page, told)
    assert "weeks of" in tip.inner_text()
    page.mouse.down()
    page.mouse.up()
    settle(page)
    assert asked(page).get("place") == place and "death" in (tip.text_content() or "")
