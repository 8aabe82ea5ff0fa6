"""Rows as KML: a placemark each, with the days in which it holds, so that Google Earth and QGIS play it.

It is written with an XML library, not by GDAL: through pyogrio its driver takes no hue of a row, and a fault
of it would end the process of the page. GDAL reads the files in a test.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from geodata.exports.columns import Column, meanings
from geodata.exports.rows import Record

# -- Looks -----------------------------------------------------------------------------------------

HUES: Mapping[str, str] = MappingProxyType(
    {
        "kia": "#0072B2",
        "sac": "#D55E00",
        "kbgf": "#E69F00",
        "mndaa": "#CC79A7",
        "tnla": "#009E73",
        "uwsa": "#56B4E9",
    }
)
"""The hue of an actor, by its id, as on the light map; a test of the page holds them together."""
_SEVERAL, _OTHER, _NOBODY = "#20262B", "#6C757D", "#BBBBBB"
"""Of several holders, of one without a hue of its own, and of none."""

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_POINT = ("lon", "lat")
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""
_LINK = re.compile(r"https?://[^\s<>\"|]+")

_TAKEN = {"name": "place_name", "end": "end_day"}
"""Columns that are called otherwise, since KML and the programs that read it use their names themselves."""


def kml(
    rows: Sequence[Record], names: Sequence[str], columns: Mapping[str, Column], about: Mapping[str, str]
) -> bytes:
    """Return rows as KML; what the file is about and its columns mean is in its document.

    A row with `start` and `end` (days, half-open) has a TimeSpan of them, one with `first` and `last` the
    days from the first to the day after the last, one with `on` a TimeStamp; all other days, the bounds of a
    beginning and an end too, are in its ExtendedData. The hue is that of the holder.
    """
    ElementTree.register_namespace("", _NAMESPACE)
    root = Element(f"{{{_NAMESPACE}}}kml")
    document = _put(root, "Document")
    _put(document, "name", about.get("title", "Border Ledger"))
    _put(document, "description", _described(about.items()))
    looks = [_look(row) for row in rows]
    for look, hue in sorted({*looks}):
        _style(document, look, hue)
    meant = meanings([name for name in names if name not in _POINT], columns)
    _data(document, {**about, **{f"column {_TAKEN.get(name, name)}": text for name, text in meant.items()}})
    folder = _put(document, "Folder")
    _put(folder, "name", "rows")
    for row, (look, _) in zip(rows, looks, strict=True):
        _placemark(folder, row, names, look)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _placemark(folder: Element, row: Record, names: Sequence[str], look: str) -> None:
    """Add a row; its parts stand in the order that the schema of KML asks."""
    mark = _put(folder, "Placemark")
    title = str(row.get("name") or row.get("label") or row.get("place_id") or "")
    said = row.get("holder") or row.get("value") or row.get("status") or ""
    _put(mark, "name", f"{title}: {said}" if said else title)
    _put(mark, "description", _described(_lines(row, names)))
    _time(mark, row)
    _put(mark, "styleUrl", f"#{look}")
    _data(mark, {_TAKEN.get(name, name): _text(row[name]) for name in names if name not in _POINT})
    if row.get("lon") is not None:
        point = _put(mark, "Point")
        _put(point, "coordinates", f"{row['lon']},{row['lat']}")


def _lines(row: Record, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what of a row is read first: who, since and until when, from whom."""
    shown = (
        "name",
        "label",
        "happening",
        "status",
        "holder",
        "value",
        "from_holder",
        "from_value",
        "speaker",
    )
    yield from ((name, _text(row[name])) for name in shown if name in names)
    for name in ("since", "until"):
        if f"{name}_earliest" in names:
            first, last = (_text(row[f"{name}_{end}"]) for end in ("earliest", "last_day"))
            yield name, _between(first, last)
    yield from (
        (name, _text(row[name])) for name in ("start", "end", "first", "last", "as_of") if name in names
    )
    for name in ("sentence", "sentences", "sources", "publisher", "title", "published", "url"):
        if name in names:
            for text in row[name] if isinstance(row[name], list) else [_text(row[name])]:
                yield name, text
    yield from ((name, _text(row[name])) for name in ("used", "claims", "policy", "data") if name in names)


def _between(first: str, last: str) -> str:
    """Return the days within which something happened."""
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"by {last}" if last else first and f"from {first} on"


def _described(lines: Iterable[tuple[str, str]]) -> str:
    """Return lines as HTML, every foreign letter escaped; a web address is a link."""
    return "<br/>".join(
        f"<b>{html.escape(name)}</b>: {_linked(text)}" for name, text in lines if text not in ("", None)
    )


def _linked(text: str) -> str:
    parts, at = [], 0
    for match in _LINK.finditer(text):
        address = html.escape(match[0])
        parts += [html.escape(text[at : match.start()]), f'<a href="{address}">{address}</a>']
        at = match.end()
    return "".join([*parts, html.escape(text[at:])])


def _time(mark: Element, row: Record) -> None:
    """Add the days in which a row holds, where they are days; a date of known precision is text."""
    start, end = row.get("start"), row.get("end")
    if row.get("first") and row.get("last"):
        start, end = row["first"], row["last"] + timedelta(days=1)
    if isinstance(start, date) or isinstance(end, date):
        span = _put(mark, "TimeSpan")
        for name, day in (("begin", start), ("end", end)):
            if isinstance(day, date):
                _put(span, name, day.isoformat())
    elif isinstance(row.get("on"), date) and "start" not in row:
        _put(_put(mark, "TimeStamp"), "when", row["on"].isoformat())


def _look(row: Record) -> tuple[str, str]:
    """Return the name of a row's style, and its hue."""
    actors = row.get("actors") or []
    if not actors:
        return ("other", _OTHER) if row.get("value") else ("nobody", _NOBODY)
    if len(actors) > 1 or row.get("status") == "changing":
        return "several", _SEVERAL
    return (f"holder-{actors[0]}", HUES[actors[0]]) if actors[0] in HUES else ("other", _OTHER)


def _style(document: Element, name: str, hue: str) -> None:
    style = _put(document, "Style")
    style.set("id", name)
    red, green, blue = hue[1:3], hue[3:5], hue[5:7]
    colour = f"ff{blue}{green}{red}".lower()
    for part in ("IconStyle", "LabelStyle"):
        _put(_put(style, part), "color", colour)


def _data(parent: Element, values: Mapping[str, str]) -> None:
    extended = _put(parent, "ExtendedData")
    for name, text in values.items():
        if text:
            each = _put(extended, "Data")
            each.set("name", name)
            _put(each, "value", text)


def _put(parent: Element, name: str, text: str | None = None) -> Element:
    made = SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    if text is not None:
        made.text = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
    return made


def _text(value: object) -> str:
    """Return a value as text; several are joined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " | ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
