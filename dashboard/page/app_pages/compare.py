"""Compare: two answers side by side in step, and what differs between them in a sentence and a table."""

from __future__ import annotations

import streamlit as st

from dashboard.answer.comparison import compare
from dashboard.charts.entries import CHARTS
from dashboard.look.theme import THEMES
from dashboard.page import address, chart_panels, controls, maps, panels, store
from dashboard.page.caption import caption
from dashboard.wording import differences
from dashboard.wording.text import escape
from geodata.catalog import Catalog

catalog, choices = store.catalog(), store.choices()
view = address.view().compared
controls.comparison(view, choices)
theme = THEMES[st.context.theme.type or "light"]
found = compare(store.scene(view.other), store.scene(view))


def sentence(ledger: Catalog) -> str:
    """Return the first sentence of the comparison by another ledger."""
    return differences.comparison_sentences(
        compare(store.scene(view.other, ledger), store.scene(view, ledger))
    )[0]


first, *rest = differences.comparison_sentences(found)
# In a box of their own: a line more above the maps would move them, and they would begin anew.
with st.container():
    panels.banner()
    panels.release(catalog, sentence)
    st.title(panels.spelled(first), anchor=False)
    caption(escape(" ".join(rest), longest=900))
maps.compared(found, view, theme)
maps.draw_legend(maps.legend_of_several([found.before, found.after], theme, list(found.rings.values())))
table, timeline = st.columns([1, 1], gap="medium")
with table, st.container(key="differences"):
    panels.differences(found, theme)
with timeline:
    chart_panels.window_line(store.scene(view))
    with st.container(key="chart_lanes", gap=None):
        chart_panels.chart(CHARTS["lanes"], store.scene(view), theme)
with st.container(horizontal=True, vertical_alignment="center"):
    panels.share(catalog)
    panels.as_of(catalog)
