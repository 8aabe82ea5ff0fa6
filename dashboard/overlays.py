"""What can be switched on and off on the map: each overlay makes layers and marks of a Scene."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dashboard import basemap, ground, hatch
from dashboard.deck import Layer, Style, layer
from dashboard.marks import Mark
from dashboard.scene import Scene
from dashboard.theme import (
    Look,
    Theme,
    actor_text,
    area_fills,
    code,
    look,
    marker_fills,
    mixed,
)
from geodata.datasets.places import Place
from geodata.joins import MineState
from geodata.states import State
from geodata.vocab import GateStatus, PlaceKind, Precision, Reason, Status, Tracked
from geodata.when import show_day

CROSSING_RADIUS = 7.5
TOWN_RADIUS = 4.6
"""Pixels."""

_RECENT = timedelta(days=180)
"""How long a claim that was set aside is named on the map."""
_GATE = {GateStatus.OPEN: "open", GateStatus.PARTIAL: "partly open", GateStatus.CLOSED: "closed"}
_PATTERNS: tuple[hatch.Stripes, ...] = ("diagonal", "bands")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Layers from the bottom up, and marks from north to south."""

    layers: tuple[Layer, ...] = ()
    marks: tuple[Mark, ...] = ()


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


def draw(scene: Scene, theme: Theme) -> Drawn:
    """Return what the overlays that are on make of the scene."""
    on = sorted(
        (OVERLAYS[name] for name in scene.view.layers if name in OVERLAYS), key=lambda each: each.floor
    )
    drawn = [overlay.build(scene, theme) for overlay in on]
    marks = (mark for each in drawn for mark in each.marks)
    return Drawn(
        tuple(made for each in drawn for made in each.layers),
        tuple(sorted(marks, key=lambda mark: -mark.lat)),
    )


def stamp(scene: Scene) -> tuple[str, str]:
    """Return the map's date line, and the line under it: as known when, by which policy."""
    on = scene.view.on
    return f"State on {on.day} {on:%B %Y}", f"as known on {show_day(scene.known_on)} · {scene.view.policy}"


def credit(scene: Scene) -> str:
    """Return who made what the map is drawn from."""
    mines = {"mines", "pools"} & set(scene.view.layers)
    return f"{basemap.CREDIT} · {basemap.MINE_CREDIT}" if mines else basemap.CREDIT


def shown(answer: State | MineState, scene: Scene, theme: Theme) -> Look:
    """Return the look of an answer; hollow where the reader's choice of actors leaves it out."""
    found = look(answer, answer.stale, theme, scene.catalog.actors)
    if scene.shows(answer):
        return found
    return Look("none", (theme.page,), False, found.codes, found.joiner)


def _crossings(scene: Scene, theme: Theme) -> Drawn:
    places = (p for p in scene.catalog.lanes if p.drawable and p.tracked is not Tracked.INLAND)
    return Drawn(marks=tuple(_mark(place, scene, theme) for place in places))


def _towns(scene: Scene, theme: Theme) -> Drawn:
    places = (p for p in scene.catalog.places.values() if p.drawable and p.tracked is Tracked.INLAND)
    return Drawn(marks=tuple(_mark(place, scene, theme) for place in places))


def _mark(place: Place, scene: Scene, theme: Theme) -> Mark:
    assert place.lon is not None and place.lat is not None
    state = scene.control[place.place_id]
    drawn = shown(state, scene, theme)
    crossing = place.tracked is Tracked.CROSSING
    note = _note(place, state, scene)
    chosen = place.place_id == scene.view.place
    return Mark(
        id=place.place_id,
        lon=place.lon,
        lat=place.lat,
        radius=CROSSING_RADIUS if crossing else TOWN_RADIUS,
        pattern=drawn.pattern,
        fills=marker_fills(drawn, theme),
        rim=_rim(drawn, theme),
        dashed=drawn.faded,
        name=_label(place, scene),
        codes=_codes(state, drawn, scene, theme),
        note=note,
        side=-1 if place.tracked is Tracked.INLAND else 1,
        rank=0 if chosen else _rank(place, state),
        chosen=chosen,
        crossing=crossing,
        imprecise=place.coord_precision is Precision.NEAR,
        says=f"{place.name}: {', '.join(text for text in (_said(state, scene), note) if text)}",
    )


