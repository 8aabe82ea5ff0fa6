"""The seven collections that other programs read as features: the rows of files, each with shape and days.

A collection is either of one day or of all days. Of one day are places, gates, catchments and mines, each
with its answer on the day that `datetime` asks: an instant asks its day, an interval its last day, and
none the newest record of the ledger. Of all days are intervals and claims, from which `datetime` takes
those that may overlap it.

Days have no hours here: they are those that the sources name, by the calendar of the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.analysis.mines import catchments, mines_on
from geodata.analysis.timeline import intervals
from geodata.analysis.window import days_of
from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.exports import rows
from geodata.exports.arrow import POINT
from geodata.exports.columns import COLUMNS, RECORD_COLUMNS, TEXT, Column
from geodata.exports.evidence import claim_row
from geodata.exports.rows import Record
from geodata.resolver.answers import Interval
from geodata.resolver.resolve import states
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, PlaceKind, Policy, Tracked

_DAY = timedelta(days=1)


class Days(NamedTuple):
    """A first and a last day, both in; None is open."""

    first: date | None = None
    last: date | None = None

    def overlaps(self, other: Days) -> bool:
        """Tell whether they have a day in common."""
        return _not_after(self.first, other.last) and _not_after(other.first, self.last)


ALWAYS = Days()


def _not_after(first: date | None, last: date | None) -> bool:
    return first is None or last is None or first <= last


class Feature(NamedTuple):
    """A row as a feature.

    Attributes:
        id: Its name within its collection, the same in every release that has it.
        row: Its columns in order, without coordinates.
        geometry: Its shape in WGS 84 degrees, None where it has none of its own.
        days: The first and the last day on which it may hold.
    """

    id: str
    row: Record
    geometry: BaseGeometry | None
    days: Days = ALWAYS


class Asked(NamedTuple):
    """What is asked of the ledger: the day (None is its newest record), the policy, what was known when."""

    on: date | None = None
    policy: Policy = Policy.REPORTED
    known_on: date | None = None


@dataclass(frozen=True)
class Collection:
    """A kind of feature.

    Attributes:
        name: Its name in addresses.
        title: What it is called.
        about: What is in it, and what not to conclude from it.
        when: What `datetime` means in it.
        columns: The columns of its rows with what they hold, in order.
        of_a_day: Whether its rows are answers for one day.
        shape: The kind of its geometry in GeoJSON.
        make: Makes its features.
    """

    name: str
    title: str
    about: str
    when: str
    columns: Mapping[str, Column]
    make: Callable[[Catalog, Asked], Iterator[Feature]] = field(repr=False)
    of_a_day: bool = True
    shape: str = "Point"


def features(catalog: Catalog, collection: Collection, asked: Asked) -> tuple[Feature, ...]:
    """Return all features of a collection; the day counts only where it is of one day."""
    known_on = None if asked.known_on is None else catalog.knowledge_day(asked.known_on)
    on = (asked.on or catalog.newest_record) if collection.of_a_day else None
    return _made(catalog, collection.name, Asked(on, Policy(asked.policy), known_on))


@lru_cache(maxsize=24)  # of claims each is some megabytes
def _made(catalog: Catalog, name: str, asked: Asked) -> tuple[Feature, ...]:
    return tuple(COLLECTIONS[name].make(catalog, asked))


def day_of(days: Days, catalog: Catalog) -> date:
    """Return the day that an interval asks of a collection of one day: its last, if that has been reported.

    What ends after the newest record is asked of the newest record, or of its first day where even that
    lies after it.
    """
    last = min(days.last or catalog.newest_record, catalog.newest_record)
    return max(last, days.first) if days.first else last


# -- What is of one day ----------------------------------------------------------------------------


def _answers(
    catalog: Catalog, asked: Asked, places: Iterable[str], dimension: Dimension = Dimension.CONTROL
) -> Iterator[tuple[Place, Record]]:
    assert asked.on is not None
    found = states(
        catalog,
        asked.on,
        places=tuple(places),
        known_on=asked.known_on,
        policy=asked.policy,
        dimension=dimension,
    )
    for state in found:
        yield catalog.places[state.place_id], _plain(rows.state_row(catalog, state), _STATE)


def _plain(row: Record, columns: Iterable[str]) -> Record:
    return {name: row[name] for name in columns}


def _point(place: Place) -> BaseGeometry | None:
    return shapely.Point(place.lon or 0, place.lat or 0) if place.drawable else None


def _towns(tracked: Tracked, catalog: Catalog, asked: Asked) -> Iterator[Feature]:
    ids = [place.place_id for place in catalog.places.values() if place.tracked is tracked]
    for place, row in _answers(catalog, asked, ids):
        yield Feature(place.place_id, row, _point(place))


def _gates(catalog: Catalog, asked: Asked) -> Iterator[Feature]:
    ids = [p.place_id for p in catalog.places.values() if p.kind is PlaceKind.GATE]
    for place, row in _answers(catalog, asked, ids, Dimension.GATE):
        drawn = place
        while not drawn.drawable and drawn.part_of:
            drawn = catalog.places[drawn.part_of]
        point_of = drawn.place_id if drawn.drawable else None
        yield Feature(place.place_id, row | {"point_of": point_of}, _point(drawn))


def _catchments(catalog: Catalog, asked: Asked) -> Iterator[Feature]:
    drawn = {each.id: each.geometry for each in catchments(catalog).features}
    for place, row in _answers(catalog, asked, drawn):
        yield Feature(place.place_id, row, drawn[place.place_id])


def _mines(catalog: Catalog, asked: Asked) -> Iterator[Feature]:
    assert asked.on is not None
    hulls = {each.id: each.geometry for each in catalog.layers["mine_clusters"].features}
    balance = mines_on(catalog, asked.on, known_on=asked.known_on, policy=asked.policy)
    question = {
        "on": balance.on,
        "known_on": balance.known_on,
        "policy": str(balance.policy),
        "data": catalog.hash,
    }
    for mine in balance.clusters:
        row = rows.mine_row(mine) | question
        yield Feature(mine.cluster_id, _plain(row, _MINES), hulls[mine.cluster_id])


# -- What is of all days ---------------------------------------------------------------------------


def _intervals(catalog: Catalog, asked: Asked) -> Iterator[Feature]:
    found = intervals(catalog, dimensions=(Dimension.CONTROL,), known_on=asked.known_on, policy=asked.policy)
    for lane, each in found:
        place = catalog.places[lane.place_id]
        begun = each.start.isoformat() if each.start else "open"
        row = _plain(rows.interval_row(catalog, lane, each), _INTERVALS)
        yield Feature(f"{place.place_id}.{begun}", row, _point(place), may_last(each))


def may_last(interval: Interval) -> Days:
    """Return the first and the last day on which an interval may have lasted.

    Where its beginning or its end is not certain it is the outer bound. A beginning that is only known to
    be "by" some day counts from the interval's own first day: nothing is carried back further.
    """
    first, after = interval.start, interval.end
    if first and interval.since and interval.since.earliest:
        first = min(first, interval.since.earliest)
    if after and interval.until and interval.until.latest:
        after = max(after, interval.until.latest)
    return Days(first, after - _DAY if after else None)


def _claims(catalog: Catalog, asked: Asked) -> Iterator[Feature]:
    known_on = catalog.knowledge_day(asked.known_on)
    for claim in catalog.claims.values():
        if known_day(claim, catalog.newest_record) > known_on:
            continue
        first, last = days_of(claim) or ALWAYS
        days = Days(None if first == date.min else first, last)
        row = _plain(claim_row(catalog, claim), _CLAIMS)
        yield Feature(claim.claim_id, row, _point(catalog.places[claim.place_id]), days)


# -- The collections -------------------------------------------------------------------------------


def _columns(names: Iterable[str], known: Mapping[str, Column] = COLUMNS) -> Mapping[str, Column]:
    return MappingProxyType({name: known.get(name, TEXT) for name in names if name not in POINT})


_STATE = _columns(rows.STATE_COLUMNS)
_INTERVALS = _columns(rows.INTERVAL_COLUMNS)
_CLAIMS = _columns(rows.CLAIM_COLUMNS, RECORD_COLUMNS)
_MINES = _columns((*rows.MINE_COLUMNS, "on", "known_on", "policy", "data"))
_GATES = MappingProxyType(
    {
        **_STATE,
        "point_of": Column(str, "Id of the place whose point it has: a gate itself is never drawn as one."),
    }
)

_ONE_DAY = (
    "The day asked: each feature is the answer on that day. Of an interval it is the last day, of none the "
    "newest record of the ledger."
)
_DERIVED = "No source reports an edge: the land nearest to each tracked town, at most 25 km from it."

COLLECTIONS: Mapping[str, Collection] = MappingProxyType(
    {
        each.name: each
        for each in (
            Collection(
                "crossings",
                "Crossing towns",
                "The towns at the China border, with who holds each on a day, since when and why.",
                _ONE_DAY,
                _STATE,
                partial(_towns, Tracked.CROSSING),
            ),
            Collection(
                "towns",
                "Towns away from the border",
                "The tracked towns away from the border, with who holds each on a day.",
                _ONE_DAY,
                _STATE,
                partial(_towns, Tracked.INLAND),
            ),
            Collection(
                "control-intervals",
                "Control intervals",
                "Who held each place from when to when: one feature for each answer.",
                "The days on which an interval may have lasted. Where its beginning or end is not certain "
                "the outer bound counts, since_earliest to the day before until_latest, so that of an "
                "uncertain day the interval before and the one after both match.",
                _INTERVALS,
                _intervals,
                of_a_day=False,
            ),
            Collection(
                "gates",
                "Gates",
                "The border gates, with whether each lets traffic through on a day. A gate has the point of "
                "its town.",
                _ONE_DAY,
                _GATES,
                _gates,
            ),
            Collection(
                "claims",
                "Claims",
                "One statement in one document each, with its source. No policy leaves any out: it says what "
                "counts, not what was said.",
                "The days of which a claim may speak, about_first_day to about_last_day.",
                _CLAIMS,
                _claims,
                of_a_day=False,
            ),
            Collection(
                "mine-clusters",
                "Mine clusters",
                "Hulls around leaching pools, with who holds each on a day: derived from the town in whose "
                "schematic catchment it lies. Mines were looked for only around Pang War and Chipwi: an "
                "empty map elsewhere means not surveyed. A hull is not the mined area.",
                _ONE_DAY,
                _MINES,
                _mines,
                shape="Polygon",
            ),
            Collection(
                "catchments",
                "Schematic catchments",
                f"{_DERIVED} Each has the answer of its town on a day.",
                _ONE_DAY,
                _STATE,
                _catchments,
                shape="Polygon",
            ),
        )
    }
)
"""Every collection by its name."""
