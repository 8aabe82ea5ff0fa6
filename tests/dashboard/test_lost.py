"""A visit that lost the reader's own files names them, and nobody else learns their names."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.page import lost
from dashboard.page.lost import Names, told
from dashboard.wording import own as words
from tests.dashboard.conftest import APP, Open

CSV = b"lon,lat,day\n98.1,25.4,2024-11-20\n"
QUESTION = {"on": "2024-10-05", "place": "pangwa", "own": "1"}


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return what the browser was given to keep in each run; None is the question what it kept."""
    given: list[Any] = []
    monkeypatch.setattr(lost, "_mount", lambda key, data, **_: given.append(data["keep"]))
    return given


def restarted(kept: Any, open_page: Open, page: str | None = None) -> Any:
    """Run the page as after a restart, in a tab that kept something."""
    app = open_page(QUESTION, page)
    app.session_state["own_names"] = {"kept": kept}
    return app.run()


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"files": ["a.csv", "b.gpkg"], "claims": 2}, Names(("a.csv", "b.gpkg"), 2)),
        ({"files": ["a.csv", "a.csv", "", 7, None]}, Names(("a.csv",))),
        ({"files": [f"{each}.csv" for each in range(99)]}, Names(tuple(f"{each}.csv" for each in range(5)))),
        ({"files": ["x" * 500 + "\u202e\n"], "claims": -1}, Names(("x" * 119 + "…",))),
        ({"files": "a.csv", "claims": "2"}, Names()),
        ({"claims": True}, Names(claims=1)),
        ({"claims": 10**30}, Names()),
        (["a.csv"], Names()),
        (None, Names()),
    ],
)
def test_what_a_browser_tells_is_read_with_care(value: Any, names: Names) -> None:
    assert told(value) == names


def test_a_visit_that_never_had_anything_asks_for_nothing(open_page: Open, browser: list[Any]) -> None:
    app = open_page({"on": "2024-10-05"})
    assert browser == [] and not app.warning


def test_the_names_of_what_is_loaded_are_kept_and_forgotten_with_it(
    open_page: Open, browser: list[Any]
) -> None:
    app = open_page({}, "data")
    app.file_uploader[0].set_value(("a.csv", CSV, "text/csv")).run()
    assert browser[0] is None and browser[-1] == {"files": ["a.csv"], "claims": 0}
    app.switch_page("app_pages/explore.py").run()
    assert browser[-1] == {"files": ["a.csv"], "claims": 0}
    app.switch_page("app_pages/data.py").run()
    next(each for each in app.button if each.label == words.REMOVE()).click().run()
    assert browser[-1] == {"files": [], "claims": 0} and not app.warning


@pytest.mark.parametrize("page", [None, "data", "evidence"])
def test_after_a_restart_what_is_lost_is_named_and_the_question_is_still_there(
    page: str | None, open_page: Open, browser: list[Any]
) -> None:
    app = restarted({"files": ["wells_[x](http://a.example).csv"], "claims": 3}, open_page, page)
    assert browser[0] is None, "the new visit asks what the old one had"
    (warned,) = app.warning
    said = warned.value.replace("\\", "")
    assert words.LOST() in said and "wells_" in said and "your 3 claims" in said
    assert "](http" not in warned.value.replace("\\]", ""), "a name is no link"
    assert not app.exception
    asked = {name: app.query_params[name] for name in app.query_params}
    assert "2024-10-05" in str(asked["on"]) and "Pang War" in str(asked["place"])
    assert "wells" not in str(asked), "no link has a name"
    assert browser[-1]["claims"] == 3, "should the server be restarted again"


def test_a_file_that_is_chosen_again_is_lost_no_longer(open_page: Open, browser: list[Any]) -> None:
    app = restarted({"files": ["a.csv", "b.csv"]}, open_page, "data")
    app.file_uploader[0].set_value(("a.csv", CSV, "text/csv")).run()
    said = app.warning[0].value.replace("\\", "")
    assert "b.csv" in said and "a.csv" not in said
    assert browser[-1] == {"files": ["a.csv", "b.csv"], "claims": 0}
    next(each for each in app.button if each.label == words.GO_WITHOUT()).click().run()
    assert not app.warning, "nor is it said to be another's link"
    assert browser[-1] == {"files": ["a.csv"], "claims": 0}


def test_another_reader_of_the_link_is_told_of_no_name(open_page: Open, browser: list[Any]) -> None:
    app = open_page(QUESTION)
    assert browser == [None]
    assert [words.LOST() in each.value for each in app.warning] == [False]
    assert APP.with_name("lost.js").read_text(encoding="utf-8").count("sessionStorage") == 3
