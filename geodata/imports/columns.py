"""Which column of a foreign table holds what: by usual names, and only where its cells agree."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from geodata.catalog import Catalog
from geodata.imports import celltexts, days
from geodata.imports.celltexts import Cells, Distinct
from geodata.imports.layer import Answers, Refused, cleaned
from geodata.schema.columns import did_you_mean

Roles = Mapping[str, str]
"""Columns by what they hold, a key of `SPELLINGS`."""

SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lon": (
            *("lon", "lng", "long", "longitude", "x", "point_x", "coord_x", "x_coord", "xcoord", "gps_lon"),
            *("lon_dd", "longitude_dd", "dec_lon", "dec_long", "decimal_longitude", "decimallongitude"),
            *("gps_longitude", "geo_lon", "geo_long", "longitud", "x_longitude", "easting", "utm_x", "utm_e"),
            *(
                "länge",
                "laenge",
                "längengrad",
                "laengengrad",
                "geogr_länge",
                "longitude_e",
                "经度",
                "經度",
                "东经",
            ),
            *("လောင်ဂျီတွဒ်", "လောင်ဂျီကျု", "လောင်ဂျီကျူ", "လောင်ဂျီတု"),
        ),
        "lat": (
            *("lat", "latitude", "y", "point_y", "coord_y", "y_coord", "ycoord", "gps_lat", "lat_dd"),
            *("latitude_dd", "dec_lat", "decimal_latitude", "decimallatitude", "gps_latitude", "geo_lat"),
            *("latitud", "y_latitude", "northing", "utm_y", "utm_n"),
            *("breite", "breitengrad", "geogr_breite", "latitude_n", "纬度", "緯度", "北纬"),
            *("လတ္တီတွဒ်", "လတ်တီတွဒ်", "လတ္တီကျု", "လတ္တီကျူ", "လတ္တီတု"),
        ),
        "point": (
            *("lat_lon", "latlon", "lat_long", "latlong", "lat_lng", "latlng", "coordinates", "coordinate"),
            *("coords", "coord", "gps", "gps_coordinates", "geopoint", "point", "position", "lat,_lon"),
            *("lat,lon", "latitude,_longitude", "latitude,longitude", "location_coordinates", "location"),
            *("坐标", "座標", "经纬度", "ကိုဩဒိနိတ်", "ကိုသြဒိနိတ်", "တည်နေရာ"),
        ),
        "wkt": (
            "wkt",
            "geom_wkt",
            "wkt_geom",
            "the_geom",
            "geom",
            "geometry",
            "shape",
            "wkt_geometry",
            "wkb",
            "wkb_geometry",
            "geom_wkb",
            "ewkb",
            "geojson",
            "geo_json",
        ),
        "place": (
            *("place_id", "place", "place_name", "placename", "location", "location_name", "town", "village"),
            *("village_tract", "city", "township", "townships", "site", "site_name", "name", "locality"),
            *("pcode", "p_code", "place_pcode", "ts_pcode", "township_pcode", "adm3_pcode", "admin3_pcode"),
            *("adm3_code", "crossing", "gate", "admin3", "adm3_en", "title"),
            *("မြို့", "မြို့နယ်", "ကျေးရွာ", "နေရာ", "အမည်", "နေရာအမည်", "တည်နေရာ", "ဂိတ်"),
            *("地点", "地點", "地名", "城镇", "名称", "名稱", "口岸", "村", "镇"),
        ),
        "first": (
            *("date", "event_date", "date_start", "start_date", "startdate", "start", "begin", "begin_date"),
            *("from", "from_date", "since", "first", "first_day", "day", "when", "acq_date", "sqldate"),
            *("incident_date", "date_of_event", "date_of_incident", "observed", "datetime", "date_time"),
            *("timestamp", "time", "dates", "timespan_begin", "year_month", "month", "year"),
            "since_earliest",
            "datum",
            *("ရက်စွဲ", "နေ့စွဲ", "ရက်", "နေ့", "စတင်သည့်ရက်", "日期", "时间", "時間", "开始日期", "开始", "年份"),
        ),
        "last": (
            *("end_date", "date_end", "enddate", "end", "until", "to", "to_date", "last", "last_day"),
            *(
                "through",
                "thru",
                "finish",
                "timespan_end",
                "until_last_day",
                "ပြီးဆုံးသည့်ရက်",
                "结束日期",
                "结束",
                "截止",
            ),
        ),
        "actor": (
            *("actor", "actor1", "actor_1", "side_a", "holder", "controller", "controlled_by", "control"),
            *("held_by", "group", "armed_group", "party", "控制方", "အဖွဲ့", "ထိန်းချုပ်သူ"),
        ),
        "source": (
            *("source_id", "source", "sources", "reference", "references", "ref", "citation", "source_url"),
            *("url", "link", "来源", "來源", "အရင်းအမြစ်", "ကိုးကား"),
        ),
    }
)
"""Names of columns by what they hold, as `celltexts.key` writes them, the likelier before the others."""

BEGINNINGS = frozenset(
    {"date_start", "start_date", "startdate", "start", "begin", "begin_date", "from", "from_date", "since"}
    | {"since_earliest"}
)
"""Names of a first day that say that something lasted: without an end it has not ended."""

EXCLUSIVE = frozenset({"holder", "controller", "controlled_by", "control", "held_by", "控制方", "ထိန်းချုပ်သူ"})
"""Names of an actor's column that say that only one can hold a place at a time."""

