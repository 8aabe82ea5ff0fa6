"""The claims: one row per assertion per document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geodata.dates import When, in_order
from geodata.errors import BadDate, Sentence
from geodata.schema import columns
from geodata.schema.columns import (
    ADDED,
    SLUG,
    Column,
    Keys,
    Kind,
    Row,
    Schema,
    no_circle,
    reference_fault,
    word_fault,
)
from geodata.schema.dataset import CC_BY, LEDGER, Table
from geodata.vocab import Dimension, GateStatus, RareEarth, Share, Stance

_BY_ACTORS = (Dimension.CONTROL, Dimension.OFFENSIVE)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says of one place.

    `start` is when the state began, `end` its last day, `as_of` a day on which the source says
    that it holds; `recorded` is when the document appeared. `since_before` marks a state that
    had already lasted for long and may be carried back.
    """

    claim_id: str
    place_id: str
    dimension: Dimension
    value: str
    stance: Stance
    share: Share | None
    speaker: str
    speaker_actor: str | None
    start: When | None
    end: When | None
    as_of: When | None
    source_id: str
    recorded: When
    restates: str
    supersedes: str | None
    note: str
    since_before: bool

    @property
    def actors(self) -> frozenset[str]:
        """The actors named by the value; empty where the value names none."""
        return frozenset(self.value.split("+")) if self.dimension in _BY_ACTORS else frozenset()


def _value(row: Row, keys: Keys) -> Iterator[tuple[str, str]]:
    value, dimension = row["value"], row["dimension"]
    if not value:
        return
    if dimension in _BY_ACTORS:
        parts = value.split("+")
        for part in parts:
            if fault := reference_fault(part, "actors", keys):
                yield "value", Sentence("part", part=part, fault=fault)
        if len(set(parts)) < len(parts):
            yield "value", Sentence("actor_twice")
    elif dimension in (Dimension.GATE, Dimension.RARE_EARTH):
        words = GateStatus if dimension == Dimension.GATE else RareEarth
        if fault := word_fault(value, words):
            yield "value", fault
    elif dimension == Dimension.AGREEMENT and not re.fullmatch(SLUG, value):
        yield "value", Sentence("no_slug")


def _dates(row: Row, keys: Keys) -> Iterator[tuple[str, str]]:
    yield from in_order(row, "start", "end")
    if row["stance"] == Stance.ASSERTS and not (row["start"] or row["end"] or row["as_of"]):
        yield "start", Sentence("no_date_at_all")
    try:
        recorded = columns.when(row["recorded"])
    except BadDate:
        return  # reported for the cell itself
    if recorded and recorded.latest is None:
        yield "recorded", Sentence("no_latest_day")
    if row["stance"] == Stance.ASSERTS:
        for name in _after_the_record(row, "start", "as_of"):
            yield "recorded", Sentence("not_begun", name=name, date=row[name])


def _announced(row: Row, keys: Keys) -> Iterator[tuple[str, str]]:
    """Yield the dates that were announced when the document appeared: nobody had seen them come true."""
    for name in _after_the_record(row, "start", "as_of", "end"):
        yield name, Sentence("announced", recorded=row["recorded"])


def _after_the_record(row: Row, *names: str) -> list[str]:
    """Return the dates among `names` whose first possible day lies after the last of `recorded`."""
    try:
        recorded, *days = (columns.when(row[name]) for name in ("recorded", *names))
    except BadDate:
        return []  # reported for the cell itself
    last = recorded.last_day if recorded else None
    return [
        name
        for name, when in zip(names, days, strict=True)
        if last and when and when.earliest and when.earliest > last
    ]


def _supersedes(rows: Sequence[Row]) -> Iterator[tuple[Row, str, str]]:
    """A correction speaks of what it corrects: one of another place would do nothing, unseen."""
    about = {row["claim_id"]: (row["place_id"], row["dimension"]) for row in rows if row["claim_id"]}
    for row in rows:
        own, corrected = (row["place_id"], row["dimension"]), about.get(row["supersedes"])
        if corrected and all(own) and corrected != own:
            of, to = (f"{place} ({dimension})" for place, dimension in (corrected, own))
            rule = Sentence("other_matter", claim=row["supersedes"], of=of, to=to)
            yield row, "supersedes", rule


CLAIMS = Table(
    name="claims",
    file="claims.csv",
    title="Claims: who says what of which place, and when they said it",
    schema=Schema(
        columns=(
            Column("claim_id", "Stable id", required=True, pattern=r"[a-z]+\d{4,}", example="k0417"),
            Column("place_id", "The place", required=True, refers="places"),
            Column("dimension", "What it is about", required=True, words=Dimension),
            Column("value", "Actors joined by '+', a status, or an agreement's slug", required=True),
            Column("stance", "What the speaker does with it", required=True, words=Stance),
            Column("share", "How the holding is shared", words=Share),
            Column("speaker", "Who originally says so", required=True),
            Column("speaker_actor", "The actor, where the speaker is a party", refers="actors"),
            Column("start", "When the state began (EDTF)", Kind.DATE),
            Column("end", "The last day of the state, where the source says so (EDTF)", Kind.DATE),
            Column("as_of", "A date at which it holds (EDTF)", Kind.DATE),
            Column("source_id", "The document", required=True, refers="sources"),
            Column("recorded", "When the document appeared (EDTF)", Kind.DATE, required=True),
            Column("restates", "The statement in our own words", required=True, prose=True),
            Column("supersedes", "The claim that this one corrects", refers="claims"),
            Column("note", "Our remarks", prose=True),
            Column("since_before", "Whether the state had lasted for long already", Kind.FLAG, required=True),
            ADDED,
        ),
        key=("claim_id",),
        rules=(_value, _dates),
        across=(_supersedes, no_circle("claim_id", "supersedes")),
        odd=(_announced,),
    ),
    licences=(CC_BY,),
    origins=(LEDGER,),
    caveats=(
        "A claim is what a document says, not what is so.",
        "After the newest report nothing says who holds any place: the status since then is unverified. "
        "`python -m geodata describe` names its day.",
        "'rare_earth = permitted' is a reading of mines at work under the holder, not a document.",
    ),
    record=Claim,
)
