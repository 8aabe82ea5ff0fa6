"""How firm the answers are: claims that cannot both be true, what rests on a source, the newest report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import chain, combinations, groupby
from typing import TypeAlias

from geodata.analysis.timeline import answer
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.dates import When
from geodata.resolver.answers import STALE_AFTER, Change, Track, state_in
from geodata.resolver.resolve import RESOLVED, track
from geodata.resolver.ties import Ties
from geodata.resolver.voices import DAY, Voice, contradict, known_day, make_voice
from geodata.vocab import Dimension, Policy, Reason, Share, Stance, Status

# -- Claims that disagree --------------------------------------------------------------------------

_DATE_REASONS = (Reason.DATE_DIFFERS, Reason.DIFFERS_FROM_ORIGIN)

Days: TypeAlias = tuple[date, date]
"""A first and a last day, both in."""


class Quarrel(StrEnum):
    """In what two claims disagree."""

    HOLDER = "holder"
    """They name different holders, or values, for the same days."""
    DATE = "date"
    """They give different days for the same beginning."""
    DENIAL = "denial"
    """One says it, the other denies it, for the same days."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims about one place and dimension that cannot both be true.

    `reasons` has, for each of the two, why the policy set it aside, or None where it is used. `days`
    are those that both speak of; of two beginnings, the first day of one to the last of the other.
    """

    place_id: str
    dimension: Dimension
    quarrel: Quarrel
    one: Claim
    other: Claim
    reasons: tuple[Reason | None, Reason | None]
    days: Days


@dataclass(frozen=True, slots=True)
class Dispute:
    """One thing on which claims about a place disagree: all claims of each side.

    `sides` has two or more groups of claims, none of which contradicts another of its group.
    `reasons` says why the policy set a claim aside, by id; one that is used is not in it. `days` are
    the first and the last day at issue.
    """

    place_id: str
    dimension: Dimension
    quarrel: Quarrel
    sides: tuple[tuple[Claim, ...], ...]
    reasons: Mapping[str, Reason]
    days: Days

    @property
    def settled(self) -> bool:
        """Whether the policy left claims of one side at most."""
        return sum(any(claim.claim_id not in self.reasons for claim in side) for side in self.sides) < 2

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all sides."""
        return tuple(claim for side in self.sides for claim in side)


def disputes(
    catalog: Catalog,
    *,
    places: Iterable[str] | None = None,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
) -> tuple[Dispute, ...]:
    """Return on what claims disagree: the contradictions that hang together are one dispute.

    Those hang together that are about one place, dimension and kind of disagreement and share a claim.
    """
    found: list[Dispute] = []
    ties = Ties(catalog.actors)
    pairs = contradictions(catalog, places=places, known_on=known_on, policy=policy)
    for _, alike in groupby(pairs, key=lambda pair: (pair.place_id, pair.dimension, pair.quarrel)):
        groups: list[list[Contradiction]] = []
        for pair in alike:
            ids = {pair.one.claim_id, pair.other.claim_id}
            near = [group for group in groups if any(ids & _ids(each) for each in group)]
            groups = [group for group in groups if group not in near] + [[*chain(*near), pair]]
        found += [_dispute(group, ties) for group in groups]
    return tuple(found)


def _ids(pair: Contradiction) -> set[str]:
    return {pair.one.claim_id, pair.other.claim_id}


def _dispute(pairs: Sequence[Contradiction], ties: Ties) -> Dispute:
    """Return some contradictions as one dispute; a claim joins the first side that it fits."""
    first = pairs[0]
    claims = {claim.claim_id: claim for pair in pairs for claim in (pair.one, pair.other)}
    reasons = {
        claim.claim_id: reason
        for pair in pairs
        for claim, reason in zip((pair.one, pair.other), pair.reasons, strict=True)
        if reason
    }
    against = [_ids(pair) for pair in pairs]

    def fits(claim: Claim, side: Sequence[Claim]) -> bool:
        if any({claim.claim_id, each.claim_id} in against for each in side):
            return False
        if first.quarrel is Quarrel.DATE:
            return all(_days_meet(claim, each) for each in side)
        return first.quarrel is Quarrel.DENIAL or _says_the_same(claim, side[0], ties)

    sides: list[list[Claim]] = []
    for claim in sorted(claims.values(), key=lambda each: (_dated(each), each.claim_id)):
        side = next((side for side in sides if fits(claim, side)), None)
        if side is None:
            sides.append(side := [])
        side.append(claim)
    days = min(pair.days[0] for pair in pairs), max(pair.days[1] for pair in pairs)
    return Dispute(first.place_id, first.dimension, first.quarrel, tuple(map(tuple, sides)), reasons, days)


