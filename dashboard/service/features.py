"""The OGC API Features under /ogc: what is asked is read, answered in a thread, and sent as JSON or HTML.

Nothing in it is of a visit: it answers from the ledger alone, the same to everybody, also to scripts of
other sites. What decides an answer is in `geodata.exports.query`; the documents and pages are made in the
modules beside this one, which are imported by the first request.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPMethod
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.service import OPEN
from dashboard.service.limits import in_turn

if TYPE_CHECKING:
    from dashboard.service.features_documents import Place
    from dashboard.service.features_pages import At
    from geodata.catalog import Catalog
    from geodata.exports.features import Collection
    from geodata.exports.query import Query

ROOT = "/ogc"
_FORMS = ("json", "html")
_HEADERS = OPEN | {"Cache-Control": "no-cache", "Vary": "Accept"}


class _NotFound(Exception):
    """Nothing is at this address; its text says what is near."""


@dataclass(frozen=True)
class _Call:
    """One request, read as far as all addresses have it in common."""

    request: Request
    place: Place
    params: tuple[tuple[str, str], ...]
    query: Query
    catalog: Catalog

    @property
    def at(self) -> At:
        """Where its page is, and of which data."""
        from dashboard.service.features_pages import At

        return At(self.place, self.catalog.hash)

    def answer(self, doc: dict[str, Any], kind: str, page: Callable[[], str]) -> Response:
        """Return a document as JSON, or as a page where that is asked."""
        if wants_html(self.request):
            return _sent(self.request, page(), "text/html; charset=utf-8")
        return _sent(self.request, json.dumps(doc, ensure_ascii=False, separators=(",", ":")), kind)


def wants_html(request: Request) -> bool:
    """Tell whether a request asks for a page: by `f`, else by the first kind that it accepts."""
    form = request.query_params.get("f")
    if form in _FORMS:
        return form == "html"
    accepted = request.headers.get("accept", "").split(",")
    return accepted[0].partition(";")[0].strip() in ("text/html", "application/xhtml+xml")


def _sent(request: Request, text: str, kind: str, status: int = 200) -> Response:
    """Return an answer with the hash of what it says, or only that it is the same as before."""
    content = text.encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = _HEADERS | {"ETag": tag}
    known = request.headers.get("if-none-match", "")
    if status == 200 and tag in (each.strip().removeprefix("W/") for each in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(content, status, headers | {"Content-Type": kind})


def _trouble(request: Request, status: int, code: str, told: tuple[str, ...]) -> Response:
    """Return why there is no answer, as the standard's exception or as a page."""
    if not wants_html(request):
        return _sent(
            request,
            json.dumps({"code": code, "description": " ".join(told)}, ensure_ascii=False),
            "application/json",
            status,
        )
    from dashboard.service import features_pages
    from dashboard.service.features_documents import Place
    from dashboard.wording import features as words

    title = words.NOT_FOUND() if status == 404 else words.REFUSED()
    page = features_pages.trouble(title, told, features_pages.At(Place(_base(request)), ""))
    return _sent(request, page, "text/html; charset=utf-8", status)


def _base(request: Request) -> str:
    from dashboard.service.replies import here

    return here(request) + ROOT


Handler = Callable[[Request], Any]


def _route(path: str, make: Callable[[_Call], Response], items: bool = False) -> Route:
    """Return a route whose answer is made in a thread.

    Args:
        path: Its path below the root.
        make: Makes the answer.
        items: Whether it takes all parameters of a page of features.
    """

    async def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=OPEN)
        if request.method not in ("GET", "HEAD"):
            from dashboard.wording import features as words

            return _trouble(request, 405, "MethodNotAllowed", (words.ONLY_READ(method=request.method),))
        return await in_turn(request, _answer, request, make, items)

    return Route(ROOT + path, handle, methods=list(HTTPMethod))


def _answer(request: Request, make: Callable[[_Call], Response], items: bool) -> Response:
    from geodata.exports.query import Refused, UnknownFeature

    try:
        return make(_read(request, items))
    except Refused as error:
        return _trouble(request, 400, "InvalidParameterValue", error.faults)
    except UnknownFeature as error:
        return _trouble(request, 404, "NotFound", (error.message,))
    except _NotFound as error:
        return _trouble(request, 404, "NotFound", (str(error),))


def _read(request: Request, items: bool) -> _Call:
    """Return a request with its ledger and its query.

    Raises:
        Refused: If a parameter is not known or cannot be read.
        _NotFound: If there is no such collection.
    """
    from dashboard.service.features_documents import Place
    from geodata.exports import query

    params = tuple(request.query_params.multi_items())
    of = _collection(request) if "collection" in request.path_params else None
    known = (*(query.ITEMS if items else query.EVERYWHERE), "f")
    faults = list[str]()
    try:
        read = query.read(params, of, known)
    except query.Refused as error:
        faults += error.faults
    form, release = request.query_params.get("f"), request.query_params.get("release")
    if form is not None and form not in _FORMS:
        faults.append(f"f: {form!r} is not one of {', '.join(_FORMS)}.")
    catalog = _ledger(release)
    if isinstance(catalog, str):
        faults.append(catalog)
    if faults or isinstance(catalog, str):
        raise query.Refused(faults)
    kept = tuple(dict.fromkeys(each for each in params if each[0] in query.EVERYWHERE))
    return _Call(request, Place(_base(request), kept), params, read, catalog)


