"""The words that a reader meets for the values of the closed vocabularies, each table sorted by its enum.

The values themselves are names in links and in files.
"""

from __future__ import annotations

from dashboard.wording.language import later
from geodata.vocab import Policy

POLICY = {
    Policy.ANY: later("any"),
    Policy.REPORTED: later("reported"),
    Policy.CORROBORATED: later("corroborated"),
    Policy.STRICT: later("strict"),
}
