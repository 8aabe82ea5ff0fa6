"""The chart of a reader's own layer: how many of its rows begin in each month or week, by class.

It stands on the axis of the other charts. It is made anew at each run and never kept: it is of one
visit alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dashboard.answer.own import Own, Tally, by_week, tallies
from dashboard.answer.scene import Scene
from dashboard.charts.entries import Chart
from dashboard.charts.vega import Panel, Spec
from dashboard.look.own import glyph
from dashboard.look.theme import Theme
from dashboard.wording import language
from dashboard.wording import own as wording
from dashboard.wording.language import Message
from dashboard.wording.own import group_label
from geodata.exports.rows import Record

_TALL, _GAP = 84, 12


def chart_of(own: Own) -> Chart:
    """Return the chart of a layer; it is called by its letters by chance, not by its name."""
    # A message without a place for values, whatever signs the name has.
    title = wording.chart_title(own).replace("{", "{{").replace("}", "}}")
    return Chart(
        name=f"own_{own.id}",
        heading=Message(title),
        sentence=partial(_sentence, own),
        spec=partial(spec, own),
        alt=partial(_alt, own),
        table=partial(table, own),
        rows=partial(rows, own),
        own=own,
    )


def _found(own: Own, scene: Scene) -> list[Tally]:
    return tallies(own, scene.axis, scene.view.extent)


def _sentence(own: Own, scene: Scene) -> str:
    return wording.chart_sentence(own, scene)


def _alt(own: Own, scene: Scene) -> str:
    return wording.chart_alt(own, scene, _found(own, scene))


def spec(own: Own, scene: Scene, theme: Theme) -> Spec:
    """Return the rows of a layer over time as a Vega-Lite specification: stacked bars, a colour a class."""
    panel, found = Panel(scene, theme), _found(own, scene)
    weekly = by_week(scene.axis)
    bottom = panel.room(_TALL, _GAP)
    top = _round_up(max((each.total for each in found), default=0))
    for level in (0, top // 2, top) if top > 1 else (0, top):
        panel.level(bottom - _TALL * level / top, language.figure(level))
    labels = [group_label(group, scene.catalog) for group in own.classes.groups]
    hues = [glyph(group, theme).fill for group in own.classes.groups]
    for each in found:
        y, ends = bottom, panel.inner(each.first, each.after)
        for label, hue, count in zip(labels, hues, each.counts, strict=True):
            if count:
                height = _TALL * count / top
                y -= height
                panel.bar(y, height, ends, hue, wording.bar(each.first, label, count, weekly=weekly))
    title = wording.BY_WEEK if weekly else wording.BY_MONTH
    panel.title(bottom - _TALL + 5, title(), wording.NOT_LEDGER())
    return panel.spec()


def _round_up(count: int) -> int:
    """Return an even number of 1, 2, 4, 6 or 8 and zeros that is no less; 1 for nothing."""
    size = 1
    while count > size * 10:
        size *= 10
    return next(size * step for step in (1, 2, 4, 6, 8, 10) if count <= size * step)


def table(own: Own, scene: Scene) -> list[dict[str, str]]:
    """Return the months or weeks that have rows, with how many of each class."""
    weekly = by_week(scene.axis)
    labels = [group_label(group, scene.catalog) for group in own.classes.groups]
    several = len(labels) > 1
    return [
        {
            wording.PERIOD(): wording.period(each.first, weekly=weekly),
            wording.ROWS(): language.figure(each.total),
            **(dict(zip(labels, map(str, each.counts), strict=True)) if several else {}),
        }
        for each in _found(own, scene)
        if each.total
    ]


def rows(own: Own, scene: Scene) -> Iterator[Record]:
    """Yield the same for a file, a row for each class."""
    for each in _found(own, scene):
        for group, count in zip(own.classes.groups, each.counts, strict=True):
            if count:
                yield {
                    "first": each.first,
                    "after": each.after,
                    "class": group_label(group, scene.catalog),
                    "rows": count,
                }
