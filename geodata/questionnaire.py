"""The questions that make a claim, in order: how each is worded, and answered by default."""

from __future__ import annotations

from geodata import drafts
from geodata.answering import Ledger, Question, read_actor, read_flag, read_original, read_place, read_value
from geodata.datasets.sources import SOURCES
from geodata.drafts import Draft
from geodata.vocab import Dimension


def _source_id(ledger: Ledger, draft: Draft) -> str:
    return drafts.next_source_id(ledger.bundle, draft.source or {}, draft.claim["place_id"])


def _published(ledger: Ledger, draft: Draft) -> str:
    known = drafts.document_at(ledger.bundle, draft.claim["source_id"])
    return draft.cell(SOURCES.name, "published") or (known["published"] if known else "")


def _origin(ledger: Ledger, draft: Draft) -> str:
    return drafts.origin_group(ledger.bundle, draft.source or {})


def _claim_id(ledger: Ledger, draft: Draft) -> str:
    return drafts.next_claim_id(ledger.bundle, draft.claim["place_id"])


def _new(draft: Draft) -> bool:
    return draft.source is not None


def _held(draft: Draft) -> bool:
    return draft.claim["dimension"] == Dimension.CONTROL


_DAYS = (
    "As exact as the document and no more: 2024, 2024-11, 2024-11-20, 2024-11-20~ (about),",
    "2024-11-20? (uncertain), ../2024-11-20 (by then), 2024-10-19/2024-10-20 (at some time within).",
)

QUESTIONS = (
    Question(
        "claims",
        "place_id",
        "--place",
        "Place (any spelling)",
        ("A town, its gates, its trade zone and its base are separate places.",),
        read=read_place,
    ),
    Question("claims", "dimension", "--dimension", "About", usual="control"),
    Question(
        "claims",
        "value",
        "--value",
        "What it says of the place",
        ("Actors by id, letters or name; a word for gates and rare earths; a slug for an agreement.",),
        read=read_value,
    ),
    Question("claims", "stance", "--stance", "What does the speaker do?", usual="asserts"),
    Question(
        "claims",
        "share",
        "--share",
        "How it is held",
        ("Leave it empty where the document does not say.",),
        applies=_held,
    ),
    Question(
        "claims",
        "source_id",
        "--source",
        "Document: id, address or words of its title; Enter for a new one",
        ("Each document has a row of its own, also one that copies another.",),
    ),
    Question("sources", "url", "--url", "Address", ("Leave it empty where it was not kept.",), applies=_new),
    Question("sources", "publisher", "--publisher", "Publisher", applies=_new),
    Question(
        "sources", "title", "--title", "Title", ("As published; in [ ] where it is your own.",), applies=_new
    ),
    Question("sources", "published", "--published", "Published on", _DAYS, applies=_new),
    Question("sources", "language", "--language", "Language", usual="en", applies=_new),
    Question("sources", "kind", "--kind", "Kind", usual="media", applies=_new),
    Question(
        "sources",
        "syndicated_from",
        "--syndicated-from",
        "Copy or rewrite of",
        (
            "The id of the document that it rewrites, translates or passes on, or its publisher in words.",
            "Leave it empty where the document is its own. A copy is not a second witness.",
        ),
        read=read_original,
        applies=_new,
    ),
    Question("sources", "retrieved", "--retrieved", "You have read", usual="full", applies=_new),
    Question("sources", "note", "--source-note", "Remark on the document", applies=_new),
    Question(
        "sources",
        "source_id",
        "--source-id",
        "Id of the document",
        proposal=_source_id,
        applies=_new,
    ),
    Question(
        "sources",
        "origin_group",
        "--origin-group",
        "Origin",
        ("Documents that go back to one origin are one voice: give them the same word here.",),
        proposal=_origin,
        applies=_new,
    ),
    Question(
        "claims",
        "speaker",
        "--speaker",
        "Who says so",
        ("Who originally says it, in words: residents, a spokesman by name, the outlet itself.",),
        usual="the outlet itself",
    ),
    Question(
        "claims",
        "speaker_actor",
        "--speaker-actor",
        "The speaker's side in the conflict",
        ("An actor by id, letters or name. Leave it empty where the speaker is no party.",),
        read=read_actor,
    ),
    Question(
        "claims",
        "recorded",
        "--recorded",
        "Known since",
        ("The day on which the document appeared.", *_DAYS),
        proposal=_published,
    ),
    Question("claims", "start", "--start", "Began on", _DAYS),
    Question(
        "claims",
        "as_of",
        "--as-of",
        "Held on",
        ("A day on which the document says that it was so, where it gives no beginning.", *_DAYS),
    ),
    Question("claims", "end", "--end", "Last day", ("Only where this document states an end.", *_DAYS)),
    Question(
        "claims",
        "since_before",
        "--since-before",
        "Had it lasted for long",
        ("Yes only where the document says that it had been so for long: the state is then carried back.",),
        usual="no",
        read=read_flag,
    ),
    Question(
        "claims",
        "restates",
        "--restates",
        "What it says, in one sentence of yours",
        ("Never a copied sentence; nothing from background knowledge.",),
    ),
    Question(
        "claims",
        "note",
        "--note",
        "Remark",
        ("How a relative date such as last week was worked out; any doubt.",),
    ),
    Question(
        "claims",
        "claim_id",
        "--claim-id",
        "Id of the claim",
        ("Stable for ever, never used again.",),
        proposal=_claim_id,
    ),
)
"""Every question, in the order in which they are asked."""
