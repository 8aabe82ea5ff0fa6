"""compose(catalog, view): everything that answers one View, before any picture of it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from dashboard.answer.gates import gates_of
from dashboard.answer.own import Own
from dashboard.answer.window import split
from dashboard.question.axis import Axis, axis_of, axis_within
from dashboard.question.choices import CHOOSABLE
from dashboard.question.view import MapOf, View, Within
from geodata.analysis import mines as mine_answers
from geodata.analysis.mines import MineBalance, MineState
from geodata.analysis.stretches import WHOLE, stretch_has
from geodata.analysis.window import Split
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.measures import Measure
from geodata.datasets.places import Place
from geodata.resolver import resolve
from geodata.resolver.answers import State, Track
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Tracked

if TYPE_CHECKING:
    from dashboard.answer.events import Archive

_WITH_CONTROL = {Tracked.CROSSING, Tracked.INLAND, Tracked.GATE, Tracked.BASE}


class Named(Protocol):
    """What names actors: those who hold a place, and those who held it before."""

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of the holders, or the sides of a dispute."""

    @property
    def from_actors(self) -> tuple[str, ...]:
        """Ids of those who hold it before a change under way."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """The answer to one View, ready to be drawn, charted or put into words.

    Attributes:
        catalog: The ledger asked.
        view: The question.
        known_on: The day the ledger was read as of, always a day.
        control: State of control on `view.on` by place, of every tracked place.
        gates: States of China's gates by place: that of the town as a whole, where a claim speaks of
            it, then those of its gates; only places about whose gates there is a claim.
        tracks: Track of control by place, of every place with a lane.
        gate_tracks: Tracks of the same by lane place, in the same order.
        mines: All mine clusters and who holds them on `view.on`; `counted` are those in the extent.
        own: Layers of the reader's own that are shown; no answer depends on them. They are added to a Scene
            for one reader alone, never to one that is kept for all.
        events: Events of the reader's own that stand in place of the bundle's; added in the same way.
    """

    catalog: Catalog
    view: View
    known_on: date
    control: Mapping[str, State]
    gates: Mapping[str, tuple[State, ...]]
    tracks: Mapping[str, Track]
    gate_tracks: Mapping[str, tuple[Track, ...]]
    mines: MineBalance
    own: tuple[Own, ...] = ()
    events: Archive | None = None

    @property
    def place(self) -> Place | None:
        """The chosen place, None where a mine cluster or nothing is chosen."""
        return self.catalog.places.get(self.view.place or "")

    @property
    def cluster(self) -> MineState | None:
        """The chosen mine cluster, None where a place or nothing is chosen."""
        return next((mine for mine in self.mines.clusters if mine.cluster_id == self.view.place), None)

    @property
    def crossings(self) -> tuple[Place, ...]:
        """The crossing towns that charts and totals count, north to south: see `counts`."""
        return tuple(filter(self.counts, self.catalog.crossings))

    @property
    def lanes(self) -> tuple[Place, ...]:
        """The places with a lane on the timeline, north to south, of those that count."""
        return tuple(filter(self.counts, self.catalog.lanes))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims about places that count, whenever they were known."""
        places, claims = self.catalog.places, self.catalog.claims.values()
        return tuple(claim for claim in claims if self.counts(places[claim.place_id]))

    @property
    def counted(self) -> MineBalance:
        """The mine clusters that charts and totals count: in the extent, and near a place of the stretch."""
        extent, places = self.view.extent, self.catalog.places

        def counts(mine: MineState) -> bool:
            town = places.get(mine.place_id or mine.nearest_crossing)
            near = town is not None and stretch_has(self.view.stretch, town, self.catalog)
            return (extent is None or extent.covers(mine.lon, mine.lat)) and near

        every = extent is None and self.view.stretch == WHOLE
        return self.mines if every else mine_answers.only(self.mines, counts)

    def counts(self, place: Place) -> bool:
        """Tell whether a place is in the stretch and in the extent.

        One without a point of its own is where its town is; without a town it counts in a stretch only.
        """
        extent = self.view.extent
        if not stretch_has(self.view.stretch, place, self.catalog):
            return False
        while place.lon is None and place.part_of:
            place = self.catalog.places[place.part_of]
        if place.lon is None and self.view.stretch != WHOLE:
            return True
        return extent is None or extent.covers(place.lon, place.lat)

    @property
    def axis(self) -> Axis:
        """The time axis of its lanes and charts: that of the window, where nothing else is shown."""
        catalog, view = self.catalog, self.view
        if view.within is not Within.OFF:
            return axis_within(view.window)
        days = (view.on, view.window[0], view.compare_on or view.on)
        return axis_of(catalog.oldest_evidence, catalog.newest_record, *days)

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The figures that were published by the day of knowledge, by id."""
        newest = self.catalog.newest_record
        known = (each for each in self.catalog.measures if known_day(each, newest) <= self.known_on)
        return {each.measure_id: each for each in known}

    @property
    def listed(self) -> Split[Claim]:
        """The known claims about places that count, those that are listed and those outside the window."""
        newest = self.catalog.newest_record
        return split(self.view, (each for each in self.claims if known_day(each, newest) <= self.known_on))

    @property
    def imports(self) -> Split[Measure]:
        """The known figures on imports, those that are listed and those outside the window."""
        known = (each for each in self.measures.values() if each.subject == "imports")
        return split(self.view, known)

    def shows(self, answer: Named) -> bool:
        """Tell whether the reader's choice of actors leaves this answer in colour.

        Only actors that can be chosen are filtered: an answer is hidden when every one of its
        actors can be chosen and none of them is.
        """
        named = {*answer.actors, *answer.from_actors}
        return not named or bool(named - set(CHOOSABLE)) or bool(named & set(self.view.actors))


def drawn_days(scene: Scene) -> tuple[date, date]:
    """Return the first and last day of what the map shows: the day asked, or the window."""
    view = scene.view
    return view.window if view.map_of is MapOf.WINDOW else (view.on, view.on)


def compose(catalog: Catalog, view: View) -> Scene:
    """Return everything that answers `view`.

    Raises:
        LedgerError: If the ledger cannot answer, for instance for an unknown place.
    """
    known_on = catalog.knowledge_day(view.known_on)
    policy = view.policy
    tracked = [place.place_id for place in catalog.places.values() if place.tracked in _WITH_CONTROL]
    gates = {place_id: gates_of(catalog, place_id) for place_id in tracked}

    def lane(place_id: str, dimension: Dimension) -> Track:
        return resolve.track(catalog, place_id, dimension, known_on, policy)

    def state(place_id: str, dimension: Dimension) -> State:
        return resolve.state(
            catalog, place_id, view.on, known_on=known_on, policy=policy, dimension=dimension
        )

    return Scene(
        catalog=catalog,
        view=view,
        known_on=known_on,
        control={place_id: state(place_id, Dimension.CONTROL) for place_id in tracked},
        gates={
            place_id: tuple(state(gate, Dimension.GATE) for gate in ids)
            for place_id, ids in gates.items()
            if ids
        },
        tracks={place.place_id: lane(place.place_id, Dimension.CONTROL) for place in catalog.lanes},
        gate_tracks={
            place.place_id: tuple(lane(gate, Dimension.GATE) for gate in ids)
            for place in catalog.lanes
            if (ids := gates.get(place.place_id))
        },
        mines=mine_answers.mines_on(catalog, view.on, known_on=known_on, policy=policy),
    )
