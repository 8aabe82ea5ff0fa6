"""The only inputs: widgets bound to the URL become a View, and a click becomes a chosen place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import link
from dashboard.axis import axis_of
from dashboard.remark import remark
from dashboard.view import FIRST_DAY, Layout, Terms, View
from geodata.vocab import Policy

_ALIAS = "\N{RIGHTWARDS ARROW}"
_SECOND_CLOCK = "Only claims that were published by this day are read."


def question(terms: Terms) -> tuple[View, DeltaGenerator]:
    """Draw all inputs and return the View they make, with the slot for the step buttons."""
    slot = day(terms)
    evidence(terms)
    find_place(terms)
    default = terms.default
    window(terms)
    st.pills(
        "Actors",
        list(terms.actors),
        default=list(default.actors),
        format_func=terms.actors.__getitem__,
        selection_mode="multi",
        key="actors",
        bind="query-params",
    )
    st.pills(
        "Layers",
        list(terms.layers),
        default=list(default.layers),
        selection_mode="multi",
        key="layers",
        bind="query-params",
    )
    return link.current(terms), slot


def window(terms: Terms) -> None:
    """Draw the input of the stretch of time under study."""
    st.date_input(
        "Window",
        value=terms.default.window,
        min_value=FIRST_DAY,
        max_value=terms.last,
        key="window",
        bind="query-params",
        help="The stretch of time under study: a band in every chart with a time axis.",
    )


def day(terms: Terms) -> DeltaGenerator:
    """Draw the typed and the sliding day, and return the slot under them."""
    date_of("As of", "on", terms, terms.default.on)
    _slide(terms)
    return st.container(gap="xsmall")


def evidence(terms: Terms) -> None:
    """Draw the dial of what counts as evidence, its sentence, and the second clock."""
    remark(Policy(_dial(terms)).meaning)
    date_of("As known on", "known_on", terms, terms.last, help=_SECOND_CLOCK)


def comparison(terms: Terms) -> View:
    """Draw what two answers may differ in, and how they are laid out; return the View they make.

    Where nothing is set to differ, the other day is the first of the window.
    """
    asked = link.current(terms)
    if not (asked.compare_on or asked.compare_policy or asked.compare_known_on):
        st.session_state["compare_on"] = asked.window[0]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="compare_bar"):
        date_of("Before", "compare_on", terms, None, width=150)
        date_of("After", "on", terms, terms.default.on, width=150)
        policy = _dial(terms)
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
        date_of("As known on", "known_on", terms, terms.last, width=150, help=_SECOND_CLOCK)
        date_of("Beside known on", "compare_known_on", terms, None, width=150)
        st.segmented_control(
            "Show",
            [layout.value for layout in Layout],
            default=terms.default.layout.value,
            required=True,
            key="layout",
            bind="query-params",
        )
    return link.current(terms)


def before(terms: Terms) -> None:
    """Draw the earlier day of two; where none is set, the first of the window."""
    asked = link.current(terms)
    if not (asked.compare_on or asked.compare_policy or asked.compare_known_on):
        st.session_state["compare_on"] = asked.window[0]
    date_of("Before", "compare_on", terms, None)


def date_of(label: str, key: str, terms: Terms, value: date | None, **options: Any) -> None:
    """Draw the input of a day that may be asked about."""
    st.date_input(
        label,
        value=value,
        min_value=FIRST_DAY,
        max_value=terms.last,
        key=key,
        bind="query-params",
        **options,
    )


def _dial(terms: Terms) -> str:
    """Draw the dial of what counts as evidence and return the policy it is at."""
    default = terms.default.policy.value
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


def _slide(terms: Terms) -> None:
    """Draw the slider of the day; it follows the typed date and sets it."""
    on = st.session_state.get("on")
    day = on if isinstance(on, date) else terms.default.on
    first = min(axis_of(terms.oldest, terms.last, day).start, day)
    st.session_state["on_slider"] = min(max(day, first), terms.last)
    st.slider(
        "As of, by sliding",
        min_value=first,
        max_value=terms.last,
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


def find_place(terms: Terms) -> None:
    """Draw the box that finds a place in any spelling; the link keeps its public name only."""
    options = [*terms.places, *_aliases(terms)]
    default = terms.default.place

    def shown(option: str) -> str:
        spelling, _, place = option.partition(_ALIAS)
        return f"{spelling} {_ALIAS} {terms.places[place]}" if place else terms.places.get(option, option)

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


def _aliases(terms: Terms) -> list[str]:
    """Return an option for each other spelling: the spelling and the id it stands for."""
    return [f"{spelling}{_ALIAS}{place}" for spelling, place in terms.spellings.items()]


def _found() -> None:
    link.come_home()
    place = str(st.session_state["place"])
    if _ALIAS in place:
        pick(place.partition(_ALIAS)[2])
