"""The address /mcp: the tools for programs that read over HTTP, where the package `mcp` is installed.

The package is slow to import and few ask for it, so it waits for the first request. Its session manager has
tasks of its own: they live in the lifespan of the server, since that of a mounted app would never run. No
session is kept, and each answer is one JSON object.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup, TaskStatus
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from dashboard import settings
from dashboard.page import store
from dashboard.question.public import public
from dashboard.settings import Settings
from dashboard.wording import programs as words
from geodata.bundle.releases import find
from geodata.catalog import Catalog
from geodata.cli.mcp_server import INSTALL, installed

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    from mcp.server.transport_security import TransportSecuritySettings

_LOG = logging.getLogger(__name__)

PATH = "/mcp"
LARGEST = 64 * 1024
"""Bytes that a request may have: a question is a few words."""

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Endpoint:
    """Answers requests at `PATH`; `lifespan` has to run around it."""

    def __init__(self) -> None:
        self._tasks: TaskGroup | None = None
        self._manager: StreamableHTTPSessionManager | None = None
        self._begun = anyio.Lock()

    @asynccontextmanager
    async def lifespan(self, app: object) -> AsyncIterator[None]:
        """Hold the tasks of the session manager, which begins with the first request."""
        self._begun = anyio.Lock()
        async with anyio.create_task_group() as tasks:
            self._tasks = tasks
            try:
                yield
            finally:
                self._tasks = self._manager = None
                tasks.cancel_scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, send)
            return
        manager = await self._started()
        await manager.handle_request(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        if not installed():
            return PlainTextResponse(words.NO_MCP(command=INSTALL), 404)
        if scope["method"] != "POST":  # there is no stream to open and no session to end
            return PlainTextResponse(words.ONLY_POST(), 405, headers={"Allow": "POST"})
        if self._tasks is None:
            return PlainTextResponse(words.NOT_STARTED(), 503)
        return None

    async def _started(self) -> StreamableHTTPSessionManager:
        """Return the running session manager; the first request waits while it begins."""
        async with self._begun:
            if self._manager is None:
                assert self._tasks
                manager = await to_thread.run_sync(_manager)
                await self._tasks.start(self._run, manager)
                self._manager = manager
            return self._manager

    async def _run(
        self,
        manager: StreamableHTTPSessionManager,
        *,
        task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED,
    ) -> None:
        try:
            async with manager.run():
                task_status.started()
                await anyio.sleep_forever()
        except Exception:  # noqa: BLE001 - whatever fails in it must not end the page's server
            _LOG.exception("the tools for programs failed and begin anew with the next request")
        finally:
            if self._manager is manager:
                self._manager = None


def _manager() -> StreamableHTTPSessionManager:
    from geodata.cli.mcp_tools import server

    made = server(_ledger, public(settings.current().address))
    made.streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=LARGEST,
        transport_security=_security(settings.current()),
    )
    return made.session_manager


def _security(found: Settings) -> TransportSecuritySettings:
    """Return which hosts and origins are answered, so that no other site's page asks through a browser."""
    from mcp.server.transport_security import TransportSecuritySettings

    hosts, origins = allowed(found.address, found.hosts)
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)


def allowed(address: str, names: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Return the hosts and the origins that are answered: this machine's own, and those of an address.

    Args:
        address: The address of the server, empty where none is set.
        names: Further names of hosts that are answered; one that means all of them adds none here.
    """
    hosts = [*_LOOPBACK, *(f"{host}:*" for host in _LOOPBACK)]
    origins = [f"http://{host}" for host in hosts]
    hosts += [each for name in names if name != "*" for each in (name, f"{name}:*")]
    parts = urlsplit(address)
    if parts.scheme and parts.netloc:
        hosts.append(parts.netloc)
        origins.append(f"{parts.scheme}://{parts.netloc}")
    return hosts, origins


def _ledger(release: str | None) -> Catalog:
    """Return the ledger as it is now, or as it stood at a release; raises UnknownName for none of them."""
    newest = store.newest()
    return newest if release is None else store.ledger(find(newest.releases, release).hash)


async def _nothing(request: Request) -> Response:
    return PlainTextResponse(words.NO_ADDRESS(), 404)


def _routes(endpoint: Any) -> Iterable[Route]:
    yield Route(PATH, endpoint)
    yield Route(f"{PATH}/{{rest:path}}", _nothing, methods=["GET", "POST", "DELETE"])


ENDPOINT = Endpoint()
ROUTES = [*_routes(ENDPOINT)]
