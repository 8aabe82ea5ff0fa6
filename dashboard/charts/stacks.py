"""What several places hold, stacked over time: towns of equal weight, or mines of their catchments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby, pairwise

from dashboard.answer.scene import Scene
from dashboard.charts.vega import AXIS, Panel, Spec
from dashboard.look.theme import LIGHT, Look, Theme, actor_text, look, mixed
from dashboard.wording import charts as wording
from dashboard.wording.dates import show_day
from dashboard.wording.firmness import no_news
from dashboard.wording.language import figure
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

OLD_GROUND = 0.8
"""How far the hue of a layer with old evidence is mixed towards the page, beneath the lines on it."""
_PITCH = 7
"""Px from one line on a layer to the next, about."""
_SHORTEST = 100
"""A run shorter than the axis divided by this is too short to be seen."""

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
    answer: Interval = field(compare=False)
    """One of the answers that are in it."""


Stack = list[tuple[Band, float]]
"""The layers of a day from below, each with its weight."""

Tip = Callable[[str, float], str]
"""Says how much somebody holds."""


def stacks(weights: Iterable[tuple[Track, float]], scene: Scene, theme: Theme) -> Mapping[date, Stack]:
    """Return the stack by the day from which it stands; each track counts with its weight."""
    parts = [(run, weight) for track, weight in weights for run in _runs(track, scene, theme)[0]]
    by_day = {}
    for day in sorted({run.start for run, _ in parts}):
        covering = [(run.layer, weight) for run, weight in parts if run.start <= day < run.end]
        by_day[day] = _merged(sorted(covering))
    return by_day


@dataclass(frozen=True, slots=True)
class _Run:
    """The days `[start, end)` on which a place is in one layer."""

    start: date
    end: date
    layer: Band


def _runs(track: Track, scene: Scene, theme: Theme) -> tuple[list[_Run], int]:
    """Return the runs of a track, and how many were too short to be seen.

    Such a run is taken into the one after it, so that what is newer stays. The last one is taken into the
    one before, but only where it has the same holder and older evidence: no change of hands is lost there.
    """
    newest, axis = scene.catalog.newest_record, scene.axis
    found = [
        _Run(part.start, part.end, _layer(part, scene, theme))
        for part in timeline.segments(track, axis.start, axis.end, newest)
    ]
    found, least = _alike(found), shortest(scene)
    runs: list[_Run] = []
    short = 0
    if len(found) > 1 and (found[-1].end - found[-1].start).days < least:
        before, last = found[-2:]
        if (last.layer.words, last.layer.actors) == (before.layer.words, before.layer.actors):
            found[-2:] = [replace(before, end=last.end)]
            short += 1
    for run in reversed(found):
        if runs and (run.end - run.start).days < least:
            runs[-1] = replace(runs[-1], start=run.start)
            short += 1
        else:
            runs.append(run)
    return _alike(reversed(runs)), short


def _alike(runs: Iterable[_Run]) -> list[_Run]:
    """Return runs with neighbours of one layer as one."""
    joined: list[_Run] = []
    for run in runs:
        if joined and joined[-1].layer == run.layer:
            run = replace(joined.pop(), end=run.end)
        joined.append(run)
    return joined


def shortest(scene: Scene) -> int:
    """Return the days that a run must last to be drawn."""
    return scene.axis.span // _SHORTEST


def _left_out(tracks: Iterable[Track], scene: Scene) -> str:
    """Return how many runs of some tracks are too short to be drawn; empty where none is."""
    count = sum(_runs(track, scene, LIGHT)[1] for track in tracks)
    return wording.too_short(count, shortest(scene)) if count else ""


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
        return Band(2, (), text, False, shown, (), interval)
    group = 1 if interval.status in APART else 0
    rank = tuple(sorted(_RANK.get(actor, 7) for actor in interval.actors))
    return Band(group, rank, text, part.stale, shown, interval.actors, interval)


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
        _paint_layer(panel, layer.look, (bottom - unit * level, unit * weight), (begun, after), says)


def _paint_layer(
    panel: Panel, shown: Look, place: tuple[float, float], days: tuple[date, date], says: str
) -> None:
    """Paint a layer; `place` is its top and height. Old evidence is told by lines, no information by dots.

    A paler hue alone would be another actor's.
    """
    (top, height), theme = place, panel.theme
    pale = shown.faded and shown.pattern != "diagonal"
    if shown.pattern == "none":
        ground = replace(shown, pattern="solid", fills=(theme.page,))
    elif pale:
        ground = replace(shown, fills=tuple(old_ground(hue, theme) for hue in shown.fills), faded=False)
    else:
        ground = shown
    panel.paint(ground, top, height, *days, says)
    if shown.pattern == "none":
        for y in _rows(top, height):
            panel.line(y, days, theme.no_claim, dotted=True)
    elif pale:
        part = height / len(shown.fills)
        for number, hue in enumerate(shown.fills):
            for y in _rows(top + number * part, part):
                panel.line(y, days, hue)


def old_ground(hue: str, theme: Theme) -> str:
    """Return the colour of a layer with old evidence, on which lines in the hue itself are drawn."""
    return mixed(hue, theme.page, OLD_GROUND)


def _rows(top: float, height: float) -> Iterator[float]:
    """Yield the px at which lines lie on a layer: evenly, and at least one."""
    count = max(1, round(height / _PITCH))
    return (top + height * (number + 0.5) / count for number in range(count))


def bands(tracks: Iterable[Track], scene: Scene, theme: Theme) -> list[Band]:
    """Return every layer that is drawn of some tracks."""
    return sorted({run.layer for track in tracks for run in _runs(track, scene, theme)[0]})


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


def holders_note(scene: Scene) -> str:
    """Return what the lines and dots mean, and how many runs are too short to be drawn."""
    tracks = (scene.tracks[place.place_id] for place in scene.crossings)
    return " ".join(filter(None, (wording.stack_key(), _left_out(tracks, scene))))


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
# Mine clusters by controlling actor over time, each derived from its town's state: one bar.

_TALL = 51


def mines_spec(scene: Scene, theme: Theme) -> Spec:
    """Return the stack of a scene as a Vega-Lite specification."""
    panel, total = Panel(scene, theme), scene.counted.total
    bottom = panel.room(_TALL)
    panel.level(bottom, "0")
    panel.level(bottom - _TALL, figure(total.clusters))
    panel.title(bottom - _TALL + 6, wording.MINE_CLUSTERS(), *wording.mines_counted(total))
    if total.clusters:
        by_day = stacks(_clusters(scene), scene, theme)
        add_stack(panel, by_day, bottom, _TALL / total.clusters, wording.clusters_held)
    return panel.spec()


def mines_names(scene: Scene, theme: Theme) -> list[Name]:
    """Return how many clusters each holder has on the day asked, to stand beside the stack."""
    panel, clusters = Panel(scene, theme), len(scene.counted.clusters)
    bottom = panel.room(_TALL)
    if not clusters:
        return []
    stack = stack_on(_clusters(scene), scene, theme)
    return [*names(stack, bottom, _TALL / clusters, theme), day_name(panel, scene, theme)]


def mines_note(scene: Scene) -> str:
    """Return what the lines and dots mean, and how many runs are too short to be drawn."""
    tracks = (track for track, _ in _clusters(scene))
    return " ".join(filter(None, (wording.stack_key(), _left_out(tracks, scene))))


def mines_table(scene: Scene) -> list[dict[str, str]]:
    """Return clusters, pools and hectares by holder on the sampled days of the axis."""
    rows = []
    for day in scene.axis.samples:
        held: dict[str, list[MineState]] = defaultdict(list)
        for place, mines in by_place(scene).items():
            held[str(state_text(track_of(scene, place).at(day), scene.catalog))] += mines
        for name, mines in held.items():
            rows.append(
                {
                    wording.DAY(): show_day(day),
                    wording.DERIVED_HOLDER(): name,
                    wording.CLUSTERS(): figure(len(mines)),
                    wording.POOLS(): figure(sum(mine.pools for mine in mines)),
                    wording.HECTARES(): figure(round(hectares(mine.area_ha for mine in mines), 1)),
                }
            )
    return rows


def by_place(scene: Scene) -> dict[str, list[MineState]]:
    """Return the mine clusters that count by the town with which they are held, empty for none."""
    grouped: dict[str, list[MineState]] = defaultdict(list)
    for mine in scene.counted.clusters:
        grouped[mine.place_id or ""].append(mine)
    return grouped


def _clusters(scene: Scene) -> list[tuple[Track, float]]:
    """Return the tracks of the towns with which mines are held, each with the number of its clusters."""
    return [(track_of(scene, place), len(mines)) for place, mines in by_place(scene).items()]


def track_of(scene: Scene, place: str) -> Track:
    """Return the track of a catchment's town; outside all catchments nothing is known."""
    if not place:
        nothing = Interval(None, None, Status.UNKNOWN)
        return Track("", Dimension.CONTROL, scene.known_on, scene.view.policy, (nothing,), ())
    return resolve.track(scene.catalog, place, known_on=scene.known_on, policy=scene.view.policy)
