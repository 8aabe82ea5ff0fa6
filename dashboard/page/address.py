"""The page's address: the one place that reads the question from it and writes it there.

`begin` starts every run. It takes the question from the address on a visit's first run and after the
browser's back or forward, from the last run where the page is another, and else from the widgets. Then
it sets the widgets to the question, and `end` writes it into the address: so all three always agree, and
what draws the widgets need not know that there is an address.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import settings
from dashboard.page.caption import caption
from dashboard.page.served import server
from dashboard.question import link
from dashboard.question.camera import Bounds, Camera
from dashboard.question.fault import Fault, printable
from dashboard.question.view import View
from dashboard.wording import own as own_words
from dashboard.wording import page as words

Params = Mapping[str, Sequence[str]]
"""The values of each parameter of an address."""

Held = Mapping[Any, Any]
"""What the widgets hold, by their keys."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the question: how it stands in the address, and in the widgets.

    Attributes:
        name: Its name in this visit's memory.
        page: Path of the page that it belongs to, None where it belongs to all.
        read: Gives its value by the parameters of an address, and the fault of each that cannot be used.
        params: Gives the parameters of a value: only what differs from the default.
        show: Gives the values of its widgets, by their keys.
        hear: Gives its new value by the one before and the widgets that there are.
    """

    name: str
    page: str | None
    read: Callable[[Params], tuple[Any, tuple[Fault, ...]]]
    params: Callable[[Any], Params]
    show: Callable[[Any], Mapping[str, Any]]
    hear: Callable[[Any, Held], Any]


@dataclass(frozen=True, slots=True)
class Note:
    """What of an address could not be used.

    It holds, and stays in the address, until the reader asks another question: a reload says it again.

    Attributes:
        faults: What is wrong.
        question: The parameters of the question for which it holds.
        given: The parameters that could not be used, as they were given.
    """

    faults: tuple[Fault, ...]
    question: Params
    given: Params


VIEW = "view"
"""The name of the part that belongs to all pages: the View."""

_DATA = "data"
"""The parameter that names the ledger which is asked, by its hash; also where it is kept."""

_ASKED = "asked"
"""The value of each part as it was last asked."""
_NOTES = "link_notes"
"""The note of each part of which something in the address could not be used."""
_PAGE = "asked_on"
_PARAMS, _QUERY = "asked_params", "asked_query"
"""The parameters of the question of this run, also as the text of a link."""
_GIVEN = "given_params"
"""What of the address could not be used on this page, as it was given."""
_WRITTEN = "written"
"""The parameters that the address was last given."""
_DRAWN = "asked_and_drawn"
"""Whether the page was drawn to its end since it was last asked by an address."""
_UNSETTLED = "unsettled"
"""Whether the address waits for the map."""
_ANEW = "asked_anew"
"""The parameters that another ledger is asked at the next run."""
_LEADS = "link_leads_to"
"""The page and the parameters of a link on the page before that asks something else than its run did."""
_LOADED = "asked_from_file"
"""The parameters of a whole question that is asked at the next run."""


# -- Which ledger ----------------------------------------------------------------------------------


def data_asked() -> str:
    """Return the hash of the ledger that is asked; empty where the address names none."""
    return str(st.session_state.get(_DATA, ""))


def ask_ledger(named: Callable[[str], str], now: str) -> tuple[Fault, ...]:
    """Take over the ledger that the address names, and return what of that could not be used.

    Call it before anything is asked.

    Args:
        named: Gives the whole hash for any spelling of a release, nothing where there is none.
        now: Hash of the ledger as it is now.
    """
    if not _comes_by_address():
        return ()
    text = st.query_params.get(_DATA, "")
    st.session_state[_DATA] = named(text) if text else ""
    if not text or data_asked():
        return ()
    return (Fault(_DATA, "no-release", {"text": printable(text), "now": now}),)


def ask_today(params: Params) -> None:
    """Ask the ledger as it is now a question, no longer the older release; call it from a callback.

    What today's ledger cannot be asked is noted, as for a link.
    """
    st.session_state[_DATA] = ""
    st.session_state[_ANEW] = params


def ask(params: Params) -> None:
    """Ask the question of some parameters on this page at the next run; call it from a callback."""
    st.session_state[_LOADED] = params


# -- The question ----------------------------------------------------------------------------------


def begin(page: str, parts: Sequence[Part], faults: tuple[Fault, ...] = ()) -> None:
    """Make the question of this run, and set the widgets to it.

    Args:
        page: Path of the page.
        parts: What the question consists of, on any page.
        faults: What of the address could not be used before.
    """
    state = st.session_state
    asked, notes = state.setdefault(_ASKED, {}), state.setdefault(_NOTES, {})
    by_address, moved = _comes_by_address(), state.get(_PAGE) != page
    anew, loaded = state.pop(_ANEW, None), state.pop(_LOADED, None)
    if moved and state.pop(_LEADS, None) == (page, _url()):
        anew = _url()
    for part in parts:
        here = part.page in (None, page)
        params = loaded if here else None
        if part.name == VIEW and anew is not None:
            params = anew
        elif params is None and here and by_address:
            params = _url()
        if params is not None:
            asked[part.name], wrong = part.read(params)
            wrong = (*wrong, *faults) if part.name == VIEW else wrong
            given = {each.parameter: params[each.parameter] for each in wrong if each.parameter in params}
            notes[part.name] = Note(wrong, _noted(part, asked), given)
        elif part.name not in asked:
            asked[part.name], _ = part.read({})
        elif here and not moved:
            asked[part.name] = part.hear(asked[part.name], state)
        if part.name in notes and notes[part.name].question != _noted(part, asked):
            del notes[part.name]
        if here:
            if moved or params is not None:
                state[_DRAWN] = False
            _set_widgets(part.show(asked[part.name]), all_of_them=not state[_DRAWN])
    state[_PAGE] = page
    state[_PARAMS], state[_GIVEN] = _params_on(page, parts), _given_on(page, parts)
    state[_QUERY] = urlencode(state[_PARAMS], doseq=True)
    if by_address or moved:
        state[_WRITTEN] = _url()  # what the browser has, or will have once it turned to the page


def led() -> bool:
    """Tell whether a callback asked another question than the widgets do: the whole page has to follow."""
    return _ANEW in st.session_state or _LOADED in st.session_state


def end() -> None:
    """Write the question of this run into the address; call it when the page is drawn.

    Not earlier: the browser may still be turning to the page.
    """
    st.session_state[_DRAWN] = True
    params = st.session_state[_PARAMS] | st.session_state[_GIVEN]
    if st.session_state.pop(_UNSETTLED, False):
        return
    # The browser may not have got what was written last when it began this run.
    if params != st.session_state[_WRITTEN] or params != _url():
        st.query_params.from_dict(params)
    st.session_state[_WRITTEN] = params


def _comes_by_address() -> bool:
    """Tell whether the address leads: on a visit's first run, and after the browser's back or forward."""
    context = get_script_run_ctx()
    return _PAGE not in st.session_state or bool(context and context.is_history_navigation)


def _noted(part: Part, asked: Mapping[str, Any]) -> Params:
    """Return for which parameters a note holds: wherever the map is moved."""
    return {name: texts for name, texts in part.params(asked[part.name]).items() if name != "camera"}


def _set_widgets(values: Mapping[str, Any], *, all_of_them: bool) -> None:
    """Set the widgets; but for `all_of_them` only those that hold something else.

    To set one that holds it already would undo what the reader does to it meanwhile. Until a page is drawn,
    all are set in each of its runs: one that was set in a run that ended early holds its value, but would be
    empty in the browser (Streamlit 1.67.0 tells the value in that run alone).
    """
    state = st.session_state
    for key, value in values.items():
        if all_of_them or not _same(state.get(key, _NOTHING), value):
            state[key] = value


_NOTHING: Final = object()
"""What a widget holds that is not drawn yet."""


def _same(held: Any, value: Any) -> bool:
    """Tell whether a widget holds a value; names may be in the order in which they were chosen."""
    if isinstance(held, tuple) and len(held) == 1:
        return True  # the first day of a period whose last the reader is about to choose
    if isinstance(held, (list, tuple)) and isinstance(value, (list, tuple)):
        return sorted(held) == sorted(value) if isinstance(held, list) else tuple(held) == tuple(value)
    return bool(held == value)


def _url() -> dict[str, list[str]]:
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    return {name: list(texts) for name, texts in link.spelled_out(given).items()}


def asked(name: str) -> Any:
    """Return the value of a part of the question, by its name."""
    return st.session_state[_ASKED][name]


def page() -> str:
    """Return the path of the page of this run."""
    return str(st.session_state[_PAGE])


def view() -> View:
    """Return the View of this run."""
    value: View = asked(VIEW)
    return value


def notes() -> tuple[Fault, ...]:
    """Return what of the link could not be used, until the reader asks another question."""
    return tuple(fault for note in st.session_state[_NOTES].values() for fault in note.faults)


# -- Without a widget ------------------------------------------------------------------------------


def look_at(camera: Camera, bounds: Bounds) -> None:
    """Keep where the map looks; what is limited to the map's extent follows it."""
    _change(camera=camera, **({"extent": bounds} if view().extent else {}))


