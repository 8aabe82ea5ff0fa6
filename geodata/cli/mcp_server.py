"""The command mcp: the tools for programs that read, served on standard input and output.

`mcp` is an extra, slow to import: what needs it is in `mcp_tools`, and imported when somebody asks for it.
"""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec

from geodata.catalog import Catalog, open_catalog
from geodata.errors import LedgerError, UnknownName
from geodata.exports.references import ADDRESS, is_own, server_of

INSTALL = "pip install 'border-ledger[mcp]'"
"""What installs the extra."""


def installed() -> bool:
    """Tell whether the package `mcp` is there, without importing it."""
    return find_spec("mcp") is not None


def run_mcp(options: argparse.Namespace) -> int:
    """Serve the tools until the program that asks is gone.

    Raises:
        LedgerError: If the package `mcp` is not installed, or the ledger cannot be opened.
    """
    if not installed():
        raise LedgerError(f"The package mcp is not installed: run {INSTALL}.")
    from geodata.cli.mcp_tools import server

    @lru_cache(maxsize=4)
    def opened(release: str | None) -> Catalog:
        return open_catalog(options.bundle, release=release)

    opened(options.release)  # what is wrong with it is told now
    server(lambda release: opened(release or options.release), _base()).run("stdio")
    return 0


def _base() -> str:
    """Return the address in the environment, empty where it is none that others can open."""
    with suppress(UnknownName):
        base = server_of(os.environ.get(ADDRESS, ""))
        return "" if is_own(base) else base
    return ""
