"""Spatial questions: who controls each mine cluster, what is near a crossing, schematic catchments.

Distances are geodesic (WGS 84), in kilometres. The control of a mine is never claimed by a
source here: it is derived from the town in whose catchment it lies, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import fsum

import pyproj
import shapely

from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.errors import LedgerError, Sentence
from geodata.resolver.answers import Span
from geodata.resolver.resolve import states
from geodata.schema.features import Feature, FeatureSet
from geodata.vocab import Derivation, Policy, Status

_GEOD = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class MineTotal:
    """A count of clusters and pools; `area_ha` sums the hulls in hectares, not the mined area."""

    clusters: int
    pools: int
    area_ha: float


@dataclass(frozen=True, slots=True)
class MineShare:
    """The part of the mines with one status and the same actors."""

    status: Status
    actors: tuple[str, ...]
    clusters: int
    pools: int
    area_ha: float


@dataclass(frozen=True, slots=True)
class MineState:
    """One mine cluster on a day.

    `lon` and `lat` are the middle of its sites in degrees; `distance_km` leads from there to
    the nearest crossing. `place_id` is the town whose catchment it lies in, None outside all;
    `derivation` says where the status comes from. What follows from the town's state is as in
    `State`.
    """

    cluster_id: str
    label: str
    pools: int
    area_ha: float
    lon: float
    lat: float
    place_id: str | None
    nearest_crossing: str
    distance_km: float
    derivation: Derivation
    status: Status = Status.UNKNOWN
    actors: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    from_actors: tuple[str, ...] = ()
    stale: bool = False
    newest_evidence: date | None = None
    first_evidence: date | None = None
    until: Span | None = None
    may_have_changed: bool = False
    origins: int = 0
    used: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MineBalance:
    """All mine clusters on a day; the parts in `by_status` add up to `total`."""

    on: date
    known_on: date
    policy: Policy
    total: MineTotal
    by_status: tuple[MineShare, ...]
    clusters: tuple[MineState, ...]


@dataclass(frozen=True, slots=True)
class NearMine:
    """A mine cluster and its distance from a place, in kilometres."""

    cluster_id: str
    label: str
    pools: int
    area_ha: float
    distance_km: float


@dataclass(frozen=True, slots=True)
class _Site:
    """What does not change with the date: a cluster, its catchment, its nearest crossing."""

    feature: Feature
    place_id: str | None
    nearest: str
    distance_km: float


_FROM_TOWN = (
    *("status", "actors", "partners", "from_actors", "stale", "newest_evidence", "first_evidence"),
    *("until", "may_have_changed", "origins", "used"),
)
"""What a mine cluster takes from the state of its town."""


def catchments(catalog: Catalog) -> FeatureSet:
    """Return the schematic catchments (WGS 84), one for each tracked town with a point of its own.

    Voronoi cells in a metric CRS, at most 25 km from the town, cut to Myanmar's outline; the
    build draws them. Every source reports towns, never front lines.
    """
    return catalog.layers["catchments"]


def mines_on(
    catalog: Catalog, on: date, *, known_on: date | None = None, policy: Policy | str = Policy.REPORTED
) -> MineBalance:
    """Return the derived state of every mine cluster on a day, and the sums by status and actors.

    Unvalidated detections of a model are in no count.

    Args:
        catalog: The catalog.
        on: The day asked about.
        known_on: Use what was known at the end of this day; None is the ledger's newest record.
        policy: What counts as evidence.
    """
    sites = _sites(catalog)
    towns = sorted({site.place_id for site in sites if site.place_id})
    answers = {
        s.place_id: s for s in states(catalog, on, places=towns, known_on=known_on, policy=Policy(policy))
    }
    clusters = []
    for site in sites:
        answer = answers.get(site.place_id or "")
        about = site.feature.properties
        clusters.append(
            MineState(
                cluster_id=site.feature.id,
                label=about["label"],
                pools=about["pools"],
                area_ha=about["area_ha"],
                lon=about["lon"],
                lat=about["lat"],
                place_id=site.place_id,
                nearest_crossing=site.nearest,
                distance_km=site.distance_km,
                derivation=Derivation.CATCHMENT if site.place_id else Derivation.OUTSIDE,
                **{name: getattr(answer, name) for name in _FROM_TOWN if answer},
            )
        )
    return _balance(on, catalog.knowledge_day(known_on), Policy(policy), clusters)


def only(balance: MineBalance, wanted: Callable[[MineState], bool]) -> MineBalance:
    """Return the balance of some of its clusters."""
    chosen = [mine for mine in balance.clusters if wanted(mine)]
    return _balance(balance.on, balance.known_on, balance.policy, chosen)


def _balance(on: date, known_on: date, policy: Policy, clusters: Sequence[MineState]) -> MineBalance:
    return MineBalance(on, known_on, policy, _total(clusters), _shares(clusters), tuple(clusters))


@lru_cache(maxsize=256)
def clusters_of(catalog: Catalog, place_id: str) -> tuple[str, ...]:
    """Return the ids of the mine clusters in the schematic catchment of a town."""
    return tuple(site.feature.id for site in _sites(catalog) if site.place_id == place_id)


def mines_near(catalog: Catalog, place_id: str, km: float) -> tuple[NearMine, ...]:
    """Return the mine clusters whose middle is at most `km` kilometres from a place, nearest first.

    Args:
        catalog: The catalog.
        place_id: The place: its id, name or any spelling.
        km: The distance, geodesic, in kilometres.

    Raises:
        UnknownName: If the ledger has no such place.
        LedgerError: If the place has no point of its own.
    """
    place = catalog.find_place(place_id)
    if not place.drawable:
        raise LedgerError(Sentence("no_point", place=place.name))
    found = []
    for feature in catalog.layers["mine_clusters"].features:
        about = feature.properties
        distance = _km(place, about["lon"], about["lat"])
        if distance <= km:
            near = NearMine(feature.id, about["label"], about["pools"], about["area_ha"], round(distance, 1))
            found.append((distance, feature.id, near))
    return tuple(near for *_, near in sorted(found, key=lambda each: each[:2]))


@lru_cache(maxsize=4)
def _sites(catalog: Catalog) -> tuple[_Site, ...]:
    cells, clusters = catchments(catalog).features, catalog.layers["mine_clusters"].features
    if not clusters:
        return ()
    crossings = [place for place in catalog.crossings if place.drawable]
    inside = [each.geometry.representative_point() for each in clusters]  # a hull's middle may lie outside it
    pairs = shapely.STRtree([cell.geometry for cell in cells]).query(inside, "covered_by").T.tolist()
    town_of = {at: cells[cell].id for at, cell in sorted(pairs, reverse=True)}  # of two cells the first
    sites = []
    for at, feature in enumerate(clusters):
        lon, lat = feature.properties["lon"], feature.properties["lat"]
        distance, nearest = min((_km(place, lon, lat), place.place_id) for place in crossings)
        sites.append(_Site(feature, town_of.get(at), nearest, round(distance, 1)))
    return tuple(sites)


def _km(place: Place, lon: float, lat: float) -> float:
    _, _, metres = _GEOD.inv(place.lon, place.lat, lon, lat)
    return float(metres) / 1000


def hectares(areas: Iterable[float]) -> float:
    """Return the sum of areas in hectares, to one decimal, as all pictures and tables give it."""
    return round(fsum(areas), 1)


def _total(clusters: Iterable[MineState]) -> MineTotal:
    of = list(clusters)
    return MineTotal(len(of), sum(c.pools for c in of), hectares(c.area_ha for c in of))


def _shares(clusters: Iterable[MineState]) -> tuple[MineShare, ...]:
    groups: dict[tuple[Status, tuple[str, ...]], list[MineState]] = defaultdict(list)
    for each in clusters:
        groups[each.status, each.actors].append(each)
    order = list(Status)
    shares = []
    for (status, actors), of in groups.items():
        part = _total(of)
        shares.append(MineShare(status, actors, part.clusters, part.pools, part.area_ha))
    return tuple(sorted(shares, key=lambda share: (order.index(share.status), -share.clusters, share.actors)))
