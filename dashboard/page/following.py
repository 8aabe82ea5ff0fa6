"""How to follow what the log tells of: the addresses of its feeds, and links for the next visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from dashboard import settings
from dashboard.page import address, store
from dashboard.page.caption import caption
from dashboard.page.served import server
from dashboard.question.following import Followed, params
from dashboard.question.view import View, Where
from dashboard.wording import feed as words
from geodata.catalog import Catalog


def follow(view: View, catalog: Catalog) -> None:
    """Draw the button that shows the feeds of what the log tells of; it is filled only while it is open."""
    opened = st.popover(words.FOLLOW(), icon=":material/rss_feed:", key="follow", on_change="rerun")
    if not opened.open:
        return
    choices = store.choices()
    followed = replace(Followed.of(view, choices, place=view.log_of is Where.PLACE), known_on=None)
    asked = params(followed, choices)
    parts = server()
    with opened:
        caption(words.FOLLOW_REMARK())
        for label, ending in ((words.ATOM(), ".atom"), (words.JSON_FEED(), ".json")):
            caption(label)
            st.code(_address(f"{parts}/feed{ending}", asked), language=None, wrap_lines=True)
        st.link_button(words.READ_IT(), _address(settings.at("/feed"), asked), icon=":material/rss_feed:")
        st.markdown(f"**{words.SINCE()}**")
        caption(words.SINCE_REMARK())
        if release := catalog.release:
            later = _address(f"{parts}/feed", {**asked, "since": (release.hash,)})
            st.code(later, language=None, wrap_lines=True)
        caption(words.AS_NOW_REMARK())
        now = address.params_now() | {"data": [catalog.ledger]}
        st.code(_address(f"{parts}/log", now), language=None, wrap_lines=True)


def _address(path: str, asked: Mapping[str, Sequence[str]]) -> str:
    query = urlencode(asked, doseq=True)
    return f"{path}?{query}" if query else path
