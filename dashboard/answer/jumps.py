"""Days worth going to: the newest evidence, and the start of each named episode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from geodata.catalog import Catalog
from geodata.resolver.resolve import track
from geodata.vocab import Policy

_OPEN = timedelta(days=90)
"""How much of an episode without a stated end is put under study."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A day to go to, and the period to study there; None leaves it as it is.

    `episode` names the episode that begins on it, empty where it is the day of the newest evidence.
    """

    episode: str
    on: date
    window: tuple[date, date] | None


def jumps(catalog: Catalog, place_id: str | None, known_on: date, policy: Policy) -> tuple[Jump, ...]:
    """Return the newest evidence (of the place, else of all lanes) and the ledger's episodes, oldest first.

    An episode's window runs from the first day on which it may have begun to the last on which
    it may have ended.
    """
    lanes = [place_id] if place_id in catalog.places else [place.place_id for place in catalog.lanes]
    days = [
        day
        for lane in lanes
        if lane
        for interval in track(catalog, lane, known_on=known_on, policy=policy).intervals
        for day in interval.evidence
    ]
    newest = [Jump("", max(days), None)] if days else []
    episodes = [
        Jump(each.name, first, (first, (each.end.last_day if each.end else None) or first + _OPEN))
        for each in sorted(catalog.episodes.values(), key=lambda each: each.start)
        if (first := each.start.earliest)
    ]
    return (*newest, *episodes)
