"""The keys of every page: `n` and `p` step from change to change, Enter takes over a typed day.

Streamlit's own shortcut of a button leads where the last finished run says: presses that come faster
than runs are lost, and so are those while a switch has the focus.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from dashboard.answer.steps import Steps
from dashboard.page import address, controls

_KEY, _ANSWERED, _RUNS = "keys", "keys_answered", "keys_runs"
# In the message itself, not as a file: a press counts as soon as the page is there.
_mount = st.components.v2.component(
    "border_ledger_keys", html="<i></i>", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def listen(*, stepping: bool, near: Steps | None = None) -> None:
    """Listen to the keys of the page.

    Args:
        stepping: Whether there are changes to step through.
        near: Where one step leads: the map shows that day before the server has answered.
    """
    state = st.session_state
    state[_RUNS] = state.get(_RUNS, 0) + 1
    days = {"previous": near.previous, "next": near.next} if near else {}
    data = {
        # Another one at each run: the browser hears of no data that are the same, and the map waits for them.
        "run": state[_RUNS],
        "on": address.view().on.isoformat(),
        "answered": state.get(_ANSWERED, -1),
        "stepping": stepping,
        **{name: step[0].isoformat() for name, step in days.items() if step},
    }
    _mount(key=_KEY, data=data, on_pressed_change=_answer, height=1)
    number, start, _ = _pressed()
    if number != state.get(_ANSWERED, -1):
        # Pressed while the server was away: this is another one.
        if start == address.view().on:
            _answer()
        state[_ANSWERED] = number
        st.rerun()


def _answer() -> None:
    number, start, steps = _pressed()
    st.session_state[_ANSWERED] = number
    if start:
        controls.step(start, steps)


def _pressed() -> tuple[int, date | None, int]:
    """Return the number of the last press, and how many steps from which day it asks for."""
    told = (st.session_state.get(_KEY) or {}).get("pressed") or {}
    try:
        return int(told["number"]), date.fromisoformat(told["from"]), max(min(int(told["steps"]), 99), -99)
    except (KeyError, TypeError, ValueError):
        return -1, None, 0
