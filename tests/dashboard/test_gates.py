"""A town's own gate claim and those of its gates: both reach every picture, sentence and table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.answer.comparison import compare, comparison_rows
from dashboard.answer.gates import GatePart, gates_of, telling
from dashboard.answer.scene import Scene, compose
from dashboard.charts import stretches
from dashboard.look.theme import LIGHT
from dashboard.map.labels import marks
from dashboard.paper import panels
from dashboard.paper.canvas import Canvas
from dashboard.paper.layout import Box
from dashboard.paper.panels import card_alt
from dashboard.question.choices import Choices
from dashboard.wording.alts import lanes_table
from dashboard.wording.card import Topic, card_of
from dashboard.wording.differences import comparison_table
from geodata.catalog import Catalog
from geodata.resolver import resolve
from geodata.vocab import Dimension, PlaceKind, Status

DAYS = (date(2021, 10, 1), date(2023, 12, 1), date(2024, 9, 1), date(2024, 11, 26), date(2025, 8, 1))
WORDS = {"closed": "closed", "partial": "partly open", "open": "open"}


def scene(catalog: Catalog, choices: Choices, place: str, on: date) -> Scene:
    return compose(catalog, replace(choices.default, place=place, on=on))


def with_both(catalog: Catalog) -> list[str]:
    """Return the towns with a claim about the town as a whole and gates of their own."""
    return [place for place in catalog.places if len(gates_of(catalog, place)) > 1]


def test_no_claim_about_a_gate_is_lost_on_the_way_to_a_lane_or_card(catalog: Catalog) -> None:
    shown = {gate for place in catalog.places for gate in gates_of(catalog, place)}
    areas = {place.place_id for place in catalog.places.values() if place.kind is PlaceKind.AREA}
    claimed = {c.place_id for c in catalog.claims.values() if c.dimension is Dimension.GATE}
    unknown = {
        place
        for place in claimed
        if all(i.status is Status.UNKNOWN for i in resolve.track(catalog, place, Dimension.GATE).intervals)
    }
    assert claimed - unknown - areas <= shown


def notes(scene: Scene) -> dict[str, str]:
    """What stands beside the holder on the map, by place."""
    return {each.pin.id: each.note for each in marks(scene, LIGHT, lambda place: True)}


def test_an_old_holder_keeps_no_gate_off_the_map_and_its_list(catalog: Catalog, choices: Choices) -> None:
    asked = compose(catalog, replace(choices.default, on=date(2024, 11, 26)))
    old = 0
    for place_id, note in notes(asked).items():
        known = [gate for gate in asked.gates.get(place_id, ()) if gate.value]
        if known and not note.endswith("set aside"):
            assert "gate" in note, place_id
            assert ("no news" in note.rpartition("gate")[2]) is all(gate.stale for gate in known)
            old += asked.control[place_id].stale
    assert old >= 5


@pytest.mark.parametrize("on", DAYS)
def test_the_town_as_a_whole_stands_first_on_its_card_and_in_the_table(
    catalog: Catalog, choices: Choices, on: date
) -> None:
    towns = [place for place in with_both(catalog) if gates_of(catalog, place)[0] == place]
    assert {"muse", "namhkam"} <= set(towns)
    for town in towns:
        asked = scene(catalog, choices, town, on)
        state = resolve.state(catalog, town, on, dimension=Dimension.GATE)
        card = card_of(asked)
        assert card
        first = card.row(Topic.GATE).split("\n")[0]
        name = catalog.places[town].name
        assert first.startswith(f"{name}, town as a whole: ")
        if state.status is Status.HELD and state.value:
            assert first.startswith(f"{name}, town as a whole: {WORDS[state.value]}")
        rows = {row["Crossing or gate"]: row for row in lanes_table(asked)}
        assert rows[name]["China’s gate"].startswith(f"{name}, town as a whole: ")


def test_every_gate_of_a_card_says_the_day_of_its_evidence(catalog: Catalog, choices: Choices) -> None:
    card = card_of(scene(catalog, choices, "muse", date(2024, 9, 1)))
    assert card
    whole, *gates = card.row(Topic.GATE).split("\n")
    assert "closed" in whole and "newest May 2024" in whole and "origins" in whole
    assert len(gates) == 3
    assert all("newest " in gate or "no news since " in gate or "within " in gate for gate in gates)


def test_the_map_says_how_the_town_as_a_whole_stands(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices, "muse", date(2024, 9, 1))
    note = notes(asked)["muse"]
    assert note.startswith("gates closed")


def test_the_lane_draws_the_town_as_a_whole_and_its_gates_where_it_is_silent(
    catalog: Catalog, choices: Choices
) -> None:
    asked = scene(catalog, choices, "muse", date(2024, 9, 1))
    tracks = asked.gate_tracks["muse"]
    runs, gates, whole = (
        stretches.gate_runs(replace(asked, gate_tracks={"muse": some}), "muse")
        for some in (tracks, tracks[1:], tracks[:1])
    )
    number = asked.axis.number(date(2024, 9, 1))
    style = next(style for first, after, style, _ in runs if first <= number < after)
    assert style == "closed", "as the town as a whole is"
    assert runs != gates and runs[-1][1] == gates[-1][1]
    assert whole[-1][1] < runs[-1][1], "after the last claim about the town its gates go on"


def test_compare_names_the_town_as_a_whole(catalog: Catalog, choices: Choices) -> None:
    days = (date(2023, 10, 1), date(2024, 9, 1))
    found = compare(*(scene(catalog, choices, "muse", day) for day in days))
    rows = {row.what: row for row in comparison_table(found)}
    row = rows["China’s gate: Muse, town as a whole"]
    assert row.before.answer.startswith("open") and row.after.answer.startswith("closed")
    assert any((each["about"], each["place_id"]) == ("gate", "muse") for each in comparison_rows(found))


def test_of_a_town_and_its_gates_the_town_speaks_unless_it_is_stale() -> None:
    whole = GatePart("muse", Status.HELD, "closed", False)
    gate = GatePart("gate", Status.HELD, "open", False)
    unknown = GatePart("other", Status.UNKNOWN, None, False)
    assert telling("muse", [gate, whole, unknown]) == (whole,)
    assert telling("muse", [gate, unknown]) == (gate,)
    assert telling("muse", [gate, whole._replace(stale=True)]) == (gate,)
    assert telling("muse", [gate._replace(stale=True), whole._replace(stale=True)]) == (
        whole._replace(stale=True),
    )


@pytest.mark.parametrize("place", ["muse", "namhkam"])
def test_what_is_said_of_kokang_stands_on_no_other_card(
    catalog: Catalog, choices: Choices, place: str
) -> None:
    on = date(2024, 10, 1)
    card, kokang = (card_of(scene(catalog, choices, each, on)) for each in (place, "laukkai"))
    assert card and kokang
    assert "Kokang" in kokang.row(Topic.RESTRICTIONS)
    assert "Kokang" not in card.row(Topic.RESTRICTIONS)


def test_what_is_said_of_all_gates_names_the_border_and_a_change_on_one_day_its_day(
    catalog: Catalog, choices: Choices
) -> None:
    card = card_of(scene(catalog, choices, "pangwa", date(2024, 10, 18)))
    assert (
        card
        and "All gates of the Kachin–China border: open → closed, changing, within 18–31 Oct 2024"
        in (card.row(Topic.RESTRICTIONS))
    )
    assert "closed → partly open, changing, on 18 Oct 2024" in card.row(Topic.GATE)


def test_a_place_without_a_gate_has_no_part_in_what_is_said_of_all_gates(
    catalog: Catalog, choices: Choices
) -> None:
    card = card_of(scene(catalog, choices, "myitkyina", date(2024, 11, 26)))
    assert card and "gates" not in card.row(Topic.RESTRICTIONS)


def test_the_paper_of_a_town_has_the_words_of_its_card(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices, "muse", date(2024, 9, 1))
    assert "Muse, town as a whole: closed" in card_alt(asked)


def test_on_paper_every_gate_of_the_town_and_every_other_row_has_room(
    catalog: Catalog, choices: Choices, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(Canvas, "text", lambda self, x, y, text, *rest, **more: written.append(text))
    asked = scene(catalog, choices, "muse", date(2024, 11, 26))
    panels.card(Canvas((1600, 900), 13.33, LIGHT), Box(520, 440, 1040, 265), asked)
    text = " ".join(written)
    assert "Muse, town as a whole: closed" in text
    for gate in ("Mang Wein", "Sinphyu", "Nantaw"):
        assert f"{gate}" in text
    assert "Restrictions" in written and "Claims" in written
