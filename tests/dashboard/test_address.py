"""The question and the address of every page: what differs from the default is there, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.page import signed_in
from dashboard.page.parts import parts_of
from dashboard.question.choices import Choices
from dashboard.question.filters import Filters, read
from dashboard.wording.evidence import TABS
from dashboard.wording.page import PAGES
from geodata.catalog import Catalog
from tests.dashboard.conftest import Open

PATHS = [None, *(name for name in PAGES if name != "explore")]
KNOWN = {"claim": {"k0007"}, "says": {"kia"}, "results": {"used"}, "stances": {"denies"}}


def address(app: AppTest) -> dict[str, object]:
    return {name: app.query_params[name] for name in app.query_params}


@pytest.mark.parametrize("page", PATHS)
def test_the_address_holds_the_question_on_every_page(open_page: Open, page: str | None) -> None:
    app = open_page({"place": "pang WA", "on": "2024/10/05", "policy": "reported", "odd": "1"}, page)
    assert not app.exception
    assert address(app) == {"place": "Pang War", "on": "2024-10-05"}


@pytest.mark.parametrize("page", PATHS)
def test_no_page_drops_what_a_link_could_not_say(open_page: Open, page: str | None) -> None:
    app = open_page({"place": "atlantis", "on": "2040-01-01"}, page)
    (notice,) = (each.value for each in app.warning if "could not be used" in each.value)
    assert "atlantis" in notice and "outside the ledger" in notice
    assert (
        "could not be used" in open_page({"template": "before-after", "on": "x"}, "briefing").warning[0].value
    )


@pytest.mark.parametrize("page", [None, "log"])
def test_a_page_whose_first_run_ended_early_shows_its_question(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, page: str | None
) -> None:
    runs = count()

    def early() -> None:
        if next(runs) == 0:
            st.stop()

    monkeypatch.setattr(signed_in, "line", early)
    app = open_page({"on": "2024-10-05", "place": "Muse"}, page).run()
    fields = [app.date_input(key="on"), app.selectbox(key="place")]
    assert next(runs) > 1 and all(each.proto.set_value for each in fields), (
        "the browser is told what they hold"
    )
    app.run()
    assert not any(each.proto.set_value for each in (app.date_input(key="on"), app.selectbox(key="place")))


def test_a_window_of_one_day_and_one_the_wrong_way_round_reopen_as_they_are(open_page: Open) -> None:
    day = date(2024, 10, 22)
    app = open_page({"window": ("2024-10-22", "2024-10-22")})
    assert app.session_state["window"] == (day, day) and not app.warning
    app = open_page({"window": ("2024-12-31", "2024-10-22")})
    assert app.session_state["window"] == (day, date(2024, 12, 31))
    assert "they were swapped" in app.warning[0].value


def test_the_other_day_is_the_window_s_first_until_something_else_is_to_differ(open_page: Open) -> None:
    app = open_page({}, "compare")
    assert app.date_input(key="compare_on").value == date(2024, 9, 1) and address(app) == {}
    app.selectbox(key="compare_policy").select("strict").run()
    assert app.date_input(key="compare_on").value is None and address(app) == {"compare_policy": "strict"}
    assert app.title[0].value.startswith("On 26 November 2024")


def test_filters_are_in_the_address_and_stay_from_tab_to_tab(open_page: Open) -> None:
    app = open_page({"tab": "Claims", "places": "Kanpaiti"}, "evidence")
    shown = len(app.table[0].value)
    app.multiselect(key="stances").select("denies").run()
    assert len(app.table[0].value) < shown
    assert address(app) == {"tab": "Claims", "places": "Kanpaiti", "stances": "denies"}
    app.session_state["tab_label"] = TABS["Contradictions"]()
    app.run()
    assert app.multiselect(key="places").value == ["kanpaiti"]
    assert address(app) == {"places": "Kanpaiti", "stances": "denies"}


def test_places_are_picked_out_in_any_spelling(open_page: Open) -> None:
    app = open_page({}, "evidence")
    box = app.multiselect(key="places")
    box.select(next(option for option in box.options if option.startswith("Kampaiti"))).run()
    assert address(app) == {"places": "Kanpaiti"}


def test_a_link_to_a_claim_shows_it_alone(open_page: Open) -> None:
    app = open_page({"claim": "k0007"}, "evidence")
    assert len(app.table[0].value) == 1
    assert "not understood" in open_page({"claim": "k99999"}, "evidence").warning[0].value


def test_the_filters_of_a_visit_come_back_with_the_page(open_page: Open) -> None:
    app = open_page({"undecided": "True", "on": "2024-10-05"}, "evidence")
    app.switch_page("app_pages/unknown.py").run()
    assert address(app) == {"on": "2024-10-05"}
    app.switch_page("app_pages/evidence.py").run()
    assert address(app) == {"on": "2024-10-05", "undecided": "True"} and app.toggle(key="undecided").value


@pytest.mark.parametrize(
    "params",
    [
        {"tab": ["Atlas"]},
        {"places": ["atlantis"]},
        {"kinds": ["loud"]},
        {"undecided": ["perhaps"]},
        {"page": ["two"]},
        {"recorded": ["2024-01-01"]},
        {"recorded": ["yesterday", "today"]},
        {"results": ["lost"]},
        {"claim": ["k9"]},
    ],
)
def test_a_filter_that_is_none_is_said_and_left_out(
    choices: Choices, params: Mapping[str, Sequence[str]]
) -> None:
    filters, faults = read(params, choices, KNOWN)
    assert filters == Filters() and [fault.parameter for fault in faults] == [*params]


def test_filters_come_back_from_their_link(choices: Choices) -> None:
    asked = Filters(
        tab="Claims",
        places=("muse",),
        kinds=(),
        undecided=True,
        page=3,
        text="irrawaddy, radio",
        says=("kia",),
        results=("used",),
        stances=("denies",),
        recorded=(date(2024, 1, 1), date(2024, 12, 31)),
    )
    assert read(asked.params(choices), choices, KNOWN) == (asked, ())


def test_no_two_parts_of_the_question_share_a_parameter(catalog: Catalog, choices: Choices) -> None:
    parts = parts_of(catalog, choices)
    keys = [key for part in parts for key in part.show(part.read({})[0])]
    assert len(keys) == len(set(keys))
