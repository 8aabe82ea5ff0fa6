"""Briefing: the page that will be printed, with its settings beside it and its files beneath."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import settings
from dashboard.page import address, briefing_controls, controls, download, panels, store, uploads
from dashboard.page.caption import caption
from dashboard.paper import jobs
from dashboard.question.order import OF_EITHER, BadOrder, Template, shown_of
from dashboard.question.public import public
from dashboard.question.view import MapOf
from dashboard.wording import headline
from dashboard.wording import page as words
from dashboard.wording.text import escape

catalog, choices = store.catalog(), store.choices()
view = address.view()
with st.sidebar, st.container(gap="xsmall"):
    panels.masthead()
    template = briefing_controls.template(choices)
    slot = controls.day(choices)
    if template == Template.COMPARE:
        with slot:
            controls.date_of(words.BEFORE(), "compare_on", choices)
    if template in OF_EITHER:
        with slot:
            controls.map_choice()
    map_of = shown_of(Template(template), view.map_of)
    if template not in (Template.COMPARE, Template.MAP) or map_of is MapOf.WINDOW:
        with slot:
            controls.window(choices)
            if template == Template.SEQUENCE:
                briefing_controls.steps()
    controls.find_place(choices)
    briefing_controls.paper()
    controls.evidence(choices)
    logo = briefing_controls.logo()
    panels.as_of(catalog)
view = view.compared if template == Template.COMPARE else replace(view, map_of=map_of)
panels.banner()
panels.release(catalog, lambda ledger: headline.headline(store.scene(view, ledger)))

try:
    order = briefing_controls.current()
    base = public(settings.current().briefing, (st.context.url or "").split("?")[0])
    job = jobs.Job(
        catalog,
        replace(view, extent=None),
        order,
        choices,
        base,
        logo,
        uploads.shown(),
        uploads.events(catalog, view),
    )
    download.preview(job)
    download.files(job)
    download.again(job)
except BadOrder as error:
    st.title(words.NO_BRIEFING(), anchor=False)
    st.error(escape(words.refusal(error), longest=600), icon=":material/edit_off:")
else:
    caption(words.PREVIEW_NOTE(command="`python -m geodata state`"))
