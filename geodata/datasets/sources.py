"""The sources: the documents behind the claims, and the origin each goes back to."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.dates import When
from geodata.schema.columns import ADDED, SLUG, Column, Kind, Schema
from geodata.schema.dataset import CC_BY, LEDGER, Table
from geodata.vocab import SourceKind


@dataclass(frozen=True, slots=True)
class Source:
    """A document; those of one `origin_group` go back to one origin and are one voice.

    `published` is when it appeared. `url` is empty where the address was not kept.
    `syndicated_from` is a source_id, or the original publisher in words.
    """

    source_id: str
    publisher: str
    title: str
    url: str
    published: When
    language: str
    kind: SourceKind
    syndicated_from: str
    origin_group: str
    retrieved: str
    note: str


SOURCES = Table(
    name="sources",
    file="sources.csv",
    title="Sources: documents and their origins",
    schema=Schema(
        columns=(
            Column(
                "source_id",
                "Stable id: publisher, year, topic",
                required=True,
                pattern=SLUG,
                example="ap-2024-kanpaiti",
            ),
            Column("publisher", "Publisher", required=True),
            Column("title", "Title as published", required=True, prose=True),
            Column("url", "Address", pattern=r"https?://\S+", example="https://example.org/report"),
            Column("published", "When it appeared (EDTF)", Kind.DATE, required=True),
            Column(
                "language", "Language code, or 'multi'", required=True, pattern="[a-z]{2}|multi", example="en"
            ),
            Column("kind", "Who stands behind it", required=True, words=SourceKind),
            Column("syndicated_from", "The source_id or publisher it is a rewrite or copy of"),
            Column("origin_group", "Same for documents that go back to one origin", required=True),
            Column(
                "retrieved",
                "Whether an excerpt or the full text was read",
                required=True,
                words=("excerpt", "full"),
            ),
            Column("note", "Our remarks", prose=True),
            ADDED,
        ),
        key=("source_id",),
        replaceable=True,
    ),
    licences=(CC_BY,),
    origins=(LEDGER,),
    caveats=("Titles are cited as published; no other text of a source is in the bundle.",),
    record=Source,
)
