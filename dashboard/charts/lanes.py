"""The timeline: a lane for each crossing, north to south, and who held it when.

The day asked is not in it but in a second picture over it (`lanes_day`), so that a change of date
sends the lanes themselves not again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from dashboard import sentences
from dashboard.axis import Axis
from dashboard.charts import lanes_drawing as drawing
from dashboard.charts.frame import Rows, Spec
from dashboard.lanes import Piece, claim_days, gate_runs, label, pieces_of, silence
from dashboard.scene import Scene
from dashboard.theme import STALE_LANE as STALE
from dashboard.theme import THEMES, Theme, mixed
from geodata.datasets.places import Place

_DAY = timedelta(days=1)


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the timeline of a scene as a Vega-Lite specification."""
    chosen = chosen_lane(scene)
    rows = Rows()
    _frame(rows, scene)
    _lanes(rows, scene, theme)
    fixed = _fixed(theme.name, scene.axis, tuple((p.place_id, label(p)) for p in scene.lanes))
    return {**fixed, "datasets": rows.datasets(-1 if chosen is None else chosen), **_CANVAS}


_CANVAS = {"usermeta": {"embedOptions": {"renderer": "canvas"}}}
"""As SVG, Vega-Lite's brush has two groups with a role that nothing can name for a screen reader."""


@lru_cache(maxsize=8)
def _fixed(theme: str, axis: Axis, lanes: tuple[tuple[str, str], ...]) -> Spec:
    return drawing.draw(THEMES[theme], axis, lanes)


def identity(scene: Scene) -> str:
    """Return what the chart's key on the page must change with.

    A click on a lane and a drag of the window are remembered by the browser. Where the chosen
    place, the window or the axis has changed since, that memory would be wrong, so the chart starts
    afresh.
    """
    first, last = scene.view.window
    return f"lanes {scene.view.place} {first} {last} {scene.axis.start}"


def lane_pick(event: Mapping[str, Any] | None) -> str | None:
    """Return the place whose lane was clicked, None where none was."""
    points = _selection(event, "lane")
    first = points[0] if isinstance(points, list) and points else None
    place = first.get("place_id") if isinstance(first, Mapping) else None
    return place if isinstance(place, str) and place else None


def brush_window(event: Mapping[str, Any] | None, axis: Axis) -> tuple[date, date] | None:
    """Return the first and last day of the window that was drawn, None where none was."""
    brush = _selection(event, "brush")
    days = brush.get("day") if isinstance(brush, Mapping) else None
    if not isinstance(days, list | tuple) or len(days) != 2:
        return None
    if not all(isinstance(day, int | float) and not isinstance(day, bool) and day == day for day in days):
        return None
    first, last = axis.day(min(days)), axis.day(max(days))
    return (first, max(last - _DAY, first)) if first < axis.end else None


def _selection(event: Mapping[str, Any] | None, name: str) -> Any:
    chosen = event.get("selection") if isinstance(event, Mapping) else None
    return chosen.get(name) if isinstance(chosen, Mapping) else None


def chosen_lane(scene: Scene) -> int | None:
    """Return the number of the chosen lane from above, None where none is chosen."""
    return _lane(scene, scene.view.place)


def _lane(scene: Scene, place_id: str | None) -> int | None:
    place = sentences.lane_of(scene, place_id)
    return scene.lanes.index(place) if place else None


def lane_box(scene: Scene, place_id: str | None) -> tuple[int, int]:
    """Return the top and the height in px of the lane that tells of a place or mine cluster.

    The height is 0 where none does, and where it is the chosen one, which stands out already.
    """
    lane, chosen = _lane(scene, place_id), chosen_lane(scene)
    if lane is None or lane == chosen:
        return 0, 0
    opened = drawing.OPENED if chosen is not None and lane > chosen else 0
    return drawing.HEAD + drawing.LANE * lane + opened, drawing.LANE


def _frame(rows: Rows, scene: Scene) -> None:
    """Add the window, the day from which nothing was reported, and the ground of the chosen lane."""
    axis = scene.axis
    first, last = scene.view.window
    if first < axis.end and last >= axis.start:
        ends = axis.number(first), axis.number(last + _DAY)
        rows.add("w", a=ends[0], b=ends[1])
        for end, day in enumerate(ends):
            rows.add("y", a=day, s=end)
    rows.add("e")
    if silent := silence(scene):
        rows.add("u", a=axis.number(silent[0]), w=silent[1])
    chosen = chosen_lane(scene)
    if chosen is not None:
        rows.add("o", chosen)


def _lanes(rows: Rows, scene: Scene, theme: Theme) -> None:
    for number, place in enumerate(scene.lanes):
        rows.add("l", number)
        pieces = list(pieces_of(scene, place, theme))
        for piece in sorted(pieces, key=lambda each: each.look.pattern == "diagonal"):
            _bar(rows, number, piece, scene.axis, theme)
        if pieces and pieces[0].since_before:
            rows.add("a", number, hue=pieces[0].look.fills[-1])
        _gate(rows, scene, number, place)
        days = claim_days(scene, place)
        if days:
            rows.add("t", number, w=" ".join(str(day) for day in days))


def _bar(rows: Rows, number: int, piece: Piece, axis: Axis, theme: Theme) -> None:
    a, b = axis.number(piece.start), axis.number(piece.end)
    shown = piece.look
    if shown.pattern == "none":
        rows.add("n", number, a=a, b=b)
        return
    fills = tuple(mixed(fill, theme.page, STALE) if shown.faded else fill for fill in shown.fills)
    if shown.pattern == "diagonal":
        rows.add("d", number, a=a, b=b, s=0, h=drawing.BAR, hue=fills[0], says=piece.words)
        rows.add("h", number, a=a, b=b, s=0, h=drawing.BAR, hue=fills[1])
        return
    height = drawing.BAR / len(fills)
    for place, fill in enumerate(fills):
        rows.add("b", number, a=a, b=b, s=f"{place * height:g}", h=f"{height:g}", hue=fill, says=piece.words)


def _gate(rows: Rows, scene: Scene, number: int, place: Place) -> None:
    for a, b, style, stale in gate_runs(scene, place.place_id):
        rows.add("g", number, a=a, b=b, s=style, h=int(stale))
