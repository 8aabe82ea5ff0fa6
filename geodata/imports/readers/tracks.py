"""GPX checked before GDAL reads it, which takes what stands before a comma, or nothing, for a whole number.

Positions that are no numbers are set aside, decimal commas are read, times of tracks are kept beside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import accumulate

from lxml import etree

from geodata.imports.layer import Finding, SetAside, cleaned
from geodata.imports.readers.placemarks import child_text, local_name, tree, unreadable
from geodata.imports.words import ROWS, found

PARTS = {"waypoints": "wpt", "routes": "rte", "tracks": "trk"}
"""The elements of a GPX that are drawn, by the layer of GDAL."""
POINTS = {"route_points": "rtept", "track_points": "trkpt"}
"""Those that are drawn where the reader asks for them."""

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[-+]?\d{1,3},\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept of a waypoint, route or track beside GDAL: its number from 1, first and last time."""

    number: int
    begin: str | None
    end: str | None


@dataclass(slots=True)
class Tracks:
    """A GPX that GDAL reads right.

    Attributes:
        data: The GPX, without what is set aside.
        parts: What is kept of each waypoint, route and track, by layer, in their order.
        set_aside: Those whose coordinates are missing or no numbers, and lines of one point.
        findings: What was read otherwise than it stands there.
    """

    data: bytes
    parts: dict[str, list[Part]]
    set_aside: list[SetAside] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()


def plain(data: bytes, name: str, layer: str = "") -> Tracks:
    """Return the waypoints, routes and tracks of a GPX, or one layer of them.

    Raises:
        Refused: It is no XML.
    """
    wanted = {layer: (PARTS | POINTS)[layer]} if layer else PARTS
    made = _checked(_one_by_one(data, name, wanted), data, wanted)
    if made.set_aside or made.findings:
        root = tree(data, name)
        made = _checked(list(root.iter(*_tags(wanted))), data, wanted)
        made.data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def _tags(wanted: Mapping[str, str]) -> list[str]:
    return [f"{{*}}{local}" for local in wanted.values()]


def _one_by_one(data: bytes, name: str, wanted: Mapping[str, str]) -> Iterator[etree._Element]:
    """Yield the elements of a GPX, each let go before the next: all together are too much."""
    reading = etree.iterparse(
        BytesIO(data.lstrip(b"\xef\xbb\xbf \t\r\n")),
        tag=_tags(wanted),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in reading:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise unreadable(error, name) from error


def _checked(elements: Iterable[etree._Element], data: bytes, wanted: Mapping[str, str]) -> Tracks:
    """Return what is kept of elements, those that are set aside taken out of their tree."""
    counts: Counter[str] = Counter()
    made = Tracks(data, {kind: [] for kind in wanted})
    kinds = {local: kind for kind, local in wanted.items()}
    seen, aside = Counter[str](), []
    for element in elements:
        kind = kinds[local_name(element)]
        seen[kind] += 1
        fault = _fault(element, counts)
        if fault:
            values = {"name": cleaned(child_text(element, "name") or ""), "kind": kind}
            aside.append((kind, SetAside(seen[kind], *fault, values)))
            if not isinstance(elements, Iterator):
                element.getparent().remove(element)
        else:
            made.parts[kind].append(Part(seen[kind], *_times(element)))
    # In a table of them all, waypoints stand before routes, and routes before tracks.
    before = dict(zip(wanted, accumulate((seen[kind] for kind in wanted), initial=0), strict=False))
    for kind, parts in made.parts.items():
        made.parts[kind] = [replace(part, number=part.number + before[kind]) for part in parts]
    made.set_aside = [replace(one, row=one.row + before[kind]) for kind, one in aside]
    made.set_aside.sort(key=lambda one: one.row)
    things = {"decimal_commas": ("number", "numbers"), "short_segments": ("part", "parts")}
    made.findings = tuple(found(rule, counts[rule], *words) for rule, words in things.items() if counts[rule])
    return made


def _points(element: etree._Element) -> list[etree._Element]:
    own = local_name(element)
    return [element] if own in ("wpt", *POINTS.values()) else list(element.iter("{*}rtept", "{*}trkpt"))


def _fault(element: etree._Element, counts: Counter[str]) -> tuple[str, str] | None:
    """Return the rule and the reason by which an element is set aside; mend what can be mended."""
    points = _points(element)
    size = len(points)
    for point in points:
        for name, called in (("lat", "latitude"), ("lon", "longitude")):
            given = point.get(name, "")
            if _NUMBER.fullmatch(given):
                continue
            text = given.strip()
            if not text:
                return "no_position", ROWS["no_position"].format(name=called)
            if _COMMA.fullmatch(text):
                point.set(name, text.replace(",", "."))
                counts["decimal_commas"] += 1
            elif not _NUMBER.fullmatch(text):
                return "broken_coordinates", ROWS["broken_coordinates"].format(text=cleaned(text, 60))
    if local_name(element) == "rte" and size == 1:
        return "short_line", ROWS["short_line"]
    if local_name(element) == "trk":
        segments = [(segment, len(segment.findall("{*}trkpt"))) for segment in element.iter("{*}trkseg")]
        if segments and size and max(count for _, count in segments) < 2:
            return "short_line", ROWS["short_line"]
        for segment, count in segments:
            if size and count < 2:
                segment.getparent().remove(segment)
                counts["short_segments"] += count  # an empty one has nothing to tell of
    return None


def _times(element: etree._Element) -> tuple[str | None, str | None]:
    """Return the first and the last time of the points of an element."""
    points = _points(element)
    first = next(filter(None, (child_text(point, "time") for point in points)), None)
    return first, next(filter(None, (child_text(point, "time") for point in reversed(points))), None)
