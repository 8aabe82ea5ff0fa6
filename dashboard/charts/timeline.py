"""The timeline: a lane for each crossing, north to south, and who held it when.

The day asked is not in it but in a second picture over it (`day_spec`): a change of date sends only
that one, and the lanes stay as they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.answer.scene import Scene
from dashboard.charts.stretches import (
    GATES,
    NO_CLAIM,
    OWN_TICK,
    Stretch,
    bar_fills,
    claim_days,
    gate_ink,
    has_own,
    label,
    silence,
    stretches_of,
)
from dashboard.charts.vega import (
    CODES,
    FUZZY,
    SMALL,
    TEXT_SIZE,
    Rows,
    Spec,
    across,
    add_gates,
    axis_names,
    bars,
    columns,
    ex,
    gate_lines,
    grid,
    of_kind,
    plain,
    rule,
    symbol,
    ticks,
    unpack,
    window,
)
from dashboard.look.theme import THEMES, Theme, actor_text
from dashboard.question.axis import Axis
from dashboard.question.view import Within
from dashboard.wording import charts as wording
from dashboard.wording import counts
from dashboard.wording.dates import show_day
from dashboard.wording.firmness import no_news
from dashboard.wording.language import current
from geodata.datasets.places import Place
from geodata.resolver.answers import State

# -- The drawing -----------------------------------------------------------------------------------
# How the timeline is drawn: its marks, in px down and in days across, for the rows of `spec`.

LANE, BAR, OPENED = 17, 8, 13
"""Height in px of a lane, of its bar, and how far the chosen lane opens above its bar."""

_TO_BAR, _TO_GATE = 4.5, 14.9
"""From the top of a lane to its bar, and to the line of its gate."""

MIDDLE = _TO_BAR + BAR / 2 + 0.5
"""From the top of a lane to the middle of its texts."""

HEAD, FLAG = 32, 18
"""Height in px of the strip above the lanes, and of the dates' flags at its top."""

_AXIS, _KEY = 18, 20
"""Height in px of the axis below the lanes and of the key below that."""

LANE_TOP = f"{LANE}*datum.r+(+datum.head>=0&&datum.r>=+datum.head?{OPENED}:0)"
"""Vega expression for the top of a row's lane; the head is the number of the chosen lane, else -1."""


def lanes_end(count: int) -> int:
    """Return the px from the top of the picture to the end of so many lanes."""
    return HEAD + LANE * count + OPENED


def total_height(count: int) -> int:
    """Return the height in px of the whole picture of so many lanes."""
    return lanes_end(count) + _AXIS + _KEY


def draw(theme: Theme, axis: Axis, lanes: Sequence[tuple[str, str]], *, own: bool = False) -> Spec:
    """Return the timeline without its rows; `lanes` are the places' ids and names, north to south.

    `own` tells whether there are claims of the reader's own, which have a sign and an entry in the key.
    """
    parts = (_strip(theme, axis), _lane_marks(theme, axis, LANE * len(lanes) + OPENED, own))
    chart = alt.vconcat(*parts, spacing=0, bounds="flush", data=alt.NamedData(name="rows")).add_params(
        ticks(axis),
        *columns(),
        alt.param(name="K", expr="width<560?4:L"),
        alt.param(name="ids", value=[place for place, _ in lanes]),
        alt.param(name="names", value=[name for _, name in lanes]),
        alt.param(name="claim", value=wording.CLAIM()),
        *([alt.param(name="own", value=wording.OWN_CLAIM())] if own else ()),
    )
    return plain(_unpacked(chart, axis), theme)