def _dated(claim: Claim) -> When:
    return claim.start or claim.as_of or claim.end or claim.recorded


def _says_the_same(one: Claim, other: Claim, ties: Ties) -> bool:
    if one.dimension is not Dimension.CONTROL:
        return one.value == other.value
    return ties.one_holder(ties.one_name(one.actors), ties.one_name(other.actors))


def _days_meet(one: Claim, other: Claim) -> bool:
    a, b = _beginning(one), _beginning(other)
    return a is None or b is None or (a[0] <= b[1] and b[0] <= a[1])


def contradictions(
    catalog: Catalog,
    *,
    places: Iterable[str] | None = None,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
) -> tuple[Contradiction, ...]:
    """Return the pairs of claims that cannot both be true, with what the policy did with each.

    Two that can both be true are none:

    - What was fought over contradicts nobody, nor does what could not be confirmed.
    - Two holders contradict each other on days for which both speak for certain. A month is no such
      day, unless both give the same; nor is the day on which one state ends and the other begins.
    - Two claims of a holding that each leave room for others, and name one holder in common, agree.
    - Two beginnings contradict each other where they are of one transition, as the policy has it: not
      where the first state ended in between, not where "about" makes their days meet, and not where
      a gate had over 180 days for another change.
    """
    found: list[Contradiction] = []
    for place_id in catalog.places if places is None else places:
        for dimension in RESOLVED:
            lane = track(catalog, place_id, dimension, known_on, policy)
            found += _quarrels(catalog, lane)
    return tuple(sorted(found, key=lambda pair: (pair.place_id, pair.dimension, pair.quarrel)))


def _quarrels(catalog: Catalog, lane: Track) -> Iterator[Contradiction]:
    ties = Ties(catalog.actors)
    aside = {item.claim_id: item.reason for item in lane.set_aside}
    voices = [
        make_voice(
            claim,
            catalog.sources[claim.source_id],
            ties,
            known_day(claim, catalog.newest_record),
            lambda *_: False,
            catalog.rules,
        )
        for claim in catalog.claims_of(lane.place_id, lane.dimension)
        if claim.stance is not Stance.UNCONFIRMED
        and claim.share is not Share.CONTESTED
        and aside.get(claim.claim_id) not in (Reason.NOT_YET_KNOWN, Reason.SUPERSEDED)
    ]
    for one, other in combinations(sorted(voices, key=lambda v: (v.first, v.claim.claim_id)), 2):
        for quarrel, days in _quarrel(lane, ties, aside, one, other):
            reasons = aside.get(one.claim.claim_id), aside.get(other.claim.claim_id)
            yield Contradiction(lane.place_id, lane.dimension, quarrel, one.claim, other.claim, reasons, days)


def _quarrel(
    lane: Track, ties: Ties, aside: Mapping[str, Reason], one: Voice, other: Voice
) -> Iterator[tuple[Quarrel, Days]]:
    """Yield in what two claims disagree, and on which days; nothing where both can be true."""
    stances = {one.claim.stance, other.claim.stance}
    differ = contradict(lane.dimension, ties, one, other)
    if stances == {Stance.ASSERTS, Stance.DENIES}:
        says, denies = (one, other) if one.claim.stance is Stance.ASSERTS else (other, one)
        low, high = _all_days(says)
        if not differ and low <= denies.last and denies.first <= high:
            yield Quarrel.DENIAL, (max(low, denies.first), min(high, denies.last))
    elif stances == {Stance.ASSERTS}:
        if differ and not _share_it(lane.dimension, ties, one.claim, other.claim):
            if days := _days_of_both(one, other):
                yield Quarrel.HOLDER, days
        elif not differ and one.starts and other.starts:
            first, second = (one, other) if one.starts <= other.starts else (other, one)
            if _one_beginning_on_two_days(lane, ties, aside, first, second):
                yield (
                    Quarrel.DATE,
                    (min(one.starts[0], other.starts[0]), max(one.starts[1], other.starts[1]) - DAY),
                )


