"""A reverse proxy on a free port of this machine that gives one path of its own to a server."""

from __future__ import annotations

import contextlib
import re
import socket
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

ROOT = "/maps"


class Proxy(ThreadingTCPServer):
    """Gives what is asked beneath `ROOT` to the server that is `behind` it; anything else is not its matter.

    One request a connection, so that only its first lines have to be understood; a websocket is passed on.

    Attributes:
        base: The address of its root.
        behind: The address of the server.
        strips: Whether it takes the path off, or hands it on.
        strays: What was asked outside of the path.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 100  # a browser asks much at once

    def __init__(self, *, strips: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.base, self.behind, self.strips = f"http://127.0.0.1:{self.server_address[1]}", "", strips
        self.strays: list[str] = []

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()


class _Connection(StreamRequestHandler):
    rbufsize = 0
    server: Proxy

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                if not (more := self.rfile.read(1)):
                    return
                head += more
            method, path, rest = head.decode("latin-1").split(" ", 2)
            alone = path.partition("?")[0] == ROOT
            if not alone and not path.startswith(f"{ROOT}/"):
                self.server.strays.append(path)
                self._answer("404 Not Found")
            elif alone and self.server.strips:  # nothing would be left of it
                self._answer(f"301 Moved Permanently\r\nLocation: {ROOT}/")
            else:
                if "\r\nupgrade:" not in rest.casefold():
                    rest = re.sub(r"(?i)\r\nconnection:[^\r]*", "", rest)
                    rest = rest.replace("\r\n", "\r\nConnection: close\r\n", 1)
                path = path.removeprefix(ROOT) if self.server.strips else path
                self._pass_on(f"{method} {path} {rest}".encode("latin-1"))

    def _answer(self, status: str) -> None:
        self.wfile.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())

    def _pass_on(self, head: bytes) -> None:
        behind = urlsplit(self.server.behind)
        with socket.create_connection(("127.0.0.1", int(behind.port or 0))) as other:
            other.sendall(head)
            Thread(target=_piped, args=(self.connection, other), daemon=True).start()
            _piped(other, self.connection)


def _piped(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := one.recv(65536):
            other.sendall(part)
    for each in (one, other):  # the pipe of the other way ends, too
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
