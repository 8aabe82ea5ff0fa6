"""Where the labels of a printed map stand: none leaves the frame, and a crossing's label is never dropped.

Names that must stay go first, then the others by rank, then the notes for which there is room. A name
that must stay moves away from its point, on a leader, where nothing beside it is free. Where nothing
is free at all it takes the spot where it hides least; every other label that would hide something is
left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

Rect = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""

_GAP = 5.5
_EDGE = 2.0


@dataclass(frozen=True, slots=True)
class Item:
    """A point with a label: its size with and without the note, in pixels.

    `side` is +1 where the label goes to the right, -1 to the left; `must` where its name stays.
    """

    x: float
    y: float
    radius: float
    side: int
    full: tuple[float, float]
    short: tuple[float, float]
    rank: int
    must: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands: its corner, whether with its note, whether on a leader."""

    x: float
    y: float
    width: float
    height: float
    side: int
    note: bool
    led: bool = False

    @property
    def rect(self) -> Rect:
        """Return its box."""
        return (self.x, self.y, self.x + self.width, self.y + self.height)


def meet(a: Rect, b: Rect) -> bool:
    """Tell whether two boxes overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def inside(a: Rect, frame: Rect) -> bool:
    """Tell whether a box lies within a frame, not at its very edge."""
    return (
        a[0] >= frame[0] + _EDGE
        and a[1] >= frame[1] + _EDGE
        and a[2] <= frame[2] - _EDGE
        and a[3] <= frame[3] - _EDGE
    )


def place(
    items: Sequence[Item], frame: Rect, blocks: Iterable[Rect], *, hiding: bool = True
) -> list[Spot | None]:
    """Return the spot of each item's label; None where there is no room for one that may go.

    The items are points within the frame, `blocks` the boxes that are taken already. Without `hiding` no
    label hides anything: one that must stay goes too where nothing is free.
    """
    taken = list(blocks)
    points = [
        (each.x - each.radius, each.y - each.radius, each.x + each.radius, each.y + each.radius)
        for each in items
    ]
    spots: list[Spot | None] = [None] * len(items)

    def hidden(at: int, spot: Spot) -> tuple[int, int]:
        """Return how many blocks a label hides, and how many other labels and points."""
        others = (other.rect for n, other in enumerate(spots) if other and n != at)
        marks = (point for n, point in enumerate(points) if n != at)
        blocked = sum(meet(spot.rect, each) for each in taken)
        return blocked, sum(meet(spot.rect, each) for each in (*marks, *others))

    def free(at: int, spot: Spot) -> bool:
        return inside(spot.rect, frame) and hidden(at, spot) == (0, 0)

    order = sorted(range(len(items)), key=lambda at: (not items[at].must, items[at].rank))
    for turn, at in enumerate(order):
        item = items[at]
        noted = [*_beside(item, item.full, True)] if turn == 0 else []
        options = [
            *_beside(item, item.short, False),
            *_above(item),
            *(_led(item, hiding) if item.must else ()),
        ]
        spots[at] = next((spot for spot in [*noted, *options] if free(at, spot)), None)
        if item.must and spots[at] is None and hiding:
            within = [_moved_inside(spot, frame) for spot in options]
            spots[at] = min(within, key=lambda spot: hidden(at, spot))
    for at in order:
        item, spot = items[at], spots[at]
        if spot and not spot.note and not spot.led and item.full != item.short:
            spots[at] = next((each for each in _beside(item, item.full, True) if free(at, each)), spot)
    return spots


def _moved_inside(spot: Spot, frame: Rect) -> Spot:
    left, top, right, bottom = frame
    x = max(left + _EDGE, min(spot.x, right - _EDGE - spot.width))
    y = max(top + _EDGE, min(spot.y, bottom - _EDGE - spot.height))
    return replace(spot, x=x, y=y)


def _beside(item: Item, size: tuple[float, float], note: bool) -> Iterator[Spot]:
    width, height = size
    for side in (item.side, -item.side):
        away = item.radius + _GAP
        left = item.x + away if side > 0 else item.x - away - width
        for top in (item.y - 8, item.y - height / 2, item.y - height + 7):
            yield Spot(left, top, width, height, side, note)


def _above(item: Item) -> Iterator[Spot]:
    width, height = item.short
    for top in (item.y + item.radius + 3, item.y - item.radius - 3 - height):
        yield Spot(item.x - width / 2, top, width, height, 0, False)


def _led(item: Item, far: bool) -> Iterator[Spot]:
    """Yield spots farther off, the nearest first: beside, above, below; the farthest only if `far`."""
    width, height = item.short
    for away in (26, 44, 64, *((88, 116, 150) if far else ())):
        for top in (item.y + away - 8, item.y - away + 8 - height):
            yield Spot(item.x - width / 2, top, width, height, 0, False, True)
        for side in (item.side, -item.side):
            left = item.x + away if side > 0 else item.x - away - width
            for shift in (0, -0.5, 0.5, -1, 1):
                yield Spot(left, item.y - height / 2 + shift * away, width, height, side, False, True)
