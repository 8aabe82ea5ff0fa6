"""A claim as one record for JSON: all that it says, its document, and what became of it."""

from __future__ import annotations

from geodata.analysis.standing import Standing, day_of
from geodata.catalog import Catalog
from geodata.datasets.releases import Release
from geodata.exports.about import citation, licence
from geodata.exports.evidence import claim_row
from geodata.exports.rows import Record, as_json, interval_row
from geodata.vocab import Policy

_OF_ANSWER = (
    "place_id",
    "name",
    "dimension",
    "start",
    "last_day",
    "status",
    "holder",
    "value",
    "derived_from",
)


def of_claim(catalog: Catalog, standing: Standing, policy: Policy, base: str) -> Record:
    """Return a claim for JSON.

    `used_by` has the answers that rest on it, by the policy: each with its days (`start` and `last_day`, None
    where open), a day `on` to look at it, and the address of the answer on that day. `set_aside` is the
    reason where none does. Dates that a document gives are EDTF.

    Args:
        catalog: The ledger.
        standing: What became of the claim by the policy.
        policy: What counts as evidence.
        base: The address of the server, without a slash at its end.
    """
    claim = standing.claim
    row = as_json(claim_row(catalog, claim))
    source = catalog.sources[claim.source_id]
    came = catalog.came_with(claim.claim_id)
    return {
        **{name: value for name, value in row.items() if name != "data"},
        "language": source.language,
        "kind": str(source.kind),
        "syndicated_from": source.syndicated_from or None,
        "supersedes": claim.supersedes,
        "superseded_by": [each.claim_id for each in standing.corrected_by],
        "came_with": _release(came) if came else None,
        "policy": str(policy),
        "used_by": [
            {name: as_json(interval_row(catalog, lane, interval))[name] for name in _OF_ANSWER}
            | {"on": day_of(claim, interval, catalog.newest_record).isoformat()}
            for lane, interval in standing.used
        ],
        "set_aside": str(standing.reason) if standing.reason else None,
        "address": f"{base}/claim/{claim.claim_id}",
        "data": catalog.hash,
        "release": _release(catalog.release) if catalog.release else None,
        "licence": licence(),
        "citation": citation(catalog),
    }


def _release(release: Release) -> Record:
    return {"number": release.number, "day": release.day.isoformat(), "hash": release.hash}
