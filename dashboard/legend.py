"""What the colours, patterns and shapes on the map mean: only those that are on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.labels import shown
from dashboard.scene import Scene
from dashboard.theme import Look, Theme, actor_fill, code, hues, mixed
from geodata.joins import MineState
from geodata.states import State
from geodata.vocab import Status, Tracked

Kind = Literal["actor", "status", "crossing", "town", "mine", "catchment"]

_REMARKS = {"sac": " (regime)", "kbgf": " (ex NDA-K)"}


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: a swatch in this look, or the shape of this kind.

    `code` is the part of the label that is set in the actor's text hue, empty for all but
    actors; `actor` its id.
    """

    look: Look
    label: str
    kind: Kind
    code: str = ""
    actor: str = ""


def legend(scene: Scene, theme: Theme) -> tuple[LegendEntry, ...]:
    """Return what the overlays that are on show of this scene, actors first, shapes last."""
    answers = tuple(_drawn(scene))
    coloured = [answer for answer in answers if scene.shows(answer)]
    return (
        *_actors(coloured, scene, theme),
        *_statuses(coloured, scene, theme),
        *_shapes(scene, theme),
    )


def _drawn(scene: Scene) -> Iterable[State | MineState]:
    on, catalog = set(scene.view.layers), scene.catalog
    crossings = [p.place_id for p in catalog.lanes if p.drawable and p.tracked is not Tracked.INLAND]
    towns = [p.place_id for p in catalog.places.values() if p.drawable and p.tracked is Tracked.INLAND]
    areas = [area.id for area in catalog.layers["catchments"].features]
    wanted = (
        *(crossings if "crossings" in on else ()),
        *(towns if "towns" in on else ()),
        *(areas if "catchments" in on else ()),
    )
    yield from (scene.control[place_id] for place_id in dict.fromkeys(wanted))
    if on & {"mines", "pools"}:
        yield from scene.mines.clusters


def _actors(answers: Iterable[State | MineState], scene: Scene, theme: Theme) -> Iterable[LegendEntry]:
    actors = scene.catalog.actors
    named = {actor for answer in answers for actor in hues((*answer.actors, *answer.from_actors), actors)}
    for actor in theme.fills:
        if actor in named:
            swatch = Look("solid", (actor_fill(actor, theme),), False, (actor,), "+")
            name = code(actor, actors)
            yield LegendEntry(swatch, f"{name}{_REMARKS.get(actor, '')}", "actor", name, actor)
    others = sorted(code(actor, actors) for actor in named if actor not in theme.fills)
    if others:
        yield LegendEntry(Look("solid", (theme.neutral,), False, (), "+"), ", ".join(others), "actor")


def _statuses(answers: Sequence[State | MineState], scene: Scene, theme: Theme) -> Iterable[LegendEntry]:
    """Return an entry for each thing known other than who, in two neighbouring hues as samples."""
    statuses = {answer.status for answer in answers}
    before, after = theme.fills["kbgf"], theme.fills["kia"]
    if statuses & {Status.CHANGING, Status.CONTESTED}:
        words = {
            (True, True): "changing or contested",
            (True, False): "changing",
            (False, True): "contested",
        }[Status.CHANGING in statuses, Status.CONTESTED in statuses]
        yield LegendEntry(Look("diagonal", (before, after), False, (), "→"), words, "status")
    if any(shown(answer, scene, theme).pattern == "bands" for answer in answers):
        yield LegendEntry(Look("bands", (theme.fills["sac"], before), False, (), "+"), "joint", "status")
    if any(answer.stale for answer in answers):
        yield LegendEntry(Look("solid", (after,), True, (), "+"), "unverified >180 days", "status")
    if Status.UNKNOWN in statuses:
        yield LegendEntry(Look("none", (theme.no_claim,), False, (), ""), "no claim", "status")


def _shapes(scene: Scene, theme: Theme) -> Iterable[LegendEntry]:
    plain = Look("none", (theme.page,), False, (), "")
    on = set(scene.view.layers)
    if "crossings" in on:
        yield LegendEntry(plain, "crossing", "crossing")
    if "towns" in on:
        yield LegendEntry(plain, "town", "town")
    if "mines" in on:
        sample = next((shown(mine, scene, theme) for mine in scene.mines.clusters), plain)
        yield LegendEntry(sample, "mine cluster", "mine")
    if "catchments" in on:
        # Any actor's: a pale ink, so that it names none of them.
        pale = mixed(theme.ink, theme.land, 1 - theme.area)
        yield LegendEntry(Look("solid", (pale,), False, (), ""), "catchment, schematic", "catchment")
