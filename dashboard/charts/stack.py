"""What several places hold, stacked over time: towns of equal weight, or mines of their catchments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from dashboard.charts.panel import Panel
from dashboard.scene import Scene
from dashboard.theme import Look, Theme, actor_text, look, words
from geodata import timeline
from geodata.states import Segment, Track
from geodata.vocab import Status

APART = (Status.CHANGING, Status.CONTESTED)
_LINE = 11.5
"""Height in px of a line of the names at the end of a stack."""

_RANK = {"kia": 0, "kbgf": 1, "nda-k": 1, "sac": 2, "mndaa": 3, "3bha": 4, "tnla": 5, "uwsa": 6}


@dataclass(frozen=True, slots=True, order=True)
class Layer:
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


Stack = list[tuple[Layer, float]]
"""The layers of a day from below, each with its weight."""


def stacks(weights: Iterable[tuple[Track, float]], scene: Scene, theme: Theme) -> Mapping[date, Stack]:
    """Return the stack by the day from which it stands; each track counts with its weight."""
    newest, axis = scene.catalog.newest_record, scene.axis
    parts = [
        (part, _layer(part, scene, theme), weight)
        for track, weight in weights
        for part in timeline.segments(track, axis.start, axis.end, newest)
    ]
    found = {}
    for day in sorted({part.start for part, _, _ in parts}):
        covering = [(layer, weight) for part, layer, weight in parts if part.start <= day < part.end]
        found[day] = _merged(sorted(covering))
    return found


def _merged(layers: Sequence[tuple[Layer, float]]) -> Stack:
    """Return layers of one kind as one, but what changes or is contested apart, each with its own hues."""
    merged: Stack = []
    for layer, weight in layers:
        if merged and merged[-1][0] == layer and layer.group != 1:
            merged[-1] = (layer, merged[-1][1] + weight)
        else:
            merged.append((layer, weight))
    return merged


def _layer(part: Segment, scene: Scene, theme: Theme) -> Layer:
    interval, actors = part.interval, scene.catalog.actors
    shown, said = look(interval, part.stale, theme, actors), words(interval, actors)
    if shown.pattern == "none":
        return Layer(2, (), said, False, shown, ())
    group = 1 if interval.status in APART else 0
    rank = tuple(sorted(_RANK.get(actor, 7) for actor in interval.actors))
    return Layer(group, rank, said, part.stale, shown, interval.actors)


def add_stack(panel: Panel, found: Mapping[date, Stack], bottom: float, unit: float, noun: str = "") -> None:
    """Add a stack whose lower edge is at `bottom`, `unit` px for a weight of one.

    A layer that stays where it is over several changes is one bar.
    """
    standing: dict[tuple[float, float, Layer], date] = {}
    for day, after in pairwise((*found, panel.axis.end)):
        level, current = 0.0, {}
        for layer, weight in found[day]:
            level += weight
            place = (level, weight, layer)
            current[place] = standing.pop(place, day)
        _paint(panel, standing, day, bottom, unit, noun)
        standing = current
        if after == panel.axis.end:
            _paint(panel, standing, after, bottom, unit, noun)


def _paint(
    panel: Panel,
    standing: Mapping[tuple[float, float, Layer], date],
    after: date,
    bottom: float,
    unit: float,
    noun: str,
) -> None:
    for (level, weight, layer), begun in standing.items():
        says = f"{layer.words}{', unverified' if layer.faded else ''}: {weight:,.0f}{noun}"
        panel.paint(layer.look, bottom - unit * level, unit * weight, begun, after, says)


def add_names(panel: Panel, stack: Stack, bottom: float, unit: float, theme: Theme) -> None:
    """Add the holders' codes with their weights at the end of the stack, none nearer than a line."""
    level, last = 0.0, bottom + _LINE
    for said, same in groupby(stack, key=lambda each: each[0].words):
        layers = list(same)
        weight = sum(each for _, each in layers)
        actors = layers[0][0].actors
        middle = min(bottom - unit * (level + weight / 2), last - _LINE)
        ink = actor_text(actors[0], theme) if len(actors) == 1 else theme.ink2
        panel.right(middle, f"{said} {weight:,.0f}", ink)
        level, last = level + weight, middle
