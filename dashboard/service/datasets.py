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
from starlette.routing import Route

from dashboard.page import store
from dashboard.service.asked import Refused
from dashboard.service.replies import HTML, guarded, here, json_text, render, reply
from dashboard.wording import datasets as words
from dashboard.wording import programs
from geodata.datasets import DATASETS
from geodata.exports.about import citation, licence
from geodata.exports.catalogues import dataset, media_type

LINKED_DATA = "application/ld+json"
_FILES = frozenset(each.file for each in DATASETS.values())


@lru_cache(maxsize=8)
def _described(data: str, folder: Path, base: str) -> dict[str, Any]:
    return dataset(store.newest(), folder, base)


def _as_json(request: Request) -> Response:
    made = _described(store.newest().hash, store.folder(), here(request))
    return reply(request, json_text(made), LINKED_DATA)


def _as_page(request: Request) -> Response:
    catalog = store.newest()
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
        raise Refused(404, programs.NOT_FOUND(known=programs.DATASET_ADDRESSES()))
    data = (store.folder() / name).read_bytes()
    return reply(request, data, media_type(name))


def _nothing(request: Request) -> Response:
    raise Refused(404, programs.NOT_FOUND(known=programs.DATASET_ADDRESSES()))


ROUTES = [
    Route("/dataset", guarded(_as_page)),
    Route("/dataset.json", guarded(_as_json)),
    Route("/dataset/{file}", guarded(_file)),
    Route("/dataset/{rest:path}", guarded(_nothing)),
]
"""The routes of the ledger's description and files; what else lies beneath them is not found."""
