"""What we don't know: the page and the rows behind it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from dashboard.answer.scene import Scene, compose
from dashboard.question.choices import Choices
from dashboard.wording import unknowns
from dashboard.wording.unknowns import GAPS
from geodata.catalog import Catalog
from geodata.exports.files import to_csv
from geodata.resolver import resolve
from geodata.resolver.answers import STALE_AFTER
from geodata.vocab import Dimension, Policy, Status
from tests.dashboard.conftest import Open

ON = date(2024, 11, 26)


@pytest.fixture
def scene(catalog: Catalog, choices: Choices) -> Scene:
    return compose(catalog, replace(choices.default, on=ON))


def test_every_place_followed_and_every_gate_is_there_once_with_the_resolver_s_answer(
    scene: Scene, catalog: Catalog
) -> None:
    answers = unknowns.by_age(scene)
    keys = [(answer.state.place_id, answer.state.dimension) for answer in answers]
    assert len(keys) == len(set(keys))
    assert {place.place_id for place in catalog.crossings} <= {p for p, d in keys if d is Dimension.CONTROL}
    assert ("muse", Dimension.GATE) in keys and ("mang-wein-gate", Dimension.GATE) in keys
    for answer in answers:
        asked = answer.state
        assert asked == resolve.state(catalog, asked.place_id, ON, dimension=asked.dimension)


def test_what_has_no_claim_comes_first_then_the_oldest_evidence(scene: Scene) -> None:
    answers = unknowns.by_age(scene)
    known = [answer.known for answer in answers]
    assert known == sorted(known) and not known[0] and known[-1]
    ages = [answer.days for answer in answers if answer.days is not None]
    assert ages == sorted(ages, reverse=True)
    for answer in answers:
        if answer.days is not None:
            assert answer.state.stale is (answer.days > STALE_AFTER.days)


def test_old_evidence_is_told_in_one_piece_and_an_undated_change_by_what_it_led_to(
    scene: Scene, catalog: Catalog
) -> None:
    laiza = next(a for a in unknowns.by_age(scene) if a.state.place_id == "laiza")
    assert unknowns.day_text(laiza) == "no news since 11 Jul 2023, 504 days"
    earlier = unknowns.by_age(compose(catalog, replace(scene.view, on=date(2024, 9, 1))))
    muse = next(a for a in earlier if a.state.place_id == "muse" and a.state.dimension is Dimension.CONTROL)
    assert unknowns.day_text(muse) == "Jul 2024, 62 days", "a month is not told as a day"
    tangyan = compose(catalog, replace(scene.view, on=date(2024, 9, 1))).control["tangyan"]
    assert tangyan.may_have_changed
    note = next(a.note for a in earlier if a.state == tangyan)
    assert note == "changed to SAC at some time between 12 Jul 2024 and 8 Oct 2024"


def test_thin_ones_rest_on_one_origin_and_disputes_are_contested(scene: Scene) -> None:
    answers = unknowns.by_age(scene)
    thin, disputed = unknowns.thin(answers), unknowns.disputed(answers)
    assert thin and all(answer.state.origins == 1 for answer in thin)
    assert disputed and all(answer.state.status is Status.CONTESTED for answer in disputed)


def test_a_wide_window_names_both_answers_and_says_whether_the_day_lies_in_it(scene: Scene) -> None:
    changes = unknowns.undated(scene)
    assert all(change.days > unknowns.WIDE_DAYS for change in changes)
    muse = next(change for change in changes if change.name == "Muse, town as a whole" and change.now)
    assert (unknowns.window_text(muse), muse.before, muse.after) == (
        "8 Nov 2024–21 Jun 2025, 226 days",
        "closed",
        "partly open",
    )
    current = [change.now for change in changes]
    assert current == sorted(current, reverse=True)


def test_a_state_carried_back_says_its_first_evidence(catalog: Catalog, choices: Choices) -> None:
    early = compose(catalog, replace(choices.default, on=date(2020, 1, 1)))
    kanpaiti = next(a for a in unknowns.by_age(early) if a.state.place_id == "kanpaiti")
    assert unknowns.day_text(kanpaiti) == "first evidence 14 Jun 2024"
    assert kanpaiti.state.stale
    assert "two origins name both, two origins name the regime and one origin names the BGF" in kanpaiti.note


def test_day_policy_and_second_clock_are_those_of_the_question(catalog: Catalog, choices: Choices) -> None:
    view = replace(choices.default, on=ON, policy=Policy.STRICT, known_on=date(2024, 6, 1))
    answers = unknowns.by_age(compose(catalog, view))
    assert all(answer.state.policy is Policy.STRICT for answer in answers)
    assert all(answer.state.known_on == date(2024, 6, 1) for answer in answers)
    usual = unknowns.by_age(compose(catalog, replace(choices.default, on=ON)))
    assert sum(not a.known for a in answers) > sum(not a.known for a in usual)


def test_the_sentence_counts_what_the_lists_have(scene: Scene) -> None:
    answers = unknowns.by_age(scene)
    sentence = unknowns.headline(answers, scene)
    assert sentence.startswith(f"On 26 November 2024, of {len(answers)} places and gates: ")
    assert f"{len(unknowns.thin(answers))} on one origin only" in sentence
    assert f"{len(unknowns.disputed(answers))} contested." in sentence


def test_the_file_has_a_row_for_each_answer_with_iso_days(scene: Scene) -> None:
    answers = unknowns.by_age(scene)
    rows = list(csv.DictReader(io.StringIO(to_csv(unknowns.answer_rows(answers, scene)))))
    assert len(rows) == sum(max(len(answer.state.used), 1) for answer in answers)
    muse = next(row for row in rows if (row["place_id"], row["dimension"]) == ("muse", "gate"))
    assert (muse["answer"], muse["newest_evidence"], muse["changed_earliest"], muse["changed_before"]) == (
        "closed",
        "2024-11-07",
        "2024-11-08",
        "2025-06-22",
    )


def test_changes_without_a_date_are_rows_for_each_claim_and_gaps_are_rows_too(
    scene: Scene, catalog: Catalog
) -> None:
    changes = unknowns.undated(scene)
    rows = list(csv.DictReader(io.StringIO(to_csv(unknowns.change_rows(changes, scene)))))
    assert len(rows) == sum(max(len(change.claims), 1) for change in changes)
    assert all(row["claim_id"] and row["url"] for row in rows)
    muse = next(row for row in rows if row["place_id"] == "muse" and row["changed_earliest"] == "2024-11-08")
    assert (muse["from"], muse["to"], muse["changed_before"]) == ("closed", "partly open", "2025-06-22")
    assert len(list(unknowns.gap_rows(catalog))) == len(GAPS)


def test_every_gap_names_places_of_the_ledger(catalog: Catalog) -> None:
    assert {place for gap in GAPS for place in gap.places} <= set(catalog.places)
    assert all(gap.text().endswith(".") for gap in GAPS)
    assert len({gap.text() for gap in GAPS}) == len(GAPS)


@pytest.mark.parametrize("tab", ["By age", "One origin", "Disputes", "Undated changes", "Gaps"])
def test_the_page_runs_on_each_of_its_tabs(open_page: Open, tab: str) -> None:
    app = open_page({"unknown": tab, "on": "2024-11-26"}, page="unknown")
    assert not app.exception
    assert app.title[0].value.startswith("On 26 November 2024, of ")
    assert len(app.table) == 1
    assert len(app.get("download_button")) == 1, "every table is a file too"


def test_a_day_on_which_nothing_is_contested_says_so(open_page: Open) -> None:
    app = open_page({"unknown": "Disputes", "on": "1990-01-01"}, page="unknown")
    assert not app.exception and "Nothing is contested" in app.info[0].value
