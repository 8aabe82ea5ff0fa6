"""What is done to pages on their way: feeds in their head, a cookie by which a browser is known again."""

from __future__ import annotations

import gzip
from html import escape
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlencode

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import settings
from dashboard.page.uploads import VISIT
from dashboard.question import link
from dashboard.question.following import FOLLOWED
from dashboard.question.public import EMBED
from dashboard.question.view import View, Where
from dashboard.service import codings, head, health, metrics

_FEEDS = ((".atom", "application/atom+xml"), (".json", "application/feed+json"))
_ONE = ("place", "stretch", "log_of", "policy")
"""Parameters of a feed that have one value; of a page the last one counts."""
LOG = "/log"
_LONGEST_LINK = 600
"""Characters of a query that a feed's address takes over; a longer one is given the feed of everything."""


class FeedLinks:
    """Names the feeds, and the description of the data, of each page: in its headers (RFC 8288) and its head.

    A reader of feeds that is given a page finds them so. They follow what the page is about. The head of a
    page of Streamlit's is not ours, so the links are put into it on their way, with what makes a first visit
    short (`head`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what is no page passes as it is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        query, path = scope.get("query_string", b"").decode("latin-1"), scope["path"]
        start: Message | None = None
        packed, body = False, b""

        async def send_with_links(message: Message) -> None:
            nonlocal start, packed, body
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                if headers.get(b"content-type", b"").startswith(b"text/html") and message["status"] == 200:
                    links = feed_links(query, path)
                    message["headers"] = [*message["headers"], (b"link", links.encode())]
                    coding = headers.get(b"content-encoding", b"")
                    if coding in (b"", b"gzip") and scope["method"] == "GET" and path != EMBED:
                        start, packed = message, bool(coding)
                        return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            whole = in_head(gzip.decompress(body) if packed else body, query, path)
            better = await to_thread.run_sync(head.improved, whole, path, query)
            sent = MutableHeaders(raw=list(start["headers"]))
            if better != whole:
                # It is Streamlit's page, which that sends plain, with the tag of its file.
                del sent["etag"], sent["last-modified"]
                sent.add_vary_header("Accept-Encoding")
                packed = codings.accepted(Headers(scope=scope).get("accept-encoding"), ["gzip"]) == "gzip"
                if packed:
                    sent["content-encoding"] = "gzip"
            whole = gzip.compress(better, mtime=0) if packed else better
            sent["content-length"] = str(len(whole))
            await send({**start, "headers": sent.raw})
            await send({**message, "body": whole})

        await self.app(scope, receive, send_with_links)


def feed_links(query: str, path: str = "") -> str:
    """Return the header Link of a page with a query."""
    feeds = [
        f'<{address}>; rel="alternate"; type="{kind}"; title="Border Ledger"'
        for kind, address in _feeds(query, path).items()
    ]
    described = f'<{settings.at("/dataset.json")}>; rel="describedby"; type="application/ld+json"'
    return ", ".join([*feeds, described])


def in_head(page: bytes, query: str, path: str) -> bytes:
    """Return a page with the feeds in its head; one that names feeds itself stays as it is."""
    if b"application/atom+xml" in page or b"</head>" not in page:
        return page
    links = "".join(
        f'<link rel="alternate" type="{kind}" title="Border Ledger" href="{escape(address)}">'
        for kind, address in _feeds(query, path).items()
    )
    return page.replace(b"</head>", links.encode() + b"</head>", 1)


def _feeds(query: str, path: str) -> dict[str, str]:
    """Return the addresses of the feeds of a page by their media type: those that its own Follow gives."""
    given = link.spelled_out(parse_qs(query)) if len(query) <= _LONGEST_LINK else {}
    asked = {name: texts for name, texts in given.items() if name in FOLLOWED}
    asked |= {name: asked[name][-1:] for name in _ONE if name in asked}
    if path.rstrip("/") == LOG:
        # A place is always chosen; the log is about it only where the reader says so.
        of_place = asked.get("log_of") == [Where.PLACE]
        place = asked.pop("place", [View().place or ""])
        asked |= {"place": place} if of_place else {}
    if asked.get("log_of") not in (None, [Where.CROSSINGS]):
        del asked["log_of"]
    text = urlencode(asked, doseq=True)
    return {kind: settings.at(f"/feed{ending}{f'?{text}' if text else ''}") for ending, kind in _FEEDS}


_NO_COOKIE = (EMBED, health.PATH, metrics.PATH)


class KnownAgain:
    """Gives each browser that opens a page a cookie of chance, so that its own files go to it alone.

    It ends with the browser, no script can read it, and it says nothing of the reader. The embedded page
    has none: it has no files of anybody's, and stands on the pages of others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; those that open no page pass as they are."""
        headers = dict(scope["headers"]) if scope["type"] == "http" else {}
        opens = b"text/html" in headers.get(b"accept", b"") and scope["path"] not in _NO_COOKIE
        known = f"{VISIT}=".encode() in headers.get(b"cookie", b"")
        if not opens or known:
            await self.app(scope, receive, send)
            return
        cookie = f"{VISIT}={token_urlsafe(24)}; Path=/; HttpOnly; SameSite=Lax"

        async def send_with_cookie(message: Message) -> None:
            start = message["type"] == "http.response.start"
            # What a cache between may keep for others must not carry one reader's cookie.
            if start and b"public" not in dict(message["headers"]).get(b"cache-control", b""):
                message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
            await send(message)

        await self.app(scope, receive, send_with_cookie)
