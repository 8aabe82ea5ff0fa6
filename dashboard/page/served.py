"""The address of this server, as others reach it."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from dashboard import settings


def server() -> str:
    """Return the root of this server, without a slash at its end.

    It is the address that is set for others, where others can open that; else the one that the reader opened.
    """
    if given := settings.current().public:
        return given
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}" if parts.netloc else ""
