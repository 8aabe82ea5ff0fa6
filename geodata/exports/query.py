"""A question to a collection as parameters of an address, read strictly, and the page that answers it.

What is not known, has two values or cannot be read is refused, all faults at once: a server that ignores a
parameter answers another question than the one asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.catalog import Catalog
from geodata.dates import read_day
from geodata.errors import BadDate, LedgerError
from geodata.exports import cql
from geodata.exports.features import ALWAYS, Asked, Collection, Days, Feature, day_of, features
from geodata.schema.columns import did_you_mean, nearest_id
from geodata.vocab import Policy

DEFAULT, MOST = 100, 1000
"""How many features a page has where nothing is said, and at most."""

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

LANGUAGES = ("cql2-text", "cql-text")
"""Names of the language of filters: that of the standard, and the one by which GDAL knows it."""

EVERYWHERE: Mapping[str, str] = MappingProxyType(
    {
        "datetime": "A day such as 2024-11-26, or two with / between them; .. or nothing is an open end. The "
        "hours of a time do not count.",
        "policy": "What counts as evidence: any, reported (the default), corroborated or strict.",
        "known_on": "A day: only what was known at its end counts. Without it, all that is known.",
        "release": "The number or hash of a release: the ledger as it stood then.",
    }
)
"""Parameters that every address takes: GDAL and QGIS have no other way to say them than in the first."""

ITEMS: Mapping[str, str] = MappingProxyType(
    {
        "bbox": "West, south, east, north in degrees (WGS 84), or six numbers with heights, which do not "
        "count. West of more than east crosses the 180th meridian. A feature without a shape always matches.",
        "limit": f"How many features a page has, {DEFAULT} if not said. More than {MOST} is {MOST}.",
        "offset": "How many features to leave out before the first.",
        "filter": "A condition in CQL2 text, such as since_earliest >= DATE('2024-01-01') AND "
        "status = 'held'.",
        "filter-lang": "The language of filter: cql2-text.",
        "filter-crs": f"Only {CRS84}.",
        **EVERYWHERE,
    }
)
"""Parameters of a page of features; the columns come besides, each with the value it must have."""


_OTHER_CRS = ("crs", "bbox-crs")
"""Parameters of part 2 of the standard, which this service does not have."""


class Refused(LedgerError):
    """A question that cannot be answered; `faults` has a sentence for each reason."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


