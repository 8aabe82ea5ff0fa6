"""The words of the map in the browser: messages by the keys that its scripts say, names of months, a day.

They travel with the map's data, so that the scripts have no sentence of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard.wording.dates import months
from dashboard.wording.language import Message, later, translated

MAP: Mapping[str, Message] = {
    "day": later("{day} {month} {year}"),
    "stamp": later("State on {day}"),
    "thisView": later("this view"),
    "scale": later("{km} km"),
    "notLoaded": later("The map did not load; reload the page to try again."),
    "partNotLoaded": later("Part of the map did not load; reload the page to try again."),
    "onlineNotLoaded": later("The online map did not load; the built-in map is shown."),
    "noWebGL": later(
        "This browser has no WebGL: the map moves by its buttons and by keys alone, "
        "and layers of your own are not drawn."
    ),
    "zoomIn": later("Zoom in"),
    "zoomOut": later("Zoom out"),
    "fit": later("Show all of it: the chosen place or stretch again (key 0)"),
    "list": later("Places and mines on this map"),
    "choose": later("Choose a place or mine"),
    "crossings": later("Crossings, north to south"),
    "towns": later("Inland towns, north to south"),
    "mines": later("Mine clusters"),
    "ownMore": later("{count} more: zoom in, and they are listed here"),
    "playback": later("Playback of the window"),
    "play": later("Play"),
    "playFromTo": later("Play from {first} to {last}"),
    "pause": later("Pause"),
    "previous": later("Previous change on the map"),
    "next": later("Next change on the map"),
    "close": later("Close playback"),
    "date": later("Date"),
    "speed": later("Speed"),
    "slow": later("slow"),
    "normal": later("normal"),
    "fast": later("fast"),
    "handle": later("Share of the map that shows the earlier or first answer"),
}
"""What the component says, by key; `day` is how a day is written."""

DOCUMENT: Mapping[str, Message] = {
    "onDay": later("on {day}"),
    "mapOn": later(
        "Map of the Myanmar–China border on {day}. Its places and mines are also in the list of this map, "
        "with who held them."
    ),
    "detailsOf": later("Details and sources are those of {day}: go back to it to see them."),
    "sources": later("Sources"),
    "notOnMap": later("not on the map"),
}
"""What the script of the one-file map says besides."""

_FRAME: Mapping[str, Message] = {
    "notice": later(
        "The map shows {map_day}. Title and sentence, the table and the sources are for {own_day}."
    ),
    "back": later("Back to {day}"),
    "map_on": later("The map on {shown}"),
    "map_of": later("The map: {shown}"),
    "date_of_map": later("Date of the map"),
    "previous": later("Previous change"),
    "previous_help": later("Previous change of control"),
    "next": later("Next change"),
    "next_help": later("Next change of control"),
    "layers_label": later("Layers"),
    "trouble": later(
        "This browser could not open the map of this file. A browser of 2023 or later can; "
        "all the words below stand without it."
    ),
    "no_script": later("The map needs JavaScript; all the words below stand without it."),
    "legend_label": later("What colours and patterns mean"),
    "card_label": later("The chosen place"),
    "choose": later("Choose a place on the map, or in the list that the Tab key brings up in it."),
    "behind": later("Behind the answer for {day}"),
    "crossings_and_gates": later("Crossings and gates on {day}"),
    "sources_for": later("Sources for {day}"),
    "tools": later(
        "The map is drawn by deck.gl (MIT) as pydeck (Apache 2.0) brings it; the letters are cuts of Adobe’s "
        "and Google’s open fonts (SIL OFL 1.1)."
    ),
}


def map_words() -> dict[str, Any]:
    """Return the words of the component for its data."""
    return {**{key: translated(message.text) for key, message in MAP.items()}, "months": months()}


def document_words() -> dict[str, Any]:
    """Return the words of the one-file map's scripts: the component's, and its own."""
    return map_words() | {key: translated(message.text) for key, message in DOCUMENT.items()}


def frame_words(**values: str) -> dict[str, str]:
    """Return the texts of the one-file map's page, as HTML; `values` are HTML already."""
    return {f"say_{key}": escape(translated(each.text)).format(**values) for key, each in _FRAME.items()}
