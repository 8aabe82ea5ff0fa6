"""Explore: one question, answered by a sentence, a map, the chosen place and a timeline."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.answer.holdings import of_window
from dashboard.look.signs import swatch
from dashboard.look.theme import THEMES, look
from dashboard.page import (
    address,
    citing,
    controls,
    embed_code,
    log_list,
    maps,
    own_claims,
    panels,
    store,
    view_files,
)
from dashboard.page.caption import caption
from dashboard.question.view import Beside
from dashboard.wording import headline
from dashboard.wording import page as words
from dashboard.wording.card import card_of, cluster_card
from dashboard.wording.text import escape

catalog = store.catalog()
choices = store.choices()
view = address.view()

with st.sidebar, st.container(gap="xsmall"):
    panels.masthead()
    steps = controls.question(choices)
    maps.follow(view)
    address.share(catalog.ledger)
    frame = st.container()
    panels.as_of(catalog)
scene = store.scene(view)
with steps:
    controls.steps(scene)
with frame:
    embed_code.offer(scene)

theme = THEMES[st.context.theme.type or "light"]
usual = replace(view, policy=choices.default.policy, known_on=None)
# In a box of their own: a line more above the map would move it, and it would begin anew.
with st.container():
    panels.banner()
    panels.release(catalog, lambda ledger: headline.headline(store.scene(view, ledger)))
    panels.answer(scene, store.scene(usual) if usual != view else scene, theme)
    own_claims.line(scene)
controls.narrow_bar(scene)
with st.container(key="map_and_card"):
    map_column, card_column = st.columns([2, 1], gap="small")
with map_column, st.container(gap="xsmall"):
    maps.the_map(scene, theme)
    controls.map_of(view)
    maps.legend([scene], theme)
with card_column, st.container(gap="xsmall", key="beside_the_map"):
    controls.beside()
    if view.beside is Beside.LOG:
        log_list.filters()
        log_list.listed(scene, height=panels.LIST_HEIGHT)
    else:
        with st.container(border=True, key="card", gap="xsmall", height=panels.CARD_HEIGHT):
            if of_window(scene):
                caption(escape(headline.on_the_day(scene), longest=600))
            if shown := card_of(scene) or cluster_card(scene):
                answer = scene.control.get(view.place or "") or scene.cluster
                mark = swatch(look(answer, answer.stale, theme, catalog.actors), theme, "") if answer else ""
                panels.card(shown, mark, scene)
            else:
                caption(words.NO_PLACE())
    with st.container(horizontal=True, gap="small", key="take_along"):
        citing.cite(scene)
        panels.evidence_button(scene)

panels.window_line(scene)
panels.day_line(scene)
for drawn in panels.charts_of(scene):
    with st.container(border=True, key=f"chart_{drawn.name}", gap=None):
        panels.chart(drawn, scene, theme)
panels.charts_as_tables(scene)
view_files.downloads(scene)
