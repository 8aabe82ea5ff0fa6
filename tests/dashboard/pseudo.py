"""What of a page's text stands outside the brackets of the pseudo-language, and is no data either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from enum import Enum
from functools import lru_cache
from typing import Any

import pyarrow as pa
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from dashboard.wording.events import MAKERS
from dashboard.wording.map_words import CREDIT
from geodata.catalog import Catalog
from geodata.datasets import DATASETS

_PICTURE = re.compile(r"!\[[^\]]*\]\([^()]*\)")
_ICON = re.compile(r":material/\w+:")
_LED = re.compile(r'\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(/words\?\S* "[^"]*"\)')
_MARKDOWN_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\([^()\s]*\)")
_DIRECTIVE = re.compile(r":[a-z]+(?:-[a-z]+)*(?<!\\)\[((?:[^\[\]\\]|\\.)*)(?<!\\)\]")
_PLAIN_MESSAGE = re.compile(r"(?<![\w\\])\[(?:[^\[\]\\]|\\.)*(?<!\\)\](?!\()")
_MESSAGE = re.compile(r"\[[^\[\]]*\]")
_ADDRESS = re.compile(r"(?:https?://|\?data=)[^\s()]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SHOWN = frozenset(
    {"body", "label", "help", "placeholder", "content", "caption", "text", "title", "summary", "alt"}
)
"""Keys of Streamlit's elements whose values a reader sees."""


def outside(text: str, catalog: Catalog) -> str:
    """Return the words of a text that are neither in a message nor data of the ledger; empty is good."""
    text = _LED.sub(r"\1", text)
    text = _ADDRESS.sub("", _ICON.sub(" ", _PICTURE.sub(" ", text)))
    while (shorter := _PLAIN_MESSAGE.sub(" ", text)) != text:
        text = shorter
    if ":" in text or "](" in text:  # Markdown's own brackets are no message's
        for pattern in (_MARKDOWN_LINK, _DIRECTIVE):
            while (shorter := pattern.sub(r"\1", text)) != text:
                text = shorter
    text = (
        re.sub(r"\\(.)", r"\1", text)
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NON-BREAKING HYPHEN}", "-")
    )
    while (shorter := _MESSAGE.sub(" ", text)) != text:
        text = shorter
    for data in _data(catalog):
        if data in text:
            text = re.sub(rf"(?<!\w){re.escape(data)}(?!\w)", " ", text)
    return " ".join(_LETTERS.findall(text))


@lru_cache(maxsize=1)
def _data(catalog: Catalog) -> tuple[str, ...]:
    """Return what the ledger says in its own words, the longest first."""
    parts: set[str] = set()
    for rows in (catalog.places, catalog.actors, catalog.sources, catalog.claims):
        for row in rows.values():
            parts |= set(_strings(row))
    for rows in (catalog.episodes, catalog.measures, catalog.releases):
        for row in rows.values() if isinstance(rows, Mapping) else rows:
            parts |= set(_strings(row))
    for layer in catalog.layers.values():
        for feature in layer.features:
            parts |= {str(value) for value in feature.properties.values() if isinstance(value, str)}
    for dataset in DATASETS.values():
        parts |= {dataset.file, dataset.name, dataset.attribution}
        parts |= {licence.title for licence in dataset.licences} | {
            licence.name for licence in dataset.licences
        }
        parts |= {origin.title for origin in dataset.origins}
        parts |= {line for origin in dataset.origins for line in _strings(origin)}
    parts |= {
        CREDIT,
        *CREDIT.split(" · "),
        catalog.hash,
        *(name for dataset in DATASETS.values() for name in _columns(dataset)),
    }
    parts |= {MAKERS, *(row[side] for row in catalog.events for side in ("actor_a", "actor_b"))}
    parts |= {source.publisher.partition(" (")[0] for source in catalog.sources.values()}
    parts |= {place.name.partition(" (")[0] for place in catalog.places.values()}
    parts -= {claim.value for claim in catalog.claims.values()} - set(catalog.actors)
    return tuple(sorted((part for part in parts if _LETTERS.search(part)), key=len, reverse=True))


def _columns(dataset: Any) -> Iterator[str]:
    yield from getattr(getattr(dataset, "schema", None), "names", ())


def _strings(row: Any) -> Iterator[str]:
    for value in (getattr(row, item.name) for item in fields(row)):
        if isinstance(value, Enum):
            continue  # an enum's value is a name, and no label
        if isinstance(value, str):
            yield value
        elif isinstance(value, (tuple, list, frozenset)):
            yield from (str(item) for item in value if isinstance(item, str) and not isinstance(item, Enum))


def page_texts(app: AppTest) -> Iterator[tuple[str, str]]:
    """Yield each text of a page that a reader may see, with the kind of element that has it."""
    for node in _nodes(app._tree):
        proto = getattr(node, "proto", None)
        if proto is None or type(node).__name__ == "Html":
            continue
        if hasattr(proto, "DESCRIPTOR"):
            if proto.DESCRIPTOR.name == "Arrow":
                yield from ((type(node).__name__, cell) for cell in _cells(proto.data))
                continue
            if proto.DESCRIPTOR.name in ("ArrowVegaLiteChart", "BidiComponent", "Code", "Html"):
                continue
            if proto.DESCRIPTOR.name == "Table":
                yield from ((type(node).__name__, cell) for cell in _cells(proto.arrow_data.data))
                continue
            yield from ((type(node).__name__, text) for text in _seen(MessageToDict(proto)))


def _nodes(node: Any) -> Iterator[Any]:
    for child in getattr(node, "children", {}).values():
        yield from _nodes(child)
    yield node


def _seen(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _seen(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _seen(item, "content" if key == "options" else key)
    elif isinstance(value, str) and key in _SHOWN:
        yield value


def _cells(data: bytes) -> Iterator[str]:
    table = pa.ipc.open_stream(data).read_all()
    for name, column in zip(table.column_names, table.columns, strict=True):
        if not name.startswith("__index_level"):
            yield name
        yield from (value for value in column.to_pylist() if isinstance(value, str))


def faults(texts: Iterable[tuple[str, str]], catalog: Catalog) -> list[str]:
    """Return each text that has words of ours outside brackets, with those words."""
    return sorted(
        {f"{kind}: {words} | {text[:160]}" for kind, text in texts if (words := outside(text, catalog))}
    )
