"""Taking in compiled tables: rows that the bundle has stay, new ones come with the next release."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geodata.dataset import Table
from geodata.datasets.releases import RELEASES
from geodata.errors import LedgerError
from geodata.schema import ADDED, Row
from geodata.vocab import Precision


class ChangedRow(LedgerError):
    """A compiled row differs from that of the bundle, which was given out and must stay."""


def take_in(
    table: Table[Any], compiled: Sequence[Row], kept: Sequence[Row], newest: int
) -> tuple[list[Row], int]:
    """Return the rows of a table with those that are new, and how many are new.

    Rows of the bundle that are not among the compiled ones stay: they are our own corrections.
    A row that was not given out yet may change.

    Args:
        table: The table.
        compiled: The rows of the source table, in our schema but for `added`.
        kept: The rows that the bundle has.
        newest: The number of the newest release that is listed.

    Raises:
        ChangedRow: If a row that was given out is another one in the source table.
    """
    rows = list(kept)
    places: dict[tuple[str, ...], list[int]] = {}
    for at, row in enumerate(rows):
        places.setdefault(_key(table, row), []).append(at)
    new = 0
    faults = []
    for row in compiled:
        made = {**row, ADDED.name: str(newest + 1)}
        known = places.get(_key(table, row), [])
        if not known:
            places[_key(table, row)] = [len(rows)]
            rows.append(made)
            new += 1
        elif not any(_same(table, rows[at], made) for at in known):
            if all(int(rows[at][ADDED.name]) > newest for at in known):
                rows[known[-1]] = made
            else:
                faults.append(_fault(table, rows[known[-1]], made))
    if faults:
        raise ChangedRow(
            "\n".join(faults) + "\nA row that was given out stays. Put it back in the source table, and "
            "correct it by a new row at the end of the bundle's table: a claim names the old one in "
            f"'supersedes', any other row has the old key; '{ADDED.name}' is {newest + 1}."
        )
    return rows, new


def _key(table: Table[Any], row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in table.schema.key)


def _same(table: Table[Any], one: Row, other: Row) -> bool:
    return all(one[name] == other[name] for name in table.schema.names if name != ADDED.name)


def _fault(table: Table[Any], kept: Row, made: Row) -> str:
    field = next(name for name in table.schema.names if name != ADDED.name and kept[name] != made[name])
    return (
        f"{table.file} · {' '.join(_key(table, kept))} · {field}: the bundle has {kept[field]!r}, "
        f"the source table {made[field]!r}."
    )


def read_rows(file: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the header and the rows of a CSV file; nothing where there is no file."""
    if not file.exists():
        return [], []
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        rows = list(reader)
    return list(reader.fieldnames or ()), rows


def write_rows(table: Table[Any], rows: Sequence[Row], folder: Path) -> None:
    """Write the rows of a table into a folder, in the table's own order of columns."""
    with (folder / table.file).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table.schema.names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def newest_release(folder: Path) -> int:
    """Return the number of the newest release that a bundle lists, 0 where it lists none."""
    _, rows = read_rows(folder / RELEASES.file)
    return len(rows)


def into_our_words(name: str, row: Mapping[str, str], changed: Counter[str]) -> dict[str, str]:
    """Return a compiled row in our schema; `changed` counts what was done."""
    made = {column: " ".join(cell.split()) for column, cell in row.items()}
    if made != row:
        changed["spaces taken out"] += 1
    before = dict(made)
    if name == "places":
        _place(made)
    elif name == "actors" and made["actor_id"] == "mndaa":
        made["code"] = "MNDAA"
    elif name == "claims":
        made["since_before"] = "true" if made["since_before"] == "yes" else "false"
        made["value"] = "+".join(sorted(made["value"].split("+")))
    elif name == "monthly_series":
        made["derived"] = "true" if made["derived"] == "yes" else "false"
    for column in made:
        if made[column] != before[column]:
            changed[f"{column}, put into our vocabulary"] += 1
    return made


def _place(row: dict[str, str]) -> None:
    if not row["lon"]:
        row["coord_precision"] = Precision.NONE
    elif row["coord_source"].startswith("placeholder"):
        row["coord_precision"] = Precision.PLACEHOLDER
    if not row["official_post"]:
        row["official_post"] = "unknown"
