"""A row before it is written: a claim, its document where that is new too, and what `check` says of them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from geodata.bundle.reading import Bundle, ids
from geodata.bundle.writing import beside
from geodata.datasets import DATASETS
from geodata.datasets.claims import CLAIMS
from geodata.datasets.sources import SOURCES
from geodata.dates import When
from geodata.errors import BadDate, Issue, LedgerError, Sentence
from geodata.schema.columns import ADDED, Row

# -- Drafts ----------------------------------------------------------------------------------------

_SAID = ("place_id", "dimension", "value", "stance", "share", "speaker", "start", "end", "as_of", "source_id")
"""What a claim says: a second row with all of these says nothing new."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim that is not in the ledger yet; `source` is its document, None where the ledger has it.

    Both have every column of their table; a cell that nobody has filled yet is empty.
    """

    claim: Mapping[str, str]
    source: Mapping[str, str] | None = None

    def cell(self, table: str, field: str) -> str:
        """Return a cell of the claim or of the document; empty where there is no new document."""
        row = self.claim if table == CLAIMS.name else self.source or {}
        return row.get(field, "")

    def filled(self, table: str, field: str, value: str) -> Draft:
        """Return the draft with one cell filled."""
        if table == CLAIMS.name:
            return replace(self, claim={**self.claim, field: value})
        return replace(self, source={**(self.source or {}), field: value})

    def rows(self) -> dict[str, Row]:
        """Return the rows by table, the document first: a claim may not name what is not there."""
        return ({SOURCES.name: self.source} if self.source is not None else {}) | {CLAIMS.name: self.claim}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What `check` will say of a draft: `issues` forbid it, `notes` are worth a look."""

    issues: tuple[Issue, ...]
    notes: tuple[Issue, ...]


def empty_row(bundle: Bundle, table: str) -> dict[str, str]:
    """Return a row of a table with nothing in it but the release in which it will come."""
    row = dict.fromkeys(DATASETS[table].schema.names, "")
    row[ADDED.name] = str(len(bundle.releases) + 1)  # a new row waits for the release after the newest
    return row


def with_draft(bundle: Bundle, draft: Draft) -> Bundle:
    """Return the bundle as it would be with the draft's rows at the end of their tables."""
    rows = {name: (*bundle.rows[name], row) for name, row in draft.rows().items()}
    waiting = {name: bundle.unreleased.get(name, 0) + 1 for name in rows}
    return replace(bundle, rows={**bundle.rows, **rows}, unreleased={**bundle.unreleased, **waiting})


def judge(bundle: Bundle, draft: Draft, today: date) -> Judgement:
    """Return the rules that the draft breaks as a part of a bundle that breaks none, and what is odd.

    The rules are those of the tables, so that no row is written which `check` would refuse; the
    tables are checked whole, since an id may be taken and a correction must speak of the same place.
    """
    rows = with_draft(bundle, draft).rows
    keys, issues, notes = ids(rows), list[Issue](), list[Issue]()
    for name, row in draft.rows().items():
        schema = DATASETS[name].schema
        issues += schema.check(name, rows[name], keys, today=today)
        notes += schema.look(name, [row], keys)
    taken = SOURCES.name, "source_id"
    if draft.cell(*taken) in _documents(bundle) and taken not in {(i.dataset, i.field) for i in issues}:
        source_id = draft.cell(*taken)
        issues.append(Issue(SOURCES.name, source_id, "source_id", source_id, Sentence("id_in_use")))
    return Judgement(tuple(issues), (*notes, *_beside_the_ledger(bundle, draft)))


def _beside_the_ledger(bundle: Bundle, draft: Draft) -> Iterable[Issue]:
    """Yield what is odd about a claim beside the rows that the ledger has."""
    mine, new = draft.claim, draft.source

    def odd(row: Row, field: str, rule: str) -> Issue:
        table = CLAIMS if row is mine else SOURCES
        return Issue(table.name, row[table.schema.key[0]], field, row[field], rule)

    document = new or document_at(bundle, mine["source_id"])
    if document and document["published"] != mine["recorded"]:
        yield odd(mine, "recorded", Sentence("other_day_of_record", day=document["published"]))
    own = new is not None and new["origin_group"] == new["source_id"]
    if new and own and (original := new["syndicated_from"]) and not document_at(bundle, original):
        fault = no_original(bundle, original)
        yield odd(new, "syndicated_from", Sentence("no_original", fault=fault, source=new["source_id"]))
    if new and (other := document_at(bundle, new["url"])):
        yield odd(new, "url", Sentence("address_in_use", source=other["source_id"]))
    for row in bundle.rows[CLAIMS.name]:
        if all(row[name] == mine[name] for name in _SAID):
            yield odd(mine, "restates", Sentence("says_the_same", claim=row["claim_id"]))
        if mine["supersedes"] and row["supersedes"] == mine["supersedes"]:
            yield odd(mine, "supersedes", Sentence("corrected_already", claim=row["claim_id"]))


