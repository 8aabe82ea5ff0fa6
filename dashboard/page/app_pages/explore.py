"""Explore: one question, answered by a sentence, a map, the chosen place and a timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard.answer.scene import Scene
from dashboard.look.theme import Theme
from dashboard.page import (
    address,
    card_panel,
    chart_panels,
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
from dashboard.question.view import Beside
from dashboard.wording import headline

# Of the log beside the map, px: its filters are above it. No docstring: Streamlit would draw that.
LIST_HEIGHT = 400


def days(scene: Scene, theme: Theme) -> None:
    """Draw the day, and what leads to other days."""
    with controls.day(store.choices()):
        controls.steps(scene)


def answer(scene: Scene, theme: Theme) -> None:
    """Draw the notices, and the answer in a sentence and figures."""
    keys.listen(stepping=True, near=controls.near(scene))
    view = scene.view
    usual = replace(view, policy=store.choices().default.policy, known_on=None)
    panels.banner()
    panels.release(scene.catalog, lambda ledger: headline.headline(store.scene(view, ledger)))
    panels.answer(scene, store.scene(usual) if usual != view else scene, theme)
    own_claims.line(scene)


def narrow(scene: Scene, theme: Theme) -> None:
    """Draw the day of narrow screens, and where it is on the charts."""
    controls.narrow_bar(scene)
    chart_panels.day_line(scene)


def listed(scene: Scene) -> None:
    """Draw the log beside the map."""
    log_list.listed(scene, LIST_HEIGHT)


def evidence(scene: Scene) -> None:
    """Draw the button of the evidence of the chosen place."""
    if scene.place:
        card_panel.evidence_button(scene, scene.place)


def below(_: date | None) -> None:
    """Draw what the charts show as tables, and the files of the view."""
    scene = store.scene(address.view())
    chart_panels.charts_as_tables(scene)
    view_files.downloads(scene)


catalog = store.catalog()
choices = store.choices()
view = address.view()

with st.sidebar, st.container(gap="xsmall"):
    panels.masthead()
    day.part(days, gap="xsmall")
    jump = st.container()
    controls.question(choices)
    maps.follow(view)
    panels.share(catalog)
    frame = st.container()
    panels.as_of(catalog)
scene = store.scene(view)
with jump:
    controls.jump(scene)
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
    if view.beside is Beside.LOG:
        log_list.filters()
        day.still(lambda scene, _: scene, listed, gap="xsmall")
    else:
        with st.container(border=True, key="card", gap="xsmall", height=card_panel.HEIGHT):
            card_panel.card()
    with st.container(horizontal=True, gap="small", key="take_along"):
        citing.cite(scene)
        if scene.place:  # of a mine cluster nobody claims who runs it
            day.still(lambda scene, _: scene, evidence, single=True)

chart_panels.window_line(scene)
for drawn in chart_panels.charts_of(scene):
    with st.container(border=True, key=f"chart_{drawn.name}", gap=None):
        chart_panels.chart(drawn, scene, day.theme())
day.still(lambda scene, _: panels.opened_on(scene, chart_panels.AS_TABLES, view_files.KEY), below)
