"""The actors: who holds, claims, denies or opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.dates import When, date_fault
from geodata.errors import Sentence
from geodata.schema import columns
from geodata.schema.columns import ADDED, SLUG, Column, Keys, Row, Schema, no_circle, reference_fault
from geodata.schema.dataset import CC_BY, LEDGER, Table
from geodata.vocab import ActorKind

RELATIONS = ("ally", "successor", "predecessor")


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie to another actor (`ally`, `successor` or `predecessor`), and when it held."""

    kind: str
    actor_id: str
    period: When | None


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor; `code` is its 2 to 5 letters on a map, `parent` the body it belongs to."""

    actor_id: str
    name: str
    code: str
    names: tuple[str, ...]
    name_my: str | None
    name_zh: str | None
    kind: ActorKind
    parent: str | None
    relations: tuple[Relation, ...]
    note: str


def _parts(relation: str) -> tuple[str, str, str]:
    """Return the kind of a tie, the other actor, and the period."""
    kind, _, rest = relation.partition(":")
    actor_id, _, period = rest.partition(":")
    return kind, actor_id, period


def _relations(row: Row, keys: Keys) -> Iterator[tuple[str, str]]:
    for text in columns.many(row["relations"]):
        kind, actor_id, period = _parts(text)
        if kind not in RELATIONS or not actor_id:
            yield "relations", Sentence("no_relation", text=text)
            continue
        if fault := reference_fault(actor_id, "actors", keys):
            yield "relations", Sentence("part", part=actor_id, fault=fault)
        if period and (fault := date_fault(period)):
            yield "relations", fault


def _actor(
    names: tuple[str, ...], name_my: str, name_zh: tuple[str, ...], relations: tuple[str, ...], **rest: Any
) -> Actor:
    ties = (_parts(text) for text in relations)
    related = tuple(Relation(kind, actor_id, columns.when(period)) for kind, actor_id, period in ties)
    return Actor(relations=related, **columns.names_of(names, name_my, name_zh), **rest)


def later_names(actors: Mapping[str, Actor]) -> Mapping[str, str]:
    """Return the latest id of each actor that has another name now: the NDA-K is the Kachin BGF."""
    later: dict[str, str] = {}
    for actor in actors.values():
        for relation in actor.relations:
            if relation.kind == "predecessor":
                later[actor.actor_id] = relation.actor_id
            elif relation.kind == "successor":
                later[relation.actor_id] = actor.actor_id
    for _ in later:  # a name may have followed another
        later |= {one: later.get(other, other) for one, other in later.items()}
    return later


ACTORS = Table(
    name="actors",
    file="actors.csv",
    title="Actors",
    schema=Schema(
        columns=(
            Column("actor_id", "Stable id", required=True, pattern=SLUG),
            Column("name", "English name", required=True, unique=True),
            Column("code", "Letters for map labels", required=True, pattern="[A-Z0-9]{2,5}", unique=True),
            Column("names", "Other names", many="|"),
            Column("name_my", "Burmese name"),
            Column("name_zh", "Chinese name, the chief one first", many="|"),
            Column("kind", "What it is", required=True, words=ActorKind),
            Column("parent", "The body it belongs to", refers="actors"),
            Column("relations", "Ties: kind:actor_id[:EDTF period]", many="|"),
            Column("note", "Our remarks", prose=True),
            ADDED,
        ),
        key=("actor_id",),
        replaceable=True,
        rules=(_relations,),
        across=(no_circle("actor_id", "parent"),),
    ),
    licences=(CC_BY,),
    origins=(LEDGER,),
    caveats=("'nda-k' and 'kbgf' are one holder under two names; '3bha' stands for its members.",),
    record=_actor,
)
