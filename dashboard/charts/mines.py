"""Mine clusters, pools and hectares by controlling actor over time, each derived from its town's state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import fsum

from dashboard.charts.frame import Spec
from dashboard.charts.panel import Panel
from dashboard.charts.stack import add_names, add_stack, stacks
from dashboard.scene import Scene
from dashboard.theme import Theme, words
from geodata import resolver
from geodata.joins import MineState
from geodata.states import Interval, Track
from geodata.vocab import Dimension, Status
from geodata.when import show_day

_TALL, _GAP = 44, 14

_MEASURES: tuple[tuple[str, str, Callable[[MineState], float]], ...] = (
    ("mine clusters", "derived from the town", lambda mine: 1),
    ("leaching pools", "images of about 2022", lambda mine: mine.pools),
    ("hectares of hull", "not the mined area", lambda mine: mine.area_ha),
)
"""What is counted, in three panels: two counts never share an axis."""


def spec(scene: Scene, theme: Theme) -> Spec:
    """Return the three stacks of a scene as a Vega-Lite specification."""
    panel = Panel(scene, theme)
    for noun, remark, weight in _MEASURES:
        weights = _weights(scene, weight)
        total = sum(weights.values())
        bottom = panel.room(_TALL, 0 if noun == _MEASURES[0][0] else _GAP)
        found = stacks(((_track(scene, place), count) for place, count in weights.items()), scene, theme)
        panel.level(bottom, "0")
        panel.level(bottom - _TALL, f"{total:,.0f}")
        panel.left(bottom - _TALL + 6, noun.capitalize(), bold=True)
        panel.left(bottom - _TALL + 20, remark)
        if total:
            add_stack(panel, found, bottom, _TALL / total, f" {noun}")
            add_names(panel, found[max(found)], bottom, _TALL / total, theme)
    return panel.spec()


def table(scene: Scene) -> list[dict[str, str]]:
    """Return clusters, pools and hectares by holder on the first day of each quarter."""
    rows = []
    for day in scene.axis.quarters:
        counts: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(_MEASURES))
        for place, mines in _by_place(scene).items():
            name = _name(_track(scene, place).at(day), scene)
            for at, (_, _, weight) in enumerate(_MEASURES):
                counts[name][at] += sum(weight(mine) for mine in mines)
        for name, (clusters, pools, hectares) in counts.items():
            rows.append(
                {
                    "day": show_day(day),
                    "control, derived": name,
                    "clusters": f"{clusters:.0f}",
                    "pools": f"{pools:,.0f}",
                    "hectares": f"{hectares:,.0f}",
                }
            )
    return rows


def _name(interval: Interval, scene: Scene) -> str:
    said = words(interval, scene.catalog.actors)
    apart = interval.status in (Status.CHANGING, Status.CONTESTED)
    return f"{said}, {interval.status}" if apart else said


def _by_place(scene: Scene) -> dict[str, list[MineState]]:
    found: dict[str, list[MineState]] = defaultdict(list)
    for mine in scene.counted.clusters:
        found[mine.place_id or ""].append(mine)
    return found


def _weights(scene: Scene, weight: Callable[[MineState], float]) -> dict[str, float]:
    return {place: fsum(weight(mine) for mine in mines) for place, mines in _by_place(scene).items()}


def _track(scene: Scene, place: str) -> Track:
    """Return the track of a catchment's town; outside all catchments nothing is known."""
    if not place:
        nothing = Interval(None, None, Status.UNKNOWN)
        return Track("", Dimension.CONTROL, scene.known_on, scene.view.policy, (nothing,), ())
    return resolver.track(scene.catalog, place, known_on=scene.known_on, policy=scene.view.policy)