def wait_for_map() -> None:
    """Leave the address as it is in this run: the map is about to tell what it shows, and a run follows.

    Back would lead to an extent that the map changes at once.
    """
    st.session_state[_UNSETTLED] = True


def limit(bounds: Bounds | None) -> None:
    """Limit charts and totals to a part of the map, None to all of it; call it from a callback."""
    _change(extent=bounds)


def come_home() -> None:
    """Forget where the map looks, so that it goes to the chosen place; call it from a callback."""
    _change(camera=None)


def _change(**fields: Any) -> None:
    st.session_state[_ASKED][VIEW] = replace(view(), **fields)


# -- Links -----------------------------------------------------------------------------------------


def params_on(pages: Collection[str], parts: Collection[Part]) -> Iterator[dict[str, list[str]]]:
    """Yield the parameters with which each page is asked this question, and what of it could not be used."""
    # Each part once, not once a page.
    once = [replace(part, params=partial(_same_params, part.params(asked(part.name)))) for part in parts]
    values, found, data = st.session_state[_ASKED], st.session_state[_NOTES], data_asked()
    for page in pages:
        yield _params_of(page, once, values, data) | _given_of(page, once, found)


def _same_params(params: Params, _: Any) -> Params:
    return params


def _params_on(page: str, parts: Collection[Part]) -> dict[str, list[str]]:
    return _params_of(page, parts, st.session_state[_ASKED], data_asked())


