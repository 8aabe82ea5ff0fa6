"""What a View may name on a ledger: its places in every spelling, its actors, the map's overlays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from dashboard.question.view import View
from geodata.catalog import Catalog

CHOOSABLE = ("kia", "sac", "kbgf", "mndaa", "tnla", "uwsa")
"""Ids of the actors with a hue of their own, the reader's filter."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a View may name on this ledger: the choices, in the order in which they are shown.

    Attributes:
        places: Public name by id, of every place and mine cluster.
        spellings: Id by every other spelling a place has, as it is written.
        actors: Code by id, of the actors that can be chosen.
        layers: Names of all overlays.
        layers_on: Names of those on by default.
        last: The last day that may be asked about: the ledger's newest record.
        oldest: The oldest day of which the ledger has evidence.
    """

    places: Mapping[str, str]
    spellings: Mapping[str, str]
    actors: Mapping[str, str]
    layers: tuple[str, ...]
    layers_on: tuple[str, ...]
    last: date
    oldest: date
    default: View = field(init=False)
    _known: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make the default question, what the first visit shows, and the table of spellings."""
        known = {_plain(place): place for place in self.places}
        named = ((name, place) for place, name in self.places.items())
        for spelling, place in (*named, *self.spellings.items()):
            known.setdefault(_plain(spelling), place)
        object.__setattr__(self, "_known", known)
        blank = View()
        default = replace(
            blank,
            on=min(blank.on, self.last),
            layers=self.layers_on,
            actors=tuple(self.actors),
            place=blank.place if blank.place in self.places else next(iter(self.places), None),
        )
        object.__setattr__(self, "default", default)

    def find_place(self, text: str) -> str | None:
        """Return the id of the place or cluster so called, in any spelling; None if there is none."""
        return self._known.get(_plain(text))


class Layer(Protocol):
    """What is asked of an overlay here."""

    @property
    def on_by_default(self) -> bool:
        """Whether the first visit shows it."""


def choices_of(ledger: Catalog, overlays: Mapping[str, Layer]) -> Choices:
    """Return what a View may name on a ledger."""
    mines = ledger.layers["mine_clusters"].features
    places = {place.place_id: place.name for place in ledger.places.values()}
    clusters = {mine.id: f"Mine cluster {mine.properties['label']}" for mine in mines}
    spellings = {
        spelling: place.place_id
        for place in reversed(list(ledger.places.values()))
        for spelling in (*place.names, place.name_my or "", place.name_zh or "")
        if spelling
    }
    return Choices(
        places=places | clusters,
        spellings=spellings,
        actors={actor: ledger.actors[actor].code for actor in CHOOSABLE if actor in ledger.actors},
        layers=tuple(overlays),
        layers_on=tuple(name for name, overlay in overlays.items() if overlay.on_by_default),
        last=ledger.newest_record,
        oldest=ledger.oldest_evidence,
    )


def _plain(text: str) -> str:
    """Return a spelling without its case and spare spaces."""
    return " ".join(text.split()).casefold()
