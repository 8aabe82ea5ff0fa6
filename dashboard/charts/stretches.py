"""What the lanes of a timeline say, before anybody draws them: stretches, gates, claims, on one axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from dashboard.answer.gates import GatePart, telling
from dashboard.answer.scene import Scene
from dashboard.look.theme import Look, Theme, look, words
from dashboard.question.axis import Axis
from dashboard.wording import alts
from geodata.analysis import timeline
from geodata.analysis.evidence import newest_report
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.dates import show_day
from geodata.resolver.answers import Interval, Segment, Track
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Status

_GATE_STYLES = {"closed": 0, "partial": 1, "open": 2}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a lane with one look, `[start, end)`."""

    start: date
    end: date
    look: Look
    words: str
    interval: Interval
    since_before: bool


def label(place: Place) -> str:
    """Return the name of a lane: without what stands in brackets, and short."""
    return place.name.partition(" (")[0].replace("Trade Zone", "zone")


def silence(scene: Scene) -> tuple[date, str] | None:
    """Return the day after the newest report on any holder, and that from then on nothing was reported.

    None where there is no report, or where the axis ends before.
    """
    newest = newest_report(scene.catalog)
    if newest is None or newest.published + date.resolution >= scene.axis.end:
        return None
    return newest.published + date.resolution, f"no report after {show_day(newest.published)}"


def lanes_alt(scene: Scene) -> str:
    """Return what the timeline shows, with the day after which nothing was reported."""
    silent, said = silence(scene), alts.lanes_alt(scene)
    return f"{said} There is {silent[1]}: what is drawn from then on is unverified." if silent else said


def pieces_of(scene: Scene, place: Place, theme: Theme) -> Iterator[Piece]:
    """Yield the stretches of a lane; neighbours that look alike are one. After the newest report all fade."""
    catalog = scene.catalog
    actors = catalog.actors
    last: Piece | None = None
    track, silent = scene.tracks[place.place_id], silence(scene)
    for part in _segments(scene, track, silent and silent[0]):
        interval = part.interval
        shown = look(interval, part.stale, theme, actors)
        if shown.pattern != "none" and not scene.shows(interval):
            shown = replace(shown, pattern="solid", fills=(theme.line,), faded=False)
        said = words(interval, actors) + (", unverified" if part.stale else "") + _window(interval)
        if silent and part.start >= silent[0]:
            shown, said = replace(shown, faded=shown.pattern != "none"), f"{said}, {silent[1]}"
        if last and (last.look, last.words) == (shown, said):
            last = replace(last, end=part.end)
            continue
        if last:
            yield last
        last = Piece(part.start, part.end, shown, said, interval, _since_before(part))
    if last:
        yield last


def _segments(scene: Scene, track: Track, edge: date | None) -> Iterator[Segment]:
    """Yield the segments of a track on the axis, cut at a day."""
    axis = scene.axis
    for part in timeline.segments(track, axis.start, axis.end, scene.catalog.newest_record):
        if edge and part.start < edge < part.end:
            yield replace(part, end=edge)
            yield replace(part, start=edge, open_start=False)
        else:
            yield part


def _window(interval: Interval) -> str:
    """Return between which days a state changed that is drawn up to the last of them; empty if it did not."""
    until, end = interval.until, interval.end
    if end is None or until is None or until.earliest is None or interval.status is Status.UNKNOWN:
        return ""
    last = end - date.resolution
    if until.earliest >= last or not interval.may_have_changed(last):
        return ""
    return f", changed at some time between {show_day(until.earliest)} and {show_day(last)}"


def _since_before(part: Segment) -> bool:
    return part.open_start and part.interval.status is not Status.UNKNOWN


def gate_runs(scene: Scene, town_id: str) -> list[tuple[int, int, int, bool]]:
    """Return first day, last, style and age of each stretch of the line of a town's gates.

    The town as a whole speaks for its gates; where it does not, gates that differ make it partly
    open. While it changes the new status is drawn, in dispute that of partly open.
    """
    axis, newest = scene.axis, scene.catalog.newest_record
    tracks = scene.gate_tracks.get(town_id, ())
    parts = [(t.place_id, timeline.segments(t, axis.start, axis.end, newest)) for t in tracks]
    edges = sorted({day for _, segments in parts for part in segments for day in (part.start, part.end)})
    runs: list[tuple[int, int, int, bool]] = []
    for start, end in pairwise(edges):
        found = telling(town_id, _gates_on(start, parts))
        if not found:
            continue
        styles = {_gate_style(part) for part in found}
        style = styles.pop() if len(styles) == 1 else _GATE_STYLES["partial"]
        run = (axis.number(start), axis.number(end), style, all(part.stale for part in found))
        if runs and runs[-1][1:] == (run[0], *run[2:]):
            run = (runs.pop()[0], *run[1:])
        runs.append(run)
    return runs


def _gates_on(day: date, parts: Iterable[tuple[str, Sequence[Segment]]]) -> Iterator[GatePart]:
    for place_id, segments in parts:
        for part in segments:
            if part.start <= day < part.end:
                yield GatePart(place_id, part.interval.status, part.interval.value, part.stale)


def _gate_style(part: GatePart) -> int:
    if part.status is Status.CONTESTED:
        return _GATE_STYLES["partial"]
    return _GATE_STYLES.get(part.value or "", _GATE_STYLES["partial"])


def claim_days(scene: Scene, place: Place) -> list[int]:
    """Return the days on the axis at which the claims of a lane are ticked."""
    return sorted({day for claim in _claims(scene, place) for day in _days(claim, scene.axis)})


def _claims(scene: Scene, place: Place) -> Iterator[Claim]:
    """Yield the claims about who holds a lane's place and about its gates, known by the day asked from."""
    catalog = scene.catalog
    found = [*catalog.claims_of(place.place_id, Dimension.CONTROL)]
    for gate in scene.gate_tracks.get(place.place_id, ()):
        found += catalog.claims_of(gate.place_id, Dimension.GATE)
    for claim in found:
        if known_day(claim, catalog.newest_record) <= scene.known_on:
            yield claim


def _days(claim: Claim, axis: Axis) -> Iterator[int]:
    """Yield the day on the axis at which a claim's tick stands: the middle of what it may mean."""
    when = claim.start or claim.as_of or claim.end or claim.recorded
    first, last = when.earliest or when.last_day, when.last_day or when.earliest
    assert first and last
    day = first + (last - first) / 2
    if axis.has(day):
        yield axis.number(day)
