"""What the rule does with some claims: for the answer of a day, or for those of all days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from geodata.analysis.timeline import intervals
from geodata.analysis.weighed import OTHER_DAYS, SILENT, USED, Weighed, weighed
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.exports.sentences import why_text
from geodata.resolver.answers import state_in
from geodata.resolver.resolve import RESOLVED, state, track
from geodata.vocab import Dimension, Policy

NO_STATE, NOT_USED = "no state", "not used"
"""What the rule does with a claim that it never weighs, and with one on which no answer rests."""

_SILENT = frozenset(map(str, SILENT))
Results = dict[str, tuple[str, str | None]]
"""What the rule does with a claim and why, by the id of the claim."""


def on_a_day(
    catalog: Catalog, part: Sequence[Claim], day: date, *, known_on: date | None, policy: Policy
) -> Results:
    """Return what the rule did with some claims on a day; of attacks and agreements it makes no answer."""
    found = on_all_days(
        catalog, [c for c in part if c.dimension not in RESOLVED], known_on=known_on, policy=policy
    )
    about = dict.fromkeys((c.place_id, c.dimension) for c in part if c.dimension in RESOLVED)
    for place_id, dimension in about:
        answer = state(catalog, place_id, day, dimension=dimension, known_on=known_on, policy=policy)
        for each in weighed(catalog, answer):
            if each.claim.place_id == place_id:
                found[each.claim.claim_id] = (each.result, why_text(each) or None)
    return found


def on_all_days(catalog: Catalog, part: Sequence[Claim], *, known_on: date | None, policy: Policy) -> Results:
    """Return what the rule does with some claims on whatever day: used where any answer rests on it."""
    about = {c.dimension for c in part} & set(RESOLVED)
    # Answers of other places too: some are derived from a claim's own.
    used = {
        claim_id
        for _, each in intervals(catalog, dimensions=about, known_on=known_on, policy=policy)
        for claim_id in each.used
    }
    lanes: dict[tuple[str, Dimension], dict[str, Weighed]] = {}
    found: Results = {}
    for claim in part:
        if claim.dimension not in RESOLVED:
            found[claim.claim_id] = (
                NO_STATE,
                "It is about an attack or an agreement: no state is made of these.",
            )
            continue
        lane_of = claim.place_id, claim.dimension
        if lane_of not in lanes:
            lane = track(catalog, *lane_of, known_on, policy)
            now = state_in(lane, catalog.newest_record, catalog.newest_record)
            lanes[lane_of] = {each.claim.claim_id: each for each in weighed(catalog, now)}
        each = lanes[lane_of][claim.claim_id]
        if claim.claim_id in used:
            found[claim.claim_id] = (USED, None)
        elif each.reason:
            found[claim.claim_id] = (each.result, why_text(each))
        else:
            found[claim.claim_id] = (
                NOT_USED,
                "The answers of the days of which it speaks rest on other claims.",
            )
    return found


def told_result(result: str, why: str | None) -> str:
    """Return what the rule does with a claim, to be read: used; not used, denial: and why."""
    if result in (USED, OTHER_DAYS):
        return "counts for other days" if result == OTHER_DAYS else "used"
    aside = "" if result in (NO_STATE, NOT_USED) else "not used, " if result in _SILENT else "set aside, "
    return f"{aside}{result}: {why}" if why else f"{aside}{result}"


def rank(result: tuple[str, str | None] | None) -> int:
    """Order claims by what the rule did with them: used, set aside, of other days."""
    if result is None:
        return 3
    return 0 if result[0] == USED else 2 if result[0] == OTHER_DAYS else 1
