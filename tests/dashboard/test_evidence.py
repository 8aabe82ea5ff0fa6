"""The Evidence page: every claim, every contradiction, every source."""

from __future__ import annotations

from datetime import date

from dashboard.answer.claims import Use
from dashboard.answer.scene import compose
from dashboard.question.view import View
from dashboard.wording import language
from dashboard.wording.claims import every_claim
from dashboard.wording.evidence import claim_table, pairs, source_table
from geodata.catalog import Catalog
from geodata.vocab import Policy, Reason
from tests.dashboard.conftest import Open

ON = date(2024, 11, 26)


def test_every_claim_has_a_row_with_what_became_of_it(catalog: Catalog) -> None:
    rows = claim_table(catalog, ON, catalog.newest_record, Policy.REPORTED)
    assert [row.claim.claim_id for row in rows] == list(catalog.claims)
    results = {row.claim.claim_id: (row.result, row.cells["result"]) for row in rows}
    assert results["k0007"] == (Use.USED, "used")
    assert results["k0020"] == (Reason.DIFFERS_FROM_ORIGIN, "set aside: differs from its origin")
    assert results["k0027"] == (Use.NOT_COUNTED, "shown, not counted")


def test_the_policy_changes_what_became_of_a_claim(catalog: Catalog) -> None:
    rows = claim_table(catalog, ON, catalog.newest_record, Policy.ANY)
    loose = {row.claim.claim_id: row.result for row in rows}
    assert loose["k0020"] is not Reason.DIFFERS_FROM_ORIGIN


def test_the_card_and_the_evidence_page_say_the_same_of_each_claim(catalog: Catalog) -> None:
    scene = compose(catalog, View(on=ON))
    listed = {
        row.claim.claim_id: row.cells["result"]
        for row in claim_table(catalog, ON, scene.known_on, scene.view.policy)
    }
    for place in ("kanpaiti", "pangwa", "muse"):
        for row in every_claim(scene, catalog.places[place]):
            assert str(row.result) == listed[row.claims[0]]


def test_contradictions_show_both_sides_and_their_fate(catalog: Catalog) -> None:
    found = pairs(catalog, catalog.newest_record, Policy.REPORTED)
    year = next(pair for pair in found if (pair.one.claims, pair.other.claims) == (("k0001",), ("k0020",)))
    assert year.place == "Kanpaiti"
    assert str(year.one.result) == "used"
    assert str(year.other.result) == "set aside: differs from its origin"
    assert year.settled


def test_sources_that_carry_an_answer_alone_come_first(catalog: Catalog) -> None:
    rows = source_table(catalog, ON, catalog.newest_record, Policy.REPORTED)
    assert len(rows) == len(catalog.sources)
    without = [bool(row["without it"]) for row in rows]
    assert without == sorted(without, reverse=True) and without[0]
    assert any("Myitkyina: SAC becomes no information" in str(row["without it"]) for row in rows)


def test_the_page_runs_on_each_of_its_tabs(open_page: Open) -> None:
    for tab in ("Contradictions", "Claims", "Sources"):
        app = open_page({"tab": tab}, page="evidence")
        assert not app.exception
        assert "cannot both be true" in app.title[0].value
        assert len(app.dataframe) == (tab != "Contradictions")


def test_a_link_opens_its_tab_in_any_language(open_page: Open) -> None:
    with language.speaking(language.PSEUDO):
        app = open_page({"tab": "Claims"}, page="evidence")
    assert len(app.dataframe) == 1 and app.dataframe[0].value.shape[0] > 1000


def test_choices_that_leave_nothing_say_what_would_show_something(open_page: Open) -> None:
    app = open_page({"tab": "Claims"}, page="evidence")
    app.text_input(key="text").set_value("zzzz").run()
    assert "Take one of them away" in app.info[0].value
    app.text_input(key="text").set_value("k0020").run()
    assert len(app.dataframe[0].value) == 1


def test_the_question_survives_the_way_from_page_to_page(open_page: Open) -> None:
    app = open_page({"on": "2024-09-01", "place": "Muse"})
    app.switch_page("app_pages/evidence.py").run()
    assert app.date_input(key="on").value == date(2024, 9, 1)
    app.switch_page("app_pages/explore.py").run()
    assert app.session_state["place"] == "muse"
    assert app.query_params["place"] == "Muse"
