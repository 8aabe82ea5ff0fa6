"""The map on paper: the same layers, looks and stripes as on the screen, drawn in pixels of the page.

Web Mercator like the screen's, so one stripe geometry serves both. The scale bar is true at the
latitude at which it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import shapely
from shapely.affinity import translate

from dashboard.answer.scene import Scene
from dashboard.look import hatch
from dashboard.look.signs import OLD_DASH, RECORD_DASH
from dashboard.look.theme import Theme, mixed, plain
from dashboard.map import ground, overlays
from dashboard.map.labels import Mark
from dashboard.map.placing import Item, Rect, Spot, inside, meet, place
from dashboard.paper import ground as paper_ground
from dashboard.paper import own, typeface
from dashboard.paper.canvas import Canvas, Piece
from dashboard.paper.ground import ON_PAGE, Letters
from dashboard.paper.layout import Box, Projection, scale_bar
from dashboard.question.camera import Bounds
from dashboard.wording import paper as wording
from geodata.analysis.stretches import stretch_has

# -- In its corners --------------------------------------------------------------------------------
# What stands in the corners of a printed map; each returns the box that it takes.

_LONGEST_BAR = 100.0
"""Pixels."""

Corner = tuple[bool, bool]
"""Whether it is at the right, and whether at the bottom."""


def _corner(box: Box, size: tuple[float, float], taken: Sequence[Rect], wanted: Corner) -> Rect:
    """Return the box of a size in a corner where it hides nothing, or else in the wanted corner."""
    return _free_corner(box, size, taken, wanted) or next(_corners_of(box, size, wanted))


def _free_corner(box: Box, size: tuple[float, float], taken: Sequence[Rect], wanted: Corner) -> Rect | None:
    """Return the box of a size in the first corner where it hides nothing, None where it would in all."""
    rects = _corners_of(box, size, wanted)
    return next((rect for rect in rects if not any(meet(rect, each) for each in taken)), None)


def _corners_of(box: Box, size: tuple[float, float], wanted: Corner) -> Iterator[Rect]:
    """Yield the box of a size in each corner of a map, in the wanted one first."""
    (wide, high), (right, low) = size, wanted
    for far, deep in ((right, low), (not right, low), (right, not low), (not right, not low)):
        x = box.x + box.width - wide if far else box.x
        y = box.y + box.height - high if deep else box.y
        yield x, y, x + wide, y + high


def scale(
    canvas: Canvas, box: Box, view: Projection, taken: Sequence[Rect] = (), size: float = ON_PAGE.small
) -> Rect:
    """Draw the scale bar, true at the latitude at which it stands."""
    theme = canvas.theme
    rect = _corner(box, (28 + _LONGEST_BAR + 2.3 * size, 35.5 + size), taken, (False, True))
    x, y = rect[0] + 28, rect[3] - 20
    lat = view.latitude(y)
    km, wide = scale_bar(view, lat, _LONGEST_BAR)
    canvas.line([(x, y - 6), (x, y), (x + wide, y), (x + wide, y - 6)], theme.ink2, 1)
    canvas.line([(x + wide / 2, y - 3), (x + wide / 2, y)], theme.ink2, 1)
    canvas.text(x, y - 10, "0", size, theme.ink2, align="center", halo=theme.land)
    canvas.text(x + wide, y - 10, wording.kilometres(km), size, theme.ink2, align="center", halo=theme.land)
    return rect


def north(canvas: Canvas, box: Box, taken: Sequence[Rect] = (), size: float = ON_PAGE.small) -> Rect:
    """Draw the north arrow; Web Mercator's north is up everywhere."""
    theme, rect = canvas.theme, _corner(box, (44.0, 51.5 + size), taken, (True, True))
    x, y = rect[0] + 22, rect[1] + 22
    canvas.polygon([(x, y - 14), (x + 6, y + 6), (x, y + 2), (x - 6, y + 6)], theme.ink)
    canvas.text(
        x,
        y + 9.5 + size,
        wording.NORTH(),
        size,
        theme.ink,
        weight=600,
        align="center",
        halo=theme.neighbours,
    )
    return rect


