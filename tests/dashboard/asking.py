"""Asks the server's own routes in process, as a program or a browser does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import anyio
from starlette.applications import Starlette

from dashboard.service import claims, datasets, feeds

ROUTES = Starlette(routes=[*claims.ROUTES, *feeds.ROUTES, *datasets.ROUTES])
HOST = "ledger.example"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True)
class Reply:
    """A reply of the server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    path: str,
    accept: str = "*/*",
    *,
    host: str = HOST,
    app: Any = ROUTES,
    method: str = "GET",
    **headers: str,
) -> Reply:
    """Return the reply to one request, without a network."""
    sent: list[dict[str, Any]] = []
    given = {"accept": accept, "host": host} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "scheme": "https",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }

    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        for message in asked:
            return message
        await anyio.sleep_forever()  # nobody goes away
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    anyio.run(app, scope, receive, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], found, b"".join(part.get("body", b"") for part in sent[1:]))
