"""The film shows, on each day, exactly what the overlays draw of that day."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from dashboard.answer.scene import compose
from dashboard.look.theme import DARK, LIGHT
from dashboard.map import film, overlays
from dashboard.map.overlays import OVERLAYS
from dashboard.question.choices import CHOOSABLE
from dashboard.question.view import FIRST_DAY, View
from geodata.catalog import Catalog
from geodata.vocab import Policy

VIEW = View(layers=tuple(OVERLAYS), actors=CHOOSABLE, place=None)
QUESTIONS = {
    "default": VIEW,
    "strict": replace(VIEW, policy=Policy.STRICT),
    "known early": replace(VIEW, known_on=date(2024, 11, 15), actors=("sac",)),
}


@pytest.fixture(scope="module")
def films(catalog: Catalog) -> dict[str, dict[str, Any]]:
    return {name: film.film_json(catalog, view, LIGHT) for name, view in QUESTIONS.items()}


def at(runs: list[list[Any]], day: int) -> list[Any] | None:
    found = [run for run in runs if run[0] <= day < run[1]]
    assert len(found) <= 1, "runs do not overlap"
    return list(found[0][2:]) if found else None


def days(catalog: Catalog) -> list[date]:
    random, span = Random(3), (catalog.newest_record - date(2021, 1, 1)).days
    drawn = [date(2021, 1, 1) + timedelta(days=random.randrange(span)) for _ in range(40)]
    return [FIRST_DAY, *drawn, date(2024, 10, 18), date(2024, 11, 20), catalog.newest_record]


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_day_of_the_film_is_the_picture_of_that_day(
    name: str, films: Mapping[str, Any], catalog: Catalog
) -> None:
    made = films[name]
    for on in days(catalog):
        day = film.day_number(on)
        drawn = overlays.draw(compose(catalog, replace(QUESTIONS[name], on=on)), LIGHT)
        for each in drawn.values():
            for mark in each.marks:
                runs = next(found["runs"] for found in made["marks"] if found["id"] == mark.pin.id)
                badge, rank, note = at(runs, day) or [None] * 3
                assert (made["badges"][badge], rank, note) == (mark.badge.as_dict(), mark.rank, mark.note)
            for drawn_layer in each.layers:
                layer = next(found for found in made["layers"] if found["id"] == drawn_layer.id)
                styles = drawn_layer.styles.items()
                drawn_looks = {key: style.as_dict() for style, keys in styles for key in keys}
                shown = {key: at(runs, day) for key, runs in layer["runs"].items()}
                looks = {key: layer["looks"][look[0]] for key, look in shown.items() if look}
                assert looks == drawn_looks, (on, drawn_layer.id)


def test_a_day_of_the_film_asks_only_for_what_changes_on_it(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def drawn(scene: Any, theme: Any) -> Any:
        asked.append(len(scene.control))
        return overlays.draw(scene, theme)

    monkeypatch.setattr(film, "draw", drawn)
    film.film_of(catalog, VIEW, LIGHT)
    assert len(asked) > 300 and asked[0] == max(asked) > 60
    assert sum(asked[1:]) < 3 * len(asked), "few places change on a day"


def test_layers_lie_on_one_another_as_the_overlays_say(films: Mapping[str, Any]) -> None:
    floors = [OVERLAYS[layer["of"]].floor for layer in films["default"]["layers"]]
    assert floors == sorted(floors)


def test_marks_run_from_north_to_south(films: Mapping[str, Any], catalog: Catalog) -> None:
    latitudes = [catalog.places[mark["id"]].lat or 0 for mark in films["default"]["marks"]]
    assert latitudes == sorted(latitudes, reverse=True)


def test_all_of_time_is_little_to_send(films: Mapping[str, Any]) -> None:
    assert len(json.dumps(films["default"], separators=(",", ":"))) < 85_000


def test_nothing_sent_can_become_an_expression(films: Mapping[str, Any]) -> None:
    text = json.dumps(films["default"])
    assert "@@=" not in text and "@@#" not in text


def test_the_changes_are_days_of_the_ledger_in_order(films: Mapping[str, Any]) -> None:
    changes = films["default"]["changes"]
    assert changes == sorted(changes) and film.day_number(date(2024, 11, 20)) in changes
    assert max(Counter(changes).values()) == 1


def test_the_themes_differ_in_hues_alone(catalog: Catalog, films: Mapping[str, Any]) -> None:
    dark = film.film_json(catalog, VIEW, DARK)
    assert [mark["runs"] for mark in dark["marks"]] == [mark["runs"] for mark in films["default"]["marks"]]
    assert dark["badges"] != films["default"]["badges"]
