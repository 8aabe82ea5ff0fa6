"""The page on paper, as the browser prints it: without controls, maps and charts as on the screen."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_mount = st.components.v2.component(
    "border_ledger_print",
    html="<i></i>",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def prepare() -> None:
    """Let the page be as wide on paper as it is on the screen, and smaller until it fits."""
    _mount(key="print", height=1)