_DAY_PARTS = (("year", "yr", "jahr", "年"), ("month", "mon", "monat", "月"), ("day", "dd", "tag", "日"))
_ENTERED = re.compile(r"submi|creat|updat|modif|upload|enter|entry|edit|today|report|publish|收|录")
"""Names of days on which a row was written down, not of those on which something was so."""

_TYPED = frozenset({"gpkg", "shapefile", "parquet", "geoparquet"})
"""Formats whose columns say that they hold days."""

_DATE_WORDS = ("date", "日期", "ရက်စွဲ", "နေ့စွဲ")

SAMPLE = 400
"""Distinct cells that are tried to see what a column holds."""
_ENOUGH = 0.5
_SURE = 0.8
"""A column whose name says nothing must be surer."""

_WKT = re.compile(
    r"\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION|CURVE|SURFACE)"
    r"|\s*(?:TIN|TRIANGLE|POLYHEDRALSURFACE|CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON)\b",
    re.IGNORECASE,
)


def _share(found: Distinct, holds: Callable[[str], bool]) -> float:
    """Return which share of the first distinct cells of a column pass a test; 0 for an empty column."""
    tried = found.texts[:SAMPLE]
    there = [text for text in tried if text.strip()]
    return sum(map(holds, there)) / len(there) if there else 0.0


def _is_pair(text: str) -> bool:
    return not math.isnan(celltexts.pair(text)[0])


_ONE_NUMBER = re.compile(r"[+-]?\d+,\d+")


def _is_plain_pair(text: str) -> bool:
    """Tell whether a text holds both coordinates and is no number with a decimal comma: 1,7 may be either."""
    return _is_pair(text) and not _ONE_NUMBER.fullmatch(celltexts.plain(text).strip())


def _is_angle(text: str) -> bool:
    return not math.isnan(celltexts.angle(text))


_WKB = re.compile(r"\s*0[01][0-9a-f]{18,}\s*", re.IGNORECASE | re.ASCII)
_GEOJSON = re.compile(r'\s*\{.*"(?:coordinates|geometries)"\s*:', re.DOTALL)


def is_wkt(text: str) -> bool:
    """Tell whether a text begins as well-known text does, or as its binary form in hex or GeoJSON do."""
    return bool(_WKT.match(text) or _WKB.fullmatch(text) or _GEOJSON.match(text[:2000]))


def _is_day(text: str) -> bool:
    read = days.read_day(text)
    return read.problem != days.UNREADABLE


_MGRS = re.compile(r"\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}", re.IGNORECASE | re.ASCII)
_FINE = re.compile(r"\d[.,]\d|[°º]|\d{6}")


