"""How the timeline is drawn: its marks, in px down and in days across, for the rows of `lanes`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from dashboard.axis import Axis
from dashboard.charts.frame import SAYS, SMALL, Spec, across, columns, ex, plain, unpack
from dashboard.charts.marks import (
    FUZZY,
    axis_names,
    bars,
    drawn,
    gate_lines,
    grid,
    of_kind,
    rule,
    symbol,
    window,
)
from dashboard.theme import STALE_GATE, Theme, mixed

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


def draw(theme: Theme, axis: Axis, lanes: Sequence[tuple[str, str]]) -> Spec:
    """Return the timeline without its rows; `lanes` are the places' ids and names, north to south."""
    parts = (_strip(theme, axis), _lanes(theme, axis, LANE * len(lanes) + OPENED))
    chart = alt.vconcat(*parts, spacing=0, bounds="flush", data=alt.NamedData(name="rows")).add_params(
        *columns(),
        alt.param(name="K", expr="width<560?4:L"),
        alt.param(name="ids", value=[place for place, _ in lanes]),
        alt.param(name="names", value=[name for _, name in lanes]),
    )
    return plain(_unpacked(chart, axis), theme)


def _strip(theme: Theme, axis: Axis) -> Any:
    """Return the strip above the lanes: in which the window is drawn by dragging."""
    brush = alt.selection_interval(
        name="brush",
        encodings=["x"],
        clear=False,
        zoom=False,
        mark=alt.BrushConfig(fillOpacity=0, strokeOpacity=0),
    )
    scale = alt.Scale(domain=[0, axis.span], range=[ex("L"), ex("L+W")], clamp=True, nice=False)
    field = (
        of_kind("e")
        .mark_point(opacity=0)
        .encode(alt.X("day:Q", scale=scale, axis=None))
        .properties(name="field")
        .add_params(brush)
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


def _lanes(theme: Theme, axis: Axis, height: int) -> Any:
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
            strokeDash=[1.5, 3],
        ),
        *bars(f"datum.y+{_TO_BAR}", f"names[datum.r]+': '+{SAYS}+{drawn(axis)}"),
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
        *_key(theme, height + _AXIS + _KEY / 2),
    )
    return alt.layer(*layers, height=height + _AXIS + _KEY)


def _unpacked(chart: Any, axis: Axis) -> Any:
    """Return the chart reading the rows, with what its marks need: the lane's top, the place, the window."""
    return unpack(
        chart,
        axis,
        y=LANE_TOP,
        xe=FUZZY,
        place_id="ids[datum.r]",
        day="datum.a",
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


def _key(theme: Theme, middle: float) -> list[Any]:
    """Return the key of the ticks and lines, beneath the axis."""
    lines = (
        {"x": 60, "w": "China’s gate closed", "c": theme.ink2, "s": 2, "d": []},
        {"x": 200, "w": "partly open", "c": theme.ink3, "s": 1.2, "d": [3, 2.5]},
        {"x": 298, "w": "open", "c": theme.ink3, "s": 0.6, "d": []},
        {"x": 365, "w": "no claim", "c": theme.no_claim, "s": 1, "d": [1.5, 3]},
        {"x": 450, "w": "unverified", "c": mixed(theme.ink2, theme.page, STALE_GATE), "s": 2, "d": []},
    )
    key = alt.Chart(alt.InlineData(values=list(lines), name="key"))
    again = alt.Chart(alt.NamedData(name="key"))
    shown = "K+datum.x+80<=width"  # what lies beyond the picture would make it wider
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
        of_kind("e").mark_text(x=ex("K+10"), y=middle, text="claim"),
    ]
