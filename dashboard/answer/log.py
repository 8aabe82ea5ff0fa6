"""The log of a window: what happened in it, of that what the reader asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dashboard.answer.gates import gates_of
from dashboard.answer.scene import Scene
from dashboard.question.choices import CHOOSABLE
from dashboard.question.view import Beside, Sort, Subject, View, Where
from geodata.analysis import log as analysis
from geodata.analysis import timeline
from geodata.analysis.log import Entry, Happening
from geodata.exports import rows
from geodata.exports.about import about_file
from geodata.exports.files import rows_bytes
from geodata.vocab import Dimension, Tracked

# -- What happened ---------------------------------------------------------------------------------

_OF_HAPPENING = {Happening.MINES: Subject.MINES, Happening.FIGURES: Subject.FIGURES}
OF_DIMENSION = {
    Dimension.CONTROL: Subject.CONTROL,
    Dimension.GATE: Subject.GATE,
    Dimension.RARE_EARTH: Subject.RARE_EARTH,
    Dimension.OFFENSIVE: Subject.ATTACK,
    Dimension.AGREEMENT: Subject.AGREEMENT,
}


@dataclass(frozen=True, slots=True)
class Log:
    """What happened in a window, of that what is asked for.

    Attributes:
        dated: The entries whose days are known to a month, in the order asked for.
        loose: Those whose days are known less well, in the same order.
        total: How many entries the window has in all.
    """

    dated: tuple[Entry, ...]
    loose: tuple[Entry, ...]
    total: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries asked for, the dated ones first."""
        return self.dated + self.loose


PRINTED = (Subject.CONTROL, Subject.GATE, Subject.RARE_EARTH)
"""What a log on paper tells of where nothing is asked for: paper has room for so much."""


def subject(entry: Entry) -> Subject:
    """Return what an entry tells of."""
    if entry.happening in _OF_HAPPENING or entry.dimension is None:
        return _OF_HAPPENING[entry.happening]
    return OF_DIMENSION[entry.dimension]


def log_of(scene: Scene) -> Log:
    """Return the log of the scene's window, limited as its view is: by subject, place, extent and actors."""
    view = scene.view
    every = _every(scene, *view.window)
    kept = [each for each in every if _asked(each, scene)]
    if view.log_order is Sort.NEWEST:
        kept.reverse()
    return Log(
        tuple(each for each in kept if not each.loose), tuple(each for each in kept if each.loose), len(every)
    )


def _every(scene: Scene, first: date, last: date) -> tuple[Entry, ...]:
    return analysis.log(scene.catalog, first, last, known_on=scene.known_on, policy=scene.view.policy)


def _asked(entry: Entry, scene: Scene) -> bool:
    """Tell whether an entry is one that the reader asks for."""
    view, place = scene.view, scene.catalog.places[entry.place_id]
    if view.log and subject(entry) not in view.log:
        return False
    if view.log_of is Where.CROSSINGS and place.tracked not in (Tracked.CROSSING, Tracked.GATE):
        return False
    if view.log_of is Where.PLACE and view.place not in (entry.place_id, place.part_of, *entry.clusters):
        return False
    return scene.counts(place) and _in_colour(entry, scene)


def _in_colour(entry: Entry, scene: Scene) -> bool:
    """Tell whether the reader's choice of actors leaves an entry in: one of those it names is chosen."""
    named = {actor for actor in CHOOSABLE if entry.names(actor)}
    others = entry.value and subject(entry) is Subject.ATTACK and set(entry.value.split("+")) - set(CHOOSABLE)
    return not named or bool(others) or bool(named & set(scene.view.actors))


def entry_called(scene: Scene, entry_id: str) -> Entry | None:
    """Return the entry of that name as the scene's question has the log, None where it has none."""
    place_id = entry_id.partition(".")[0]
    if place_id not in scene.catalog.places:
        return None
    asked: dict[str, Any] = {"known_on": scene.known_on, "policy": scene.view.policy, "places": [place_id]}
    entries = analysis.log(scene.catalog, date.min, date.max, **asked)
    return next((each for each in entries if each.entry_id == entry_id), None)


def view_of(entry: Entry, view: View) -> View:
    """Return the view that shows an entry: on its first day, in the log of its place and subject.

    The window stays where it has the entry, else it has three months before and after it.
    """
    first, last = view.window
    if not (first <= entry.first and entry.last <= last):
        first, last = entry.first - _NEARBY, entry.last + _NEARBY
    return replace(
        view,
        on=entry.first,
        window=(first, last),
        place=entry.place_id,
        beside=Beside.LOG,
        log=(subject(entry),),
        log_of=Where.PLACE,
    )


_NEARBY = timedelta(days=91)


def log_file(scene: Scene, entries: Sequence[Entry], form: str) -> bytes:
    """Return entries in long form as a file: a row for each entry and document behind it.

    Raises:
        LedgerError: If the format is none of ours.
    """
    view = scene.view
    days = {"from": view.window[0].isoformat(), "to": view.window[1].isoformat()}
    evidence = {"known_on": scene.known_on.isoformat(), "policy": str(view.policy)}
    about = about_file(scene.catalog, "Border Ledger: log", **days, **evidence)
    long = [row for each in entries for row in rows.entry_source_rows(scene.catalog, each)]
    return rows_bytes(long, form, about, rows.LOG_COLUMNS)


_WEEK = timedelta(days=7)


def stands_for(entry: Entry) -> tuple[date, date]:
    """Return the days, both included, of which an entry is said to be: its own where they are within a week.

    What is known less well is said of its first day alone: else it would stand there day after day.
    """
    return entry.first, entry.last if entry.last - entry.first < _WEEK else entry.first


def that_day(scene: Scene) -> tuple[Entry, ...]:
    """Return what changed at the followed places and their gates on the day asked, see `stands_for`.

    Where the log stands beside the map it is all that this tells of the day.
    """
    day = scene.view.on
    if scene.view.beside is Beside.LOG:
        return tuple(each for each in log_of(scene).dated if _is_of(each, day))
    towns = timeline.followed(scene.catalog)
    gates = (gate for town in towns for gate in gates_of(scene.catalog, town))
    places = dict.fromkeys((*towns, *gates))
    wanted = (Happening.CHANGE, Happening.DISPUTE, Happening.SETTLED)
    entries = analysis.log(
        scene.catalog,
        day,
        day,
        places=places,
        dimensions=(Dimension.CONTROL, Dimension.GATE),
        known_on=scene.known_on,
        policy=scene.view.policy,
    )
    return tuple(
        each for each in entries if each.happening in wanted and not each.loose and _is_of(each, day)
    )


def _is_of(entry: Entry, day: date) -> bool:
    first, last = stands_for(entry)
    return first <= day <= last
