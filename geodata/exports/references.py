"""What can be cited: a claim, an answer, the ledger itself, and the documents behind them.

A reference names one thing, with the release and the hash under which it can be asked again for ever.
`citations` writes references as text, BibTeX, RIS and CSL-JSON. The day of access is that on which the
reader asked the ledger; nobody here opened the documents, so these have none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from geodata.analysis.citing import cite
from geodata.analysis.standing import standing
from geodata.catalog import Catalog
from geodata.datasets.sources import Source
from geodata.dates import When, show_day, show_span
from geodata.errors import UnknownName, how_many
from geodata.exports.about import citation
from geodata.exports.sentences import days_text
from geodata.resolver.answers import Span, State
from geodata.vocab import Policy, SourceKind, Status

NAME = "Border Ledger"
SUBTITLE = "Who holds each crossing and each mine on the Myanmar–China border, since when, and who says so"


ADDRESS = "BORDER_LEDGER_ADDRESS"
"""The variable of the environment with the address at which others open the ledger.

A server may have it in a file of settings instead, which is the page's: nothing here reads that one.
"""
_OWN_NAMES = ("localhost", "0.0.0.0", "::", "::1")  # noqa: S104 - nothing listens there


class Kind(StrEnum):
    """What a reference names."""

    DATASET = "dataset"
    NEWS = "news"
    REPORT = "report"
    PAGE = "page"


_KINDS = {
    SourceKind.MEDIA: Kind.NEWS,
    SourceKind.AGENCY: Kind.NEWS,
    SourceKind.NGO: Kind.REPORT,
    SourceKind.OFFICIAL: Kind.REPORT,
    SourceKind.DATASET: Kind.DATASET,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing to cite.

    Attributes:
        key: Its name in a bibliography, unique and the same for ever: letters, digits, hyphens.
        kind: What it is.
        title: Its title, on one line.
        text: The whole citation in words, without the day of access.
        author: Who wrote it, where that is known.
        publisher: Who published it; empty where that is the author.
        issued: When it appeared, None where it is in no release yet.
        url: Where it can be read; empty where no address is known.
        accessed: The day on which it was asked, None where nobody did.
        version: The release and the hash of the data.
        language: Code of its language, empty where it has several.
        abstract: What it says, in one sentence.
        note: What else is to be known of it.
    """

    key: str
    kind: Kind
    title: str
    text: str
    author: str = ""
    publisher: str = ""
    issued: When | None = None
    url: str = ""
    accessed: date | None = None
    version: str = ""
    language: str = "en"
    abstract: str = ""
    note: str = ""


# -- Addresses -------------------------------------------------------------------------------------


def claim_path(catalog: Catalog, claim_id: str) -> str:
    """Return the address of a claim on a server, from its root and on this release of the ledger."""
    return _path(f"claim/{claim_id}", catalog)


def answer_path(catalog: Catalog, state: State) -> str:
    """Return the address of an answer on a server, from its root and on this release of the ledger.

    It names all that the answer depends on, the day of knowledge too, so that it stays the same.
    """
    asked = {
        "place": state.place_id,
        "dimension": str(state.dimension),
        "on": state.on.isoformat(),
        "policy": str(state.policy),
        "known_on": state.known_on.isoformat(),
    }
    return _path("answer", catalog, asked)


def _path(path: str, catalog: Catalog, asked: dict[str, str] | None = None) -> str:
    given = (asked or {}) | ({"release": catalog.release.hash} if catalog.release else {})
    return f"{path}?{urlencode(given)}" if given else path


def _address(base: str, path: str) -> str:
    return f"{base.rstrip('/')}/{path}" if base else ""


