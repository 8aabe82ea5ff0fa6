"""The Briefing page: its settings are in the link, what cannot be made is said, presets fill it in."""

from __future__ import annotations

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
