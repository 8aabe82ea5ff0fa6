"""The log of the window as a list, with its filters and files; who ever held each place, as another."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.answer.holdings import ever_held, held_rows
from dashboard.answer.log import Log, log_file, log_of, stands_for
from dashboard.answer.scene import Scene
from dashboard.page import address, controls, store, tables
from dashboard.page.caption import caption
from dashboard.page.claim_links import claim_links
from dashboard.question import link
from dashboard.wording import holdings
from dashboard.wording import log as words
from dashboard.wording.text import COLOURS, Text, escape
from dashboard.wording.vocabulary import SORT, SUBJECT, WHERE

_LIST, _HELD = "log_list", "held_list"
"""Keys of the two lists; also where their clicks arrive."""

_HERE = Path(__file__)
_mount = st.components.v2.component(
    "border_ledger_log",
    html='<div class="log"></div>',
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
)


def filters() -> None:
    """Draw what the list is limited to and how it is ordered."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="log_filters"):
        controls.choose(
            st.segmented_control,
            "log_of",
            words.PLACES,
            WHERE,
            required=True,
            wrap=True,
            label_visibility="collapsed",
        )
        with st.popover(words.MORE_FILTERS(), icon=":material/filter_list:"):
            controls.choose(
                st.pills, "log", words.SHOW, SUBJECT, selection_mode="multi", help=words.SHOW_HELP()
            )
            controls.choose(st.segmented_control, "log_order", words.ORDER, SORT, required=True)


def listed(scene: Scene, height: int | None = None) -> None:
    """Draw how many entries there are, their files, and the entries; in so many px, all of them at None."""
    log = log_of(scene)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        caption(escape(words.count_sentence(log)), width="content")
        _downloads(scene, log)
    if not log.entries:
        st.info(words.NOTHING())
        return
    _mount(key=_LIST, data=_data(log, scene) | {"height": height}, on_pick_change=partial(_picked, _LIST))


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


def _data(log: Log, scene: Scene) -> dict[str, Any]:
    """Return what the list shows, for JSON; it is the same whatever day is asked about."""
    choices, view = store.choices(), scene.view
    asked = link.params(replace(choices.default, policy=view.policy, known_on=view.known_on), choices)
    if data := address.data_asked():
        asked |= {"data": (data,)}
    claim_link = claim_links(view)
    return {
        "label": words.TABLE_ALT(),
        "head": [words.WHEN(), words.PLACE(), words.OF(), words.WHAT(), words.SOURCES()],
        "loose": words.LOOSE(),
        "rows": [
            {
                "when": row.when,
                **dict(zip(("first", "last"), map(date.isoformat, stands_for(entry)), strict=True)),
                "loose": entry.loose,
                "address": f"?{urlencode({'entry': entry.entry_id, **asked}, doseq=True)}",
                "go": words.GO(when=row.when),
                "place": row.place,
                "id": entry.place_id,
                "pick": words.PICK(place=row.place),
                "of": row.of,
                "what": _hued(row.what),
                "sources": [
                    [each.publisher, each.address, [[name, claim_link(name)] for name in each.ids]]
                    for each in row.sources
                ],
                "more": row.more,
            }
            for entry, row in zip(log.entries, words.log_rows(log, scene), strict=True)
        ],
    }


def held(scene: Scene) -> None:
    """Draw each followed place with all who held it in the window, and the file of it."""
    first, last = scene.view.window
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        caption(escape(holdings.HELD_NOTE()))
        tables.csv_button(lambda: held_rows(scene), f"ever-held-{first}-to-{last}", key="csv_ever_held")
    _mount(key=_HELD, data=_held_data(scene), on_pick_change=partial(_picked, _HELD))


def _held_data(scene: Scene) -> dict[str, Any]:
    """Return what the list of places shows, for JSON; it is the same whatever day is asked about."""
    names = scene.catalog.places
    return {
        "label": holdings.HELD_ALT(),
        "head": [holdings.CHANGES(), words.PLACE(), holdings.KNOWN(), holdings.HOLDERS()],
        "rows": [
            {
                "when": holdings.count(each),
                "place": names[each.place_id].name,
                "id": each.place_id,
                "pick": words.PICK(place=names[each.place_id].name),
                "of": holdings.known(each),
                "what": _hued(holdings.holders(each, scene)),
            }
            for each in ever_held(scene)
        ],
    }


def _hued(text: Text) -> list[list[str]]:
    """Return a text run by run, each with the colour of its actor: its name, `-` for ink, empty for none."""
    return [[run.text, COLOURS.get(run.actor, "-") if run.actor else ""] for run in text.runs]


def _picked(key: str) -> None:
    """Go to the day and the place that were chosen in a list."""
    pick = (st.session_state.get(key) or {}).get("pick")
    if not isinstance(pick, dict):
        return
    place = pick.get("place")
    if isinstance(place, str) and place in store.choices().places:
        address.come_home()
        controls.pick(place)
    with suppress(ValueError):  # a place alone was chosen
        controls.go_to(min(date.fromisoformat(str(pick.get("day"))), store.choices().last))
