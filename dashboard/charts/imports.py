"""China's rare-earth imports beside what happened: each panel has one scope, never two.

Months and years of the one customs code with a long record, first of all origins, then of Myanmar
alone; above them who held the towns of the mines and of the official posts, and when the gates were
shut. A bar is as wide as its month or year: figures that contradict each other stand behind one another.
Earlier years, other scopes, and figures of several months are in the table only.
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
from dashboard.wording.window import imports_outside
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
_LANE, _BAR, _MONTHS, _YEARS, _GAP, _LINE = 13, 5, 84, 52, 16, 12


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
    top = panel.bottom + _GAP
    _add_bars(panel, [each for each in _monthly(scene) if each.months == 1], _MONTHS, theme)
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
        _add_bars(panel, years, _YEARS, theme)
        before = whole and any(year.first < scene.axis.start for year in years)
        earlier = [wording.EARLIER()] if before else cut
        panel.title(top + 5, wording.BY_YEAR(), scope(), wording.OXIDE_TONNES(), *earlier)
    return panel.spec()


def _monthly(scene: Scene) -> list[_Amount]:
    """Return the figures of the months' panel, those of several months too."""
    listed = {each.measure_id for each in scene.imports.inside}
    return [
        _amount(figure, figure.t_gross, scene.catalog)
        for figure in scene.catalog.monthly
        if figure.series.startswith(_SERIES) and figure.measure_id in listed
    ]


def note(scene: Scene) -> str:
    """Return which figures of this scope are of several months, so no bar, and what the window leaves out."""
    several = [each.says for each in _monthly(scene) if each.months > 1]
    return " ".join(filter(None, (wording.of_several_months(several), imports_outside(scene))))


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


def _add_bars(panel: Panel, figures: Iterable[_Amount], tall: float, theme: Theme) -> None:
    """Add the bars of one scope, as far as they are on the axis, each as wide as its month or year.

    Several figures for one period stand behind one another, the highest at the back.
    """
    by_period: dict[tuple[date, date], list[_Amount]] = defaultdict(list)
    axis = panel.axis
    for figure in sorted(figures, key=lambda each: -each.best):
        if figure.first < axis.end and figure.after > axis.start:
            by_period[figure.first, figure.after].append(figure)
    most = max(map(len, by_period.values()), default=1)
    bottom = panel.room(tall, _GAP + _LINE * (most - 1))
    highest = max((each.high or each.best for same in by_period.values() for each in same), default=0)
    top = _round_up(highest)
    for level in (0.0, top / 2, top):
        panel.level(bottom - tall * level / top, language.figure(level))
    for (first, after), same in sorted(by_period.items()):
        ends = panel.inner(first, after)
        words = bottom - tall * max(each.high or each.best for each in same) / top - _LINE / 2
        for number, figure in enumerate(same):
            height = tall * figure.best / top
            hue = mixed(theme.ink2, theme.page, 0.62 if figure.derived else 0.25)
            panel.bar(bottom - height, height, ends, hue, figure.says)
            if number:
                panel.line(bottom - height, (first, after), theme.page)
            if figure.low is not None and figure.high is not None:
                low, high = (f"{bottom - tall * end / top:g}" for end in (figure.low, figure.high))
                panel.whisker(ends, low, high)
            if figure.months > 1:
                text = wording.imported_in_year(first.year, figure.by, figure.best)
            else:
                text = wording.CALCULATED_MARK() if figure.derived else ""
            if text:
                panel.over(ends, words - _LINE * (len(same) - 1 - number), text)


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
