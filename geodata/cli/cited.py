"""Claims, documents and answers as rows that say how to cite them."""

from __future__ import annotations

from typing import Any

from geodata.analysis.citing import cite
from geodata.catalog import Catalog
from geodata.exports.references import answer_path, claim_path, of_answer, of_claim
from geodata.exports.sentences import answer_text
from geodata.resolver.answers import State

CITE_ROW = ("id", "citation", "document", "sentence", "source_id", "published", "recorded", "url", "path")
"""Columns of a row, in order."""


def cited(catalog: Catalog, name: str, base: str) -> dict[str, Any]:
    """Return the row of a claim or a document that is cited."""
    of_document = cite(catalog, name)  # names the nearest id where there is none
    claim = catalog.claims.get(name)
    if claim is None:
        return _cited_document(catalog, name)
    reference, _ = of_claim(catalog, name, base)
    row = _cited_document(catalog, claim.source_id)
    return row | {
        "id": name,
        "citation": reference.text,
        "document": of_document,
        "sentence": claim.restates,
        "recorded": claim.recorded.text,
        "path": f"/{claim_path(catalog, name)}",
    }


def _cited_document(catalog: Catalog, source_id: str) -> dict[str, Any]:
    source = catalog.sources[source_id]
    found = {
        "id": source_id,
        "citation": cite(catalog, source_id),
        "source_id": source_id,
        "published": source.published.text,
        "url": source.url,
    }
    return {name: found.get(name) for name in CITE_ROW}


def cited_answer(catalog: Catalog, found: State, base: str) -> list[dict[str, Any]]:
    """Return the row of an answer that is cited, then those of the documents that it rests on."""
    reference, *documents = of_answer(catalog, found, base)
    row = {
        "id": reference.key,
        "citation": reference.text,
        "sentence": answer_text(catalog, found),
        "url": reference.url or None,
        "path": f"/{answer_path(catalog, found)}",
    }
    return [
        {name: row.get(name) for name in CITE_ROW},
        *(_cited_document(catalog, each.key) for each in documents),
    ]
