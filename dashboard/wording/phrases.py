"""The phrases that sentences are made of: numbers, lists, days, actors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dashboard.question.axis import Axis
from geodata.analysis.mines import MineState
from geodata.catalog import Catalog
from geodata.dates import ENGLISH_LONG, When, show_day, show_month, show_short_day, show_span
from geodata.resolver.answers import Span
from geodata.vocab import ActorKind

NAMED = 4
"""Up to this many places are named in a sentence, more are only counted."""

_DAY = timedelta(days=1)
_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def number(count: int) -> str:
    """Return a small number in words, a larger one in figures."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def several(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: one origin, five origins."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str], joiner: str = "and") -> str:
    """Return words as a list in running text: A, B and C."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def long_day(day: date) -> str:
    """Return a day as the headline has it: 26 November 2024."""
    return show_day(day, ENGLISH_LONG)


def day_beside(day: date, other: date) -> str:
    """Return a day without its year where it is that of a day named beside it: 20 November."""
    return show_short_day(day, ENGLISH_LONG) if day.year == other.year else long_day(day)


def last_day(span: Span) -> date | None:
    """Return the last day of a span, None where it is open."""
    return span.latest - _DAY if span.latest else None


def span_text(span: Span | None) -> str:
    """Return the days of a span, short: 18–19 Oct 2024; before 14 Jun 2024; empty where unknown."""
    if span is None:
        return ""
    last = last_day(span)
    if span.earliest is None:
        return f"before {show_day(last)}" if last else ""
    return show_span(span.earliest, last or span.earliest)


def some_day(span: Span, on: date) -> str:
    """Return the one day that lies somewhere in a closed span: 18 or 19 October, a day between ...

    Years are left out where they are that of the day `on`.
    """
    first, last = span.earliest, last_day(span)
    assert first is not None and last is not None
    if first == last:
        return day_beside(first, on)
    if name := _whole(first, last):
        return name
    if last - first == _DAY:
        same = (first.year, first.month) == (last.year, last.month)
        return f"{first.day if same else day_beside(first, last)} or {day_beside(last, on)}"
    return f"a day between {day_beside(first, last)} and {day_beside(last, on)}"


def _whole(first: date, last: date) -> str:
    """Return the name of the month or year that two days begin and end, empty where they do not."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and (last + _DAY).day == 1 and (first.year, first.month) == (last.year, last.month):
        return show_month(first, ENGLISH_LONG)
    return ""


def on_some_day(span: Span, on: date) -> str:
    """Return the same with its preposition: on 18 or 19 October, in October 2024."""
    first, last = span.earliest, last_day(span)
    assert first is not None and last is not None
    return f"{'in' if first != last and _whole(first, last) else 'on'} {some_day(span, on)}"


def some_when(when: When, on: date) -> str:
    """Return the beginning that a claim states, its precision kept: 20 November, about April 2024."""
    assert when.earliest is not None
    text = some_day(Span(when.earliest, when.latest), on) if when.latest else day_beside(when.earliest, on)
    return f"about {text}" if when.approximate else text


def holder(actor_id: str, catalog: Catalog) -> str:
    """Return an actor as a sentence names it: the KIA, the regime, the Three Brotherhood Alliance."""
    actor = catalog.actors.get(actor_id)
    if actor is None:
        return f"the {actor_id.upper()}"
    if actor.kind is ActorKind.REGIME:
        return "the regime"
    return f"the {actor.name if actor.kind is ActorKind.ALLIANCE else actor.code}"


def holders(actor_ids: Iterable[str], catalog: Catalog, joiner: str = "and") -> str:
    """Return several actors as a list in running text: the BGF and the regime."""
    return listed([holder(actor, catalog) for actor in actor_ids], joiner)


def codes(actor_ids: Iterable[str], catalog: Catalog, between: str = " + ") -> str:
    """Return several actors' codes: BGF + SAC."""
    return between.join(catalog.actors[actor].code for actor in actor_ids)


def gate_name(gate_id: str, town_id: str, catalog: Catalog) -> str:
    """Return the name of one of several answers about a town's gates: a gate, or the town as a whole."""
    name = catalog.places[gate_id].name
    return f"{name}, town as a whole" if gate_id == town_id else name


def derived(mine: MineState, catalog: Catalog) -> str:
    """Return from which town the state of a mine cluster follows, or that it follows from none."""
    if mine.place_id is None:
        return "outside the catchment of every tracked town"
    return f"derived from {catalog.places[mine.place_id].name}, in whose schematic catchment it lies"


def axis_span(axis: Axis) -> str:
    """Return what a time axis spans: from January 2021 to June 2026."""
    last = axis.end - _DAY
    return f"from {show_month(axis.start, ENGLISH_LONG)} to {show_month(last, ENGLISH_LONG)}"
