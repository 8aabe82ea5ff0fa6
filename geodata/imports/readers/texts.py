"""Columns of Arrow as the texts of their values: whole numbers without a point, days as ISO 8601."""

from __future__ import annotations

import json
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def plain(value: Any) -> str | None:
    """Return one value as text; None where there is none."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _clock(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.hex()
    return json.dumps(value, ensure_ascii=False, default=plain)


def _clock(given: timedelta) -> str:
    """Return a duration as hours, minutes and seconds, as a spreadsheet shows it."""
    seconds = round(given.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def is_bytes(kind: pa.DataType) -> bool:
    """Return whether a column holds bytes, which are no text."""
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def _values(given: pa.Array) -> list[str | None]:
    try:
        return [plain(value) for value in given.to_pylist()]
    except (OverflowError, ValueError):  # a day before the year 1 or after 9999
        return list(given.cast(pa.string()).to_pylist())


def column(values: pa.ChunkedArray | pa.Array) -> list[str | None]:
    """Return a column as texts; equal texts are one object, so that large tables stay small."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
        if isinstance(values, pa.ChunkedArray):  # more than one array can hold
            return [text for chunk in values.chunks for text in column(chunk)]
    if isinstance(values, pa.ExtensionArray):
        values = values.storage  # such as JSON, which is text
    kind = values.type
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):
        # The shortest digits that mean the same number are those of its own precision.
        return [
            plain(None if number is None else float(str(np.float32(number)))) for number in values.to_pylist()
        ]
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        values = values.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_string_view(kind):
        values = values.cast(pa.large_string())
    if pa.types.is_dictionary(kind):
        coded = values
    elif pa.types.is_nested(kind) or pa.types.is_null(kind) or pa.types.is_float64(kind):
        return [plain(value) for value in values.to_pylist()]
    else:
        coded = pc.dictionary_encode(values)
    known = np.empty(len(coded.dictionary) + 1, dtype=object)
    known[:-1] = _values(coded.dictionary)
    places = coded.indices.cast(pa.int64()).fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
    return list(known[places])
