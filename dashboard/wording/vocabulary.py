"""The words that a reader meets for the values of the closed vocabularies, each table sorted by its enum.

The values themselves are names in links and in files.
"""

from __future__ import annotations

from dashboard.answer.claims import Use
from dashboard.wording.language import later
from geodata.analysis.evidence import Quarrel
from geodata.vocab import (
    Dimension,
    GateStatus,
    PlaceKind,
    Policy,
    RareEarth,
    Reason,
    SourceKind,
    Stance,
    Status,
)

DIMENSION = {
    Dimension.CONTROL: later("control"),
    Dimension.GATE: later("China’s gate"),
    Dimension.RARE_EARTH: later("rare earths"),
    Dimension.OFFENSIVE: later("attack"),
    Dimension.AGREEMENT: later("agreement"),
}
GATE = {
    GateStatus.OPEN: later("open"),
    GateStatus.PARTIAL: later("partly open"),
    GateStatus.CLOSED: later("closed"),
}
PLACE_KIND = {
    PlaceKind.TOWN: later("Town"),
    PlaceKind.VILLAGE: later("Village"),
    PlaceKind.GATE: later("Border gate"),
    PlaceKind.TRADE_ZONE: later("Trade zone"),
    PlaceKind.BASE: later("Base"),
    PlaceKind.ROAD: later("Road"),
    PlaceKind.AREA: later("Area"),
}
POLICY = {
    Policy.ANY: later("any"),
    Policy.REPORTED: later("reported"),
    Policy.CORROBORATED: later("corroborated"),
    Policy.STRICT: later("strict"),
}
QUARREL = {
    Quarrel.HOLDER: later("different holders or values for the same days"),
    Quarrel.DATE: later("different days for the same beginning"),
    Quarrel.DENIAL: later("one says it, the other denies it"),
}
RARE_EARTH = {
    RareEarth.PERMITTED: later("permitted"),
    RareEarth.TAXED: later("taxed"),
    RareEarth.RESUMED: later("resumed"),
    RareEarth.SUSPENDED: later("suspended"),
}
REASON = {
    Reason.SAME_ORIGIN: later("same origin"),
    Reason.DIFFERS_FROM_ORIGIN: later("differs from its origin"),
    Reason.OWN_CLAIM: later("a party’s own claim"),
    Reason.UNCORROBORATED: later("one origin only"),
    Reason.CONTRADICTED: later("others say otherwise"),
    Reason.DATE_DIFFERS: later("gives another day"),
    Reason.UNCONFIRMED: later("not confirmed"),
    Reason.DENIAL: later("denial"),
    Reason.NOT_YET_KNOWN: later("not yet known"),
    Reason.SUPERSEDED: later("corrected later"),
    Reason.NO_REPORTING: later("no report"),
}
SOURCE_KIND = {
    SourceKind.MEDIA: later("news outlet"),
    SourceKind.AGENCY: later("news agency"),
    SourceKind.PARTY: later("party to the conflict"),
    SourceKind.NGO: later("non-governmental organisation"),
    SourceKind.OFFICIAL: later("state body"),
    SourceKind.DATASET: later("dataset"),
    SourceKind.AGGREGATOR: later("rewrite or digest"),
    SourceKind.BRIEF: later("compiled text"),
}
STANCE = {
    Stance.ASSERTS: later("says so"),
    Stance.DENIES: later("denies it"),
    Stance.UNCONFIRMED: later("does not confirm it"),
}
STATUS = {
    Status.HELD: later("held"),
    Status.JOINT: later("held together"),
    Status.CHANGING: later("changing"),
    Status.CONTESTED: later("contested"),
    Status.UNKNOWN: later("no claim"),
}
USE = {
    Use.USED: later("used"),
    Use.NOT_COUNTED: later("shown, not counted"),
    Use.OTHER_DAYS: later("about other days"),
}
