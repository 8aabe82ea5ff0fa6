"""Questions as programs ask them, answered as plain records: state, log, claims, mines and cite.

Each answer has the same parts: `text`, a short one to be read; `about`, what was asked and of which ledger;
`caveats`, what not to conclude; `rows`, flat and with the columns of our files; `total`, how many rows there
are, and `left_out`, how many of them an answer has no room for. Days are ISO text. A word that is not
understood is refused in one sentence, as on the command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from geodata.analysis.citing import cite as cite_document
from geodata.analysis.evidence import newest_report
from geodata.analysis.log import log as log_of
from geodata.analysis.mines import mines_near, mines_on
from geodata.catalog import Catalog
from geodata.cli.arguments import read_word
from geodata.cli.cited import cited, cited_answer
from geodata.cli.results import Results, on_a_day, on_all_days, rank, told_result
from geodata.datasets.claims import Claim
from geodata.datasets.mines import MINE_CLUSTERS
from geodata.dates import read_day, show_day
from geodata.errors import BadDate, LedgerError, Sentence, UnknownName, how_many
from geodata.exports import rows, sentences
from geodata.exports.about import citation, licence
from geodata.exports.evidence import claim_row
from geodata.exports.references import claim_path
from geodata.resolver.resolve import RESOLVED
from geodata.resolver.resolve import state as state_of
from geodata.resolver.voices import known_day
from geodata.schema.columns import nearest_id
from geodata.vocab import Dimension, Policy

Answer = dict[str, Any]

MOST_PLACES, MOST_ROWS, USUAL_ROWS = 20, 100, 25
"""Places that one question may name; rows that one answer has at most, and where nobody says how many."""

LONGEST = 200
"""Characters of a word of a question."""

_FEW = 6

STATE_ROW = ("sentence", "age", "age_days", *rows.STATE_COLUMNS)
LOG_ROW = (
    *("entry", "first", "last", "loose", "happening", "place_id", "name", "dimension"),
    *("from_status", "from_holder", "from_actors", "from_value", "status", "holder", "actors", "value"),
    *("stance", "clusters", "measures", "claims", "sentences", "sources", "recorded_last_day"),
)
CLAIM_ROW = ("result", "why", "path", *(name for name in rows.CLAIM_COLUMNS if name not in ("lon", "lat")))
MINE_ROW = (
    *("cluster_id", "label", "pools", "area_ha", "lon", "lat", "place_id", "nearest_crossing", "distance_km"),
    *("derivation", "status", "holder", "actors", "from_actors", "may_have_changed"),
    *("newest_evidence", "first_evidence", "age_days", "stale", "origins", "claims"),
)
"""Columns of a row of each answer, in order."""

# -- The five questions ----------------------------------------------------------------------------


def state(
    catalog: Catalog,
    on: str,
    places: Sequence[str],
    *,
    dimension: str = Dimension.CONTROL,
    policy: str = Policy.REPORTED,
    known_on: str | None = None,
) -> Answer:
    """Return who holds some places on a day, or how their gates or rare earths stand.

    Args:
        catalog: The ledger.
        on: The day, YYYY-MM-DD.
        places: Ids, names or any other spellings; at most `MOST_PLACES`.
        dimension: control, gate or rare_earth.
        policy: What counts as evidence.
        known_on: Use what was known at the end of this day; None is the ledger's newest record.

    Raises:
        LedgerError: If a word is not understood, or there are too many places.
    """
    day, asked = read_day(on), _evidence(policy, known_on)
    about = Dimension(_word(dimension, list(RESOLVED), "dimension"))
    if not places:
        raise UnknownName("Name at least one place: an id, a name or any other spelling.")
    if len(places) > MOST_PLACES:
        raise LedgerError(f"{len(places)} places are too many for one answer: name at most {MOST_PLACES}.")
    ids = dict.fromkeys(_place(catalog, text) for text in places)
    found = [state_of(catalog, each, day, dimension=about, **asked) for each in ids]
    made = [
        {
            "sentence": sentences.answer_text(catalog, each),
            "age": sentences.age_text(each),
            "age_days": sentences.age_days(each),
            **rows.as_json(rows.state_row(catalog, each)),
        }
        for each in found
    ]
    lines = [
        f"{row['name']}: {row['sentence']} {row['age']} Claims: {sentences.counts_text(each)}; "
        f"used: {_few(row['used'])}."
        for each, row in zip(found, made, strict=True)
    ]
    head = f"{sentences.TOPICS[about].capitalize()} on {show_day(day)}"
    return _answer(catalog, asked, head, made, lines, caveats=sentences.caveats(catalog, found))


def log(
    catalog: Catalog,
    start: str,
    end: str,
    *,
    places: Sequence[str] = (),
    dimensions: Sequence[str] = (),
    actors: Sequence[str] = (),
    policy: str = Policy.REPORTED,
    known_on: str | None = None,
    limit: int = USUAL_ROWS,
    newest_first: bool = False,
) -> Answer:
    """Return what happened from a day to another, both included; nothing in it is net.

    `places`, `dimensions` and `actors` limit it where they name any; the rest is as in `state`.

    Raises:
        LedgerError: If a word is not understood, or the days are turned.
    """
    first, last, asked = read_day(start), read_day(end), _evidence(policy, known_on)
    if last < first:
        raise BadDate(f"{last} lies before {first}; did you mean from {last} to {first}?")
    if len(places) > MOST_PLACES:
        raise LedgerError(f"{len(places)} places are too many for one answer: name at most {MOST_PLACES}.")
    entries = log_of(
        catalog,
        first,
        last,
        places=[_place(catalog, text) for text in places] or None,
        dimensions=[Dimension(_word(each, list(Dimension), "dimension")) for each in dimensions] or None,
        actors=[_word(each, list(catalog.actors), "actor") for each in actors] or None,
        **asked,
    )
    shown = entries[::-1] if newest_first else entries
    made = []
    for entry in shown[: _limit(limit)]:
        row = rows.as_json(rows.entry_row(catalog, entry))
        claims = [catalog.claims[each] for each in entry.claims]
        more = {
            "sentences": [claim.restates for claim in claims],
            "sources": [
                cite_document(catalog, source_id) for source_id in rows.entry_documents(catalog, entry)
            ],
            "recorded_last_day": _recorded(claims),
        }
        made.append({name: (row | more)[name] for name in LOG_ROW})
    lines = [
        f"{_days(row)} {row['name']}: {row['happening']}"
        + (f", {row['holder'] or row['value']}" if row["holder"] or row["value"] else "")
        + (f" ({_few(row['claims'] or row['measures'])})" if row["claims"] or row["measures"] else "")
        for row in made
    ]
    told = [
        sentences.NOT_ON_THE_GROUND,
        sentences.PRECISION,
        "What happened on a day that is not certain has the first and the last possible day.",
        *sentences.after_the_newest(catalog, {(Dimension.CONTROL, last), (Dimension.GATE, last)}),
    ]
    head = f"From {show_day(first)} to {show_day(last)}: {how_many(len(entries), 'entry', 'entries')}"
    return _answer(catalog, asked, head, made, lines, total=len(entries), caveats=told)


def claims(
    catalog: Catalog,
    *,
    place: str | None = None,
    ids: Sequence[str] = (),
    dimension: str | None = None,
    on: str | None = None,
    policy: str = Policy.REPORTED,
    known_on: str | None = None,
    limit: int = USUAL_ROWS,
    offset: int = 0,
) -> Answer:
    """Return claims of a place or by id, each with what the rule does with it.

    With a day `result` is of the answer of that day: `used`, `other days` or the reason why the claim is set
    aside, in this order. Without one it is of all days: `used`, the reason, `not used` where no answer rests
    on it, or `no state`. What was recorded after `known_on` is left out.

    Raises:
        LedgerError: If neither a place nor an id is given, or a word is not understood.
    """
    asked = _evidence(policy, known_on)
    day = read_day(on) if on else None
    about = Dimension(_word(dimension, list(Dimension), "dimension")) if dimension else None
    if place is None and not ids:
        raise UnknownName("Name a place, or ids of claims such as k0007.")
    place_id = None if place is None else _place(catalog, place)
    wanted = [_claim(catalog, each) for each in dict.fromkeys(ids)] or list(catalog.claims.values())
    known = catalog.knowledge_day(asked["known_on"])
    found = [
        claim
        for claim in wanted
        if place_id in (None, claim.place_id)
        and about in (None, claim.dimension)
        and known_day(claim, catalog.newest_record) <= known
    ]
    results: Results = on_a_day(catalog, found, day, **asked) if day else {}
    if day:
        found.sort(key=lambda claim: rank(results.get(claim.claim_id)))
    part = found[max(offset, 0) :][: _limit(limit)]
    results = results or on_all_days(catalog, part, **asked)
    made = []
    for claim in part:
        result, why = results[claim.claim_id]
        row = rows.as_json(claim_row(catalog, claim))
        more = {"result": result, "why": why, "path": f"/{claim_path(catalog, claim.claim_id)}"}
        made.append({name: (more | row)[name] for name in CLAIM_ROW})
    lines = [
        f"{row['claim_id']} {row['publisher']}, {row['published']}: {row['sentence']}"
        + (f" Note: {row['note']}" if row["note"] and len(made) <= _FEW else "")
        + f" [{told_result(*results[str(row['claim_id'])])}]"
        for row in made
    ]
    weighed_for = f"weighed for {show_day(day)}" if day else "weighed for all days"
    head = f"{how_many(len(found), 'claim')}, {weighed_for} by the policy “{asked['policy']}”"
    told = [sentences.NOT_ON_THE_GROUND, sentences.PRECISION, "Claims that disagree are all kept."]
    return _answer(catalog, asked, head, made, lines, total=len(found), caveats=told)


def mines(
    catalog: Catalog,
    on: str,
    *,
    near: str | None = None,
    km: float = 30,
    policy: str = Policy.REPORTED,
    known_on: str | None = None,
    limit: int = MOST_ROWS,
) -> Answer:
    """Return the mine clusters with who holds each on a day: that of the town in whose catchment it lies.

    `near` is a place: then only clusters at most `km` kilometres from it, nearest first, and `distance_km`
    leads to it; else it leads to the nearest crossing. `claims` are those that the town's answer rests on.

    Raises:
        LedgerError: If a word is not understood, or the place has no point.
    """
    day, asked = read_day(on), _evidence(policy, known_on)
    if not 0 <= km <= 1000:
        raise LedgerError(f"{km:g} km is no distance to look within: give 0 to 1000.")
    clusters = {each.cluster_id: each for each in mines_on(catalog, day, **asked).clusters}
    distances = {name: each.distance_km for name, each in clusters.items()}
    if near is not None:
        distances = {each.cluster_id: each.distance_km for each in mines_near(catalog, near[:LONGEST], km)}
    made = []
    for cluster_id in [*distances][: _limit(limit)]:
        mine = clusters[cluster_id]
        newest = mine.newest_evidence
        row = rows.as_json(rows.mine_row(mine))
        more = {
            "distance_km": distances[cluster_id],
            "holder": rows.held_by(mine.status, mine.actors, mine.from_actors),
            "age_days": (day - newest).days if newest else None,
            "claims": list(mine.used),
        }
        made.append({name: (row | more)[name] for name in MINE_ROW})
    lines = [
        f"{row['label']}: {row['holder'] or row['status']}, {how_many(row['pools'], 'pool')}, "
        f"{row['distance_km']} km" + (f" ({_few(row['claims'])})" if row["claims"] else "")
        for row in made
    ]
    told = [
        *MINE_CLUSTERS.caveats,
        "Nobody claims who runs a mine: the holder is that of the town in whose schematic catchment it lies.",
        sentences.UNKNOWN_MEANS,
        *sentences.after_the_newest(catalog, {(Dimension.CONTROL, day)}),
    ]
    head = f"{how_many(len(distances), 'mine cluster')} on {show_day(day)}"
    return _answer(catalog, asked, head, made, lines, total=len(distances), caveats=told)


def cite(
    catalog: Catalog,
    ids: Sequence[str] = (),
    *,
    place: str | None = None,
    on: str | None = None,
    dimension: str = Dimension.CONTROL,
    policy: str = Policy.REPORTED,
    known_on: str | None = None,
    base: str = "",
) -> Answer:
    """Return how to cite some claims or documents, or the answer about a place on a day with its documents.

    Claims and answers are cited as on every other way in, `document` is that which a claim is taken from.
    `base` is the address of the server, empty where others cannot open it; the rest is as in `state`.

    Raises:
        LedgerError: If an id is neither a claim's nor a document's, there are too many, or what is to be
            cited is not clear.
    """
    asked = _evidence(policy, known_on)
    if bool(ids) == bool(place or on):
        raise UnknownName(
            "Cite at least one claim, such as k0007, or document by `ids`; or an answer by `place` and `on`."
        )
    if len(ids) > MOST_ROWS:
        raise LedgerError(f"{len(ids)} ids are too many for one answer: name at most {MOST_ROWS}.")
    if ids:
        made = [cited(catalog, each[:LONGEST], base) for each in dict.fromkeys(ids)]
    elif place and on:
        about = Dimension(_word(dimension, list(RESOLVED), "dimension"))
        made = cited_answer(
            catalog, state_of(catalog, _place(catalog, place), read_day(on), dimension=about, **asked), base
        )
    else:
        raise UnknownName("An answer is about a place on a day: give both `place` and `on`.")
    lines = [
        f"{row['id']}: {row['citation']}" + (f" Document: {row['document']}" if row["document"] else "")
        for row in made
    ]
    told = [
        sentences.NOT_ON_THE_GROUND,
        "Cite the ids of claims and the hash of the data, so that others can check; add your day of access.",
    ]
    part = made[:MOST_ROWS]
    return _answer(catalog, asked, citation(catalog), part, lines[:MOST_ROWS], total=len(made), caveats=told)


TOOLS = (state, log, claims, mines, cite)
"""The five questions, in order; a program knows each by the name of its function."""

# -- Parts -----------------------------------------------------------------------------------------


def _answer(
    catalog: Catalog,
    asked: dict[str, Any],
    head: str,
    made: list[Answer],
    lines: Iterable[str],
    *,
    caveats: list[str],
    total: int | None = None,
) -> Answer:
    total = len(made) if total is None else total
    left_out = total - len(made)
    release = catalog.release
    reports = {each: newest_report(catalog, each) for each in (Dimension.CONTROL, Dimension.GATE)}
    days = {each: report.published.isoformat() if report else None for each, report in reports.items()}
    stands = f"release {release.number}" if release else "with rows in no release yet"
    more = [f"{how_many(left_out, 'more row')} left out."] if left_out else []
    tail = f"Data {catalog.hash}, {stands}. {' '.join(caveats)}"
    return {
        "text": "\n".join([f"{head.rstrip('.')}.", *lines, *more, tail]),
        "about": {
            "data": catalog.hash,
            "release": release.number if release else None,
            "rules": catalog.rules.edition,
            "known_on": catalog.knowledge_day(asked["known_on"]).isoformat(),
            "policy": str(asked["policy"]),
            "newest_record": catalog.newest_record.isoformat(),
            "newest_report_control": days[Dimension.CONTROL],
            "newest_report_gate": days[Dimension.GATE],
            "licence": licence(),
            "citation": citation(catalog),
        },
        "caveats": caveats,
        "total": total,
        "left_out": left_out,
        "rows": made,
    }


def _evidence(policy: str = Policy.REPORTED, known_on: str | None = None) -> dict[str, Any]:
    return {
        "policy": Policy(_word(policy, list(Policy), "policy")),
        "known_on": read_day(known_on) if known_on else None,
    }


def _word(text: str, known: Sequence[str], what: str) -> str:
    return read_word(text[:LONGEST], known, what)


def _place(catalog: Catalog, text: str) -> str:
    return catalog.find_place(text[:LONGEST]).place_id


def _claim(catalog: Catalog, claim_id: str) -> Claim:
    if claim_id not in catalog.claims:
        text = claim_id[:LONGEST]
        near = nearest_id(text, catalog.claims)
        hint = Sentence("did_you_mean", near=near) if near else "."
        raise UnknownName(Sentence("unknown_claim_or_source", text=text, hint=hint))
    return catalog.claims[claim_id]


def _limit(limit: int) -> int:
    if not 1 <= limit <= MOST_ROWS:
        raise LedgerError(f"limit is {limit}: an answer has from 1 to {MOST_ROWS} rows.")
    return limit


def _recorded(of: Iterable[Claim]) -> str | None:
    """Return the newest day on which one of some claims may have appeared: how old the news is."""
    days = [day for claim in of if (day := claim.recorded.last_day)]
    return max(days).isoformat() if days else None


def _days(row: Answer) -> str:
    return str(row["first"]) if row["first"] == row["last"] else f"{row['first']}..{row['last']}"


def _few(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _FEW} more" if len(ids) > _FEW else ""
    return (", ".join(ids[:_FEW]) or "none") + more
