"""What a program asks, by the parameters of an address: strictly, with a sentence for what it cannot ask.

A page falls back to the usual question and says so. A program would go on with an answer to another question
than its own, so it is refused instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from dashboard.page import store
from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.question.fault import printable
from dashboard.question.view import View
from dashboard.wording import programs as words
from geodata.bundle.releases import find
from geodata.catalog import Catalog
from geodata.errors import UnknownName

LONGEST = 2000
"""Characters of a query that are read."""
_LEDGER = ("release", "data")
"""The parameters that name the ledger: `data` as links of the page have it, `release` as the command line."""
_PAGE_ONLY = frozenset({"own", "entry", "log_as", "unknown", "tab"})
"""Parameters of links of the page that mean nothing to a program."""


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


def read(query: str, more: Collection[str] = ()) -> Asked:
    """Return what the query of an address asks.

    Args:
        query: What stands after the question mark.
        more: Names of parameters besides those of a View and of the ledger.

    Raises:
        Refused: If anything of it cannot be used.
    """
    given = parameters(query, more)
    catalog = ledger(given)
    choices = store.choices_on(catalog.hash)
    asked = {name: texts for name, texts in given.items() if name in link.NAMES}
    view, faults = link.read(asked, choices)
    if faults:
        near = {
            each.rule: choices.nearest_place(asked["place"][-1]) for each in faults if each.rule == "no-place"
        }
        raise Refused(400, words.faults(faults, near.get("no-place")))
    return Asked(catalog, choices, view, given)


def parameters(query: str, more: Collection[str] = ()) -> dict[str, Sequence[str]]:
    """Return the parameters of a query by their own names; see `read`.

    Raises:
        Refused: If it is too long, or has one of another name.
    """
    if len(query) > LONGEST:
        raise Refused(400, words.TOO_LONG(most=LONGEST))
    every = parse_qs(query, keep_blank_values=True)
    # `f` is the form here, and a frame in printed links.
    given: dict[str, Sequence[str]] = {name: texts for name, texts in every.items() if name in more}
    given |= link.spelled_out({name: texts for name, texts in every.items() if name not in more})
    known = {*link.NAMES, *_LEDGER, *more}
    for name in given:
        if name not in known and name not in _PAGE_ONLY:
            raise Refused(400, words.unknown_parameter(name, known))
    return given


def ledger(given: Mapping[str, Sequence[str]]) -> Catalog:
    """Return the ledger that parameters name: as it is now where they name none.

    Raises:
        Refused: If they name no release.
    """
    text = next((texts[-1] for name in _LEDGER if (texts := given.get(name))), "")
    newest = store.newest()
    if not text or text == newest.hash:
        return newest
    try:
        return store.ledger(find(newest.releases, text).hash)
    except UnknownName as error:
        raise Refused(404, words.no_release(printable(text), error)) from error