def _share_it(dimension: Dimension, ties: Ties, one: Claim, other: Claim) -> bool:
    """Tell whether both leave room for others and name one holder, or its own, in common."""
    if dimension is not Dimension.CONTROL or Share.SOLE in (one.share, other.share):
        return False
    return any(ties.akin(a, b) for a in ties.one_name(one.actors) for b in ties.one_name(other.actors))


def _one_beginning_on_two_days(
    lane: Track, ties: Ties, aside: Mapping[str, Reason], first: Voice, second: Voice
) -> bool:
    """Tell whether two claims give days that do not meet for what the resolver takes for one beginning."""
    ids = {first.claim.claim_id, second.claim.claim_id}
    together = any(ids <= set(interval.used) for interval in lane.intervals)
    if not together and not any(aside.get(claim_id) in _DATE_REASONS for claim_id in ids):
        return False
    earlier, later = _beginning(first.claim), _beginning(second.claim)
    if earlier is None or later is None or later[0] <= earlier[1]:
        return False
    if first.end and first.end <= later[1]:
        return False
    # A gate opens and closes many times; a town seldom falls twice.
    if lane.dimension is not Dimension.CONTROL and later[0] - earlier[1] > STALE_AFTER:
        return False
    return together or not _ended_between(lane, ties, first, later[1])


def _beginning(claim: Claim) -> Days | None:
    """Return the days on which a dated state may have begun: "about" is as much wider as the date is long."""
    when = claim.start
    if when is None or when.earliest is None or when.latest is None:
        return None
    wider = when.latest - when.earliest if when.approximate else timedelta()
    return when.earliest - wider, when.latest - DAY + wider


def _ended_between(lane: Track, ties: Ties, first: Voice, last_day: date) -> bool:
    """Tell whether the answer agrees with the first claim on its day, and becomes another by `last_day`."""
    assert first.starts
    agrees = False
    for interval in lane.intervals:
        if interval.start and interval.start > last_day:
            break
        if interval.status not in (Status.HELD, Status.JOINT):
            continue
        side = ties.one_name(interval.actors) if interval.actors else frozenset({interval.value or ""})
        if ties.one_holder(side, first.side):
            agrees = agrees or interval.end is None or interval.end >= first.starts[1]
        elif agrees:
            return True
    return False


# -- The days of a claim ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days for which a claim speaks: each of them, or `some` one of them. `begins` on the first."""

    first: date
    last: date
    some: bool = False
    begins: bool = False


def _days_of_both(one: Voice, other: Voice) -> Days | None:
    """Return the days for which both certainly speak, None where there are none."""
    a, b = _stretch(one), _stretch(other)
    if a.some and b.some:
        return (a.first, a.last) if a == b else None
    if a.some or b.some:
        narrow, wide = (a, b) if a.some else (b, a)
        if not (wide.first <= narrow.first and narrow.last <= wide.last):
            return None
    first, last = max(a.first, b.first), min(a.last, b.last)
    return None if first > last or _handed_over(a, b) or _handed_over(b, a) else (first, last)


def _handed_over(before: _Stretch, after: _Stretch) -> bool:
    """Tell whether one ends on the day on which the other begins: a day has room for both."""
    if before.last != after.first:
        return False
    same = (before.first, before.last) == (after.first, after.last)
    return (after.begins and not before.begins) if same else True


def _stretch(voice: Voice) -> _Stretch:
    """Return the days for which a claim certainly speaks.

    From its beginning to the last day on which it says that the state still held. One that gives a
    day on which it held, and only the day by which it was over, is sure of the first alone.
    """
    begun = date.min if voice.claim.since_before else voice.by
    if begun is None and voice.starts:
        begun = voice.starts[1] - DAY
    until = [day for day in (voice.as_of and voice.as_of[1], voice.sure_end, voice.by) if day]
    if begun is not None and any(begun <= day for day in until):
        return _Stretch(begun, max(until), begins=voice.starts is not None)
    if voice.starts:
        first, last = voice.starts[0], voice.starts[1] - DAY
        return _Stretch(first, last, some=first != last, begins=True)
    if voice.as_of and voice.throughout:
        first, last = voice.sure_as_of or voice.as_of[0], voice.as_of[1]
        return _Stretch(min(first, last), last, some=first > last)
    if voice.as_of and voice.as_of_may:
        return _Stretch(voice.as_of[0], voice.as_of_may, some=voice.as_of[0] != voice.as_of_may)
    day = voice.by or voice.sure_end or voice.last
    return _Stretch(date.min if voice.claim.since_before else day, day)


