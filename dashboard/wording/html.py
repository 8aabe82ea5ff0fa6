"""Texts as HTML: every foreign letter escaped, codes in the hue of their actor, web addresses as links."""

from __future__ import annotations

import re
from html import escape

from dashboard.wording.text import Run, Text

_ADDRESS = re.compile(r"https://[^\s<>\"]+[^\s<>\".,;)]")


def plain(text: str) -> str:
    """Return a text for HTML: escaped, and without characters that are none on paper."""
    return escape("".join(char if char.isprintable() else " " for char in text))


def hued(text: Text) -> str:
    """Return a text with its strong runs bold, in the hue of their actor: the class is the actor's id.

    What has a web address is a link that opens a tab of its own.
    """

    def html(run: Run) -> str:
        letters = plain(run.text)
        if run.strong:
            letters = f'<b class="{run.actor}">{letters}</b>' if run.actor else f"<b>{letters}</b>"
        if run.address.startswith(("https://", "http://")):
            letters = f'<a href="{plain(run.address)}" target="_blank" rel="noopener">{letters}</a>'
        return letters

    return "".join(map(html, text.runs))


def linked(text: str) -> str:
    """Return a text with its web addresses as links: a click opens them, the page itself never does."""
    html, end = "", 0
    for match in _ADDRESS.finditer(text):
        link = plain(match[0])
        html += f'{plain(text[end : match.start()])}<a href="{link}" rel="noopener">{link}</a>'
        end = match.end()
    return html + plain(text[end:])
