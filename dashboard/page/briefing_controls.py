"""The inputs of a briefing: widgets bound to the URL become an Order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from dashboard.page import address
from dashboard.page.caption import caption
from dashboard.question.fault import Fault
from dashboard.question.framing import FRAMES
from dashboard.question.order import LONGEST_TITLE, PRESETS, Order
from dashboard.wording import page as words
from dashboard.wording import vocabulary
from dashboard.wording.language import Message

_KEPT = "ordered"


def recall() -> tuple[Fault, ...]:
    """Take over the order of the link, or that of this visit's last briefing; call it before the widgets.

    Returns:
        The fault of each part of the link that could not be used.
    """
    state, names = st.session_state, [item.name for item in fields(Order)]
    if any(name in state for name in names):
        return ()
    params = {name: st.query_params[name] for name in names if name in st.query_params}
    order, faults = Order.from_params(params)
    if not params and _KEPT in state:
        order = state[_KEPT]
        address.bring(_widgets(order))
    state.update(_widgets(order))
    return faults


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
    with st.popover(words.PRESETS(), icon=":material/auto_awesome_motion:", width="stretch"):
        for name, order in PRESETS.items():
            label = vocabulary.PRESET[name]()
            st.button(label, key=f"preset_{name}", on_click=_use, args=(order,), width="stretch")
    return str(_choice(st.selectbox, "template", words.TEMPLATE, vocabulary.TEMPLATE))


def paper() -> None:
    """Draw what the map shows, the shape of the paper, its colours, title and language."""
    frame = st.session_state["frame"]
    typed = (frame,) if frame and frame not in FRAMES else ()
    _choice(
        st.selectbox,
        "frame",
        words.FRAME,
        vocabulary.FRAME,
        options=[*FRAMES, *typed],
        index=None,
        placeholder=words.FRAME_HINT(),
        accept_new_options=True,
        help=words.FRAME_HELP(),
    )
    _choice(st.selectbox, "aspect", words.PAPER, vocabulary.ASPECT)
    _choice(st.segmented_control, "tone", words.COLOURS, vocabulary.TONE, required=True)
    st.text_input(
        words.TITLE(),
        max_chars=LONGEST_TITLE,
        key="title",
        bind="query-params",
        placeholder=words.TITLE_HINT(),
        help=words.TITLE_HELP(open="{", close="}"),
    )
    _choice(
        st.segmented_control, "lang", words.NAMES, vocabulary.LANG, required=True, help=words.NAMES_HELP()
    )


def steps() -> None:
    """Draw on which days a sequence has pages."""
    _choice(st.segmented_control, "step", words.PAGE_FOR, vocabulary.STEP, required=True)
    caption(words.PAGE_FOR_NOTE())


def logo() -> bytes | None:
    """Draw the place to put a logo; return its bytes. It stays in this visit and is not in the link."""
    file = st.file_uploader(words.LOGO(), type=["png", "jpg", "jpeg"], key="logo", max_upload_size=2)
    return file.getvalue() if file else None


def _choice(
    draw: Callable[..., Any], name: str, label: Message, labels: Mapping[str, Message], **options: Any
) -> Any:
    """Draw a choice whose options are the names that links have, each with a label; return the name."""
    default = _widgets(Order())[name]
    address.seed(name, default, lambda params: _widgets(Order.from_params(params)[0])[name])

    def shown(option: str) -> str:
        return labels[option]() if option in labels else option

    given: dict[str, Any] = {"options": [str(each) for each in labels], "format_func": shown, **options}
    value = draw(label(), key=name, **given)
    address.write(name, value, () if value == default or not value else (value,))
    return value or default


def _use(order: Order) -> None:
    """Set every widget to a preset, but for the title and the language."""
    kept = replace(order, title=st.session_state["title"] or "", lang=st.session_state["lang"])
    st.session_state.update(_widgets(kept))


def _widgets(order: Order) -> dict[str, str | None]:
    """Return an order as its widgets hold it: plain texts, None for no frame."""
    texts = {item.name: str(getattr(order, item.name)) for item in fields(Order)}
    return texts | {"frame": order.frame or None}
