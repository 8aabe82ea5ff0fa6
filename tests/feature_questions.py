"""Ten questions to the ledger as data, and what geodata itself answers: every way in must say the same.

A `Question` says how it is asked: by parameters of an address, by the condition and the box of a GIS, on
the command line. `expected` asks the functions of the domain, not the code behind the addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import shapely

from geodata.analysis.mines import mines_on
from geodata.analysis.timeline import intervals
from geodata.analysis.window import Window
from geodata.catalog import Catalog, open_catalog
from geodata.resolver.answers import Interval, State
from geodata.resolver.resolve import states
from geodata.vocab import Dimension, PlaceKind, Policy, Tracked

Said = dict[str, str]
"""What is said by the id of each feature."""


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: What it asks.
        collection: The collection of features that has the answer.
        said: The columns whose values are the answer.
        rows: Asks geodata.
        params: What every request of it has: the day, the policy, what was known when, the release.
        where: Its condition, as GDAL and QGIS write it.
        equal: The same as parameters of an address, where they can say it.
        filter: The same in CQL2 text.
        box: West, south, east, north in degrees.
        command: The words after `python -m geodata`, None where no command prints the answer.
        told: Reads what the command printed.
        release: The release that is asked; None is the ledger as it is.
    """

    name: str
    collection: str
    said: tuple[str, ...]
    rows: Callable[[Catalog], Said]
    params: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    equal: Mapping[str, str] = field(default_factory=dict)
    filter: str = ""
    box: tuple[float, float, float, float] | None = None
    command: tuple[str, ...] | None = None
    told: Callable[[Any], Said] | None = None
    release: int | None = None


@cache
def ledger(release: int | None = None) -> Catalog:
    """Return the ledger or one of its releases, opened once for all questions."""
    return open_catalog(release=release)


def expected(question: Question) -> Said:
    """Return what geodata answers."""
    return question.rows(ledger(question.release))


def said(row: Mapping[str, Any], columns: tuple[str, ...]) -> str:
    """Return the answer of a row as one text; several values of a column are joined."""
    values = (row[name] for name in columns)
    return " ".join(
        "+".join(each) if isinstance(each, (list, tuple)) else str(each or "-") for each in values
    )


_HELD = ("status", "actors")
_DAY = date(2024, 11, 26)


def _held(answer: State | Interval | Any) -> str:
    return f"{answer.status} {'+'.join(answer.actors)}"


def _of_day(
    on: date, dimension: Dimension = Dimension.CONTROL, **asked: Any
) -> Callable[[Catalog, Callable[[Any], bool]], Said]:
    def rows(catalog: Catalog, wanted: Callable[[Any], bool]) -> Said:
        ids = [place.place_id for place in catalog.places.values() if wanted(place)]
        found = states(catalog, on, places=ids, dimension=dimension, **asked)
        gate = dimension is Dimension.GATE
        return {s.place_id: f"{s.status} {s.value or '-'}" if gate else _held(s) for s in found}

    return rows


def _crossings(on: date, **asked: Any) -> Callable[[Catalog], Said]:
    return lambda catalog: _of_day(on, **asked)(catalog, lambda place: place.tracked is Tracked.CROSSING)


@cache
def _of_control(catalog: Catalog) -> list[tuple[Any, Interval]]:
    return list(intervals(catalog, dimensions=[Dimension.CONTROL]))


def _intervals(wanted: Callable[[str, Interval], bool]) -> Callable[[Catalog], Said]:
    def rows(catalog: Catalog) -> Said:
        found = _of_control(catalog)
        return {f"{lane.place_id}.{i.start}": _held(i) for lane, i in found if wanted(lane.place_id, i)}

    return rows


def _since_2024(place_id: str, interval: Interval) -> bool:
    since = interval.since
    return bool(since and since.earliest and since.earliest >= date(2024, 1, 1))


def _ended_by_2024(place_id: str, interval: Interval) -> bool:
    until = interval.until
    return bool(until and until.latest and until.latest - timedelta(days=1) < date(2024, 1, 1))


def _claims(catalog: Catalog) -> Said:
    window = Window(date(2024, 11, 20), _DAY)
    return {each.claim_id: each.value for each in window.split(catalog.claims.values()).inside}


def _mines(wanted: Callable[[Catalog, Any], bool], **asked: Any) -> Callable[[Catalog], Said]:
    def rows(catalog: Catalog) -> Said:
        found = mines_on(catalog, _DAY, **asked).clusters
        return {mine.cluster_id: _held(mine) for mine in found if wanted(catalog, mine)}

    return rows


