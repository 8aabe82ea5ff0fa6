"""A town and its gates: which of their answers tell how China's gates of the town stand.

A source may speak of one gate, or of the town as a whole. Both are kept; where one word or one
line must do, the town as a whole speaks for all of its gates.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, TypeVar

from geodata.catalog import Catalog
from geodata.resolver import resolve
from geodata.resolver.answers import State
from geodata.vocab import Dimension, PlaceKind, Policy, Status

_KINDS = {PlaceKind.GATE, PlaceKind.TRADE_ZONE}


class GatePart(NamedTuple):
    """What is known of a gate over some days of a lane."""

    place_id: str
    status: Status
    value: str | None
    stale: bool


A = TypeVar("A", State, GatePart)


@lru_cache(maxsize=1024)
def gates_of(catalog: Catalog, town_id: str) -> tuple[str, ...]:
    """Return the places whose gate claims answer for a town: the town as a whole, then its gates.

    The town itself is among them where a claim speaks of it, or where it has no gate of its own in
    the ledger. A gate with a lane of its own answers for itself only.
    """
    gates = [
        place.place_id
        for place in catalog.places.values()
        if place.part_of == town_id and place.kind in _KINDS and place.lane is None
    ]
    whole = [town_id] if catalog.claims_of(town_id, Dimension.GATE) or not gates else []
    # As a Scene asks for them: the resolver keeps tracks by its arguments, and would make these once more.
    known_on, policy = catalog.knowledge_day(None), Policy.REPORTED
    tracks = (resolve.track(catalog, place, Dimension.GATE, known_on, policy) for place in (*whole, *gates))
    return tuple(t.place_id for t in tracks if any(i.status is not Status.UNKNOWN for i in t.intervals))


def telling(town_id: str, answers: Iterable[A]) -> tuple[A, ...]:
    """Return the answers that tell how a town's gates stand: the town as a whole, else its gates.

    Nothing unknown is among them. What is stale gives way to what is not.
    """
    known = [each for each in answers if each.status is not Status.UNKNOWN and each.value is not None]
    fresh = [each for each in known if not each.stale] or known
    return tuple([each for each in fresh if each.place_id == town_id] or fresh)


def by_age(town_id: str, answers: Iterable[State]) -> tuple[State, ...]:
    """Return answers as a reader wants them: the town as a whole, then the gates, newest evidence first."""

    def rank(answer: State) -> tuple[bool, int]:
        newest = answer.newest_evidence
        return answer.place_id != town_id, -newest.toordinal() if newest else 0

    return tuple(sorted(answers, key=rank))
