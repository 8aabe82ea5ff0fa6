"""Which files and claims of the reader's own the server has no longer: named, and asked for again.

A visit's own data end with the server, and with a page that is loaded anew. The browser keeps their names for
its tab, and tells them to a visit that has nothing of it: so they are in no link, and nobody else is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.page import address, parts, store, uploads
from dashboard.wording import own as words
from dashboard.wording.own import foreign
from dashboard.wording.text import escape
from geodata.imports.layer import LIMITS, cleaned

_KEY, _LOST, _HAD, _NAMED = "own_names", "own_lost", "own_had", "own_named"
_LONGEST, _MOST_CLAIMS = 120, 10_000
_mount = st.components.v2.component(
    "border_ledger_lost", html="<i></i>", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Names:
    """What a reader has or had of their own: names of files, and how many claims."""

    files: tuple[str, ...] = ()
    claims: int = 0

    def __bool__(self) -> bool:
        return bool(self.files or self.claims)

    def but(self, here: Names) -> Names:
        """Return what of it is not here."""
        return Names(
            tuple(name for name in self.files if name not in here.files), 0 if here.claims else self.claims
        )


def told(value: Any) -> Names:
    """Return what a browser says that it had; what is odd about it is left out."""
    given = value if isinstance(value, dict) else {}
    files, claims = given.get("files"), given.get("claims")
    listed = files if isinstance(files, (list, tuple)) else ()
    names = [cleaned(each, _LONGEST) for each in listed if isinstance(each, str)]
    many = int(claims) if isinstance(claims, int) and 0 < claims <= _MOST_CLAIMS else 0
    return Names(tuple(dict.fromkeys(filter(None, names)))[: LIMITS.layers], many)


def listen() -> None:
    """Let the browser keep the names of what is here, or tell those that it kept; call it on every page."""
    state, here = st.session_state, _here()
    lost: Names = state.get(_LOST, Names())
    if not state.get(_HAD) and not lost:
        lost = told((state.get(_KEY) or {}).get("kept"))
    state[_LOST] = lost = lost.but(here)
    state[_NAMED] = bool(state.get(_NAMED) or lost)
    state[_HAD] = had = bool(state.get(_HAD) or here or lost)
    keeps = None
    if had:
        files, claims = (*here.files, *lost.files), here.claims or lost.claims
        keeps = {"files": list(files), "claims": claims}
    if had or _may_have_had():
        # What it tells runs the page again, and no more: that it kept names, and that the server came back.
        _mount(key=_KEY, data={"keep": keeps}, on_kept_change=_run, on_back_change=_run, height=1)


def _run() -> None:
    """Let the page run."""


def _here() -> Names:
    """Return what of the reader's own this visit has."""
    claims = store.own()
    return Names(uploads.names(), len(claims.claims) if claims else 0)


def _may_have_had() -> bool:
    """Tell whether a visit that has nothing may be one that lost it: most never had any."""
    return parts.OWN in st.query_params or address.page() == "data"


def named() -> bool:
    """Tell whether this visit's address speaks of what its own reader lost, not of another's data."""
    return bool(st.session_state.get(_NAMED))


def draw() -> None:
    """Name what is lost and ask for it again; nothing where nothing is lost."""
    lost: Names = st.session_state.get(_LOST, Names())
    if lost:
        with st.container(key="own_is_lost", gap="xsmall"):
            every = [foreign(name, _LONGEST) for name in lost.files]
            every += [escape(words.lost_claims(lost.claims))] if lost.claims else []
            lines = "\n".join(f"- {each}" for each in every)
            st.warning(f"{escape(words.LOST(), longest=600)}\n{lines}", icon=":material/info:")
            with st.container(horizontal=True, gap="small"):
                if address.page() != "data" and st.button(words.CHOOSE_AGAIN(), key="own_choose_again"):
                    st.switch_page("app_pages/data.py")
                st.button(words.GO_WITHOUT(), key="own_go_without", on_click=_give_up)


def _give_up() -> None:
    st.session_state[_LOST] = Names()
