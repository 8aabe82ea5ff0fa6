"""What the rule did with each claim about an answer: used, set aside and why, or about other days."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.dates import When
from geodata.resolver.answers import State
from geodata.vocab import Reason

USED, OTHER_DAYS = "used", "other days"
"""What the rule did with a claim that it did not set aside: the answer rests on it, or another does."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim about an answer, and what the rule did with it; `reason` says why it is set aside."""

    claim: Claim
    reason: Reason | None = None
    used: bool = False

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
    found = (Weighed(catalog.claims[each], reasons.get(each), each in used) for each in about)
    return tuple(sorted(found, key=_order))


def _order(each: Weighed) -> tuple[int, When, str]:
    claim = each.claim
    group = 0 if each.used else 1 if each.reason else 2
    return group, claim.start or claim.as_of or claim.recorded, claim.claim_id
