"""How many crossing towns each actor held over time: a stack that always adds up to all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import altair as alt

from dashboard.charts.frame import (
    END,
    SMALL,
    START,
    Palette,
    Spec,
    columns,
    datasets,
    day_number,
    ex,
    plain,
    row,
    short_day,
    unpack,
)
from dashboard.charts.marks import axis, bars, date_line, grid, of_kind, rule, window
from dashboard.scene import Scene
from dashboard.sentences.counts import crossing_states, parts
from dashboard.theme import STALE_LANE, THEMES, Look, Theme, actor_text, look, mixed, words
from geodata import timeline
from geodata.states import Segment
from geodata.vocab import Status
from geodata.when import show_day

_UNIT = 7
"""Height in px of one town."""

_HEAD, _AXIS = 8, 18
_LINE = 13
"""Height in px of a line of the figures at the right."""

_DAY = timedelta(days=1)
_APART = (Status.CHANGING, Status.CONTESTED)
_RANK = {"kia": 0, "kbgf": 1, "nda-k": 1, "sac": 2, "mndaa": 3, "3bha": 4, "tnla": 5, "uwsa": 6}


@dataclass(frozen=True, slots=True, order=True)
class _Layer:
    """A layer of the stack on some days: who, and whether the evidence is old.

    The order is that of the stack from below: holders, then what is changing or contested town by
    town, then what nobody is known to hold.
    """

    group: int
    rank: tuple[int, ...]
    words: str
    faded: bool
    look: Look


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the stack of a scene as a Vega-Lite specification."""
    hues = Palette()
    rows = [*_frame(scene), *_stack(scene, theme, hues), *_figures(scene, theme, hues)]
    total = len(scene.catalog.crossings)
    return {**_fixed(theme.name, total), "datasets": datasets(rows, hues)}


def table(scene: Scene) -> list[dict[str, str]]:
    """Return the number of towns by holder on the first day of each quarter and on the day asked."""
    catalog = scene.catalog
    days = [date(year, month, 1) for year in range(START.year, END.year + 1) for month in (1, 4, 7, 10)]
    shown = sorted({*(day for day in days if START <= day < END), scene.view.on})
    names: dict[str, None] = {}
    counted: list[tuple[date, dict[str, int]]] = []
    for day in shown:
        counts: dict[str, int] = {}
        for place in catalog.crossings:
            interval = scene.tracks[place.place_id].at(day)
            name = interval.status if interval.status in _APART else words(interval, catalog.actors)
            counts[name] = counts.get(name, 0) + 1
        names |= dict.fromkeys(sorted(counts))
        counted.append((day, counts))
    return [
        {"day": show_day(day)} | {name: str(counts.get(name, 0)) for name in names} for day, counts in counted
    ]


@lru_cache(maxsize=4)
def _fixed(theme_name: str, total: int) -> Spec:
    theme = THEMES[theme_name]
    height = _UNIT * total
    bottom = _HEAD + height
    levels = alt.Chart(alt.InlineData(values=[{"n": n} for n in (0, 5, 10, 15, total)], name="levels"))
    again = alt.Chart(alt.NamedData(name="levels"))
    level = f"{bottom}-{_UNIT}*datum.n"
    chart = alt.layer(
        grid(theme, _HEAD, bottom),
        rule(levels, x=ex("L"), x2=ex("L+W"), y=ex(level), color=theme.hairline),
        *bars("0", str(_UNIT), "''"),
        window(theme, _HEAD, bottom),
        date_line(theme, 0, bottom),
        again.mark_text(x=ex("L-9"), y=ex(level), text=ex("datum.n"), align="right", fontSize=SMALL),
        of_kind("c").mark_text(
            x=ex("L+W+8"),
            y=ex(f"{_LINE}*datum.r+6"),
            text=ex("datum.w"),
            fill=ex("datum.f"),
            fontWeight=ex("datum.s"),
        ),
        of_kind("e").mark_text(x=4, y=_HEAD + 4, text="Crossing towns", fill=theme.ink, fontWeight=600),
        of_kind("e").mark_text(x=4, y=_HEAD + 19, text="by holder"),
        axis(theme, bottom + _AXIS / 2),
        data=alt.NamedData(name="rows"),
        height=bottom + _AXIS,
    )
    return plain(unpack(chart, xe="max(datum.xb,datum.xa+1)").add_params(*columns()), theme)


