"""The headers that every answer carries, whoever wrote it: a page, a file, a refusal, an error."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import settings
from dashboard.question.online import ONLINE
from dashboard.question.public import EMBED
from dashboard.settings import Settings

_PICTURES = " ".join(f"https://{each.host}" for each in ONLINE.values())
HEADERS = {
    # The page, its scripts and its data come from this server alone; pictures also from the hosts
    # of the online maps, which a reader has to turn on. Vega compiles expressions
    # (unsafe-eval) and Streamlit sets styles and component modules inline.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        f"img-src 'self' data: blob: {_PICTURES}; "
        "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    # No page asks for any of it, and no page in a frame may.
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # A page that opens one of ours gets no hold of it.
    "cross-origin-opener-policy": "same-origin",
}
"""What an answer has that says nothing else."""

_SHARED, _OURS = "cross-origin", "same-origin"
_YEAR = 365 * 24 * 60 * 60


class SecurityHeaders:
    """Adds the headers to every answer, and takes care that cookies go over https where the address does.

    It stands around everything, Starlette's own answers to errors included.
    """

    def __init__(self, app: ASGIApp, found: Settings | None = None) -> None:
        self.app = app
        self._https = urlsplit((found or settings.current()).address).scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one websocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        denies = "websocket.http.response" in scope.get("extensions", {})
        opened = False

        async def send_with_headers(message: Message) -> None:
            nonlocal opened
            kind = message["type"]
            if kind == "websocket.close" and not opened and denies:
                # Not opened: the server would answer 403 with no header at all.
                await send(self._with({"type": "websocket.http.response.start", "status": 403}, scope))
                await send({"type": "websocket.http.response.body", "body": b""})
                return
            if kind in ("http.response.start", "websocket.http.response.start", "websocket.accept"):
                opened = True
                message = self._with(message, scope)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _with(self, message: Message, scope: Scope) -> Message:
        headers = MutableHeaders(raw=[(name.lower(), value) for name, value in message.get("headers", ())])
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        # What scripts of other sites may read, and the page for their frames, they may also embed.
        shared = headers.get("access-control-allow-origin") == "*" or scope["path"].endswith(EMBED)
        headers.setdefault("cross-origin-resource-policy", _SHARED if shared else _OURS)
        if self._https:
            headers.setdefault("strict-transport-security", f"max-age={_YEAR}")
        raw = [
            (name, _secure(value) if self._https else value) if name == b"set-cookie" else (name, value)
            for name, value in headers.raw
        ]
        return {**message, "headers": raw}


def _secure(cookie: bytes) -> bytes:
    """Return a cookie that a browser sends over https only."""
    flags = [part.strip().lower() for part in cookie.split(b";")]
    return cookie if b"secure" in flags else cookie + b"; Secure"
