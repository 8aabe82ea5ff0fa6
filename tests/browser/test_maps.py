"""The maps in a real browser: in step, played, picked, freed, and back after the server was gone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import shapely
from playwright.sync_api import Locator, Page, expect

from dashboard.look.theme import THEMES, actor_fill
from geodata.catalog import open_catalog
from geodata.resolver.resolve import state
from tests.browser.serving import Server
from tests.browser.visits import (
    EMPTY,
    NewVisit,
    Visit,
    asked,
    colours,
    middle_colour,
    place_on_map,
    settle,
    the_map,
    until,
    wait_for_map,
)

COUNT_CONTEXTS = """
window.contexts = new Set();
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  const found = get.call(this, kind, ...rest);
  if (found && kind.startsWith("webgl")) window.contexts.add(found);
  return found;
};
"""
LIVE = "[...window.contexts].filter((each) => !each.isContextLost() && each.canvas.isConnected).length"
CUT = """
handle => {
  const { left, width } = handle.getBoundingClientRect();
  const at = left + width / 2;
  const words = [...handle.parentElement.querySelectorAll(".label, .stamp")];
  return words.filter((each) => {
    const { x, right } = each.getBoundingClientRect();
    return getComputedStyle(each).visibility === "visible" && x + 1 < at && at < right - 1;
  }).map((each) => each.innerText);
}
"""
WATCH = """
() => {
  const root = [...document.querySelectorAll(".st-key-map *")].find((each) => each.shadowRoot).shadowRoot;
  window.seen = new Set();
  const look = () => {
    const date = root.querySelector(".plate")?.innerText;
    if (date) window.seen.add(`${date}: ${root.querySelector('[data-id="pangwa"]').ariaLabel}`);
  };
  new MutationObserver(look).observe(root, { subtree: true, childList: true, attributes: true });
}
"""


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def on_the_map(page: Page, name: str) -> tuple[float, float]:
    """Return where a place is in the map: a line of words above may move the map itself."""
    (x, y), frame = middle(place_on_map(page, name)), the_map(page).bounding_box()
    assert frame
    return x - frame["x"], y - frame["y"]


def plate(page: Page) -> str:
    """The large date of the playback, empty where nothing is played."""
    found = page.locator(".st-key-map .plate")
    return found.inner_text() if found.count() else ""


def drag(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for part in (0.3, 0.6, 1.0):
        page.mouse.move(start[0] + by[0] * part, start[1] + by[1] * part)
        page.wait_for_timeout(60)
    page.mouse.up()


def ground(page: Page) -> tuple[float, float]:
    """A point of the first map where only the ground is."""
    box = page.locator(".st-key-map canvas").first.bounding_box()
    assert box
    return box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.45


@pytest.mark.slow
def test_a_drag_on_one_map_moves_the_other_by_as_much_and_a_key_the_handle_between_them(
    new_visit: NewVisit,
) -> None:
    page = new_visit(width=900, height=600).open("/compare")
    wait_for_map(page)
    both = place_on_map(page, "Kanpaiti")
    expect(both).to_have_count(2)
    before = [middle(both.nth(n)) for n in (0, 1)]
    drag(page, ground(page), (60, -35))
    until(page, lambda: "camera" in asked(page))
    after = [middle(both.nth(n)) for n in (0, 1)]
    moves = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after, strict=True)]
    assert moves[0] == pytest.approx(moves[1], abs=0.6)
    assert moves[0][0] > 20 and moves[0][1] < -10, "the first pixels tell a drag from a click"
    page.get_by_role("radio", name="swipe").click()
    handle = page.get_by_role("slider", name=re.compile("earlier or first"))
    handle.focus()
    page.keyboard.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuenow", "45")
    assert "45%" in (page.locator(".st-key-map .map").nth(1).get_attribute("style") or "")
    page.keyboard.press("Home")
    expect(page.locator(".st-key-map .stamp").first).to_be_hidden()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
        assert handle.evaluate(CUT) == [], "two halves would say what neither says"
    expect(page.locator(".st-key-map .stamp").last).to_be_hidden()


@pytest.mark.slow
def test_the_camera_survives_a_change_of_date_and_a_reload(new_visit: NewVisit) -> None:
    page = new_visit().open()
    wait_for_map(page)
    drag(page, ground(page), (-70, 40))
    until(page, lambda: "camera" in asked(page))
    settle(page)
    camera, spot = asked(page)["camera"], on_the_map(page, "Kanpaiti")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("on="))
    settle(page)
    assert asked(page)["camera"] == camera
    assert on_the_map(page, "Kanpaiti") == pytest.approx(spot, abs=1)
    page.reload()
    settle(page)
    assert asked(page)["camera"] == camera
    assert on_the_map(page, "Kanpaiti") == pytest.approx(spot, abs=1)


@pytest.mark.slow
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_playback_shows_the_states_of_the_window_and_ends_on_its_last_day(
    motion: str, new_visit: NewVisit
) -> None:
    page = new_visit(reduced_motion=motion).open("/?window=2024-10-14&window=2024-10-24&place=Pang+War")
    place_on_map(page, "Pang War").wait_for()
    page.evaluate(WATCH)
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, lambda: plate(page) == "24 October 2024")
    expect(page).to_have_url(re.compile("on=2024-10-24"))
    settle(page)
    labels = {label.split(": ", 1)[1] for label in page.evaluate("[...window.seen]")}
    assert len(labels) >= 3, labels
    catalog = open_catalog()
    for told in page.evaluate("[...window.seen]"):
        day = datetime.strptime(told.split(":")[0], "%d %B %Y").replace(tzinfo=UTC).date()
        holders = {catalog.actors[actor].code for actor in state(catalog, "pangwa", day).actors}
        assert all(code in told for code in holders), told
    assert "KIA" in (place_on_map(page, "Pang War").get_attribute("aria-label") or "")


@pytest.mark.slow
def test_the_map_of_the_window_stands_whatever_the_day(visit: Visit) -> None:
    page = visit.open("/?place=Pang+War")
    wait_for_map(page)
    page.get_by_role("radio", name="The window").click()
    expect(page).to_have_url(re.compile("map_of=window"))
    settle(page)
    place = place_on_map(page, "Pang War")
    expect(place).to_have_attribute("aria-label", re.compile("^Pang War: BGF, then KIA, 1 change"))
    expect(page.locator(".st-key-map .label.chosen .second")).to_contain_text("BGF → KIA · 1 change")
    expect(page.locator(".st-key-map .stamp")).to_contain_text("Sep–Dec 2024, ever held")
    expect(page.get_by_role("heading", level=1)).to_contain_text("four changed hands")
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    shown = _hues(place)
    assert {THEMES["light"].fills[each] for each in ("kbgf", "kia")} == shown, "stripes of both, no grey"
    wait_for_map(page)
    visit.sent.clear()
    page.get_by_role("button", name="Next change", exact=True).click()
    expect(page).to_have_url(re.compile("on=2024-12-04"))
    settle(page)
    expect(place).to_have_attribute("aria-label", re.compile("^Pang War: BGF, then KIA, 1 change"))
    assert not [each for each in visit.sent if "/film-" in each], "another day needs no other film"
    page.get_by_role("radio", name="The day").click()
    expect(place).to_have_attribute("aria-label", re.compile("^Pang War: KIA"))
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(1)


def _hues(place: Locator) -> set[str]:
    """Return the hues that take turns in the marker of a place."""
    fills = place.locator("pattern rect").evaluate_all(
        "each => each.map((rect) => rect.getAttribute('fill'))"
    )
    return set(fills)


@pytest.mark.slow
def test_pause_tells_the_page_the_day_and_close_gives_the_stamp_back(new_visit: NewVisit) -> None:
    page = new_visit(reduced_motion="no-preference").open("/?window=2023-01-01&window=2026-01-01")
    assert plate(page) == "", "nothing plays by itself"
    page.get_by_role("button", name="Play", exact=True).click()
    until(page, lambda: plate(page) != "")
    page.get_by_role("button", name="Pause").click()
    shown = plate(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(shown)
    page.get_by_role("button", name="Next change on the map").click()
    until(page, lambda: plate(page) != shown)
    expect(page.get_by_role("heading", level=1)).to_contain_text(plate(page))
    for _ in range(3):  # faster than the server answers each
        page.get_by_role("button", name="Next change on the map").click()
        page.wait_for_timeout(450)
    until(page, lambda: plate(page) in page.get_by_role("heading", level=1).inner_text())
    assert plate(page), "an answer to an earlier step closed the playback"
    page.get_by_role("button", name="Play", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()
    settle(page)
    page.keyboard.press("Escape")
    until(page, lambda: plate(page) == "")


@pytest.mark.slow
def test_a_small_crossing_among_mines_is_what_a_click_picks_and_the_list_has_the_mines(visit: Visit) -> None:
    page = visit.open("/?place=Chipwi&camera=98.35,25.65,7.2")
    page.mouse.click(*middle(place_on_map(page, "Pang War")))
    expect(page).to_have_url(re.compile(r"place=Pang\+War"))
    expect(page.locator(".st-key-card")).to_contain_text("Panwa")
    chooser = page.get_by_label("Places and mines on this map")
    chooser.focus()
    expect(chooser).to_be_visible()
    chooser.select_option("pw-pang-war-w-2p2km")
    expect(page.locator(".st-key-card")).to_contain_text("Mine cluster 2.2 km W of Pang War")


def test_a_pointer_that_rests_marks_the_lane_and_only_that_is_sent_and_a_click_chooses_the_mine(
    visit: Visit,
) -> None:
    page, received = visit.page, [0]

    def count(frame: str | bytes) -> None:
        received[0] += len(frame)

    page.on("websocket", lambda opened: opened.on("framereceived", count))
    mines = open_catalog().layers["mine_clusters"].features
    mine = next(each for each in mines if each.id == "pw-pang-war-w-8p6km")
    spot: shapely.Point = mine.geometry.representative_point()
    visit.open(f"/?camera={spot.x:.4f},{spot.y:.4f},9.8")
    canvas = wait_for_map(page)
    hue = actor_fill("kia", THEMES["light"])
    until(page, lambda: middle_colour(canvas) == hue.casefold())
    lane = "getComputedStyle(document.querySelector('.st-key-stack_lanes'), '::before')"
    marked = f"box => box === [{lane}.top, {lane}.height].join(' ')"
    assert page.evaluate(marked, "0px 0px")
    x, y = middle(canvas)
    for at, box in ((middle(place_on_map(page, "Pang War")), "66px"), ((x, 5), "0px"), ((x, y), "66px")):
        received[0] = 0
        page.mouse.move(*at, steps=3)
        page.wait_for_function(marked, arg=f"{box} {17 if box != '0px' else 0}px")
        settle(page)
        assert 0 < received[0] < 6_000, "a run of the whole page sends far more"
    expect(page.locator(".st-key-map .tip")).to_contain_text(mine.properties["label"])
    page.locator(".st-key-map .map").focus()
    page.keyboard.press("ArrowLeft")  # the mine moves away from the pointer
    page.wait_for_function(marked, arg="0px 0px")
    page.keyboard.press("ArrowRight")
    page.mouse.move(x, y + 2, steps=2)
    page.wait_for_function(marked, arg="66px 17px")
    page.mouse.click(x, y)
    expect(page.locator(".st-key-card")).to_contain_text("derived from Pang War")
    until(page, lambda: mine.properties["label"] in asked(page).get("place", ""))
    page.wait_for_function(marked, arg="0px 0px")  # chosen, its lane stands out already


@pytest.mark.slow
def test_without_webgl_the_map_is_painted_and_says_so_on_every_day(new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open()
    canvas = the_map(page)
    until(page, lambda: colours(canvas) > EMPTY)
    expect(page.locator(".st-key-map .message")).to_contain_text("no WebGL")
    page.keyboard.press("n")
    until(page, lambda: "on" in asked(page))
    settle(page)
    expect(page.locator(".st-key-map .message")).to_contain_text("no WebGL")


@pytest.mark.slow
def test_a_click_before_the_map_is_painted_counts(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.base)
    place_on_map(page, "Pang War").click()
    expect(page.locator(".st-key-card")).to_contain_text("Panwa")
    expect(page).to_have_url(re.compile("place=Pang"))


@pytest.mark.slow
def test_pages_free_their_maps(new_visit: NewVisit) -> None:
    visit = new_visit(width=900, height=600)
    page = visit.page
    page.add_init_script(COUNT_CONTEXTS)
    visit.open("/data")
    pages = (("Explore", 1), ("Data", 0), ("Compare", 2), ("Evidence", 0))
    for name, maps in pages * 2:
        page.get_by_role("link", name=name).click()
        expect(page.locator(".st-key-map .canvas canvas")).to_have_count(maps)
        settle(page)
    page.get_by_role("link", name="Explore").click()
    wait_for_map(page)
    assert page.evaluate("window.contexts.size") > 4
    assert page.evaluate(LIVE) <= 2


@pytest.mark.slow
def test_the_page_comes_back_with_its_question_after_the_server_was_killed(
    server: Server, new_visit: NewVisit
) -> None:
    visit = new_visit(webgl=False)
    page = visit.open("/?on=2024-10-05&policy=strict&place=Pang+War")
    said = page.get_by_role("heading", level=1).inner_text()
    server.kill()
    page.wait_for_selector('[data-test-connection-state="CONNECTED"]', state="detached")
    server.start()
    settle(page)
    page.keyboard.press("n")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    assert asked(page)["policy"] == "strict" and asked(page)["place"] == "Pang War"
    page.reload()
    settle(page)
    assert "Pang War" in said and "Pang War" in page.get_by_role("heading", level=1).inner_text()
    visit.complaints.clear()  # the browser complains of the server that was gone
