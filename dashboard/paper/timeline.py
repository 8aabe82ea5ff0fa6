"""The timeline on paper: a lane for each crossing that the map shows, around the window under study."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import shapely

from dashboard.answer.scene import Scene
from dashboard.charts.stretches import (
    GATES,
    NO_CLAIM,
    OWN_TICK,
    STRIPE,
    Line,
    Stretch,
    bar_fills,
    claim_days,
    gate_ink,
    gate_runs,
    has_own,
    label,
    silence,
    stretches_of,
)
from dashboard.charts.ticks import shown
from dashboard.look import hatch
from dashboard.look.theme import Look, plain
from dashboard.paper import typeface
from dashboard.paper.canvas import Surface
from dashboard.paper.layout import Box
from dashboard.question.axis import Axis
from dashboard.question.view import Within
from dashboard.wording import charts as wording
from dashboard.wording.dates import show_day
from geodata.datasets.places import Place

LANE, BAR = 18.0, 9.0
HEAD, FOOT = 30.0, 40.0
"""Pixels of a lane, of its bar, and of what stands above and below all lanes."""
_LABELS, _CODES = 104.0, 112.0
_FUZZY = 3.5
_TEXT, _KEY = 11.5, 10.7
_LEAST = timedelta(days=150)
_PAD = timedelta(days=45)


def height(count: int) -> float:
    """Return the height of so many lanes with what stands around them."""
    return HEAD + LANE * count + FOOT


def room(pixels: float) -> int:
    """Return how many lanes a height has room for."""
    return max(0, int((pixels - HEAD - FOOT) / LANE))


def chosen(scene: Scene, count: int) -> list[Place]:
    """Return at most so many of the scene's lanes: the chosen place, those that change, from the north."""
    first, last = scene.view.window

    def weight(place: Place) -> tuple[bool, bool]:
        track = scene.tracks[place.place_id].intervals
        moves = any(each.start and first <= each.start <= last for each in track)
        return (place.place_id != scene.view.place, not moves)

    kept = sorted(scene.lanes, key=weight)[:count]
    return [place for place in scene.lanes if place in kept]


def span(scene: Scene) -> tuple[date, date]:
    """Return the days that the axis has, `[first, last)`: the window with time around it, and the day.

    Where the page shows nothing but the window, neither does the axis.
    """
    first, last = scene.view.window
    whole = scene.axis
    if scene.view.within is not Within.OFF:
        return whole.start, whole.end
    days = [first - _PAD, last + _PAD]
    if whole.has(scene.view.on):
        days += [scene.view.on - _PAD / 3, scene.view.on + _PAD / 3]
    low, high = max(min(days), whole.start), min(max(days), whole.end)
    if low >= high:
        return whole.start, whole.end
    if high - low < _LEAST:
        more = (_LEAST - (high - low)) / 2
        low, high = max(low - more, whole.start), min(high + more, whole.end)
    return low.replace(day=1), high


class _Across:
    """From days to pixels."""

    def __init__(self, box: Box, axis: Axis, days: tuple[date, date], lanes: Sequence[Place]) -> None:
        named = max((typeface.width(label(place), _TEXT, 700) for place in lanes), default=0.0)
        self.left, self.right = box.x + max(_LABELS, named + 26), box.x + box.width - _CODES
        self.axis = axis
        self.first, self.last = (axis.number(day) for day in days)

    def x(self, number: float) -> float:
        at = min(max(number, self.first), self.last) - self.first
        return self.left + at / (self.last - self.first) * (self.right - self.left)


def draw(
    canvas: Surface,
    box: Box,
    scene: Scene,
    lanes: Sequence[Place],
    days: tuple[date, date] | None = None,
    *,
    counted: bool = True,
) -> None:
    """Draw lanes into a box, from its top down; `days` is what its axis has in place of its `span`.

    Lanes of the scene that are not drawn are `counted`, unless another slide has them.
    """
    theme = canvas.theme
    days = days or span(scene)
    axis = _Across(box, scene.axis, days, lanes)
    top, bottom = box.y + HEAD, box.y + HEAD + LANE * len(lanes)
    _grid(canvas, axis, days, top, bottom)
    for number, place in enumerate(lanes):
        _lane(canvas, axis, box, top + LANE * number, scene, place)
    _silence(canvas, axis, scene, top, bottom)
    _day(canvas, axis, box, scene, top, bottom)
    _key(canvas, axis.left, bottom + 33, box, own=has_own(scene))
    left_out = len(scene.lanes) - len(lanes)
    if counted and left_out > 0:
        words = wording.lanes_left_out(left_out)
        canvas.text(box.x + box.width, bottom + 36, words, 10.7, theme.ink3, align="right")


