"""Spatial questions: catchments, control over mines, distances; the parts always make the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import fsum

import numpy as np
import pyproj
import pytest
import shapely

from geodata.analysis.mines import MineBalance, catchments, mines_near, mines_on
from geodata.bundle import catchments as voronoi
from geodata.catalog import Catalog
from geodata.datasets.mines import SURVEYED
from geodata.errors import LedgerError, UnknownName
from geodata.resolver.resolve import state
from geodata.schema.features import FeatureSet
from geodata.vocab import Derivation, Policy, Status

DAYS = [date(2020, 1, 1) + timedelta(days=61 * step) for step in range(42)]
TURN = [date(2024, 9, 25) + timedelta(days=step) for step in range(60)]


def check_balance(balance: MineBalance) -> None:
    assert sum(part.clusters for part in balance.by_status) == balance.total.clusters == len(balance.clusters)
    assert sum(part.pools for part in balance.by_status) == balance.total.pools
    assert fsum(part.area_ha for part in balance.by_status) == pytest.approx(balance.total.area_ha, abs=1e-6)
    keys = [(part.status, part.actors) for part in balance.by_status]
    assert len(set(keys)) == len(keys)
    for part in balance.by_status:
        own = [c for c in balance.clusters if (c.status, c.actors) == (part.status, part.actors)]
        assert (len(own), sum(c.pools for c in own)) == (part.clusters, part.pools)


@pytest.mark.parametrize("policy", list(Policy))
def test_the_parts_add_up_to_the_whole_on_every_day(shipped: Catalog, policy: Policy) -> None:
    for day in (*DAYS, *TURN):
        balance = mines_on(shipped, day, policy=policy)
        check_balance(balance)
        assert (balance.total.clusters, balance.total.pools, balance.total.area_ha) == (34, 2497, 6087.5)


@pytest.mark.parametrize("known_on", [date(2019, 1, 1), date(2024, 10, 17), date(2024, 11, 26)])
def test_the_parts_add_up_as_known_on_any_day(shipped: Catalog, known_on: date) -> None:
    for day in DAYS[::4]:
        check_balance(mines_on(shipped, day, known_on=known_on))


def test_the_belt_changes_hands_in_october_2024(shipped: Catalog) -> None:
    before = mines_on(shipped, date(2024, 9, 1)).by_status
    during = mines_on(shipped, date(2024, 10, 18)).by_status
    after = mines_on(shipped, date(2024, 11, 26)).by_status
    assert {part.actors for part in before} == {("kbgf",), ("kbgf", "sac")}
    assert {part.status for part in during} == {Status.HELD, Status.CHANGING}
    assert [(part.status, part.actors, part.clusters) for part in after] == [(Status.HELD, ("kia",), 34)]


def test_a_cluster_has_the_state_of_the_town_in_whose_catchment_it_lies(shipped: Catalog) -> None:
    day = date(2024, 10, 10)
    for cluster in mines_on(shipped, day).clusters:
        assert cluster.place_id is not None
        town = state(shipped, cluster.place_id, day)
        assert (cluster.status, cluster.actors, cluster.stale) == (town.status, town.actors, town.stale)
        assert cluster.derivation is Derivation.CATCHMENT


def test_a_cluster_outside_every_catchment_is_unknown(shipped: Catalog) -> None:
    bare = replace(shipped, layers={**shipped.layers, "catchments": FeatureSet("catchments", (), "")})
    balance = mines_on(bare, date(2024, 11, 26))
    check_balance(balance)
    (part,) = balance.by_status
    assert (part.status, part.actors, part.clusters) == (Status.UNKNOWN, (), 34)
    assert {cluster.place_id for cluster in balance.clusters} == {None}
    assert {cluster.derivation for cluster in balance.clusters} == {Derivation.OUTSIDE}


def test_distances_are_geodesic_and_to_the_nearest_crossing(shipped: Catalog) -> None:
    geod = pyproj.Geod(ellps="WGS84")
    for cluster in mines_on(shipped, date(2024, 11, 26)).clusters:
        distances = {
            place.place_id: geod.inv(place.lon, place.lat, cluster.lon, cluster.lat)[2] / 1000
            for place in shipped.crossings
            if place.drawable
        }
        assert cluster.nearest_crossing == min(distances, key=distances.__getitem__) == "pangwa"
        assert cluster.distance_km == pytest.approx(min(distances.values()), abs=0.05)
    assert 2 < min(c.distance_km for c in mines_on(shipped, date(2024, 11, 26)).clusters) < 3


def test_mines_near_a_crossing_come_nearest_first(shipped: Catalog) -> None:
    near = mines_near(shipped, "Pangwa", 30)
    assert len(near) == 34 and near == mines_near(shipped, "pangwa", 30.0)
    assert [mine.distance_km for mine in near] == sorted(mine.distance_km for mine in near)
    assert [mine.cluster_id for mine in mines_near(shipped, "kanpaiti", 30)] == [
        "pw-pang-war-w-8p6km",
        "pw-tawung-s-9p4km",
        "pw-sinhkung-sw-8p8km",
    ]
    assert mines_near(shipped, "muse", 30) == ()


def test_mines_near_a_place_without_a_point_are_refused(shipped: Catalog) -> None:
    with pytest.raises(LedgerError, match="no point"):
        mines_near(shipped, "mai-ja-yang", 30)
    with pytest.raises(UnknownName, match="did you mean"):
        mines_near(shipped, "pangwaar", 30)


def test_every_tracked_town_with_a_point_has_a_catchment_with_itself_in_it(shipped: Catalog) -> None:
    cells = {cell.id: cell.geometry for cell in catchments(shipped).features}
    towns = voronoi.towns_of(shipped.places.values())
    assert list(cells) == [town.place_id for town in towns] and len(towns) == 44
    assert {"phimaw", "pangwa", "mong-la"} <= set(cells) and "mai-ja-yang" not in cells
    assert all(cells[t.place_id].covers(shapely.Point(t.lon, t.lat)) for t in towns)


def test_catchments_do_not_overlap_and_reach_no_further_than_25_km(shipped: Catalog) -> None:
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", voronoi.METRIC_CRS, always_xy=True)
    geod = pyproj.Geod(ellps="WGS84")
    cells = catchments(shipped).features
    tree = shapely.STRtree([cell.geometry for cell in cells])
    for cell in cells:
        town = shipped.places[cell.id]
        corners = shapely.get_coordinates(cell.geometry)
        assert max(geod.inv(town.lon, town.lat, *corner)[2] for corner in corners) < 25_050
        for other in tree.query(cell.geometry):
            if cells[other] is not cell:
                shared = shapely.intersection(cell.geometry, cells[other].geometry)
                xy = shapely.transform(shared, lambda points: np.column_stack(to_metres.transform(*points.T)))
                assert xy.area < 100_000  # a hundred metres wide at most: rounding, no overlap


def test_catchments_end_at_the_outline_of_myanmar(shipped: Catalog) -> None:
    land = shipped.layers["land"].features[0].geometry.buffer(2 * voronoi.TOLERANCE_M / 90_000)
    assert all(land.covers(cell.geometry) for cell in catchments(shipped).features)


def test_the_shipped_catchments_are_those_that_the_build_draws(shipped: Catalog) -> None:
    land = shipped.layers["land"].features[0].geometry
    drawn = voronoi.draw(shipped.places.values(), land)
    for mine, theirs in zip(drawn, catchments(shipped).features, strict=True):
        assert mine.id == theirs.id
        assert shapely.hausdorff_distance(mine.geometry, theirs.geometry) < 1e-4


def test_mines_lie_where_they_were_looked_for(shipped: Catalog) -> None:
    looked = shapely.box(*SURVEYED).buffer(0.01)
    assert all(looked.covers(each.geometry) for each in shipped.layers["mine_clusters"].features)
