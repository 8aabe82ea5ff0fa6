"""A reader without a browser: speaks the page's own protocol to a server on this machine, and can vanish."""

from __future__ import annotations

import http.client
import socket
import struct
import uuid
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

HOST = "127.0.0.1"
PATIENCE = 60.0
_AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN
_XSRF = "_streamlit_xsrf"


@dataclass
class Shown:
    """What a run showed: its texts in order, warnings and errors, and the ids of widgets by their label."""

    texts: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    widgets: dict[str, str] = field(default_factory=dict)
    title: str = ""


class Reader:
    """One visit: its session, its cookies and what its widgets hold."""

    def __init__(self, base: str, query: str = "", page: str = "", room: int = 0) -> None:
        """Begin without a connection; `room` is the size of the buffer for what arrives, 0 for the usual."""
        self.base, self.query, self.page, self._room = base, query, page, room
        self.session = ""
        self._script = ""
        self._widgets: dict[str, WidgetState] = {}
        self._token, self._cookies = "", ""
        self._connection: ClientConnection | None = None

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Return the answer to one request of this reader's browser."""
        connection = http.client.HTTPConnection(HOST, urlsplit(self.base).port or 80, timeout=PATIENCE)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Cookie": self._cookies, **given})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def open(self) -> None:
        """Connect; a visit that was connected before goes on."""
        if not self._token:
            self._cookies = "; ".join(
                cookie.split(";")[0]
                for path in ("/", "/_stcore/health")
                for cookie in self.ask(path, Accept="text/html")[1].get_all("Set-Cookie") or ()
            )
            self._token = self._cookies.split(f"{_XSRF}=")[1].split(";")[0].strip('"')
        parts = urlsplit(self.base)
        wire = socket.socket()
        if self._room:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._room)
        wire.connect((HOST, parts.port))
        self._opened = ExitStack()
        opening = connect(
            f"ws://{parts.netloc}/_stcore/stream",
            origin=self.base,  # type: ignore[arg-type]
            subprotocols=["streamlit", self._token, *filter(None, [self.session])],  # type: ignore[list-item]
            additional_headers={"Cookie": self._cookies},
            max_size=2**28,
            max_queue=1,
            ping_interval=None,
            close_timeout=2,
            sock=wire,
        )
        self._connection = self._opened.enter_context(opening)

    def send(self, message: BackMsg) -> None:
        """Send a message."""
        assert self._connection
        self._connection.send(message.SerializeToString())

    def ask_for_a_run(self) -> None:
        """Ask for a run, and do not wait for it."""
        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.page_script_hash = self.query, self._script
        run.page_name = "" if self._script else self.page
        run.widget_states.widgets.extend(self._widgets.values())
        run.context_info.timezone, run.context_info.locale = "Asia/Yangon", "en-GB"
        run.context_info.url = f"{self.base}/{self.page}"
        self.send(message)

    def receive(self, patience: float = PATIENCE) -> ForwardMsg:
        """Return the next message."""
        assert self._connection
        raw = self._connection.recv(patience)
        assert isinstance(raw, bytes)
        return ForwardMsg.FromString(raw)

    def run(self) -> Shown:
        """Ask for a run of the page and return what it showed."""
        self.ask_for_a_run()
        shown, started = Shown(), False
        while True:
            message = self.receive()
            kind = message.WhichOneof("type")
            if kind == "new_session":
                started, shown = True, Shown()
                self.session = message.new_session.initialize.session_id or self.session
            elif kind == "navigation":
                self._script = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                _see(message.delta.new_element, shown)
            elif kind == "script_finished" and started and message.script_finished != _AGAIN:
                return shown

    def upload(self, label: str, shown: Shown, name: str, data: bytes) -> Shown:
        """Put a file into the field with a label, and return what the page then shows."""
        ask = BackMsg()
        ask.file_urls_request.request_id = uuid.uuid4().hex
        ask.file_urls_request.file_names.append(name)
        ask.file_urls_request.session_id = self.session
        self.send(ask)
        while (message := self.receive()).WhichOneof("type") != "file_urls_response":
            pass
        (urls,) = message.file_urls_response.file_urls
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        path = urlsplit(urls.upload_url).path
        path = path if path.startswith("/") else f"/{path}"
        status, _, _ = self.ask(path, "PUT", body, Content_Type=kind, X_Xsrftoken=self._token)
        assert status < 300
        widget = WidgetState(id=shown.widgets[label])
        info = widget.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = urls.file_id, name, len(data)
        info.file_urls.CopyFrom(urls)
        self._widgets[widget.id] = widget
        found = self.run()
        del self._widgets[widget.id]
        return found

    def vanish(self) -> None:
        """Cut the connection without a word, as a network does."""
        assert self._connection
        wire = self._connection.socket
        with suppress(OSError):
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            wire.shutdown(socket.SHUT_RDWR)
            wire.close()
        self.close()

    def close(self) -> None:
        """End the connection."""
        if self._connection:
            with suppress(OSError, ConnectionClosed):
                self._opened.close()
        self._connection = None


def _see(element: object, shown: Shown) -> None:
    kind = element.WhichOneof("type")  # type: ignore[attr-defined]
    part = getattr(element, kind)
    if kind == "exception":
        shown.exceptions.append(part.message)
    elif kind == "alert":
        shown.alerts.append(part.body)
    elif kind == "markdown":
        shown.texts.append(part.body)
    elif kind == "heading":
        shown.texts.append(part.body)
        if part.tag == "h1":
            shown.title = part.body
    if getattr(part, "id", "") and getattr(part, "label", ""):
        shown.widgets[part.label] = part.id


def parameters(reader: Reader) -> Mapping[str, list[str]]:
    """Return the parameters of the address as it now is."""
    return parse_qs(reader.query)
