"""Marks that the charts over time share, drawn in px from expressions over the rows."""

from __future__ import annotations

from typing import Any

import altair as alt

from dashboard.axis import Axis
from dashboard.charts.frame import SMALL, across, day_words, ex
from dashboard.theme import STALE_GATE, Theme, mixed

_STRIPE = 3.68
"""Width along the bar, in px, of a diagonal stripe 2.6 px thick."""

_FUZZY = 4
"""A transition is drawn at least this wide, in px."""


def of_kind(kind: str) -> Any:
    """Return a chart of the rows of one kind."""
    return alt.Chart().transform_filter(f"datum.k=='{kind}'")


def rule(chart: Any, *, x: Any, y: Any, x2: Any = None, y2: Any = None, **mark: Any) -> Any:
    """Return a chart of lines between two points in px; Vega-Lite wants them as encodings."""
    ends = {"x": alt.value(x), "y": alt.value(y)}
    if x2 is not None:
        ends["x2"] = alt.value(x2)
    if y2 is not None:
        ends["y2"] = alt.value(y2)
    return chart.mark_rule(**mark).encode(**ends)


def symbol(chart: Any, path: str | alt.ExprRef, **mark: Any) -> Any:
    """Return a chart of figures drawn by an SVG path, in px around their point."""
    return chart.mark_point(shape=path, opacity=1, **mark).encode(size=alt.value(4))


def bars(top: str, tip: str) -> list[Any]:
    """Return the bars of the rows `b` and `d` and the stripes of the rows `h`, two hues at 45 degrees.

    Vega fills no pattern: the stripes of one bar are one path, evenly spaced from end to end. A
    bar too short for two stripes is cut in half along the diagonal.

    Args:
        top: Vega expression for the px from the top of the picture from which `s` is counted.
        tip: Vega expression for what a bar says when it is pointed at.
    """
    bar = (
        alt.Chart()
        .transform_filter("datum.k=='b'||datum.k=='d'")
        .mark_rect(
            x=ex("datum.xa"),
            x2=ex("datum.xe"),
            y=ex(f"{top}+datum.s"),
            y2=ex(f"{top}+datum.s+datum.h"),
            fill=ex("datum.f"),
            tooltip=ex(tip),
        )
    )
    wide, tall = "(datum.xe-datum.xa)", "datum.h"
    free = f"({wide}-{tall}-{_STRIPE})"
    count = f"floor({free}/{2 * _STRIPE})"
    stripe = f"'l'+{tall}+'-'+{tall}+'h{_STRIPE}l-'+{tall}+' '+{tall}+'m'+({free}/{count}-{_STRIPE})+' 0'"
    path = (
        f"'M0 '+{tall}+({count}<1?'L'+{wide}+' 0V'+{tall}+'Z'"
        f":replace(pad('',{count}+1,'x'),regexp('x','g'),{stripe}))"
    )
    stripes = symbol(
        of_kind("h"), ex(path), x=ex("datum.xa"), y=ex(f"{top}+datum.s"), fill=ex("datum.f"), stroke=None
    )
    return [bar, stripes]


def drawn(axis: Axis) -> str:
    """Return the Vega expression for the days over which a bar is drawn."""
    return f"', drawn from '+{day_words('datum.a', axis)}+' to '+{day_words('datum.b-1', axis)}"


FUZZY = f"max(datum.xb,datum.xa+(datum.k=='d'||datum.k=='h'?{_FUZZY}:1))"
"""Vega expression for the right end of a bar in px: a transition is never too thin to be seen."""


def window(theme: Theme, top: float, bottom: float, low: str = "datum.xa", high: str = "datum.xb") -> Any:
    """Return the band of the window, between two Vega expressions for its ends."""
    return of_kind("w").mark_rect(x=ex(low), x2=ex(high), y=top, y2=bottom, fill=theme.ink, fillOpacity=0.07)


def gate_lines(theme: Theme, top: str) -> Any:
    """Return the lines of gates, in ink and without hue: closed, partly open, open; greyer where unverified.

    Args:
        theme: The theme.
        top: Vega expression for the px from the top of the picture.
    """
    inks = (theme.ink2, theme.ink3)
    fresh, old = (f"['{a}','{b}']" for a, b in (inks, (mixed(ink, theme.page, STALE_GATE) for ink in inks)))
    return rule(
        of_kind("g"),
        x=ex("datum.xa"),
        x2=ex("datum.xb"),
        y=ex(top),
        stroke=ex(f"(datum.h?{old}:{fresh})[datum.s?1:0]"),
        strokeWidth=ex("[2,1.2,.6][datum.s]"),
        strokeDash=ex("datum.s==1?[3,2.5]:[]"),
    )


def grid(theme: Theme, axis: Axis, top: float, bottom: float) -> Any:
    """Return the hairlines at the quarters, or at the years where quarters would be too close."""
    shown = ex(f"datum.n%4&&{_wide(axis)}<10?0:1")
    return rule(
        _quarters(axis), x=ex(_quarter(axis)), y=top, y2=bottom, color=theme.hairline, strokeOpacity=shown
    )


def axis_names(theme: Theme, axis: Axis, middle: float) -> Any:
    """Return the names of the quarters, those of the years bold; as many as there is room for."""
    wide, first = _wide(axis), axis.start.year
    step = f"({wide}>9?1:{wide}>4.5?2:{wide}>1.8?5:10)"
    return _quarters(axis).mark_text(
        x=ex(_quarter(axis)),
        y=middle,
        text=ex(f"utcFormat(utc({first},3*datum.n),datum.n%4?'%b':'%Y')"),
        align="center",
        fontSize=SMALL,
        fontWeight=ex("datum.n%4?400:600"),
        fill=ex(f"datum.n%4?'{theme.ink2}':'{theme.ink}'"),
        opacity=ex(f"datum.n%4?({wide}<24?0:1):({first}+datum.n/4)%{step}?0:1"),
    )


def _wide(axis: Axis) -> str:
    """Return the Vega expression for the px of a quarter."""
    return f"(W/{len(axis.quarters)})"


def _quarter(axis: Axis) -> str:
    """Return the Vega expression for the px of the first day of a quarter."""
    first = axis.start.year
    return across(f"(utc({first},3*datum.n)-utc({first},0))/864e5", axis)


def _quarters(axis: Axis) -> Any:
    """Return a chart with one datum for each quarter of the axis, `n` its number."""
    return alt.Chart(alt.sequence(0, len(axis.quarters), as_="n"))
