"""What can be switched on and off on the map: each overlay makes layers and marks of a Scene."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from dashboard.answer.scene import Scene
from dashboard.look import hatch
from dashboard.look.signs import MINE_RIM
from dashboard.look.theme import Look, Theme, area_fills, look, marker_fills, mine_rim, pool_fill
from dashboard.map.labels import Mark, age_note, look_in, mark, pins
from dashboard.map.layers import Layer, Style
from dashboard.question.online import ONLINE
from dashboard.wording import map_words
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
    on_by_default: bool
    floor: int
    build: Callable[[Scene, Theme], Drawn]


def draw(scene: Scene, theme: Theme) -> Mapping[str, Drawn]:
    """Return what each overlay that is on makes of the scene, by its name, from the bottom up."""
    on = [OVERLAYS[name] for name in scene.view.layers if name in OVERLAYS]
    return {each.name: each.build(scene, theme) for each in sorted(on, key=lambda each: each.floor)}


def stamp(scene: Scene) -> str:
    """Return the line under the map's date: as known when, by which policy."""
    return map_words.stamp(scene.known_on, scene.view.policy)


def credit(scene: Scene) -> str:
    """Return who made what the map is drawn from."""
    return map_words.credit(scene.view.layers)


def warning(scene: Scene) -> str:
    """Return what the reader must know of a picture map that is on; empty where none is."""
    online = (ONLINE[name].host for name in scene.view.layers if name in ONLINE)
    return next(map(map_words.online_warning, online), "")


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
    # The gap between two catchments is a line in the colour of the land.
    styles: dict[Style, list[str]] = defaultdict(list)
    for area in scene.catalog.layers["catchments"].features:
        state = scene.control[area.id]
        if scene.shows(state):
            drawn = look(state, state.stale, theme, scene.catalog.actors)
            fills = area_fills(drawn, theme) if drawn.pattern in ("solid", "none") else ()
            looks[drawn].append(area.id)
            styles[Style(fills, theme.land, 1.2)].append(area.id)
    base = Layer(
        id="catchments",
        shows="catchments",
        styles=styles,
        zooms=hatch.ZOOMS,
        outlined=True,
        below_border=True,
    )
    return Drawn((*_stripes(base, looks, area_fills, theme), base))


def _mines(scene: Scene, theme: Theme) -> Drawn:
    looks: dict[Look, list[str]] = defaultdict(list)
    styles: dict[Style, list[str]] = defaultdict(list)
    for mine in scene.mines.clusters:
        drawn = look_in(scene, mine, theme)
        fill = marker_fills(drawn, theme)[0]
        looks[drawn].append(mine.cluster_id)
        style = Style((fill,), mine_rim(fill, theme), MINE_RIM, _mine_says(mine, scene))
        styles[style].append(mine.cluster_id)
    base = Layer(id="mines", shows="mines", styles=styles, outlined=True, rounded=True, pickable=True)
    return Drawn((base, *_stripes(base, looks, marker_fills, theme)))


def _mine_says(mine: MineState, scene: Scene) -> str:
    place = scene.catalog.places.get(mine.place_id or "")
    if place is None or not mine.actors:
        return map_words.NO_CLAIM()
    words = (read_aloud(mine, scene.catalog), age_note(mine), map_words.derived_from(place.name))
    return ", ".join(filter(None, words))


def _stripes(
    base: Layer,
    looks: Mapping[Look, Sequence[str]],
    hues: Callable[[Look, Theme], tuple[str, ...]],
    theme: Theme,
) -> list[Layer]:
    """Return a layer of stripes for each pattern, empty where none of the areas has it."""
    styles: dict[str, dict[Style, list[str]]] = {pattern: defaultdict(list) for pattern in _PATTERNS}
    for drawn, keys in looks.items():
        if drawn.pattern in styles:
            styles[drawn.pattern][Style(hues(drawn, theme))] += keys
    return [
        Layer(
            id=f"{base.id}-{pattern}",
            shows=base.shows,
            styles=styles[pattern],
            pattern=pattern,
            zooms=hatch.ZOOMS,
            below_border=base.below_border,
        )
        for pattern in _PATTERNS
    ]


def _pools(scene: Scene, theme: Theme) -> Drawn:
    styles: dict[Style, list[str]] = defaultdict(list)
    for mine in scene.mines.clusters:
        styles[Style((pool_fill(look_in(scene, mine, theme), theme),))].append(mine.cluster_id)
    return Drawn((Layer(id="pools", shows="pools", styles=styles, zooms=hatch.ZOOMS, points=(0.8, 6)),))


def _districts(scene: Scene, theme: Theme) -> Drawn:
    styles = {Style(line=theme.country_label, width=0.9): ("district",)}
    return Drawn((Layer(id="districts", shows="districts", styles=styles, rounded=True, below_border=True),))


def _online(scene: Scene, theme: Theme, name: str) -> Drawn:
    return Drawn(tiles=ONLINE[name].dark if theme.name == "dark" else ONLINE[name].light)


OVERLAYS: Mapping[str, Overlay] = {
    overlay.name: overlay
    for overlay in (
        Overlay("crossings", True, 6, partial(_marks, inland=False)),
        Overlay("towns", True, 5, partial(_marks, inland=True)),
        Overlay("mines", True, 3, _mines),
        Overlay("catchments", True, 2, _catchments),
        Overlay("pools", False, 4, _pools),
        Overlay("districts", False, 1, _districts),
        Overlay("online-light", False, 0, partial(_online, name="online-light")),
        Overlay("online-satellite", False, 0, partial(_online, name="online-satellite")),
    )
}
"""Every overlay by its public name, in the order in which they are offered."""
