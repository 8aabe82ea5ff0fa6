"""KML made plain for GDAL: one folder of placemarks, no link, no style; times, data and folders kept here.

GDAL drops days without a month, makes one layer of each folder, keeps one of several shapes side by side, and
of further data reads what a schema names or what has none, not both.
So the XML is read first, its placemarks are put into one folder, and what GDAL would lose stays beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from geodata.imports.layer import Finding, Limits, Refused, SetAside, cleaned
from geodata.imports.words import ROWS, found, refused

_KML = "http://www.opengis.net/kml/2.2"
_SHAPES = {
    *("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Model", "Track", "MultiTrack"),
    *("MultiPoint", "MultiLineString", "MultiPolygon"),
}
_KEPT = {"name", "description", *_SHAPES}
_LINKS = ("{*}NetworkLink", "{*}NetworkLinkControl")
_OVERLAYS = ("{*}GroundOverlay", "{*}ScreenOverlay", "{*}PhotoOverlay")
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_TUPLES = re.compile(rf"(?:{_NUMBER},{_NUMBER}(?:,(?:{_NUMBER})?)?(?:\s+|$))*+")
_COMMA = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class Place:
    """What is kept of a placemark beside GDAL: its number from 1, its folders, its times and its data."""

    number: int
    id: str
    folder: str
    begin: str | None
    end: str | None
    timestamp: str | None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Placemarks:
    """A KML made plain.

    Attributes:
        data: The new KML, all placemarks of `places` in one folder, in their order.
        places: What is kept of each.
        folders: All folders that have placemarks, by the names on the way to them.
        set_aside: Placemarks whose coordinates are no numbers, or several for one point.
        findings: What was changed or left out.
    """

    data: bytes
    places: list[Place]
    folders: tuple[str, ...]
    set_aside: list[SetAside] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()


def plain(data: bytes, name: str, limits: Limits, folder: str = "") -> Placemarks:
    """Return the placemarks of a KML, or those of one folder.

    Raises:
        Refused: It is no XML, has no placemark, or too many.
    """
    if data.count(b"Placemark>") > 3 * limits.placemarks:  # twice for each, as a rule
        raise refused("too_many_placemarks", name=name, limit=limits.placemarks)
    root = tree(data, name)
    counts: Counter[str] = Counter()
    counts["links"] = sum(1 for _ in root.iter(*_LINKS))
    counts["overlays"] = sum(1 for _ in root.iter(*_OVERLAYS))
    marks = list(_marks(root))
    if not marks:
        links = ", only links to data elsewhere, which are not followed" if counts["links"] else ""
        raise refused("no_placemark", name=name, links=links)
    if len(marks) > limits.placemarks:
        raise refused("too_many_placemarks", name=name, limit=limits.placemarks)
    above = _Above()
    paths = [above.folder(mark) for mark in marks]
    folders = tuple(dict.fromkeys(paths))
    if folder and folder not in folders:
        raise refused("no_such_layer", name=name, layer=folder, layers=", ".join(filter(None, folders)))
    space = etree.QName(root).namespace if local_name(root) == "kml" else _KML
    places, aside, vertices = [], [], 0
    made = BytesIO()
    # Each placemark is let go once it is written: tree and text together are too much for large files.
    with (
        etree.xmlfile(made, encoding="UTF-8") as out,
        out.element(f"{{{space}}}kml" if space else "kml", nsmap=root.nsmap),
        out.element(f"{{{space}}}Document" if space else "Document"),
    ):
        for number, (mark, path) in enumerate(zip(marks, paths, strict=True), start=1):
            if folder and path != folder:
                continue
            times = above.times(mark) or _track(mark)
            place = Place(number, mark.get("id", ""), path, *times, _data(mark))
            fault, size = _coordinates(mark)
            vertices += size
            if vertices > limits.vertices:
                raise refused("too_many_vertices", name=name, limit=limits.vertices)
            if fault is not None:
                values = {"name": cleaned(_named(mark))}
                aside.append(SetAside(number, "broken_coordinates", fault, values))
                continue
            places.append(place)
            counts.update(_mend(mark))
            out.write(mark)
            mark.clear()
    things = {
        "links": ("link", "links"),
        "overlays": ("picture", "pictures"),
        "several_shapes": ("placemark", "placemarks"),
        "bare_rings": ("ring", "rings"),
    }
    told = tuple(found(rule, counts[rule], *words) for rule, words in things.items() if counts[rule])
    return Placemarks(made.getvalue(), places, folders, aside, told)


def tree(data: bytes, name: str) -> etree._Element:
    """Return the first element of an XML document.

    Raises:
        Refused: It is no XML, declares a document type, or needs too much memory.
    """
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except etree.XMLSyntaxError as error:
        raise unreadable(error, name) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused("doctype", name=name)
    return root


def unreadable(error: etree.XMLSyntaxError, name: str) -> Refused:
    """Return the refusal of a document that the parser cannot read."""
    if not error.lineno:  # the parser had no memory left, and says no place
        return refused("too_large_tree", name=name)
    return refused("bad_xml", name=name, fault=str(error).replace(" (<string>, ", " ("))


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    name: str = element.tag.rpartition("}")[2]
    return name


def _marks(root: etree._Element) -> Iterator[etree._Element]:
    updates = next(root.iter("{*}Update"), None) is not None
    for element in root.iter("{*}Placemark"):
        # An update changes a document elsewhere: what stands in it is no placemark of this file.
        if not updates or not any(local_name(up) == "Update" for up in element.iterancestors()):
            yield element


Times = tuple[str | None, str | None, str | None]
"""Begin, end and time stamp as they stand in the file."""


class _Above:
    """What folders and documents say for all placemarks in them, looked up once for each."""

    def __init__(self) -> None:
        self._names: dict[etree._Element, str] = {}
        self._times: dict[etree._Element, Times | None] = {}

    def folder(self, mark: etree._Element) -> str:
        """Return the names of the folders around a placemark, from the outermost."""
        names = []
        for up in mark.iterancestors():
            if local_name(up) == "Folder":
                if up not in self._names:
                    self._names[up] = _named(up)
                names.append(self._names[up])
        return " / ".join(name for name in reversed(names) if name)

    def times(self, mark: etree._Element) -> Times | None:
        """Return the times of a placemark, or else those of the nearest folder around it that has some."""
        own = _times(mark)
        if own:
            return own
        for up in mark.iterancestors():
            if up not in self._times:
                self._times[up] = _times(up)
            if self._times[up]:
                return self._times[up]
        return None


def _named(element: etree._Element) -> str:
    return (child_text(element, "name") or "").strip()


def child_text(element: etree._Element, local: str) -> str | None:
    """Return the text of the first child of that name, None where it has none."""
    for child in element.iterchildren(etree.Element):
        if local_name(child) == local:
            return (child.text or "").strip() or None
    return None


def _times(element: etree._Element) -> Times | None:
    """Return the times that an element itself has."""
    for child in element.iterchildren(etree.Element):
        if local_name(child) == "TimeSpan":
            return child_text(child, "begin"), child_text(child, "end"), None
        if local_name(child) == "TimeStamp":
            return None, None, child_text(child, "when")
    return None


def _track(mark: etree._Element) -> Times:
    """Return the first and the last time of a track, where a placemark is one."""
    whens = [
        (element.text or "").strip()
        for element in mark.iter("{*}when")
        if local_name(element.getparent()) == "Track"
    ]
    return (whens[0] or None, whens[-1] or None, None) if whens else (None, None, None)


def _data(mark: etree._Element) -> dict[str, str]:
    """Return the further data of a placemark by name, with a schema or without, as the text that they are."""
    made: dict[str, str] = {}
    for element in mark.iter("{*}Data", "{*}SimpleData"):
        value = (
            child_text(element, "value") if local_name(element) == "Data" else (element.text or "").strip()
        )
        if value:
            made[element.get("name") or "data"] = value
    return made


def _coordinates(mark: etree._Element) -> tuple[str | None, int]:
    """Return why a placemark's coordinates cannot be taken, None where they can, and how many there are."""
    size = 0
    for element in mark.iter("{*}coord", "{*}coordinates"):
        if local_name(element) == "coord":
            size += 1
        else:
            text = (element.text or "").strip()
            if not _TUPLES.fullmatch(text):
                # Spaces beside commas are common where a file was written by hand.
                text = _COMMA.sub(",", text)
                if not _TUPLES.fullmatch(text):
                    wrong = next((part for part in text.split() if not _TUPLES.fullmatch(part)), text)
                    return ROWS["broken_coordinates"].format(text=cleaned(wrong, 60)), size
            element.text = text
            count = len(text.split())
            if count > 1 and local_name(element.getparent()) == "Point":
                return ROWS["several_positions"].format(count=count, text=cleaned(text, 60)), size + count
            size += count
    return None, size