def _frame(scene: Scene) -> Iterator[str]:
    view = scene.view
    first, last = view.window
    if first < END and last >= START:
        yield row("w", a=day_number(first), b=day_number(last + _DAY))
    if START <= view.on < END:
        yield row("v", a=day_number(view.on), s=0, h=0)
    yield row("e")


def _layer(part: Segment, scene: Scene, theme: Theme) -> _Layer:
    interval, actors = part.interval, scene.catalog.actors
    shown = look(interval, part.stale, theme, actors)
    said = words(interval, actors)
    if interval.status is Status.UNKNOWN or not interval.actors:
        return _Layer(2, (), said, False, shown)
    group = 1 if interval.status in _APART else 0
    rank = tuple(sorted(_RANK.get(actor, 7) for actor in interval.actors))
    return _Layer(group, rank, said, part.stale, shown)


def _stack(scene: Scene, theme: Theme, hues: Palette) -> Iterator[str]:
    """Yield the layers as bars; a layer that stays where it is over several runs of days is one bar."""
    catalog = scene.catalog
    parts = [
        part
        for place in catalog.crossings
        for part in timeline.segments(scene.tracks[place.place_id], START, END, catalog.newest_record)
    ]
    days = sorted({part.start for part in parts} | {END})
    bottom = _HEAD + _UNIT * len(catalog.crossings)
    drawn: dict[tuple[int, int, _Layer], tuple[int, int]] = {}
    for first, after in pairwise(days):
        covering = [part for part in parts if part.start <= first < part.end]
        level = 0
        current: dict[tuple[int, int, _Layer], tuple[int, int]] = {}
        for layer, count in _counted(covering, scene, theme):
            where = (bottom - _UNIT * (level + count), _UNIT * count, layer)
            begun = drawn.pop(where)[0] if where in drawn else day_number(first)
            current[where] = (begun, day_number(after))
            level += count
        yield from _bars(drawn, theme, hues)
        drawn = current
    yield from _bars(drawn, theme, hues)


def _counted(parts: list[Segment], scene: Scene, theme: Theme) -> list[tuple[_Layer, int]]:
    """Return the layers of a day from below; those changing or contested town by town."""
    counts: list[tuple[_Layer, int]] = []
    for layer in sorted(_layer(part, scene, theme) for part in parts):
        if counts and counts[-1][0] == layer and layer.group != 1:
            counts[-1] = (layer, counts[-1][1] + 1)
        else:
            counts.append((layer, 1))
    return counts


def _bars(
    drawn: dict[tuple[int, int, _Layer], tuple[int, int]], theme: Theme, hues: Palette
) -> Iterator[str]:
    for (top, height, layer), (a, b) in drawn.items():
        fills = tuple(
            mixed(fill, theme.page, STALE_LANE) if layer.faded else fill for fill in layer.look.fills
        )
        count = height // _UNIT
        said = f"{layer.words}{', unverified' if layer.faded else ''}: {count}"
        if layer.look.pattern == "diagonal":
            yield row("d", a=a, b=b, s=top, h=height, f=hues[fills[0]], w=said)
            yield row("h", a=a, b=b, s=top, f=hues[fills[1]])
            continue
        if layer.look.pattern == "none":
            fills = (theme.hairline,)
        for place, fill in enumerate(fills):
            part = height / len(fills)
            yield row("b", a=a, b=b, s=f"{top + place * part:g}", h=f"{part:g}", f=hues[fill], w=said)


def _figures(scene: Scene, theme: Theme, hues: Palette) -> Iterator[str]:
    """Yield the figures on the day at the right, from above as the stack is."""
    yield row("c", 0, s=400, f=hues[theme.ink2], w=f"on {short_day(scene.view.on)}")
    found = parts(crossing_states(scene), scene)
    for line, (label, count, actors) in enumerate(found, start=1):
        ink = actor_text(actors[0], theme) if len(actors) == 1 else theme.ink2
        yield row("c", line, s=600 if actors else 400, f=hues[ink], w=f"{label} {count}")
