"""The phrases that sentences are made of: actors, gates, the time axis."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.question.axis import Axis
from dashboard.wording.dates import long_day, month
from dashboard.wording.language import listed, say
from geodata.catalog import Catalog
from geodata.vocab import ActorKind

NAMED = 4
"""Up to this many places are named in a sentence, more are only counted."""


def sentence(clauses: Iterable[str]) -> str:
    """Return clauses as one sentence, the empty ones left out: A; B; C."""
    return f"{'; '.join(filter(None, clauses))}."


def holder(actor_id: str, catalog: Catalog) -> str:
    """Return an actor as a sentence names it: the KIA, the regime, the Three Brotherhood Alliance."""
    actor = catalog.actors.get(actor_id)
    if actor is None:
        return say("the {actor}", actor=actor_id.upper())
    if actor.kind is ActorKind.REGIME:
        return say("the regime")
    return say("the {actor}", actor=actor.name if actor.kind is ActorKind.ALLIANCE else actor.code)


def holders(actor_ids: Iterable[str], catalog: Catalog) -> str:
    """Return several actors as a list in running text: the BGF and the regime."""
    return listed([holder(actor, catalog) for actor in actor_ids])


def codes(actor_ids: Iterable[str], catalog: Catalog, between: str = " + ") -> str:
    """Return several actors' codes: BGF + SAC."""
    return between.join(catalog.actors[actor].code for actor in actor_ids)


def gate_name(gate_id: str, town_id: str, catalog: Catalog) -> str:
    """Return the name of one of several answers about a town's gates: a gate, or the town as a whole."""
    name = catalog.places[gate_id].name
    return say("{town}, town as a whole", town=name) if gate_id == town_id else name


def axis_span(axis: Axis) -> str:
    """Return what a time axis spans: from January 2021 to June 2026; from 11 November 2024 to ..."""
    if (axis.start.day, axis.end.day) == (1, 1):
        return say("from {first} to {last}", first=month(axis.start), last=month(axis.last))
    if axis.span == 1:
        return say("on {day}", day=long_day(axis.start))
    return say("from {first} to {last}", first=long_day(axis.start), last=long_day(axis.last))
