"""The charts of conflict events, each week: by the two sides, and by who held the ground there.

A row each, on the axis of the other charts and with one scale. Above the line of a row are events whose
week is known, below it those that are known to a month or longer. Days that the archive does not cover are
grey from top to bottom: there is no bar, and no zero.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from dashboard.answer.events import Archive, Count, archive_of, counted, periods, total
from dashboard.answer.scene import Scene
from dashboard.charts.vega import Panel, Spec
from dashboard.look.events import ramp
from dashboard.look.theme import Theme, actor_fill, hues, mixed, plain
from dashboard.question.axis import Axis
from dashboard.wording import events as wording
from dashboard.wording.language import figure
from geodata.exports.rows import Record

_HEAD, _TALL, _GAP, _FIRST, _LINE = 14, 26, 10, 8, 14
_MOST = 5
"""Pairs of sides with a row of their own."""
_BY_MONTH = 2_600
"""Days of an axis from which bars are of months: a week would be a hair."""
_DAY = timedelta(days=1)

Ends = tuple[date, date]


class Row(NamedTuple):
    """One row of a chart: what its bars count, by their days `[first, after)`.

    Attributes:
        lines: What stands at its left.
        label: What its bars say.
        hue: Of its bars.
        known: Events whose week is known.
        vague: Those that are known to a month or longer.
        window: What of it is in the window.
        apart: Whether it has a scale of its own.
    """

    lines: tuple[str, ...]
    label: str
    hue: str
    known: Mapping[Ends, Count]
    vague: Mapping[Ends, Count]
    window: Count
    apart: bool = False


def weekly_spec(scene: Scene, theme: Theme) -> Spec:
    """Return the events of each week by the two sides as a Vega-Lite specification."""
    return _spec(scene, theme, _pairs)


def ground_spec(scene: Scene, theme: Theme) -> Spec:
    """Return the events of each week by who held the ground as a Vega-Lite specification."""
    return _spec(scene, theme, _holders)


def _spec(scene: Scene, theme: Theme, rows_of: Callable[[Archive, Scene, Theme], list[Row]]) -> Spec:
    panel, archive = Panel(scene, theme), archive_of(scene)
    if archive is None:
        panel.room(_TALL)
        return panel.spec()
    rows = rows_of(archive, scene, theme)
    top = _round_up(_highest(row for row in rows if not row.apart))
    apart = _round_up(_highest(row for row in rows if row.apart))
    depths = [_deep(row, apart if row.apart else top) for row in rows]
    begin = panel.bottom
    end = begin + _HEAD + len(rows) * (_TALL + _GAP) + sum(depths)
    _add_gaps(panel, archive, begin, end - begin)
    unit = wording.EACH_WEEK if _weekly(scene.axis) else wording.EACH_MONTH
    panel.left(begin + 4, unit(), bold=True)
    panel.right(begin + 4, wording.IN_WINDOW())
    panel.room(_HEAD)
    for row, deep in zip(rows, depths, strict=True):
        _add_row(panel, scene.axis, row, apart if row.apart else top, deep, theme)
    return panel.spec()


def _add_row(panel: Panel, axis: Axis, row: Row, top: int, deep: float, theme: Theme) -> None:
    line = panel.room(_TALL, _GAP)
    panel.level(line, "")
    panel.level(line - _TALL, figure(top))
    for number, text in enumerate(row.lines):
        panel.left(line - _TALL + _FIRST + _LINE * number, text)
    if row.window.events:
        panel.right(line - _TALL + _FIRST, wording.events(row.window.events))
        panel.right(line - _TALL + _FIRST + _LINE, wording.deaths_short(row.window))
    weekly = _weekly(axis)
    for (first, after), count in row.known.items():
        height = _TALL * count.events / top
        says = wording.bar(first, after, row.label, count)
        panel.bar(line - height, height, _inner(panel, first, after, weekly), row.hue, says)
    pale = mixed(row.hue, theme.page, 0.45)
    for (first, after), count in row.vague.items():
        says = wording.vague_bar(first, after, row.label, count)
        panel.bar(line + 1, _TALL * count.events / top, panel.inner(first, after), pale, says)
    panel.room(deep)


def _inner(panel: Panel, first: date, after: date, weekly: bool) -> tuple[float, float]:
    a, b = panel.inner(first, after)
    return (a, b) if b > a or not weekly else (a, a + 1)


def _add_gaps(panel: Panel, archive: Archive, top: float, height: float) -> None:
    axis = panel.axis
    for first, last in archive.gaps((axis.start, axis.last)):
        ends = axis.number(first), axis.number(last + _DAY)
        panel.bar(top, height, ends, panel.theme.hairline, wording.gap(first, last))
        panel.over(ends, top + 5, wording.NOT_COVERED())


def _highest(rows: Iterable[Row]) -> int:
    return max((count.events for row in rows for count in row.known.values()), default=0)


def _deep(row: Row, top: int) -> float:
    """Return the room beneath the line of a row, for what has no week."""
    return math.ceil(_TALL * max((count.events for count in row.vague.values()), default=0) / top)


def _round_up(count: int) -> int:
    size = 1
    while count > size * 10:
        size *= 10
    return next(size * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if count <= size * step)


# -- Rows ------------------------------------------------------------------------------------------


def _weekly(axis: Axis) -> bool:
    return axis.span <= _BY_MONTH


def _days(axis: Axis) -> Ends:
    return axis.start, axis.last


def _bars(
    archive: Archive, scene: Scene, by: str, words: Sequence[str]
) -> dict[str, tuple[dict[Ends, Count], dict[Ends, Count]]]:
    """Return for some values of a column, and for all others under an empty text, known and vague bars."""
    found: dict[str, tuple[dict[Ends, Count], dict[Ends, Count]]] = defaultdict(lambda: ({}, {}))
    monthly = not _weekly(scene.axis)
    for (word, vague, ends), count in periods(
        archive, scene, by, words, _days(scene.axis), monthly=monthly
    ).items():
        found[word][vague][ends] = count
    return found


def _pairs(archive: Archive, scene: Scene, theme: Theme) -> list[Row]:
    every = _words(archive, scene, "pair")
    window = _in_window(archive, scene, "pair")
    order = sorted(every, key=lambda word: (-every[word].events, word))
    most = order if len(order) <= _MOST + 1 else order[:_MOST]
    bars = _bars(archive, scene, "pair", most)
    hue = ramp(theme)[3]
    # What tells the rows apart stands first: one side is often in most pairs, and a label may be cut.
    often = Counter(side for word in order for side in word.split("|"))
    rows = [
        Row(
            tuple(sorted(wording.sides(word), key=lambda side: often[side])),
            wording.pair(word),
            hue,
            *bars[word],
            window.get(word, Count()),
        )
        for word in most
    ]
    if rest := order[len(most) :]:
        name = wording.OTHERS()
        lines = (name, wording.pairs(len(rest)))
        rows.append(Row(lines, name, hue, *bars[""], total([window.get(w, Count()) for w in rest])))
    return rows


def _holders(archive: Archive, scene: Scene, theme: Theme) -> list[Row]:
    every = _words(archive, scene, "held_by")
    bars = _bars(archive, scene, "held_by", [*every])
    window = _in_window(archive, scene, "held_by")
    return [
        Row(
            (wording.holder(word, scene),),
            wording.holder(word, scene),
            _hue(word, scene, theme),
            *bars[word],
            window.get(word, Count()),
            apart=word == wording.OUTSIDE,
        )
        for word in _order(every)
    ]


def _order(counts: Mapping[str, Count]) -> list[str]:
    """Return holders, those with most events first; what names none comes after them, in a fixed order."""
    nobody = wording.NOBODY
    return sorted(
        counts,
        key=lambda word: (nobody.index(word) + 1 if word in nobody else 0, -counts[word].events, word),
    )


def _hue(word: str, scene: Scene, theme: Theme) -> str:
    if word in wording.NOBODY:
        return theme.no_claim if word == "unknown" else mixed(theme.ink3, theme.page, 0.35)
    named = hues(tuple(word.split("+")), scene.catalog.actors)
    return plain(actor_fill(named[0], theme)) if named else theme.neutral


def _words(archive: Archive, scene: Scene, by: str) -> dict[str, Count]:
    """Return the sums of the whole axis by a column."""
    return {word: count for (word,), count in counted(archive, scene, (by,), _days(scene.axis)).items()}


def _in_window(archive: Archive, scene: Scene, by: str) -> dict[str, Count]:
    if not archive.covers(scene.view.window):
        return {}
    return {word: count for (word,), count in counted(archive, scene, (by,), scene.view.window).items()}


# -- Tables and files ------------------------------------------------------------------------------


def weekly_table(scene: Scene) -> list[dict[str, str]]:
    """Return the events of the window by the two sides and by how well their day is known."""
    return [
        {wording.PAIR(): wording.pair(pair), wording.PRECISION(): wording.when(when)} | _figures(count)
        for (pair, when), count in _most_first(_window(scene, ("pair", "when")))
    ]


def ground_table(scene: Scene) -> list[dict[str, str]]:
    """Return the events of the window by who held the ground."""
    found = {word: count for (word,), count in _window(scene, ("held_by",)).items()}
    every = total(found.values()).events
    return [
        {wording.HELD_BY(): wording.holder(word, scene)}
        | _figures(found[word])
        | {wording.SHARE(): figure(100 * found[word].events / every, 1)}
        for word in _order(found)
    ]


def _figures(count: Count) -> dict[str, str]:
    return {
        wording.EVENTS(): figure(count.events),
        wording.FIGURES(): figure(count.counted),
        wording.DEATHS(): figure(count.best),
        wording.LOW(): figure(count.low),
        wording.HIGH(): figure(count.high),
    }


def _window(scene: Scene, by: Sequence[str]) -> dict[tuple[str, ...], Count]:
    archive = archive_of(scene)
    if archive is None or not archive.covers(scene.view.window):
        return {}
    return counted(archive, scene, by, scene.view.window)


def _most_first(found: Mapping[tuple[str, ...], Count]) -> list[tuple[tuple[str, ...], Count]]:
    return sorted(found.items(), key=lambda each: (-each[1].events, each[0]))


def rows(by: Sequence[str], scene: Scene) -> Iterator[Record]:
    """Yield the sums of the axis for a file: a row for each week and each combination of some columns.

    `week` is its Monday. Weeks without a row are without an event only where the archive covers them.
    """
    archive = archive_of(scene)
    if archive is None:
        return
    told = {
        "policy": archive.policy,
        "known_on": scene.known_on if archive.bundled else None,
        "data": archive.cube.manifest.get("ledger", scene.catalog.hash),
        "events_of": archive.attribution or archive.title,
        "covered": "/".join(f"{first}..{last}" for first, last in archive.covered),
    }
    for values, count in sorted(counted(archive, scene, ("week", *by), _days(scene.axis)).items()):
        yield {
            **dict(zip(("week", *by), values, strict=True)),
            "events": count.events,
            "events_with_figures": count.counted,
            "deaths_low": count.low,
            "deaths_best": count.best,
            "deaths_high": count.high,
            **told,
        }


weekly_rows = partial(rows, ("kind", "pair", "where", "when"))
ground_rows = partial(rows, ("place_id", "held_by", "where"))
