"""What a View may name on a ledger: its places in every spelling, its actors, the map's overlays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from dashboard.question.view import View
from geodata.catalog import Catalog, Spellings

CHOOSABLE = ("kia", "sac", "kbgf", "mndaa", "tnla", "uwsa")
"""Ids of the actors with a hue of their own, the reader's filter."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a View may name on this ledger: the choices, in the order in which they are shown.

    Attributes:
        places: Public name by id, as links have it, of every place and mine cluster.
        clusters: The ledger's label by id, of every mine cluster.
        spellings: Ids of the places that have another spelling, as it is written; nearly always one.
        actors: Code by id, of the actors that can be chosen.
        layers: Names of all overlays.
        layers_on: Names of those on by default.
        last: The last day that may be asked about: the ledger's newest record.
        oldest: The oldest day of which the ledger has evidence.
    """

    places: Mapping[str, str]
    spellings: Mapping[str, tuple[str, ...]]
    actors: Mapping[str, str]
    layers: tuple[str, ...]
    layers_on: tuple[str, ...]
    last: date
    oldest: date
    clusters: Mapping[str, str] = field(default_factory=dict)
    default: View = field(init=False)
    _all: Spellings = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the default question, what the first visit shows, and the table of spellings."""
        names = [(name, place) for place, public in self.places.items() for name in (place, public)]
        others = [(spelling, place) for spelling, ids in self.spellings.items() for place in ids]
        object.__setattr__(self, "_all", Spellings(names, others))
        blank = View()
        default = replace(
            blank,
            on=min(blank.on, self.last),
            layers=self.layers_on,
            actors=tuple(self.actors),
            place=blank.place if blank.place in self.places else next(iter(self.places), None),
        )
        object.__setattr__(self, "default", default)

    def find_places(self, text: str) -> tuple[str, ...]:
        """Return the ids of the places or clusters so called, in any spelling: nearly always one, or none."""
        return self._all.find(text)

    def nearest_place(self, text: str) -> str | None:
        """Return the id of the place or cluster whose spelling is most like a text, None where none is."""
        return self._all.nearest(text)

    def find_place(self, text: str) -> str | None:
        """Return the id of the first place or cluster so called, in any spelling; None if there is none."""
        return next(iter(self.find_places(text)), None)


class Offered(Protocol):
    """What is asked of an overlay here."""

    @property
    def on_by_default(self) -> bool:
        """Whether the first visit shows it."""


def choices_of(ledger: Catalog, overlays: Mapping[str, Offered]) -> Choices:
    """Return what a View may name on a ledger."""
    mines = ledger.layers["mine_clusters"].features
    places = {place.place_id: place.name for place in ledger.places.values()}
    clusters = {mine.id: str(mine.properties["label"]) for mine in mines}
    # A name for links, so the same in every language.
    in_links = {mine: f"Mine cluster {label}" for mine, label in clusters.items()}
    spellings: dict[str, tuple[str, ...]] = {}
    for place in ledger.places.values():
        for spelling in dict.fromkeys(place.spellings):
            spellings[spelling] = (*spellings.get(spelling, ()), place.place_id)
    return Choices(
        places=places | in_links,
        spellings=spellings,
        actors={actor: ledger.actors[actor].code for actor in CHOOSABLE if actor in ledger.actors},
        layers=tuple(overlays),
        layers_on=tuple(name for name, overlay in overlays.items() if overlay.on_by_default),
        last=ledger.newest_record,
        oldest=ledger.oldest_evidence,
        clusters=clusters,
    )
