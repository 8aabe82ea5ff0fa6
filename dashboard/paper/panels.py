"""What stands beneath a map: the card of a place, the mines by holder, the table of what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.answer.comparison import Comparison
from dashboard.answer.log import Log
from dashboard.answer.scene import Scene
from dashboard.look.theme import Look, Theme
from dashboard.map.labels import look_in
from dashboard.paper import timeline, typeface
from dashboard.paper.canvas import Canvas
from dashboard.paper.layout import Box
from dashboard.wording import card as cards
from dashboard.wording import log as log_words
from dashboard.wording import paper as wording
from dashboard.wording.card import Card, CardRow, card_of
from dashboard.wording.claims import ClaimRow
from dashboard.wording.counts import parts
from dashboard.wording.differences import WHAT, WHEN, AnswerShown, DifferenceRow, comparison_table, sides
from dashboard.wording.text import Text
from geodata.analysis.mines import hectares
from geodata.exports.rows import entry_documents

_SIZE, _ROW = 12.0, 19.0
_SMALL, _UNDER = 10.0, 12.5
_BAR_TOP, _BAR = 24.0, 26.0
"""Where the bar of the mines begins beneath its title, and its height."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who controls some of the mines on a map: label and look, and how many clusters, pools and hectares."""

    label: str
    look: Look
    clusters: int
    pools: int
    hectares: float


def card(canvas: Canvas, box: Box, scene: Scene) -> None:
    """Write the card of the chosen place: its tracks at the left, its claims at the right."""
    theme, shown = canvas.theme, card_of(scene)
    if shown is None:
        canvas.text(box.x, box.y + 20, cards.NOTHING_CHOSEN(), 13, theme.ink2)
        return
    canvas.text(box.x, box.y + 20, shown.title, 21, theme.ink, weight=700)
    left = box.x + typeface.width(shown.title, 21, 700) + 14
    canvas.text(left, box.y + 20, " ".join(shown.native.split()), 14, theme.ink2)
    _, facts = typeface.fitted(shown.facts, (_SIZE,), (box.width, 17), 1.2)
    canvas.text(box.x, box.y + 41, facts[0], _SIZE, theme.ink2)
    top = box.y + 56
    room = replace(box, y=top, height=box.y + box.height - top)
    wide = _rows(canvas, room, shown.rows)
    canvas.line([(box.x + wide + 8, top), (box.x + wide + 8, box.y + box.height)], theme.line, 1)
    right = Box(box.x + wide + 24, top, box.width - wide - 24, box.y + box.height - top)
    _claims(canvas, right, shown)


_FITS = ((0.4, _SIZE), (0.55, _SIZE), (0.55, 11.0), (0.66, 11.0))
"""Shares of the width and sizes in which the tracks are tried, until all of them have room."""


def _rows(canvas: Canvas, box: Box, rows: Sequence[CardRow]) -> float:
    """Write the tracks of a card, as wide and small as they need; return the width that they take."""
    for share, size in _FITS:
        wide = box.width * share
        written = []
        for row in rows:
            paragraphs = str(row.text).split("\n")
            lines = [line for part in paragraphs for line in typeface.lines(part, size, wide - 96)]
            written.append((row.label, lines))
        leading = size * 1.375
        if sum(len(lines) * leading + 5 for _, lines in written) <= box.height:
            break
    y = box.y
    for label, lines in written:
        room = int((box.y + box.height - y) / leading)
        if room < 1:
            break
        canvas.text(box.x, y + 14, label, size, canvas.theme.ink3)
        for line in lines[:room]:
            canvas.text(box.x + 92, y + 14, line, size, canvas.theme.ink)
            y += leading
        y += 5
    return wide


def card_alt(scene: Scene) -> str:
    """Return the card of the chosen place in words."""
    shown = card_of(scene)
    return cards.card_alt(shown) if shown else cards.NOTHING_CHOSEN()


