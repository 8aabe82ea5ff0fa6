"""The only inputs: widgets bound to the URL become a View, and a click becomes a chosen place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.answer.jumps import jumps
from dashboard.answer.scene import ChangeDay, Scene
from dashboard.page import address, store
from dashboard.page.caption import caption
from dashboard.question.axis import axis_of
from dashboard.question.choices import Choices
from dashboard.question.view import FIRST_DAY, LAST_DAY, View
from dashboard.wording import glossary
from dashboard.wording import page as words
from dashboard.wording.language import say
from dashboard.wording.text import escape
from dashboard.wording.vocabulary import FRAME, LAYOUT, OVERLAY, POLICY
from geodata.vocab import Policy

# -- The question ----------------------------------------------------------------------------------

_ALIAS = "\N{RIGHTWARDS ARROW}"


def question(choices: Choices) -> tuple[View, DeltaGenerator]:
    """Draw all inputs and return the View they make, with the slot for the step buttons."""
    slot = day(choices)
    evidence(choices)
    find_place(choices)
    default = choices.default
    address.choose(
        st.segmented_control,
        "stretch",
        choices,
        words.STRETCH,
        FRAME,
        required=True,
        wrap=True,
        help=words.STRETCH_HELP(),
        on_change=address.come_home,
    )
    window(choices)
    st.pills(
        words.ACTORS(),
        list(choices.actors),
        default=list(default.actors),
        format_func=choices.actors.__getitem__,
        selection_mode="multi",
        key="actors",
        bind="query-params",
        help=glossary.names_of(store.catalog(), tuple(choices.actors)),
    )
    address.choose(st.pills, "layers", choices, words.LAYERS, OVERLAY, selection_mode="multi")
    return address.current(choices), slot


def window(choices: Choices) -> None:
    """Draw the input of the period under study."""
    st.date_input(
        words.WINDOW(),
        value=choices.default.window,
        min_value=FIRST_DAY,
        max_value=choices.last,
        key="window",
        bind="query-params",
        help=words.WINDOW_HELP(),
    )


def day(choices: Choices) -> DeltaGenerator:
    """Draw the typed and the sliding day, and return the slot under them."""
    date_of(words.AS_OF(), "on", choices, choices.default.on)
    _slide(choices)
    return st.container(gap="xsmall")


def evidence(choices: Choices) -> None:
    """Draw the choice of what counts as evidence, its sentence, and the day of knowledge."""
    caption(escape(say(Policy(_policy(choices)).meaning)))
    _known_on(choices)


def comparison(choices: Choices) -> View:
    """Draw what two answers may differ in, and how they are laid out; return the View they make.

    Where nothing is set to differ, the other day is the first of the window.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="compare_bar"):
        before(choices, width=150)
        date_of(words.AFTER(), "on", choices, choices.default.on, width=150)
        policy = _policy(choices)
        address.choose(
            st.selectbox,
            "compare_policy",
            choices,
            words.OTHER_EVIDENCE,
            {name: label for name, label in POLICY.items() if name != policy},
            index=None,
            placeholder=words.SAME_RULE(),
            width=170,
            help=words.OTHER_EVIDENCE_HELP(),
        )
        _known_on(choices, width=150)
        date_of(words.OTHER_KNOWN_ON(), "compare_known_on", choices, None, width=170)
        address.choose(st.segmented_control, "layout", choices, words.SHOW, LAYOUT, required=True)
    return address.current(choices)


def before(choices: Choices, **options: Any) -> None:
    """Draw the earlier day of two; where none is set, the first of the window."""
    asked = address.current(choices)
    if not (asked.compare_on or asked.compare_policy or asked.compare_known_on):
        st.session_state["compare_on"] = asked.window[0]
    date_of(words.BEFORE(), "compare_on", choices, None, **options)


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


def _known_on(choices: Choices, **options: Any) -> None:
    """Draw the input of the day of knowledge."""
    date_of(words.KNOWN_ON(), "known_on", choices, choices.last, help=words.KNOWN_ON_HELP(), **options)


def _policy(choices: Choices) -> str:
    """Draw the choice of what counts as evidence and return it."""
    policy: str | None = address.choose(
        st.segmented_control, "policy", choices, words.EVIDENCE, POLICY, required=True, wrap=True
    )
    return policy or choices.default.policy.value


