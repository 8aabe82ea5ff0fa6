"""What an answer rests on, counted: independent origins that say so, and documents set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dashboard.wording.dates import show_day, span_text
from geodata.analysis import timeline
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.dates import When
from geodata.resolver import resolve
from geodata.resolver.answers import Interval, SetAside, Span, State
from geodata.resolver.ties import Ties
from geodata.vocab import Reason, Share, Stance, Status

_OUTVOTED = frozenset(
    {
        Reason.DIFFERS_FROM_ORIGIN,
        Reason.OWN_CLAIM,
        Reason.UNCORROBORATED,
        Reason.CONTRADICTED,
        Reason.DATE_DIFFERS,
    }
)
"""Reasons that make a claim worth a word: it says something else than the answer."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Documents set aside that say the same other thing.

    Attributes:
        claims: Their claims, `documents` the number of different documents.
        reason: Why they were not used.
        other_date: Whether they name the same holder from another day; else they name another.
    """

    claims: tuple[Claim, ...]
    documents: int
    reason: Reason
    other_date: bool


def origins(claims: Iterable[Claim], catalog: Catalog) -> int:
    """Return the number of independent origins of some claims."""
    return len({catalog.sources[claim.source_id].origin_group for claim in claims})


def used(answer: State | Interval, catalog: Catalog) -> list[Claim]:
    """Return the claims that an answer rests on."""
    return [catalog.claims[claim] for claim in answer.used]


def speaking(answer: State | Interval, catalog: Catalog) -> list[Claim]:
    """Return the claims used that speak of the answer itself.

    Of a dispute these are the claims that report it: those used for the older holder speak of
    other days. Where none reports a dispute, two holders are attested for the same days, and all
    claims speak of it.
    """
    claims, ties = used(answer, catalog), Ties(catalog.actors)
    if answer.status is not Status.CONTESTED:
        return claims
    return [claim for claim in claims if _reports_dispute(claim, ties)] or claims


def _reports_dispute(claim: Claim, ties: Ties) -> bool:
    """Tell whether a claim reports a dispute: in so many words, or untied actors with no start."""
    if claim.share is Share.CONTESTED:
        return True
    if claim.start or claim.as_of is None:
        return False
    return not ties.united(ties.one_name(claim.actors), claim.as_of.earliest)


def holders_before(state: State, catalog: Catalog) -> tuple[str, ...]:
    """Return who held the place last before the present holder or the dispute; empty where unknown."""
    track = resolve.track(catalog, state.place_id, known_on=state.known_on, policy=state.policy)
    found: tuple[str, ...] = ()
    for interval in track.intervals:
        if interval.covers(state.on):
            break
        if interval.status in (Status.HELD, Status.JOINT) and set(interval.actors) != set(state.actors):
            found = interval.actors
    return found


def holders_after(state: State, catalog: Catalog) -> tuple[str, ...]:
    """Return who holds the place next, or to whom it passes next; empty where that is not known."""
    track = resolve.track(catalog, state.place_id, known_on=state.known_on, policy=state.policy)
    for interval, after in pairwise(track.intervals):
        if interval.covers(state.on):
            return () if after.status is Status.CONTESTED else after.actors
    return ()


def on_record_since(state: State, catalog: Catalog) -> date | None:
    """Return the day of the first evidence of a state by its day; of a dispute the day on which it began.

    The evidence of a dispute has that for the older holder in it.
    """
    lane = resolve.track(catalog, state.place_id, state.dimension, state.known_on, state.policy)
    if state.status is not Status.CONTESTED:
        return min((day for day in lane.at(state.on).evidence if day <= state.on), default=None)
    first: date | None = None
    same = False
    for interval in lane.intervals:
        if interval.start and interval.start > state.on:
            break
        again = timeline.answer(interval) == timeline.answer(state)
        first = first if again and same else interval.start
        same = again
    return first


def evidence_span(state: State, day: date, catalog: Catalog) -> Span:
    """Return the days that a day of evidence stands for: all of September 2024, where a claim says no more.

    Evidence is dated to the first day that a claim's date may mean; a start that is set aside for
    its date is evidence too. The day itself is returned where a claim names it.
    """
    misdated = [
        catalog.claims[item.claim_id] for item in state.set_aside if item.reason is Reason.DATE_DIFFERS
    ]
    found = [
        span
        for claim in (*used(state, catalog), *misdated)
        for when in (claim.as_of, claim.start, claim.end)
        if when and (span := _evidence_span(when, day))
    ]
    return min(found, key=lambda span: span.latest or date.max, default=Span(day, day + date.resolution))


def evidence_day(state: State, catalog: Catalog) -> Callable[[date], str]:
    """Return how the day of a state's newest or first evidence is written: 7 Nov 2024; Sep 2024."""

    def write(day: date) -> str:
        if day not in (state.newest_evidence, state.first_evidence):
            return show_day(day)
        return span_text(evidence_span(state, day, catalog))

    return write


