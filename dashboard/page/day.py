"""What a change of the day alone draws again: the parts of the page that show it.

Explore is a frame, which the rest of the question makes, and parts, which the day makes too. A part has its
place in the frame (`part`), and one fragment of Streamlit's draws them all into their places (`draw`). When a
widget in any of them is changed the fragment runs alone: the frame is neither made nor sent again. Where
such a run finds that more than the day has changed, it asks for a run of the whole page.

On a page without that fragment a part is drawn at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.answer.scene import Scene
from dashboard.look.theme import THEMES, Theme
from dashboard.page import address, messages, store

Show = Callable[[Scene, Theme], None]
"""Draws a part. It may keep nothing of a day: it is called again for others."""

_PARTS, _FRAME = "day_parts", "day_frame"


class _Part(NamedTuple):
    show: Show
    place: DeltaGenerator


def begin(*, apart: bool) -> None:
    """Begin a run of the whole page; with `apart` its parts wait for `draw`."""
    st.session_state[_PARTS] = [] if apart else None


def apart() -> bool:
    """Tell whether the page of this run draws its parts apart from its frame."""
    return st.session_state.get(_PARTS) is not None


def part(show: Show, scene: Scene | None = None, place: DeltaGenerator | None = None, **options: Any) -> None:
    """Give a part its place: here, in a container with these options, or in a container that there is.

    Args:
        show: Draws it.
        scene: What it shows on a page that draws its parts at once.
        place: The container, None for a new one.
        options: Those of a new container.
    """
    parts: list[_Part] | None = st.session_state.get(_PARTS)
    if parts is not None:
        parts.append(_Part(show, place or st.container(**options)))
        return
    with place or nullcontext():
        show(scene, theme())


def theme() -> Theme:
    """Return the theme of the reader's browser."""
    return THEMES[st.context.theme.type or "light"]


def draw(asked: Sequence[address.Part]) -> None:
    """Draw all parts, now and whenever a widget in them is changed.

    Args:
        asked: What the question consists of.
    """
    parts: list[_Part] | None = st.session_state.get(_PARTS)
    if parts is not None:
        st.session_state[_FRAME] = _frame(store.scene(address.view()))
        _draw(parts, address.page(), asked)


@st.fragment
def _draw(parts: Sequence[_Part], page: str, asked: Sequence[address.Part]) -> None:
    with messages.fragment() as alone:
        if alone:
            store.spare_gc()
            if address.led():
                st.rerun()
            address.begin(page, asked)
        scene = store.scene(address.view())
        if alone and _frame(scene) != st.session_state[_FRAME]:
            st.rerun()
        for show, place in parts:
            with place:
                show(scene, theme())
        if alone:
            address.end()


def _frame(scene: Scene) -> tuple[Any, ...]:
    """Return all that the frame of the page is made from."""
    question = replace(scene.view, on=scene.axis.start)
    return scene.catalog.hash, question, scene.axis, address.notes(), theme().name