def _silence(canvas: Surface, axis: _Across, scene: Scene, top: float, bottom: float) -> None:
    """Draw the line after which nothing was reported, with the words that say so."""
    silent, theme = silence(scene), canvas.theme
    if silent is None or (first := axis.axis.number(silent[0])) >= axis.last:
        return
    x = axis.x(first)
    canvas.line([(x, top - 2), (x, bottom)], theme.ink3, 1, dash=(1.5, 2.5))
    canvas.text(x - 5, top - 5, silent[1], 10.7, theme.ink2, align="right")


def _grid(canvas: Surface, axis: _Across, days: tuple[date, date], top: float, bottom: float) -> None:
    theme, printed = canvas.theme, Axis(*days)
    for mark, named in shown(printed, axis.right - axis.left):
        x = axis.x(axis.first + mark.number)
        canvas.line([(x, top), (x, bottom)], theme.hairline, 1)
        if named:
            ink, weight = (theme.ink, 600) if mark.strong else (theme.ink2, 400)
            canvas.text(x, bottom + 16, mark.text, 10.7, ink, weight=weight, align="center")


def _lane(canvas: Surface, axis: _Across, box: Box, top: float, scene: Scene, place: Place) -> None:
    theme = canvas.theme
    middle = top + LANE / 2
    if place.place_id == scene.view.place:
        canvas.box(Box(box.x, top, box.width, LANE), f"{theme.ink}0E")
        canvas.box(Box(box.x, top, 3, LANE), theme.ink)
    weight = 700 if place.place_id == scene.view.place else 400
    canvas.text(axis.left - 14, middle + 4, label(place), _TEXT, theme.ink, weight=weight, align="right")
    bar = top + 4
    stretches = list(stretches_of(scene, place, theme))
    for stretch in sorted(stretches, key=lambda each: each.look.pattern == "diagonal"):
        _bar(canvas, axis, bar, stretch)
    if stretches and stretches[0].since_before and axis.first == 0:
        x, y = axis.left - 3, bar + BAR / 2
        canvas.polygon([(x, y - 4), (x, y + 4), (x - 5, y)], stretches[0].look.fills[-1])
    _gate(canvas, axis, bar + BAR + 2.4, scene, place)
    for day in claim_days(scene, place):
        if axis.first <= day < axis.last:
            x = axis.x(day)
            canvas.line([(x, bar - 3.3), (x, bar - 0.5)], theme.ink2, 1)
    for day in claim_days(scene, place, own=True):
        if axis.first <= day < axis.last:
            _own_tick(canvas, axis.x(day), bar - 1.7)
    state = scene.control[place.place_id]
    codes = wording.codes_on_day(state, scene.catalog)
    if typeface.text_width(codes, _TEXT) >= _CODES - 10:
        codes = wording.codes_on_day(state, scene.catalog, before=False)
    canvas.write(axis.right + 10, middle + 4, codes, _TEXT, theme.ink3)


def _own_tick(canvas: Surface, x: float, y: float) -> None:
    """Draw the sign of a claim of the reader's own, with a rim that parts it from what lies under it."""
    for wider, fill in ((1.35, canvas.theme.page), (1.0, canvas.theme.ink)):
        canvas.polygon([(x + dx * wider, y + dy * wider) for dx, dy in OWN_TICK], fill)


def _bar(canvas: Surface, axis: _Across, top: float, stretch: Stretch) -> None:
    theme, shown = canvas.theme, stretch.look
    first, after = axis.axis.number(stretch.start), axis.axis.number(stretch.end)
    a, b = axis.x(first), axis.x(after)
    if after <= axis.first or first >= axis.last:
        return
    if shown.pattern == "none":
        middle = top + BAR / 2
        canvas.line([(a, middle), (b, middle)], theme.no_claim, NO_CLAIM.wide, dash=NO_CLAIM.dash)
        return
    if shown.pattern == "diagonal" and b - a < _FUZZY:
        a, b = (a + b - _FUZZY) / 2, (a + b + _FUZZY) / 2
    fill(canvas, Box(a, top, b - a, BAR), shown)


