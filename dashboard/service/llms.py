"""The address /llms.txt: what a program that reads should know of the ledger, and where it can ask.

The text is made from the code's own names, and names only addresses that the server has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Route

from dashboard import settings
from dashboard.page import store
from dashboard.service import mcp_endpoint
from dashboard.wording import programs as words
from geodata.catalog import Catalog
from geodata.cli.mcp_server import installed

PATH = "/llms.txt"


def addresses(catalog: Catalog) -> dict[str, str]:
    """Return the addresses that a program may ask, each with what it gives."""
    claim_id = next(iter(catalog.claims), "")
    place = next((each.place_id for each in catalog.crossings), "")
    example = {"place": place, "on": catalog.newest_record.isoformat()}
    return {
        "/ogc": words.OGC(),
        "/ogc/api": words.OPENAPI(),
        "/feed.atom": words.ATOM(),
        "/feed.json": words.JSON_FEED(),
        f"/claim/{claim_id}": words.CLAIM(claim=claim_id),
        f"/answer.json?{urlencode(example)}": words.ANSWER(),
        "/dataset.json": words.DATASET(),
        **({mcp_endpoint.PATH: words.MCP()} if installed() else {}),
    }


def served(routes: Iterable[BaseRoute], path: str) -> bool:
    """Tell whether one of our own routes answers at a path; Streamlit's answer at every one with its page."""
    scope = {"type": "http", "path": path.partition("?")[0], "method": "GET", "headers": []}
    return any(route.matches(scope)[0] is not Match.NONE for route in routes if _ours(route))


def _ours(route: BaseRoute) -> bool:
    endpoint = getattr(route, "endpoint", None) or getattr(route, "app", None)
    return getattr(endpoint, "__module__", "").startswith("dashboard.")


async def llms_txt(request: Request) -> Response:
    """Serve the text."""
    routes: Sequence[BaseRoute] = request.app.routes
    return PlainTextResponse(await to_thread.run_sync(_text, routes))


def _text(routes: Sequence[BaseRoute]) -> str:
    catalog = store.newest()
    here = tuple(path for path in addresses(catalog) if served(routes, path))
    return _made(catalog, here, settings.root())


@lru_cache(maxsize=4)
def _made(catalog: Catalog, here: Sequence[str], root: str) -> str:
    from dashboard.wording.llms import llms_txt as text  # it names every command, and few ask for it

    told = addresses(catalog)
    return text(catalog, {f"{root}{path}": told[path] for path in here}, root)


ROUTES = [Route(PATH, llms_txt)]
