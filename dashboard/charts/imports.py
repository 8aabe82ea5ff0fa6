"""China's rare-earth imports beside what happened: each panel has one scope, never two.

Months and years of the one customs code with a long record, first of all origins, then of Myanmar
alone; above them who held the towns of the mines and of the official posts, and when the gates were
shut. Figures that contradict each other stand side by side. Earlier years, and other scopes, are
in the table only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.answer.scene import Scene
from dashboard.charts.vega import Panel, Spec, add_gates
from dashboard.look.theme import Theme, look, mixed
from dashboard.question.view import Within
from dashboard.wording import charts as wording
from dashboard.wording import language
from dashboard.wording.dates import show_when
from dashboard.wording.states import state_codes
from geodata.analysis import timeline
from geodata.catalog import Catalog
from geodata.datasets.measures import Measure, MonthlyFigure
from geodata.datasets.places import Place
from geodata.dates import When
from geodata.resolver import resolve

_SCOPE, _UNIT = "RE oxide HS 28469019", "t gross"
_SERIES = "A:"
"""How the scope of the charts begins in the measures, and its series in the monthly figures."""

_DERIVED = "derived"
_LANE, _BAR, _MONTHS, _YEARS, _GAP = 13, 5, 84, 52, 16


@dataclass(frozen=True, slots=True)
class _Amount:
    """A figure of one scope for a period `[first, after)`, in tonnes."""

    first: date
    after: date
    low: float | None
    best: float
    high: float | None
    derived: bool
    by: str
    says: str

    @property
    def months(self) -> int:
        """How many months the period has."""
        return (self.after.year - self.first.year) * 12 + self.after.month - self.first.month


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the imports beside control and gates as a Vega-Lite specification."""
    panel = Panel(scene, theme)
    _add_events(panel, scene, theme)
    catalog = scene.catalog
    listed = {each.measure_id: each for each in scene.imports.inside}
    months = [
        _amount(figure, figure.t_gross, catalog)
        for figure in catalog.monthly
        if figure.series.startswith(_SERIES) and figure.measure_id in listed
    ]
    top = panel.bottom + _GAP
    _add_bars(panel, months, _MONTHS, theme, per_month=True)
    whole = scene.view.within is Within.OFF
    cut = [] if whole else [wording.WHOLE_PERIODS()]
    panel.title(top + 5, wording.BY_MONTH(), *(line() for line in wording.BY_MONTH_SCOPE), *cut)
    for region, scope in (("all-origins", wording.ALL_ORIGINS), ("myanmar", wording.MYANMAR)):
        top = panel.bottom + _GAP
        years = [
            _amount(measure, measure.best or 0, catalog)
            for measure in listed.values()
            if _in_scope(measure, region) and _is_year(measure.period)
        ]
        _add_bars(panel, years, _YEARS, theme, per_month=False)
        before = whole and any(year.first < scene.axis.start for year in years)
        earlier = [wording.EARLIER()] if before else cut
        panel.title(top + 5, wording.BY_YEAR(), scope(), *earlier)
    return panel.spec()


def table(scene: Scene) -> list[dict[str, str]]:
    """Return every figure on imports that is listed, of all scopes: each row names its own scope."""
    catalog = scene.catalog
    measures = [each for each in scene.imports.inside if each.best is not None]
    return [
        {
            wording.PERIOD(): show_when(each.period),
            wording.FIGURE(): wording.within(each.best or 0, each.low, each.high),
            wording.UNIT(): each.unit,
            wording.SCOPE(): each.scope,
            wording.COUNTRY(): (wording.ALL_ORIGINS if each.place_id == "all-origins" else wording.MYANMAR)(),
            wording.SOURCE(): catalog.sources[each.source_id].publisher,
        }
        for each in sorted(measures, key=lambda each: (each.period, each.measure_id))
    ]


def _in_scope(measure: Measure, region: str) -> bool:
    in_scope = measure.scope.startswith(_SCOPE) and measure.unit == _UNIT and measure.place_id == region
    return in_scope and measure.subject == "imports" and measure.best is not None


def _is_year(period: When) -> bool:
    first, after = period.earliest, period.latest
    return bool(
        first and after and (first.month, first.day) == (1, 1) and after == date(first.year + 1, 1, 1)
    )


