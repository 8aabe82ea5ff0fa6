"""The evidence of an answer to be read: what is known, which claims say so, and which were set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from geodata.analysis.citing import cite
from geodata.analysis.weighed import OTHER_DAYS, USED, Weighed
from geodata.catalog import Catalog
from geodata.dates import show_day, show_when
from geodata.errors import how_many
from geodata.exports.about import citation, licence
from geodata.exports.blocks import Block, Cell, Code, Grid, Heading, Link, Listing, Paragraph
from geodata.exports.sentences import TOPICS, age_text, answer_text, caveats, days_text, value_text

if TYPE_CHECKING:
    from geodata.exports.proof import Answer, Proof

_CLAIM = ("claim", "what it says", "dates", "in a sentence", "who says so", "document")
_ASIDE = (*_CLAIM, "why it is set aside")
_NAMED = 3
"""Places that a title names; of more it says how many."""


def title_of(names: Sequence[str], on: date) -> str:
    """Return what an answer is about: Kanpaiti on 26 Nov 2024."""
    more = f" and {how_many(len(names) - _NAMED, 'more place')}" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more} on {show_day(on)}"


def dossier(proof: Proof) -> list[Block]:
    """Return the evidence as a document."""
    return [
        Heading(1, f"Border Ledger: the evidence for {proof.title}"),
        *_question(proof),
        *(block for answer in proof.answers for block in _answer(proof.catalog, answer)),
        *_silent(proof),
        *_sources(proof),
        Heading(2, "What not to conclude"),
        Listing(caveats(proof.catalog, [each.state for each in proof.answers])),
        Heading(2, "How to check it"),
        Paragraph(
            "Run this command in the folder of this file. The answer is the same as long as the hash of the "
            f"data is {proof.catalog.hash}."
        ),
        Code(proof.command),
        Heading(2, "Licence and citation"),
        Paragraph(licence()),
        Paragraph(citation(proof.catalog)),
    ]


def _question(proof: Proof) -> Iterator[Block]:
    catalog, release = proof.catalog, proof.release
    topics = ", ".join(TOPICS[each] for each in proof.dimensions)
    stands = (
        f"release {release.number} of {show_day(release.day)}" if release else "with rows in no release yet"
    )
    yield Listing(
        [
            f"Asked: {topics} on {show_day(proof.on)}",
            f"As known on: {show_day(proof.known_on)}",
            f"What counts as evidence: {proof.policy}. {proof.policy.meaning}",
            f"Ledger: data {catalog.hash}, {stands}, rules of edition {catalog.rules.edition}",
        ]
    )
    if catalog.own:
        yield Paragraph(
            f"{how_many(len(catalog.own), 'claim')} of the reader’s own were weighed too: "
            f"{', '.join(catalog.own)}. No release of the ledger has them.",
            strong=True,
        )


def _answer(catalog: Catalog, answer: Answer) -> Iterator[Block]:
    state = answer.state
    yield Heading(2, f"{catalog.places[state.place_id].name}: {TOPICS[state.dimension]}")
    yield Paragraph(answer_text(catalog, state), strong=True)
    yield Paragraph(age_text(state))
    used, aside = (answer.of(result) for result in (USED, "aside"))
    yield Heading(3, f"Claims used ({len(used)})")
    yield Grid(_CLAIM, [_row(catalog, each) for each in used]) if used else Paragraph("None.")
    yield Heading(3, f"Claims set aside ({len(aside)})")
    if aside:
        yield Grid(_ASIDE, [(*_row(catalog, each), _why(each)) for each in aside])
    else:
        yield Paragraph("None.")
    if others := answer.of(OTHER_DAYS):
        yield Paragraph(
            f"{how_many(len(others), 'more claim')} about it for other days: "
            f"{', '.join(each.claim.claim_id for each in others)}. They are in claims.csv."
        )


def _row(catalog: Catalog, each: Weighed) -> tuple[Cell, ...]:
    claim = each.claim
    source = catalog.sources[claim.source_id]
    own = " (the reader’s own)" if catalog.is_own(claim.claim_id) else ""
    place = "" if claim.note == "" else f" Note: {claim.note}"
    return (
        f"{claim.claim_id}{own}",
        value_text(catalog, claim),
        days_text(claim),
        f"{claim.restates}{place}",
        claim.speaker,
        Link(f"{source.publisher}, {show_when(source.published)}", source.url),
    )


def _why(each: Weighed) -> str:
    assert each.reason
    return f"{each.reason}: {each.reason.meaning}"


def _silent(proof: Proof) -> Iterable[Block]:
    if not proof.silent:
        return ()
    lines = [f"{place.name}: {TOPICS[dimension]}" for place, dimension in proof.silent]
    return (Heading(2, "Of these the ledger has no claim at all: unknown"), Listing(lines))


def _sources(proof: Proof) -> Iterator[Block]:
    yield Heading(2, f"Documents ({len(proof.sources)})")
    if proof.sources:
        yield Grid(
            ("id", "document", "origin", "who stands behind it"),
            [
                (
                    source.source_id,
                    Link(cite(proof.catalog, source), source.url),
                    source.origin_group,
                    source.kind.meaning,
                )
                for source in proof.sources
            ],
        )
        yield Paragraph("Documents of one origin go back to one another and count as one voice.")
