"""Connections of visits that Streamlit let go of are closed, so that the browser comes back to its visit."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime

_LOG = logging.getLogger(__name__)


def _connected(session: str) -> bool:
    return Runtime.instance().is_active_session(session)


class LetGo:
    """Closes a connection whose visit has none any more.

    Streamlit lets a visit go whose browser is 500 messages behind, which three quick clicks on a slow line
    are. But it leaves the connection open, and throws away whatever comes by it (1.67.0): the page would
    stand still until it is loaded anew. A browser whose connection ends connects again, and goes on.
    """

    def __init__(self, app: ASGIApp, connected: Callable[[str], bool] = _connected) -> None:
        """Take the app; `connected` tells whether a session has a connection."""
        self.app, self._connected = app, connected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; those that are no websockets pass as they are."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        session = ""

        async def send_and_look(message: Message) -> None:
            nonlocal session
            if not session and message["type"] == "websocket.send":
                session = _session(message.get("bytes") or b"")
            await send(message)

        async def receive_while_connected() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and session and not self._connected(session):
                _LOG.info("a connection was closed whose visit had been let go: its browser read too slowly")
                return {"type": "websocket.disconnect", "code": 1013}
            return message

        await self.app(scope, receive_while_connected, send_and_look)


def _session(message: bytes) -> str:
    """Return the session that a message begins, empty where it begins none."""
    found: str = ForwardMsg.FromString(message).new_session.initialize.session_id
    return found
