"""The closed vocabularies of the ledger, each word explained, and the editions of its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

# -- Words of the ledger ---------------------------------------------------------------------------


class Word(StrEnum):
    """A word of a closed vocabulary; `meaning` is the sentence shown to a reader."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Word:
        """Make the member from its short stable name and its explanation."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


class PlaceKind(Word):
    """What a place is. A town and its gates, zones and bases are separate places."""

    TOWN = "town", "A town."
    VILLAGE = "village", "A village."
    GATE = "gate", "A border gate, apart from the town it belongs to."
    TRADE_ZONE = "trade_zone", "A trade zone, apart from the town it belongs to."
    BASE = "base", "A military base, apart from the town beside it."
    ROAD = "road", "A stretch of road."
    AREA = "area", "A region, zone or mining area without a boundary of ours."


class Tracked(Word):
    """How the ledger follows a place."""

    CROSSING = "crossing", "A town at the China border, counted in 'crossing towns'."
    GATE = "gate", "A gate or trade zone of a crossing."
    INLAND = "inland", "A tracked town away from the border."
    BASE = "base", "A base, shown only on its town's card."
    NO = "no", "Named by claims or figures, never drawn as a place of its own."


class Precision(Word):
    """How well a place's point is known."""

    EXACT = "exact", "A point for this very place."
    NEAR = "near", "A point close to it, or its town's point."
    TOWNSHIP = "township", "Known to the township only."
    PLACEHOLDER = "placeholder", "Another place's point, kept for tables; never drawn."
    NONE = "none", "No point is known."


class ActorKind(Word):
    """What an actor is."""

    REGIME = "regime", "The military regime."
    EAO = "eao", "An ethnic armed organisation."
    MILITIA = "militia", "A militia or border guard force."
    PDF = "pdf", "A People's Defence Force."
    ALLIANCE = "alliance", "An alliance of other actors; it has no colour of its own."
    STATE = "state", "A state."
    CIVIL = "civil", "A civil or political body."


class SourceKind(Word):
    """Who stands behind a document."""

    MEDIA = "media", "A news outlet."
    AGENCY = "agency", "A news agency."
    PARTY = "party", "A party to the conflict."
    NGO = "ngo", "A non-governmental organisation."
    OFFICIAL = "official", "A state body."
    DATASET = "dataset", "A dataset, or a figure derived from one."
    AGGREGATOR = "aggregator", "A rewrite, digest or repost of others."
    BRIEF = "brief", "A compiled text that is no reporting and names no original: shown, never counted."


SECOND_HAND = frozenset({SourceKind.AGGREGATOR, SourceKind.BRIEF})
"""Kinds of documents that pass on what others report; no picture cites one where a report says the same."""


class Dimension(Word):
    """What a claim is about."""

    CONTROL = "control", "Who holds the place on the Myanmar side."
    GATE = "gate", "Whether the gate lets traffic through."
    RARE_EARTH = "rare_earth", "Whether rare-earth mining or its export goes on."
    OFFENSIVE = "offensive", "An attack, with the attacker."
    AGREEMENT = "agreement", "An agreement."


class Stance(Word):
    """What the speaker does with the statement."""

    ASSERTS = "asserts", "Says that it is so."
    DENIES = "denies", "Says that it is not so."
    UNCONFIRMED = "unconfirmed", "Was asked and would not or could not say, or passes on a rumour."


class Share(Word):
    """How the holding is shared, as the source says it."""

    SOLE = "sole", "One holder."
    JOINT = "joint", "Held together."
    CONTESTED = "contested", "Fought over, or held in part."


class GateStatus(Word):
    """The values of the gate dimension."""

    OPEN = "open", "Open to ordinary traffic."
    PARTIAL = "partial", "Open in part: some goods, some people, some hours."
    CLOSED = "closed", "Closed."


class RareEarth(Word):
    """The values of the rare-earth dimension."""

    PERMITTED = "permitted", "Mining or export is allowed."
    TAXED = "taxed", "Mining or export is allowed and taxed."
    RESUMED = "resumed", "Mining or export has started again."
    SUSPENDED = "suspended", "Mining or export is halted."


