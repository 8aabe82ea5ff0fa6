"""The map over time as one file: the days `[from, to)` on which each place and area has a look.

The browser gets it once for a question's evidence, whatever the day: a change of date sends the
day alone, and playback nothing at all. It is made of the pictures that the overlays make of every
day on which anything drawn changes, so an overlay needs to know nothing of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from dashboard.answer.scene import Scene, compose
from dashboard.look.theme import Theme
from dashboard.map import files as map_files
from dashboard.map.deck import Layer, deck_json
from dashboard.map.labels import RECENT, Badge, Pin
from dashboard.map.overlays import OVERLAYS, draw
from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.question.view import FIRST_DAY, View
from dashboard.wording import firmness
from geodata.analysis.evidence import newest_report
from geodata.analysis.timeline import change_days, segments
from geodata.catalog import Catalog
from geodata.resolver import resolve
from geodata.resolver.answers import Track, state_in
from geodata.vocab import Dimension, Reason

_DAY = timedelta(days=1)
_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Return a day as the film counts it: days from 1 January 1970."""
    return (day - _EPOCH).days


def url(view: View, theme: Theme, choices: Choices, catalog: Catalog) -> str:
    """Return the address of a view's film; whatever does not change the film is left out of it."""
    return f"{map_files.url(f'film-{theme.name}', catalog)}?{link.query(question(view, choices), choices)}"


def question(view: View, choices: Choices) -> View:
    """Return what of a view the film depends on: its policy, its second clock and its actors."""
    return replace(choices.default, policy=view.policy, known_on=view.known_on, actors=view.actors)


def of(catalog: Catalog, view: View, theme: Theme) -> dict[str, Any]:
    """Return the map on every day of the ledger, by the view's policy, second clock and actors.

    `marks` are the places from north to south with runs of `[from, to, badge, rank, note]`;
    `layers` from the bottom up have runs of `[from, to, look]` for each of their features.
    Badges and looks are numbers of a list, `of` is an overlay's name, `tiles` the picture maps
    by overlay. `changes` are the days on which control changes somewhere. `ages` has by place what is
    told of the age and the origins of its answer, as runs of `[from, to, words]` with numbers of the
    list `words`; those of a mine cluster are the town's that it is `of`. After the day `unreported`
    nobody has said who holds any place, and `unverified` says so.

    Raises:
        LedgerError: If the ledger cannot answer.
    """
    everything = replace(view, layers=tuple(OVERLAYS))
    days = [*_edges(compose(catalog, everything)), catalog.newest_record + _DAY]
    layers: dict[str, tuple[str, Layer, _Runs]] = {}
    marks: dict[Pin, tuple[str, _Runs]] = {}
    badges: dict[Badge, int] = {}
    tiles: dict[str, str] = {}
    for span in pairwise(days):
        scene = compose(catalog, replace(everything, on=span[0]))
        for name, drawn in draw(scene, theme).items():
            tiles |= {name: drawn.tiles} if drawn.tiles else {}
            for layer in drawn.layers:
                *_, runs = layers.setdefault(layer.id, (name, layer, _Runs()))
                for key, look in _looks(layer):
                    runs.add(key, span, look)
            for mark in drawn.marks:
                _, runs = marks.setdefault(mark.pin, (name, _Runs()))
                badge = badges.setdefault(mark.badge, len(badges))
                runs.add("", span, (badge, mark.rank, mark.note))
    return {
        "changes": [
            day_number(day) for day in change_days(catalog, known_on=view.known_on, policy=view.policy)
        ],
        "layers": [_layer(*found) for found in layers.values()],
        "marks": [
            {"id": pin.id, "of": name, "runs": [[a, b, *about] for a, b, about in runs.found[""]]}
            for pin, (name, runs) in sorted(marks.items(), key=lambda each: -each[0].lat)
        ],
        "badges": [badge.as_dict() for badge in badges],
        "tiles": tiles,
        "ages": _ages(compose(catalog, everything)),
        **_newest(catalog),
    }


