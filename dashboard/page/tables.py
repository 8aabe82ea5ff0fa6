"""The one button by which the rows of a table become a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from dashboard.wording import page as words
from geodata.exports.files import spreadsheet


def csv_button(rows: Callable[[], Iterable[Mapping[str, Any]]], name: str, *, key: str = "") -> None:
    """Draw the button that downloads rows as CSV; they are made only when somebody asks for them.

    Args:
        rows: Returns the rows, each with the same columns; dates are written as ISO dates.
        name: What the file is called, after `border-ledger-`, without its ending.
        key: The key of the button; its name if none is given.
    """
    st.download_button(
        words.CSV(),
        data=lambda: spreadsheet(rows()),
        file_name=f"border-ledger-{name}.csv",
        mime="text/csv",
        key=key or f"csv_{name}",
        icon=":material/download:",
        on_click="ignore",
        help=words.CSV_HELP(),
    )