def _strip(theme: Theme, axis: Axis) -> Any:
    """Return the strip above the lanes: a drag in it draws the window, a double click leads out of it."""
    brush = alt.selection_interval(
        name="brush",
        encodings=["x"],
        clear=False,
        zoom=False,
        mark=alt.BrushConfig(fillOpacity=0, strokeOpacity=0),
    )
    scale = alt.Scale(domain=[0, axis.span], range=[ex("L"), ex("L+W")], clamp=True, nice=False)
    whole = alt.selection_point(name="whole", fields=["k"], on="dblclick", toggle=False, clear=False)
    field = (
        of_kind("e")
        .mark_rect(opacity=0, y=0, y2=HEAD)
        .encode(alt.X("day:Q", scale=scale, axis=None), alt.X2("until:Q"))
        .properties(name="field")
        .add_params(brush, whole)
    )
    layers = (
        field,
        _window(theme, axis, FLAG, HEAD),
        of_kind("y").mark_rect(
            x=ex("datum.edge-3"),
            x2=ex("datum.edge+3"),
            y=HEAD - 13,
            y2=HEAD,
            cornerRadius=2.5,
            fill=theme.page,
            stroke=theme.ink2,
        ),
        of_kind("u").mark_text(
            x=ex("datum.xa-5"), y=HEAD - 6, text=ex("datum.w"), align="right", fontSize=SMALL, fill=theme.ink2
        ),
    )
    view = alt.ViewBackground(stroke=None, cursor="col-resize")
    return alt.layer(*layers, height=HEAD, view=view)


def _lane_marks(theme: Theme, axis: Axis, height: int, own: bool) -> Any:
    """Return the lanes with their axis and key."""
    lane = alt.selection_point(name="lane", fields=["place_id"], on="click", toggle=False, clear=False)
    layers = (
        *_ground(theme),
        grid(theme, axis, 0, height),
        _window(theme, axis, 0, height),
        rule(of_kind("u"), x=ex("datum.xa"), y=0, y2=height, color=theme.ink2, strokeDash=[1.5, 2.5]),
        rule(of_kind("y"), x=ex("datum.edge+.5"), y=0, y2=height, color=theme.ink3, strokeWidth=0.6),
        of_kind("l")
        .mark_rect(
            x=0, x2=ex("width"), y=ex("datum.y"), y2=ex(f"datum.y+{LANE}"), opacity=0, cursor="pointer"
        )
        .properties(name="hit")
        .add_params(lane),
        rule(
            of_kind("n"),
            x=ex("datum.xa"),
            x2=ex("datum.xb"),
            y=ex(f"datum.y+{_TO_BAR + BAR / 2}"),
            color=theme.no_claim,
            strokeWidth=NO_CLAIM.wide,
            strokeDash=[*NO_CLAIM.dash],
        ),
        *bars(f"datum.y+{_TO_BAR}"),
        symbol(
            of_kind("a"),
            "M-3 0L2 -3.5V3.5Z",
            x=ex("L-3"),
            y=ex(f"datum.y+{_TO_BAR + BAR / 2}"),
            fill=ex("datum.f"),
            stroke=None,
        ),
        gate_lines(theme, f"datum.y+{_TO_GATE}"),
        rule(
            of_kind("t").transform_calculate(d="split(datum.w,' ')").transform_flatten(["d"]),
            x=ex(across("datum.d", axis) + "+.5"),
            y=ex("datum.y+.9"),
            y2=ex("datum.y+3.7"),
            color=theme.ink,
        ),
        *([_own_ticks(theme, axis)] if own else ()),
        of_kind("l").mark_text(
            x=ex("L-9"),
            y=ex(f"datum.y+{MIDDLE}"),
            text=ex("names[datum.r]"),
            align="right",
            fontWeight=ex("datum.r==+datum.head?700:400"),
            fill=theme.ink,
            limit=ex("L-14"),
        ),
        axis_names(theme, axis, height + _AXIS / 2),
        *_key(theme, height + _AXIS + _KEY / 2, own),
    )
    return alt.layer(*layers, height=height + _AXIS + _KEY)


_DIAMOND = f"M{'L'.join(f'{x:g} {y:g}' for x, y in OWN_TICK)}Z"


def _own_ticks(theme: Theme, axis: Axis) -> Any:
    """Return the signs of the claims of the reader's own, where those of the ledger have ticks."""
    return symbol(
        of_kind("z").transform_calculate(d="split(datum.w,' ')").transform_flatten(["d"]),
        _DIAMOND,
        x=ex(across("datum.d", axis) + "+.5"),
        y=ex("datum.y+2.4"),
        fill=theme.ink,
        stroke=theme.page,
        strokeWidth=1,
    )


def _unpacked(chart: Any, axis: Axis) -> Any:
    """Return the chart reading the rows, with what its marks need: the lane's top, the place, the window."""
    return unpack(
        chart,
        axis,
        y=LANE_TOP,
        xe=FUZZY,
        place_id="ids[datum.r]",
        day="datum.a",
        until="datum.b",
        edge=f"brush.day?{across('brush.day[datum.s]', axis)}:datum.xa",
    )


