"""Scripted readers of a page: they speak Streamlit's protocol as a browser does, and paint nothing.

`Talk` is the protocol, without a connection. `Reader` has a connection that waits, `Crowded` is one of many
that wait side by side. They fetch no files of the map: those come once a visit, none for a change of date.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import socket
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio import client as side_by_side
from websockets.sync.client import ClientConnection, connect

from benchmarks.serving import HOST

MOST: Final = 256 * 2**20
"""Bytes of one message that a reader takes."""
PATIENCE: Final = 60.0
"""Seconds after which a reader gives up waiting for an answer."""
HEALTH: Final = "/_stcore/health"
_AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class PageFailed(Exception):
    """The page shows an error, or sent what a browser could not use."""


class Talk:
    """What one browser knows of its page, and what it says; bytes come and go by somebody else's connection.

    Attributes:
        faults: What the page showed as an error, and messages that a browser could not have used.
        messages: How many messages came.
        received: Their bytes, as they are before they are packed.
    """

    def __init__(self, url: str) -> None:
        self.faults: list[str] = []
        self.messages = self.received = 0
        self._url = url
        self._page = self._query = ""
        self._kept: dict[str, tuple[int, str]] = {}
        self._age = 2
        self._runs = 0
        self._running = ""
        self._started = False
        self._widgets: dict[str, WidgetState] = {}
        self._ids: dict[str, str] = {}
        self._fragments: dict[str, str] = {}
        self._changed = ""

    def choose(self, label: str, day: date) -> None:
        """Type a date into the input with that label; it is sent with the next question.

        Raises:
            PageFailed: If the page has no such input.
        """
        if label not in self._ids:
            raise PageFailed(f"no input {label!r}: {'; '.join(self.faults) or 'and no error'}")
        widget = WidgetState(id=self._ids[label])
        widget.string_array_value.data.append(day.isoformat())
        self._widgets[widget.id] = widget
        self._changed = widget.id

    def ask(self, *, whole: bool = False) -> bytes:
        """Return the question for a run: of the fragment with the changed widget, or of the whole page."""
        self._running = "" if whole else self._fragments.get(self._changed, "")
        self._started = False
        ask = BackMsg()
        run = ask.rerun_script
        run.page_script_hash, run.fragment_id, run.query_string = self._page, self._running, self._query
        run.widget_states.widgets.extend(self._widgets.values())
        run.cached_message_hashes.extend(self._kept)
        run.context_info.timezone, run.context_info.locale = "Asia/Yangon", "en-GB"
        run.context_info.url = self._url
        question: bytes = ask.SerializeToString()
        return question

    def hear(self, raw: str | bytes) -> bool:
        """Take in one message; return whether the run that was asked for has ended with it."""
        content = raw.encode() if isinstance(raw, str) else raw
        self.messages += 1
        self.received += len(content)
        message = ForwardMsg.FromString(content)
        match message.WhichOneof("type"):
            case "new_session":
                self._started = True
                self._page = message.new_session.page_script_hash or self._page
                self._age = message.new_session.config.max_cached_message_age or self._age
            case "delta":
                if message.metadata.cacheable and message.hash:
                    self._kept[message.hash] = self._runs, message.delta.fragment_id
                self._read(message.delta)
            case "ref_hash":
                if message.ref_hash in self._kept:
                    self._kept[message.ref_hash] = self._runs, self._kept[message.ref_hash][1]
                else:
                    self.faults.append("a reference to a message that the browser has forgotten")
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "script_finished" if self._started and message.script_finished != _AGAIN:
                self._forget()
                return True
        return False

    def _read(self, delta: Delta) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                self.faults.append(f"{element.exception.type}: {element.exception.message}")
            case "alert" if element.alert.format == element.alert.ERROR:
                self.faults.append(element.alert.body)
            case "date_input":
                self._ids[element.date_input.label] = element.date_input.id
                self._fragments[element.date_input.id] = delta.fragment_id

    def _forget(self) -> None:
        """Forget as a browser does: at the end of a run, messages that it could have sent and did not."""
        self._runs += 1
        for kept, (run, fragment) in list(self._kept.items()):
            if self._runs - run > self._age and (not self._running or fragment == self._running):
                del self._kept[kept]


class Counted(socket.socket):
    """A connection that counts the bytes that it receives."""

    received = 0

    def recv(self, *args: int) -> bytes:
        """Receive some bytes, and count them."""
        found = super().recv(*args)
        self.received += len(found)
        return found


class Reader:
    """One reader, whose connection waits until the script has finished.

    Attributes:
        talk: What it knows of its page.
        wire: The connection, with the bytes that came by it.
    """

    def __init__(self, port: int) -> None:
        url, token = f"http://{HOST}:{port}", xsrf(port)
        self.talk = Talk(url)
        self.wire = Counted()
        self.wire.connect((HOST, port))
        self._socket: ClientConnection = connect(
            f"ws://{HOST}:{port}/_stcore/stream",
            origin=url,  # type: ignore[arg-type]
            subprotocols=["streamlit", token],  # type: ignore[list-item]
            additional_headers={"Cookie": f"_streamlit_xsrf={token}"},
            compression="deflate",
            max_size=MOST,
            sock=self.wire,
        )

    def __enter__(self) -> Reader:
        """Give the reader, whose connection is open."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the connection."""
        self._socket.close()

    def choose(self, label: str, day: date) -> None:
        """Type a date into the input with that label; it is sent with the next run."""
        self.talk.choose(label, day)

    def run(self) -> int:
        """Ask for a run of the script, read until it has finished, return the bytes received.

        Raises:
            PageFailed: If the page shows an error.
        """
        before = self.talk.received
        self._socket.send(self.talk.ask())
        while not self.talk.hear(self._socket.recv(PATIENCE)):
            pass
        if self.talk.faults:
            raise PageFailed("; ".join(self.talk.faults))
        return self.talk.received - before


