"""Filters of rows in CQL2 text, OGC 21-065: comparisons, LIKE, BETWEEN, IN, IS NULL, AND, OR and NOT.

GDAL and QGIS hand a filter on a date to a server and do not look again at what comes back. In the one
parameter `datetime` they cannot say which column they mean, here they can.

Beyond the standard, a day may be a plain text and ILIKE is understood, as GDAL writes them; and a column
with several values is what any of them is.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Mapping
from datetime import date
from operator import eq, ge, gt, le, lt, ne
from typing import Any, NamedTuple

from geodata.dates import read_day
from geodata.errors import BadDate, LedgerError
from geodata.exports.columns import Column
from geodata.schema.columns import did_you_mean

LONGEST = 2000
"""Characters that a filter may have."""
_DEEPEST = 40
"""Brackets and NOTs that may stand in one another."""

Test = Callable[[Mapping[str, Any]], bool | None]
"""Tells of a row whether it holds; None where the row has no value to tell by."""

_COMPARED = {"=": eq, "<>": ne, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:''|\\'|[^'])*')
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<quoted>"(?:""|[^"])+")
    | (?P<word>[^\W\d][\w.:-]*)
    | (?P<sign><>|!=|<=|>=|[=<>(),])
    )""",
    re.VERBOSE,
)
_SIGNS = {sign: f"[{sign}]" for sign in "*?["}
"""Signs of fnmatch, as it writes them where they mean themselves."""
_WORDS = frozenset({"and", "or", "not", "like", "ilike", "between", "in", "is", "null", "true", "false"})


class BadFilter(LedgerError):
    """A filter that cannot be read, or that asks of a column what it cannot hold."""


class _Token(NamedTuple):
    kind: str
    text: str


def read(text: str, columns: Mapping[str, Column]) -> Test:
    """Return the test of rows that a filter is.

    Args:
        text: The filter, such as `since_earliest >= DATE('2024-01-01') AND status = 'held'`.
        columns: The columns that it may name, with what they hold.

    Raises:
        BadFilter: If it cannot be read; the text says where and what would do.
    """
    if len(text) > LONGEST:
        raise BadFilter(f"The filter has {len(text)} characters, and at most {LONGEST} are read.")
    return _Reader(_tokens(text), columns).whole()


def value_of(name: str, text: str, column: Column) -> Any:
    """Return a text as a value that a column holds, so that they can be compared.

    Raises:
        BadFilter: If the column holds no such value.
    """
    try:
        if column.holds is date:
            return read_day(re.sub(r"[Tt ].*$", "", text))
        if column.holds is bool:
            return {"true": True, "1": True, "false": False, "0": False}[text.casefold()]
        if column.holds in (int, float):
            return float(text)
    except BadDate as error:
        raise BadFilter(f"{name} holds days: {error}") from error
    except (KeyError, ValueError) as error:
        what = "true or false" if column.holds is bool else "numbers"
        raise BadFilter(f"{name} holds {what}, not {text!r}.") from error
    return text


def equal(name: str, text: str, column: Column) -> Test:
    """Return the test that a column has a value, given as text.

    Raises:
        BadFilter: If the column holds no such value.
    """
    return _compare(name, eq, value_of(name, text, column))


def known(name: str, columns: Mapping[str, Column]) -> Column:
    """Return a column by its name.

    Raises:
        BadFilter: If there is none of that name.
    """
    if name not in columns:
        hint = did_you_mean(name.casefold(), columns) or "."
        raise BadFilter(f"There is no column {name!r}{hint}")
    return columns[name]


def _tokens(text: str) -> list[_Token]:
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadFilter(f"The filter cannot be read from {text[at : at + 20]!r} on.")
        kind = match.lastgroup or ""
        found.append(_Token(kind, match[kind]))
        at = match.end()
    return found


def _compare(name: str, by: Callable[[Any, Any], Any], value: Any) -> Test:
    def test(row: Mapping[str, Any]) -> bool | None:
        held = row[name]
        if held is None:
            return None
        return any(by(each, value) for each in held) if isinstance(held, list) else bool(by(held, value))

    return test


def _not(test: Test) -> Test:
    def other(row: Mapping[str, Any]) -> bool | None:
        found = test(row)
        return None if found is None else not found

    return other


def _both(one: Test, other: Test) -> Test:
    def test(row: Mapping[str, Any]) -> bool | None:
        found = one(row), other(row)
        return False if False in found else None if None in found else True

    return test


def _either(one: Test, other: Test) -> Test:
    return _not(_both(_not(one), _not(other)))


