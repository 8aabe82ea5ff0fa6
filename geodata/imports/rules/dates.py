"""Days that may mislead: forced to the first of a month, in two orders, in the future."""

from __future__ import annotations

import numpy as np

from geodata.dates import show_day
from geodata.imports import celltexts
from geodata.imports.draft import Draft, Found
from geodata.imports.layer import cleaned
from geodata.imports.rules.counted import counted, examples_of


def damaged(draft: Draft) -> Found | None:
    """Find a column of days that holds hardly any."""
    if not draft.damaged:
        return None
    column = draft.found(draft.damaged)
    words = {"column": cleaned(draft.damaged, 60), "instead": "The rows are drawn without a day."}
    if draft.roles.get("first"):
        words["instead"] = f"The column {cleaned(draft.roles['first'], 60)!r} is used instead."
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
