"""The names of places in the language asked, so that map, lanes, sentences and tables say the same one."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from dashboard.question.view import Lang
from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.vocab import Tracked


@lru_cache(maxsize=4)
def named(catalog: Catalog, lang: Lang) -> Catalog:
    """Return the ledger with the names of its places in a language; one without such a name keeps its own.

    Its other names then have the Latin one first. The same ledger is returned again for the same question.
    """
    if lang is Lang.EN:
        return catalog
    return replace(catalog, places={key: _named(place, lang) for key, place in catalog.places.items()})


def unnamed(catalog: Catalog, lang: Lang) -> tuple[Place, ...]:
    """Return the places that the ledger follows and has no name of in a language."""
    if lang is Lang.EN:
        return ()
    return tuple(
        place
        for place in catalog.places.values()
        if place.tracked is not Tracked.NO and not _name(place, lang)
    )


def _named(place: Place, lang: Lang) -> Place:
    name = _name(place, lang)
    return replace(place, name=name, names=(place.name, *place.names)) if name else place


def _name(place: Place, lang: Lang) -> str | None:
    return {Lang.MY: place.name_my, Lang.ZH: place.name_zh}.get(lang)
