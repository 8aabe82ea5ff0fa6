"""The frame that the charts over time share: their axis, their rows on the wire, their text.

Days are counted from `START`, so that no time zone can move them. A chart is a fixed drawing and
a few short rows of text: the drawing is made once and stays the same from rerun to rerun, so the
page only swaps the rows and the picture does not flicker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

import altair as alt

from dashboard.theme import Theme
from geodata.when import show_day

START = date(2023, 1, 1)
"""The first day of every chart over time."""

END = date(2026, 4, 1)
"""The first day after the last of every chart over time."""

SPAN = (END - START).days
"""Length of the time axis in days."""

Spec: TypeAlias = dict[str, Any]
"""A Vega-Lite specification."""

COLUMNS = ("k", "r", "a", "b", "s", "h", "f", "w")
"""Columns of a row on the wire: kind, row of the picture, from day, to day, two numbers, colour, words."""

FONT = '"Source Sans", sans-serif'
"""The font of the page, which charts do not take from it by themselves."""

TEXT_SIZE, SMALL = 11.5, 10.7
"""Sizes in px of labels and of the axis."""

LABELS, CODES = 150, 96
"""Width in px of the column of labels at the left and of the codes at the right."""

_NUMBERS = ("r", "a", "b", "s", "h")
_COMPUTED = dict.fromkeys(_NUMBERS, "+datum.t[{}]") | {"f": "split(datum.hues,' ')[+datum.t[{}]]"}


def day_number(day: date) -> int:
    """Return the days from `START`, clamped to the axis."""
    return min(max((day - START).days, 0), SPAN)


def day_of(number: float) -> date:
    """Return the day of a place on the axis, clamped to it."""
    return START + timedelta(days=min(max(round(number), 0), SPAN))


def short_day(day: date) -> str:
    """Return a day without its year: 26 Nov."""
    return show_day(day).rsplit(" ", 1)[0]


def ex(text: str) -> alt.ExprRef:
    """Return a Vega expression, computed for each row in the browser."""
    return alt.ExprRef(text)


def day_words(field: str) -> str:
    """Return the Vega expression that writes a day of the axis out: 26 Nov 2024."""
    epoch = (START - date(1970, 1, 1)).days
    return f"utcFormat(864e5*({field}+{epoch}),'%-d %b %Y')"


def row(kind: str, lane: int = 0, **cells: object) -> str:
    """Return one row as text: its cells between tabs, without the empty ones at the end."""
    values = [kind, lane, *(cells.get(name, "") for name in COLUMNS[2:])]
    return "\t".join(str(value) for value in values).rstrip("\t")


class Palette:
    """The colours of a chart's rows: a row has a colour's number, the head their list."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getitem__(self, colour: str) -> int:
        """Return the number of a colour."""
        return self._numbers.setdefault(colour, len(self._numbers))

    def __str__(self) -> str:
        return " ".join(self._numbers)


def datasets(rows: Iterable[str], hues: Palette, **head: object) -> Mapping[str, Any]:
    """Return the rows as the one data set of a chart; `hues` and `head` go with every row."""
    text = "\n".join(rows)
    return {"rows": [{"t": text, "hues": str(hues), **head}]}


def unpack(chart: Any, **computed: str) -> Any:
    """Return a chart that reads the rows of `datasets`, with more columns computed from them."""
    chart = (
        chart.transform_calculate(t="split(datum.t,'\\n')")
        .transform_flatten(["t"])
        .transform_calculate(t="split(datum.t,'\\t')")
        .transform_calculate(
            **{name: _COMPUTED.get(name, "datum.t[{}]").format(at) for at, name in enumerate(COLUMNS)}
        )
        .transform_calculate(xa=across("datum.a"), xb=across("datum.b"))
    )
    for name, text in computed.items():
        chart = chart.transform_calculate(**{name: text})
    return chart


def across(days: str) -> str:
    """Return the Vega expression for the px at which a day lies; whole px leave no white seams."""
    return f"round(L+W*({days})/{SPAN})"


def columns() -> list[Any]:
    """Return the widths of the label column `L`, the code column `R` and the axis between, `W`."""
    return [
        alt.param(name="L", expr=f"width<560?96:{LABELS}"),
        alt.param(name="R", expr=f"width<560?64:{CODES}"),
        alt.param(name="W", expr="width-L-R"),
    ]


def plain(chart: Any, theme: Theme, **config: Any) -> Spec:
    """Return a finished drawing as a specification without frames, titles or outer space."""
    chart = chart.configure(
        padding=0,
        autosize="pad",
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(align="left", baseline="middle", fontSize=TEXT_SIZE, fill=theme.ink2),
        **config,
    )
    spec: Spec = chart.to_dict()
    _complete(spec)
    return spec


def _complete(spec: Spec) -> None:
    """Give every mark an encoding: Vega-Lite stumbles over a mark that has none."""
    for view in (*spec.get("vconcat", ()), *spec.get("layer", ())):
        _complete(view)
    if "mark" in spec:
        spec.setdefault("encoding", {})
