"""A chart over time of which every height is known before it is drawn: stacks, bars, lines, words.

The date asked is not in it, only the window: so a change of date sends none of it again.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import altair as alt

from dashboard.axis import Axis
from dashboard.charts.frame import SAYS, SMALL, Rows, Spec, columns, ex, plain, unpack
from dashboard.charts.marks import axis_names, bars, drawn, gate_lines, grid, of_kind, rule, window
from dashboard.scene import Scene
from dashboard.theme import STALE_LANE, THEMES, Look, Theme, mixed

_TOP, _AXIS = 8, 20
"""Height in px above the panels, and of the axis beneath them."""

_DAY = timedelta(days=1)


class Panel(Rows):
    """The rows of such a chart; every height is in px from the top of the picture."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        """Begin with the window of the scene."""
        super().__init__()
        self.theme, self.axis = theme, scene.axis
        self.bottom = float(_TOP)
        first, last = scene.view.window
        if first < self.axis.end and last >= self.axis.start:
            self.add("w", a=self.axis.number(first), b=self.axis.number(last + _DAY))

    def room(self, height: float, gap: float = 0) -> float:
        """Take room for another panel below the last and a gap; return the px of its lower edge."""
        self.bottom += gap + height
        return self.bottom

    def bar(
        self, top: float, height: float, first: date, after: date, hue: str, says: str, *, dated: bool = False
    ) -> None:
        """Add a bar over the days `[first, after)`; its tip names them unless its words are `dated`."""
        a, b = self.axis.number(first), self.axis.number(after)
        self.add("b", int(dated), a=a, b=b, s=f"{top:g}", h=f"{height:g}", hue=hue, says=says)

    def paint(self, look: Look, top: float, height: float, first: date, after: date, says: str) -> None:
        """Add a bar with a look: several hues share it, or hatch it where it is changing or contested."""
        fills = tuple(mixed(hue, self.theme.page, STALE_LANE) if look.faded else hue for hue in look.fills)
        if look.pattern == "none":
            fills = (self.theme.hairline,)
        if look.pattern == "diagonal":
            a, b = self.axis.number(first), self.axis.number(after)
            self.add("d", a=a, b=b, s=f"{top:g}", h=f"{height:g}", hue=fills[0], says=says)
            self.add("h", a=a, b=b, s=f"{top:g}", h=f"{height:g}", hue=fills[1])
            return
        part = height / len(fills)
        for place, hue in enumerate(fills):
            self.bar(top + place * part, part, first, after, hue, says)

    def level(self, y: float, label: str) -> None:
        """Add a hairline across with its label at the left."""
        self.add("y", s=f"{y:g}", w=label)

    def left(self, y: float, text: str, *, bold: bool = False) -> None:
        """Add words in the left column."""
        ink = self.theme.ink if bold else self.theme.ink2
        self.add("p", s=f"{y:g}", h=600 if bold else 400, hue=ink, w=text)

    def right(self, y: float, text: str, hue: str = "") -> None:
        """Add words in the right column."""
        self.add("c", s=f"{y:g}", hue=hue or self.theme.ink2, w=text)

    def over(self, first: date, after: date, y: float, text: str) -> None:
        """Add small words over the middle of the days `[first, after)`; none where there is no room."""
        self.add("t", a=self.axis.number(first), b=self.axis.number(after), s=f"{y:g}", w=text)

    def spec(self) -> Spec:
        """Return the chart as a Vega-Lite specification."""
        return {**_drawing(self.theme.name, self.axis, round(self.bottom)), "datasets": self.datasets()}


_NARROW = 132
"""Width of the label column on a narrow screen: the titles fit beside the numbers."""


@lru_cache(maxsize=16)
def _drawing(theme_name: str, axis: Axis, bottom: int) -> Spec:
    theme = THEMES[theme_name]
    y = ex("datum.s")
    words = of_kind("p").mark_text(
        x=4, y=y, text=ex("datum.w"), fill=ex("datum.f"), fontWeight=ex("datum.h"), limit=ex("L-38")
    )
    chart = alt.layer(
        grid(theme, axis, _TOP, bottom),
        rule(of_kind("y"), x=ex("L"), x2=ex("L+W"), y=y, color=theme.line, strokeWidth=0.7),
        *bars("0", f"{SAYS}+(datum.r?'':{drawn(axis)})"),
        gate_lines(theme, "datum.y"),
        rule(of_kind("i"), x=ex("(datum.xa+datum.xb)/2"), y=y, y2=ex("datum.h"), color=theme.ink),
        rule(of_kind("m"), x=ex("datum.xa+.5"), y=y, y2=ex("datum.h"), color=theme.ink3, strokeDash=[2, 2]),
        window(theme, _TOP, bottom),
        of_kind("y").mark_text(x=ex("L-9"), y=y, text=ex("datum.w"), align="right", fontSize=SMALL),
        words,
        of_kind("t").mark_text(
            x=ex("(datum.xa+datum.xb)/2"),
            y=y,
            text=ex("datum.w"),
            align="center",
            fontSize=10,
            opacity=ex("5*length(datum.w)<datum.xb-datum.xa?1:0"),
        ),
        of_kind("c").mark_text(x=ex("L+W+8"), y=y, text=ex("datum.w"), fill=ex("datum.f"), fontSize=SMALL),
        axis_names(theme, axis, bottom + _AXIS / 2 + 1),
        data=alt.NamedData(name="rows"),
        height=bottom + _AXIS,
    )
    whole = unpack(chart, axis, xe="max(datum.xb,datum.xa+1)", y="+datum.w")
    return plain(whole.add_params(*columns(_NARROW)), theme)
