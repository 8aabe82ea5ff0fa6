"""Days, spans and dates of known precision in words, in the language in use."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from dashboard.wording.language import Message, current, later, say, translated
from geodata import dates
from geodata.dates import DateWords, When
from geodata.resolver.answers import Span

_DAY = timedelta(days=1)

_MONTHS = (
    *(later("January"), later("February"), later("March"), later("April"), later("May"), later("June")),
    *(later("July"), later("August"), later("September"), later("October"), later("November")),
    later("December"),
)
_SHORT = (
    *(later("Jan"), later("Feb"), later("Mar"), later("Apr"), later("May"), later("Jun")),
    *(later("Jul"), later("Aug"), later("Sep"), later("Oct"), later("Nov"), later("Dec")),
)
_PATTERNS = {
    "day": later("{day} {month} {year}"),
    "day_of_year": later("{day} {month}"),
    "month": later("{month} {year}"),
    "days_of_month": later("{first}–{last} {month} {year}"),
    "parts_of_year": later("{first}–{last} {year}"),
    "by": later("by {date}"),
    "since": later("from {date} on"),
    "never": later("at some time"),
    "about": later("about {date}"),
    "uncertain": later("{date} (uncertain)"),
}


@lru_cache(maxsize=8)
def _words(language: str, names: tuple[Message, ...]) -> DateWords:
    """Return how dates are written in the language in use; `language` is its code."""
    patterns = {name: translated(pattern.text) for name, pattern in _PATTERNS.items()}
    return DateWords(tuple(name() for name in names), **patterns)


def date_words() -> DateWords:
    """Return how dates are written, short, in the language in use."""
    return _words(current(), _SHORT)


def months() -> list[str]:
    """Return the names of the twelve months."""
    return [name() for name in _MONTHS]


def month(day: date) -> str:
    """Return a month with its year: November 2024."""
    words = _words(current(), _MONTHS)
    return words.fill(words.month, day)


def long_day(day: date) -> str:
    """Return a day as the headline has it: 26 November 2024."""
    return dates.show_day(day, _words(current(), _MONTHS))


def day_beside(day: date, other: date) -> str:
    """Return a day without its year where it is that of a day named beside it: 20 November."""
    if day.year != other.year:
        return long_day(day)
    words = _words(current(), _MONTHS)
    return words.fill(words.day_of_year, day)


def show_day(day: date) -> str:
    """Return a day, short: 26 Nov 2024."""
    return dates.show_day(day, date_words())


def show_short_day(day: date) -> str:
    """Return a day without its year, short: 26 Nov."""
    return date_words().fill(date_words().day_of_year, day)


def show_month(day: date) -> str:
    """Return a month with its year, short: Nov 2024."""
    return date_words().fill(date_words().month, day)


def short_month(day: date) -> str:
    """Return a month without its year, short: Nov."""
    return date_words().months[day.month - 1]


def show_span(first: date, last: date) -> str:
    """Return the days from `first` to `last`, both included, short: 18–19 Oct 2024."""
    return dates.show_span(first, last, date_words())


def show_when(when: When) -> str:
    """Return a date as its source gives it, short, its precision kept."""
    return dates.show_when(when, date_words())


def last_day(span: Span) -> date | None:
    """Return the last day of a span, None where it is open."""
    return span.latest - _DAY if span.latest else None


def span_text(span: Span | None) -> str:
    """Return the days of a span, short: 18–19 Oct 2024; by 14 Jun 2024; empty where unknown."""
    if span is None:
        return ""
    last = last_day(span)
    if span.earliest is None:
        return say("by {day}", day=show_day(last)) if last else ""
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
        if (first.year, first.month) == (last.year, last.month):
            return say("{first} or {day}", first=first.day, day=day_beside(last, on))
        return say("{first} or {day}", first=day_beside(first, last), day=day_beside(last, on))
    return say("a day between {first} and {last}", first=day_beside(first, last), last=day_beside(last, on))


def _whole(first: date, last: date) -> str:
    """Return the name of the month or year that two days begin and end, empty where they do not."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and (last + _DAY).day == 1 and (first.year, first.month) == (last.year, last.month):
        return month(first)
    return ""


def on_some_day(span: Span, on: date) -> str:
    """Return the same as a sentence says when: on 18 or 19 October, in October 2024."""
    first, last = span.earliest, last_day(span)
    assert first is not None and last is not None
    if first != last and (name := _whole(first, last)):
        return say("in {month_or_year}", month_or_year=name)
    return say("on {day}", day=some_day(span, on))


def some_when(when: When, on: date) -> str:
    """Return the beginning that a claim states, its precision kept: 20 November, about April 2024."""
    assert when.earliest is not None
    text = some_day(Span(when.earliest, when.latest), on) if when.latest else day_beside(when.earliest, on)
    return say("about {day}", day=text) if when.approximate else text
