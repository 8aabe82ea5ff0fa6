"""States, changes and mines as plain records, for JSON, tables and files."""

from __future__ import annotations

from datetime import date
from typing import Any

from geodata.analysis.mines import MineBalance
from geodata.catalog import Catalog
from geodata.resolver.answers import Change, State

Record = dict[str, Any]


def of_state(catalog: Catalog, state: State) -> Record:
    """Return a state; `since` is None where unknown, its `earliest` None for "since before".

    Where `may_have_changed`, the state changed at some time within `until`.
    """
    place = catalog.places[state.place_id]
    return {
        "place_id": state.place_id,
        "name": place.name,
        "kind": str(place.kind),
        "dimension": str(state.dimension),
        "status": str(state.status),
        "actors": list(state.actors),
        "with": list(state.partners),
        "from_actors": list(state.from_actors),
        "value": state.value,
        "from_value": state.from_value,
        "derived_from": state.derived_from,
        "since": state.since.as_dict() if state.since else None,
        "until": state.until.as_dict() if state.until else None,
        "may_have_changed": state.may_have_changed,
        "newest_evidence": _iso(state.newest_evidence),
        "first_evidence": _iso(state.first_evidence),
        "stale": state.stale,
        "origins": state.origins,
        "used": list(state.used),
        "set_aside": [{"claim_id": each.claim_id, "reason": str(each.reason)} for each in state.set_aside],
    }


def of_change(catalog: Catalog, change: Change) -> Record:
    """Return a change with the states before and after it."""
    return {
        "place_id": change.place_id,
        "dimension": str(change.dimension),
        "before": of_state(catalog, change.before),
        "after": of_state(catalog, change.after),
        "window": change.window.as_dict() if change.window else None,
        "claims": list(change.claims),
    }


def of_mines(balance: MineBalance) -> Record:
    """Return the mines of a day: the total, its parts, and each cluster."""
    total = balance.total
    return {
        "on": balance.on.isoformat(),
        "total": {"clusters": total.clusters, "pools": total.pools, "area_ha": total.area_ha},
        "by_status": [
            {
                "status": str(each.status),
                "actors": list(each.actors),
                "clusters": each.clusters,
                "pools": each.pools,
                "area_ha": each.area_ha,
            }
            for each in balance.by_status
        ],
        "clusters": [
            {
                "cluster_id": each.cluster_id,
                "label": each.label,
                "pools": each.pools,
                "area_ha": each.area_ha,
                "place_id": each.place_id,
                "status": str(each.status),
                "actors": list(each.actors),
                "from_actors": list(each.from_actors),
                "newest_evidence": _iso(each.newest_evidence),
                "first_evidence": _iso(each.first_evidence),
                "stale": each.stale,
                "may_have_changed": each.may_have_changed,
                "origins": each.origins,
                "nearest_crossing": each.nearest_crossing,
                "distance_km": each.distance_km,
            }
            for each in balance.clusters
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