def _window(theme: Theme, axis: Axis, top: float, bottom: float) -> Any:
    """Return the band of the window: as it is being drawn, else as the question has it."""
    ends = (f"brush.day?{across(f'brush.day[{at}]', axis)}:datum.{end}" for at, end in ((0, "xa"), (1, "xb")))
    return window(theme, top, bottom, *ends)


def _ground(theme: Theme) -> list[Any]:
    """Return the tint of the chosen lane with its ink edge."""
    place = {"x": 0, "y": ex(f"datum.y-{OPENED}"), "y2": ex(f"datum.y+{LANE}"), "fill": theme.ink}
    one = of_kind("o")
    return [one.mark_rect(x2=ex("width"), fillOpacity=0.055, **place), one.mark_rect(x2=3, **place)]


def _key(theme: Theme, middle: float, own: bool) -> list[Any]:
    """Return the key of the ticks and lines, beneath the axis."""
    named = [(gate_ink(status, False, theme), line) for status, line in GATES.items()]
    texts = [(ink, line, line.label()) for ink, line in (*named, (theme.no_claim, NO_CLAIM))]
    texts.append((gate_ink("closed", True, theme), GATES["closed"], no_news()))
    lines, after = [], 10 + _width(wording.CLAIM(), bold=False) + _APART
    x = after + (10 + _width(wording.OWN_CLAIM(), bold=False) + _APART if own else 0)
    for ink, line, text in texts:
        room = 29 + _width(text, bold=False)
        lines.append(
            {"x": round(x), "w": text, "c": ink, "s": line.wide, "d": [*line.dash], "r": round(room)}
        )
        x += room + _APART
    key = alt.Chart(alt.InlineData(values=lines, name="key"))
    again = alt.Chart(alt.NamedData(name="key"))
    shown = "K+datum.x+datum.r<=width"  # what lies beyond the picture would make it wider
    return [
        rule(
            key,
            x=ex(f"{shown}?K+datum.x:0"),
            x2=ex(f"{shown}?K+datum.x+24:0"),
            y=middle,
            stroke=ex("datum.c"),
            strokeWidth=ex("datum.s"),
            strokeDash=ex("datum.d"),
            opacity=ex(f"{shown}?1:0"),
        ),
        again.mark_text(x=ex(f"{shown}?K+datum.x+29:0"), y=middle, text=ex(f"{shown}?datum.w:''")),
        symbol(of_kind("e"), "M1 -1.5V1.5M5 -1.5V1.5", x=ex("K"), y=middle, stroke=theme.ink, strokeWidth=1),
        of_kind("e").mark_text(x=ex("K+10"), y=middle, text=ex("claim")),
        *(_own_key(theme, middle, round(after)) if own else ()),
    ]


def _own_key(theme: Theme, middle: float, x: int) -> list[Any]:
    """Return the entry of the key for claims of the reader's own, so many px from its beginning."""
    one = of_kind("e")
    return [
        symbol(one, _DIAMOND, x=ex(f"K+{x + 3}"), y=middle, fill=theme.ink, stroke=None),
        one.mark_text(x=ex(f"K+{x + 10}"), y=middle, text=ex("own")),
    ]


_APART = 21
"""Px between two entries of the key."""

# -- Lanes -----------------------------------------------------------------------------------------

_DAY = date.resolution


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the timeline of a scene as a Vega-Lite specification."""
    chosen = chosen_lane(scene)
    rows = Rows()
    _frame(rows, scene)
    _lanes(rows, scene, theme)
    names = tuple((place.place_id, label(place)) for place in scene.lanes)
    fixed = _fixed(theme.name, scene.axis, names, current(), has_own(scene))
    return {**fixed, "datasets": rows.datasets(-1 if chosen is None else chosen), **_CANVAS}


_CANVAS = {"usermeta": {"embedOptions": {"renderer": "canvas"}}}
"""As SVG, Vega-Lite's brush has two groups with a role that nothing can name for a screen reader."""


@lru_cache(maxsize=8)
def _fixed(theme: str, axis: Axis, lanes: tuple[tuple[str, str], ...], language: str, own: bool) -> Spec:
    return draw(THEMES[theme], axis, lanes, own=own)


