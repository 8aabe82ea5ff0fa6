"""What an answer rests on: the claims that speak of it, their independent origins, what was set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from geodata.analysis import timeline
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.dates import When
from geodata.resolver import resolve
from geodata.resolver.answers import Interval, Span, State
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


DISPUTE: frozenset[str] = frozenset()
"""What an origin names that says the place is fought over, or held in part."""


def named_by_origin(state: State, catalog: Catalog) -> dict[str, frozenset[str]]:
    """Return the actors that each independent origin names, whatever it calls them, by its group.

    What an origin says of several times is not one answer: what it says of the time nearest to
    the day counts.
    """
    ties = Ties(catalog.actors)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in speaking(state, catalog):
        claims[catalog.sources[claim.source_id].origin_group].append(claim)
    names = {}
    for group, every in claims.items():
        nearest = min(_days_away(claim, state.on) for claim in every)
        of = [claim for claim in every if _days_away(claim, state.on) == nearest]
        disputed = any(claim.share is Share.CONTESTED for claim in of)
        names[group] = DISPUTE if disputed else frozenset().union(*(ties.one_name(c.actors) for c in of))
    return names


def _days_away(claim: Claim, on: date) -> int:
    """Return how many days lie between the day and those that a claim names, 0 among them."""
    dates = [when for when in (claim.start, claim.as_of, claim.end) if when]
    days = [day for when in dates for day in (when.earliest, when.last_day) if day]
    return max(min(days) - on, on - max(days), on - on).days if days else 0


def publishers(state: State, catalog: Catalog) -> set[str]:
    """Return the outlets that stand behind a state: the publishers of its origin documents."""
    return {
        catalog.origin_of(claim).publisher.partition(" (")[0].casefold() for claim in speaking(state, catalog)
    }


def one_side(state: State, catalog: Catalog) -> bool:
    """Tell whether all claims of a dispute name the same allies: they are no two sides.

    Where the older holder is one of them, the others dispute it with that one.
    """
    named = {claim.actors for claim in speaking(state, catalog)}
    allies = len(named) == 1 and Ties(catalog.actors).united(frozenset(state.actors))
    return allies and not set(holders_before(state, catalog)) & set(state.actors)


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
    return [claim for claim in used(answer, catalog) if dates_change(claim, answer.since)]


def dates_change(claim: Claim, since: Span | None) -> bool:
    """Tell whether the claim's start lies within the days of a beginning; a coarser one gives no day."""
    start = claim.start
    if not (since and since.earliest and since.latest and start and start.earliest and start.latest):
        return False
    return since.earliest <= start.earliest and start.latest <= since.latest


def asides(state: State, catalog: Catalog) -> list[Aside]:
    """Return what was set aside and says otherwise about this very state.

    Of the holder with another beginning, or of another holder since the beginning of the state;
    where nothing is known, whoever is named last.
    """
    groups: dict[tuple[bool, str], list[tuple[Claim, Reason]]] = {}
    spoken = [(catalog.claims[each.claim_id], each.reason) for each in state.set_aside]
    for claim, reason in spoken:
        if reason not in _OUTVOTED or claim.stance is not Stance.ASSERTS:
            continue
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