def _claims(canvas: Canvas, box: Box, shown: Card) -> None:
    """Write the claims of a card, each with its sentence and note under it; what has no room is counted."""
    used, aside = list(shown.used), list(shown.set_aside)
    under = {row.claims: _sentence(row, box.width - 10) for row in (*used, *aside)}
    every = len(under)
    if shown.outside:
        canvas.text(box.x, box.y + box.height - 4, shown.outside, _SIZE, canvas.theme.ink3)
        box = replace(box, height=box.height - _ROW)

    def height(row: ClaimRow) -> float:
        return _ROW + _UNDER * len(under[row.claims])

    while used or aside:
        left_out = every - len(used) - len(aside)
        if sum(map(height, (*used, *aside))) + (_ROW if left_out else 0) <= box.height:
            break
        # The strongest of what is used and of what is set aside stay longest.
        (aside if len(aside) > 1 or (len(used) < 2 and aside) else used).pop()
    y = box.y
    for row in (*used, *aside):
        reason = str(row.result) if row in aside else ""
        if reason:
            canvas.box(Box(box.x - 6, y + 1, box.width + 6, height(row) - 2), f"{canvas.theme.ink}0D")
        _claim(canvas, replace(box, y=y), row, reason)
        for number, line in enumerate(under[row.claims]):
            canvas.text(box.x + 10, y + _ROW + _UNDER * number + 8, line, _SMALL, canvas.theme.ink2)
        y += height(row)
    if left_out := every - len(used) - len(aside):
        canvas.text(box.x, y + 14, wording.not_shown(left_out), _SIZE, canvas.theme.ink3)


def _sentence(row: ClaimRow, width: float) -> list[str]:
    """Return the sentence and the note of a claim in one or two lines."""
    words = " · ".join(str(row.sentence).splitlines())
    return typeface.fitted(words, (_SMALL,), (width, 2 * _UNDER), _UNDER / _SMALL)[1] if words else []


def _claim(canvas: Canvas, box: Box, row: ClaimRow, reason: str) -> None:
    """Write a claim in a line: when, what it says, who says so, and why it is set aside."""
    theme, y = canvas.theme, box.y
    colour = theme.ink3 if reason else theme.ink
    says = str(row.says)
    canvas.text(box.x, y + 14, row.day, _SIZE, colour, weight=600)
    at = box.x + max(96.0, typeface.width(row.day, _SIZE, 600) + 10)
    if reason:
        canvas.line([(box.x, y + 10), (box.x + typeface.width(row.day, _SIZE, 600), y + 10)], colour, 1)
    canvas.text(at, y + 14, says, _SIZE, colour, weight=600)
    at += max(74.0, typeface.width(says, _SIZE, 600) + 12)
    rest = f"{row.who}{f' — {reason}' if reason else ''}"
    _, lines = typeface.fitted(rest, (_SIZE,), (box.x + box.width - at, _ROW), 1)
    canvas.text(at, y + 14, lines[0], _SIZE, theme.ink2)


def mine_holders(scene: Scene, theme: Theme) -> tuple[Holder, ...]:
    """Return who controls the mines on the scene's map, derived, most clusters first."""
    made = []
    for part in parts(scene.counted.clusters, scene):
        drawn = look_in(scene, part.answers[0], theme)
        shown = replace(drawn, faded=all(mine.stale for mine in part.answers))
        pools, area = sum(mine.pools for mine in part.answers), (mine.area_ha for mine in part.answers)
        made.append(Holder(part.label, shown, part.count, pools, hectares(area)))
    return tuple(made)


def mines_height(holders: Sequence[Holder]) -> float:
    """Return how high the bar of the mines is with its words."""
    return _BAR_TOP + _BAR + 10 + _ROW * len(holders)


def mines(canvas: Canvas, box: Box, holders: Sequence[Holder]) -> None:
    """Draw one bar of all mine clusters, with a band for each holder, and what each has beneath it."""
    theme, every = canvas.theme, sum(each.clusters for each in holders)
    canvas.text(box.x, box.y + 14, wording.mines_title(every), 13, theme.ink, weight=600)
    x, y = box.x, box.y + _BAR_TOP + _BAR + 10
    for each in holders:
        wide = box.width * each.clusters / every
        timeline.fill(canvas, Box(x, box.y + _BAR_TOP, wide, _BAR), each.look)
        if x > box.x:
            canvas.line([(x, box.y + _BAR_TOP), (x, box.y + _BAR_TOP + _BAR)], theme.page, 2)
        timeline.fill(canvas, Box(box.x, y + 4, 18, 11), each.look)
        canvas.text(box.x + 26, y + 14, mines_told(each), _SIZE, theme.ink)
        x, y = x + wide, y + _ROW


def mines_told(holder: Holder) -> str:
    """Return what a holder has of the mines, in words."""
    return wording.mines_of(holder.label, holder.clusters, holder.pools, holder.hectares)


