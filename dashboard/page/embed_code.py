"""The code that shows this question in a frame on another site."""

from __future__ import annotations

from html import escape as html
from urllib.parse import urlencode

import streamlit as st

from dashboard import settings
from dashboard.answer.scene import Scene
from dashboard.page import messages, parts, store
from dashboard.page.caption import caption
from dashboard.question import link
from dashboard.question.public import embed_address, embedded, is_own, public
from dashboard.wording import embed as words
from dashboard.wording import headline
from dashboard.wording import own as own_words
from dashboard.wording.text import escape, shortened

_WIDTH, _HEIGHT = "100%", 560
"""Of the frame: as wide as its column, and so many px high."""
_LONGEST_TITLE = 300


def offer(scene: Scene) -> None:
    """Draw the button that opens the code; that is made only once it is asked for."""
    if st.button(words.COPY(), icon=":material/code:", width="stretch", key="embed_code"):
        st.dialog(words.COPY(), width="medium")(_opened)(scene)


def _opened(scene: Scene) -> None:
    with messages.fragment():
        _code(scene)


def _code(scene: Scene) -> None:
    caption(words.COPY_HELP())
    code = st.container()  # first, whatever is chosen below it
    theme = st.segmented_control(
        words.COLOURS(),
        list(words.THEMES),
        default="",
        format_func=lambda each: words.THEMES[each](),
        required=True,
        key="embed_theme",
    )
    served = settings.current()
    origins = served.embed_on
    caption(escape(words.only_on(origins), longest=600) if origins else words.NO_SITES(option="`--embed-on`"))
    here = (st.context.url or "").split("?")[0]
    base = public(served.briefing, here) or here
    if is_own(base):
        caption(words.OWN_ADDRESS(variable=f"`{settings.ADDRESS}`"))
    if parts.own_shown():
        caption(own_words.LINK_WITHOUT())
    # The frame has the ledger alone, whatever this visit weighs beside it.
    ledger, choices = store.ledger_asked(), store.choices()
    view = embedded(scene.view, choices)
    asked: dict[str, tuple[str, ...]] = {
        "on": (view.on.isoformat(),),
        "place": (choices.places.get(view.place or "", view.place or ""),),
    }
    asked |= link.params(view, choices) | {"data": (ledger.hash,)} | ({"theme": (theme,)} if theme else {})
    title = headline.in_short(store.scene(view, ledger))
    with code:
        address = embed_address(base, urlencode(asked, doseq=True))
        st.code(snippet(address, title), language="html", wrap_lines=True)


def snippet(source: str, title: str) -> str:
    """Return the element that shows an address in a frame.

    Args:
        source: The address.
        title: What the frame shows, for those who do not see it.
    """
    return (
        f'<iframe src="{html(source)}" title="{html(shortened(title, _LONGEST_TITLE))}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" loading="lazy" style="border:0"></iframe>'
    )
