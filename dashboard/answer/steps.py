"""The days to which `n` and `p` lead: from change to change, or along the log where it is beside the map."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.answer.log import log_of
from dashboard.answer.scene import Scene
from dashboard.question.view import Beside
from geodata.analysis import timeline

Step = tuple[date, tuple[str, ...]]
"""A day on which something happens, and the ids of the places where it does."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The nearest days before and after the day asked, None where there is none."""

    previous: Step | None
    next: Step | None


def step_days(scene: Scene) -> Mapping[date, tuple[str, ...]]:
    """Return the days to which steps lead, in order, each with its places.

    They are those on which control changes at a place that counts; beside the log those on which one of its
    entries begins. What is known no closer than to a month leads nowhere.
    """
    catalog, view = scene.catalog, scene.view
    if view.beside is Beside.LOG:
        days: dict[date, tuple[str, ...]] = {}
        for entry in sorted(log_of(scene).dated, key=lambda each: each.first):
            days[entry.first] = tuple(dict.fromkeys((*days.get(entry.first, ()), entry.place_id)))
        return days
    places = [each for each in timeline.followed(catalog) if scene.counts(catalog.places[each])]
    return timeline.change_days(catalog, places=places, known_on=view.known_on, policy=view.policy)


def steps_of(scene: Scene) -> Steps:
    """Return where the steps from the day asked lead."""
    return nearest(step_days(scene), scene.view.on)


def nearest(days: Mapping[date, tuple[str, ...]], on: date) -> Steps:
    """Return the nearest of some days, in order, before and after one."""
    every = list(days.items())
    before, after = bisect_left(every, on, key=_day) - 1, bisect_right(every, on, key=_day)
    return Steps(every[before] if before >= 0 else None, every[after] if after < len(every) else None)


def _day(step: Step) -> date:
    return step[0]


def step_from(scene: Scene, day: date, steps: int) -> date:
    """Return the day to which so many steps lead from a day, back where they are negative.

    Where there are not so many days it is the last of them.
    """
    days = list(step_days(scene))
    at = bisect_right(days, day) - 1 + steps if steps > 0 else bisect_left(days, day) + steps
    if steps == 0 or not days or (steps > 0 and days[-1] <= day) or (steps < 0 and days[0] >= day):
        return day
    return days[min(max(at, 0), len(days) - 1)]
