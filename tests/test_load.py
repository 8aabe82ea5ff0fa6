"""The load client: what it makes of numbers, what it understands of a page; a small crowd on the real one."""

from __future__ import annotations

import asyncio
import random
from datetime import date
from math import inf

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import crowds, load
from benchmarks.crowds import Site
from benchmarks.load import PLAIN, TODAY, Found
from benchmarks.readers import PageFailed, Talk, port_of, xsrf
from benchmarks.serving import served

FRAGMENT = "a-fragment"


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(each) for each in range(1, 101)]
    random.Random(1).shuffle(values)
    assert [load.percentile(values, share) for share in (0.0, 0.5, 0.95, 1.0)] == [1, 50, 95, 100]
    assert load.percentile([7.0], 0.95) == 7
    assert load.percentile([], 0.5) == inf  # nobody was answered


def test_growth_is_that_of_the_line_through_all_points() -> None:
    assert load.slope([(10, 105.0), (55, 150.0), (100, 195.0)]) == pytest.approx(1)
    assert load.slope([(10, 105.0)]) == inf  # what was not measured is within no limit


def test_a_line_has_what_stands_beside_and_whether_the_limit_of_this_app_is_met() -> None:
    found = load.rows(
        {
            TODAY: [
                Found("Storm", "the last answer", "s", 1.24, 5),
                Found("Storm", "errors on pages", "", 1, 0),
                Found("Flood", "health", "ms", inf, 500),
                Found("Steady", "answers", "", 1203),
            ],
            PLAIN: [Found("Storm", "the last answer", "s", 15.3, 5)],
        }
    )
    assert [load.line(each, [TODAY, PLAIN]) for each in found] == [
        "| Storm: the last answer | 1.24 s | 15.3 s | at most 5 s | met |",
        "| Storm: errors on pages | 1 |  | at most 0 | **not met** |",
        "| Flood: health | no end of ms |  | at most 500 ms | **not met** |",
        "| Steady: answers | 1,203 |  |  |  |",
    ]
    assert load.sentence(found) == "2 of 3 limits are not met."
    assert load.sentence(found[:1]) == "All 1 limits are met."
    assert {each.count("|") for each in load.table(found, [TODAY, PLAIN]).splitlines()} == {6}


def test_an_app_that_gave_nothing_meets_no_limit() -> None:
    assert not load.Row("Steady", "answers", "ms", {PLAIN: 3}, 120).met


def _said(**fields: object) -> bytes:
    content: bytes = ForwardMsg(**fields).SerializeToString()  # type: ignore[arg-type]
    return content


def _date_input() -> ForwardMsg:
    message = ForwardMsg(hash="the-input")
    message.metadata.cacheable = True
    message.delta.fragment_id = FRAGMENT
    message.delta.new_element.date_input.id = "id-of-date"
    message.delta.new_element.date_input.label = "As of"
    return message


def _began(age: int = 1) -> bytes:
    message = ForwardMsg()
    message.new_session.page_script_hash = "page"
    message.new_session.config.max_cached_message_age = age
    content: bytes = message.SerializeToString()
    return content


def _asked(talk: Talk) -> BackMsg:
    return BackMsg.FromString(talk.ask())


def _ended() -> bytes:
    return _said(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)


def test_a_changed_widget_asks_for_its_fragment_alone_with_what_the_browser_keeps() -> None:
    talk = Talk("http://127.0.0.1:1")
    first = _asked(talk).rerun_script
    assert (first.fragment_id, list(first.cached_message_hashes)) == ("", [])
    assert not talk.hear(_ended())  # of an older run
    heard = [talk.hear(each) for each in (_began(), _date_input().SerializeToString(), _ended())]
    assert heard == [False, False, True]
    talk.choose("As of", date(2024, 11, 26))
    ask = _asked(talk).rerun_script
    assert ask.fragment_id == FRAGMENT and ask.page_script_hash == "page"
    assert list(ask.cached_message_hashes) == ["the-input"]
    assert list(ask.widget_states.widgets[0].string_array_value.data) == ["2024-11-26"]
    with pytest.raises(PageFailed, match="no input 'Until'"):
        talk.choose("Until", date(2024, 11, 26))


def test_what_runs_left_out_is_forgotten_and_a_reference_to_it_is_a_fault() -> None:
    talk = Talk("http://127.0.0.1:1")
    talk.ask()
    for each in (_began(), _date_input().SerializeToString(), _ended()):
        talk.hear(each)
    reference = _said(ref_hash="the-input")
    for said in ([reference], [], []):  # kept while it is told again, and for so many runs after that
        talk.ask()
        for each in (_began(), *said, _ended()):
            talk.hear(each)
    assert not talk.faults
    assert not _asked(talk).rerun_script.cached_message_hashes
    talk.hear(reference)
    assert talk.faults == ["a reference to a message that the browser has forgotten"]


def test_an_error_on_the_page_is_a_fault_and_a_note_is_none() -> None:
    talk = Talk("http://127.0.0.1:1")
    note, error, exception = ForwardMsg(), ForwardMsg(), ForwardMsg()
    note.delta.new_element.alert.body = "a note"
    note.delta.new_element.alert.format = note.delta.new_element.alert.INFO
    error.delta.new_element.alert.body = "it failed"
    error.delta.new_element.alert.format = error.delta.new_element.alert.ERROR
    exception.delta.new_element.exception.type = "ValueError"
    for each in (note, error, exception):
        talk.hear(each.SerializeToString())
    assert talk.faults == ["it failed", "ValueError: "]


@pytest.mark.slow
def test_a_crowd_is_answered_and_those_who_come_and_go_break_nothing() -> None:
    with served("dashboard", "run", "--port", "{port}") as (url, pid):
        site = Site(port_of(url), pid, xsrf(port_of(url)))
        tally = asyncio.run(crowds.steady(site, sessions=20, think=2, seconds=20))
        assert (tally.lost, tally.faults) == (0, [])
        assert len(tally.waited) >= 20
        assert tally.received < 200  # kB: a change of date does not send the map again
        gone, points = asyncio.run(crowds.churn(site, 150))
        assert (gone.lost, gone.faults, len(points)) == (0, [], 6)
        still = asyncio.run(crowds.healthy(site.port))
        assert still < inf
