"""Pieces that pages repeat: the banner, the card of the chosen place, the legend, the figures."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.card import Card
from dashboard.claimrows import ClaimRow
from dashboard.markdown import escape, quiet
from geodata.catalog import Catalog
from geodata.errors import BrokenBundle
from geodata.when import show_day


def masthead() -> None:
    """Draw the name of the page and what it answers, at the head of the sidebar."""
    with st.container(gap=None):
        st.header("Border Ledger", anchor=False)
        st.caption("Who holds each crossing and mine, since when, and who says so")


def as_of(catalog: Catalog) -> None:
    """Say how far the ledger reaches, how large it is and which one it is."""
    origins = {source.origin_group for source in catalog.sources.values()}
    st.caption(
        f"Data as of {show_day(catalog.newest_record)} · {len(catalog.claims)} claims, "
        f"{len(origins)} origins  \nledger {catalog.hash} · nothing after this is asserted"
    )


def banner(notes: Sequence[str]) -> None:
    """Say what of the link was ignored, and why the page shows something else instead."""
    if notes:
        lines = "\n".join(f"- {escape(note)}" for note in notes[:8])
        st.warning(f"Part of this link could not be used:\n{lines}", icon=":material/link_off:")


def broken(error: BrokenBundle) -> None:
    """Show, instead of any map, what is wrong with the data: a doubtful ledger is never drawn."""
    st.error(
        f"The ledger has {len(error.issues)} fault(s) and is not shown. Mend the rows below and run "
        "`python -m geodata check` again.",
        icon=":material/error:",
    )
    st.dataframe(
        [issue.as_dict() for issue in error.issues[:200]], hide_index=True, alt="Faults of the ledger"
    )


def card(shown: Card, mark: str) -> None:
    """Draw the card of a place or a mine cluster; `mark` is the swatch of who holds it."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", gap="small"
    ):
        st.header(shown.title, anchor=False, width="content")
        if shown.native:
            st.markdown(quiet(shown.native), width="content")
    st.caption(shown.facts)
    st.table(
        {
            quiet(label.replace(" ", "\N{NO-BREAK SPACE}")): f"{mark} {text}" if label == "Control" else text
            for label, text in shown.rows
        },
        border="horizontal",
        alt=f"{shown.title}: control, gate, restrictions and claims",
    )
    if shown.used:
        st.table(
            [{"given": row.day, "says": row.says, "who": row.who} for row in shown.used],
            border="horizontal",
            hide_header=True,
            hide_index=True,
            alt=f"Claims about {shown.title} that the answer rests on",
        )
    for number, row in enumerate(shown.set_aside[:2]):
        with st.container(key=f"set_aside_{number}", gap=None):
            st.markdown(f":small[{row.day} {row.says} {row.who} {quiet(escape(row.claim_id))}]")
            st.markdown(f":small[{row.result}]")
    more = len(shown.set_aside) - 2
    if more > 0:
        st.caption(f"{more} more set aside, in the table below")
    if shown.silent:
        st.caption(shown.silent)
    if shown.note:
        st.caption(shown.note)
    if shown.claims:
        _all_claims(shown)


def _all_claims(shown: Card) -> None:
    """Draw the table of all claims; its rows are sent only while it is open."""
    count = len(shown.claims)
    label = f"All {count} claims and their sources" if count > 1 else "The one claim and its source"
    opened = st.expander(label, icon=":material/format_list_bulleted:", key="all_claims", on_change="rerun")
    if opened.open:
        with opened:
            st.table(
                [_claim_cells(row) for row in shown.claims],
                border="horizontal",
                hide_index=True,
                alt=f"Every claim about {shown.title}, with speaker, date, source and what was done with it",
            )


def _claim_cells(row: ClaimRow) -> dict[str, str]:
    return {
        "date as given": f"{row.day}  \n{quiet(escape(row.claim_id))}",
        "says": f"{row.says}  \n{quiet(row.about)}",
        "who says so, where": f"{row.who}  \n{row.result}",
    }
