"""The rule that turns claims into a state: `state(place, on, known_on, policy)`.

It is the single question behind map, charts, sentences, tables and exports. The steps are those in the
docstring of `geodata.resolver`: admissible claims (`voices`), spells and transitions (`spells`), disputes
(`disputes`), their holders and their order in time (`sweep`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import TypedDict, Unpack

from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.errors import Sentence, UnknownName
from geodata.resolver.answers import Interval, SetAside, State, Track, state_in
from geodata.resolver.disputes import (
    accepted_fights,
    disputes_until_next,
    disputes_until_settled,
    late_lists,
    opens_dispute,
)
from geodata.resolver.spells import Spell, Weighing, form_spells
from geodata.resolver.sweep import Naming, lay_out
from geodata.resolver.ties import Side, Ties
from geodata.resolver.voices import (
    Voice,
    contradict,
    differing_from_origin,
    known_day,
    make_voice,
    origin_documents,
)
from geodata.vocab import Dimension, PlaceKind, Policy, Reason, Rules, Share, Stance, Status

BORDER_WIDE = "kachin-china-border"
"""The place whose gate claims speak of all gates of the Kachin stretch at once."""

RESOLVED = (Dimension.CONTROL, Dimension.GATE, Dimension.RARE_EARTH)
"""The dimensions that have a state; attacks and agreements are claims only."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What the resolver needs of a catalog besides the claims; it is worked out once."""

    ties: Ties
    origins: dict[str, str]
    first_alone: dict[str, date]
    oldest: date


@lru_cache(maxsize=4)
def _ledger(catalog: Catalog) -> _Context:
    ties = Ties(catalog.actors)
    first_alone: dict[str, date] = {}
    for claim in catalog.claims.values():
        if claim.dimension is Dimension.CONTROL and claim.stance is Stance.ASSERTS:
            side = ties.side_of(claim)
            if len(side) == 1 and claim.share is not Share.CONTESTED:
                (actor,) = side
                day = known_day(claim, catalog.newest_record)
                first_alone[actor] = min(day, first_alone.get(actor, day))
    return _Context(
        ties, dict(origin_documents(catalog.sources.values())), first_alone, catalog.oldest_evidence
    )


@lru_cache(maxsize=4096)
def track(
    catalog: Catalog,
    place_id: str,
    dimension: Dimension = Dimension.CONTROL,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
    without: frozenset[str] = frozenset(),
) -> Track:
    """Return all intervals of one place and dimension, as known at the end of `known_on`.

    `known_on` None is the ledger's newest record. A gate without a claim of its own on a day
    takes the border-wide claim, a town without one its only gate's, and says so in
    `derived_from`. `without` are ids of claims to leave out, as if they were not in the ledger.

    Raises:
        UnknownName: If the ledger has no such place, or the dimension has no states.
    """
    if place_id not in catalog.places:
        raise UnknownName(Sentence("unknown_place", text=place_id, hint="."))
    if dimension not in RESOLVED:
        raise UnknownName(Sentence("no_states", dimension=dimension, known=", ".join(RESOLVED)))
    known = catalog.knowledge_day(known_on)
    own = _own_track(catalog, place_id, dimension, known, policy, without)
    place = catalog.places[place_id]
    if dimension is not Dimension.GATE:
        return own
    if not catalog.claims_of(place_id, dimension):
        gates = [
            p.place_id for p in catalog.places.values() if p.part_of == place_id and p.kind is PlaceKind.GATE
        ]
        if len(gates) == 1:
            gate = track(catalog, gates[0], dimension, known_on, policy, without)
            known_parts = (replace(i, derived=i.status is not Status.UNKNOWN) for i in gate.intervals)
            return replace(gate, place_id=place_id, intervals=tuple(known_parts), derived_from=gates[0])
    if place.kind is not PlaceKind.GATE or place.state != "Kachin":
        return own
    wide = _own_track(catalog, BORDER_WIDE, dimension, known, policy, without)
    return _filled(own, wide, catalog.rules)