def _all_days(voice: Voice) -> Days:
    """Return the first and last of the days for which a claim speaks, what lies between among them."""
    begun = [voice.starts[1] - DAY] if voice.starts else []
    days = [*begun, *(voice.as_of or ()), *(day for day in (voice.by, voice.end) if day)]
    first, last = (min(days), max(days)) if days else (voice.last, voice.last)
    return (date.min if voice.claim.since_before else first), last


# -- Claims and sources ----------------------------------------------------------------------------


def rests_on(
    catalog: Catalog,
    source_id: str,
    on: date,
    *,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
) -> tuple[Change, ...]:
    """Return what would be another answer on the day `on` if the source were not in the ledger.

    `before` of each change is the answer with the source, `after` that without it.
    """
    claims = [claim for claim in catalog.claims.values() if claim.source_id == source_id]
    without = frozenset(claim.claim_id for claim in claims)
    found = []
    for place_id, dimension in dict.fromkeys((c.place_id, c.dimension) for c in claims):
        if dimension not in RESOLVED:
            continue
        whole, less = (
            track(catalog, place_id, dimension, known_on, policy, w) for w in (frozenset(), without)
        )
        before, after = (state_in(lane, on, catalog.newest_record) for lane in (whole, less))
        if answer(before) != answer(after):
            found.append(Change(place_id, dimension, before, after, before.since, tuple(sorted(without))))
    return tuple(found)


def reading(catalog: Catalog, claim_id: str, policy: Policy) -> str:
    """Return how a policy reads a claim: `used`, the reason why it is set aside, or `no state`.

    `no state` is said of attacks and agreements, `not used` of a claim on which no answer rests.
    """
    claim = catalog.claims[claim_id]
    if claim.dimension not in RESOLVED:
        return "no state"
    lane = track(catalog, claim.place_id, claim.dimension, None, policy)
    if any(claim_id in interval.used for interval in lane.intervals):
        return "used"
    return next((str(item.reason) for item in lane.set_aside if item.claim_id == claim_id), "not used")


# -- The newest report -----------------------------------------------------------------------------
# After its day nobody has said how things stand, so every answer is unverified.


@dataclass(frozen=True, slots=True)
class Report:
    """What was last reported of a dimension, at any place.

    `about` is the day of which it speaks, `published` the day on which it appeared: what every
    picture and sentence names as the day of the newest report.
    """

    claim_id: str
    about: date
    published: date


@lru_cache(maxsize=32)
def newest_report(catalog: Catalog, dimension: Dimension = Dimension.CONTROL) -> Report | None:
    """Return the assertion that speaks of the newest day, None where there is none.

    A late report of old days is none, nor is a claim that was corrected, nor what is no reporting.
    """
    corrected = {claim.supersedes for claim in catalog.claims.values()}
    reports = [
        Report(claim.claim_id, day, known_day(claim, catalog.newest_record))
        for claim in catalog.claims.values()
        if claim.dimension is dimension
        and claim.stance is Stance.ASSERTS
        and claim.claim_id not in corrected
        and not catalog.carries_nothing(claim)
        and (day := _speaks_of(claim))
    ]
    return max(reports, key=lambda report: (report.about, report.published, report.claim_id), default=None)


def _speaks_of(claim: Claim) -> date | None:
    """Return the first day on which a claim says that its state holds."""
    when = claim.as_of or claim.start
    return (when.earliest or when.last_day) if when else None


def unreported(catalog: Catalog, on: date, dimension: Dimension = Dimension.CONTROL) -> bool:
    """Tell whether a day lies after the newest report: what is said of it is carried forward."""
    newest = newest_report(catalog, dimension)
    return newest is None or on > newest.published