def fill(canvas: Surface, box: Box, shown: Look) -> None:
    """Fill a bar with the look of an answer: striped where it moves or is contested, in halves if shared."""
    fills = bar_fills(shown, canvas.theme)
    if shown.pattern == "none":
        inner = Box(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1)
        canvas.box(inner, plain(fills[0]), rim=canvas.theme.no_claim, wide=NO_CLAIM.wide, dash=NO_CLAIM.dash)
        return
    if shown.pattern == "diagonal":
        for turn, part in enumerate(hatch.flat_stripes(shapely.box(*box.edges), "diagonal", STRIPE)):
            canvas.shapes([part], box, fill=plain(fills[turn % len(fills)]))
        return
    each = box.height / len(fills)
    for place, colour in enumerate(fills):
        # A little more, or neighbours that touch would show a seam between them.
        canvas.box(Box(box.x, box.y + place * each, box.width + 0.3, each), colour)


def _gate(canvas: Surface, axis: _Across, y: float, scene: Scene, place: Place) -> None:
    theme = canvas.theme
    for a, b, status, stale in gate_runs(scene, place.place_id):
        if b > axis.first and a < axis.last:
            line, ink = GATES[status], gate_ink(status, stale, theme)
            canvas.line([(axis.x(a), y), (axis.x(b), y)], ink, line.wide, dash=line.dash)


def _day(canvas: Surface, axis: _Across, box: Box, scene: Scene, top: float, bottom: float) -> None:
    theme, on = canvas.theme, scene.view.on
    number = (on - axis.axis.start).days
    canvas.text(axis.right + 10, top - 8, wording.on_short_day(on), 10.7, theme.ink2)
    words = show_day(on)
    outside = number < axis.first or number >= axis.last or not axis.axis.has(on)
    x = axis.x(number)
    if outside:
        early = number < axis.first
        words = f"◂ {words}" if early else f"{words} ▸"
        x = axis.left + 44 if early else axis.right - 44
    else:
        canvas.line([(x, top - 10), (x, bottom)], theme.ink, 1.6)
    wide = typeface.width(words, 12, 600) + 16
    left = min(max(x - wide / 2, axis.left), axis.right - wide)
    canvas.box(Box(left, box.y + 2, wide, 18), theme.ink, round_by=3)
    canvas.text(left + wide / 2, box.y + 15.4, words, 12, theme.page, weight=600, align="center")


def _key(canvas: Surface, x: float, y: float, box: Box, *, own: bool) -> None:
    """Write what the ticks and lines mean, farther left or in two rows where they need the room."""
    theme = canvas.theme
    lines = (
        *((line, gate_ink(status, False, theme)) for status, line in GATES.items()),
        (NO_CLAIM, theme.no_claim),
    )
    first = 26 + typeface.width(wording.CLAIM(), _KEY)
    second = 26 + typeface.width(wording.OWN_CLAIM(), _KEY) if own else 0.0
    whole = first + second + sum(_entry_width(line) for line, _ in lines)
    right = box.x + box.width
    if x + whole > right + 16:
        x = box.x
    canvas.line([(x, y - 3), (x, y)], theme.ink2, 1)
    canvas.line([(x + 4, y - 3), (x + 4, y)], theme.ink2, 1)
    canvas.text(x + 10, y + 3.6, wording.CLAIM(), _KEY, theme.ink2)
    x += first
    if own:
        _own_tick(canvas, x + 3, y)
        canvas.text(x + 10, y + 3.6, wording.OWN_CLAIM(), _KEY, theme.ink2)
        x += second
    for line, ink in lines:
        if x + _entry_width(line) > right + 16:
            x, y = box.x, y + 15
        x = _entry(canvas, x, y, line, ink)


def gate_key(canvas: Surface, x: float, y: float) -> float:
    """Write what the lines of gates mean; return the x behind it."""
    for status, line in GATES.items():
        x = _entry(canvas, x, y, line, gate_ink(status, False, canvas.theme))
    return x


def _entry(canvas: Surface, x: float, y: float, line: Line, ink: str) -> float:
    """Write what a line means; return the x behind it."""
    canvas.line([(x, y), (x + 24, y)], ink, line.wide, dash=line.dash)
    canvas.text(x + 30, y + 3.6, line.label(), _KEY, canvas.theme.ink2)
    return x + _entry_width(line)


def _entry_width(line: Line) -> float:
    return 46 + typeface.width(line.label(), _KEY)
