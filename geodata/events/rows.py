"""Some rows of an archive as events: each is one, or is counted with the reason why it is none."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata.events.archives import Archive
from geodata.events.records import EVENT, Batch, Reject, When, Where

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_EPOCH = date(1970, 1, 1).toordinal()
_REASONS = tuple(Reject)
_MOST = 2**31 - 1


def events(columns: Mapping[str, pa.Array], rows: int, kind: Archive) -> Batch:
    """Return the events of some rows of an archive.

    Args:
        columns: By name, as text or typed; one that the archive may lack can be away, or null.
        rows: How many there are.
        kind: The archive.
    """
    why = np.zeros(rows, np.int8)

    def reject(wrong: Flags, reason: Reject) -> None:
        why[wrong & (why == 0)] = _REASONS.index(reason) + 1

    def get(name: str) -> pa.Array | None:
        column = columns.get(name)
        return None if column is None or column.null_count == rows else column

    lon, no_lon = _floats(get(kind.lon), rows)
    lat, no_lat = _floats(get(kind.lat), rows)
    reject(no_lon | no_lat, Reject.NO_POSITION)
    reject((np.abs(lon) > 180) | (np.abs(lat) > 90), Reject.NO_SUCH_POSITION)
    first, none, unreadable = _days(get(kind.first), rows)
    reject(none, Reject.NO_DAY)
    reject(unreadable, Reject.UNREADABLE_DAY)
    last = first
    if (column := get(kind.last)) is not None:
        last, none, unreadable = _days(column, rows)
        last = np.where(none, first, last)
        reject(unreadable, Reject.UNREADABLE_DAY)
        reject(last < first, Reject.DAYS_REVERSED)
    low, best, high, without = _deaths([get(name) for name in kind.figures], rows, reject)
    unordered = ~without & ((low > best) | (best > high))
    without |= unordered
    actor_a, actor_b = _pair(*(_coded(get(name), rows) for name in kind.actors))
    kept = why == 0
    made = {
        "lon": pa.array(lon),
        "lat": pa.array(lat),
        "first": pa.array(first.astype(np.int32)).cast(pa.date32()),
        "last": pa.array(last.astype(np.int32)).cast(pa.date32()),
        "kind": _words(get(kind.kind), rows, _kinds(kind), kind.one_kind),
        "actor_a": actor_a,
        "actor_b": actor_b,
        "low": pa.array(low.astype(np.int32), mask=without),
        "best": pa.array(best.astype(np.int32), mask=without),
        "high": pa.array(high.astype(np.int32), mask=without),
        "where": _words(get(kind.where), rows, _precisions(kind.wheres, Where.COUNTRY), Where.EXACT),
        "when": _words(get(kind.when), rows, _precisions(kind.whens, When.LONGER), When.DAY),
    }
    batch = pa.record_batch([made[name] for name in EVENT.names], schema=EVENT)
    if kept.all():
        return Batch(batch, rows, {}, int(unordered.sum()))
    rejects = {str(reason): int((why == at).sum()) for at, reason in enumerate(_REASONS, 1)}
    return Batch(batch.filter(pa.array(kept)), rows, +Counter(rejects), int((unordered & kept).sum()))


# -- Words -----------------------------------------------------------------------------------------
# There are some thousand different ones, however many rows: each is looked at once.


def _coded(column: pa.Array | None, rows: int) -> pa.DictionaryArray:
    """Return a column as texts by their numbers; an empty one for what is null."""
    if column is None:
        return pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), pa.array([""]))
    if not pa.types.is_dictionary(column.type):
        coded = column.dictionary_encode()
        column = pa.DictionaryArray.from_arrays(coded.indices, coded.dictionary.cast(pa.string()))
    if column.null_count or not len(column.dictionary):
        # The number after the last one is that of nothing.
        indices = pc.fill_null(column.indices.cast(pa.int32()), len(column.dictionary))
        texts = pa.array([*column.dictionary.to_pylist(), ""], pa.string())
        return pa.DictionaryArray.from_arrays(indices, texts)
    return column


def _words(
    column: pa.Array | None, rows: int, to: Callable[[str], str], otherwise: str
) -> pa.DictionaryArray:
    """Return the word of each text of a column, another where it has none."""
    coded = _coded(column, rows)
    texts = [text.strip() for text in coded.dictionary.to_pylist()]
    return _numbered(coded.indices.to_numpy(), [to(text) if text else str(otherwise) for text in texts])


def _numbered(codes: Ints, words: list[str]) -> pa.DictionaryArray:
    """Return words by their numbers; of those that are the same one number is left."""
    number = {word: at for at, word in enumerate(dict.fromkeys(words))}
    new = np.array([number[word] for word in words], np.int32)
    return pa.DictionaryArray.from_arrays(new[codes], pa.array(list(number), pa.string()))


def _kinds(kind: Archive) -> Callable[[str], str]:
    # No pattern of word characters: those of Burmese have none for most of their vowels.
    return lambda text: (
        kind.kinds.get(text) or re.sub(r"[\s!-/:-@\[-`{-~]+", "-", text.casefold()).strip("-") or "event"
    )


def _precisions(known: Mapping[str, str], vaguest: str) -> Callable[[str], str]:
    return lambda text: str(known.get(text.removesuffix(".0"), vaguest))


def _pair(
    one: pa.DictionaryArray, other: pa.DictionaryArray
) -> tuple[pa.DictionaryArray, pa.DictionaryArray]:
    """Return the two sides in the order of the alphabet, one that is empty last."""
    names = [_name(text) for side in (one, other) for text in side.dictionary.to_pylist()]
    words = [*sorted({*names} - {""}), ""]
    number = {word: at for at, word in enumerate(words)}
    numbers = np.array([number[name] for name in names], np.int32)
    ones = numbers[one.indices.to_numpy()]
    others = numbers[other.indices.to_numpy() + len(one.dictionary)]
    texts = pa.array(words, pa.string())
    first, second = np.minimum(ones, others), np.maximum(ones, others)
    return pa.DictionaryArray.from_arrays(first, texts), pa.DictionaryArray.from_arrays(second, texts)


def _name(text: str) -> str:
    """Return a name as it is compared: two ways to store one Burmese word are one."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


