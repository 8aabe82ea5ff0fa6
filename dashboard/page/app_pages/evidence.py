"""Evidence: every claim, the pairs that cannot both be true, and what rests on each source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.page import address, controls, panels, store
from dashboard.page.caption import caption
from dashboard.page.parts import FILTERS
from dashboard.question.filters import Filters
from dashboard.wording import evidence as words
from dashboard.wording.claims import result_text
from dashboard.wording.evidence import claim_table, headline, pairs, source_table
from dashboard.wording.text import Run, escape, joined, markdown
from dashboard.wording.vocabulary import QUARREL, QUARREL_ABOUT, STANCE
from geodata.analysis.evidence import Quarrel
from geodata.catalog import Catalog
from geodata.vocab import Stance

PAIRS_SHOWN = 12
catalog, choices = store.catalog(), store.choices()
view = address.view()
asked: Filters = address.asked(FILTERS)
panels.sidebar(catalog, choices)
panels.banner()


def sentence(ledger: Catalog) -> str:
    """Return the page's sentence by a ledger."""
    return headline(pairs(ledger, ledger.knowledge_day(view.known_on), view.policy), view.policy)


def columns(widths: Mapping[str, Any], **kinds: Any) -> dict[str, Any]:
    """Return the heading of each column, as wide as given, and how those are shown that are no plain text."""
    headed = {name: label() for name, label in words.COLUMNS.items()}
    texts = {name: st.column_config.TextColumn(headed[name], width=widths[name]) for name in widths}
    return {name: st.column_config.Column(label) for name, label in headed.items()} | texts | kinds


panels.release(catalog, sentence)
known_on = catalog.knowledge_day(view.known_on)
quarrels = pairs(catalog, known_on, view.policy)
st.title(headline(quarrels, view.policy), anchor=False)
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
        chosen = [
            pair
            for pair in quarrels
            if (not asked.places or pair.place_id in asked.places)
            and pair.quarrel in asked.kinds
            and not (asked.undecided and pair.settled)
        ]
        if not chosen:
            st.info(words.NO_PAIR())
        else:
            pages = -(-len(chosen) // PAIRS_SHOWN)
            page = min(asked.page, pages)
            if pages > 1:
                st.session_state["page"] = page
                st.pagination(pages, key="page")
            on_page = chosen[(page - 1) * PAIRS_SHOWN : page * PAIRS_SHOWN]
            st.table(
                [
                    {
                        words.ON_WHAT(): markdown(
                            joined(
                                [
                                    joined([Run(pair.place, strong=True), pair.topic], ", "),
                                    Run(QUARREL[pair.quarrel](), quiet=True),
                                ],
                                "\n",
                            )
                        ),
                        words.ONE_SIDE(): panels.claim_in_short(pair.one),
                        words.OTHER_SIDE(): panels.claim_in_short(pair.other),
                    }
                    for pair in on_page
                ],
                border="horizontal",
                hide_index=True,
                alt=words.PAIRS_ALT(),
            )
            caption(escape(words.pairs_shown(len(on_page), len(chosen))))

if claims_tab.open:
    with claims_tab:
        rows = claim_table(catalog, view.on, known_on, view.policy)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(words.SEARCH(), key="text", type="search", placeholder=words.SEARCH_EXAMPLE())
            controls.find_places(words.PLACE(), choices, words.ALL())
            values = {row.claim.value: str(row.cells["says"]) for row in rows}
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
                help=words.RECORDED_HELP(),
            )
        wanted = asked.text.casefold()
        first, last = asked.recorded or (None, None)
        kept = [
            row.cells
            for row in rows
            if (not asked.places or row.claim.place_id in asked.places)
            and (not asked.says or row.claim.value in asked.says)
            and (not asked.results or row.result in asked.results)
            and (not asked.stances or row.claim.stance in asked.stances)
            and (
                not wanted
                or any(wanted in str(row.cells[key]).casefold() for key in ("speaker", "publisher", "claim"))
            )
            and (first is None or last is None or first <= row.recorded <= last)
        ]
        if kept:
            st.dataframe(
                kept,
                hide_index=True,
                height=620,
                column_config=columns(
                    {"start": 110, "end": 110, "as of": 110, "speaker": 170, "publisher": 170},
                    source=st.column_config.LinkColumn(words.COLUMNS["source"](), display_text=words.OPEN()),
                    recorded=st.column_config.DateColumn(words.COLUMNS["recorded"](), format="D MMM YYYY"),
                ),
                alt=words.CLAIMS_ALT(),
            )
        else:
            st.info(words.NO_CLAIM_FITS())
        caption(escape(words.claims_shown(len(kept), len(rows))))

if sources_tab.open:
    with sources_tab:
        documents = source_table(catalog, view.on, known_on, view.policy)
        st.markdown(markdown(words.alone_text(documents, view.on)))
        st.dataframe(
            documents,
            hide_index=True,
            height=620,
            column_config=columns(
                {"title": "medium", "without it": "large"},
                address=st.column_config.LinkColumn(words.COLUMNS["address"](), display_text=words.OPEN()),
            ),
            alt=words.SOURCES_ALT(),
        )
