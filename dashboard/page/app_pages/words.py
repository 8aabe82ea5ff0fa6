"""Words: who is behind each code, and what the words of the page mean."""

from __future__ import annotations

import streamlit as st

from dashboard.page import panels, store, tables
from dashboard.wording import glossary as words
from dashboard.wording.text import Run, escape, joined, markdown

catalog = store.catalog()
panels.banner()
st.title(words.SENTENCE(), anchor=False)
st.markdown(panels.grey(words.REMARK()))
st.header(words.ACTORS(), anchor=False)
st.table(
    [
        {
            words.CODE(): markdown(actor.code),
            words.NAME(): markdown(joined([Run(actor.name, strong=True), actor.kind, actor.ties], "\n")),
            words.NAMES(): markdown(joined([actor.names, Run(actor.note, quiet=True)], "\n")),
        }
        for actor in words.actors(catalog)
    ],
    border="horizontal",
    hide_index=True,
    alt=words.ACTORS_ALT(),
)
tables.csv_button(lambda: words.actor_rows(catalog), "actors")
st.header(words.TERMS(), anchor=False)
with st.grid(2, min_column_width=320):
    for heading, group in words.terms():
        with st.container(gap="xsmall"):
            st.subheader(heading, anchor=False)
            st.table(
                [
                    {words.WORD(): f"**{escape(term.word)}**", words.MEANING(): escape(term.meaning)}
                    for term in group
                ],
                border="horizontal",
                hide_header=True,
                hide_index=True,
                alt=words.TERMS_ALT(group=heading),
            )
tables.csv_button(words.term_rows, "words")
panels.as_of(catalog)
