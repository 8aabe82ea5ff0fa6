"""Compare: two answers side by side in step, and what differs between them in a sentence and a table."""

from __future__ import annotations

import streamlit as st

from dashboard import controls, link, maps, notices, panels, sentences, store
from dashboard.charts import CHARTS
from dashboard.comparison import compare
from dashboard.markdown import escape
from dashboard.remark import remark
from dashboard.theme import THEMES
from geodata.catalog import Catalog

catalog, terms = store.catalog(), store.terms()
view = controls.comparison(terms)
theme = THEMES[st.context.theme.type or "light"]
found = compare(store.scene(view.other), store.scene(view))


def sentence(ledger: Catalog) -> str:
    """Return the first sentence of the comparison by another ledger."""
    return sentences.comparison_sentences(
        compare(store.scene(view.other, ledger), store.scene(view, ledger))
    )[0]


first, *rest = sentences.comparison_sentences(found)
# In a box of their own: a line more above the maps would move them, and they would begin anew.
with st.container():
    notices.banner(link.link_notes(view))
    notices.release(catalog, sentence)
    st.title(escape(first, longest=600), anchor=False)
    remark(escape(" ".join(rest), longest=900))
maps.compared(found, view, theme)
maps.legend([found.before, found.after], theme, list(found.rings.values()))
table, timeline = st.columns([1, 1], gap="medium")
with table:
    panels.differences(found, theme)
with timeline:
    panels.chart(CHARTS["lanes"], store.scene(view), theme)
with st.container(horizontal=True, vertical_alignment="center"):
    link.share(terms, view, catalog.hash)
    panels.as_of(catalog)
