"""What the Data page says of each dataset: the bundle's own description of its files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from dashboard.wording.dates import show_day, show_when
from dashboard.wording.firmness import newest_reports
from dashboard.wording.language import figure, later, say, say_plural
from geodata.bundle.reading import MANIFEST, counted
from geodata.catalog import Catalog
from geodata.datasets import DATASETS
from geodata.datasets.claims import Claim
from geodata.dates import When
from geodata.errors import FOLDER
from geodata.exports.catalogues import media_type
from geodata.schema.dataset import Dataset, Table
from geodata.vocab import SourceKind, Stance

SENTENCE = later("Every colour on the map goes back to a row in one of these files.")
REMARK = later(
    "Figures that count different things are never put on one axis, an empty map of mines means "
    "“not surveyed”, and boundaries imply no opinion on legal status."
)
DOWNLOAD, DOWNLOAD_HELP = later("Download"), later("{file} as it is in the bundle {hash}")
DIGEST = later("sha256 {digest}")
RELEASES = later("Releases")
RELEASES_REMARK = later(
    "Rows are only ever added, so a link made on an older release opens it as it was then."
)
RELEASE, WHAT_CHANGED = later("release"), later("what changed")
OPEN_RELEASE = later("Open the ledger as it was")
RELEASES_ALT = later("The releases of the ledger, newest first, with what each changed")

DAMAGED = later(
    "{file}, which describes the files, is missing or damaged. The files themselves were checked and are "
    "whole; sizes and hashes below are those of the files as they lie here."
)
EDITED = later(
    "{file} is not the file that the description of the data names: one of the two was changed since."
)

TITLE = later("The data of Border Ledger")
INTRO = later(
    "Who holds each crossing and each mine on the Myanmar–China border, since when, and who says so. Each "
    "row of the claims is one statement in one document; a visible rule turns them into states."
)
MAP, DATA, LINKED = later("The map"), later("The page Data"), later("This description as JSON-LD")
FOR_CATALOGUES = later(
    "For catalogues and search engines: the description of the data, and each file at its address"
)

_OWN = (SourceKind.DATASET, SourceKind.BRIEF)
"""Kinds of documents that report nothing: how far the reports reach is not told by them."""

_MINES = ("mine_clusters", "mine_pools", "mine_model_clusters")

_SPAN = later("{first} to {last}")
_REACH = {
    "claims": later("speak of {first} to {last}"),
    "sources": later("published {first} to {last}"),
}
"""The first and the last date of a table, in words."""


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A release: its name, what it changed, and where the ledger of then is opened."""

    name: str
    changes: str
    address: str


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """One dataset as the page shows it.

    Attributes:
        name: Its name, `title` what it holds, `file` its file in the bundle at `path`.
        rows: Number of records.
        size: Number of records and size of the file in words.
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
    size: str
    coverage: str
    licences: tuple[tuple[str, str], ...]
    origins: tuple[tuple[str, str], ...]
    caveats: tuple[str, ...]
    digest: str


def release_lines(catalog: Catalog) -> list[ReleaseLine]:
    """Return the releases, the newest first."""
    return [
        ReleaseLine(
            say("{number} of {day}, {data}", number=each.number, day=show_day(each.day), data=each.hash),
            each.changes,
            f"/?data={each.hash}",
        )
        for each in reversed(catalog.releases)
    ]


def dataset_cards(catalog: Catalog, folder: Path = FOLDER) -> tuple[tuple[str, tuple[DatasetCard, ...]], ...]:
    """Return the cards of all datasets in groups: the ledger, the mines, the backdrop."""
    described, coverage = _described(folder), _coverage(catalog)
    every = [_card(each, described.get(each.name), folder, coverage) for each in DATASETS.values()]
    tables = {each.name for each in DATASETS.values() if isinstance(each, Table)}
    groups = (
        (say("The ledger"), [card for card in every if card.name in tables]),
        (say("The mines"), [card for card in every if card.name in _MINES]),
        (
            say("The background of the map"),
            [card for card in every if card.name not in tables and card.name not in _MINES],
        ),
    )
    return tuple((heading, tuple(group)) for heading, group in groups if group)


def not_described(catalog: Catalog) -> tuple[str, ...]:
    """Return which files are not the ones that the description names, each in a sentence."""
    return tuple(
        (DAMAGED if notice.record == MANIFEST else EDITED)(file=notice.record) for notice in catalog.notices
    )


def _described(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what datapackage.json says of each file, nothing where it cannot be read."""
    try:
        resources = json.loads((folder / MANIFEST).read_text("utf-8"))["resources"]
        return {each["name"]: each for each in resources}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # what is wrong with it is said beside the cards: `not_described`


def _of_file(path: Path) -> dict[str, Any]:
    """Return what can be said of a file that is not described."""
    data = path.read_bytes()
    return {"bytes": len(data), "hash": sha256(data).hexdigest()}


def _card(
    dataset: Dataset, resource: dict[str, Any] | None, folder: Path, coverage: dict[str, str]
) -> DatasetCard:
    if resource is None:
        resource = _of_file(folder / dataset.file)
    rows, size = int(resource.get(counted(dataset), 0)), _size(int(resource.get("bytes", 0)))
    return DatasetCard(
        name=dataset.name,
        title=say(dataset.title),
        file=dataset.file,
        path=folder / dataset.file,
        media_type=media_type(dataset.file),
        rows=rows,
        size=f"{_records(dataset, rows)} · {size}" if rows else size,
        coverage=coverage.get(dataset.name, ""),
        licences=tuple((licence.name, licence.path) for licence in dataset.licences),
        origins=tuple((origin.title, origin.path) for origin in dataset.origins),
        caveats=tuple(map(say, dataset.caveats)),
        digest=str(resource.get("hash", "")).removeprefix("sha256:"),
    )


def _spoken_of(catalog: Catalog, claim: Claim) -> tuple[When | None, ...]:
    """Return the days of which a claim speaks, none where it is no report or is not sure."""
    asserts = claim.stance is Stance.ASSERTS and not catalog.carries_nothing(claim)
    return (claim.start, claim.as_of) if asserts else ()


def _records(dataset: Dataset, count: int) -> str:
    if isinstance(dataset, Table):
        return say_plural("{figure} row", "{figure} rows", count)
    return say_plural("{figure} shape", "{figure} shapes", count)


def _size(count: int) -> str:
    if count >= 1_000_000:
        return say("{size} MB", size=figure(count / 1_000_000, 1))
    return say("{size} kB", size=figure(max(count // 1000, 1)))


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
            words[name] = _REACH.get(name, _SPAN)(first=show_when(known[0]), last=show_when(known[-1]))
    for name in words.keys() & _REACH.keys():
        words[name] = f"{words[name]} · {newest_reports(catalog)}"
    return words
