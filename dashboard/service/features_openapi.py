"""The OGC API described in OpenAPI 3.0, with each collection's own columns as parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.service.features_documents import (
    ABOUT,
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    SCHEMA,
    TITLE,
    Place,
    typed,
)
from geodata.catalog import Catalog
from geodata.exports.about import licence
from geodata.exports.features import COLLECTIONS, Collection
from geodata.exports.query import DEFAULT, EVERYWHERE, ITEMS, LANGUAGES, MOST
from geodata.vocab import Policy

_FORMS: dict[str, dict[str, Any]] = {
    "bbox": {
        "style": "form",
        "explode": False,
        "schema": {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": {"type": "number"},
        },
    },
    "datetime": {"style": "form", "explode": False},
    "limit": {
        "style": "form",
        "explode": False,
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT},
    },
    "offset": {"schema": {"type": "integer", "minimum": 0, "default": 0}},
    "filter-lang": {"schema": {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]}},
    "filter-crs": {"schema": {"type": "string", "format": "uri-reference"}},
    "policy": {"schema": {"type": "string", "enum": list(map(str, Policy)), "default": "reported"}},
    "known_on": {"schema": {"type": "string", "format": "date"}},
}
_FORMAT = {
    "name": "f",
    "in": "query",
    "description": "The form of the answer. Without it the header Accept decides.",
    "schema": {"type": "string", "enum": ["json", "html"]},
}


def openapi(place: Place, catalog: Catalog) -> dict[str, Any]:
    """Return the description of the service."""
    paths: dict[str, Any] = {
        "/": _get("landing", "Where everything is", JSON),
        "/conformance": _get("conformance", "What the service conforms to", JSON),
        "/api": _get("api", "This description", OPENAPI),
        "/collections": _get("collections", "The collections", JSON),
    }
    for of in COLLECTIONS.values():
        paths |= _paths(of)
    parameters = {name: _parameter(name, about) for name, about in ITEMS.items()}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE,
            "description": f"{ABOUT} Licence of the rows: {licence()}.",
            "version": catalog.hash,
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": place.base}],
        "tags": [{"name": of.name, "description": of.about} for of in COLLECTIONS.values()],
        "paths": paths,
        "components": {
            "parameters": {**parameters, "f": _FORMAT},
            "responses": {
                "Refused": _answer("What was asked cannot be read; `description` says why.", JSON),
                "NotFound": _answer("There is no such thing here; `description` says what is near.", JSON),
            },
        },
    }


def _paths(of: Collection) -> dict[str, Any]:
    path = f"/collections/{of.name}"
    feature_id = {
        "name": "featureId",
        "in": "path",
        "required": True,
        "description": "The id of a feature.",
        "schema": {"type": "string"},
    }
    columns = [
        {
            "name": name,
            "in": "query",
            "description": f"Only where the column is this. {column.meaning}",
            "schema": {key: of for key, of in typed(column).items() if key != "description"},
            **({"style": "form", "explode": False} if column.holds is list else {}),
        }
        for name, column in of.columns.items()
        if name not in ITEMS
    ]
    tags = {"tags": [of.name]}
    return {
        path: _get(f"{of.name}.collection", of.title, JSON, more=tags),
        f"{path}/queryables": _get(f"{of.name}.queryables", "What a filter may name", SCHEMA, more=tags),
        f"{path}/schema": _get(f"{of.name}.schema", "Columns and types", SCHEMA, more=tags),
        f"{path}/items": _get(
            f"{of.name}.items", f"{of.about} datetime: {of.when}", GEOJSON, ITEMS, columns, tags
        ),
        f"{path}/items/{{featureId}}": _get(
            f"{of.name}.item", "One feature", GEOJSON, tuple(EVERYWHERE), [feature_id], tags
        ),
    }


def _get(
    name: str,
    about: str,
    kind: str,
    parameters: Iterable[str] = tuple(EVERYWHERE),
    own: Iterable[dict[str, Any]] = (),
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    refs = [{"$ref": f"#/components/parameters/{each}"} for each in (*parameters, "f")]
    return {
        "get": {
            "operationId": name,
            "summary": about,
            **(more or {}),
            "parameters": [*own, *refs],
            "responses": {
                "200": _answer("The answer.", kind, HTML),
                "400": {"$ref": "#/components/responses/Refused"},
                "404": {"$ref": "#/components/responses/NotFound"},
            },
        }
    }


def _answer(about: str, *kinds: str) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "string"} if kind == HTML else {"type": "object"}} for kind in kinds}
    return {"description": about, "content": content}


def _parameter(name: str, about: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": about, "schema": {"type": "string"}} | _FORMS.get(
        name, {}
    )
