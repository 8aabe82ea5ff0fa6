"""What stands in the corners of a printed map; each returns the box that it takes."""

from __future__ import annotations

import shapely

from dashboard.briefing import typeface
from dashboard.briefing.layout import Box
from dashboard.briefing.placing import Rect
from dashboard.briefing.projection import Projection, scale_bar
from dashboard.briefing.sheet import Sheet
from dashboard.camera import Bounds
from dashboard.scene import Scene
from dashboard.theme import mixed


def scale(sheet: Sheet, box: Box, view: Projection) -> Rect:
    """Draw the scale bar, true at the latitude at which it stands."""
    theme, x, y = sheet.theme, box.x + 28, box.y + box.height - 20
    lat = view.shown.south + (view.shown.north - view.shown.south) * 20 / box.height
    km, wide = scale_bar(view, lat, 100)
    sheet.line([(x, y - 6), (x, y), (x + wide, y), (x + wide, y - 6)], theme.ink2, 1)
    sheet.line([(x + wide / 2, y - 3), (x + wide / 2, y)], theme.ink2, 1)
    sheet.text(x, y - 10, "0", 10.5, theme.ink2, align="center", halo=theme.land)
    sheet.text(x + wide, y - 10, f"{km} km", 10.5, theme.ink2, align="center", halo=theme.land)
    return (box.x, y - 26, x + wide + 24, box.y + box.height)


def north(sheet: Sheet, box: Box, inset: Rect | None) -> Rect:
    """Draw the north arrow; Web Mercator's north is up everywhere."""
    x, y = box.x + box.width - 30, box.y + box.height - 44
    if inset and inset[3] > y - 20:
        y = inset[1] - 30
    theme = sheet.theme
    sheet.polygon([(x, y - 14), (x + 6, y + 6), (x, y + 2), (x - 6, y + 6)], theme.ink)
    sheet.text(x, y + 20, "N", 10.5, theme.ink, weight=600, align="center", halo=theme.neighbours)
    return (x - 14, y - 18, x + 14, y + 26)


def plate(sheet: Sheet, box: Box, words: str) -> Rect:
    """Write large words on ink."""
    theme = sheet.theme
    wide = typeface.width(words, 14, 600) + 28
    sheet.box(Box(box.x + 12, box.y + 12, wide, 32), theme.ink, round_by=3)
    sheet.text(box.x + 12 + wide / 2, box.y + 33, words, 14, theme.page, weight=600, align="center")
    return (box.x, box.y, box.x + wide + 24, box.y + 52)


def locator(sheet: Sheet, box: Box, scene: Scene, view: Projection) -> Rect:
    """Draw the country small, with what the map shows of it."""
    theme = sheet.theme
    wide, high = 104.0, 166.0
    frame = Box(box.x + box.width - wide - 12, box.y + 12, wide, high)
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
    return (frame.x - 4, box.y, box.x + box.width, frame.y + high + 4)
