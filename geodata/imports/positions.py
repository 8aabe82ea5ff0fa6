"""Where the rows of a foreign table lie: from geometry, coordinates, well-known text, or names of places."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import ProjError

from geodata.catalog import Catalog
from geodata.imports import celltexts, datums
from geodata.imports.celltexts import Distinct
from geodata.imports.columns import Places, Roles
from geodata.imports.layer import Answers, Question, Refused, Shapes, cleaned

Mask = npt.NDArray[np.bool_]

WGS84 = "EPSG:4326"
MYANMAR = (91.0, 9.0, 102.5, 29.5)
"""West, south, east, north of Myanmar, in degrees: axes that are swapped are known by it."""

MYANMAR_METRES = (100_000.0, 990_000.0, 900_000.0, 3_300_000.0)
"""About the same in the metres of a UTM zone."""

PROJECTIONS = ("EPSG:32646", "EPSG:32647", "EPSG:3857", "EPSG:24047")
"""What metres in this country usually are: UTM zones 46N and 47N, Web Mercator, UTM 47N of Indian 1975."""

_METRES = 1000.0
"""No degree is as large; what is larger is taken for metres."""
_MOST = 0.9


@dataclass(frozen=True, slots=True)
class Positions:
    """Where each row lies, before anything is mended.

    Attributes:
        way: `geometry`, `lon_lat`, `point`, `wkt`, `place`, or empty where nothing says it.
        shapes: WGS 84 where `crs` is known, None where a row has none.
        empty: Rows whose cells are empty.
        unread: Rows whose cells are no coordinates.
        mixed: Rows in degrees among metres, or in metres among degrees.
        unmatched, several: Rows that name no place of the ledger, or that may name several.
        places: The place of the ledger that each row names, by its id; empty where it names none or several.
        crs: What the coordinates are in; empty while that is asked.
        assumed: Whether the file has geometries and no CRS, and they were taken for WGS 84.
        datum_metres: By how many metres the change of datum moved the rows, in the middle.
        shifted_back: `gcj02` or `bd09` where the reader had the points moved back.
        foreign_digits: Rows whose coordinates are in Burmese, Shan or full-width digits.
        questions: What only the reader can say.
    """

    way: str
    shapes: Shapes
    empty: Mask
    unread: Mask
    mixed: Mask
    unmatched: Mask
    several: Mask
    places: npt.NDArray[Any]
    crs: str = WGS84
    assumed: bool = False
    datum_metres: float = 0.0
    shifted_back: str = ""
    foreign_digits: Mask = field(default_factory=lambda: np.zeros(0, dtype=bool))
    questions: tuple[Question, ...] = ()


def locate(
    number: int,
    shapes: Shapes | None,
    crs: str,
    roles: Roles,
    found: Callable[[str], Distinct],
    catalog: Catalog,
    places: Places,
    answers: Answers,
) -> Positions:
    """Return where the rows lie.

    Args:
        number: How many rows there are.
        shapes: The geometries of the file, None where its format has none.
        crs: What the file says that they are in.
        roles: Its columns by what they hold.
        found: Gives the distinct texts of a column.
        catalog: The ledger, for the points of places.
        places: Finds places by name.
        answers: What the reader says.

    Raises:
        Refused: If the coordinate system is unknown, or cannot be turned to WGS 84 without a guess.
    """
    none = np.zeros(number, dtype=bool)
    empty, unread, foreign = none, none, none
    named, unmatched, several = _places_of(number, roles, found, places)
    way = ""
    made = np.empty(number, dtype=object)
    strange = none
    if shapes is not None:
        way, made = "geometry", shapes
    elif {"lon", "lat"} <= roles.keys():
        way = "lon_lat"
        columns = [found(roles[role]) for role in ("lon", "lat")]
        x, y = (celltexts.numbers(each, answers.decimal, celltexts.angle) for each in columns)
        empty = ~columns[0].filled | ~columns[1].filled
        foreign = _foreign(columns[0]) | _foreign(columns[1])
        made, unread = _points(x, y, empty)
    elif "point" in roles:
        way, column = "point", found(roles["point"])
        pairs = np.array([celltexts.pair(text) for text in column.texts], dtype=np.float64).reshape(-1, 2)
        empty, foreign = ~column.filled, _foreign(column)
        made, unread = _points(column.spread(pairs[:, 1], np.nan), column.spread(pairs[:, 0], np.nan), empty)
    elif "wkt" in roles:
        way, column = "wkt", found(roles["wkt"])
        read = np.empty(len(column.texts), dtype=object)
        read[:] = [_from_text(text) for text in column.texts]
        made = column.spread(read, None)
        empty = ~column.filled
        unread = ~empty & shapely.is_missing(made)
        crs, strange = _named_crs(column, read)
    elif "place" in roles:
        empty = ~found(roles["place"]).filled
        return Positions(
            "place",
            _points_of(named, catalog),
            empty,
            none,
            none,
            unmatched,
            several,
            named,
            foreign_digits=none,
        )
    else:
        return Positions("", made, none, none, none, none, none, named, foreign_digits=none)
    if answers.swapped == "true":
        made = _exchanged(made)
    centres = _middles(made)
    if answers.swapped == "" and _swapped(centres):
        question = Question(
            "swapped",
            "The longitudes of this file lie between 9 and 30 and its latitudes between 91 and 103: with "
            "both exchanged it would be Myanmar. Are they to be exchanged?",
            ("true", "false"),
        )
        return Positions(
            way,
            made,
            empty,
            unread,
            none,
            none,
            none,
            named,
            crs="",
            foreign_digits=foreign,
            questions=(question,),
        )
    crs = answers.crs or crs
    metres = np.nanmax(np.abs(centres), axis=1, initial=0.0) > _METRES if number else none
    there = np.isfinite(centres).all(axis=1)
    many = bool(there.any()) and metres[there].mean() > 0.5
    if many and not answers.crs and not (crs and _system(crs).is_projected):
        return Positions(
            way, made, empty, unread, none, none, none, named, crs="", foreign_digits=foreign,
            questions=(_which_crs(centres[there & metres], crs),),
        )  # fmt: skip
    assumed = not crs and way == "geometry"
    crs = crs or WGS84
    system = _system(crs)
    mixed = there & (metres if system.is_geographic else ~metres & (np.abs(centres).max(axis=1) <= 180))
    if there.any() and mixed[there].mean() > 0.5:
        mixed = none  # near the origin of a projection every number is small; else most are no degrees
    if not answers.crs:
        mixed = mixed | strange
    made = made.copy()
    made[mixed] = None
    made, moved = _as_wgs84(made, system, crs)
    if answers.shift:
        if answers.shift not in datums.SHIFTS:
            raise Refused(
                f"shift is one of {', '.join(datums.SHIFTS)}, or empty; {cleaned(answers.shift)!r} is none."
            )
        made = _changed(made, lambda x, y: datums.moved_back(x, y, answers.shift))
    return Positions(
        way, made, empty, unread, mixed, none, none, named, crs, assumed, moved, answers.shift, foreign
    )  # fmt: skip


# -- Coordinates -----------------------------------------------------------------------------------


def _points(x: npt.NDArray[Any], y: npt.NDArray[Any], empty: Mask) -> tuple[Shapes, Mask]:
    """Return points, None where a number is missing, and the rows that hold text which is none."""
    good = np.isfinite(x) & np.isfinite(y)
    made = np.empty(len(x), dtype=object)
    made[good] = shapely.points(x[good], y[good])
    return made, ~good & ~empty


_SRID = re.compile(r"\s*SRID=(\d{1,6});\s*", re.IGNORECASE | re.ASCII)


_NESTED = 50
"""How many collections a geometry may name: no map needs more, and deeper ones are not handed on."""
_LONG_WKB = 20_000
_FLAT = frozenset({1, 2, 3})
"""Types of WKB that hold no other geometry: points, lines and polygons."""


def _from_text(text: str) -> Any:
    """Return the geometry of well-known text, of its binary form in hex, or of GeoJSON; None for others.

    What is nested too deep to be read safely is None too.
    """
    given = text.strip()
    if given.casefold().count("geometrycollection") > _NESTED:
        return None
    if given.startswith("{"):
        # An escaped name would not be counted, and no geometry needs one.
        return None if "\\" in given else shapely.from_geojson(given, on_invalid="ignore")
    if given[:1] == "0":
        return shapely.from_wkb(given, on_invalid="ignore") if _is_flat(given) else None
    srid = _SRID.match(given)
    try:
        made = shapely.from_wkt(given[srid.end() :] if srid else given, on_invalid="ignore")
    except NotImplementedError:  # curves, which no geometry here can hold
        return None
    return shapely.set_srid(made, int(srid[1])) if srid and made is not None else made


def _is_flat(wkb: str) -> bool:
    """Tell whether WKB in hex is short, or of a type that holds no other geometry."""
    if len(wkb) <= _LONG_WKB:
        return True
    try:
        head = bytes.fromhex(wkb[:10])
    except ValueError:
        return False
    code = int.from_bytes(head[1:], "little" if head[0] else "big")
    return (code & 0xFFFF) % 1000 in _FLAT


def _named_crs(column: Distinct, read: Shapes) -> tuple[str, Mask]:
    """Return the coordinate system that most geometries name, and the rows that name another one."""
    named = shapely.get_srid(read)
    rows = column.spread(named, 0)
    codes, counts = np.unique(rows[rows > 0], return_counts=True)
    if not len(codes):
        return "", np.zeros(len(rows), dtype=bool)
    most = codes[counts.argmax()]
    return f"EPSG:{most}", (rows > 0) & (rows != most)


def _foreign(column: Distinct) -> Mask:
    if celltexts.all_ascii(column.texts):
        return np.zeros(len(column.codes), dtype=bool)
    return column.spread(
        np.array([celltexts.has_foreign_digits(text) for text in column.texts], dtype=bool), False
    )


def _middles(shapes: Shapes) -> npt.NDArray[np.float64]:
    """Return the middle of each shape's bounds; NaN where there is none."""
    bounds = shapely.bounds(shapes)
    return (bounds[:, :2] + bounds[:, 2:]) / 2


