"""How many rows a rule is about, with examples of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from geodata.imports import celltexts
from geodata.imports.draft import Draft, Found
from geodata.imports.mending import Mask


def counted(mask: Mask, examples: Iterable[object] = (), **words: str) -> Found | None:
    """Return how many rows a mask has, with the values of the sentence's gaps; None where it has none."""
    count = int(np.count_nonzero(mask))
    return Found(count, mask, words, celltexts.examples(examples)) if count else None


def examples_of(draft: Draft, mask: Mask, *roles: str) -> list[str]:
    """Return the cells of the first rows of a mask, with their numbers."""
    numbers = draft.kind.table.rows
    return [f"row {numbers[i]}: {draft.values(int(i), *roles)}" for i in np.flatnonzero(mask)[:3]]


AT = ("lon", "lat", "point", "wkt", "place")
"""The columns that say where a row is."""
