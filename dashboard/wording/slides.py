"""The words of slides: their titles, the line at the foot, the headings of their tables."""

from __future__ import annotations

from datetime import date

from dashboard.answer.log import that_day
from dashboard.answer.scene import Scene
from dashboard.wording import events, log
from dashboard.wording.dates import long_day, show_day
from dashboard.wording.language import figure, later, listed, say, say_plural
from dashboard.wording.own import in_briefing
from dashboard.wording.text import Text
from dashboard.wording.vocabulary import POLICY

PLACE, HOLDER, SINCE, EVIDENCE, GATE = (
    later("Place"),
    later("Holder"),
    later("Since"),
    later("Evidence"),
    later("China’s gate"),
)
"""Headings of the table of crossings."""

USED = later("used")
"""What stands beside a claim on which the answer rests."""

WHEN, SAYS, SENTENCE, WHO, RESULT = (
    later("When"),
    later("What it says"),
    later("In a sentence"),
    later("Who says so"),
    later("Used or set aside"),
)
"""Headings of the table of claims."""

ABOUT, KNOWN = later("About"), later("What is known")
"""Headings of the card of a place."""

SOURCES = later("Sources and the rule for evidence")
DIFFERS = later("What differs")
NOTHING = later("Nothing differs between these two answers.")
_NAMED = 3


def evidence_foot(scene: Scene) -> str:
    """Return the line at the foot of a slide: the rule, what is known, and whose own data are drawn."""
    text = say(
        "Border Ledger. Evidence: {rule}. As known on {day}.",
        rule=POLICY[scene.view.policy](),
        day=show_day(scene.known_on),
    )
    return " ".join(filter(None, (text, events.in_briefing(scene), in_briefing(scene.own))))


def foot(scene: Scene, unnamed: int, unnoted: int) -> str:
    """Return the line at the foot of a map: the rule, what is known, and what the map cannot show."""
    parts = [evidence_foot(scene)]
    if unnamed:
        parts.append(
            say_plural(
                "No room for the name of {figure} crossing.",
                "No room for the names of {figure} crossings.",
                unnamed,
            )
        )
    if unnoted:
        parts.append(
            say_plural(
                "No room for the gate or the age of {figure} crossing: see the table.",
                "No room for the gate or the age of {figure} crossings: see the table.",
                unnoted,
            )
        )
    counted = scene.crossings if scene.place is None else (scene.place, *scene.crossings)
    if names := list(dict.fromkeys(place.name for place in counted if not place.drawable)):
        parts.append(say("No point on the map is known for {places}.", places=listed(names)))
    return " ".join(parts)


def crossings(day: date) -> str:
    """Return the title of the table of crossings on a day."""
    return say("Who held each crossing on {day}", day=long_day(day))


def crossings_of_window(first: date, last: date) -> str:
    """Return the title of the table of crossings in a window."""
    return say("Who held each crossing, {first} to {last}", first=long_day(first), last=long_day(last))


def timeline(first: date, last: date) -> str:
    """Return the title of the timeline, which has these days."""
    return say(
        "Who held each crossing over time, {first} to {last}", first=show_day(first), last=show_day(last)
    )


def mines(day: date) -> str:
    """Return the title of the table of mines."""
    return say("The mines on the map by holder on {day}, each held with the nearest town", day=long_day(day))


def claims(place: str) -> str:
    """Return the title of the table of claims about a place."""
    return say("What the answer on {place} rests on", place=place)


def card(place: str, day: date) -> str:
    """Return the title of the card of a place."""
    return say("{place} on {day}", place=place, day=long_day(day))


def happened(first: date, last: date) -> str:
    """Return the title of the table of what happened."""
    return say("What happened, {first} to {last}", first=long_day(first), last=long_day(last))


def part(title: str, number: int, count: int) -> str:
    """Return the title of one of several slides that go on with one table."""
    return (
        say("{title} ({number} of {count})", title=title, number=number, count=count) if count > 1 else title
    )


def changes(scene: Scene) -> str:
    """Return what changed on the scene's day as a title, empty where nothing did: the holders first."""
    entries = [each for each in that_day(scene) if scene.counts(scene.catalog.places[each.place_id])]
    if not entries:
        return ""
    entries.sort(key=lambda each: each.dimension != "control")
    names = scene.catalog.places
    told = [
        say(
            "{place} {change}",
            place=names[each.place_id].name.partition(" (")[0],
            change=log.what(each, scene.catalog),
        )
        for each in entries[:_NAMED]
    ]
    if len(entries) > _NAMED:
        told.append(say("{count} more", count=figure(len(entries) - _NAMED)))
    return say("{day}: {changes}", day=show_day(scene.view.on), changes=listed(told))


def more_sources(count: int) -> str:
    """Return how many sources have no room on the slides."""
    return say_plural(
        "{figure} source more: the notes of the presentation (PPTX) have all of them.",
        "{figure} sources more: the notes of the presentation (PPTX) have all of them.",
        count,
    )


def sources_alt(count: int) -> str:
    """Return the alternative text of the slide of sources."""
    return say_plural(
        "{figure} source, and the rule for evidence.", "{figure} sources, and the rule for evidence.", count
    )


def table_alt(title: str, rows: int) -> str:
    """Return the alternative text of a table."""
    return say_plural(
        "{title}: a table of {figure} row.", "{title}: a table of {figure} rows.", rows, title=title
    )


def no_rows() -> Text:
    """Return what stands in a table without a row."""
    return Text.of(say("nothing"))
