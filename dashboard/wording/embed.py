"""What the embedded page says around its map, and what the page says of the code that embeds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene
from dashboard.question.fault import Fault
from dashboard.wording import holdings
from dashboard.wording import page as words
from dashboard.wording.dates import long_day
from dashboard.wording.language import Message, later, listed, say
from dashboard.wording.text import Run, Text, joined, say_text, say_text_plural, shortened
from dashboard.wording.vocabulary import POLICY
from geodata.catalog import Catalog
from geodata.datasets.sources import Source
from geodata.vocab import Policy

# -- The embedded page -----------------------------------------------------------------------------

OPEN = later("Open the full question in a new tab")
ABOUT = later("About this map")
LEGEND = later("What colours and patterns mean")
NO_SCRIPT = later("The map needs JavaScript; the answer stands without it.")
NO_PAGE = later("There is no such page; the map is at {address}.")
_MOST_FAULTS = 3
_MOST_SOURCES = 5
_LONGEST_FAULTS = 400


def day(scene: Scene) -> str:
    """Return the day of the map, or its window."""
    return holdings.stamp(scene) if of_window(scene) else long_day(scene.view.on)


def faults(found: Sequence[Fault]) -> str:
    """Return what of a link could not be used, in one line; empty where all of it could."""
    if not found:
        return ""
    said = "; ".join(words.fault(each) for each in found[:_MOST_FAULTS])
    return shortened(f"{words.LINK_NOT_USED()} {said}", _LONGEST_FAULTS)


def sources(documents: Sequence[Source]) -> Text:
    """Return whose documents the map rests on, each with its address; beyond a few they are counted."""
    named: dict[str, Run] = {}
    for each in documents:
        publisher = each.publisher.partition(" (")[0]
        named.setdefault(publisher, Run(publisher, address=each.url))
    if not named:
        return Text.of(say("Sources: none, no accepted claim is about a place on this map."))
    names, more = joined(list(named.values())[:_MOST_SOURCES], ", "), len(named) - _MOST_SOURCES
    if more <= 0:
        return say_text("Sources: {names}.", names=names)
    return say_text_plural(
        "Sources: {names} and {figure} more.", "Sources: {names} and {figure} more.", more, names=names
    )


def cited(catalog: Catalog) -> str:
    """Return which ledger answers, and under which licence."""
    if release := catalog.release:
        return say(
            "{ledger}, release {number} of {day}, data version {hash}, CC BY 4.0.",
            ledger=words.NAME(),
            number=release.number,
            day=long_day(release.day),
            hash=catalog.hash,
        )
    return say("{ledger}, data version {hash}, CC BY 4.0.", ledger=words.NAME(), hash=catalog.hash)


def rule(policy: Policy) -> str:
    """Return by which rule the claims were weighed, and what it means."""
    return say("Evidence rule: {rule}. {meaning}", rule=POLICY[policy](), meaning=say(policy.meaning))


# -- The code that embeds it -----------------------------------------------------------------------

COPY = later("Copy embed code")
COPY_HELP = later(
    "A frame with this map, its day, legend and sources, for an article. It asks this question on this very "
    "ledger. Readers can move the map, play it and choose places."
)
COLOURS = later("Colours of the frame")
THEMES: Mapping[str, Message] = {
    "": later("as the reader’s device"),
    "light": later("light"),
    "dark": later("dark"),
}
"""In which colours a frame is drawn, by what its address says."""
OWN_ADDRESS = later(
    "Its address opens on this machine alone. Whoever runs the page puts the one for others into {variable}."
)
NO_SITES = later(
    "No other site may show it yet: whoever runs the page starts it with {option} and the site’s address."
)


def only_on(origins: Sequence[str]) -> str:
    """Return which sites may show the frame."""
    return say("These sites may show it: {sites}.", sites=listed(list(origins)))
