"""Feeds of what changed on the ground and in the record: Atom (RFC 4287), JSON Feed 1.1, and a page.

`/feed.atom`, `/feed.json` and `/feed` take the parameters of a View that say what is followed, `release`, and
`since`, a release after which entries are wanted. A feed has at most `PAGE` entries; `next` leads to older
ones (RFC 5005).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from dashboard import settings
from dashboard.answer import feed as answers
from dashboard.answer.feed import Added, Item, urn
from dashboard.page import store
from dashboard.question.fault import printable
from dashboard.question.following import FOLLOWED, Followed, params
from dashboard.service import asked
from dashboard.service.asked import Asked, Refused
from dashboard.service.replies import HTML, here, json_text, render, reply
from dashboard.service.routes import route
from dashboard.wording import feed as words
from dashboard.wording import programs
from dashboard.wording.feed import Told
from dashboard.wording.page import NAME
from geodata.analysis.log import Entry
from geodata.bundle.releases import find
from geodata.catalog import Catalog
from geodata.datasets.releases import Release
from geodata.errors import UnknownName
from geodata.exports.about import citation, licence

PAGE = 50
"""Entries of a feed that are given at once."""
_OFFERED = (*sorted(FOLLOWED), "known_on", "since", "page")
_ATOM = "http://www.w3.org/2005/Atom"
ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
_ENDING = {"atom": ".atom", "json": ".json", "html": ""}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a feed.

    Attributes:
        catalog: The ledger asked.
        followed: What it tells of.
        title: What the feed is called.
        feed_id: The id of the feed, the same on every server and for every release.
        updated: The day of its newest change.
        entries: Its entries, each in words.
        number: Which page it is, from 1.
        pages: How many pages there are.
        query: Its parameters without the page.
        since: The release after which entries are wanted, None where all are.
        base: The address of the server.
    """

    catalog: Catalog
    followed: Followed
    title: str
    feed_id: str
    updated: date
    entries: tuple[tuple[Item, Told], ...]
    number: int
    pages: int
    query: str
    since: Release | None
    base: str

    def address(self, form: str, number: int = 1) -> str:
        """Return the address of one of its pages in a form."""
        query = "&".join(filter(None, (self.query, f"page={number}" if number > 1 else "")))
        return f"{self.base}/feed{_ENDING[form]}{f'?{query}' if query else ''}"

    def links(self, form: str) -> dict[str, str]:
        """Return the addresses of the pages around it, by their relation (RFC 5005)."""
        found = {"self": self.address(form, self.number), "first": self.address(form)}
        if self.number > 1:
            found["previous"] = self.address(form, self.number - 1)
        if self.number < self.pages:
            found["next"] = self.address(form, self.number + 1)
        return found | {"last": self.address(form, self.pages)}


@lru_cache(maxsize=64)
def _opened(data: str) -> Catalog:
    """Return the ledger of a release, the same one each time: what is worked out from it is kept by it."""
    return store.ledger(data)


