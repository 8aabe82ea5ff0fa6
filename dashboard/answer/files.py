"""What a Scene shows as a file of any format: the states of its day, its intervals, the log of its window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from dashboard.answer.events import archive_of, leaving
from dashboard.answer.log import log_file, log_of
from dashboard.answer.scene import Scene
from dashboard.answer.window import window_of
from geodata.errors import LedgerError
from geodata.exports.about import about_file
from geodata.exports.files import rows_bytes
from geodata.exports.rows import INTERVAL_COLUMNS, STATE_COLUMNS, Record, interval_row, state_row
from geodata.resolver.answers import Interval, Track
from geodata.vocab import Status


class Shown(StrEnum):
    """What of a view a file has."""

    STATES = "states"
    INTERVALS = "intervals"
    LOG = "log"
    EVENTS = "events"


def view_file(scene: Scene, what: Shown, form: str) -> bytes:
    """Return what the map and the lanes of a scene show as a file.

    Args:
        scene: The answer; only the places that it counts are in the file.
        what: The states of its day, the intervals (of its window alone where lists are limited to
            it), the log of its window, or the conflict events of its window by cell and week.
        form: One of `geodata.exports.files.FORMATS`.

    Raises:
        LedgerError: If the format is none of ours.
    """
    if what is Shown.LOG:
        return log_file(scene, log_of(scene).entries, form)
    if what is Shown.EVENTS:
        return _events(scene, form)
    view = scene.view
    told = {"known_on": scene.known_on.isoformat(), "policy": str(view.policy), "stretch": view.stretch}
    if what is Shown.STATES:
        on = view.on.isoformat()
        about = about_file(scene.catalog, f"Border Ledger: control and gates on {on}", on=on, **told)
        return rows_bytes(list(_states(scene)), form, about, STATE_COLUMNS)
    if window := window_of(view):
        told |= {"from": window.first.isoformat(), "to": window.last.isoformat(), "by": str(window.by)}
    made = [interval_row(scene.catalog, *each) for each in _intervals(scene)]
    about = about_file(scene.catalog, "Border Ledger: intervals of control and gates", **told)
    return rows_bytes(made, form, about, INTERVAL_COLUMNS)


def _events(scene: Scene, form: str) -> bytes:
    found, window = archive_of(scene), scene.view.window
    extent: Any = scene.view.extent
    if found is None:
        raise LedgerError("This ledger has no events.")
    archive = leaving(found)
    from geodata.events import files  # pyarrow and H3: only for who asks for them
    from geodata.events.asked import Asked

    told = {"from": window[0].isoformat(), "to": window[1].isoformat(), "policy": archive.policy}
    told |= {"covered": "; ".join(f"{first} to {last}" for first, last in archive.covered)}
    if archive.bundled:
        told["known_on"] = scene.known_on.isoformat()
    if archive.made_up:
        told["made_up"] = "These events are made up: nothing of them is real."
    makers = "" if archive.bundled else archive.attribution or archive.title
    days = window if archive.covers(window) else (date.min, date.min)
    asked = Asked(*days, extent=extent)
    return files.file(scene.catalog, archive.cube, asked, form, makers, **told)


def _states(scene: Scene) -> Iterator[Record]:
    """Yield the states of the day: control of each place, then its gates."""
    for place_id, control in scene.control.items():
        if scene.counts(scene.catalog.places[place_id]):
            for state in (control, *scene.gates.get(place_id, ())):
                yield state_row(scene.catalog, state)


def _intervals(scene: Scene) -> Iterator[tuple[Track, Interval]]:
    """Yield the intervals of the lanes of which something is known, those of the window where it limits."""
    window = window_of(scene.view)
    for place in scene.lanes:
        for lane in (scene.tracks[place.place_id], *scene.gate_tracks.get(place.place_id, ())):
            for each in lane.intervals:
                if each.status is not Status.UNKNOWN and (
                    window is None or window.has_interval(each, scene.catalog)
                ):
                    yield lane, each
