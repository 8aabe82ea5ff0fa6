"""Briefing: the page that will be printed, with its settings beside it and its files beneath."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import controls, link, notices, orders, panels, printing, sentences, store
from dashboard.briefing import press
from dashboard.briefing.order import BASE, BadOrder, Template
from dashboard.markdown import escape
from dashboard.remark import remark

catalog, terms = store.catalog(), store.terms()
notes = orders.recall()
with st.sidebar, st.container(gap="xsmall"):
    panels.masthead()
    template = orders.template()
    slot = controls.day(terms)
    if template == Template.COMPARE:
        with slot:
            controls.before(terms)
    elif template in (Template.SEQUENCE, Template.TIMELINE):
        with slot:
            controls.window(terms)
            if template == Template.SEQUENCE:
                orders.steps()
    controls.find_place(terms)
    orders.paper()
    controls.evidence(terms)
    logo = orders.logo()
    panels.as_of(catalog)
view = link.current(terms)
notices.banner((*link.link_notes(view), *notes))
notices.release(catalog, lambda ledger: sentences.headline(store.scene(view, ledger)))

try:
    order = orders.current()
    base = (st.context.url or BASE).split("?")[0]
    job = press.Job(catalog, replace(view, extent=None), order, terms, base, logo)
    printing.preview(job)
    printing.files(job)
except BadOrder as error:
    st.title("No briefing", anchor=False)
    st.error(escape(str(error), longest=600), icon=":material/edit_off:")
remark(
    "What you see is what is written. Numbers on it are those of `python -m geodata state` for this question."
)
