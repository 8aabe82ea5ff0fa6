"""The log on the page and on paper: what is asked for, in words, in files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answer.log import (
    PRINTED,
    entry_called,
    log_file,
    log_of,
    subject,
    that_day,
    view_of,
)
from dashboard.answer.scene import Scene, compose
from dashboard.answer.steps import step_days, step_from, steps_of
from dashboard.map.overlays import OVERLAYS
from dashboard.page import log_list
from dashboard.paper import page as pages
from dashboard.question import link
from dashboard.question.camera import Bounds
from dashboard.question.choices import Choices, choices_of
from dashboard.question.order import Aspect, Order, Template
from dashboard.question.view import Sort, Subject, Where
from dashboard.wording import language
from dashboard.wording import log as words
from geodata.analysis.log import Happening, log
from geodata.catalog import Catalog, open_catalog
from geodata.vocab import Tracked
from tests.dashboard.conftest import Open
from tests.dashboard.pseudo import outside


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return open_catalog()


@pytest.fixture(scope="module")
def choices(catalog: Catalog) -> Choices:
    return choices_of(catalog, OVERLAYS)


def scene(catalog: Catalog, choices: Choices, **asked: Any) -> Scene:
    return compose(catalog, replace(choices.default, **asked))


# -- What is asked for -----------------------------------------------------------------------------


def test_the_log_of_the_page_is_that_of_the_window(catalog: Catalog, choices: Choices) -> None:
    whole = scene(catalog, choices)
    found = log_of(whole)
    every = log(catalog, *whole.view.window)
    assert found.total == len(every) and set(map(repr, found.entries)) <= set(map(repr, every))
    assert [each.loose for each in found.entries] == [False] * len(found.dated) + [True] * len(found.loose)
    turned = log_of(scene(catalog, choices, log_order=Sort.NEWEST))
    assert (turned.dated, turned.loose) == (found.dated[::-1], found.loose[::-1])


@pytest.mark.parametrize("wanted", list(Subject))
def test_a_subject_leaves_only_its_own_entries(catalog: Catalog, choices: Choices, wanted: Subject) -> None:
    found = log_of(scene(catalog, choices, log=(wanted,)))
    assert found.entries and {subject(each) for each in found.entries} == {wanted}
    assert found.total == log_of(scene(catalog, choices)).total, "what is left out is counted"


def test_the_log_follows_place_extent_and_actors(catalog: Catalog, choices: Choices) -> None:
    places = catalog.places
    crossings = log_of(scene(catalog, choices, log_of=Where.CROSSINGS))
    kinds = {places[each.place_id].tracked for each in crossings.entries}
    assert kinds == {Tracked.CROSSING, Tracked.GATE}
    chosen = {each.place_id for each in log_of(scene(catalog, choices, log_of=Where.PLACE)).entries}
    assert chosen == {"kanpaiti", "kanpaiti-gate"}
    extent = Bounds(97.0, 25.0, 98.9, 26.3)
    near = log_of(scene(catalog, choices, extent=extent)).entries
    assert near and "mong-la" not in {each.place_id for each in near}
    without = log_of(scene(catalog, choices, actors=("sac",), log=("control",))).entries
    assert without and not [e for e in without if e.names("kia") and not e.names("sac")]


def test_the_crossings_that_changed_hands_are_one_link_away(catalog: Catalog, choices: Choices) -> None:
    view, faults = link.read({"log": ["gate", "control"], "log_of": "crossings"}, choices)
    assert not faults and view.log == (Subject.CONTROL, Subject.GATE)
    rows = words.log_rows(log_of(compose(catalog, view)), compose(catalog, view))
    said = {(row.when, row.place, str(row.what)) for row in rows}
    assert ("22 Oct 2024", "Kan Paik Ti gate", "partly open → closed") in said
    assert ("18–19 Oct 2024", "Pang War", "BGF → KIA") in said
    assert all(row.sources for row in rows)
    again, _ = link.read(link.params(view, choices), choices)
    assert again == view


def test_a_link_with_no_such_subject_says_so(choices: Choices) -> None:
    view, faults = link.read({"log": ["control", "weather"]}, choices)
    assert view.log == (Subject.CONTROL,) and [each.rule for each in faults] == ["no-subject"]


# -- On the day asked ------------------------------------------------------------------------------


def test_the_headline_says_what_changed_on_its_day(catalog: Catalog, choices: Choices) -> None:
    said = words.that_day_sentence(scene(catalog, choices, on=date(2024, 11, 20)))
    assert "Kanpaiti: BGF + SAC → KIA" in said
    assert "Kan Paik Ti gate: partly open → closed" in words.that_day_sentence(
        scene(catalog, choices, on=date(2024, 10, 22))
    )
    quiet = words.that_day_sentence(scene(catalog, choices, on=date(2024, 11, 26)))
    assert quiet == "Nothing on this day; the last before it: 25 Nov 2024, Myitkyina."


def test_what_is_known_to_a_year_only_is_the_change_of_no_day(catalog: Catalog, choices: Choices) -> None:
    for on in (date(2024, 6, 15), date(2024, 12, 13), date(2025, 3, 1)):
        assert not [each for each in that_day(scene(catalog, choices, on=on)) if each.loose]


# -- Files -----------------------------------------------------------------------------------------


def test_the_file_has_a_row_for_each_entry_and_document(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices, log=("control", "gate"))
    entries = log_of(asked).entries
    made = log_file(asked, entries, "csv")
    assert made.startswith(b"\xef\xbb\xbf"), "a spreadsheet knows UTF-8 by it"
    table = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"))))
    assert len({(row["place_id"], row["first"], row["happening"], row["dimension"]) for row in table}) <= len(
        entries
    )
    assert all(row["source_id"] in catalog.sources and row["sentences"] for row in table)
    collection = json.loads(log_file(asked, entries, "geojson"))
    assert len(collection["features"]) == len(table) and collection["from"] == "2024-09-01"


# -- The page --------------------------------------------------------------------------------------


def test_what_the_list_shows_does_not_depend_on_the_day_asked(catalog: Catalog, choices: Choices) -> None:
    one, other = (scene(catalog, choices, on=on) for on in (date(2024, 10, 1), date(2024, 11, 26)))
    lists = [log_list._data(log_of(each), each) for each in (one, other)]
    assert lists[0] == lists[1], "so that it is not sent again"


def said(app: AppTest) -> str:
    kinds = ("title", "caption", "markdown", "warning")
    text = "\n".join(str(each.value) for kind in kinds for each in app.get(kind))
    return text.replace("\\", "")  # as Markdown shows it


def test_explore_has_the_log_beside_the_map_in_one_press_and_in_its_address(open_page: Open) -> None:
    app = open_page()
    assert not app.exception and not [each for each in app.pills if each.key == "log"]
    app.segmented_control(key="beside").select("log").run()
    app.segmented_control(key="log_of").select("crossings").run()
    assert not app.exception and "of 90 entries" in said(app)
    assert dict(app.query_params) == {"beside": "log", "log_of": "crossings"}


def test_the_log_has_a_page_of_its_own_that_asks_the_same(open_page: Open) -> None:
    app = open_page({"log": ["control"], "log_of": "crossings"}, "log")
    assert not app.exception and app.pills(key="log").value == ["control"]
    assert "What happened from 1 September 2024 to 31 December 2024: 8 of 90 entries" in said(app)


def test_the_page_of_the_log_steps_along_its_entries(open_page: Open) -> None:
    app = open_page({"on": "2024-11-26"}, "log")
    assert "On this day:" in said(app) and "Next entry" in [each.label for each in app.button]
    app.button(key="step_n").click().run()
    assert app.query_params["on"] == "2024-11-28", "an agreement, which the map does not show"
    assert "beside" not in app.query_params, "the page is the list: nothing in the address says so"


@pytest.mark.parametrize("page", [None, "log"])
def test_a_link_to_an_entry_shows_it(open_page: Open, page: str | None) -> None:
    app = open_page({"entry": "kanpaiti-gate.2024-10-22.gate.change"}, page)
    assert not app.exception and "could not be used" not in said(app)
    assert "On this day: Kan Paik Ti gate: partly open → closed" in said(app)
    asked = dict(app.query_params)
    assert (asked["on"], asked["log"], asked["log_of"]) == ("2024-10-22", "gate", "place")
    assert "entry" not in app.query_params, "the question stands in the address from then on"


def test_an_entry_that_the_log_does_not_have_is_said(open_page: Open) -> None:
    for name in ("kanpaiti.1999-01-01.control.change", "atlantis", "." * 70):
        assert "the log has no entry" in said(open_page({"entry": name}))


def test_every_entry_has_a_name_of_its_own_that_leads_to_it(catalog: Catalog, choices: Choices) -> None:
    whole = compose(catalog, choices.default)
    for each in log(catalog, date(2021, 1, 1), date(2026, 6, 29)):
        assert entry_called(whole, each.entry_id) == each
        shown = log_of(compose(catalog, view_of(each, choices.default)))
        assert each in shown.entries


# -- Steps -----------------------------------------------------------------------------------------


def test_steps_lead_from_change_to_change_and_along_the_log_where_it_is_open(
    catalog: Catalog, choices: Choices
) -> None:
    closed = scene(catalog, choices, on=date(2024, 10, 20))
    assert date(2024, 10, 22) not in step_days(closed)
    opened = scene(catalog, choices, on=date(2024, 10, 20), beside="log", log=("gate",), log_of="crossings")
    found = steps_of(opened)
    assert found.next and found.next[0] == date(2024, 10, 21)
    assert step_from(opened, opened.view.on, 2) == date(2024, 10, 22)
    assert "Kan Paik Ti gate: partly open → closed" in words.that_day_sentence(
        replace(opened, view=replace(opened.view, on=date(2024, 10, 22)))
    )


def test_many_steps_are_as_many_single_ones_and_end_at_the_last(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices, on=date(2024, 10, 1))
    day = asked.view.on
    for _ in range(7):
        found = steps_of(replace(asked, view=replace(asked.view, on=day))).next
        assert found
        day = found[0]
    assert step_from(asked, asked.view.on, 7) == day
    assert step_from(asked, day, -7) <= asked.view.on
    days = list(step_days(asked))
    assert (step_from(asked, day, 999), step_from(asked, day, -999)) == (days[-1], days[0])
    assert step_from(asked, days[-1], 1) == days[-1] and step_from(asked, days[0], -1) == days[0]


def test_a_stretch_leads_to_its_own_changes_only(catalog: Catalog, choices: Choices) -> None:
    kachin = step_days(scene(catalog, choices, stretch="kachin"))
    places = {place for found in kachin.values() for place in found}
    assert "kanpaiti" in places and "laukkai" not in places


def test_every_word_of_the_list_is_a_message_or_data(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices)
    with language.speaking(language.PSEUDO):
        for row in words.log_rows(log_of(asked), asked):
            for text in (row.when, row.place, row.of, str(row.what), row.more):
                assert outside(text, catalog) == "", text


# -- On paper --------------------------------------------------------------------------------------


@pytest.mark.parametrize("aspect", [Aspect.WIDE, Aspect.A4_UP, Aspect.SQUARE])
@pytest.mark.usefixtures("no_ink")
def test_the_page_of_the_log_tells_what_happened_on_its_map(
    catalog: Catalog, choices: Choices, aspect: Aspect
) -> None:
    order = Order(template=Template.LOG, aspect=aspect, frame="kachin")
    page = pages.draw(scene(catalog, choices), order, choices, base="https://ledger.example/briefing")
    assert page.words.title.startswith("What happened on the Kachin–China border, 1 September 2024 to")
    assert page.log and page.log.entries and page.scene.view.log == PRINTED
    assert {subject(each) for each in page.log.entries} <= set(PRINTED)
    assert "22 Oct 2024, Kan Paik Ti gate: partly open → closed" in page.pictures[-1][1]
    cited = {claim for each in page.log.entries for claim in each.claims}
    assert len(page.words.sources) == len({catalog.claims[claim].source_id for claim in cited})


@pytest.mark.usefixtures("no_ink")
def test_the_page_of_the_log_tells_what_was_asked_for(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices, log=("mines",))
    page = pages.draw(asked, Order(template=Template.LOG), choices, base="https://ledger.example/briefing")
    assert page.log and {each.happening for each in page.log.entries} == {Happening.MINES}
