"""The colours of paper: the page's two themes, and greys in which patterns and codes carry the meaning."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from dashboard.briefing.order import Tone
from dashboard.theme import DARK, LIGHT, Theme, rgb

_GREYS = {
    "kia": "#2F2F2F",
    "sac": "#A8A8A8",
    "kbgf": "#DADADA",
    "mndaa": "#7A7A7A",
    "tnla": "#5C5C5C",
    "uwsa": "#C2C2C2",
}
"""Six greys far enough apart to part neighbours; which is which the codes say."""


def theme_of(tone: Tone) -> Theme:
    """Return the colours of a tone."""
    return {Tone.LIGHT: LIGHT, Tone.DARK: DARK, Tone.GREY: GREY}[tone]


def _grey(colour: str) -> str:
    """Return a colour's luma (ITU-R BT.601) as a grey."""
    red, green, blue = rgb(colour)
    level = round(0.299 * red + 0.587 * green + 0.114 * blue)
    return f"#{level:02X}{level:02X}{level:02X}"


def _greyscale() -> Theme:
    plain: dict[str, Any] = {
        item.name: _grey(value)
        for item in fields(LIGHT)
        if isinstance(value := getattr(LIGHT, item.name), str) and value.startswith("#")
    }
    texts = dict.fromkeys(LIGHT.texts, LIGHT.ink)
    return replace(
        LIGHT,
        **plain,
        fills=_GREYS,
        texts={actor: _grey(ink) for actor, ink in texts.items()},
        area=0.3,
        area_pattern=0.4,
    )


GREY = _greyscale()
"""Greys for a printer without colour."""