def _label(place: Place, scene: Scene) -> str:
    """Return a place's name as short as the map needs it."""
    name = place.name.partition(" (")[0]
    if place.kind is PlaceKind.TRADE_ZONE and place.part_of:
        town = scene.catalog.places[place.part_of].name
        return name.removeprefix(f"{town} ").replace("Trade Zone", "zone")
    return name


def _rank(place: Place, state: State) -> int:
    if place.tracked is Tracked.CROSSING:
        return place.lane or 0
    if place.kind is PlaceKind.TRADE_ZONE:
        return 40
    return 70 if state.status is Status.UNKNOWN else 60 if state.stale else 50


def _rim(drawn: Look, theme: Theme) -> str:
    return actor_text(drawn.codes[-1], theme) if drawn.faded and drawn.codes else theme.ink


def _codes(state: State, drawn: Look, scene: Scene, theme: Theme) -> tuple[tuple[str, str], ...]:
    """Return the pieces of a label's second line: codes in their hues, joiners in plain ink."""
    actors = scene.catalog.actors

    def joined(ids: Iterable[str], joiner: str) -> list[tuple[str, str]]:
        pieces: list[tuple[str, str]] = []
        for actor in ids:
            pieces += [(f" {joiner} ", "")] if pieces else []
            pieces.append((code(actor, actors), actor_text(actor, theme)))
        return pieces

    if state.status is not Status.CHANGING:
        return tuple(joined(drawn.codes, drawn.joiner))
    before, after = joined(state.from_actors, "+"), joined(state.actors, "+")
    return (*before, (" → ", ""), *after)


def _note(place: Place, state: State, scene: Scene) -> str:
    """Return the one thing worth saying beside the holder, the gravest first."""
    if state.status is Status.UNKNOWN:
        gate = _gate_note(scene.gates.get(place.place_id, ()))
        return f"no claim · {gate}" if gate else "no claim"
    if state.stale and state.newest_evidence:
        return f"unverified since {state.newest_evidence:%b %Y}"
    return _own_claim(state, scene) or _gate_note(scene.gates.get(place.place_id, ()))


def _own_claim(state: State, scene: Scene) -> str:
    """Return whose claim to hold the place was lately set aside because nobody else says so."""
    for item in state.set_aside:
        claim = scene.catalog.claims[item.claim_id]
        when = claim.start or claim.as_of
        day = when.earliest if when else None
        recent = day is not None and day <= state.on <= day + _RECENT
        others = claim.actors - set(state.actors) - set(state.from_actors)
        if item.reason is Reason.OWN_CLAIM and recent and others:
            return f"{code(min(others), scene.catalog.actors)} claim set aside"
    return ""


def _gate_note(gates: Sequence[State]) -> str:
    """Return the state of the place's gates in a few words; nothing where it is old or unknown."""
    values = [gate.value for gate in gates if not gate.stale]
    known = [_GATE[GateStatus(value)] for value in values if value in set(GateStatus)]
    if not known:
        return ""
    if len(gates) == 1:
        return f"gate {known[0]}"
    if len(known) == len(gates) and len(set(known)) == 1:
        return f"gates {known[0]}"
    gravest = next(word for word in ("closed", "partly open", "open") if word in known)
    return f"{known.count(gravest)} of {len(gates)} gates {gravest}"


