"""What a file is, from its first bytes. Its name is used in words only: a library never decides.

What can be told apart is refused by its name, with advice what to save instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat

from geodata.imports.layer import Limits, cleaned
from geodata.imports.readers.archives import Archive, hidden, packed
from geodata.imports.words import refused

ENDINGS = {
    "csv": ("csv", "tsv", "tab", "txt", "dsv", "psv"),
    "xlsx": ("xlsx", "xlsm"),
    "geojson": ("geojson", "json", "geojsonl", "geojsons", "ndjson"),
    "topojson": ("topojson",),
    "gpkg": ("gpkg",),
    "shapefile": ("zip", "shp"),
    "kml": ("kml",),
    "kmz": ("kmz",),
    "gpx": ("gpx",),
    "parquet": ("parquet", "geoparquet", "pq"),
}
"""How files of each format are usually named."""

NAMES = {
    "csv": "CSV",
    "xlsx": "XLSX",
    "geojson": "GeoJSON",
    "topojson": "TopoJSON",
    "gpkg": "GeoPackage",
    "shapefile": "Shapefile",
    "kml": "KML",
    "kmz": "KMZ",
    "gpx": "GPX",
    "parquet": "Parquet",
    "geoparquet": "GeoParquet",
}
"""What each format is called."""

DRIVERS = {
    "gpkg": "GPKG",
    "shapefile": "ESRI Shapefile",
    "kml": "LIBKML",
    "kmz": "LIBKML",
    "gpx": "GPX",
    "topojson": "TopoJSON",
}
"""The one driver of GDAL that each format needs; the others need none."""

_REFUSED: Sequence[tuple[bytes, str]] = (
    (b"ARROW1", "feather"),
    (b"FEA1", "feather"),
    (b"\xff\xff\xff\xff", "feather"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"\x09\x08\x10\x00", "xls"),
    (b"fgb\x03", "flatgeobuf"),
    (b"\x00\x00\x27\x0a", "lone_shp"),
    (b"PARE", "encrypted_parquet"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "image"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"Rar!", "packed"),
    (b"\x28\xb5\x2f\xfd", "packed"),
)
"""First bytes of what is refused by its name."""

_TEXTLIKE = (b"BM", b"GIF8", b"RIFF", b"BZh", b"FEA1", b"PARE", b"ARROW1")
"""Those among them that a text could begin with: they count only where the file is no text."""

_TOPOLOGY = re.compile(rb'"type"\s*:\s*"Topology"')
_SCRIPT = re.compile(rb"((?:(?:var|let|const)\s+)?[\w$.]+\s*[=(])\s*\{\s*\"")
"""A script that sets a variable to an object, as qgis2web writes it, or hands one to a function."""
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html\b)", re.IGNORECASE | re.DOTALL)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_GPKG_IDS = (b"GPKG", b"GP10", b"GP11", b"GP12", b"GP13")
_DBF = (b"\x03", b"\x30", b"\x83", b"\x8b", b"\xf5")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is.

    Attributes:
        format: As in `Table`, or `zip` for an archive of files that are read each for itself.
        members: Of an archive, the names of its files that are read.
        others: Of an archive with a Shapefile, the names of other data in it, which is not read.
    """

    format: str
    members: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def seen(data: bytes, name: str, limits: Limits) -> Seen:
    """Return what a file is.

    Args:
        data: Its bytes.
        name: Its name, used in words only.
        limits: How much an archive may hold.

    Raises:
        Refused: It is empty, in no format that is read, or its archive is not opened.
    """
    head = data[:512]
    if not data.strip(b"\x00 \t\r\n" if len(data) < 2**16 else b""):
        raise refused("empty", name=name)
    for begin, key in _REFUSED:
        if head.startswith(begin) and not (begin in _TEXTLIKE and _text(data)):
            raise refused(key, name=name)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _in_zip(data, name, limits)
    if head.startswith(b"PAR1"):
        return Seen("parquet")
    if head.startswith(b"SQLite format 3\x00"):
        return Seen("gpkg") if _geopackage(data) else _never(name, "sqlite")
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        raise refused("pickle", name=name)
    return _of_text(data, name)


def _never(name: str, key: str) -> Seen:
    raise refused(key, name=name)


def _geopackage(data: bytes) -> bool:
    """Return whether an SQLite database says that it is a GeoPackage, or has its tables."""
    return data[68:72] in _GPKG_IDS or b"gpkg_contents" in data[: 2**20]


# -- Text ------------------------------------------------------------------------------------------


