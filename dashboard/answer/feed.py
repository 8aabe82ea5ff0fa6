"""The entries of a feed: what changed on the ground, and what changed in the record, told apart.

An entry of the ground is one of the log. One of the record says what a release of the ledger added or
corrected, which answers it made others, and because of which claims; also where the record of a place begins
or ends, and that figures were published. No clock of a server is asked: an entry was last changed by the
first release from which on the ledger tells it as it does now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, pairwise
from uuid import UUID, uuid5

from dashboard.answer.log import OF_DIMENSION, subject
from dashboard.question.following import Followed
from geodata.analysis.differences import Disagreement, differences
from geodata.analysis.log import Entry, Happening, log
from geodata.analysis.stretches import stretch_has
from geodata.analysis.timeline import answer
from geodata.catalog import Catalog
from geodata.datasets.releases import Release
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Policy, Stance, Tracked

_NAMES = UUID("5b0f0c2e-6d0b-4f5e-9d7a-3c1f0e6a2b84")
"""What the ids of entries are made in: of the ledger itself, whatever server gives the feed."""

_OF_THE_RECORD = (Happening.KNOWN, Happening.NOT_KNOWN, Happening.FIGURES)
"""Entries of the log that tell of what is written, and of no change on the ground."""


class Kind(StrEnum):
    """What an entry of a feed is about."""

    GROUND = "ground"
    """Something changed on the ground, as claims say."""
    REPORTED = "reported"
    """An attack or an agreement was reported, and is denied or confirmed by nobody."""
    RECORD = "record"
    """The record changed: nothing need have happened on the ground."""


@dataclass(frozen=True, slots=True)
class Added:
    """What a release added about the places of a feed.

    Attributes:
        release: The release.
        claims: Ids of the claims that came with it.
        corrections: Those of them that correct another one.
        replaced: Entries of the log that the release before had and this one has not, the newest first.
        known_on: The day by which the claims were known, None where that does not matter.
    """

    release: Release
    claims: tuple[str, ...]
    corrections: tuple[str, ...]
    replaced: tuple[Entry, ...] = ()
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Revised:
    """The answers about a place that a release made others.

    Attributes:
        release: The release.
        before: The one before it.
        place_id: The place.
        dimension: Control, gate or rare earths.
        runs: The runs of days with another answer, in order.
    """

    release: Release
    before: Release
    place_id: str
    dimension: Dimension
    runs: tuple[Disagreement, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """Ids of the claims that came and those that went, in order; none where the rules alone changed."""
        return tuple(sorted({each for run in self.runs for each in (*run.came, *run.went)}))

    @property
    def claims(self) -> tuple[str, ...]:
        """The same; where there are none, the claims on which the answers rest now, else rested before."""
        now = {each for run in self.runs for each in run.new.used}
        before = {each for run in self.runs for each in run.old.used}
        return self.changed or tuple(sorted(now or before))


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed.

    Attributes:
        name: What it is called: the same in every release that tells of it.
        kind: Whether the ground or the record changed.
        of: What it tells.
        number: The number of the release that changed it last.
        updated: The day of that release.
        published: The day of the first release that has it.
        claims: Ids of the claims behind it.
    """

    name: str
    kind: Kind
    of: Entry | Added | Revised
    number: int
    updated: date
    published: date
    claims: tuple[str, ...]

    @property
    def urn(self) -> str:
        """Its id: a URN, since the ledger has no address that is the same on every server."""
        return urn(self.name)


def urn(name: str) -> str:
    """Return the URN of a name."""
    return f"urn:uuid:{uuid5(_NAMES, name)}"


Opened = Callable[[str], Catalog]
"""Gives the ledger as it stood at the release with a hash."""