def like_positions(
    cells: Mapping[str, Cells], found: Callable[[str], Distinct], boxes: Sequence[Sequence[float]]
) -> tuple[str, ...]:
    """Return the columns that look like coordinates within one of these boxes, or like codes of a grid.

    Args:
        cells: The table.
        found: Gives the distinct texts of a column.
        boxes: West, south, east and north of each, in degrees or metres.
    """
    columns = {name: found(name) for name in cells}
    # Whole numbers below a thousand are counts more often than degrees.
    numbers = {
        name: column
        for name, column in columns.items()
        if _share(column, lambda text: bool(_FINE.search(celltexts.plain(text)))) >= _ENOUGH
    }
    for west, south, east, north in boxes:
        sides = [
            [
                name
                for name, column in numbers.items()
                if _share(column, lambda text: low <= celltexts.angle(text) <= high) >= _SURE  # noqa: B023
            ]
            for low, high in ((west, east), (south, north))
        ]
        if all(sides):
            return tuple(dict.fromkeys(name for side in sides for name in side))
    return tuple(
        name
        for name, column in columns.items()
        if _share(column, lambda text: bool(_MGRS.fullmatch(celltexts.plain(text)))) >= _SURE
    )


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?", re.ASCII)


def _is_full_day(text: str) -> bool:
    """Tell whether a text is a whole day, in whichever order, and no bare number."""
    given = celltexts.plain(text)
    if given.isdigit() or not any(sign.isdigit() for sign in given):
        return False
    read = days.read_day(given, True)
    return not read.problem and not read.loose


def day_parts(cells: Mapping[str, Cells], roles: Roles) -> tuple[str, ...]:
    """Return the columns of year, month and day where a row's day is written in three, or two, columns.

    It is empty where another column holds the days.
    """
    by_key = {celltexts.key(name): name for name in reversed(list(cells))}
    parts = [next((by_key[key] for key in keys if key in by_key), "") for keys in _DAY_PARTS]
    while parts and not parts[-1]:
        parts.pop()
    own = len(parts) >= 2 and all(parts) and roles.get("first", parts[0]) in parts
    return tuple(parts) if own and "last" not in roles else ()


def like_days(cells: Mapping[str, Cells], found: Callable[[str], Distinct], roles: Roles) -> tuple[str, ...]:
    """Return the columns that no role has and that look like days, whatever they are called."""
    return tuple(
        name
        for name in cells
        if name not in roles.values()
        and any(map(_is_full_day, found(name).texts[:5]))
        and _share(found(name), _is_full_day) >= _SURE
    )


def says_days(name: str, found: Distinct, form: str) -> bool:
    """Tell whether a column that looks like days may be taken without asking.

    It may where its format has columns of days, every cell is one, and its name is not that of a day on
    which the row was written down.
    """
    return (
        form in _TYPED
        and not _ENTERED.search(celltexts.key(name))
        and _share(found, lambda text: bool(_ISO.fullmatch(text))) == 1
    )