def date_plate(
    canvas: Canvas, box: Box, words: str, taken: Sequence[Rect] = (), size: float = ON_PAGE.plate
) -> Rect:
    """Write large words on ink."""
    theme = canvas.theme
    wide, high = typeface.width(words, size, 600) + 28, 18 + size
    rect = _corner(box, (wide + 24, 24 + high), taken, (False, False))
    x, y = rect[0] + 12, rect[1] + 12
    canvas.box(Box(x, y, wide, high), theme.ink, round_by=3)
    canvas.text(x + wide / 2, y + 11.5 + 0.68 * size, words, size, theme.page, weight=600, align="center")
    return rect


def locator_map(
    canvas: Canvas, box: Box, scene: Scene, view: Projection, taken: Sequence[Rect] = ()
) -> Rect | None:
    """Draw the country small, with what the map shows of it; not where it would hide something."""
    theme = canvas.theme
    wide, high = 104.0, 166.0
    rect = _free_corner(box, (wide + 24, high + 24), taken, (True, False))
    if rect is None:
        return None
    frame = Box(rect[0] + 12, rect[1] + 12, wide, high)
    canvas.box(frame, mixed(theme.neighbours, theme.page, 0.4), rim=theme.line, wide=1, round_by=4)
    country = scene.catalog.layers["country_myanmar"].features[0].geometry
    inner = Box(frame.x + 8, frame.y + 8, wide - 16, high - 16)
    small = Projection.fitted(Bounds(*country.bounds), inner)
    shape = small.place(country).simplify(0.3)
    canvas.shapes([shape], frame, fill=theme.land, line=theme.border, wide=0.6)
    left, top, right, bottom = small.place(shapely.box(*view.extent)).bounds
    seen = Box(
        max(left, frame.x + 2), top, min(right, frame.x + wide - 2) - max(left, frame.x + 2), bottom - top
    )
    canvas.box(seen, f"{theme.ink}0F", rim=theme.ink, wide=1.3)
    return rect


# -- The map ---------------------------------------------------------------------------------------

_SUPER = 7.5


@dataclass(frozen=True, slots=True)
class _Label:
    """A label as it is written: its lines, in pieces."""

    name: str
    size: float
    second: float
    codes: tuple[Piece, ...]
    note: tuple[Piece, ...]
    numbers: str

    @property
    def raised(self) -> float:
        """Return the width of the raised numbers."""
        return typeface.width(self.numbers, _SUPER) + 2 if self.numbers else 0.0

    @property
    def leading(self) -> float:
        """Return the height of the name's line: Burmese reaches further down."""
        return self.size * (1.5 if any("\u1000" <= letter <= "\u109f" for letter in self.name) else 1.2)


class LeftOut(NamedTuple):
    """How many crossings have no name on a map, and how many no gate and no age beside their name."""

    names: int = 0
    notes: int = 0


def draw(
    canvas: Canvas,
    box: Box,
    scene: Scene,
    *,
    bounds: Bounds,
    numbers: dict[str, str] | None = None,
    plate: str = "",
    rings: dict[str, str] | None = None,
    locator: bool = True,
    letters: Letters = ON_PAGE,
) -> LeftOut:
    """Draw the map of a scene into a box.

    `bounds` must be in the frame, `numbers` has raised numbers of sources by place id. Where maps are
    compared `plate` has large words for the corner, and `rings` `solid` or `dashed` by place id. With
    `locator` the whole border is drawn small in a corner.
    Return what crossings lack that there is no room for.
    """
    view = Projection.fitted(bounds, box)
    theme = canvas.theme
    canvas.box(box, theme.neighbours)
    drawn = overlays.draw(scene, theme)
    middle = (layer for each in drawn.values() for layer in each.layers)
    layers = (*ground.under(theme), *middle, *ground.over(theme))
    paper_ground.draw(canvas, view, scene.catalog, layers, scene.events)
    places, stretch = scene.catalog.places, scene.view.stretch
    marks = [
        mark
        for each in drawn.values()
        for mark in each.marks
        if stretch_has(stretch, places[mark.pin.id], scene.catalog)
    ]
    own.draw(canvas, view, scene)
    blocks = _corners(canvas, view, scene, marks, plate, locator, letters)
    taken, left_out = _places(canvas, view, scene, marks, blocks, numbers or {}, rings or {}, letters)
    paper_ground.write(canvas, view, scene.catalog, taken, "mines" in drawn or "pools" in drawn, letters)
    canvas.box(box, "none", rim=theme.line, wide=1)
    return left_out