# -- Numbers and days ------------------------------------------------------------------------------

_NUMBER = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"
_WHOLE = re.compile(r"(\d{1,12})(?:\.0+)?", re.ASCII)


def _floats(column: pa.Array | None, rows: int) -> tuple[npt.NDArray[np.float64], Flags]:
    """Return numbers, and for which rows there is none."""
    if column is None:
        return np.zeros(rows), np.ones(rows, bool)
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        text = column.cast(pa.string())
        readable = pc.match_substring_regex(text, _NUMBER)
        column = pc.if_else(readable, pc.utf8_trim_whitespace(text), None)
    found = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    none = ~np.isfinite(found)
    return np.where(none, 0.0, found), none


def _days(column: pa.Array | None, rows: int) -> tuple[Ints, Flags, Flags]:
    """Return days since 1970, for which rows there is none, and for which it cannot be read."""
    if column is None:
        return np.zeros(rows, np.int64), np.ones(rows, bool), np.zeros(rows, bool)
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        day = column.cast(pa.date32()).cast(pa.int32())
        days = pc.fill_null(day, 0).to_numpy(zero_copy_only=False).astype(np.int64)
        none = np.asarray(pc.is_null(day).to_numpy(zero_copy_only=False))
        unreadable = ~none & ((days < _FIRST) | (days > _LAST))
        return np.where(unreadable, 0, days), none, unreadable
    coded = _coded(column, rows)
    texts = coded.dictionary.to_pylist()
    read = [day_of(text) for text in texts]
    days = np.array([0 if day is None else day.toordinal() - _EPOCH for day in read], np.int64)
    blank = np.array([not text.strip() for text in texts], bool)
    unread = np.array([day is None for day in read], bool) & ~blank
    at = coded.indices.to_numpy()
    return days[at], blank[at], unread[at]


_FIRST, _LAST = (day.toordinal() - _EPOCH for day in (date.min, date.max))


def day_of(text: str) -> date | None:
    """Return the day of a text as archives write it, None for any other.

    `2024-11-20`, also with a time after it, `20241120`, `20 November 2024`, `20 Nov 2024`.
    """
    for form, pattern in _FORMS:
        if found := pattern.fullmatch(text.strip()):
            try:
                return datetime.strptime(found[1], form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                return None
    return None


_FORMS = (
    ("%Y-%m-%d", re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)),
    ("%Y%m%d", re.compile(r"(\d{8})", re.ASCII)),
    ("%d %b %Y", re.compile(r"(\d{1,2} [A-Z][a-z]{2} \d{4})", re.ASCII)),
    ("%d %B %Y", re.compile(r"(\d{1,2} [A-Z][a-z]{3,8} \d{4})", re.ASCII)),
)


def _deaths(
    columns: list[pa.Array | None], rows: int, reject: Callable[[Flags, Reject], None]
) -> tuple[Ints, Ints, Ints, Flags]:
    """Return low, best and high, and which rows lack one of them."""
    found: list[Ints] = []
    without = np.zeros(rows, bool)
    for at, column in enumerate(columns):
        if at and column is columns[at - 1]:  # ACLED's one figure is all three
            found.append(found[-1])
            continue
        coded = _coded(column, rows)
        texts = [text.strip() for text in coded.dictionary.to_pylist()]
        read = [int(whole[1]) if (whole := _WHOLE.fullmatch(text)) else -1 for text in texts]
        codes = coded.indices.to_numpy()
        blank = np.array([not text for text in texts], bool)
        wrong = np.array([not -1 < value < _MOST for value in read], bool) & ~blank
        reject(wrong[codes], Reject.NO_COUNT)
        without |= (blank | wrong)[codes]
        found.append(np.array([value if -1 < value < _MOST else 0 for value in read], np.int64)[codes])
    low, best, high = found
    return low, best, high, without
