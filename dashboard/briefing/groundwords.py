"""The names on the ground of a printed map, where nothing else stands."""

from __future__ import annotations

import math

from dashboard import ground
from dashboard.briefing import typeface
from dashboard.briefing.placing import Rect, inside, meet
from dashboard.briefing.projection import Projection
from dashboard.briefing.sheet import Sheet
from dashboard.scene import Scene


def write(sheet: Sheet, view: Projection, scene: Scene, taken: list[Rect], mines: bool) -> None:
    """Write the names on the ground where nothing else stands."""
    theme, box = sheet.theme, view.box
    frame = (box.x, box.y, box.x + box.width, box.y + box.height)
    looks = {
        "country": (13.0, theme.country_label, False, 5.0),
        "state": (11.5, theme.country_label, False, 3.5),
        "river": (10.5, theme.river_label, True, 0.0),
        "caption": (11.0, theme.ink2, True, 0.0),
    }
    for word in ground.words(scene.catalog):
        kind = word["kind"]
        if word.get("with") == "mines" and not mines:
            continue
        size, colour, italic, gap = looks[kind]
        rows = word["text"].upper().split("\n") if kind in ("country", "state") else word["text"].split("\n")
        text = rows[0]
        wide = max(typeface.width(row, size, 400, italic) for row in rows) + gap * len(text)
        high = size * 1.25 * len(rows)
        for lon, lat, *slope in word["at"]:
            x, y = view.point(lon, lat)
            left = x - wide if kind == "caption" else x - wide / 2
            turned = math.radians(abs(slope[0])) if slope else 0.0
            reach = (wide * math.cos(turned) / 2, wide * math.sin(turned) / 2 + high / 2)
            rect = (left, y - high / 2, left + wide, y + high / 2)
            if slope:
                rect = (x - reach[0], y - reach[1], x + reach[0], y + reach[1])
            if not inside(rect, frame) or any(meet(rect, other) for other in taken):
                continue
            taken.append(rect)
            if slope:
                sheet.text(
                    x,
                    y,
                    text,
                    size,
                    colour,
                    italic=True,
                    align="center",
                    turn=-slope[0],
                    middle=True,
                    halo=theme.land,
                )
            elif kind == "caption":
                for at, row in enumerate(rows):
                    sheet.text(
                        x,
                        y - high / 2 + size * (1.25 * at + 0.95),
                        row,
                        size,
                        colour,
                        italic=True,
                        align="right",
                        halo=theme.land,
                    )
            else:
                start = left
                for letter in text:
                    sheet.text(start, y + size * 0.35, letter, size, colour)
                    start += typeface.width(letter, size) + gap
            break
