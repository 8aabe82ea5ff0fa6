"""What became of a claim: the answers that use it, why the others do not, and what corrects it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from geodata.analysis.timeline import intervals
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.resolver.answers import Interval, Track
from geodata.resolver.resolve import RESOLVED, track
from geodata.resolver.voices import known_day
from geodata.vocab import Policy, Reason


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a claim under a policy.

    Attributes:
        claim: The claim.
        used: The intervals whose answer rests on it, each with its track, of its own place first; those of
            another place are derived from its place.
        reason: Why the rule sets it aside where no answer uses it; None where one does, where no state is
            made of it, and where all answers it speaks of rest on others.
        corrected_by: The claims that correct it, in file order.
        corrects: The claim that it corrects, None where it corrects none.
    """

    claim: Claim
    used: tuple[tuple[Track, Interval], ...]
    reason: Reason | None
    corrected_by: tuple[Claim, ...]
    corrects: Claim | None


def standing(
    catalog: Catalog, claim_id: str, *, policy: Policy = Policy.REPORTED, known_on: date | None = None
) -> Standing:
    """Return what became of a claim.

    Args:
        catalog: The ledger, which has the claim.
        claim_id: Its id.
        policy: What counts as evidence.
        known_on: Use what was known at the end of this day; None is the ledger's newest record.
    """
    claim = catalog.claims[claim_id]
    corrects = catalog.claims[claim.supersedes] if claim.supersedes else None
    corrected_by = catalog.corrections_of(claim_id)
    if claim.dimension not in RESOLVED:
        return Standing(claim, (), None, corrected_by, corrects)
    every = intervals(catalog, dimensions=[claim.dimension], known_on=known_on, policy=policy)
    used = [(lane, each) for lane, each in every if claim_id in each.used]
    used.sort(key=lambda each: each[0].place_id != claim.place_id)
    reason = None if used else _reason(catalog, claim, policy, catalog.knowledge_day(known_on))
    return Standing(claim, tuple(used), reason, corrected_by, corrects)


def _reason(catalog: Catalog, claim: Claim, policy: Policy, known: date) -> Reason | None:
    if known_day(claim, catalog.newest_record) > known:
        return Reason.NOT_YET_KNOWN
    lane = track(catalog, claim.place_id, claim.dimension, known, policy)
    return next((each.reason for each in lane.set_aside if each.claim_id == claim.claim_id), None)


def day_of(claim: Claim, interval: Interval, last: date) -> date:
    """Return a day on which the answer of an interval can be looked at: one of the claim's own, if any.

    Args:
        claim: A claim behind the answer.
        interval: The run of days with that answer.
        last: No later day may be asked about.
    """
    spoken = [when for when in (claim.start, claim.as_of, claim.end) if when]
    days = [day for when in spoken for day in (when.earliest, when.last_day)]
    edges = [interval.start, interval.end and interval.end - timedelta(1), *interval.evidence, last]
    fitting = [day for day in (*days, *edges) if day and day <= last and interval.covers(day)]
    return fitting[0] if fitting else last
