"""The model of a timeline, for screen and paper: its stretches, gates, claims and lines, on one axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from dashboard.answer.gates import GatePart, telling
from dashboard.answer.scene import Scene
from dashboard.answer.window import split
from dashboard.look.theme import STALE_GATE, STALE_LANE, Look, Theme, look, mixed
from dashboard.question.axis import Axis
from dashboard.wording import alts, firmness, states, vocabulary
from dashboard.wording import charts as wording
from dashboard.wording.language import Message, figure
from geodata.analysis import timeline
from geodata.analysis.evidence import newest_report
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.resolver.answers import Interval, Segment, Track
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Status

STRIPE = 2.6
"""Width in px of a stripe of what is changing or contested."""


@dataclass(frozen=True, slots=True)
class Line:
    """How a line is drawn: its width and its dashes, in px; what it means, for the key."""

    wide: float
    dash: tuple[float, ...]
    label: Message


GATES = {
    "closed": Line(2, (), wording.GATE_CLOSED),
    "partial": Line(1.2, (3, 2.5), wording.GATE_PARTIAL),
    "open": Line(0.6, (), wording.GATE_OPEN),
}
"""The line of a town's gates by their status."""
NO_CLAIM = Line(1.5, (1.5, 3), vocabulary.NO_CLAIM)
"""The line of a place that nobody is said to hold."""
OWN_TICK = ((0.0, -3.3), (2.9, 0.0), (0.0, 3.3), (-2.9, 0.0))
"""Corners around its middle, in px, of the sign of a claim of the reader's own: others have a tick."""


def gate_ink(status: str, stale: bool, theme: Theme) -> str:
    """Return the colour of the line of gates: ink, never an actor's hue; greyer where the evidence is old."""
    ink = theme.ink2 if status == "closed" else theme.ink3
    return mixed(ink, theme.page, STALE_GATE) if stale else ink


