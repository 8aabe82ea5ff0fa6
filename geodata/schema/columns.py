"""Columns, the check that reports every broken rule of a table at once, and the values of cells."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from itertools import filterfalse, groupby
from operator import itemgetter
from typing import Any

from geodata.dates import When, date_fault
from geodata.errors import Issue, Sentence
from geodata.vocab import Word

# -- Columns ---------------------------------------------------------------------------------------

Row = Mapping[str, str]
"""One record as text: column name to cell; an empty cell is not stated."""

Keys = Mapping[str, frozenset[str]]
"""The ids that each dataset has, for references between tables."""

Rule = Callable[[Row, Keys], Iterable[tuple[str, str]]]
"""A rule over a whole record: yields (field, the rule that is broken)."""

TableRule = Callable[[Sequence[Row]], Iterable[tuple[Row, str, str]]]
"""A rule over all records: yields (record, field, the rule that is broken)."""

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
"""The form of an id: small letters and digits, in parts joined by hyphens."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?(?:e-?[0-9]{1,2})?")


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it means, and what its cells may hold.

    `words` is a closed vocabulary, `refers` the dataset whose ids the cell names, `many` the
    separator where a cell holds several values, `pattern` the form of a text with an `example` of
    it, `low` and `high` the bounds of a number, `since` the first release that has the column.
    `prose` says that `|` is a character like any other here; elsewhere it only ever parts values.
    """

    name: str
    about: str
    kind: Kind = Kind.TEXT
    required: bool = False
    words: type[Word] | tuple[str, ...] = ()
    refers: str = ""
    many: str = ""
    pattern: str = ""
    example: str = ""
    low: float = -math.inf
    high: float = math.inf
    unique: bool = False
    since: int = 1
    prose: bool = False

    def broken_cells(
        self, cells: frozenset[str], keys: Keys, today: date | None
    ) -> dict[str, list[tuple[str, str]]]:
        """Return (value, rule) for each rule that a cell breaks, by cell; each is looked at once."""
        found = {cell: list(self.broken(cell, keys, today)) for cell in self._suspects(cells, keys)}
        return {cell: faults for cell, faults in found.items() if faults}

    def _suspects(self, cells: frozenset[str], keys: Keys) -> Iterable[str]:
        """Return the cells that may break a rule: most texts are seen to break none in one look."""
        if self.many or self.kind is not Kind.TEXT:
            return cells
        if self.words:
            rest = cells.difference(map(str, self.words))
        elif self.refers:
            rest = cells.difference(keys.get(self.refers, ()))
        elif self.pattern:
            rest = frozenset(filterfalse(re.compile(self.pattern).fullmatch, cells))
        else:
            rest = cells if self.required and "" in cells else frozenset()
        unclean = [cell for cell in cells if cell != cell.strip() or not cell.isprintable()]
        several = () if self.prose else [cell for cell in cells if "|" in cell]
        return rest.union(unclean, several)

    def broken(self, cell: str, keys: Keys, today: date | None = None) -> Iterator[tuple[str, str]]:
        """Yield (value, rule) for each rule that the cell breaks; `today` as in `Schema.check`."""
        if not cell:
            if self.required:
                yield cell, Sentence("empty")
            return
        if cell != cell.strip() or _CONTROL.search(cell):
            yield cell, Sentence("unclean")
            return
        if "|" in cell and not (self.many or self.prose):
            yield cell, Sentence("several_values")
            return
        values = cell.split(self.many) if self.many else [cell]
        for value in values:
            if value != value.strip() or not value:
                yield cell, Sentence("empty_part", separator=self.many)
            elif fault := self._broken_by(value, keys, today):
                yield value, fault
        if len(set(values)) < len(values):
            yield cell, Sentence("twice")

    def _broken_by(self, value: str, keys: Keys, today: date | None) -> str:
        if self.kind is Kind.DATE:
            return date_fault(value, today)
        if self.kind in (Kind.NUMBER, Kind.INTEGER):
            return self._number_fault(value)
        if self.kind is Kind.FLAG:
            return "" if value in ("true", "false") else Sentence("no_flag")
        if self.words:
            return word_fault(value, self.words)
        if self.refers:
            return reference_fault(value, self.refers, keys)
        if self.pattern and not re.fullmatch(self.pattern, value):
            if not self.example:
                return Sentence("other_form", pattern=self.pattern)
            return Sentence("other_form_than", pattern=self.pattern, example=self.example)
        return ""

    def value(self, cell: str) -> Any:
        """Return what a cell says that has passed the check: an empty one is a text, no values, or None."""
        if self.many:
            return many(cell, self.many)
        if self.kind is Kind.TEXT and not (self.words or self.refers):
            return cell
        if not cell:
            return None
        read = self.words if isinstance(self.words, type) else _READ.get(self.kind, str)
        return read(cell)

    def _number_fault(self, value: str) -> str:
        if self.kind is Kind.INTEGER and not _INTEGER.fullmatch(value):
            return Sentence("no_whole_number")
        if not _NUMBER.fullmatch(value):
            return Sentence("no_number")
        if not self.low <= float(value) <= self.high:
            return Sentence("out_of_bounds", low=self.low, high=self.high)
        return ""


ADDED = Column("added", "The release in which the row came", Kind.INTEGER, required=True, low=1)
"""The last column of every table whose rows come with a release."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a table in order, the key that names a record, rules over one and over all.

    Where the table is `replaceable`, a row with the key of an older one stands in its place from
    the release on in which it came.
    `odd` are rules of another weight: a record that they name is accepted, and worth a look.
    """

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    across: tuple[TableRule, ...] = ()
    replaceable: bool = False
    odd: tuple[Rule, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in file order."""
        return tuple(column.name for column in self.columns)

    def record(self, row: Row, number: int) -> str:
        """Return the name of a record for a reader: its key, or `row N` (the header is row 1)."""
        if all(row.get(name) for name in self.key):
            return " ".join(row[name] for name in self.key)
        return f"row {number}"

    def standing(self, rows: Sequence[Row], release: int | None = None) -> tuple[Row, ...]:
        """Return the rows as they stood at a release, without those that a later row replaced.

        Args:
            rows: All rows of the table, in file order; they have passed the check.
            release: The number of the release; None is after the last row.
        """
        if release is not None and ADDED in self.columns:
            rows = [row for row in rows if int(row[ADDED.name]) <= release]
        if not self.replaceable:
            return tuple(rows)
        return tuple({tuple(row[name] for name in self.key): row for row in rows}.values())

    def check(
        self,
        dataset: str,
        rows: Sequence[Row],
        keys: Keys,
        *,
        today: date | None = None,
        lines: Sequence[int] = (),
    ) -> list[Issue]:
        """Return every broken rule of the rows, in the order of the rows.

        Args:
            dataset: The name to report.
            rows: Raw rows; each has all columns.
            keys: The ids of all datasets, for references.
            today: No day may lie after it; None leaves this one rule out.
            lines: The line of the file for each row; empty where the file has no lines.
        """
        issues: list[Issue] = []
        broken = {}
        line_of = dict(zip(map(id, rows), lines, strict=True)) if lines else {}
        for column in self.columns:
            if faults := column.broken_cells(frozenset(map(itemgetter(column.name), rows)), keys, today):
                broken[column.name] = faults
        unique = [column.name for column in self.columns if column.unique]
        twice = _duplicates(rows, self.key, unique, ADDED.name, self.replaceable)
        for number, row in enumerate(rows if broken or twice or self.rules else (), start=2):
            found = [(name, *fault) for name, faults in broken.items() for fault in faults.get(row[name], ())]
            found += twice.get(number, ())
            found += [(field, row[field], rule) for apply in self.rules for field, rule in apply(row, keys)]
            if found:
                line = line_of.get(id(row), 0)
                record = self.record(row, line or number)
                issues += [Issue(dataset, record, *fault, line) for fault in found]
        for look in self.across:
            for row, field, rule in look(self.standing(rows)):
                line = line_of.get(id(row), 0)
                issues.append(Issue(dataset, self.record(row, line), field, row[field], rule, line))
        return issues

    def look(self, dataset: str, rows: Sequence[Row], keys: Keys, lines: Sequence[int] = ()) -> list[Issue]:
        """Return what is odd about rows that keep every rule; the arguments are those of `check`."""
        return [
            Issue(dataset, self.record(row, line), field, row[field], rule, line)
            for row, line in zip(rows, lines or [0] * len(rows), strict=True)
            for apply in self.odd
            for field, rule in apply(row, keys)
        ]


