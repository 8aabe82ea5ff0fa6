"""What can be switched on and off on the map: each overlay makes layers and marks of a Scene."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.answer.scene import Scene
from dashboard.look import hatch
from dashboard.look.theme import Look, Theme, area_fills, look, marker_fills, mixed, pool_fill
from dashboard.map import files as map_files
from dashboard.map import ground
from dashboard.map.deck import Layer, Style, layer
from dashboard.map.labels import Mark, age_note, mark, pins, shown
from dashboard.question.online import ONLINE
from dashboard.wording.dates import show_day
from dashboard.wording.states import read_aloud
from geodata.analysis.mines import MineState
from geodata.vocab import Tracked

_PATTERNS: tuple[hatch.Stripes, ...] = ("diagonal", "bands")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Layers from the bottom up, marks of places, and the picture map beneath, if any."""

    layers: tuple[Layer, ...] = ()
    marks: tuple[Mark, ...] = ()
    tiles: str | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """One thing to switch on or off; `name` is its public name in links.

    `floor` orders the layers from the bottom up.
    """

    name: str
    title: str
    on_by_default: bool
    floor: int
    build: Callable[[Scene, Theme], Drawn]


def draw(scene: Scene, theme: Theme) -> Mapping[str, Drawn]:
    """Return what each overlay that is on makes of the scene, by its name, from the bottom up."""
    on = [OVERLAYS[name] for name in scene.view.layers if name in OVERLAYS]
    return {each.name: each.build(scene, theme) for each in sorted(on, key=lambda each: each.floor)}


def stamp(scene: Scene) -> str:
    """Return the line under the map's date: as known when, by which policy."""
    return f"as known on {show_day(scene.known_on)} · {scene.view.policy}"


def credit(scene: Scene) -> str:
    """Return who made what the map is drawn from."""
    mines = {"mines", "pools"} & set(scene.view.layers)
    online = [ONLINE[name].credit for name in scene.view.layers if name in ONLINE]
    return " · ".join([*online[:1], map_files.CREDIT, *([map_files.MINE_CREDIT] if mines else [])])


def warning(scene: Scene) -> str:
    """Return what the reader must know of a picture map that is on; empty where none is."""
    return next((ONLINE[name].warning() for name in scene.view.layers if name in ONLINE), "")


def _crossings(scene: Scene, theme: Theme) -> Drawn:
    return _marks(scene, theme, inland=False)


def _towns(scene: Scene, theme: Theme) -> Drawn:
    return _marks(scene, theme, inland=True)


def _marks(scene: Scene, theme: Theme, inland: bool) -> Drawn:
    places = scene.catalog.places
    return Drawn(
        marks=tuple(
            mark(places[name], pin, scene, theme)
            for name, pin in pins(scene.catalog).items()
            if (places[name].tracked is Tracked.INLAND) is inland
        )
    )


def _catchments(scene: Scene, theme: Theme) -> Drawn:
    looks: dict[Look, list[str]] = defaultdict(list)
    for area in scene.catalog.layers["catchments"].features:
        state = scene.control[area.id]
        if scene.shows(state):
            looks[look(state, state.stale, theme, scene.catalog.actors)].append(area.id)
    plain: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for drawn, ids in looks.items():
        plain[area_fills(drawn, theme) if drawn.pattern in ("solid", "none") else ()] += ids
    # The gap between two catchments is a line in the colour of the land.
    styles = [Style(tuple(ids), fills=fills, line=theme.land, width=1.2) for fills, ids in plain.items()]
    address = map_files.url("catchments-{z}", scene.catalog)
    base = layer("catchments", address, styles=styles, zooms=hatch.ZOOMS)
    return Drawn((*_stripes("catchments", looks, area_fills, scene, theme), base))


def _mines(scene: Scene, theme: Theme) -> Drawn:
    groups: dict[tuple[Look, str], list[str]] = defaultdict(list)
    looks: dict[Look, list[str]] = defaultdict(list)
    for mine in scene.mines.clusters:
        drawn = shown(mine, scene, theme)
        groups[drawn, _mine_says(mine, scene)].append(mine.cluster_id)
        looks[drawn].append(mine.cluster_id)
    styles = []
    for (drawn, says), ids in groups.items():
        fills = marker_fills(drawn, theme)[:1]
        rim = mixed(fills[0], theme.dark, 0.55)
        styles.append(Style(tuple(ids), fills=fills, line=rim, width=0.7, says=says))
    address = map_files.url("mines", scene.catalog)
    base = layer("mines", address, styles=styles, pickable=True, line_joint_rounded=True)
    return Drawn((base, *_stripes("mines", looks, marker_fills, scene, theme)))


def _mine_says(mine: MineState, scene: Scene) -> str:
    place = scene.catalog.places.get(mine.place_id or "")
    if place is None or not mine.actors:
        return "no claim"
    note = age_note(mine)
    return ", ".join(filter(None, (read_aloud(mine, scene.catalog), note, f"derived from {place.name}")))


def _stripes(
    name: str,
    looks: Mapping[Look, Sequence[str]],
    hues: Callable[[Look, Theme], tuple[str, ...]],
    scene: Scene,
    theme: Theme,
) -> list[Layer]:
    """Return a layer of stripes for each pattern, empty where none of the areas has it."""
    found = []
    for pattern in _PATTERNS:
        styles = [
            Style(tuple(ids), fills=hues(drawn, theme))
            for drawn, ids in looks.items()
            if drawn.pattern == pattern
        ]
        layer_name = f"{name}-{pattern}"
        address = map_files.url(f"{layer_name}-{{z}}", scene.catalog)
        found.append(layer(layer_name, address, styles=styles, zooms=hatch.ZOOMS, stroked=False))
    return found


def _pools(scene: Scene, theme: Theme) -> Drawn:
    keys: dict[str, list[str]] = defaultdict(list)
    for mine in scene.mines.clusters:
        keys[pool_fill(shown(mine, scene, theme), theme)].append(mine.cluster_id)
    made = layer(
        "pools",
        map_files.url("pools-{z}", scene.catalog),
        styles=[Style(tuple(ids), fills=(fill,)) for fill, ids in keys.items()],
        zooms=hatch.ZOOMS,
        stroked=False,
        point_radius_units="meters",
        point_radius_min_pixels=0.8,
        point_radius_max_pixels=6,
    )
    return Drawn((made,))


def _districts(scene: Scene, theme: Theme) -> Drawn:
    styles = [Style(("district",), line=theme.country_label, width=0.9)]
    return Drawn((ground.lines("districts", map_files.url("districts", scene.catalog), styles),))


def _online(name: str) -> Callable[[Scene, Theme], Drawn]:
    def build(scene: Scene, theme: Theme) -> Drawn:
        found = ONLINE[name]
        return Drawn(tiles=found.dark if theme.name == "dark" else found.light)

    return build


OVERLAYS: Mapping[str, Overlay] = {
    overlay.name: overlay
    for overlay in (
        Overlay("crossings", "Crossings", True, 6, _crossings),
        Overlay("towns", "Inland towns", True, 5, _towns),
        Overlay("mines", "Mine clusters", True, 3, _mines),
        Overlay("catchments", "Catchments, schematic", True, 2, _catchments),
        Overlay("pools", "Leaching pools", False, 4, _pools),
        Overlay("districts", "Districts", False, 1, _districts),
        Overlay("online-light", "Online map, light (calls another host)", False, 0, _online("online-light")),
        Overlay("online-satellite", "Satellite (calls another host)", False, 0, _online("online-satellite")),
    )
}
"""Every overlay by its public name, in the order in which they are offered."""
