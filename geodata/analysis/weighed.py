"""What the rule did with each claim about an answer: used, set aside and why, or about other days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.dates import When
from geodata.resolver.answers import State
from geodata.resolver.voices import known_day
from geodata.vocab import Reason

USED, OTHER_DAYS = "used", "other days"
"""What the rule did with a claim that it did not set aside: the answer rests on it, or another does."""

SILENT = frozenset(
    {Reason.UNCONFIRMED, Reason.SAME_ORIGIN, Reason.NOT_YET_KNOWN, Reason.DENIAL, Reason.SUPERSEDED}
)
"""Reasons of claims that were not used but say nothing else either: they add nothing."""


class Counts(NamedTuple):
    """How many claims an answer rests on, how many say otherwise and are set aside, how many add nothing."""

    used: int
    aside: int
    silent: int


def counts(state: State) -> Counts:
    """Return how many claims the rule did what with for an answer, as every reader is told it."""
    silent = sum(each.reason in SILENT for each in state.set_aside)
    return Counts(len(state.used), len(state.set_aside) - silent, silent)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim about an answer, and what the rule did with it.

    Attributes:
        claim: The claim.
        reason: Why it is set aside, None where it is not.
        used: Whether the answer rests on it.
        instead: Ids of the claims that count in its place: of one that is superseded those that correct it,
            of one that repeats or rewrites another document the claims of its origin that count.
    """

    claim: Claim
    reason: Reason | None = None
    used: bool = False
    instead: tuple[str, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether it is not used but says nothing else either."""
        return self.reason in SILENT

    @property
    def result(self) -> str:
        """`used`, `other days`, or the reason why it is set aside."""
        return str(self.reason) if self.reason else USED if self.used else OTHER_DAYS


def weighed(catalog: Catalog, state: State) -> tuple[Weighed, ...]:
    """Return every claim about the place and dimension of an answer with what the rule did with it.

    First those that the answer rests on, then those that are set aside, then those that count for other
    days; each of these by the first date that it gives. Claims about another place are among them where the
    answer is derived from that.
    """
    reasons = {each.claim_id: each.reason for each in state.set_aside}
    about = dict.fromkeys([*state.used, *reasons])
    for place_id in filter(None, (state.place_id, state.derived_from)):
        about |= dict.fromkeys(claim.claim_id for claim in catalog.claims_of(place_id, state.dimension))
    used = frozenset(state.used)
    found = [
        Weighed(catalog.claims[each], reason, each in used, _instead(catalog, state, each, reasons, about))
        for each in about
        for reason in (reasons.get(each),)
    ]
    return tuple(sorted(found, key=_order))


_OF_ONE_ORIGIN = (Reason.SAME_ORIGIN, Reason.DIFFERS_FROM_ORIGIN)


def _instead(
    catalog: Catalog, state: State, claim_id: str, reasons: Mapping[str, Reason], about: Iterable[str]
) -> tuple[str, ...]:
    """Return the claims that count in the place of one that is set aside."""
    reason = reasons.get(claim_id)
    if reason is Reason.SUPERSEDED:
        newer = catalog.corrections_of(claim_id)
        return tuple(
            each.claim_id for each in newer if known_day(each, catalog.newest_record) <= state.known_on
        )
    if reason not in _OF_ONE_ORIGIN:
        return ()
    claim = catalog.claims[claim_id]
    origin = catalog.sources[claim.source_id].origin_group
    counted = [
        each
        for each in about
        if each not in reasons
        and catalog.claims[each].place_id == claim.place_id
        and catalog.sources[catalog.claims[each].source_id].origin_group == origin
    ]
    return tuple(sorted(each for each in counted if each in state.used) or sorted(counted))


def _order(each: Weighed) -> tuple[int, When, str]:
    claim = each.claim
    group = 0 if each.used else 1 if each.reason else 2
    return group, claim.start or claim.as_of or claim.recorded, claim.claim_id
