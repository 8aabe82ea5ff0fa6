"""Hatching as geometry: nothing of the area is lost, and stripes are as wide and steep as asked."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dashboard.look import hatch
from dashboard.question import mercator

ZOOM = 8


@pytest.mark.parametrize("pattern", ["diagonal", "bands"])
@given(
    lon=st.floats(97, 99),
    lat=st.floats(22, 27),
    size=st.floats(0.02, 0.4),
    width=st.sampled_from([2.6, 4.0, 10.0]),
)
def test_the_stripes_of_all_turns_make_the_area(
    pattern: hatch.Stripes, lon: float, lat: float, size: float, width: float
) -> None:
    area = shapely.Point(lon, lat).buffer(size, quad_segs=4)
    parts = hatch.stripes(area, pattern, width, ZOOM)
    assert len(parts) == hatch.TURNS
    # A straight edge on the picture is a little bent in degrees.
    assert shapely.unary_union(parts).symmetric_difference(area).area < area.area * 1e-3
    assert sum(part.area for part in parts) == pytest.approx(area.area, rel=1e-3)


def corners(part: shapely.Geometry) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(mercator.to_pixels(part, ZOOM))]


def test_bands_stand_upright_and_diagonals_rise_to_the_right() -> None:
    area = shapely.box(98, 25, 98.2, 25.2)
    band = hatch.stripes(area, "bands", 10, ZOOM)[1]
    first = shapely.get_parts(band)[0]
    west, _, east, _ = mercator.to_pixels(first, ZOOM).bounds
    assert east - west == pytest.approx(10, abs=1e-6) or east - west < 10
    stripe = max(shapely.get_parts(hatch.stripes(area, "diagonal", 4, ZOOM)[0]), key=lambda part: part.area)
    points = corners(stripe)
    longest = max(pairwise(points), key=lambda side: math.dist(*side))
    (x0, y0), (x1, y1) = longest
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-1, abs=1e-3), "upwards on a screen is towards smaller y"


def test_two_and_three_hues_can_take_turns() -> None:
    assert hatch.TURNS % 2 == hatch.TURNS % 3 == 0


def test_an_area_with_a_hole_and_a_point_of_touch_gives_areas_only() -> None:
    ring = shapely.box(98, 25, 98.3, 25.3).difference(shapely.box(98.1, 25.1, 98.2, 25.2))
    for part in hatch.stripes(ring, "bands", 2.6, ZOOM):
        assert part.geom_type == "MultiPolygon"
        assert shapely.is_valid(part)


def test_dashes_keep_their_share_of_the_line() -> None:
    line = shapely.LineString([(97, 25), (98, 25), (98, 26)])
    dashed = hatch.dashes(line, 4, 3, ZOOM)
    share = mercator.to_pixels(dashed, ZOOM).length / mercator.to_pixels(line, ZOOM).length
    assert share == pytest.approx(4 / 7, abs=0.02)


@given(lon=st.floats(90, 105), lat=st.floats(15, 32), zoom=st.floats(0, 14))
def test_pixels_lead_back_to_degrees(lon: float, lat: float, zoom: float) -> None:
    back = mercator.to_degrees(mercator.to_pixels(shapely.Point(lon, lat), zoom), zoom)
    assert shapely.get_coordinates(back)[0] == pytest.approx([lon, lat], abs=1e-8)
