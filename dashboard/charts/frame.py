"""The frame that the charts over time share: their axis, their rows on the wire, their text.

Days are counted from the start of the axis, so that no time zone can move them. A chart is a fixed
drawing and a few short rows of text: the drawing is made once and stays the same from rerun to rerun, so the
page only swaps the rows and the picture does not flicker.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

import altair as alt

from dashboard.axis import Axis
from dashboard.theme import Theme

Spec: TypeAlias = dict[str, Any]
"""A Vega-Lite specification."""

COLUMNS = ("k", "r", "a", "b", "s", "h", "f", "w")
"""Columns of a row on the wire: kind, row of the picture, from day, to day, two numbers, colour, words."""

FONT = '"Source Sans", sans-serif'
"""The font of the page, which charts do not take from it by themselves."""

TEXT_SIZE, SMALL = 11.5, 10.7
"""Sizes in px of labels and of the axis."""

LABELS, CODES = 150, 104
"""Width in px of the column of labels at the left and of the codes at the right."""

_NUMBERS = ("r", "a", "b", "s", "h")
_COMPUTED = dict.fromkeys(_NUMBERS, "+datum.t[{}]") | {"f": "split(datum.q[2],' ')[+datum.t[{}]]"}


def ex(text: str) -> alt.ExprRef:
    """Return a Vega expression, computed for each row in the browser."""
    return alt.ExprRef(text)


def day_words(field: str, axis: Axis) -> str:
    """Return the Vega expression that writes a day of the axis out: 26 Nov 2024."""
    epoch = (axis.start - date(1970, 1, 1)).days
    return f"utcFormat(864e5*({field}+{epoch}),'%-d %b %Y')"


class Rows:
    """The rows of a chart, written as one short text that the browser takes apart.

    A colour, and what a bar says of itself, stand in a list at the head; a row has their number.
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
            cells["w"] = self._says.setdefault(says, len(self._says))
        values = [kind, lane, *(cells.get(name, "") for name in COLUMNS[2:])]
        self._rows.append("\t".join(str(value) for value in values).rstrip("\t"))

    def datasets(self, head: object = "") -> Mapping[str, Any]:
        """Return the rows as the one data set of a chart; `head` is at hand in every row, as `head`."""
        top = "\t".join(("#", str(head), " ".join(self._hues), "|".join(self._says)))
        return {"rows": [{"t": "\n".join((top, *self._rows))}]}


SAYS = "split(datum.q[3],'|')[+datum.w]"
"""Vega expression for what a bar says of itself."""


def unpack(chart: Any, axis: Axis, **computed: str) -> Any:
    """Return a chart that reads the rows of `Rows`, with more columns computed from them."""
    chart = (
        chart.transform_calculate(t="split(datum.t,'\\n')")
        .transform_calculate(q="split(datum.t[0],'\\t')")
        .transform_flatten(["t"])
        .transform_calculate(t="split(datum.t,'\\t')", head="datum.q[1]")
        .transform_calculate(
            **{name: _COMPUTED.get(name, "datum.t[{}]").format(at) for at, name in enumerate(COLUMNS)}
        )
        .transform_calculate(xa=across("datum.a", axis), xb=across("datum.b", axis))
    )
    for name, text in computed.items():
        chart = chart.transform_calculate(**{name: text})
    return chart


def across(days: str, axis: Axis) -> str:
    """Return the Vega expression for the px at which a day lies; whole px leave no white seams."""
    return f"round(L+W*({days})/{axis.span})"


def columns(narrow: int = 96) -> list[Any]:
    """Return the widths of the label column `L`, the code column `R` and the axis between, `W`.

    Args:
        narrow: The pixels of the label column on a narrow screen.
    """
    return [
        alt.param(name="L", expr=f"width<560?{narrow}:{LABELS}"),
        alt.param(name="R", expr=f"width<560?72:{CODES}"),
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
