"""The stretches of the border: which places each has, by the state in which they lie."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.catalog import Catalog
from geodata.datasets.places import Place

WHOLE = "border"
"""The name of the whole border, which has every place."""

_STATES: Mapping[str, str] = {"kachin": "Kachin", "northern-shan": "Shan (North)"}
"""The state of each stretch, as the places have it."""

STRETCHES = (*_STATES, WHOLE)
"""The names of the stretches, the whole border last."""


def stretch_has(stretch: str, place: Place, catalog: Catalog) -> bool:
    """Tell whether a stretch has a place; one without a state of its own has that of its town."""
    while not place.state and place.part_of:
        place = catalog.places[place.part_of]
    return stretch == WHOLE or place.state == _STATES[stretch]


def places_of(stretch: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the ids of the places that a stretch has.

    Raises:
        KeyError: If no stretch is called so.
    """
    return tuple(place.place_id for place in catalog.places.values() if stretch_has(stretch, place, catalog))