def _swapped(centres: npt.NDArray[np.float64]) -> bool:
    """Tell whether nearly all rows lie in Myanmar once their axes are exchanged."""
    there = centres[np.isfinite(centres).all(axis=1)]
    west, south, east, north = MYANMAR
    x, y = there[:, 0], there[:, 1]
    return bool(len(there)) and bool(
        ((y >= west) & (y <= east) & (x >= south) & (x <= north)).mean() >= _MOST
    )


def _changed(shapes: Shapes, way: Callable[[Any, Any], Sequence[Any]]) -> Shapes:
    """Return shapes whose coordinates went through a function of x and y."""
    there = ~shapely.is_missing(shapes)
    made = shapes.copy()
    if there.any():
        made[there] = shapely.transform(shapes[there], lambda at: np.column_stack(way(at[:, 0], at[:, 1])))
    return made


def _exchanged(shapes: Shapes) -> Shapes:
    return _changed(shapes, lambda x, y: (y, x))


# -- Coordinate systems ----------------------------------------------------------------------------


def _which_crs(centres: npt.NDArray[np.float64], said: str) -> Question:
    """Return the question for the coordinate system of metres; those that lead into Myanmar come first."""
    west, south, east, north = MYANMAR

    def inside(crs: str) -> bool:
        lon, lat = _transformer(_system(crs)).transform(*np.median(centres, axis=0))
        return bool(west <= lon <= east and south <= lat <= north)

    fitting = [crs for crs in PROJECTIONS if inside(crs)]
    shown = ", ".join(f"{value:g}" for value in np.round(np.median(centres, axis=0)))
    says = (
        f"the file says {said}, or its format does, which is in degrees"
        if said
        else "the file does not say in which coordinate system"
    )
    return Question(
        "crs",
        f"The coordinates are in metres (about {shown}), and {says}. Which is it? {_fit(fitting)}",
        (*fitting, *(crs for crs in PROJECTIONS if crs not in fitting)),
    )


