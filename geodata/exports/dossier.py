"""The evidence of an answer to be read: what is known, which claims say so, and which were set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from geodata import __version__
from geodata.analysis.citing import cite
from geodata.analysis.weighed import OTHER_DAYS, USED, Weighed
from geodata.catalog import Catalog
from geodata.datasets.sources import Source
from geodata.dates import show_day, show_when
from geodata.errors import how_many
from geodata.exports.about import citation, licence
from geodata.exports.blocks import Block, Cell, Code, Grid, Heading, Link, Listing, Paragraph
from geodata.exports.sentences import (
    TOPICS,
    age_text,
    answer_text,
    caveats,
    counts_text,
    days_text,
    known_text,
    value_text,
    why_text,
)
from geodata.resolver.answers import Interval, state_in
from geodata.resolver.resolve import track

if TYPE_CHECKING:
    from geodata.exports.proof import Answer, Proof

OUR_WORDS = (
    "Each claim is restated in one sentence of Border Ledger’s own: none of them is a quotation. "
    "Titles are those of the documents."
)
"""Whose words the sentences are."""
_CLAIM = ("claim", "what it says", "dates", "in our words", "who says so", "document")
_ASIDE = (*_CLAIM, "why it is set aside")
_NOTHING = (*_CLAIM, "why it adds nothing")
_NAMED = 3
"""Places that a title names; of more it says how many."""


def title_of(names: Sequence[str], on: date) -> str:
    """Return what an answer is about: Kanpaiti on 26 Nov 2024."""
    more = f" and {how_many(len(names) - _NAMED, 'more place')}" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more} on {show_day(on)}"


def dossier(proof: Proof) -> list[Block]:
    """Return the evidence as a document."""
    numbers = _numbers(proof)
    return [
        Heading(1, f"Border Ledger: the evidence for {proof.title}"),
        *_question(proof),
        Paragraph(OUR_WORDS),
        *(block for answer in proof.answers for block in _answer(proof.catalog, answer, numbers)),
        *_silent(proof),
        *_sources(proof, numbers),
        Heading(2, "What not to conclude"),
        Listing(caveats(proof.catalog, [each.state for each in proof.answers])),
        Heading(2, "How to check it"),
        Paragraph(
            f"The program is the Python package border-ledger, version {__version__}. Its source, with the "
            "whole ledger in it, is had from whoever runs the dashboard or gave you this; in its folder "
            "“pip install .” installs it. Then run this command in the folder of this file: the answer is "
            f"the same as long as the hash of the data is {proof.catalog.hash}."
        ),
        Code(proof.command),
        Heading(2, "Licence and citation"),
        Paragraph(licence()),
        Paragraph(citation(proof.catalog)),
    ]


def _numbers(proof: Proof) -> dict[str, int]:
    """Return a number for the document of each claim that is printed, in their order, by its id."""
    printed = (each.claim for of in proof.answers for each in of.claims if each.result != OTHER_DAYS)
    ids = dict.fromkeys(claim.source_id for claim in printed)
    return {source_id: number for number, source_id in enumerate(ids, 1)}


def _question(proof: Proof) -> Iterator[Block]:
    catalog, release = proof.catalog, proof.release
    topics = ", ".join(TOPICS[each] for each in proof.dimensions)
    stands = (
        f"release {release.number} of {show_day(release.day)}" if release else "with rows in no release yet"
    )
    yield Listing(
        [
            f"Asked: {topics} on {show_day(proof.on)}",
            f"As known on: {known_text(catalog, proof.known_on)}",
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


def _answer(catalog: Catalog, answer: Answer, numbers: Mapping[str, int]) -> Iterator[Block]:
    state = answer.state
    yield Heading(2, f"{catalog.places[state.place_id].name}: {TOPICS[state.dimension]}")
    yield Paragraph(answer_text(catalog, state), strong=True)
    yield Paragraph(age_text(state))
    yield Paragraph(f"Claims: {counts_text(state)}.")
    aside = answer.of("aside")
    parts: list[tuple[str, Sequence[str], list[Weighed]]] = [
        ("Claims used", _CLAIM, answer.of(USED)),
        ("Claims set aside", _ASIDE, [each for each in aside if not each.silent]),
        ("Claims that add nothing", _NOTHING, [each for each in aside if each.silent]),
    ]
    for heading, head, found in parts:
        yield Heading(3, f"{heading} ({len(found)})")
        if found:
            yield Grid(head, [_row(catalog, each, numbers)[: len(head)] for each in found])
        else:
            yield Paragraph("None.")
    yield from _other_days(catalog, answer)


def _row(catalog: Catalog, each: Weighed, numbers: Mapping[str, int]) -> tuple[Cell, ...]:
    claim = each.claim
    source = catalog.sources[claim.source_id]
    own = " (the reader’s own)" if catalog.is_own(claim.claim_id) else ""
    note = "" if claim.note == "" else f" Note: {claim.note}"
    number = numbers[source.source_id]
    return (
        f"{claim.claim_id}{own}",
        value_text(catalog, claim),
        days_text(claim),
        f"{claim.restates}{note}",
        claim.speaker,
        Link(f"[{number}] {source.publisher}, {show_when(source.published)}", source.url),
        f"{each.reason}: {why_text(each)}",
    )


def _other_days(catalog: Catalog, answer: Answer) -> Iterator[Block]:
    """Yield the claims that count for other days, each with the answer that rests on it."""
    others = answer.of(OTHER_DAYS)
    if not others:
        return
    yield Heading(3, f"Claims for other days ({len(others)})")
    yield Paragraph(
        "The rule weighs a claim once for all days: one that is set aside is so for all. These count, "
        "however old they are, but the answers of other days rest on them: each stands with the first of "
        "these. claims.csv has them in full."
    )
    state = answer.state
    lanes = [
        track(catalog, place_id, state.dimension, state.known_on, state.policy)
        for place_id in filter(None, (state.place_id, state.derived_from))
    ]
    left = {each.claim.claim_id: None for each in others}
    lines = []
    for lane in lanes:
        for interval in lane.intervals:
            if here := [each for each in left if each in interval.used]:
                day = interval.start or (interval.end - date.resolution if interval.end else state.on)
                words = answer_text(catalog, state_in(lane, day, catalog.newest_record))
                lines.append(f"{_span(interval)}: {words} Claims: {', '.join(here)}.")
                left = {each: None for each in left if each not in here}
    if left:
        lines.append(f"No answer rests on these, and no reason sets them aside: {', '.join(left)}.")
    yield Listing(lines)


def _span(interval: Interval) -> str:
    last = interval.end - date.resolution if interval.end else None
    if interval.start is None:
        return f"Up to {show_day(last)}" if last else "On every day"
    if last is None:
        return f"From {show_day(interval.start)}"
    return show_day(last) if last == interval.start else f"{show_day(interval.start)} to {show_day(last)}"


def _silent(proof: Proof) -> Iterable[Block]:
    if not proof.silent:
        return ()
    lines = [f"{place.name}: {TOPICS[dimension]}" for place, dimension in proof.silent]
    return (Heading(2, "Of these the ledger has no claim at all: unknown"), Listing(lines))


def _sources(proof: Proof, numbers: Mapping[str, int]) -> Iterator[Block]:
    yield Heading(2, f"Documents of the claims above ({len(numbers)})")
    if not numbers:
        return
    printed = [each.claim for each in proof.claims.values() if each.claim.source_id in numbers]
    of: dict[str, list[str]] = {source_id: [] for source_id in numbers}
    others = {each.claim.claim_id for each in proof.claims.values() if each.result == OTHER_DAYS}
    for claim in printed:
        if claim.claim_id not in others:
            of[claim.source_id].append(claim.claim_id)

    def row(source: Source, number: int) -> tuple[Cell, ...]:
        return (
            f"[{number}]",
            Link(cite(proof.catalog, source), source.url),
            ", ".join(of[source.source_id]),
            source.origin_group,
            source.kind.meaning,
        )

    sources = proof.catalog.sources
    yield Grid(
        ("no.", "document", "claims", "origin", "who stands behind it"),
        [row(sources[source_id], number) for source_id, number in numbers.items()],
    )
    yield Paragraph(
        "Documents of one origin go back to one another and count as one voice. sources.csv also has those "
        "of claims for other days, and the originals that a document goes back to."
    )
