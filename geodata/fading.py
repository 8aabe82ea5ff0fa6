"""How an answer fades with the distance to its evidence: forwards, and backwards just the same."""

from __future__ import annotations

from datetime import date, timedelta

from geodata.ages import STALE_AFTER, first_evidence, is_stale
from geodata.states import Interval, State
from geodata.vocab import Status


def fades(state: State) -> bool:
    """Tell whether a state is stale, or carried back so far before its first evidence."""
    return state.stale or _early(state.status, state.first_evidence, state.on, STALE_AFTER)


def fades_on(interval: Interval, on: date, newest_record: date, stale_after: timedelta = STALE_AFTER) -> bool:
    """Tell the same of an interval on the day `on`, which lies in it."""
    early = _early(interval.status, first_evidence(interval, on), on, stale_after)
    return early or is_stale(interval, on, newest_record, stale_after)


def _early(status: Status, first: date | None, on: date, stale_after: timedelta) -> bool:
    """Tell whether a day lies further before the first evidence than a state lasts after its last.

    A state that is changing has its older holder's evidence before it, so it is never too early.
    """
    known = status not in (Status.UNKNOWN, Status.CHANGING)
    return known and first is not None and first - on > stale_after
