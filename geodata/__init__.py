"""Border Ledger's domain: claims about places, and the rule that turns them into states.

The names below are the public ones. Each is imported when it is first used, so that
`import geodata` itself costs nothing. Answers show themselves in a notebook, and `to_frame()` and
`to_geodataframe()` make frames of pandas and geopandas of them.
"""

# ruff: noqa: F401 - the imports below are for the type checker

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geodata.analysis.citing import cite
    from geodata.analysis.timeline import next_change, previous_change
    from geodata.catalog import Catalog, open_catalog
    from geodata.dates import When, show_when
    from geodata.errors import BadDate, BrokenBundle, Issue, LedgerError, UnknownName
    from geodata.exports.files import export
    from geodata.exports.notebook import (
        catchments,
        changes_between,
        intervals,
        log,
        mines_near,
        mines_on,
        state,
        states,
        states_over,
    )
    from geodata.resolver.resolve import track
    from geodata.vocab import Dimension, Policy, Status

__version__ = "0.1.0"
"""The version of the software, as in pyproject.toml."""

_HOMES = {
    "analysis.citing": ("cite",),
    "analysis.timeline": ("next_change", "previous_change"),
    "catalog": ("Catalog", "open_catalog"),
    "dates": ("When", "show_when"),
    "errors": ("BadDate", "BrokenBundle", "Issue", "LedgerError", "UnknownName"),
    "exports.files": ("export",),
    "exports.notebook": (
        *("catchments", "changes_between", "intervals", "log", "mines_near", "mines_on"),
        *("state", "states", "states_over"),
    ),
    "resolver.resolve": ("track",),
    "vocab": ("Dimension", "Policy", "Status"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'geodata' has no attribute {name!r}")
    value = getattr(import_module(f"geodata.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
