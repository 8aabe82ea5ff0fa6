"""What the apps that bench_map.py compares have in common: inputs, layers, and the colours of a day.

Each app asks for the same in its link: `on`, the day, and `points`, how many points take the place
of the leaching pools (none: the bundle's own pools), with `spread=even` all over the view and else
around the pools. The key `n` goes to the next day on which the colours of the map are others.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import streamlit as st
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry
from streamlit.delta_generator import DeltaGenerator

from geodata.analysis.mines import mines_on
from geodata.analysis.timeline import change_days
from geodata.catalog import Catalog, open_catalog
from geodata.resolver.resolve import states

Colour = tuple[int, int, int]

LON, LAT, ZOOM = 98.4, 24.7, 6.3
"""Where every map looks: at the northern two thirds of the border, the mines among them."""
WIDE, HIGH = 3.5, 1.6
"""How far the view goes from there, about: degrees of longitude and latitude."""
HEIGHT = 412
"""Pixels."""
FIRST, DAYS = date(2023, 10, 26), 366
"""Where the date begins, and by how many days the key and the playback can move it."""
HUES: Sequence[Colour] = ((0, 114, 178), (213, 94, 0), (230, 159, 0), (204, 121, 167))
BACKDROP = ("neighbours", "land", "districts", "states", "boundaries", "rivers")
_ACTORS = dict(zip(("kia", "sac", "kbgf", "mndaa"), HUES, strict=True))
_NOBODY: Colour = (187, 187, 187)


@dataclass(frozen=True, order=True)
class Points:
    """How many points take the place of the leaching pools, none for the pools, and whether evenly."""

    count: int
    even: bool = False


@dataclass(frozen=True)
class Drawn:
    """One layer on one day: its shapes in WGS 84, the same every day, and the colour of each."""

    name: str
    shapes: Sequence[BaseGeometry]
    colours: Sequence[Colour]

    @property
    def radius(self) -> int:
        """Return how large its points are, in pixels."""
        return 6 if self.name == "crossings" else 2


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """Return the bundled ledger."""
    return open_catalog()


def asked() -> tuple[date, Points, DeltaGenerator]:
    """Draw the inputs; return the day and the points that they ask for, and where the map goes."""
    st.set_page_config(layout="wide", initial_sidebar_state=336)
    points = Points(int(st.query_params.get("points", 0)), st.query_params.get("spread") == "even")
    with st.sidebar:
        on = st.date_input(
            "As of",
            value=FIRST,
            min_value=FIRST,
            max_value=FIRST + timedelta(days=DAYS),
            key="on",
            bind="query-params",
        )
        st.button("Next change", shortcut="n", on_click=_go_on, args=(on, points))
    map_column, _ = st.columns([2, 1])
    return on, points, map_column.container(key="map")


def _go_on(on: date, points: Points) -> None:
    st.session_state["on"] = next(day for day in changes(points) if day > on)


@lru_cache(maxsize=8)
def changes(points: Points) -> list[date]:
    """Return the days on which the map gets other colours; every day where points were asked for."""
    if points.count:
        return [FIRST + timedelta(days=n) for n in range(1, DAYS + 1)]
    days = [day for day in change_days(catalog()) if 0 < (day - FIRST).days <= DAYS]
    return [day for before, day in pairwise([FIRST, *days]) if _seen(before) != _seen(day)]


def _seen(on: date) -> list[Colour]:
    """Return the colours of the catchments that every map shows whole, whatever its width."""
    view = box(LON - 2.5, LAT - 1.4, LON + 2.5, LAT + 1.4)
    areas = next(each for each in layers(on, Points(0)) if each.name == "catchments")
    pairs = zip(areas.shapes, areas.colours, strict=True)
    return [colour for shape, colour in pairs if view.contains(shape)]


def layers(on: date, points: Points) -> list[Drawn]:
    """Return the layers of a day, from the bottom up."""
    held = {each.place_id: _hue(each.actors) for each in states(catalog(), on)}
    mined = {each.cluster_id: _hue(each.actors) for each in mines_on(catalog(), on).clusters}
    areas = catalog().layers["catchments"].features
    mines = catalog().layers["mine_clusters"].features
    pools, clusters = grown(points) if points.count else _pools()
    mined_pools = {name: HUES[turn(name, on)] for name in set(clusters)} if points.count else mined
    crossings = [place for place in catalog().places.values() if place.drawable]
    return [
        *(Drawn(name, _shapes(name), [_NOBODY] * len(_shapes(name))) for name in BACKDROP),
        Drawn("catchments", _shapes("catchments"), [held.get(each.id, _NOBODY) for each in areas]),
        Drawn("mine_clusters", _shapes("mine_clusters"), [mined.get(each.id, _NOBODY) for each in mines]),
        Drawn("pools", pools, [mined_pools.get(name, _NOBODY) for name in clusters]),
        Drawn("crossings", _points(), [held.get(each.place_id, _NOBODY) for each in crossings]),
    ]


def turn(cluster: str, on: date) -> int:
    """Return which hue grown points of a cluster have on a day: another one on the day after."""
    ids = [each.id for each in catalog().layers["mine_clusters"].features]
    return (on.toordinal() + ids.index(cluster)) % len(HUES)


@lru_cache(maxsize=8)
def grown(points: Points) -> tuple[Sequence[Point], Sequence[str]]:
    """Return so many points and their clusters: all over the view, or up to about 10 km from the pools."""
    pools, clusters = _pools()
    dice = random.Random(points.count)  # noqa: S311  the same points in every app
    made = []
    for n in range(points.count):
        if points.even:
            lon, lat = LON + dice.uniform(-WIDE, WIDE), LAT + dice.uniform(-HIGH, HIGH)
        else:
            lon, lat = (pool + dice.gauss(0, 0.05) for pool in pools[n % len(pools)].coords[0])
        made.append(Point(round(lon, 5), round(lat, 5)))
    return made, [clusters[n % len(pools)] for n in range(points.count)]


@lru_cache(maxsize=1)
def _pools() -> tuple[Sequence[Point], Sequence[str]]:
    pools = catalog().layers["mine_pools"].features
    return [Point(each.geometry.coords[0]) for each in pools], [
        str(each.properties["cluster_id"]) for each in pools
    ]


@lru_cache(maxsize=16)
def _shapes(name: str) -> Sequence[BaseGeometry]:
    return [each.geometry for each in catalog().layers[name].features]


@lru_cache(maxsize=1)
def _points() -> Sequence[BaseGeometry]:
    return [Point(each.lon or 0, each.lat or 0) for each in catalog().places.values() if each.drawable]


def _hue(actors: Sequence[str]) -> Colour:
    """Return the hue of the first holder."""
    return _ACTORS.get(actors[0], _NOBODY) if actors else _NOBODY
