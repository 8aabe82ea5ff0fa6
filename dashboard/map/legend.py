"""The legend: what the colours, patterns and shapes on a map mean, and only those that are on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any, Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from dashboard.answer import events
from dashboard.answer.holdings import Answer, Held, mines_on_map, of_window, on_map
from dashboard.answer.own import Group, Kind, Own
from dashboard.answer.scene import Named, Scene, drawn_days
from dashboard.look.events import hue, rank
from dashboard.look.own import glyph
from dashboard.look.theme import Look, Theme, actor_fill, code, hues, mixed
from dashboard.map import event_shapes
from dashboard.map.labels import look_in
from dashboard.question.camera import Bounds
from dashboard.wording import events as event_words
from dashboard.wording import map_words
from dashboard.wording import own as own_words
from dashboard.wording.firmness import no_news
from dashboard.wording.language import Message
from dashboard.wording.text import Text
from dashboard.wording.vocabulary import NO_CLAIM, STATUS
from geodata.analysis.mines import MineState
from geodata.analysis.stretches import WHOLE, stretch_has
from geodata.vocab import Status, Tracked

EntryKind = Literal[
    "actor",
    "status",
    "crossing",
    "town",
    "mine",
    "pool",
    "catchment",
    "solid",
    "dashed",
    "event-name",
    "event",
    "event-halo",
    "own-layer",
    "own-square",
    "own-triangle",
    "own-diamond",
    "own-turned",
    "own-plus",
    "own-bar",
    "own-hollow",
]

_MINES: Sequence[tuple[str, Message, EntryKind]] = (
    ("mines", map_words.MINE, "mine"),
    ("pools", map_words.POOL, "pool"),
)


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: a swatch in this look, or the shape of this kind.

    `actor` is its id where readers can choose whether it is shown, and `hidden` whether they have
    left it out.
    """

    look: Look
    label: Text
    kind: EntryKind
    actor: str = ""
    hidden: bool = False


def explained(look: Look, label: str, kind: EntryKind) -> LegendEntry:
    """Return a line whose label is plain."""
    return LegendEntry(look, Text.of(label), kind)


class _InFrame(NamedTuple):
    """What is drawn in the frame, by overlay."""

    crossings: Sequence[Answer]
    towns: Sequence[Answer]
    catchments: Sequence[Answer]
    mines: Sequence[MineState | Held]

    @property
    def answers(self) -> tuple[Answer | MineState, ...]:
        return (*self.crossings, *self.towns, *self.catchments, *self.mines)


def legend(
    scenes: Sequence[Scene], theme: Theme, within: Bounds, stretch: str = WHOLE
) -> tuple[LegendEntry, ...]:
    """Return what the overlays that are on show of these scenes within a frame, actors first, shapes last.

    The scenes have the same overlays and actors on. Of places the map marks those of the `stretch`.
    """
    scene = scenes[0]
    frames = [_in_frame(one, within, stretch) for one in scenes]
    seen = _InFrame(*(tuple(chain(*kind)) for kind in zip(*frames, strict=True)))
    coloured = [answer for answer in seen.answers if scene.shows(answer)]
    return (
        *actor_entries(seen.answers, scene, theme),
        *(_of_window if of_window(scene) else _statuses)(coloured, scene, theme),
        *_shapes(seen, scene, theme),
        *_events(scene, theme, within),
        *(entry for own in scene.own for entry in own_entries(own, scene, theme)),
    )


