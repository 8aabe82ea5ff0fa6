"""The age of the evidence: a state whose newest evidence is old is said to be unverified since."""

from __future__ import annotations

from datetime import date, timedelta

from geodata.states import Interval, State, Track
from geodata.vocab import Status

STALE_AFTER = timedelta(days=180)
"""A state whose newest evidence is older than this is unverified since then (rule 9 in ARCHITECTURE.md)."""


def is_stale(interval: Interval, on: date, newest_record: date, stale_after: timedelta = STALE_AFTER) -> bool:
    """Tell whether the interval's newest evidence by the day `on` is older than `stale_after`.

    A state carried back before its first evidence is stale by the same distance. Past the ledger's
    newest record everything known is stale; what is unknown never is.
    """
    if interval.status is Status.UNKNOWN:
        return False
    newest, first = newest_evidence(interval, on), first_evidence(interval, on)
    if on > newest_record:
        return True
    if newest:
        return on - newest > stale_after
    return first is not None and first - on > stale_after


def newest_evidence(interval: Interval, on: date) -> date | None:
    """Return the day of the newest evidence for the interval that is not after the day `on`."""
    return max((day for day in interval.evidence if day <= on), default=None)


def first_evidence(interval: Interval, on: date) -> date | None:
    """Return the day of the first evidence, where the interval is carried back to a day before it."""
    first = min(interval.evidence, default=None)
    return first if first and on < first and interval.carried_back else None


def state_in(found: Track, on: date, newest_record: date) -> State:
    """Return the state that a track gives for a day."""
    interval = found.at(on)
    return State(
        place_id=found.place_id,
        dimension=found.dimension,
        on=on,
        known_on=found.known_on,
        policy=found.policy,
        status=interval.status,
        actors=interval.actors,
        partners=interval.partners,
        from_actors=interval.from_actors,
        value=interval.value,
        from_value=interval.from_value,
        since=interval.since,
        until=interval.until,
        newest_evidence=newest_evidence(interval, on),
        first_evidence=first_evidence(interval, on),
        stale=is_stale(interval, on, newest_record),
        origins=interval.origins,
        used=interval.used,
        set_aside=tuple(item for item in found.set_aside if item.claim_id not in interval.used),
        derived_from=found.derived_from if interval.derived else None,
    )
