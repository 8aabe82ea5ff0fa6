"""The least that a page with a map costs in Streamlit: one `st.pydeck_chart` without a layer."""

from __future__ import annotations

import pydeck
import streamlit as st

st.pydeck_chart(pydeck.Deck(map_style=None))
