"""The claims behind an answer: which there are, what the policy did with each, which weigh most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache

from dashboard.answer.grounds import dates_change
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.resolver import resolve
from geodata.resolver.answers import State
from geodata.vocab import Dimension, Policy, Reason


class Use(StrEnum):
    """What a policy did with a claim that it did not set aside."""

    USED = "used"
    """The answer of the day rests on it."""
    NOT_COUNTED = "not counted"
    """It is about an attack or an agreement, of which no state is made."""
    OTHER_DAYS = "other days"
    """It speaks of other days than the one asked."""


Result = Use | Reason
"""What a policy did with a claim: how it used it, or why it set it aside."""


def results(
    catalog: Catalog, claims: Iterable[Claim], on: date, known_on: date, policy: Policy
) -> dict[str, Result]:
    """Return what a policy did with each of some claims, by their ids, for the answer of a day."""
    every = list(claims)
    states: dict[str, Result] = {}
    for place_id, dimension in dict.fromkeys((claim.place_id, claim.dimension) for claim in every):
        if dimension in resolve.RESOLVED:
            state = resolve.state(
                catalog, place_id, on, known_on=known_on, policy=policy, dimension=dimension
            )
            states |= {item.claim_id: item.reason for item in state.set_aside}
            states |= dict.fromkeys(state.used, Use.USED)
    return {
        claim.claim_id: states.get(claim.claim_id, Use.OTHER_DAYS)
        if claim.dimension in resolve.RESOLVED
        else Use.NOT_COUNTED
        for claim in every
    }


def claims_about(catalog: Catalog, place: Place) -> list[Claim]:
    """Return every claim about a place, its gates and its bases, by topic and date."""
    return list(_about(catalog, place.place_id))


@lru_cache(maxsize=256)
def _about(catalog: Catalog, place_id: str) -> tuple[Claim, ...]:
    kin = [each for each in catalog.places.values() if place_id in (each.place_id, each.part_of)]
    return tuple(
        claim
        for each in kin
        for dimension in Dimension
        for claim in in_order(catalog.claims_of(each.place_id, dimension))
    )


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims by the first date that each gives."""
    return sorted(claims, key=lambda claim: (claim.start or claim.as_of or claim.recorded, claim.claim_id))


def weight(claim: Claim, state: State) -> tuple[bool, int, date, str]:
    """Order the claims used: those that date the change, most exact first, then those nearest the day."""
    start = claim.start
    if start and dates_change(claim, state.since):
        assert start.earliest and start.latest
        return False, (start.latest - start.earliest).days, start.earliest, claim.claim_id
    when = claim.as_of or start or claim.recorded
    day = when.last_day or when.earliest or date.max
    return True, abs((day - state.on).days), day, claim.claim_id


def distance(claim: Claim, state: State) -> int:
    """Return how many days a claim's date lies from the state's beginning."""
    when, since = claim.start or claim.as_of, state.since and (state.since.earliest or state.since.latest)
    day = when and (when.earliest or when.last_day)
    return abs((day - since).days) if day and since else 0
