"""How what stands before the page refuses: a sentence as plain text, to a request or to a websocket."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

_AGAIN = "5"
"""Seconds after which to ask again where too much was asked."""


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    """Answer one request, or one websocket that is about to open, with a sentence and nothing else."""
    headers = {"Cache-Control": "no-store"}
    if status in (429, 503):
        headers["Retry-After"] = _AGAIN
    answer = PlainTextResponse(f"{sentence}\n", status, headers)
    if scope["type"] == "websocket":
        socket = WebSocket(scope, receive, send)
        if "websocket.http.response" in scope.get("extensions", {}):
            await socket.send_denial_response(answer)
        else:  # a server that knows no other refusal
            await socket.close(1008)
    else:
        await answer(scope, receive, send)
