"""How a request is refused: a sentence that says why, in the form that the reader wants, or as plain text."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from dashboard import settings

_TEXT = "text/plain"
AGAIN = "5"
"""Seconds after which to ask again where too much was asked."""


def refusal(request: Request, status: int, sentence: str, **more: str) -> Response:
    """Return a sentence that says why nothing else comes: as a page, as JSON, or as plain text.

    An address that asks for JSON gets JSON. `more` are addresses that help, by what they are called.
    """
    # What makes pages loads all colours and words; what stands before them does without.
    from dashboard.service.replies import HTML, JSON, best, json_text, render

    more = {name: settings.at(path) for name, path in more.items()}
    form = best(request.headers.get("accept", ""), {"text": _TEXT, "html": HTML, "json": JSON})
    if request.url.path.endswith(".json") or request.query_params.get("f") == "json":
        form = "json"
    any_site = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
    if form == "html":
        page = render("refusal.html", status=status, sentence=sentence, links=more)
        return _refused(status, page, HTML, any_site)
    if form == "json":
        return _refused(status, json_text({"status": status, "error": sentence, **more}), JSON, any_site)
    helps = "".join(f"{name}: {address}\n" for name, address in more.items())
    return _refused(status, f"{sentence}\n{helps}", _TEXT, any_site)


async def refuse(
    scope: Scope, receive: Receive, send: Send, status: int, sentence: str, *, as_json: bool = False
) -> None:
    """Answer before anything else is done for it: a request, or a websocket that is about to open.

    The sentence is plain text whatever the reader wants, or a string of JSON: many of them cost little.
    """
    again = {"Retry-After": AGAIN} if status in (429, 503) else {}
    content, kind = (json.dumps(sentence), "application/json") if as_json else (f"{sentence}\n", _TEXT)
    answer = _refused(status, content, kind, again)
    if scope["type"] == "websocket":
        socket = WebSocket(scope, receive, send)
        if "websocket.http.response" in scope.get("extensions", {}):
            await socket.send_denial_response(answer)
        else:  # a server that knows no other refusal
            await socket.close(1008)
    else:
        await answer(scope, receive, send)


def _refused(status: int, content: str, kind: str, headers: dict[str, str]) -> Response:
    return Response(content, status, {"Cache-Control": "no-store", **headers}, kind)
