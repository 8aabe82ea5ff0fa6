"""What every table has in common: the button by which its rows become a file, and how a wide one fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st
from pyarrow import Schema, Table

from dashboard.page import store
from dashboard.wording import page as words
from dashboard.wording.text import escape, quiet
from geodata.exports.about import citation, licence
from geodata.exports.files import spreadsheet


def csv_button(rows: Callable[[], Iterable[Mapping[str, Any]]], name: str, *, key: str = "") -> None:
    """Draw the button that downloads rows as CSV; they are made only when somebody asks for them.

    Each row has the licence and how to cite it, for which a CSV has no other room.

    Args:
        rows: Returns the rows, each with the same columns; dates are written as ISO dates.
        name: What the file is called, after `border-ledger-`, without its ending.
        key: The key of the button; its name if none is given.
    """
    cited = {"licence": licence(), "citation": citation(store.catalog())}
    st.download_button(
        words.CSV(),
        data=lambda: spreadsheet({**row, **cited} for row in rows()),
        file_name=f"border-ledger-{name}.csv",
        mime="text/csv",
        key=key or f"csv_{name}",
        icon=":material/download:",
        on_click="ignore",
        help=words.CSV_HELP(),
    )


# Streamlit would make a data frame of what it is given, and Arrow of that: 1 ms a table.


def listed(rows: Sequence[Mapping[str, str]]) -> Table:
    """Return rows as Streamlit sends them."""
    return Table.from_pylist(rows)


def labelled(cells: Mapping[str, str]) -> Table:
    """Return cells as Streamlit sends them, each beside its label, which is its index."""
    return Table.from_arrays([list(cells.values()), list(cells)], schema=_labels())


@lru_cache(maxsize=1)
def _labels() -> Schema:
    import pandas as pd

    return Schema.from_pandas(pd.DataFrame({"value": ["cell"]}, index=["label"]))


def in_two(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row of a wide table in two columns: its first cell, then all others after their headings.

    So it is legible on a screen of any width; both are Markdown. Cells that are empty or count nothing
    are left out.
    """
    (first, name), *others = row.items()
    rest = (
        f"{quiet(escape(heading))} {escape(value)}" for heading, value in others if value not in ("", "0")
    )
    return {escape(first): f"**{escape(name)}**", words.SHOWN(): " · ".join(rest)}
