"""The log of a window: what happened from a day to another, in order, each entry with its sources.

Nothing in it is net: a gate that closed and opened again within the window has two entries. An entry
happened within its `span`, half-open like every span; it belongs to the window when the two meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from geodata.analysis.mines import clusters_of
from geodata.analysis.timeline import answer
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.resolver.answers import Interval, Span, Track
from geodata.resolver.resolve import RESOLVED, track
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Policy, Stance, Status, Word

_DAY = timedelta(days=1)
_EVENTS = (Dimension.OFFENSIVE, Dimension.AGREEMENT)


class Happening(Word):
    """What an entry of the log tells."""

    CHANGE = "change", "Another holder, or another status of a gate or of the rare earths."
    FIRST_KNOWN = "first known", "The first that is known of it; nobody says that anything changed."
    DISPUTE = "dispute begins", "From here on accepted claims disagree, or say that it was fought over."
    SETTLED = "dispute ends", "From here on the accepted claims agree again."
    OFFENSIVE = "offensive", "An attack begins, as its sources say."
    AGREEMENT = "agreement", "An agreement, or the news that there is none."
    MINES = "mines", "Mine clusters change hands with the town in whose catchment they lie."
    FIGURE = "figure published", "A figure about mines or trade is published."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log.

    Attributes:
        happening: What it tells.
        place_id: Where.
        dimension: Of what; None for a figure.
        span: The days within which it happened.
        before: The answer before it, `after` that from then on; None for what the resolver does not answer.
        value: Who attacks, or which agreement; empty for what has answers.
        claims: Ids of the claims that date it, else of all that it rests on, oldest record first.
        denied: Whether all of them deny it.
        clusters: Ids of the mine clusters that change hands with it.
        measure_id: The figure that is published.
    """

    happening: Happening
    place_id: str
    dimension: Dimension | None
    span: Span
    before: Interval | None = None
    after: Interval | None = None
    value: str = ""
    claims: tuple[str, ...] = ()
    denied: bool = False
    clusters: tuple[str, ...] = ()
    measure_id: str = ""

    @property
    def day(self) -> date:
        """The first day on which it may have happened; its last where the first is open."""
        return self.span.earliest or (self.span.latest or date.max) - _DAY

    def names(self, actor_id: str) -> bool:
        """Tell whether an actor is one of those whom the entry is about."""
        parts = [
            part for each in (self.before, self.after) if each for part in (*each.actors, *each.from_actors)
        ]
        return actor_id in parts or actor_id in self.value.split("+")


def log(
    catalog: Catalog,
    first: date,
    last: date,
    *,
    places: Iterable[str] | None = None,
    dimensions: Iterable[Dimension] | None = None,
    actors: Iterable[str] | None = None,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
) -> tuple[Entry, ...]:
    """Return what happened on the days from `first` to `last`, both included, oldest first.

    Args:
        catalog: The ledger.
        first: The first day; the two are put in order.
        last: The last day.
        places: Ids of the places asked about; None is every place.
        dimensions: Those asked about; None is all, and the figures published.
        actors: Ids of actors: only entries that name one of them; None is everything.
        known_on: Use what was known at the end of this day; None is the ledger's newest record.
        policy: What counts as evidence.

    Raises:
        UnknownName: If the ledger lacks one of the places.
    """
    first, last = sorted((first, last))
    known = catalog.knowledge_day(known_on)
    asked = tuple(catalog.places if places is None else places)
    wanted = tuple(Dimension) if dimensions is None else tuple(map(Dimension, dimensions))
    entries: list[Entry] = []
    for place_id in asked:
        for dimension in RESOLVED:
            if dimension in wanted:
                entries += _of_track(catalog, track(catalog, place_id, dimension, known, Policy(policy)))
        for dimension in _EVENTS:
            if dimension in wanted:
                entries += _of_claims(catalog, place_id, dimension, known)
    if dimensions is None:
        entries += _of_figures(catalog, set(asked), known)
    chosen = None if actors is None else tuple(actors)
    kept = (
        entry
        for entry in entries
        if _meets(entry.span, first, last) and (chosen is None or any(map(entry.names, chosen)))
    )
    return tuple(
        sorted(kept, key=lambda each: (each.day, each.place_id, list(Happening).index(each.happening)))
    )


def _meets(span: Span, first: date, last: date) -> bool:
    """Tell whether a span has a day from `first` to `last`; an open end is the day beside the closed one."""
    earliest = span.earliest or (span.latest - _DAY if span.latest else date.max)
    latest = span.latest or earliest + _DAY
    return earliest <= last and latest > first


def _of_track(catalog: Catalog, lane: Track) -> Iterator[Entry]:
    """Yield an entry for each beginning of a track; the days of a change lead to one entry, not to two."""
    before: Interval | None = None
    for interval, following in pairwise((*lane.intervals, None)):
        assert interval is not None
        if interval.status is Status.UNKNOWN or interval.derived:
            continue  # what is told of another place is an entry of that place
        if interval.status is Status.CHANGING and not (following and following.status is Status.CHANGING):
            continue  # what it changes to comes next, and says since when
        if before is None:
            yield from _first(catalog, lane, interval)
        elif answer(before) != answer(interval) and interval.start is not None:
            yield from _entries(catalog, lane, before, interval, _span(interval))
        before = interval


