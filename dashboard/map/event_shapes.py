"""Conflict events on the map: hexagons, larger ones on a smaller map, and at close range their own points.

One file for each zoom has all cells of an archive, whatever the window; which of them are drawn in which look
is the film's. A cell whose events are all known to a surrounding or an area is hollow, with a halo.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from shapely.affinity import scale

from dashboard.answer.events import Archive, Days, Spot, finest, spots
from dashboard.look import events as look
from dashboard.look import hatch
from dashboard.look.theme import Theme, mixed
from dashboard.map.layers import Layer, Style
from dashboard.wording import events as wording
from dashboard.wording import language
from geodata.schema.features import Feature

_HEXAGONS: Mapping[int, int] = {6: 4, 7: 5, 8: 6}
"""Resolution of H3 by whole zoom: a hexagon is some 20 to 40 pixels wide."""
_CLOSE = (9, 10)
"""Whole zooms at which cells have their own size, and a square in their middle."""
_APART = 0.94
"""A hexagon is drawn a little smaller, so that two of them do not run together."""


def features(shows: Literal["events", "event-points"], archive: Archive) -> Sequence[Feature]:
    """Return the shapes of all cells of an archive, each with the whole zooms at which it is drawn."""
    return archive.kept(shows, lambda: list(_points(archive) if shows == "event-points" else _areas(archive)))


def _areas(archive: Archive) -> Iterable[Feature]:
    import numpy as np

    from geodata.events.hexagons import cells_of, outlines, parents

    own = cells_of(archive.cube)
    for zoom, resolution in _levels(archive).items():
        cells = np.unique(parents(own, resolution))
        for cell, area in zip(cells.tolist(), outlines(cells), strict=True):
            drawn = scale(area, _APART, _APART)
            yield Feature(f"{cell:x}", {"key": f"{cell:x}", "zooms": (zoom,)}, drawn)
    for cell, area in zip(own.tolist(), outlines(own), strict=True):
        yield Feature(f"at-{cell:x}", {"key": f"at-{cell:x}", "zooms": _CLOSE}, area)


def _points(archive: Archive) -> Iterable[Feature]:
    from geodata.events.hexagons import cells_of, middles

    cells = cells_of(archive.cube)
    for cell, point in zip(cells.tolist(), middles(cells), strict=True):
        yield Feature(f"at-{cell:x}", {"key": f"at-{cell:x}", "zooms": _CLOSE}, point)


def _levels(archive: Archive) -> Mapping[int, int]:
    """Return the resolution of the hexagons at each whole zoom; no finer than the archive's own."""
    return {zoom: min(resolution, finest(archive)) for zoom, resolution in _HEXAGONS.items()}


def classes(archive: Archive) -> tuple[int, ...]:
    """Return the least number of events of each class: the same for every window of an archive."""
    first, last = archive.cube.weeks

    def made() -> tuple[int, ...]:
        found = spots(archive, (first, last), min(_HEXAGONS[6], finest(archive)))
        return look.breaks(max((each.count.events for each in found), default=1))

    return archive.kept("classes", made)


def layers(archive: Archive, window: Days, theme: Theme) -> tuple[Layer, ...]:
    """Return the layers of the events of a window, from the bottom up."""
    key = ("layers", window, theme.name, theme.textured, language.current())
    return archive.kept(key, lambda: _layers(archive, window, theme))


def _layers(archive: Archive, window: Days, theme: Theme) -> tuple[Layer, ...]:
    of = classes(archive)
    halos: dict[Style, list[str]] = defaultdict(list)
    areas: dict[Style, list[str]] = defaultdict(list)
    points: list[dict[Style, list[str]]] = [defaultdict(list) for _ in look.SIZES]
    for resolution in dict.fromkeys(_levels(archive).values()):
        for spot in spots(archive, window, resolution):
            hue = look.hue(look.rank(spot.count.events, of), of, theme)
            areas[_hexagon(spot, hue, theme)].append(f"{spot.cell:x}")
            if not spot.exact:
                halos[Style(line=f"{hue}{look.HALO}", width=look.HALO_WIDTH)].append(f"{spot.cell:x}")
    for spot in spots(archive, window, finest(archive)):
        at = look.rank(spot.count.events, of)
        hue, name = look.hue(at, of, theme), f"at-{spot.cell:x}"
        faint = Style((f"{theme.land}01",), f"{theme.ink3}55", 0.7, wording.hexagon(spot))
        areas[faint].append(name)
        rim = mixed(hue, theme.ink, 0.5)
        square = Style((hue,), rim, 0.8) if spot.exact else Style((f"{theme.page}CC",), rim, 1.6)
        points[look.size(at, of)][square].append(name)
        if not spot.exact:
            halos[Style(line=f"{hue}{look.HALO}", width=look.HALO_WIDTH)].append(name)
    shared: Any = {"zooms": hatch.ZOOMS, "rounded": True}
    return (
        Layer(id="events-halo", shows="events", styles=halos, outlined=True, below_border=True, **shared),
        Layer(
            id="events", shows="events", styles=areas, outlined=True, told=True, below_border=True, **shared
        ),
        *(
            Layer(id=f"events-{n}", shows="event-points", styles=of, points=size, outlined=True, **shared)
            for n, (size, of) in enumerate(zip(look.SIZES, points, strict=True))
        ),
    )


def _hexagon(spot: Spot, hue: str, theme: Theme) -> Style:
    says = wording.hexagon(spot)
    if spot.exact:
        return Style((f"{hue}{look.FILLED}",), mixed(hue, theme.ink, 0.7), look.RIM / 2, says)
    return Style((f"{hue}{look.HOLLOW}",), mixed(hue, theme.ink, 0.35), look.RIM, says)
