"""Geometry built and looked through at once is that which would be built and looked at one by one."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from geodata.datasets import LAYER_FILES
from geodata.errors import FOLDER
from geodata.schema.geojson import build, suspects

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
WORLD = (-180.0, -90.0, 180.0, 90.0)


def area(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.mark.parametrize("layer", LAYER_FILES, ids=lambda layer: layer.name)
def test_a_layer_of_the_bundle_is_built_as_by_one_call_for_each(layer: Any) -> None:
    raw = [each["geometry"] for each in json.loads((FOLDER / layer.file).read_bytes())["features"]]
    made = build(raw)
    assert made is not None
    assert list(shapely.to_wkb(made)) == [shapely.to_wkb(shape(each)) for each in raw]
    assert not suspects(made, layer.types, layer.window).any()


@pytest.mark.parametrize(
    "raw",
    [
        [
            area(SQUARE),
            {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [SQUARE]]},
            area(SQUARE, HOLE),
        ],
        [
            {"type": "LineString", "coordinates": SQUARE},
            {"type": "MultiLineString", "coordinates": [HOLE, SQUARE]},
        ],
        [{"type": "Point", "coordinates": [1, 2.5]}],
    ],
)
def test_one_and_several_parts_may_be_mixed(raw: list[dict[str, Any]]) -> None:
    made = build(raw)
    assert made is not None
    assert list(shapely.to_wkb(made)) == [shapely.to_wkb(shape(each)) for each in raw]


@pytest.mark.parametrize(
    "odd",
    [
        area([[0, 0], [4, 0], [4, 4], [0, 4]]),
        area([]),
        area(),
        area([["0", "0"], *SQUARE[1:]]),
        area([[None, 0], *SQUARE[1:]]),
        area([[0, 0, 9], [4, 0, 9], [4, 4, 9], [0, 0, 9]]),
        area([[0, 0], [4, 0, 9], [4, 4], [0, 0]]),
        {"type": "MultiPolygon", "coordinates": [[]]},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Circle", "coordinates": [1, 2]},
    ],
)
def test_what_is_not_plain_is_left_to_the_slow_way(odd: dict[str, Any]) -> None:
    assert build([area(SQUARE), odd]) is None


@pytest.mark.parametrize(
    ("wrong", "window"),
    [
        (area(SQUARE[::-1]), WORLD),
        (area(SQUARE, HOLE[::-1]), WORLD),
        (area([[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]), WORLD),
        (area(SQUARE), (1.0, -90.0, 180.0, 90.0)),
        (area(SQUARE), (-180.0, -90.0, 180.0, 3.0)),
        (
            {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[p[0] + 9, p[1]] for p in SQUARE[::-1]]]]},
            WORLD,
        ),
    ],
)
def test_a_geometry_that_breaks_a_rule_is_a_suspect_among_others(
    wrong: dict[str, Any], window: tuple[float, float, float, float]
) -> None:
    small = area([[2, 1], [2.5, 1], [2.5, 1.5], [2, 1]])
    made = build([small, wrong, small])
    assert made is not None
    assert list(suspects(made, ("Polygon", "MultiPolygon"), window)) == [False, True, False]
    assert list(suspects(made, ("Point",), WORLD)) == [True, True, True]


def test_a_point_with_a_height_is_a_suspect() -> None:
    points = np.array([shapely.Point(1, 2), shapely.Point(1, 2, 3)], dtype=object)
    assert list(suspects(points, ("Point",), WORLD)) == [False, True]
