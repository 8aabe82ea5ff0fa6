"""What is marked on a time axis, for screen and paper: the days that have room for a line and a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.question.axis import Axis
from dashboard.wording import charts as wording

_LETTER, _APART = 5.4, 14.0
"""Px of a letter of a name, and from the end of the first name to the middle of the next."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of an axis that may be marked.

    Attributes:
        number: The days from the start of the axis.
        gap: About how many days lie between two of its kind; 0 for the first day of the axis.
        line: The px that must lie between two of its kind for a line, `name` those for a name.
        text: Its name.
        strong: Whether it is the name of a year.
    """

    number: int
    gap: int
    line: float
    name: float
    text: str
    strong: bool


_ROOM = {365: (0, 36), 30: (10, 24), 7: (34, 34), 1: (18, 18), 0: (0, 0)}
"""By the days between two of a kind, or more: the px between them that a line needs, and a name."""


def marks(axis: Axis) -> tuple[Mark, ...]:
    """Return what may be marked on an axis, in order; the first day is always, with its year."""
    found = []
    for tick in axis.ticks:
        line, name = next(room for least, room in _ROOM.items() if tick.gap >= least)
        text, strong = wording.tick(tick, axis)
        found.append(Mark(axis.number(tick.day), tick.gap, line, name, text, strong))
    return tuple(found)


def first_name(axis: Axis) -> float:
    """Return the px from the start of an axis that the name of its first day keeps free of others."""
    text, _ = wording.tick(axis.ticks[0], axis)
    return len(text) * _LETTER / 2 + _APART


def shown(axis: Axis, wide: float) -> Iterator[tuple[Mark, bool]]:
    """Yield what is marked on an axis that is so many px wide, and whether there is room for its name."""
    day = wide / axis.span
    for mark in marks(axis):
        first = mark.gap == 0
        if first or mark.gap * day >= mark.line:
            free = mark.number * day >= first_name(axis)
            yield mark, first or (free and mark.gap * day >= mark.name)
