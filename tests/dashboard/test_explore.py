"""Explore, run in process on the shipped ledger."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.entries import CHARTS
from dashboard.page import store
from dashboard.question.choices import CHOOSABLE
from dashboard.wording import language
from dashboard.wording.page import PROVE, PROVE_HELP
from geodata.vocab import Policy
from tests.dashboard.conftest import Open
from tests.dashboard.conftest import said as sentence


def text(app: AppTest) -> str:
    """Everything written on the page."""
    parts = [
        element.value for kind in ("title", "header", "caption", "markdown") for element in app.get(kind)
    ]
    return "\n".join(map(str, parts))


def test_the_page_runs_and_says_its_answer(open_page: Open) -> None:
    app = open_page()
    assert not app.exception and not app.warning
    assert app.session_state["place"] == "kanpaiti"
    assert app.date_input(key="on").value == date(2024, 11, 26)
    assert sentence(app).startswith("On 26 November 2024 the KIA held Kanpaiti, since 20 November")


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"on": "2024-09-01"}, "the BGF and the regime jointly held Kanpaiti"),
        ({"place": "Pang War"}, "the KIA held Pang War"),
        ({"on": "2023-12-01", "policy": "any"}, "contested"),
        ({"place": "Man Hio (Manhlyoe)"}, "who held Man Hio"),
    ],
)
def test_the_sentence_answers_the_question(open_page: Open, params: dict[str, str], said: str) -> None:
    assert said in sentence(open_page(params))


def test_the_evidence_as_one_file_is_beside_the_citation_of_an_answer(open_page: Open) -> None:
    app = open_page()
    found = [each for each in app.get("download_button") if each.proto.label == PROVE()]
    assert len(found) == 1, "nothing has to be opened for it, and it is in one place"
    assert found[0].proto.help == PROVE_HELP() and not app.exception


def test_what_lives_as_long_as_the_process_is_not_searched_for_garbage_at_every_run(open_page: Open) -> None:
    gc.unfreeze()
    store.freeze_gc.clear()
    open_page()
    spared = gc.get_freeze_count()
    assert spared > 100_000
    for _ in range(3):
        open_page()
    assert gc.get_freeze_count() < 1.1 * spared, "what a run leaves behind is found"


def test_what_was_spared_and_became_garbage_is_found_at_times(monkeypatch: pytest.MonkeyPatch) -> None:
    class Knot:
        def __init__(self) -> None:
            self.itself = self

    knot = Knot()
    gone = weakref.ref(knot)
    store.spare_gc(whole=True)
    del knot
    gc.collect()
    assert gone() is not None, "it is spared"
    monkeypatch.setattr(store, "_SWEPT", 1)
    store.spare_gc(whole=True)
    assert gone() is None


def test_another_rule_of_evidence_says_what_moved(open_page: Open) -> None:
    app = open_page()
    app.segmented_control(key="policy").set_value("corroborated").run()
    assert "corroborated instead of reported" in text(app)


@pytest.mark.parametrize(
    ("name", "value", "held"),
    [
        ("on", "2024-11-01", date(2024, 11, 1)),
        ("place", "Pang War", "pangwa"),
        ("policy", "strict", "strict"),
        ("known_on", "2024-12-01", date(2024, 12, 1)),
        ("window", ["2024-01-01", "2024-06-01"], (date(2024, 1, 1), date(2024, 6, 1))),
        ("layers", ["towns", "mines"], ["towns", "mines"]),
        ("actors", ["KIA", "SAC"], ["kia", "sac"]),
    ],
)
def test_a_link_seeds_its_widget_and_stays_in_the_url(
    open_page: Open, name: str, value: str | list[str], held: object
) -> None:
    app = open_page({name: value})
    assert not app.exception and not app.warning
    assert app.session_state[name] == held
    assert app.query_params[name] == value


def test_a_link_has_names_whatever_the_language_of_the_labels(open_page: Open) -> None:
    with language.speaking(language.PSEUDO):
        app = open_page({"layers": ["towns", "mines"], "place": "Mine cluster 2.2 km W of Pang War"})
        assert not app.exception and not app.warning
        labels = app.segmented_control(key="policy").options
        assert [label[0] for label in labels] == ["["] * len(Policy)
        app.segmented_control(key="policy").set_value("strict").run()
        app.button(key="step_n").click().run()
        link = {name: app.query_params[name] for name in ("policy", "layers", "place")}
    assert link == {
        "policy": "strict",
        "layers": ["towns", "mines"],
        "place": "Mine cluster 2.2 km W of Pang War",
    }
    app = open_page(link)
    assert not app.warning and app.session_state["policy"] == "strict"


def test_what_has_no_widget_stays_in_the_url(open_page: Open) -> None:
    app = open_page({"camera": "97.5,25.0,8.0", "compare_on": "2024-09-01"})
    app.date_input(key="on").set_value(date(2024, 10, 1)).run()
    assert app.query_params["camera"] == "97.5,25.0,8.0"
    assert app.query_params["compare_on"] == "2024-09-01"


@pytest.mark.parametrize("spelling", ["pangwa", "PANGWA", "板瓦", "ပန်ဝါ", "Panwa"])
def test_a_link_may_use_any_spelling_of_a_place(open_page: Open, spelling: str) -> None:
    app = open_page({"place": spelling})
    assert app.session_state["place"] == "pangwa"
    assert not app.warning


def test_choosing_another_spelling_chooses_the_place(open_page: Open) -> None:
    app = open_page()
    box = app.selectbox(key="place")
    burmese = next(option for option in box.options if option.startswith("မူဆယ်"))
    box.select(burmese).run()
    assert app.session_state["place"] == "muse"
    assert app.query_params["place"] == "Muse"


def test_a_hostile_link_opens_the_default_and_says_so(open_page: Open) -> None:
    app = open_page({"on": "\0'--", "policy": "![](http://host/x)", "place": "<script>", "window": "9" * 500})
    assert not app.exception
    assert app.session_state["place"] == "kanpaiti"
    assert app.date_input(key="on").value == date(2024, 11, 26)
    (warning,) = app.warning
    assert all(name in warning.value for name in ("on", "policy", "place", "window"))
    assert "![" not in warning.value and "<script" not in warning.value


def test_the_notes_on_a_link_go_with_the_next_question(open_page: Open) -> None:
    app = open_page({"policy": "gossip"})
    assert app.warning
    app.date_input(key="on").set_value(date(2024, 10, 1)).run()
    assert not app.warning


def test_an_old_link_says_that_the_ledger_is_another_one(open_page: Open) -> None:
    (warning,) = open_page({"data": "0123456789ab"}).warning
    assert "0123456789ab" in warning.value


def test_the_buttons_step_from_change_to_change(open_page: Open) -> None:
    app = open_page()
    app.button(key="step_n").click().run()
    later = app.date_input(key="on").value
    assert later > date(2024, 11, 26)
    app.button(key="step_p").click().run()
    assert app.date_input(key="on").value < later
    assert app.slider(key="on_slider").value == app.date_input(key="on").value


def test_the_slider_sets_the_typed_date_and_the_link(open_page: Open) -> None:
    app = open_page()
    app.slider(key="on_slider").set_value(date(2024, 3, 1)).run()
    assert app.date_input(key="on").value == date(2024, 3, 1)
    assert app.query_params["on"] == "2024-03-01"


def test_the_policy_is_explained_in_a_sentence(open_page: Open) -> None:
    app = open_page()
    app.segmented_control(key="policy").set_value("strict").run()
    assert "a later accepted claim answers every denial" in text(app)


def test_a_mine_cluster_can_be_chosen_by_a_link(open_page: Open) -> None:
    app = open_page({"place": "pw-pang-war-w-2p2km"})
    assert not app.exception and not app.warning
    assert "not surveyed" in text(app)


@pytest.mark.parametrize("name", list(CHARTS))
def test_a_chart_may_go_without_a_change_elsewhere(
    name: str, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(CHARTS, name)  # type: ignore[arg-type]
    assert not open_page({"policy": "any"}).exception


def test_the_legend_takes_an_actor_out_of_the_colours_and_back(open_page: Open) -> None:
    app = open_page()
    app.button(key="legend_kia").click().run()
    assert "kia" not in app.session_state["actors"]
    app.button(key="legend_kia").click().run()
    assert set(app.session_state["actors"]) == set(CHOOSABLE)


def test_charts_and_totals_follow_the_map_on_request(open_page: Open) -> None:
    app = open_page()
    app.toggle(key="follow_the_map").set_value(True).run()
    assert "Charts and totals count only what the map shows" in text(app)
    app.run()  # as the map asks for, once it tells what it shows
    assert "extent" in app.query_params
    app.toggle(key="follow_the_map").set_value(False).run()
    assert "extent" not in app.query_params and "Charts and totals count" not in text(app)


@pytest.mark.parametrize(
    ("on", "first"),
    [
        ("2024-11-26", date(2021, 1, 1)),
        ("2020-03-05", date(2020, 1, 1)),
        ("1985-01-01", date(1985, 1, 1)),
    ],
)
def test_the_slider_begins_where_the_axis_does_or_earlier_and_stands_on_the_day(
    open_page: Open, on: str, first: date
) -> None:
    app = open_page({"on": on})
    (slider,) = app.slider
    assert datetime.fromtimestamp(slider.min / 1e6, UTC).date() == first
    assert slider.value == date.fromisoformat(on)
