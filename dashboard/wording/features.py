"""What the pages of the OGC API say to people: headings, labels of links, and why there is no answer."""

from __future__ import annotations

from dashboard.wording.dates import show_day
from dashboard.wording.language import figure, later, say, say_plural
from dashboard.wording.vocabulary import POLICY
from geodata.catalog import Catalog
from geodata.exports.features import Asked, Collection, Days
from geodata.exports.query import Query

THE_SERVICE = later("Border Ledger for programs")
COLLECTIONS = later("Collections")
DESCRIPTION = later("What can be asked")
CONFORMANCE = later("What the service conforms to")
COLUMNS = later("Columns")
PARAMETERS = later("Parameters")
FEATURES = later("Features")
ITS_DAYS = later("What “datetime” means here")
AS_JSON = later("The same for programs (JSON)")
NEXT, PREVIOUS = later("Next page"), later("Page before")
PAGES = later("Pages of features")
NAME, TYPE, MEANING, VALUE = later("name"), later("type"), later("meaning"), later("value")
SHAPE = later("shape, in degrees (WGS 84)")
ID = later("id")
NO_SHAPE = later("none of its own")
DATA = later("Data {hash}")
FOR_PROGRAMS = later(
    "QGIS, GDAL and other programs read this service by its address. People find the map and every claim on "
    "the page itself."
)
THE_PAGE = later("Open the page")
NOT_FOUND = later("There is nothing at this address.")
REFUSED = later("This cannot be answered.")
ONLY_READ = later("{method} is not taken here: this service is only read, by GET or HEAD.")
TO_THE_SIDE = later("The table has more columns to the right: move it sideways.")
SCROLL = later("Table of features; it can be moved sideways")


def counted(first: int, returned: int, matched: int) -> str:
    """Return which features of how many a page shows; `first` counts from 1."""
    if not returned:
        return say_plural("None of {count} is on this page.", "None of {count} are on this page.", matched)
    return say(
        "{first} to {last} of {matched}",
        first=figure(first),
        last=figure(first + returned - 1),
        matched=figure(matched),
    )


def asked(of: Collection, query: Query, asked: Asked, catalog: Catalog) -> str:
    """Return of which days a page of features is, by which evidence, as known when, and of which release."""
    values = {
        "days": _days(of, query, asked, catalog),
        "known": show_day(catalog.knowledge_day(asked.known_on)),
        "release": _release(catalog),
    }
    if "policy" not in of.columns:  # no rule leaves any out
        return say("{days}, as known on {known}, {release}.", **values)
    rule = POLICY[asked.policy]()
    return say("{days}, evidence: {rule}, as known on {known}, {release}.", rule=rule, **values)


def _days(of: Collection, query: Query, asked: Asked, catalog: Catalog) -> str:
    if of.of_a_day:
        return say("On {day}", day=show_day(asked.on or catalog.newest_record))
    first, last = query.days or Days()
    if first and last:
        return say("On some day from {first} to {last}", first=show_day(first), last=show_day(last))
    if first:
        return say("On some day from {first} on", first=show_day(first))
    return say("On some day up to {last}", last=show_day(last)) if last else say("Of all days")


def _release(catalog: Catalog) -> str:
    if release := catalog.release:
        return say("release {number} of {day}", number=release.number, day=show_day(release.day))
    return say("with rows of no release yet")
