"""What an answer rests on, in words: the day of its evidence, its origins, and what was set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from dashboard.answer import grounds
from dashboard.answer.grounds import DISPUTE, Aside, evidence_span, named_by_origin
from dashboard.wording.dates import show_day, some_when, span_text
from dashboard.wording.language import listed, number, say, say_plural
from dashboard.wording.phrases import holders
from dashboard.wording.vocabulary import REASON
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.resolver.answers import State
from geodata.vocab import Status


def evidence_day(state: State, catalog: Catalog) -> Callable[[date], str]:
    """Return how the day of a state's newest or first evidence is written: 7 Nov 2024; Sep 2024."""

    def write(day: date) -> str:
        if day not in (state.newest_evidence, state.first_evidence):
            return show_day(day)
        return span_text(evidence_span(state, day, catalog))

    return write


def origins(state: State, claims: Sequence[Claim], catalog: Catalog) -> str:
    """Return how many independent origins some claims have, of how many in all, in how many outlets."""
    count, every = (grounds.origins(some, catalog) for some in (claims, grounds.speaking(state, catalog)))
    if every == 1:
        return say("one origin only")
    outlets = say_plural("{count} outlet", "{count} outlets", len(grounds.publishers(state, catalog)))
    if count < every:
        of = number(every)
        return say(
            "{count} of {all} independent origins in {outlets}", count=number(count), all=of, outlets=outlets
        )
    return say("{count} independent origins in {outlets}", count=number(count), outlets=outlets)


def split(state: State, catalog: Catalog) -> str:
    """Return how the independent origins of a state split, and what is made of it.

    Two origins name both, two the regime, one the BGF: read as joint. Empty where all name the same
    or the one holder among others, and while the place changes hands, when the older holder's claims
    are among those used.
    """
    counts = Counter(named_by_origin(state, catalog).values())
    whole = frozenset(state.actors)
    if len(counts) < 2 or state.status is Status.CHANGING:
        return ""
    if state.status is Status.HELD and all(names & whole for names in counts):
        return ""

    def rank(names: frozenset[str]) -> tuple[bool, bool, int, list[str]]:
        return names == DISPUTE, names != whole, -counts[names], sorted(names)

    order = sorted(counts, key=rank)
    return _read_as(listed([_name(counts[names], names, whole, catalog) for names in order]), state, catalog)


def _name(count: int, names: frozenset[str], whole: frozenset[str], catalog: Catalog) -> str:
    """Return whom so many origins name."""
    if names == DISPUTE:
        return say_plural("{count} origin reports a dispute", "{count} origins report a dispute", count)
    if names == whole and len(whole) == 2:
        return say_plural("{count} origin names both", "{count} origins name both", count)
    if names == whole and len(whole) > 2:
        return say_plural("{count} origin names all of them", "{count} origins name all of them", count)
    who = holders(sorted(names), catalog)
    return say_plural("{count} origin names {holders}", "{count} origins name {holders}", count, holders=who)


def _read_as(origins: str, state: State, catalog: Catalog) -> str:
    if state.status is Status.JOINT:
        return say("{origins}: read as joint", origins=origins)
    if state.status is Status.CONTESTED:
        return say("{origins}: read as contested", origins=origins)
    who, partners = holders(state.actors, catalog), holders(state.partners, catalog)
    if partners:
        return say(
            "{origins}: read as {holders} with {partners}", origins=origins, holders=who, partners=partners
        )
    return say("{origins}: read as {holders}", origins=origins, holders=who)


def set_aside(state: State, catalog: Catalog) -> Iterator[str]:
    """Yield what was set aside: the first thing in words, the rest as a number."""
    asides = grounds.asides(state, catalog)
    for first in asides[:1]:
        reports = _other_date(first, state) or _other_holder(first, catalog)
        more = sum(aside.documents for aside in asides[1:])
        yield say("{reports}, and {count} more", reports=reports, count=number(more)) if more else reports


def _other_date(aside: Aside, state: State) -> str:
    """Return that some reports give another date; empty where they name another holder."""
    start = aside.claims[0].start
    if not (aside.other_date and start and start.earliest):
        return ""
    begun = state.since.earliest if state.since else None
    other_year = begun is not None and begun.year != start.earliest.year
    day = str(start.earliest.year) if other_year else some_when(start, state.on)
    return say_plural(
        "{count} report that says {date} is set aside",
        "{count} reports that say {date} are set aside",
        aside.documents,
        date=day,
    )


def _other_holder(aside: Aside, catalog: Catalog) -> str:
    return say_plural(
        "{count} report that names {holders} is set aside ({reason})",
        "{count} reports that name {holders} are set aside ({reason})",
        aside.documents,
        holders=holders(sorted(aside.claims[0].actors), catalog),
        reason=REASON[aside.reason](),
    )
