"""Geometry is mended, and what was done is counted."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geodata.imports.mending import Mended, area_km2, mend


def mended(*wkt: str | None) -> Mended:
    shapes = np.empty(len(wkt), dtype=object)
    shapes[:] = [None if text is None else shapely.from_wkt(text) for text in wkt]
    return mend(shapes)


def test_a_bow_tie_becomes_two_triangles_and_says_how_its_area_changed() -> None:
    made = mended("POLYGON ((98 25, 99 26, 99 25, 98 26, 98 25))")
    assert made.invalid.all() and made.shapes[0].is_valid
    assert made.shapes[0].geom_type == "MultiPolygon"
    before, after = made.areas[0]
    assert before < 100 < after == pytest.approx(area_km2(made.shapes[0]))


def test_a_hole_wound_like_its_shell_is_no_area() -> None:
    shell = "(98 25, 99 25, 99 26, 98 26, 98 25)"
    same = shapely.from_wkt(f"POLYGON ({shell}, (98.2 25.2, 98.6 25.2, 98.6 25.6, 98.2 25.6, 98.2 25.2))")
    assert area_km2(same) < area_km2(shapely.from_wkt(f"POLYGON ({shell})"))


def test_rings_are_wound_by_the_standard() -> None:
    made = mended("POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))", "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))")
    assert list(made.wound) == [True, False]
    assert all(shape.exterior.is_ccw for shape in made.shapes)


@pytest.mark.parametrize(
    "wkt",
    [
        "LINESTRING (170 10, -170 12)",
        "POLYGON ((170 0, -170 0, -170 10, 170 10, 170 0))",
        "POLYGON ((170 0, 190 0, 190 10, 170 10, 170 0))",
        "MULTIPOLYGON (((170 0, 190 0, 190 10, 170 10, 170 0)))",
    ],
)
def test_nothing_runs_across_the_map_at_the_antimeridian(wkt: str) -> None:
    made = mended(wkt)
    assert made.cut.all() and not made.outside.any()
    parts = shapely.get_parts(made.shapes[0])
    assert len(parts) == 2
    assert all(part.bounds[2] - part.bounds[0] <= 11 for part in parts)


def test_a_map_of_the_world_is_not_cut() -> None:
    assert not mended("POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))").cut.any()


def test_what_cannot_be_drawn_is_told_apart() -> None:
    made = mended(
        None, "POINT EMPTY", "POINT (200 3)", "POINT (98 91)", "LINESTRING (1 1, 1 1)", "POINT (98 25)"
    )
    assert list(made.missing) == [True, True, False, False, False, False]
    assert list(made.outside) == [False, False, True, True, False, False]
    assert list(made.lost) == [False, False, False, False, True, False]
    assert [shape is not None for shape in made.shapes] == [False] * 5 + [True]
