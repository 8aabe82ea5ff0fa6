"""The Catalog: immutable, complete, and found by any spelling."""

from __future__ import annotations

import dataclasses
import random
from types import MappingProxyType

import pytest

from geodata.catalog import Catalog, Spellings
from geodata.errors import UnknownName
from geodata.vocab import Dimension, Precision, Tracked


def test_nothing_in_it_can_be_changed(shipped: Catalog) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        shipped.hash = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        shipped.places["muse"] = shipped.places["laiza"]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        shipped.places["muse"].name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        shipped.layers["towns"].features[0].properties["name"] = "x"  # type: ignore[index]
    assert isinstance(shipped.measures, tuple) and isinstance(shipped.monthly, tuple)


def test_crossings_and_lanes_run_north_to_south(shipped: Catalog) -> None:
    assert [place.place_id for place in shipped.crossings][:4] == ["kan-hpan", "phimaw", "pangwa", "kanpaiti"]
    assert (len(shipped.crossings), len(shipped.lanes)) == (19, 21)
    assert [place.lane for place in shipped.lanes] == list(range(1, 22))


def test_placeholders_and_missing_points_are_told_apart(shipped: Catalog) -> None:
    precisions = {place.place_id: place.coord_precision for place in shipped.places.values()}
    assert precisions["mang-wein-gate"] is Precision.PLACEHOLDER
    assert precisions["mai-ja-yang"] is Precision.NONE
    assert precisions["phimaw"] is Precision.NEAR
    none = {p.place_id for p in shipped.places.values() if p.lon is None}
    assert none == {name for name, precision in precisions.items() if precision is Precision.NONE}


def test_only_towns_with_a_point_of_their_own_are_dots(shipped: Catalog) -> None:
    dots = [place for place in shipped.places.values() if place.drawable]
    assert {place.tracked for place in dots} == {Tracked.CROSSING, Tracked.INLAND, Tracked.GATE}
    assert [place.place_id for place in dots if place.tracked is Tracked.GATE] == ["muse-105-mile"]
    assert not shipped.places["kanpaiti-gate"].drawable and not shipped.places["mai-ja-yang"].drawable


def test_actors_relations_and_codes_are_read(shipped: Catalog) -> None:
    assert shipped.actors["mndaa"].code == "MNDAA"
    (tie, ally) = shipped.actors["kbgf"].relations
    assert (tie.kind, tie.actor_id, str(tie.period)) == ("successor", "nda-k", "2009")
    assert ally.period is not None and ally.period.latest is None


def test_claims_name_their_actors_in_any_order(shipped: Catalog) -> None:
    assert shipped.claims["k0003"].actors == {"kbgf", "sac"}
    joint = [claim.value for claim in shipped.claims.values() if "+" in claim.value]
    assert joint and all(value == "+".join(sorted(value.split("+"))) for value in joint)
    gate = next(claim for claim in shipped.claims.values() if claim.dimension is Dimension.GATE)
    assert gate.actors == frozenset()


def test_claims_of_a_place_come_in_file_order(shipped: Catalog) -> None:
    found = shipped.claims_of("kanpaiti", Dimension.CONTROL)
    assert [claim.claim_id for claim in found][:3] == ["k0001", "k0002", "k0003"]
    assert sum(
        len(shipped.claims_of(place, dimension)) for place in shipped.places for dimension in Dimension
    ) == len(shipped.claims)
    assert shipped.claims_of("nowhere", Dimension.CONTROL) == ()


def test_a_shuffled_copy_has_its_own_index(shipped: Catalog) -> None:
    ids = list(shipped.claims)
    random.Random(1).shuffle(ids)
    copy = dataclasses.replace(shipped, claims=MappingProxyType({i: shipped.claims[i] for i in ids}))
    assert copy.newest_record == shipped.newest_record
    assert set(copy.claims_of("muse", Dimension.CONTROL)) == set(shipped.claims_of("muse", Dimension.CONTROL))


def test_the_origin_of_a_rewrite_is_the_document_it_rewrites(shipped: Catalog) -> None:
    claim = shipped.claims["k0020"]
    assert shipped.sources[claim.source_id].source_id != "ap-2024-kanpaiti"
    assert shipped.origin_of(claim).source_id == "ap-2024-kanpaiti"
    assert all(
        shipped.origin_of(c).origin_group == shipped.sources[c.source_id].origin_group
        for c in shipped.claims.values()
        if shipped.origin_of(c).source_id in shipped.sources[c.source_id].syndicated_from
    )


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("kanpaiti", "kanpaiti"),
        ("Kanpaiti", "kanpaiti"),
        ("KAN PAIK TI", "kanpaiti"),
        ("ကန်ပိုက်တီ", "kanpaiti"),
        ("甘拜地", "kanpaiti"),
        ("Pangwa", "pangwa"),
        ("pang-war", "pangwa"),
        ("Hpimaw", "phimaw"),
        ("木姐", "muse"),
    ],
)
def test_a_place_is_found_by_any_spelling(shipped: Catalog, text: str, place_id: str) -> None:
    assert shipped.find_place(text).place_id == place_id


def test_every_place_is_found_by_its_id_and_public_name(shipped: Catalog) -> None:
    for place in shipped.places.values():
        assert shipped.find_place(place.place_id) is place
        assert shipped.find_place(place.name) is place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kanpati", "did you mean 'kanpaiti'?"),
        ("Lashioo", "did you mean 'lashio'?"),
        ("zzzz", "no place 'zzzz'."),
    ],
)
def test_an_unknown_place_is_refused_with_a_hint(shipped: Catalog, text: str, said: str) -> None:
    with pytest.raises(UnknownName, match=said.replace("?", r"\?")):
        shipped.find_place(text)


def test_a_spelling_of_several_places_is_refused_with_their_ids(shipped: Catalog) -> None:
    with pytest.raises(
        UnknownName, match="'Inbarpar' may be nba-pa-mining-area or mansi-nba-pa: write the id"
    ):
        shipped.find_place("Inbarpar")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Möng Yawng", ("two",)),
        ("mong  yawng", ("one",)),
        ("Mong-Yawng", ("one", "two")),
        ("Laza", ("three",)),
        ("la za", ("three",)),
        ("LÁ ZA", ("three",)),
        ("la-za", ("three",)),
        ("", ()),
        ("-", ()),
    ],
)
def test_the_nearest_spelling_counts_and_a_name_before_another_spelling(
    text: str, ids: tuple[str, ...]
) -> None:
    """Written the same, then but for capitals and spaces, then but for accents and hyphens."""
    others = [("Mong Yawng", "one"), ("Möng Yawng", "two"), ("Laza", "one"), ("La Za", "three")]
    assert Spellings([("three", "three"), ("Laza", "three")], others).find(text) == ids


def test_the_layers_are_those_of_the_map_and_make_frames(shipped: Catalog) -> None:
    frame = shipped.layers["mine_clusters"].frame()
    assert (len(frame), frame.crs.to_epsg(), frame.pools.sum()) == (34, 4326, 2497)
    assert all(layer.attribution and layer.features for layer in shipped.layers.values())
    pools = {pool.properties["cluster_id"] for pool in shipped.layers["mine_pools"].features}
    assert pools == {cluster.id for cluster in shipped.layers["mine_clusters"].features}
