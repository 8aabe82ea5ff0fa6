"""From change to change: buttons and keys that lead there, days worth going to, a narrow screen's bar."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import controls
from dashboard.jumps import jumps
from dashboard.markdown import escape
from dashboard.remark import remark
from dashboard.scene import Scene, Step
from dashboard.view import FIRST_DAY, LAST_DAY
from geodata.when import show_day


def steps(scene: Scene) -> None:
    """Draw the two buttons that lead to the previous and the next change of control."""
    with st.container(horizontal=True, gap="xsmall"):
        for label, key, arrow, side, step in (
            ("Previous change", "p", "chevron_left", "left", scene.previous),
            ("Next change", "n", "chevron_right", "right", scene.next),
        ):
            st.button(
                label,
                key=f"step_{key}",
                icon=f":material/{arrow}:",
                icon_position="left" if side == "left" else "right",
                shortcut=key,
                width="stretch",
                disabled=step is None,
                on_click=controls.go_to,
                args=(step[0] if step else scene.view.on,),
            )
    remark(f"Previous {_where(scene, scene.previous)} · next {_where(scene, scene.next)}")
    _jump(scene)


def _jump(scene: Scene) -> None:
    """Draw the list of days worth going to; it goes there and forgets the choice."""
    found = jumps(scene.catalog, scene.view.place, scene.known_on, scene.view.policy)
    targets = {each.label: each for each in found}

    def go() -> None:
        if target := targets.get(st.session_state["jump"] or ""):
            controls.go_to(target.on)
            if target.window:
                controls.study(target.window)
        st.session_state["jump"] = None

    st.selectbox(
        "Jump to",
        list(targets),
        index=None,
        placeholder="the newest evidence, or an episode",
        label_visibility="collapsed",
        key="jump",
        on_change=go,
    )


def narrow_bar(scene: Scene) -> None:
    """Draw the day between its two steps, for screens so narrow that the sidebar is folded away."""
    st.session_state["on_narrow"] = scene.view.on
    with st.container(horizontal=True, wrap=False, gap="small", key="narrow_bar"):
        _narrow_step(scene, "‹", "Previous change", scene.previous)
        st.date_input(
            "As of, on a narrow screen",
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            key="on_narrow",
            label_visibility="collapsed",
            on_change=_typed_narrow,
        )
        _narrow_step(scene, "›", "Next change", scene.next)


def _narrow_step(scene: Scene, sign: str, words: str, step: Step | None) -> None:
    st.button(
        sign,
        key=f"narrow_{words.split()[0].lower()}",
        help=f"{words}: {_where(scene, step)}",
        disabled=step is None,
        on_click=controls.go_to,
        args=(step[0] if step else scene.view.on,),
        width=44,
    )


def _typed_narrow() -> None:
    if isinstance(st.session_state["on_narrow"], date):
        controls.go_to(st.session_state["on_narrow"])


def _where(scene: Scene, step: Step | None) -> str:
    if step is None:
        return "none"
    day, places = step
    names = scene.catalog.places
    shown = ", ".join(escape(names[place].name) for place in places[:2])
    more = f" and {len(places) - 2} more" if len(places) > 2 else ""
    year = "" if day.year == scene.view.on.year else f" {day.year}"
    return f"{show_day(day).rsplit(' ', 1)[0]}{year}, {shown}{more}"
