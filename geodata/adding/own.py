"""Claims of the reader's own: a table of them, checked like the ledger's, and the ledger with them in it.

Nothing is written. The claims get ids that begin with `own-`, which no id of a ledger does, so they are
told apart wherever an id is shown; the resolver weighs them like any others.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from types import MappingProxyType

from geodata.adding import drafts
from geodata.adding.drafts import Draft
from geodata.analysis.timeline import answer
from geodata.bundle.reading import Bundle, ids
from geodata.catalog import OWN, Catalog, from_bundle
from geodata.datasets.claims import CLAIMS
from geodata.datasets.sources import SOURCES
from geodata.errors import Issue, LedgerError, Sentence, UnknownName, how_many
from geodata.resolver.answers import State
from geodata.resolver.resolve import state
from geodata.schema.columns import ADDED, Row, did_you_mean
from geodata.vocab import Dimension, GateStatus, Policy, RareEarth, SourceKind, Stance

# -- What is given ---------------------------------------------------------------------------------

MOST = 500
"""Claims that can be joined at once."""

_OF_DOCUMENT = ("publisher", "title", "url", "published", "language", "kind", "syndicated_from")
_CALLED = {"place": "place_id", "sentence": "restates", "link": "url", "day": "start"}
"""Other names of columns, as a reader or one of our own files calls them."""

COLUMNS = (*(name for name in CLAIMS.schema.names if name != ADDED.name), *_OF_DOCUMENT)
"""Columns of a table of one's own claims: those of a claim, then those of a new document."""

_ID = replace(CLAIMS.schema.columns[0], pattern=rf"{OWN}[a-z0-9-]+", example=f"{OWN}1")
_SCHEMA = replace(CLAIMS.schema, columns=(_ID, *CLAIMS.schema.columns[1:]), across=())
_FORMULA = ("=", "+", "-", "@")
_KEY = "claim_id"


