"""The page as an ASGI app, with what stands beside it: the map's files, headers, a rate guard."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import dashboard
from dashboard.look.theme import THEMES
from dashboard.map import component, deck, film
from dashboard.map import files as map_files
from dashboard.map import own as map_own
from dashboard.page import panels, store, uploads
from dashboard.question import link
from dashboard.question.view import View
from dashboard.service import claims, datasets, embed, features, feeds, llms, mcp_endpoint
from dashboard.service.middleware import FeedLinks, KnownAgain, RateGuard, SecurityHeaders
from dashboard.wording import language
from dashboard.wording import own as own_words
from dashboard.wording.page import NO_FILE
from geodata.catalog import Catalog

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_NEVER = {"Cache-Control": "no-store"}
_KINDS = {
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff": "font/woff",
}


_DASHBOARD = Path(dashboard.__file__).parent
_FONTS = frozenset(font.name for font in (_DASHBOARD / "fonts").glob("*.woff"))


async def ledger_file(request: Request) -> Response:
    """Serve one file of geometry or script; a name whose hash is not of today's content is not found."""
    name = request.path_params["name"]
    if name.startswith("film-"):
        found = await to_thread.run_sync(_film, name, request.url.query)
    else:
        found = await to_thread.run_sync(_packed, name)
    if found is None:
        return Response(NO_FILE(), status_code=404, media_type="text/plain")
    headers = _FOREVER | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        found = await to_thread.run_sync(gzip.decompress, found)
        headers = _FOREVER | {"Vary": "Accept-Encoding"}
    return Response(found, media_type=_KINDS[Path(name).suffix], headers=headers)


async def own_file(request: Request) -> Response:
    """Serve the file of a reader's own layer, to the browser and visit whose it is; nobody keeps it."""
    token, name = request.path_params["token"], request.path_params["name"]
    visit = request.cookies.get(uploads.VISIT, "")
    found = await to_thread.run_sync(_own, token, name, visit)
    if found is None:
        return Response(own_words.NO_FILE(), status_code=404, media_type="text/plain", headers=_NEVER)
    headers = _NEVER | {"Vary": "Accept-Encoding, Cookie"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        found = await to_thread.run_sync(partial(gzip.compress, found, 1, mtime=0))
        headers |= {"Content-Encoding": "gzip"}
    return Response(found, media_type="application/json", headers=headers)


def _own(token: str, name: str, visit: str) -> bytes | None:
    """Return the file of a reader's own layer in a theme, None where this visit has no such layer."""
    layer, _, rest = name.partition(".")
    theme = THEMES.get(rest.removesuffix(".json").rpartition(".")[2])
    own = uploads.found(token, layer, visit) if theme else None
    return map_own.packed(own, theme, store.newest()) if own and theme else None


def _film(name: str, query: str) -> bytes | None:
    """Return the compressed film of a theme for a question, None where there is none."""
    theme = THEMES.get(name.removeprefix("film-").partition(".")[0])
    catalog = _drawn_from(f"film-{theme.name}", name) if theme else None
    if theme is None or catalog is None:
        return None
    choices = store.choices_on(catalog.hash)
    view, _ = link.read(parse_qs(query, keep_blank_values=True), choices)
    return _film_bytes(catalog.hash, theme.name, film.question(view, choices), language.current())


def _drawn_from(wanted: str, name: str) -> Catalog | None:
    """Return the ledger, as it is or stood at a release, that a file's whole name was made from."""
    for data in (store.newest().hash, *store.older()):
        if f".{map_files.edition(data)}." in name:
            catalog = store.ledger(data)
            return catalog if map_files.url(wanted, catalog) == f"{map_files.ROUTE}/{name}" else None
    return None


@lru_cache(maxsize=64)
def _film_bytes(data: str, theme: str, question: View, spoken: str) -> bytes:
    made = film.film_json(store.ledger(data), question, THEMES[theme])
    return gzip.compress(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


@lru_cache(maxsize=128)
def _packed(name: str) -> bytes | None:
    """Return the compressed content of a file by its whole name, None where there is none."""
    if name == component.BUNDLE:
        return gzip.compress(deck.bundle(), mtime=0)
    if name in component.SCRIPTS:
        return gzip.compress(component.SCRIPTS[name], mtime=0)
    if name in _FONTS:
        return gzip.compress((_DASHBOARD / "fonts" / name).read_bytes(), mtime=0)
    wanted = name.split(".")[0]
    catalog = _drawn_from(wanted, name) if wanted in map_files.names() else None
    if catalog:
        return gzip.compress(map_files.content(wanted, catalog), mtime=0)
    return None


app = st.App(
    _DASHBOARD / "page" / "app.py",
    routes=[
        Route(f"{map_files.ROUTE}/{{name:path}}", ledger_file),
        Route(f"{uploads.ROUTE}/{{token}}/{{name}}", own_file),
        *embed.ROUTES,
        *llms.ROUTES,
        *mcp_endpoint.ROUTES,
        *features.ROUTES,
        *claims.ROUTES,
        *feeds.ROUTES,
        *datasets.ROUTES,
    ],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(FeedLinks),
        Middleware(KnownAgain),
        Middleware(RateGuard),
    ],
    on_script_error=panels.trouble,
    lifespan=mcp_endpoint.ENDPOINT.lifespan,
)
