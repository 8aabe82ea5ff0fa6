"""The page as an ASGI app, with what stands beside it and around it: the map's files, guards, limits."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
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
from dashboard import settings
from dashboard.look.theme import THEMES
from dashboard.map import component, deck, film
from dashboard.map import files as map_files
from dashboard.map import own as map_own
from dashboard.page import measures, panels, store, uploads
from dashboard.question import link
from dashboard.question.view import View
from dashboard.service import (
    claims,
    codings,
    datasets,
    embed,
    features,
    feeds,
    health,
    llms,
    mcp_endpoint,
    metrics,
    scripts,
    sign_in,
    warming,
)
from dashboard.service.access import Access
from dashboard.service.codings import Packed
from dashboard.service.connections import LetGo
from dashboard.service.hosts import HostGuard
from dashboard.service.limits import RateGuard, in_turn
from dashboard.service.middleware import FeedLinks, KnownAgain
from dashboard.service.paths import RealPaths, UnderRoot
from dashboard.service.scripts import PackedScripts
from dashboard.service.uploading import UploadGuard
from dashboard.service.warming import Step
from dashboard.wording import language
from dashboard.wording import own as own_words
from dashboard.wording.page import NO_FILE
from geodata.catalog import Catalog

_NEVER = {"Cache-Control": "no-store"}
_KINDS = {
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


_DASHBOARD = Path(dashboard.__file__).parent
_FONTS = frozenset(font.name for font in (_DASHBOARD / "fonts").glob("*.woff*"))


async def ledger_file(request: Request) -> Response:
    """Serve one file of geometry or script; a name whose hash is not of today's content is not found."""
    name = request.path_params["name"]
    if name.startswith("film-"):
        found = await in_turn(request, _film, name, request.url.query)
    else:
        found = await to_thread.run_sync(_packed, name)
    if found is None:
        return Response(NO_FILE(), status_code=404, media_type="text/plain")
    if answer := codings.answer(found, request.headers):
        return answer
    headers = {"Vary": "Accept-Encoding", "Cache-Control": codings.FOREVER}
    return Response(await to_thread.run_sync(found.plain), media_type=found.kind, headers=headers)


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


def _film(name: str, query: str) -> Packed | None:
    """Return the packed film of a theme for a question, None where there is none."""
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


def _film_bytes(data: str, theme: str, question: View, spoken: str) -> Packed:
    return _film_made(data, theme, repr(question), spoken, question)


# Streamlit's cache, since who asks while it is made waits for that one: it takes a second.
@st.cache_resource(max_entries=settings.current().films_kept, show_spinner=False)
def _film_made(data: str, theme: str, asked: str, spoken: str, _question: View) -> Packed:
    with measures.film():
        made = film.film_json(store.ledger(data), _question, THEMES[theme])
        return _pack(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode(), ".json")


@lru_cache(maxsize=128)
def _packed(name: str) -> Packed | None:
    """Return a file by its whole name, packed; None where there is none."""
    wanted = name.split(".")[0]
    if name == component.BUNDLE:
        content = deck.bundle()
    elif name in component.SCRIPTS:
        content = component.SCRIPTS[name]
    elif name in _FONTS:
        content = (_DASHBOARD / "fonts" / name).read_bytes()
    elif catalog := _drawn_from(wanted, name) if wanted in map_files.names() else None:
        content = map_files.content(wanted, catalog)
    else:
        return None
    return _pack(content, Path(name).suffix)


def _pack(content: bytes, suffix: str) -> Packed:
    return codings.packed(content, _KINDS[suffix])


_FIRST_ZOOM, _NARROW_ZOOM = "7", "6"
"""The zooms at which a map begins: on a screen of 1600 pixels, and on one of 400."""


def _first_scripts() -> Iterator[Step]:
    """Return what packs the scripts that a first visit asks, in the order in which it does."""
    yield from (partial(scripts.packed, name) for name in scripts.first())
    yield from (partial(_packed, name) for name in (*component.SCRIPTS, *sorted(_FONTS), component.BUNDLE))


def _first_film() -> Iterator[Step]:
    """Return what makes ground and film for a link that asks nothing, in the usual theme."""
    yield partial(_warm, "ground-light")
    yield partial(_warm_film, "light")


def _first_files() -> Iterator[Step]:
    """Return what makes the shapes of the map on a wide screen."""
    yield from (partial(_warm, name) for name in map_files.names() if _zoom(name) in ("", _FIRST_ZOOM))


def _later_files() -> Iterator[Step]:
    """Return what makes those of the other theme, and of a narrow screen."""
    yield partial(_warm_film, "dark")
    yield from (partial(_warm, name) for name in map_files.names() if _zoom(name) == _NARROW_ZOOM)


def _zoom(name: str) -> str:
    return last if (last := name.rpartition("-")[2]).isdigit() else ""


def _warm(name: str) -> None:
    _packed(map_files.url(name, store.newest()).removeprefix(f"{map_files.ROUTE}/"))


def _warm_film(theme: str) -> None:
    catalog = store.newest()
    choices = store.choices_on(catalog.hash)
    _film_bytes(catalog.hash, theme, film.question(choices.default, choices), language.current())


_TURN = 0.0005
"""Seconds that a run of the page keeps the interpreter while another thread wants it; Python's own are 0.005.

All messages go through the thread of the event loop, which lets go of the interpreter at each of them. While
other pages run it waits for so long each time, which with several runs adds up to tenths of a second.
"""


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@asynccontextmanager
async def _lifespan(app: object) -> AsyncIterator[None]:
    warm = warming.begun(_first_scripts(), _first_film(), _first_files(), _later_files())
    with _short_turns():
        async with mcp_endpoint.ENDPOINT.lifespan(app), warm:
            yield


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
        *health.ROUTES,
        *metrics.ROUTES,
        *sign_in.ROUTES,
    ],
    middleware=[
        Middleware(UnderRoot),
        Middleware(Access),
        Middleware(HostGuard),
        Middleware(metrics.StreamlitsClosed),
        Middleware(sign_in.Door),
        Middleware(RealPaths),
        Middleware(FeedLinks),
        Middleware(KnownAgain),
        Middleware(RateGuard),
        Middleware(UploadGuard),
        Middleware(LetGo),
        Middleware(PackedScripts),
    ],
    secrets=sign_in.secrets(),
    on_script_error=panels.trouble,
    lifespan=_lifespan,
)