def _first(catalog: Catalog, lane: Track, interval: Interval) -> Iterator[Entry]:
    """Yield the entry of the first that is known: a beginning that is dated, else the first evidence."""
    if _is_dated(interval):
        yield from _entries(catalog, lane, None, interval, _span(interval))
    elif interval.evidence:
        day = interval.evidence[0]
        yield from _entries(catalog, lane, None, interval, Span(day, day + _DAY))


def _is_dated(interval: Interval) -> bool:
    since = interval.since
    return bool(
        since and since.earliest and since.latest and interval.start and since.latest >= interval.start
    )


def _span(interval: Interval) -> Span:
    """Return the days within which an interval begins: those that its claims give, else its first day."""
    assert interval.start is not None
    if _is_dated(interval) and interval.since and interval.since.earliest <= interval.start:  # type: ignore[operator]
        return interval.since
    return Span(interval.start, interval.start + _DAY)


def _entries(
    catalog: Catalog, lane: Track, before: Interval | None, after: Interval, span: Span
) -> Iterator[Entry]:
    """Yield the entry for a beginning, and after that of a town the one of its mines."""
    happening = Happening.CHANGE
    if before is None and not _is_dated(after):
        happening = Happening.FIRST_KNOWN
    elif after.status is Status.CONTESTED:
        happening = Happening.DISPUTE
    elif before is not None and before.status is Status.CONTESTED:
        happening = Happening.SETTLED
    entry = Entry(
        happening=happening,
        place_id=lane.place_id,
        dimension=lane.dimension,
        span=span,
        before=before,
        after=after,
        claims=_dating(catalog, after.used, span),
    )
    yield entry
    if lane.dimension is Dimension.CONTROL and (clusters := clusters_of(catalog, lane.place_id)):
        yield replace(entry, happening=Happening.MINES, clusters=clusters)


def _dating(catalog: Catalog, claim_ids: Sequence[str], span: Span) -> tuple[str, ...]:
    """Return the claims that date something within a span, or all where none does, oldest record first."""
    claims = [catalog.claims[claim_id] for claim_id in claim_ids]
    dating = [claim for claim in claims if claim.start and _touch(claim, span)] or claims
    return tuple(claim.claim_id for claim in sorted(dating, key=lambda each: (each.recorded, each.claim_id)))


def _touch(claim: Claim, span: Span) -> bool:
    start = claim.start
    assert start is not None
    earliest, latest = start.earliest or start.latest, start.latest or start.earliest
    return bool(
        earliest
        and latest
        and (not span.latest or earliest < span.latest)
        and (not span.earliest or latest > span.earliest)
    )


def _of_claims(catalog: Catalog, place_id: str, dimension: Dimension, known: date) -> Iterator[Entry]:
    """Yield attacks and agreements: claims that name the same one, on days that meet, are one entry."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    newest = catalog.newest_record
    current = [c for c in catalog.claims_of(place_id, dimension) if known_day(c, newest) <= known]
    superseded = {claim.supersedes for claim in current if claim.supersedes}
    for claim in current:
        if claim.claim_id not in superseded and not catalog.carries_nothing(claim):
            groups[claim.value].append(claim)
    happening = Happening.OFFENSIVE if dimension is Dimension.OFFENSIVE else Happening.AGREEMENT
    for value, claims in groups.items():
        for span, together in _together(claims):
            yield Entry(
                happening=happening,
                place_id=place_id,
                dimension=dimension,
                span=span,
                value=value,
                claims=tuple(c.claim_id for c in sorted(together, key=lambda c: (c.recorded, c.claim_id))),
                denied=all(claim.stance is Stance.DENIES for claim in together),
            )


def _together(claims: Iterable[Claim]) -> list[tuple[Span, list[Claim]]]:
    """Return claims in groups whose days meet or follow each other, with the span of each group."""
    dated = [(span, claim) for claim in claims if (span := _days(claim)) and span.earliest and span.latest]
    groups: list[tuple[Span, list[Claim]]] = []
    for span, claim in sorted(dated, key=lambda each: (each[0].earliest or date.min, each[1].claim_id)):
        if groups:
            (last, members) = groups[-1]
            if span.earliest and last.latest and span.earliest <= last.latest:
                groups[-1] = (
                    Span(last.earliest, max(last.latest, span.latest or last.latest)),
                    [*members, claim],
                )
                continue
        groups.append((span, [claim]))
    return groups


def _days(claim: Claim) -> Span | None:
    """Return the days on which a claim says that something began, or of which it speaks."""
    when = claim.start or claim.as_of
    if when is None:
        return None
    last = when.latest or (when.earliest + _DAY if when.earliest else None)
    return Span(when.earliest or (last - _DAY if last else None), last)


def _of_figures(catalog: Catalog, places: set[str], known: date) -> Iterator[Entry]:
    """Yield the figures that were published by a day, on the days of their record."""
    newest = catalog.newest_record
    for measure in catalog.measures:
        day = measure.recorded.earliest
        if day and measure.place_id in places and known_day(measure, newest) <= known:
            span = Span(day, measure.recorded.latest or day + _DAY)
            yield Entry(Happening.FIGURE, measure.place_id, None, span, measure_id=measure.measure_id)