def reference_fault(value: str, dataset: str, keys: Keys) -> str:
    """Return the rule that a reference breaks, with a did-you-mean, or an empty text."""
    known = keys.get(dataset, frozenset())
    if value in known:
        return ""
    return Sentence("unknown_id", dataset=dataset, hint=did_you_mean(value, known))


def word_fault(value: str, words: type[Word] | tuple[str, ...]) -> str:
    """Return the rule that a word of a closed vocabulary breaks, or an empty text."""
    allowed = [str(word) for word in words]
    if value in allowed:
        return ""
    return Sentence("unknown_word", words=", ".join(allowed), hint=did_you_mean(value, allowed))


def nearest(value: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `value`, None where none is."""
    near = get_close_matches(value, sorted(map(str, known)), n=1, cutoff=0.6)
    return near[0] if near else None


_NUMBERED = re.compile(r"([a-z]+)0*([1-9]\d*)")


def nearest_id(value: str, ids: Iterable[str]) -> str | None:
    """Return the id that a text may mean, None where none is.

    Of numbered ids, such as k0020, only that with the same number (K0020, k20, k002O): another number is
    another thing, however much it is like it.
    """

    def numbered(text: str) -> tuple[str, ...]:
        folded = text.strip().casefold()
        found = _NUMBERED.fullmatch(folded[:1] + folded[1:].replace("o", "0"))
        return found.groups() if found else ()

    wanted, known = numbered(value), {each: numbered(each) for each in map(str, ids)}
    if wanted:
        return next((each for each, parts in known.items() if parts == wanted), None)
    return nearest(value, (each for each, parts in known.items() if not parts))


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known name, or an empty text."""
    near = nearest(value, known)
    return Sentence("did_you_mean", near=near) if near else ""


def no_circle(key: str, link: str) -> TableRule:
    """Return the rule that following `link` from a record never leads back to it."""

    def look(rows: Sequence[Row]) -> Iterator[tuple[Row, str, str]]:
        links = {row[key]: row[link] for row in rows}
        for row in rows:
            at, steps = row[link], 0
            while at and at != row[key] and steps <= len(rows):
                at, steps = links.get(at, ""), steps + 1
            if at and at == row[key]:
                yield row, link, Sentence("circle", record=row[key])

    return look


# -- From a cell to its value ----------------------------------------------------------------------
# Only for a cell that has passed the check.


def many(cell: str, separator: str = "|") -> tuple[str, ...]:
    """Return the values of a cell that holds several."""
    return tuple(cell.split(separator)) if cell else ()


def when(cell: str) -> When | None:
    """Return the EDTF date of a cell, None where it is empty."""
    return When.parse(cell) if cell else None


_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.DATE: When.parse,
    Kind.NUMBER: float,
    Kind.INTEGER: int,
    Kind.FLAG: lambda cell: cell == "true",
}


