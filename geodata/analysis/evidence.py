"""How firm the answers are: claims that cannot both be true, what rests on a source, the newest report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

from geodata.analysis.timeline import answer
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.resolver.answers import Change, Track, state_in
from geodata.resolver.resolve import RESOLVED, track
from geodata.resolver.ties import Ties
from geodata.resolver.voices import Voice, contradict, known_day, make_voice
from geodata.vocab import Dimension, Policy, Reason, Share, Stance

# -- Claims and sources ----------------------------------------------------------------------------

_DATE_REASONS = (Reason.DATE_DIFFERS, Reason.DIFFERS_FROM_ORIGIN)


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

    `reasons` has, for each of the two, why the policy set it aside, or None where it is used.
    """

    place_id: str
    dimension: Dimension
    quarrel: Quarrel
    one: Claim
    other: Claim
    reasons: tuple[Reason | None, Reason | None]


def contradictions(
    catalog: Catalog,
    *,
    places: Iterable[str] | None = None,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
) -> tuple[Contradiction, ...]:
    """Return the pairs of claims that cannot both be true, with what the policy did with each.

    Claims that say that the place was fought over contradict nobody, nor do those that could
    not be confirmed. Two holders contradict each other on days that both speak for; two dated
    beginnings where the resolver takes them for one transition and their days do not meet.
    """
    found: list[Contradiction] = []
    for place_id in catalog.places if places is None else places:
        for dimension in RESOLVED:
            lane = track(catalog, place_id, dimension, known_on, policy)
            found += _quarrels(catalog, lane)
    return tuple(found)


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
        and aside.get(claim.claim_id) not in (Reason.NOT_YET_KNOWN, Reason.SUPERSEDED)
    ]
    for one, other in combinations(sorted(voices, key=lambda v: (v.first, v.claim.claim_id)), 2):
        if quarrel := _quarrel(lane, ties, aside, one, other):
            reasons = aside.get(one.claim.claim_id), aside.get(other.claim.claim_id)
            yield Contradiction(lane.place_id, lane.dimension, quarrel, one.claim, other.claim, reasons)


def _quarrel(lane: Track, ties: Ties, aside: dict[str, Reason], one: Voice, other: Voice) -> Quarrel | None:
    stances = {one.claim.stance, other.claim.stance}
    differ = contradict(lane.dimension, ties, one, other)
    if stances == {Stance.ASSERTS, Stance.DENIES}:
        said, denied = (one, other) if one.claim.stance is Stance.ASSERTS else (other, one)
        low, high = _sure_days(said)
        return Quarrel.DENIAL if not differ and low <= denied.last and denied.first <= high else None
    if stances == {Stance.DENIES} or Share.CONTESTED in (one.claim.share, other.claim.share):
        return None
    if differ:
        return Quarrel.HOLDER if _overlap(_sure_days(one), _sure_days(other)) else None
    if one.starts and other.starts and (one.starts[1] <= other.starts[0] or other.starts[1] <= one.starts[0]):
        ids = {one.claim.claim_id, other.claim.claim_id}
        together = any(ids <= set(interval.used) for interval in lane.intervals)
        return Quarrel.DATE if together or any(aside.get(name) in _DATE_REASONS for name in ids) else None
    return None


def _overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Tell whether two runs of days meet in more than a day on which one ends and the other begins."""
    handed_over = one[1] == other[0] or other[1] == one[0]
    return one == other or (one[0] <= other[1] and other[0] <= one[1] and not handed_over)


def _sure_days(voice: Voice) -> tuple[date, date]:
    """Return the first and last day for which the voice certainly speaks."""
    begun = [voice.starts[1] - date.resolution] if voice.starts else []
    days = [*begun, *(voice.as_of or ()), *(day for day in (voice.by, voice.end) if day)]
    first, last = (min(days), max(days)) if days else (voice.last, voice.last)
    return (date.min if voice.claim.since_before else first), last


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
        and (day := _about(claim))
    ]
    return max(reports, key=lambda report: (report.about, report.published, report.claim_id), default=None)


def _about(claim: Claim) -> date | None:
    """Return the first day on which a claim says that its state holds."""
    when = claim.as_of or claim.start
    return (when.earliest or when.last_day) if when else None


def unreported(catalog: Catalog, on: date, dimension: Dimension = Dimension.CONTROL) -> bool:
    """Tell whether a day lies after the newest report: what is said of it is carried forward."""
    newest = newest_report(catalog, dimension)
    return newest is None or on > newest.published
