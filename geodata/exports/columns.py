"""What the columns of a file hold: their type and what they mean, the same in every format.

A file says so itself where its format has room for it. Spans of days are half-open: a column that ends in
`_latest`, and the `end` of an interval, is the first day after; `last_day` beside it is the last day in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple


class Column(NamedTuple):
    """What a column holds: text, a `list` of texts, a date, a bool, an int or a float; and what it means."""

    holds: type
    meaning: str


def _spans(name: str, what: str) -> dict[str, Column]:
    return {
        f"{name}_earliest": Column(date, f"First day on which {what}; empty where open."),
        f"{name}_latest": Column(date, f"First day after those on which {what}; empty where open."),
        f"{name}_last_day": Column(date, f"Last day on which {what}: the day before {name}_latest."),
    }


_PLACE = {
    "place_id": Column(str, "Id of the place in places.csv; of a mine, the town from which it is derived."),
    "name": Column(str, "Name of the place."),
    "kind": Column(str, "What the place is."),
    "lon": Column(float, "Longitude, WGS 84 degrees; empty where the place has no point of its own."),
    "lat": Column(float, "Latitude, WGS 84 degrees; empty where the place has no point of its own."),
}
_ANSWER = {
    "dimension": Column(str, "What is asked: control, gate, rare_earth, offensive or agreement."),
    "status": Column(str, "held, joint, changing, contested or unknown."),
    "holder": Column(
        str, "Holders as one text: kia; kia+sac jointly; kia/sac contested; sac→kia changing. Ids of actors."
    ),
    "actors": Column(list, "Ids of the holders."),
    "codes": Column(list, "Short codes of the holders."),
    "with": Column(list, "Ids of their partners there."),
    "from_holder": Column(str, "Holders before, as one text, see holder."),
    "from_actors": Column(list, "Ids of the holders before."),
    "from_status": Column(str, "The status before."),
    "value": Column(str, "What is said where it is no holder: open, partial, closed; of a claim, its value."),
    "from_value": Column(str, "The value before."),
    "derived_from": Column(str, "Id of the place from whose claims the answer is derived; empty if its own."),
    **_spans("since", "the state may have begun"),
    **_spans("until", "the state may have ended"),
    "may_have_changed": Column(bool, "The state changed at some time from until_earliest to until_last_day."),
    "newest_evidence": Column(date, "Newest day of which a source speaks."),
    "first_evidence": Column(date, "First day of which a source speaks, where that is after the day asked."),
    "stale": Column(bool, "No news for over 180 days."),
    "origins": Column(int, "Number of independent sources."),
    "used": Column(list, "Ids of the claims used."),
    "set_aside": Column(list, "Ids of the claims set aside, each with its reason."),
    "sources": Column(list, "The documents of the claims used, cited."),
    "on": Column(date, "The day asked about."),
    "known_on": Column(date, "The day on which the ledger is read: later claims are left out."),
    "policy": Column(str, "What counts as evidence: any, reported, corroborated or strict."),
    "data": Column(str, "Hash of the data."),
}
_INTERVAL = {
    "start": Column(date, "First day of the interval; empty where open."),
    "end": Column(date, "First day after the interval; empty where open."),
    "last_day": Column(date, "Last day, included: of an interval the day before end, of a dispute its last."),
    "carried_back": Column(bool, "The interval lies before the first evidence."),
}
_ENTRY = {
    "entry": Column(str, "Name of the entry in links."),
    "first": Column(
        date, "First day: of an entry, on which it may have happened; of a holder, that it held."
    ),
    "last": Column(
        date, "Last day, included: of an entry, on which it may have happened; of a holder, held."
    ),
    "loose": Column(bool, "The days of the entry are more than a month."),
    "happening": Column(str, "What the entry tells."),
    "stance": Column(str, "What the source does: asserts, denies or unconfirmed."),
    "clusters": Column(list, "Ids of the mine clusters that change hands with it."),
    "measures": Column(list, "Ids of the figures published."),
    "claims": Column(list, "Ids of the claims."),
    "sentences": Column(list, "What the claims or figures say."),
}
_DOCUMENT = {
    "source_id": Column(str, "Id of the document in sources.csv."),
    "publisher": Column(str, "Who published the document."),
    "published": Column(str, "When it was published, as EDTF text: 2024-11, 2024-11-20~ (about)."),
    "title": Column(str, "Title of the document."),
    "url": Column(str, "Address of the document."),
    "origin": Column(str, "Documents that go back to one another have the same origin."),
}
_RECORD = {
    "claim_id": Column(str, "Id of the claim in claims.csv."),
    "share": Column(str, "sole, joint or contested; empty where the source does not say."),
    "speaker": Column(str, "Who originally says so."),
    "speaker_actor": Column(str, "Id of the actor who says so, where it is a party to the conflict."),
    "as_of": Column(str, "A day on which the source says that it holds, as EDTF text."),
    "since_before": Column(bool, "The source says that the state had lasted for long."),
    "recorded": Column(str, "When the document appeared, as EDTF text."),
    "about_first_day": Column(
        date, "First day of which it may speak; empty where it speaks of all days before."
    ),
    "about_last_day": Column(date, "Last day of which it may speak."),
    "recorded_first_day": Column(date, "First day on which the document may have appeared."),
    "recorded_last_day": Column(date, "Last day on which the document may have appeared."),
    "sentence": Column(str, "What the claim says, in a sentence of ours."),
    "note": Column(str, "How the days were worked out, and any doubt."),
    "measure_id": Column(str, "Id of the figure in measures.csv."),
    "subject": Column(str, "What the figure counts."),
    "period": Column(str, "The days that the figure covers, as EDTF text."),
    "best": Column(float, "The figure, in its unit."),
    "low": Column(float, "Its lower bound, in its unit."),
    "high": Column(float, "Its upper bound, in its unit."),
    "unit": Column(str, "Unit of the figure."),
    "scope": Column(str, "What the figure includes."),
}
_DISPUTE = {
    "dispute": Column(int, "Number of the dispute, from 1."),
    "quarrel": Column(str, "In what the claims disagree: holder, date or denial."),
    "first_day": Column(date, "First day at issue."),
    "settled": Column(bool, "The rule left the claims of one side at most."),
    "side": Column(int, "Number of the side in the dispute, from 1."),
    "result": Column(str, "used, or why the rule set the claim aside."),
}
_HELD = {
    "from": Column(date, "First day of the window."),
    "to": Column(date, "Last day of the window, included."),
    "changes": Column(int, "How often one known answer followed another in the window."),
    "known_from": Column(date, "First day of the window of which something is known."),
    "known_to": Column(date, "Last day of the window of which something is known, included."),
    "known_throughout": Column(bool, "Something is known of every day of the window."),
    "number": Column(int, "Place in the list, from 1: of a holder in time, of a source on the picture."),
}
_MINE = {
    "cluster": Column(str, "Id of the mine cluster."),
    "cluster_id": Column(str, "Id of the mine cluster."),
    "label": Column(str, "What the cluster is called."),
    "pools": Column(int, "Number of leaching pools."),
    "area_ha": Column(
        float, "Area of the outline around the pools, in hectares: larger than the mined area."
    ),
    "derivation": Column(str, "How the holder of the cluster is worked out."),
    "nearest_crossing": Column(str, "Id of the crossing nearest to the middle of the cluster."),
    "distance_km": Column(float, "Kilometres on the ellipsoid to it, or to the place asked about."),
}
_LISTED = {
    "source": Column(str, "The document, cited."),
    "about": Column(str, "The document as the picture lists it."),
}
_EXACT = {
    "since": Column(str, "The days on which the state may have begun, as EDTF text; empty if none is known."),
    "until": Column(str, "The days on which the state may have ended, as EDTF text; empty if none is known."),
    "when": Column(str, "The days on which it may have happened, as EDTF text."),
}
_CITED = {
    "licence": Column(str, "Licence of the rows."),
    "citation": Column(str, "How to cite the data, with its hash."),
}

COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        **_PLACE,
        **_ANSWER,
        **_INTERVAL,
        **_ENTRY,
        **_DOCUMENT,
        **_RECORD,
        **_DISPUTE,
        **_HELD,
        **_MINE,
        **_LISTED,
        **_EXACT,
        **_CITED,
    }
)
"""The columns of answers, of the log, and of what stands beside them."""

RECORD_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        **COLUMNS,
        "start": Column(str, "When the state began, as EDTF text: 2024-11, 2024-11-20~ (about)."),
        "end": Column(str, "Last day of the state, included, as EDTF text; only where the source gives it."),
    }
)
"""The same of claims and disputes, whose dates are EDTF."""

PROOF_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        **RECORD_COLUMNS,
        "answer": Column(str, "The answer that the claim is about: id of the place, and dimension."),
        "result": Column(
            str, "used; other days, where it counts for these; or why the rule set the claim aside."
        ),
        "why": Column(str, "Why a claim is set aside, and which claims count in its place."),
        "own": Column(bool, "The claim is the reader's own and in no release."),
    }
)
"""The same of claims with what the rule did with each for an answer."""

SOURCE_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        **RECORD_COLUMNS,
        "kind": Column(str, "Who stands behind the document."),
        "syndicated_from": Column(str, "The document or publisher that it is a copy or rewrite of."),
    }
)
"""The same of documents."""

TEXT = Column(str, "")
"""A column of which nothing is said."""


def meanings(names: Iterable[str], columns: Mapping[str, Column]) -> dict[str, str]:
    """Return what some columns mean, in their order."""
    return {name: columns.get(name, TEXT).meaning for name in names}
