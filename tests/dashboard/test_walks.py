"""Odd addresses and long walks through the questions: always an answer, never an exception."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, quote_plus

import pytest

from dashboard.answer.scene import compose
from dashboard.charts.entries import CHARTS
from dashboard.look.theme import THEMES
from dashboard.map import film
from dashboard.map.overlays import draw
from dashboard.page import parts
from dashboard.question import link
from dashboard.question.camera import Bounds, Camera
from dashboard.question.choices import Choices
from dashboard.question.order import Order
from dashboard.question.view import (
    FIRST_DAY,
    Beside,
    Lang,
    Layout,
    MapOf,
    Sort,
    Subject,
    View,
    Where,
    Within,
)
from dashboard.service import asked, head, middleware
from dashboard.wording import counts, headline
from dashboard.wording.page import fault
from geodata.analysis.stretches import STRETCHES
from geodata.catalog import Catalog
from geodata.vocab import Policy
from tests.dashboard.conftest import Open

# -- Odd query strings -----------------------------------------------------------------------------

ODD = (
    *("", " ", "%00", "\0", "%zz", "<b>x</b>", "../..", "9" * 40, "-1", "NaN", "inf", "1e999", "၂၀၂၄"),
    *("\u202e", "\ud7ff", "'--", "{{x}}", "@@=1", "${x}", "None", "null", "true", "[]", "a,b,,c", "甘拜地"),
    *("2024-02-30", "2024-13-01", "0000-00-00", "9999-12-31", "0001-01-01", "2024-10-05T00:00", "2024-W40"),
    *("98,25,7", "98,25,1e9", "nan,nan,nan", "90,20,80,10", "98,25,99,26", "1,2,3", "kanpaiti|muse"),
    *("KIA", "k0020", "x" * 300, "=" * 20, "&", "%", "+", "%F0%9F%9A%A8", "strict", "border", "control"),
)
MORE = (
    *("data", "own", "entry", "log_as", "unknown", "tab", "claim", "text", "page", "theme", "f", "since"),
    *("x", ""),
)


def odd_queries(seed: int, names: tuple[str, ...]) -> Callable[[], str]:
    """Return what gives one query after the other, some of whose values are ordinary."""
    chance = random.Random(seed)

    def value(name: str) -> str:
        match chance.randrange(4):
            case 0:
                return str(date(2023, 1, 1) + timedelta(chance.randrange(1200)))
            case 1:
                return "".join(chance.choices(ODD, k=chance.randint(1, 3)))
            case 2:
                return "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randint(0, 12)))
        return chance.choice(ODD)

    def query() -> str:
        pairs = []
        for _ in range(chance.choice([0, 1, 1, 2, 3, 5, 9])):
            name = chance.choice(names) if chance.random() < 0.9 else value("")
            text = value(name)
            pairs.append(f"{quote_plus(name)}={text if chance.random() < 0.2 else quote_plus(text)}")
        return chance.choice("&&&&;").join(pairs) + chance.choice(["", "", "", "&", "=", "#"])

    return query


def names_of(catalog: Catalog, choices: Choices) -> tuple[str, ...]:
    """Return every parameter that an address may have, by its own name and the short one."""
    order = tuple(Order.__dataclass_fields__)
    return (*link.NAMES, *link.SHORT.values(), *order, *MORE)


@pytest.mark.parametrize("count", [10_000])
def test_odd_addresses_give_a_question_that_its_own_link_gives_back(
    count: int, catalog: Catalog, choices: Choices
) -> None:
    query = odd_queries(count, names_of(catalog, choices))
    every = [part for part in parts.parts_of(catalog, choices) if part.name != "view"]
    for _ in range(count):
        text = query()
        params = link.spelled_out(parse_qs(text, keep_blank_values=True))
        view, faults = link.read(params, choices)
        again = parse_qs(link.query(view, choices), keep_blank_values=True)
        assert link.read(again, choices) == (view, ()), text
        assert len(link.query(view, choices)) <= 2_000
        assert all(len(fault(each)) < 600 for each in faults)
        for part in every:
            value, _ = part.read(params)
            its_own = {name: list(texts) for name, texts in part.params(value).items()}
            assert part.read(its_own)[0] == value, text


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_odd_addresses_are_answered_or_refused_by_every_reader_of_one(
    count: int, catalog: Catalog, choices: Choices
) -> None:
    query, answered = odd_queries(count + 1, names_of(catalog, choices)), 0
    page = b"<html><head></head></html>"
    for _ in range(count):
        text = query()
        middleware.feed_links(text, "/log")
        middleware.in_head(page, text, "/log")
        head.improved(page, "/", text)
        try:
            asked.read(text)
            answered += 1
        except asked.Refused as refused:
            assert refused.status in (400, 404) and len(refused.sentence) < 4_000
    assert 0 < answered < count


@pytest.mark.parametrize(
    ("page", "count"),
    [
        (None, 2),
        ("evidence", 1),
        ("briefing", 1),
        *(
            pytest.param(page, 30, marks=pytest.mark.slow)
            for page in (None, "compare", "log", "evidence", "briefing", "data", "words", "unknown")
        ),
    ],
)
def test_odd_addresses_open_every_page(
    page: str | None, count: int, catalog: Catalog, choices: Choices, open_page: Open
) -> None:
    query = odd_queries(len(page or "") + count, names_of(catalog, choices))
    for _ in range(count):
        params = parse_qs(query(), keep_blank_values=True)
        app = open_page(params, page)
        assert not app.exception and len(app.title) == 1, params


# -- Walks over the View ---------------------------------------------------------------------------


def steps(catalog: Catalog, choices: Choices, chance: random.Random) -> Mapping[str, Callable[[], Any]]:
    """Return what gives a new value of each field of a View."""
    last = choices.last - timedelta(1)
    edges = [FIRST_DAY, last, date(2024, 2, 29), date(2023, 12, 31), date(2024, 11, 26)]

    def day() -> date:
        if chance.random() < 0.3:
            return chance.choice(edges)
        return FIRST_DAY + timedelta(chance.randrange((last - FIRST_DAY).days))

    def some(of: Any) -> tuple[Any, ...]:
        chosen = {each for each in of if chance.random() < 0.4}
        return tuple(each for each in of if each in chosen)

    def bounds() -> Bounds:
        west, south = chance.uniform(88, 102), chance.uniform(9, 27)
        return Bounds(west, south, west + chance.uniform(0.01, 9), south + chance.uniform(0.01, 6))

    def maybe(make: Callable[[], Any]) -> Any:
        return make() if chance.random() < 0.7 else None

    return {
        "on": day,
        "window": lambda: (day(), day()),
        "within": lambda: chance.choice(list(Within)),
        "known_on": lambda: maybe(day),
        "policy": lambda: chance.choice(list(Policy)),
        "map_of": lambda: chance.choice(list(MapOf)),
        "layers": lambda: some(choices.layers),
        "actors": lambda: some(choices.actors),
        "place": lambda: maybe(lambda: chance.choice(list(choices.places))),
        "compare_on": lambda: maybe(day),
        "compare_policy": lambda: maybe(lambda: chance.choice(list(Policy))),
        "compare_known_on": lambda: maybe(day),
        "layout": lambda: chance.choice(list(Layout)),
        "beside": lambda: chance.choice(list(Beside)),
        "log": lambda: some(Subject),
        "log_of": lambda: chance.choice(list(Where)),
        "log_order": lambda: chance.choice(list(Sort)),
        "camera": lambda: maybe(
            lambda: Camera(chance.uniform(80, 110), chance.uniform(10, 40), chance.uniform(0, 20))
        ),
        "extent": lambda: maybe(bounds),
        "lang": lambda: chance.choice(list(Lang)),
        "stretch": lambda: chance.choice(list(STRETCHES)),
    }


def walk(
    view: View, makers: Mapping[str, Callable[[], Any]], choices: Choices, chance: random.Random
) -> View:
    """Return the view after some steps, each of which changes one to three fields."""
    for _ in range(chance.randint(2, 6)):
        fields = chance.sample(list(makers), chance.randint(1, 3))
        view = replace(view, **{name: makers[name]() for name in fields})
        params = parse_qs(link.query(view, choices), keep_blank_values=True)
        assert link.read(params, choices) == (view, ()), link.query(view, choices)
    return view


def test_a_walk_can_reach_every_field_of_a_view(catalog: Catalog, choices: Choices) -> None:
    assert steps(catalog, choices, random.Random(1)).keys() == View.__dataclass_fields__.keys()


@pytest.mark.parametrize(
    ("seed", "answered", "charted"), [(1, 200, 10_000), pytest.param(2, 20, 1_000, marks=pytest.mark.slow)]
)
def test_ten_thousand_walks_over_the_view_end_in_an_answer(
    seed: int, answered: int, charted: int, catalog: Catalog, choices: Choices
) -> None:
    """Each walk ends in a question whose link brings it back; of some the answer is made, of a few all of it.

    One in so many that are `answered` has its sentence, figures and map; one in so many that are `charted`
    its charts and film too.
    """
    chance = random.Random(seed)
    makers = steps(catalog, choices, chance)
    for number in range(10_000):
        view = walk(choices.default, makers, choices, chance)
        if number % answered:
            continue
        scene, theme = compose(catalog, view), chance.choice(list(THEMES.values()))
        assert str(headline.headline(scene)), view
        counts.kpi(scene)
        draw(scene, theme)
        if number % charted == 0:
            for entry in CHARTS.values():
                entry.spec(scene, theme)
            film.film_json(catalog, film.question(view, choices), theme)
