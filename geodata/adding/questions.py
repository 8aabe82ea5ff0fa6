"""The questions that make a claim, in order: their words, and how an answer is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from geodata.adding import drafts
from geodata.adding.drafts import Draft
from geodata.bundle.reading import Bundle
from geodata.catalog import Catalog
from geodata.datasets import DATASETS
from geodata.datasets.claims import CLAIMS
from geodata.datasets.sources import SOURCES
from geodata.dates import When, show_when
from geodata.errors import UnknownName
from geodata.schema.columns import Column, Kind
from geodata.vocab import Dimension, GateStatus, RareEarth, Word

# -- A question for one cell of a new row ----------------------------------------------------------

_VALUES: dict[str, str] = {
    Dimension.CONTROL: "Who holds it (actors joined by +)",
    Dimension.GATE: "The gate is",
    Dimension.RARE_EARTH: "Rare earths are",
    Dimension.OFFENSIVE: "Who attacks (actors joined by +)",
    Dimension.AGREEMENT: "Name of the agreement (such as haigeng-2024-01)",
}
_VALUE_WORDS: dict[str, type[Word]] = {Dimension.GATE: GateStatus, Dimension.RARE_EARTH: RareEarth}


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger to which a claim is added: its rows, what they mean, and the day of the check."""

    bundle: Bundle
    catalog: Catalog
    today: date


@dataclass(frozen=True, slots=True)
class Question:
    """One question for one cell.

    Attributes:
        table: The table that has the cell.
        field: Its column.
        option: The option of the command line that answers it.
        label: What is asked.
        more: What is said to who asks for an explanation.
        usual: What an empty answer means.
        proposal: Works out what an empty answer means from the other answers.
        read: Turns what was typed into the text of the cell.
        applies: Whether the question makes sense for the draft so far.
    """

    table: str
    field: str
    option: str
    label: str
    more: tuple[str, ...] = ()
    usual: str = ""
    proposal: Callable[[Ledger, Draft], str] | None = None
    read: Callable[[Ledger, Draft, str], str] = lambda ledger, draft, text: text
    applies: Callable[[Draft], bool] = lambda draft: True

    @property
    def cell(self) -> tuple[str, str]:
        """The table and the column that it fills."""
        return self.table, self.field

    @property
    def column(self) -> Column:
        """The column that the answer must fit."""
        return next(each for each in DATASETS[self.table].schema.columns if each.name == self.field)

    def asks(self, draft: Draft) -> str:
        """Return the words of the question for a draft: a gate has other ones than a town."""
        words = ", ".join(map(str, self.words(draft)))
        label = _VALUES.get(draft.claim["dimension"], self.label) if self.field == "value" else self.label
        return f"{label} ({words})" if words else label

    def words(self, draft: Draft | None) -> tuple[Word | str, ...]:
        """Return the words that may be answered, none where the answer is free or no draft says which."""
        if self.field == "value":
            return tuple(_VALUE_WORDS.get(draft.claim["dimension"], ())) if draft else ()
        if self.column.kind is Kind.FLAG:
            return ("yes", "no")
        return tuple(self.column.words)

    def default(self, ledger: Ledger, draft: Draft) -> str:
        """Return what an empty answer means."""
        return self.proposal(ledger, draft) if self.proposal else self.usual

    def help(self) -> str:
        """Return what the option that answers it is for."""
        words = ", ".join(map(str, self.words(None)))
        about = f"{self.column.about}{f': {words}' if words else ''}"
        usual = "worked out" if self.proposal else self.usual
        return f"{about} (default: {usual})" if usual else about

    def explained(self, ledger: Ledger, draft: Draft) -> list[str]:
        """Return what the column means, and each word or actor that may be answered."""
        words = [f"{word}: {word.meaning}" for word in self.words(draft) if isinstance(word, Word)]
        if self.read is read_actor or (self.read is read_value and _by_actor(draft)):
            words = [f"{each.actor_id}: {each.name}" for each in ledger.catalog.actors.values()]
        return [*(self.more or (f"{self.column.about}.",)), *words]

    def take(self, ledger: Ledger, draft: Draft, text: str) -> Draft:
        """Return the draft with the answer in it.

        Raises:
            UnknownName: If the answer names nothing that the ledger has.
        """
        text = " ".join(text.split())
        if self.field == "url" and (known := drafts.document_at(ledger.bundle, text)):
            name = known["source_id"]
            raise UnknownName(f"this address is {name}: use --source {name}, or < to that question.")
        if self.field == "source_id":
            return _with_document(ledger, draft, text) if self.table == CLAIMS.name else _named(draft, text)
        return draft.filled(self.table, self.field, self.read(ledger, draft, text) if text else "")