def _amount(figure: Measure | MonthlyFigure, best: float, catalog: Catalog) -> _Amount:
    period, low, high = figure.period, figure.low, figure.high
    assert period.earliest and period.latest
    derived = figure.source_id.startswith(_DERIVED)
    by = wording.CALCULATED() if derived else catalog.sources[figure.source_id].publisher.partition(" (")[0]
    says = wording.imported(period, wording.within(best, low, high), by)
    return _Amount(period.earliest, period.latest, low, best, high, derived, by, says)


def _add_bars(
    panel: Panel, figures: Iterable[_Amount], tall: float, theme: Theme, *, per_month: bool
) -> None:
    """Add the bars of one scope, as far as they are on the axis; several figures for one period share it.

    Of a period of several months the mean of a month is drawn, and its bar is as wide as they are.
    """
    by_period: dict[tuple[date, date], list[_Amount]] = defaultdict(list)
    axis = panel.axis
    for figure in figures:
        if figure.first < axis.end and figure.after > axis.start:
            by_period[figure.first, figure.after].append(figure)
    bottom = panel.room(tall, _GAP)
    drawn = [(figure, figure.months if per_month else 1) for same in by_period.values() for figure in same]
    highest = max(((figure.high or figure.best) / share for figure, share in drawn), default=0)
    top = _round_up(highest)
    for level in (0.0, top / 2, top):
        panel.level(bottom - tall * level / top, language.figure(level))
    for (first, after), same in by_period.items():
        low_end, high_end = panel.inner(first, after)
        wide = (high_end - low_end) / len(same)
        for place, figure in enumerate(same):
            share = top * (figure.months if per_month else 1)
            start = low_end + place * wide
            ends = start, start + wide - (0 if len(same) == 1 else 4 * panel.apart)
            height = tall * figure.best / share
            hue = mixed(theme.ink2, theme.page, 0.62 if figure.derived else 0.25)
            panel.bar(bottom - height, height, ends, hue, figure.says)
            if figure.low is not None and figure.high is not None:
                low, high = (f"{bottom - tall * end / share:g}" for end in (figure.low, figure.high))
                panel.whisker(ends, low, high)
            if not per_month:
                by = figure.by if len(same) == 1 else ""  # no room, and each must say that it is the year's
                text = wording.imported_in_year(first.year, by, figure.best)
                panel.over(ends, bottom - height - 6, text)


def _round_up(value: float) -> float:
    """Return the next round number of 1, 2, 4, 5 or 6 and zeros; 1 for nothing."""
    size = 1.0
    while value > size * 10:
        size *= 10
    return next((size * step for step in (1, 2, 4, 5, 6, 8, 10) if value <= size * step), 1.0)


def _add_events(panel: Panel, scene: Scene, theme: Theme) -> None:
    """Add a thin lane with its gate for each town of the mines and each official post of the mines' state."""
    catalog, axis = scene.catalog, panel.axis
    asked = {"known_on": scene.known_on, "policy": scene.view.policy}
    changes: set[date] = set()
    for place in towns(scene):
        top = panel.room(_LANE) - _LANE
        panel.left(top + 6, place.name)
        track = resolve.track(catalog, place.place_id, **asked)
        for part in timeline.segments(track, axis.start, axis.end, catalog.newest_record):
            shown = look(part.interval, part.stale, theme, catalog.actors)
            who = wording.of_place(place.name, str(state_codes(part.interval, catalog)))
            says = wording.tip(who, part.start, part.end)
            panel.paint(shown, top + 2, _BAR, part.start, part.end, says)
            span = part.interval.since
            if span and span.earliest and span.earliest > axis.start:
                changes.add(span.earliest)
        add_gates(panel, scene, place.place_id, at=f"{top + 10:g}")
    low = panel.bottom + _GAP + _MONTHS
    for day in sorted(changes):
        panel.add("m", a=axis.number(day), s=f"{panel.bottom:g}", h=f"{low:g}")


def towns(scene: Scene) -> list[Place]:
    """Return the towns in whose catchments mines lie and their state's official posts, north to south."""
    catalog = scene.catalog
    mined = {mine.place_id for mine in scene.counted.clusters}
    states = {catalog.places[place].state for place in mined if place}
    posts = {
        place.place_id for place in scene.crossings if place.official_post == "yes" and place.state in states
    }
    shown = [place for place in catalog.places.values() if place.place_id in mined | posts]
    return sorted(shown, key=lambda place: -(place.lat or 0))
