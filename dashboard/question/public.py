"""Where links from outside lead, never to this machine alone; and what another site may show of the page."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from dashboard.question.choices import Choices
from dashboard.question.online import ONLINE
from dashboard.question.view import View
from geodata.exports.references import is_own as is_own

EMBED = "/embed"
"""The path of the page that another site may show in a frame."""


def public(*addresses: str | None) -> str:
    """Return the first address that others can open, empty where there is none."""
    return next((each for each in addresses if each and not is_own(each)), "")


_EMBEDDED = (
    *("on", "window", "map_of", "known_on", "policy"),
    *("layers", "actors", "place", "lang", "camera", "stretch"),
)
"""Fields of a View that the embedded page shows."""


def embedded(view: View, choices: Choices) -> View:
    """Return what of a view is embedded.

    Nothing that calls another host, which no reader of an article chose; and no part of the map to which
    totals are limited, since they stand there without the switch that says so.
    """
    fields = {name: getattr(view, name) for name in _EMBEDDED}
    fields["layers"] = tuple(name for name in view.layers if name not in ONLINE)
    return replace(choices.default, **fields)


def embed_address(page: str, query: str) -> str:
    """Return the whole address of the embedded page.

    Args:
        page: The address of any other page, such as that of Briefing.
        query: The question, as it stands after a question mark.
    """
    parts = urlsplit(page)
    path = parts.path.rpartition("/")[0] + EMBED
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))
