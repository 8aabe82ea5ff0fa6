"""What happened: the log of the window, entry by entry, and who ever held each place in it."""

from __future__ import annotations

import streamlit as st

from dashboard.answer.log import log_of
from dashboard.page import controls, following, log_list, panels, store
from dashboard.wording import log as words
from dashboard.wording.text import escape
from geodata.catalog import Catalog

catalog, choices = store.catalog(), store.choices()
# Steps and the line of the day are those of the list, as beside the map.
view = controls.view_here()
with st.sidebar, st.container(gap="xsmall"):
    panels.masthead()
    steps = controls.day(choices)
    controls.question(choices, map_too=False)
    panels.share(catalog)
    panels.as_of(catalog)
scene = store.scene(view)
with steps:
    controls.steps(scene)
    controls.jump(scene)


def sentence(ledger: Catalog) -> str:
    """Return the page's sentence by a ledger."""
    asked = store.scene(view, ledger)
    return words.headline(asked, log_of(asked))


panels.banner()
panels.release(catalog, sentence)
st.title(escape(words.headline(scene, log_of(scene))), anchor=False)
st.markdown(panels.grey(words.that_day_sentence(scene)))
in_order, places = panels.tabs(words.TABS, "log_as")
if in_order.open:
    with in_order:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            log_list.filters()
            following.follow(view, catalog)
        log_list.listed(scene)
if places.open:
    with places:
        log_list.held(scene)
