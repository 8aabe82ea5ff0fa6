"""What two catalogs answer otherwise: of which place, on which days, and why.

The two may be releases, or folders. A difference is due to claims, to rules, or to both: the rows of
each are asked under the rules of each, and the four answers say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from geodata.analysis.timeline import answer
from geodata.catalog import Catalog
from geodata.resolver.answers import Interval, State, Track, state_in
from geodata.resolver.resolve import RESOLVED, track
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Policy, Reason, Rules, Status

_SWITCHES = tuple(each.name for each in fields(Rules) if each.name != "edition")

_Key = tuple[str, Dimension]
_Tracks = Mapping[_Key, Track]


class Cause(StrEnum):
    """What makes the newer answer of the older one."""

    CLAIMS = "claims"
    """The newer rows give the newer answer under the older rules too."""
    RULES = "rules"
    """The newer rules give the newer answer with the older rows too."""
    EITHER = "claims or rules"
    """The newer rows alone give it, and the newer rules alone too."""
    BOTH = "claims and rules"
    """Neither gives it alone."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A run of days `[start, end)` on which a place has another answer; None is open.

    Attributes:
        place_id: The place.
        dimension: control, gate or rare_earth.
        start: The first day of the run.
        end: The first day after it.
        old: The answer of the first catalog, on a day of the run.
        new: The answer of the second.
        cause: Whether claims or rules make the difference.
        rules: The rules behind it, by their names in `Rules`; each suffices alone.
        together: Whether those rules are needed together instead.
        came: Claims that only the second catalog has, and that bear on its answer.
        went: Claims that only the first has, and that bore on its answer.
        sources: Documents of claims used that the two catalogs describe otherwise.
    """

    place_id: str
    dimension: Dimension
    start: date | None
    end: date | None
    old: State
    new: State
    cause: Cause
    rules: tuple[str, ...]
    together: bool
    came: tuple[str, ...]
    went: tuple[str, ...]
    sources: tuple[str, ...]


def differences(
    first: Catalog,
    second: Catalog,
    *,
    places: Iterable[str] | None = None,
    policy: Policy = Policy.REPORTED,
    known_on: date | None = None,
) -> tuple[Disagreement, ...]:
    """Return every run of days on which the two catalogs answer otherwise, in the order of the places.

    Each answers with all that it knows, or knew on a day. The age of the evidence is no part of an answer.

    Args:
        first: The older catalog.
        second: The newer one.
        places: Place ids; None is every place of either.
        policy: What counts as evidence.
        known_on: Use what was known at the end of this day; None is the newest record of each.
    """
    asked = [*second.places, *(p for p in first.places if p not in second.places)]
    keys = [(p, d) for p in (asked if places is None else places) for d in RESOLVED]
    corners = (first, first.under(second.rules), second.under(first.rules), second)
    by = _By(policy, known_on)
    tracks = [_tracks(catalog, keys, by) for catalog in corners]
    found = {key: _runs(first, second, [of[key] for of in tracks]) for key in keys}
    found = {key: runs for key, runs in found.items() if runs}
    behind = _rules_behind(first, second, found, by)
    return tuple(_difference(first, second, run, behind) for runs in found.values() for run in runs)


@dataclass(frozen=True, slots=True)
class _By:
    """By what evidence both catalogs are asked."""

    policy: Policy
    known_on: date | None


def _tracks(catalog: Catalog, keys: Iterable[_Key], by: _By) -> _Tracks:
    """Return the tracks of one catalog; a place that it lacks has a track without a claim."""
    nothing = (Interval(None, None, Status.UNKNOWN),)
    return {
        (place, dimension): track(catalog, place, dimension, by.known_on, by.policy)
        if place in catalog.places
        else Track(place, dimension, catalog.knowledge_day(by.known_on), by.policy, nothing, ())
        for place, dimension in keys
    }


@dataclass(frozen=True, slots=True)
class _Switches:
    """Rules that each suffice alone, or that are needed together."""

    names: tuple[str, ...]
    together: bool


@dataclass(frozen=True, slots=True)
class _Section:
    """A run of days without an edge in any of the four answers; `day` is one of it.

    `used` are the claims behind the two answers, `weighed` all that were weighed for the place.
    """

    start: date | None
    end: date | None
    day: date
    old: State
    new: State
    cause: Cause
    used: frozenset[str]
    weighed: frozenset[str]

    @property
    def kind(self) -> tuple[object, ...]:
        """What adjacent parts of one difference have in common."""
        return _told(self.old), _told(self.new), self.cause


_Sections = tuple[_Section, ...]


def _told(state: State) -> tuple[object, ...]:
    """Return all that an answer says but the age of its evidence."""
    return *answer(state), state.partners, state.may_have_changed


def _runs(first: Catalog, second: Catalog, corners: Sequence[Track]) -> list[_Sections]:
    """Return the differences of one place and dimension, each as its parts in order."""
    newest = (first.newest_record, first.newest_record, second.newest_record, second.newest_record)
    weighed = frozenset(
        name
        for lane in (corners[0], corners[3])
        for names in (*(i.used for i in lane.intervals), _known(lane))
        for name in names
    )
    parts: list[_Section | None] = []
    for start, end in _stretches(corners):
        day = start or (end - timedelta(1) if end else max(newest))
        states = [state_in(lane, day, record) for lane, record in zip(corners, newest, strict=True)]
        old, by_rules, by_claims, new = map(_told, states)
        if old == new:
            parts.append(None)
            continue
        cause = {
            (True, True): Cause.EITHER,
            (True, False): Cause.RULES,
            (False, True): Cause.CLAIMS,
            (False, False): Cause.BOTH,
        }[by_rules == new, by_claims == new]
        used = frozenset(states[0].used) | frozenset(states[3].used)
        parts.append(_Section(start, end, day, states[0], states[3], cause, used, weighed))
    grouped = groupby(parts, key=lambda part: part.kind if part else None)
    return [tuple(part for part in group if part) for kind, group in grouped if kind]


def _stretches(corners: Iterable[Track]) -> Iterator[tuple[date | None, date | None]]:
    """Yield the stretches of days `[start, end)` in which no answer of the tracks changes."""
    edges: set[date | None] = set()
    for lane in corners:
        for interval in lane.intervals:
            edges |= {interval.start, interval.end}
            if interval.until:
                edges |= {interval.until.earliest, interval.until.latest}
    yield from pairwise((None, *sorted(edge for edge in edges if edge), None))


def _rules_behind(
    first: Catalog, second: Catalog, found: Mapping[_Key, list[_Sections]], by: _By
) -> dict[tuple[_Key, date], _Switches]:
    """Return, for each part that is due to rules, which.

    With the older rows where the rules alone make the difference, else with the newer.
    """
    behind: dict[tuple[_Key, date], _Switches] = {}
    changed = [name for name in _SWITCHES if getattr(first.rules, name) != getattr(second.rules, name)]
    for catalog, causes in ((first, (Cause.RULES, Cause.EITHER)), (second, (Cause.BOTH,))):
        wanted = {
            (key, part.day): _told(part.new)
            for key, runs in found.items()
            for run in runs
            for part in run
            if part.cause in causes
        }
        alone = _answering(catalog, first.rules, second.rules, changed, wanted, by)
        rest = {at: told for at, told in wanted.items() if not alone[at]}
        spared = _answering(catalog, second.rules, first.rules, changed, rest, by)
        behind |= {at: _Switches(names, False) for at, names in alone.items() if names}
        for at, names in spared.items():
            behind[at] = _Switches(tuple(name for name in changed if name not in names), True)
    return behind


def _answering(
    catalog: Catalog,
    rules: Rules,
    others: Rules,
    names: Sequence[str],
    wanted: Mapping[tuple[_Key, date], tuple[object, ...]],
    by: _By,
) -> dict[tuple[_Key, date], tuple[str, ...]]:
    """Return the switches that give an answer when each alone is set in `rules` as in `others`."""
    found: dict[tuple[_Key, date], tuple[str, ...]] = dict.fromkeys(wanted, ())
    keys = list(dict.fromkeys(key for key, _ in wanted))
    for name in names if keys else ():
        switched = replace(rules, **{name: getattr(others, name)})
        tracks = _tracks(catalog.under(switched), keys, by)
        for (key, day), told in wanted.items():
            if _told(state_in(tracks[key], day, catalog.newest_record)) == told:
                found[key, day] = (*found[key, day], name)
    return found


def _difference(
    first: Catalog,
    second: Catalog,
    run: _Sections,
    behind: Mapping[tuple[_Key, date], _Switches],
) -> Disagreement:
    head = run[0]
    key = (head.new.place_id, head.new.dimension)
    switches = [behind[key, part.day] for part in run if (key, part.day) in behind]
    together = any(each.together for each in switches)
    named = [set(each.names) for each in switches if each.together == together]
    names = (set.union if together else set.intersection)(*named) if named else set()
    came, went, sources = _reasons(first, second, run)
    return Disagreement(
        place_id=head.new.place_id,
        dimension=head.new.dimension,
        start=head.start,
        end=run[-1].end,
        old=head.old,
        new=head.new,
        cause=head.cause,
        rules=tuple(name for name in _SWITCHES if name in names),
        together=together,
        came=tuple(sorted(came)),
        went=tuple(sorted(went)),
        sources=tuple(sorted(sources)),
    )


def _reasons(first: Catalog, second: Catalog, run: _Sections) -> tuple[set[str], set[str], set[str]]:
    """Return the claims that came, those that went, and the documents that are described otherwise.

    Of the claims used on the days of the run; where those say nothing, of all that were weighed.
    """
    used = frozenset[str]().union(*(part.used for part in run))
    for names in (used, run[0].weighed) if run[0].cause is not Cause.RULES else ():
        reasons = (
            _bearing(second, first, names, run[0].new.known_on),
            _bearing(first, second, names, run[0].old.known_on),
            _described_otherwise(first, second, names),
        )
        if any(reasons):
            return reasons
    return set(), set(), set()


def _known(lane: Track) -> list[str]:
    """Return the claims that a track set aside, without those that were not known yet."""
    return [item.claim_id for item in lane.set_aside if item.reason is not Reason.NOT_YET_KNOWN]


def _bearing(one: Catalog, other: Catalog, names: frozenset[str], known_on: date) -> set[str]:
    """Return the claims that only one catalog has and knew, among those named or in place of one named."""
    alone = [
        claim
        for claim in one.claims.values()
        if claim.claim_id not in other.claims and known_day(claim, one.newest_record) <= known_on
    ]
    return {claim.claim_id for claim in alone if claim.claim_id in names or claim.supersedes in names}


def _described_otherwise(first: Catalog, second: Catalog, names: frozenset[str]) -> set[str]:
    """Return the documents of the claims named that weigh otherwise in the two catalogs."""
    claims = [of.claims.get(name) for of in (first, second) for name in names]
    ids = {claim.source_id for claim in claims if claim}
    both = [name for name in ids if name in first.sources and name in second.sources]
    return {name for name in both if _weight(first, name) != _weight(second, name)}


def _weight(catalog: Catalog, source_id: str) -> tuple[object, ...]:
    """Return what of a document the resolver looks at."""
    source = catalog.sources[source_id]
    return source.kind, source.origin_group, source.syndicated_from, source.published
