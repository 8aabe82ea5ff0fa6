"""Evidence: every claim, the disputes between claims, and what rests on each source."""

from __future__ import annotations

import streamlit as st

from dashboard.answer.window import split
from dashboard.page import address, card_panel, controls, panels, store, tables
from dashboard.page.caption import caption, small
from dashboard.page.claim_links import claim_links
from dashboard.page.parts import FILTERS
from dashboard.question.filters import Filters
from dashboard.question.view import Within
from dashboard.wording import evidence as words
from dashboard.wording.claims import result_text
from dashboard.wording.evidence import (
    ListedDispute,
    claim_table,
    disputes,
    headline,
    source_rows,
    source_table,
)
from dashboard.wording.text import Run, escape, joined, markdown, source_icon
from dashboard.wording.vocabulary import QUARREL, QUARREL_ABOUT, STANCE
from dashboard.wording.window import claims_outside, disputes_outside, documents_outside
from geodata.analysis.evidence import Quarrel
from geodata.catalog import Catalog
from geodata.exports.evidence import claim_row, dispute_rows
from geodata.vocab import Stance

DISPUTES_SHOWN, ROWS_SHOWN = 12, 25
catalog, choices = store.catalog(), store.choices()
view = address.view()
leads = claim_links(view)
asked: Filters = address.asked(FILTERS)
panels.sidebar(catalog, choices, window=True)
panels.banner()


def sentence(ledger: Catalog) -> str:
    """Return the page's sentence by a ledger."""
    every = disputes(ledger, ledger.knowledge_day(view.known_on), view.policy)
    return headline(every, len(every), view.policy)


