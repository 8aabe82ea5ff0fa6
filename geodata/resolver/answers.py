"""What the resolver answers with: a state of one place, one dimension, one day, and its age.

Every span of days is half-open: `earliest` is in it, `latest` is the first day after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from geodata.vocab import Dimension, Policy, Reason, Status

# -- States and intervals --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """The days within which something happened: `[earliest, latest)`; None is open."""

    earliest: date | None
    latest: date | None

    def as_dict(self) -> dict[str, str | None]:
        """Return ISO dates, None where open."""
        return {
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "latest": self.latest.isoformat() if self.latest else None,
        }


@dataclass(frozen=True, slots=True)
class SetAside:
    """A claim about the place that is shown but not used, and why."""

    claim_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class State:
    """The answer for one place and dimension on one day.

    `actors` are the holders (several: joint, or the sides of a dispute), `partners` those who
    take part with fewer voices, `from_actors` the holders before a change that is under way.
    For gates and rare earths the answer is `value` and `actors` is empty; while changing
    `from_value` is the older one. `since` is None where unknown; its `earliest` is None for
    "since before". `until` is the span of the next transition, None where none is known.
    `newest_evidence` is the day of the newest accepted claim about this state not after `on`.
    `first_evidence` is the day of the first, where the state is carried back to a day before it.
    `origins` is the number of independent origins that speak for this state.
    `derived_from` names the place whose claims were used, where it is not the place itself.
    """

    place_id: str
    dimension: Dimension
    on: date
    known_on: date
    policy: Policy
    status: Status
    actors: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    from_actors: tuple[str, ...] = ()
    value: str | None = None
    from_value: str | None = None
    since: Span | None = None
    until: Span | None = None
    newest_evidence: date | None = None
    first_evidence: date | None = None
    stale: bool = False
    origins: int = 0
    used: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    derived_from: str | None = None

    @property
    def may_have_changed(self) -> bool:
        """Whether the day lies in a wide window in which it changed to the next state, at some time.

        `until` then is that window.
        """
        return _in_window(self.status, self.until, self.on)


@dataclass(frozen=True, slots=True)
class Interval:
    """A run of days `[start, end)` with one answer; None is open towards past or future.

    `evidence` are the sorted days on which an accepted claim speaks about this state: the age
    of a state on a day is the distance to the newest of them not after that day. `derived` says
    that the claims used are about another place, the track's `derived_from`. `origins` is the
    number of independent origins that speak for this state. `carried_back` says that it reaches
    back before its evidence, and fades there.
    """

    start: date | None
    end: date | None
    status: Status
    actors: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    from_actors: tuple[str, ...] = ()
    value: str | None = None
    from_value: str | None = None
    since: Span | None = None
    until: Span | None = None
    used: tuple[str, ...] = ()
    evidence: tuple[date, ...] = ()
    origins: int = 0
    derived: bool = False
    carried_back: bool = False

    def covers(self, day: date) -> bool:
        """Tell whether `day` lies in the interval."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def may_have_changed(self, day: date) -> bool:
        """Tell whether a day of it lies in the wide window in which the next state began."""
        return _in_window(self.status, self.until, day)


def _in_window(status: Status, until: Span | None, day: date) -> bool:
    """Tell whether a day of a state lies in the window of its end, and nothing else says so."""
    return (
        status not in (Status.CHANGING, Status.CONTESTED)
        and until is not None
        and until.earliest is not None
        and until.earliest <= day
    )


@dataclass(frozen=True, slots=True)
class Track:
    """All intervals of one place and dimension, in order, without gap or overlap."""

    place_id: str
    dimension: Dimension
    known_on: date
    policy: Policy
    intervals: tuple[Interval, ...]
    set_aside: tuple[SetAside, ...]
    derived_from: str | None = None

    def at(self, day: date) -> Interval:
        """Return the interval that covers `day`."""
        for interval in self.intervals:
            if interval.covers(day):
                return interval
        raise AssertionError(f"the track of {self.place_id} has a gap at {day}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a lane `[start, end)` with one look: an interval cut where it turns stale."""

    start: date
    end: date
    interval: Interval
    stale: bool
    open_start: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two days for one place and dimension, with the claims behind it.

    `window` is the span of the transition that led to the later state, None where it is not
    dated.
    """

    place_id: str
    dimension: Dimension
    before: State
    after: State
    window: Span | None
    claims: tuple[str, ...]


# -- Age of the evidence ---------------------------------------------------------------------------

STALE_AFTER = timedelta(days=180)
"""A state whose newest evidence is older than this has no news for long (rule 9 of `geodata.resolver`)."""


def is_stale(interval: Interval, on: date, newest_record: date, stale_after: timedelta = STALE_AFTER) -> bool:
    """Tell whether the interval's newest evidence by the day `on` is older than `stale_after`.

    A state carried back before its first evidence is stale by the same distance. Past the ledger's
    newest record everything known is stale; what is unknown never is.
    """
    newest, first = newest_evidence(interval, on), first_evidence(interval, on)
    return _is_old(interval, on, newest, first, newest_record, stale_after)


def _is_old(
    interval: Interval,
    on: date,
    newest: date | None,
    first: date | None,
    newest_record: date,
    stale_after: timedelta = STALE_AFTER,
) -> bool:
    if interval.status is Status.UNKNOWN:
        return False
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


_SHARED = (
    *("status", "actors", "partners", "from_actors", "value", "from_value"),
    *("since", "until", "origins", "used"),
)
"""What an interval says of each of its days."""
_shared = attrgetter(*_SHARED)


def state_in(lane: Track, on: date, newest_record: date) -> State:
    """Return the state that a track gives for a day."""
    interval = lane.at(on)
    newest, first = newest_evidence(interval, on), first_evidence(interval, on)
    return State(
        place_id=lane.place_id,
        dimension=lane.dimension,
        on=on,
        known_on=lane.known_on,
        policy=lane.policy,
        **dict(zip(_SHARED, _shared(interval), strict=True)),
        newest_evidence=newest,
        first_evidence=first,
        stale=_is_old(interval, on, newest, first, newest_record),
        set_aside=tuple(item for item in lane.set_aside if item.claim_id not in interval.used),
        derived_from=lane.derived_from if interval.derived else None,
    )
