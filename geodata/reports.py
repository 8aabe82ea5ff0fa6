"""The newest report: past its day nobody has said how things stand, so every answer is unverified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.vocab import Dimension, Stance
from geodata.voices import known_day


@dataclass(frozen=True, slots=True)
class Report:
    """What was last reported of a dimension, at any place.

    `about` is the day of which it speaks, `published` the day on which it appeared: what every
    picture and sentence names as the day of the newest report.
    """

    claim_id: str
    about: date
    published: date


@lru_cache(maxsize=32)
def newest_report(catalog: Catalog, dimension: Dimension = Dimension.CONTROL) -> Report | None:
    """Return the assertion that speaks of the newest day, None where there is none.

    A late report of old days is none, nor is a claim that was corrected, nor what is no reporting.
    """
    corrected = {claim.supersedes for claim in catalog.claims.values()}
    reports = [
        Report(claim.claim_id, day, known_day(claim, catalog.newest_record))
        for claim in catalog.claims.values()
        if claim.dimension is dimension
        and claim.stance is Stance.ASSERTS
        and claim.claim_id not in corrected
        and not catalog.carries_nothing(claim)
        and (day := _about(claim))
    ]
    return max(reports, key=lambda report: (report.about, report.published, report.claim_id), default=None)


def _about(claim: Claim) -> date | None:
    """Return the first day on which a claim says that its state holds."""
    when = claim.as_of or claim.start
    return (when.earliest or when.last_day) if when else None


def unreported(catalog: Catalog, on: date, dimension: Dimension = Dimension.CONTROL) -> bool:
    """Tell whether a day lies after the newest report: what is said of it is carried forward."""
    newest = newest_report(catalog, dimension)
    return newest is None or on > newest.published
