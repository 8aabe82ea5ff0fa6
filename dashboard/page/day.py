"""What a change of the day alone draws again: the parts of the page that show it.

Explore is a frame, which the rest of the question makes, and parts, which the day makes too. A part has its
place in the frame, and one fragment of Streamlit's draws them all into their places again when a widget of it
is changed: the frame is neither made nor sent then. Where such a run finds that more than the day has
changed, it asks for a run of the whole page.

There are two kinds of parts. `part` has widgets that change the day, and is always drawn. `still` shows what
many days have in common: it is drawn again only where that is another, and its widgets run the whole page.
On a page without that fragment a part is drawn, and that is all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import streamlit as st
from streamlit.cursor import RunningCursor
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.RootContainer_pb2 import RootContainer
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from dashboard.answer.scene import Scene
from dashboard.look.theme import THEMES, Theme
from dashboard.page import address, measures, messages, store

_T = TypeVar("_T")

_PARTS, _FRAME, _FRAGMENT = "day_parts", "day_frame", "day_fragment"
_AGAIN: Final = 2
"""So many runs after a part became another it is drawn too: the messages of a run may be dropped."""


@dataclass(slots=True)
class _Part:
    """A part: what it shows of a scene, and how that is drawn, into a container with some options.

    One that is a single element has its place in such a container, and is drawn there without it. `styles`
    tells where style sheets of the part go.
    """

    made: Callable[[Scene, Theme], Any]
    show: Callable[[Any], None]
    still: bool
    single: bool
    options: dict[str, Any]
    place: DeltaGenerator
    styles: RunningCursor | None
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

    def draw_again(self, scene: Scene, theme: Theme) -> None:
        """Draw it in a run of the fragment alone."""
        if (context := get_script_run_ctx()) and self.styles:
            context.cursors[RootContainer.EVENT] = copy(self.styles)
        self.draw(scene, theme)


def _of_the_page() -> AbstractContextManager[None]:
    """Let what is drawn belong to the page: no run of the fragment takes it away or drops its messages."""
    return ThreadState.scoped(fragment_id=None)


def _of_the_fragment() -> AbstractContextManager[None]:
    """Let what is drawn belong to the fragment, wherever it is and whichever script draws it.

    Streamlit 1.67.0 would put all that a fragment draws into each place outside of its own into a block more,
    and send all these blocks at every run, so that what is in them goes if it is not drawn again.
    """
    fragment, script = st.session_state[_FRAGMENT]
    return ThreadState.scoped(fragment_id=fragment, active_script_hash=script, delta_path=None)


@contextmanager
def _withheld() -> Iterator[None]:
    """Send nothing to the browser."""
    context = get_script_run_ctx()
    assert context is not None
    send, context._enqueue = context._enqueue, lambda message: None
    try:
        yield
    finally:
        context._enqueue = send


@contextmanager
def _together() -> Iterator[None]:
    """Send what is drawn to the browser at once, at the end: to send each alone wakes the server's loop."""
    context = get_script_run_ctx()
    assert context is not None
    held: list[ForwardMsg] = []
    send, context._enqueue = context._enqueue, held.append
    try:
        yield
    finally:
        context._enqueue = send
        for message in held:
            send(message)


def begin(asked: Sequence[address.Part], *, apart: bool) -> None:
    """Begin a run of the whole page; with `apart` a change of the day will draw its parts alone.

    Args:
        asked: What the question consists of.
        apart: Whether it does.
    """
    st.session_state[_PARTS] = [] if apart else None
    st.session_state[_FRAME] = None  # until all of it is drawn
    if apart:
        _draw(address.page(), asked)


def end() -> None:
    """End a run of the whole page that nothing interrupted."""
    if st.session_state[_PARTS] is not None:
        st.session_state[_FRAME] = _frame(store.scene(address.view()))


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
            return
        with _withheld():  # it is never seen: the part follows at once
            place = st.empty()
        context = get_script_run_ctx()
        styles = context.cursors.get(RootContainer.EVENT) if context else None
        parts.append(_Part(made, show, still, single, options, place, copy(styles)))
        with _of_the_fragment():
            parts[-1].draw(scene or store.scene(address.view()), theme())


def theme() -> Theme:
    """Return the theme of the reader's browser."""
    return THEMES[st.context.theme.type or "light"]


@st.fragment
def _draw(page: str, asked: Sequence[address.Part]) -> None:
    with messages.fragment() as alone:
        if not alone:
            here = ThreadState.get()
            st.session_state[_FRAGMENT] = here.fragment_id, here.active_script_hash
            return
        with measures.run("day"):
            store.spare_gc(whole=False)
            if address.led():
                st.rerun()
            address.begin(page, asked)
            scene = store.scene(address.view())
            if _frame(scene) != st.session_state[_FRAME]:
                st.rerun()
            with _together(), _of_the_fragment():
                for each in st.session_state[_PARTS]:
                    each.draw_again(scene, theme())
            address.end()


def _frame(scene: Scene) -> tuple[Any, ...]:
    """Return all that the frame of the page is made from."""
    question = replace(scene.view, on=scene.axis.start)
    return scene.catalog.hash, question, scene.axis, address.notes(), theme().name
