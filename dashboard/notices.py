"""What stands above a page's answer: what of the link was ignored, and that an older release is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import link, sentences, store
from dashboard.markdown import escape
from geodata.catalog import Catalog


def banner(notes: Sequence[str]) -> None:
    """Say what of the link was ignored, and why the page shows something else instead."""
    if notes:
        lines = "\n".join(f"- {escape(note)}" for note in notes[:8])
        st.warning(f"Part of this link could not be used:\n{lines}", icon=":material/link_off:")


def release(catalog: Catalog, answer: Callable[[Catalog], str]) -> None:
    """Say that an older release is shown, and what today's ledger would say; nothing on the newest.

    `answer` gives the page's sentence by a ledger.
    """
    now = store.newest()
    if catalog.hash != now.hash:
        _older(sentences.release_sentence(catalog, now, answer(catalog), answer(now)))


def files_of_today(asked: Catalog) -> None:
    """Say that the files of the page are today's, where the address asks an older release."""
    now = store.newest()
    if asked.hash != now.hash:
        _older(sentences.files_sentence(asked, now))


def _older(told: str) -> None:
    """Draw a line about an older release, with the way out of it."""
    with st.container(border=True, key="older_release", horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/history: {escape(told, longest=900)}")
        st.button("Ask today’s ledger", key="ask_today", on_click=link.ask_today, args=(store.terms(),))
