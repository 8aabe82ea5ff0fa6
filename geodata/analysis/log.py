"""The log of a window: what happened from a day to another, in order, each entry with its sources.

Nothing in it is net: a gate that closed and opened again within the window has two entries. An entry
happened within its `span`, half-open like every span; it belongs to the window when the two meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from geodata.analysis.mines import clusters_of
from geodata.analysis.timeline import answer
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.errors import Sentence, UnknownName
from geodata.resolver.answers import Interval, Span, Track
from geodata.resolver.resolve import RESOLVED, track
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Policy, Stance, Status, Word

_DAY = timedelta(days=1)
_OF_TWO = (Policy.CORROBORATED, Policy.STRICT)


LOOSE = timedelta(days=31)
"""What happened within more days than a month has is loosely dated: no day of it stands out."""


class Happening(Word):
    """What an entry of the log tells."""

    CHANGE = "change", "Another holder, or another status of a gate or of the rare earths."
    KNOWN = "known", "Here the record begins, or begins again; nobody says that anything changed."
    NOT_KNOWN = "not known", "Here the record ends: no accepted claim speaks of the days after."
    DISPUTE = "dispute begins", "From here on accepted claims disagree, or say that it was fought over."
    SETTLED = "dispute ends", "From here on the accepted claims agree again."
    OFFENSIVE = "offensive", "An attack begins, as its sources say."
    AGREEMENT = "agreement", "An agreement, or the news that there is none."
    MINES = "mines", "Mine clusters change hands with the town in whose catchment they lie."
    FIGURES = "figures published", "A document with figures about mines, trade or losses is published."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log.

    Attributes:
        happening: What it tells.
        place_id: Where.
        dimension: Of what; None for figures.
        span: The days within which it happened, both ends known.
        before: The answer before it, `after` that from then on; None for what has no answers, and `before`
            where the record begins.
        value: Who attacks, which agreement, or the document with the figures; empty for what has answers.
        stance: Of an attack or agreement, what its sources do: one that asserts it is enough.
        claims: Ids of the claims that date it, else of all that it rests on, oldest record first.
        clusters: Ids of the mine clusters that change hands with it.
        measures: Ids of the figures that are published.
    """

    happening: Happening
    place_id: str
    dimension: Dimension | None
    span: Span
    before: Interval | None = None
    after: Interval | None = None
    value: str = ""
    stance: Stance = Stance.ASSERTS
    claims: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def entry_id(self) -> str:
        """Its name in links and files: `kanpaiti.2024-11-20.control.change`.

        It is made of what the entry tells, so it stays while the ledger tells the same.
        """
        days = self.first.isoformat() if self.first == self.last else f"{self.first}..{self.last}"
        parts = (self.place_id, days, self.dimension or "", self.happening, self.value)
        return ".".join(str(part).replace(" ", "-") for part in parts if part)

    @property
    def first(self) -> date:
        """The first day on which it may have happened."""
        assert self.span.earliest
        return self.span.earliest

    @property
    def last(self) -> date:
        """The last day on which it may have happened."""
        assert self.span.latest
        return self.span.latest - _DAY

    @property
    def loose(self) -> bool:
        """Whether the days within which it happened are more than those of a month."""
        return self.last - self.first >= LOOSE

    def names(self, actor_id: str) -> bool:
        """Tell whether an actor is one of those whom the entry is about."""
        named = [actor for each in (self.before, self.after) if each for actor in each.actors]
        return actor_id in named or actor_id in self.value.split("+")


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

    What happened on a day that is not certain is in it when one of the possible days is. The policy weighs
    holders, gates and rare earths as everywhere; of attacks and agreements only those that two independent
    origins assert are left where it asks for two.

    Args:
        catalog: The ledger.
        first: The first day; the two are put in order.
        last: The last day.
        places: Ids of the places asked about; None is every place.
        dimensions: Those asked about, where `control` brings the mines along; None is all, with figures.
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
        if place_id not in catalog.places:
            raise UnknownName(Sentence("unknown_place", text=place_id, hint="."))
        for dimension in wanted:
            entries += _of_place(catalog, place_id, dimension, known, Policy(policy))
    if dimensions is None:
        entries += _of_figures(catalog, set(asked), known)
    chosen = None if actors is None else tuple(actors)
    kept = (
        entry
        for entry in entries
        if entry.first <= last and entry.last >= first and (chosen is None or any(map(entry.names, chosen)))
    )
    # Else place by place, and each place as its tracks have it.
    return tuple(sorted(kept, key=lambda each: (each.first, each.last)))


@lru_cache(maxsize=4096)
def _of_place(
    catalog: Catalog, place_id: str, dimension: Dimension, known: date, policy: Policy
) -> tuple[Entry, ...]:
    """Return all that ever happened at a place, of one dimension."""
    if dimension in RESOLVED:
        return tuple(_of_track(catalog, track(catalog, place_id, dimension, known, policy)))
    return tuple(_of_claims(catalog, place_id, dimension, known, policy))


