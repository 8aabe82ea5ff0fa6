"""Explore: one question, answered by a sentence, a map, the chosen place and a timeline."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene
from dashboard.look.signs import swatch
from dashboard.look.theme import Theme, look
from dashboard.page import (
    address,
    citing,
    controls,
    day,
    embed_code,
    keys,
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


def days(scene: Scene, theme: Theme) -> None:
    """Draw the day, and what leads to other days."""
    with controls.day(store.choices()):
        controls.steps(scene)


def answer(scene: Scene, theme: Theme) -> None:
    """Draw the notices, and the answer in a sentence and figures."""
    keys.listen(stepping=True)
    view = scene.view
    usual = replace(view, policy=store.choices().default.policy, known_on=None)
    panels.banner()
    panels.release(scene.catalog, lambda ledger: headline.headline(store.scene(view, ledger)))
    panels.answer(scene, store.scene(usual) if usual != view else scene, theme)
    own_claims.line(scene)


def narrow(scene: Scene, theme: Theme) -> None:
    """Draw the day of narrow screens, and where it is on the charts."""
    controls.narrow_bar(scene)
    panels.day_line(scene)


def beside(scene: Scene, theme: Theme) -> None:
    """Draw what stands beside the map: the log, or the card of the chosen place."""
    if scene.view.beside is Beside.LOG:
        log_list.filters()
        log_list.listed(scene, height=panels.LIST_HEIGHT)
        return
    with st.container(border=True, key="card", gap="xsmall", height=panels.CARD_HEIGHT):
        if of_window(scene):
            caption(escape(headline.on_the_day(scene), longest=600))
        if shown := card_of(scene) or cluster_card(scene):
            held = scene.control.get(scene.view.place or "") or scene.cluster
            actors = scene.catalog.actors
            mark = swatch(look(held, held.stale, theme, actors), theme, "") if held else ""
            panels.card(shown, mark, scene)
        else:
            caption(words.NO_PLACE())


def take_along(scene: Scene, theme: Theme) -> None:
    """Draw the buttons with which a reader takes the answer along."""
    citing.cite(scene)
    panels.evidence_button(scene)


def below(scene: Scene, theme: Theme) -> None:
    """Draw what the charts show as tables, and the files of the view."""
    panels.charts_as_tables(scene)
    view_files.downloads(scene)


catalog = store.catalog()
choices = store.choices()
view = address.view()

with st.sidebar, st.container(gap="xsmall"):
    panels.masthead()
    day.part(days, gap="xsmall")
    controls.question(choices)
    maps.follow(view)
    panels.share(catalog)
    frame = st.container()
    panels.as_of(catalog)
scene = store.scene(view)
with frame:
    embed_code.offer(scene)

# In a box of their own: a line more above the map would move it, and it would begin anew.
day.part(answer)
day.part(narrow, horizontal=True, wrap=False, gap="small", key="narrow_bar")
with st.container(key="map_and_card"):
    map_column, card_column = st.columns([2, 1], gap="small")
with map_column, st.container(gap="xsmall"):
    day.part(maps.the_map)
    controls.map_of(view)
    day.still(maps.legend, maps.draw_legend, gap="xsmall")
with card_column, st.container(gap="xsmall", key="beside_the_map"):
    controls.beside()
    day.part(beside, gap="xsmall")
    day.part(take_along, horizontal=True, gap="small", key="take_along")

panels.window_line(scene)
for drawn in panels.charts_of(scene):
    with st.container(border=True, key=f"chart_{drawn.name}", gap=None):
        panels.chart(drawn, scene, day.theme())
day.part(below)
