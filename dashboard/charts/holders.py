"""How many crossing towns each actor held over time: a stack that always adds up to all of them.

The date asked is not in it, only the window: so a change of date sends none of it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, pairwise

import altair as alt

from dashboard.charts.frame import (
    END,
    SMALL,
    START,
    Rows,
    Spec,
    columns,
    day_number,
    ex,
    plain,
    quarter_days,
    unpack,
)
from dashboard.charts.marks import axis, bars, grid, of_kind, rule, window
from dashboard.scene import Scene
from dashboard.theme import STALE_LANE, THEMES, Look, Theme, actor_text, look, mixed, words
from geodata import timeline
from geodata.states import Interval, Segment
from geodata.vocab import Status
from geodata.when import show_day

_UNIT = 7
"""Height in px of one town."""

_HEAD, _AXIS, _LINE = 8, 18, 11.5
"""Height in px above the stack, of the axis, and of a line of the names at its end."""

_DAY = timedelta(days=1)
_APART = (Status.CHANGING, Status.CONTESTED)
_RANK = {"kia": 0, "kbgf": 1, "nda-k": 1, "sac": 2, "mndaa": 3, "3bha": 4, "tnla": 5, "uwsa": 6}


@dataclass(frozen=True, slots=True, order=True)
class _Layer:
    """A layer of the stack: who, and whether the evidence is old.

    The order is that from below: holders, then what is changing or contested town by town, then
    what nobody is known to hold.
    """

    group: int
    rank: tuple[int, ...]
    words: str
    faded: bool
    look: Look
    actors: tuple[str, ...]


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the stack of a scene as a Vega-Lite specification."""
    rows = Rows()
    first, last = scene.view.window
    if first < END and last >= START:
        rows.add("w", a=day_number(first), b=day_number(last + _DAY))
    rows.add("e")
    stacks = _stacks(scene, theme)
    total = len(scene.catalog.crossings)
    _add_bars(rows, stacks, _HEAD + _UNIT * total, theme)
    _add_names(rows, stacks[max(stacks)], _HEAD + _UNIT * total, theme)
    return {**_fixed(theme.name, total), "datasets": rows.datasets()}


def table(scene: Scene) -> list[dict[str, str]]:
    """Return the number of towns by holder on the first day of each quarter."""
    days = quarter_days()
    counted = {day: Counter(_name(interval, scene) for interval in _held(scene, day)) for day in days}
    names = dict.fromkeys(name for counts in counted.values() for name in sorted(counts))
    return [{"day": show_day(day)} | {name: str(counted[day][name]) for name in names} for day in days]


def _held(scene: Scene, day: date) -> Iterable[Interval]:
    return (scene.tracks[place.place_id].at(day) for place in scene.catalog.crossings)


def _name(interval: Interval, scene: Scene) -> str:
    return interval.status if interval.status in _APART else words(interval, scene.catalog.actors)


@lru_cache(maxsize=4)
def _fixed(theme_name: str, total: int) -> Spec:
    theme = THEMES[theme_name]
    bottom = _HEAD + _UNIT * total
    levels = alt.Chart(alt.InlineData(values=[{"n": n} for n in (0, 5, 10, 15, total)], name="levels"))
    again = alt.Chart(alt.NamedData(name="levels"))
    level = ex(f"{bottom}-{_UNIT}*datum.n")
    chart = alt.layer(
        grid(theme, _HEAD, bottom),
        rule(levels, x=ex("L"), x2=ex("L+W"), y=level, color=theme.hairline),
        *bars("0", str(_UNIT), "''"),
        window(theme, _HEAD, bottom),
        again.mark_text(x=ex("L-9"), y=level, text=ex("datum.n"), align="right", fontSize=SMALL),
        of_kind("c").mark_text(
            x=ex("L+W+8"), y=ex("datum.s"), text=ex("datum.w"), fill=ex("datum.f"), fontSize=SMALL
        ),
        of_kind("e").mark_text(x=4, y=_HEAD + 5, text="Crossing towns", fill=theme.ink, fontWeight=600),
        of_kind("e").mark_text(x=4, y=_HEAD + 20, text="by holder"),
        axis(theme, bottom + _AXIS / 2),
        data=alt.NamedData(name="rows"),
        height=bottom + _AXIS,
    )
    return plain(unpack(chart, xe="max(datum.xb,datum.xa+1)").add_params(*columns()), theme)