def _newest(catalog: Catalog) -> dict[str, Any]:
    """Return after which day nothing is reported, and the words for it; nothing where there is no report."""
    newest = newest_report(catalog)
    if newest is None:
        return {}
    return {"unreported": day_number(newest.published), "unverified": firmness.unverified(newest.published)}


def _ages(scene: Scene) -> dict[str, Any]:
    """Return what is told of the age of each place's answer over time, and of each mine cluster's."""
    words: dict[str, int] = {}
    towns: dict[str, list[tuple[int, int, int]]] = {}
    for place_id in scene.control:
        runs = _Runs()
        lane = _track(scene, place_id, Dimension.CONTROL)
        for first, after in pairwise(_age_edges(lane, scene.catalog)):
            told = firmness.on_pointing(state_in(lane, first, scene.catalog.newest_record))
            runs.add("", (first, after), words.setdefault(told, len(words)) if told else None)
        towns[place_id] = [run for run in runs.found.get("", ()) if run[2] is not None]
    return {
        "words": list(words),
        "runs": {key: runs for key, runs in towns.items() if runs},
        "of": {mine.cluster_id: mine.place_id for mine in scene.mines.clusters if mine.place_id in towns},
    }


def _age_edges(lane: Track, catalog: Catalog) -> list[date]:
    """Return the days on which the age of a track's answer may be told otherwise, first and last included."""
    end = catalog.newest_record + _DAY
    days = {FIRST_DAY, end}
    for each in lane.intervals:
        starts = (each.start, each.until.earliest if each.until else None)
        days |= {*each.evidence, *(day for day in starts if day)}
    return sorted(day for day in days if FIRST_DAY <= day <= end)


class _Runs:
    """What holds by key over days; neighbouring days with one answer are one run."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[int, int, Any]]] = {}

    def add(self, key: str, days: tuple[date, date], answer: Hashable) -> None:
        """Add what holds on the days `[from, to)`, which follow those added before."""
        first, after = map(day_number, days)
        runs = self.found.setdefault(key, [])
        if runs and runs[-1][1] == first and runs[-1][2] == answer:
            first = runs.pop()[0]
        runs.append((first, after, answer))


def _looks(layer: Layer) -> Iterator[tuple[str, Hashable]]:
    """Yield the look of each of a layer's features, as the parts of its style."""
    for style in layer.styles:
        look = tuple((name, value) for name, value in style.items() if name != "keys")
        for key in style["keys"]:
            yield key, look


def _layer(overlay: str, layer: Layer, runs: _Runs) -> dict[str, Any]:
    """Return a layer's specification with its looks over time in place of those of one day."""
    (spec,) = deck_json([layer])["layers"]
    del spec["styles"]
    looks: dict[Hashable, int] = {}
    numbered = {
        key: [(first, after, looks.setdefault(look, len(looks))) for first, after, look in found]
        for key, found in runs.found.items()
    }
    return {**spec, "of": overlay, "looks": [dict(look) for look in looks], "runs": numbered}  # type: ignore[call-overload]


def _edges(scene: Scene) -> list[date]:
    """Return the days on which anything on the map may change, the first day of all before them."""
    catalog, edges = scene.catalog, {FIRST_DAY}
    tracks = [
        *(_track(scene, place, Dimension.CONTROL) for place in scene.control),
        *(_track(scene, gate.place_id, Dimension.GATE) for gates in scene.gates.values() for gate in gates),
    ]
    end = catalog.newest_record + _DAY
    for lane in tracks:
        edges |= {part.start for part in segments(lane, FIRST_DAY, end, catalog.newest_record)}
        edges |= {each.until.earliest for each in lane.intervals if each.until and each.until.earliest}
        for item in lane.set_aside:
            claim = catalog.claims[item.claim_id]
            said = claim.start or claim.as_of
            if item.reason is Reason.OWN_CLAIM and said and said.earliest:
                edges |= {said.earliest, said.earliest + RECENT + _DAY}  # its note comes and goes
    return sorted(day for day in edges if FIRST_DAY <= day < end)


def _track(scene: Scene, place_id: str, dimension: Dimension) -> Track:
    return resolve.track(scene.catalog, place_id, dimension, scene.known_on, scene.view.policy)
