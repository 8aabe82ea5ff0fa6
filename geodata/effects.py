"""What a change of the ledger changes: which answers, on which days, under which policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.catalog import Catalog
from geodata.joins import MineState, mines_on
from geodata.resolver import RESOLVED, track
from geodata.states import State
from geodata.timeline import track_changes
from geodata.vocab import Dimension, Policy


@dataclass(frozen=True, slots=True)
class Effect:
    """A run of days `[start, end)` on which a place has another answer; None is open.

    `mines` are the clusters whose derived holder follows the place.
    """

    place_id: str
    dimension: Dimension
    policy: Policy
    start: date | None
    end: date | None
    before: State
    after: State
    mines: tuple[MineState, ...] = ()

    @property
    def pools(self) -> int:
        """The number of leaching pools in the clusters that follow."""
        return sum(mine.pools for mine in self.mines)


def effects(before: Catalog, after: Catalog) -> tuple[Effect, ...]:
    """Return every answer that differs between two catalogs, by policy and place, in order of days.

    Every place is asked: a claim of one town may also decide whose word counts in another.
    """
    mines = mines_on(after, after.newest_record).clusters
    return tuple(each for policy in Policy for each in _effects(before, after, policy, mines))


def _effects(before: Catalog, after: Catalog, policy: Policy, mines: Sequence[MineState]) -> Iterator[Effect]:
    for place_id in after.places:
        following = tuple(mine for mine in mines if mine.place_id == place_id)
        for dimension in RESOLVED:
            lanes = (track(catalog, place_id, dimension, None, policy) for catalog in (before, after))
            for run in track_changes(*lanes):
                yield Effect(
                    place_id,
                    dimension,
                    policy,
                    run.start,
                    run.end,
                    run.before,
                    run.after,
                    following if dimension is Dimension.CONTROL else (),
                )


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
