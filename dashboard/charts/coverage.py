"""How much the ledger has to go by: claims by month, and how old the newest evidence was."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from dashboard.answer.scene import Scene
from dashboard.charts.vega import Panel, Spec
from dashboard.look.theme import Theme, mixed
from dashboard.question.axis import Axis, months
from dashboard.wording import charts as wording
from dashboard.wording.dates import show_month
from geodata.resolver.answers import STALE_AFTER, newest_evidence
from geodata.resolver.voices import known_day
from geodata.vocab import Status

_CLAIMS, _AGE, _GAP = 48, 48, 16
_OLDEST = 4 * STALE_AFTER.days
"""An age in days beyond which bars grow no more."""

_DAY = timedelta(days=1)


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return claims by month and the age of the evidence as a Vega-Lite specification."""
    panel = Panel(scene, theme)
    spans, claims, ages = _months(scene.axis), _claims(scene), _ages(scene)
    hue = mixed(theme.ink2, theme.page, 0.25)
    earlier = claims.pop(_before(scene.axis), 0)
    bottom, most = panel.room(_CLAIMS), max(claims.values(), default=1)
    for level in (0, most):
        panel.level(bottom - _CLAIMS * level / most, str(level))
    panel.title(bottom - _CLAIMS + 5, wording.RECORDED_TITLE(), wording.by_month(earlier))
    for first, after in spans:
        if count := claims[first]:
            height = _CLAIMS * count / most
            says = wording.recorded_in(show_month(first), count)
            panel.bar(bottom - height, height, first + _DAY, after - _DAY, hue, says)
    bottom = panel.room(_AGE, _GAP)
    for days in (0, STALE_AFTER.days, _OLDEST):
        label = wording.days_level(days, most=days == _OLDEST) if days else "0"
        panel.level(bottom - _AGE * days / _OLDEST, label)
    panel.title(bottom - _AGE + 5, wording.AGE_TITLE(), wording.AGE_SCOPE())
    for first, after in spans:
        if first in ages:
            height = _AGE * min(ages[first], _OLDEST) / _OLDEST
            pale = mixed(theme.ink2, theme.page, 0.62)
            says = wording.age_in(show_month(first), ages[first])
            panel.bar(bottom - height, height, first, after, pale, says)
    return panel.spec()


def table(scene: Scene) -> list[dict[str, str]]:
    """Return claims recorded and the age of the evidence for each month."""
    claims, ages = _claims(scene), _ages(scene)
    rows = [(show_month(day), claims[day], ages.get(day, "")) for day, _ in _months(scene.axis)]
    if earlier := claims[_before(scene.axis)]:
        rows.insert(0, (wording.before_year(scene.axis.start.year), earlier, ""))
    heads = [wording.MONTH(), wording.RECORDED(), wording.AGE()]
    return [dict(zip(heads, map(str, row), strict=True)) for row in rows]


def _months(axis: Axis) -> list[tuple[date, date]]:
    """Return the first day of each month of the axis and that of the next."""
    return list(pairwise((*months(axis.start, axis.end), axis.end)))


def _claims(scene: Scene) -> Counter[date]:
    """Return how many claims were recorded in each month, as far as they were known.

    Those recorded before the axis begins are counted on its first day's eve: none is lost.
    """
    newest, axis = scene.catalog.newest_record, scene.axis
    days = (known_day(claim, newest) for claim in scene.claims)
    known = (day for day in days if day <= scene.known_on)
    return Counter(day.replace(day=1) if axis.has(day) else _before(axis) for day in known)


def _before(axis: Axis) -> date:
    return axis.start - _DAY


def _ages(scene: Scene) -> dict[date, int]:
    """Return by month the median age in days, at its end, of the newest evidence about the towns held."""
    ages = {}
    for first, after in _months(scene.axis):
        day = after - _DAY
        parts = (scene.tracks[place.place_id].at(day) for place in scene.crossings)
        newest = (newest_evidence(part, day) for part in parts if part.status is not Status.UNKNOWN)
        if days := [(day - each).days for each in newest if each]:
            ages[first] = round(median(days))
    return ages
