"""The small line in the second ink that stands under things.

Streamlit's own caption is paler than a reader with weak sight can make out (4.2 : 1 on white).
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard.wording.text import quiet


def caption(text: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw a small line of Markdown; its lines are kept."""
    st.markdown(small("\n".join(quiet(line) for line in text.replace("  \n", "\n").split("\n"))), width=width)


def small(text: str) -> str:
    """Return Markdown of lines in small letters; a directive of Streamlit's ends with its line."""
    return "  \n".join(f":small[{line}]" for line in text.replace("  \n", "\n").split("\n"))
