"""What the timeline says of the day asked, drawn over its lanes: date, codes, notes of the chosen lane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard import sentences
from dashboard.axis import Axis
from dashboard.charts.frame import CODES, SMALL, TEXT_SIZE, Rows, Spec, columns, ex, plain, unpack
from dashboard.charts.lanes import chosen_lane
from dashboard.charts.lanes_drawing import FLAG, HEAD, LANE_TOP, MIDDLE, OPENED, lanes_end, total_height
from dashboard.charts.marks import of_kind, rule, symbol
from dashboard.lanes import short_day
from dashboard.scene import Scene
from dashboard.theme import THEMES, Theme, actor_text
from geodata.states import State
from geodata.vocab import Status
from geodata.when import show_day

_FLAG_WIDE = 80
_MARGIN = 8
"""From the axis to the codes at its right, in px."""

_LETTER, _GAP, _NARROWEST = 5.0, 10, 800
"""Px of a letter of a note and beside a note, and of the narrowest axis over which notes are written."""

_WIDE = {"M": 76, "W": 81, "I": 30, " ": 20, "/": 34, "·": 30, "→": 62, "i": 28, "l": 29, "t": 38}
"""Widths of bold letters in hundredths of their size, where they are not those of most capitals."""


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the picture over the lanes as a Vega-Lite specification of the same size."""
    rows, view, axis = Rows(), scene.view, scene.axis
    if view.compare_on is not None and view.compare_on != view.on:
        _add_date(rows, axis, view.compare_on, beside=view.on)
    _add_date(rows, axis, view.on)
    rows.add("e", a=axis.number(view.on), w=f"on {short_day(view.on)}")
    chosen = chosen_lane(scene)
    if chosen is not None:
        _add_notes(rows, chosen, scene)
    for number, place in enumerate(scene.lanes):
        _add_code(rows, scene.control[place.place_id], number, scene, theme)
    fixed = _drawing(theme.name, axis, len(scene.lanes))
    return {**fixed, "datasets": rows.datasets(-1 if chosen is None else chosen)}


@lru_cache(maxsize=4)
def _drawing(theme_name: str, axis: Axis, count: int) -> Spec:
    theme = THEMES[theme_name]
    flag, one, middle = of_kind("v"), of_kind("e"), FLAG / 2 + 1
    room = f"datum.flag>{_FLAG_WIDE / 2 + 140:g}"
    note = ex(f"{HEAD}+datum.y-{OPENED / 2 - 2.5}")
    layers = (
        rule(
            flag.transform_filter("!datum.h"),
            x=ex("datum.xa"),
            y=FLAG,
            y2=lanes_end(count),
            color=theme.ink,
            strokeWidth=ex("datum.s?1.2:1.6"),
            strokeDash=ex("datum.s?[4,3]:[]"),
        ),
        flag.mark_rect(
            x=ex(f"datum.flag-{_FLAG_WIDE / 2:g}"),
            x2=ex(f"datum.flag+{_FLAG_WIDE / 2:g}"),
            y=0.5,
            y2=FLAG,
            cornerRadius=3,
            fill=ex(f"datum.s?'{theme.page}':'{theme.ink}'"),
            stroke=theme.ink,
        ),
        flag.mark_text(
            x=ex("datum.flag"),
            y=middle,
            text=ex("datum.w"),
            fill=ex(f"datum.s?'{theme.ink}':'{theme.page}'"),
            fontSize=12,
            fontWeight=600,
            align="center",
        ),
        one.mark_text(x=ex(f"L+W+{_MARGIN}"), y=HEAD - 6, text=ex("datum.w")),
        one.mark_text(
            x=4, y=middle, text=ex(f"{room}?'Crossings,':'Crossings'"), fill=theme.ink, fontWeight=600
        ),
        one.mark_text(x=60, y=middle, text="north to south", opacity=ex(f"{room}?1:0")),
        of_kind("c").mark_text(
            x=ex(f"L+W+{_MARGIN}+datum.a"),
            y=ex(f"{HEAD}+datum.y+{MIDDLE}"),
            text=ex("datum.w"),
            fontWeight=ex("datum.s"),
            fill=ex("datum.f"),
        ),
        of_kind("x").mark_text(
            x=ex("datum.xa+(datum.h?-6:datum.s?9:6)"),
            y=note,
            text=ex("datum.w"),
            align=ex("datum.h?'right':'left'"),
            fontSize=SMALL,
            fill=theme.ink,
            opacity=ex("W>(datum.b?780:480)?1:0"),
        ),
        symbol(
            of_kind("x").transform_filter("datum.s==1"),
            "M-3 -3L3 3M-3 3L3 -3",
            x=ex("datum.xa"),
            y=note,
            stroke=theme.ink,
            strokeWidth=1.6,
        ),
    )
    chart: Any = alt.layer(*layers, data=alt.NamedData(name="rows"), height=total_height(count))
    half = _FLAG_WIDE / 2
    apart = _FLAG_WIDE + 4
    stands = f"datum.s&&abs(datum.xa-datum.xb)<{apart}?datum.xb+(datum.xa>datum.xb?{apart}:-{apart}):datum.xa"
    placed = unpack(chart, axis, y=LANE_TOP, flag=f"clamp({stands},{half:g},width-{half + 1:g})")
    return plain(placed.add_params(*columns()), theme, background="transparent")


