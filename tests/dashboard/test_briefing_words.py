"""The numbers and names on a page are those of the ledger, and every raised number is a printed source."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely

from dashboard.answer.scene import compose
from dashboard.look.theme import code
from dashboard.map.legend import legend
from dashboard.map.overlays import OVERLAYS
from dashboard.paper import map as paper_map
from dashboard.paper import page as pages
from dashboard.paper.page import Page
from dashboard.question import link
from dashboard.question.camera import Bounds
from dashboard.question.choices import Choices, choices_of
from dashboard.question.order import Aspect, BadOrder, Order, Template
from dashboard.question.view import Lang
from dashboard.wording.language import figure
from geodata.analysis.evidence import unreported
from geodata.catalog import Catalog, open_catalog
from geodata.resolver import resolve
from geodata.resolver.answers import State
from geodata.vocab import Policy, Status, Tracked

pytestmark = pytest.mark.usefixtures("no_ink")

BASE = "https://ledger.example/briefing"
QUESTIONS: list[dict[str, Any]] = [
    {},
    {"on": date(2023, 10, 26), "place": "muse"},
    {"on": date(2025, 10, 28), "policy": Policy.ANY},
    {"known_on": date(2024, 10, 17), "place": None},
]


def drawn(catalog: Catalog, choices: Choices, order: Order | None = None, **asked: Any) -> Page:
    view = replace(choices.default, **asked)
    return pages.draw(
        compose(catalog, view),
        order or Order(template=Template.MAP, aspect=Aspect.SQUARE),
        choices,
        base=BASE,
    )


def in_frame(bounds: Bounds | None, lon: float | None, lat: float | None) -> bool:
    if bounds is None or lon is None or lat is None:
        return False
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north


def seen(page: Page) -> list[State]:
    """Return the states of the places drawn as dots within the map's frame, counted afresh."""
    catalog, view = page.scene.catalog, page.scene.view
    return [
        resolve.state(catalog, place.place_id, view.on, known_on=page.scene.known_on, policy=view.policy)
        for place in catalog.places.values()
        if place.drawable and in_frame(view.extent, place.lon, place.lat)
    ]


def told(page: Page) -> list[State]:
    """Return the states of the places on the map, and of crossings that are counted without a point on it."""
    counted = [page.scene.control[place.place_id] for place in page.scene.crossings]
    return list({state.place_id: state for state in (*seen(page), *counted)}.values())


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("template", [Template.MAP, Template.TIMELINE, Template.MINES])
def test_the_states_on_a_page_are_those_of_the_resolver(
    catalog: Catalog, choices: Choices, asked: dict[str, Any], template: Template
) -> None:
    page = drawn(catalog, choices, Order(template=template), **asked)
    view = replace(choices.default, **asked)
    control = page.scene.control
    found = resolve.states(catalog, view.on, places=list(control), known_on=view.known_on, policy=view.policy)
    assert tuple(control.values()) == found
    assert page.scene.view == replace(view, extent=page.scene.view.extent, layers=page.scene.view.layers), (
        "only frame and layers are the page's"
    )


def test_a_comparison_has_both_answers_of_the_resolver(catalog: Catalog, choices: Choices) -> None:
    days = date(2024, 9, 1), date(2024, 11, 26)
    page = drawn(catalog, choices, Order(template=Template.COMPARE), on=days[1], compare_on=days[0])
    assert page.other
    for scene, day in zip((page.other, page.scene), days, strict=True):
        assert tuple(scene.control.values()) == resolve.states(catalog, day, places=list(scene.control))
    assert page.other.view.extent == page.scene.view.extent


