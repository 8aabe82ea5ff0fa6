"""What programs that read are told: what an address gives, and why something cannot be given."""

from __future__ import annotations

from collections.abc import Collection

from dashboard.question.fault import Fault, printable
from dashboard.wording.language import later, listed, say
from dashboard.wording.page import fault
from geodata.errors import UnknownName
from geodata.schema.columns import nearest

TOO_LONG = later(
    "The address is too long to be read: give at most {most} characters after the question mark."
)
NOT_FOUND = later("There is nothing at this address. {known}")
CLAIM_ADDRESSES = later(
    "A claim is at {root}/claim/k0020, an answer at {root}/answer?place=kanpaiti&on=2024-11-26."
)
FEED_ADDRESSES = later("Feeds are at {root}/feed.atom, {root}/feed.json and {root}/feed.")
DATASET_ADDRESSES = later("The data is described at {root}/dataset, and each of its files is beneath that.")
PAGE_ADDRESSES = later("These are the pages:")
GIVEN_TWICE = later("The parameter “{parameter}” is given twice: give it once.")
ONE_LEDGER = later("“release” and “data” both name the ledger: give one of them.")
OLD_FILES = later(
    "The files are those of today’s ledger, {today}. They have the rows of release {number}, too: those "
    "whose “added” is at most {number}. To ask the ledger as it was then, give its release to another "
    "address, such as {root}/answer or {root}/claim."
)
NO_PAGE = later("page: there is no page {page}; the pages are 1 to {pages}.")
NO_ANSWER = later("{place} is no place with an answer of its own: a mine cluster has that of its town.")
BROKEN = later("The ledger cannot be read at the moment.")

FAILED = later("Something went wrong here. Try again; the log has the cause under {code}.")
SIGN_IN_FIRST = later("Sign in to read this.")
SIGN_IN = later("Sign in")
NOBODY = later("Nobody is signed in. Open the page at the address where your newsroom signs you in.")
NEEDS_TOKEN = later("These figures are for who sends the token of this server.")

NO_MCP = later("This server has no MCP. To have it, run: {command}")
ONLY_POST = later("This address is for programs: it takes the POST requests of the Model Context Protocol.")
NOT_STARTED = later("The server has not started yet.")
NO_ADDRESS = later("There is no such address.")

OGC = later("OGC API Features: crossings, towns, intervals, gates, claims, mine clusters, catchments")
OPENAPI = later("OpenAPI description of the OGC API")
ATOM = later("What happened and what was recorded, as an Atom feed")
JSON_FEED = later("The same as JSON Feed")
CLAIM = later("One claim with its sentence and document, here {claim}; as HTML or JSON")
ANSWER = later("One answer with its claims: the place and the day of this example can be others")
DATASET = later("The whole ledger as a schema.org Dataset")
MCP = later(
    "The tools below over HTTP, by the Model Context Protocol, without a session; for POST requests only"
)


def unknown_parameter(name: str, known: Collection[str]) -> str:
    """Return that no parameter has a name, and which one may be meant."""
    near = nearest(name.casefold(), known)
    if near:
        return say("There is no parameter “{name}”; did you mean “{near}”?", name=printable(name), near=near)
    return say(
        "There is no parameter “{name}”; there are {known}.",
        name=printable(name),
        known=listed(sorted(known)),
    )


def unknown_value(parameter: str, value: str, known: Collection[str]) -> str:
    """Return that a parameter has a value that it cannot have, and those that it can."""
    folded = {each.casefold(): str(each) for each in known}
    near = nearest(value.casefold(), folded)
    values = {"parameter": parameter, "value": printable(value)}
    if near:
        return say("{parameter}: there is no “{value}”; did you mean “{near}”?", near=folded[near], **values)
    return say(
        "{parameter}: there is no “{value}”; there are {known}.",
        known=listed(list(folded.values())),
        **values,
    )


def fault_of(wrong: Fault, near: str | None = None) -> str:
    """Return what is wrong with a parameter of an address; `near` is a place that may be meant."""
    told = f"{fault(wrong, refused=True).rstrip('.')}."
    return " ".join([told, *([say("Did you mean “{near}”?", near=near)] if near else [])])


def missing(*names: str) -> str:
    """Return which parameters have to be given."""
    return say("Give {names}.", names=listed(list(names)))


def no_release(parameter: str, error: UnknownName) -> str:
    """Return that the ledger has no such release, with those that it has."""
    return say("{parameter}: {error}", parameter=parameter, error=str(error))