def identity(scene: Scene) -> str:
    """Return what the chart's key on the page must change with.

    A click on a lane and a drag of the window are remembered by the browser. Where the chosen
    place, the window or the axis has changed since, that memory would be wrong, so the chart starts
    afresh.
    """
    first, last = scene.view.window
    return f"lanes {scene.view.place} {first} {last} {scene.axis.start} {scene.axis.end}"


def lane_pick(event: Mapping[str, Any] | None) -> str | None:
    """Return the place whose lane was clicked, None where none was."""
    points = _selection(event, "lane")
    first = points[0] if isinstance(points, list) and points else None
    place = first.get("place_id") if isinstance(first, Mapping) else None
    return place if isinstance(place, str) and place else None


def brush_window(event: Mapping[str, Any] | None, axis: Axis) -> tuple[date, date] | None:
    """Return the first and last day of the window that was drawn, None where none was."""
    brush = _selection(event, "brush")
    days = brush.get("day") if isinstance(brush, Mapping) else None
    if not isinstance(days, list | tuple) or len(days) != 2:
        return None
    if not all(isinstance(day, int | float) and not isinstance(day, bool) and day == day for day in days):
        return None
    if max(days) - min(days) < axis.span / _LEAST_DRAG:
        return None
    first, last = axis.day(min(days)), axis.day(max(days))
    return (first, max(last - _DAY, first)) if first < axis.end else None


_LEAST_DRAG = 400
"""A drag over less than such a part of the axis is a click whose pointer was not quite still."""


def whole_asked(event: Mapping[str, Any] | None) -> bool:
    """Tell whether the strip above the lanes was clicked twice: out of the window again."""
    return bool(_selection(event, "whole"))


def _selection(event: Mapping[str, Any] | None, name: str) -> Any:
    chosen = event.get("selection") if isinstance(event, Mapping) else None
    return chosen.get(name) if isinstance(chosen, Mapping) else None


def chosen_lane(scene: Scene) -> int | None:
    """Return the number of the chosen lane from above, None where none is chosen."""
    return _lane(scene, scene.view.place)


def _lane(scene: Scene, place_id: str | None) -> int | None:
    place = counts.lane_of(scene, place_id)
    return scene.lanes.index(place) if place else None


def lane_box(scene: Scene, place_id: str | None) -> tuple[int, int]:
    """Return the top and the height in px of the lane that tells of a place or mine cluster.

    The height is 0 where none does, and where it is the chosen one, which stands out already.
    """
    lane, chosen = _lane(scene, place_id), chosen_lane(scene)
    if lane is None or lane == chosen:
        return 0, 0
    opened = OPENED if chosen is not None and lane > chosen else 0
    return HEAD + LANE * lane + opened, LANE


def _frame(rows: Rows, scene: Scene) -> None:
    """Add the window, the day from which nothing was reported, and the ground of the chosen lane."""
    axis = scene.axis
    first, last = scene.view.window
    if scene.view.within is not Within.OFF:
        rows.add("w", a=0, b=0)  # the axis is the window; what is being drawn in it shows all the same
    elif first < axis.end and last >= axis.start:
        ends = axis.number(first), axis.number(last + _DAY)
        rows.add("w", a=ends[0], b=ends[1])
        for end, day in enumerate(ends):
            rows.add("y", a=day, s=end)
    rows.add("e", a=0, b=axis.span)
    if silent := silence(scene):
        rows.add("u", a=axis.number(silent[0]), w=silent[1])
    chosen = chosen_lane(scene)
    if chosen is not None:
        rows.add("o", chosen)


def _lanes(rows: Rows, scene: Scene, theme: Theme) -> None:
    for number, place in enumerate(scene.lanes):
        rows.add("l", number)
        stretches = list(stretches_of(scene, place, theme))
        for stretch in sorted(stretches, key=lambda each: each.look.pattern == "diagonal"):
            _bar(rows, number, place, stretch, scene.axis, theme)
        if stretches and stretches[0].since_before:
            rows.add("a", number, hue=stretches[0].look.fills[-1])
        add_gates(rows, scene, place.place_id, number)
        for kind, own in (("t", False), ("z", True)):
            if days := claim_days(scene, place, own=own):
                rows.add(kind, number, w=" ".join(map(str, days)))


