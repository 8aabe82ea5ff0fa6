"""The row of the reader's own file that was clicked on the map, beneath it: what the file says of it.

What is shown is kept in the visit's own state, beside its files, and is no part of the question: no link
has it, and no answer changes. Only the part of the page around the map runs anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from dashboard.answer.own_rows import Row, RowRef, refs_of, row_of
from dashboard.answer.scene import Scene
from dashboard.map.component import Rows
from dashboard.page import uploads
from dashboard.page.caption import caption
from dashboard.wording import own as words
from dashboard.wording.own import foreign
from dashboard.wording.text import escape

_KEY = "own_rows"


@dataclass(frozen=True, slots=True)
class _Shown:
    """The rows of a spot, which of them is shown, and whether there may be more of them."""

    refs: tuple[RowRef, ...]
    at: int = 0
    more: bool = False


def pick(told: Rows) -> None:
    """Show what was clicked; a click at what is not there any more changes nothing."""
    if refs := refs_of(uploads.shown(), told.picks, told.first, told.last):
        st.session_state[_KEY] = _Shown(refs, more=told.more)


def panel(scene: Scene) -> None:
    """Draw the row that was clicked, with a button that closes it; nothing where there is none."""
    shown: _Shown | None = st.session_state.get(_KEY)
    row = row_of(scene.own, shown.refs[shown.at]) if shown else None
    if shown and row:
        with st.container(border=True, key="own_row", gap="xsmall"):
            _head(row, shown)
            _cells(row)


def _head(row: Row, shown: _Shown) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"
    ):
        st.markdown(f"**{escape(words.row_heading(row))}**", width="stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
            if len(shown.refs) > 1:
                _turn(shown, -1, words.PREVIOUS_ROW(), ":material/chevron_left:")
                _turn(shown, 1, words.NEXT_ROW(), ":material/chevron_right:")
            st.button(
                words.CLOSE_ROW(),
                key="own_row_close",
                icon=":material/close:",
                on_click=_close,
                type="tertiary",
            )
    lines = [words.row_days(row)]
    if len(shown.refs) > 1:
        lines.insert(0, words.row_turn(shown.at + 1, len(shown.refs), more=shown.more))
    caption(escape(" · ".join(lines)))
    if not row.precise:
        caption(f":material/blur_on: {escape(words.NOT_PRECISE())}")


def _turn(shown: _Shown, way: int, label: str, icon: str) -> None:
    at = shown.at + way
    st.button(
        label,
        key=f"own_row_{'next' if way > 0 else 'previous'}",
        icon=icon,
        type="tertiary",
        disabled=not 0 <= at < len(shown.refs),
        on_click=_show,
        args=(replace(shown, at=at),),
    )


def _cells(row: Row) -> None:
    if not row.cells:
        caption(escape(words.NO_CELLS()))
        return
    with st.container(key="own_row_cells"):
        st.table(
            [{words.COLUMN(): foreign(name, 60), words.VALUE(): foreign(text)} for name, text in row.cells],
            border="horizontal",
            hide_index=True,
            hide_header=True,
            alt=words.ROW_ALT(),
        )
        if row.more:
            caption(escape(words.cells_left_out(row.more)))


def _show(shown: _Shown) -> None:
    st.session_state[_KEY] = shown


def _close() -> None:
    st.session_state.pop(_KEY, None)