def read_place(ledger: Ledger, draft: Draft, text: str) -> str:
    """Return the id of a place given by id, name or any other spelling."""
    return ledger.catalog.find_place(text).place_id


def read_value(ledger: Ledger, draft: Draft, text: str) -> str:
    """Return what a claim says of a place: ids of actors, or the word or slug as it is."""
    return drafts.actor_ids(ledger.bundle, text) if _by_actor(draft) else text


def _by_actor(draft: Draft) -> bool:
    """Tell whether the claim names actors, as it does as long as nothing else is known."""
    by_word = (Dimension.GATE, Dimension.RARE_EARTH, Dimension.AGREEMENT)
    return draft.claim["dimension"] not in by_word


def read_actor(ledger: Ledger, draft: Draft, text: str) -> str:
    """Return the id of an actor given by id, letters or any name."""
    return drafts.actor_ids(ledger.bundle, text)


def read_original(ledger: Ledger, draft: Draft, text: str) -> str:
    """Return the id of a document given by id or address; any other text is a publisher as it is."""
    known = drafts.document_at(ledger.bundle, text)
    return known["source_id"] if known else text


def read_flag(ledger: Ledger, draft: Draft, text: str) -> str:
    """Return yes or no as a cell has it.

    Raises:
        UnknownName: If the answer is neither.
    """
    flags = {"y": "true", "yes": "true", "true": "true", "n": "false", "no": "false", "false": "false"}
    if text.casefold() not in flags:
        raise UnknownName(f"{text!r} is neither yes nor no.")
    return flags[text.casefold()]


def understood(ledger: Ledger, draft: Draft, question: Question) -> str:
    """Return how an answer is understood, empty where that is plain."""
    cell = draft.cell(*question.cell)
    if cell and question.column.kind is Kind.DATE:
        return show_when(When.parse(cell))
    if question.field == "place_id" and cell:
        place = ledger.catalog.places[cell]
        return f"{place.name} ({place.place_id}): {place.kind}{f', {place.state}' if place.state else ''}"
    if question.field in ("value", "speaker_actor"):
        actors = ledger.catalog.actors
        return " + ".join(f"{actors[part].name} ({part})" for part in cell.split("+") if part in actors)
    if question.cell == (CLAIMS.name, "source_id"):
        known = drafts.document_at(ledger.bundle, cell) if cell else None
        return f"{known['publisher']}, “{known['title']}” ({cell})" if known else "a new document"
    if question.field == "syndicated_from" and cell:
        known = drafts.document_at(ledger.bundle, cell)
        if known is None:
            return f"{cell!r} {drafts.no_original(ledger.bundle, cell)}, unless you name another one below."
        return f"{known['publisher']}, “{known['title']}”"
    return ""


def _with_document(ledger: Ledger, draft: Draft, text: str) -> Draft:
    """Return the draft of a claim from a document of the ledger, or from a new one."""
    known = drafts.document_at(ledger.bundle, text) if text else None
    if known:
        return Draft({**draft.claim, "source_id": known["source_id"]})
    begun = draft.source or drafts.empty_row(ledger.bundle, SOURCES.name)
    new = Draft({**draft.claim, "source_id": begun["source_id"]}, begun)
    if not text or text.casefold() == "new":
        return new
    if text.startswith(("http://", "https://")):
        return new.filled(SOURCES.name, "url", text)
    like = [f"{row['source_id']} ({row['title']})" for row in drafts.documents_like(ledger.bundle, text)]
    near = "; near are:" if like else "."
    raise UnknownName("\n    ".join([f"The ledger has no document {text!r}{near}", *like]))


def _named(draft: Draft, source_id: str) -> Draft:
    """Return the draft with the new document's id, which the claim names too."""
    named = draft.filled(SOURCES.name, "source_id", source_id)
    return named.filled(CLAIMS.name, "source_id", source_id)


# -- The questions ---------------------------------------------------------------------------------


