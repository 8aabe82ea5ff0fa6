"""What differs between two answers as a file: places, gates and groups of mines, with their sources."""

from __future__ import annotations

from typing import Any

from dashboard.comparison import Comparison, Difference, MineMove
from geodata import exports
from geodata.catalog import Catalog
from geodata.provenance import cite
from geodata.states import Span, State

_STATE_COLUMNS = (
    *["on", "known_on", "policy", "status", "actors", "from_actors"],
    *["value", "from_value", "derived_from", "newest_evidence", "first_evidence", "stale", "origins", "used"],
)


def comparison_csv(comparison: Comparison) -> str:
    """Return what differs as CSV (ISO dates), with claims, citations and both questions."""
    catalog = comparison.after.catalog
    rows = [
        _row(catalog, each.after.dimension, each)
        for each in (*comparison.places, *comparison.gates, *comparison.unsure)
    ]
    rows += [_row(catalog, "mines, derived", move.town, move) for move in comparison.mines]
    return exports.to_csv(rows)


def _row(catalog: Catalog, about: str, row: Difference, move: MineMove | None = None) -> dict[str, Any]:
    used = (*row.before.used, *row.after.used)
    return {
        "about": about,
        "place_id": row.place_id,
        "name": catalog.places[row.place_id].name,
        "town_id": row.town_id,
        "kind": row.kind,
        "on_the_ground": row.on_the_ground,
        **{count: getattr(move, count, None) for count in ("clusters", "pools", "area_ha")},
        **_side("before", row.before),
        **_side("after", row.after),
        "sources": [cite(catalog, each) for each in dict.fromkeys(catalog.claims[c].source_id for c in used)],
        "data": catalog.hash,
    }


def _side(name: str, state: State) -> dict[str, Any]:
    since = state.since or Span(None, None)
    said = {field: getattr(state, field) for field in _STATE_COLUMNS}
    said |= {"since_earliest": since.earliest, "since_latest": since.latest}
    until = (state.until if state.may_have_changed else None) or Span(None, None)
    said |= {"changed_earliest": until.earliest, "changed_latest": until.latest}
    return {f"{name}_{column}": value for column, value in said.items()}
