"""One chart of the page as a picture of its own: with title, day, legend, evidence and sources."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import matplotlib
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.answer.scene import Scene
from dashboard.charts import Chart, imports
from dashboard.charts.stretches import GATES, NO_CLAIM, gate_ink
from dashboard.charts.ticks import shown
from dashboard.charts.vega import COLUMNS, LINE
from dashboard.look.theme import Theme, look
from dashboard.map import overlays
from dashboard.map.legend import LegendEntry, actor_entries, status_entries
from dashboard.paper import furniture, typeface
from dashboard.paper import timeline as paper_timeline
from dashboard.paper.canvas import Canvas
from dashboard.paper.formats.images import with_alt
from dashboard.paper.jobs import DRAWING
from dashboard.paper.layout import Box
from dashboard.question.order import Format
from dashboard.question.view import Within
from dashboard.wording import page as page_words
from dashboard.wording import paper as wording
from dashboard.wording.counts import crossings_sentence, mines_sentence
from dashboard.wording.headline import day_asked
from dashboard.wording.text import Text
from dashboard.wording.window import window_sentence
from geodata.analysis import timeline
from geodata.resolver import resolve
from geodata.resolver.answers import Interval, Segment

_WIDE, _MARGIN = 1200.0, 32.0
_LABELS, _CODES = 190.0, 118.0
_HEAD, _AXIS, _KEYS = 62.0, 24.0, 22.0
_SENTENCE, _LEADING = 13.5, 1.4
_SIZE, _SMALL = 12.0, 11.0
_MOST = 14
"""Publishers that are named."""


def picture(chart: Chart, scene: Scene, theme: Theme, form: Format) -> bytes:
    """Return a chart as a picture, SVG or PNG; in SVG letters are outlines, so every viewer shows them."""
    entries = list(_legend(chart, scene, theme))
    tall = _height(chart, scene, theme)
    rows = -(-len(entries) // 5)
    sentence = _sentence(chart, scene)
    head = _HEAD + _SENTENCE * _LEADING * len(typeface.lines(sentence, _SENTENCE, _WIDE - 2 * _MARGIN))
    keys = _KEYS if chart.name == "imports" else 0.0
    height = head + tall + keys + 21 * rows + 126 + 36 * (scene.view.within is not Within.OFF)
    with (
        DRAWING,
        matplotlib.rc_context({"svg.hashsalt": "border-ledger", "svg.fonttype": "path"}),
    ):
        canvas = Canvas((_WIDE, height), 12.5, theme)
        title = page_words.chart_on(chart.title, scene.view.on)
        canvas.text(_MARGIN, 42, title, 22, theme.ink, weight=700)
        room = Box(_MARGIN, 54, _WIDE - 2 * _MARGIN, height)
        furniture.paragraph(canvas, room, Text.of(sentence), _SENTENCE, _LEADING, theme.ink)
        box = Box(_MARGIN, head, _WIDE - 2 * _MARGIN, tall)
        if chart.name == "lanes":
            days = scene.axis.start, scene.axis.end
            paper_timeline.draw(canvas, box, scene, list(scene.lanes), days)
        else:
            _panel(canvas, box, chart, scene)
        if keys:
            paper_timeline.gate_key(canvas, _MARGIN, head + tall + 20)
        y = head + tall + keys + 14
        if entries:
            taken = furniture.legend(canvas, Box(_MARGIN, y, box.width, 21.0 * rows), entries, 5)
            y = taken.y + taken.height + 6
        aside = sum(len(scene.control[place.place_id].set_aside) for place in scene.lanes)
        notes = [Text.of(note)] if (note := chart.note(scene) or window_sentence(scene)) else []
        for text in (*notes, wording.evidence(scene, aside), _sources(chart, scene), _credit(chart, scene)):
            y = furniture.paragraph(canvas, Box(_MARGIN, y, box.width, 32), text, _SMALL, 1.35) + 4
        alt = chart.alt(scene)
        return _svg(canvas, title, alt) if form is Format.SVG else _png(canvas, title, alt)


def _svg(canvas: Canvas, title: str, alt: str) -> bytes:
    out = io.StringIO()
    about = {"Date": None, "Creator": "Border Ledger", "Title": title}
    canvas.figure.savefig(out, format="svg", dpi=72, metadata=about)
    return with_alt(out.getvalue(), title, alt).encode()


def _png(canvas: Canvas, title: str, alt: str) -> bytes:
    out = io.BytesIO()
    about = {"Title": title, "Description": alt}
    canvas.figure.savefig(out, format="png", dpi=2 * canvas.per_inch, metadata=about)
    return out.getvalue()


# -- What stands around it -------------------------------------------------------------------------


def _sentence(chart: Chart, scene: Scene) -> str:
    """Return what a chart shows, in a sentence or two."""
    if chart.name in ("lanes", "holders"):
        return crossings_sentence(scene, day_asked(scene))
    return mines_sentence(scene, day_asked(scene)) if chart.name == "mines" else chart.alt(scene)


def _legend(chart: Chart, scene: Scene, theme: Theme) -> Iterator[LegendEntry]:
    """Yield what the colours of a chart mean: of the holders of its towns on any day, and what is known."""
    if chart.name == "coverage":
        return
    parts = [part for town in _towns(chart, scene) for part in _segments(town, scene)]
    held = [part.interval for part in parts]
    yield from actor_entries(held, scene, theme)
    yield from status_entries(
        {each.status for each in held},
        theme,
        joint=any(look(each, False, theme, scene.catalog.actors).pattern == "bands" for each in held),
        stale=any(part.stale for part in parts),
    )


def _towns(chart: Chart, scene: Scene) -> Iterable[str]:
    """Return the towns whose holders a chart has in colour."""
    if chart.name == "mines":
        return {mine.place_id for mine in scene.counted.clusters if mine.place_id}
    places = imports.towns(scene) if chart.name == "imports" else scene.lanes
    return (place.place_id for place in places)


def _segments(town: str, scene: Scene) -> Iterable[Segment]:
    """Return who held a town, in the parts of the axis that look alike."""
    axis, catalog = scene.axis, scene.catalog
    track = resolve.track(catalog, town, known_on=scene.known_on, policy=scene.view.policy)
    return timeline.segments(track, axis.start, axis.end, catalog.newest_record)


def _sources(chart: Chart, scene: Scene) -> Text:
    """Return whose documents a chart rests on: the outlets with most of them first."""
    catalog = scene.catalog
    if chart.name == "imports":
        ids = {each.source_id for each in scene.imports.inside}
    else:
        tracks = [*scene.tracks.values(), *(each for lane in scene.gate_tracks.values() for each in lane)]
        counted = {place.place_id for place in scene.lanes}
        intervals: Iterator[Interval] = (
            interval
            for lane in tracks
            if lane.place_id in counted or catalog.places[lane.place_id].part_of in counted
            for interval in lane.intervals
        )
        ids = {catalog.claims[claim].source_id for interval in intervals for claim in interval.used}
    outlets = Counter(catalog.sources[each].publisher.partition(" (")[0] for each in sorted(ids))
    return wording.picture_sources([name for name, _ in outlets.most_common()], _MOST)


def _credit(chart: Chart, scene: Scene) -> Text:
    """Return which data the picture is of, under which licence, and who drew the mines."""
    mines = overlays.credit(scene) if chart.name == "mines" else ""
    return wording.picture_credit(scene.catalog.hash, mines)


# -- The chart -------------------------------------------------------------------------------------
# A chart over time is rows of bars, lines and words with their px; here they are drawn on paper.


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