def turned_to(count: int, shown: int) -> slice:
    """Draw the numbers of the pages of a list, where it has several, and return what is on the open one."""
    pages = max(1, -(-count // shown))
    page = min(asked.page, pages)
    if pages > 1:
        st.session_state["page"] = page
        st.pagination(pages, key="page")
    return slice((page - 1) * shown, page * shown)


def counted(shown: str, outside: str) -> str:
    """Return how many rows are shown, and how many more lie outside the window."""
    return escape(" · ".join(filter(None, (shown, outside))))


def draw(each: ListedDispute, number: int) -> None:
    """Draw a dispute: what is at stake, then its sides beside each other with all their claims."""
    with st.container(border=True, gap="xsmall", key=f"dispute_{number}"):
        settled = words.DECIDED if each.dispute.settled else words.OPEN_DISPUTE
        about = [each.topic, QUARREL[each.dispute.quarrel](), each.days, settled()]
        st.markdown(
            markdown(joined([Run(each.place, strong=True), *(Run(a, quiet=True) for a in about)], " · "))
        )
        with st.grid(2, min_column_width=280):
            for side in each.sides:
                with st.container(gap="xsmall"):
                    st.markdown(markdown(side.says.strong()))
                    for row in side.claims:
                        st.markdown(small(card_panel.claim_in_short(row, leads)))


panels.release(catalog, sentence)
known_on = catalog.knowledge_day(view.known_on)
quarrels = disputes(catalog, known_on, view.policy)
in_window = chosen = tuple(each for each in quarrels if split(view, each.dispute.claims).inside)
head = st.container()
st.markdown(panels.grey(words.remark(view.on, known_on)))
contradictions_tab, claims_tab, sources_tab = panels.tabs(words.TABS, "tab")

if contradictions_tab.open:
    with contradictions_tab:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            controls.find_places(words.PLACE(), choices, words.ALL(), width=260)
            st.pills(
                words.DISAGREE_IN(),
                [quarrel.value for quarrel in QUARREL],
                format_func=lambda quarrel: QUARREL_ABOUT[Quarrel(quarrel)](),
                selection_mode="multi",
                key="kinds",
            )
            st.toggle(words.ONLY_OPEN(), key="undecided")
        fitting = tuple(each for each in quarrels if asked.has_dispute(each.dispute))
        chosen = tuple(each for each in fitting if each in in_window)
        if not chosen:
            st.info(words.NO_DISPUTE())
            caption(escape(disputes_outside(len(fitting))))
        else:
            on_page = chosen[turned_to(len(chosen), DISPUTES_SHOWN)]
            for number, each in enumerate(on_page):
                draw(each, number)
            with st.container(horizontal=True, vertical_alignment="center"):
                shown = words.disputes_shown(len(on_page), len(chosen))
                caption(counted(shown, disputes_outside(len(fitting) - len(chosen))), width="content")
                tables.csv_button(
                    lambda: dispute_rows(catalog, (each.dispute for each in chosen)), f"disputes-{view.on}"
                )
with head:
    st.title(escape(headline(chosen, len(quarrels), view.policy), longest=600), anchor=False)

if claims_tab.open:
    with claims_tab:
        rows = claim_table(catalog, view.on, known_on, view.policy)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(words.SEARCH(), key="text", type="search", placeholder=words.SEARCH_EXAMPLE())
            controls.find_places(words.PLACE(), choices, words.ALL())
            values = {row.claim.value: row.says for row in rows}
            st.multiselect(
                words.SAYS(),
                sorted(values, key=values.__getitem__),
                format_func=values.__getitem__,
                key="says",
                placeholder=words.ALL(),
            )
            st.multiselect(
                words.RESULT(),
                sorted({row.result for row in rows}.union(asked.results)),
                format_func=lambda result: str(result_text(result)),
                key="results",
                placeholder=words.ALL(),
            )
            st.multiselect(
                words.STANCE_LABEL(),
                [stance.value for stance in STANCE],
                format_func=lambda stance: STANCE[Stance(stance)](),
                key="stances",
                placeholder=words.ALL(),
            )
            st.date_input(
                words.RECORDED(),
                value=[],
                max_value=choices.last,
                key="recorded",
                width=250,
                help=words.RECORDED_HELP(),
            )
        fitting_rows = [
            row
            for row in rows
            if asked.has_claim(row.claim, result=row.result, recorded=row.recorded, text=row.text)
        ]
        listed = split(view, (row.claim for row in fitting_rows))
        inside = {claim.claim_id for claim in listed.inside}
        kept = [row for row in fitting_rows if row.claim.claim_id in inside]
        part = kept[turned_to(len(kept), ROWS_SHOWN)]
        if part:
            cells = (words.claim_cells(catalog, row) for row in part)
            st.table(
                [
                    {words.PLACE(): markdown(about), words.CLAIM(): card_panel.claim_in_short(row, leads)}
                    for about, row in cells
                ],
                border="horizontal",
                hide_index=True,
                alt=words.CLAIMS_ALT(),
            )
        else:
            st.info(words.NO_CLAIM_FITS())
        with st.container(horizontal=True, vertical_alignment="center"):
            shown = words.claims_shown(len(part), len(kept), len(rows))
            caption(counted(shown, claims_outside(listed)), width="content")
            if kept:
                tables.csv_button(
                    lambda: (
                        claim_row(catalog, row.claim)
                        | {"on": view.on, "known_on": known_on, "policy": str(view.policy)}
                        | {"result": str(row.result)}
                        for row in kept
                    ),
                    f"claims-{view.on}",
                )

if sources_tab.open:
    with sources_tab:
        every = source_table(catalog, view.on, known_on, view.policy)
        limited = view.within is not Within.OFF
        documents = [each for each in every if not limited or split(view, each.claims).inside]
        st.markdown(markdown(words.alone_text(documents, view.on)))
        some = documents[turned_to(len(documents), ROWS_SHOWN)]
        st.table(
            [
                {
                    words.DOCUMENT(): f"{markdown(document)} {source_icon(each.source.url)}".strip(),
                    words.RESTS_ON_IT(): markdown(rests),
                }
                for each in some
                for document, rests in (words.source_cells(catalog, each),)
            ],
            border="horizontal",
            hide_index=True,
            alt=words.SOURCES_ALT(),
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            shown = words.documents_shown(len(some), len(documents))
            caption(counted(shown, documents_outside(len(every) - len(documents))), width="content")
            tables.csv_button(lambda: source_rows(catalog, documents), f"sources-{view.on}")
