"""What happened in the window, as a list whose places can be chosen, and who ever held each place in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.answer.holdings import ever_held, held_rows
from dashboard.answer.log import Log, log_file, log_of
from dashboard.answer.scene import Scene
from dashboard.look.theme import Theme, actor_text
from dashboard.page import address, controls, panels, store, tables
from dashboard.page.caption import caption
from dashboard.wording import holdings
from dashboard.wording import log as words
from dashboard.wording.log import LogRow
from dashboard.wording.text import Text, escape
from dashboard.wording.vocabulary import SORT, SUBJECT, WHERE

_LIST = "log_list"
_HELD = "held_list"
"""Keys of the two lists; also where their clicks arrive."""

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
                    _place_by_place(scene, theme)


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
    data = _data(words.log_rows(log, scene), theme)
    _mount(key=_LIST, data=data, on_pick_change=partial(_picked, _LIST))


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
                "what": _hued(row.what, theme),
                "sources": [[each.publisher, each.address, ", ".join(each.ids)] for each in row.sources],
                "more": row.more,
                "loose": row.loose,
            }
            for row in rows
        ],
    }


def _hued(text: Text, theme: Theme) -> list[list[str]]:
    return [[run.text, actor_text(run.actor, theme) if run.actor else ""] for run in text.runs]


def _picked(key: str) -> None:
    place = (st.session_state.get(key) or {}).get("pick")
    if isinstance(place, str) and place in store.choices().places:
        address.come_home()
        controls.pick(place)
        st.rerun()


def _place_by_place(scene: Scene, theme: Theme) -> None:
    """Draw each followed place with all who held it in the window, and the file of it."""
    first, last = scene.view.window
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        caption(escape(holdings.HELD_NOTE()))
        tables.csv_button(lambda: held_rows(scene), f"ever-held-{first}-to-{last}", key="csv_ever_held")
    _mount(key=_HELD, data=_held_data(scene, theme), on_pick_change=partial(_picked, _HELD))


def _held_data(scene: Scene, theme: Theme) -> dict[str, Any]:
    """Return what the list of places shows, for JSON; it is the same whatever day is asked about."""
    names = scene.catalog.places
    return {
        "label": holdings.HELD_ALT(),
        "head": [holdings.CHANGES(), words.PLACE(), holdings.KNOWN(), holdings.HOLDERS()],
        "loose": "",
        "rows": [
            {
                "when": holdings.count(held),
                "place": names[held.place_id].name,
                "id": held.place_id,
                "pick": words.PICK(place=names[held.place_id].name),
                "of": holdings.known(held),
                "what": _hued(holdings.holders(held, scene), theme),
                "sources": [],
                "more": "",
                "loose": False,
            }
            for held in ever_held(scene)
        ],
    }
