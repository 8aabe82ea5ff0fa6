"""Briefings are drawn one at a time: who waits is told so, in order, and may leave the line."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.page import store
from dashboard.paper import jobs, turns
from dashboard.paper.turns import Turns
from dashboard.question.order import BadOrder
from dashboard.wording import page as words
from tests.dashboard.conftest import Open

_PATIENCE = 30


class Left(BaseException):
    """As Streamlit's own, which ends a run of a page."""


def held(line: Turns) -> Callable[[], None]:
    """Let a thread have the first turn; return what ends it."""
    has, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with line.turn():
            has.set()
            may_go.wait(_PATIENCE)

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    assert has.wait(_PATIENCE)

    def end() -> None:
        may_go.set()
        thread.join(_PATIENCE)

    return end


def test_who_comes_first_draws_first_and_each_is_told_how_many_come_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "_A_LOOK", 0.001)
    line, drew, told = Turns(), list[str](), dict[str, list[int]]()
    end = held(line)
    threads = []
    for name in "abc":
        told[name], waits = [], threading.Event()

        def waiting(before: int, name: str = name, waits: threading.Event = waits) -> None:
            told[name].append(before)
            waits.set()

        def draw(name: str = name, waiting: turns.Waiting = waiting) -> None:
            with line.turn(waiting):
                drew.append(name)

        threads.append(threading.Thread(target=draw, daemon=True))
        threads[-1].start()
        assert waits.wait(_PATIENCE)
    end()
    for thread in threads:
        thread.join(_PATIENCE)
    assert drew == ["a", "b", "c"]
    assert [told[name][0] for name in "abc"] == [1, 2, 3]
    assert told["c"] == sorted(told["c"], reverse=True)


def test_who_leaves_the_line_holds_nobody_up_and_a_full_line_says_so() -> None:
    line = Turns()
    end = held(line)

    def leave(before: int) -> None:
        raise Left

    with pytest.raises(Left), line.turn(leave, most=1):
        pass
    with pytest.raises(BadOrder, match="Too many briefings wait"), line.turn(most=0):
        pass
    end()
    with line.turn(most=0):
        pass


def test_the_page_says_that_others_come_before(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another briefing is drawn, the page says so, and has its picture once that is done."""
    monkeypatch.setattr(store, "_PREVIEWS", {})
    end = held(jobs.DRAWING)
    said: list[str] = []

    def before(count: int) -> str:
        said.append(words_before(count))
        end()
        return said[-1]

    words_before = words.before
    monkeypatch.setattr(words, "before", before)
    app: AppTest = open_page({}, "briefing")
    assert not app.exception and app.title
    assert said == ["Another briefing is being made. Yours is next."]
    assert not any("Yours is next" in each.value for each in app.caption), "it is gone with the wait"
