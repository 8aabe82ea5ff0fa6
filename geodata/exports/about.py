"""What every file says of itself: title and question, the data's hash, its licence, how to cite it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geodata.catalog import Catalog
from geodata.datasets.claims import CLAIMS
from geodata.datasets.mines import MINE_CLUSTERS
from geodata.datasets.places import PLACES
from geodata.dates import show_day
from geodata.errors import how_many

_JOINED = "Several values of a cell are joined by ' | '."
_EDTF = "Dates of known precision are EDTF text."

LIMITS: Mapping[str, str] = MappingProxyType(
    {
        "csv": f"Points are the columns lon and lat. {_JOINED} {_EDTF} A text that a spreadsheet would run "
        "as a formula has an apostrophe before it.",
        "geojson": f"Days are ISO text. {_EDTF}",
        "geoparquet": _EDTF,
        "gpkg": f"{_JOINED} {_EDTF}",
        "kml": f"Days are ISO text, numbers too are text. {_JOINED} {_EDTF} An empty cell is left out, and a "
        "row without a point of its own has no geometry. KML needs the names 'name' and 'end' itself: these "
        "columns are called 'place_name' and 'end_day'.",
        "xlsx": f"Points are the columns lon and lat. {_JOINED} {_EDTF} Days before 1 March 1900 are text.",
    }
)
"""What each format cannot hold as it is, as a file says it."""


def about_file(catalog: Catalog, title: str, **told: str) -> dict[str, str]:
    """Return what a file says of itself, where its format has room for it.

    Args:
        catalog: The ledger that answers.
        title: What the file holds.
        **told: The question: days, policy.
    """
    return {
        "title": title,
        **told,
        "data": catalog.hash,
        "licence": licence(),
        "attribution": "; ".join(
            dict.fromkeys(
                each.title for dataset in (CLAIMS, PLACES, MINE_CLUSTERS) for each in dataset.origins
            )
        ),
        "citation": citation(catalog),
    }


def licence() -> str:
    """Return the licence of the rows, with what it leaves to others."""
    each = CLAIMS.licences[0]
    others = ", ".join(one.name for one in PLACES.licences if one is not each)
    return (
        f"{each.name} ({each.path}); the documents cited keep their own rights; points of places also "
        f"{others}, see LICENSES.md"
    )


def citation(catalog: Catalog) -> str:
    """Return how to cite the data, with its hash; claims of the reader's own are said to be in no release."""
    if catalog.own:
        mine = f"with {how_many(len(catalog.own), 'claim')} of the reader’s own that no release has"
        return f"Border Ledger, data {catalog.ledger}, {mine} ({catalog.hash})."
    if release := catalog.release:
        return f"Border Ledger, release {release.number} of {show_day(release.day)}, data {catalog.hash}."
    return f"Border Ledger, data {catalog.hash}, with rows that are in no release yet."