def feed(catalog: Catalog, followed: Followed, opened: Opened) -> tuple[Item, ...]:
    """Return all entries of a feed, the newest first.

    Args:
        catalog: The ledger asked, as it is or as it stood at a release.
        followed: What the feed tells of.
        opened: Gives the older releases.
    """
    listed = [
        each for each in catalog.releases if catalog.release is None or each.number <= catalog.release.number
    ]
    ledgers = [catalog if each == catalog.release else opened(each.hash) for each in listed]
    if catalog.release is None:
        ledgers.append(catalog)  # rows wait for a release
    items = [*_of_the_log(ledgers, followed), *_of_releases(ledgers, followed)]
    return tuple(sorted(items, key=_rank))


def since(items: Iterable[Item], number: int) -> tuple[Item, ...]:
    """Return the entries that a release later than the one with a number changed or added."""
    return tuple(each for each in items if each.number > number)


def _rank(item: Item) -> tuple[int, int, int, str]:
    """Order entries: of the newest release first, its summary before all, then by their newest day."""
    of = item.of
    first = 0 if isinstance(of, Added) else 1
    days = -of.last.toordinal() if isinstance(of, Entry) else 0
    return -item.updated.toordinal(), first, days, item.name


# -- Entries of the log ----------------------------------------------------------------------------

_Told = tuple[object, ...]


def _of_the_log(ledgers: Sequence[Catalog], followed: Followed) -> Iterator[Item]:
    catalog = ledgers[-1]
    every = [_told(each, followed.policy, followed.known_on) for each in ledgers]
    for name, entry in _entries(catalog, followed.policy, followed.known_on).items():
        if not _follows(entry, catalog, followed):
            continue
        at = first = len(ledgers) - 1
        while at and every[at - 1].get(name) == every[-1][name]:
            at -= 1
        while first and name in every[first - 1]:
            first -= 1
        yield Item(
            name=log_name(entry, followed),
            kind=_kind(entry),
            of=entry,
            number=_number(ledgers[at]),
            updated=_day(ledgers[at]),
            published=_day(ledgers[first]),
            claims=entry.claims,
        )


def log_name(entry: Entry, followed: Followed) -> str:
    """Return what an entry of the log is called."""
    return f"log {entry.entry_id} {followed.evidence}".strip()


def _kind(entry: Entry) -> Kind:
    if entry.happening in _OF_THE_RECORD:
        return Kind.RECORD
    return Kind.GROUND if entry.stance is Stance.ASSERTS else Kind.REPORTED


@lru_cache(maxsize=64)
def _entries(catalog: Catalog, policy: Policy, known_on: date | None) -> Mapping[str, Entry]:
    entries = log(catalog, date.min, date.max, known_on=known_on, policy=policy)
    return {each.entry_id: each for each in entries}


@lru_cache(maxsize=64)
def _told(catalog: Catalog, policy: Policy, known_on: date | None) -> Mapping[str, _Told]:
    """Return what each entry of a ledger tells, by its name."""
    return {
        name: (
            each.before and answer(each.before),
            each.after and answer(each.after),
            each.stance,
            each.claims,
            each.clusters,
            each.measures,
        )
        for name, each in _entries(catalog, policy, known_on).items()
    }


def _follows(entry: Entry, catalog: Catalog, followed: Followed) -> bool:
    if followed.subjects and subject(entry) not in followed.subjects:
        return False
    if followed.actors and not any(map(entry.names, followed.actors)):
        return False
    return _has_place(entry.place_id, catalog, followed, entry.clusters)


def _has_place(place_id: str, catalog: Catalog, followed: Followed, clusters: Sequence[str] = ()) -> bool:
    place = catalog.places.get(place_id)
    if place is None:
        return False
    if followed.crossings and place.tracked not in (Tracked.CROSSING, Tracked.GATE):
        return False
    if followed.place and followed.place not in (place_id, place.part_of, *clusters):
        return False
    return stretch_has(followed.stretch, place, catalog)


def _number(ledger: Catalog) -> int:
    return ledger.release.number if ledger.release else len(ledger.releases) + 1


