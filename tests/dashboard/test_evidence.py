"""The Evidence page: every claim, every contradiction, every source."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

from dashboard.answer.claims import Use
from dashboard.answer.scene import compose
from dashboard.question.filters import Filters
from dashboard.question.view import View
from dashboard.wording import language
from dashboard.wording.claims import claim_days, every_claim, result_text, sentence
from dashboard.wording.evidence import (
    ListedClaim,
    claim_cells,
    claim_table,
    disputes,
    source_cells,
    source_rows,
    source_table,
)
from dashboard.wording.text import markdown
from geodata.analysis.evidence import Quarrel
from geodata.catalog import Catalog
from geodata.exports.evidence import dispute_rows
from geodata.exports.files import spreadsheet
from geodata.vocab import Policy, Reason
from tests.dashboard.conftest import Open
from tests.geodata.worlds import claim

ON = date(2024, 11, 26)


def test_every_claim_has_a_row_with_what_became_of_it(catalog: Catalog) -> None:
    rows = claim_table(catalog, ON, catalog.newest_record, Policy.REPORTED)
    assert [row.claim.claim_id for row in rows] == list(catalog.claims)
    results = {row.claim.claim_id: (row.result, str(result_text(row.result))) for row in rows}
    assert results["k0007"] == (Use.USED, "used")
    assert results["k0020"] == (Reason.DIFFERS_FROM_ORIGIN, "set aside: differs from its origin")
    assert results["k0027"] == (Use.NOT_COUNTED, "shown, not counted")


def test_the_policy_changes_what_became_of_a_claim(catalog: Catalog) -> None:
    rows = claim_table(catalog, ON, catalog.newest_record, Policy.ANY)
    loose = {row.claim.claim_id: row.result for row in rows}
    assert loose["k0020"] is not Reason.DIFFERS_FROM_ORIGIN


def test_each_filter_alone_limits_the_list_of_claims(catalog: Catalog) -> None:
    rows = claim_table(catalog, ON, catalog.newest_record, Policy.REPORTED)

    def shown(**chosen: Any) -> list[ListedClaim]:
        filters = Filters(**chosen)
        return [
            row
            for row in rows
            if filters.has_claim(row.claim, result=row.result, recorded=row.recorded, text=row.text)
        ]

    one = next(row for row in rows if row.claim.claim_id == "k0007")
    assert shown() == rows
    for chosen, same in (
        ({"places": (one.claim.place_id,)}, lambda row: row.claim.place_id == one.claim.place_id),
        ({"says": (one.claim.value,)}, lambda row: row.claim.value == one.claim.value),
        ({"results": (one.result,)}, lambda row: row.result == one.result),
        ({"stances": (one.claim.stance,)}, lambda row: row.claim.stance == one.claim.stance),
        ({"recorded": (one.recorded, one.recorded)}, lambda row: row.recorded == one.recorded),
        ({"text": "K0007"}, lambda row: row is one),
    ):
        kept = shown(**chosen)
        assert kept == [row for row in rows if same(row)] and one in kept and len(kept) < len(rows), chosen


def test_each_filter_alone_limits_the_list_of_disputes(catalog: Catalog) -> None:
    every = [each.dispute for each in disputes(catalog, catalog.newest_record, Policy.REPORTED)]
    place = every[0].place_id
    assert all(Filters().has_dispute(each) for each in every)
    for filters, same in (
        (Filters(places=(place,)), lambda each: each.place_id == place),
        (Filters(kinds=("holder",)), lambda each: each.quarrel is Quarrel.HOLDER),
        (Filters(undecided=True), lambda each: not each.settled),
    ):
        kept = [each for each in every if filters.has_dispute(each)]
        assert kept == [each for each in every if same(each)] and 0 < len(kept) < len(every), filters


def test_the_card_and_the_evidence_page_say_the_same_of_each_claim(catalog: Catalog) -> None:
    scene = compose(catalog, View(on=ON))
    listed = {
        row.claim.claim_id: str(result_text(row.result))
        for row in claim_table(catalog, ON, scene.known_on, scene.view.policy)
    }
    for place in ("kanpaiti", "pangwa", "muse"):
        for row in every_claim(scene, catalog.places[place]):
            assert str(row.result) == listed[row.claims[0]]


def test_a_dispute_shows_the_claims_of_both_sides_with_their_fate_and_their_sentences(
    catalog: Catalog,
) -> None:
    every = disputes(catalog, catalog.newest_record, Policy.REPORTED)
    fall = next(
        each
        for each in every
        if each.place == "Kanpaiti" and each.dispute.quarrel is Quarrel.DATE and each.topic == "control"
    )
    one, other = fall.sides
    assert [row.claims for row in one.claims] == [("k0020",), ("k0021",)]
    assert str(one.says) == "20 Nov 2023 / about 20 Nov 2023"
    assert str(one.claims[0].result) == "set aside: differs from its origin"
    used = next(row for row in other.claims if row.claims == ("k0007",))
    assert str(used.result) == "used"
    assert str(used.sentence).startswith(catalog.claims["k0007"].restates)
    assert fall.dispute.settled and fall.days == "20 Nov 2023–31 Dec 2024"


def test_the_headline_counts_disputes_and_follows_the_choices_of_the_page(open_page: Open) -> None:
    app = open_page(page="evidence")
    every = int(app.title[0].value.split()[0])
    app.multiselect(key="places").set_value(["kanpaiti"]).run()
    some, _, whole = app.title[0].value.split()[:3]
    assert int(whole) == every and 0 < int(some) < every
    assert "fit the choices made" in app.title[0].value


def test_the_files_have_a_row_for_each_claim_and_open_in_a_spreadsheet(catalog: Catalog) -> None:
    every = disputes(catalog, catalog.newest_record, Policy.REPORTED)
    rows = list(dispute_rows(catalog, (each.dispute for each in every)))
    assert len(rows) == sum(len(each.dispute.claims) for each in every)
    row = next(row for row in rows if row["claim_id"] == "k0020")
    assert row["sentence"] == catalog.claims["k0020"].restates
    assert (row["result"], row["start"]) == ("differs from its origin", "2023-11-20")
    content = spreadsheet(rows)
    assert content.startswith(b"\xef\xbb\xbf")
    assert next(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))["dispute"] == "1"
    listed = source_table(catalog, ON, catalog.newest_record, Policy.REPORTED)
    sources = list(source_rows(catalog, listed))
    assert len(sources) == sum(max(len(each.changes), 1) for each in listed)


def test_a_claim_with_two_days_shows_both() -> None:
    def days(**given: str) -> str:
        return claim_days(claim("x0001", "kia", "a", **given))

    with language.speaking(language.ENGLISH):
        assert days(start="2023-11~", as_of="2025-10~") == "about Nov 2023, still so about Oct 2025"
        assert days(start="2024-07", end="2025-11-28") == "Jul 2024, until 28 Nov 2025"
        assert days(as_of="2023-09~", end="2023-11-01") == "as of about Sep 2023, over by 1 Nov 2023"


def test_the_sentence_of_a_claim_is_foreign_text_and_written_as_it_is() -> None:
    bad = replace(
        claim("x0001", "kia", "a", as_of="2024-01-05"), restates="![a](http://x.y/z) **b**", note=":red[c]"
    )
    text = markdown(sentence(bad))
    assert "![" not in text and "**b" not in text and ":red[c" not in text


def test_sources_that_carry_an_answer_alone_come_first(catalog: Catalog) -> None:
    rows = source_table(catalog, ON, catalog.newest_record, Policy.REPORTED)
    assert len(rows) == len(catalog.sources)
    without = [len(row.changes) for row in rows]
    assert without == sorted(without, reverse=True) and without[0]
    rests = [str(source_cells(catalog, row)[1]) for row in rows]
    assert any("Myitkyina: SAC becomes no information" in text for text in rests)


def test_the_page_runs_on_each_of_its_tabs(open_page: Open) -> None:
    for tab in ("Contradictions", "Claims", "Sources"):
        app = open_page({"tab": tab}, page="evidence")
        assert not app.exception
        assert "cannot both be true" in app.title[0].value
        assert len(app.table) == (tab != "Contradictions") and not app.dataframe


def test_a_link_opens_its_tab_in_any_language(open_page: Open) -> None:
    with language.speaking(language.PSEUDO):
        app = open_page({"tab": "Claims"}, page="evidence")
    assert len(app.table) == 1 and len(app.table[0].value) == 25


def test_choices_that_leave_nothing_say_what_would_show_something(open_page: Open) -> None:
    app = open_page({"tab": "Claims"}, page="evidence")
    app.text_input(key="text").set_value("zzzz").run()
    assert "Take one of them away" in app.info[0].value
    app.text_input(key="text").set_value("k0020").run()
    assert len(app.table[0].value) == 1


def test_each_claim_of_the_list_has_its_own_sentence_and_note_under_it(catalog: Catalog) -> None:
    for listed in claim_table(catalog, ON, catalog.newest_record, Policy.REPORTED):
        about, row = claim_cells(catalog, listed)
        assert catalog.places[listed.claim.place_id].name in str(about)
        assert str(row.sentence).startswith(listed.claim.restates)
        assert listed.claim.note in str(row.sentence)


def test_the_question_survives_the_way_from_page_to_page(open_page: Open) -> None:
    app = open_page({"on": "2024-09-01", "place": "Muse"})
    app.switch_page("app_pages/evidence.py").run()
    assert app.date_input(key="on").value == date(2024, 9, 1)
    app.switch_page("app_pages/explore.py").run()
    assert app.session_state["place"] == "muse"
    assert app.query_params["place"] == "Muse"
