"""The printed map: distances true, labels apart and within the frame, no crossing without its name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from dashboard.answer.scene import compose
from dashboard.map import placing
from dashboard.map.labels import Mark, pins
from dashboard.map.placing import Item, Rect, Spot
from dashboard.paper import map as paper_map
from dashboard.paper import page as pages
from dashboard.paper.layout import Box, Projection, plan, scale_bar
from dashboard.paper.page import Page
from dashboard.question.camera import Bounds
from dashboard.question.choices import Choices
from dashboard.question.order import FRAMES, Aspect, Order, Template
from dashboard.question.view import Lang
from geodata.catalog import Catalog
from tests.marks import some_slow

WGS84 = Geod(ellps="WGS84")
DAYS = (date(2023, 10, 26), date(2024, 11, 26), date(2025, 10, 28))
FRAME: Rect = (0.0, 0.0, 900.0, 600.0)


@pytest.mark.parametrize("lat", [16.0, 21.5, 24.0, 25.4, 26.4, 31.0])
@pytest.mark.parametrize("degrees", [0.05, 0.4, 2.0, 6.0])
def test_the_scale_bar_is_as_long_as_the_earth_says(lat: float, degrees: float) -> None:
    bounds = Bounds(98 - degrees, lat - degrees / 2, 98 + degrees, lat + degrees / 2)
    view = Projection.fitted(bounds, Box(30, 40, 900, 500))
    km, pixels = scale_bar(view, lat, 100)
    left, y = view.point(98, lat)
    lon = 98 + pixels * (view.extent.east - view.extent.west) / view.box.width
    assert view.point(lon, lat) == (pytest.approx(left + pixels), pytest.approx(y))
    metres = WGS84.inv(98, lat, lon, lat)[2]
    # Web Mercator takes the earth for a ball, which costs a third of a percent at most.
    assert metres / 1000 == pytest.approx(km, rel=0.005)
    assert 20 < pixels <= 100
    assert str(km).strip("0") in ("1", "2", "5")


@given(
    st.floats(90, 104),
    st.floats(16, 30),
    st.floats(0.05, 5),
    st.floats(0.05, 5),
    st.floats(100, 2000),
    st.floats(100, 2000),
)
def test_what_is_asked_for_is_in_the_frame_and_as_large_as_fits(
    lon: float, lat: float, wide: float, high: float, width: float, height: float
) -> None:
    bounds, box = Bounds(lon - wide, lat - high, lon + wide, lat + high), Box(17, 23, width, height)
    view = Projection.fitted(bounds, box)
    left, top = view.point(bounds.west, bounds.north)
    right, bottom = view.point(bounds.east, bounds.south)
    assert left >= 17 - 1e-6 and top >= 23 - 1e-6
    assert right <= 17 + width + 1e-6 and bottom <= 23 + height + 1e-6
    assert math.isclose(right - left, width) or math.isclose(bottom - top, height)
    assert view.extent.west <= bounds.west + 1e-9 and view.extent.north >= bounds.north - 1e-9
    assert view.point(view.extent.west, view.extent.south) == (pytest.approx(17), pytest.approx(23 + height))


def test_north_is_up_and_east_is_right() -> None:
    view = Projection.fitted(FRAMES["kachin"], Box(0, 0, 800, 600))
    (x, y), (east, north) = view.point(98, 25), view.point(98.5, 25.5)
    assert east > x and north < y


@st.composite
def crowds(draw: st.DrawFn) -> list[Item]:
    """Points of a frame, many of them close together, with labels of all sizes."""
    found = []
    for rank in range(draw(st.integers(1, 30))):
        radius = draw(st.sampled_from([4.6, 7.5, 14.0]))
        wide, high = draw(st.floats(15, 140)), draw(st.floats(12, 30))
        found.append(
            Item(
                x=draw(st.floats(0, 900)),
                y=draw(st.floats(0, 600)),
                radius=radius,
                side=draw(st.sampled_from([-1, 1])),
                full=(wide + draw(st.floats(0, 80)), high),
                short=(wide, high),
                rank=rank,
                must=draw(st.booleans()),
            )
        )
    return found


def held(items: Sequence[Item], frame: Rect, blocks: Sequence[Rect], spots: Sequence[Spot | None]) -> None:
    """Check what holds of all labels, wherever they stand; one that must stay may hide another."""
    placed = [(item, spot) for item, spot in zip(items, spots, strict=True) if spot]
    assert len(placed) >= sum(item.must for item in items)
    for item, spot in placed:
        rect = spot.rect
        assert frame[0] <= rect[0] and frame[1] <= rect[1] and rect[2] <= frame[2] and rect[3] <= frame[3]
        assert (spot.width, spot.height) == (item.full if spot.note else item.short)
        assert item.must or not spot.led
    apart([(item, spot) for item, spot in placed if not item.must], placed)
    for item, spot in placed:
        assert item.must or not hides(item, spot, items, blocks)


def apart(some: Sequence[tuple[Item, Spot]], others: Sequence[tuple[Item, Spot]]) -> None:
    for _, one in some:
        assert not any(placing.meet(one.rect, other.rect) for _, other in others if other is not one)


def hides(item: Item, spot: Spot, items: Sequence[Item], blocks: Sequence[Rect]) -> bool:
    """Tell whether a label lies on a block or on another point."""
    marks = [(o.x - o.radius, o.y - o.radius, o.x + o.radius, o.y + o.radius) for o in items if o is not item]
    return any(placing.meet(spot.rect, each) for each in (*blocks, *marks))


@given(crowds(), st.lists(st.tuples(st.floats(0, 800), st.floats(0, 500)), max_size=3))
def test_labels_that_may_go_hide_nothing_and_none_leaves_the_frame(
    items: list[Item], corners: list[tuple[float, float]]
) -> None:
    blocks = [(x, y, x + 100, y + 100) for x, y in corners]
    spots = placing.place(items, FRAME, blocks)
    held(items, FRAME, blocks, spots)
    assert spots == placing.place(items, FRAME, blocks)


def test_a_name_alone_has_its_note_and_one_that_must_stay_goes_away_on_a_leader() -> None:
    one = Item(450, 300, 7.5, 1, (120, 27), (60, 27), 0, True)
    (spot,) = placing.place([one], FRAME, [])
    assert spot and spot.note and spot.side == 1 and spot.x > one.x
    wall = (330.0, 270.0, 570.0, 330.0)
    (led,) = placing.place([one], FRAME, [wall])
    assert led and led.led and not led.note
    assert placing.place([replace(one, must=False)], FRAME, [wall]) == [None]


def test_a_name_that_must_stay_is_placed_where_nothing_is_free() -> None:
    corner = Item(450, 300, 7.5, 1, (120, 27), (60, 27), 0, True)
    (spot,) = placing.place([corner], FRAME, [FRAME])
    assert spot and placing.inside(spot.rect, FRAME)
    crowd = [replace(corner, x=40 + 2 * at, y=30, rank=at) for at in range(12)]
    small: Rect = (0, 0, 130, 70)
    assert all(spot and placing.inside(spot.rect, small) for spot in placing.place(crowd, small, []))


Placed = tuple[list[Item], list[str], Rect, list[Rect], list[Spot | None]]


def watched(monkeypatch: pytest.MonkeyPatch) -> list[Placed]:
    """Return a list that gets, of every map drawn, its points with their names, and where the labels went."""
    maps: list[Placed] = []
    names: list[str] = []
    label = paper_map._label

    def labelled(mark: Mark, *rest: Any) -> Any:
        names.append(mark.pin.id)
        return label(mark, *rest)

    def placed(
        items: Sequence[Item], frame: Rect, blocks: Iterable[Rect], *, hiding: bool
    ) -> list[Spot | None]:
        taken = list(blocks)
        spots = placing.place(items, frame, taken, hiding=hiding)
        maps.append((list(items), names[:], frame, taken, spots))
        names.clear()
        return spots

    monkeypatch.setattr(paper_map, "_label", labelled)
    monkeypatch.setattr(paper_map, "place", placed)
    return maps


def crossings_on(page: Page, frame: Rect) -> set[str]:
    """Return the crossings whose whole mark is within the map."""
    shown = page.scene.view.extent
    assert shown
    edge = 12 / (frame[2] - frame[0]) * (shown.east - shown.west)
    inner = Bounds(shown.west + edge, shown.south + edge, shown.east - edge, shown.north - edge)
    every = pins(page.scene.catalog).values()
    return {pin.id for pin in every if pin.crossing and inner.covers(pin.lon, pin.lat)}


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize(
    ("aspect", "lang"),
    some_slow(
        [
            *((aspect, Lang.EN) for aspect in Aspect),
            *product((Aspect.WIDE, Aspect.A4_UP), (Lang.MY, Lang.ZH)),
        ],
        [(Aspect.WIDE, Lang.EN), (Aspect.A4_UP, Lang.MY)],
    ),
)
def test_every_crossing_of_every_paper_has_its_name(
    catalog: Catalog, choices: Choices, monkeypatch: pytest.MonkeyPatch, aspect: Aspect, lang: Lang
) -> None:
    maps = watched(monkeypatch)
    for day in DAYS if lang is Lang.EN else DAYS[1:2]:
        earlier = day - timedelta(days=60)
        scene = compose(catalog, replace(choices.default, on=day, compare_on=earlier, lang=lang))
        for template in Template:
            order = Order(template=template, aspect=aspect)
            maps.clear()
            page = pages.draw(scene, order, choices, base="https://ledger.example/")
            assert len(maps) == len(plan(order).maps)
            for items, names, frame, blocks, spots in maps:
                held(items, frame, blocks, spots)
                placed = [(item, spot) for item, spot in zip(items, spots, strict=True) if spot]
                apart(placed, placed)
                assert not any(hides(item, spot, items, blocks) for item, spot in placed)
                assert items
                labelled = zip(items, names, spots, strict=True)
                lost = [name for item, name, spot in labelled if item.must and not spot]
                assert not lost, (day, template, lost)
                assert crossings_on(page, frame) <= set(names), (day, template)


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("template", [Template.MAP, Template.TIMELINE, Template.COMPARE, Template.CROSSING])
@pytest.mark.parametrize("aspect", list(Aspect))
@pytest.mark.parametrize("place", ["muse", "chinshwehaw"])
def test_nothing_in_a_corner_hides_a_crossing(
    catalog: Catalog,
    choices: Choices,
    monkeypatch: pytest.MonkeyPatch,
    template: Template,
    aspect: Aspect,
    place: str,
) -> None:
    maps = watched(monkeypatch)
    view = replace(choices.default, place=place, compare_on=date(2024, 9, 1))
    order = Order(template=template, aspect=aspect)
    page = pages.draw(compose(catalog, view), order, choices, base="https://ledger.example/")
    for _, names, frame, _, _ in maps:
        assert crossings_on(page, frame) <= set(names)
