"""The page as an ASGI app, with what stands beside it: the map's files, headers, a rate guard."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import basemap, deck, film, linkedmap, panels, store
from dashboard.guard import RateGuard, SecurityHeaders
from dashboard.theme import THEMES
from dashboard.view import View
from geodata.catalog import Catalog

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_KINDS = {
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff": "font/woff",
}


_HERE = Path(__file__).parent
_FONTS = frozenset(font.name for font in (_HERE / "fonts").glob("*.woff"))


async def ledger_file(request: Request) -> Response:
    """Serve one file of geometry or script; a name whose hash is not of today's content is not found."""
    name = request.path_params["name"]
    found = await to_thread.run_sync(_film if name.startswith("film-") else _packed, name, request.url.query)
    if found is None:
        return Response("There is no such file; reload the page.", status_code=404, media_type="text/plain")
    headers = _FOREVER | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        found = await to_thread.run_sync(gzip.decompress, found)
        headers = _FOREVER | {"Vary": "Accept-Encoding"}
    return Response(found, media_type=_KINDS[Path(name).suffix], headers=headers)


def _film(name: str, query: str) -> bytes | None:
    """Return the compressed film of a theme for a question, None where there is none."""
    theme = THEMES.get(name.removeprefix("film-").partition(".")[0])
    catalog = _drawn_from(f"film-{theme.name}", name) if theme else None
    if theme is None or catalog is None:
        return None
    terms = store.terms_on(catalog.hash)
    view, _ = View.from_params(parse_qs(query, keep_blank_values=True), terms)
    return _shot(catalog.hash, theme.name, film.question(view, terms))


def _drawn_from(wanted: str, name: str) -> Catalog | None:
    """Return the ledger, as it is or stood at a release, that a file's whole name was made from."""
    for data in (store.newest().hash, *store.older()):
        if f".{basemap.edition(data)}." in name:
            catalog = store.ledger(data)
            return catalog if basemap.url(wanted, catalog) == f"{basemap.ROUTE}/{name}" else None
    return None


@lru_cache(maxsize=64)
def _shot(data: str, theme: str, question: View) -> bytes:
    made = film.of(store.ledger(data), question, THEMES[theme])
    return gzip.compress(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


@lru_cache(maxsize=128)
def _packed(name: str, query: str) -> bytes | None:
    """Return the compressed content of a file by its whole name, None where there is none."""
    if name == linkedmap.BUNDLE:
        return gzip.compress(deck.bundle(), mtime=0)
    if name in linkedmap.SCRIPTS:
        return gzip.compress(linkedmap.SCRIPTS[name], mtime=0)
    if name in _FONTS:
        return gzip.compress((_HERE / "fonts" / name).read_bytes(), mtime=0)
    wanted = name.split(".")[0]
    catalog = _drawn_from(wanted, name) if wanted in basemap.names() else None
    if catalog:
        return gzip.compress(basemap.content(wanted, catalog), mtime=0)
    return None


app = st.App(
    Path(__file__).parent / "app.py",
    routes=[Route(f"{basemap.ROUTE}/{{name:path}}", ledger_file)],
    middleware=[Middleware(SecurityHeaders), Middleware(RateGuard)],
    on_script_error=panels.trouble,
)
