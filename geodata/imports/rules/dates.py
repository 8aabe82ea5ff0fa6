"""Days that may mislead: forced to the first of a month, in two orders, in the future."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geodata.dates import show_day
from geodata.errors import how_many
from geodata.imports import celltexts, days
from geodata.imports.draft import Draft, Found
from geodata.imports.layer import cleaned
from geodata.imports.mending import Mask
from geodata.imports.rules.counted import counted, examples_of


def damaged(draft: Draft) -> Found | None:
    """Find a column of days that holds hardly any."""
    if not draft.damaged:
        return None
    column = draft.found(draft.damaged)
    words = {"column": cleaned(draft.damaged, 60), "instead": "The rows are drawn without a day."}
    if draft.roles.get("first"):
        words["instead"] = f"The column {cleaned(draft.roles['first'], 60)!r} is used instead."
    words["how"] = "Take the file from its source again, and do not save it in a spreadsheet."
    text = next((text for text in column.texts if days.serial(text)), "")
    day = days.serial(text)
    if day:
        words["how"] = (
            f"{text} may be the number by which a spreadsheet keeps {show_day(day)}: give the cells the "
            "format of a date there, and save the file again."
        )
    return Found(int(column.filled.sum()), None, words, celltexts.examples(column.texts))


def both_orders(draft: Draft) -> Found | None:
    """Tell whether some days have the day first and others the month."""
    return Found(1) if len(draft.orders) > 1 else None


def future(draft: Draft) -> Found | None:
    """Find days after today."""
    start = np.where(np.isnat(draft.first), draft.last, draft.first)
    mask = start > np.datetime64(draft.today)
    return counted(mask, examples_of(draft, mask, "first", "last"), today=show_day(draft.today))


def forced(draft: Draft, of_year: bool) -> Found | None:
    """Find days that are the first of a month, or of a year, far more often than days are."""
    single = draft.dated & (draft.first == draft.last) & ~draft.loose
    total = int(single.sum())
    if total < 10:
        return None
    unit = "datetime64[Y]" if of_year else "datetime64[M]"
    mask = single & (draft.first == draft.first.astype(unit).astype("datetime64[D]"))
    if not of_year:
        mask &= draft.first != draft.first.astype("datetime64[Y]").astype("datetime64[D]")
    expected = total / (365.25 if of_year else 30.4)
    count = int(mask.sum())
    return counted(mask, share=f"{100 * count / total:.0f} %") if count > max(4, 4 * expected) else None


def crossing(draft: Draft) -> Found | None:
    """Find times that fall on different days in UTC, Myanmar and China."""
    return counted(draft.crossing, examples_of(draft, draft.crossing, "first", "last"))


def loose(draft: Draft) -> Found | None:
    """Find years, months and spans in place of days."""
    return counted(draft.loose, examples_of(draft, draft.loose, "first", "last"))


def undated(draft: Draft) -> Found | None:
    """Find rows without a day, where others have one."""
    if "first" not in draft.roles and "last" not in draft.roles:
        return None
    return counted(~draft.dated & (draft.day_problems == ""))


def untaken(draft: Draft) -> Found | None:
    """Find columns that look like days where no column is taken for one."""
    if not draft.like_days or "first" in draft.roles or draft.damaged:
        return None
    columns = [cleaned(name, 40) for name in draft.like_days]
    return Found(len(columns), None, {"columns": ", ".join(columns), "one": columns[0]})


def by_cells(draft: Draft) -> Found | None:
    """Tell that a column was taken for the day because its cells are days, not by its name."""
    if not draft.like_days or draft.roles.get("first") not in draft.like_days:
        return None
    return Found(1, None, {"column": cleaned(draft.roles["first"], 40)})


def in_parts(draft: Draft) -> Found | None:
    """Tell that days were put together from columns of year, month and day."""
    if not draft.day_parts:
        return None
    return Found(draft.number, None, {"columns": ", ".join(cleaned(name, 40) for name in draft.day_parts)})


def _of_texts(draft: Draft, holds: Callable[[str], object]) -> Mask:
    """Return the rows whose first or last day is a text that passes a test."""
    mask = np.zeros(draft.number, dtype=bool)
    for role in ("first", "last"):
        if role in draft.roles:
            column = draft.found(draft.roles[role])
            mask |= column.spread(np.array([bool(holds(text)) for text in column.texts], dtype=bool), False)
    return mask


def epochs(draft: Draft) -> Found | None:
    """Find days that are written as seconds since 1970."""
    mask = _of_texts(draft, days.is_epoch) & draft.dated
    return counted(mask, examples_of(draft, mask, "first", "last"))


def serials(draft: Draft) -> Found | None:
    """Find numbers of a spreadsheet that were read as the days that they stand for."""
    if draft.kind.table.format != "xlsx":
        return None
    mask = _of_texts(draft, days.serial) & draft.dated
    return counted(mask, examples_of(draft, mask, "first", "last"))


def order(draft: Draft, by_few: bool) -> Found | None:
    """Tell which rows decide how days such as 05/11/2024 in other rows are read."""
    if not draft.decided:
        return None
    decide = _of_texts(draft, lambda text: days.orders([text])[0])
    open_ones = _of_texts(draft, lambda text: days.orders([text])[1])
    count = int(decide.sum())
    if by_few != (count <= 2 and int(open_ones.sum()) > 5 * count):
        return None
    which = draft.kind.table.rows[np.flatnonzero(decide)[0]]
    first, other = ("day", "month") if "day" in draft.orders else ("month", "day")
    words = {
        "first": first,
        "by": f"row {which}" + (f" and {how_many(count - 1, 'other')}" if count > 1 else ""),
        "answer": "false" if first == "day" else "true",
        "other": other,
        "show": "shows" if count == 1 else "show",
    }
    return counted(open_ones, examples_of(draft, decide, "first", "last"), **words)