def _mend(mark: etree._Element) -> Counter[str]:
    """Take from a placemark what is not drawn, and make what is drawn as the standard has it."""
    counts: Counter[str] = Counter()
    for child in list(mark.iterchildren(etree.Element)):
        if local_name(child) not in _KEPT:
            mark.remove(child)
    for element in list(mark.iter("{*}LinearRing")):
        if local_name(element.getparent()) in ("Placemark", "MultiGeometry"):
            element.tag = _beside(element, "LineString")
            counts["bare_rings"] += 1
    shapes = [child for child in mark.iterchildren(etree.Element) if local_name(child) in _SHAPES]
    if len(shapes) > 1:
        counts["several_shapes"] += 1
        together = etree.Element(_beside(mark, "MultiGeometry"))
        mark.append(together)
        for shape in shapes:
            together.append(shape)
    return counts


def _beside(element: etree._Element, local: str) -> str:
    """Return a name in the namespace of an element."""
    space = etree.QName(element).namespace
    return f"{{{space}}}{local}" if space else local


def column(places: Sequence[Place], name: str) -> list[str | None]:
    """Return what is kept of all placemarks under that name, None where there is nothing."""
    return [getattr(place, name) or None for place in places]


def times(places: Sequence[Place]) -> dict[str, list[str | None]]:
    """Return the columns `begin`, `end` and `timestamp`, each where a placemark has it.

    Where some have a span, a time stamp is a span of its own: one column of first days holds them all.
    """
    begin, end, stamp = (column(places, name) for name in ("begin", "end", "timestamp"))
    if any(begin) or any(end):
        begin = [one or other for one, other in zip(begin, stamp, strict=True)]
        end = [one or other for one, other in zip(end, stamp, strict=True)]
    made = {"begin": begin, "end": end, "timestamp": stamp}
    return {name: values for name, values in made.items() if any(values)}


def further(places: Sequence[Place]) -> dict[str, list[str | None]]:
    """Return the further data of placemarks by name."""
    names = dict.fromkeys(name for place in places for name in place.data)
    return {name: [place.data.get(name) for place in places] for name in names}
