"""Rows that cannot be drawn: no place, no day, or none that can be read."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely

from geodata.imports.draft import Draft, Found
from geodata.imports.layer import cleaned
from geodata.imports.rules.counted import AT, counted, examples_of


def no_columns(draft: Draft) -> Found | None:
    """Find every row, where nothing in the file says where it lies."""
    if draft.positions.way or not draft.number:
        return None
    names = [cleaned(name, 40) for name in draft.cells]
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return Found(draft.number, np.ones(draft.number, dtype=bool), {"columns": shown or "none"})


def no_coordinates(draft: Draft) -> Found | None:
    """Find rows whose cells for the position are empty."""
    empty, words = draft.positions.empty, {"named": "", "how": ""}
    known = sum(draft.catalog.places[each].lon is not None for each in draft.positions.places[empty] if each)
    if known and draft.positions.way != "place":
        count = "1 of them names" if known == 1 else f"{known} of them name"
        words["named"] = f" {count} a place that the ledger knows ({cleaned(draft.roles['place'], 40)})."
        words["how"] = (
            " To draw them at their places, save them in a file of their own without the columns of "
            "coordinates."
        )
    return counted(empty, examples_of(draft, empty, *AT), **words)


def unread(draft: Draft) -> Found | None:
    """Find rows whose text for the position is no coordinate."""
    return counted(draft.positions.unread, examples_of(draft, draft.positions.unread, *AT))


def null_island(draft: Draft) -> Found | None:
    """Find rows of a table at 0, 0; in a file of geometry such a point may be meant."""
    if draft.positions.way in ("geometry", "place"):
        return None
    return counted((draft.x == 0) & (draft.y == 0))


def mixed_crs(draft: Draft) -> Found | None:
    """Find rows in degrees among metres, or the reverse."""
    return counted(
        draft.positions.mixed, examples_of(draft, draft.positions.mixed, *AT), crs=draft.positions.crs
    )


def impossible(draft: Draft) -> Found | None:
    """Find rows with coordinates that are no place."""
    if draft.mended is None:
        return None
    return counted(draft.mended.outside, examples_of(draft, draft.mended.outside, *AT))


def unmatched(draft: Draft) -> Found | None:
    """Find rows that name no place of the ledger."""
    if draft.positions.way != "place":
        return None
    mask = draft.positions.unmatched
    return counted(mask, (draft.cells[draft.roles["place"]][i] for i in np.flatnonzero(mask)))


def several(draft: Draft) -> Found | None:
    """Find rows whose place may be several."""
    if draft.positions.way != "place":
        return None
    mask = draft.positions.several
    return counted(mask, (draft.cells[draft.roles["place"]][i] for i in np.flatnonzero(mask)))


def pointless(draft: Draft) -> Found | None:
    """Find rows at a place of the ledger that has no point."""
    if draft.positions.way != "place":
        return None
    mask = shapely.is_missing(draft.positions.shapes) & (draft.positions.places != "")
    return counted(mask, (draft.cells[draft.roles["place"]][i] for i in np.flatnonzero(mask)))


def no_geometry(draft: Draft) -> Found | None:
    """Find rows without a geometry, or with an empty one."""
    if draft.mended is None or draft.positions.way not in ("geometry", "wkt"):
        return None
    told = draft.positions.empty | draft.positions.unread | draft.positions.mixed
    return counted(draft.mended.missing & ~told)


def lost(draft: Draft) -> Found | None:
    """Find rows of whose geometry nothing was left."""
    return counted(draft.mended.lost) if draft.mended else None


def day_rule(problem: str) -> Callable[[Draft], Found | None]:
    """Return the rule for rows whose days have this problem."""

    def look(draft: Draft) -> Found | None:
        mask = draft.day_problems == problem
        return counted(mask, examples_of(draft, mask, "first", "last"))

    return look