def _fit(fitting: Sequence[str]) -> str:
    return f"In {' and '.join(fitting)} they would lie in Myanmar." if fitting else "None of the usual fits."


def _system(crs: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(crs)
    except ProjError as error:
        raise Refused(
            f"The coordinate system {cleaned(crs)!r} is not known: give EPSG: and its number, such as "
            "EPSG:32647 for UTM zone 47N."
        ) from error


def _transformer(system: pyproj.CRS) -> pyproj.Transformer:
    """Return the way to WGS 84; a way that leaves the datum out is none."""
    return pyproj.Transformer.from_crs(system, WGS84, always_xy=True, allow_ballpark=False)


def _as_wgs84(shapes: Shapes, system: pyproj.CRS, crs: str) -> tuple[Shapes, float]:
    """Return shapes in WGS 84, and by how many metres the datum alone moved them, in the middle."""
    if system.equals(pyproj.CRS.from_epsg(4326), ignore_axis_order=True):
        return shapes, 0.0
    try:
        way = _transformer(system)
        made = _changed(shapes, way.transform)
    except ProjError as error:
        raise Refused(
            f"Coordinates in {crs} cannot be turned to WGS 84 without a guess here: save the file in "
            "WGS 84 (EPSG:4326) and read it again."
        ) from error
    base = system.geodetic_crs
    if base is None or base.equals(pyproj.CRS.from_epsg(4326), ignore_axis_order=True):
        return made, 0.0
    # Degrees of the same datum: what a projection moves is no change of datum.
    degrees = shapes
    if not system.is_geographic:
        flat = pyproj.Transformer.from_crs(system, base, always_xy=True)
        degrees = _changed(shapes, flat.transform)
    before, after = _middles(degrees), _middles(made)
    there = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1)
    if not there.any():
        return made, 0.0
    _, _, metres = pyproj.Geod(ellps="WGS84").inv(*before[there].T, *after[there].T)
    return made, float(np.median(metres))


# -- Places ----------------------------------------------------------------------------------------


def _places_of(
    number: int, roles: Roles, found: Callable[[str], Distinct], places: Places
) -> tuple[npt.NDArray[Any], Mask, Mask]:
    """Return the place that each row names, and the rows that name none or several."""
    named = np.full(number, "", dtype=object)
    none = np.zeros(number, dtype=bool)
    if "place" not in roles:
        return named, none, none
    column = found(roles["place"])
    ids = [places.find(text) for text in column.texts]
    named = column.spread(np.array([each[0] if len(each) == 1 else "" for each in ids], dtype=object), "")
    unmatched = column.spread(np.array([not each for each in ids], dtype=bool), False)
    several = column.spread(np.array([len(each) > 1 for each in ids], dtype=bool), False)
    return named, unmatched, several


def _points_of(named: npt.NDArray[Any], catalog: Catalog) -> Shapes:
    """Return the point of each named place; None where it has none."""
    points = {
        place_id: shapely.points(place.lon, place.lat)
        for place_id in dict.fromkeys(named)
        if place_id and (place := catalog.places[place_id]).lon is not None and place.lat is not None
    }
    made = np.empty(len(named), dtype=object)
    made[:] = [points.get(place_id) for place_id in named]
    return made
