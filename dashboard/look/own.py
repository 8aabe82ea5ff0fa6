"""The looks of a reader's own layers: shapes and colours that nothing of the ledger has.

A class has a shape beside its colour, so that nobody has to see colours. No shape is a circle, which
is a place, and no colour is an actor's, but where the rows name that actor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.answer.own import MOST, Group, Kind
from dashboard.look.theme import Theme, actor_fill, mixed, plain

Corners = tuple[tuple[float, float], ...]

SHAPES: Mapping[str, Corners] = {
    "square": ((4, 2), (12, 2), (12, 10), (4, 10)),
    "triangle": ((8, 1), (13, 10.5), (3, 10.5)),
    "diamond": ((8, 0.5), (13, 6), (8, 11.5), (3, 6)),
    "turned": ((3, 1.5), (13, 1.5), (8, 11)),
    "plus": (
        *((6.3, 1), (9.7, 1), (9.7, 4.3), (13, 4.3), (13, 7.7), (9.7, 7.7)),
        *((9.7, 11), (6.3, 11), (6.3, 7.7), (3, 7.7), (3, 4.3), (6.3, 4.3)),
    ),
    "bar": ((2.5, 4), (13.5, 4), (13.5, 8), (2.5, 8)),
}
"""Shapes in the box of a legend's sign, 16 by 12 pixels, by name; `bar` is for what has no class."""

_RANKED = tuple(SHAPES)

_HUES: Mapping[str, tuple[str, ...]] = {
    "light": ("#2B2B6B", "#8A1C4A", "#4F5D10", "#7B61D9", "#5A3A22"),
    "dark": ("#F5E6C8", "#B07CFF", "#D9E021", "#C64FA8", "#FF7A8A"),
}
"""Colours of categories by theme; a test holds them apart from each other and from every actor."""

_RAMPS: Mapping[str, tuple[str, ...]] = {
    "light": ("#DCD6F2", "#B3A6E3", "#8672CC", "#5B44A6", "#2E1B66"),
    "dark": ("#4B3A8C", "#6D58B8", "#9280DD", "#BBAFF2", "#E8E3FF"),
}
"""Colours of numbers from low to high, by theme: one hue, told apart by its lightness."""

_GREYS = ("#E6E6E6", "#BFBFBF", "#949494", "#666666", "#333333")
"""The same on paper without colour."""

AREA = 0.28
"""Opacity of an area of the reader's."""

OWN_RIM = 0.8
"""Width of the outline of a shape in pixels, on the map as in the legend."""


BENEATH = 2.3
"""How much larger a sign is that lies where a place is: else its marker would hide it."""

HOLLOW_RIM = 1.7
"""Width of the outline of a hollow shape: a row whose position is known to an area only."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """How points of a class are drawn: their shape, its fill, and its outline with its width in pixels."""

    shape: str
    fill: str
    rim: str
    wide: float


def colours(kind: Kind, theme: Theme) -> Sequence[str]:
    """Return the colours of categories, or of numbers from low to high."""
    if theme.textured:
        return _GREYS if kind is Kind.NUMBER else (theme.ink, *_GREYS[3:0:-1], _GREYS[4])
    return (_RAMPS if kind is Kind.NUMBER else _HUES)[theme.name]


def glyph(group: Group, theme: Theme, *, precise: bool = True) -> Glyph:
    """Return how the points of a class are drawn; those known to an area only (not `precise`) are hollow."""
    if group.rest:
        fill, shape = theme.ink3, "bar"
    elif group.kind is Kind.ACTOR:
        fill, shape = plain(actor_fill(group.actor, theme)), _RANKED[group.rank % MOST]
    elif group.kind is Kind.NUMBER:
        # A number's shape says no more than that it is the reader's: its order is in the lightness.
        fill, shape = colours(Kind.NUMBER, theme)[group.rank], "diamond"
    else:
        fill, shape = colours(group.kind, theme)[group.rank], _RANKED[group.rank]
    if precise:
        return Glyph(shape, fill, own_rim(fill, theme), OWN_RIM)
    # A pale colour must show as a line too.
    return Glyph(shape, theme.page, mixed(plain(fill), theme.ink, 0.25), HOLLOW_RIM)


def own_rim(fill: str, theme: Theme) -> str:
    """Return the colour of the outline of a shape: a pale fill shows on pale land, a dark one at night."""
    return mixed(plain(fill), theme.ink if theme.name == "light" else theme.page, 0.6)
