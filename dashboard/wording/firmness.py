"""How firm an answer is, in words: its newest evidence, its origins, whether it may have changed since.

Every place that tells a state takes these words from here: card, headline, hover text, tables, paper.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from dashboard.wording.dates import show_day
from geodata.analysis.evidence import newest_report
from geodata.catalog import Catalog
from geodata.resolver.answers import Span
from geodata.vocab import Dimension, Status

_A_WEEK = 7
"""From so many days on, "at some time" says that a window is long."""

Day = Callable[[date], str]
"""How a day is written: `show_day`, or another way."""


class Firm(Protocol):
    """What has an age and origins: a state or a mine cluster."""

    @property
    def status(self) -> Status:
        """What is known."""
        ...

    @property
    def stale(self) -> bool:
        """Whether the evidence is old."""
        ...

    @property
    def newest_evidence(self) -> date | None:
        """Day of the newest evidence not after the day asked."""
        ...

    @property
    def first_evidence(self) -> date | None:
        """Day of the first evidence, where the answer is carried back before it."""
        ...

    @property
    def until(self) -> Span | None:
        """The span of the next change."""
        ...

    @property
    def may_have_changed(self) -> bool:
        """Whether the day lies in that span."""
        ...

    @property
    def origins(self) -> int:
        """Number of independent origins."""
        ...


def age(answer: Firm, day: Day = show_day) -> str:
    """Return the day of the evidence: newest evidence 7 Nov 2024; first evidence ...; unverified since ..."""
    if answer.first_evidence and answer.status is not Status.CHANGING:
        return f"first evidence {day(answer.first_evidence)}"
    if answer.newest_evidence is None:
        return "unverified" if answer.stale else ""
    return f"{'unverified since' if answer.stale else 'newest evidence'} {day(answer.newest_evidence)}"


def origins(count: int) -> str:
    """Return a number of independent origins: 5 independent origins; one origin only; empty for none."""
    if count == 1:
        return "one origin only"
    return f"{count} independent origins" if count else ""


def window(answer: Firm, day: Day = show_day, to: str = "") -> str:
    """Return between which days it changed, where the day asked lies in them; both days are included.

    The day is in the middle of a long time in which it changed once, nobody knows when. `to` names
    what it changed to, where that is known.
    """
    span = answer.until
    if not answer.may_have_changed or span is None or span.earliest is None or span.latest is None:
        return ""
    what = "the next known state began" if answer.status is Status.UNKNOWN else "changed"
    if to and answer.status is not Status.UNKNOWN:
        what += f" to {to}"
    first, last = span.earliest, span.latest - date.resolution
    if first == last:
        return f"{what} on {day(first)}"
    some_time = "at some time " if (last - first).days >= _A_WEEK else ""
    return f"{what} {some_time}between {day(first)} and {day(last)}"


def newest_reports(catalog: Catalog, day: Day = show_day) -> str:
    """Return the days of the newest reports: newest report on any holder 7 Mar 2026, on a gate 2 Mar 2026."""
    holder, gate = (newest_report(catalog, each) for each in (Dimension.CONTROL, Dimension.GATE))
    parts = [f"on any holder {day(holder.published)}"] if holder else []
    parts += [f"on a gate {day(gate.published)}"] if gate else []
    return f"newest report {', '.join(parts)}" if parts else "no report of a holder or a gate"


def unverified(newest: date, day: Day = show_day) -> str:
    """Return what is said of any day after that of the newest report on any holder."""
    return f"unverified: the newest report on any holder is of {day(newest)}"


def on_pointing(answer: Firm) -> str:
    """Return what a reader is told who points at a place, after its holder: age, origins, window.

    That the evidence is old stands beside the holder already, so its day alone is told here.
    """
    first = answer.first_evidence is not None and answer.status is not Status.CHANGING
    newest = f"newest evidence {show_day(answer.newest_evidence)}" if answer.newest_evidence else ""
    parts = (age(answer) if first else newest, origins(answer.origins), window(answer))
    return ", ".join(filter(None, parts))


def firmness(answer: Firm, day: Day = show_day) -> tuple[str, ...]:
    """Return all of these that there are: age, origins, and the days of a change that is not known better."""
    return tuple(text for text in (age(answer, day), origins(answer.origins), window(answer, day)) if text)


def evidence(answer: Firm, day: Day = show_day) -> str:
    """Return the evidence in short, for a cell of a table: newest 26 Nov 2024, 12 origins."""
    if answer.status is Status.UNKNOWN:
        return ""
    return ", ".join(filter(None, (_newest(answer, "newest", day), _count(answer.origins))))


def in_short(answer: Firm, day: Day = show_day) -> tuple[str, ...]:
    """Return the same as `firmness` for one of several lines: unverified since 15 May 2024, 2 origins."""
    word = "unverified since" if answer.stale else "newest"
    text = ", ".join(filter(None, (_newest(answer, word, day), _count(answer.origins))))
    return tuple(filter(None, (text, window(answer))))


def _newest(answer: Firm, word: str, day: Day) -> str:
    if answer.newest_evidence:
        return f"{word} {day(answer.newest_evidence)}"
    early = answer.first_evidence is not None and answer.status is not Status.CHANGING
    return f"first {day(answer.first_evidence)}" if early and answer.first_evidence else ""


def _count(count: int) -> str:
    return f"{count} origin{'' if count == 1 else 's'}" if count else ""