def test_a_comparison_on_paper_says_which_day_is_unverified(catalog: Catalog, choices: Choices) -> None:
    for on in (date(2026, 5, 1), date(2025, 12, 1)):
        page = drawn(catalog, choices, Order(template=Template.COMPARE), on=on, compare_on=date(2024, 9, 1))
        said = "1 May 2026 is unverified: the newest report" in str(page.words.sentence)
        assert said is unreported(catalog, on)


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("frame", ["", "northern-shan", "98.3,23.9,98.9,24.4"])
def test_the_legend_names_exactly_who_and_what_lies_in_the_frame(
    catalog: Catalog, choices: Choices, asked: dict[str, Any], frame: str
) -> None:
    order = Order(template=Template.MAP, aspect=Aspect.WIDE, frame=frame)
    page = drawn(catalog, choices, order, **asked)
    scene, shown = page.scene, page.scene.view.extent
    assert shown
    assert page.legend == legend([scene], page.theme, shown)

    area = shapely.box(*shown)
    states = seen(page)
    catchments = [each.id for each in catalog.layers["catchments"].features if each.geometry.intersects(area)]
    mines = [mine for mine in scene.mines.clusters if in_frame(shown, mine.lon, mine.lat)]
    answers = [*states, *(scene.control[place] for place in catchments), *mines]
    named = {
        actor
        for answer in answers
        for holder in (*answer.actors, *answer.from_actors)
        for actor in (
            # An alliance is drawn as its members that have a hue.
            [
                a.actor_id
                for a in catalog.actors.values()
                if a.parent == holder and a.actor_id in page.theme.fills
            ]
            if str(catalog.actors[holder].kind) == "alliance"
            else [{"nda-k": "kbgf"}.get(holder, holder)]
        )
        or [holder]
    }
    actors = {
        part
        for entry in page.legend
        if entry.kind == "actor"
        for part in next((run.text for run in entry.label.runs if run.actor), str(entry.label)).split(", ")
    }
    assert actors == {code(actor, catalog.actors) for actor in named}

    statuses = {answer.status for answer in answers}
    labels = {str(entry.label) for entry in page.legend if entry.kind == "status"}
    said = {word for label in labels for word in ("changing", "contested", "no information") if word in label}
    wanted = {Status.CHANGING: "changing", Status.CONTESTED: "contested", Status.UNKNOWN: "no information"}
    assert said == {word for status, word in wanted.items() if status in statuses}
    assert any("no news" in label for label in labels) is any(answer.stale for answer in answers)

    kinds = Counter(entry.kind for entry in page.legend)
    inland = {place for place, each in catalog.places.items() if each.tracked is Tracked.INLAND}
    assert kinds["crossing"] == bool({state.place_id for state in states} - inland)
    assert kinds["town"] == bool({state.place_id for state in states} & inland)
    assert kinds["mine"] == bool(mines)
    assert kinds["catchment"] == bool(catchments)


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("aspect", list(Aspect))
def test_sources_are_numbered_without_a_gap_and_each_is_used_by_a_place_that_is_shown_or_counted(
    catalog: Catalog, choices: Choices, asked: dict[str, Any], aspect: Aspect
) -> None:
    page = drawn(catalog, choices, Order(template=Template.MAP, aspect=aspect), **asked)
    words = page.words
    assert [line.number for line in words.sources] == list(range(1, len(words.sources) + 1))
    assert len(words.citations) == len(words.sources) == len(set(words.citations))
    used: dict[str, set[str]] = {}
    for state in told(page):
        for claim in state.used:
            used.setdefault(catalog.claims[claim].source_id, set()).add(state.place_id)
    titles = {source: catalog.sources[source].title for source in used}
    places: dict[int, set[str]] = {}
    for place, numbers in words.numbers.items():
        for each in numbers:
            places.setdefault(each, set()).add(place)
    assert set(places) == {line.number for line in words.sources}
    for line, cited in zip(words.sources, words.citations, strict=True):
        behind = [source for source, title in titles.items() if title in cited]
        assert any(places[line.number] <= used[source] for source in behind), cited


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("aspect", [Aspect.WIDE, Aspect.A4_UP, Aspect.SQUARE])
def test_a_raised_number_is_that_of_a_printed_source(
    catalog: Catalog, choices: Choices, monkeypatch: pytest.MonkeyPatch, template: Template, aspect: Aspect
) -> None:
    raised: list[str] = []
    draw = paper_map.draw

    def spied(*parts: Any, numbers: dict[str, str], **named: Any) -> None:
        raised.extend(numbers.values())
        draw(*parts, numbers=numbers, **named)

    monkeypatch.setattr(paper_map, "draw", spied)
    page = drawn(catalog, choices, Order(template=template, aspect=aspect), compare_on=date(2023, 10, 26))
    numbers = {int(digits) for text in raised for digits in re.findall(r"\d+", text)}
    assert 0 <= page.sources <= len(page.words.sources)
    assert numbers <= set(range(1, page.sources + 1))
    assert all(text and "…" not in text[:-1] for text in raised)
    if template is Template.MAP:
        assert page.sources >= 3 and numbers


def test_the_link_opens_the_same_question_and_the_same_order(catalog: Catalog, choices: Choices) -> None:
    order = Order(template=Template.CROSSING, title="{place}: ကန်ပိုက်တီ & more")
    asked: dict[str, Any] = {"on": date(2024, 3, 1), "policy": Policy.ANY, "place": "pangwa", "lang": Lang.MY}
    page = drawn(catalog, choices, order, **asked)
    split = urlsplit(page.words.link)
    assert f"{split.scheme}://{split.netloc}{split.path}" == BASE
    params = link.spelled_out(parse_qs(split.query, keep_blank_values=True))
    assert Order.from_params(params) == (order, ())
    assert link.read(params, choices) == (replace(choices.default, **asked), ())
    assert params["data"] == [catalog.hash]


@pytest.mark.parametrize("base", ["ledger.example", "javascript:alert(1)", "https://a b", "http://a\n"])
def test_a_link_begins_with_an_address(catalog: Catalog, choices: Choices, base: str) -> None:
    with pytest.raises(BadOrder, match="http:// or https://"):
        pages.draw(compose(catalog, choices.default), Order(), choices, base=base)


def test_a_title_has_its_date_and_place_and_the_evidence_its_policy(
    catalog: Catalog, choices: Choices
) -> None:
    order = Order(template=Template.MAP, title="{place} on {date}")
    words = drawn(catalog, choices, order, policy=Policy.ANY, known_on=date(2025, 1, 31)).words
    assert words.title == "Kanpaiti on 26 November 2024"
    assert str(words.evidence).startswith(f"Evidence: {Policy.ANY}.")
    assert f"Release {len(catalog.releases)}, as known on 31 Jan 2025" in str(words.evidence)
    assert "not front lines" in words.disclaimer


def test_the_evidence_names_an_older_release() -> None:
    first = open_catalog(release=1)
    assert "Release 1, as known on" in str(drawn(first, choices_of(first, OVERLAYS)).words.evidence)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_evidence_counts_what_was_set_aside_about_the_places_of_the_map(
    catalog: Catalog, choices: Choices, asked: dict[str, Any]
) -> None:
    page = drawn(catalog, choices, **asked)
    count = sum(len(state.set_aside) for state in told(page))
    words = re.search(
        r"([\w-]+) claims? about the places shown (?:was|were) set aside", str(page.words.evidence)
    )
    assert words and words[1] == (figure(count) if count else "No")
