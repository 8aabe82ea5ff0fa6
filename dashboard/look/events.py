"""The looks of conflict events: one grey violet, darker for more, which is no actor's colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.look.theme import Theme

_RAMPS: Mapping[str, tuple[str, ...]] = {
    "light": ("#CFC7DB", "#AC9FC2", "#8977A7", "#664F8A", "#41295F"),
    "dark": ("#564B6B", "#766892", "#9489B6", "#BCB1D3", "#E6E0F2"),
}
"""From few events to many, told apart by lightness alone; a test holds them apart from each actor."""

_GREYS = ("#E2E2E2", "#BFBFBF", "#949494", "#666666", "#333333")
"""The same on paper without colour."""

_ROUND = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))

FILLED, HOLLOW, HALO = "D9", "30", "4D"
"""Opacity of a hexagon, of one whose events are known to an area only, and of the halo around that one."""

RIM, HALO_WIDTH = 1.2, 6.0
"""Width of an outline and of a halo in pixels."""

HEXAGON = ((8, 0.2), (13, 3.1), (13, 8.9), (8, 11.8), (3, 8.9), (3, 3.1))
"""A hexagon in the box of a legend's sign, 16 by 12 pixels."""

SIZES = (3.0, 4.6, 6.6)
"""Half of the side of a square at close range, roughly, for few, some and many events, in pixels."""


def ramp(theme: Theme) -> Sequence[str]:
    """Return the colours from few events to many."""
    return _GREYS if theme.textured else _RAMPS[theme.name]


def breaks(most: int) -> tuple[int, ...]:
    """Return the least number of events of each class, round numbers evenly apart; at most five."""
    rounds = [each for each in _ROUND if each <= max(1, most // 2)]
    count = len(_RAMPS["light"])
    if len(rounds) <= count:
        return tuple(rounds)
    step = (len(rounds) - 1) / (count - 1)
    return tuple(rounds[round(at * step)] for at in range(count))


def rank(events: int, of: Sequence[int]) -> int:
    """Return the class of a number of events, by their breaks."""
    return max(at for at, least in enumerate(of) if events >= least or not at)


def hue(at: int, of: Sequence[int], theme: Theme) -> str:
    """Return the colour of a class: the last class always has the strongest."""
    colours = ramp(theme)
    return colours[len(colours) - len(of) + at]


def size(at: int, of: Sequence[int]) -> int:
    """Return which of `SIZES` a class has."""
    return min(len(SIZES) - 1, at * len(SIZES) // max(1, len(of)))
