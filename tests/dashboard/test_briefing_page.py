"""The Briefing page: its settings are in the link, what cannot be made is said, presets fill it in."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.page import panels
from dashboard.paper import jobs, turns
from dashboard.question.camera import Camera
from dashboard.question.framing import frame
from dashboard.question.view import View
from dashboard.service import server
from dashboard.wording import page as words
from dashboard.wording.paper import too_many_wait
from geodata.catalog import open_catalog
from tests.dashboard.conftest import Open


def test_it_shows_the_page_and_its_files(open_page: Open) -> None:
    app = open_page({"on": "2024-10-05", "frame": "kachin"}, "briefing")
    assert not app.exception
    assert app.title[0].value == "Who held the Kachin–China border on 5 October 2024"
    assert app.query_params["frame"] == "kachin"


def test_every_setting_comes_from_the_link(open_page: Open) -> None:
    given = {
        "template": "map",
        "aspect": "square",
        "tone": "grey",
        "title": "On {date}",
        "lang": "my",
        "frame": "border",
    }
    app = open_page(given, "briefing")
    assert app.title[0].value == "On 26 November 2024"
    assert {name: app.session_state[name] for name in given} == given
    assert {name: app.query_params[name] for name in given} == given


def test_a_hostile_link_makes_the_default_and_says_so(open_page: Open) -> None:
    app = open_page({"template": "<script>", "frame": "9,9", "aspect": "round"}, "briefing")
    assert not app.exception
    assert "could not be used" in app.warning[0].value
    assert app.session_state["template"] == "timeline"


def test_a_title_that_cannot_be_filled_is_said_and_nothing_is_lost(open_page: Open) -> None:
    app = open_page({}, "briefing")
    app.text_input(key="title").set_value("Held by {who}").run()
    assert "{who}" in app.error[0].value.replace("\\", "")
    assert app.session_state["title"] == "Held by {who}"
    app.text_input(key="title").set_value("Held on {date}").run()
    assert not app.error and app.title[0].value == "Held on 26 November 2024"


def test_who_waits_and_for_whom_there_is_no_room_are_told_and_of_no_preview(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(job: jobs.Job, number: int, waiting: turns.Waiting, most: int) -> None:
        waiting(3)
        raise too_many_wait()

    app = open_page({"on": "2024-10-05"}, "briefing")
    note = words.PREVIEW_NOTE(command="")[:30]
    assert [each for each in app.markdown if note in each.value]
    monkeypatch.setattr(jobs, "preview", full)
    app = open_page({"on": "2024-10-06"}, "briefing")
    (told,) = [each.value for each in app.markdown if "of others" in each.value]
    assert told == ":small[:gray[There are three briefings of others before yours.]]", (
        "in the ink of captions"
    )
    assert app.error[0].value.startswith("Too many briefings wait")
    assert not [each for each in app.markdown if note in each.value], "there is none"


def test_a_preset_fills_the_settings_in_and_keeps_the_title(open_page: Open) -> None:
    app = open_page({"title": "Mine"}, "briefing")
    app.button(key="preset_report").click().run()
    assert app.session_state["aspect"] == "a4-portrait" and app.session_state["title"] == "Mine"


def test_before_and_after_has_another_day_from_the_start(open_page: Open) -> None:
    app = open_page({"template": "before-after"}, "briefing")
    assert not app.exception and not app.error
    assert app.title[0].value.startswith("What changed on ")


def test_a_sequence_is_made_on_request_and_can_be_turned_over(open_page: Open) -> None:
    link = {"template": "sequence", "window": ("2024-10-14", "2024-10-24"), "aspect": "square"}
    app = open_page(link, "briefing")
    assert not app.exception
    assert any("Make" in button.label for button in app.button)
    app.button(key="make").click().run()
    assert not app.exception and app.session_state["sequence_made"][1][:4] == b"%PDF"


def behind(app: AppTest) -> dict[str, list[str]]:
    """Return what the link to the claims behind the picture asks."""
    (found,) = (each for each in app.get("page_link") if each.proto.label == words.TO_THE_CLAIMS())
    return parse_qs(found.proto.query_string, keep_blank_values=True)


def test_a_link_leads_to_the_claims_behind_the_picture_with_the_same_question(open_page: Open) -> None:
    given = {
        "on": "2024-10-05",
        "place": "Pang War",
        "policy": "strict",
        "known_on": "2024-12-01",
        "data": "1",
    }
    app = open_page({**given, "frame": "kachin", "template": "map"}, "briefing")
    expected = {name: [text] for name, text in given.items()} | {"stretch": ["kachin"]}
    assert behind(app) == expected | {"data": [app.session_state["data"]]}


def test_a_frame_of_the_reader_s_own_is_the_part_that_the_map_shows(open_page: Open) -> None:
    asked = behind(open_page({"frame": "97.5,24.5,98.5,25.5", "place": "Kanpaiti"}, "briefing"))
    assert asked["extent"] == ["97.5,24.5,98.5,25.5"]
    camera = Camera.parse(asked["camera"][0])
    seen = frame(View(camera=camera), open_catalog())
    assert seen.south <= 24.51 and seen.north >= 25.49 and seen.covers(97.6, 25.0) and seen.covers(98.4, 25.0)


def test_a_place_that_the_frame_does_not_have_is_not_asked_about(open_page: Open) -> None:
    asked = behind(open_page({"frame": "northern-shan", "place": "Kanpaiti"}, "briefing"))
    assert asked["stretch"] == ["northern-shan"] and asked["place"] == [""]


def test_a_page_that_cannot_be_drawn_keeps_the_question_and_the_next_is_drawn(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page({"template": "map", "aspect": "square"}, "briefing")

    def fails(*_: Any) -> Any:
        raise MemoryError("of a size that nobody asked for")

    with monkeypatch.context() as broken:
        broken.setattr(jobs, "preview", fails)
        app.text_input(key="title").set_value("On {date}, again").run()
        assert len(app.exception) == 1, "which the server tells by `trouble`"
        assert app.query_params["title"] == "On {date}, again", "a reload asks the same"
        other = open_page({"on": "2024-10-05"})
        assert not other.exception, "another reader's page"
    app.run()
    assert not app.exception and app.title[0].value == "On 26 November 2024, again"


def test_the_server_tells_a_page_that_failed_in_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    assert server.app._on_script_error is panels.trouble

    def page() -> None:
        from dashboard.page.panels import trouble

        trouble(MemoryError("<script>/a/path"))

    app = AppTest.from_function(page).run()
    assert words.WENT_WRONG() in app.error[0].value.replace("\\", "")
    assert "path" not in app.error[0].value and "path" in caplog.text
