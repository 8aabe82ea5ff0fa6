"""A stretch of the border has the places of its state, and nothing else."""

from __future__ import annotations

import pytest

from geodata.analysis.stretches import STRETCHES, WHOLE, places_of
from geodata.catalog import Catalog


def test_kachin_has_its_seven_crossings_and_no_shan_town(shipped: Catalog) -> None:
    kachin = set(places_of("kachin", shipped))
    crossings = [place.place_id for place in shipped.crossings if place.place_id in kachin]
    assert crossings == ["kan-hpan", "phimaw", "pangwa", "kanpaiti", "laiza", "mai-ja-yang", "lweje"]
    assert {"kanpaiti-gate", "myitkyina"} <= kachin and not {"muse", "hsipaw", "mong-la"} & kachin


def test_no_place_lies_in_two_stretches_and_the_whole_border_has_all(shipped: Catalog) -> None:
    parts = [set(places_of(stretch, shipped)) for stretch in STRETCHES if stretch != WHOLE]
    assert not parts[0] & parts[1]
    assert set(places_of(WHOLE, shipped)) == set(shipped.places)


def test_a_stretch_that_is_none_is_an_error(shipped: Catalog) -> None:
    with pytest.raises(KeyError):
        places_of("atlantis", shipped)
