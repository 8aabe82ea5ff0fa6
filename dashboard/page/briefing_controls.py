"""The inputs of a briefing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard.page import address, controls
from dashboard.page.caption import caption
from dashboard.page.parts import ORDER, show_order, texts
from dashboard.paper import presets
from dashboard.question.choices import Choices
from dashboard.question.framing import FRAMES
from dashboard.question.order import LONGEST_TITLE, PRESETS, SCREENS, BadOrder, Order
from dashboard.wording import page as words
from dashboard.wording import vocabulary
from dashboard.wording.language import Message
from dashboard.wording.text import escape


def current() -> Order:
    """Return the order of the widgets.

    Raises:
        BadOrder: If the title or the frame that was typed cannot be used.
    """
    return Order(**address.asked(ORDER))


def template(choices: Choices) -> str:
    """Draw the presets, those of a file too, and the choice of what is on the paper; return it."""
    with st.popover(words.PRESETS(), icon=":material/auto_awesome_motion:", width="stretch"):
        for name, order in PRESETS.items():
            label = vocabulary.PRESET[name]()
            st.button(label, key=f"preset_{name}", on_click=_use, args=(order,), width="stretch")
        _own_presets(choices)
    return str(_choice(st.selectbox, "template", words.TEMPLATE, vocabulary.TEMPLATE))


def _own_presets(choices: Choices) -> None:
    """Draw the place to put a file of own presets, and a button for each of them."""
    file = st.file_uploader(words.OWN_PRESETS(), type=["json"], key="presets", max_upload_size=1)
    if file is None:
        return
    try:
        found = presets.read(file.getvalue(), choices, file.name)
    except BadOrder as error:
        st.error(escape(words.refusal(error), longest=600))
        return
    for number, each in enumerate(found):
        asked = presets.params(each.view, each.order, choices)
        key = f"own_preset_{number}"
        st.button(escape(each.name), key=key, on_click=address.ask, args=(asked,), width="stretch")


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
    aspect = _choice(st.selectbox, "aspect", words.PAPER, vocabulary.ASPECT)
    if aspect in SCREENS:
        note = words.PURPOSE_HELP()
        _choice(st.segmented_control, "purpose", words.PURPOSE, vocabulary.PURPOSE, required=True, help=note)
    _choice(st.segmented_control, "tone", words.COLOURS, vocabulary.TONE, required=True)
    st.text_input(
        words.TITLE(),
        max_chars=LONGEST_TITLE,
        key="title",
        placeholder=words.TITLE_HINT(),
        help=words.TITLE_HELP(open="{", close="}"),
    )
    controls.names()


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

    def shown(option: str) -> str:
        return labels[option]() if option in labels else option

    given: dict[str, Any] = {"options": [str(each) for each in labels], "format_func": shown, **options}
    return draw(label(), key=name, **given) or texts(Order())[name]


def _use(order: Order) -> None:
    """Set every widget to a preset, but for the title."""
    for name, value in show_order(texts(order)).items():
        if name != "title":
            st.session_state[name] = value
