"""What several places hold, stacked over time: towns of equal weight, or mines of their catchments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from math import fsum

from dashboard.answer.scene import Scene
from dashboard.charts.vega import AXIS, Panel, Spec
from dashboard.look.theme import Look, Theme, actor_text, look
from dashboard.wording import charts as wording
from dashboard.wording.dates import show_day
from dashboard.wording.firmness import no_news
from dashboard.wording.language import Message, figure
from dashboard.wording.states import state_codes, state_text
from dashboard.wording.vocabulary import STATUS
from geodata.analysis import timeline
from geodata.analysis.mines import MineState, hectares
from geodata.resolver import resolve
from geodata.resolver.answers import Interval, Segment, Track
from geodata.vocab import Dimension, Status

# -- Stacks ----------------------------------------------------------------------------------------

APART = (Status.CHANGING, Status.CONTESTED)
_LINE = 11.5
"""Height in px of a line of the names at the end of a stack."""

_RANK = {"kia": 0, "kbgf": 1, "sac": 2, "mndaa": 3, "3bha": 4, "tnla": 5, "uwsa": 6}


@dataclass(frozen=True, slots=True, order=True)
class Band:
    """A layer of the stack: who, and whether the evidence is old.

    The order is that from below: holders, then what is changing or contested one by one, then
    what nobody is known to hold.
    """

    group: int
    rank: tuple[int, ...]
    words: str
    faded: bool
    look: Look
    actors: tuple[str, ...]


Stack = list[tuple[Band, float]]
"""The layers of a day from below, each with its weight."""

Tip = Callable[[str, float], str]
"""Says how much somebody holds."""


def stacks(weights: Iterable[tuple[Track, float]], scene: Scene, theme: Theme) -> Mapping[date, Stack]:
    """Return the stack by the day from which it stands; each track counts with its weight."""
    newest, axis = scene.catalog.newest_record, scene.axis
    parts = [
        (part, _layer(part, scene, theme), weight)
        for track, weight in weights
        for part in timeline.segments(track, axis.start, axis.end, newest)
    ]
    by_day = {}
    for day in sorted({part.start for part, _, _ in parts}):
        covering = [(layer, weight) for part, layer, weight in parts if part.start <= day < part.end]
        by_day[day] = _merged(sorted(covering))
    return by_day


def _merged(layers: Sequence[tuple[Band, float]]) -> Stack:
    """Return layers of one kind as one, but what changes or is contested apart, each with its own hues."""
    merged: Stack = []
    for layer, weight in layers:
        if merged and merged[-1][0] == layer and layer.group != 1:
            merged[-1] = (layer, merged[-1][1] + weight)
        else:
            merged.append((layer, weight))
    return merged


def _layer(part: Segment, scene: Scene, theme: Theme) -> Band:
    interval, actors = part.interval, scene.catalog.actors
    shown, text = look(interval, part.stale, theme, actors), str(state_codes(interval, scene.catalog))
    if shown.pattern == "none":
        return Band(2, (), text, False, shown, ())
    group = 1 if interval.status in APART else 0
    rank = tuple(sorted(_RANK.get(actor, 7) for actor in interval.actors))
    return Band(group, rank, text, part.stale, shown, interval.actors)


def add_stack(panel: Panel, by_day: Mapping[date, Stack], bottom: float, unit: float, tip: Tip) -> None:
    """Add a stack whose lower edge is at `bottom`, `unit` px for a weight of one.

    A layer that stays where it is over several changes is one bar.
    """
    standing: dict[tuple[float, float, Band], date] = {}
    for day, after in pairwise((*by_day, panel.axis.end)):
        level, current = 0.0, {}
        for layer, weight in by_day[day]:
            level += weight
            place = (level, weight, layer)
            current[place] = standing.pop(place, day)
        _paint(panel, standing, day, bottom, unit, tip)
        standing = current
        if after == panel.axis.end:
            _paint(panel, standing, after, bottom, unit, tip)


def _paint(
    panel: Panel,
    standing: Mapping[tuple[float, float, Band], date],
    after: date,
    bottom: float,
    unit: float,
    tip: Tip,
) -> None:
    for (level, weight, layer), begun in standing.items():
        mark = no_news() if layer.faded else ""
        says = wording.tip(tip(layer.words, weight), begun, after, mark)
        panel.paint(layer.look, bottom - unit * level, unit * weight, begun, after, says)


@dataclass(frozen=True, slots=True)
class Name:
    """Words beside a chart, for the day asked: how many px from its top, and in which colour."""

    top: float
    text: str
    colour: str


def stack_on(weights: Iterable[tuple[Track, float]], scene: Scene, theme: Theme) -> Stack:
    """Return the stack of the day asked."""
    day, newest = scene.view.on, scene.catalog.newest_record
    layers = [
        (_layer(part, scene, theme), weight)
        for track, weight in weights
        for part in timeline.segments(track, day, day + date.resolution, newest)
    ]
    return _merged(sorted(layers))


def names(stack: Stack, bottom: float, unit: float, theme: Theme) -> Iterator[Name]:
    """Yield the holders' codes with their weights beside the stack, none nearer than a line."""
    level, last = 0.0, bottom + _LINE
    for name, same in groupby(stack, key=lambda each: each[0].words):
        layers = list(same)
        weight = hectares(each for _, each in layers)
        actors = layers[0][0].actors
        middle = min(bottom - unit * (level + weight / 2), last - _LINE)
        ink = actor_text(actors[0], theme) if len(actors) == 1 else theme.ink2
        yield Name(middle, f"{name} {figure(weight)}", ink)
        level, last = level + weight, middle