def _corners(
    canvas: Canvas,
    view: Projection,
    scene: Scene,
    marks: Sequence[Mark],
    plate: str,
    locator: bool,
    letters: Letters,
) -> list[Rect]:
    """Draw what stands in the corners, where it hides no crossing, and return the boxes that it takes."""
    box = view.box
    points = [
        (view.point(mark.pin.lon, mark.pin.lat), mark.pin.radius)
        for mark in marks
        if mark.pin.crossing or mark.pin.id == scene.view.place
    ]
    taken = [(x - reach, y - reach, x + reach, y + reach) for (x, y), reach in points]
    hidden = len(taken)
    if plate:
        taken.append(date_plate(canvas, box, plate, taken, letters.plate))
    taken.append(scale(canvas, box, view, taken, letters.small))
    taken.append(north(canvas, box, taken, letters.small))
    if locator and box.width > 480 and box.height > 330:
        inset = locator_map(canvas, box, scene, view, taken)
        taken += [inset] if inset else []
    return taken[hidden:]


def disc(canvas: Canvas, x: float, y: float, radius: float, mark: Mark, theme: Theme) -> None:
    """Draw a marker: hue is the actor, pattern what is known."""
    badge = mark.badge
    fills = badge.fills
    whole = shapely.Point(x, y).buffer(radius, 32)
    frame = Box(x - radius - 2, y - radius - 2, 2 * radius + 4, 2 * radius + 4)
    if len(fills) > 1 and badge.pattern in ("diagonal", "bands"):
        bands = badge.pattern == "bands"
        step = radius * 2 / len(fills) if bands else min(2.6, radius * 0.6)
        pattern: hatch.Stripes = "bands" if bands else "diagonal"
        # Bands share the disc, so they are counted from its edge.
        shift = x - radius if bands else 0.0
        fills = fills if bands else tuple(map(plain, fills))
        for turn, part in enumerate(hatch.flat_stripes(translate(whole, -shift), pattern, step)):
            canvas.shapes([translate(part, shift)], frame, fill=fills[turn % len(fills)])
        fill = "none"
    else:
        fill = fills[0] if fills else theme.page
    canvas.circle(x, y, radius, fill, rim=badge.rim, wide=1, dash=OLD_DASH if badge.dashed else ())


def _places(
    canvas: Canvas,
    view: Projection,
    scene: Scene,
    marks: Sequence[Mark],
    blocks: Sequence[Rect],
    numbers: dict[str, str],
    rings: dict[str, str],
    letters: Letters,
) -> tuple[list[Rect], LeftOut]:
    """Draw the places of the frame with their labels.

    Return the boxes that they take, and what crossings lack.
    """
    theme, box = canvas.theme, view.box
    items, labels, seen = [], [], []
    for mark in sorted(marks, key=lambda each: (each.pin.crossing, -each.rank)):
        x, y = view.point(mark.pin.lon, mark.pin.lat)
        reach = mark.pin.radius
        spot = (x - reach, y - reach, x + reach, y + reach)
        if not inside(spot, box.edges) or any(meet(spot, block) for block in blocks):
            continue
        chosen = mark.pin.id == scene.view.place
        ring = rings.get(mark.pin.id)
        label = _label(mark, chosen, scene, theme, numbers.get(mark.pin.id, ""), letters)
        around = reach + (6.5 if chosen else 4.2 if ring else 0)
        rank, must = (-1, True) if chosen else (mark.rank, mark.pin.crossing)
        # What changed is the news: it has its name before others.
        rank, must = (-1, True) if ring else (rank, must)
        items.append(Item(x, y, around, mark.pin.side, *_sizes(label), rank, must))
        labels.append(label)
        seen.append(mark)
    spots = place(items, box.edges, blocks, hiding=letters.hiding)
    for item, where in zip(items, spots, strict=True):
        if where and where.led:
            end = (where.x if where.x > item.x else where.x + where.width, where.y + where.height / 2)
            if where.side == 0:
                end = (item.x, where.y if where.y > item.y else where.y + where.height)
            canvas.line([(item.x, item.y), end], theme.ink3, 0.7)
    for mark, item in zip(seen, items, strict=True):
        _mark(canvas, item, mark, scene, rings.get(mark.pin.id))
    for mark, where, label in zip(seen, spots, labels, strict=True):
        if where:
            halo = theme.neighbours if where.side > 0 and mark.pin.crossing else theme.land
            _write(canvas, where, label, halo)
    taken = [
        *blocks,
        *(where.rect for where in spots if where),
        *((i.x - 8, i.y - 8, i.x + 8, i.y + 8) for i in items),
    ]
    crossings = [each for each in zip(spots, labels, seen, strict=True) if each[2].pin.crossing]
    names = sum(where is None for where, _, _ in crossings)
    notes = sum(bool(where and label.note and not where.note) for where, label, _ in crossings)
    return taken, LeftOut(names, notes)


