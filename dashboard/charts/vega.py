"""What the charts over time share: rows on the wire, columns, axis, marks, and panels of bars.

Days are counted from the start of the axis, so that no time zone can move them. A chart is a fixed
drawing and a few short rows of text: the drawing is made once and stays the same from rerun to rerun, so the
page only swaps the rows and the picture does not flicker. Words come in the rows or in parameters,
never in an expression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

import altair as alt

from dashboard.answer.scene import Scene
from dashboard.charts import stretches
from dashboard.charts.ticks import first_name, marks
from dashboard.look.theme import THEMES, Look, Theme
from dashboard.question.axis import Axis
from dashboard.question.view import Within
from dashboard.wording.language import current

# -- Rows and columns ------------------------------------------------------------------------------

Spec: TypeAlias = dict[str, Any]
"""A Vega-Lite specification."""

COLUMNS = ("k", "r", "a", "b", "s", "h", "f", "w")
"""Columns of a row on the wire: kind, row of the picture, from day, to day, two numbers, colour, words."""

FONT = '"Source Sans", sans-serif'
"""The font of the page, which charts do not take from it by themselves."""

TEXT_SIZE, SMALL = 11.5, 10.7
"""Sizes in px of labels and of the axis."""

_LEAST_SIZE = 10
"""Size in px of the labels of panels on a narrow screen, so that they end before the numbers of the axis."""

LABELS, CODES = 150, 104
NARROW_LABELS, NARROW_CODES = 132, 96
"""Width in px of the column of labels at the left and of the codes at the right; on a narrow screen."""

_NUMBERS = ("r", "a", "b", "s", "h")
_COMPUTED = dict.fromkeys(_NUMBERS, "+datum.t[{}]") | {"f": "split(datum.q[2],' ')[+datum.t[{}]]"}


def ex(text: str) -> alt.ExprRef:
    """Return a Vega expression, computed for each row in the browser."""
    return alt.ExprRef(text)


class Rows:
    """The rows of a chart, written as one short text that the browser takes apart.

    A colour, and what a bar says of itself, stand in a list at the head; a row has their number.
    Plain rows with named cells would be simpler, but Streamlit would send 40 kB for the timeline in
    place of 18, compressed 6.5 in place of 4.8. Making them takes as long.
    """

    def __init__(self) -> None:
        """Begin without a row."""
        self._rows: list[str] = []
        self._hues: dict[str, int] = {}
        self._says: dict[str, int] = {}

    def add(self, kind: str, lane: int = 0, *, hue: str = "", says: str = "", **cells: object) -> None:
        """Add a row of a kind: in which row of the picture, its colour, what it says, its other cells."""
        if hue:
            cells["f"] = self._hues.setdefault(hue, len(self._hues))
        if says:
            cells["w"] = self._says.setdefault(says.translate(_APART), len(self._says))
        values = [kind, lane, *(cells.get(name, "") for name in COLUMNS[2:])]
        self._rows.append("\t".join(str(value).translate(_APART) for value in values).rstrip("\t"))

    def fill(
        self,
        lane: int,
        days: tuple[int, int],
        place: tuple[float, float],
        pattern: str,
        fills: Sequence[str],
        says: str,
    ) -> None:
        """Add a bar whose hues share it, or hatch it; `place` is its top and height, `says` its tip."""
        (a, b), (top, height) = days, place
        if pattern == "diagonal":
            self.add("d", lane, a=a, b=b, s=f"{top:g}", h=f"{height:g}", hue=fills[0], says=says)
            self.add("h", lane, a=a, b=b, s=f"{top:g}", h=f"{height:g}", hue=fills[1])
            return
        part = height / len(fills)
        for at, hue in enumerate(fills):
            self.add("b", lane, a=a, b=b, s=f"{top + at * part:g}", h=f"{part:g}", hue=hue, says=says)

    def datasets(self, head: object = "") -> Mapping[str, Any]:
        """Return the rows as the one data set of a chart; `head` is at hand in every row, as `head`."""
        top = "\t".join(("#", str(head), " ".join(self._hues), *self._says))
        return {"rows": [{"t": "\n".join((top, *self._rows))}]}


_APART = str.maketrans("\t\n", "  ")
"""Cells are parted by tabs and rows by line breaks: in a text they are blanks."""


def unpack(chart: Any, axis: Axis, **computed: str) -> Any:
    """Return a chart that reads the rows of `Rows`, with more columns computed from them."""
    read = {name: _COMPUTED.get(name, "datum.t[{}]").format(at) for at, name in enumerate(COLUMNS)}
    placed = {"xa": across("datum.a", axis), "xb": across("datum.b", axis)}
    steps = [
        _calculated("t", "split(datum.t,'\\n')"),
        _calculated("q", "split(datum.t[0],'\\t')"),
        alt.FlattenTransform(flatten=["t"]),
        _calculated("t", "split(datum.t,'\\t')"),
        _calculated("head", "datum.q[1]"),
        *(_calculated(name, text) for name, text in {**read, **placed}.items()),
        *(_calculated(name, text) for name, text in computed.items()),
    ]
    # All at once: Altair copies a chart for each step that is added to it.
    chart = chart.copy(deep=False)
    chart.transform = steps
    return chart


def _calculated(name: str, text: str) -> Any:
    return alt.CalculateTransform(calculate=text, **{"as": name})


def across(days: str, axis: Axis) -> str:
    """Return the Vega expression for the px at which a day lies; whole px leave no white seams."""
    return f"round(L+W*({days})/{axis.span})"


def columns(narrow: int = 96) -> list[Any]:
    """Return the widths of the label column `L`, the code column `R` and the axis between, `W`.

    `narrow` is the width of the label column on a narrow screen, in px.
    """
    return [
        alt.param(name="L", expr=f"width<560?{narrow}:{LABELS}"),
        alt.param(name="R", expr=f"width<560?{NARROW_CODES}:{CODES}"),
        alt.param(name="W", expr="width-L-R"),
    ]


def plain(chart: Any, theme: Theme, **config: Any) -> Spec:
    """Return a finished drawing as a specification without frames, titles or outer space."""
    chart = chart.configure(
        mark=alt.MarkConfig(aria=False),  # the page gives the whole chart its words, and a table
        autosize="pad",
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(align="left", baseline="middle", fontSize=TEXT_SIZE, fill=theme.ink2),
        **config,
    )
    # Streamlit takes a padding of 0 for none and puts 20 px of its own beneath.
    spec: Spec = {**chart.to_dict(), "padding": dict.fromkeys(("left", "top", "right", "bottom"), 0)}
    _complete(spec)
    return spec


def _complete(spec: Spec) -> None:
    """Give every mark an encoding: Vega-Lite stumbles over a mark that has none."""
    for view in (*spec.get("vconcat", ()), *spec.get("layer", ())):
        _complete(view)
    if "mark" in spec:
        spec.setdefault("encoding", {})


# -- Marks -----------------------------------------------------------------------------------------
# Marks that the charts over time share, drawn in px from expressions over the rows.

_STRIPE = round(stretches.STRIPE * 2**0.5, 2)
"""Width in px along the bar of a diagonal stripe."""

_FUZZY = 4
"""A transition is drawn at least this wide, in px."""


def of_kind(kind: str) -> Any:
    """Return a chart of the rows of one kind."""
    return alt.Chart().transform_filter(f"datum.k=='{kind}'")


def rule(chart: Any, *, x: Any, y: Any, x2: Any = None, y2: Any = None, **mark: Any) -> Any:
    """Return a chart of lines between two points in px; Vega-Lite wants them as encodings."""
    # As channels, not as `alt.value`: Altair would look through all its classes for each.
    kinds: dict[str, Any] = {"x": alt.XValue, "y": alt.YValue, "x2": alt.X2Value, "y2": alt.Y2Value}
    given = {"x": x, "y": y, "x2": x2, "y2": y2}
    ends = {name: kinds[name](value) for name, value in given.items() if value is not None}
    return chart.mark_rule(**mark).encode(**ends)


def symbol(chart: Any, path: str | alt.ExprRef, **mark: Any) -> Any:
    """Return a chart of figures drawn by an SVG path, in px around their point."""
    return chart.mark_point(shape=path, opacity=1, **mark).encode(size=alt.SizeValue(4))


def bars(top: str) -> list[Any]:
    """Return the bars of the rows `b` and `d` and the stripes of the rows `h`, two hues at 45 degrees.

    Vega fills no pattern: the stripes of one bar are one path, evenly spaced from end to end. A
    bar too short for two stripes is cut in half along the diagonal. `top` is the Vega expression for
    the px from the top of the picture from which `s` is counted.
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
            tooltip=ex("datum.q[3+(+datum.w)]"),
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


