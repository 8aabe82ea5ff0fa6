"""What the Data page says of each dataset: the bundle's own description of its files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.wording.dates import show_when
from dashboard.wording.firmness import newest_reports
from geodata.bundle.reading import FOLDER, MANIFEST, counted
from geodata.catalog import Catalog
from geodata.datasets import DATASETS
from geodata.datasets.claims import Claim
from geodata.dates import When
from geodata.schema.dataset import Table
from geodata.vocab import SourceKind, Stance

_OWN = (SourceKind.DATASET, SourceKind.BRIEF)
"""Kinds of documents that report nothing: how far the reports reach is not told by them."""

_MINES = ("mine_clusters", "mine_pools", "mine_model_clusters")


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """One dataset as the page shows it.

    Attributes:
        name: Its name, `title` what it holds, `file` its file in the bundle at `path`.
        rows: Number of records, each a `unit`.
        size: Size of the file in words.
        coverage: The days it speaks about, or was published on; empty for geometry.
        licences: Short name and address of each licence.
        origins: Name and address of each maker.
        caveats: What a reader must not conclude.
        digest: SHA-256 of the file.
    """

    name: str
    title: str
    file: str
    path: Path
    media_type: str
    rows: int
    unit: str
    size: str
    coverage: str
    licences: tuple[tuple[str, str], ...]
    origins: tuple[tuple[str, str], ...]
    caveats: tuple[str, ...]
    digest: str


def dataset_cards(catalog: Catalog, folder: Path = FOLDER) -> tuple[tuple[str, tuple[DatasetCard, ...]], ...]:
    """Return the dataset_cards of all datasets in groups: the ledger, the mines, the backdrop."""
    described = json.loads((folder / MANIFEST).read_text("utf-8"))["resources"]
    coverage = _coverage(catalog)
    every = [_sheet(resource, folder, coverage) for resource in described if resource["name"] in DATASETS]
    tables = {each.name for each in DATASETS.values() if isinstance(each, Table)}
    groups = (
        ("The ledger", [card for card in every if card.name in tables]),
        ("The mines", [card for card in every if card.name in _MINES]),
        ("The backdrop", [card for card in every if card.name not in tables and card.name not in _MINES]),
    )
    return tuple((heading, tuple(group)) for heading, group in groups if group)


def _sheet(resource: dict[str, Any], folder: Path, coverage: dict[str, str]) -> DatasetCard:
    dataset = DATASETS[resource["name"]]
    return DatasetCard(
        name=dataset.name,
        title=dataset.title,
        file=dataset.file,
        path=folder / dataset.file,
        media_type=resource.get("mediatype", "application/octet-stream"),
        rows=int(resource.get(counted(dataset), 0)),
        unit="rows" if isinstance(dataset, Table) else "features",
        size=_size(int(resource.get("bytes", 0))),
        coverage=coverage.get(dataset.name, ""),
        licences=tuple((licence.name, licence.path) for licence in dataset.licences),
        origins=tuple((origin.title, origin.path) for origin in dataset.origins),
        caveats=dataset.caveats,
        digest=str(resource.get("hash", "")).removeprefix("sha256:"),
    )


def _spoken_of(catalog: Catalog, claim: Claim) -> tuple[When | None, ...]:
    """Return the days of which a claim speaks, none where it is no report or is not sure."""
    asserts = claim.stance is Stance.ASSERTS and not catalog.carries_nothing(claim)
    return (claim.start, claim.as_of) if asserts else ()


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 1)} kB"


def _coverage(catalog: Catalog) -> dict[str, str]:
    """Return the first and the last date in the tables that have dates, in words.

    Those of documents are the days on which they appeared, and the newest report is named beside
    them: a document of later days says nothing new about a holder.
    """
    dates: dict[str, Iterable[When | None]] = {
        "claims": (when for claim in catalog.claims.values() for when in _spoken_of(catalog, claim)),
        "sources": (source.published for source in catalog.sources.values() if source.kind not in _OWN),
        "episodes": (episode.start for episode in catalog.episodes.values()),
        "measures": (measure.period for measure in catalog.measures),
        "monthly_series": (figure.period for figure in catalog.monthly),
    }
    words = {}
    for name, whens in dates.items():
        known = sorted(when for when in whens if when and when.earliest)
        if known:
            words[name] = f"{show_when(known[0])} to {show_when(known[-1])}"
    for name, what in (("claims", "speak of"), ("sources", "published")):
        if name in words:
            words[name] = f"{what} {words[name]}; {newest_reports(catalog)}"
    return words
