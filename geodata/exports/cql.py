"""Filters of rows in CQL2 text, OGC 21-065: comparisons, LIKE, BETWEEN, IN, IS NULL, AND, OR and NOT.

GDAL and QGIS hand a filter on a date to a server and do not look again at what comes back. In the one
parameter `datetime` they cannot say which column they mean, here they can. The library cql2 reads the text;
here is what its tree says of a row.

Beyond the standard, a day may be a plain text and ILIKE is understood, as GDAL writes them; and a column
with several values is what any of them is.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce
from itertools import accumulate
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from geodata.dates import read_day
from geodata.errors import BadDate, LedgerError
from geodata.exports.columns import Column
from geodata.schema.columns import did_you_mean

LONGEST = 2000
"""Characters that a filter may have."""
_DEEPEST = 8
"""Brackets, NOTs or signs that may stand in one another; GDAL needs five brackets for 32 conditions.

No filter that GDAL or QGIS writes needs more, and deeper ones are not handed on to the library.
"""

Test = Callable[[Mapping[str, Any]], bool | None]
"""Tells of a row whether it holds; None where the row has no value to tell by."""

_COMPARED = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_OPERATORS = "=, <>, <, <=, >, >=, LIKE, BETWEEN, IN or IS NULL"
_SIGNS = {sign: f"[{sign}]" for sign in "*?["}
"""Signs of fnmatch, as it writes them where they mean themselves."""

_UNREAD = re.compile(
    r"""(?:(?P<column>"[^"]*"|(?<![\w.:])[\w.:]+)(?P<no>\s+NOT)?\s+ILIKE\s*)?(?P<text>'(?:''|\\'|[^'])*')
    | "[^"]*" | (?P<point>(?<![\w.])\.(?=\d))""",
    re.VERBOSE | re.IGNORECASE,
)
"""What is quoted, and what cql2 0.6 does not read: ILIKE, as GDAL writes it, and of CQL2 \\' and .5."""
_QUOTED = re.compile(r"""'(?:''|[^'])*'|"[^"]*\"""")
_PART = re.compile(r"[(),]|\b(?:and|or)\b", re.IGNORECASE)
_SIGN = re.compile(r"\bnot\b|[-+*/%^<>=]", re.IGNORECASE)


class BadFilter(LedgerError):
    """A filter that cannot be read, or that asks of a column what it cannot hold."""


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
    return _test(_tree(text), columns)


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


def _tree(text: str) -> Any:
    """Return a filter as the tree that CQL2 has in JSON."""
    from cql2 import parse_text  # only who filters waits for it

    text = _UNREAD.sub(_as_cql2, text)
    _hold_bounds(_QUOTED.sub(" ", text))
    try:
        return parse_text(text).to_json()
    except Exception as error:  # a geometry gives a plain Exception, a lone surrogate a UnicodeError
        raise BadFilter(_fault(text, str(error))) from error


def _as_cql2(match: re.Match[str]) -> str:
    if match["point"]:
        return "0."
    if match["text"] is None:
        return match[0]
    text = "'" + match["text"][1:-1].replace("\\'", "''") + "'"
    return f"CASEI({match['column']}){match['no'] or ''} LIKE CASEI({text})" if match["column"] else text


def _hold_bounds(bare: str) -> None:
    steps = (1 if sign == "(" else -1 for sign in re.findall("[()]", bare))
    deepest = max(accumulate(steps, lambda deep, step: max(0, deep + step), initial=0))
    if max(deepest, *(len(_SIGN.findall(part)) for part in _PART.split(bare)), 0) > _DEEPEST:
        raise BadFilter(f"The filter has more than {_DEEPEST} brackets, NOTs or signs in one another.")


def _fault(text: str, told: str) -> str:
    """Return a sentence for an error of the parser, which has line and column in its text."""
    where = re.search(r"--> (\d+):(\d+)", told)
    line, column = map(int, where.groups()) if where else (1, 1)
    rest = "\n".join(text.split("\n")[line - 1 :])[column - 1 :].strip()
    if not rest:
        return "The filter ends too early: write it as column = 'value'."
    return (
        f"The filter cannot be read from {rest[:20]!r} on: write it as column = 'value', and join such parts "
        "by AND or OR."
    )


# -- From the tree to a test -----------------------------------------------------------------------


def _test(node: Any, columns: Mapping[str, Column]) -> Test:
    match node:
        case bool():
            return lambda row: node
        case {"op": "and" | "or" as op, "args": parts}:
            return reduce(_both if op == "and" else _either, [_test(each, columns) for each in parts])
        case {"op": "not", "args": [part]}:
            return _not(_test(part, columns))
        case {"op": "isNull", "args": [of]}:
            name, _ = _column(of, columns)
            return lambda row: row[name] in (None, [])
        case {"op": "like", "args": [{"op": "casei", "args": [of]}, {"op": "casei", "args": [pattern]}]}:
            return _like("ILIKE", *_column(of, columns), pattern)
        case {"op": "like", "args": [of, pattern]}:
            return _like("LIKE", *_column(of, columns), pattern)
        case {"op": "between", "args": [of, *bounds]}:
            name, column = _column(of, columns)
            low, high = (_value(name, column, each) for each in bounds)
            return _both(_compare(name, ge, low), _compare(name, le, high))
        case {"op": "in", "args": [of, [*values]]}:
            name, column = _column(of, columns)
            among = [_value(name, column, each) for each in values]
            return _compare(name, lambda held, among: held in among, among)
        case {"op": op, "args": [of, value]} if op in _COMPARED:
            name, column = _column(of, columns)
            return _compare(name, _COMPARED[op], _value(name, column, value))
        case {"property": name}:
            known(name, columns)
            raise BadFilter(f"The filter ends too early after {name}: write {_OPERATORS}.")
    raise BadFilter(f"The filter has {_written(node)} where it needs a column with {_OPERATORS}.")


def _column(node: Any, columns: Mapping[str, Column]) -> tuple[str, Column]:
    match node:
        case {"property": name}:
            return name, known(name, columns)
    raise BadFilter(f"The filter should name a column where it has {_written(node)}.")


def _like(word: str, name: str, column: Column, pattern: Any) -> Test:
    if not isinstance(pattern, str) or column.holds not in (str, list):
        raise BadFilter(f"{word} needs a column of text and a pattern such as 'Kan%'.")
    return _compare(name, _pattern(pattern, word == "ILIKE"), None)


def _value(name: str, column: Column, node: Any) -> Any:
    """Return a value of the tree as the column holds it."""
    match node:
        case {"date": day} | {"timestamp": day}:
            if column.holds is not date:
                raise BadFilter(f"{name} holds no days.")
            return value_of(name, day, column)
        case {"property": word}:
            raise BadFilter(f"The filter needs a value where it has {word}: write '{word}'.")
        case str():
            return value_of(name, node, column)
        case bool() | float():
            if column.holds in (str, list):
                raise BadFilter(f"{name} holds text: write '{_written(node)}'.")
            return value_of(name, _written(node), column)
        case None:
            raise BadFilter(f"No value is NULL: write {name} IS NULL.")
    raise BadFilter(f"The filter should have a value where it has {_written(node)}.")


def _written(node: Any) -> str:
    """Return what a part of the tree is in the filter, in short."""
    match node:
        case bool() | None:
            return {True: "true", False: "false", None: "NULL"}[node]
        case float():
            return repr(node).removesuffix(".0")
        case str():
            return f"'{node}'"
        case {"property": name}:
            return str(name)
        case {"op": op}:
            return str(op).upper()
        case dict():
            return str(next(iter(node))).upper()
    return "a list"


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
