"""How firm an answer is, in words: its newest evidence, its origins, whether it may have changed since.

Every place that tells a state takes these words from here: card, headline, hover text, tables, paper.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dashboard.wording.dates import show_day
from dashboard.wording.language import later, say, say_plural
from dashboard.wording.text import NO_TEXT, Text, say_text
from geodata.analysis.evidence import newest_report
from geodata.analysis.mines import MineState
from geodata.catalog import Catalog
from geodata.resolver.answers import STALE_AFTER, State
from geodata.vocab import Dimension, Status

_A_WEEK = 7
"""From so many days on, "at some time" says that a window is long."""

_NEXT_BEGAN = (
    later("the next known state began on {first}"),
    later("the next known state began between {first} and {last}"),
    later("the next known state began at some time between {first} and {last}"),
)
_AT_SOME_TIME = later("changed at some time between {first} and {last}")
_CHANGED = (later("changed on {first}"), later("changed between {first} and {last}"), _AT_SOME_TIME)
_CHANGED_TO = (
    later("changed to {holders} on {first}"),
    later("changed to {holders} between {first} and {last}"),
    later("changed to {holders} at some time between {first} and {last}"),
)
"""What is said of a change on one day, within few days, within many."""

Day = Callable[[date], str]
"""How a day is written: `show_day`, or another way."""


Firm = State | MineState
"""What has an age and origins."""


def age(answer: Firm, day: Day = show_day) -> str:
    """Return the day of the evidence: newest evidence 7 Nov 2024; first evidence ...; no news since ..."""
    if answer.first_evidence and answer.status is not Status.CHANGING:
        return say("first evidence {day}", day=day(answer.first_evidence))
    if answer.newest_evidence is None:
        return no_news() if answer.stale else ""
    newest = day(answer.newest_evidence)
    return (
        say("no news since {day}", day=newest) if answer.stale else say("newest evidence {day}", day=newest)
    )


def no_news() -> str:
    """Return what is said of a state whose newest evidence is old: no news for over 180 days."""
    return say("no news for over {days} days", days=STALE_AFTER.days)


def origins(count: int) -> str:
    """Return a number of independent origins: 5 independent origins; one origin only; empty for none."""
    if count == 1:
        return say("one origin only")
    return say_plural("{figure} independent origin", "{figure} independent origins", count) if count else ""


def window(answer: Firm, day: Day = show_day, to: str = "") -> str:
    """Return between which days it changed, where the day asked lies in them; both days are included.

    The day is in the middle of a long time in which it changed once, nobody knows when. `to` names
    what it changed to, where that is known.
    """
    return str(window_text(answer, day, Text.of(to)))


def window_text(answer: Firm, day: Day = show_day, to: Text = NO_TEXT) -> Text:
    """Return the same, those to whom it changed in their hues."""
    span = answer.until
    if not answer.may_have_changed or span is None or span.earliest is None or span.latest is None:
        return NO_TEXT
    messages = _NEXT_BEGAN if answer.status is Status.UNKNOWN else _CHANGED_TO if to else _CHANGED
    first, last = span.earliest, span.latest - date.resolution
    message = messages[0 if first == last else 1 if (last - first).days < _A_WEEK else 2]
    return say_text(message.text, first=day(first), last=day(last), holders=to)


def changed_between(first: date, last: date) -> str:
    """Return within which days, both included, an answer changed at some time, in an answer's whole span."""
    return _AT_SOME_TIME(first=show_day(first), last=show_day(last))


def newest_reports(catalog: Catalog, day: Day = show_day) -> str:
    """Return the days of the newest reports: newest report on any holder 7 Mar 2026, on a gate 2 Mar 2026."""
    holder, gate = (newest_report(catalog, each) for each in (Dimension.CONTROL, Dimension.GATE))
    if holder and gate:
        of_holder, of_gate = day(holder.published), day(gate.published)
        return say("newest report on any holder {day}, on a gate {gate_day}", day=of_holder, gate_day=of_gate)
    if holder:
        return say("newest report on any holder {day}", day=day(holder.published))
    if gate:
        return say("newest report on a gate {day}", day=day(gate.published))
    return say("no report of a holder or a gate")


def unverified(newest: date, day: Day = show_day) -> str:
    """Return what is said of any day after that of the newest report on any holder."""
    return say("unverified: the newest report on any holder is of {day}", day=day(newest))


def unverified_after(newest: date, day: Day = show_day) -> str:
    """Return what is said of a window that goes on after the day of the newest report on any holder."""
    return say("days after {day} are unverified", day=day(newest))


def on_pointing(answer: Firm) -> str:
    """Return what a reader is told who points at a place, after its holder: age, origins, window.

    That the evidence is old stands beside the holder already, so its day alone is told here.
    """
    first = answer.first_evidence is not None and answer.status is not Status.CHANGING
    day = answer.newest_evidence
    newest = say("newest evidence {day}", day=show_day(day)) if day else ""
    parts = (age(answer) if first else newest, origins(answer.origins), window(answer))
    return ", ".join(filter(None, parts))


def firmness(answer: Firm, day: Day = show_day) -> tuple[str, ...]:
    """Return all of these that there are: age, origins, and the days of a change that is not known better."""
    return tuple(text for text in (age(answer, day), origins(answer.origins), window(answer, day)) if text)


def evidence(answer: Firm, day: Day = show_day) -> str:
    """Return the evidence in short, for a cell of a table: newest 26 Nov 2024, 12 origins."""
    if answer.status is Status.UNKNOWN:
        return ""
    return ", ".join(filter(None, (_newest(answer, False, day), _count(answer.origins))))


def in_short(answer: Firm, day: Day = show_day) -> tuple[str, ...]:
    """Return the same as `firmness` for one of several lines: no news since 15 May 2024, 2 origins."""
    text = ", ".join(filter(None, (_newest(answer, answer.stale, day), _count(answer.origins))))
    return tuple(filter(None, (text, window(answer))))


def _newest(answer: Firm, old: bool, day: Day) -> str:
    if answer.newest_evidence:
        newest = day(answer.newest_evidence)
        return say("no news since {day}", day=newest) if old else say("newest {day}", day=newest)
    early = answer.first_evidence is not None and answer.status is not Status.CHANGING
    return say("first {day}", day=day(answer.first_evidence)) if early and answer.first_evidence else ""


def _count(count: int) -> str:
    return say_plural("{figure} origin", "{figure} origins", count) if count else ""
