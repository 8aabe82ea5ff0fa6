"""One chart of the page as a picture of its own: with title, day, legend, evidence and sources."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import matplotlib
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.answer.scene import Scene
from dashboard.charts import alone, stacks
from dashboard.charts.entries import Chart
from dashboard.charts.stretches import GATES, NO_CLAIM, gate_ink
from dashboard.charts.ticks import shown
from dashboard.charts.vega import COLUMNS, LINE
from dashboard.look.theme import Theme
from dashboard.paper import furniture, typeface
from dashboard.paper import timeline as paper_timeline
from dashboard.paper.canvas import Canvas
from dashboard.paper.formats import images
from dashboard.paper.jobs import DRAWING
from dashboard.paper.layout import Box
from dashboard.question.order import Format
from dashboard.wording import page as page_words
from dashboard.wording.firmness import no_news
from dashboard.wording.text import Text
from dashboard.wording.window import window_sentence

_WIDE, _MARGIN = 1200.0, 32.0
_LABELS, _CODES = 190.0, 118.0
_HEAD, _AXIS, _KEYS = 62.0, 24.0, 22.0
_SENTENCE, _LEADING = 13.5, 1.4
_SIZE, _SMALL, _UNDER = 12.0, 11.0, 1.35


def picture(chart: Chart, scene: Scene, theme: Theme, form: Format) -> bytes:
    """Return a chart as a picture, SVG or PNG; in SVG letters are outlines, so every viewer shows them."""
    entries = list(alone.legend(chart, scene, theme))
    tall = _height(chart, scene, theme)
    rows = -(-len(entries) // 5)
    sentence = chart.sentence(scene)
    head = _HEAD + _SENTENCE * _LEADING * len(typeface.lines(sentence, _SENTENCE, _WIDE - 2 * _MARGIN))
    keys = 0.0 if chart.own or chart.overlay or chart.name in ("lanes", "coverage") else _KEYS
    texts = [*filter(str, map(Text.of, _notes(chart, scene)))]
    texts += [each(chart, scene) for each in (alone.evidence, alone.sources, alone.credit)]
    foot = sum(
        _SMALL * _UNDER * len(typeface.lines(str(text), _SMALL, _WIDE - 2 * _MARGIN)) + 4 for text in texts
    )
    height = head + tall + keys + 21 * rows + 20 + foot + _MARGIN / 2
    with (
        DRAWING.turn(),
        matplotlib.rc_context({"svg.hashsalt": "border-ledger", "svg.fonttype": "path"}),
    ):
        canvas = Canvas((_WIDE, height), 12.5, theme)
        title = chart.title if chart.overlay else page_words.chart_on(chart.title, scene.view.on)
        canvas.text(_MARGIN, 42, title, 22, theme.ink, weight=700)
        room = Box(_MARGIN, 54, _WIDE - 2 * _MARGIN, height)
        furniture.paragraph(canvas, room, Text.of(sentence), _SENTENCE, _LEADING, theme.ink)
        box = Box(_MARGIN, head, _WIDE - 2 * _MARGIN, tall)
        if chart.name == "lanes":
            days = scene.axis.start, scene.axis.end
            paper_timeline.draw(canvas, box, scene, list(scene.lanes), days)
        else:
            _panel(canvas, box, chart, scene)
        if chart.name == "imports":
            paper_timeline.gate_key(canvas, _MARGIN, head + tall + 20)
        elif keys:
            _stack_key(canvas, _MARGIN, head + tall + 20)
        y = head + tall + keys + 14
        if entries:
            taken = furniture.legend(canvas, Box(_MARGIN, y, box.width, 21.0 * rows), entries, 5)
            y = taken.y + taken.height + 6
        for text in texts:
            y = furniture.paragraph(canvas, Box(_MARGIN, y, box.width, 48), text, _SMALL, _UNDER) + 4
        alt = chart.alt(scene)
        return _svg(canvas, title, alt) if form is Format.SVG else _png(canvas, title, alt)


def _notes(chart: Chart, scene: Scene) -> Iterable[str]:
    """Return what is said beneath a chart; its own note may say already what the window leaves out."""
    return dict.fromkeys((chart.note(scene), "" if chart.name == "imports" else window_sentence(scene)))


def _svg(canvas: Canvas, title: str, alt: str) -> bytes:
    out = io.StringIO()
    about = {"Date": None, "Creator": "Border Ledger", "Title": title}
    canvas.figure().savefig(out, format="svg", dpi=72, metadata=about)
    return images.with_alt(out.getvalue(), title, alt).encode()


def _png(canvas: Canvas, title: str, alt: str) -> bytes:
    return images.encoded(images.pixels(canvas, images.SCALE), {"Title": title, "Description": alt})


# -- The chart -------------------------------------------------------------------------------------
# A chart over time is rows of bars, lines and words with their px; here they are drawn on paper.


def _stack_key(canvas: Canvas, x: float, y: float) -> None:
    """Write what the lines and the dots of a stack mean."""
    theme, hue = canvas.theme, canvas.theme.fills["kia"]
    canvas.box(Box(x, y - 5, 24, 10), stacks.old_ground(hue, theme))
    canvas.line([(x, y), (x + 24, y)], hue, LINE)
    canvas.text(x + 30, y + 3.6, no_news(), 10.7, theme.ink2)
    x += 46 + typeface.width(no_news(), 10.7)
    canvas.line([(x, y), (x + 24, y)], theme.no_claim, LINE, dash=NO_CLAIM.dash)
    canvas.text(x + 30, y + 3.6, NO_CLAIM.label(), 10.7, theme.ink2)


def _height(chart: Chart, scene: Scene, theme: Theme) -> float:
    if chart.name == "lanes":
        return paper_timeline.height(len(scene.lanes))
    lowest = max((_bottom(row) for row in _rows(chart, scene, theme)), default=0.0)
    return lowest + _AXIS


def _bottom(row: dict[str, str]) -> float:
    """Return the px from the top at which a row ends."""
    if row["k"] in "bd":
        return float(row["s"]) + float(row["h"])
    return float(row["s"]) if row["k"] == "y" else 0.0


def _rows(chart: Chart, scene: Scene, theme: Theme) -> list[dict[str, str]]:
    """Return the rows of a chart as it is sent to the browser, colours looked up."""
    (data,) = chart.spec(scene, theme)["datasets"].values()
    head, *lines = data[0]["t"].split("\n")
    colours = head.split("\t")[2].split(" ")
    rows = []
    for line in lines:
        cells = line.split("\t")
        row = dict.fromkeys(COLUMNS, "") | dict(zip(COLUMNS, cells, strict=False))
        rows.append(row | {"f": colours[int(row["f"])] if row["f"] else ""})
    return rows


def _panel(canvas: Canvas, box: Box, chart: Chart, scene: Scene) -> None:
    """Draw a chart of panels into a box: its rows, its axis, the day, and the names beside it."""
    theme, axis = canvas.theme, scene.axis
    left, right = box.x + _LABELS, box.x + box.width - _CODES
    bottom = box.y + box.height - _AXIS

    def x(days: str | float) -> float:
        return left + (right - left) * float(days) / axis.span

    for mark, named in shown(axis, right - left):
        at = x(mark.number)
        canvas.line([(at, box.y), (at, bottom)], theme.hairline, 1)
        if named:
            ink, weight = (theme.ink, 600) if mark.strong else (theme.ink2, 400)
            canvas.text(at, bottom + 16, mark.text, 10.5, ink, weight=weight, align="center")
    rows = _rows(chart, scene, theme)
    for row in sorted(rows, key=lambda row: "ywbdhlgmitpc".find(row["k"])):
        _draw_row(canvas, row, box, (left, right), x)
    if axis.has(scene.view.on):
        at = x(axis.number(scene.view.on))
        canvas.line([(at, box.y), (at, bottom)], theme.ink, 1.5)
    for name in chart.names(scene, theme) if chart.names else ():
        canvas.text(right + 8, box.y + name.top + 4, name.text, _SMALL, name.colour)


def _draw_row(
    canvas: Canvas, row: dict[str, str], box: Box, ends: tuple[float, float], x: Callable[[str], float]
) -> None:
    """Draw one row; `ends` are the px of the axis, `x` gives those of a day."""
    theme, (left, right) = canvas.theme, ends
    y = box.y + float(row["s"] or 0)
    if row["k"] in ("b", "d", "h"):
        bar = Box(x(row["a"]), y, max(x(row["b"]) - x(row["a"]), 0.6), float(row["h"]))
        if row["k"] == "h":
            canvas.shapes(_stripes(bar), bar, fill=row["f"])
        else:
            canvas.box(bar, row["f"])
    elif row["k"] == "l":
        dash = NO_CLAIM.dash if row["h"] == "1" else ()
        canvas.line([(x(row["a"]), y), (x(row["b"]), y)], row["f"], LINE, dash=dash)
    elif row["k"] == "w":
        band = Box(x(row["a"]), box.y, x(row["b"]) - x(row["a"]), box.height - _AXIS)
        canvas.box(band, f"{theme.ink}12")
    elif row["k"] == "y":
        canvas.line([(left, y), (right, y)], theme.line, 0.7)
        canvas.text(left - 9, y + 4, row["w"], 10.5, theme.ink2, align="right")
    elif row["k"] == "p":
        canvas.text(box.x, y + 4, row["w"], _SIZE, row["f"], weight=int(row["h"]))
    elif row["k"] == "c":
        canvas.text(right + 8, y + 4, row["w"], _SMALL, row["f"] or theme.ink2)
    elif row["k"] == "t":
        middle = (x(row["a"]) + x(row["b"])) / 2
        if 5 * len(row["w"]) < x(row["b"]) - x(row["a"]):
            canvas.text(middle, y + 4, row["w"], 10, theme.ink2, align="center")
    elif row["k"] == "g":
        status = list(GATES)[int(row["s"])]
        at = box.y + float(row["w"] or 0)
        ink = gate_ink(status, row["h"] == "1", theme)
        canvas.line([(x(row["a"]), at), (x(row["b"]), at)], ink, GATES[status].wide, dash=GATES[status].dash)
    elif row["k"] == "i":
        middle = (x(row["a"]) + x(row["b"])) / 2
        canvas.line([(middle, y), (middle, box.y + float(row["h"]))], theme.ink, 1)
    elif row["k"] == "m":
        canvas.line([(x(row["a"]), y), (x(row["a"]), box.y + float(row["h"]))], theme.ink3, 1, dash=(2, 2))


def _stripes(bar: Box) -> list[BaseGeometry]:
    """Return every second stripe of a bar, at 45 degrees."""
    step, wide = 8.0, 4.0
    shape = shapely.box(bar.x, bar.y, bar.x + bar.width, bar.y + bar.height)
    starts = range(int(-bar.height // step) - 1, int(bar.width // step) + 2)
    lines = (
        shapely.Polygon(
            [
                (at, bar.y + bar.height),
                (at + wide, bar.y + bar.height),
                (at + wide + bar.height, bar.y),
                (at + bar.height, bar.y),
            ]
        )
        for at in (bar.x + n * step for n in starts)
    )
    return [cut for cut in (shape.intersection(line) for line in lines) if not cut.is_empty]
