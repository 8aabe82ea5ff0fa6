"""A stretch chooses places: in totals, sentences, charts, sources and what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.answer.comparison import compare
from dashboard.answer.scene import compose
from dashboard.paper import page as pages
from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.question.framing import FRAMES, home, lies_in
from dashboard.question.order import Order, Template
from dashboard.question.view import View
from dashboard.wording.counts import crossings_sentence, extent_sentence
from geodata.analysis.stretches import STRETCHES, places_of
from geodata.catalog import Catalog
from tests.dashboard.conftest import Open

BASE = "https://ledger.example/briefing"


def test_charts_totals_and_sentences_count_the_places_of_the_stretch(
    catalog: Catalog, choices: Choices
) -> None:
    kachin = compose(catalog, replace(choices.default, stretch="kachin"))
    shan = compose(catalog, replace(choices.default, stretch="northern-shan"))
    assert [len(scene.crossings) for scene in (kachin, shan)] == [7, 11]
    assert [len(scene.counted.clusters) for scene in (kachin, shan)] == [34, 0]
    assert {place.state for place in kachin.lanes} == {"Kachin"}
    assert crossings_sentence(kachin).startswith("Of 7 crossing towns in Kachin, ")
    assert "TNLA" not in crossings_sentence(kachin)
    assert "only Kachin: 7 of 19 crossing towns, 34 of 34 mine clusters" in extent_sentence(kachin)


def test_what_differs_is_what_differs_in_the_stretch(catalog: Catalog, choices: Choices) -> None:
    asked = replace(choices.default, on=date(2024, 11, 26), compare_on=date(2024, 9, 1), stretch="kachin")
    found = compare(compose(catalog, asked.other), compose(catalog, asked))
    own = set(places_of("kachin", catalog))
    assert found.places and {row.town_id for row in (*found.places, *found.gates, *found.unsure)} <= own
    whole = replace(asked, stretch="border")
    assert len(compare(compose(catalog, whole.other), compose(catalog, whole)).places) > len(found.places)


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("template", [each for each in Template if each is not Template.CROSSING])
def test_a_page_of_kachin_says_nothing_of_shan(
    catalog: Catalog, choices: Choices, template: Template
) -> None:
    view = replace(choices.default, place=None, compare_on=date(2024, 9, 1))
    page = pages.draw(compose(catalog, view), Order(template=template, frame="kachin"), choices, base=BASE)
    printed = " ".join(
        (page.words.title, str(page.words.sentence), *(line.text for line in page.words.sources))
    )
    for place in catalog.places.values():
        if place.state.startswith("Shan") and place.tracked in ("crossing", "inland"):
            assert f"({place.name})" not in printed and f" {place.name}," not in printed
    if template in (Template.MAP, Template.TIMELINE):
        assert "7 crossing towns in Kachin" in str(page.words.sentence)


@pytest.mark.usefixtures("no_ink")
def test_a_place_of_another_stretch_does_not_head_the_page(catalog: Catalog, choices: Choices) -> None:
    scene = compose(catalog, choices.default)  # Kanpaiti
    page = pages.draw(scene, Order(frame="northern-shan"), choices, base=BASE)
    assert "Kanpaiti" not in str(page.words.sentence)
    assert page.words.title == "Who held the northern Shan–China border on 26 November 2024"


def test_the_command_takes_the_stretch_before_a_place_of_the_same_name(
    tmp_path: Path, choices: Choices
) -> None:
    assert choices.find_place("northern-shan")
    out = tmp_path / "shan.svg"
    assert main(["brief", "--quiet", "--view", "northern-shan", "--template", "map", "--out", str(out)]) == 0
    text = out.read_text(encoding="utf-8")
    assert "Who held the northern Shan–China border" in text


def test_the_map_goes_to_the_stretch(catalog: Catalog) -> None:
    for stretch in STRETCHES[:2]:
        assert home(View(place=None, stretch=stretch), catalog) == FRAMES[stretch]
        crossings = [place for place in catalog.crossings if place.place_id in places_of(stretch, catalog)]
        assert all(FRAMES[stretch].covers(place.lon, place.lat) for place in crossings if place.drawable)
    assert home(View(place="muse", stretch="kachin"), catalog) != FRAMES["kachin"]


def test_a_link_names_the_stretch(choices: Choices) -> None:
    view, faults = link.read({"stretch": "Kachin"}, choices)
    assert (view.stretch, faults) == ("kachin", ())
    assert link.params(view, choices) == {"stretch": ("kachin",)}
    view, faults = link.read({"stretch": "atlantis"}, choices)
    assert view.stretch == "border" and faults[0].rule == "unreadable"


def test_explore_has_a_button_for_each_stretch(open_page: Open) -> None:
    app = open_page({"stretch": "northern-shan"})
    assert any("Northern Shan" in text.value and "11 of 19" in text.value for text in app.markdown)
    assert app.session_state["place"] == "kanpaiti", "a link may ask both"
    app.button_group(key="stretch").set_value("kachin").run()
    assert app.session_state["place"] == "kanpaiti"
    assert any("7 of 19 crossing towns" in text.value for text in app.markdown)
    assert app.query_params["stretch"] in ("kachin", ["kachin"])
    app.button_group(key="stretch").set_value("northern-shan").run()
    assert app.session_state["place"] is None, "it lies in another stretch"
    assert app.title[0].value.startswith("On 26 November 2024, of 11 crossing towns in northern Shan")


def test_a_mine_lies_in_the_stretch_whose_map_shows_it(catalog: Catalog) -> None:
    lies = [lies_in(stretch, "pw-pang-war-w-2p2km", catalog) for stretch in STRETCHES]
    assert lies == [True, False, True]
