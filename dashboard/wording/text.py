"""Foreign text made safe for Streamlit's Markdown, and the few phrases the page repeats in it.

Every value that was written outside this program goes through `escape` before it is shown:
Markdown can load images, and an image tells another host who reads what.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from geodata.catalog import Catalog

_MEANT = re.compile(r"[\\`*_{}\[\]()#+\-!|<>~$&:@/=^]|\.(?!\s|$)|(?<=\A\d)\.|(?<=\A\d\d)\.|(?<=\A\d{4})\.")
"""What Markdown, or Streamlit's directives, could obey; a full stop only inside a word or list."""
_LONGEST = 300

COLOURS = {
    "kia": "blue",
    "sac": "orange",
    "kbgf": "yellow",
    "mndaa": "violet",
    "tnla": "green",
}
"""Streamlit's colour name by actor: .streamlit/config.toml gives each the actor's text hue."""


def escape(text: str, longest: int = _LONGEST) -> str:
    """Return `text` so that Markdown shows it as it is: one line, no control characters."""
    plain = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    plain = " ".join(plain.split())
    if len(plain) > longest:
        plain = plain[: longest - 1] + "…"
    return _MEANT.sub(r"\\\g<0>", plain)


def link(text: str, url: str) -> str:
    """Return a Markdown link to a web address, or only the escaped text where it is none."""
    address = _address(url)
    return f"[{escape(text)}]({address})" if address else escape(text)


def source_icon(url: str) -> str:
    """Return a small icon that links to a source, empty where it has no web address."""
    address = _address(url)
    return f"[:material/open_in_new:]({address})" if address else ""


def _address(url: str) -> str:
    """Return a web address fit for a Markdown link, empty for anything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return quote(url, safe=":/?#@!$&*+,;=%~-._")


def code(catalog: Catalog, actor: str) -> str:
    """Return an actor's code letters in bold and in its text hue, where it has one."""
    known = catalog.actors.get(actor)
    letters = f"**{escape(known.code if known else actor)}**"
    colour = COLOURS.get(catalog.later_names.get(actor, actor))
    return f":{colour}[{letters}]" if colour else letters


def codes(catalog: Catalog, actors: Sequence[str], between: str = " + ") -> str:
    """Return several actors' codes, joined."""
    return between.join(code(catalog, actor) for actor in actors)


def quiet(text: str) -> str:
    """Return Markdown in the second ink; `text` is Markdown already."""
    return f":gray[{text}]"


_DIRECTIVE = re.compile(r":[a-z]+(?:-[a-z]+)*\[((?:[^\[\]\\]|\\.)*)\]")
_LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]\([^()]*\)")


def plain(text: str) -> str:
    """Return this module's Markdown as plain text: without colours, stars, links and backslashes."""
    bare = _LINK.sub("", text).replace("**", "")
    while (shorter := _DIRECTIVE.sub(r"\1", bare)) != bare:
        bare = shorter
    return " ".join(re.sub(r"\\(.)", r"\1", bare).split())
