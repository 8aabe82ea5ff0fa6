"""The timeline: a lane for each crossing, north to south, and who held it when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from dashboard import sentences
from dashboard.charts import lanes_drawing as drawing
from dashboard.charts.frame import (
    CODES,
    END,
    SPAN,
    START,
    TEXT_SIZE,
    Rows,
    Spec,
    day_number,
    day_of,
    short_day,
)
from dashboard.scene import Scene
from dashboard.theme import STALE_LANE as STALE
from dashboard.theme import THEMES, Look, Theme, actor_text, look, mixed, words
from dashboard.view import View
from geodata import timeline
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.states import Interval, Segment, State, Track
from geodata.vocab import Dimension, Status
from geodata.voices import known_day
from geodata.when import show_day

_DAY = timedelta(days=1)
_GATE_STYLES = {"closed": 0, "partial": 1, "open": 2}
_DAYS_A_LETTER, _GAP = 7.4, 15
"""Room for a letter of a note and beside a note, in days of an axis 800 px wide."""

_WIDE = {"M": 76, "W": 81, "I": 30, " ": 20, "/": 34, "·": 30, "→": 62, "i": 28, "l": 29, "t": 38}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a lane with one look, `[start, end)`."""

    start: date
    end: date
    look: Look
    words: str
    interval: Interval
    since_before: bool


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the timeline of a scene as a Vega-Lite specification."""
    chosen = _chosen(scene)
    rows = Rows()
    _frame(rows, scene)
    _lanes(rows, scene, theme)
    fixed = _fixed(theme.name, tuple((p.place_id, label(p)) for p in scene.catalog.lanes))
    return {**fixed, "datasets": rows.datasets(-1 if chosen is None else chosen)}


@lru_cache(maxsize=8)
def _fixed(theme: str, lanes: tuple[tuple[str, str], ...]) -> Spec:
    return drawing.draw(THEMES[theme], lanes)


def label(place: Place) -> str:
    """Return the name of a lane: without what stands in brackets, and short."""
    return place.name.partition(" (")[0].replace("Trade Zone", "zone")


def identity(view: View) -> str:
    """Return what the chart's key on the page must change with.

    A click on a lane and a drag of the window are remembered by the browser. Where the chosen
    place or the window has changed since, that memory would be wrong, so the chart starts afresh.
    """
    first, last = view.window
    return f"lanes {view.place} {first} {last}"


def lane_pick(event: Mapping[str, Any] | None) -> str | None:
    """Return the place whose lane was clicked, None where none was."""
    points = _selection(event, "lane")
    first = points[0] if isinstance(points, list) and points else None
    place = first.get("place_id") if isinstance(first, Mapping) else None
    return place if isinstance(place, str) and place else None


def brush_window(event: Mapping[str, Any] | None) -> tuple[date, date] | None:
    """Return the first and last day of the window that was drawn, None where none was."""
    brush = _selection(event, "brush")
    days = brush.get("day") if isinstance(brush, Mapping) else None
    if not isinstance(days, list | tuple) or len(days) != 2:
        return None
    if not all(isinstance(day, int | float) and not isinstance(day, bool) and day == day for day in days):
        return None
    first, last = day_of(min(days)), day_of(max(days))
    return (first, max(last - _DAY, first)) if first < END else None


def _selection(event: Mapping[str, Any] | None, name: str) -> Any:
    chosen = event.get("selection") if isinstance(event, Mapping) else None
    return chosen.get(name) if isinstance(chosen, Mapping) else None


def _chosen(scene: Scene) -> int | None:
    place = sentences.lane_of(scene)
    return scene.catalog.lanes.index(place) if place else None


def _frame(rows: Rows, scene: Scene) -> None:
    """Add the window, the dates, the heading of the codes and the notes of the chosen lane."""
    view = scene.view
    first, last = view.window
    if first < END and last >= START:
        ends = day_number(first), day_number(last + _DAY)
        rows.add("w", a=ends[0], b=ends[1])
        for end, day in enumerate(ends):
            rows.add("y", a=day, s=end)
    if view.compare_on is not None and view.compare_on != view.on:
        _date(rows, view.compare_on, other=True)
    _date(rows, view.on, other=False)
    rows.add("e", a=day_number(view.on), w=f"on {short_day(view.on)}")
    chosen = _chosen(scene)
    if chosen is None:
        return
    rows.add("o", chosen)
    _notes(rows, chosen, scene)


def _notes(rows: Rows, chosen: int, scene: Scene) -> None:
    """Add the notes for which there is room, the weightier first: none meets another or the edge."""
    taken: list[tuple[float, float]] = []
    for note in sentences.lane_notes(scene):
        if not START <= note.day < END:
            continue
        day, length = day_number(note.day), len(note.text) * _DAYS_A_LETTER + _GAP
        for before in (note.before, not note.before):
            low, high = (day - length, day) if before else (day, day + length)
            if low >= 0 and high <= SPAN and all(high <= a or b <= low for a, b in taken):
                rows.add("x", chosen, a=day, b=len(taken), s=int(note.set_aside), h=int(before), w=note.text)
                taken.append((low, high))
                break


def _date(rows: Rows, day: date, *, other: bool) -> None:
    words = show_day(day)
    outside = day < START or day >= END
    if outside:
        words = f"◂ {words}" if day < START else f"{words} ▸"
    rows.add("v", a=day_number(day), s=int(other), h=int(outside), w=words)


def _lanes(rows: Rows, scene: Scene, theme: Theme) -> None:
    catalog = scene.catalog
    for number, place in enumerate(catalog.lanes):
        rows.add("l", number)
        pieces = list(_pieces(scene, place, theme))
        for piece in sorted(pieces, key=lambda each: each.look.pattern == "diagonal"):
            _bar(rows, number, piece, theme)
        if pieces and pieces[0].since_before:
            rows.add("a", number, hue=pieces[0].look.fills[-1])
        _gate(rows, scene, number, place)
        days = sorted({day for claim in _claims(scene, place) for day in _days(claim)})
        if days:
            rows.add("t", number, w=" ".join(str(day) for day in days))
        _code(rows, scene.control[place.place_id], number, scene, theme)


def _pieces(scene: Scene, place: Place, theme: Theme) -> Iterator[_Piece]:
    """Yield the stretches of a lane; neighbours that look alike are one."""
    catalog = scene.catalog
    actors = catalog.actors
    last: _Piece | None = None
    for part in timeline.segments(scene.tracks[place.place_id], START, END, catalog.newest_record):
        interval = part.interval
        shown = look(interval, part.stale, theme, actors)
        if shown.pattern != "none" and not scene.shows(interval):
            shown = replace(shown, pattern="solid", fills=(theme.line,), faded=False)
        said = words(interval, actors) + (", unverified" if part.stale else "")
        if last and (last.look, last.words) == (shown, said):
            last = replace(last, end=part.end)
            continue
        if last:
            yield last
        last = _Piece(part.start, part.end, shown, said, interval, _since_before(part))
    if last:
        yield last


def _since_before(part: Segment) -> bool:
    return part.open_start and part.interval.status is not Status.UNKNOWN


def _bar(rows: Rows, number: int, piece: _Piece, theme: Theme) -> None:
    a, b = day_number(piece.start), day_number(piece.end)
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
    track = scene.gate_tracks.get(place.place_id)
    if track is None:
        return
    for a, b, style, stale in gate_runs(track, scene.catalog.newest_record):
        rows.add("g", number, a=a, b=b, s=style, h=int(stale))


def gate_runs(track: Track, newest_record: date) -> list[tuple[int, int, int, bool]]:
    """Return first day, last, style and age of each stretch of a gate's line.

    While it changes the new status is drawn, in dispute that of partly open.
    """
    runs: list[tuple[int, int, int, bool]] = []
    for part in timeline.segments(track, START, END, newest_record):
        interval = part.interval
        if interval.status is Status.UNKNOWN or interval.value is None:
            continue
        style = 1 if interval.status is Status.CONTESTED else _GATE_STYLES.get(interval.value, 1)
        run = (day_number(part.start), day_number(part.end), style, part.stale)
        if runs and runs[-1][1:] == (run[0], style, part.stale):
            run = (runs.pop()[0], *run[1:])
        runs.append(run)
    return runs


def _claims(scene: Scene, place: Place) -> Iterator[Claim]:
    """Yield the claims about who holds a lane's place and about its gate, known by the day asked from."""
    catalog = scene.catalog
    gate = scene.gate_tracks.get(place.place_id)
    found = catalog.claims_of(place.place_id, Dimension.CONTROL)
    if gate:
        found = (*found, *catalog.claims_of(gate.place_id, Dimension.GATE))
    for claim in found:
        if known_day(claim, catalog.newest_record) <= scene.known_on:
            yield claim