class Crowded:
    """One of many readers in one thread.

    Attributes:
        talk: What it knows of its page.
    """

    def __init__(self, port: int, token: str) -> None:
        self.talk = Talk(f"http://{HOST}:{port}")
        self._port, self._token = port, token
        self._socket: side_by_side.ClientConnection | None = None

    async def open(self) -> None:
        """Connect."""
        self._socket = await side_by_side.connect(
            f"ws://{HOST}:{self._port}/_stcore/stream",
            origin=f"http://{HOST}:{self._port}",  # type: ignore[arg-type]
            subprotocols=["streamlit", self._token],  # type: ignore[list-item]
            additional_headers={"Cookie": f"_streamlit_xsrf={self._token}"},
            compression="deflate",
            max_size=MOST,
            open_timeout=PATIENCE,
            ping_interval=None,
        )

    @property
    def _connection(self) -> side_by_side.ClientConnection:
        if self._socket is None:
            raise RuntimeError("this reader is not connected")
        return self._socket

    async def run(self) -> float:
        """Ask for a run, read until it has ended; return the seconds that took.

        Raises:
            TimeoutError: If it took longer than `PATIENCE`.
            websockets.ConnectionClosed: If the server ended the connection.
        """
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(PATIENCE):
            await self.send()
            while not self.talk.hear(await self._connection.recv()):
                pass
        return asyncio.get_running_loop().time() - began

    async def send(self, *, whole: bool = False) -> None:
        """Ask for a run, of the whole page if so, and wait for nothing but the connection."""
        await self._connection.send(self.talk.ask(whole=whole))

    async def listen(self) -> None:
        """Take in what comes until the connection ends."""
        async for message in self._connection:
            self.talk.hear(message)

    async def close(self) -> None:
        """Say goodbye."""
        if self._socket:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._socket.close(), 5)

    def drop(self) -> None:
        """Go without a word, as a network that is lost."""
        self._connection.transport.abort()


def xsrf(port: int) -> str:
    """Return the token that the server hands to a new reader in a cookie."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/_stcore/health")
        cookie = connection.getresponse().getheader("Set-Cookie") or ""
    finally:
        connection.close()
    return cookie.split("_streamlit_xsrf=")[1].split(";")[0].strip('"')


def port_of(url: str) -> int:
    """Return the port of an address."""
    port = urlsplit(url).port
    assert port
    return port


def busy() -> float:
    """Return the CPU seconds that all processes of this machine have used (Linux)."""
    user, nice, system = Path("/proc/stat").read_text(encoding="ascii").split("\n")[0].split()[1:4]
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Return the CPU seconds that a process of this machine has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