def _page(request: Request) -> Page:
    question = asked.read(request.url.query, more={"since", "page"}, offered=_OFFERED)
    catalog, choices = question.catalog, question.choices
    followed = Followed.of(question.view, choices, place=bool(question.last("place")))
    known = question.day("known_on")
    followed = replace(followed, known_on=known if known and known < catalog.newest_record else None)
    since = _since(question)
    items = answers.feed(catalog, followed, _opened)
    if since:
        items = answers.since(items, since.number)
    pages = max(1, -(-len(items) // PAGE))
    number = _number(question, pages)
    usual = params(followed, choices)
    more = {name: question.last(name) for name in ("release", "data") if name in question.given}
    if since:
        more["since"] = since.hash
    named = sorted((name, text) for name, texts in usual.items() for text in texts)
    release = catalog.release.day if catalog.release else catalog.newest_record
    return Page(
        catalog=catalog,
        followed=followed,
        title=words.title(followed, catalog, choices),
        feed_id=urn(f"feed {urlencode(named)}"),
        updated=max((each.updated for each in items), default=release),
        entries=tuple(
            (each, words.told(each, catalog, followed.policy))
            for each in items[(number - 1) * PAGE : number * PAGE]
        ),
        number=number,
        pages=pages,
        query=urlencode(dict(usual) | more, doseq=True),
        since=since,
        base=here(request),
    )


def _since(question: Asked) -> Release | None:
    text = question.last("since")
    if not text:
        return None
    try:
        return find(question.catalog.releases, text)
    except UnknownName as error:
        raise Refused(404, programs.no_release("since", error)) from error


def _number(question: Asked, pages: int) -> int:
    text = question.last("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= pages:
        raise Refused(404, programs.NO_PAGE(page=printable(text), pages=pages))
    return number


def _content(told: Told, base: str) -> str:
    return render("feed_entry.html", told=told, base=base, say=words).strip()


# -- Forms -----------------------------------------------------------------------------------------


def atom(page: Page) -> bytes:
    """Return a page of a feed as Atom."""
    from lxml import etree  # only once a feed is asked for

    def add(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
        made = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attrib=attributes)
        made.text = text or None
        return made

    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    add(root, "id", page.feed_id)
    add(root, "title", page.title)
    add(root, "updated", _instant(page.updated))
    add(add(root, "author"), "name", NAME())
    add(root, "generator", NAME())
    add(root, "rights", f"{citation(page.catalog)} {licence()}")
    for relation, address in page.links("atom").items():
        add(root, "link", rel=relation, type=ATOM, href=address)
    add(root, "link", rel="alternate", type=HTML, href=page.address("html", page.number))
    for item, told in page.entries:
        entry = add(root, "entry")
        add(entry, "id", item.urn)
        add(entry, "title", told.title)
        add(entry, "updated", _instant(item.updated))
        add(entry, "published", _instant(item.published))
        for term, label in told.categories.items():
            add(entry, "category", term=term, label=label)
        add(entry, "link", rel="alternate", type=HTML, href=f"{page.base}{told.address}")
        for address in dict.fromkeys(claim.url for claim in told.claims if claim.url):
            add(entry, "link", rel="via", href=address)
        add(entry, "content", _content(told, page.base), type="html")
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return made


def json_feed(page: Page) -> dict[str, Any]:
    """Return a page of a feed as JSON Feed has it; `_border_ledger` has what it has no room for."""
    links = page.links("json")
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.title,
        "home_page_url": page.address("html"),
        "feed_url": links["self"],
        "next_url": links.get("next"),
        "authors": [{"name": NAME(), "url": f"{page.base}/"}],
        "language": "en",
        "_border_ledger": {
            "data": page.catalog.hash,
            "release": page.catalog.release.number if page.catalog.release else None,
            "citation": citation(page.catalog),
            "licence": licence(),
        },
        "items": [_json_item(item, told, page.followed, page.base) for item, told in page.entries],
    }
    return {name: value for name, value in made.items() if value is not None}


def _json_item(item: Item, told: Told, followed: Followed, base: str) -> dict[str, Any]:
    entry = item.of if isinstance(item.of, Entry) else None
    gone = item.of.replaced if isinstance(item.of, Added) else ()
    replaced = [urn(answers.log_name(each, followed)) for each in gone]
    return {
        "id": item.urn,
        "url": f"{base}{told.address}",
        "title": told.title,
        "content_html": _content(told, base),
        "date_published": _instant(item.published),
        "date_modified": _instant(item.updated),
        "tags": list(told.categories),
        "_border_ledger": {
            "kind": str(item.kind),
            "name": item.name,
            "first": entry.first.isoformat() if entry else None,
            "last": entry.last.isoformat() if entry else None,
            "release": item.number,
            "claims": list(item.claims),
            **({"replaced": replaced} if replaced else {}),
        },
    }


def _html(page: Page) -> str:
    links = page.links("html")
    named = {"first": words.FIRST(), "previous": words.NEWER(), "next": words.OLDER()}
    since = page.since
    return render(
        "feed.html",
        say=words,
        title=page.title,
        since=words.since_release(since) if since else "",
        nothing=words.nothing(since),
        entries=[told for _, told in page.entries],
        base=settings.root(),
        atom=page.address("atom"),
        json_feed=page.address("json"),
        pages=[(named[each], links[each]) for each in named if each in links and page.pages > 1],
        citation=citation(page.catalog),
        licence=licence(),
    )


def _instant(day: date) -> str:
    """Return the beginning of a day, as feeds have it; no release has a time of day."""
    return f"{day.isoformat()}T00:00:00Z"


# -- Routes ----------------------------------------------------------------------------------------


def _as_atom(request: Request) -> Response:
    return reply(request, atom(_page(request)), ATOM)


def _as_json(request: Request) -> Response:
    return reply(request, json_text(json_feed(_page(request))), JSON_FEED)


def _as_page(request: Request) -> Response:
    return reply(request, _html(_page(request)), HTML)


def _nothing(request: Request) -> Response:
    raise Refused(404, programs.NOT_FOUND(known=programs.FEED_ADDRESSES(root=settings.root())))


ROUTES = [
    route("/feed.atom", _as_atom),
    route("/feed.json", _as_json),
    route("/feed", _as_page),
    route("/feed/{rest:path}", _nothing),
    route("/feed.{rest}", _nothing),
]
"""The routes of feeds; what else begins so is not found."""
