"""Every page, in both themes: everyone can use it, and at any width it scrolls one way only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from dashboard.charts.entries import CHARTS
from dashboard.look.theme import THEMES
from dashboard.wording import unknowns
from tests.browser.visits import PATIENCE, NewVisit, Visit, place_on_map, settle, until
from tests.marks import some_slow

expect.set_options(timeout=PATIENCE / 2)

PAGES = ("/", "/compare", "/log", "/briefing", "/evidence", "/unknown", "/data", "/words")
GRAVE = {"serious", "critical"}
WIDER = """() => [document.documentElement, ...document.querySelectorAll("*")].filter((each) => {
  const { left, right } = each.getBoundingClientRect();
  const scrolls = each === document.documentElement || /auto|scroll/.test(getComputedStyle(each).overflowX);
  const seen = each.checkVisibility({ visibilityProperty: true }) && right > 0 && left < innerWidth;
  return scrolls && seen && each.clientWidth && each.scrollWidth > each.clientWidth + 1;
}).map((each) => `${each.tagName} ${each.className} ${each.scrollWidth} > ${each.clientWidth}`)"""
"""Whatever a reader could push sideways."""
WIDTHS = (320, 360, 400, 480, 641, 700, 768, 1024, 1280, 1600)
GROUND = "ground => getComputedStyle(document.querySelector('.stApp')).backgroundColor === ground"


@pytest.mark.parametrize("path", some_slow([*PAGES, "/?within=days"], ("/",)))
def test_no_reader_is_shut_out(path: str, visit: Visit) -> None:
    page = visit.open(path)
    for scheme, theme in THEMES.items():
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(GROUND, arg=f"rgb{tuple(bytes.fromhex(theme.page[1:]))}")
        settle(page)
        page.wait_for_timeout(1000)
        grave = [
            f"{each['impact']} {each['id']}: {each['help']}: {node['html'][:200]} {node['failureSummary']}"
            for each in Axe().run(page).response["violations"]
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]
        assert grave == [], f"{scheme}: " + "\n".join(grave)


def scrolls_one_way(page: Page, widths: Sequence[int]) -> None:
    """Check that nothing that is seen can be pushed sideways, whatever is unfolded."""
    closed = page.locator(".stMain details:not([open]) > summary")
    while closed.count():
        closed.first.click()
        settle(page)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        until(page, lambda: not page.evaluate(WIDER))


def test_a_page_scrolls_one_way_where_it_is_narrowest(new_visit: NewVisit) -> None:
    scrolls_one_way(new_visit(webgl=False).open("/?beside=log"), (320, 641, 1280))


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        *("/?place=Pang+War", "/?place=pw-pang-war-w-2p2km", "/?within=days", "/?map_of=window"),
        *("/?beside=log", "/log?log_as=places"),
        *("/compare?layout=swipe", "/compare?layout=difference", "/briefing?template=sequence"),
        *("/evidence?tab=Claims", "/evidence?tab=Sources"),
        *(f"/unknown?unknown={tab}" for tab in unknowns.TABS),
    ],
)
def test_a_page_scrolls_one_way_at_any_width(path: str, new_visit: NewVisit) -> None:
    scrolls_one_way(new_visit(webgl=False).open(path), WIDTHS)


def test_on_paper_stand_the_answer_and_its_map_as_on_the_screen_without_controls(
    new_visit: NewVisit,
) -> None:
    page = new_visit(width=1440, height=900, webgl=False).open()
    place_on_map(page, "Pang War").wait_for()
    settle(page)
    spot = "(name) => { const { x, width } = [...document.querySelectorAll('.st-key-map *')].find((each) => "
    spot += "each.shadowRoot).shadowRoot.querySelector(name).getBoundingClientRect(); return [x, width]; }"
    before, wide = (page.evaluate(spot, name) for name in ('[data-id="pangwa"]', ".map"))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.wait_for_timeout(500)
    shrunk = page.evaluate(spot, ".map")[1] / wide[1]
    moved = (page.evaluate(spot, '[data-id="pangwa"]')[0] - page.evaluate(spot, ".map")[0]) / shrunk
    assert shrunk < 1 and moved == pytest.approx(before[0] - wide[0], abs=2)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator(".st-key-menu")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    main = page.get_by_test_id("stMainBlockContainer").bounding_box()
    assert main and main["width"] <= 1042


def test_on_paper_no_sheet_of_compare_is_empty(new_visit: NewVisit) -> None:
    page = new_visit(width=1440, height=900, webgl=False).open("/compare?compare_on=2024-09-01")
    page.locator(".st-key-differences tr").last.wait_for()
    with pikepdf.open(io.BytesIO(page.pdf(format="A4", landscape=True))) as document:
        letters = [
            sum(str(operator) in ("Tj", "TJ") for _, operator in pikepdf.parse_content_stream(sheet))
            for sheet in document.pages
        ]
    assert len(letters) > 1 and all(letters)


@pytest.mark.slow
def test_on_paper_a_chart_says_what_it_shows_and_the_whole_card_stands_below_its_map(
    new_visit: NewVisit,
) -> None:
    page = new_visit(width=1440, height=900, webgl=False).open()
    charts = [name for name, chart in CHARTS.items() if not chart.overlay]
    for name in charts:
        seen = expect(page.locator(f".st-key-sentence_{name}"))
        (seen.to_be_visible if name == "mines" else seen.to_be_hidden)()
        expect(page.locator(f".st-key-printed_{name}")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for name in charts:
        expect(page.locator(f".st-key-sentence_{name}")).to_be_visible()
        expect(page.locator(f".st-key-printed_{name}")).to_contain_text("Sources:")
    upper, card = (page.locator(f".st-key-{name}").bounding_box() for name in ("map", "card"))
    assert upper and card and card["y"] >= upper["y"] + upper["height"]
    hidden = page.locator(".st-key-card").evaluate("each => each.scrollHeight - each.clientHeight")
    assert hidden <= 1
    lines = page.locator(".st-key-set_aside_0 [data-testid='stMarkdownContainer']").all()
    boxes = [box for line in lines if (box := line.bounding_box())]
    assert len(boxes) == 3
    assert all(a["y"] + a["height"] <= b["y"] + 1 for a, b in pairwise(boxes))


@pytest.mark.slow
def test_a_code_says_its_name_to_the_keyboard_and_to_a_finger(new_visit: NewVisit) -> None:
    said = "each => getComputedStyle(each, '::after').content"
    page = new_visit(webgl=False).open()
    kia = page.get_by_role("heading", level=1).get_by_role("link", name="KIA")
    assert kia.get_attribute("title") == "Kachin Independence Army / Organisation"

    def says(each: Locator, name: str) -> bool:
        each.focus()
        return name in each.evaluate(said)

    until(page, lambda: says(kia, "Kachin Independence Army"))
    pill = page.locator(".st-key-actors").get_by_role("button", name="SAC")
    until(page, lambda: says(pill, "Myanmar military regime"))
    page.locator(".st-key-legend button:visible").filter(has_text="KIA").focus()
    expect(page.get_by_test_id("stTooltipContent")).to_contain_text("Kachin Independence Army")
    touched = new_visit(width=400, height=800, webgl=False, has_touch=True, is_mobile=True).open()
    code = touched.locator(".st-key-legend button:visible").filter(has_text="KIA")
    code.tap()
    settle(touched)
    assert "Kachin Independence Army" in code.evaluate(said)


@pytest.mark.slow
def test_a_page_without_a_sidebar_has_none_when_it_is_reached_by_a_click(new_visit: NewVisit) -> None:
    for width in (1280, 400):
        page = new_visit(width=width, webgl=False).open("/evidence")
        page.get_by_role("link", name="Compare").click()
        page.wait_for_url("**/compare*")
        settle(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Between")
        expect(page.get_by_test_id("stSidebar")).not_to_be_visible()
        expect(page.get_by_test_id("stExpandSidebarButton")).not_to_be_visible()
