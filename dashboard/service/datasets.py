"""The description of the ledger for catalogues and search engines, and its files, at addresses of their own.

The page Data is made in the browser, so a crawler finds nothing in it. It leads to `/dataset`, which has the
description in its head as JSON-LD; `/dataset.json` is that alone, and every page names it (`describedby`).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard import settings
from dashboard.page import store
from dashboard.service import asked
from dashboard.service.asked import Refused
from dashboard.service.replies import HTML, here, json_text, render, reply
from dashboard.service.routes import route
from dashboard.wording import datasets as words
from dashboard.wording import programs
from geodata.catalog import Catalog
from geodata.datasets import DATASETS
from geodata.exports.about import citation, licence
from geodata.exports.catalogues import dataset, media_type
from geodata.exports.references import version

LINKED_DATA = "application/ld+json"
_FILES = frozenset(each.file for each in DATASETS.values())


def _newest(request: Request) -> Catalog:
    """Return the ledger as it is, whose files these are.

    Raises:
        Refused: If the address asks for an older release, or for anything else.
    """
    names = ("release", "data")
    given = asked.parameters(request.url.query, offered=names)
    for name in given:
        if name not in names:
            raise Refused(400, programs.unknown_parameter(name, names))
    catalog, newest = asked.ledger(given), store.newest()
    if catalog.hash != newest.hash:
        number = catalog.release.number if catalog.release else len(newest.releases)
        raise Refused(400, programs.OLD_FILES(today=version(newest), number=number, root=settings.root()))
    return newest


@lru_cache(maxsize=8)
def _described(data: str, folder: Path, base: str) -> dict[str, Any]:
    return dataset(store.newest(), folder, base)


def _as_json(request: Request) -> Response:
    made = _described(_newest(request).hash, store.folder(), here(request))
    return reply(request, json_text(made), LINKED_DATA)


def _as_page(request: Request) -> Response:
    catalog = _newest(request)
    made = render(
        "dataset.html",
        say=words,
        described=_described(catalog.hash, store.folder(), here(request)),
        groups=words.dataset_cards(catalog, store.folder()),
        releases=words.release_lines(catalog),
        citation=citation(catalog),
        licence=licence(),
    )
    return reply(request, made, HTML)


def _file(request: Request) -> Response:
    name = str(request.path_params["file"])
    if name not in _FILES:
        raise Refused(404, programs.NOT_FOUND(known=programs.DATASET_ADDRESSES(root=settings.root())))
    _newest(request)
    data = (store.folder() / name).read_bytes()
    return reply(request, data, media_type(name))


def _nothing(request: Request) -> Response:
    raise Refused(404, programs.NOT_FOUND(known=programs.DATASET_ADDRESSES(root=settings.root())))


ROUTES = [
    route("/dataset", _as_page),
    route("/dataset.json", _as_json),
    route("/dataset/{file}", _file),
    route("/dataset/{rest:path}", _nothing),
]
"""The routes of the ledger's description and files; what else lies beneath them is not found."""