def _published(ledger: Ledger, draft: Draft) -> str:
    known = drafts.document_at(ledger.bundle, draft.claim["source_id"])
    return draft.cell(SOURCES.name, "published") or (known["published"] if known else "")


_DAYS = (
    "As exact as the document and no more: 2024, 2024-11, 2024-11-20, 2024-11-20~ (about),",
    "2024-11-20? (uncertain), ../2024-11-20 (by then), 2024-10-19/2024-10-20 (at some time within).",
)

_claim = partial(Question, CLAIMS.name)
_source = partial(Question, SOURCES.name, applies=lambda draft: draft.source is not None)

QUESTIONS = (
    _claim(
        *("place_id", "--place", "Place (any spelling)"),
        ("A town, its gates, its trade zone and its base are separate places.",),
        read=read_place,
    ),
    _claim("dimension", "--dimension", "About", usual="control"),
    _claim(
        *("value", "--value", "What it says of the place"),
        ("Actors by id, letters or name; a word for gates and rare earths; a slug for an agreement.",),
        read=read_value,
    ),
    _claim("stance", "--stance", "What does the speaker do?", usual="asserts"),
    _claim(
        *("share", "--share", "How it is held"),
        ("Leave it empty where the document does not say.",),
        applies=lambda draft: draft.claim["dimension"] == Dimension.CONTROL,
    ),
    _claim(
        *("source_id", "--source", "Document: id, address or words of its title; Enter for a new one"),
        ("Each document has a row of its own, also one that copies another.",),
    ),
    _source("url", "--url", "Address", ("Leave it empty where it was not kept.",)),
    _source("publisher", "--publisher", "Publisher"),
    _source("title", "--title", "Title", ("As published; in [ ] where it is your own.",)),
    _source("published", "--published", "Published on", _DAYS),
    _source("language", "--language", "Language", usual="en"),
    _source("kind", "--kind", "Kind", usual="media"),
    _source(
        *("syndicated_from", "--syndicated-from", "Copy or rewrite of"),
        (
            "The id of the document that it rewrites, translates or passes on, or its publisher in words.",
            "Leave it empty where the document is its own. A copy is not a second witness.",
        ),
        read=read_original,
    ),
    _source("retrieved", "--retrieved", "You have read", usual="full"),
    _source("note", "--source-note", "Remark on the document"),
    _source(
        *("source_id", "--source-id", "Id of the document"),
        proposal=lambda ledger, draft: drafts.next_source_id(
            ledger.bundle, draft.source or {}, draft.claim["place_id"]
        ),
    ),
    _source(
        *("origin_group", "--origin-group", "Origin"),
        ("Documents that go back to one origin are one voice: give them the same word here.",),
        proposal=lambda ledger, draft: drafts.origin_group(ledger.bundle, draft.source or {}),
    ),
    _claim(
        *("speaker", "--speaker", "Who says so"),
        ("Who originally says it, in words: residents, a spokesman by name, the outlet itself.",),
        usual="the outlet itself",
    ),
    _claim(
        *("speaker_actor", "--speaker-actor", "The speaker's side in the conflict"),
        ("An actor by id, letters or name. Leave it empty where the speaker is no party.",),
        read=read_actor,
    ),
    _claim(
        *("recorded", "--recorded", "Known since"),
        ("The day on which the document appeared.", *_DAYS),
        proposal=_published,
    ),
    _claim("start", "--start", "Began on", _DAYS),
    _claim(
        *("as_of", "--as-of", "Held on"),
        ("A day on which the document says that it was so, where it gives no beginning.", *_DAYS),
    ),
    _claim("end", "--end", "Last day", ("Only where this document states an end.", *_DAYS)),
    _claim(
        *("since_before", "--since-before", "Had it lasted for long"),
        ("Yes only where the document says that it had been so for long: the state is then carried back.",),
        usual="no",
        read=read_flag,
    ),
    _claim(
        *("restates", "--restates", "What it says, in one sentence of yours"),
        ("Never a copied sentence; nothing from background knowledge.",),
    ),
    _claim("note", "--note", "Remark", ("How a relative date such as last week was worked out; any doubt.",)),
    _claim(
        *("claim_id", "--claim-id", "Id of the claim"),
        ("Stable for ever, never used again.",),
        proposal=lambda ledger, draft: drafts.next_claim_id(ledger.bundle, draft.claim["place_id"]),
    ),
)
"""Every question, in the order in which they are asked."""