def _text(data: bytes) -> bool:
    """Return whether the first bytes are text: UTF-16 with its mark, or hardly any control characters."""
    head = data[:4096]
    if head.startswith(_UTF16) or _utf16(head):
        return True
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 26, 27, 30) for byte in head)
    return controls <= max(3, len(head) // 100)


def _utf16(head: bytes) -> bool:
    """Return whether half of the bytes are zero, each second one: UTF-16 without its mark."""
    if len(head) < 4:
        return False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return max(even, odd) > 0.4 * len(head) / 2 and min(even, odd) < 0.05 * len(head)


def _of_text(data: bytes, name: str) -> Seen:
    begin = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x1e")
    if begin.startswith(_UTF16) or _utf16(begin):
        begin = begin.decode(json.detect_encoding(begin), "ignore").lstrip().encode("utf-8", "ignore")
    if begin[:1] in (b"{", b"["):
        topology = begin[:1] == b"{" and _TOPOLOGY.search(data) and b'"arcs"' in data
        return Seen("topojson" if topology else "geojson")
    if script := _SCRIPT.match(begin):
        raise refused("script", name=name, begin=script[1].decode("utf-8", "replace"))
    if _HTML.match(begin):
        raise refused("html", name=name)
    if begin[:1] == b"<":
        return Seen(_xml(data, name))
    if data[:1] in _DBF and _ending(name) == "dbf":
        raise refused("lone_shp", name=name)
    if not _text(data):
        raise refused("binary", name=name)
    return Seen("csv")


def _ending(name: str) -> str:
    return PurePosixPath(name.lower()).suffix.lstrip(".")


def named_as(name: str) -> str:
    """Return the format that the name's ending stands for, empty where it stands for none."""
    ending = _ending(name)
    return next((format_ for format_, endings in ENDINGS.items() if ending in endings), "")


# -- XML -------------------------------------------------------------------------------------------


_XML_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "utf-16")
"""Encodings that the parsers of XML read alike."""


class _RootFound(Exception):
    """Stops the XML parser at the first element, or at what comes before it and must not."""


def _xml(data: bytes, name: str) -> str:
    root = _root(data, name)
    local = root.rpartition("}")[2].rpartition(":")[2]
    if local.lower() == "html":
        raise refused("html", name=name)
    if local == "kml":
        return "kml"
    if local == "gpx":
        return "gpx"
    if "opengis.net/gml" in data[:4096].decode("latin-1"):
        raise refused("gml", name=name)
    # Google's own first versions, and test files, begin with what usually lies within.
    if local in ("Document", "Folder", "Placemark") and "kml" in data[:512].decode("latin-1").lower():
        return "kml"
    raise refused("other_xml", name=name, root=local)


def _root(data: bytes, name: str) -> str:
    """Return the name of the first element, read by a parser that stops there.

    Raises:
        Refused: A document type declaration stands before it, or it is no XML.
    """
    result: list[str] = []
    parser = expat.ParserCreate(namespace_separator="}")

    def on_declaration(version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in (
            "utf-8",
            "utf8",
            "us-ascii",
            "ascii",
            "iso-8859-1",
            "utf-16",
        ):
            raise refused("xml_encoding", name=name, encoding=encoding)

    def on_doctype(root: str, system: str | None, public: str | None, internal: bool) -> None:
        raise refused("html" if root.lower() == "html" else "doctype", name=name)

    def on_element(root: str, attributes: dict[str, str]) -> None:
        result.append(root)
        raise _RootFound

    parser.XmlDeclHandler = on_declaration
    parser.StartDoctypeDeclHandler = on_doctype
    parser.StartElementHandler = on_element
    try:
        parser.Parse(data.lstrip(b" \t\r\n") if data[:1] in b" \t\r\n" else data, True)
    except _RootFound:
        return result[0]
    except expat.ExpatError as error:
        raise refused("bad_xml", name=name, fault=str(error)) from error
    raise refused("bad_xml", name=name, fault="it has no element")


# -- Archives --------------------------------------------------------------------------------------


def _in_zip(data: bytes, name: str, limits: Limits) -> Seen:
    archive = Archive(data, name, limits)
    if archive.workbook:
        return Seen("xlsx")
    shown = [entry for entry in archive.names if not hidden(entry)]
    documents = [entry for entry in shown if named_as(entry) == "kml"]
    shapes = [entry for entry in shown if entry.lower().endswith(".shp")]
    members = tuple(
        entry
        for entry in shown
        if named_as(entry) not in ("", "shapefile") and PurePosixPath(entry).name not in _BESIDE
    )
    if shapes:
        return Seen("shapefile", tuple(shapes), members)
    if documents:
        return Seen("kmz", tuple(documents))
    if members:
        return Seen("zip", members)
    inner = next((entry for entry in shown if packed(entry)), None)
    if inner:
        raise refused("zip_in_zip", name=name, entry=inner)
    entries = ", ".join(cleaned(entry, 60) for entry in shown[:4]) or "nothing"
    raise refused("zip_without_map", name=name, entries=entries)


_BESIDE = ("README.txt", "readme.txt", "LICENSE.txt", "license.txt", "metadata.json", "meta.json")
"""Names of files that lie beside data and are none."""