def pick(place: str) -> None:
    """Choose a place or a mine cluster; call it from a callback, before the widgets are drawn."""
    st.session_state["place"] = place


def toggle_actor(actor: str, chosen: Sequence[str]) -> None:
    """Leave an actor out of those in colour, or bring it back; call it from a callback."""
    st.session_state["actors"] = [a for a in chosen if a != actor] if actor in chosen else [*chosen, actor]


def study(window: tuple[date, date]) -> None:
    """Set the period under study; call it from a callback."""
    st.session_state["window"] = window


def _slide(choices: Choices) -> None:
    """Draw the slider of the day; it follows the typed date and sets it."""
    on = st.session_state.get("on")
    day = on if isinstance(on, date) else choices.default.on
    first = min(axis_of(choices.oldest, choices.last, day).start, day)
    st.session_state["on_slider"] = min(max(day, first), choices.last)
    st.slider(
        words.AS_OF_SLIDER(),
        min_value=first,
        max_value=choices.last,
        step=timedelta(days=1),
        format=words.slider_format(),
        key="on_slider",
        label_visibility="collapsed",
        on_change=lambda: go_to(st.session_state["on_slider"]),
    )


def go_to(day: date) -> None:
    """Set the day asked about; call it from a callback."""
    st.session_state["on"] = day


def find_place(choices: Choices) -> None:
    """Draw the box that finds a place in any spelling; the link keeps its public name only."""
    # Each other spelling is an option: the spelling and the id it stands for.
    spellings = ((spelling, place) for spelling, ids in choices.spellings.items() for place in ids)

    def label(option: str) -> str:
        spelling, _, place = option.rpartition(_ALIAS)
        name = words.place_label(place, choices.places, choices.clusters)
        return f"{spelling} {_ALIAS} {name}" if spelling else name

    address.choose(
        st.selectbox,
        "place",
        choices,
        words.PLACE,
        options=[*choices.places, *map(_ALIAS.join, spellings)],
        format_func=label,
        filter_mode="contains",
        help=words.PLACE_HELP(),
        on_change=_found,
    )


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
        for label, key, arrow, step in (
            (words.PREVIOUS(), "p", "chevron_left", scene.previous),
            (words.NEXT(), "n", "chevron_right", scene.next),
        ):
            st.button(
                label,
                key=f"step_{key}",
                icon=f":material/{arrow}:",
                icon_position="left" if key == "p" else "right",
                shortcut=key,
                width="stretch",
                **_going(scene, step),
            )
    caption(escape(words.steps(scene)))
    _jump(scene)


def _going(scene: Scene, step: ChangeDay | None) -> dict[str, Any]:
    """Return what makes of a button one that leads to the day of a change."""
    return {"disabled": step is None, "on_click": go_to, "args": (step[0] if step else scene.view.on,)}


def _jump(scene: Scene) -> None:
    """Draw the list of days worth going to; it goes there and forgets the choice."""
    days = jumps(scene.catalog, scene.view.place, scene.known_on, scene.view.policy)
    targets = {words.jump(each): each for each in days}

    def go() -> None:
        if target := targets.get(st.session_state["jump"] or ""):
            go_to(target.on)
            if target.window:
                study(target.window)
        st.session_state["jump"] = None

    st.selectbox(
        words.JUMP(),
        list(targets),
        index=None,
        placeholder=words.JUMP_HINT(),
        label_visibility="collapsed",
        key="jump",
        on_change=go,
    )


def narrow_bar(scene: Scene) -> None:
    """Draw the day between its two steps, for screens so narrow that the sidebar is folded away."""
    st.session_state["on_narrow"] = scene.view.on
    with st.container(horizontal=True, wrap=False, gap="small", key="narrow_bar"):
        _narrow_step("previous", "‹", words.previous_to(scene), scene, scene.previous)
        st.date_input(
            words.AS_OF_NARROW(),
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            key="on_narrow",
            label_visibility="collapsed",
            on_change=_typed_narrow,
        )
        _narrow_step("next", "›", words.next_to(scene), scene, scene.next)


def _narrow_step(key: str, sign: str, text: str, scene: Scene, step: ChangeDay | None) -> None:
    st.button(sign, key=f"narrow_{key}", help=escape(text), width=44, **_going(scene, step))


def _typed_narrow() -> None:
    if isinstance(st.session_state["on_narrow"], date):
        go_to(st.session_state["on_narrow"])
