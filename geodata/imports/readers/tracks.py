"""GPX checked before GDAL reads it, which takes what stands before a comma, or nothing, for a whole number.

Positions that are no numbers are set aside, decimal commas are read, times of tracks are kept beside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from geodata.imports.layer import Finding, SetAside, cleaned
from geodata.imports.readers.placemarks import child_text, local_name, tree
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
    root = tree(data, name)
    counts: Counter[str] = Counter()
    made = Tracks(data, {})
    number = 0
    for kind, local in (PARTS | POINTS).items():
        if kind != layer if layer else kind not in PARTS:
            continue
        made.parts[kind] = []
        for element in list(root.iter(f"{{*}}{local}")):
            number += 1
            fault = _fault(element, counts)
            if fault:
                values = {"name": cleaned(child_text(element, "name") or ""), "kind": kind}
                made.set_aside.append(SetAside(number, fault[0], fault[1], values))
                element.getparent().remove(element)
            else:
                made.parts[kind].append(Part(number, *_times(element)))
    # Points of routes and tracks that nobody asked for do not count, and are not mended.
    if made.set_aside or counts:
        made.data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    things = {"decimal_commas": ("number", "numbers"), "short_segments": ("part", "parts")}
    made.findings = tuple(found(rule, counts[rule], *words) for rule, words in things.items() if counts[rule])
    return made


def _points(element: etree._Element) -> Iterator[etree._Element]:
    own = local_name(element)
    return iter([element]) if own in ("wpt", *POINTS.values()) else element.iter("{*}rtept", "{*}trkpt")


def _fault(element: etree._Element, counts: Counter[str]) -> tuple[str, str] | None:
    """Return the rule and the reason by which an element is set aside; mend what can be mended."""
    size = 0
    for point in _points(element):
        size += 1
        for name, called in (("lat", "latitude"), ("lon", "longitude")):
            text = (point.get(name) or "").strip()
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
    times = [time for point in _points(element) if (time := child_text(point, "time"))]
    return (times[0], times[-1]) if times else (None, None)
