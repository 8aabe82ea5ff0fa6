"""Geometry files: what is written is RFC 7946, and what is read back is the same."""

from __future__ import annotations

import json
from types import MappingProxyType

import shapely

from geodata.catalog import Catalog
from geodata.datasets import DATASETS, LAYER_FILES
from geodata.schema.features import Feature
from geodata.schema.geojson import dump, parse, tidy

CLOCKWISE = shapely.Polygon([(0, 0), (0, 2), (2, 2), (2, 0)], [[(0.5, 0.5), (1, 0.5), (1, 1), (0.5, 1)]])


def test_outer_rings_run_anticlockwise_and_holes_clockwise() -> None:
    tidied = tidy(CLOCKWISE, 5)
    assert tidied.exterior.is_ccw and not tidied.interiors[0].is_ccw
    assert tidied.equals(CLOCKWISE)


def test_rounding_that_breaks_a_shape_is_mended() -> None:
    sliver = shapely.Polygon([(0, 0), (1, 0.000004), (2, 0), (1, 0.000006), (0, 1)])
    assert tidy(sliver, 5).is_valid


def test_the_text_is_the_same_for_the_same_features_and_empty_is_null() -> None:
    features = [
        Feature("a", MappingProxyType({"name": "木姐"}), shapely.Point(97.1234567, 23.5)),
        Feature("b", MappingProxyType({"name": None}), shapely.Point()),
    ]
    text = dump(features, members={"data": "x"})
    assert text == dump(features, members={"data": "x"}) and text.endswith("]}\n")
    found = json.loads(text)
    assert found["data"] == "x" and "crs" not in found
    assert [each["geometry"] for each in found["features"]] == [
        {"type": "Point", "coordinates": [97.12346, 23.5]},
        None,
    ]


def test_a_layer_survives_a_round_trip(shipped: Catalog) -> None:
    for file in LAYER_FILES:
        layer = shipped.layers[file.name]
        features, issues = parse(file, dump(layer.features, decimals=6).encode())
        assert issues == []
        assert [each.properties for each in features] == [each.properties for each in layer.features]
        assert all(a.geometry.equals(b.geometry) for a, b in zip(features, layer.features, strict=True))


def test_nonsense_is_refused_without_a_traceback() -> None:
    layer = DATASETS["land"]
    ring = {"type": "Polygon", "coordinates": [[[97, 24], [98, 24], "x"]]}
    for raw in (
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b'{"type":"FeatureCollection"}',
        b'{"type":"FeatureCollection","features":[]}',
        b'{"type":"FeatureCollection","features":[null,{"type":"Feature"}]}',
        b'{"type":"FeatureCollection","features":[{"x":NaN}]}',
        b"[" * 100_000,
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": {"id": "a", "name": "a"}, "geometry": ring}],
            }
        ).encode(),
    ):
        features, issues = parse(layer, raw)  # type: ignore[arg-type]
        assert features == () and issues