def names_of(names: tuple[str, ...], name_my: str, name_zh: tuple[str, ...]) -> dict[str, Any]:
    """Return the names in three languages as a record has them; only the first Chinese one is the chief."""
    others = tuple(dict.fromkeys((*names, *name_zh[1:])))
    return {"names": others, "name_my": name_my or None, "name_zh": name_zh[0] if name_zh else None}


# -- Values that must be unique --------------------------------------------------------------------


def _duplicates(
    rows: Sequence[Row], key: tuple[str, ...], unique: Sequence[str], added: str, replaceable: bool
) -> dict[int, list[tuple[str, str, str]]]:
    """Return (field, value, rule) by row number (the header is row 1) for each value there twice.

    Only rows that stand side by side are compared: a row that is replaced makes room. `unique` are
    columns beside the key with a value of their own in each row, `added` is the one with the release.
    """
    if _all_differ(rows, key) and all(_all_differ(rows, (name,)) for name in unique):
        return {}
    found: dict[int, list[tuple[str, str, str]]] = {}
    holders: dict[tuple[str, str], tuple[int, str]] = {}
    standing: dict[str, list[tuple[str, str]]] = {}
    fields = ("+".join(key), *unique)
    for release, group in groupby(enumerate(rows, start=2), key=lambda each: each[1].get(added, "")):
        came = []
        for number, row in group:
            parts = [row[name] for name in key]
            values = (" ".join(parts) if all(parts) else "", *(row[name] for name in unique))
            came.append((number, values[0], [held for held in zip(fields, values, strict=True) if held[1]]))
        for _, record, _ in came if replaceable else ():
            for older in standing.get(record, ()):
                if holders.get(older, (0, release))[1] != release:
                    del holders[older]
        for number, record, held in came:
            for field, value in held:
                first, _ = holders.setdefault((field, value), (number, release))
                if first != number:
                    rule = Sentence("not_unique", first=first, other=number)
                    found.setdefault(number, []).append((field, value, rule))
            standing[record] = held
    return found


def _all_differ(rows: Sequence[Row], names: tuple[str, ...]) -> bool:
    values = [value for value in map(itemgetter(*names), rows) if value]
    return len(set(values)) == len(values)