def _add_notes(rows: Rows, chosen: int, scene: Scene) -> None:
    """Add the notes for which there is room, the weightier first: none meets another or the edge."""
    axis = scene.axis
    taken: list[tuple[float, float]] = []
    for note in sentences.lane_notes(scene):
        if not axis.has(note.day):
            continue
        day, length = axis.number(note.day), (len(note.text) * _LETTER + _GAP) * axis.span / _NARROWEST
        for before in (note.before, not note.before):
            low, high = (day - length, day) if before else (day, day + length)
            if low >= 0 and high <= axis.span and all(high <= a or b <= low for a, b in taken):
                rows.add("x", chosen, a=day, b=len(taken), s=int(note.set_aside), h=int(before), w=note.text)
                taken.append((low, high))
                break


def _add_date(rows: Rows, axis: Axis, day: date, beside: date | None = None) -> None:
    """Add the flag of a date; off the axis it stands at its end and has no line.

    The other date of a comparison has a hollow one that makes way for that of the day `beside` it.
    """
    words = show_day(day)
    outside = not axis.has(day)
    if outside:
        words = f"◂ {words}" if day < axis.start else f"{words} ▸"
    way = axis.number(beside) if beside else axis.number(day)
    rows.add("v", a=axis.number(day), b=way, s=int(beside is not None), h=int(outside), w=words)


def _add_code(rows: Rows, state: State, number: int, scene: Scene, theme: Theme) -> None:
    """Add the code at the end of a lane, part by part: each actor's letters in its own hue.

    Where a change is too long to be written out, whoever held the place before is left out.
    """
    parts = list(_code_parts(state, scene, theme))
    if sum(_width(text) for text, _, _ in parts) > CODES - _MARGIN:
        parts = list(_code_parts(replace(state, from_actors=()), scene, theme))
        if state.from_actors:
            parts.insert(0, ("→ ", theme.ink3, 400))
    if state.stale:
        parts.append((" · stale", theme.ink3, 400))
    at = 0.0
    for text, colour, weight in parts:
        indent = _width(text[: len(text) - len(text.lstrip())])
        rows.add("c", number, a=f"{at + indent:.0f}", s=weight, hue=colour, w=text.strip())
        at += _width(text)


def _width(text: str) -> float:
    """Return the width of codes in px, from the font's own widths of bold capitals."""
    return sum(_WIDE.get(letter, 59) for letter in text) * TEXT_SIZE / 100


def _code_parts(state: State, scene: Scene, theme: Theme) -> Iterator[tuple[str, str, int]]:
    actors = scene.catalog.actors
    if state.status is Status.UNKNOWN or not state.actors:
        yield "no claim", theme.ink3, 400
        return
    between = " / " if state.status is Status.CONTESTED else " + "
    groups = [(state.from_actors, " + ")] if state.from_actors else []
    groups.append((state.actors, between))
    for place, (group, joiner) in enumerate(groups):
        if place:
            yield " → ", theme.ink3, 400
        for position, actor in enumerate(group):
            if position:
                yield joiner, theme.ink3, 400
            yield actors[actor].code, actor_text(actor, theme), 700
