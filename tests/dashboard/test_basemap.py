"""The files a browser keeps: each can be made, is GeoJSON, and says nothing about a day."""

from __future__ import annotations

import json
import math
import re

import pytest
from shapely.geometry import shape

from dashboard.look import hatch
from dashboard.look.theme import DARK, LIGHT, THEMES
from dashboard.map import files as map_files
from dashboard.map import ground
from dashboard.question import mercator
from geodata.catalog import Catalog

PLAIN = [name for name in map_files.names() if not name.startswith("ground-")]


@pytest.mark.parametrize("name", [name for name in PLAIN if not re.search(r"-(6|7|9|10)$", name)])
def test_a_file_is_geojson_with_the_properties_that_looks_go_by(name: str, catalog: Catalog) -> None:
    found = json.loads(map_files.content(name, catalog))
    assert found["type"] == "FeatureCollection"
    # Squares of events stand at close range alone.
    assert found["features"] or name == "event-points-8"
    for feature in found["features"]:
        properties = feature["properties"]
        assert "key" in properties and properties.keys() <= {"key", "label", "stripe"}
        assert shape(feature["geometry"]).is_empty is False


def test_the_same_ledger_has_the_same_addresses_and_another_has_others(catalog: Catalog) -> None:
    assert map_files.url("border-8", catalog) == f"/ledger/border-8.{map_files.edition(catalog.hash)}.geojson"
    assert map_files.edition(catalog.hash) != map_files.edition("0" * 12)
    assert map_files.content("mines", catalog) == map_files.content("mines", catalog)


def test_every_address_on_the_ground_is_a_file(catalog: Catalog) -> None:
    for theme in THEMES.values():
        found = json.loads(map_files.content(f"ground-{theme.name}", catalog))
        for made in [*found["under"], *found["over"]]:
            name = made["data"].removeprefix("/ledger/").partition(".")[0]
            zooms = range(made["zooms"][0], made["zooms"][1] + 1) if "zooms" in made else [""]
            for zoom in zooms:
                assert name.replace("{z}", str(zoom)) in map_files.names()


def test_the_zooms_of_stripes_are_the_ones_there_are_files_for() -> None:
    for pattern in ("diagonal", "bands"):
        for zoom in range(hatch.ZOOMS[0], hatch.ZOOMS[1] + 1):
            assert f"catchments-{pattern}-{zoom}" in map_files.names()


def test_both_grounds_differ_in_colour_only(catalog: Catalog) -> None:
    light, dark = (json.loads(map_files.content(f"ground-{theme.name}", catalog)) for theme in (LIGHT, DARK))
    assert light["words"] == dark["words"]
    assert light["inset"] == dark["inset"]
    assert light["colours"] != dark["colours"]
    assert light["colours"]["land"] == LIGHT.land


def test_the_inset_holds_every_crossing(catalog: Catalog) -> None:
    found = ground.inset(catalog)
    width, height = found["size"]
    for place in catalog.crossings:
        if place.lon is None or place.lat is None:
            continue
        x, y = (
            (mercator - origin) * found["scale"]
            for mercator, origin in zip(unit(place.lon, place.lat), found["origin"], strict=True)
        )
        assert 4 < x < width - 4
        assert 4 < y < height - 4


def unit(lon: float, lat: float) -> tuple[float, float]:
    from shapely import Point, get_coordinates

    x, y = get_coordinates(mercator.to_pixels(Point(lon, lat), 0))[0] / mercator.WORLD
    return float(x), float(y)


def test_names_stand_in_the_window_and_rivers_never_upside_down(catalog: Catalog) -> None:
    for word in json.loads(map_files.content("ground-light", catalog))["words"]:
        assert word["at"]
        for lon, lat, *slope in word["at"]:
            assert 95.5 < lon < 101.5
            assert 21 < lat < 28.5
            assert all(-90 <= degrees <= 90 for degrees in slope)


def test_a_file_that_is_not_there_is_an_error(catalog: Catalog) -> None:
    with pytest.raises(KeyError):
        map_files.content("../secrets", catalog)


def test_of_the_pools_of_a_cluster_a_pixel_has_one_and_the_last_zoom_has_all(catalog: Catalog) -> None:
    first, last = hatch.ZOOMS

    def drawn(zoom: int) -> list[tuple[str, int, int]]:
        found = json.loads(map_files.content(f"pools-{zoom}", catalog))["features"]
        flat = [mercator.to_pixels(shape(each["geometry"]), zoom).coords[0] for each in found]
        keys = [each["properties"]["key"] for each in found]
        return [(key, math.floor(x), math.floor(y)) for key, (x, y) in zip(keys, flat, strict=True)]

    far, near = drawn(first), drawn(last)
    assert len(near) == len(catalog.layers["mine_pools"].features)
    assert len(far) == len(set(far)) < len(near) / 10
    shown = {(key, x >> last - first, y >> last - first) for key, x, y in near}
    assert shown == set(far), "no pixel loses its last pool"