def twin(bundle: Bundle, claim: Row) -> str:
    """Return the id of a claim of the ledger that has the same in every cell, empty where none has."""
    own = {"claim_id", "supersedes", "added"}
    for row in bundle.rows[CLAIMS.name]:
        if all(row[name] == cell for name, cell in claim.items() if name not in own):
            return row["claim_id"]
    return ""


def next_claim_id(bundle: Bundle, place_id: str) -> str:
    """Return the next free id for a claim of a place, empty where there is no such place.

    Ids begin with the letter that claims of the same state have (k in Kachin State, s in Shan
    State), and go on after the highest number: no number is used twice.
    """
    state = {row["place_id"]: row["state"] for row in bundle.rows["places"]}
    if place_id not in state:
        return ""
    parts = [(re.split(r"(?=\d)", row["claim_id"], maxsplit=1), row) for row in bundle.rows[CLAIMS.name]]
    near = Counter(prefix for (prefix, _), row in parts if state[row["place_id"]] == state[place_id])
    ((prefix, _),) = (near or Counter(prefix for (prefix, _), _ in parts)).most_common(1)
    highest = max(int(number) for (begin, number), _ in parts if begin == prefix)
    return f"{prefix}{highest + 1:04}"


def next_source_id(bundle: Bundle, source: Row, topic: str) -> str:
    """Return a free id for a new document: publisher, year, topic.

    The publisher is named as it was given, where ids begin so; else one of whom the ledger has documents
    keeps the name that most of their ids begin with. One without Latin letters goes by its site.
    """
    documents = _documents(bundle)
    known = [r for r in documents.values() if _house(r["publisher"]) == _house(source["publisher"])]
    names = Counter(m[1] for row in known if (m := re.match(r"(.+?)-\d{4}(?:-|$)", row["source_id"])))
    slug = _slug(source["publisher"])
    if slug and any(name.startswith(f"{slug}-") for name in documents):
        publisher = slug
    else:
        publisher = names.most_common(1)[0][0] if names else slug or _site(source.get("url", "")) or "source"
    wanted = "-".join(filter(None, (publisher, _year(source["published"]), _slug(topic))))
    free, number = wanted, 2
    while free in documents:
        free, number = f"{wanted}-{number}", number + 1
    return free


def origin_group(bundle: Bundle, source: Row) -> str:
    """Return the origin of a new document: that of the one it is a copy of, else its own id."""
    original = _documents(bundle).get(source["syndicated_from"])
    return original["origin_group"] if original else source["source_id"]


def document_at(bundle: Bundle, text: str) -> Row | None:
    """Return the document of the ledger with that id or address, None where there is none."""
    address = _address(text)
    for row in _documents(bundle).values():
        if text and (text == row["source_id"] or (row["url"] and address == _address(row["url"]))):
            return row
    return None


def _documents(bundle: Bundle) -> dict[str, Row]:
    """Return the documents by id; of several rows with one id the last holds."""
    return {row["source_id"]: row for row in bundle.rows[SOURCES.name]}


def documents_like(bundle: Bundle, text: str, most: int = 5) -> list[Row]:
    """Return documents whose id, publisher or title has words that begin so, then those with similar ids."""
    by_id = _documents(bundle)
    found = []
    for name, row in by_id.items():
        said = f" {name} {row['publisher']} {row['title']}".casefold().replace("-", " ")
        if all(f" {word}" in said for word in text.casefold().replace("-", " ").split()):
            found.append(name)
    near = get_close_matches(text.casefold(), list(by_id), n=most, cutoff=0.6)
    return [by_id[name] for name in list(dict.fromkeys((*found, *near)))[:most]]


