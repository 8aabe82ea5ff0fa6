"""The words of the charts: titles, keys, tips, notes, and the headings of the tables beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.question.axis import Axis, Tick
from dashboard.wording.dates import short_month, show_day, show_month, show_short_day, show_span, show_when
from dashboard.wording.language import figure, later, listed, say, say_plural
from dashboard.wording.states import state_codes, without_before
from dashboard.wording.text import Text, joined
from geodata.analysis.mines import MineTotal
from geodata.catalog import Catalog
from geodata.dates import When
from geodata.resolver.answers import STALE_AFTER, State

_DAY = date.resolution

# -- Titles, marks and tips ------------------------------------------------------------------------

LANES = later("Crossings, north to south")
HOLDERS = later("Crossing towns by holder")
MINES = later("Mines by controlling actor, derived")
IMPORTS = later("China’s rare-earth imports, control and gates")
COVERAGE = later("How much evidence there is")


def tick(marked: Tick, axis: Axis) -> tuple[str, bool]:
    """Return the name of a day that is marked on an axis, and whether it is that of a year.

    The first one says the year, and the day where the axis is short or begins within a month.
    """
    day = marked.day
    if marked.gap == 0 and (axis.short or day.day > 1):
        return show_day(day), False
    if day.month == 1 and day.day == 1:
        return str(day.year), True
    if marked.gap == 0:
        return show_month(day), False
    return (short_month(day) if day.day == 1 else str(day.day)), False


def tip(text: str, first: date, after: date, *marks: str) -> str:
    """Return what a bar says when it is pointed at: its words, some remarks, the days `[first, after)`."""
    return " · ".join(filter(None, (text, *marks, show_span(first, after - _DAY))))


def on_day(day: date) -> str:
    """Return the heading of a column that is about one day: on 26 Nov 2024."""
    return say("on {day}", day=show_day(day))


# -- The timeline ----------------------------------------------------------------------------------

CLAIM = later("claim")
OWN_CLAIM = later("own claim, not in the ledger")
OWN_CLAIMS = later("Own claims, not in the ledger")
GATE_CLOSED = later("China’s gate closed")
GATE_PARTIAL = later("partly open")
GATE_OPEN = later("open")


def own_alt(places: Sequence[str], count: int) -> str:
    """Return how many of the timeline's claims are the reader's own, and at which places."""
    return say_plural(
        "{figure} claim is the reader’s own, not in the ledger, and drawn as a diamond: {places}.",
        "{figure} claims are the reader’s own, not in the ledger, and drawn as diamonds: {places}.",
        count,
        places=listed(places),
    )


def on_short_day(day: date) -> str:
    """Return the heading of the column of codes: on 26 Nov."""
    return say("on {day}", day=show_short_day(day))


def not_reported(newest: date) -> str:
    """Return that nothing was reported after the day of the newest report."""
    return say("no report after {day}", day=show_day(newest))


def silence_alt(newest: date) -> str:
    """Return what the timeline shows after the day of the newest report, as a sentence."""
    return say(
        "There is no report after {day}: what is drawn from then on is unverified.", day=show_day(newest)
    )


def of_place(place: str, state: str) -> str:
    """Return a state with its place, as a tip has it."""
    return f"{place}: {state}"


def codes_on_day(state: State, catalog: Catalog, *, before: bool = True) -> Text:
    """Return who holds a place at the end of its lane: BGF → KIA; MNDAA / SAC; KIA · no news.

    Args:
        state: The state of its control.
        catalog: The ledger.
        before: Whether a change names who held it before; without, an arrow alone is left.
    """
    codes = state_codes(state, catalog)
    return joined([codes if before else without_before(codes), say("no news") if state.stale else ""], " · ")


def lanes_left_out(count: int) -> str:
    """Return how many lanes a timeline on paper has no room for."""
    return say("{count} more not shown", count=figure(count))


# -- Stacks ----------------------------------------------------------------------------------------

DAY = later("day")
TOWNS = later("Crossing towns")
BY_HOLDER = later("by holder")

DERIVED_HOLDER = later("control, derived")
CLUSTERS, POOLS, HECTARES = later("clusters"), later("pools"), later("hectares")
"""Headings of the table of mines."""

MINE_CLUSTERS = later("Mine clusters")


def mines_counted(total: MineTotal) -> list[str]:
    """Return how the mine clusters are counted, and their pools and outlines, line by line."""
    pools = say_plural("{figure} leaching pool", "{figure} leaching pools", total.pools)
    hectares = say("outlines: {hectares} ha", hectares=figure(total.area_ha))
    return [say("by holder, derived"), pools, hectares]


def stack_key() -> str:
    """Return what the lines and dots of a stack mean."""
    return say(
        "Filled: reported within {days} days. Lines in the holder’s colour: no news for longer. "
        "Dots: no information.",
        days=STALE_AFTER.days,
    )


def too_short(count: int, days: int) -> str:
    """Return how many stretches of time are too short to be drawn, and what is drawn for them."""
    return say_plural(
        "{figure} stretch of less than {days} days is too short to be seen and drawn as its neighbour.",
        "{figure} stretches of less than {days} days are too short to be seen and drawn as their neighbours.",
        count,
        days=days,
    )


def towns_held(holder: str, count: float) -> str:
    """Return how many crossing towns a holder has."""
    return say_plural(
        "{holder}: {figure} crossing town", "{holder}: {figure} crossing towns", round(count), holder=holder
    )


def clusters_held(holder: str, count: float) -> str:
    """Return how many mine clusters a holder has."""
    return say_plural(
        "{holder}: {figure} mine cluster", "{holder}: {figure} mine clusters", round(count), holder=holder
    )


# -- Imports ---------------------------------------------------------------------------------------

BY_MONTH = later("Imports by month")
BY_MONTH_SCOPE = (
    *(later("oxide HS 28469019,"), later("all countries,"), later("gross tonnes,")),
    later("c, faint: calculated"),
)
"""The scope of the months, line by line."""
OXIDE_TONNES = later("oxide, gross tonnes")
BY_YEAR, EARLIER = later("Imports by year"), later("earlier: see table")
"""Title of the years, and where the figures are that lie before the axis begins."""
WHOLE_PERIODS = later("of the whole period")
"""Of the bars of a window: each stands for its whole month or year, also where the window cuts it."""
ALL_ORIGINS, MYANMAR = later("all countries"), later("Myanmar")
CALCULATED, CALCULATED_MARK = later("calculated"), later("c")
"""Of a figure that was calculated from others; and what stands over its bar where that is narrow."""

PERIOD, FIGURE, UNIT, SCOPE, COUNTRY, SOURCE = (
    *(later("period"), later("figure"), later("unit"), later("scope"), later("country")),
    later("source"),
)
"""Headings of the table of imports."""


def imported(period: When, tonnes: str, source: str) -> str:
    """Return what was imported in a period, as a tip has it."""
    return say("{period}: {tonnes} t gross, {source}", period=show_when(period), tonnes=tonnes, source=source)


def imported_in_year(year: int, by: str, tonnes: float) -> str:
    """Return what stands over the bar of a year: 2024, calculated: 34,213."""
    return say("{year}, {by}: {tonnes}", year=year, by=by, tonnes=figure(tonnes))


def of_several_months(figures: Sequence[str]) -> str:
    """Return which figures are of several months and so no bar of a month; empty where none is."""
    if not figures:
        return ""
    return say("Of several months, so not drawn: {figures}.", figures="; ".join(figures))


def within(best: float, low: float | None, high: float | None) -> str:
    """Return a figure with its bounds, where it has any."""
    if low is None and high is None:
        return figure(best)
    ends = (best if end is None else end for end in (low, high))
    return "{} ({}–{})".format(figure(best), *map(figure, ends))


# -- Coverage --------------------------------------------------------------------------------------

RECORDED_TITLE = later("Claims recorded")
AGE_TITLE, AGE_SCOPE = later("Age of evidence"), later("median of towns")
MONTH = later("month")
RECORDED, AGE = later("claims recorded"), later("median age of the newest evidence, days")
"""Headings of the table."""


def counted_by(axis: Axis, earlier: int, later: int) -> list[str]:
    """Return for which time each bar of claims stands, and how many lie before the axis and after it."""
    lines = [say("by day") if axis.by_day else say("by month")]
    if earlier:
        lines.append(say("{count} earlier", count=figure(earlier)))
    if later:
        lines.append(say("{count} later", count=figure(later)))
    return lines


def before(start: date) -> str:
    """Return the row of what lies before the axis begins."""
    if (start.month, start.day) == (1, 1):
        return say("before {year}", year=start.year)
    return say("before {day}", day=show_day(start))


def after(last: date) -> str:
    """Return the row of what lies after the last day of the axis."""
    return say("after {day}", day=show_day(last))


def recorded_in(month: str, count: int) -> str:
    """Return how many claims were recorded in a month."""
    return say_plural(
        "{month}: {figure} claim recorded", "{month}: {figure} claims recorded", count, month=month
    )


def age_in(month: str, days: int) -> str:
    """Return how old the newest evidence was at the end of a month."""
    return say_plural(
        "{month}: newest evidence {figure} day old, median of the crossing towns held",
        "{month}: newest evidence {figure} days old, median of the crossing towns held",
        days,
        month=month,
    )


def days_level(days: int, most: bool = False) -> str:
    """Return a level of the axis of ages: 180 d; 720+ d."""
    return say("{days}+ d", days=days) if most else say("{days} d", days=days)
