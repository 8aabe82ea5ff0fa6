"""What a change of the day alone draws again: the parts of the page that show it.

Explore is a frame, which the rest of the question makes, and parts, which the day makes too. A part has its
place in the frame, and one fragment of Streamlit's draws them all into their places (`draw`). When a widget
of the fragment is changed it runs alone: the frame is neither made nor sent again. Where such a run finds
that more than the day has changed, it asks for a run of the whole page.

There are two kinds of parts. `part` has widgets that change the day, and is always drawn. `still` shows what
many days have in common: it is drawn again only where that is another, and its widgets run the whole page.
On a page without that fragment a part is drawn at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from dashboard.answer.scene import Scene
from dashboard.look.theme import THEMES, Theme
from dashboard.page import address, messages, store

_T = TypeVar("_T")

_PARTS, _FRAME = "day_parts", "day_frame"
_AGAIN: Final = 2
"""So many runs after a part became another it is drawn too: the messages of a run may be dropped."""


@dataclass(slots=True)
class _Part:
    """A part: what it shows of a scene, and how that is drawn, into a container with some options.

    One that is a single element has its place in such a container, and is drawn there without it.
    """

    made: Callable[[Scene, Theme], Any]
    show: Callable[[Any], None]
    still: bool
    single: bool
    place: DeltaGenerator
    options: dict[str, Any]
    shown: Any = None
    runs: int = 0

    def draw(self, scene: Scene, theme: Theme) -> None:
        """Draw it, but for one that shows what it has shown in the runs before."""
        value = self.made(scene, theme)
        if self.still:
            self.runs = self.runs + 1 if value == self.shown else 0
            self.shown = value
            if self.runs > _AGAIN:
                return
        # Its container is of the fragment, so that what is left in it of another day goes.
        into = self.place if self.single else self.place.container(**self.options)
        with into, _of_the_page() if self.still else nullcontext():
            self.show(value)


def _of_the_page() -> AbstractContextManager[None]:
    """Let what is drawn belong to the page: no run of the fragment takes it away or drops its messages."""
    return ThreadState.scoped(fragment_id=None)


def _in_their_places() -> AbstractContextManager[None]:
    """Let the fragment draw into places outside of its own.

    Streamlit 1.67.0 would put all that it draws into each of them into a block more, and send all these
    blocks at every run, so that what is in them goes if it is not drawn again.
    """
    return ThreadState.scoped(delta_path=None)


def begin(*, apart: bool) -> None:
    """Begin a run of the whole page; with `apart` its parts wait for `draw`."""
    st.session_state[_PARTS] = [] if apart else None
    st.session_state[_FRAME] = None


def part(
    show: Callable[[Scene, Theme], None], scene: Scene | None = None, *, single: bool = False, **options: Any
) -> None:
    """Give a part its place here.

    Args:
        show: Draws it. It may keep nothing of a day: it is called again for others.
        scene: What it shows on a page that draws its parts at once.
        single: Whether it is always one element.
        options: Those of its container.
    """
    _add(lambda *shown: shown, lambda shown: show(*shown), scene, options, still=False, single=single)


def still(
    made: Callable[[Scene, Theme], _T],
    show: Callable[[_T], None],
    scene: Scene | None = None,
    *,
    single: bool = False,
    **options: Any,
) -> None:
    """Give a part its place here that is drawn again only where it shows something else.

    Args:
        made: Makes what it shows: all that its drawing depends on but for the frame.
        show: Draws that.
        scene: What it shows on a page that draws its parts at once.
        single: Whether it is always one element.
        options: Those of its container.
    """
    _add(made, show, scene, options, still=True, single=single)


def _add(
    made: Callable[..., Any],
    show: Callable[[Any], None],
    scene: Scene | None,
    options: dict[str, Any],
    *,
    still: bool,
    single: bool,
) -> None:
    parts: list[_Part] | None = st.session_state.get(_PARTS)
    with st.container(**options) if options and (single or parts is None) else nullcontext():
        if parts is None:
            show(made(scene, theme()))
        else:
            parts.append(_Part(made, show, still, single, st.empty(), options))


def theme() -> Theme:
    """Return the theme of the reader's browser."""
    return THEMES[st.context.theme.type or "light"]


def draw(asked: Sequence[address.Part]) -> None:
    """Draw all parts, now and whenever a widget of the fragment is changed.

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
        with _in_their_places():
            for each in parts:
                each.draw(scene, theme())
        if alone:
            address.end()


def _frame(scene: Scene) -> tuple[Any, ...]:
    """Return all that the frame of the page is made from."""
    question = replace(scene.view, on=scene.axis.start)
    return scene.catalog.hash, question, scene.axis, address.notes(), theme().name
