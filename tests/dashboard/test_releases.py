"""An old link opens the ledger as it stood at its release, on every page, and says what is new."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from dashboard.look.theme import THEMES
from dashboard.map import files as map_files
from dashboard.map import film
from dashboard.page import store
from dashboard.question.choices import Choices
from dashboard.service import server
from dashboard.wording.releases import release_sentence
from geodata import open_catalog
from geodata.catalog import Catalog
from geodata.resolver.resolve import state
from tests.dashboard.conftest import Open, said

FIRST = "d86ced91d09e"
ON = date(2025, 11, 20)
LINK = {"on": ON.isoformat(), "place": "mogok", "data": FIRST}
"""Mogok on a day on which the first release and its rules give another answer than today's."""


@pytest.fixture(scope="module")
def first() -> Catalog:
    return open_catalog(release=1)


def older(app: Any) -> str:
    """Return the line about an older release, empty where there is none."""
    return "\n".join(each.value for each in app.markdown if ":material/history:" in each.value)


def test_the_link_of_the_first_release_opens_with_its_old_answer(
    open_page: Open, first: Catalog, catalog: Catalog
) -> None:
    then, now = state(first, "mogok", ON), state(catalog, "mogok", ON)
    assert (then.status, then.actors) != (now.status, now.actors)
    app = open_page(LINK)
    assert not app.exception and not app.warning
    assert "no accepted claim says who held Mogok" in said(app)
    assert "release 1" in older(app) and FIRST in older(app)
    assert "the TNLA held Mogok" in older(app)


def test_a_link_of_today_s_ledger_says_nothing_of_releases(open_page: Open, catalog: Catalog) -> None:
    assert older(open_page({**LINK, "data": catalog.hash})) == ""
    assert older(open_page({"place": "mogok"})) == ""


def test_a_link_of_a_ledger_that_is_no_release_says_so(open_page: Open) -> None:
    app = open_page({**LINK, "data": "0123456789ab"})
    assert older(app) == "" and "0123456789ab" in app.warning[0].value


@pytest.mark.parametrize("page", ["compare", "briefing", "evidence"])
def test_the_release_goes_along_to_every_page(open_page: Open, page: str) -> None:
    assert "release 1" in older(open_page(LINK, page))


def test_the_release_stays_when_the_page_is_changed_and_until_today_s_is_asked(open_page: Open) -> None:
    app = open_page(LINK)
    app.switch_page("app_pages/compare.py")
    app.run()
    assert "release 1" in older(app) and FIRST in app.query_params["data"]
    app.switch_page("app_pages/explore.py")
    app.run()
    app.button(key="ask_today").click().run()
    assert older(app) == "" and "data" not in app.query_params
    assert "the TNLA held Mogok" in said(app)


@pytest.mark.slow
def test_the_maps_of_a_release_are_served_beside_those_of_today(first: Catalog, catalog: Catalog) -> None:
    for ledger in (first, catalog):
        choices = store.choices_on(ledger.hash)
        address = film.url(choices.default, THEMES["light"], choices, ledger)
        name, _, query = address.removeprefix(f"{map_files.ROUTE}/").partition("?")
        packed = server._film(name, query)
        assert packed is not None
        made = json.loads(packed.plain())
        assert made["changes"] == film.film_json(ledger, choices.default, THEMES["light"])["changes"]
        assert server._packed(map_files.url("mines", ledger).removeprefix(f"{map_files.ROUTE}/"))
    assert map_files.url("mines", first) != map_files.url("mines", catalog)


def test_the_line_says_where_nothing_changed(first: Catalog, catalog: Catalog) -> None:
    same = release_sentence(first, catalog, "The KIA held it.", "The KIA held it.")
    assert same == (
        f"This link asks for release 1 of 21 November 2026 of the ledger ({FIRST}). "
        f"Today’s ledger ({catalog.hash}) says the same."
    )


def test_today_s_ledger_is_asked_the_same_question(open_page: Open, catalog: Catalog) -> None:
    app = open_page({"data": FIRST, "on": "2025-11-20", "place": "Mogok", "policy": "strict"})
    app.button(key="ask_today").click().run()
    assert not app.exception and not app.warning
    assert app.date_input(key="on").value == ON and app.session_state["place"] == "mogok"
    assert app.session_state["policy"] == "strict" and "20 November 2025" in said(app)


def test_a_day_that_today_s_ledger_does_not_reach_is_noted(open_page: Open, choices: Choices) -> None:
    app = open_page({"data": FIRST, "on": "2026-09-26", "place": "Pang War"})
    app.button(key="ask_today").click().run()
    assert not app.exception and app.date_input(key="on").value == choices.last
    assert "is outside the ledger" in app.warning[0].value
    assert app.session_state["place"] == "pangwa"


@pytest.mark.parametrize("text", ["D86CED91D09E", "d86ced91", "1", " d86ced91d09e "])
def test_a_release_is_named_as_on_the_command_line(open_page: Open, text: str) -> None:
    app = open_page({**LINK, "data": text})
    assert not app.exception and not app.warning
    assert FIRST in older(app) and FIRST in app.query_params["data"]


def test_an_empty_name_asks_today_s_ledger_and_a_longer_one_is_no_release(open_page: Open) -> None:
    assert not open_page({**LINK, "data": ""}).warning
    app = open_page({**LINK, "data": FIRST + "00"})
    assert older(app) == "" and "is no release of the ledger" in app.warning[0].value


def test_the_data_page_says_that_its_files_are_today_s(open_page: Open, catalog: Catalog) -> None:
    app = open_page({"data": FIRST}, "data")
    assert not app.exception
    assert "The files on this page are those of today’s ledger" in older(app) and catalog.hash in older(app)
    app.button(key="ask_today").click().run()
    assert older(app) == "" and not app.exception
    assert older(open_page(page="data")) == ""


def test_the_sidebar_names_the_release_of_its_newest_report(open_page: Open) -> None:
    def sidebar(app: Any) -> str:
        return "".join(each.value for each in app.sidebar.markdown)

    assert "· release 1, " in sidebar(open_page(LINK)) and "Newest report" in sidebar(open_page(LINK))
    assert "· data version " in sidebar(open_page()) and "Newest report" in sidebar(open_page())


def test_the_notice_answers_the_page_s_own_question(open_page: Open) -> None:
    assert "claims that cannot both be true" in older(open_page(LINK, "evidence"))
    assert "places and gates" in older(open_page(LINK, "unknown"))
