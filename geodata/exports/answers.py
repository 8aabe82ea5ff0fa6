"""Answers as rows of one table each, as a notebook has them: changes, entries of the log, mines, areas.

States and intervals have theirs in `rows`. Every column has the name and the meaning that it has in files.
"""

from __future__ import annotations

from geodata.analysis.citing import cite
from geodata.analysis.log import Entry
from geodata.analysis.mines import MineBalance, MineState, NearMine
from geodata.catalog import Catalog
from geodata.exports.rows import (
    LOG_COLUMNS,
    MINE_COLUMNS,
    STATE_COLUMNS,
    Record,
    entry_documents,
    entry_row,
    mine_row,
    point,
    sources,
    state_row,
)
from geodata.resolver.answers import Change
from geodata.schema.features import Feature

_OF_A_DOCUMENT = ("sentences", "source_id", "publisher", "published", "title", "url", "data")
ENTRY_COLUMNS = (*(name for name in LOG_COLUMNS if name not in _OF_A_DOCUMENT), "sources", "data")
"""Columns of entries of the log, one row each."""

_BEFORE = ("status", "holder", "actors", "value")
_OF_A_DAY = ("on", "from_actors", "from_value")
_AFTER = tuple(name for name in STATE_COLUMNS if name not in _OF_A_DAY)
_AT = _AFTER.index("status")
CHANGE_COLUMNS = (*_AFTER[:_AT], "from", "to", *(f"from_{name}" for name in _BEFORE), *_AFTER[_AT:])
"""Columns of changes: the state after it, and what was before."""

MINE_STATE_COLUMNS = (*MINE_COLUMNS, "used", "sources", "on", "known_on", "policy", "data")
"""Columns of mine clusters on a day, with the claims about the town from which a holder is derived."""

NEAR_COLUMNS = ("cluster_id", "label", "pools", "area_ha", "distance_km", "data")
"""Columns of mine clusters near a place."""

AREA_COLUMNS = ("place_id", "name", "data")
"""Columns of catchments."""


def entry_answer(catalog: Catalog, entry: Entry) -> Record:
    """Return an entry of the log as one row, with the documents behind it cited."""
    cited = [cite(catalog, source_id) for source_id in entry_documents(catalog, entry)]
    whole = entry_row(catalog, entry) | point(catalog.places[entry.place_id])
    return _in_order(whole | {"sources": cited, "data": catalog.hash}, ENTRY_COLUMNS)


def change_answer(catalog: Catalog, change: Change) -> Record:
    """Return a change as a row: the state on the day `to`, with what was on the day `from`."""
    before, after = state_row(catalog, change.before), state_row(catalog, change.after)
    days = {"from": change.before.on, "to": change.after.on}
    return _in_order(after | {f"from_{name}": before[name] for name in _BEFORE} | days, CHANGE_COLUMNS)


def mine_answer(catalog: Catalog, mine: MineState, of: MineBalance) -> Record:
    """Return a mine cluster on the day of a balance as a row."""
    asked = {"on": of.on, "known_on": of.known_on, "policy": str(of.policy), "data": catalog.hash}
    behind = {"used": list(mine.used), "sources": sources(catalog, mine.used)}
    return _in_order(mine_row(mine) | behind | asked, MINE_STATE_COLUMNS)


def near_answer(catalog: Catalog, mine: NearMine) -> Record:
    """Return a mine cluster near a place as a row."""
    return {name: getattr(mine, name) for name in NEAR_COLUMNS[:-1]} | {"data": catalog.hash}


def area_answer(catalog: Catalog, area: Feature) -> Record:
    """Return a catchment as a row: whose it is."""
    return {"place_id": area.id, "name": catalog.places[area.id].name, "data": catalog.hash}


def _in_order(row: Record, names: tuple[str, ...]) -> Record:
    return {name: row[name] for name in names}
