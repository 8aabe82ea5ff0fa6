"""The inputs of a briefing: widgets bound to the URL become an Order."""

from __future__ import annotations

from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

import streamlit as st

from dashboard.page.caption import caption
from dashboard.question.order import FRAMES, LONGEST_TITLE, PRESETS, Aspect, Lang, Order, Step, Template, Tone

_KEPT = "ordered"


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
    return _choice("Template", "template", Template)


def paper() -> None:
    """Draw what the map shows, the shape of the paper, its colours, title and language."""
    frame = st.session_state["frame"]
    st.selectbox(
        "The map shows",
        [*FRAMES, *((frame,) if frame and frame not in FRAMES else ())],
        index=None,
        placeholder="as Explore shows it",
        key="frame",
        bind="query-params",
        accept_new_options=True,
        help="Choose a part of the border, or type west,south,east,north in degrees.",
    )
    _choice("Paper", "aspect", Aspect)
    _pills("Colours", "tone", Tone)
    st.text_input(
        "Title",
        max_chars=LONGEST_TITLE,
        key="title",
        bind="query-params",
        placeholder="the template’s own",
        help="{date} and {place} stand for those of the page.",
    )
    words = "Burmese or Chinese names where the ledger has them; sentences stay English."
    _pills("Names of places", "lang", Lang, words)


def steps() -> None:
    """Draw on which days a sequence has pages."""
    _pills("A page for", "step", Step)
    caption("The first and the last day of the window have a page too.")


def logo() -> bytes | None:
    """Draw the place to put a logo; return its bytes. It stays in this visit and is not in the link."""
    found = st.file_uploader("Logo", type=["png", "jpg", "jpeg"], key="logo", max_upload_size=2)
    return found.getvalue() if found else None


def _choice(label: str, key: str, kind: type[StrEnum]) -> str:
    """Draw a list; its options are the public names that the link has."""
    options = [each.value for each in kind]
    default = str(getattr(Order(), key))
    chosen: str | None = st.selectbox(label, options, options.index(default), key=key, bind="query-params")
    return chosen or default


def _pills(label: str, key: str, kind: type[StrEnum], about: str | None = None) -> None:
    options = [each.value for each in kind]
    default = str(getattr(Order(), key))
    st.segmented_control(
        label, options, default=default, required=True, key=key, bind="query-params", help=about
    )


def _use(order: Order) -> None:
    """Set every widget to a preset, but for the title and the language."""
    kept = replace(order, title=st.session_state["title"] or "", lang=st.session_state["lang"])
    for name, value in _widgets(kept).items():
        st.session_state[name] = value


def _widgets(order: Order) -> dict[str, str | None]:
    """Return an order as its widgets hold it: plain texts, None for no frame."""
    texts = {item.name: str(getattr(order, item.name)) for item in fields(Order)}
    return texts | {"frame": order.frame or None}
