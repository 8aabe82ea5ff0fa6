"""What stands in files: which columns each one has, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dashboard.wording.language import listed, say
from geodata.exports.columns import COLUMNS, RECORD_COLUMNS

_OF_RECORDS = frozenset({"claims.csv", "imports.csv"})
"""Files whose dates are EDTF."""
_OF_DIFFERENCES = {
    "town_id": "Id of the town to which a gate belongs.",
    "on_the_ground": "Whether what differs changed on the ground, not in the record alone.",
    "claim_of": "On which of both answers the claim bears: before, after.",
    "changed_earliest": "First day on which it may have changed; empty where open.",
    "changed_latest": "First day after those on which it may have changed; empty where open.",
    "changed_last_day": "Last day on which it may have changed.",
}
"""What the columns mean that only the file of differences has."""


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
        known = {name: column.meaning for name, column in columns.items()} | _OF_DIFFERENCES
        for name in names:
            # Of what differs every column of an answer is there for both answers.
            meaning = known.get(name) or known[name.removeprefix("before_").removeprefix("after_")]
            meant[name, meaning] = None
    alike: dict[tuple[str, ...], list[str]] = {}
    for file, names in heads.items():
        alike.setdefault(tuple(names), []).append(file)
    yield "\n".join(
        say("Columns of {file}: {columns}", file=listed(files), columns=", ".join(names))
        for names, files in alike.items()
    )
    if any(file.startswith(OWN) for file in heads):
        yield say(
            "Files of the reader’s own data have the columns of the reader’s file, and _row, its row there, "
            "_lon and _lat, a point of it in degrees, _first and _last, its first and last day."
        )
    yield say("What the columns mean:")
    yield "\n".join(say("{column}: {meaning}", column=name, meaning=say(text)) for name, text in meant)
