"""What stands in files: which columns each one has, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dashboard.wording.language import say
from geodata.exports.columns import COLUMNS, RECORD_COLUMNS

_OF_RECORDS = frozenset({"claims.csv", "imports.csv"})
"""Files whose dates are EDTF."""


OWN = "own-data"
"""How the names of files of the reader's own data begin."""


def columns_told(heads: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the paragraphs that name the columns of some files and say what each one means, once.

    Args:
        heads: The columns of each file, by its name.
    """
    yield say(
        "Days are ISO dates. A span of days ends before the day in a column that ends in _latest, "
        "and at the end of the day in the one that ends in _last_day. "
        "Several values of a cell are joined by “ | ”. An apostrophe before a text keeps a spreadsheet "
        "from taking it for a formula."
    )
    meant: dict[tuple[str, str], None] = {}
    for file, names in heads.items():
        if file.startswith(OWN):
            continue
        columns = RECORD_COLUMNS if file in _OF_RECORDS else COLUMNS
        meant |= dict.fromkeys((name, columns[name].meaning) for name in names)
    yield "\n".join(
        say("Columns of {file}: {columns}", file=file, columns=", ".join(names))
        for file, names in heads.items()
    )
    if any(file.startswith(OWN) for file in heads):
        yield say(
            "Files of the reader’s own data have the columns of the reader’s file, and _row, its row there, "
            "_lon and _lat, a point of it in degrees, _first and _last, its first and last day."
        )
    yield say("What the columns mean:")
    yield "\n".join(say("{column}: {meaning}", column=name, meaning=say(text)) for name, text in meant)
