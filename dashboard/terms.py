"""What a View may name on a ledger: its places in every spelling, its actors, its overlays."""

from __future__ import annotations

from dashboard.overlays import OVERLAYS
from dashboard.scene import CHOOSABLE
from dashboard.view import Terms
from geodata.catalog import Catalog


def terms_of(ledger: Catalog) -> Terms:
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
    return Terms(
        places=places | clusters,
        spellings=spellings,
        actors={actor: ledger.actors[actor].code for actor in CHOOSABLE if actor in ledger.actors},
        layers=tuple(OVERLAYS),
        layers_on=tuple(name for name, overlay in OVERLAYS.items() if overlay.on_by_default),
        last=ledger.newest_record,
        oldest=ledger.oldest_evidence,
    )