def documents_of(bundle: Bundle, text: str) -> list[Row]:
    """Return the documents of a publisher whose name is given, small differences of spelling aside."""
    by_house: dict[str, list[Row]] = {}
    for row in _documents(bundle).values():
        by_house.setdefault(_house(row["publisher"]), []).append(row)
    near = get_close_matches(_house(text), list(by_house), n=1, cutoff=0.85)
    return by_house[near[0]] if near else []


def no_original(bundle: Bundle, text: str) -> str:
    """Return that a copy names no document of the ledger, what follows, and which documents are near."""
    like = ", ".join(
        row["source_id"] for row in documents_of(bundle, text)[-3:] or documents_like(bundle, text, 3)
    )
    near = f"; near are {like}" if like else ""
    return f"names no document of the ledger{near}. The copy counts as an origin of its own"


def actor_ids(bundle: Bundle, text: str) -> str:
    """Return actors by id, map letters or any name as ids joined by '+', in order.

    What names no actor stays as it is, so that the check says what is near.
    """
    known: dict[str, str] = {}
    for row in bundle.rows["actors"]:
        for name in (*row["names"].split("|"), row["name"], row["code"], row["actor_id"]):
            known[name.casefold()] = row["actor_id"]
    known.pop("", None)  # not every actor has map letters
    parts = [part.strip() for part in re.split(r"[+,]", text)]
    return "+".join(sorted(known.get(part.casefold(), part) for part in parts))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


def _site(url: str) -> str:
    """Return the name of a site: irrawaddy of https://burma.irrawaddy.com/news."""
    parts = _address(url).partition("/")[0].split(":")[0].split(".")
    named = [part for part in parts[:-1] if part not in ("co", "com", "net", "org", "gov", "edu", "www")]
    return _slug(named[-1]) if named else ""


def _house(publisher: str) -> str:
    """Return a publisher without the one through whom its text came: RFA of RFA (via Mekong Eye)."""
    return re.split(r" \(| via ", publisher)[0].casefold()


def _year(published: str) -> str:
    try:
        when = When.parse(published)
    except BadDate:
        return ""
    day = when.start_earliest or when.end_earliest
    return str(day.year) if day else ""


def _address(url: str) -> str:
    """Return an address without the parts that do not tell documents apart."""
    host, slash, path = re.sub(r"^https?://(www\.)?", "", url.strip()).partition("/")
    return host.casefold() + slash + path.split("#")[0].rstrip("/")


# -- Writing new rows ------------------------------------------------------------------------------
# At the end of their files, all or none; every byte before them stays.


def read_tables(folder: Path, tables: tuple[str, ...]) -> dict[str, bytes]:
    """Return the bytes of tables as they lie in the folder; one that is missing is left out."""
    files = {name: folder / DATASETS[name].file for name in tables}
    return {name: file.read_bytes() for name, file in files.items() if file.is_file()}


def append(folder: Path, rows: Mapping[str, Row], seen: Mapping[str, bytes]) -> None:
    """Write one row to the end of each table.

    Each file is written anew beside the old one and then takes its place in one step, so a crash
    leaves the old or the new file, never a part; the tables change places in the order of `rows`.

    Args:
        folder: Where the tables lie.
        rows: The new row of each table.
        seen: The bytes for which the rows were made.

    Raises:
        LedgerError: If a file is no longer the one for which the rows were made, or cannot be written.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for name, row in rows.items():
            file = (folder / DATASETS[name].file).resolve()
            before = file.read_bytes()
            if before != seen[name]:
                raise LedgerError(f"{file.name} was changed meanwhile, so nothing was written: run it again.")
            ready.append((beside(file, before + _line(before, row)), file))
        for new, file in ready:
            new.replace(file)
    except OSError as error:
        raise LedgerError(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        for new, _ in ready:
            new.unlink(missing_ok=True)


def _line(before: bytes, row: Row) -> bytes:
    """Return the row as it is written after the bytes of its table, in the order of their header."""
    header = next(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline="")))
    text = io.StringIO()
    csv.DictWriter(text, header, lineterminator="\n").writerow(row)
    break_before = b"" if before.endswith(b"\n") else b"\n"
    return break_before + text.getvalue().encode()