def _days(claim: Claim) -> Iterator[int]:
    """Yield the day on the axis at which a claim's tick stands: the middle of what it may mean."""
    when = claim.start or claim.as_of or claim.end or claim.recorded
    first, last = when.earliest or when.last_day, when.last_day or when.earliest
    assert first and last
    day = first + (last - first) / 2
    if START <= day < END:
        yield day_number(day)


def _code(rows: Rows, state: State, number: int, scene: Scene, theme: Theme) -> None:
    """Add the code at the end of a lane, part by part: each actor's letters in its own hue.

    Where a change is too long to be written out, whoever held the place before is left out.
    """
    parts = list(_code_parts(state, scene, theme))
    if sum(_width(text) for text, _, _ in parts) > CODES - drawing.MARGIN:
        parts = list(_code_parts(replace(state, from_actors=()), scene, theme))
        if state.from_actors:
            parts.insert(0, ("→ ", theme.ink3, 400))
    if state.stale:
        parts.append((" · stale", theme.ink3, 400))
    at = 0.0
    for text, colour, weight in parts:
        indent = _width(text[: len(text) - len(text.lstrip())])
        rows.add("c", number, a=f"{at + indent:.0f}", s=weight, hue=colour, w=text.strip())
        at += _width(text)


def _width(text: str) -> float:
    """Return the width of codes in px, from the font's own widths of bold capitals."""
    return sum(_WIDE.get(letter, 59) for letter in text) * TEXT_SIZE / 100


def _code_parts(state: State, scene: Scene, theme: Theme) -> Iterator[tuple[str, str, int]]:
    actors = scene.catalog.actors
    if state.status is Status.UNKNOWN or not state.actors:
        yield "no claim", theme.ink3, 400
        return
    between = " / " if state.status is Status.CONTESTED else " + "
    groups = [(state.from_actors, " + ")] if state.from_actors else []
    groups.append((state.actors, between))
    for place, (group, joiner) in enumerate(groups):
        if place:
            yield " → ", theme.ink3, 400
        for position, actor in enumerate(group):
            if position:
                yield joiner, theme.ink3, 400
            yield actors[actor].code, actor_text(actor, theme), 700
