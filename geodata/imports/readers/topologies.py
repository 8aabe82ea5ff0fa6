"""TopoJSON checked before GDAL reads it, which passes over a geometry that lacks what it needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from geodata.imports.layer import SetAside, cleaned
from geodata.imports.words import ROWS, refused

_POINTS = ("Point", "MultiPoint")
_LINES = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")
_COLLECTION = "GeometryCollection"


@dataclass(slots=True)
class Topology:
    """A TopoJSON whose geometries GDAL reads all.

    Attributes:
        data: The file, without what is set aside.
        numbers: The number from 1 of each geometry that is left, by object; single ones are together.
        set_aside: Geometries that lack what they need, by object.
    """

    data: bytes
    numbers: dict[str, list[int]] = field(default_factory=dict)
    set_aside: dict[str, list[SetAside]] = field(default_factory=dict)


SINGLE = "TopoJSON"
"""The layer in which GDAL puts all objects that are one geometry."""


def plain(data: bytes, name: str) -> Topology:
    """Return the geometries of a TopoJSON.

    Raises:
        Refused: It is no JSON, or nested too deep.
    """
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        fault = f"{error.msg.removesuffix(' at')} at line {error.lineno}, column {error.colno}"
        raise refused("bad_json", name=name, fault=fault) from error
    except UnicodeDecodeError as error:
        raise refused("not_utf8", name=name, at=error.start) from error
    except RecursionError as error:
        raise refused("too_deep", name=name) from error
    made = Topology(data)
    objects = document.get("objects") if isinstance(document, dict) else None
    arcs = document.get("arcs") if isinstance(document, dict) else None
    count = len(arcs) if isinstance(arcs, list) else 0
    if not isinstance(objects, dict):
        return made
    single = {}
    for key, given in objects.items():
        if isinstance(given, dict) and given.get("type") == _COLLECTION:
            parts = given.get("geometries")
            if isinstance(parts, list):
                given["geometries"] = _good(parts, key, count, made)
        else:
            single[key] = given
    if single:
        kept = _good(list(single.values()), SINGLE, count, made)
        for key in [key for key, given in single.items() if not any(given is one for one in kept)]:
            del objects[key]
    if any(made.set_aside.values()):
        made.data = json.dumps(document).encode()
    return made


def _good(parts: list[Any], layer: str, arcs: int, made: Topology) -> list[Any]:
    """Return the geometries of a layer that can be drawn, and keep the others with their reasons."""
    numbers, aside = made.numbers.setdefault(layer, []), made.set_aside.setdefault(layer, [])
    kept = []
    for number, part in enumerate(parts, start=1):
        fault = _fault(part, arcs)
        if fault:
            reason = ROWS["broken_feature"].format(fault=fault)
            aside.append(SetAside(number, "broken_feature", reason, _values(part)))
        else:
            kept.append(part)
            numbers.append(number)
    return kept


def _fault(part: Any, arcs: int) -> str:
    """Return why a geometry cannot be drawn, empty where it can."""
    kind = part.get("type") if isinstance(part, dict) else None
    if kind is None:
        return "no geometry"
    if kind in _POINTS:
        at = part.get("coordinates")
        if not isinstance(at, list) or not at:
            return f"a {kind} without coordinates"
        positions = [at] if kind == "Point" else at
        return "" if all(map(_is_position, positions)) else f"a {kind} with a coordinate that is no number"
    if kind not in _LINES:
        return f"a geometry of the type {cleaned(kind, 40)!r}"
    named = list(_indices(part.get("arcs")))
    if not named:
        return f"a {kind} without arcs"
    wrong = next((arc for arc in named if type(arc) is not int or not -arcs <= arc < arcs), None)
    return "" if wrong is None else f"an arc that the file does not have: {cleaned(wrong, 40)}"


def _is_position(given: Any) -> bool:
    return isinstance(given, list) and len(given) >= 2 and all(type(one) in (int, float) for one in given[:2])


def _indices(given: Any) -> Iterator[Any]:
    """Yield the arcs of a geometry, however they are nested; what is no list stands for itself."""
    for one in given if isinstance(given, list) else ():
        if isinstance(one, list):
            yield from _indices(one)
        else:
            yield one


def _values(part: Any) -> dict[str, str]:
    properties = part.get("properties") if isinstance(part, dict) else None
    if not isinstance(properties, dict):
        return {}
    return {cleaned(key, 60): cleaned(value) for key, value in list(properties.items())[:20]}
