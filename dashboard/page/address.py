"""The page's address: read once into the widgets, which Streamlit then keeps it in step with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.page.caption import caption
from dashboard.question import link
from dashboard.question.camera import Bounds, Camera
from dashboard.question.choices import Choices
from dashboard.question.fault import Fault, printable
from dashboard.question.view import View
from dashboard.wording import page as words
from dashboard.wording.language import Message

_BOUND = ("on", "window", "known_on", "actors", "compare_on", "compare_known_on")
"""Fields of the View that Streamlit keeps in the address itself, as their widgets show them."""

_NAMED = (
    *("policy", "layers", "place", "compare_policy", "layout", "stretch"),
    *("log", "log_of", "log_order"),
)
"""Fields whose widgets show words of the reader's language; `write` puts their names into the address."""

_WIDGETS = (*_BOUND, *_NAMED)
"""Fields of the View with a widget on some page; widget key and URL parameter have the same name."""

_UNBOUND = ("camera", "extent")

_DATA = "data"
"""The parameter that names the ledger which a link was made on, by its hash."""

_NOTES = "link_notes"
_ASKED = "asked"
_PAGE = "asked_on"
_ANEW = "asked_anew"
"""The parameters of the question that another ledger is asked at the next run."""
_BROUGHT = "brought"
"""Values that came along from another page, by parameter: the address has them once they are changed."""


def data_asked() -> str:
    """Return the hash of the ledger that the page's address names; empty where it names none."""
    return st.query_params.get(_DATA, "")


def keep_release(named: Callable[[str], str], older: Collection[str]) -> None:
    """Carry the older release that a link asks from page to page; call it before anything is asked.

    A page begins with an address without parameters. `named` gives the whole hash for any spelling of a
    release, nothing where there is none; `older` are the hashes of the releases before the newest.
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
    st.query_params.pop(_DATA, None)


def read_link(choices: Choices, data: str, page: str) -> None:
    """Take over the question of a visit's link, or that of the page the reader comes from.

    Widgets take valid parameters from the URL themselves. On a visit's first run this adds what
    the link meant where they do not know the text: another spelling of a place, a day outside
    the ledger, an actor's id; what could not be used is kept for `link_notes`. A page begins with
    fresh widgets and an address without parameters, so the question is carried there. So it is to
    today's ledger, whose widgets have other days to choose from.
    """
    state = st.session_state
    state.setdefault(_BROUGHT, {})
    if _ANEW in state:
        view, faults = link.read(state.pop(_ANEW), choices)
        state[_NOTES] = (faults, repr(view))
        seeds = [*_WIDGETS]
    elif _NOTES not in state:
        params = _url()
        view, faults = link.read(params, choices)
        made_on = params.get(_DATA, [data])[-1]
        if made_on and made_on != data:
            faults += (Fault(_DATA, "no-release", {"text": printable(made_on), "now": data}),)
        state[_NOTES] = (faults, repr(view))
        seeds = [name for name in _WIDGETS if name in params]
    elif state[_PAGE] != page:
        view, seeds = state[_ASKED], [*_WIDGETS]
        bring({name: _as_widget(view, name, choices) for name in _NAMED})
        for name in _UNBOUND:
            if getattr(view, name) is not None:
                st.query_params[name] = str(getattr(view, name))
    else:
        return
    state[_ASKED], state[_PAGE] = view, page
    for name in seeds:
        state[name] = _as_widget(view, name, choices)


def link_notes(view: View) -> tuple[Fault, ...]:
    """Return what of the link could not be used, until the reader asks another question."""
    faults, asked = st.session_state[_NOTES]
    if asked != repr(view):
        st.session_state[_NOTES] = ((), asked)
        return ()
    return tuple(faults)


def current(choices: Choices) -> View:
    """Return the View of the widgets and of the address as they are.

    What this page has no widget for is as it was last asked.
    """
    state = st.session_state
    values = {name: _from_widget(state[name], name, choices) for name in _WIDGETS if name in state}
    seen, _ = link.read({name: texts for name, texts in _url().items() if name in _UNBOUND}, choices)
    view: View = replace(state[_ASKED], **values, camera=seen.camera, extent=seen.extent)
    state[_ASKED] = view
    return view


def choose(
    draw: Callable[..., Any],
    name: str,
    choices: Choices,
    label: Message,
    labels: Mapping[str, Message] | None = None,
    **options: Any,
) -> Any:
    """Draw a widget whose names are in the address while its labels are words, and return its value."""
    seed(
        name,
        _as_widget(choices.default, name, choices),
        lambda params: _as_widget(link.read(params, choices)[0], name, choices),
    )
    if labels:
        options |= {"options": [str(each) for each in labels], "format_func": lambda each: labels[each]()}
    value = draw(label(), key=name, **options)
    asked = replace(choices.default, **{name: _from_widget(value, name, choices)})
    write(name, value, link.params(asked, choices).get(name, ()))
    return value


def again(name: str, choices: Choices) -> None:
    """Give a widget that was not drawn for a while the value asked last; call it before it is drawn."""
    st.session_state.setdefault(name, _as_widget(st.session_state[_ASKED], name, choices))


def seed(name: str, default: Any, read: Callable[[Mapping[str, Sequence[str]]], Any]) -> None:
    """Give a widget its first value, or what the address has after the browser's back or forward.

    `read` gives the value of the widget by the parameters of an address.
    """
    context = get_script_run_ctx()
    if context and context.is_history_navigation:
        st.session_state[name] = read(_url())
    else:
        st.session_state.setdefault(name, default)


def bring(values: Mapping[str, Any]) -> None:
    """Note the values of widgets that came along from another page, by parameter."""
    st.session_state[_BROUGHT] |= values


def write(name: str, value: Any, texts: Sequence[str]) -> None:
    """Write the texts of a widget's value into the address, none where it is the default."""
    brought = st.session_state[_BROUGHT]
    if name in brought and brought[name] == value:
        return  # a page begins with an address without parameters, and one entry in the browser's history
    brought.pop(name, None)
    if texts and st.query_params.get_all(name) != list(texts):
        st.query_params[name] = list(texts)
    elif not texts:
        st.query_params.pop(name, None)


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
    else:
        st.query_params.pop("extent", None)


