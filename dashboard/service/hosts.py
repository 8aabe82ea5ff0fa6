"""Which hosts are answered, and what a page of another site may do here: read what everybody may, no more.

A name that others own can be made to lead to this machine, so a request names a host that is set. A page of
another site can make a browser send a request, or open a websocket, with the reader's cookies: the header
Origin says whose page it is. Streamlit looks at Origin too, but at the host's name alone; for one that it
does not know it asks a server on the internet for its own address, while all others wait (1.67.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import settings
from dashboard.service.mcp_endpoint import PATH as MCP
from dashboard.service.refusing import refuse
from dashboard.settings import Settings
from dashboard.wording import limits as words

LONGEST_ADDRESS = 8000
"""Characters of a path and its query; the pages themselves read fewer."""

_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class HostGuard:
    """Refuses hosts that are not set, pages of other sites that open or change something, long addresses."""

    def __init__(self, app: ASGIApp, found: Settings | None = None) -> None:
        self.app = app
        self._settings = found or settings.current()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one websocket."""
        refusal = None
        if scope["type"] in ("http", "websocket"):
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            length = len(scope["path"]) + len(scope.get("query_string", b""))
            changes = scope["type"] == "websocket" or scope["method"] not in _READS
            refusal = refused(headers, length, changes and scope["path"] != MCP, self._settings)
        if refusal:
            await refuse(scope, receive, send, *refusal)
        else:
            await self.app(scope, receive, send)


def refused(
    headers: Mapping[str, str], length: int, changes: bool, found: Settings
) -> tuple[int, str] | None:
    """Return status and sentence for a request that is not answered, None for one that is.

    Args:
        headers: By their name in small letters.
        length: Characters of its path and query.
        changes: Whether it opens or changes something. What asks at /mcp does not: that looks itself.
        found: The settings.
    """
    host, origin = headers.get("host", ""), headers.get("origin")
    if not found.answers(host):
        return 421, words.other_host(host)
    if changes and origin is not None and not is_this_server(origin, host, found):
        return 403, words.other_site(origin)
    if length > LONGEST_ADDRESS:
        return 414, words.LONG_ADDRESS(most=LONGEST_ADDRESS)
    return None


def is_this_server(origin: str, host: str, found: Settings) -> bool:
    """Tell whether an origin is this server: at the host that is asked, or at the address that is set.

    A proxy in front may speak https where this server speaks http, so for the host the scheme does not count.
    """
    scheme, _, name = origin.casefold().partition("://")
    if scheme in ("http", "https") and name == host.casefold():
        return True
    parts = urlsplit(found.address.casefold())
    return bool(found.address) and origin.casefold() == f"{parts.scheme}://{parts.netloc}"
