"""The charts of a page, as pictures and as tables."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.answer.own import outgoing
from dashboard.answer.scene import Scene
from dashboard.charts import alone, timeline
from dashboard.charts.entries import CHARTS, Chart, Over
from dashboard.charts.entries import shown as charts_shown
from dashboard.charts.own import chart_of
from dashboard.charts.stacks import Name
from dashboard.charts.vega import Spec
from dashboard.look.signs import swatch
from dashboard.look.theme import LIGHT, Theme
from dashboard.page import address, controls, day, store, tables
from dashboard.page.caption import caption
from dashboard.question.axis import Axis
from dashboard.question.order import Format
from dashboard.wording import page as words
from dashboard.wording.text import escape, markdown
from dashboard.wording.vocabulary import FORMAT
from dashboard.wording.window import SHOW_ALL_DAYS, window_sentence

AS_TABLES = "as_tables"
"""Key of the expander that is filled while it is open."""
_TABLE_HEIGHT = 420
_DOT = " · "


def _picture_button(drawn: Chart, scene: Scene, form: Format) -> None:
    def made() -> bytes:
        from dashboard.paper.picture import picture  # matplotlib is slow to load, and seldom needed here

        return picture(drawn, scene, LIGHT, form)  # whatever the screen is, paper is light

    st.download_button(
        words.picture_as(FORMAT[form]()),
        data=made,
        file_name=f"border-ledger-{drawn.name}-{scene.view.on}.{form}",
        mime={Format.PNG: "image/png", Format.SVG: "image/svg+xml"}[form],
        key=f"{form}_{drawn.name}",
        icon=":material/image:",
        on_click="ignore",
        help=words.PICTURE_HELP(),
    )


def charts_of(scene: Scene) -> Sequence[Chart]:
    """Return the charts of a scene: those of the ledger, then one for each layer of the reader's own."""
    return (*charts_shown(scene), *map(chart_of, scene.own))


def _kept(drawn: Chart, scene: Scene) -> bool:
    """Tell whether a chart is kept for all readers: what shows a reader's own data is not."""
    return drawn.name in CHARTS and not (drawn.overlay and scene.events)


def charts_as_tables(scene: Scene) -> None:
    """Draw what the charts show as tables and files, for those who read rather than look."""
    opened = st.expander(words.AS_TABLES(), icon=":material/table:", key=AS_TABLES, on_change="rerun")
    if opened.open:
        scene = replace(scene, own=tuple(map(outgoing, scene.own)))
        with opened:
            for drawn in charts_of(scene):
                # Every other table has a row for each of many days.
                of_the_day = drawn.name == "lanes"
                title = words.chart_on(drawn.title, scene.view.on) if of_the_day else drawn.title
                st.subheader(escape(title), anchor=False)
                if rows := drawn.table(scene):
                    with st.container(height=min(_TABLE_HEIGHT, 60 + 40 * len(rows)), border=False):
                        st.table(
                            [tables.in_two(row) for row in rows],
                            border="horizontal",
                            hide_index=True,
                            alt=drawn.title,
                        )
                    with st.container(horizontal=True):
                        tables.csv_button(partial(drawn.rows, scene), f"{drawn.name}-{scene.view.on}")
                        for form in (Format.PNG, Format.SVG):
                            _picture_button(drawn, scene, form)
                else:
                    caption(escape(drawn.sentence(scene)) if drawn.overlay else words.NOTHING_PUBLISHED())


def day_line(scene: Scene) -> None:
    """Set where the charts' line of the day stands: a share of the time axis, nowhere if outside it.

    One number for all charts: none of them is sent again for another day.
    """
    share, shown = scene.axis.number(scene.view.on) / scene.axis.span, scene.axis.has(scene.view.on)
    st.html(f"<style>:root {{ --day: {share:.4f}; --day-shown: {int(shown)} }}</style>")


