"""The documents of the OGC API: what the service is, its collections, their pages, columns and parameters.

They are JSON for programs; `features_pages` shows the same to people. Each is made from the address at which
the service was asked and the parameters that a client adds to every request, which all links keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

import shapely

from geodata.catalog import Catalog
from geodata.exports.about import citation, licence
from geodata.exports.columns import Column
from geodata.exports.features import COLLECTIONS, Asked, Collection, Feature, features
from geodata.exports.query import CRS84, Page, as_geojson

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
SCHEMA, OPENAPI = "application/schema+json", "application/vnd.oai.openapi+json;version=3.0"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"

TITLE = "Border Ledger"
ABOUT = (
    "Who holds each crossing and each mine cluster on the Myanmar-China border, since when, and who says so. "
    "Each feature is an answer worked out from sourced claims, or a claim."
)

_PART = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
CONFORMS_TO = (
    *(_PART.format(1, name) for name in ("core", "oas30", "geojson", "html")),
    *(
        _PART.format(3, name)
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
        for name in ("cql2-text", "basic-cql2", "advanced-comparison-operators")
    ),
)
"""The classes of conformance, all of them true."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the service was asked: its own address, and the parameters that every link keeps."""

    base: str
    kept: tuple[tuple[str, str], ...] = ()

    def to(self, path: str, *params: tuple[str, str]) -> str:
        """Return the address of a path below the service, with parameters before those that are kept."""
        query = urlencode([*params, *self.kept])
        return f"{self.base}{path}" + (f"?{query}" if query else "")


def link(href: str, rel: str, kind: str, title: str) -> dict[str, str]:
    """Return a link as the standard has it."""
    return {"href": href, "rel": rel, "type": kind, "title": title}


def _both(place: Place, path: str, title: str, kind: str = JSON) -> list[dict[str, str]]:
    """Return the links of a document to itself and to its page for people."""
    return [
        link(place.to(path), "self", kind, title),
        link(place.to(path, ("f", "html")), "alternate", HTML, f"{title}, to read"),
    ]


def landing(place: Place, catalog: Catalog) -> dict[str, Any]:
    """Return the first document: where everything is."""
    return {
        "title": TITLE,
        "description": ABOUT,
        "attribution": citation(catalog),
        "links": [
            *_both(place, "", "This document"),
            link(place.to("/api"), "service-desc", OPENAPI, "The service in OpenAPI 3.0"),
            link(place.to("/api", ("f", "html")), "service-doc", HTML, "The service, to read"),
            link(place.to("/conformance"), "conformance", JSON, "What the service conforms to"),
            link(place.to("/collections"), "data", JSON, "The collections"),
        ],
    }


def conformance(place: Place) -> dict[str, Any]:
    """Return what the service conforms to."""
    return {"conformsTo": list(CONFORMS_TO), "links": _both(place, "/conformance", "This document")}


def collections(place: Place, catalog: Catalog) -> dict[str, Any]:
    """Return all collections."""
    return {
        "title": TITLE,
        "description": ABOUT,
        "links": _both(place, "/collections", "This document"),
        "collections": [collection(place, catalog, each) for each in COLLECTIONS.values()],
    }


def collection(place: Place, catalog: Catalog, of: Collection) -> dict[str, Any]:
    """Return one collection: what it holds, where and when, and where its features are."""
    path = f"/collections/{of.name}"
    return {
        "id": of.name,
        "title": of.title,
        "description": f"{of.about} datetime: {of.when}",
        "attribution": citation(catalog),
        "license": licence(),
        "itemType": "feature",
        "crs": [CRS84],
        "extent": _extent(catalog, of),
        "links": [
            *_both(place, path, of.title),
            link(place.to(f"{path}/items"), "items", GEOJSON, f"{of.title} as GeoJSON"),
            link(place.to(f"{path}/items", ("f", "html")), "items", HTML, f"{of.title}, to read"),
            link(place.to(f"{path}/queryables"), QUERYABLES, SCHEMA, "The columns that a filter may name"),
            # GDAL 3.6 knows only the spelling with a capital, newer programs only that of the standard.
            link(place.to(f"{path}/schema"), "describedby", SCHEMA, "The columns and their types"),
            link(place.to(f"{path}/schema"), "describedBy", SCHEMA, "The columns and their types"),
            link("https://creativecommons.org/licenses/by/4.0/", "license", HTML, "CC BY 4.0"),
        ],
    }