def _params_of(
    page: str, parts: Collection[Part], values: Mapping[str, Any], data: str
) -> dict[str, list[str]]:
    here = [part for part in parts if part.page in (None, page)]
    params = {name: list(texts) for part in here for name, texts in part.params(values[part.name]).items()}
    return params | ({_DATA: [data]} if data else {})


def _given_on(page: str, parts: Collection[Part]) -> dict[str, list[str]]:
    return _given_of(page, parts, st.session_state[_NOTES])


def _given_of(page: str, parts: Collection[Part], found: Mapping[str, Note]) -> dict[str, list[str]]:
    here = [found[part.name] for part in parts if part.page in (None, page) and part.name in found]
    return {name: list(texts) for note in here for name, texts in note.given.items()}


def params_now() -> dict[str, list[str]]:
    """Return the parameters of the question of this run, for a link to another page."""
    return {name: list(texts) for name, texts in st.session_state[_PARAMS].items()}


def link_to(page: str) -> str:
    """Return the address of a page for a link in a text, with the question of this run."""
    return settings.at(f"/{page}?{st.session_state[_QUERY]}")


def leading(page: str, params: Params) -> dict[str, list[str]]:
    """Return the parameters of a link to another page that asks another question than this run's.

    Draw one such link a page: who follows it is answered this question there, on the same ledger.
    """
    asked = {name: list(texts) for name, texts in params.items()}
    asked |= {_DATA: [data_asked()]} if data_asked() else {}
    st.session_state[_LEADS] = (page, asked)
    return asked


def share() -> DeltaGenerator:
    """Draw the button that shows the link to this very question, and return the place of the link."""
    opened = st.popover(words.COPY_LINK(), icon=":material/link:", width="stretch")
    with opened:
        caption(words.COPY_LINK_HELP())
        if "own" in st.session_state[_PARAMS]:
            caption(own_words.LINK_WITHOUT())
    return opened


def shared(data: str) -> None:
    """Draw the link to this very question on a ledger."""
    query = urlencode(st.session_state[_PARAMS] | {_DATA: data}, doseq=True)
    st.code(f"{server()}/{page()}?{query}", language=None, wrap_lines=True)