def _stacks(scene: Scene, theme: Theme) -> Mapping[date, list[tuple[_Layer, int]]]:
    """Return the layers from below, each with its number of towns, by the day from which they stand."""
    catalog = scene.catalog
    parts = [
        (part, _layer(part, scene, theme))
        for place in catalog.crossings
        for part in timeline.segments(scene.tracks[place.place_id], START, END, catalog.newest_record)
    ]
    stacks = {}
    for day in sorted({part.start for part, _ in parts}):
        layers = sorted(layer for part, layer in parts if part.start <= day < part.end)
        # What changes or is contested is drawn town by town, each with its own two hues.
        runs = [(layer, len(list(same))) for layer, same in groupby(layers)]
        stacks[day] = [
            one
            for layer, count in runs
            for one in ([(layer, count)] if layer.group != 1 else [(layer, 1)] * count)
        ]
    return stacks


def _layer(part: Segment, scene: Scene, theme: Theme) -> _Layer:
    interval, actors = part.interval, scene.catalog.actors
    shown, said = look(interval, part.stale, theme, actors), words(interval, actors)
    if shown.pattern == "none":
        return _Layer(2, (), said, False, shown, ())
    group = 1 if interval.status in _APART else 0
    rank = tuple(sorted(_RANK.get(actor, 7) for actor in interval.actors))
    return _Layer(group, rank, said, part.stale, shown, interval.actors)


def _add_bars(rows: Rows, stacks: Mapping[date, list[tuple[_Layer, int]]], bottom: int, theme: Theme) -> None:
    """Add the layers as bars; a layer that stays where it is over several changes is one bar."""
    open_: dict[tuple[int, int, _Layer], date] = {}
    for day, after in pairwise((*stacks, END)):
        level, current = 0, {}
        for layer, count in stacks[day]:
            level += count
            place = (bottom - _UNIT * level, _UNIT * count, layer)
            current[place] = open_.pop(place, day)
        for place, begun in open_.items():
            _add_bar(rows, *place, begun, day, theme)
        open_ = current
        if after == END:
            for place, begun in open_.items():
                _add_bar(rows, *place, begun, after, theme)


def _add_bar(
    rows: Rows, top: int, height: int, layer: _Layer, begun: date, after: date, theme: Theme
) -> None:
    fills = tuple(mixed(fill, theme.page, STALE_LANE) if layer.faded else fill for fill in layer.look.fills)
    if layer.look.pattern == "none":
        fills = (theme.hairline,)
    a, b = day_number(begun), day_number(after)
    says = f"{layer.words}{', unverified' if layer.faded else ''}: {height // _UNIT}"
    if layer.look.pattern == "diagonal":
        rows.add("d", a=a, b=b, s=top, h=height, hue=fills[0], says=says)
        rows.add("h", a=a, b=b, s=top, hue=fills[1])
        return
    part = height / len(fills)
    for place, fill in enumerate(fills):
        rows.add("b", a=a, b=b, s=f"{top + place * part:g}", h=f"{part:g}", hue=fill, says=says)


def _add_names(rows: Rows, stack: list[tuple[_Layer, int]], bottom: int, theme: Theme) -> None:
    """Add the holders' codes with their numbers at the end of the stack, none nearer than a line."""
    level, last = 0.0, bottom + _LINE
    for words_, same in groupby(stack, key=lambda each: each[0].words):
        found = list(same)
        count = sum(number for _, number in found)
        actors = found[0][0].actors
        middle = min(bottom - _UNIT * (level + count / 2), last - _LINE)
        ink = actor_text(actors[0], theme) if len(actors) == 1 else theme.ink2
        rows.add("c", s=f"{middle:g}", hue=ink, w=f"{words_} {count}")
        level, last = level + count, middle
