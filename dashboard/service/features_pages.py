"""The documents of the OGC API as pages for people; templates/features.html lays them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from dashboard.service.features_documents import HTML, Place, typed
from dashboard.service.replies import render
from dashboard.wording import features as words
from geodata.catalog import Catalog
from geodata.exports.features import COLLECTIONS, Asked, Collection
from geodata.exports.query import Query

_PLACES = {"data": words.COLLECTIONS, "service-doc": words.DESCRIPTION, "conformance": words.CONFORMANCE}
_STEPS = {"next": words.NEXT, "prev": words.PREVIOUS}


class At(NamedTuple):
    """Where a page is, and the hash of the data that it is made from."""

    place: Place
    data: str


class Value(NamedTuple):
    """A text, with where it leads; empty where it leads nowhere."""

    text: str
    address: str = ""
    rel: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: `text`, `notice`, `heading`, `list`, `steps` or `table`.

    A cell of a table has any number of values; the first cell of a row is its head.
    """

    kind: str
    text: str = ""
    link: Value | None = None
    values: Sequence[Value] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Sequence[Value]]] = ()


def landing(doc: Mapping[str, Any], at: At) -> str:
    """Return the first page."""
    links = {each["rel"]: each["href"] for each in doc["links"]}
    parts = [
        _said(doc["description"]),
        _said(words.FOR_PROGRAMS()),
        Part("list", values=[Value(label(), links[rel]) for rel, label in _PLACES.items()]),
        Part("text", link=Value(words.THE_PAGE(), "/")),
    ]
    return _page(doc["title"], parts, doc, at)


def conformance(doc: Mapping[str, Any], at: At) -> str:
    """Return what the service conforms to."""
    return _page(words.CONFORMANCE(), [Part("list", values=list(map(Value, doc["conformsTo"])))], doc, at)


def collections(doc: Mapping[str, Any], at: At) -> str:
    """Return the list of collections."""
    parts = []
    for each in doc["collections"]:
        parts.append(Part("heading", link=Value(each["title"], _href(each, "self"))))
        parts.append(_said(COLLECTIONS[each["id"]].about))
    return _page(words.COLLECTIONS(), parts, doc, at)


def collection(doc: Mapping[str, Any], of: Collection, at: At) -> str:
    """Return a collection with what its columns mean."""
    parts = [
        _said(of.about),
        Part("text", link=Value(words.FEATURES(), _href(doc, "items"))),
        Part("heading", words.ITS_DAYS()),
        _said(of.when),
        Part("heading", words.COLUMNS()),
        _columns({name: typed(column) for name, column in of.columns.items()}),
        _said(doc["license"]),
    ]
    return _page(of.title, parts, doc, at)


def page(doc: Mapping[str, Any], of: Collection, query: Query, asked: Asked, catalog: Catalog, at: At) -> str:
    """Return a page of features, and of which days, by which evidence and release they are."""
    steps = [Value(_STEPS[e["rel"]](), e["href"], e["rel"]) for e in doc["links"] if e["rel"] in _STEPS]
    parts = [
        _said(words.asked(of, query, asked, catalog)),
        _said(words.counted(query.offset + 1, doc["numberReturned"], doc["numberMatched"])),
    ]
    if "note" in doc:
        parts.append(Part("notice", doc["note"]))
    if doc["features"]:
        base, _, kept = _href(doc, "collection").partition("?")
        rows = []
        for each in doc["features"]:
            address = f"{base}/items/{each['id']}" + (f"?{kept}" if kept else "")
            cells = [values(each["properties"][name]) for name in of.columns]
            rows.append([[Value(each["id"], address)], *cells])
        parts.append(_said(words.TO_THE_SIDE()))
        parts.append(Part("table", words.SCROLL(), heads=(words.ID(), *of.columns), rows=rows))
    if steps:
        parts.append(Part("steps", words.PAGES(), values=steps))
    return _page(of.title, parts, doc, at, wide=True)


def feature(doc: Mapping[str, Any], of: Collection, at: At) -> str:
    """Return one feature."""
    known = ((name, value) for name, value in doc["properties"].items() if value not in (None, []))
    rows = [*known, (words.SHAPE(), _shape(doc["geometry"]))]
    return _page(f"{doc['id']} · {of.title}", [_table((words.NAME(), words.VALUE()), rows)], doc, at)


def columns(doc: Mapping[str, Any], properties: Mapping[str, Any], at: At) -> str:
    """Return the columns that a schema names."""
    return _page(f"{words.COLUMNS()} · {doc['title']}", [_columns(properties)], doc, at)


def api(doc: Mapping[str, Any], at: At) -> str:
    """Return the description of the service: its addresses, and its parameters."""
    base = doc["servers"][0]["url"]
    paths = [(f"{base}{path}", each["get"]["summary"]) for path, each in doc["paths"].items()]
    known = doc["components"]["parameters"].values()
    parts = [
        _said(doc["info"]["description"]),
        _table((words.NAME(), words.MEANING()), paths),
        Part("heading", words.PARAMETERS()),
        _table((words.NAME(), words.MEANING()), [(each["name"], each["description"]) for each in known]),
    ]
    return _page(words.DESCRIPTION(), parts, doc, at)


def trouble(title: str, told: Iterable[str], at: At) -> str:
    """Return why there is no answer."""
    return _page(title, list(map(_said, told)), {}, at)


# -- Parts -----------------------------------------------------------------------------------------


def _page(title: str, parts: Sequence[Part], doc: Mapping[str, Any], at: At, *, wide: bool = False) -> str:
    alternate = next((each for each in doc.get("links", ()) if each["rel"] == "self"), None)
    foot = [Value(words.DATA(hash=at.data))] if at.data else []
    if alternate:
        foot.append(Value(words.AS_JSON(), _as_json(alternate["href"]), "alternate"))
    ways = (("", words.THE_SERVICE()), ("/collections", words.COLLECTIONS()))
    made = {
        "title": title,
        "parts": parts,
        "foot": foot,
        "wide": wide,
        "ways": [Value(label, at.place.to(path)) for path, label in ways],
    }
    return render("features.html", page=made)


def _as_json(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}f=json"


def _said(text: str) -> Part:
    return Part("text", text)


def _columns(properties: Mapping[str, Any]) -> Part:
    rows = [(name, of.get("format", of["type"]), of["description"]) for name, of in properties.items()]
    return _table((words.NAME(), words.TYPE(), words.MEANING()), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Part:
    return Part("table", heads=heads, rows=[[values(each) for each in row] for row in rows])


def values(value: object) -> list[Value]:
    """Return what stands in a cell for a value, one after another; an address of the web leads there."""
    if value is None:
        return []
    if isinstance(value, list):
        return [each for one in value for each in values(one)]
    if isinstance(value, bool):
        return [Value("true" if value else "false")]
    text = str(value)
    return [Value(text, text if text.startswith(("https://", "http://")) and " " not in text else "")]


def _shape(geometry: Mapping[str, Any] | None) -> str:
    if geometry is None:
        return words.NO_SHAPE()
    where = geometry["coordinates"]
    return f"{where[0]}, {where[1]}" if geometry["type"] == "Point" else str(geometry["type"])


def _href(doc: Mapping[str, Any], rel: str) -> str:
    return str(next(each["href"] for each in doc["links"] if each["rel"] == rel and each["type"] != HTML))