def day_name(panel: Panel, scene: Scene, theme: Theme) -> Name:
    """Return the day for which the names beside the stacks stand."""
    return Name(panel.bottom + AXIS / 2 + 1, wording.on_day(scene.view.on), theme.ink2)


# -- Crossings by holder ---------------------------------------------------------------------------
# How many crossing towns each actor held over time: a stack that always adds up to all of them.

_UNIT = 7
"""Height in px of one town."""


def holders_spec(scene: Scene, theme: Theme) -> Spec:
    """Return the stack of a scene as a Vega-Lite specification."""
    crossings = scene.crossings
    panel = Panel(scene, theme)
    bottom = panel.room(_UNIT * len(crossings))
    by_day = stacks(((scene.tracks[place.place_id], 1) for place in crossings), scene, theme)
    for level in (*range(0, len(crossings), 5), len(crossings)):
        panel.level(bottom - _UNIT * level, str(level))
    panel.left(13, wording.TOWNS(), bold=True)
    panel.left(28, wording.BY_HOLDER())
    add_stack(panel, by_day, bottom, _UNIT, wording.towns_held)
    return panel.spec()


def holders_names(scene: Scene, theme: Theme) -> list[Name]:
    """Return how many towns each holder has on the day asked, to stand beside the stack."""
    panel = Panel(scene, theme)
    bottom = panel.room(_UNIT * len(scene.crossings))
    stack = stack_on(((scene.tracks[place.place_id], 1) for place in scene.crossings), scene, theme)
    return [*names(stack, bottom, _UNIT, theme), day_name(panel, scene, theme)] if stack else []


def holders_table(scene: Scene) -> list[dict[str, str]]:
    """Return the number of towns by holder on the sampled days of the axis."""
    days = scene.axis.samples
    counted = {
        day: Counter(
            STATUS[part.status]() if part.status in APART else str(state_codes(part, scene.catalog))
            for part in (scene.tracks[place.place_id].at(day) for place in scene.crossings)
        )
        for day in days
    }
    names = dict.fromkeys(name for counts in counted.values() for name in sorted(counts))
    head = wording.DAY()
    return [{head: show_day(day)} | {name: str(counted[day][name]) for name in names} for day in days]