class Places:
    """Finds the places that the cells of a column name, by any spelling or P-code of the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._codes: dict[str, list[str]] = {}
        for place in catalog.places.values():
            if place.lon is not None and place.township_pcode and place.name == place.township:
                self._codes.setdefault(place.township_pcode, []).append(place.place_id)

    def find(self, text: str) -> tuple[str, ...]:
        """Return the ids that a cell may mean: none, one, or several that share the spelling."""
        given = celltexts.plain(text)
        if not given or len(given) > 120:
            return ()
        if given.upper() in self._codes:
            return tuple(self._codes[given.upper()])
        return tuple(place.place_id for place in self._catalog.places_named(given))


def recognised(
    cells: Mapping[str, Cells],
    found: Callable[[str], Distinct],
    answers: Answers,
    fixed: Roles,
    places: Places,
    has_shapes: bool,
) -> dict[str, str]:
    """Return the columns by what they hold.

    What the reader says goes before what a known shape says, and both before the names of columns.

    Args:
        cells: The table.
        found: Gives the distinct texts of a column.
        answers: What the reader says.
        fixed: The columns of a known shape.
        places: Finds places by name.
        has_shapes: Whether the file has geometries of its own: then no column is taken for coordinates.

    Raises:
        Refused: If an answer names a column that the table does not have.
    """
    roles = dict(fixed)
    for role in ("lon", "lat", "point", "place", "first", "last"):
        named = getattr(answers, role)
        if named:
            roles[role] = _named(named, cells, role)
            for other in {
                "point": ("lon", "lat", "wkt"),
                "lon": ("point", "wkt"),
                "lat": ("point", "wkt"),
            }.get(role, ()):
                if not getattr(answers, other, ""):
                    roles.pop(other, None)
    by_key: dict[str, str] = {}
    for name in cells:
        by_key.setdefault(celltexts.key(name), name)
    if not has_shapes:
        _positions(roles, by_key, found, places, answers)
    else:
        _first_that(roles, "place", by_key, lambda text: True, found)
    if answers.first or "first" not in roles:
        _first_that(roles, "first", by_key, _is_day, found)
    _first_that(roles, "last", by_key, _is_day, found)
    if "last" not in roles and celltexts.key(roles.get("first", "")) in BEGINNINGS:
        # A column of ends that is empty says that nothing has ended yet.
        ends = {each: name for each, name in by_key.items() if not found(name).texts}
        name = next((ends[each] for each in SPELLINGS["last"] if each in ends), "")
        roles |= {"last": name} if name else {}
    if not {"first", "last"} & roles.keys():
        # A column that is called a date and holds none is told of, not passed over.
        dates = {each: name for each, name in by_key.items() if any(word in each for word in _DATE_WORDS)}
        _first_that(roles, "first", dates, lambda text: True, found)
    for role in ("actor", "source"):
        _first_that(roles, role, by_key, lambda text: True, found)
    return roles


def _named(named: str, cells: Mapping[str, Any], role: str) -> str:
    if named in cells:
        return named
    same = [name for name in cells if celltexts.key(name) == celltexts.key(named)]
    if len(same) == 1:
        return same[0]
    known = ", ".join(cleaned(name, 40) for name in list(cells)[:12])
    raise Refused(
        f"The file has no column {cleaned(named)!r}, which {role} names"
        f"{did_you_mean(named, cells)} Its columns are {known}."
    )


def _first_that(
    roles: dict[str, str],
    role: str,
    by_key: Mapping[str, str],
    holds: Callable[[str], bool],
    found: Callable[[str], Distinct],
) -> bool:
    """Take the first column whose name is a spelling of the role and whose cells pass the test."""
    if role in roles:
        return True
    taken = set(roles.values())
    for spelling in SPELLINGS[role]:
        name = by_key.get(spelling)
        if name is not None and name not in taken and _share(found(name), holds) >= _ENOUGH:
            roles[role] = name
            return True
    return False


def _positions(
    roles: dict[str, str],
    by_key: Mapping[str, str],
    found: Callable[[str], Distinct],
    places: Places,
    answers: Answers,
) -> None:
    """Find where the rows lie: a pair of columns, one column with both, WKT, else names of places."""
    if answers.place and not (answers.lon or answers.lat or answers.point):
        for role in ("lon", "lat", "point", "wkt"):
            roles.pop(role, None)
        return
    if not ("point" in roles or {"lon", "lat"} <= roles.keys() or _pair_of_columns(roles, by_key, found)):
        for role in ("lon", "lat"):
            if not getattr(answers, role):
                roles.pop(role, None)
        _one_column(roles, by_key, found)
    if "place" not in roles:
        _place(roles, by_key, found, places)


def _pair_of_columns(
    roles: dict[str, str], by_key: Mapping[str, str], found: Callable[[str], Distinct]
) -> bool:
    return all(_first_that(roles, role, by_key, _is_angle, found) for role in ("lon", "lat"))


def _one_column(roles: dict[str, str], by_key: Mapping[str, str], found: Callable[[str], Distinct]) -> None:
    """Find one column with both coordinates, or with well-known text: by name, else by what it holds."""
    for role, holds in (("point", _is_pair), ("wkt", is_wkt)):
        if _first_that(roles, role, by_key, holds, found):
            return
    for name in by_key.values():
        for role, holds in (("point", _is_plain_pair), ("wkt", is_wkt)):
            if _share(found(name), holds) >= _SURE:
                roles[role] = name
                return


def _place(
    roles: dict[str, str], by_key: Mapping[str, str], found: Callable[[str], Distinct], places: Places
) -> None:
    """Find the column of places: by name, the one that the ledger knows best; else any that it knows."""
    taken = set(roles.values())
    named = [by_key[spelling] for spelling in SPELLINGS["place"] if spelling in by_key]
    named = [name for name in named if name not in taken]
    shares = {name: _share(found(name), lambda text: bool(places.find(text))) for name in named}
    best = max(shares, key=lambda name: shares[name], default="")
    if best and shares[best] > 0:
        roles["place"] = best
        return
    if {"lon", "lat"} <= roles.keys() or {"point", "wkt"} & roles.keys():
        if named:
            roles["place"] = named[0]
        return
    for name in by_key.values():
        if name not in taken and _share(found(name), lambda text: bool(places.find(text))) >= _ENOUGH:
            roles["place"] = name
            return
