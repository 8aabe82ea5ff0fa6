"""The page's address: read once into the widgets, which Streamlit then keeps it in step with."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.remark import remark
from dashboard.view import Bounds, Camera, Terms, View

_BOUND = ("on", "window", "known_on", "policy", "layers", "actors", "place")
"""Fields of the View with a widget; each widget's key and URL parameter has the same name."""

_NOTES = "link_notes"
_UNBOUND = ("compare_on", "compare_policy", "compare_known_on", "layout", "camera", "extent")


def read_link(terms: Terms, data: str) -> None:
    """On a visit's first run, take from its link what the widgets would refuse.

    Widgets take valid parameters from the URL themselves. This adds what the link meant where
    they do not know the text: another spelling of a place, a day outside the ledger, an actor's
    id. What could not be used is kept for `link_notes`.
    """
    state = st.session_state
    if _NOTES in state:
        return
    params = _url()
    view, notes = View.from_params(params, terms)
    for name in _BOUND:
        if name in params:
            state[name] = _as_widget(view, name, terms)
    made_on = params.get("data", [data])[-1]
    if made_on != data:
        notes += (
            f"it was made on ledger {made_on[:12]}; this one is {data}, so the answer may have changed",
        )
    state[_NOTES] = (notes, repr(view))


def link_notes(view: View) -> tuple[str, ...]:
    """Return what of the link could not be used, until the reader asks another question."""
    notes, asked = st.session_state[_NOTES]
    if asked != repr(view):
        st.session_state[_NOTES] = ((), asked)
        return ()
    return tuple(notes)


def current(terms: Terms) -> View:
    """Return the View of the widgets and the URL as they are, every value checked again."""
    params: dict[str, Any] = {name: texts for name, texts in _url().items() if name in _UNBOUND}
    for name in _BOUND:
        if name in st.session_state:
            params[name] = _as_texts(st.session_state[name], terms)
    view, _ = View.from_params(params, terms)
    return view


def look_at(camera: Camera, bounds: Bounds) -> None:
    """Write where the map looks into the URL; what is limited to the map's extent follows it."""
    if st.query_params.get("camera") != str(camera):
        st.query_params["camera"] = str(camera)
    if "extent" in st.query_params:
        st.query_params["extent"] = str(bounds)


def come_home() -> None:
    """Forget where the map looks, so that it goes to the chosen place; call it from a callback."""
    if "camera" in st.query_params:
        del st.query_params["camera"]


def share(terms: Terms, view: View, data: str) -> None:
    """Draw the button that shows the link to this very view on this very ledger."""
    query = view.query(terms)
    address = (st.context.url or "").split("?")[0]
    with st.popover("Copy link", icon=":material/link:", width="stretch"):
        remark("Opens this question again, and says so if the ledger has changed since.")
        st.code(f"{address}?{query}{'&' if query else ''}data={data}", language=None, wrap_lines=True)


def _url() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _as_widget(view: View, name: str, terms: Terms) -> Any:
    """Return the value of a View's field as its widget holds it."""
    value = getattr(view, name)
    if name == "known_on":
        return value or terms.last
    if name == "policy":
        return value.value
    return list(value) if name in ("layers", "actors") else value


def _as_texts(value: Any, terms: Terms) -> list[str]:
    """Return a widget's value as a link has it, so that one reader checks both."""
    values = value if isinstance(value, list | tuple) else [value]
    texts = [str(item) for item in values if item is not None]
    if len(texts) == 1 and isinstance(value, tuple):
        texts *= 2  # a window of which only the first day has been chosen yet
    return texts or [""]