def come_home() -> None:
    """Forget where the map looks, so that it goes to the chosen place; call it from a callback."""
    st.query_params.pop("camera", None)


def share(choices: Choices, view: View, data: str) -> None:
    """Draw the button that shows the link to this very view on this very ledger."""
    query = link.query(view, choices)
    address = (st.context.url or "").split("?")[0]
    with st.popover(words.COPY_LINK(), icon=":material/link:", width="stretch"):
        caption(words.COPY_LINK_HELP())
        st.code(f"{address}?{query}{'&' if query else ''}data={data}", language=None, wrap_lines=True)


def _url() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _as_widget(view: View, name: str, choices: Choices) -> Any:
    """Return the value of a View's field as its widget holds it."""
    value = getattr(view, name)
    if name == "known_on":
        return value or choices.last
    if name in ("layout", "log_of", "log_order"):
        return value.value
    if name in ("policy", "compare_policy"):
        return value and value.value
    if name == "log":
        return [subject.value for subject in value]
    return list(value) if name in ("layers", "actors") else value


def _from_widget(value: Any, name: str, choices: Choices) -> Any:
    """Return the value of a View's field from that of its widget; the opposite of `_as_widget`."""
    default = getattr(choices.default, name)
    if name == "window":
        return (value[0], value[-1]) if value else default  # one day, until the second is chosen too
    if name == "log":
        return tuple(value or ())
    if name in ("layers", "actors"):
        return tuple(each for each in getattr(choices, name) if each in value)
    if name == "place":
        return value if value is None or value in choices.places else default
    if name == "known_on":
        return None if value == choices.last else value
    return default if value is None else value
