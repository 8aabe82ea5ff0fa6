"""A change of the day: its parts are drawn again alone, as a run of the whole page would draw them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from geodata.analysis.timeline import change_days
from geodata.catalog import Catalog
from tests.dashboard.conftest import Open

DAYS = [date(2024, 6, 26), date(2024, 11, 20), date(2023, 11, 25), date(2025, 1, 9), date(2025, 1, 10)]
MOST_MESSAGES, MOST_BYTES = 62, 31_000
"""Of a change of date, without a browser that keeps any message; before 17: 150 messages."""

_ALIKE = {"markdown", "heading", "html", "table", "code", "page_link", "vega_lite_chart", "button", "alert"}
"""Elements that hold nothing of what a visit did, and of no file where it lies."""


def path(message: ForwardMsg) -> tuple[int, ...]:
    return tuple(message.metadata.delta_path)


class Browser:
    """What Streamlit 1.67.0 shows: what was sent to each place, without what a run left out."""

    def __init__(self) -> None:
        self.shown: dict[tuple[int, ...], tuple[str, bytes]] = {}
        self.sent: list[ForwardMsg] = []
        self.fragment = ""

    def run(self, messages: list[ForwardMsg], fragments: list[str]) -> None:
        """Take over a run of some fragments, of the whole page where there are none."""
        self.sent = [m for m in messages if m.WhichOneof("type") == "delta"]
        if not fragments:
            self.shown = {}
        drawn = set()
        for message in self.sent:
            drawn.add(path(message))
            *within, at = path(message)
            assert not at or (*within, at - 1) in self.shown, "it has to come in order"
            delta = message.delta
            if delta.WhichOneof("type") == "add_block":
                self.shown[path(message)] = ("block", delta.add_block.SerializeToString())
                continue
            if delta.WhichOneof("type") != "new_element":
                self.shown[path(message)] = ("transient", b"")
                continue
            kind = delta.new_element.WhichOneof("type") or ""
            if kind == "date_input" and delta.new_element.date_input.label == "As of":
                self.fragment = delta.fragment_id
            self.shown[path(message)] = (kind, getattr(delta.new_element, kind).SerializeToString())
        again = [
            path(m) for m in self.sent if m.delta.HasField("add_block") and m.delta.fragment_id in fragments
        ]
        for place in again:
            for each in [p for p in self.shown if p[: len(place)] == place and p not in drawn]:
                del self.shown[each]

    def count(self, kind: str) -> int:
        """Return how many elements of a kind were sent last."""
        return sum(m.delta.new_element.WhichOneof("type") == kind for m in self.sent)

    def alike(self) -> dict[tuple[int, ...], tuple[str, bytes]]:
        """Return what another visit would be shown too."""
        return {p: shown for p, shown in self.shown.items() if shown[0] in _ALIKE}


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Return a browser that takes over all that pages send from now on."""
    browser, run = Browser(), LocalScriptRunner.run

    def watched(runner: LocalScriptRunner, *asked: Any, **more: Any) -> Any:
        tree = run(runner, *asked, **more)
        begun = [each["fragment_ids_this_run"] for each in runner.event_data if "page_script_hash" in each]
        browser.run(list(runner.forward_msgs()), begun[-1] or [])
        return tree

    monkeypatch.setattr(LocalScriptRunner, "run", watched)
    return browser


@pytest.fixture
def change(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Callable[[AppTest, date], None]:
    """Return what changes the day of a page as a browser does.

    It names the fragment of the widget, and tells of the widgets of the frame what they held before.
    """
    ask, held = LocalScriptRunner.request_rerun, dict[str, WidgetState]()

    def request(runner: LocalScriptRunner, data: RerunData) -> bool:
        assert data.widget_states is not None
        held.update({each.id: each for each in data.widget_states.widgets})
        states = WidgetStates(widgets=held.values())
        runner._requests = ScriptRequests()  # it has already been asked to run the whole page
        return ask(runner, replace(data, widget_states=states, fragment_id=browser.fragment))

    def change(app: AppTest, day: date) -> None:
        with monkeypatch.context() as asking:
            asking.setattr(LocalScriptRunner, "request_rerun", request)
            app.date_input(key="on").set_value(day).run()
        assert not app.exception

    return change


def test_the_parts_of_the_day_are_as_a_run_of_the_whole_page_would_draw_them(
    open_page: Open, browser: Browser, change: Callable[[AppTest, date], None]
) -> None:
    app = open_page()
    found = []
    for day in DAYS:
        change(app, day)
        assert len(browser.sent) < 90, "the frame is not sent again"
        found.append(browser.alike())
        assert app.query_params["on"] == day.isoformat()
    for day, shown in zip(DAYS, found, strict=True):
        open_page({"on": day.isoformat()})
        expected = browser.alike()
        assert shown.keys() == expected.keys()
        for place, drawn in expected.items():
            assert shown[place] == drawn, f"{day}, {place}"


def test_a_change_of_day_sends_little_and_no_chart(
    open_page: Open, browser: Browser, change: Callable[[AppTest, date], None], catalog: Catalog
) -> None:
    app = open_page()
    first = len(browser.sent)
    days = [day for day in change_days(catalog) if day.year == 2024][:8]
    sent = []
    for day in days:
        change(app, day)
        sent.append((len(browser.sent), sum(m.ByteSize() for m in browser.sent)))
        assert browser.count("vega_lite_chart") == 1, "the day over the lanes; no chart is sent again"
    messages, size = sorted(sent)[len(sent) // 2]
    assert messages <= MOST_MESSAGES < first / 2 and size <= MOST_BYTES


def test_what_shows_the_same_is_drawn_no_more_once_it_has_surely_arrived(
    open_page: Open, browser: Browser, change: Callable[[AppTest, date], None]
) -> None:
    app = open_page({"on": "2024-03-01"})

    def legend() -> int:
        return sum(m.delta.new_element.button.label.count("![") for m in browser.sent)

    drawn = []
    for number in range(1, 6):
        change(app, date(2024, 3, 1) + timedelta(days=number))
        drawn.append(legend())
    assert all(drawn[:2]) and not any(drawn[2:])
    change(app, date(2025, 1, 9))
    assert legend(), "another legend is drawn"


def test_a_run_of_the_whole_page_leaves_no_place_empty_for_a_moment(
    open_page: Open, browser: Browser
) -> None:
    app = open_page()
    assert not browser.count("empty"), "the map would begin anew"
    app.selectbox(key="place").set_value("muse").run()
    assert browser.count("vega_lite_chart") > 4 and not browser.count("empty")


def test_a_day_off_the_time_axis_draws_the_whole_page(
    open_page: Open, browser: Browser, change: Callable[[AppTest, date], None]
) -> None:
    app = open_page()
    change(app, date(2015, 5, 5))
    assert browser.count("vega_lite_chart") > 4, "the charts have another axis"
    expected, axis = browser.alike(), app.slider[0].min
    open_page({"on": "2015-05-05"})
    assert browser.alike() == expected and app.slider[0].min == axis


def test_a_note_on_the_link_goes_with_the_next_day(
    open_page: Open, change: Callable[[AppTest, date], None]
) -> None:
    app = open_page({"policy": "gossip"})
    assert app.warning
    change(app, date(2024, 10, 1))
    assert not app.warning and app.title


def test_parts_of_other_pages_are_drawn_at_once(open_page: Open, browser: Browser) -> None:
    app = open_page(page="compare")
    assert not app.exception and browser.count("page_link") == 8
    kinds = [m.delta.new_element.WhichOneof("type") for m in browser.sent]
    assert kinds.index("page_link") < kinds.index("heading"), "the menu waits for nothing"
