"""Evidence: every claim, the pairs that cannot both be true, and what rests on each source."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.page import address, panels, store
from dashboard.page.caption import caption
from dashboard.wording.claims import claim_value, result_text
from dashboard.wording.dates import show_day
from dashboard.wording.evidence import claim_table, headline, pairs, source_table
from dashboard.wording.language import figure, later, say, say_plural
from dashboard.wording.text import Run, joined, markdown, say_text
from dashboard.wording.vocabulary import QUARREL, STANCE
from geodata.catalog import Catalog

PAIRS_SHOWN = 12
TABS = {"Contradictions": later("Contradictions"), "Claims": later("Claims"), "Sources": later("Sources")}
# What stands above the columns of the two tables, by the names of their cells.
COLUMNS = {
    "claim": later("claim"),
    "place": later("place"),
    "about": later("about"),
    "says": later("says"),
    "stance": later("stance"),
    "speaker": later("speaker"),
    "start": later("start"),
    "end": later("end"),
    "as of": later("as of"),
    "recorded": later("recorded"),
    "publisher": later("publisher"),
    "source": later("source"),
    "result": later("result"),
    "title": later("title"),
    "published": later("published"),
    "kind": later("kind"),
    "origin": later("origin"),
    "documents of this origin": later("documents of this origin"),
    "claims": later("claims"),
    "used": later("used"),
    "without it": later("without it"),
    "address": later("address"),
}

catalog, choices = store.catalog(), store.choices()
view = panels.sidebar(catalog, choices)
panels.banner(address.link_notes(view))


def sentence(ledger: Catalog) -> str:
    """Return the page's sentence by a ledger."""
    return headline(pairs(ledger, view.known_on or ledger.newest_record, view.policy), view.policy)


def columns(**kinds: Any) -> dict[str, Any]:
    """Return the heading of each column, and how those are shown that are no plain text."""
    plain = {name: st.column_config.Column(label()) for name, label in COLUMNS.items()}
    return plain | kinds


panels.release(catalog, sentence)
known_on = view.known_on or catalog.newest_record
quarrels = pairs(catalog, known_on, view.policy)
st.title(headline(quarrels, view.policy), anchor=False)
st.markdown(
    panels.grey(
        say(
            "What the rule does with a claim is shown for {day}, as known on {known_on}. Nothing is deleted: "
            "a claim that is set aside stays here with its reason.",
            day=show_day(view.on),
            known_on=show_day(known_on),
        )
    )
)
contradictions_tab, claims_tab, sources_tab = panels.tabs(TABS, "tab")