def _pattern(text: str, any_case: bool) -> Callable[[str, Any], bool]:
    """Return what tells whether a text has the form of a pattern: % is any letters, _ is one."""
    parts = re.findall(r"\\.|.", text, re.DOTALL)
    shape = "".join({"%": "*", "_": "?"}.get(each) or _SIGNS.get(each[-1], each[-1]) for each in parts)
    # What fnmatch makes of it never tries a text twice, however many % there are.
    found = re.compile(fnmatch.translate(shape), re.IGNORECASE if any_case else 0)
    return lambda held, _: found.match(held) is not None


class _Reader:
    """Reads the tokens of one filter, from left to right."""

    def __init__(self, tokens: list[_Token], columns: Mapping[str, Column]) -> None:
        self._tokens, self._columns, self._at, self._depth = tokens, columns, 0, 0

    def whole(self) -> Test:
        test = self._any_of()
        if self._at < len(self._tokens):
            raise BadFilter(f"The filter should end before {self._next().text!r}: join parts by AND or OR.")
        return test

    def _next(self) -> _Token:
        if self._at >= len(self._tokens):
            raise BadFilter("The filter ends too early: write it as column = 'value'.")
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next()
        self._at += 1
        return token

    def _has(self, word: str) -> bool:
        """Take the next token if it is this word or sign."""
        here = self._at < len(self._tokens) and self._tokens[self._at]
        if here and here.kind in ("word", "sign") and here.text.casefold() == word:
            self._at += 1
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._has(word):
            raise BadFilter(f"The filter needs {word.upper()!r} before {self._next().text!r}.")

    def _any_of(self) -> Test:
        test = self._all_of()
        while self._has("or"):
            test = _either(test, self._all_of())
        return test

    def _all_of(self) -> Test:
        test = self._one()
        while self._has("and"):
            test = _both(test, self._one())
        return test

    def _one(self) -> Test:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadFilter(f"The filter has more than {_DEEPEST} brackets in one another.")
        try:
            if self._has("not"):
                return _not(self._one())
            if self._has("("):
                test = self._any_of()
                self._need(")")
                return test
            for word, told in (("true", True), ("false", False)):
                if self._has(word):
                    return lambda row: told
            return self._predicate()
        finally:
            self._depth -= 1

    def _predicate(self) -> Test:
        token = self._take()
        if token.kind not in ("word", "quoted") or token.text.casefold() in _WORDS:
            raise BadFilter(f"The filter should name a column where it has {token.text!r}.")
        name = token.text[1:-1].replace('""', '"') if token.kind == "quoted" else token.text
        column = known(name, self._columns)
        if self._has("is"):
            no = self._has("not")
            self._need("null")
            return lambda row: (row[name] in (None, [])) is not no
        no = self._has("not")
        test = self._set_apart(name, column)
        if test is None:
            if no or (by := _COMPARED.get(self._next().text)) is None:
                raise BadFilter(
                    f"After {name} the filter has {self._next().text!r}: write =, <>, <, <=, >, >=, LIKE, "
                    "BETWEEN, IN or IS NULL."
                )
            self._take()
            return _compare(name, by, self._value(name, column))
        return _not(test) if no else test

    def _set_apart(self, name: str, column: Column) -> Test | None:
        """Return the test of LIKE, BETWEEN or IN; None where none of them follows."""
        for word in ("like", "ilike"):
            if self._has(word):
                token = self._take()
                if token.kind != "text" or column.holds not in (str, list):
                    raise BadFilter(f"{word.upper()} needs a column of text and a pattern such as 'Kan%'.")
                return _compare(name, _pattern(_unquoted(token.text), word == "ilike"), None)
        if self._has("between"):
            low = self._value(name, column)
            self._need("and")
            return _both(_compare(name, ge, low), _compare(name, le, self._value(name, column)))
        if self._has("in"):
            self._need("(")
            values = [self._value(name, column)]
            while self._has(","):
                values.append(self._value(name, column))
            self._need(")")
            return _compare(name, lambda held, among: held in among, values)
        return None

    def _value(self, name: str, column: Column) -> Any:
        """Return the value that follows, as the column holds it."""
        token = self._take()
        word = token.text.casefold()
        if token.kind == "word" and word in ("date", "timestamp") and self._has("("):
            token = self._take()
            self._need(")")
            if column.holds is not date:
                raise BadFilter(f"{name} holds no days.")
        elif token.kind == "word" and word not in ("true", "false"):
            raise BadFilter(f"The filter needs a value where it has {token.text}: write '{token.text}'.")
        if token.kind not in ("text", "number", "word"):
            raise BadFilter(f"The filter should have a value where it has {token.text!r}.")
        if column.holds in (str, list) and token.kind != "text":
            raise BadFilter(f"{name} holds text: write '{token.text}'.")
        return value_of(name, _unquoted(token.text) if token.kind == "text" else token.text, column)


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'").replace("\\'", "'")
