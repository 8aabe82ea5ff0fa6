"""The Data page: a card for each dataset of the bundle."""

from __future__ import annotations

import hashlib

from dashboard.wording.datasets import dataset_cards
from dashboard.wording.text import escape
from geodata.catalog import Catalog
from geodata.datasets import DATASETS
from tests.dashboard.conftest import Open


def test_every_dataset_has_a_sheet_with_its_licence_makers_and_file(catalog: Catalog) -> None:
    every = [card for _, group in dataset_cards(catalog) for card in group]
    assert sorted(card.name for card in every) == sorted(DATASETS)
    for card in every:
        assert card.rows and card.licences and card.origins
        assert card.digest == hashlib.sha256(card.path.read_bytes()).hexdigest()


def test_tables_with_dates_say_how_far_they_reach(catalog: Catalog) -> None:
    coverage = {card.name: card.coverage for _, group in dataset_cards(catalog) for card in group}
    reports = "newest report on any holder 7 Mar 2026, on a gate 2 Mar 2026"
    assert coverage["claims"].endswith(f"2026 · {reports}")
    assert coverage["sources"].startswith("published ") and coverage["sources"].endswith(reports)
    assert coverage["land"] == ""


def test_the_page_runs(open_page: Open) -> None:
    app = open_page(page="data")
    assert not app.exception
    assert len(app.get("download_button")) == len(DATASETS)


def test_each_release_is_listed_with_all_that_it_changed_and_a_link_to_it(
    open_page: Open, catalog: Catalog
) -> None:
    (shown,) = open_page(page="data").table
    rows = shown.value["what changed"].tolist()
    assert len(rows) == len(catalog.releases)
    for release, text in zip(reversed(catalog.releases), rows, strict=True):
        assert f"(/?data={release.hash})" in text and text.startswith(escape(release.changes, longest=900))
        assert "…" not in text
