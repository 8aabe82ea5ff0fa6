"""The phrases that sentences are made of: numbers, days, actors, lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dashboard.scene import Scene
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.states import Span, State
from geodata.vocab import Reason

_DAY = timedelta(days=1)
_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SPOKEN = {"sac": "the regime", "3bha": "the Three Brotherhood Alliance", "union-gov": "the union government"}
OTHER_DATE = (Reason.DATE_DIFFERS, Reason.DIFFERS_FROM_ORIGIN)
"""Why a claim is set aside for the date that it gives."""


def number(count: int) -> str:
    """Return a small number in words, a larger one in figures."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def long_day(day: date, year: bool = True) -> str:
    """Return a day as the headline writes it: 26 November 2024."""
    return f"{day.day} {_MONTHS[day.month - 1]}{f' {day.year}' if year else ''}"


def spoken(actor_ids: Iterable[str], catalog: Catalog, joiner: str = "and") -> str:
    """Return actors as a sentence names them: the KIA; the BGF and the regime."""
    names = [
        _SPOKEN.get(a) or f"the {catalog.actors[a].code if a in catalog.actors else a}" for a in actor_ids
    ]
    return listed(names, joiner)


def listed(names: Sequence[str], joiner: str = "and") -> str:
    return (
        names[0]
        if len(names) == 1
        else f"{', '.join(names[:-1])} {joiner} {names[-1]}"
        if names
        else "nobody"
    )


def run(span: Span, on: date) -> str:
    """Return the days of a span; their year only where it is not that of the day asked."""
    assert span.earliest is not None and span.latest is not None
    first, last = span.earliest, span.latest - _DAY
    year = last.year != on.year or first.year != last.year
    if first == last:
        return long_day(first, year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_day(last, year)}"
    return f"{long_day(first, first.year != last.year)}–{long_day(last, year)}"


def meets(span: Span, first: date, after: date) -> bool:
    return (span.earliest is None or span.earliest < after) and (span.latest is None or first < span.latest)


def are(count: int) -> str:
    return "is" if count == 1 else "are"


def crossings(scene: Scene) -> list[State]:
    return [scene.control[place.place_id] for place in scene.catalog.crossings]


def dates(claim: Claim, span: Span) -> bool:
    """Tell whether the claim's start lies within the span: it gives the day."""
    start = claim.start
    return bool(
        start and start.earliest and start.latest and span.earliest and span.latest
        and span.earliest <= start.earliest and start.latest <= span.latest
    )  # fmt: skip