def _day(ledger: Catalog) -> date:
    """Return the day of a release; of rows that wait for one the last day that the ledger names at all."""
    if ledger.release:
        return ledger.release.day
    return max([ledger.newest_record, *(each.day for each in ledger.releases)])


# -- Releases --------------------------------------------------------------------------------------


def _of_releases(ledgers: Sequence[Catalog], followed: Followed) -> Iterator[Item]:
    released = [each for each in ledgers if each.release]
    for before, ledger in zip((None, *released), released, strict=False):
        if item := _added(before, ledger, followed):
            yield item
    for older, newer in pairwise(released):
        yield from _revised(older, newer, followed)


def _added(before: Catalog | None, ledger: Catalog, followed: Followed) -> Item | None:
    release = ledger.release
    assert release
    replaced = _replaced(before, ledger, followed) if before else ()
    new = [
        claim
        for claim in ledger.claims.values()
        if ledger.added.get(claim.claim_id) == release.number
        and _follows_claim(claim.claim_id, ledger, followed)
    ]
    if not new and not replaced:
        return None
    claims = tuple(claim.claim_id for claim in new)
    corrections = tuple(claim.claim_id for claim in new if claim.supersedes)
    return Item(
        name=" ".join(filter(None, (f"release {release.number}", followed.scope, followed.evidence))),
        kind=Kind.RECORD,
        of=Added(release, claims, corrections, replaced, followed.known_on),
        number=release.number,
        updated=release.day,
        published=release.day,
        claims=claims,
    )


def _replaced(before: Catalog, ledger: Catalog, followed: Followed) -> tuple[Entry, ...]:
    """Return the entries followed that a release before had and one has not, the newest first."""
    now = _entries(ledger, followed.policy, followed.known_on)
    gone = [
        entry
        for name, entry in _entries(before, followed.policy, followed.known_on).items()
        if name not in now and _follows(entry, before, followed)
    ]
    return tuple(sorted(gone, key=lambda each: each.last, reverse=True))


def _follows_claim(claim_id: str, ledger: Catalog, followed: Followed) -> bool:
    claim = ledger.claims[claim_id]
    if followed.known_on and known_day(claim, ledger.newest_record) > followed.known_on:
        return False
    if followed.actors and not claim.actors & set(followed.actors):
        return False
    if followed.subjects and OF_DIMENSION[claim.dimension] not in followed.subjects:
        return False
    return _has_place(claim.place_id, ledger, followed)


def _revised(older: Catalog, newer: Catalog, followed: Followed) -> Iterator[Item]:
    assert older.release and newer.release
    evidence = f" {followed.evidence}" if followed.evidence else ""
    for place_id, runs in _differences(older, newer, followed.policy, followed.known_on).items():
        if not _has_place(place_id, newer, followed):
            continue
        for dimension, group in groupby(runs, key=lambda run: run.dimension):
            of = Revised(newer.release, older.release, place_id, dimension, tuple(group))
            if followed.subjects and OF_DIMENSION[dimension] not in followed.subjects:
                continue
            named = {actor for run in of.runs for state in (run.old, run.new) for actor in state.actors}
            if followed.actors and not named & set(followed.actors):
                continue
            yield Item(
                name=f"release {newer.release.number} {place_id} {dimension}{evidence}",
                kind=Kind.RECORD,
                of=of,
                number=newer.release.number,
                updated=newer.release.day,
                published=newer.release.day,
                claims=of.claims,
            )


@lru_cache(maxsize=32)
def _differences(
    older: Catalog, newer: Catalog, policy: Policy, known_on: date | None
) -> Mapping[str, tuple[Disagreement, ...]]:
    """Return what two releases answer otherwise, by place; all places at once take half the time."""
    found = differences(older, newer, policy=policy, known_on=known_on)
    return {place: tuple(runs) for place, runs in groupby(found, key=lambda run: run.place_id)}