def _of_track(catalog: Catalog, lane: Track) -> Iterator[Entry]:
    """Yield an entry for each beginning of a track; the days of a change lead to one entry, not to two."""
    before: Interval | None = None
    begun: date | None = None  # the first of the days of a change that leads to what comes next
    for earlier, interval, following in zip(
        (None, *lane.intervals), lane.intervals, (*lane.intervals[1:], None), strict=False
    ):
        if interval.derived:
            continue  # what is told of another place is an entry of that place
        back = before and following and answer(before) == answer(following)
        if _leads_to(interval, following) and not back:
            begun = interval.start
            continue
        nothing = interval.status is Status.UNKNOWN
        if nothing and (before is None or (earlier and earlier.derived)):
            continue
        if before is None or answer(before) != answer(interval):
            yield from _entries(catalog, lane, before, interval, begun)
        before, begun = interval, None


def _leads_to(interval: Interval, following: Interval | None) -> bool:
    """Tell whether an interval has the days of a change to what follows it."""
    if interval.status is not Status.CHANGING or following is None or following.derived:
        return False
    if following.status is Status.CONTESTED:
        values = (following.value or "").split("/")
        return set(interval.actors) <= set(following.actors) and (interval.value or "") in values
    same = (interval.actors, interval.value) == (following.actors, following.value)
    return same and following.status in (Status.HELD, Status.JOINT)


def _entries(
    catalog: Catalog, lane: Track, before: Interval | None, after: Interval, begun: date | None
) -> Iterator[Entry]:
    """Yield the entry for a beginning, and after a change of a town the one of its mines."""
    dated = _is_dated(after)
    happening = Happening.CHANGE
    if after.status is Status.UNKNOWN:
        happening = Happening.NOT_KNOWN
    elif not dated and (before is None or before.status is Status.UNKNOWN):
        happening = Happening.KNOWN
    elif after.status is Status.CONTESTED:
        happening = Happening.DISPUTE
    elif before is not None and before.status is Status.CONTESTED:
        happening = Happening.SETTLED
    span = _span(after, dated, begun)
    entry = Entry(
        happening=happening,
        place_id=lane.place_id,
        dimension=lane.dimension,
        span=span,
        before=before,
        after=after,
        claims=_dating(catalog, (after.used if after.used or before is None else before.used), span),
    )
    yield entry
    if lane.dimension is not Dimension.CONTROL or happening in (Happening.KNOWN, Happening.NOT_KNOWN):
        return
    if clusters := clusters_of(catalog, lane.place_id):
        yield replace(entry, happening=Happening.MINES, clusters=clusters)


def _is_dated(interval: Interval) -> bool:
    """Tell whether claims give the days within which an interval began."""
    since, start = interval.since, interval.start
    return bool(since and since.earliest and since.latest and start and since.latest >= start)


def _span(interval: Interval, dated: bool, begun: date | None) -> Span:
    """Return the days within which an interval began.

    They are those that its claims give, from the day on which the change to it has `begun`; else its first
    day, or that of its first evidence where it is carried back.
    """
    since, start = interval.since, interval.start
    if dated and since and since.earliest and start:
        return Span(
            min(since.earliest, start, begun or start), max(since.latest or start, since.earliest + _DAY)
        )
    if start is None:
        start = interval.evidence[0]
    elif interval.carried_back:
        # Not before it began: what was before may rest on the same claims.
        start = max(start, interval.evidence[0])
    return Span(begun or start, start + _DAY)


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


def _of_claims(
    catalog: Catalog, place_id: str, dimension: Dimension, known: date, policy: Policy
) -> Iterator[Entry]:
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
            stances = {claim.stance for claim in together}
            asserting = [catalog.sources[c.source_id] for c in together if c.stance is Stance.ASSERTS]
            if policy in _OF_TWO and len({source.origin_group for source in asserting}) < 2:
                continue
            yield Entry(
                happening=happening,
                place_id=place_id,
                dimension=dimension,
                span=span,
                value=value,
                stance=next(stance for stance in Stance if stance in stances),
                claims=tuple(c.claim_id for c in sorted(together, key=lambda c: (c.recorded, c.claim_id))),
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
    """Yield the figures that a document gives of a place, on the days on which it was published."""
    newest = catalog.newest_record
    documents: dict[tuple[str, str, date, date], list[str]] = defaultdict(list)
    for measure in catalog.measures:
        first, end = measure.recorded.earliest, measure.recorded.latest
        if first and measure.place_id in places and known_day(measure, newest) <= known:
            key = measure.place_id, measure.source_id, first, end or first + _DAY
            documents[key].append(measure.measure_id)
    for (place_id, source_id, first, end), measures in documents.items():
        span = Span(first, end)
        yield Entry(Happening.FIGURES, place_id, None, span, value=source_id, measures=tuple(measures))
