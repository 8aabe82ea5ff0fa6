"""`/metrics`: figures of this server for Prometheus; closed unless a token is set, and for who sends it.

Labels are words of ours alone: routes by their pattern, pages by their name, never an address or a text of a
reader's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from secrets import compare_digest
from typing import Any

import anyio
from anyio import to_thread
from prometheus_client import Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.caching import cache_data_api, cache_resource_api
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY

from dashboard import settings
from dashboard.page import store
from dashboard.page.measures import REGISTRY
from dashboard.service.refusing import refusal
from dashboard.wording import programs as words
from geodata import __version__

PATH = "/metrics"
_STREAMLITS = "/_stcore/metrics"


_REFUSALS = {
    401: "sign_in",
    403: "origin",
    413: "upload",
    414: "length",
    421: "host",
    429: "too_many",
}
"""Why a request was refused, by the status that says so."""
_FULL = "connections"


_ANSWERS = Counter(
    "border_ledger_http_answers",
    "Answers by the pattern of their route and their status",
    ["route", "status"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "border_ledger_http_seconds",
    "How long an answer took, by the pattern of its route",
    ["route"],
    registry=REGISTRY,
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10),
)
CONNECTIONS = Gauge("border_ledger_connections", "Pages that are connected now", registry=REGISTRY)
_REFUSED = Counter(
    "border_ledger_refused", "Requests and connections that were refused", ["reason"], registry=REGISTRY
)


def answered(route: str, status: int, *, page: bool = False) -> None:
    """Count an answer.

    Args:
        route: The pattern of its route.
        status: Its status; 0 where who asked had gone.
        page: Whether it is the websocket of an open page.
    """
    _ANSWERS.labels(route, status or "none").inc()
    reason = _FULL if page and status == 503 else _REFUSALS.get(status)
    if reason:
        _REFUSED.labels("token" if route == PATH else reason).inc()


class _Now(Collector):
    """What is looked up each time the figures are read."""

    def describe(self) -> Iterable[InfoMetricFamily]:
        return ()

    def collect(self) -> Iterator[InfoMetricFamily | GaugeMetricFamily]:
        ledger = store.opened()
        if ledger:
            release = str(ledger.release.number) if ledger.release else ""
            about = {"version": __version__, "ledger": ledger.hash, "release": release}
            yield InfoMetricFamily("border_ledger", "The ledger that is shown", value=about)
        yield GaugeMetricFamily("border_ledger_sessions", "Visits that are kept open", value=_sessions())
        kept = GaugeMetricFamily("border_ledger_cached", "Results that are kept", labels=["cache"])
        for name, count in sorted(cached().items()):
            kept.add_metric([name], count)
        yield kept


def _sessions() -> float:
    if not Runtime.exists():
        return 0
    found = Runtime.instance().stats_mgr.get_stats(family_names=[ACTIVE_SESSIONS_FAMILY])
    return sum(float(getattr(each, "value", 0)) for each in found.get(ACTIVE_SESSIONS_FAMILY, ()))


def cached() -> Mapping[str, int]:
    """Return how many results each cache of the page holds, by the name of its function.

    Streamlit (1.67.0) tells their bytes, which takes long to work out, but not their number.
    """
    found: dict[str, int] = {}
    every: tuple[Any, ...] = (cache_data_api._data_caches, cache_resource_api._resource_caches)
    for caches in every:
        for of_session in list(caches._function_caches.values()):
            for each in list(of_session.values()):
                holder = each if hasattr(each, "_mem_cache") else each.storage
                held = getattr(holder, "_mem_cache", ())
                name = each.display_name.rpartition(".")[2].strip("_")
                found[name] = found.get(name, 0) + len(held)
    return found


ProcessCollector(registry=REGISTRY)
REGISTRY.register(_Now())


def may_read(given: str, token: str) -> bool:
    """Tell whether a header Authorization has the token.

    Args:
        given: The header; empty for none.
        token: What is set; empty opens to nobody.
    """
    scheme, _, sent = given.partition(" ")
    same = compare_digest(sent.strip().encode("utf-8", "replace"), token.encode())
    return bool(token) and scheme.casefold() == "bearer" and same


async def metrics(request: Request) -> Response:
    """Answer with the figures, for who has the token; without one set there is nothing here."""
    token = settings.current().metrics_token
    if not token:
        return refusal(request, 404, words.NO_ADDRESS())
    if not may_read(request.headers.get("authorization", ""), token):
        answer = refusal(request, 401, words.NEEDS_TOKEN())
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    encoder, kind = choose_encoder(request.headers.get("accept", ""))
    # A thread of its own: others may fill those that all requests share.
    text = await to_thread.run_sync(encoder, REGISTRY, limiter=_one())
    return Response(text, headers={"Cache-Control": "no-store", "Content-Type": kind})


@lru_cache(maxsize=1)
def _one() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(1)


class StreamlitsClosed:
    """Closes Streamlit's own figures, which are open to everybody else (1.67.0)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; those to other addresses pass as they are."""
        if scope["type"] == "http" and scope["path"].removeprefix(scope.get("root_path", "")) == _STREAMLITS:
            await refusal(Request(scope), 404, words.NO_ADDRESS())(scope, receive, send)
            return
        await self.app(scope, receive, send)


ROUTES = [Route(PATH, metrics)]