class Policy(Word):
    """What counts as evidence."""

    ANY = "any", "Every claim that asserts counts, rewrites with details of their own included."
    REPORTED = (
        "reported",
        "A party's claim in its own favour counts only when another origin says the same.",
    )
    CORROBORATED = "corroborated", "As “reported”, and at least two independent origins say so."
    STRICT = (
        "strict",
        "As “corroborated”, and a later accepted claim answers every denial.",
    )


class Status(Word):
    """What is known of a place on a day."""

    HELD = "held", "Held by one holder."
    JOINT = "joint", "Held together by several."
    CHANGING = "changing", "Changing hands within these days; the day itself is not certain."
    CONTESTED = "contested", "Accepted claims name different holders, or say it was fought over."
    UNKNOWN = "unknown", "No accepted claim says who holds it."


class Reason(Word):
    """Why a claim about the place is shown but was not used."""

    SAME_ORIGIN = "same origin", "Repeats a document that is already counted."
    DIFFERS_FROM_ORIGIN = "differs from its origin", "A rewrite which says more or other than its original."
    OWN_CLAIM = "party's own claim", "A party speaks in its own interest and nobody else says so."
    UNCORROBORATED = "uncorroborated", "Only one independent origin says so."
    CONTRADICTED = "contradicted", "Accepted claims of more weight say otherwise."
    DATE_DIFFERS = "date differs", "Gives another day for a change that is better dated by others."
    UNCONFIRMED = "unconfirmed", "The speaker would not or could not confirm it."
    DENIAL = "denial", "A denial is shown; it establishes no holder."
    NOT_YET_KNOWN = "not yet known", "Was recorded after the day the question is asked from."
    SUPERSEDED = "superseded", "A later claim of the ledger corrects it."
    NO_REPORTING = "no reporting", "Its document is not a report and names none, so it does not count."


class Derivation(Word):
    """Where the state of a mine cluster comes from: no source claims it of the cluster itself."""

    CATCHMENT = "catchment", "Derived from the town in whose schematic catchment it lies."
    OUTSIDE = "outside", "Unknown: outside the catchment of every tracked town."


class EpisodeKind(Word):
    """What a named episode is."""

    OFFENSIVE = "offensive", "A named offensive."
    AGREEMENT = "agreement", "A truce, ceasefire or handover."


# -- Editions of the rules -------------------------------------------------------------------------
# A release of the ledger is rows and an edition of the rules (`releases.csv` names both), so that an old
# one is answered as it was when it was cited. Each switch is one rule of `geodata.resolver` that a later
# edition brought.


@dataclass(frozen=True, slots=True)
class Rules:
    """One edition of the rules.

    Attributes:
        edition: Its number; `releases.csv` says which release is answered by which.
        disputes_last: A dispute lasts until an accepted claim settles it.
        late_lists_yield: One origin against a spell that others attest before and after it is set aside.
        wide_windows_carry: In a window of more than 60 days the older answer is carried.
        partners_stay: Actors named together at a spell's beginning are one side while it lasts.
        members_stand: A member of an alliance that two origins name stands for itself.
        ends_are_past: An end announced for a day after the record is no end yet.
        dates_are_close: A day attested within a window ends it, "throughout" is sure from its first part,
            a loose end only to its first day, starts far apart are no window; see rule 5.
        starts_are_evidence: A dated start is evidence of its day also where the claim has an `as_of`.
        fades_backwards: A state carried back before its first evidence fades, and ends.
    """

    edition: int
    disputes_last: bool
    late_lists_yield: bool
    wide_windows_carry: bool
    partners_stay: bool
    members_stand: bool
    ends_are_past: bool
    dates_are_close: bool
    starts_are_evidence: bool
    fades_backwards: bool


EDITIONS: Mapping[int, Rules] = MappingProxyType(
    {
        1: Rules(1, *[False] * 9),
        2: Rules(2, *[True] * 9),
    }
)
"""Every edition by its number, oldest first."""

CURRENT = EDITIONS[max(EDITIONS)]
"""The edition that answers the ledger as it is now."""
