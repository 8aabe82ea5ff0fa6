"""Who has signed in, small at the end of a page, with the way out."""

from __future__ import annotations

from html import escape as escape_html

import streamlit as st

from dashboard import settings
from dashboard.page.caption import caption
from dashboard.settings import SignIn
from dashboard.wording import page as words
from dashboard.wording.text import escape, shortened

_OUT = "/auth/logout"


def name() -> str:
    """Return who has signed in, as the proxy or the provider says; empty where nobody has to."""
    given = settings.current()
    if given.sign_in is SignIn.HEADER:
        # The server answers nobody but a trusted proxy then, so the header is the proxy's.
        return in_letters(str(st.context.headers.get(given.sign_in_header, "")))
    if given.sign_in is SignIn.OPENID:
        found = st.user.to_dict()
        return next((str(found[key]) for key in ("name", "email", "sub") if found.get(key)), "")
    return ""


def in_letters(header: str) -> str:
    """Return what a header says, in letters: proxies send UTF-8, and a server hands it on byte by byte."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:  # it is in Latin-1
        return header


def line() -> None:
    """Say who has signed in; nothing where nobody has to."""
    who = name()
    if not who:
        return
    with st.container(horizontal=True, gap="small", key="signed_in"):
        caption(escape(words.SIGNED_IN(name=shortened(who, 80))), width="content")
        if settings.current().sign_in is SignIn.OPENID:
            # No link of Markdown: that opens another tab, and leaves this one as it is.
            address = escape_html(f"{settings.root()}{_OUT}")
            st.html(
                f'<a href="{address}" target="_self">{escape_html(words.SIGN_OUT())}</a>', width="content"
            )