_BOX = (98.2, 25.6, 98.3, 25.72)


def _in_box(catalog: Catalog, mine: Any) -> bool:
    hulls = {each.id: each.geometry for each in catalog.layers["mine_clusters"].features}
    return bool(shapely.box(*_BOX).intersects(hulls[mine.cluster_id]))


def _places(answer: Any) -> Said:
    return {each["place_id"]: said(each, _HELD) for each in answer["places"]}


def _printed(answer: Any) -> Said:
    return {f"{each['place_id']}.{each['start']}": said(each, _HELD) for each in answer["intervals"]}


def _clusters(answer: Any) -> Said:
    return {each["cluster_id"]: said(each, _HELD) for each in answer["clusters"]}


def _state(on: str, *more: str) -> tuple[str, ...]:
    return ("state", "--json", "--on", on, *more)


QUESTIONS = (
    Question(
        "who holds the crossings on a day",
        "crossings",
        _HELD,
        _crossings(_DAY),
        params={"datetime": "2024-11-26"},
        command=_state("2024-11-26"),
        told=_places,
    ),
    Question(
        "who holds them if every claim counts",
        "crossings",
        _HELD,
        _crossings(date(2023, 12, 1), policy=Policy.ANY),
        params={"datetime": "2023-12-01", "policy": "any"},
        command=_state("2023-12-01", "--policy", "any"),
        told=_places,
    ),
    Question(
        "what was known of them a week before",
        "crossings",
        _HELD,
        _crossings(_DAY, known_on=date(2024, 11, 19)),
        params={"datetime": "2024-11-26", "known_on": "2024-11-19"},
        command=_state("2024-11-26", "--known-on", "2024-11-19"),
        told=_places,
    ),
    Question(
        "what the first release said of them",
        "crossings",
        _HELD,
        _crossings(_DAY),
        params={"datetime": "2024-11-26", "release": "1"},
        command=_state("2024-11-26", "--release", "1"),
        told=_places,
        release=1,
    ),
    Question(
        "which gates are closed on a day",
        "gates",
        ("status", "value"),
        lambda catalog: {
            gate: told
            for gate, told in _of_day(date(2024, 12, 1), Dimension.GATE)(
                catalog, lambda place: place.kind is PlaceKind.GATE
            ).items()
            if told == "held closed"
        },
        params={"datetime": "2024-12-01"},
        where="value = 'closed' AND status = 'held'",
        equal={"value": "closed", "status": "held"},
        filter="value = 'closed' AND status = 'held'",
        command=_state("2024-12-01", "--dimension", "gate", "--kind", "gate"),
        told=lambda answer: {
            each["place_id"]: told
            for each in answer["places"]
            if (told := said(each, ("status", "value"))) == "held closed"
        },
    ),
    Question(
        "which answers may have begun since 2024",
        "control-intervals",
        _HELD,
        _intervals(_since_2024),
        where="since_earliest >= '2024-01-01'",
        filter="since_earliest >= DATE('2024-01-01')",
        command=("intervals", "--json", "--dimension", "control"),
        told=lambda answer: _printed(
            {"intervals": [e for e in answer["intervals"] if (e["since_earliest"] or "") >= "2024-01-01"]}
        ),
    ),
    Question(
        "which answers had ended for sure before 2024",
        "control-intervals",
        _HELD,
        _intervals(_ended_by_2024),
        where="until_last_day < '2024-01-01'",
        filter="until_last_day < DATE('2024-01-01')",
        command=("intervals", "--json", "--dimension", "control"),
        told=lambda answer: _printed(
            {"intervals": [e for e in answer["intervals"] if (e["until_last_day"] or "9") < "2024-01-01"]}
        ),
    ),
    Question(
        "who ever held one town",
        "control-intervals",
        _HELD,
        _intervals(lambda place_id, _: place_id == "kanpaiti"),
        where="place_id = 'kanpaiti'",
        equal={"place_id": "kanpaiti"},
        filter="place_id = 'kanpaiti'",
        command=("intervals", "--json", "--dimension", "control", "--place", "kanpaiti"),
        told=_printed,
    ),
    Question(
        "what is claimed of the days in which it changed hands",
        "claims",
        ("value",),
        _claims,
        params={"datetime": "2024-11-20/2024-11-26"},
    ),
    Question(
        "who holds the mines in a box",
        "mine-clusters",
        _HELD,
        _mines(_in_box),
        params={"datetime": "2024-11-26"},
        box=_BOX,
        command=("mines", "--json", "--on", "2024-11-26"),
        told=_clusters,
    ),
)
"""The ten questions."""
