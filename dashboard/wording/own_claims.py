"""Claims of the reader's own in words: the form, what is wrong with one, what they change, their mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.wording import vocabulary
from dashboard.wording.language import Message, figure, later, listed, say, say_plural
from geodata.adding.own import MOST, WhatChanges
from geodata.catalog import OWN, Catalog
from geodata.datasets.actors import Actor
from geodata.errors import Issue
from geodata.vocab import Dimension, Share

# -- The section -----------------------------------------------------------------------------------

HEADING = later("Claims of your own")
REMARK = later(
    "What would one more report change? Add what you know, or a table of it. Your claims are weighed like "
    "all others, in this visit alone: nobody else sees them, and they end with it."
)
ONE = later("One claim")
TABLE = later("A table of claims, as CSV or Excel (.xlsx)")
TABLE_HELP = later(
    "The columns of claims.csv. {place}, {value}, a day in {start} or {as_of}, and {publisher} with "
    "{published} of the document are enough; {source} names a document of the ledger instead. In Excel, "
    "write a month alone as text: a cell of {month} becomes the first day of it."
)
PLACE, DIMENSION, ACTORS = later("Place"), later("About"), later("Who")
GATE, RARE_EARTH = later("The gate is"), later("Rare earths are")
SHARE, STANCE = later("How they hold it"), later("The source")
START, AS_OF = later("Since"), later("So on")
DAY_HELP = later(
    "{day}; {month}; {about} for about that day; {by} for by that day; {within} for some time within."
)
DAY_HINT = later("such as {day}")
URL_HINT = later("such as {address}")
PUBLISHER, URL, PUBLISHED = later("Published by"), later("Link"), later("Published on")
SPEAKER = later("Who says so")
SPEAKER_HINT = later("the publisher itself")
PARTY = later("A party that speaks")
PARTY_HELP = later("A party’s claim in its own interest does not count alone.")
NO_ACTOR = later("none")
ADD = later("Weigh it too")
REMOVE = later("Remove")
REMOVE_ALL = later("Remove all")
FOR_LEDGER_HELP = later(
    "Rows for the end of {file}, with the ids that the ledger gives next, checked by its own rules."
)
AS_TABLE = later("Keep as a table")
AS_TABLE_HELP = later("This very table can be given here again, or to {command}.")
NOT_JOINED = later(
    "The release that this link asks for lacks a place or an actor that your claims name, so they are not "
    "weighed in it."
)
SHARES: Mapping[str, Message] = {
    "": later("not said"),
    Share.SOLE: later("alone"),
    Share.JOINT: later("jointly"),
    Share.CONTESTED: later("contested"),
}
DIMENSIONS: Mapping[str, Message] = {
    str(each): vocabulary.DIMENSION[each]
    for each in (Dimension.CONTROL, Dimension.GATE, Dimension.RARE_EARTH)
}
STANCES: Mapping[str, Message] = {str(each): label for each, label in vocabulary.STANCE.items()}
STATES: Mapping[str, Mapping[str, Message]] = {
    Dimension.GATE: {str(word): label for word, label in vocabulary.GATE.items()},
    Dimension.RARE_EARTH: {str(word): label for word, label in vocabulary.RARE_EARTH.items()},
}


def heading(count: int) -> str:
    """Return the heading of the list of claims."""
    return say_plural("{figure} claim of yours", "{figure} claims of yours", count)


def for_ledger(file: str) -> str:
    """Return the label of the file with rows that are ready for the ledger."""
    return say("For a pull request: {file}", file=file)


def limits() -> str:
    """Return how many there may be."""
    return say(
        "At most {most} claims at once; a table of at most {size} MB, a CSV in UTF-8.", most=MOST, size=2
    )


# -- What is wrong ---------------------------------------------------------------------------------


def not_used(count: int) -> str:
    """Return that a claim or a table was not taken."""
    return say_plural(
        "It was not taken: {figure} fault. Nothing else has changed.",
        "It was not taken: {figure} faults. Nothing else has changed.",
        count,
    )


def fault(issue: Issue) -> str:
    """Return one fault: its line where it has one, its column, what stands there, the rule."""
    values = {"column": issue.field, "value": issue.value, "rule": issue.rule}
    if issue.line and issue.value:
        return say("Line {line}, {column} “{value}”: {rule}", line=issue.line, **values)
    if issue.line:
        return say("Line {line}, {column}: {rule}", line=issue.line, **values)
    if issue.value:
        return say("{column} “{value}”: {rule}", **values)
    return say("{column}: {rule}", **values)


# -- What they change ------------------------------------------------------------------------------


def difference(catalog: Catalog, found: WhatChanges) -> str:
    """Return what claims of the reader's own make of the answers of a day: which crossing towns differ."""
    mine = say_plural("your {figure} claim", "your {figure} claims", len(catalog.own))
    names = [catalog.places[after.place_id].name for _, after in found.differing]
    if not names:
        return say_plural(
            "With {claims}: none of {figure} crossing town answers otherwise.",
            "With {claims}: none of {figure} crossing towns answers otherwise.",
            found.total,
            claims=mine,
        )
    values = {
        "claims": mine,
        "differing": figure(len(names)),
        "towns": say_plural("{figure} crossing town", "{figure} crossing towns", found.total),
        "places": listed(names),
    }
    if len(names) == 1:
        return say("With {claims}: {differing} of {towns} differs: {places}.", **values)
    return say("With {claims}: {differing} of {towns} differ: {places}.", **values)


def weighed(count: int) -> str:
    """Return that claims of the reader's own are weighed on this page."""
    return say_plural(
        "{figure} claim of your own is weighed here too; only this visit has it.",
        "{figure} claims of your own are weighed here too; only this visit has them.",
        count,
    )


def rests_on_own(claim_ids: Sequence[str]) -> str:
    """Return the clause that an answer rests on claims of the reader's own; empty where it rests on none."""
    count = sum(each.startswith(OWN) for each in claim_ids)
    if not count:
        return ""
    return say_plural(
        "it rests on {figure} claim of the reader’s own",
        "it rests on {figure} claims of the reader’s own",
        count,
    )


def actor_label(actor: Actor) -> str:
    """Return an actor as the form lists it: found by its code, as on the map, and by its name."""
    return f"{actor.code} · {actor.name}" if actor.code != actor.name else actor.name


def weighed_too(count: int) -> str:
    """Return that claims stand behind a picture that no release of the ledger has."""
    return say_plural(
        "With {figure} claim of the maker’s own, which is in no release of the ledger.",
        "With {figure} claims of the maker’s own, which are in no release of the ledger.",
        count,
    )


def yours(record_id: str, text: str) -> str:
    """Return a text with the mark of what is the reader's own, by the id of the claim or document."""
    return say("{text} (yours)", text=text) if record_id.startswith(OWN) else text