@dataclass(frozen=True, slots=True)
class Query:
    """What a page of features is asked.

    Attributes:
        box: Where features must be, in degrees; None is everywhere.
        days: The days asked, None where nothing is said.
        tests: What a row must be, all of them.
        limit: How many features the page has at most.
        offset: How many come before it.
        policy: What counts as evidence.
        known_on: What was known at the end of this day counts; None is all.
        capped: The limit asked where that was too high.
    """

    box: BaseGeometry | None = None
    days: Days | None = None
    tests: tuple[cql.Test, ...] = ()
    limit: int = DEFAULT
    offset: int = 0
    policy: Policy = Policy.REPORTED
    known_on: date | None = None
    capped: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the features that match; `matched` counts them all."""

    features: tuple[Feature, ...]
    matched: int
    query: Query

    @property
    def next(self) -> int | None:
        """The offset of the next page, None where nothing follows."""
        after = self.query.offset + len(self.features)
        return after if self.features and after < self.matched else None

    @property
    def previous(self) -> int | None:
        """The offset of the page before, None at the beginning."""
        return max(self.query.offset - self.query.limit, 0) if self.query.offset else None


def answer(catalog: Catalog, collection: Collection, query: Query) -> Page:
    """Return the page of features that a query asks for."""
    found = [
        each
        for each in features(catalog, collection, asked(catalog, collection, query))
        if (query.days is None or collection.of_a_day or each.days.overlaps(query.days))
        and (query.box is None or each.geometry is None or query.box.intersects(each.geometry))
        and all(test(each.row) for test in query.tests)
    ]
    return Page(tuple(found[query.offset : query.offset + query.limit]), len(found), query)


def one(catalog: Catalog, collection: Collection, feature_id: str, query: Query) -> Feature:
    """Return a feature by its id.

    Raises:
        UnknownFeature: If there is none.
    """
    every = {each.id: each for each in features(catalog, collection, asked(catalog, collection, query))}
    found = every.get(feature_id) or every.get(feature_id.casefold())
    if found is None:
        near = nearest_id(feature_id, every)
        hint = f"; did you mean {near!r}?" if near else "."
        raise UnknownFeature(f"There is no feature {feature_id!r} in {collection.name}{hint}")
    return found


class UnknownFeature(LedgerError):
    """An id that no feature of a collection has, as the ledger was asked."""


def asked(catalog: Catalog, collection: Collection, query: Query) -> Asked:
    """Return what a query asks of the ledger."""
    on = day_of(query.days, catalog) if query.days and collection.of_a_day else None
    return Asked(on, query.policy, query.known_on)


# -- Reading parameters ----------------------------------------------------------------------------


def read(
    params: Sequence[tuple[str, str]], collection: Collection | None, names: Iterable[str] = tuple(ITEMS)
) -> Query:
    """Return the query of some parameters.

    Args:
        params: Names and texts, as the address has them.
        collection: What is asked, whose columns are parameters too; None where no features are.
        names: The parameters that are known beside the columns; `release` is read by who opens the ledger.

    Raises:
        Refused: If a parameter is not known, has two values or cannot be read.
    """
    known = tuple(names)
    columns = collection.columns if collection and "filter" in known else {}
    values, faults = dict[str, str](), list[str]()
    for name, text in params:
        if name in _OTHER_CRS:
            faults.append(f"There is no parameter {name!r} here: every coordinate is in {CRS84}.")
        elif name not in known and name not in columns:
            hint = did_you_mean(name.casefold(), (*known, *columns)) or f": it takes {', '.join(known)}."
            faults.append(f"There is no parameter {name!r} here{hint}")
        elif values.get(name, text) != text:
            faults.append(f"The parameter {name} is given twice, as {values[name]!r} and as {text!r}.")
        else:
            values[name] = text
    read_in = dict[str, object]()
    tests = list[cql.Test]()
    for name, text in values.items():
        try:
            if name in _READERS:
                read_in |= _READERS[name](text)
            elif name == "filter":
                tests.append(cql.read(text, columns))
            elif name in columns:
                tests.append(cql.equal(name, text, columns[name]))
        except (BadDate, cql.BadFilter, _Unread) as error:
            faults.append(error.message if isinstance(error, cql.BadFilter) else f"{name}: {error}")
    if faults:
        raise Refused(faults)
    return Query(tests=tuple(tests), **read_in)  # type: ignore[arg-type]


class _Unread(LedgerError):
    """A text that a parameter cannot be."""


def _box(text: str) -> Mapping[str, object]:
    try:
        numbers = [float(each) for each in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(map(isfinite, numbers)):
        raise _Unread(f"{text!r} is not four or six numbers with commas: west,south,east,north.")
    half = len(numbers) // 2
    (west, south), (east, north) = numbers[:2], numbers[half : half + 2]
    if not south <= north or south > 90 or north < -90:
        raise _Unread(
            f"south {south:g} and north {north:g} must lie from -90 to 90, south first: write "
            "west,south,east,north."
        )
    # A map that shows more than the earth asks for more; of what lies beyond there is nothing. GDAL cuts
    # such a box itself: 300 to 1000 comes as 300 to 180.
    south, north = max(south, -90), min(north, 90)
    if west > 180 or east < -180:
        return {"box": shapely.Polygon()}
    if west <= east:
        return {"box": shapely.box(west, south, east, north)}
    parts = [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    return {"box": shapely.MultiPolygon(parts)}


_OPEN = ("", "..")
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})([Tt ][\d:.,]*([Zz]|[+-]\d{2}:?\d{2})?)?")


def _days(text: str) -> Mapping[str, object]:
    parts = text.split("/")
    if len(parts) == 1:
        day = _instant(text)
        return {"days": Days(day, day) if day else ALWAYS}
    if len(parts) != 2 or all(part in _OPEN for part in parts):
        raise _Unread(
            f"{text!r} is no day and no two days: write 2024-11-26, 2024-09-01/2024-12-31 or 2024-09-01/.."
        )
    first, last = (None if part in _OPEN else _instant(part) for part in parts)
    if first and last and first > last:
        raise _Unread(f"{first} lies after {last}; did you mean {last}/{first}?")
    return {"days": Days(first, last)}


def _instant(text: str) -> date | None:
    """Return the day of an instant; the year 0, which QGIS writes where it means no beginning, is open.

    Raises:
        BadDate: If it is none.
    """
    match = _INSTANT.fullmatch(text)
    if match is None:
        return read_day(text)
    return None if match[1].startswith("0000") else read_day(match[1])


_DIGITS = 40
"""Of a whole number that is read."""


def _whole(text: str, least: int) -> int:
    if re.fullmatch(r"[0-9]+", text) and len(text) > _DIGITS:
        raise _Unread(f"it has {len(text)} digits; give at most {_DIGITS}.")
    if not re.fullmatch(r"[0-9]+", text) or int(text) < least:
        raise _Unread(f"{text!r} is not a whole number from {least} on.")
    return int(text)


def _limit(text: str) -> Mapping[str, object]:
    limit = _whole(text, 1)
    return {"limit": min(limit, MOST), "capped": limit if limit > MOST else None}


def _policy(text: str) -> Mapping[str, object]:
    if text not in list(Policy):
        hint = did_you_mean(text.casefold(), list(Policy)) or "."
        raise _Unread(f"{text!r} is not one of {', '.join(Policy)}{hint}")
    return {"policy": Policy(text)}


def _language(text: str) -> Mapping[str, object]:
    if text not in LANGUAGES:
        raise _Unread(f"{text!r} is not spoken here: write {LANGUAGES[0]}.")
    return {}


def _crs(text: str) -> Mapping[str, object]:
    if text != CRS84:
        raise _Unread(f"{text!r} is not known here: only {CRS84}.")
    return {}


_READERS = MappingProxyType(
    {
        "bbox": _box,
        "datetime": _days,
        "limit": _limit,
        "offset": lambda text: {"offset": _whole(text, 0)},
        "policy": _policy,
        "known_on": lambda text: {"known_on": read_day(text)},
        "filter-lang": _language,
        "filter-crs": _crs,
    }
)


# -- As GeoJSON ------------------------------------------------------------------------------------


def as_geojson(feature: Feature) -> Iterator[tuple[str, object]]:
    """Yield the members of a feature in GeoJSON: days are ISO text, what is not known is null."""
    yield "type", "Feature"
    yield "id", feature.id
    yield "geometry", shapely.geometry.mapping(feature.geometry) if feature.geometry else None
    yield (
        "properties",
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in feature.row.items()
        },
    )
