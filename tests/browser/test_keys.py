"""The keyboard: every press counts, a typed day is taken over, and the focus can be seen."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from geodata.analysis.timeline import next_change
from geodata.catalog import open_catalog
from tests.browser.serving import Server
from tests.browser.visits import PATIENCE, NewVisit, asked, place_on_map, settle, until
from tests.marks import some_slow

expect.set_options(timeout=PATIENCE / 2)
FIRST = date(2024, 10, 1)


def after(steps: int) -> str:
    """Return the day so many changes after the first."""
    day = FIRST
    for _ in range(steps):
        found = next_change(open_catalog(), day)
        assert found
        day = found[0]
    return day.isoformat()


def press(page: Page, key: str, times: int) -> None:
    page.locator("i[data-listening]").wait_for(state="attached")
    for _ in range(times):
        page.keyboard.press(key)
        page.wait_for_timeout(60)


def asks(page: Page, day: str) -> None:
    until(page, lambda: asked(page).get("on") == day)
    settle(page)
    assert asked(page)["on"] == day


def test_every_press_counts_however_fast_and_wherever_the_focus_is(new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open(f"/?on={FIRST}")
    press(page, "n", 5)
    asks(page, after(5))
    press(page, "p", 3)
    asks(page, after(2))
    page.get_by_role("switch").or_(page.locator('[data-testid="stCheckbox"] input')).first.focus()
    press(page, "n", 2)
    asks(page, after(4))
    page.get_by_role("combobox", name="Place", exact=True).click()
    page.keyboard.type("muse")
    expect(page.get_by_role("option").first).to_have_text("Muse")
    page.keyboard.press("Enter")
    until(page, lambda: asked(page).get("place") == "Muse")
    settle(page)
    press(page, "n", 2)
    asks(page, after(6))


def test_letters_typed_into_a_list_search_it(new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open(f"/?on={FIRST}")
    page.get_by_role("combobox", name="Place", exact=True).focus()
    page.keyboard.type("nam")
    expect(page.get_by_role("option").first).to_contain_text("Nam")
    page.keyboard.press("Escape")
    settle(page)
    assert asked(page)["on"] == str(FIRST)


class Wire:
    """What a page and the server tell each other, which can be held back."""

    def __init__(self, page: Page) -> None:
        self._held: dict[str, list[str | bytes]] = {}
        page.route_web_socket(re.compile("/_stcore/stream"), self._open)

    def _open(self, socket: WebSocketRoute) -> None:
        self._ends = {"answers": socket, "questions": socket.connect_to_server()}
        self._ends["questions"].on_message(lambda message: self._tell("answers", message))
        socket.on_message(lambda message: self._tell("questions", message))

    def _tell(self, what: str, message: str | bytes) -> None:
        if what in self._held:
            self._held[what].append(message)
        else:
            self._ends[what].send(message)

    def hold(self, what: str = "answers") -> None:
        """Hold back what comes from now on: `answers` of the server, or `questions` of the page."""
        self._held[what] = []

    def let_go(self, what: str = "answers") -> None:
        """Let all that was held back go on, and what comes from now on."""
        for message in self._held.pop(what):
            self._tell(what, message)


def stamp(page: Page) -> str:
    """The day that the map says it shows: 1 October 2024."""
    return page.locator(".st-key-map .stamp strong").inner_text().removeprefix("State on ")


def in_words(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found:%-d %B %Y}"


def says(page: Page, name: str) -> str:
    return place_on_map(page, name).get_attribute("aria-label") or ""


@pytest.mark.parametrize("way", some_slow(["key", "button"], ["key"]))
def test_the_map_is_at_the_next_change_before_the_server_has_answered(way: str, new_visit: NewVisit) -> None:
    visit = new_visit(webgl=False)
    wire = Wire(visit.page)
    page = visit.open("/?on=2024-10-18&place=Pang+War")
    page.locator("i[data-listening]").wait_for(state="attached")
    until(page, lambda: stamp(page) == "18 October 2024")
    there = next_change(open_catalog(), date(2024, 10, 18))
    assert there
    day = there[0].isoformat()
    before = page.locator(".painted").evaluate(PAINTED)
    wire.hold()
    if way == "key":
        page.keyboard.press("n")
    else:
        page.get_by_role("button", name="Next change", exact=True).click()
    until(page, lambda: stamp(page) == in_words(day))
    assert page.locator(".painted").evaluate(PAINTED) != before, "the areas change with the stamp"
    expect(page.get_by_role("heading", level=1)).to_contain_text("18 October 2024")
    shown, seen = page.locator(".painted").evaluate(PAINTED), says(page, "Pang War")
    page.evaluate(COUNT)
    wire.let_go()
    asks(page, day)
    expect(page.get_by_role("heading", level=1)).to_contain_text(in_words(day))
    assert (stamp(page), says(page, "Pang War")) == (in_words(day), seen)
    assert page.locator(".painted").evaluate(PAINTED) == shown
    assert page.evaluate("window.cleared") == 0, "the same day is not painted again"


@pytest.mark.slow
def test_what_the_server_answers_stands_in_place_of_what_the_map_expected(new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open(f"/?on={FIRST}")
    page.locator("i[data-listening]").wait_for(state="attached")

    def wrongly() -> None:
        page.evaluate(TELL, "2023-11-01")
        assert stamp(page) == "1 November 2023"

    until(page, lambda: stamp(page) == in_words(str(FIRST)))
    wrongly()
    page.keyboard.press("n")
    asks(page, after(1))
    assert stamp(page) == in_words(after(1))
    wrongly()
    page.get_by_role("radio", name="Strict").click()  # the same day, another map
    until(page, lambda: "policy" in asked(page))
    settle(page)
    until(page, lambda: stamp(page) == in_words(after(1)))
    wrongly()
    page.get_by_role("radio", name="about these days").click()  # the same map on the same day
    until(page, lambda: "within" in asked(page))
    settle(page)
    until(page, lambda: stamp(page) == in_words(after(1)))
    wrongly()
    page.evaluate(UNHEARD)  # the map is not told of the day but by its own message
    page.keyboard.press("n")
    asks(page, after(2))
    assert stamp(page) == in_words(after(2))


def held(new_visit: NewVisit) -> tuple[Page, Wire]:
    """Return a page on the first day whose questions and answers wait, and what lets them go."""
    visit = new_visit(webgl=False)
    wire = Wire(visit.page)
    page = visit.open(f"/?on={FIRST}")
    page.locator("i[data-listening]").wait_for(state="attached")
    until(page, lambda: stamp(page) == in_words(str(FIRST)))
    wire.hold()
    return page, wire


@pytest.mark.slow
def test_there_and_back_before_the_server_has_answered_the_map_is_where_it_was(new_visit: NewVisit) -> None:
    page, wire = held(new_visit)
    page.keyboard.press("n")
    until(page, lambda: stamp(page) == in_words(after(1)))
    page.keyboard.press("n")  # nobody knows yet where that leads
    page.wait_for_timeout(100)
    assert stamp(page) == in_words(after(1))
    page.keyboard.press("p")
    page.keyboard.press("p")
    until(page, lambda: stamp(page) == in_words(str(FIRST)))
    wire.let_go()
    settle(page)
    until(page, lambda: stamp(page) == in_words(str(FIRST)))
    assert asked(page)["on"] == str(FIRST)


@pytest.mark.slow
def test_a_step_after_there_and_back_is_one_from_where_it_began(new_visit: NewVisit) -> None:
    page, wire = held(new_visit)
    page.keyboard.press("n")
    page.wait_for_timeout(2500)  # the server answers the first press alone
    wire.hold("questions")
    page.keyboard.press("p")
    wire.let_go()
    until(page, lambda: in_words(after(1)) in page.get_by_role("heading", level=1).inner_text())
    page.keyboard.press("n")
    wire.let_go("questions")
    asks(page, after(1))


@pytest.mark.slow
def test_the_map_waits_for_its_film_at_the_day_that_is_asked(new_visit: NewVisit) -> None:
    visit = new_visit(webgl=False)
    wire, held = Wire(visit.page), list[Route]()
    page = visit.open(f"/?on={FIRST}")
    page.locator("i[data-listening]").wait_for(state="attached")
    until(page, lambda: stamp(page) == in_words(str(FIRST)))
    page.route("**/ledger/film-*", lambda route: held.append(route))
    wire.hold()
    page.get_by_role("radio", name="Strict").click()
    page.keyboard.press("n")
    until(page, lambda: stamp(page) == in_words(after(1)))
    wire.let_go()
    until(page, lambda: in_words(after(1)) in page.get_by_role("heading", level=1).inner_text())
    until(page, lambda: bool(held))
    assert stamp(page) == in_words(after(1))
    for route in held:
        route.continue_()
    until(page, lambda: "strict" in page.locator(".st-key-map .stamp").inner_text())
    assert stamp(page) == in_words(after(1))


@pytest.mark.slow
def test_the_first_press_after_a_restart_counts(new_visit: NewVisit, server: Server) -> None:
    visit = new_visit(webgl=False)
    page = visit.open(f"/?on={FIRST}")
    press(page, "n", 1)
    asks(page, after(1))
    server.kill()
    server.start()
    settle(page)
    press(page, "n", 1)
    asks(page, after(2))
    visit.complaints.clear()  # of the time without a server


@pytest.mark.parametrize("key", ["Enter", "Tab"])
@pytest.mark.parametrize("path", some_slow(["/", "/compare", "/evidence"], ["/"]))
def test_a_typed_day_is_taken_over_at_once(path: str, key: str, new_visit: NewVisit) -> None:
    page = new_visit(webgl=False).open(path)
    page.locator("i[data-listening]").wait_for(state="attached")
    page.locator('.st-key-on [role="spinbutton"]').first.focus()
    page.keyboard.type("20241005")
    page.keyboard.press(key)
    asks(page, "2024-10-05")


PAINTED = "canvas => canvas.toDataURL()"
TELL = """day => {
  document.dispatchEvent(new CustomEvent("border-ledger-day", { detail: { day, ahead: true } }));
}"""
UNHEARD = """() => {
  window.addEventListener("border-ledger-day", (event) => event.stopImmediatePropagation(), true);
}"""
COUNT = """() => {
  window.cleared = 0;
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...given) {
    if (this.canvas.className === "painted") window.cleared += 1;
    return clear.apply(this, given);
  };
}"""
FOCUS = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  const name = `${at.tagName} ${at.getAttribute('aria-label') ?? at.innerText?.slice(0, 40)} ${at.className}`;
  const outlined = (each) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(each);
    const clear = /^rgba.*, 0\\)$/.test(outlineColor) || outlineColor === 'transparent';
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !clear;
  };
  let marked = false;
  for (let each = at, up = 0; each && up < 3; each = each.parentElement, up += 1) marked ||= outlined(each);
  for (let each = at; each; each = each.parentElement ?? each.getRootNode().host) {
    if (each !== at && getComputedStyle(each).opacity === '0') marked = false;
  }
  return { name, marked };
}"""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/compare", "/briefing", "/evidence", "/unknown", "/data"])
def test_the_keyboard_s_place_is_marked_everywhere(path: str, scheme: str, new_visit: NewVisit) -> None:
    page = new_visit(webgl=False, color_scheme=scheme).open(path)
    plain: list[str] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        for wait in (30, 300, 900):  # the line may fade in
            page.wait_for_timeout(wait)
            now = page.evaluate(FOCUS)
            if not now or now["marked"]:
                break
        if now and not now["marked"]:
            plain.append(now["name"])
    assert plain == []
