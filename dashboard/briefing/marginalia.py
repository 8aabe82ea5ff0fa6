"""What stands in the corners of a printed map; each returns the box that it takes."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from dashboard.briefing import typeface
from dashboard.briefing.layout import Box
from dashboard.briefing.placing import Rect, meet
from dashboard.briefing.projection import Projection, scale_bar
from dashboard.briefing.sheet import Sheet
from dashboard.camera import Bounds
from dashboard.scene import Scene
from dashboard.theme import mixed

_LONGEST_BAR = 100.0
"""Pixels."""

Corner = tuple[bool, bool]
"""Whether it is at the right, and whether at the bottom."""


def corner(box: Box, size: tuple[float, float], taken: Sequence[Rect], wanted: Corner) -> Rect | None:
    """Return the box of a size in the wanted corner of a map, or in the next one where it hides nothing.

    None where it would hide something in every corner.
    """
    wide, high = size
    right, low = wanted
    for far, deep in ((right, low), (not right, low), (right, not low), (not right, not low)):
        x = box.x + box.width - wide if far else box.x
        y = box.y + box.height - high if deep else box.y
        rect = (x, y, x + wide, y + high)
        if not any(meet(rect, each) for each in taken):
            return rect
    return None


def scale(sheet: Sheet, box: Box, view: Projection, taken: Sequence[Rect] = ()) -> Rect:
    """Draw the scale bar, true at the latitude at which it stands."""
    theme, size = sheet.theme, (28 + _LONGEST_BAR + 24, 46.0)
    found = corner(box, size, taken, (False, True)) or corner(box, size, (), (False, True))
    assert found
    x, y = found[0] + 28, found[3] - 20
    lat = view.latitude(y)
    km, wide = scale_bar(view, lat, _LONGEST_BAR)
    sheet.line([(x, y - 6), (x, y), (x + wide, y), (x + wide, y - 6)], theme.ink2, 1)
    sheet.line([(x + wide / 2, y - 3), (x + wide / 2, y)], theme.ink2, 1)
    sheet.text(x, y - 10, "0", 10.5, theme.ink2, align="center", halo=theme.land)
    sheet.text(x + wide, y - 10, f"{km} km", 10.5, theme.ink2, align="center", halo=theme.land)
    return found


def north(sheet: Sheet, box: Box, taken: Sequence[Rect] = ()) -> Rect:
    """Draw the north arrow; Web Mercator's north is up everywhere."""
    size = (44.0, 62.0)
    found = corner(box, size, taken, (True, True)) or corner(box, size, (), (True, True))
    assert found
    x, y = found[0] + 22, found[1] + 22
    theme = sheet.theme
    sheet.polygon([(x, y - 14), (x + 6, y + 6), (x, y + 2), (x - 6, y + 6)], theme.ink)
    sheet.text(x, y + 20, "N", 10.5, theme.ink, weight=600, align="center", halo=theme.neighbours)
    return found


def plate(sheet: Sheet, box: Box, words: str, taken: Sequence[Rect] = ()) -> Rect:
    """Write large words on ink."""
    theme = sheet.theme
    wide = typeface.width(words, 14, 600) + 28
    size = (wide + 24, 56.0)
    found = corner(box, size, taken, (False, False)) or corner(box, size, (), (False, False))
    assert found
    x, y = found[0] + 12, found[1] + 12
    sheet.box(Box(x, y, wide, 32), theme.ink, round_by=3)
    sheet.text(x + wide / 2, y + 21, words, 14, theme.page, weight=600, align="center")
    return found


def locator(
    sheet: Sheet, box: Box, scene: Scene, view: Projection, taken: Sequence[Rect] = ()
) -> Rect | None:
    """Draw the country small, with what the map shows of it; not where it would hide something."""
    theme = sheet.theme
    wide, high = 104.0, 166.0
    found = corner(box, (wide + 24, high + 24), taken, (True, False))
    if found is None:
        return None
    frame = Box(found[0] + 12, found[1] + 12, wide, high)
    sheet.box(frame, mixed(theme.neighbours, theme.page, 0.4), rim=theme.line, wide=1, round_by=4)
    country = scene.catalog.layers["country_myanmar"].features[0].geometry
    west, south, east, north = country.bounds
    small = Projection.fitted(
        Bounds(west, south, east, north), Box(frame.x + 8, frame.y + 8, wide - 16, high - 16)
    )
    shape = small.place(country).simplify(0.3)
    sheet.shapes([shape], frame, fill=theme.land, line=theme.border, wide=0.6)
    left, top, right, bottom = small.place(shapely.box(*view.shown)).bounds
    seen = Box(
        max(left, frame.x + 2), top, min(right, frame.x + wide - 2) - max(left, frame.x + 2), bottom - top
    )
    sheet.box(seen, f"{theme.ink}0F", rim=theme.ink, wide=1.3)
    return found
