"""The contract of the resolver: questions about the shipped ledger with their answers."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from geodata.catalog import Catalog
from geodata.resolver.resolve import state, track
from geodata.vocab import Dimension, Policy

HERE = Path(__file__).parent
ROWS = [
    row
    for file in ("answers.csv", "answers-2.csv")
    for row in csv.DictReader((HERE / file).read_text(encoding="utf-8").splitlines())
]


def _many(cell: str) -> set[str]:
    return set(cell.split("|")) - {""}


@pytest.mark.parametrize(
    "row",
    ROWS,
    ids=lambda r: f"{r['place_id']}-{r['dimension']}-{r['on']}-{r['known_on'] or 'all'}-{r['policy']}",
)
def test_the_ledger_answers_as_agreed(shipped: Catalog, row: dict[str, str]) -> None:
    """An empty cell is not asked."""
    found = state(
        shipped,
        row["place_id"],
        date.fromisoformat(row["on"]),
        known_on=date.fromisoformat(row["known_on"]) if row["known_on"] else None,
        policy=Policy(row["policy"]),
        dimension=Dimension(row["dimension"]),
    )
    since = found.since.as_dict() if found.since else {"earliest": None, "latest": None}
    given = {
        "status": found.status,
        "actors": set(found.actors),
        "with": set(found.partners),
        "value": found.value,
        "stale": str(found.stale).lower(),
        "since_earliest": since["earliest"],
        "since_latest": since["latest"],
    }
    for name, answer in given.items():
        if row.get(name):
            expected = _many(row[name]) if name in ("actors", "with") else row[name]
            assert answer == expected, (name, row["why"])
    assert _many(row["must_set_aside"]) <= {item.claim_id for item in found.set_aside}


def test_every_question_of_the_contract_is_asked() -> None:
    assert len(ROWS) == 45


def test_every_answer_names_an_actor_by_its_latest_name(shipped: Catalog) -> None:
    assert shipped.later_names == {"nda-k": "kbgf"}
    assert any("nda-k" in claim.actors for claim in shipped.claims.values())
    for place_id in shipped.places:
        for policy in Policy:
            for interval in track(shipped, place_id, Dimension.CONTROL, None, policy).intervals:
                assert "nda-k" not in {*interval.actors, *interval.partners, *interval.from_actors}


def test_one_source_that_dates_kanpaiti_a_year_early_is_set_aside_with_its_reason(shipped: Catalog) -> None:
    found = state(shipped, "kanpaiti", date(2023, 12, 1))
    reasons = {item.claim_id: str(item.reason) for item in found.set_aside}
    assert reasons["k0020"] == reasons["k0021"] == "differs from its origin"
