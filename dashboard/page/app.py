"""The frame of every page: title, navigation, the boundary around errors of the ledger."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.vega import CODES, LABELS, NARROW_CODES, NARROW_LABELS
from dashboard.page import address, panels, store
from dashboard.wording.page import NAME, PAGES
from geodata.errors import LedgerError

# A Material icon here would be fetched from another host.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" '
    'fill="#37474F" stroke="#FFFFFF"/><path d="M8 2a6 6 0 0 1 0 12z" fill="#AEB7BD"/></svg>'
)

st.set_page_config(
    page_title=NAME(),
    page_icon=_ICON,
    layout="wide",
    initial_sidebar_state=336,
)
# The one exception to "no CSS": Streamlit has settings for the padding above and below the main
# block but none for its sides, and none to tint a container or to lay
# one picture over another. No value comes from data.
st.html(
    f"""<style>:root {{
    --labels: {LABELS}px; --columns: {LABELS + CODES}px;
    --narrow-labels: {NARROW_LABELS}px; --narrow-columns: {NARROW_LABELS + NARROW_CODES}px;
    }}"""
    """
    [data-testid="stMainBlockContainer"] { padding-left: 24px; padding-right: 24px; }
    [class*="st-key-set_aside_"] {
        background: color-mix(in srgb, currentColor 6%, transparent);
        border-left: 3px solid color-mix(in srgb, currentColor 55%, transparent);
        padding: 5px 10px;
    }
    [class*="st-key-stack_"] { position: relative; }
    [data-testid="stLayoutWrapper"]:has(> [class*="st-key-over_"]) {
        position: absolute; inset: 0; pointer-events: none;
    }
    [class*="st-key-chart_"] { container-type: inline-size; }
    [class*="st-key-stack_"]:not(:has([class*="st-key-over_"]))::after {
        content: ""; position: absolute; top: 0; bottom: 18px; width: 1.5px;
        left: calc(var(--labels) + (100% - var(--columns)) * var(--day)); opacity: var(--day-shown);
        background: currentColor; pointer-events: none;
    }
    @container (max-width: 559px) {
        [class*="st-key-stack_"]::after {
            left: calc(var(--narrow-labels) + (100% - var(--narrow-columns)) * var(--day)) !important;
        }
    }
    .st-key-stack_lanes::before {
        content: ""; position: absolute; left: 0; right: 0; z-index: 1;
        top: var(--lane-top); height: var(--lane-height); pointer-events: none;
        background: color-mix(in srgb, currentColor 9%, transparent);
        border-left: 3px solid color-mix(in srgb, currentColor 45%, transparent);
    }
    .st-key-figures { row-gap: 0; }
    .st-key-legend { row-gap: 0; column-gap: 14px; align-items: center; }
    .st-key-legend > div { max-width: 100%; }
    .st-key-legend p > span { white-space: nowrap; }
    .st-key-legend button { min-height: 24px; padding: 0; }
    @media (min-width: 641px) {
        [data-testid="stLayoutWrapper"]:has(> .st-key-narrow_bar) { display: none }
    }
    @media (max-width: 640px) {
        [data-testid="stMainBlockContainer"] { padding-left: 16px; padding-right: 16px; }
        .st-key-figures { display: none; }
        h1 { font-size: 17px !important; line-height: 22px !important; }
    }
    </style>"""
)
page = st.navigation(
    [
        st.Page(
            f"app_pages/{name}.py",
            title=title(),
            help=about(),
            default=name == "explore",
        )
        for name, (title, about) in PAGES.items()
    ],
    position="top",
)
try:
    address.keep_release(store.named, store.older())
    address.read_link(store.choices(), store.catalog().hash, page.url_path)
    page.run()
except LedgerError as error:
    panels.trouble(error)
store.freeze_gc(page.url_path)