def bar_fills(shown: Look, theme: Theme) -> tuple[str, ...]:
    """Return the hues of a bar: mixed towards the page where the evidence is old."""
    return tuple(mixed(fill, theme.page, STALE_LANE) if shown.faded else fill for fill in shown.fills)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a lane with one look, `[start, end)`: who holds the place, and remarks on it."""

    start: date
    end: date
    look: Look
    words: str
    marks: tuple[str, ...]
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
    return newest.published + date.resolution, wording.not_reported(newest.published)


def lanes_alt(scene: Scene) -> str:
    """Return what the timeline shows, with the day after which nothing was reported."""
    silent, parts = silence(scene), [alts.lanes_alt(scene)]
    if silent:
        parts.append(wording.silence_alt(silent[0] - date.resolution))
    if has_own(scene):
        own = [(label(place), len(_own_claims(scene, place))) for place in scene.lanes]
        names, counts = zip(*((name, count) for name, count in own if count), strict=True)
        parts.append(wording.own_alt(names, sum(counts)))
    return " ".join(parts)


def stretches_of(scene: Scene, place: Place, theme: Theme) -> Iterator[Stretch]:
    """Yield the stretches of a lane; neighbours that look alike are one. After the newest report all fade."""
    catalog = scene.catalog
    actors = catalog.actors
    last: Stretch | None = None
    track, silent = scene.tracks[place.place_id], silence(scene)
    for part in _segments(scene, track, silent and silent[0]):
        interval = part.interval
        shown = look(interval, part.stale, theme, actors)
        if shown.pattern != "none" and not scene.shows(interval):
            shown = replace(shown, pattern="solid", fills=(theme.line,), faded=False)
        marks = [firmness.no_news() if part.stale else "", _window(interval)]
        if silent and part.start >= silent[0]:
            shown = replace(shown, faded=shown.pattern != "none")
            marks.append(silent[1])
        now = Stretch(
            part.start,
            part.end,
            shown,
            str(states.state_codes(interval, catalog)),
            tuple(filter(None, marks)),
            interval,
            part.open_start and interval.status is not Status.UNKNOWN,
        )
        if last and (last.look, last.words, last.marks) == (now.look, now.words, now.marks):
            last = replace(last, end=part.end)
            continue
        if last:
            yield last
        last = now
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
    return firmness.changed_between(until.earliest, last)


def gate_runs(scene: Scene, town_id: str) -> list[tuple[int, int, str, bool]]:
    """Return first day, last, status and whether it is old of each stretch of the line of a town's gates.

    The town as a whole speaks for its gates; where it does not, gates that differ make it partly
    open. While it changes the new status is drawn, in dispute that of partly open.
    """
    axis, newest = scene.axis, scene.catalog.newest_record
    tracks = scene.gate_tracks.get(town_id, ())
    parts = [(t.place_id, timeline.segments(t, axis.start, axis.end, newest)) for t in tracks]
    edges = sorted({day for _, segments in parts for part in segments for day in (part.start, part.end)})
    runs: list[tuple[int, int, str, bool]] = []
    for start, end in pairwise(edges):
        gates = telling(town_id, _gates_on(start, parts))
        if not gates:
            continue
        statuses = {_gate_status(part) for part in gates}
        status = statuses.pop() if len(statuses) == 1 else "partial"
        run = (axis.number(start), axis.number(end), status, all(part.stale for part in gates))
        if runs and runs[-1][1:] == (run[0], *run[2:]):
            run = (runs.pop()[0], *run[1:])
        runs.append(run)
    return runs


def _gates_on(day: date, parts: Iterable[tuple[str, Sequence[Segment]]]) -> Iterator[GatePart]:
    for place_id, segments in parts:
        for part in segments:
            if part.start <= day < part.end:
                yield GatePart(place_id, part.interval.status, part.interval.value, part.stale)


def _gate_status(part: GatePart) -> str:
    known = part.status is not Status.CONTESTED and part.value in GATES
    return part.value if known and part.value else "partial"


def claim_days(scene: Scene, place: Place, *, own: bool = False) -> list[int]:
    """Return the days on the axis at which claims of a lane are ticked: the ledger's, or the reader's own."""
    is_own, axis = scene.catalog.is_own, scene.axis
    claims = (claim for claim in _claims(scene, place) if is_own(claim.claim_id) == own)
    return sorted({day for claim in claims for day in _days(claim, axis)})


def has_own(scene: Scene) -> bool:
    """Tell whether a lane has a claim of the reader's own."""
    return bool(scene.catalog.own) and any(claim_days(scene, place, own=True) for place in scene.lanes)


def lanes_table(scene: Scene) -> list[dict[str, str]]:
    """Return the timeline as rows; where there are claims of the reader's own, with how many a lane has."""
    rows = alts.lanes_table(scene)
    if not has_own(scene):
        return rows
    counted = [len(_own_claims(scene, place)) for place in scene.lanes]
    return [row | {wording.OWN_CLAIMS(): figure(count)} for row, count in zip(rows, counted, strict=True)]


def _own_claims(scene: Scene, place: Place) -> list[Claim]:
    """Return the claims of the reader's own with a tick on a lane."""
    return [
        claim
        for claim in _claims(scene, place)
        if scene.catalog.is_own(claim.claim_id) and [*_days(claim, scene.axis)]
    ]


def _claims(scene: Scene, place: Place) -> Iterator[Claim]:
    """Yield the listed claims about who holds a lane's place and about its gates, if known by then."""
    catalog = scene.catalog
    claims = [*catalog.claims_of(place.place_id, Dimension.CONTROL)]
    for gate in scene.gate_tracks.get(place.place_id, ()):
        claims += catalog.claims_of(gate.place_id, Dimension.GATE)
    for claim in split(scene.view, claims).inside:
        if known_day(claim, catalog.newest_record) <= scene.known_on:
            yield claim


def _days(claim: Claim, axis: Axis) -> Iterator[int]:
    """Yield the day on the axis at which a claim's tick stands: the middle of what it may mean there."""
    when = claim.start or claim.as_of or claim.end or claim.recorded
    first, last = when.earliest or when.last_day, when.last_day or when.earliest
    assert first and last
    first, last = max(first, axis.start), min(last, axis.last)
    if first <= last:
        yield axis.number(first + (last - first) / 2)