def of_day(answer: State | Interval, day: date, catalog: Catalog) -> list[Claim]:
    """Return the claims used that are evidence of a day."""
    return [
        claim
        for claim in used(answer, catalog)
        if any(when and _evidence_span(when, day) for when in (claim.as_of, claim.start, claim.end))
    ]


def _evidence_span(when: When, day: date) -> Span | None:
    """Return the days of the end of a date that is evidence of the day, None where neither is."""
    if when.start_earliest == day and when.start_latest:
        return Span(day, when.start_latest)
    if when.last_day == day:
        return Span(when.end_earliest if when.start_earliest is None else day, when.end_latest)
    return None


def dating(answer: State | Interval, catalog: Catalog) -> list[Claim]:
    """Return the claims used that give a day for the beginning of the answer."""
    span = answer.since
    return [claim for claim in used(answer, catalog) if span and _dates(claim, span)]


def _dates(claim: Claim, span: Span) -> bool:
    """Tell whether the claim's start lies within the span; a coarser one agrees, but gives no day."""
    start = claim.start
    if not (start and start.earliest and start.latest and span.earliest and span.latest):
        return False
    return span.earliest <= start.earliest and start.latest <= span.latest


def asides(state: State, catalog: Catalog) -> list[Aside]:
    """Return what was set aside and says otherwise about this very state.

    Of the holder with another beginning, or of another holder since the beginning of the state;
    where nothing is known, whoever is named last.
    """
    groups: dict[tuple[bool, str], list[tuple[Claim, Reason]]] = {}
    for claim, reason in _spoken(state.set_aside, catalog):
        same = bool(claim.actors & set(state.actors))
        if not (_other_start(claim, state) if same else _other_holder(claim, state)):
            continue
        day = claim.start.earliest if claim.start else None
        groups.setdefault((same, str(day) if same else claim.value), []).append((claim, reason))
    found = [
        Aside(tuple(claim for claim, _ in told), len({c.source_id for c, _ in told}), told[0][1], same)
        for (same, _), told in groups.items()
    ]
    return sorted(found, key=lambda aside: (not aside.other_date, -aside.documents, aside.claims[0].claim_id))


def _spoken(items: Iterable[SetAside], catalog: Catalog) -> Iterable[tuple[Claim, Reason]]:
    for item in items:
        claim = catalog.claims[item.claim_id]
        if item.reason in _OUTVOTED and claim.stance is Stance.ASSERTS:
            yield claim, item.reason


def _other_start(claim: Claim, state: State) -> bool:
    """Tell whether the claim dates the beginning of the state to other days."""
    start, span = claim.start, state.since
    if not (start and start.earliest and span):
        return False
    after = span.latest is not None and start.earliest >= span.latest
    before = span.earliest is not None and start.latest is not None and start.latest <= span.earliest
    return after or before


def _other_holder(claim: Claim, state: State) -> bool:
    """Tell whether the claim names another holder at a time between the state's beginning and the day."""
    when = claim.start or claim.as_of
    if when is None or when.earliest is None or when.earliest > state.on:
        return False
    begun = state.since.earliest if state.since else None
    if claim.end and claim.end.latest and claim.end.latest <= state.on:
        return False
    return (begun is None and not state.actors) or (begun is not None and when.earliest >= begun)
