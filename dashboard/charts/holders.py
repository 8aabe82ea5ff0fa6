"""How many crossing towns each actor held over time: a stack that always adds up to all of them."""

from __future__ import annotations

from collections import Counter

from dashboard.charts.frame import Spec
from dashboard.charts.panel import Panel
from dashboard.charts.stack import APART, add_names, add_stack, stacks
from dashboard.scene import Scene
from dashboard.theme import Theme, words
from geodata.states import Interval
from geodata.when import show_day

_UNIT = 7
"""Height in px of one town."""


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the stack of a scene as a Vega-Lite specification."""
    crossings = scene.crossings
    panel = Panel(scene, theme)
    bottom = panel.room(_UNIT * len(crossings))
    found = stacks(((scene.tracks[place.place_id], 1) for place in crossings), scene, theme)
    for level in (*range(0, len(crossings), 5), len(crossings)):
        panel.level(bottom - _UNIT * level, str(level))
    panel.left(13, "Crossing towns", bold=True)
    panel.left(28, "by holder")
    add_stack(panel, found, bottom, _UNIT)
    if found:
        add_names(panel, found[max(found)], bottom, _UNIT, theme)
    return panel.spec()


def table(scene: Scene) -> list[dict[str, str]]:
    """Return the number of towns by holder on the first day of each quarter."""
    days = scene.axis.quarters
    counted = {
        day: Counter(_name(scene.tracks[place.place_id].at(day), scene) for place in scene.crossings)
        for day in days
    }
    names = dict.fromkeys(name for counts in counted.values() for name in sorted(counts))
    return [{"day": show_day(day)} | {name: str(counted[day][name]) for name in names} for day in days]


def _name(interval: Interval, scene: Scene) -> str:
    return interval.status if interval.status in APART else words(interval, scene.catalog.actors)
