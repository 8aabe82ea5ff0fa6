"""Evidence: every claim, the pairs that cannot both be true, and what rests on each source."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.page import address, panels, store
from dashboard.page.caption import caption
from dashboard.wording.dates import show_day
from dashboard.wording.evidence import QUARRELS, claim_table, headline, pairs, source_table
from dashboard.wording.text import quiet
from geodata.catalog import Catalog
from geodata.vocab import Stance

PAIRS_SHOWN = 12

catalog, choices = store.catalog(), store.choices()
view = panels.sidebar(catalog, choices)
panels.banner(address.link_notes(view))


def sentence(ledger: Catalog) -> str:
    """Return the page's sentence by a ledger."""
    return headline(pairs(ledger, ledger.knowledge_day(view.known_on), view.policy), view.policy)


panels.release(catalog, sentence)
known_on = catalog.knowledge_day(view.known_on)
quarrels = pairs(catalog, known_on, view.policy)
st.title(headline(quarrels, view.policy), anchor=False)
st.markdown(
    quiet(
        f"What the policy does with a claim is shown for {show_day(view.on)}, as known on "
        f"{show_day(known_on)}. Nothing is deleted: a claim that is set aside stays here with its reason."
    )
)
contradictions_tab, claims_tab, sources_tab = st.tabs(
    ["Contradictions", "Claims", "Sources"], key="tab", bind="query-params", on_change="rerun"
)

if contradictions_tab.open:
    with contradictions_tab:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            places = list(dict.fromkeys(pair.place_id for pair in quarrels))
            place = st.selectbox(
                "Place",
                ["all", *sorted(places, key=choices.places.__getitem__)],
                format_func=lambda option: choices.places.get(option, "All places"),
                key="quarrel_place",
                width=260,
            )
            kinds = st.pills(
                "They disagree in",
                [str(kind) for kind in QUARRELS],
                default=[str(kind) for kind in QUARRELS],
                selection_mode="multi",
                key="quarrel_kind",
            )
            unsettled = st.toggle("Only those that nothing settles", key="quarrel_open")
        chosen = [
            pair
            for pair in quarrels
            if place in ("all", pair.place_id)
            and str(pair.quarrel) in kinds
            and not (unsettled and pair.settled)
        ]
        if not chosen:
            st.info("No pair fits these choices. Choose another place or more kinds of disagreement.")
        else:
            page = (
                st.pagination(-(-len(chosen) // PAIRS_SHOWN), key="quarrel_page")
                if len(chosen) > PAIRS_SHOWN
                else 1
            )
            shown = chosen[(page - 1) * PAIRS_SHOWN : page * PAIRS_SHOWN]
            st.table(
                [
                    {"what they disagree on": pair.about, "one side": pair.one, "the other side": pair.other}
                    for pair in shown
                ],
                border="horizontal",
                hide_index=True,
                alt="Pairs of claims that cannot both be true, and what the policy did with each",
            )
            caption(f"{len(shown)} of {len(chosen)} pairs")

if claims_tab.open:
    with claims_tab:
        rows = claim_table(catalog, view.on, known_on, view.policy)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            words = st.text_input(
                "Speaker, source or id",
                key="claim_words",
                type="search",
                placeholder="resident, Irrawaddy, k0020",
            )
            named = st.multiselect(
                "Place",
                list(dict.fromkeys(row["place"] for row in rows)),
                key="claim_place",
                filter_mode="contains",
            )
            says = st.multiselect("Says", sorted({str(row["says"]) for row in rows}), key="claim_says")
            results = st.multiselect(
                "Result", sorted({str(row["result"]) for row in rows}), key="claim_result"
            )
            stances = st.multiselect("Stance", [str(word) for word in Stance], key="claim_stance")
            period = st.date_input(
                "Recorded",
                value=[],
                max_value=choices.last,
                key="claim_recorded",
                help="First and last day; empty is all.",
            )
        wanted = (words or "").casefold()
        first, last = period if isinstance(period, tuple) and len(period) == 2 else (None, None)
        kept = [
            row
            for row in rows
            if (not named or row["place"] in named)
            and (not says or row["says"] in says)
            and (not results or row["result"] in results)
            and (not stances or row["stance"] in stances)
            and (
                not wanted
                or any(wanted in str(row[key]).casefold() for key in ("speaker", "publisher", "claim"))
            )
            and (
                first is None
                or last is None
                or (isinstance(day := row["recorded"], date) and first <= day <= last)
            )
        ]
        if kept:
            st.dataframe(
                kept,
                hide_index=True,
                height=620,
                column_config={
                    "source": st.column_config.LinkColumn(display_text="open"),
                    "recorded": st.column_config.DateColumn(format="D MMM YYYY"),
                    **{name: st.column_config.TextColumn(width=110) for name in ("start", "end", "as of")},
                    "speaker": st.column_config.TextColumn(width=170),
                    "publisher": st.column_config.TextColumn(width=170),
                },
                alt="Claims of the ledger with speaker, dates as given, source and result",
            )
        else:
            st.info("No claim fits these choices. Take one of them away to see some.")
        caption(f"{len(kept)} of {len(rows)} claims")

if sources_tab.open:
    with sources_tab:
        documents = source_table(catalog, view.on, known_on, view.policy)
        fragile = sum(bool(row["without it"]) for row in documents)
        st.markdown(
            f"**{fragile} of {len(documents)} documents carry an answer alone**: without one of them a place "
            f"would be told otherwise on {show_day(view.on)}. They come first."
        )
        st.dataframe(
            documents,
            hide_index=True,
            height=620,
            column_config={
                "address": st.column_config.LinkColumn(display_text="open"),
                "without it": st.column_config.TextColumn(width="large"),
                "title": st.column_config.TextColumn(width="medium"),
            },
            alt="Sources with their origins, their claims, and what would change without them",
        )