@lru_cache(maxsize=4096)  # each gate asks for the border-wide track, and for that of its town
def _own_track(
    catalog: Catalog,
    place_id: str,
    dimension: Dimension,
    known: date,
    policy: Policy,
    without: frozenset[str],
) -> Track:
    ledger = _ledger(catalog)
    aside: dict[str, Reason] = {}
    claims = [c for c in catalog.claims_of(place_id, dimension) if c.claim_id not in without]
    if not claims:
        return Track(place_id, dimension, known, policy, (Interval(None, None, Status.UNKNOWN),), ())
    voices = _admissible(catalog, claims, known, policy, aside)
    denials = [v for v in voices if v.claim.stance is Stance.DENIES]
    spoken = [v for v in voices if v.claim.stance is Stance.ASSERTS]

    rules = catalog.rules
    ties = _local(ledger.ties, spoken) if rules.partners_stay else ledger.ties
    contradicts = partial(contradict, dimension, ties)

    def set_aside(voice: Voice, reason: Reason) -> None:
        aside[voice.claim.claim_id] = reason

    fights, regular = list[Voice](), list[Voice]()
    for voice in spoken:
        (fights if opens_dispute(voice, ties, dimension) else regular).append(voice)
    weighing = Weighing(policy, ledger.origins, tuple(denials), contradicts, rules.dates_are_close)
    stated = [v for v in fights if v.disputes]
    formed: Sequence[Spell] | None = None
    if rules.late_lists_yield and dimension is Dimension.CONTROL and policy is not Policy.ANY:
        late, formed = late_lists(regular, stated, weighing.under(Policy.REPORTED))
        for voice in late:
            set_aside(voice, Reason.CONTRADICTED)
            regular.remove(voice)
    if formed is None or policy is not Policy.REPORTED:
        formed = form_spells(regular, stated, weighing)
    spells = formed
    for spell in spells:
        aside.update(spell.left_out)
        if spell.rejected:
            aside.update({v.claim.claim_id: spell.rejected for v in spell.voices})
    if rules.disputes_last:
        disputes = disputes_until_settled(fights, spells, policy, set_aside)
    else:
        disputes = disputes_until_next(accepted_fights(fights, policy, set_aside), spells)
    alone = frozenset(actor for actor, day in ledger.first_alone.items() if day <= known)
    naming = Naming(dimension, ties, alone, rules.members_stand)
    return Track(
        place_id,
        dimension,
        known,
        policy,
        lay_out(spells, disputes, naming, rules, ledger.oldest),
        tuple(SetAside(claim_id, aside[claim_id]) for claim_id in sorted(aside)),
    )


def _local(ties: Ties, spoken: Iterable[Voice]) -> Ties:
    """Return the ties at one place: allies who are named together as a spell begins stay partners there."""
    partners: dict[Side, date] = {}
    for voice in spoken:
        if voice.claim.start:
            for pair in ties.partners_in(voice.side, voice.first):
                partners[pair] = min(voice.first, partners.get(pair, date.max))
    return ties.with_partners(partners)


def _admissible(
    catalog: Catalog, claims: Sequence[Claim], known: date, policy: Policy, aside: dict[str, Reason]
) -> list[Voice]:
    """Return the voices that may be weighed, and note in `aside` why the others may not."""
    ledger = _ledger(catalog)
    days = {claim.claim_id: known_day(claim, catalog.newest_record) for claim in claims}
    corrected = {claim.supersedes for claim in claims if days[claim.claim_id] <= known}
    voices = []

    def own(claim: Claim, side: Side, day: date) -> bool:
        return _own_interest(catalog, claim, side, day, known)

    for claim in claims:
        if days[claim.claim_id] > known:
            aside[claim.claim_id] = Reason.NOT_YET_KNOWN
        elif claim.claim_id in corrected:
            aside[claim.claim_id] = Reason.SUPERSEDED
        elif catalog.carries_nothing(claim):
            aside[claim.claim_id] = Reason.NO_REPORTING
        elif claim.stance is Stance.UNCONFIRMED:
            aside[claim.claim_id] = Reason.UNCONFIRMED
        else:
            if claim.stance is Stance.DENIES:
                aside[claim.claim_id] = Reason.DENIAL
            source = catalog.sources[claim.source_id]
            voices.append(make_voice(claim, source, ledger.ties, days[claim.claim_id], own, catalog.rules))
    voices.sort(key=lambda voice: voice.claim.claim_id)
    if policy is not Policy.ANY:
        asserted = [v for v in voices if v.claim.stance is Stance.ASSERTS]
        differing = differing_from_origin(asserted, ledger.origins)
        aside.update(dict.fromkeys(differing, Reason.DIFFERS_FROM_ORIGIN))
        voices = [v for v in voices if v.claim.claim_id not in differing]
    return voices


