"""Claims, figures, disputes and sources as rows for a file: long form, each with its document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from geodata.analysis.evidence import Dispute
from geodata.analysis.window import days_of, recorded_days
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.measures import Measure
from geodata.datasets.sources import Source
from geodata.exports.rows import Record, point

_CLAIM = ("claim_id", "sentence", "note", "source_id", "publisher", "title", "published", "origin", "url")


def claim_row(catalog: Catalog, claim: Claim) -> Record:
    """Return a claim as a row: what it says, its own sentence and note, and its document.

    `start`, `end`, `as_of` and `recorded` are EDTF, as the source gives them.
    """
    return {
        "claim_id": claim.claim_id,
        "place_id": claim.place_id,
        "name": catalog.places[claim.place_id].name,
        "dimension": str(claim.dimension),
        "value": claim.value,
        "stance": str(claim.stance),
        "share": str(claim.share) if claim.share else None,
        "speaker": claim.speaker,
        "speaker_actor": claim.speaker_actor,
        "start": claim.start and claim.start.text,
        "end": claim.end and claim.end.text,
        "as_of": claim.as_of and claim.as_of.text,
        "since_before": claim.since_before,
        "recorded": claim.recorded.text,
        **_days(claim),
        "sentence": claim.restates,
        "note": claim.note,
        **document(catalog.sources[claim.source_id]),
        "data": catalog.hash,
    }


def _days(record: Claim | Measure) -> Record:
    """Return the days of which a record may speak, and those on which it may have appeared, as dates."""
    about, known = days_of(record), recorded_days(record)
    first, last = about or (None, None)
    return {
        "about_first_day": None if first == date.min else first,
        "about_last_day": last,
        "recorded_first_day": known[0],
        "recorded_last_day": known[1],
    }


def measure_row(catalog: Catalog, measure: Measure) -> Record:
    """Return a figure as a row, with its document; `period` and `recorded` are EDTF."""
    return {
        "measure_id": measure.measure_id,
        "subject": measure.subject,
        "period": measure.period.text,
        "place_id": measure.place_id,
        "name": catalog.places[measure.place_id].name,
        "best": measure.best,
        "low": measure.low,
        "high": measure.high,
        "unit": measure.unit,
        "scope": measure.scope,
        "recorded": measure.recorded.text,
        **_days(measure),
        "note": measure.note,
        **document(catalog.sources[measure.source_id]),
        "data": catalog.hash,
    }


def on_the_map(catalog: Catalog, row: Record) -> Record:
    """Return a row about a place with its point (WGS 84 degrees), as files with a geometry need it."""
    return row | point(catalog.places[row["place_id"]])


def dispute_rows(catalog: Catalog, disputes: Iterable[Dispute]) -> Iterator[Record]:
    """Yield a row for each claim of each side of some disputes; `dispute` and `side` count from 1.

    `result` is `used`, or the reason why the policy set the claim aside.
    """
    for number, dispute in enumerate(disputes, 1):
        about = {
            "dispute": number,
            "quarrel": str(dispute.quarrel),
            "first_day": dispute.days[0],
            "last_day": dispute.days[1],
            "settled": dispute.settled,
        }
        for side, claims in enumerate(dispute.sides, 1):
            for claim in claims:
                result = dispute.reasons.get(claim.claim_id)
                row = claim_row(catalog, claim)
                yield about | {"side": side, "result": str(result) if result else "used"} | row


SOURCE_ROW = (
    *("source_id", "publisher", "title", "published", "origin", "url"),
    *("kind", "syndicated_from", "claims", "data"),
)
"""Columns of a row of a source, in order."""


def source_row(catalog: Catalog, source: Source, claims: Iterable[Claim]) -> Record:
    """Return a source as a row, with the ids of the claims that are taken from it."""
    return {
        **document(source),
        "kind": str(source.kind),
        "syndicated_from": source.syndicated_from,
        "claims": [claim.claim_id for claim in claims],
        "data": catalog.hash,
    }


def claim_columns(catalog: Catalog, claim_id: str | None) -> Record:
    """Return a claim and its document as the columns that follow a row; all empty for None."""
    claim = catalog.claims.get(claim_id or "")
    if claim is None:
        return dict.fromkeys(_CLAIM)
    row = claim_row(catalog, claim)
    return {name: row[name] for name in _CLAIM}


def document(source: Source) -> Record:
    """Return a document as the columns of a row; `published` is EDTF."""
    return {
        "source_id": source.source_id,
        "publisher": source.publisher,
        "title": source.title,
        "published": source.published.text,
        "origin": source.origin_group,
        "url": source.url,
    }
