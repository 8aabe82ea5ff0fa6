"""The contract of the resolver: questions about the shipped ledger with their answers."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from geodata.catalog import Catalog
from geodata.resolver import state
from geodata.vocab import Dimension, Policy

ROWS = list(csv.DictReader((Path(__file__).parent / "answers.csv").read_text(encoding="utf-8").splitlines()))


def _many(cell: str) -> set[str]:
    return set(cell.split("|")) - {""}


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda r: f"{r['place_id']}-{r['on']}-{r['known_on'] or 'all'}-{r['policy']}"
)
def test_the_ledger_answers_as_agreed(shipped: Catalog, row: dict[str, str]) -> None:
    found = state(
        shipped,
        row["place_id"],
        date.fromisoformat(row["on"]),
        known_on=date.fromisoformat(row["known_on"]) if row["known_on"] else None,
        policy=Policy(row["policy"]),
        dimension=Dimension(row["dimension"]),
    )
    assert found.status == row["status"], row["why"]
    assert not _many(row["actors"]) or set(found.actors) == _many(row["actors"])
    assert not _many(row["with"]) or set(found.partners) == _many(row["with"])
    if row["since_earliest"]:
        assert found.since is not None and str(found.since.earliest) == row["since_earliest"]
    if row["since_latest"]:
        assert found.since is not None and str(found.since.latest) == row["since_latest"]
    assert _many(row["must_set_aside"]) <= {item.claim_id for item in found.set_aside}


def test_every_question_of_the_contract_is_asked() -> None:
    assert len(ROWS) == 20


def test_one_source_that_dates_kanpaiti_a_year_early_is_set_aside_with_its_reason(shipped: Catalog) -> None:
    found = state(shipped, "kanpaiti", date(2023, 12, 1))
    reasons = {item.claim_id: str(item.reason) for item in found.set_aside}
    assert reasons["k0020"] == reasons["k0021"] == "differs from its origin"
