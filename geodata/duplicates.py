"""Values that must be unique in a table and are not, where rows may replace older ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

Row = Mapping[str, str]


def duplicates(
    rows: Sequence[Row], key: tuple[str, ...], unique: Sequence[str], added: str, replaceable: bool
) -> dict[int, list[tuple[str, str, str]]]:
    """Return (field, value, rule) by row number (the header is row 1) for each value there twice.

    Only rows that stand side by side are compared: a row that is replaced makes room.

    Args:
        rows: The rows in file order.
        key: The columns that together name a record.
        unique: Further columns with a value of their own in each row.
        added: The column with the release in which a row came.
        replaceable: Whether a row of a later release replaces the older one of its key.
    """
    if _all_differ(rows, key) and all(_all_differ(rows, (name,)) for name in unique):
        return {}
    found: dict[int, list[tuple[str, str, str]]] = {}
    holders: dict[tuple[str, str], tuple[int, str]] = {}
    standing: dict[str, list[tuple[str, str]]] = {}
    fields = ("+".join(key), *unique)
    for release, group in groupby(enumerate(rows, start=2), key=lambda each: each[1].get(added, "")):
        came = []
        for number, row in group:
            parts = [row[name] for name in key]
            values = (" ".join(parts) if all(parts) else "", *(row[name] for name in unique))
            came.append((number, values[0], [held for held in zip(fields, values, strict=True) if held[1]]))
        for _, record, _ in came if replaceable else ():
            for older in standing.get(record, ()):
                if holders.get(older, (0, release))[1] != release:
                    del holders[older]
        for number, record, held in came:
            for field, value in held:
                first, _ = holders.setdefault((field, value), (number, release))
                if first != number:
                    rule = f"must be unique: row {first} and row {number} both have it"
                    found.setdefault(number, []).append((field, value, rule))
            standing[record] = held
    return found


def _all_differ(rows: Sequence[Row], names: tuple[str, ...]) -> bool:
    values = [value for value in map(itemgetter(*names), rows) if value]
    return len(set(values)) == len(values)
