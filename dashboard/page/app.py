"""The frame of every page: title, navigation, the boundary around errors of the ledger."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.vega import CODES, LABELS, NARROW_CODES, NARROW_LABELS
from dashboard.page import (
    address,
    day,
    keys,
    lost,
    measures,
    messages,
    panels,
    parts,
    print_layout,
    signed_in,
    store,
)
from dashboard.wording import page as words
from dashboard.wording.page import NAME, PAGES
from geodata.errors import LedgerError

# A Material icon here would be fetched from another host.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" '
    'fill="#37474F" stroke="#FFFFFF"/><path d="M8 2a6 6 0 0 1 0 12z" fill="#AEB7BD"/></svg>'
)

messages.begin()
store.spare_gc(whole=True)
st.set_page_config(page_title=NAME(), page_icon=_ICON, layout="wide", initial_sidebar_state=336)
st.html(
    f"<style>:root {{ --labels: {LABELS}px; --columns: {LABELS + CODES}px; "
    f"--codes: {CODES}px; --narrow-codes: {NARROW_CODES}px; "
    f"--narrow-labels: {NARROW_LABELS}px; --narrow-columns: {NARROW_LABELS + NARROW_CODES}px }}</style>"
)
pages = [
    st.Page(f"app_pages/{name}.py", title=title(), help=about(), default=words.path_of(name) == "/")
    for name, (title, about) in PAGES.items()
]
page = st.navigation(pages, position="hidden")
st.set_page_config(page_title=words.tab_title(page.title))
with measures.run(page.url_path or "explore") as run:
    try:
        faults = address.ask_ledger(store.named, store.newest().hash)
        asked = parts.parts_of(store.catalog(), store.choices())
        address.begin(page.url_path, asked, faults)
        day.begin(asked, apart=not page.url_path)
        day.part(lambda *_: panels.menu(pages, asked), horizontal=True, gap=None, key="menu")
        print_layout.prepare()
        lost.listen()
        if page.url_path:
            keys.listen(stepping=page.url_path == "log")
        try:
            page.run()
        except Exception:  # that is said below, or by the server
            address.end()  # the question stays in the address, so it survives even a page that fails
            raise
        signed_in.line()
        address.end()
        day.end()
    except LedgerError as error:
        run.outcome = "refused"
        panels.trouble(error)
messages.end()
store.freeze_gc(page.url_path)
