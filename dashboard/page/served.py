"""The address of this server, as others reach it."""

from __future__ import annotations

import os
from contextlib import suppress
from urllib.parse import urlsplit

import streamlit as st

from dashboard import ADDRESS
from dashboard.question.public import public
from geodata.errors import UnknownName
from geodata.exports.references import server_of


def server() -> str:
    """Return the root of this server, without a slash at its end.

    It is the address that is set for others, where others can open that; else the one that the reader opened.
    """
    with suppress(UnknownName):  # not even an address: that of the page is one
        if given := public(server_of(os.environ.get(ADDRESS, ""))):
            return given
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}" if parts.netloc else ""
