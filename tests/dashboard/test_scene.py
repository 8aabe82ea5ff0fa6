"""A View and the shipped ledger make a Scene."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.answer.scene import compose
from dashboard.answer.steps import steps_of
from dashboard.question.camera import Bounds
from dashboard.question.view import View
from geodata.catalog import Catalog
from geodata.vocab import Policy, Status

ALL = View(actors=("kia", "sac", "kbgf", "mndaa", "tnla", "uwsa"))


def test_the_default_question_has_its_known_answer(catalog: Catalog) -> None:
    scene = compose(catalog, ALL)
    kanpaiti = scene.control["kanpaiti"]
    assert (kanpaiti.status, kanpaiti.actors, kanpaiti.partners) == (Status.HELD, ("kia",), ("pdf",))
    assert scene.known_on == catalog.newest_record
    assert scene.place is catalog.places["kanpaiti"]
    assert scene.cluster is None


def test_every_lane_has_a_track_and_every_crossing_a_state(catalog: Catalog) -> None:
    scene = compose(catalog, ALL)
    assert list(scene.tracks) == [place.place_id for place in catalog.lanes]
    assert {place.place_id for place in catalog.crossings} <= set(scene.control)
    assert set(scene.gate_tracks) <= set(scene.tracks)


def test_a_town_shows_itself_and_all_of_its_gates(catalog: Catalog) -> None:
    gates = compose(catalog, ALL).gates
    assert [state.place_id for state in gates["kanpaiti"]] == ["kanpaiti-gate"]
    assert [state.place_id for state in gates["muse"]] == [
        "muse",
        "mang-wein-gate",
        "nantaw-gate",
        "sinphyu-gate",
    ]
    assert [state.place_id for state in gates["chinshwehaw"]] == ["chinshwehaw"]
    assert "myitkyina" not in gates


def test_the_steps_lead_to_the_neighbouring_changes(catalog: Catalog) -> None:
    scene = compose(catalog, replace(ALL, on=date(2024, 11, 22)))
    steps = steps_of(scene)
    assert steps.previous and steps.previous[0] < date(2024, 11, 22)
    assert steps.next and steps.next[0] > date(2024, 11, 22)
    assert steps_of(compose(catalog, replace(ALL, on=date(1985, 1, 1)))).previous is None


def test_the_two_clocks_and_the_dial_reach_the_resolver(catalog: Catalog) -> None:
    before = compose(catalog, replace(ALL, known_on=date(2024, 10, 17)))
    assert before.control["pangwa"].actors == ("kbgf",)
    loose = compose(catalog, replace(ALL, on=date(2023, 12, 1), policy=Policy.ANY))
    assert loose.control["kanpaiti"].status is Status.CONTESTED


def test_the_parts_of_the_mines_add_up(catalog: Catalog) -> None:
    mines = compose(catalog, ALL).mines
    assert sum(part.clusters for part in mines.by_status) == mines.total.clusters == 34


@pytest.mark.parametrize(
    ("actors", "place", "shown"),
    [(("kia",), "kanpaiti", True), (("sac",), "kanpaiti", False), ((), "muse-105-mile", True)],
)
def test_actors_out_of_the_choice_lose_their_colour(
    catalog: Catalog, actors: tuple[str, ...], place: str, shown: bool
) -> None:
    scene = compose(catalog, replace(ALL, actors=actors))
    assert scene.shows(scene.control[place]) is shown


def test_what_nobody_is_known_to_hold_and_either_side_of_a_change_keep_their_colour(catalog: Catalog) -> None:
    during = date(2023, 11, 20)
    scene = compose(catalog, replace(ALL, actors=(), on=during))
    assert all(scene.shows(state) for state in scene.control.values() if state.status is Status.UNKNOWN)
    changing = [state for state in scene.control.values() if state.from_actors and state.actors]
    assert changing, "a day on which a place changes hands"
    for state in changing:
        for actor in (state.from_actors[0], state.actors[0]):
            assert compose(catalog, replace(ALL, actors=(actor,), on=during)).shows(state)


def test_a_mine_cluster_can_be_the_chosen_place(catalog: Catalog) -> None:
    scene = compose(catalog, replace(ALL, place="pw-pang-war-w-2p2km"))
    assert scene.place is None
    assert scene.cluster is not None and scene.cluster.place_id == "pangwa"


def test_an_extent_limits_what_is_counted_and_nothing_else(catalog: Catalog) -> None:
    kachin = Bounds(97, 24.66, 99, 26.3)
    whole, part = (compose(catalog, View(extent=extent)) for extent in (None, kachin))
    assert whole.crossings == catalog.crossings and whole.lanes == catalog.lanes
    assert {place.place_id for place in part.crossings} < {place.place_id for place in whole.crossings}
    assert all(kachin.covers(place.lon, place.lat) for place in part.crossings)
    assert part.control.keys() == whole.control.keys() and part.mines == whole.mines
    assert part.counted.total.clusters == len(part.mines.clusters) and len(part.claims) < len(whole.claims)
    nowhere = compose(catalog, View(extent=Bounds(110, 10, 111, 11)))
    assert (nowhere.crossings, nowhere.lanes, nowhere.counted.total.clusters) == ((), (), 0)
    assert part.counts(catalog.places["kanpaiti-gate"]), "a gate without a point is where its town is"