class BrokenClaims(LedgerError):
    """Claims of the reader's own that break a rule; `issues` names every fault with line and column."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        shown = "\n".join(f"  {issue}" for issue in self.issues)
        super().__init__(Sentence("broken_own", faults=how_many(len(self.issues), "fault"), shown=shown))


@dataclass(frozen=True, slots=True)
class Given:
    """One claim as it was given: its cells by column, of `COLUMNS`, and its line, 0 where it has none."""

    cells: Mapping[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Own:
    """Claims of the reader's own that keep every rule.

    Attributes:
        claims: Their rows, with ids that begin with `own-`.
        sources: The rows of the documents that the ledger does not have, with such ids too.
        given: The same claims as they were given, in their order.
        notes: What is odd about them.
    """

    claims: tuple[Row, ...]
    sources: tuple[Row, ...]
    given: tuple[Given, ...] = ()
    notes: tuple[Issue, ...] = ()

    @property
    def hash(self) -> str:
        """Six hexadecimal digits over all that they say."""
        text = repr([sorted(row.items()) for row in (*self.claims, *self.sources)])
        return hashlib.sha256(text.encode()).hexdigest()[:6]


def read_table(data: bytes) -> tuple[Given, ...]:
    """Return the claims of a CSV table, a line each; empty lines are left out.

    Raises:
        BrokenClaims: If it is no CSV in UTF-8, a column is unknown, or a line has another length.
    """
    try:
        text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
        lines = csv.reader(text, strict=True)
        header = next(lines, [])
        rows, last = list[tuple[int, list[str]]](), 1
        for cells in lines:
            rows.append((last + 1, cells))  # where the row begins: a cell may have line breaks
            last = lines.line_num
    except (UnicodeDecodeError, csv.Error) as error:
        raise BrokenClaims([fault_of_table(Sentence("no_csv", error=error))]) from error
    return given_of(header, rows)


def given_of(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[Given, ...]:
    """Return the claims of a table whose cells are texts; empty lines are left out.

    Args:
        header: The names of its columns.
        rows: Its lines: the number of each in the file, and its cells.

    Raises:
        BrokenClaims: If a column is unknown, or a line has another length.
    """
    rows = [(line, cells) for line, cells in rows if any(cells)]
    names = [_CALLED.get(name.strip(), name.strip()) for name in header]
    faults = list(_faults_of_header(header, names))
    for line, cells in rows if not faults else ():
        if len(cells) != len(header):
            rule = Sentence("other_length", cells=len(cells), header=len(header))
            faults.append(Issue(CLAIMS.name, f"row {line}", "row", cells[0], rule, line))
    if faults:
        raise BrokenClaims(faults)
    if not rows:
        raise BrokenClaims([fault_of_table(Sentence("no_rows"))])
    return tuple(Given(dict(zip(names, cells, strict=True)), line) for line, cells in rows)


def fault_of_table(rule: str) -> Issue:
    """Return a fault of a whole table of claims."""
    return Issue(CLAIMS.name, "table", "file", "", rule)


def _faults_of_header(header: Sequence[str], names: Sequence[str]) -> Iterator[Issue]:
    for sign, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            rule = Sentence("other_separator", signs=called)
            yield Issue(CLAIMS.name, "row 1", "header", header[0], rule, 1)
            return
    known = (*COLUMNS, ADDED.name)
    for name in dict.fromkeys(names):
        if name not in known:
            rule = Sentence("unknown_column", hint=did_you_mean(name, (*known, *_CALLED)))
            yield Issue(CLAIMS.name, "row 1", name, name, rule, 1)
        elif names.count(name) > 1:
            yield Issue(CLAIMS.name, "row 1", name, name, Sentence("column_twice"), 1)
    for name in ("place_id", "value"):
        if name not in names:
            yield Issue(CLAIMS.name, "row 1", name, "", Sentence("no_column"), 1)


# -- From what is given to rows --------------------------------------------------------------------


def own_claims(bundle: Bundle, given: Sequence[Given], today: date) -> Own:
    """Return claims of the reader's own as rows of the ledger, checked by its own rules.

    What is left out has a plain meaning: `claim_id` is the next of `own-1`, `own-2`; `dimension` follows
    from the value (a state of a gate or of rare earths, else actors who hold the place); `stance` is
    `asserts`; `recorded` is the day on which the document was published; `speaker` is the outlet itself;
    `since_before` is `false`; `restates` says place, dimension and value. A document of the ledger is named
    by its id or address; a new one needs `publisher` and `published`.

    Args:
        bundle: The ledger, which breaks no rule.
        given: The claims.
        today: No day may lie after it.

    Raises:
        BrokenClaims: If any rule is broken, with every fault, line and column.
    """
    if len(given) > MOST:
        raise BrokenClaims([fault_of_table(Sentence("too_many_own", count=len(given), most=MOST))])
    work = _Work(bundle, _named(given))
    rows = [work.row(each, work.ids[number]) for number, each in enumerate(given)]
    lines = [each.line for each in given]
    keys = dict(ids(bundle.rows))
    documents = [source for source, _ in work.documents.values()]
    keys[SOURCES.name] |= {source["source_id"] for source in documents}
    keys[CLAIMS.name] |= {row[_KEY] for row in rows}
    issues = _SCHEMA.check(CLAIMS.name, rows, keys, today=today, lines=lines)
    mine = {id(row): line for row, line in zip(rows, lines, strict=True)}
    for look in CLAIMS.schema.across:
        for row, field, rule in look([*bundle.rows[CLAIMS.name], *rows]):
            if id(row) in mine:
                issues.append(Issue(CLAIMS.name, row[_KEY], field, row[field], rule, mine[id(row)]))
    at = [line for _, line in work.documents.values()]
    issues += SOURCES.schema.check(SOURCES.name, documents, keys, today=today, lines=at)
    told = {(issue.line, issue.record, issue.field) for issue in work.issues} | work.follows
    issues = [each for each in issues if (each.line, each.record, each.field) not in told]
    if issues := sorted([*work.issues, *issues], key=lambda issue: issue.line):
        raise BrokenClaims(issues)
    notes = (*_SCHEMA.look(CLAIMS.name, rows, keys, lines), *work.notes)
    return Own(tuple(rows), tuple(documents), tuple(given), notes)


class _Work:
    """What is gathered while rows are made of what was given."""

    def __init__(self, bundle: Bundle, names: Sequence[tuple[str, str]]) -> None:
        """Take the ledger, and of each claim the id that was given and the one that it gets."""
        self.bundle, self.catalog = bundle, from_bundle(bundle)
        self.ids = [made for _, made in names]
        self.issues: list[Issue] = []
        self.follows: set[tuple[int, str, str]] = set()
        """Lines, records and fields whose fault only follows from another one."""
        self.notes: list[Issue] = []
        self.documents: dict[tuple[str, ...], tuple[Row, int]] = {}
        """New documents by what tells them apart, with the line of the first claim that names each."""
        self._became = {given: made for given, made in names if given}

    def row(self, given: Given, claim_id: str) -> Row:
        """Return the row of a claim; faults of it that no schema sees are noted."""
        cells = {name: " ".join(given.cells.get(name, "").split()) for name in COLUMNS}
        row = drafts.empty_row(self.bundle, CLAIMS.name)
        row |= {name: cell for name, cell in cells.items() if name in row}
        row[_KEY] = claim_id

        def fault(table: str, field: str, rule: str, record: str = row[_KEY]) -> None:
            self.issues.append(Issue(table, record, field, cells[field], rule, given.line))

        if cells[_KEY] in self.catalog.claims:
            fault(CLAIMS.name, _KEY, Sentence("own_id_taken"))
        try:
            if cells["place_id"]:
                row["place_id"] = self.catalog.find_place(cells["place_id"]).place_id
        except UnknownName as error:
            fault(CLAIMS.name, "place_id", error.message)
        row["dimension"] = cells["dimension"].casefold() or _dimension(cells["value"])
        if row["dimension"] in (Dimension.CONTROL, Dimension.OFFENSIVE):
            row["value"] = drafts.actor_ids(self.bundle, cells["value"]).casefold()
        else:
            row["value"] = cells["value"].casefold()
        row["speaker_actor"] = drafts.actor_ids(self.bundle, cells["speaker_actor"])
        row["supersedes"] = self._became.get(cells["supersedes"], cells["supersedes"])
        row["stance"] = cells["stance"] or str(Stance.ASSERTS)
        row["since_before"] = cells["since_before"].casefold() or "false"
        row["source_id"], document = self._document(cells, given.line, fault)
        row["recorded"] = cells["recorded"] or (document["published"] if document else "")
        if document is None and not cells["recorded"]:
            self.follows.add((given.line, claim_id, "recorded"))
        row["speaker"] = cells["speaker"] or _speaker(self.catalog, row)
        row["restates"] = cells["restates"] or self._sentence(row)
        for name in COLUMNS:
            if cells[name].startswith(_FORMULA):
                table = SOURCES.name if name in _OF_DOCUMENT else CLAIMS.name
                fault(table, name, Sentence("formula", sign=cells[name][0]))
        return row

    def _document(
        self, cells: Mapping[str, str], line: int, fault: Callable[[str, str, str], None]
    ) -> tuple[str, Row | None]:
        """Return the id of a claim's document, and its row; a new one is noted."""
        named = cells["source_id"]
        known = drafts.document_at(self.bundle, named) or drafts.document_at(self.bundle, cells["url"])
        if known and (not named or known["source_id"] == named):
            return known["source_id"], known
        if not (cells["publisher"] or cells["url"]):
            if not named:
                fault(CLAIMS.name, "source_id", Sentence("no_document"))
            return named, None
        key = (named,) if named else (cells["url"],) if cells["url"] else _told_apart(cells)
        if key in self.documents:
            first, its_line = self.documents[key]
            for name in _OF_DOCUMENT:
                if cells[name] and cells[name] != first[name]:
                    rule = Sentence("other_document", line=its_line, other=first[name])
                    fault(SOURCES.name, name, rule)
            return first["source_id"], first
        row = drafts.empty_row(self.bundle, SOURCES.name)
        row |= {name: cells[name] for name in _OF_DOCUMENT}
        row["language"] = cells["language"] or "en"
        row["kind"] = cells["kind"].casefold() or str(SourceKind.MEDIA)
        row["title"] = cells["title"] or ", ".join(filter(None, (cells["publisher"], cells["published"])))
        row["retrieved"] = "full"
        wanted = named or f"{OWN}{drafts.next_source_id(self.bundle, row, '')}"
        wanted = wanted if wanted.startswith(OWN) else f"{OWN}{wanted}"
        row["source_id"] = _free(wanted, {source["source_id"] for source, _ in self.documents.values()})
        row["origin_group"] = drafts.origin_group(self.bundle, row)
        self.documents[key] = row, line
        if other := drafts.document_at(self.bundle, cells["url"]):
            rule = Sentence("address_in_use", source=other["source_id"])
            self.notes.append(Issue(SOURCES.name, row["source_id"], "url", cells["url"], rule, line))
        return row["source_id"], row

    def _sentence(self, row: Row) -> str:
        """Return what a claim says where nobody put it into words."""
        place = self.catalog.places.get(row["place_id"])
        name = place.name if place else row["place_id"]
        said = " + ".join(
            self.catalog.actors[part].name if part in self.catalog.actors else part
            for part in row["value"].split("+")
        )
        return f"{name}: {row['dimension']}, {said}."