def _own_interest(catalog: Catalog, claim: Claim, side: Side, day: date, known: date) -> bool:
    """Tell whether a party speaks in its own interest: that it holds the place, or of a gate it runs."""
    ties = _ledger(catalog).ties
    if claim.speaker_actor is None or claim.dimension is Dimension.RARE_EARTH:
        return False
    if claim.dimension is Dimension.CONTROL:
        return ties.in_own_interest(claim.speaker_actor, side, day)
    place = catalog.places[claim.place_id]
    town = place.part_of or place.place_id
    held = _own_track(catalog, town, Dimension.CONTROL, known, Policy.REPORTED, frozenset())
    (speaker,) = ties.one_name([claim.speaker_actor])
    return any(ties.tied(speaker, actor) for actor in held.at(day).actors)


def _filled(own: Track, wide: Track, rules: Rules) -> Track:
    """Return a gate's own track with its unknown days answered by the border-wide claims.

    Evidence that is older than the gate's own answers nothing.
    """
    intervals: list[Interval] = []
    newest = date.min
    for interval in own.intervals:
        if interval.status is not Status.UNKNOWN:
            intervals.append(interval)
            newest = max([newest, *(day for day in interval.evidence if interval.covers(day))])
            continue
        low, high = interval.start or date.min, interval.end or date.max
        for other in wide.intervals:
            start, end = max(low, other.start or date.min), min(high, other.end or date.max)
            older = rules.dates_are_close and max(other.evidence, default=date.min) < newest
            if start < end and older:
                intervals.append(Interval(start, None if end == date.max else end, Status.UNKNOWN))
            elif start < end:
                cut = replace(
                    other,
                    start=None if start == date.min else start,
                    end=None if end == date.max else end,
                    derived=other.status is not Status.UNKNOWN,
                )
                intervals.append(cut)
    seen = {item.claim_id for item in own.set_aside}
    extra = tuple(item for item in wide.set_aside if item.claim_id not in seen)
    return replace(
        own, intervals=tuple(intervals), set_aside=own.set_aside + extra, derived_from=wide.place_id
    )


class Evidence(TypedDict, total=False):
    """What counts for an answer, and what it is about; as in `state`."""

    known_on: date | None
    policy: Policy
    dimension: Dimension


class Asked(Evidence, total=False):
    """What a question may say beside its days; `places` are ids, None is every place."""

    places: Iterable[str] | None


def state(
    catalog: Catalog,
    place_id: str,
    on: date,
    *,
    known_on: date | None = None,
    policy: Policy = Policy.REPORTED,
    dimension: Dimension = Dimension.CONTROL,
) -> State:
    """Return what is known of one place on the day `on`, as known at the end of `known_on`.

    Raises:
        UnknownName: If the ledger has no such place.
    """
    found = track(catalog, place_id, Dimension(dimension), known_on, Policy(policy))
    return state_in(found, on, catalog.newest_record)


def states(
    catalog: Catalog, on: date, *, places: Iterable[str] | None = None, **evidence: Unpack[Evidence]
) -> tuple[State, ...]:
    """Return the states of the places (default: every place of the ledger) on a day.

    Raises:
        UnknownName: If the ledger lacks one of the places.
    """
    asked = catalog.places if places is None else places
    return tuple(state(catalog, place_id, on, **evidence) for place_id in asked)
