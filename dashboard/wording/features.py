"""What the pages of the OGC API say to people: headings, labels of links, and why there is no answer."""

from __future__ import annotations

from dashboard.wording.language import figure, later, say, say_plural

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
WAYS, PAGES = later("Where to go"), later("Pages of features")
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
