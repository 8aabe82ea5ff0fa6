"""Marks that the charts over time share, drawn in px from expressions over the rows."""

from __future__ import annotations

from typing import Any

import altair as alt

from dashboard.charts.frame import SAYS, SMALL, START, across, day_words, ex, quarter_days
from dashboard.theme import Theme

_STRIPE = 3.68
"""Width along the bar, in px, of a diagonal stripe 2.6 px thick."""

_QUARTER = f"(utc({START.year},3*datum.n)-utc({START.year},0))/864e5"
"""Vega expression for the first day of a quarter, as a number of the axis."""

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
    tip = f"{where}+{SAYS}+', drawn from '+{day_words('datum.a')}+' to '+{day_words('datum.b-1')}"
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
    """Return the hairlines at the quarters."""
    return rule(_quarters(), x=ex(across(_QUARTER)), y=top, y2=bottom, color=theme.hairline)


def axis(theme: Theme, middle: float) -> Any:
    """Return the names of the quarters, those of the years bold."""
    return _quarters().mark_text(
        x=ex(across(_QUARTER)),
        y=middle,
        text=ex(f"utcFormat(utc({START.year},3*datum.n),datum.n%4?'%b':'%Y')"),
        align="center",
        fontSize=SMALL,
        fontWeight=ex("datum.n%4?400:600"),
        fill=ex(f"datum.n%4?'{theme.ink2}':'{theme.ink}'"),
        opacity=ex("datum.n%4&&W<420?0:1"),
    )


def _quarters() -> Any:
    """Return a chart with one datum for each quarter of the axis, `n` its number."""
    return alt.Chart(alt.sequence(0, len(quarter_days()), as_="n"))