FUZZY = f"max(datum.xb,datum.xa+(datum.k=='d'||datum.k=='h'?{_FUZZY}:1))"
"""Vega expression for the right end of a bar in px: a transition is never too thin to be seen."""


def window(
    theme: Theme,
    top: float,
    bottom: float | alt.ExprRef,
    low: str = "datum.xa",
    high: str = "datum.xb",
) -> Any:
    """Return the band of the window, between two Vega expressions for its ends."""
    return of_kind("w").mark_rect(x=ex(low), x2=ex(high), y=top, y2=bottom, fill=theme.ink, fillOpacity=0.07)


def gate_lines(theme: Theme, top: str) -> Any:
    """Return the lines of gates, in ink and without hue: closed, partly open, open; greyer where unverified.

    `top` is the Vega expression for the px from the top of the picture.
    """
    fresh, old = (
        [stretches.gate_ink(status, stale, theme) for status in stretches.GATES] for stale in (False, True)
    )
    lines = stretches.GATES.values()
    return rule(
        of_kind("g"),
        x=ex("datum.xa"),
        x2=ex("datum.xb"),
        y=ex(top),
        stroke=ex(f"(datum.h?{old}:{fresh})[datum.s]"),
        strokeWidth=ex(f"{[line.wide for line in lines]}[datum.s]"),
        strokeDash=ex(f"{[list(line.dash) for line in lines]}[datum.s]"),
    )


