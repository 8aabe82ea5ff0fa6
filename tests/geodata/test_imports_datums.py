"""Datums of Chinese maps and the old Indian one, as SURPRISES has them."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from geodata.imports.datums import SHIFTS, as_indian, moved_back, to_bd09, to_gcj02

GEOD = pyproj.Geod(ellps="WGS84")
LON, LAT = np.array([97.904722, 98.11739, 97.563333]), np.array([23.979167, 25.40319, 24.76])
"""Muse, Kanpaiti, Laiza."""


def test_gcj02_moves_points_here_by_320_to_350_metres_southwards() -> None:
    direction, _, metres = GEOD.inv(LON, LAT, *to_gcj02(LON, LAT))
    assert metres == pytest.approx([334, 316, 353], abs=5)
    assert direction == pytest.approx([178, 171, 177], abs=2)


def test_the_old_indian_datum_lies_another_way() -> None:
    direction, _, metres = GEOD.inv(LON, LAT, *as_indian(LON, LAT))
    assert metres == pytest.approx([340, 340, 334], abs=5)
    assert direction == pytest.approx([104] * 3, abs=3)


@pytest.mark.parametrize("shift", SHIFTS)
def test_the_way_back_is_exact(shift: str) -> None:
    there = {"gcj02": to_gcj02, "bd09": to_bd09}[shift](LON, LAT)
    lon, lat = moved_back(*there, shift)
    assert lon == pytest.approx(LON, abs=1e-9) and lat == pytest.approx(LAT, abs=1e-9)
