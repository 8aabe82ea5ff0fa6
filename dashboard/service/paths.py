"""Which paths there are: beneath the public address that is set, and none but those at which something is.

Streamlit answers its page with 200 at every path that it does not know (1.67.0), and its `server.baseUrlPath`
serves nothing but its own files beneath a path. So the path before all others is taken off what is asked, and
put before what an answer names; no other part of the server knows of it, but for who writes an address into a
page (`settings.at`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit.file_util import get_static_dir

from dashboard import settings
from dashboard.service.refusing import refusal
from dashboard.wording import programs as words
from dashboard.wording.page import PAGES, path_of

_PAGES = frozenset(map(path_of, PAGES))
_EVERYWHERE = re.compile(r";\s*path=/\s*(?=;|$)", re.IGNORECASE)


class UnderRoot:
    """Serves everything beneath the path of the public address, and at the path alone as well.

    A proxy in front may take the path off or hand it on: both are answered alike. Where no path is set,
    nothing is changed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        root = settings.root() if scope["type"] in ("http", "websocket") else ""
        if not root:
            await self.app(scope, receive, send)
            return
        if scope["path"] == root and scope["type"] == "http":
            # Addresses beside that of the page would lead past the path.
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{root}/{query and '?'}{query}")(scope, receive, send)
            return
        path = within(scope["path"], root, lambda rest: there({**scope, "path": rest}))
        address = urlsplit(settings.current().address)
        public = Headers(scope=scope).get("host", "").casefold() == address.netloc.casefold()

        async def send_mended(message: Message) -> None:
            if message["type"] == "http.response.start":
                _mend(MutableHeaders(raw=message["headers"]), root, public)
            await send(message)

        mended = send_mended if scope["type"] == "http" else send
        await self.app({**scope, "path": path, "raw_path": path.encode()}, receive, mended)


def within(path: str, root: str, is_there: Callable[[str], bool]) -> str:
    """Return what of a path lies beneath the root; a path without it as it is.

    A proxy may have taken the root off, and what is left may begin with its name: `/ledger/x` is no `/x`.

    Args:
        path: As it was asked.
        root: The path before all others, such as `/maps`.
        is_there: Tells whether something is at a path.
    """
    if not path.startswith(f"{root}/"):
        return path
    rest = path.removeprefix(root)
    return rest if is_there(rest) or not is_there(path) else path


def _mend(headers: MutableHeaders, root: str, public: bool) -> None:
    """Put the root before where an answer leads; and where it goes to the public address, before its cookies.

    Other programs of that host then get none of them. Who opens the server past its proxy asks without the
    root, and would not send them.
    """
    location = headers.get("location", "")
    if location.startswith("/") and not location.startswith("//"):
        headers["location"] = f"{root}{location}"
    cookies = headers.getlist("set-cookie")
    if public and cookies:
        del headers["set-cookie"]
        for cookie in cookies:
            headers.append("set-cookie", _EVERYWHERE.sub(f"; Path={root}", cookie))


class RealPaths:
    """Answers 404, with the pages that there are, where nothing is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] not in ("http", "websocket") or there(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
        else:
            answer = await to_thread.run_sync(_nothing, Request(scope))
            await answer(scope, receive, send)


def _nothing(request: Request) -> Response:
    pages = {title(): path_of(name) for name, (title, _) in PAGES.items()}
    return refusal(request, 404, words.NOT_FOUND(known=words.PAGE_ADDRESSES()), **pages)


def there(scope: Scope) -> bool:
    """Tell whether something is at the path of a request: a page, a file of Streamlit's, or a route."""
    path: str = scope["path"]
    if path in _PAGES or path.removeprefix("/") in _files():
        return True
    # Streamlit leads from a page's address with a slash at its end to that without.
    if path.rstrip("/") in _PAGES and not path.startswith("//"):
        return True
    routes: Iterable[BaseRoute] = scope["app"].routes
    matches = {route.matches(scope)[0] for route in routes if not _takes_all(route)}
    # Who reads where files are only given would get Streamlit's page.
    reads = scope.get("method") in ("GET", "HEAD")
    return Match.FULL in matches or (Match.PARTIAL in matches and not reads)


def _takes_all(route: BaseRoute) -> bool:
    return isinstance(route, Mount) and not route.path


@cache
def _files() -> frozenset[str]:
    """Return the names of Streamlit's own files, as they stand after the first slash of an address."""
    folder = Path(get_static_dir())
    return frozenset(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