def add_gates(rows: Rows, scene: Scene, town_id: str, lane: int = 0, at: str = "") -> None:
    """Add the line of a town's gates; `at` is its px from the top, where that is no lane's."""
    style = {status: number for number, status in enumerate(stretches.GATES)}
    for a, b, status, stale in stretches.gate_runs(scene, town_id):
        rows.add("g", lane, a=a, b=b, s=style[status], h=int(stale), w=at)


def ticks(axis: Axis) -> Any:
    """Return what is marked on an axis, as the parameter that `grid` and `axis_names` read."""
    rows = [
        {"d": mark.number, "g": mark.gap, "l": mark.line, "n": mark.name, "t": mark.text, "b": mark.strong}
        for mark in marks(axis)
    ]
    return alt.param(name="ticks", value=rows)


def grid(theme: Theme, axis: Axis, top: float, bottom: float | alt.ExprRef) -> Any:
    """Return the hairlines at the ticks that have room for one."""
    shown = ex(f"{_room(axis)}>={_TICK}.l?1:0")
    return rule(_ticks(axis), x=ex(_at(axis)), y=top, y2=bottom, color=theme.hairline, strokeOpacity=shown)


def axis_names(theme: Theme, axis: Axis, middle: float | alt.ExprRef) -> Any:
    """Return the names of the ticks, those of years bold; as many as there is room for."""
    free = f"{_TICK}.d*W/{axis.span}>={first_name(axis):g}"
    return _ticks(axis).mark_text(
        x=ex(_at(axis)),
        y=middle,
        text=ex(f"{_TICK}.t"),
        align="center",
        fontSize=SMALL,
        fontWeight=ex(f"{_TICK}.b?600:400"),
        fill=ex(f"{_TICK}.b?'{theme.ink}':'{theme.ink2}'"),
        opacity=ex(f"{_TICK}.g==0||({free}&&{_room(axis)}>={_TICK}.n)?1:0"),
    )


_TICK = "ticks[datum.n]"


def _room(axis: Axis) -> str:
    """Return the Vega expression for the px between two ticks of a kind."""
    return f"{_TICK}.g*W/{axis.span}"


def _at(axis: Axis) -> str:
    """Return the Vega expression for the px of a tick."""
    return across(f"{_TICK}.d", axis)


def _ticks(axis: Axis) -> Any:
    """Return a chart with one datum for each tick of the axis, `n` its number."""
    return alt.Chart(alt.sequence(0, len(axis.ticks), as_="n"))


# -- Panels ----------------------------------------------------------------------------------------
# A chart over time of which every height is known before it is drawn: stacks, bars, lines, words.
#
# The date asked is not in it, only the window: so a change of date sends none of it again.

_TOP, AXIS = 8, 20
"""Height in px above the panels, and of the axis beneath them."""

LINE = 1.6
"""Width in px of the lines on a bar."""

_DAY = date.resolution


