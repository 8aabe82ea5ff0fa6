"""What the charts show as rows for a file: codes and ISO dates, a row for each thing and its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dashboard.answer.scene import Scene
from dashboard.charts import coverage, stacks
from geodata.analysis.mines import MineState, hectares
from geodata.exports.evidence import claim_columns, measure_row
from geodata.exports.rows import Record, state_row
from geodata.resolver.answers import Interval

_JOINED = ("used", "sources", "set_aside")
"""Columns of a state that stand in rows of their own here."""


def _question(scene: Scene) -> Record:
    return {
        "known_on": scene.known_on,
        "policy": str(scene.view.policy),
        "stretch": scene.view.stretch,
        "data": scene.catalog.hash,
    }


def lanes(scene: Scene) -> Iterator[Record]:
    """Yield the states of the day, of control and of gates: a row for each claim on which one rests."""
    for place in scene.lanes:
        for state in (scene.control[place.place_id], *scene.gates.get(place.place_id, ())):
            row = state_row(scene.catalog, state)
            row = {name: value for name, value in row.items() if name not in _JOINED}
            for claim_id in state.used or (None,):
                yield row | claim_columns(scene.catalog, claim_id)


def holders(scene: Scene) -> Iterator[Record]:
    """Yield how many crossing towns each holder had on the sampled days of the axis."""
    for day in scene.axis.samples:
        counts: dict[tuple[str, tuple[str, ...]], int] = defaultdict(int)
        for place in scene.crossings:
            counts[_holder(scene.tracks[place.place_id].at(day))] += 1
        for (status, actors), count in counts.items():
            yield {"on": day, "status": status, "actors": actors, "towns": count} | _question(scene)


def mines(scene: Scene) -> Iterator[Record]:
    """Yield the mine clusters, pools and hectares of each holder on the sampled days of the axis."""
    for day in scene.axis.samples:
        groups: dict[tuple[str, tuple[str, ...]], list[MineState]] = defaultdict(list)
        for place, clusters in stacks.by_place(scene).items():
            groups[_holder(stacks.track_of(scene, place).at(day))] += clusters
        for (status, actors), clusters in groups.items():
            yield {
                "on": day,
                "status": status,
                "actors": actors,
                "clusters": len(clusters),
                "pools": sum(mine.pools for mine in clusters),
                "area_ha": hectares(mine.area_ha for mine in clusters),
            } | _question(scene)


def imports(scene: Scene) -> Iterator[Record]:
    """Yield every figure on imports that is listed, with its source; `period` is EDTF."""
    for each in scene.imports.inside:
        yield measure_row(scene.catalog, each) | _question(scene)


def evidence(scene: Scene) -> Iterator[Record]:
    """Yield how many claims were recorded in each part of the axis, and the median age of evidence in days.

    The first day is empty for all that was recorded before the axis, the last for all that was after it.
    """
    for first, last, claims, age in coverage.counted(scene):
        row = {"first": first, "last": last, "claims": claims, "median_age_days": age}
        yield row | _question(scene)


def _holder(interval: Interval) -> tuple[str, tuple[str, ...]]:
    return str(interval.status), interval.actors
