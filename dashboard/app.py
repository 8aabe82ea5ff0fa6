"""The frame of every page: title, navigation, the boundary around errors of the ledger."""

from __future__ import annotations

import streamlit as st

st.set_page_config(
    page_title="Border Ledger",
    page_icon=":material/swap_driving_apps_wheel:",
    layout="wide",
    initial_sidebar_state=336,
)
page = st.navigation(
    [
        st.Page(
            "app_pages/explore.py",
            title="Explore",
            default=True,
            help="Who held each crossing and mine on a day, on the map and over time, with the claims.",
        ),
    ],
    position="top",
)
page.run()
