"""Which messages the server may send as a reference to what the browser keeps.

Streamlit sends a message that the browser has already as its hash alone. The browser tells with
each request which hashes it keeps, and it forgets a message when enough runs have ended without
it. Streamlit believes the list of the request: when the end of a run is still on its way as the
next request leaves (keys that are pressed quickly, a slow network), the answer may name a message
that is forgotten by then. The browser stops there with an error, "Cached ForwardMsg MISS"
(Streamlit 1.67.0, its issue 15816; findings/streamlit-message-forgotten-meanwhile.sh). So the same
count is kept here, and it forgets earlier than the browser does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

# What none of so many runs before sent is sent whole. The browser keeps it for longer
# (`maxCachedMessageAge` of the configuration): some runs end before a script of ours begins, and
# the messages of a run may be dropped before they leave the server.
AGE: Final = 2
_KEPT = "_messages_kept"


class Kept:
    """What the browser of one visit is sure to keep."""

    def __init__(self) -> None:
        self._runs = 0
        self._whole = False
        self._last: dict[str, int] = {}
        self._of_page: set[str] = set()
        self._sent: set[str] = set()

    def begin(self, *, whole: bool) -> None:
        """Begin a run; the run before has ended, whether it came to its end or not.

        Args:
            whole: The whole page runs, not a fragment of it: the browser forgets at the end of
                such runs only.
        """
        self._runs += 1
        if self._whole:
            self._last = {each: run for each, run in self._last.items() if self._runs - run <= AGE}
        self._whole = whole
        self._sent = set()

    def has(self, message: str) -> bool:
        """Tell whether the browser is sure to keep a message, and note that it is sent now."""
        self._sent.add(message)
        run = self._last.get(message)
        # What a fragment sent last is forgotten at the end of its own runs.
        whole = self._whole and message in self._of_page
        return run is not None and (whole or self._runs - run <= AGE)

    def end(self) -> None:
        """Note that what this run sent will arrive: it came to its end."""
        self._last |= dict.fromkeys(self._sent, self._runs)
        self._of_page = (self._of_page | self._sent if self._whole else self._of_page - self._sent) & set(
            self._last
        )


class _Hashes(frozenset[str]):
    """The hashes that a browser told, of which one counts only while it is sure to be kept."""

    kept: Kept

    def __contains__(self, message: object) -> bool:
        # Asked for every message that may be kept, so that none is missed here.
        return self.kept.has(str(message)) and super().__contains__(message)


def _told(hashes: frozenset[str], kept: Kept) -> frozenset[str]:
    told = _Hashes(hashes)
    told.kept = kept
    return told


def begin() -> None:
    """Begin a run of the page or, within a fragment that runs alone, of that fragment."""
    if context := get_script_run_ctx():
        kept = st.session_state.setdefault(_KEPT, Kept())
        kept.begin(whole=not context.fragment_ids_this_run)
        context.cached_message_hashes = _told(context.cached_message_hashes, kept)


def end() -> None:
    """End a run that nothing interrupted."""
    if kept := st.session_state.get(_KEPT):
        kept.end()


@contextmanager
def fragment() -> Iterator[bool]:
    """Count the run of a fragment where it runs alone, and tell so; within a run of the page do nothing."""
    context = get_script_run_ctx()
    alone = bool(context and context.fragment_ids_this_run)
    # A fragment within another one is part of its run.
    outermost = context is not None and not isinstance(context.cached_message_hashes, _Hashes)
    if alone and outermost:
        begin()
    yield alone
    if alone and outermost:
        end()
