"""The mine clusters near a place, in words: how far, who holds them, how large they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.answer.scene import Scene
from dashboard.wording.firmness import firmness
from dashboard.wording.language import figure, later, say, say_plural
from dashboard.wording.states import state_text
from dashboard.wording.text import Text, joined
from geodata.analysis.mines import MineState, NearMine, mines_near
from geodata.datasets.places import Place
from geodata.exports.rows import Record, mine_row

FAR = 60
"""Kilometres within which mine clusters are told."""

CLUSTER = later("mine cluster")
HOLDER, SIZE = later("holder, derived"), later("pools, outline")
ALT = later("Mine clusters near {place}, nearest first, with distance, holder, pools and hectares")


@dataclass(frozen=True, slots=True)
class NearRow:
    """One mine cluster near a place, in words."""

    label: str
    distance: str
    holder: Text
    size: str


def near(scene: Scene, place: Place) -> tuple[tuple[NearMine, MineState], ...]:
    """Return the mine clusters near a place with who holds them, nearest first; none without a point."""
    if not place.drawable:
        return ()
    states = {mine.cluster_id: mine for mine in scene.mines.clusters}
    every = mines_near(scene.catalog, place.place_id, FAR)
    return tuple((mine, states[mine.cluster_id]) for mine in every)


def label(count: int) -> str:
    """Return what opens the table."""
    return say_plural(
        "{figure} mine cluster within {km} km", "{figure} mine clusters within {km} km", count, km=FAR
    )


def rows(scene: Scene, place: Place) -> list[NearRow]:
    """Return the mine clusters near a place in words."""
    return [
        NearRow(
            label=mine.label,
            distance=say("{number} km", number=figure(mine.distance_km, 1)),
            holder=joined(
                [
                    state_text(state, scene.catalog, state.partners),
                    joined(firmness(state), " · ").quiet(),
                ],
                "\n",
            ),
            size=say("{pools}, {hectares} ha", pools=figure(mine.pools), hectares=figure(mine.area_ha, 1)),
        )
        for mine, state in near(scene, place)
    ]


def file_rows(scene: Scene, place: Place) -> Iterator[Record]:
    """Yield the mine clusters near a place as rows for a file, with the question."""
    for mine, state in near(scene, place):
        town = scene.control.get(state.place_id or "")
        yield (
            {"near": place.place_id, "near_km": mine.distance_km}
            | mine_row(state)
            | {
                "claims": list(town.used) if town else [],
                "on": scene.view.on,
                "known_on": scene.known_on,
                "policy": str(scene.view.policy),
                "data": scene.catalog.hash,
            }
        )
