"""Layers that refuse what is misspelt, and the camera as a function of the question."""

from __future__ import annotations

import pytest

from dashboard.map.layers import Layer, Style
from dashboard.question.camera import Camera
from dashboard.question.framing import KACHIN, WHOLE_BORDER, frame, home
from dashboard.question.view import View
from geodata.catalog import Catalog


def test_a_misspelt_property_of_a_layer_is_refused() -> None:
    with pytest.raises(TypeError, match="pickabel"):
        Layer(id="mines", shows="mines", pickabel=True)  # type: ignore[call-arg]


def test_the_browser_gets_what_a_layer_says() -> None:
    style = Style(("#0072B2",))
    layer = Layer(
        id="mines-bands", shows="mines", pattern="bands", styles={style: ["a"]}, zooms=(6, 10), pickable=True
    )
    assert layer.file == "mines-bands-{z}"
    assert layer.as_dict("/x-{z}.geojson") == {
        "id": "mines-bands",
        "data": "/x-{z}.geojson",
        "pickable": True,
        "zooms": (6, 10),
    }
    assert style.as_dict() == {"fills": ("#0072B2",)}
    assert Layer(id="mines", shows="mines").file == "mines"


def test_the_frame_depends_on_the_chosen_place_only(catalog: Catalog) -> None:
    assert home(View(place=None), catalog) == WHOLE_BORDER
    assert home(View(place="kanpaiti"), catalog) == home(View(place="chipwi"), catalog) == KACHIN
    cluster = catalog.layers["mine_clusters"].features[0].id
    assert home(View(place=cluster), catalog) == KACHIN
    assert home(View(place="mai-ja-yang"), catalog) == WHOLE_BORDER, "no point is known"


def test_a_place_elsewhere_is_in_the_middle(catalog: Catalog) -> None:
    muse = catalog.places["muse"]
    for place in ("muse", "mang-wein-gate"):
        west, south, east, north = frame(View(place=place), catalog)
        assert ((west + east) / 2, (south + north) / 2) == pytest.approx((muse.lon, muse.lat), abs=0.02)


def test_every_place_has_a_frame_that_it_is_in(catalog: Catalog) -> None:
    for place in catalog.places.values():
        west, south, east, north = home(View(place=place.place_id), catalog)
        if place.lon is not None and place.lat is not None:
            assert west < place.lon < east
            assert south < place.lat < north


@pytest.mark.parametrize(("width", "height"), [(800, 412), (368, 300), (1200, 500)])
def test_the_frame_has_all_of_home_in_it(width: int, height: int, catalog: Catalog) -> None:
    west, south, east, north = frame(View(place="kanpaiti"), catalog, width, height)
    assert west <= KACHIN.west + 1e-9 and east >= KACHIN.east - 1e-9
    assert south <= KACHIN.south + 1e-9 and north >= KACHIN.north - 1e-9


def test_the_frame_is_what_the_camera_sees(catalog: Catalog) -> None:
    seen = frame(View(camera=Camera(98, 25, 9)), catalog, 512, 512)
    assert seen.east - seen.west == pytest.approx(360 / 2**9)
    assert seen.covers(98, 25) and not seen.covers(98.5, 25)


def test_the_crossings_are_all_on_the_whole_border(catalog: Catalog) -> None:
    west, south, east, north = WHOLE_BORDER
    for place in catalog.crossings:
        if place.lon is not None and place.lat is not None:
            assert west < place.lon < east
            assert south < place.lat < north
