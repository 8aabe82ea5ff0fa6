"""Charts that can be edited on a slide: PowerPoint's own, in our colours, with as little else as can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any, cast

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from dashboard.look.hatch import Texture
from dashboard.look.theme import Theme, texture_ink, texture_of
from dashboard.paper import typeface
from dashboard.paper.formats.archive import EPOCH, repacked
from dashboard.paper.formats.slides.text import Scale, clean, describe, rgb, set_face, write_text
from dashboard.paper.layout import Box
from dashboard.wording.text import Text

_TITLE, _AXIS = 12.5, 11.0
"""Sizes of letters in pixels."""
_PLOT = 0.88
"""Share of a chart's width that is left beside the numbers."""
_CORNER = (
    f'<c:layout {nsdecls("c")}><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/>'
    '<c:x val="0"/><c:y val="0"/></c:manualLayout></c:layout>'
)
"""Top left, where titles begin on our slides; PowerPoint would centre it."""
_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: a value for each category, None where there is none, in a fill of the theme.

    With a second fill, `beside`, both alternate: diagonally where they change or are contested.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str
    beside: str = ""
    diagonal: bool = False


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A chart that can be edited on the slide, its table with it: stacked columns, or bars if it is `lying`.

    `title` says what is counted, in which unit; `alt` is its alternative text.
    """

    box: Box
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    lying: bool = False


def draw(shapes: Any, chart: NativeChart, theme: Theme, scale: Scale) -> None:
    """Draw a chart into its box, with its alternative text."""
    data = CategoryChartData(number_format=_number_format(chart.series))
    data.categories = [_cell(category) for category in chart.categories]
    for series in chart.series:
        data.add_series(_cell(series.name), [_value(value) for value in series.values])
    kind = XL_CHART_TYPE.BAR_STACKED if chart.lying else XL_CHART_TYPE.COLUMN_STACKED
    frame = shapes.add_chart(kind, *scale.box(chart.box), data)
    describe(frame, f"Chart: {clean(chart.title)}"[:120], chart.alt)
    drawn = frame.chart
    set_face(drawn.font, scale.points(_AXIS), theme.ink2)
    _entitle(drawn, chart, theme, scale)
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
    for shown, series in zip(drawn.plots[0].series, chart.series, strict=True):
        _fill(shown.format.fill, series)
    drawn.plots[0].gap_width = 45
    drawn.plots[0].overlap = 100
    _axes(drawn, chart, theme, scale)
    drawn._chartSpace.chart.find(qn("c:dispBlanksAs")).set("val", "gap")
    workbook = drawn.part.chart_workbook
    workbook.update_from_xlsx_blob(repacked(workbook.xlsx_part.blob, _dateless))


_PATTERNS: Mapping[Texture, MSO_PATTERN] = {
    "dots": MSO_PATTERN.PERCENT_20,
    "dense dots": MSO_PATTERN.PERCENT_50,
    "rings": MSO_PATTERN.SPHERE,
    "crosses": MSO_PATTERN.CROSS,
    "lines": MSO_PATTERN.HORIZONTAL,
    "dense lines": MSO_PATTERN.NARROW_HORIZONTAL,
}
"""PowerPoint's patterns that are nearest to the textures of grey paper."""


def _fill(fill: Any, series: Series) -> None:
    """Give a series its colour or colours, and its texture where it has one."""
    colour, beside = series.colour, rgb(series.beside) if series.beside else None
    pattern = _PATTERNS.get(cast(Texture, texture_of(colour)))
    if beside:
        pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL if series.diagonal else MSO_PATTERN.DARK_HORIZONTAL
    if pattern is None:
        fill.solid()
        fill.fore_color.rgb = rgb(colour)
        return
    fill.patterned()
    fill.pattern = pattern
    fill.fore_color.rgb, fill.back_color.rgb = beside or rgb(texture_ink(colour)), rgb(colour)


def _entitle(drawn: Any, chart: NativeChart, theme: Theme, scale: Scale) -> None:
    drawn.has_title = bool(clean(chart.title))
    if not drawn.has_title:
        return
    frame = drawn.chart_title.text_frame
    title = Text.of(clean(chart.title)).strong()
    write_text(frame, [title], scale.points(_TITLE), 1.3, theme, theme.ink)
    drawn.chart_title.include_in_layout = False
    element = drawn.chart_title._element
    for layout in element.findall(qn("c:layout")):
        element.remove(layout)
    element.find(qn("c:tx")).addnext(parse_xml(_CORNER))


def _axes(drawn: Any, chart: NativeChart, theme: Theme, scale: Scale) -> None:
    thin = Pt(scale.points(1))
    categories, values = drawn.category_axis, drawn.value_axis
    categories.has_major_gridlines = False
    categories.major_tick_mark = values.major_tick_mark = XL_TICK_MARK.NONE
    categories.format.line.color.rgb = rgb(theme.ink3)
    categories.format.line.width = thin
    values.format.line.fill.background()
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = rgb(theme.hairline)
    values.major_gridlines.format.line.width = thin
    values.tick_labels.number_format = _number_format(chart.series)
    values.tick_labels.number_format_is_linked = False
    for axis in (categories, values):
        set_face(axis.tick_labels.font, scale.points(_AXIS), theme.ink2)
    _spread(categories, chart)


def _spread(categories: Any, chart: NativeChart) -> None:
    """Label as many categories as have room, so that none needs to be turned."""
    widest = max((typeface.width(label, _AXIS) for label in map(clean, chart.categories)), default=0.0)
    every = ceil(len(chart.categories) * (widest + _AXIS) / (chart.box.width * _PLOT))
    axis = categories._element
    axis.find(qn("c:noMultiLvlLbl")).addprevious(
        parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="{max(1, every)}"/>')
    )


def _number_format(series: Iterable[Series]) -> str:
    values = [value for each in series for value in map(_value, each.values) if value is not None]
    top = max(map(abs, values), default=0.0)
    if top >= 100 or all(value == round(value) for value in values):
        return "#,##0"
    return "0.0" if top >= 1 else "0.00"


def _value(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def _cell(text: str) -> str:
    """Return a text that a spreadsheet takes as text: the chart's table would run a formula."""
    text = clean(text)
    return f" {text}" if text[:1] in ("=", "{") else text


def _dateless(name: str, data: bytes) -> bytes:
    """Return a part of the chart's table without the hour at which it was written."""
    if name != "docProps/core.xml":
        return data
    return _WRITTEN.sub(rb"\g<1>" + EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data)
