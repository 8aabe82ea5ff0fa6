"""States, changes and mines as plain records: the one place that knows what each of their columns holds.

A record for JSON has parts (a span of days, a claim with the reason why it is set aside) and ISO dates.
A row for a file is flat, and its days are dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geodata.analysis.citing import cite
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.measures import Measure
from geodata.datasets.places import Place
from geodata.resolver.answers import Change, Interval, SetAside, Span, State, Track
from geodata.vocab import Status

if TYPE_CHECKING:  # a row of a state needs none of what is slow to import for the mines
    from geodata.analysis.log import Entry
    from geodata.analysis.mines import MineBalance, MineState

Record = dict[str, Any]

# -- States ----------------------------------------------------------------------------------------


_STATE = (
    *("dimension", "status", "actors", "with", "from_actors", "value", "from_value", "derived_from"),
    *("since", "until", "may_have_changed", "newest_evidence", "first_evidence", "stale", "origins"),
    *("used", "set_aside"),
)
_CALLED = {"with": "partners"}
"""Columns with another name than the attribute of a state."""


def _answer(catalog: Catalog, state: State) -> Record:
    """Return all that a state says, each part as it is."""
    place = catalog.places[state.place_id]
    about = {"place_id": state.place_id, "name": place.name, "kind": place.kind}
    return about | {name: getattr(state, _CALLED.get(name, name)) for name in _STATE}


def of_state(catalog: Catalog, state: State) -> Record:
    """Return a state for JSON; `since` is None where unknown, its `earliest` None for "since before".

    Where `may_have_changed`, the state changed at some time within `until`.
    """
    return {name: _plain(value) for name, value in _answer(catalog, state).items()}


def state_row(catalog: Catalog, state: State) -> Record:
    """Return a state as a row: with its point, its question, the sources cited and the data's hash.

    A place without a point of its own has no `lon` and `lat`.
    """
    place = catalog.places[state.place_id]
    row: Record = {}
    for name, value in _answer(catalog, state).items():
        if name == "dimension":  # after what the place is called
            row |= point(place)
        row |= span_columns(name, value) if name in ("since", "until") else {name: _cell(value)}
        if name == "status":
            row["holder"] = holder(state)
    row["set_aside"] = [f"{each.claim_id} ({each.reason})" for each in state.set_aside]
    row["sources"] = sources(catalog, state.used)
    return row | {
        "on": state.on,
        "known_on": state.known_on,
        "policy": str(state.policy),
        "data": catalog.hash,
    }


def point(place: Place) -> Record:
    """Return where a place is (WGS 84 degrees), empty where it has no point of its own."""
    return {"lon": place.lon, "lat": place.lat} if place.drawable else {"lon": None, "lat": None}


_JOINERS = {Status.HELD: "+", Status.JOINT: "+", Status.CHANGING: "+", Status.CONTESTED: "/"}


def holder(answer: State | Interval | None) -> str | None:
    """Return the holders of an answer as one text, joined as on the map; None where nobody is said to be one.

    Ids of actors: `kia`, `kia+sac` jointly, `kia/sac` contested, `sac→kia` changing from one to the other.
    """
    return held_by(answer.status, answer.actors, answer.from_actors) if answer else None


def held_by(status: Status, actors: Sequence[str], before: Sequence[str] = ()) -> str | None:
    """Return the same for the parts of an answer, such as that of a mine; `before` is who changes from."""
    if not actors or status not in _JOINERS:
        return None
    now = _JOINERS[status].join(actors)
    return f"{'+'.join(before)}→{now}" if status is Status.CHANGING else now


def span_columns(name: str, span: Span | None) -> Record:
    """Return a span of days as three columns, all empty where there is none.

    `latest` is the first day after it and `last_day` the last day in it, both empty where it is open.
    """
    return {
        f"{name}_earliest": span.earliest if span else None,
        f"{name}_latest": span.latest if span else None,
        f"{name}_last_day": _day_before(span.latest) if span else None,
    }


def _day_before(day: date | None) -> date | None:
    return day - date.resolution if day else None


def sources(catalog: Catalog, claim_ids: Iterable[str]) -> list[str]:
    """Return the citation of each document behind the claims, once."""
    ids = dict.fromkeys(catalog.claims[claim_id].source_id for claim_id in claim_ids)
    return [cite(catalog, source_id) for source_id in ids]


def of_change(catalog: Catalog, change: Change) -> Record:
    """Return a change for JSON, with the states before and after it."""
    return {
        "place_id": change.place_id,
        "dimension": str(change.dimension),
        "before": of_state(catalog, change.before),
        "after": of_state(catalog, change.after),
        "window": _plain(change.window),
        "claims": list(change.claims),
    }


# -- Columns ---------------------------------------------------------------------------------------

_POINT = ("lon", "lat")
_SINCE, _UNTIL = (
    tuple(f"{name}_{part}" for part in ("earliest", "latest", "last_day")) for name in ("since", "until")
)

STATE_COLUMNS = (
    *("place_id", "name", "kind", *_POINT, "dimension", "status", "holder", "actors", "with", "from_actors"),
    *("value", "from_value", "derived_from", *_SINCE, *_UNTIL, "may_have_changed"),
    *("newest_evidence", "first_evidence", "stale", "origins", "used", "set_aside", "sources"),
    *("on", "known_on", "policy", "data"),
)
"""Columns of a file of states, in order."""

INTERVAL_COLUMNS = (
    *("place_id", "name", "kind", *_POINT, "dimension", "start", "end", "last_day"),
    *(*_SINCE, *_UNTIL),
    *(
        "status",
        "holder",
        "actors",
        "with",
        "from_actors",
        "value",
        "from_value",
        "derived_from",
        "carried_back",
    ),
    *("first_evidence", "newest_evidence", "origins", "used", "sources", "known_on", "policy", "data"),
)
"""Columns of a file of intervals, in order."""

LOG_COLUMNS = (
    *("entry", "first", "last", "loose", "happening", "place_id", "name", *_POINT, "dimension"),
    *("from_status", "from_holder", "from_actors", "from_value", "status", "holder", "actors", "value"),
    *("stance", "clusters"),
    *("claims", "measures", "sentences", "source_id", "publisher", "published", "title", "url", "data"),
)
"""Columns of a file of the log in long form, in order."""

_DOCUMENT = ("source_id", "publisher", "title", "published", "origin", "url")

_DAYS = ("about_first_day", "about_last_day", "recorded_first_day", "recorded_last_day")

CLAIM_COLUMNS = (
    *("claim_id", "place_id", "name", "dimension", "value", "stance", "share", "speaker", "speaker_actor"),
    *(
        "start",
        "end",
        "as_of",
        "since_before",
        "recorded",
        *_DAYS,
        "sentence",
        "note",
        *_DOCUMENT,
        "data",
        *_POINT,
    ),
)
"""Columns of a file of claims, in order."""

FIGURE_COLUMNS = (
    *("measure_id", "subject", "period", "place_id", "name", "best", "low", "high", "unit", "scope"),
    *("recorded", *_DAYS, "note", *_DOCUMENT, "data", *_POINT),
)
"""Columns of a file of figures, in order."""

DISPUTE_COLUMNS = (
    *("dispute", "quarrel", "first_day", "last_day", "settled", "side", "result"),
    *CLAIM_COLUMNS,
)
"""Columns of a file of disputes, in order."""

# -- Intervals -------------------------------------------------------------------------------------


def interval_row(catalog: Catalog, lane: Track, interval: Interval) -> Record:
    """Return an interval as a row: its days, the bounds of its beginning and end, answer and evidence.

    `start` is its first day, `end` the first day after it and `last_day` its last one, empty where open.
    `since` and `until` are the days within which it began and ended, see `span_columns`.
    """
    place, evidence = catalog.places[lane.place_id], interval.evidence
    return {
        "place_id": lane.place_id,
        "name": place.name,
        "kind": str(place.kind),
        **point(place),
        "dimension": str(lane.dimension),
        "start": interval.start,
        "end": interval.end,
        "last_day": _day_before(interval.end),
        **span_columns("since", interval.since),
        **span_columns("until", interval.until),
        "status": str(interval.status),
        "holder": holder(interval),
        "actors": list(interval.actors),
        "with": list(interval.partners),
        "from_actors": list(interval.from_actors),
        "value": interval.value,
        "from_value": interval.from_value,
        "derived_from": lane.derived_from if interval.derived else None,
        "carried_back": interval.carried_back,
        "first_evidence": evidence[0] if evidence else None,
        "newest_evidence": evidence[-1] if evidence else None,
        "origins": interval.origins,
        "used": list(interval.used),
        "sources": sources(catalog, interval.used),
        "known_on": lane.known_on,
        "policy": str(lane.policy),
        "data": catalog.hash,
    }


# -- The log ---------------------------------------------------------------------------------------


def entry_row(catalog: Catalog, entry: Entry) -> Record:
    """Return an entry of the log as a row; it happened on one of the days from `first` to `last`.

    `entry` is its name in links. `loose` says that its days are more than a month. `status`, `actors` and
    `value` are the answer from then on, those with `from_` the one before.
    """
    before, after = entry.before, entry.after
    return {
        "entry": entry.entry_id,
        "first": entry.first,
        "last": entry.last,
        "loose": entry.loose,
        "happening": str(entry.happening),
        "place_id": entry.place_id,
        "name": catalog.places[entry.place_id].name,
        "dimension": str(entry.dimension) if entry.dimension else None,
        "from_status": str(before.status) if before else None,
        "from_holder": holder(before),
        "from_actors": list(before.actors) if before else [],
        "from_value": before.value if before else None,
        "status": str(after.status) if after else None,
        "holder": holder(after),
        "actors": list(after.actors) if after else [],
        "value": after.value if after else entry.value if entry.dimension else None,
        "stance": str(entry.stance),
        "clusters": list(entry.clusters),
        "measures": list(entry.measures),
        "claims": list(entry.claims),
    }


def of_entry(catalog: Catalog, entry: Entry) -> Record:
    """Return an entry of the log for JSON: its row, and the documents behind it with what each says."""
    documents = (
        {
            "source_id": source_id,
            "publisher": catalog.sources[source_id].publisher,
            "title": catalog.sources[source_id].title,
            "url": catalog.sources[source_id].url,
            "says": [each.claim_id if isinstance(each, Claim) else each.measure_id for each in statements],
        }
        for source_id, statements in entry_documents(catalog, entry).items()
    )
    return as_json(entry_row(catalog, entry)) | {"sources": list(documents)}


def entry_documents(catalog: Catalog, entry: Entry) -> dict[str, list[Claim | Measure]]:
    """Return the documents behind an entry by id, each with its claims or figures in order."""
    figures = [each for each in catalog.measures if each.measure_id in entry.measures]
    statements: list[Claim | Measure] = [*(catalog.claims[claim_id] for claim_id in entry.claims), *figures]
    documents: dict[str, list[Claim | Measure]] = {}
    for each in statements:
        documents.setdefault(each.source_id, []).append(each)
    return documents


def entry_source_rows(catalog: Catalog, entry: Entry) -> list[Record]:
    """Return an entry in long form: a row for each document behind it, with what that says."""
    row = entry_row(catalog, entry) | point(catalog.places[entry.place_id])
    long = []
    for source_id, statements in entry_documents(catalog, entry).items():
        source = catalog.sources[source_id]
        claims = [each for each in statements if isinstance(each, Claim)]
        figures = [each for each in statements if isinstance(each, Measure)]
        whole = row | {
            "claims": [each.claim_id for each in claims],
            "measures": [each.measure_id for each in figures],
            "sentences": [each.restates for each in claims] or [_figure(each) for each in figures],
            "source_id": source_id,
            "publisher": source.publisher,
            "published": str(source.published),
            "title": source.title,
            "url": source.url,
            "data": catalog.hash,
        }
        long.append({name: whole[name] for name in LOG_COLUMNS})
    return long


def _figure(measure: Measure) -> str:
    """Return a figure with what it counts: 41700 t, imports: ..."""
    value = measure.best if measure.best is not None else measure.low
    return (
        f"{value:g} {measure.unit}, {measure.subject}: {measure.scope}"
        if value is not None
        else measure.scope
    )


# -- Mines -----------------------------------------------------------------------------------------

_MINE = (
    *("cluster_id", "label", "pools", "area_ha", "place_id", "status", "actors", "from_actors"),
    *("newest_evidence", "first_evidence", "stale", "may_have_changed", "origins"),
    *("nearest_crossing", "distance_km"),
)
MINE_COLUMNS = (*_MINE, "lon", "lat", "derivation")
"""Columns of a file of mine clusters, in order."""


def mine_row(mine: MineState) -> Record:
    """Return a mine cluster as a row; `lon` and `lat` are degrees, `derivation` a word of `Derivation`."""
    return {name: _cell(getattr(mine, name)) for name in MINE_COLUMNS}


def of_mines(balance: MineBalance) -> Record:
    """Return the mines of a day for JSON: the total, its parts, and each cluster."""
    return {
        "on": balance.on.isoformat(),
        "total": asdict(balance.total),
        "by_status": [
            {name: _plain(value) for name, value in asdict(share).items()} for share in balance.by_status
        ],
        "clusters": [{name: _plain(getattr(mine, name)) for name in _MINE} for mine in balance.clusters],
    }


# -- Values ----------------------------------------------------------------------------------------


def _cell(value: Any) -> Any:
    """Return a value as a file takes it: a word as its text, several values as a list."""
    return str(value) if isinstance(value, StrEnum) else list(value) if isinstance(value, tuple) else value


def as_json(row: Record) -> Record:
    """Return a row as JSON has it."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Span):
        return value.as_dict()
    if isinstance(value, SetAside):
        return {"claim_id": value.claim_id, "reason": str(value.reason)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else _cell(value)
