"""The files of a view: what the map and the lanes show, in every format that there is."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.answer.events import on
from dashboard.answer.files import Shown, view_file
from dashboard.answer.scene import Scene
from dashboard.page import controls
from dashboard.page.caption import caption
from dashboard.wording import view_files as words
from dashboard.wording.language import Message
from dashboard.wording.text import escape

KEY = "view_files"
"""Key of what has the buttons, which is filled while it is open."""
_MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "geoparquet": "application/vnd.apache.parquet",
    "gpkg": "application/geopackage+sqlite3",
    "kml": "application/vnd.google-earth.kml+xml",
}


def downloads(scene: Scene) -> None:
    """Draw what of the view a file may have, and a button for each format; a file is made when asked for."""
    opened = st.expander(words.HEADING(), icon=":material/download:", key=KEY, on_change="rerun")
    if not opened.open:
        return
    with opened:
        controls.choose(
            st.segmented_control,
            "view_file_has",
            words.WHAT,
            _offered(scene),
            default=Shown.STATES.value,
            required=True,
            wrap=True,
        )
        what = Shown(st.session_state["view_file_has"] or Shown.STATES)
        with st.container(horizontal=True, gap="small", key="view_formats"):
            for form, label in words.FORMATS.items():
                st.download_button(
                    label(),
                    data=partial(view_file, scene, what, form),
                    file_name=file_name(scene, what, form),
                    mime=_MIMES[form],
                    key=f"view_{form}",
                    icon=":material/download:",
                    on_click="ignore",
                    help=words.HELP[form](),
                )
        caption(escape(words.REMARK()))
        if scene.own:
            caption(escape(words.WITHOUT_OWN()))


def _offered(scene: Scene) -> dict[str, Message]:
    """Return what a file may have: events where they are on the map."""
    return {name: label for name, label in words.SHOWN.items() if name != Shown.EVENTS or on(scene)}


def file_name(scene: Scene, what: Shown, form: str) -> str:
    """Return a name that says what is in the file."""
    view, ending = scene.view, "parquet" if form == "geoparquet" else form
    days = f"{view.window[0]}-to-{view.window[1]}" if what in (Shown.LOG, Shown.EVENTS) else str(view.on)
    return f"border-ledger-{what}{'' if what is Shown.INTERVALS else f'-{days}'}.{ending}"
