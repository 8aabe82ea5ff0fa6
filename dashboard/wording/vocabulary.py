"""The words that a reader meets for the values of the closed vocabularies, each table sorted by its enum.

The values themselves are names in links and in files.
"""

from __future__ import annotations

from dashboard.wording.language import later
from geodata.vocab import Policy, Reason, Status

POLICY = {
    Policy.ANY: later("any"),
    Policy.REPORTED: later("reported"),
    Policy.CORROBORATED: later("corroborated"),
    Policy.STRICT: later("strict"),
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
STATUS = {
    Status.HELD: later("held"),
    Status.JOINT: later("held together"),
    Status.CHANGING: later("changing"),
    Status.CONTESTED: later("contested"),
    Status.UNKNOWN: later("no claim"),
}