def _ledger(release: str | None) -> Catalog | str:
    """Return the ledger as it is, or as it stood at a release; what is wrong where there is none."""
    from dashboard.page import store  # it keeps what is open for the page too

    if release is None:
        return store.newest()
    if found := store.named(release):
        return store.ledger(found)
    listed = ", ".join(f"{each.number} ({each.hash})" for each in store.newest().releases)
    return f"release: {release!r} is not one of {listed or 'none: nothing was released yet'}."


def _collection(request: Request) -> Collection:
    from geodata.exports.features import COLLECTIONS
    from geodata.schema.columns import did_you_mean

    name = request.path_params["collection"]
    if name not in COLLECTIONS:
        hint = did_you_mean(name.casefold(), COLLECTIONS) or f": there are {', '.join(COLLECTIONS)}."
        raise _NotFound(f"There is no collection {name!r}{hint}")
    return COLLECTIONS[name]


# -- The addresses ---------------------------------------------------------------------------------


def _landing(call: _Call) -> Response:
    from dashboard.service import features_documents as documents
    from dashboard.service import features_pages as pages

    doc = documents.landing(call.place, call.catalog)
    return call.answer(doc, documents.JSON, lambda: pages.landing(doc, call.at))


def _conformance(call: _Call) -> Response:
    from dashboard.service import features_documents as documents
    from dashboard.service import features_pages as pages

    doc = documents.conformance(call.place)
    return call.answer(doc, documents.JSON, lambda: pages.conformance(doc, call.at))


def _api(call: _Call) -> Response:
    from dashboard.service import features_documents as documents
    from dashboard.service import features_openapi, features_pages

    doc = features_openapi.openapi(call.place, call.catalog)
    return call.answer(doc, documents.OPENAPI, lambda: features_pages.api(doc, call.at))


def _collections(call: _Call) -> Response:
    from dashboard.service import features_documents as documents
    from dashboard.service import features_pages as pages

    doc = documents.collections(call.place, call.catalog)
    return call.answer(doc, documents.JSON, lambda: pages.collections(doc, call.at))


def _one_collection(call: _Call) -> Response:
    from dashboard.service import features_documents as documents
    from dashboard.service import features_pages as pages

    of = _collection(call.request)
    doc = documents.collection(call.place, call.catalog, of)
    return call.answer(doc, documents.JSON, lambda: pages.collection(doc, of, call.at))


def _queryables(call: _Call) -> Response:
    from dashboard.service import features_documents as documents
    from dashboard.service import features_pages as pages

    doc = documents.queryables(call.place, _collection(call.request))
    return call.answer(doc, documents.SCHEMA, lambda: pages.columns(doc, doc["properties"], call.at))


def _schema(call: _Call) -> Response:
    from dashboard.service import features_documents as documents
    from dashboard.service import features_pages as pages

    doc = documents.schema(call.place, _collection(call.request))
    columns = doc["properties"]["properties"]["properties"]
    return call.answer(doc, documents.SCHEMA, lambda: pages.columns(doc, columns, call.at))


def _items(call: _Call) -> Response:
    from dashboard.service import features_documents as documents
    from dashboard.service import features_pages as pages
    from geodata.exports import query

    of = _collection(call.request)
    found = query.answer(call.catalog, of, call.query)
    doc = documents.page(call.place, of, found, call.params)
    asked = query.asked(call.catalog, of, call.query)

    def page() -> str:
        return pages.page(doc, of, call.query, asked, call.catalog, call.at)

    return call.answer(doc, documents.GEOJSON, page)


def _item(call: _Call) -> Response:
    from dashboard.service import features_documents as documents
    from dashboard.service import features_pages as pages
    from geodata.exports import query

    of = _collection(call.request)
    found = query.one(call.catalog, of, call.request.path_params["feature"], call.query)
    doc = documents.feature(call.place, of, found)
    return call.answer(doc, documents.GEOJSON, lambda: pages.feature(doc, of, call.at))


def _nothing(call: _Call) -> Response:
    raise _NotFound(f"Nothing is at {call.request.url.path}: begin at {call.place.base}.")


_ADDRESSES = {
    "": _landing,
    "/conformance": _conformance,
    "/api": _api,
    "/collections": _collections,
    "/collections/{collection}": _one_collection,
    "/collections/{collection}/queryables": _queryables,
    "/collections/{collection}/schema": _schema,
    "/collections/{collection}/items": _items,
    "/collections/{collection}/items/{feature}": _item,
}
ROUTES = [
    *(
        _route(path + slash, make, items=make is _items)
        for path, make in _ADDRESSES.items()
        for slash in ("", "/")
    ),
    _route("/{rest:path}", _nothing),
]
"""The routes, to be put before those of the page; an address may end with a slash."""