# -- Mines by holder -------------------------------------------------------------------------------
# Mine clusters, pools and hectares by controlling actor over time, each derived from its town's state.

_TALL, _GAP = 44, 14

_MEASURES: tuple[tuple[Message, Message, Tip, Callable[[MineState], float]], ...] = (
    (*wording.MINE_CLUSTERS, wording.clusters_held, lambda mine: 1),
    (*wording.MINE_POOLS, wording.pools_held, lambda mine: mine.pools),
    (*wording.MINE_HECTARES, wording.hectares_held, lambda mine: mine.area_ha),
)
"""What is counted, in three panels: two counts never share an axis."""


def mines_spec(scene: Scene, theme: Theme) -> Spec:
    """Return the three stacks of a scene as a Vega-Lite specification."""
    panel = Panel(scene, theme)
    for number, (title, remark, tip, weight) in enumerate(_MEASURES):
        weights = _weights(scene, weight)
        total = hectares(weights.values())
        bottom = panel.room(_TALL, _GAP if number else 0)
        by_day = stacks(((track_of(scene, place), count) for place, count in weights.items()), scene, theme)
        panel.level(bottom, "0")
        panel.level(bottom - _TALL, figure(total))
        panel.title(bottom - _TALL + 6, title(), remark())
        if total:
            add_stack(panel, by_day, bottom, _TALL / total, tip)
    return panel.spec()


def mines_names(scene: Scene, theme: Theme) -> list[Name]:
    """Return how much each holder has on the day asked, to stand beside the three stacks."""
    panel, beside = Panel(scene, theme), list[Name]()
    for number, (*_, weight) in enumerate(_MEASURES):
        weights = _weights(scene, weight)
        bottom = panel.room(_TALL, _GAP if number else 0)
        if total := hectares(weights.values()):
            stack = stack_on(
                ((track_of(scene, place), count) for place, count in weights.items()), scene, theme
            )
            beside += names(stack, bottom, _TALL / total, theme)
    return [*beside, day_name(panel, scene, theme)] if beside else []


def mines_table(scene: Scene) -> list[dict[str, str]]:
    """Return clusters, pools and hectares by holder on the sampled days of the axis."""
    rows = []
    for day in scene.axis.samples:
        counts: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(_MEASURES))
        for place, mines in by_place(scene).items():
            name = str(state_text(track_of(scene, place).at(day), scene.catalog))
            for at, (*_, weight) in enumerate(_MEASURES):
                counts[name][at] += sum(weight(mine) for mine in mines)
        for name, (clusters, pools, area) in counts.items():
            rows.append(
                {
                    wording.DAY(): show_day(day),
                    wording.DERIVED_HOLDER(): name,
                    wording.CLUSTERS(): figure(clusters),
                    wording.POOLS(): figure(pools),
                    wording.HECTARES(): figure(round(area, 1)),
                }
            )
    return rows


def by_place(scene: Scene) -> dict[str, list[MineState]]:
    """Return the mine clusters that count by the town with which they are held, empty for none."""
    grouped: dict[str, list[MineState]] = defaultdict(list)
    for mine in scene.counted.clusters:
        grouped[mine.place_id or ""].append(mine)
    return grouped


def _weights(scene: Scene, weight: Callable[[MineState], float]) -> dict[str, float]:
    return {place: fsum(weight(mine) for mine in mines) for place, mines in by_place(scene).items()}


def track_of(scene: Scene, place: str) -> Track:
    """Return the track of a catchment's town; outside all catchments nothing is known."""
    if not place:
        nothing = Interval(None, None, Status.UNKNOWN)
        return Track("", Dimension.CONTROL, scene.known_on, scene.view.policy, (nothing,), ())
    return resolve.track(scene.catalog, place, known_on=scene.known_on, policy=scene.view.policy)
