"""The rules of the resolver by edition, so that an old release is answered as it was when it was cited.

A release of the ledger is rows and an edition of the rules (`releases.csv` names both). Each
switch below is one rule of ARCHITECTURE.md that a later edition brought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


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
