"""The newest report: what counts as one, and the one day that the README and the page name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from geodata.analysis.evidence import newest_report, unreported
from geodata.catalog import Catalog, open_catalog
from geodata.dates import When
from geodata.vocab import Dimension, SourceKind, Stance


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return open_catalog()


def test_the_newest_reports_of_the_shipped_ledger(catalog: Catalog) -> None:
    holder, gate = (newest_report(catalog, each) for each in (Dimension.CONTROL, Dimension.GATE))
    assert holder and gate
    assert (holder.claim_id, holder.about, holder.published) == ("k0359", date(2026, 3, 6), date(2026, 3, 7))
    assert gate.published == date(2026, 3, 2)


def test_a_brief_a_late_report_of_old_days_and_a_doubt_are_none(catalog: Catalog) -> None:
    newest = newest_report(catalog)
    assert newest
    brief = catalog.claims["k0075"]
    assert brief.as_of and brief.as_of.earliest and brief.as_of.earliest > newest.about
    media = {brief.source_id: replace(catalog.sources[brief.source_id], kind=SourceKind.MEDIA)}
    reported = replace(catalog, sources=MappingProxyType({**catalog.sources, **media}))
    assert newest_report(reported) != newest, "as reporting it would be the newest"
    late = replace(catalog.claims[newest.claim_id], as_of=None, start=When.parse("2024"))
    unsure = replace(catalog.claims[newest.claim_id], stance=Stance.UNCONFIRMED)
    for other in (late, unsure):
        claims = MappingProxyType({**catalog.claims, newest.claim_id: other})
        found = newest_report(replace(catalog, claims=claims))
        assert found and found.about < newest.about


def test_the_day_of_the_newest_report_is_reported_and_the_next_is_not(catalog: Catalog) -> None:
    newest = newest_report(catalog)
    assert newest
    assert not unreported(catalog, newest.published)
    assert unreported(catalog, newest.published + timedelta(days=1))
