"""The page's address: read once into the widgets, which Streamlit then keeps it in step with."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import streamlit as st

from dashboard.page.caption import caption
from dashboard.question import link
from dashboard.question.camera import Bounds, Camera
from dashboard.question.choices import Choices
from dashboard.question.link import quoted
from dashboard.question.view import View

_BOUND = (
    *("on", "window", "known_on", "policy", "layers", "actors", "place"),
    *("compare_on", "compare_policy", "compare_known_on", "layout"),
)
"""Fields of the View with a widget on some page; widget key and URL parameter have the same name."""

_UNBOUND = ("camera", "extent")

_DATA = "data"
"""The parameter that names the ledger which a link was made on, by its hash."""

_NOTES = "link_notes"
_ASKED = "asked"
_PAGE = "asked_on"
_ANEW = "asked_anew"
"""The parameters of the question that another ledger is asked at the next run."""


def data_asked() -> str:
    """Return the hash of the ledger that the page's address names; empty where it names none."""
    return st.query_params.get(_DATA, "")


def keep_release(named: Callable[[str], str], older: Collection[str]) -> None:
    """Carry the older release that a link asks from page to page; call it before anything is asked.

    A page begins with an address without parameters.

    Args:
        named: Gives the whole hash for any spelling of a release, nothing where there is none.
        older: The hashes of the releases before the newest.
    """
    whole = named(data_asked())
    if whole and whole != data_asked():
        st.query_params[_DATA] = whole
    if data_asked() in older:
        st.session_state[_DATA] = data_asked()
    elif _DATA not in st.query_params and st.session_state.get(_DATA) in older:
        st.query_params[_DATA] = st.session_state[_DATA]


def ask_today(choices: Choices) -> None:
    """Ask the ledger as it is now the same question, no longer the older release; call it from a callback.

    `choices` are those of the older release. What today's ledger cannot be asked is noted, as for a link.
    """
    st.session_state.pop(_DATA, None)
    st.session_state[_ANEW] = link.params(st.session_state[_ASKED], choices)
    if _DATA in st.query_params:
        del st.query_params[_DATA]


def read_link(choices: Choices, data: str, page: str) -> None:
    """Take over the question of a visit's link, or that of the page the reader comes from.

    Widgets take valid parameters from the URL themselves. On a visit's first run this adds what
    the link meant where they do not know the text: another spelling of a place, a day outside
    the ledger, an actor's id; what could not be used is kept for `link_notes`. A page begins with
    fresh widgets and an address without parameters, so the question is carried there. So it is to
    today's ledger, whose widgets have other days to choose from.
    """
    state = st.session_state
    if _ANEW in state:
        view, notes = link.read(state.pop(_ANEW), choices)
        state[_NOTES] = (notes, repr(view))
        seeds = [*_BOUND]
    elif _NOTES not in state:
        params = _url()
        view, notes = link.read(params, choices)
        made_on = params.get(_DATA, [data])[-1]
        if made_on and made_on != data:
            notes += (
                f"data: {quoted(made_on)} is no release of the ledger; today’s, {data}, is asked, "
                "so the answer may have changed",
            )
        state[_NOTES] = (notes, repr(view))
        seeds = [name for name in _BOUND if name in params]
    elif state[_PAGE] != page:
        view, seeds = state[_ASKED], [*_BOUND]
        for name in _UNBOUND:
            if getattr(view, name) is not None:
                st.query_params[name] = str(getattr(view, name))
    else:
        return
    state[_ASKED], state[_PAGE] = view, page
    for name in seeds:
        state[name] = _as_widget(view, name, choices)


def link_notes(view: View) -> tuple[str, ...]:
    """Return what of the link could not be used, until the reader asks another question."""
    notes, asked = st.session_state[_NOTES]
    if asked != repr(view):
        st.session_state[_NOTES] = ((), asked)
        return ()
    return tuple(notes)


def current(choices: Choices) -> View:
    """Return the View of the widgets and the URL as they are, every value checked again.

    What this page has no widget for is as it was last asked.
    """
    params: dict[str, Any] = link.params(st.session_state[_ASKED], choices)
    params = {name: texts for name, texts in params.items() if name not in _UNBOUND}
    params |= {name: texts for name, texts in _url().items() if name in _UNBOUND}
    for name in _BOUND:
        if name in st.session_state:
            params[name] = _as_texts(st.session_state[name], choices)
    view, _ = link.read(params, choices)
    st.session_state[_ASKED] = view
    return view


def look_at(camera: Camera, bounds: Bounds) -> None:
    """Write where the map looks into the URL; what is limited to the map's extent follows it."""
    if st.query_params.get("camera") != str(camera):
        st.query_params["camera"] = str(camera)
    if "extent" in st.query_params:
        st.query_params["extent"] = str(bounds)


def limit(bounds: Bounds | None) -> None:
    """Limit charts and totals to a part of the map, None to all of it; call it from a callback."""
    if bounds:
        st.query_params["extent"] = str(bounds)
    elif "extent" in st.query_params:
        del st.query_params["extent"]


def come_home() -> None:
    """Forget where the map looks, so that it goes to the chosen place; call it from a callback."""
    if "camera" in st.query_params:
        del st.query_params["camera"]


def share(choices: Choices, view: View, data: str) -> None:
    """Draw the button that shows the link to this very view on this very ledger."""
    query = link.query(view, choices)
    address = (st.context.url or "").split("?")[0]
    with st.popover("Copy link", icon=":material/link:", width="stretch"):
        caption("Opens this question again on this very ledger, and says what a newer one answers.")
        st.code(f"{address}?{query}{'&' if query else ''}data={data}", language=None, wrap_lines=True)


def _url() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _as_widget(view: View, name: str, choices: Choices) -> Any:
    """Return the value of a View's field as its widget holds it."""
    value = getattr(view, name)
    if name == "known_on":
        return value or choices.last
    if name == "layout":
        return value.value
    if name in ("policy", "compare_policy"):
        return value and value.value
    return list(value) if name in ("layers", "actors") else value


def _as_texts(value: Any, choices: Choices) -> list[str]:
    """Return a widget's value as a link has it, so that one reader checks both."""
    values = value if isinstance(value, list | tuple) else [value]
    texts = [str(item) for item in values if item is not None]
    if len(texts) == 1 and isinstance(value, tuple):
        texts *= 2  # a window of which only the first day has been chosen yet
    return texts or [""]