def mines_alt(holders: Sequence[Holder]) -> str:
    """Return the bar of the mines in words."""
    title = wording.mines_title(sum(each.clusters for each in holders))
    return wording.bar_alt(title, map(mines_told, holders))


def cells(row: DifferenceRow) -> list[str]:
    """Return the cells of a difference: what, both answers with their evidence, when."""

    def cell(side: AnswerShown) -> str:
        return wording.answer_with_evidence(side.answer, side.evidence, changed=bool(side.window))

    return [row.what, cell(row.before), cell(row.after), row.when]


def differences(canvas: Canvas, box: Box, comparison: Comparison) -> None:
    """Write the table of what differs, the row heads above it; what does not fit is counted."""
    theme = canvas.theme
    rows = comparison_table(comparison)
    names = [WHAT(), *sides(comparison), WHEN()]
    widths = [0.2, 0.3, 0.3, 0.2]
    canvas.line([(box.x, box.y + 19), (box.x + box.width, box.y + 19)], theme.line, 1)
    room = int((box.height - 20) / _ROW)
    shown = rows if len(rows) <= room else rows[: room - 1]
    for number, row in enumerate([names, *map(cells, shown)]):
        x, y = box.x, box.y + _ROW * number
        for share, text in zip(widths, row, strict=True):
            _, lines = typeface.fitted(text, (_SIZE,), (share * box.width - 10, _ROW), 1, 600)
            bold = number == 0 or x == box.x
            if lines:
                canvas.text(
                    x, y + 13, lines[0], _SIZE, theme.ink if bold else theme.ink2, weight=600 if bold else 400
                )
            x += share * box.width
    if not rows:
        canvas.text(box.x, box.y + 36, wording.NOTHING_DIFFERS(), _SIZE, theme.ink2)
    if len(shown) < len(rows):
        y = box.y + _ROW * (len(shown) + 1)
        canvas.text(box.x, y + 13, wording.not_shown(len(rows) - len(shown)), _SIZE, theme.ink3)


_LOG_SHARES = (0.15, 0.23, 0.28, 0.34)
"""Shares of the width that days, place, what happened and the sources have."""


def happened(canvas: Canvas, box: Box, log: Log, scene: Scene, documents: Sequence[str]) -> None:
    """Write the table of what happened, with the numbers of the `documents`; what does not fit is counted."""
    theme, catalog = canvas.theme, scene.catalog
    numbers = {document: number for number, document in enumerate(documents, 1)}
    heads = (log_words.WHEN(), log_words.PLACE(), log_words.WHAT(), log_words.SOURCES())
    widths = [share * box.width for share in _LOG_SHARES]
    room = int((box.height - 20) / _ROW)
    rows, loose = log_words.log_rows(log, scene), bool(log.dated and log.loose)
    shown = len(rows) if len(rows) + loose <= room else room - 1 - (loose and room - 1 > len(log.dated))
    canvas.line([(box.x, box.y + 19), (box.x + box.width, box.y + 19)], theme.line, 1)
    y = box.y

    def write(cells: Sequence[str | Text], weights: Sequence[int]) -> None:
        nonlocal y
        x = box.x
        for wide, cell, weight in zip(widths, cells, weights, strict=True):
            text = Text.of(cell)
            _, lines = typeface.fitted(str(text), (_SIZE,), (wide - 10, _ROW), 1, 600)
            line = typeface.text_lines(text, lines)[:1]
            if line and weight > 400:
                line = [line[0].strong()]
            if line:
                canvas.write(x, y + 13, line[0], _SIZE, theme.ink2)
            x += wide
        y += _ROW

    write(heads, (600,) * 4)
    for entry, row in list(zip(log.entries, rows, strict=True))[:shown]:
        if row.loose and loose:
            loose = False
            canvas.text(box.x, y + 13, log_words.LOOSE(), _SIZE, theme.ink3)
            y += _ROW
        cited = [str(numbers[each]) for each in entry_documents(catalog, entry) if each in numbers]
        who = f"{row.sources[0].publisher} {', '.join(cited[:3])}" if row.sources else ""
        write((row.when, row.place, row.what, who), (400, 600, 400, 400))
    if not rows:
        canvas.text(box.x, y + 17, wording.NOTHING_HAPPENED(), _SIZE, theme.ink2)
    if shown < len(rows):
        canvas.text(box.x, y + 13, wording.not_shown(len(rows) - shown), _SIZE, theme.ink3)
