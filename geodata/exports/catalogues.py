"""The ledger as catalogues and search engines read it: schema.org `Dataset`, as JSON-LD."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from geodata.catalog import Catalog
from geodata.datasets import DATASETS
from geodata.datasets.claims import CLAIMS
from geodata.datasets.places import WINDOW
from geodata.exports.about import citation
from geodata.exports.references import NAME, SUBTITLE, version
from geodata.schema.dataset import Dataset
from geodata.vocab import Stance

_KEYWORDS = (
    *("Myanmar", "China", "border crossings", "border gates", "rare earths", "mining", "armed conflict"),
    "territorial control",
)
_TYPES = {".csv": "text/csv", ".geojson": "application/geo+json"}


def dataset(catalog: Catalog, folder: Path, base: str) -> dict[str, Any]:
    """Return the description of the whole ledger.

    Args:
        catalog: The ledger as it is.
        folder: Where its files lie.
        base: The address of the server that gives them, without a slash at its end.
    """
    west, south, east, north = WINDOW
    release = catalog.release
    made: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{base}/dataset",
        "name": NAME,
        "alternateName": SUBTITLE,
        "description": f"{SUBTITLE}: claims with their sources, and the rule that turns them into states. A "
        "claim is what a document says, not what is so; catchments are schematic and no front lines.",
        "url": f"{base}/dataset",
        "identifier": catalog.hash,
        "version": version(catalog),
        "dateModified": release.day.isoformat() if release else None,
        "license": CLAIMS.licences[0].path,
        "creator": {"@type": "Organization", "name": NAME, "url": f"{base}/"},
        "creditText": citation(catalog),
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "keywords": list(_KEYWORDS),
        "temporalCoverage": f"{catalog.oldest_evidence}/{_newest_evidence(catalog)}",
        "spatialCoverage": {
            "@type": "Place",
            "name": "The border of Myanmar and China",
            "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
        },
        "measurementTechnique": "Claims are weighed by a rule that the reader chooses.",
        "variableMeasured": ["control", "status of a gate", "status of rare-earth mining"],
        "hasPart": [_part(each, folder, base) for each in DATASETS.values()],
    }
    return {name: value for name, value in made.items() if value is not None}


def _newest_evidence(catalog: Catalog) -> date:
    """Return the newest day of which a claim that counts speaks; reports of later days say nothing of it."""
    spoken = [
        when.last_day
        for claim in catalog.claims.values()
        if claim.stance is Stance.ASSERTS and not catalog.carries_nothing(claim)
        for when in (claim.start, claim.as_of, claim.end)
        if when and when.last_day
    ]
    return max(spoken)


def _part(each: Dataset, folder: Path, base: str) -> dict[str, Any]:
    data = (folder / each.file).read_bytes()
    return {
        "@type": "Dataset",
        "name": each.title,
        "description": " ".join((f"{each.title}.", *each.caveats)).replace("`", ""),
        "license": [licence.path for licence in each.licences],
        "creditText": each.attribution,
        "isBasedOn": [origin.path for origin in each.origins if origin.path],
        "distribution": {
            "@type": "DataDownload",
            "contentUrl": f"{base}/dataset/{each.file}",
            "encodingFormat": media_type(each.file),
            "contentSize": f"{len(data)} B",
            "sha256": hashlib.sha256(data).hexdigest(),
        },
    }


def media_type(file: str) -> str:
    """Return the media type of one of the ledger's files."""
    return _TYPES.get(Path(file).suffix, "application/octet-stream")
