"""What happened in the window, as a list whose places can be chosen, and who ever held each place in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.answer.log import Log, ever_held, log_file, log_of
from dashboard.answer.scene import Scene
from dashboard.look.theme import Theme, actor_text
from dashboard.page import address, controls, panels, store
from dashboard.page.caption import caption
from dashboard.wording import log as words
from dashboard.wording.log import LogRow
from dashboard.wording.text import escape, markdown
from dashboard.wording.vocabulary import SORT, SUBJECT, WHERE

_LIST = "log_list"
"""Key of the list; also where its clicks arrive."""

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "border_ledger_log",
    html='<div class="log"></div>',
    js=_HERE.joinpath("log_list.js").read_text(encoding="utf-8"),
    css=_HERE.joinpath("log_list.css").read_text(encoding="utf-8"),
)


def section(scene: Scene, theme: Theme) -> None:
    """Draw what happened in the window; it is made only while it is open."""
    opened = st.expander(
        escape(words.title(scene)),
        icon=":material/list_alt:",
        key="happened",
        on_change="rerun",
    )
    if opened.open:
        with opened:
            in_order, places = panels.tabs(words.TABS, "happened_as")
            if in_order.open:
                with in_order:
                    _in_order(scene, theme)
            if places.open:
                with places:
                    _place_by_place(scene)


def _in_order(scene: Scene, theme: Theme) -> None:
    """Draw the controls of the list, the list and its files."""
    _controls()
    log = log_of(scene)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        caption(escape(words.count_sentence(log)))
        _downloads(scene, log)
    if not log.entries:
        st.info(words.NOTHING())
        return
    _mount(key=_LIST, data=_data(words.log_rows(log, scene), theme), on_pick_change=_picked)


def _controls() -> None:
    """Draw what the list is limited to and how it is ordered."""
    controls.choose(st.pills, "log", words.SHOW, SUBJECT, selection_mode="multi", help=words.SHOW_HELP())
    with st.container(horizontal=True, gap="small"):
        controls.choose(st.segmented_control, "log_of", words.PLACES, WHERE, required=True, wrap=True)
        controls.choose(st.segmented_control, "log_order", words.ORDER, SORT, required=True)


def _downloads(scene: Scene, log: Log) -> None:
    first, last = scene.view.window
    for form, label, mime in (
        ("csv", words.CSV(), "text/csv"),
        ("geojson", words.GEOJSON(), "application/geo+json"),
    ):
        st.download_button(
            label,
            data=partial(log_file, scene, log.entries, form),
            file_name=f"border-ledger-log-{first}-to-{last}.{form}",
            mime=mime,
            key=f"log_{form}",
            icon=":material/download:",
            help=words.DOWNLOAD_HELP(),
            on_click="ignore",
        )


def _data(rows: Sequence[LogRow], theme: Theme) -> dict[str, Any]:
    """Return what the list shows, for JSON; it is the same whatever day is asked about."""
    return {
        "label": words.TABLE_ALT(),
        "head": [words.WHEN(), words.PLACE(), words.OF(), words.WHAT(), words.SOURCES()],
        "loose": words.LOOSE(),
        "rows": [
            {
                "when": row.when,
                "place": row.place,
                "id": row.place_id,
                "pick": words.PICK(place=row.place),
                "of": row.of,
                "what": [
                    [run.text, actor_text(run.actor, theme) if run.actor else ""] for run in row.what.runs
                ],
                "sources": [[each.publisher, each.address, ", ".join(each.ids)] for each in row.sources],
                "more": row.more,
                "loose": row.loose,
            }
            for row in rows
        ],
    }


def _picked() -> None:
    place = (st.session_state.get(_LIST) or {}).get("pick")
    if isinstance(place, str) and place in store.choices().places:
        address.come_home()
        controls.pick(place)
        st.rerun()


def _place_by_place(scene: Scene) -> None:
    """Draw each followed place with all who held it in the window."""
    st.table(
        [
            {
                words.PLACE(): escape(scene.catalog.places[held.place_id].name),
                words.CHANGES(): str(held.changes),
                words.HOLDERS(): markdown(words.holders(held, scene)),
            }
            for held in ever_held(scene)
        ],
        border="horizontal",
        hide_index=True,
        alt=words.HELD_ALT(),
    )
    caption(escape(words.HELD_NOTE()))
