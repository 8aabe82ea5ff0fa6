"""Marks that the charts over time share, drawn in px from expressions over the rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt

from dashboard.charts.frame import END, SMALL, START, Spec, across, day_words, ex
from dashboard.theme import Theme
from geodata.when import show_day

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


def bars(top: str, height: str, where: str) -> list[Any]:
    """Return the bars of the rows `b` and `d` and the stripes of the rows `h`, two hues at 45 degrees.

    Vega fills no pattern: the stripes of one bar are one path, evenly spaced from end to end. A
    bar too short for two stripes is cut in half along the diagonal.

    Args:
        top: Vega expression for the px from the top of the picture to a bar.
        height: Height of a hatched bar in px, as a number.
        where: Vega expression for the words before a bar's own in its tip.
    """
    tip = f"{where}+datum.w+', drawn from '+{day_words('datum.a')}+' to '+{day_words('datum.b-1')}"
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
    wide, lean = "(datum.xe-datum.xa)", f"{float(height) + _STRIPE:g}"
    count = f"floor(({wide}-{lean})/{2 * _STRIPE})"
    stripe = f"'l{height}-{height}h{_STRIPE}l-{height} {height}m'+(({wide}-{lean})/{count}-{_STRIPE})+' 0'"
    path = (
        f"{count}<1?'M0 {height}L'+{wide}+' 0V{height}Z'"
        f":'M0 {height}'+replace(pad('',{count}+1,'x'),regexp('x','g'),{stripe})"
    )
    stripes = symbol(
        of_kind("h"), ex(path), x=ex("datum.xa"), y=ex(f"{top}+datum.s"), fill=ex("datum.f"), stroke=None
    )
    return [bar, stripes]


FUZZY = f"max(datum.xb,datum.xa+(datum.k=='d'||datum.k=='h'?{_FUZZY}:1))"
"""Vega expression for the right end of a bar in px: a transition is never too thin to be seen."""


def window(theme: Theme, top: float, bottom: float, low: str = "datum.xa", high: str = "datum.xb") -> Any:
    """Return the band of the window, between two Vega expressions for its ends."""
    return of_kind("w").mark_rect(x=ex(low), x2=ex(high), y=top, y2=bottom, fill=theme.ink, fillOpacity=0.07)


def date_line(theme: Theme, top: float, bottom: float) -> Any:
    """Return the line of the date, dashed for a comparison's other date; none where it is off the axis."""
    return rule(
        of_kind("v").transform_filter("!datum.h"),
        x=ex("datum.xa"),
        y=top,
        y2=bottom,
        color=theme.ink,
        strokeWidth=ex("datum.s?1.2:1.6"),
        strokeDash=ex("datum.s?[4,3]:[]"),
    )


def grid(theme: Theme, top: float, bottom: float) -> Any:
    """Return the hairlines at the quarters; it must come before `axis` in a drawing."""
    return rule(_quarters(), x=ex(across("datum.d")), y=top, y2=bottom, color=theme.hairline)


def axis(theme: Theme, middle: float) -> Any:
    """Return the names of the quarters, those of the years bold."""
    return _quarters(again=True).mark_text(
        x=ex(across("datum.d")),
        y=middle,
        text=ex("datum.w"),
        align="center",
        fontSize=SMALL,
        fontWeight=ex("datum.y?600:400"),
        fill=ex(f"datum.y?'{theme.ink}':'{theme.ink2}'"),
        opacity=ex("datum.y||W>420?1:0"),
    )


def _ticks() -> list[Spec]:
    """Return the quarters of the axis: `d` the day's number, `w` its label, `y` whether a year begins."""
    days = [date(year, month, 1) for year in range(START.year, END.year + 1) for month in (1, 4, 7, 10)]
    return [
        {
            "d": (day - START).days,
            "w": show_day(day)[-4:] if day.month == 1 else show_day(day)[2:5],
            "y": day.month == 1,
        }
        for day in days
        if START <= day < END
    ]


def _quarters(*, again: bool = False) -> Any:
    """Return a chart with one datum for each quarter of the axis; `again` refers to those sent already."""
    name = "quarters"
    return alt.Chart(alt.NamedData(name=name) if again else alt.InlineData(values=_ticks(), name=name))