def _extent(catalog: Catalog, of: Collection) -> dict[str, Any]:
    every = features(catalog, of, Asked())
    shapes = [each.geometry for each in every if each.geometry is not None]
    found: dict[str, Any] = {}
    if shapes:
        bounds = [round(float(each), 6) for each in shapely.total_bounds(shapes)]
        found["spatial"] = {"bbox": [bounds], "crs": CRS84}
    days = [] if of.of_a_day else [each.days for each in every]
    first: date | None = catalog.oldest_evidence
    if days:
        first = None if None in (d.first for d in days) else min(d.first for d in days if d.first)
    last = None if None in (d.last for d in days) else max((d.last for d in days if d.last), default=None)
    found["temporal"] = {
        "interval": [[_midnight(first), _midnight(last)]],
        "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
    }
    return found


def _midnight(day: date | None) -> str | None:
    return f"{day.isoformat()}T00:00:00Z" if day else None


def page(place: Place, of: Collection, found: Page, params: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return a page of features; its links keep the parameters that it was asked with."""
    path, query = f"/collections/{of.name}/items", found.query
    given = [(name, text) for name, text in params if name not in ("limit", "offset", "f")]
    own = dict.fromkeys(each for each in given if each not in place.kept)
    size = ("limit", str(query.limit))

    def to(offset: int, *more: tuple[str, str]) -> str:
        return place.to(path, *own, *more, size, *([("offset", str(offset))] if offset else []))

    links = [
        link(to(query.offset), "self", GEOJSON, "This page"),
        link(to(query.offset, ("f", "html")), "alternate", HTML, "This page, to read"),
        link(place.to(f"/collections/{of.name}"), "collection", JSON, of.title),
    ]
    for rel, offset, title in (("next", found.next, "Next page"), ("prev", found.previous, "Page before")):
        if offset is not None:
            links.append(link(to(offset), rel, GEOJSON, title))
    note = f"limit={query.capped} was asked; a page has at most {query.limit}."
    return {
        "type": "FeatureCollection",
        "links": links,
        "numberMatched": found.matched,
        "numberReturned": len(found.features),
        **({"note": note} if query.capped else {}),
        "features": [dict(as_geojson(each)) for each in found.features],
    }


def feature(place: Place, of: Collection, found: Feature) -> dict[str, Any]:
    """Return one feature with its links."""
    path = f"/collections/{of.name}/items/{quote(found.id, safe='')}"
    return {
        **dict(as_geojson(found)),
        "links": [
            link(place.to(path), "self", GEOJSON, "This feature"),
            link(place.to(path, ("f", "html")), "alternate", HTML, "This feature, to read"),
            link(place.to(f"/collections/{of.name}"), "collection", JSON, of.title),
        ],
    }


# -- Columns ---------------------------------------------------------------------------------------

_KINDS: Mapping[type, dict[str, Any]] = {
    str: {"type": "string"},
    list: {"type": "array", "items": {"type": "string"}},
    date: {"type": "string", "format": "date"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
}


def typed(column: Column) -> dict[str, Any]:
    """Return what a column holds as a JSON schema."""
    return {**_KINDS[column.holds], "description": column.meaning}


def queryables(place: Place, of: Collection) -> dict[str, Any]:
    """Return the columns that a filter may name."""
    return {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$id": f"{place.base}/collections/{of.name}/queryables",
        "type": "object",
        "title": of.title,
        "properties": {name: typed(column) for name, column in of.columns.items()},
        "additionalProperties": False,
    }


def schema(place: Place, of: Collection) -> dict[str, Any]:
    """Return the form of a feature: with it GDAL gives each column its type, whatever the first page has.

    Its types are those of a value that is there, for GDAL knows no other way to write them. `nullable` is
    OpenAPI's word for what may be null.
    """
    columns = {name: {**typed(column), "nullable": True} for name, column in of.columns.items()}
    return {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$id": f"{place.base}/collections/{of.name}/schema",
        "title": of.title,
        "description": f"{of.about} A column may be null: not known, or open.",
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object", "nullable": True, "description": f"GeoJSON: {of.shape}."},
            "properties": {"type": "object", "properties": columns},
        },
    }
