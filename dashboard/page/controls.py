"""The only inputs: widgets bound to the URL become a View, and a click becomes a chosen place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.answer.jumps import jumps
from dashboard.answer.scene import Scene, Step
from dashboard.page import address
from dashboard.page.caption import caption
from dashboard.question.axis import axis_of
from dashboard.question.choices import Choices
from dashboard.question.view import FIRST_DAY, LAST_DAY, Layout, View
from dashboard.wording.text import escape
from geodata.dates import show_day, show_short_day
from geodata.vocab import Policy

# -- The question ----------------------------------------------------------------------------------

_ALIAS = "\N{RIGHTWARDS ARROW}"
_SECOND_CLOCK = "Only claims that were published by this day are read."


def question(choices: Choices) -> tuple[View, DeltaGenerator]:
    """Draw all inputs and return the View they make, with the slot for the step buttons."""
    slot = day(choices)
    evidence(choices)
    find_place(choices)
    default = choices.default
    window(choices)
    st.pills(
        "Actors",
        list(choices.actors),
        default=list(default.actors),
        format_func=choices.actors.__getitem__,
        selection_mode="multi",
        key="actors",
        bind="query-params",
    )
    st.pills(
        "Layers",
        list(choices.layers),
        default=list(default.layers),
        selection_mode="multi",
        key="layers",
        bind="query-params",
    )
    return address.current(choices), slot


def window(choices: Choices) -> None:
    """Draw the input of the stretch of time under study."""
    st.date_input(
        "Window",
        value=choices.default.window,
        min_value=FIRST_DAY,
        max_value=choices.last,
        key="window",
        bind="query-params",
        help="The stretch of time under study: a band in every chart with a time axis.",
    )


def day(choices: Choices) -> DeltaGenerator:
    """Draw the typed and the sliding day, and return the slot under them."""
    date_of("As of", "on", choices, choices.default.on)
    _slide(choices)
    return st.container(gap="xsmall")


def evidence(choices: Choices) -> None:
    """Draw the dial of what counts as evidence, its sentence, and the second clock."""
    caption(Policy(_dial(choices)).meaning)
    date_of("As known on", "known_on", choices, choices.last, help=_SECOND_CLOCK)


def comparison(choices: Choices) -> View:
    """Draw what two answers may differ in, and how they are laid out; return the View they make.

    Where nothing is set to differ, the other day is the first of the window.
    """
    asked = address.current(choices)
    if not (asked.compare_on or asked.compare_policy or asked.compare_known_on):
        st.session_state["compare_on"] = asked.window[0]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="compare_bar"):
        date_of("Before", "compare_on", choices, None, width=150)
        date_of("After", "on", choices, choices.default.on, width=150)
        policy = _dial(choices)
        st.selectbox(
            "Beside evidence",
            [word.value for word in Policy if word.value != policy],
            index=None,
            placeholder="the same",
            key="compare_policy",
            bind="query-params",
            width=150,
            help="Counts evidence otherwise in the first of the two answers.",
        )
        date_of("As known on", "known_on", choices, choices.last, width=150, help=_SECOND_CLOCK)
        date_of("Beside known on", "compare_known_on", choices, None, width=150)
        st.segmented_control(
            "Show",
            [layout.value for layout in Layout],
            default=choices.default.layout.value,
            required=True,
            key="layout",
            bind="query-params",
        )
    return address.current(choices)


def before(choices: Choices) -> None:
    """Draw the earlier day of two; where none is set, the first of the window."""
    asked = address.current(choices)
    if not (asked.compare_on or asked.compare_policy or asked.compare_known_on):
        st.session_state["compare_on"] = asked.window[0]
    date_of("Before", "compare_on", choices, None)


def date_of(label: str, key: str, choices: Choices, value: date | None, **options: Any) -> None:
    """Draw the input of a day that may be asked about."""
    st.date_input(
        label,
        value=value,
        min_value=FIRST_DAY,
        max_value=choices.last,
        key=key,
        bind="query-params",
        **options,
    )


def _dial(choices: Choices) -> str:
    """Draw the dial of what counts as evidence and return the policy it is at."""
    default = choices.default.policy.value
    policy = st.segmented_control(
        "Evidence",
        [word.value for word in Policy],
        default=default,
        required=True,
        key="policy",
        bind="query-params",
    )
    return policy if policy in set(Policy) else default


def pick(place: str) -> None:
    """Choose a place or a mine cluster; call it from a callback, before the widgets are drawn."""
    st.session_state["place"] = place


def toggle_actor(actor: str, chosen: Sequence[str]) -> None:
    """Leave an actor out of those in colour, or bring it back; call it from a callback."""
    st.session_state["actors"] = [a for a in chosen if a != actor] if actor in chosen else [*chosen, actor]


def study(window: tuple[date, date]) -> None:
    """Set the stretch of time under study; call it from a callback."""
    st.session_state["window"] = window


def _slide(choices: Choices) -> None:
    """Draw the slider of the day; it follows the typed date and sets it."""
    on = st.session_state.get("on")
    day = on if isinstance(on, date) else choices.default.on
    first = min(axis_of(choices.oldest, choices.last, day).start, day)
    st.session_state["on_slider"] = min(max(day, first), choices.last)
    st.slider(
        "As of, by sliding",
        min_value=first,
        max_value=choices.last,
        step=timedelta(days=1),
        format="D MMM YYYY",
        key="on_slider",
        label_visibility="collapsed",
        on_change=_slid,
    )


def _slid() -> None:
    st.session_state["on"] = st.session_state["on_slider"]


def go_to(day: date) -> None:
    """Set the day asked about; call it from a callback."""
    st.session_state["on"] = day


def find_place(choices: Choices) -> None:
    """Draw the box that finds a place in any spelling; the link keeps its public name only."""
    options = [*choices.places, *_aliases(choices)]
    default = choices.default.place

    def shown(option: str) -> str:
        spelling, _, place = option.partition(_ALIAS)
        return f"{spelling} {_ALIAS} {choices.places[place]}" if place else choices.places.get(option, option)

    st.selectbox(
        "Place",
        options,
        index=options.index(default) if default in options else 0,
        format_func=shown,
        key="place",
        bind="query-params",
        filter_mode="contains",
        help="Type any spelling, Burmese and Chinese included.",
        on_change=_found,
    )


def _aliases(choices: Choices) -> list[str]:
    """Return an option for each other spelling: the spelling and the id it stands for."""
    return [f"{spelling}{_ALIAS}{place}" for spelling, ids in choices.spellings.items() for place in ids]


def _found() -> None:
    address.come_home()
    place = str(st.session_state["place"])
    if _ALIAS in place:
        pick(place.partition(_ALIAS)[2])


# -- From change to change -------------------------------------------------------------------------
# From change to change: buttons and keys that lead there, days worth going to, a narrow screen's bar.


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
                on_click=go_to,
                args=(step[0] if step else scene.view.on,),
            )
    caption(f"Previous {_where(scene, scene.previous)} · next {_where(scene, scene.next)}")
    _jump(scene)


def _jump(scene: Scene) -> None:
    """Draw the list of days worth going to; it goes there and forgets the choice."""
    found = jumps(scene.catalog, scene.view.place, scene.known_on, scene.view.policy)
    targets = {each.label: each for each in found}

    def go() -> None:
        if target := targets.get(st.session_state["jump"] or ""):
            go_to(target.on)
            if target.window:
                study(target.window)
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
        on_click=go_to,
        args=(step[0] if step else scene.view.on,),
        width=44,
    )


def _typed_narrow() -> None:
    if isinstance(st.session_state["on_narrow"], date):
        go_to(st.session_state["on_narrow"])


def _where(scene: Scene, step: Step | None) -> str:
    if step is None:
        return "none"
    day, places = step
    names = scene.catalog.places
    shown = ", ".join(escape(names[place].name) for place in places[:2])
    more = f" and {len(places) - 2} more" if len(places) > 2 else ""
    show = show_short_day if day.year == scene.view.on.year else show_day
    return f"{show(day)}, {shown}{more}"