if contradictions_tab.open:
    with contradictions_tab:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            places = list(dict.fromkeys(pair.place_id for pair in quarrels))
            place = st.selectbox(
                say("Place"),
                ["all", *sorted(places, key=choices.places.__getitem__)],
                format_func=lambda option: choices.places.get(option, say("All places")),
                key="quarrel_place",
                width=260,
            )
            kinds = st.pills(
                say("They disagree in"),
                list(QUARREL),
                default=list(QUARREL),
                format_func=lambda quarrel: QUARREL[quarrel](),
                selection_mode="multi",
                key="quarrel_kind",
            )
            unsettled = st.toggle(say("Only those that the rule does not decide"), key="quarrel_open")
        chosen = [
            pair
            for pair in quarrels
            if place in ("all", pair.place_id) and pair.quarrel in kinds and not (unsettled and pair.settled)
        ]
        if not chosen:
            st.info(say("No pair fits these choices. Choose another place or more kinds of disagreement."))
        else:
            page = (
                st.pagination(-(-len(chosen) // PAIRS_SHOWN), key="quarrel_page")
                if len(chosen) > PAIRS_SHOWN
                else 1
            )
            on_page = chosen[(page - 1) * PAIRS_SHOWN : page * PAIRS_SHOWN]
            st.table(
                [
                    {
                        say("what they disagree on"): markdown(
                            joined(
                                [
                                    joined([Run(pair.place, strong=True), pair.topic], ", "),
                                    Run(QUARREL[pair.quarrel](), quiet=True),
                                ],
                                "\n",
                            )
                        ),
                        say("one side"): panels.claim_in_short(pair.one),
                        say("the other side"): panels.claim_in_short(pair.other),
                    }
                    for pair in on_page
                ],
                border="horizontal",
                hide_index=True,
                alt=say("Pairs of claims that cannot both be true, and what the rule did with each"),
            )
            caption(
                say_plural(
                    "{shown} of {figure} pair",
                    "{shown} of {figure} pairs",
                    len(chosen),
                    shown=len(on_page),
                )
            )

if claims_tab.open:
    with claims_tab:
        rows = claim_table(catalog, view.on, known_on, view.policy)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            words = st.text_input(
                say("Speaker, source or id"),
                key="claim_words",
                type="search",
                placeholder=say("resident, Irrawaddy, k0020"),
            )
            named = st.multiselect(
                say("Place"),
                list(dict.fromkeys(row.claim.place_id for row in rows)),
                format_func=lambda place: catalog.places[place].name,
                key="claim_place",
                filter_mode="contains",
            )
            values = {row.claim.value: row.claim for row in rows}
            says = st.multiselect(
                say("Says"),
                sorted(values),
                format_func=lambda value: str(claim_value(catalog, values[value])),
                key="claim_says",
            )
            results = st.multiselect(
                say("Result"),
                sorted({row.result for row in rows}),
                format_func=lambda result: str(result_text(result)),
                key="claim_result",
            )
            stances = st.multiselect(
                say("Stance"),
                list(STANCE),
                format_func=lambda stance: STANCE[stance](),
                key="claim_stance",
            )
            period = st.date_input(
                say("Recorded"),
                value=[],
                max_value=choices.last,
                key="claim_recorded",
                help=say("First and last day; empty is all."),
            )
        wanted = (words or "").casefold()
        first, last = period if isinstance(period, tuple) and len(period) == 2 else (None, None)
        kept = [
            row.cells
            for row in rows
            if (not named or row.claim.place_id in named)
            and (not says or row.claim.value in says)
            and (not results or row.result in results)
            and (not stances or row.claim.stance in stances)
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
                    source=st.column_config.LinkColumn(COLUMNS["source"](), display_text=say("open")),
                    recorded=st.column_config.DateColumn(COLUMNS["recorded"](), format="D MMM YYYY"),
                    start=st.column_config.TextColumn(COLUMNS["start"](), width=110),
                    end=st.column_config.TextColumn(COLUMNS["end"](), width=110),
                    speaker=st.column_config.TextColumn(COLUMNS["speaker"](), width=170),
                    publisher=st.column_config.TextColumn(COLUMNS["publisher"](), width=170),
                    **{"as of": st.column_config.TextColumn(COLUMNS["as of"](), width=110)},
                ),
                alt=say("Claims of the ledger with speaker, dates as given, source and result"),
            )
        else:
            st.info(say("No claim fits these choices. Take one of them away to see some."))
        caption(
            say_plural(
                "{kept} of {figure} claim", "{kept} of {figure} claims", len(rows), kept=figure(len(kept))
            )
        )

if sources_tab.open:
    with sources_tab:
        documents = source_table(catalog, view.on, known_on, view.policy)
        alone = sum(bool(row["without it"]) for row in documents)
        share = Run(say("{alone} of {all} documents", alone=alone, all=len(documents)), strong=True)
        st.markdown(
            markdown(
                say_text(
                    "{share} are the only support for an answer: without one of them a place would have "
                    "another answer on {day}. They come first.",
                    share=share,
                    day=show_day(view.on),
                )
            )
        )
        st.dataframe(
            documents,
            hide_index=True,
            height=620,
            column_config=columns(
                address=st.column_config.LinkColumn(COLUMNS["address"](), display_text=say("open")),
                title=st.column_config.TextColumn(COLUMNS["title"](), width="medium"),
                **{"without it": st.column_config.TextColumn(COLUMNS["without it"](), width="large")},
            ),
            alt=say("Sources with their origins, their claims, and what would change without them"),
        )
