"""Who held the ground at a point: one catchment for each point, and the answer of the ledger for its town."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata import Policy, state, track
from geodata.catalog import Catalog
from geodata.datasets.context import CATCHMENTS
from geodata.events.ground import NOWHERE, OUTSIDE, UNSURE, Ground
from geodata.vocab import Dimension, Status

EPOCH = date(1970, 1, 1)
SQUARES = (
    shapely.box(98, 25, 98.5, 25.5),
    shapely.box(98.5, 25, 99, 25.5),
    shapely.Polygon([(98, 25.5), (99, 25.5), (98.4, 26.1)]),
    shapely.box(98.1, 25.1, 98.2, 25.2),  # within the first one
)


def drawn(*areas: shapely.Polygon) -> Ground:
    """Return a ground of some areas, each of which one holder has had for ever."""
    names = tuple(f"town-{at}" for at in range(len(areas)))
    each = tuple((-4_000_000,) for _ in areas)
    states = tuple((at + 2,) for at in range(len(areas)))
    return Ground(
        tuple(map(shapely.to_wkb, areas)), (*names, NOWHERE), (OUTSIDE, UNSURE, *names), each, states
    )


DRAWN = drawn(*SQUARES)


def exactly(ground: Ground, lon: float, lat: float) -> str:
    """Return the town of a point by the rule, tested one catchment after the other."""
    point = shapely.Point(lon, lat)
    areas = map(shapely.from_wkb, ground.catchments)
    return next(
        (name for name, area in zip(ground.places, areas, strict=False) if area.intersects(point)), ""
    )


def towns(ground: Ground, lon: list[float], lat: list[float]) -> list[str]:
    return [ground.places[at] for at in ground.place_of(np.array(lon, float), np.array(lat, float))]


@pytest.fixture(scope="module")
def ground(shipped: Catalog) -> Ground:
    return Ground.of(shipped)


@pytest.mark.parametrize(
    ("lon", "lat", "town"),
    [
        (98.25, 25.25, "town-0"),
        (98.5, 25.25, "town-0"),  # on the edge of two
        (98.5, 25.5, "town-0"),  # and of three
        (98.75, 25.5, "town-1"),
        (99, 25, "town-1"),  # on the corner of one
        (98.15, 25.15, "town-0"),  # in two
        (98.4, 26.1, "town-2"),
        (98.5000001, 25.25, "town-1"),
        (97.9999, 25.25, ""),
        (0, 0, ""),
        (-180, 90, ""),
    ],
)
def test_a_point_belongs_to_the_first_catchment_that_it_touches(lon: float, lat: float, town: str) -> None:
    assert towns(DRAWN, [lon], [lat]) == [town] == [exactly(DRAWN, lon, lat)]


ON_LINES = st.sampled_from([97.99, 98, 98.01, 98.1, 98.2, 98.4, 98.5, 98.51, 99, 25, 25.1, 25.2, 25.5, 26.1])
ANYWHERE = st.tuples(st.floats(97.9, 99.1) | ON_LINES, st.floats(24.9, 26.2) | ON_LINES)


@given(st.lists(ANYWHERE, min_size=1, max_size=30))
def test_the_grid_gives_what_the_exact_test_gives(points: list[tuple[float, float]]) -> None:
    lon, lat = map(list, zip(*points, strict=True))
    assert towns(DRAWN, lon, lat) == [exactly(DRAWN, *point) for point in points]


def test_a_point_on_an_edge_of_the_real_catchments_belongs_to_exactly_one(ground: Ground) -> None:
    areas = [shapely.from_wkb(each) for each in ground.catchments]
    points = shapely.get_coordinates(areas).tolist()
    for one, other in combinations(areas, 2):
        if one.intersects(other):
            shared = shapely.get_parts(shapely.intersection(one.boundary, other.boundary))
            points += shapely.get_coordinates(
                shapely.line_interpolate_point(shared[shapely.length(shared) > 0], 1e-3)
            ).tolist()
    touched = shapely.intersects(np.array(areas)[:, None], shapely.points(points)).sum(axis=0)
    assert (touched > 1).sum() > 100  # `intersects` alone counts these twice
    lon, lat = map(list, zip(*points, strict=True))
    found = towns(ground, lon, lat)
    assert found == [exactly(ground, *point) for point in points]
    assert all(bool(town) == (count > 0) for town, count in zip(found, touched, strict=True))


def test_the_grid_gives_what_the_exact_test_gives_for_the_real_catchments(ground: Ground) -> None:
    chance = np.random.default_rng(5)
    lon, lat = chance.uniform(95.5, 101.5, 4_000), chance.uniform(20.5, 28.5, 4_000)
    areas = np.array([shapely.from_wkb(each) for each in ground.catchments])
    touches = shapely.intersects_xy(areas[:, None], lon, lat)
    first = np.where(touches.any(axis=0), touches.argmax(axis=0), len(areas))
    assert ground.place_of(lon, lat).tolist() == first.tolist()
    assert 0 < (first < len(areas)).sum() < len(lon)


@pytest.mark.parametrize("policy", Policy)
def test_who_held_it_is_what_the_ledger_answers_for_the_town_on_the_day(
    shipped: Catalog, policy: Policy
) -> None:
    ground = Ground.of(shipped, policy)
    chance = random.Random(3)
    asked: list[tuple[str, shapely.Point, date]] = []
    for area in shipped.layers[CATCHMENTS.name].features:
        inside = area.geometry.representative_point()
        starts = [
            each.start
            for each in track(shipped, area.id, Dimension.CONTROL, None, policy).intervals
            if each.start
        ]
        near = [day + timedelta(more) for day in starts for more in (-1, 0)]
        some = [date(2019, 1, 1) + timedelta(chance.randrange(2_800)) for _ in range(3)]
        asked += [
            (area.id, inside, day)
            for day in {*chance.sample(near, min(6, len(near))), *some, date(1989, 1, 1)}
        ]
    days = np.array([(day - EPOCH).days for _, _, day in asked])
    found = ground.find(
        np.array([point.x for _, point, _ in asked]), np.array([point.y for _, point, _ in asked]), days, days
    )
    for (place, _, day), at, holder in zip(asked, found.place, found.holder, strict=True):
        answer = state(shipped, place, day, policy=policy)
        held = answer.status in (Status.HELD, Status.JOINT)
        expected = "+".join(sorted(answer.actors)) if held else str(answer.status)
        assert (ground.places[at], ground.holders[holder]) == (place, expected), (place, day)


def test_an_event_of_several_days_under_several_holders_is_sure_of_none() -> None:
    change = tuple((day - EPOCH).days for day in (date(2024, 11, 20), date(2024, 11, 25), date(2024, 12, 1)))
    ground = replace(
        DRAWN, starts=((-4_000_000, *change), *DRAWN.starts[1:]), states=((2, 3, 2, 4), *DRAWN.states[1:])
    )
    cases = {
        (date(2024, 11, 19), date(2024, 11, 19)): "town-0",
        (date(2024, 11, 20), date(2024, 11, 24)): "town-1",
        (date(2024, 11, 19), date(2024, 11, 20)): UNSURE,
        (date(2024, 11, 19), date(2024, 11, 26)): UNSURE,  # the same on the first and last day, not between
        (date(2024, 11, 25), date(2024, 11, 30)): "town-0",
        (date(1900, 1, 1), date(2100, 1, 1)): UNSURE,
    }
    first, last = (np.array([(days[end] - EPOCH).days for days in cases]) for end in (0, 1))
    lon, lat = np.full(len(cases), 98.25), np.full(len(cases), 25.25)
    found = ground.find(lon, lat, first, last).holder
    assert [ground.holders[at] for at in found] == list(cases.values())
    away = ground.find(lon * 0, lat, first, last)
    assert {ground.holders[at] for at in away.holder} == {OUTSIDE}
    assert {ground.places[at] for at in away.place} == {NOWHERE}


def test_a_ground_comes_back_from_its_text(ground: Ground) -> None:
    assert Ground.loads(ground.dumps()) == ground