def _said(answer: State | MineState, scene: Scene) -> str:
    """Return an answer as it is read aloud, where an arrow or a plus would not be."""
    actors = scene.catalog.actors
    now = " and ".join(code(actor, actors) for actor in answer.actors)
    if answer.status is Status.CHANGING:
        before = " and ".join(code(actor, actors) for actor in answer.from_actors) or "no claim"
        return f"changing from {before} to {now}"
    if answer.status is Status.CONTESTED:
        return f"contested, {now}"
    return f"{now} jointly" if answer.status is Status.JOINT else now


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
    base = layer("catchments", basemap.url("catchments", scene.catalog), styles=styles)
    return Drawn((*_stripes("catchments", looks, area_fills, scene, theme), base))


def _mines(scene: Scene, theme: Theme) -> Drawn:
    groups: dict[tuple[Look, str, bool], list[str]] = defaultdict(list)
    looks: dict[Look, list[str]] = defaultdict(list)
    for mine in scene.mines.clusters:
        drawn = shown(mine, scene, theme)
        groups[drawn, _mine_says(mine, scene), mine.cluster_id == scene.view.place].append(mine.cluster_id)
        looks[drawn].append(mine.cluster_id)
    styles = []
    for (drawn, says, chosen), ids in groups.items():
        fills = marker_fills(drawn, theme)[:1]
        rim = theme.ink if chosen else mixed(fills[0], theme.ink, 0.55)
        styles.append(Style(tuple(ids), fills=fills, line=rim, width=2.0 if chosen else 0.7, says=says))
    address = basemap.url("mines", scene.catalog)
    base = layer("mines", address, styles=styles, pickable=True, line_joint_rounded=True)
    return Drawn((base, *_stripes("mines", looks, marker_fills, scene, theme)))


def _mine_says(mine: MineState, scene: Scene) -> str:
    place = scene.catalog.places.get(mine.place_id or "")
    if place is None or not mine.actors:
        return "no claim"
    age = ", unverified for long" if mine.stale else ""
    return f"{_said(mine, scene)}{age}, derived from {place.name}"


def _stripes(
    name: str,
    looks: Mapping[Look, Sequence[str]],
    hues: Callable[[Look, Theme], tuple[str, ...]],
    scene: Scene,
    theme: Theme,
) -> list[Layer]:
    """Return a layer of stripes for each pattern that any of the areas has."""
    found = []
    for pattern in _PATTERNS:
        styles = [
            Style(tuple(ids), fills=hues(drawn, theme))
            for drawn, ids in looks.items()
            if drawn.pattern == pattern
        ]
        if styles:
            layer_name = f"{name}-{pattern}"
            address = basemap.url(f"{layer_name}-{{z}}", scene.catalog)
            found.append(layer(layer_name, address, styles=styles, zooms=hatch.ZOOMS, stroked=False))
    return found


def _pools(scene: Scene, theme: Theme) -> Drawn:
    keys: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for mine in scene.mines.clusters:
        drawn = shown(mine, scene, theme)
        keys[(marker_fills(drawn, theme)[-1],)].append(mine.cluster_id)
    made = layer(
        "pools",
        basemap.url("pools", scene.catalog),
        styles=[
            Style(tuple(ids), fills=fills, line=mixed(fills[0], theme.ink, 0.55), width=0.5)
            for fills, ids in keys.items()
        ],
        point_radius_units="meters",
        point_radius_min_pixels=0.8,
        point_radius_max_pixels=6,
    )
    return Drawn((made,))


def _districts(scene: Scene, theme: Theme) -> Drawn:
    styles = [Style(("district",), line=theme.country_label, width=0.9)]
    return Drawn((ground.lines("districts", basemap.url("districts", scene.catalog), styles),))


OVERLAYS: Mapping[str, Overlay] = {
    overlay.name: overlay
    for overlay in (
        Overlay("crossings", "Crossings", True, 6, _crossings),
        Overlay("towns", "Inland towns", True, 5, _towns),
        Overlay("mines", "Mine clusters", True, 4, _mines),
        Overlay("catchments", "Catchments, schematic", True, 2, _catchments),
        Overlay("pools", "Leaching pools", False, 3, _pools),
        Overlay("districts", "Districts", False, 1, _districts),
    )
}
"""Every overlay by its public name, in the order in which they are offered."""