def _bar(rows: Rows, number: int, place: Place, stretch: Stretch, axis: Axis, theme: Theme) -> None:
    a, b = axis.number(stretch.start), axis.number(stretch.end)
    if stretch.look.pattern == "none":
        rows.add("n", number, a=a, b=b)
        return
    who = wording.of_place(label(place), stretch.words)
    says = wording.tip(who, stretch.start, stretch.end, *stretch.marks)
    rows.fill(number, (a, b), (0, BAR), stretch.look.pattern, bar_fills(stretch.look, theme), says)


# -- The day over the lanes ------------------------------------------------------------------------
# What the timeline says of the day asked, drawn over its lanes: date, codes, notes of the chosen lane.

_FLAG_WIDE = 80
_MARGIN = 8
"""From the axis to the codes at its right, in px."""

_LETTER, _GAP, _NARROWEST = 5.0, 10, 800
"""Px of a letter of a note and beside a note, and of the narrowest axis over which notes are written."""

_WIDE = {"M": 76, "W": 81, "I": 30, " ": 20, "/": 34, "·": 30, "→": 62, "i": 28, "l": 29, "t": 38}
"""Widths of bold letters in hundredths of their size, where they are not those of most capitals."""


def day_spec(scene: Scene, theme: Theme) -> Spec:
    """Return the picture over the lanes as a Vega-Lite specification of the same size."""
    rows, view, axis = Rows(), scene.view, scene.axis
    if view.compare_on is not None and view.compare_on != view.on:
        _add_date(rows, axis, view.compare_on, beside=view.on)
    _add_date(rows, axis, view.on)
    rows.add("e", a=axis.number(view.on), w=wording.on_short_day(view.on))
    chosen = chosen_lane(scene)
    if chosen is not None:
        _add_notes(rows, chosen, scene)
    for number, place in enumerate(scene.lanes):
        _add_code(rows, scene.control[place.place_id], number, scene, theme)
    fixed = _drawing(theme.name, axis, len(scene.lanes), current())
    return {**fixed, "datasets": rows.datasets(-1 if chosen is None else chosen)}


@lru_cache(maxsize=4)
def _drawing(theme_name: str, axis: Axis, count: int, language: str) -> Spec:
    theme = THEMES[theme_name]
    flag, one, middle = of_kind("v"), of_kind("e"), FLAG / 2 + 1
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
        one.mark_text(x=ex(f"L+W+{_MARGIN}"), y=HEAD - 6, text=ex("datum.w"), limit=ex(f"R-{_MARGIN}")),
        of_kind("c").mark_text(
            x=ex(f"L+W+{_MARGIN}+datum.a"),
            y=ex(f"{HEAD}+datum.y+{MIDDLE}"),
            text=ex("datum.w"),
            fontWeight=ex("datum.s"),
            fill=ex("datum.f"),
            limit=ex(f"R-{_MARGIN}-datum.a"),  # what lies beyond the picture would make it wider
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
    for note in counts.lane_notes(scene):
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
    """Add the code at the end of a lane, run by run: each actor's letters in its own hue.

    Where a change is too long to be written out, whoever held the place before is left out.
    """
    text = wording.codes_on_day(state, scene.catalog)
    if _width(str(text)) > CODES - _MARGIN:
        text = wording.codes_on_day(state, scene.catalog, before=False)
    at = 0.0
    for run in text.runs:
        indent = _width(run.text[: len(run.text) - len(run.text.lstrip())])
        hue = actor_text(run.actor, theme) if run.actor else theme.ink3
        rows.add(
            "c", number, a=f"{at + indent:.0f}", s=700 if run.strong else 400, hue=hue, w=run.text.strip()
        )
        at += _width(run.text)


@lru_cache(maxsize=1024)
def _width(text: str, *, bold: bool = True) -> float:
    """Return the width of a text in px, as far as one can know without its font.

    Of bold letters, as codes have them, from the font's own widths of capitals.
    """
    if not bold:
        wide = (100 if unicodedata.east_asian_width(letter) in "WF" else 47 for letter in text)
        return sum(wide) * TEXT_SIZE / 100
    return sum(_WIDE.get(letter, 59) for letter in text) * TEXT_SIZE / 100
