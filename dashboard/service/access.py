"""What is counted and logged of each request, and what is answered where one fails.

A line names the pattern of the route, never the address: that may have a reader's question in it, or a secret
of a visit. It says neither who asked nor from where.
"""

from __future__ import annotations

import logging
from time import perf_counter

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.page import fault_codes, measures, uploads
from dashboard.service import metrics
from dashboard.service.refusing import refusal
from dashboard.wording import programs as words

_LOG = logging.getLogger(__name__)
_NO_ROUTE = "none"
_STATIC = "static-assets"
"""What Streamlit calls the route of its own page and scripts."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})


class Access:
    """Counts each request, logs it as one line, and answers one that fails with a code of the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection; what is neither passes as it is."""
        if scope["type"] == "http":
            await self._answered(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connected(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = perf_counter(), 0

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except ClientDisconnect:  # who asked has gone; there is nobody to answer
            pass
        except Exception as error:
            if scope["path"].startswith(f"{uploads.ROUTE}/"):
                fault_codes.keep_private(error)
            measures.fault(measures.Where.ROUTE)
            _LOG.error("a request failed", exc_info=error, extra={"fields": {"route": _pattern(scope)}})
            if status:  # too late for another answer: the connection ends
                raise
            failed = refusal(Request(scope), 500, words.FAILED(code=fault_codes.code(error)))
            await failed(scope, receive, send_noted)
        finally:
            spent, route = perf_counter() - began, _pattern(scope)
            metrics.answered(route, status)
            metrics.SECONDS.labels(route).observe(spent)
            method = scope["method"] if scope["method"] in _METHODS else "other"
            _line(method, route, status, spent)

    async def _connected(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = perf_counter(), 0

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "websocket.accept":
                status = 101
                metrics.CONNECTIONS.inc()
            elif message["type"] == "websocket.http.response.start":
                status = message["status"]
            elif message["type"] == "websocket.close" and not status:
                status = 403
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            if status == 101:
                metrics.CONNECTIONS.dec()
            spent, route = perf_counter() - began, _pattern(scope)
            metrics.answered(route, status, page=True)
            _line("WEBSOCKET", route, status, spent)


def _pattern(scope: Scope) -> str:
    """Return the pattern of the route that answered, such as `/claim/{claim}`."""
    route = scope.get("route")
    found: str = getattr(route, "path", "") or getattr(route, "name", "")
    if not found and scope["path"].startswith("/static/"):  # answered before any route is asked (`scripts`)
        return _STATIC
    return found or _NO_ROUTE


def _line(method: str, route: str, status: int, seconds: float) -> None:
    if route == _STATIC and status < 400:  # a first visit asks for 170 of them
        return
    fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    _LOG.info("%s %s %s", method, route, status, extra={"fields": fields})