def server_of(address: str) -> str:
    """Return the root of the server at an address, empty for none: pages of the ledger lie beneath it.

    Raises:
        UnknownName: If it is no address of the web.
    """
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or not address.isprintable()
        or " " in address
    ):
        raise UnknownName(f"{address!r} is no address of the web: write one such as https://ledger.example/.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').removesuffix('/briefing')}"


def is_own(address: str) -> bool:
    """Tell whether an address opens on the machine itself only."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    if host in _OWN_NAMES or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name, which may begin like a number: others can own 127.example
        return False


# -- References ------------------------------------------------------------------------------------


def of_claim(
    catalog: Catalog, claim_id: str, base: str, accessed: date | None = None
) -> tuple[Reference, ...]:
    """Return the reference of a claim, then that of its document.

    Args:
        catalog: The ledger.
        claim_id: The id of the claim.
        base: The address of a server that others can open, empty where there is none.
        accessed: The day on which the ledger was asked; None where the reader adds it.
    """
    claim = catalog.claims[claim_id]
    place = catalog.places[claim.place_id].name
    url = "" if catalog.is_own(claim_id) else _address(base, claim_path(catalog, claim_id))
    words = f"Claim {claim_id} on {place} ({_plain(claim.dimension)}, {days_text(claim)}): {claim.restates}"
    became = _became(catalog, claim_id)
    ledger = Reference(
        key=f"border-ledger-{claim_id}{_suffix(catalog)}",
        kind=Kind.DATASET,
        title=f"Claim {claim_id} on {place} ({_plain(claim.dimension)})",
        text=_text(" ".join(filter(None, (_ended(words), became))), catalog, url),
        author=NAME,
        issued=_issued(catalog),
        url=url,
        accessed=accessed,
        version=version(catalog),
        abstract=f"{_ended(claim.restates)} ({days_text(claim)})",
        note=" ".join(filter(None, (became, _OF_A_CLAIM))),
    )
    return ledger, document(catalog, catalog.sources[claim.source_id])


_OF_A_CLAIM = "A claim is what a document says, restated in one sentence; it is not what is so."


def _became(catalog: Catalog, claim_id: str) -> str:
    """Return why no answer rests on a claim by the usual policy; empty where one does or could not."""
    found = standing(catalog, claim_id)
    if found.corrected_by:
        return f"Corrected by {', '.join(each.claim_id for each in found.corrected_by)}."
    if found.reason is None:
        return ""
    return f"Set aside by the policy “{Policy.REPORTED}”: {found.reason}."


def of_answer(
    catalog: Catalog, state: State, base: str, accessed: date | None = None
) -> tuple[Reference, ...]:
    """Return the reference of an answer, then that of each document whose claims it uses; see `of_claim`."""
    place, day = catalog.places[state.place_id].name, show_day(state.on)
    title = f"{place}, {_plain(state.dimension)}, {day}: {_answer(catalog, state)}"
    asked = f"as known on {show_day(state.known_on)}, by the policy “{state.policy}”"
    url = "" if catalog.own else _address(base, answer_path(catalog, state))
    key = "-".join(("border-ledger", state.place_id, str(state.dimension), state.on.isoformat()))
    known = "" if state.known_on == catalog.newest_record else f"-known-{state.known_on.isoformat()}"
    claims = how_many(len(state.used), "claim")
    rests = f"It rests on {claims}: {', '.join(state.used)}." if state.used else "No claim says so."
    ledger = Reference(
        key=f"{key}-{state.policy}{known}{_suffix(catalog)}".replace("_", "-"),
        kind=Kind.DATASET,
        title=title,
        text=_text(f"{title} ({asked}).", catalog, url),
        author=NAME,
        issued=_issued(catalog),
        url=url,
        accessed=accessed,
        version=version(catalog),
        abstract=f"{title} ({asked}). {rests}",
        note=rests,
    )
    return ledger, *documents(catalog, state.used)


def of_ledger(
    catalog: Catalog, base: str, accessed: date | None = None, path: str = ""
) -> tuple[Reference, ...]:
    """Return the reference of the whole ledger as it stands; see `of_claim`.

    `path` is what of a server shows it, such as a question that is about no one place.
    """
    data = {"data": catalog.release.hash} if catalog.release else {}
    url = "" if catalog.own else _address(base, path or (f"?{urlencode(data)}" if data else ""))
    title = f"{NAME}: {SUBTITLE}"
    return (
        Reference(
            key=f"border-ledger{_suffix(catalog)}",
            kind=Kind.DATASET,
            title=title,
            text=_text(f"{SUBTITLE}.", catalog, url),
            author=NAME,
            issued=_issued(catalog),
            url=url,
            accessed=accessed,
            version=version(catalog),
        ),
    )


def documents(catalog: Catalog, claim_ids: Iterable[str]) -> tuple[Reference, ...]:
    """Return the reference of each document behind some claims, once."""
    ids = dict.fromkeys(catalog.claims[claim_id].source_id for claim_id in claim_ids)
    return tuple(document(catalog, catalog.sources[source_id]) for source_id in ids)


def document(catalog: Catalog, source: Source) -> Reference:
    """Return the reference of a document: publisher, title and day, never its text."""
    original = catalog.sources.get(source.syndicated_from)
    after = f"{original.publisher}, “{original.title}”" if original else source.syndicated_from
    own = "The reader’s own, not in the ledger." if catalog.is_own(source.source_id) else ""
    return Reference(
        key=source.source_id,
        kind=_KINDS.get(source.kind, Kind.PAGE),
        title=source.title,
        text=cite(catalog, source),
        publisher=source.publisher,
        issued=source.published,
        url=source.url,
        language="" if source.language == "multi" else source.language,
        note=" ".join(filter(None, (f"After {after}." if after else "", own))),
    )


def version(catalog: Catalog) -> str:
    """Return the release and the hash of the data: release 2, data 50790a3c4c08."""
    if catalog.release:
        return f"release {catalog.release.number}, data {catalog.hash}"
    return f"data {catalog.hash}"


_BETWEEN = {Status.CONTESTED: " / "}
_SAID = {
    Status.HELD: "held by {who}",
    Status.JOINT: "held jointly by {who}",
    Status.CHANGING: "changing, {who}",
    Status.CONTESTED: "contested, {who}",
}


def _answer(catalog: Catalog, state: State) -> str:
    who = holders(catalog, state)
    if state.status is Status.UNKNOWN or not who:
        return "no information" if state.status is Status.UNKNOWN else str(state.status)
    if state.partners:
        who += f" with {' + '.join(catalog.actors[actor].code for actor in state.partners)}"
    firm = state.status in (Status.HELD, Status.JOINT)
    words = who if state.value is not None and firm else _SAID[state.status].format(who=who)
    return f"{words}{_since(state.since)}"


def _since(span: Span | None) -> str:
    """Return since when, as exact as it is known; empty where nothing is known of it."""
    last = span.latest - timedelta(1) if span and span.latest else None
    if span is None or not (span.earliest or last):
        return ""
    if span.earliest and last and span.earliest != last:
        return f", since some day of {show_span(span.earliest, last)}"
    if span.earliest:
        return f", since {show_day(span.earliest)}"
    return f", since {show_day(last)} or before" if last else ""


def holders(catalog: Catalog, state: State) -> str:
    """Return who holds a place by codes (BGF → KIA), or the status of a gate; empty for nobody."""
    if state.value is not None:
        return f"{state.from_value} → {state.value}" if state.from_value else state.value
    between = _BETWEEN.get(state.status, " + ")
    now = between.join(catalog.actors[actor].code for actor in state.actors)
    before = " + ".join(catalog.actors[actor].code for actor in state.from_actors)
    return f"{before} → {now}" if before and state.status is Status.CHANGING else now


def _text(words: str, catalog: Catalog, url: str) -> str:
    return f"{_ended(words)} {citation(catalog)}{f' {url}' if url else ''}"


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?", "”")) else f"{words}."


def _suffix(catalog: Catalog) -> str:
    return f"-{catalog.hash.replace('+', '-')}"


def _issued(catalog: Catalog) -> When | None:
    return When.parse(catalog.release.day.isoformat()) if catalog.release else None


def _plain(word: str) -> str:
    return str(word).replace("_", " ")
