"""The documents of the OGC API as pages for people: plain HTML that works in the dark and on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from dashboard.look.theme import DARK, LIGHT, Theme
from dashboard.service.features_documents import HTML, Place, typed
from dashboard.wording import features as words
from dashboard.wording import language
from geodata.exports.features import COLLECTIONS, Collection


def _colours(theme: Theme) -> str:
    return f"--ink: {theme.ink}; --ground: {theme.page}; --line: {theme.line};"


_STYLE = f":root {{ color-scheme: light dark; {_colours(LIGHT)} }}" + (
    f"@media (prefers-color-scheme: dark) {{ :root {{ {_colours(DARK)} }} }}"
    """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 16px; max-width: 90ch;
  color: var(--ink); background: var(--ground); }
body.wide { max-width: none; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2rem; }
a { color: inherit; overflow-wrap: anywhere; } nav a { display: inline-block; min-height: 24px; }
:focus-visible { outline: 2px solid; outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; }
th, td { padding: 6px 12px 6px 0;
  border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td { min-width: 8ch; max-width: 44ch; overflow-wrap: anywhere; }
td div { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
th { font-weight: 600; } tbody th { white-space: nowrap; }
.note { border-left: 3px solid; padding-left: 12px; }
@media (max-width: 560px) { .fold tr { display: block; padding: 6px 0; border-bottom: 1px solid var(--line); }
  .fold thead { display: none; }
  .fold :is(th, td) { display: block; border: 0; padding: 0; max-width: none; overflow-wrap: anywhere; }
  .fold tbody th { white-space: normal; } }
"""
)
_PLACES = {"data": words.COLLECTIONS, "service-doc": words.DESCRIPTION, "conformance": words.CONFORMANCE}
_STEPS = {"next": words.NEXT, "prev": words.PREVIOUS}


class At(NamedTuple):
    """Where a page is, and the hash of the data that it is made from."""

    place: Place
    data: str


def landing(doc: Mapping[str, Any], at: At) -> str:
    """Return the first page."""
    links = {each["rel"]: each["href"] for each in doc["links"]}
    body = [
        _said(doc["description"]),
        _said(words.FOR_PROGRAMS()),
        _list(_anchor(links[rel], label()) for rel, label in _PLACES.items()),
    ]
    body.append(f"<p>{_anchor('/', words.THE_PAGE())}</p>")
    return _page(doc["title"], body, doc, at)


def conformance(doc: Mapping[str, Any], at: At) -> str:
    """Return what the service conforms to."""
    return _page(words.CONFORMANCE(), [_list(_code(each) for each in doc["conformsTo"])], doc, at)


def collections(doc: Mapping[str, Any], at: At) -> str:
    """Return the list of collections."""
    rows = (
        f"<h2>{_anchor(_href(each, 'self'), each['title'])}</h2>{_said(COLLECTIONS[each['id']].about)}"
        for each in doc["collections"]
    )
    return _page(words.COLLECTIONS(), rows, doc, at)


def collection(doc: Mapping[str, Any], of: Collection, at: At) -> str:
    """Return a collection with what its columns mean."""
    body = [
        _said(of.about),
        f"<p>{_anchor(_href(doc, 'items'), words.FEATURES())}</p>",
        f"<h2>{escape(words.ITS_DAYS())}</h2>{_said(of.when)}",
        f"<h2>{escape(words.COLUMNS())}</h2>",
        _columns({name: typed(column) for name, column in of.columns.items()}),
        _said(doc["license"]),
    ]
    return _page(of.title, body, doc, at)


def page(doc: Mapping[str, Any], of: Collection, first: int, at: At) -> str:
    """Return a page of features; `first` is the place of its first one, from 1."""
    steps = [_anchor(e["href"], _STEPS[e["rel"]](), e["rel"]) for e in doc["links"] if e["rel"] in _STEPS]
    told = words.counted(first, doc["numberReturned"], doc["numberMatched"])
    body = [f"<p>{escape(told)}</p>"]
    if "note" in doc:
        body.append(f'<p class="note">{escape(doc["note"])}</p>')
    if doc["features"]:
        heads = (words.ID(), *of.columns)
        base, _, query = _href(doc, "collection").partition("?")
        rows = []
        for each in doc["features"]:
            address = f"{base}/items/{each['id']}" + (f"?{query}" if query else "")
            cells = "".join(f"<td><div>{_cell(each['properties'][name])}</div></td>" for name in of.columns)
            rows.append(f'<tr><th scope="row">{_anchor(address, each["id"])}</th>{cells}</tr>')
        label = escape(words.SCROLL())
        body.append(
            f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table><thead><tr>'
            + "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
            + f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        )
    body.append(f'<nav aria-label="{escape(words.PAGES())}">{" · ".join(steps)}</nav>' if steps else "")
    return _page(of.title, body, doc, at, wide=True)


def feature(doc: Mapping[str, Any], of: Collection, at: At) -> str:
    """Return one feature."""
    known = ((name, value) for name, value in doc["properties"].items() if value not in (None, []))
    rows = [*known, (words.SHAPE(), _shape(doc["geometry"]))]
    return _page(f"{doc['id']} · {of.title}", [_table((words.NAME(), words.VALUE()), rows)], doc, at)


def columns(doc: Mapping[str, Any], properties: Mapping[str, Any], at: At) -> str:
    """Return the columns that a schema names."""
    return _page(f"{words.COLUMNS()} · {doc['title']}", [_columns(properties)], doc, at)


def _columns(properties: Mapping[str, Any]) -> str:
    rows = [(name, of.get("format", of["type"]), of["description"]) for name, of in properties.items()]
    return _table((words.NAME(), words.TYPE(), words.MEANING()), rows)


def api(doc: Mapping[str, Any], at: At) -> str:
    """Return the description of the service: its addresses, and its parameters."""
    base = doc["servers"][0]["url"]
    paths = ((f"{base}{path}", each["get"]["summary"]) for path, each in doc["paths"].items())
    known = doc["components"]["parameters"].values()
    body = [
        _said(doc["info"]["description"]),
        _table((words.NAME(), words.MEANING()), paths),
        f"<h2>{escape(words.PARAMETERS())}</h2>",
        _table((words.NAME(), words.MEANING()), [(each["name"], each["description"]) for each in known]),
    ]
    return _page(words.DESCRIPTION(), body, doc, at)


def trouble(title: str, told: Iterable[str], at: At) -> str:
    """Return why there is no answer."""
    return _page(title, map(_said, told), {}, at)


# -- Parts -----------------------------------------------------------------------------------------


def _page(title: str, body: Iterable[str], doc: Mapping[str, Any], at: At, wide: bool = False) -> str:
    alternate = next((each for each in doc.get("links", ()) if each["rel"] == "self"), None)
    foot = f"<p>{escape(words.DATA(hash=at.data))}</p>" if at.data else ""
    ways = (("", words.THE_SERVICE()), ("/collections", words.COLLECTIONS()))
    head = " · ".join(_anchor(at.place.to(path), label) for path, label in ways)
    if alternate:
        foot += f"<p>{_anchor(_as_json(alternate['href']), words.AS_JSON(), 'alternate')}</p>"
    kind = ' class="wide"' if wide else ""
    return (
        f'<!doctype html><html lang="{escape(language.current())}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Border Ledger</title><style>{_STYLE}</style></head>"
        f'<body{kind}><nav aria-label="{escape(words.WAYS())}">{head}</nav><main>'
        f"<h1>{escape(title)}</h1>{''.join(body)}</main><footer>{foot}</footer></body></html>"
    )


def _as_json(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}f=json"


def _said(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _anchor(address: str, text: str, rel: str = "") -> str:
    kind = f' rel="{escape(rel)}"' if rel else ""
    return f'<a href="{escape(address)}"{kind}>{escape(text)}</a>'


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{each}</li>' for each in items)}</ul>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    lines = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        + "".join(f"<td>{_cell(each)}</td>" for each in row[1:])
        + "</tr>"
        for row in rows
    )
    return f'<table class="fold"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'


def _cell(value: object) -> str:
    """Return a value as it stands in a cell; an address of the web is a link."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_cell(each) for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return (
        _anchor(text, text) if text.startswith(("https://", "http://")) and " " not in text else escape(text)
    )


def _shape(geometry: Mapping[str, Any] | None) -> str:
    if geometry is None:
        return words.NO_SHAPE()
    where = geometry["coordinates"]
    return f"{where[0]}, {where[1]}" if geometry["type"] == "Point" else str(geometry["type"])


def _href(doc: Mapping[str, Any], rel: str) -> str:
    return str(next(each["href"] for each in doc["links"] if each["rel"] == rel and each["type"] != HTML))
