"""The inputs of a briefing: widgets bound to the URL become an Order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from dashboard.briefing.order import (
    FRAMES,
    LONGEST_TITLE,
    PRESETS,
    Aspect,
    Lang,
    Order,
    Step,
    Template,
    Tone,
)
from dashboard.remark import remark

_KEPT = "ordered"
_SAME = ""
_FRAME_WORDS = {
    _SAME: "as Explore shows it",
    "kachin": "Kachin",
    "northern-shan": "northern Shan",
    "border": "whole border",
}
_TEMPLATES = {
    Template.MAP: "Map",
    Template.TIMELINE: "Map with timeline",
    Template.COMPARE: "Before and after",
    Template.CROSSING: "One crossing, its card",
    Template.MINES: "Mine belt",
    Template.SEQUENCE: "Sequence of dated maps",
}


def recall() -> tuple[str, ...]:
    """Take over the order of the link, or that of this visit's last briefing; call it before the widgets.

    Returns:
        A note for each part of the link that could not be used.
    """
    state, names = st.session_state, [item.name for item in fields(Order)]
    if any(name in state for name in names):
        return ()
    params = {name: st.query_params[name] for name in names if name in st.query_params}
    order, notes = Order.from_params(params)
    if not params and _KEPT in state:
        order = state[_KEPT]
    for name, value in _widgets(order).items():
        state[name] = value
    return notes


def current() -> Order:
    """Return the order of the widgets.

    Raises:
        BadOrder: If the title or the frame that was typed cannot be used.
    """
    state = st.session_state
    names = [item.name for item in fields(Order) if item.name in state]
    values: dict[str, Any] = {name: state[name] or "" for name in names}
    order = Order(**values)
    state[_KEPT] = order
    return order


def template() -> str:
    """Draw the presets and the choice of what is on the paper; return it."""
    with st.popover("Presets", icon=":material/auto_awesome_motion:", width="stretch"):
        for name, order in PRESETS.items():
            st.button(name, key=f"preset_{name}", on_click=_use, args=(order,), width="stretch")
    return _choice("Template", "template", _TEMPLATES)


def paper() -> None:
    """Draw what the map shows, the shape of the paper, its colours, title and language."""
    frame = st.session_state["frame"]
    st.selectbox(
        "The map shows",
        [*dict.fromkeys((*_FRAME_WORDS, *((frame,) if frame not in FRAMES else ())))],
        format_func=lambda name: _FRAME_WORDS.get(name, name),
        key="frame",
        bind="query-params",
        accept_new_options=True,
        help="Choose a part of the border, or type west,south,east,north in degrees.",
    )
    _choice("Paper", "aspect", {each: each.value for each in Aspect})
    st.segmented_control(
        "Colours", [each.value for each in Tone], required=True, key="tone", bind="query-params"
    )
    st.text_input(
        "Title",
        max_chars=LONGEST_TITLE,
        key="title",
        bind="query-params",
        placeholder="the template’s own",
        help="{date} and {place} stand for those of the page.",
    )
    st.segmented_control(
        "Names of places",
        [each.value for each in Lang],
        required=True,
        key="lang",
        bind="query-params",
        help="Burmese or Chinese names where the ledger has them; sentences stay English.",
    )


def steps() -> None:
    """Draw on which days a sequence has pages."""
    st.segmented_control(
        "A page for", [each.value for each in Step], required=True, key="step", bind="query-params"
    )
    remark("The first and the last day of the window have a page too.")


def logo() -> bytes | None:
    """Draw the place to put a logo; return its bytes. It stays in this visit and is not in the link."""
    found = st.file_uploader("Logo", type=["png", "jpg", "jpeg"], key="logo", max_upload_size=2)
    return found.getvalue() if found else None


def _choice(label: str, key: str, words: Mapping[Any, str]) -> str:
    names = {str(each): text for each, text in words.items()}
    chosen: str | None = st.selectbox(
        label, list(names), format_func=names.__getitem__, key=key, bind="query-params"
    )
    return chosen or next(iter(names))


def _use(order: Order) -> None:
    """Set every widget to a preset, but for the title and the language."""
    kept = replace(order, title=st.session_state["title"] or "", lang=st.session_state["lang"])
    for name, value in _widgets(kept).items():
        st.session_state[name] = value


def _widgets(order: Order) -> dict[str, str]:
    """Return an order as its widgets hold it: plain texts."""
    return {item.name: str(getattr(order, item.name)) for item in fields(Order)}