def _events(scene: Scene, theme: Theme, within: Bounds) -> Iterable[LegendEntry]:
    """Yield what is on the map of conflict events, in the classes that are in the frame, and what is not."""
    archive = events.archive_of(scene) if events.on(scene) else None
    if archive is None:
        return

    def inside(resolution: int) -> list[events.Spot]:
        found = events.spots(archive, scene.view.window, resolution)
        return [each for each in found if within.covers(each.lon, each.lat)]

    plain = Look("none", (theme.page,), False, (), "")
    fine, coarse = (inside(min(at, events.finest(archive))) for at in (15, 4))
    count = sum(each.count.events for each in fine)
    yield explained(plain, event_words.title(archive, scene.view.window, count), "event-name")
    of = event_shapes.classes(archive)
    most = max((rank(each.count.events, of) for each in (*fine, *coarse)), default=-1)
    for at, least in enumerate(of[: most + 1]):
        sample = Look("solid", (hue(at, of, theme),), False, (), "")
        following = of[at + 1] if at + 1 < len(of) else None
        yield explained(sample, event_words.size(least, following), "event")
    if any(not each.exact for each in (*fine, *coarse)):
        yield explained(
            Look("solid", (hue(len(of) // 2, of, theme),), False, (), ""), event_words.HALO(), "event-halo"
        )
    if vague := event_words.vague_events(scene, archive):
        yield explained(plain, event_words.not_drawn(vague), "event-name")


def own_entries(own: Own, scene: Scene, theme: Theme, *, every_day: bool = False) -> Iterable[LegendEntry]:
    """Yield the name of a reader's own layer with what is drawn of it, then its classes that are drawn.

    With `every_day` that is the whole layer.
    """
    drawn = own.shown(date.min, date.max) if every_day else own.shown(*drawn_days(scene))
    told = own_words.layer_whole(own) if every_day else own_words.layer_drawn(own, scene)
    blank = Look("none", (theme.page,), False, (), "")
    if own.styling.kind is Kind.ONE:
        yield _own_entry(own.classes.groups[0], told, theme)
    else:
        yield explained(blank, told, "own-layer")
        counts = np.bincount(own.classes.of[drawn], minlength=len(own.classes.groups))
        for group, count in zip(own.classes.groups, counts, strict=True):
            if count:
                yield _own_entry(group, own_words.group_counted(group, int(count), scene.catalog), theme)
    if hollow := int((own.hollow & drawn).sum()):
        yield explained(blank, own_words.hollow_drawn(hollow), "own-hollow")


_OWN_KINDS: Mapping[str, EntryKind] = {
    "square": "own-square",
    "triangle": "own-triangle",
    "diamond": "own-diamond",
    "turned": "own-turned",
    "plus": "own-plus",
    "bar": "own-bar",
}


def _own_entry(group: Group, label: str, theme: Theme) -> LegendEntry:
    drawn = glyph(group, theme)
    return explained(Look("solid", (drawn.fill,), False, (), ""), label, _OWN_KINDS[drawn.shape])


def _in_frame(scene: Scene, within: Bounds, stretch: str) -> _InFrame:
    on, catalog = set(scene.view.layers), scene.catalog
    dots = [
        place
        for place in catalog.places.values()
        if place.drawable and within.covers(place.lon, place.lat) and stretch_has(stretch, place, catalog)
    ]
    frame = shapely.box(*within)

    def areas(layer: str) -> list[str]:
        features = catalog.layers[layer].features
        seen = _seen(np.array([each.geometry for each in features], dtype=object), frame)
        return [each.id for each, is_seen in zip(features, seen, strict=True) if is_seen]

    clusters = set(areas("mine_clusters")) if on & {"mines", "pools"} else set()

    answers = on_map(scene)

    def states(overlay: str, ids: Iterable[str]) -> list[Answer]:
        return [answers[place_id] for place_id in ids] if overlay in on else []

    return _InFrame(
        crossings=states("crossings", (p.place_id for p in dots if p.tracked is not Tracked.INLAND)),
        towns=states("towns", (p.place_id for p in dots if p.tracked is Tracked.INLAND)),
        catchments=states("catchments", areas("catchments")),
        mines=[answer for mine, answer in mines_on_map(scene) if mine.cluster_id in clusters],
    )


_SLIVER = 0.0003
"""Share of the frame that an area at its edge must take to be in the legend."""


def _seen(areas: NDArray[Any], frame: BaseGeometry) -> NDArray[np.bool_]:
    """Tell which areas show in a frame with more than a sliver at its edge, which no reader sees."""
    shapely.prepare(frame)
    seen: NDArray[np.bool_] = shapely.intersects(frame, areas)
    edge = seen & ~shapely.covers(frame, areas)
    seen[edge] = shapely.area(shapely.intersection(areas[edge], frame)) >= _SLIVER * frame.area
    return seen


def actor_entries(answers: Iterable[Named], scene: Scene, theme: Theme) -> Iterable[LegendEntry]:
    """Yield an entry for each actor with a hue that is named by some answers, and one for all others."""
    actors = scene.catalog.actors
    named = {actor for answer in answers for actor in hues((*answer.actors, *answer.from_actors), actors)}
    for actor in theme.fills:
        if actor in named:
            hidden = actor not in scene.view.actors
            fill = theme.page if hidden else actor_fill(actor, theme)
            swatch = Look("solid", (fill,), False, (actor,), "+")
            label = map_words.actor(actor, code(actor, actors))
            yield LegendEntry(swatch, label, "actor", actor, hidden)
    others = sorted(code(actor, actors) for actor in named if actor not in theme.fills)
    if others:
        yield explained(Look("solid", (theme.neutral,), False, (), "+"), ", ".join(others), "actor")


def _statuses(answers: Sequence[Answer | MineState], scene: Scene, theme: Theme) -> Iterable[LegendEntry]:
    """Return an entry for each thing known other than who on the day."""
    of_day = [answer for answer in answers if not isinstance(answer, Held)]
    return status_entries(
        {answer.status for answer in of_day},
        theme,
        joint=any(look_in(scene, answer, theme).pattern == "bands" for answer in of_day),
        stale=any(answer.stale for answer in of_day),
    )


def status_entries(
    statuses: AbstractSet[Status], theme: Theme, *, joint: bool, stale: bool
) -> Iterable[LegendEntry]:
    """Yield an entry for each thing known other than who, in two neighbouring hues as samples."""
    before, after = theme.fills["kbgf"], theme.fills["kia"]
    if statuses & {Status.CHANGING, Status.CONTESTED}:
        words = {
            (True, True): map_words.CHANGING_OR_CONTESTED,
            (True, False): STATUS[Status.CHANGING],
            (False, True): STATUS[Status.CONTESTED],
        }[Status.CHANGING in statuses, Status.CONTESTED in statuses]
        yield explained(Look("diagonal", (before, after), False, (), "→"), words(), "status")
    if joint:
        yield _joint(theme)
    if stale:
        yield explained(Look("solid", (after,), True, (), "+"), no_news(), "status")
    if Status.UNKNOWN in statuses:
        yield explained(Look("none", (theme.blank,), False, (), ""), NO_CLAIM(), "status")


def _of_window(answers: Sequence[Answer | MineState], scene: Scene, theme: Theme) -> Iterable[LegendEntry]:
    """Return the same of who held places within the window."""
    every = [answer for answer in answers if isinstance(answer, Held)]
    before, after = theme.fills["kbgf"], theme.fills["kia"]
    changed = any(held.changed for held in every)
    disputed = any(each.status is Status.CONTESTED for held in every for each in held.answers)
    if changed or disputed:
        words = map_words.CHANGED_OR_CONTESTED if changed and disputed else map_words.CHANGED_HANDS
        label = words() if changed else STATUS[Status.CONTESTED]()
        yield explained(Look("diagonal", (before, after), False, (), "→"), label, "status")
    if any(look_in(scene, answer, theme).pattern == "bands" for answer in every):
        yield _joint(theme)
    if any(held.partly for held in every):
        yield explained(Look("solid", (after,), True, (), "+"), map_words.PARTLY_KNOWN(), "status")
    if any(held.holdings and held.stale for held in every):
        yield explained(Look("solid", (after,), True, (), "+"), no_news(), "status")
    if any(not answer.actors for answer in answers):
        yield explained(Look("none", (theme.blank,), False, (), ""), NO_CLAIM(), "status")


def _joint(theme: Theme) -> LegendEntry:
    sample = Look("bands", (theme.fills["sac"], theme.fills["kbgf"]), False, (), "+")
    return explained(sample, map_words.JOINT(), "status")


def _shapes(seen: _InFrame, scene: Scene, theme: Theme) -> Iterable[LegendEntry]:
    plain = Look("none", (theme.page,), False, (), "")
    if seen.crossings:
        yield explained(plain, map_words.CROSSING(), "crossing")
    if seen.towns:
        yield explained(plain, map_words.TOWN(), "town")
    for overlay, label, kind in _MINES:
        if seen.mines and overlay in scene.view.layers:
            # A sign, not a state: as if its evidence were new, or a small one could not be seen.
            yield explained(replace(look_in(scene, seen.mines[0], theme), faded=False), label(), kind)
    if seen.catchments:
        # Any actor's: a pale ink, so that it names none of them.
        pale = mixed(theme.ink, theme.land, 1 - theme.area)
        yield explained(Look("solid", (pale,), False, (), ""), map_words.CATCHMENT(), "catchment")