class Panel(Rows):
    """The rows of such a chart; every height is in px from the top of the picture."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        """Begin with the window of the scene."""
        super().__init__()
        self.theme, self.axis = theme, scene.axis
        self.bottom = float(_TOP)
        self.apart = min(1.0, round(self.axis.span / 2000, 2))
        """Days that a bar keeps free at each end, so that neighbours do not touch."""
        first, last = scene.view.window
        if scene.view.within is Within.OFF and first < self.axis.end and last >= self.axis.start:
            self.add("w", a=self.axis.number(first), b=self.axis.number(last + _DAY))

    def room(self, height: float, gap: float = 0) -> float:
        """Take room for another panel below the last and a gap; return the px of its lower edge."""
        self.bottom += gap + height
        return self.bottom

    def bar(self, top: float, height: float, ends: tuple[float, float], hue: str, says: str) -> None:
        """Add a bar between two numbers of days from the start of the axis; `says` is its tip."""
        a, b = (f"{round(end, 3):g}" for end in ends)
        self.add("b", a=a, b=b, s=f"{top:g}", h=f"{height:g}", hue=hue, says=says)

    def inner(self, first: date, after: date) -> tuple[float, float]:
        """Return the ends of a bar over the days `[first, after)`, with room beside it."""
        return self.axis.number(first) + self.apart, self.axis.number(after) - self.apart

    def paint(self, look: Look, top: float, height: float, first: date, after: date, says: str) -> None:
        """Add a bar with a look: several hues share it, or hatch it where it is changing or contested."""
        fills = stretches.bar_fills(look, self.theme)
        if look.pattern == "none":
            fills = (self.theme.hairline,)
        days = self.axis.number(first), self.axis.number(after)
        self.fill(0, days, (top, height), look.pattern, fills, says)

    def line(self, y: float, days: tuple[date, date], hue: str, *, dotted: bool = False) -> None:
        """Add a line over the days `[first, after)`."""
        first, after = days
        a, b = self.axis.number(first), self.axis.number(after)
        self.add("l", a=a, b=b, s=f"{y:g}", h=int(dotted), hue=hue)

    def level(self, y: float, label: str) -> None:
        """Add a hairline across with its label at the left."""
        self.add("y", s=f"{y:g}", w=label)

    def left(self, y: float, text: str, *, bold: bool = False) -> None:
        """Add words in the left column."""
        ink = self.theme.ink if bold else self.theme.ink2
        self.add("p", s=f"{y:g}", h=600 if bold else 400, hue=ink, w=text)

    def title(self, y: float, title: str, *lines: str) -> None:
        """Add a bold title in the left column with lines under it."""
        self.left(y, title, bold=True)
        for number, line in enumerate(lines, start=1):
            self.left(y + 14 * number, line)

    def right(self, y: float, text: str, hue: str = "") -> None:
        """Add words in the right column."""
        self.add("c", s=f"{y:g}", hue=hue or self.theme.ink2, w=text)

    def whisker(self, ends: tuple[float, float], low: str, high: str) -> None:
        """Add the bounds of a bar's value: a line over its middle, between two heights in px."""
        a, b = (f"{round(end, 3):g}" for end in ends)
        self.add("i", a=a, b=b, s=low, h=high)

    def over(self, ends: tuple[float, float], y: float, text: str) -> None:
        """Add small words over the middle of a bar; none where there is no room."""
        a, b = (f"{round(end, 3):g}" for end in ends)
        self.add("t", a=a, b=b, s=f"{y:g}", w=text)

    def spec(self) -> Spec:
        """Return the chart as a Vega-Lite specification."""
        fixed = _drawing(self.theme.name, self.axis, current())
        return {**fixed, "height": round(self.bottom) + AXIS, "datasets": self.datasets()}


@lru_cache(maxsize=16)
def _drawing(theme_name: str, axis: Axis, language: str) -> Spec:
    """Return the drawing of all these charts: it takes its height from each."""
    theme, bottom = THEMES[theme_name], ex(f"height-{AXIS}")
    y = ex("datum.s")
    words = of_kind("p").mark_text(
        x=4,
        y=y,
        text=ex("datum.w"),
        fill=ex("datum.f"),
        fontWeight=ex("datum.h"),
        fontSize=ex(f"width<560?{_LEAST_SIZE}:{TEXT_SIZE}"),
        limit=ex("L-38"),
    )
    chart = alt.layer(
        grid(theme, axis, _TOP, bottom),
        rule(of_kind("y"), x=ex("L"), x2=ex("L+W"), y=y, color=theme.line, strokeWidth=0.7),
        *bars("0"),
        rule(
            of_kind("l"),
            x=ex("datum.xa"),
            x2=ex("datum.xb"),
            y=y,
            stroke=ex("datum.f"),
            strokeWidth=LINE,
            strokeDash=ex(f"datum.h?{list(stretches.NO_CLAIM.dash)}:[]"),
        ),
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
        of_kind("c").mark_text(
            x=ex("L+W+8"), y=y, text=ex("datum.w"), fill=ex("datum.f"), fontSize=SMALL, limit=ex("R-8")
        ),
        axis_names(theme, axis, ex(f"height-{AXIS / 2 - 1:g}")),
        data=alt.NamedData(name="rows"),
    )
    whole = unpack(chart, axis, xe="max(datum.xb,datum.xa+1)", y="+datum.w")
    return plain(whole.add_params(ticks(axis), *columns(NARROW_LABELS)), theme)
