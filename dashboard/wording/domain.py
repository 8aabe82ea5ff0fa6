"""The domain's own sentences as messages: what its words and columns mean, and what each dataset is.

A page says them by `say(policy.meaning)`. They stand in `geodata`, which knows no languages; Babel
finds them here.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from geodata import vocab
from geodata.datasets import DATASETS
from geodata.exports.columns import COLUMNS, RECORD_COLUMNS


def sentences() -> Iterator[str]:
    """Yield each sentence of the domain that a page may show."""
    for _, kind in inspect.getmembers(vocab, inspect.isclass):
        if issubclass(kind, vocab.Word):
            yield from (word.meaning for word in kind)
    for dataset in DATASETS.values():
        yield from (dataset.title, *dataset.caveats)
    for columns in (COLUMNS, RECORD_COLUMNS):
        yield from (column.meaning for column in columns.values())


def extract(*_: Any, **__: Any) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield the sentences as Babel's extraction wants them: line, function, message, comments."""
    for text in dict.fromkeys(sentences()):
        yield 1, "say", text, []
