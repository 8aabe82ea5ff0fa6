"""How much the ledger has to go by: claims by month or day, and how old the newest evidence was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median

from dashboard.answer.scene import Scene
from dashboard.charts.vega import Panel, Spec
from dashboard.look.theme import Theme, mixed
from dashboard.question.axis import Axis
from dashboard.wording import charts as wording
from dashboard.wording.dates import show_span
from geodata.resolver.answers import STALE_AFTER, newest_evidence
from geodata.resolver.voices import known_day
from geodata.vocab import Status

_CLAIMS, _AGE, _GAP = 48, 48, 16
_OLDEST = 4 * STALE_AFTER.days
"""An age in days beyond which bars grow no more."""

_DAY = timedelta(days=1)


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the claims recorded and the age of the evidence over time as a Vega-Lite specification."""
    panel = Panel(scene, theme)
    spans, claims, ages = scene.axis.parts, _claims(scene), _ages(scene)
    hue = mixed(theme.ink2, theme.page, 0.25)
    earlier, later = (claims.pop(day, 0) for day in (_before(scene.axis), scene.axis.end))
    bottom, most = panel.room(_CLAIMS), max(claims.values(), default=1)
    for level in (0, most):
        panel.level(bottom - _CLAIMS * level / most, str(level))
    panel.title(
        bottom - _CLAIMS + 5,
        wording.RECORDED_TITLE(),
        *wording.counted_by(scene.axis, earlier, later),
    )
    for first, after in spans:
        if count := claims[first]:
            height = _CLAIMS * count / most
            says = wording.recorded_in(show_span(first, after - _DAY), count)
            panel.bar(bottom - height, height, panel.inner(first, after), hue, says)
    bottom = panel.room(_AGE, _GAP)
    for days in (0, STALE_AFTER.days, _OLDEST):
        label = wording.days_level(days, most=days == _OLDEST) if days else "0"
        panel.level(bottom - _AGE * days / _OLDEST, label)
    panel.title(bottom - _AGE + 5, wording.AGE_TITLE(), wording.AGE_SCOPE())
    for first, after in spans:
        if first in ages:
            height = _AGE * min(ages[first], _OLDEST) / _OLDEST
            pale = mixed(theme.ink2, theme.page, 0.62)
            says = wording.age_in(show_span(first, after - _DAY), ages[first])
            ends = scene.axis.number(first), scene.axis.number(after)
            panel.bar(bottom - height, height, ends, pale, says)
    return panel.spec()


def counted(scene: Scene) -> Iterator[tuple[date | None, date | None, int, int | float | None]]:
    """Yield each month or day of the axis: its first and last day, claims recorded, median age of evidence.

    What was recorded before the axis has no first day, what was after it no last: none is lost.
    """
    axis, claims, ages = scene.axis, _claims(scene), _ages(scene)
    if earlier := claims[_before(axis)]:
        yield None, _before(axis), earlier, None
    yield from ((day, after - _DAY, claims[day], ages.get(day)) for day, after in axis.parts)
    if later := claims[axis.end]:
        yield axis.end, None, later, None


def table(scene: Scene) -> list[dict[str, str]]:
    """Return claims recorded and the age of the evidence for each month or day, and what lies outside."""
    heads = [(wording.DAY if scene.axis.by_day else wording.MONTH)(), wording.RECORDED(), wording.AGE()]
    rows = []
    for first, last, claims, age in counted(scene):
        if first is None or last is None:
            days = wording.before(scene.axis.start) if first is None else wording.after(scene.axis.last)
        else:
            days = show_span(first, last)
        rows.append((days, claims, "" if age is None else age))
    return [dict(zip(heads, map(str, row), strict=True)) for row in rows]


def _claims(scene: Scene) -> Counter[date]:
    """Return how many claims were recorded in each part of the axis, as far as they were known.

    Those recorded before the axis begins are counted on its first day's eve, later ones on its end: none
    is lost.
    """
    newest, axis = scene.catalog.newest_record, scene.axis
    days = (known_day(claim, newest) for claim in scene.claims)
    known = (day for day in days if day <= scene.known_on)
    return Counter(_part(day, axis) for day in known)


def _part(day: date, axis: Axis) -> date:
    """Return the first day of the part of the axis in which a day lies."""
    if not axis.has(day):
        return _before(axis) if day < axis.start else axis.end
    return day if axis.by_day else max(day.replace(day=1), axis.start)


def _before(axis: Axis) -> date:
    return axis.start - _DAY


def _ages(scene: Scene) -> dict[date, int]:
    """Return by part the median age in days, at its end, of the newest evidence about the towns held."""
    ages = {}
    for first, after in scene.axis.parts:
        day = after - _DAY
        parts = (scene.tracks[place.place_id].at(day) for place in scene.crossings)
        newest = (newest_evidence(part, day) for part in parts if part.status is not Status.UNKNOWN)
        if days := [(day - each).days for each in newest if each]:
            ages[first] = round(median(days))
    return ages
