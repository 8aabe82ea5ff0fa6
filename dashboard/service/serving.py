"""The server itself: uvicorn around the page, with what it and Streamlit are told of the settings.

It is not started by `st.App.run`: that takes messages as large as a page may be sent, names the server in
each answer, believes whatever the machine itself forwards, and asks a server on the internet for the
machine's address where it listens for others (1.67.0).
"""

from __future__ import annotations

from asyncio import AbstractEventLoop, BaseTransport, Transport
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.web import bootstrap
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dashboard.service.headers import SecurityHeaders
from dashboard.service.limits import LARGEST_MESSAGE
from dashboard.settings import Settings

_PIECE = 4096
"""Bytes that are read into messages at a time: packed ones may be a thousand times as long."""
_AT_ONCE = 65_536
"""Bytes that wait at most to be written with others: then a reader who is slow is noticed."""
_PARTING = 5
"""Seconds that answers under way get when the server is stopped."""
_PORTS = {"http": 80, "https": 443}


class Writes:
    """A transport that writes at once what one turn of the event loop has for it.

    A change of the day is fifty small messages; to write each alone takes fifty calls of the system.
    """

    def __init__(self, transport: Transport, loop: AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._waiting = bytearray()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write bytes, with those that follow them in this turn."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting += data
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def close(self) -> None:
        """Close the connection once all is written."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, bytearray()
            self._transport.write(waiting)


class Connection(WebSocketsSansIOProtocol):
    """A websocket that makes messages only of what is asked for, and writes those of a moment together.

    uvicorn stops reading once one message waits, but makes messages of all that it has read by then: of a
    quarter of a megabyte, and much more where it is packed (0.54.0). Here the rest waits as it came.
    """

    _rest = b""

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin."""
        super().connection_made(cast(Transport, Writes(cast(Transport, transport), self.loop)))

    def data_received(self, data: bytes) -> None:
        """Take bytes from the network."""
        self._rest += data
        self._go_on()

    async def receive(self) -> Any:
        """Return the next message, and make those of the bytes behind it once none is left."""
        message = await super().receive()
        self._go_on()
        return message

    async def send(self, message: Any) -> None:
        """Send a message; one that is refused with an answer is done, which uvicorn would log as an error."""
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True

    def _go_on(self) -> None:
        while self._rest and not self.read_paused:
            piece, self._rest = self._rest[:_PIECE], self._rest[_PIECE:]
            super().data_received(piece)


def options(found: Settings) -> Mapping[str, Any]:
    """Return Streamlit's options that follow from the settings, or that no other file may turn off."""
    told: dict[str, Any] = {
        "server.port": found.port,
        "server.address": found.listen,
        "server.headless": True,
        "server.maxUploadSize": found.upload_mb,
        "server.maxWidgetStateSize": LARGEST_MESSAGE // 2**20,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "browser.gatherUsageStats": False,
        "logger.enableRich": False,
    }
    parts = urlsplit(found.address)
    if parts.hostname:
        # Streamlit takes pages of this address too, where a proxy does not hand the header Host on.
        told |= {
            "browser.serverAddress": parts.hostname,
            "browser.serverPort": parts.port or _PORTS[parts.scheme],
        }
    return told


def configured(app: ASGIApp, found: Settings) -> uvicorn.Config:
    """Return how uvicorn serves an app.

    Headers of a proxy change nothing here: who asks and who forwards are told apart where it matters.
    """
    return uvicorn.Config(
        SecurityHeaders(app, found),
        host=found.listen,
        port=found.port,
        ws=Connection,
        ws_max_size=LARGEST_MESSAGE,
        ws_ping_interval=30,
        ws_ping_timeout=30,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        use_colors=False,
        timeout_graceful_shutdown=_PARTING,
    )


def themes_once() -> None:
    """Let Streamlit read the themes from its options once.

    It reads them anew for each run, for a change of the day too: that takes a millisecond (1.67.0).
    """
    made: dict[str, CustomThemeConfig] = {}
    read = app_session._populate_theme_msg

    def once(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in made:
            found = CustomThemeConfig()
            read(found, section)
            made[section] = found
        message.MergeFrom(made[section])

    app_session._populate_theme_msg = once  # type: ignore[assignment]


def serve(app: ASGIApp, found: Settings, more: Mapping[str, Any]) -> bool:
    """Serve an app until stopped; return whether it was ever served.

    Args:
        app: The page with what stands around it.
        found: The settings.
        more: Options of Streamlit that its own files do not give here.
    """
    bootstrap.load_config_options({**more, **options(found)})
    themes_once()
    server = uvicorn.Server(configured(app, found))
    with suppress(KeyboardInterrupt):  # Ctrl+C is how a person stops it
        server.run()
    return server.started