def chart(drawn: Chart, scene: Scene, theme: Theme) -> None:
    """Draw one chart and what lies over it. A click may choose a place, a drag the window."""
    key = timeline.identity(scene) if drawn.selects else drawn.name
    # Streamlit keeps a callback after its chart is gone: it must not hold the scene, which may have
    # a reader's own layers.
    axis = scene.axis
    st.subheader(escape(drawn.title), anchor=False)
    if drawn.of_the_day:
        day.part(
            lambda scene, _: _said(_sentence(drawn, scene)), scene, single=True, key=f"sentence_{drawn.name}"
        )
    else:
        # What a map's layer adds is said on the screen too.
        with st.container(key=f"{'told' if drawn.overlay else 'sentence'}_{drawn.name}"):
            _said(drawn.sentence(scene))
    with st.container(key=f"stack_{drawn.name}", gap=None):
        kept = _kept(drawn, scene)
        st.vega_lite_chart(
            store.chart(drawn.name, scene, theme) if kept else drawn.spec(scene, theme),
            key=key,
            on_select=partial(_drawn_on, key, axis) if drawn.selects else "ignore",
            theme=None,
            width="stretch",
            alt=drawn.alt(scene),
        )
        if drawn.names:
            day.part(partial(_names, drawn.names), scene, single=True, key=f"names_{drawn.name}")
        if drawn.over:
            day.part(partial(_over, drawn.name, drawn.over), scene, single=True, key=f"over_{drawn.name}")
    if note := drawn.note(scene):
        caption(escape(note))
    day.still(partial(_printed, drawn), caption, scene, single=True, key=f"printed_{drawn.name}")


def _sentence(drawn: Chart, scene: Scene) -> str:
    """Return what a chart shows on the day; several charts say the same."""
    if drawn.own:
        return drawn.sentence(scene)
    return store.remembered(scene, lambda: drawn.sentence(scene), "sentence", drawn.sentence)


def _said(sentence: str) -> None:
    caption(escape(sentence, longest=900))


def _names(names: Callable[[Scene, Theme], list[Name]], scene: Scene, theme: Theme) -> None:
    """Draw the words beside a chart for the day asked."""

    def made() -> str:
        return "".join(
            f'<span style="top:{name.top:g}px;color:{name.colour}">{html.escape(name.text)}</span>'
            for name in names(scene, theme)
        )

    st.html(f'<div aria-hidden="true">{store.remembered(scene, made, "names", names, theme.name)}</div>')


def _over(name: str, over: Over, scene: Scene, theme: Theme) -> None:
    """Draw the picture over a chart."""

    def made() -> tuple[Spec, str]:
        return store.packed(over.spec(scene, theme)), over.alt(scene)

    spec, alt = store.remembered(scene, made, "over", name, theme.name)
    st.vega_lite_chart(spec, key=f"{name} over", theme=None, width="stretch", alt=alt)


def _printed(drawn: Chart, scene: Scene, theme: Theme) -> str:
    """Return what a chart needs on paper, where another page may have the map's legend: see page.css."""

    def signs_and_sources() -> tuple[str, str]:
        signs = (
            f"{swatch(entry.look, theme, '')} {markdown(entry.label)}"
            for entry in alone.legend(drawn, scene, theme)
        )
        return _DOT.join(signs), markdown(alone.sources(drawn, scene))

    kept = _kept(drawn, scene)
    kind = ("printed", drawn.name, theme.name)
    signs, sources = store.whatever_the_day(scene, signs_and_sources, *kind) if kept else signs_and_sources()

    def evidence_told() -> str:
        return markdown(alone.evidence(drawn, scene))

    aside = alone.set_aside(drawn, scene) if kept else 0  # all that the day changes
    evidence = store.whatever_the_day(scene, evidence_told, "evidence", aside) if kept else evidence_told()
    return "  \n".join(filter(None, [signs, evidence, sources, markdown(alone.credit(drawn, scene))]))


def window_line(scene: Scene) -> None:
    """Say that charts and lists have the window alone, with the way out; nothing where they have all."""
    if told := window_sentence(scene):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="only_window"):
            caption(f":material/filter_alt: {escape(told)}")
            st.button(
                SHOW_ALL_DAYS(),
                key="show_all_days",
                icon=":material/zoom_out:",
                on_click=controls.show_all_days,
            )


def _drawn_on(key: str, axis: Axis) -> None:
    event = st.session_state[key]
    place, window = timeline.lane_pick(event), timeline.brush_window(event, axis)
    if place:
        address.come_home()
        controls.pick(place)
    if window:
        controls.study(window)
    if timeline.whole_asked(event):
        controls.leave_window()
