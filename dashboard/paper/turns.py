"""One briefing is drawn at a time; the others wait in the order in which they came."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

from dashboard.wording import paper as wording

_A_LOOK = 0.25
"""Seconds after which who waits is told again where it stands."""

Waiting = Callable[[int], None]
"""Told how many come before. What it raises ends the wait."""


class Turns:
    """A line of which the first may draw."""

    def __init__(self) -> None:
        self._line = deque[object]()
        self._moved = Condition()

    @contextmanager
    def turn(self, waiting: Waiting | None = None, most: int | None = None) -> Iterator[None]:
        """Wait until it is one's turn, and keep it for the block.

        Args:
            waiting: Is told, again and again, how many come before.
            most: How many may wait; None for any number.

        Raises:
            BadOrder: If so many wait already.
        """
        mine = object()
        with self._moved:
            if most is not None and len(self._line) > most:
                raise wording.too_many_wait()
            self._line.append(mine)
        try:
            while before := self._before(mine):
                if waiting:
                    waiting(before)
                with self._moved:
                    if self._line[0] is not mine:
                        self._moved.wait(_A_LOOK if waiting else None)
            yield
        finally:
            with self._moved:
                self._line.remove(mine)
                self._moved.notify_all()

    def _before(self, mine: object) -> int:
        with self._moved:
            return self._line.index(mine)
