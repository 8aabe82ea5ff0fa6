"""The small line in the second ink that stands under things.

Streamlit's own caption is paler than a reader with weak sight can make out (4.2 : 1 on white).
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard.wording.text import quiet


def caption(text: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw a small line of Markdown; its lines are kept."""
    lines = (f":small[{quiet(line)}]" for line in text.replace("  \n", "\n").split("\n"))
    st.markdown("  \n".join(lines), width=width)