def _mark(canvas: Canvas, item: Item, mark: Mark, scene: Scene, ring: str | None) -> None:
    theme, pin = canvas.theme, mark.pin
    if pin.imprecise:
        canvas.circle(item.x, item.y, pin.radius + 4.5, f"{mark.badge.rim}1F")
    if pin.id == scene.view.place:
        canvas.circle(item.x, item.y, pin.radius + 6.5, f"{theme.page}D9", rim=theme.ink, wide=2)
    else:
        canvas.circle(item.x, item.y, pin.radius + 1.3, theme.page)
    if ring:
        dash = RECORD_DASH if ring == "dashed" else ()
        canvas.circle(item.x, item.y, pin.radius + 4.2, f"{theme.page}D9", rim=theme.ink, wide=1.3, dash=dash)
    disc(canvas, item.x, item.y, pin.radius, mark, theme)


def _label(mark: Mark, chosen: bool, scene: Scene, theme: Theme, numbers: str, letters: Letters) -> _Label:
    codes = tuple((text, hue or theme.ink2, 700 if hue else 400) for text, hue in mark.badge.codes)
    note: tuple[Piece, ...] = ()
    if mark.note:
        note = ((f"{' · ' if codes else ''}{mark.note}", theme.ink2, 400),)
    name = mark.pin.name
    return _Label(name, letters.chosen if chosen else letters.name, letters.second, codes, note, numbers)


def _wide(pieces: Sequence[Piece], size: float) -> float:
    return sum(typeface.width(text, size, weight) for text, _, weight in pieces)


def _sizes(label: _Label) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return width and height of a label with its note, and without."""
    name, raised = typeface.width(label.name, label.size, 600), label.raised
    codes, note = _wide(label.codes, label.second), _wide(label.note, label.second)
    high = label.leading + (label.second * 1.2 if label.codes or label.note else 0)
    # Without its note a place that nobody is said to hold is its name alone.
    low = label.leading + (label.second * 1.2 if label.codes else 0)
    return (max(name, codes + note + raised) + 2, high), (max(name, codes + raised) + 2, low)


def _write(canvas: Canvas, spot: Spot, label: _Label, halo: str) -> None:
    theme = canvas.theme
    align = {1: "left", -1: "right", 0: "center"}[spot.side]
    x = {1: spot.x, -1: spot.x + spot.width, 0: spot.x + spot.width / 2}[spot.side]
    canvas.text(
        x, spot.y + label.size * 0.98, label.name, label.size, theme.ink, weight=600, align=align, halo=halo
    )
    parts = [*label.codes, *(label.note if spot.note else ())]
    if not parts:
        return
    y = spot.y + label.leading + label.second * 0.92
    raised = label.raised
    wide = _wide(parts, label.second) + raised
    left = {1: x, -1: x - wide, 0: x - wide / 2}[spot.side]
    canvas.pieces(left, y, parts, label.second, halo=halo)
    if label.numbers:
        canvas.text(left + wide - raised + 2, y - 3.6, label.numbers, _SUPER, theme.ink2, halo=halo)
