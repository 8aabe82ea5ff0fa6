"""What a program asks, by the parameters of an address: strictly, with a sentence for what it cannot ask.

A page falls back to the usual question and says so. A program would go on with an answer to another question
than its own, so it is refused instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs

from dashboard.page import store
from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.question.fault import Fault
from dashboard.question.view import Lang, MapOf, Subject, View, Where, Within
from dashboard.wording import programs as words
from geodata.analysis.stretches import STRETCHES
from geodata.bundle.releases import find
from geodata.catalog import Catalog
from geodata.errors import UnknownName
from geodata.vocab import Policy

LONGEST = 2000
"""Characters of a query that are read."""
_LEDGER = ("release", "data")
"""The parameters that name the ledger: `data` as links of the page have it, `release` as the command line."""
_PAGE_ONLY = link.PAGE_ONLY | {"own", "entry"}
"""Parameters of links of the page that mean nothing to a program."""
_ANY_DAY = ("on", "known_on")
"""Days that may lie outside what a page shows: an answer has them all."""


class Refused(Exception):
    """A question that cannot be answered, with the status of HTTP and the sentence that says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the ledger that it asks.

    Attributes:
        catalog: The ledger, as it is or as it stood at a release.
        choices: What the question may name on it.
        view: The question.
        given: The parameters as they were given, by their own names: those that are not there are the usual.
    """

    catalog: Catalog
    choices: Choices
    view: View
    given: Mapping[str, Sequence[str]]

    def last(self, name: str, usual: str = "") -> str:
        """Return the last value of a parameter."""
        return (self.given.get(name) or [usual])[-1]

    def day(self, name: str) -> date | None:
        """Return the day of `on` or `known_on` as it was given, None for none; that of a View is bounded."""
        text = self.last(name)
        return link.day(text) if text else None


def read(query: str, more: Collection[str] = (), offered: Collection[str] = ()) -> Asked:
    """Return what the query of an address asks.

    Args:
        query: What stands after the question mark.
        more: Names of parameters besides those of a View and of the ledger.
        offered: Those that mean something here, for who gives another; none is all.

    Raises:
        Refused: If anything of it cannot be used.
    """
    given = parameters(query, more, offered)
    catalog = ledger(given)
    choices = store.choices_on(catalog.hash)
    asked = {name: texts for name, texts in given.items() if name in link.NAMES}
    view, faults = link.read(asked, choices)
    faults = tuple(each for each in faults if each.rule != "outside" or each.parameter not in _ANY_DAY)
    if faults:
        raise Refused(400, " ".join(_sentence(each, asked[each.parameter], choices) for each in faults))
    return Asked(catalog, choices, view, given)


def _sentence(fault: Fault, texts: Sequence[str], choices: Choices) -> str:
    """Return what is wrong with a parameter, with what it may be."""
    if fault.rule == "no-place":
        return words.fault_of(fault, choices.nearest_place(texts[-1]))
    known: Collection[str] = _words(choices).get(fault.parameter, ())
    folded = {each.casefold() for each in known}
    wrong = [text for text in texts if text.casefold() not in folded]
    if known and wrong and fault.rule != "too-long":
        return words.unknown_value(fault.parameter, wrong[0], known)
    return words.fault_of(fault)


def _words(choices: Choices) -> Mapping[str, Collection[str]]:
    """Return what the parameters with a closed list of values may be."""
    return {
        "policy": list(Policy),
        "stretch": list(STRETCHES),
        "log": list(Subject),
        "log_of": list(Where),
        "within": list(Within),
        "map_of": list(MapOf),
        "lang": list(Lang),
        "actors": list(choices.actors.values()),
        "layers": choices.layers,
    }


def parameters(
    query: str, more: Collection[str] = (), offered: Collection[str] = ()
) -> dict[str, Sequence[str]]:
    """Return the parameters of a query by their own names; see `read`.

    Raises:
        Refused: If it is too long, or has one of another name, or one of them twice.
    """
    if len(query) > LONGEST:
        raise Refused(400, words.TOO_LONG(most=LONGEST))
    every = parse_qs(query, keep_blank_values=True)
    known = {*link.NAMES, *_LEDGER, *more}
    given: dict[str, Sequence[str]] = {}
    for short, texts in every.items():
        # `f` is the form here, and a frame in printed links.
        name = short if short in more else link.own_name(short)
        if name in _PAGE_ONLY and name not in known:
            continue
        if name not in known:
            raise Refused(400, words.unknown_parameter(name, {*offered, *_LEDGER} if offered else known))
        if name not in link.SEVERAL and (len(texts) > 1 or name in given):
            raise Refused(400, words.GIVEN_TWICE(parameter=name))
        given[name] = [*given.get(name, ()), *texts]
    if all(name in given for name in _LEDGER):
        raise Refused(400, words.ONE_LEDGER())
    return given


def ledger(given: Mapping[str, Sequence[str]]) -> Catalog:
    """Return the ledger that parameters name: as it is now where they name none.

    Raises:
        Refused: If they name no release.
    """
    name, text = next(((name, given[name][-1]) for name in _LEDGER if given.get(name)), ("", ""))
    newest = store.newest()
    if not text or text == newest.hash:
        return newest
    try:
        return store.ledger(find(newest.releases, text).hash)
    except UnknownName as error:
        raise Refused(404, words.no_release(name, error)) from error