def _named(given: Sequence[Given]) -> list[tuple[str, str]]:
    """Return of each claim the id that was given, and the one that it gets."""
    names = [" ".join(each.cells.get(_KEY, "").split()) for each in given]
    whole = [name if name.startswith(OWN) or not name else f"{OWN}{name}" for name in names]
    free = (made for number in count(1) if (made := f"{OWN}{number}") not in whole)
    return [(name, made or next(free)) for name, made in zip(names, whole, strict=True)]


def _told_apart(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(cells[name] for name in ("publisher", "title", "published"))


def _free(wanted: str, taken: set[str]) -> str:
    """Return an id that no other document of the table has."""
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _dimension(value: str) -> str:
    """Return what a value is about where nobody says it."""
    for words, dimension in ((GateStatus, Dimension.GATE), (RareEarth, Dimension.RARE_EARTH)):
        if value.casefold() in list(words):
            return str(dimension)
    return str(Dimension.CONTROL)


def _speaker(catalog: Catalog, row: Row) -> str:
    """Return who says so where nobody is named: the party that speaks, else the outlet itself."""
    actor = catalog.actors.get(row["speaker_actor"])
    return actor.name if actor else "the outlet itself"


# -- The ledger with them --------------------------------------------------------------------------


def with_own(catalog: Catalog, bundle: Bundle, own: Own) -> Catalog:
    """Return the ledger, as it is or stood at a release, with claims of the reader's own in it.

    Args:
        catalog: The ledger.
        bundle: The bundle that it is made of, for documents that came after a release.
        own: The claims, checked against that bundle.

    Raises:
        UnknownName: If the ledger, as it stood then, lacks a place or an actor that one of them names.
    """
    sources = {row["source_id"]: SOURCES.read(row) for row in own.sources}
    claims = {row[_KEY]: CLAIMS.read(row) for row in own.claims}
    for claim in claims.values():
        for known, what in (
            *((catalog.actors, actor) for actor in (*sorted(claim.actors), claim.speaker_actor) if actor),
            (catalog.places, claim.place_id),
        ):
            if what not in known:
                number = catalog.release.number if catalog.release else ""
                raise UnknownName(Sentence("not_at_release", what=what, release=number))
        if claim.source_id not in {**catalog.sources, **sources}:
            row = drafts.document_at(bundle, claim.source_id)
            assert row, "a claim that was checked names a document"
            sources[claim.source_id] = SOURCES.read(row)
    return replace(
        catalog,
        sources=MappingProxyType({**catalog.sources, **sources}),
        claims=MappingProxyType({**catalog.claims, **claims}),
        hash=f"{catalog.ledger}+{OWN}{own.hash}",
        release=None,
        own=tuple(claims),
    )


@dataclass(frozen=True, slots=True)
class WhatChanges:
    """What claims of the reader's own make of the answers about some places on a day.

    Attributes:
        total: How many places were asked.
        differing: The state without and with them, of each place whose answer differs.
    """

    total: int
    differing: tuple[tuple[State, State], ...]


def what_changes(
    before: Catalog,
    after: Catalog,
    on: date,
    *,
    places: Iterable[str] | None = None,
    policy: Policy = Policy.REPORTED,
    known_on: date | None = None,
    dimension: Dimension = Dimension.CONTROL,
) -> WhatChanges:
    """Return which places answer otherwise on a day once claims of the reader's own are weighed too.

    The age of the evidence is no part of an answer.

    Args:
        before: The ledger without them.
        after: The ledger with them.
        on: The day asked about.
        places: Ids of the places; None is every crossing town.
        policy: What counts as evidence.
        known_on: As in `state`.
        dimension: Control, gates or rare earths.
    """
    asked = [place.place_id for place in before.crossings] if places is None else list(places)
    pairs = [
        tuple(
            state(catalog, place, on, known_on=known_on, policy=policy, dimension=dimension)
            for catalog in (before, after)
        )
        for place in asked
    ]
    return WhatChanges(len(asked), tuple((old, new) for old, new in pairs if answer(old) != answer(new)))


# -- For the ledger --------------------------------------------------------------------------------


def contribution(bundle: Bundle, own: Own) -> dict[str, bytes]:
    """Return the claims as rows ready to stand at the end of `claims.csv` and `sources.csv`, by file name.

    They have the ids that the ledger gives next, and each file has its header. A file without a row is left
    out. No cell begins as a formula does: such text is refused when the claims are read.
    """
    files: dict[str, bytes] = {}
    named: dict[str, str] = {}
    for row in own.sources:
        renamed = row["source_id"].removeprefix(OWN)
        if drafts.document_at(bundle, renamed):
            renamed = drafts.next_source_id(bundle, row, "")
        named[row["source_id"]] = renamed
    sources = [
        {
            **row,
            "source_id": named[row["source_id"]],
            "origin_group": named.get(row["origin_group"], row["origin_group"]),
            "syndicated_from": named.get(row["syndicated_from"], row["syndicated_from"]),
        }
        for row in own.sources
    ]
    grown, claims = bundle, list[Row]()
    for row in own.claims:
        named[row[_KEY]] = drafts.next_claim_id(grown, row["place_id"])
        made = {
            **row,
            _KEY: named[row[_KEY]],
            "source_id": named.get(row["source_id"], row["source_id"]),
            "supersedes": named.get(row["supersedes"], row["supersedes"]),
        }
        claims.append(made)
        grown = drafts.with_draft(grown, Draft(made))
    for table, rows in ((CLAIMS, claims), (SOURCES, sources)):
        if rows:
            text = io.StringIO()
            writer = csv.DictWriter(text, table.schema.names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            files[table.file] = text.getvalue().encode()
    return files


def table_of(given: Sequence[Given]) -> bytes:
    """Return claims as they were given as a CSV table that `read_table` takes, without empty columns."""
    names = [name for name in COLUMNS if any(each.cells.get(name) for each in given)]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(each.cells for each in given)
    return text.getvalue().encode()
