"""What can be switched on and off on the map: each overlay makes layers and marks of a Scene."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from dashboard.answer.events import LAYER, archive_of
from dashboard.answer.holdings import Held, mines_on_map, of_window, on_map
from dashboard.answer.scene import Scene
from dashboard.look import hatch
from dashboard.look.signs import MINE_RIM
from dashboard.look.theme import Look, Theme, area_fills, marker_fills, mine_rim, pool_fill
from dashboard.map import event_shapes
from dashboard.map.labels import Mark, age_note, held_note, look_in, look_of, marks
from dashboard.map.layers import Layer, Style
from dashboard.question.online import ONLINE
from dashboard.wording import events as event_words
from dashboard.wording import holdings, map_words
from dashboard.wording.states import read_aloud
from dashboard.wording.vocabulary import NO_CLAIM
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
    archive = archive_of(scene) if LAYER in scene.view.layers else None
    made_up = event_words.stamp(archive) if archive else ""
    return " · ".join(filter(None, [made_up, map_words.stamp(scene.known_on, scene.view.policy)]))


def window(scene: Scene) -> str:
    """Return what stands in place of the map's date where it shows the window; empty where it shows a day."""
    return holdings.stamp(scene) if of_window(scene) else ""


def credit(scene: Scene) -> str:
    """Return who made what the map is drawn from."""
    events = archive_of(scene) if LAYER in scene.view.layers else None
    return map_words.credit(scene.view.layers, event_words.credit(events) if events else "")


def warning(scene: Scene) -> str:
    """Return what the reader must know of a picture map that is on; empty where none is."""
    online = (ONLINE[name].host for name in scene.view.layers if name in ONLINE)
    return next(map(map_words.online_warning, online), "")


def _marks(scene: Scene, theme: Theme, inland: bool) -> Drawn:
    return Drawn(marks=tuple(marks(scene, theme, lambda place: (place.tracked is Tracked.INLAND) is inland)))


def _catchments(scene: Scene, theme: Theme) -> Drawn:
    looks: dict[Look, list[str]] = defaultdict(list)
    # The gap between two catchments is a line in the colour of the land.
    styles: dict[Style, list[str]] = defaultdict(list)
    answers = on_map(scene)
    for area in scene.catalog.layers["catchments"].features:
        answer = answers.get(area.id)
        if answer and scene.shows(answer):
            drawn = look_of(answer, scene, theme)
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
    for mine, answer in mines_on_map(scene):
        drawn = look_in(scene, answer, theme)
        fill = marker_fills(drawn, theme)[0]
        looks[drawn].append(mine.cluster_id)
        style = Style((fill,), mine_rim(fill, theme), MINE_RIM, _mine_says(mine, answer, scene))
        styles[style].append(mine.cluster_id)
    base = Layer(id="mines", shows="mines", styles=styles, outlined=True, rounded=True, pickable=True)
    return Drawn((base, *_stripes(base, looks, marker_fills, theme)))


def _mine_says(mine: MineState, answer: MineState | Held, scene: Scene) -> str:
    place = scene.catalog.places.get(mine.place_id or "")
    if place is None or not answer.actors:
        return NO_CLAIM()
    if isinstance(answer, Held):
        said = (holdings.read_aloud(answer, scene.catalog), held_note(answer))
    else:
        said = (read_aloud(answer, scene.catalog), age_note(answer))
    return ", ".join(filter(None, (*said, map_words.derived_from(place.name))))


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
    for mine, answer in mines_on_map(scene):
        drawn = look_in(scene, answer, theme)
        if isinstance(answer, Held) and answer.changed:
            # A point has no room for stripes, and one of its holders alone would be wrong.
            drawn = replace(drawn, fills=(theme.neutral,))
        styles[Style((pool_fill(drawn, theme),))].append(mine.cluster_id)
    return Drawn((Layer(id="pools", shows="pools", styles=styles, zooms=hatch.ZOOMS, points=0.8),))


def _districts(scene: Scene, theme: Theme) -> Drawn:
    styles = {Style(line=theme.country_label, width=0.9): ("district",)}
    return Drawn((Layer(id="districts", shows="districts", styles=styles, rounded=True, below_border=True),))


def _events(scene: Scene, theme: Theme) -> Drawn:
    archive = archive_of(scene)
    return Drawn(event_shapes.layers(archive, scene.view.window, theme) if archive else ())


def _online(scene: Scene, theme: Theme, name: str) -> Drawn:
    return Drawn(tiles=ONLINE[name].dark if theme.name == "dark" else ONLINE[name].light)


OVERLAYS: Mapping[str, Overlay] = {
    overlay.name: overlay
    for overlay in (
        Overlay("crossings", True, 7, partial(_marks, inland=False)),
        Overlay("towns", True, 6, partial(_marks, inland=True)),
        Overlay("mines", True, 4, _mines),
        Overlay("catchments", True, 2, _catchments),
        Overlay("pools", False, 5, _pools),
        Overlay("districts", False, 1, _districts),
        Overlay(LAYER, False, 3, _events),
        Overlay("online-light", False, 0, partial(_online, name="online-light")),
        Overlay("online-satellite", False, 0, partial(_online, name="online-satellite")),
    )
}
"""Every overlay by its public name, in the order in which they are offered."""
