"""Who is behind each code, and what the words of the page mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.wording.language import Message, later, say
from dashboard.wording.text import Text, code_of, led
from dashboard.wording.vocabulary import (
    ACTOR_KIND,
    DIMENSION,
    GATE,
    POLICY,
    RARE_EARTH,
    REASON,
    SOURCE_KIND,
    STANCE,
    STATUS,
)
from geodata.catalog import Catalog
from geodata.datasets.actors import Actor
from geodata.exports.rows import Record
from geodata.resolver.answers import STALE_AFTER
from geodata.vocab import Word

SENTENCE = later("The codes and words of this ledger")
REMARK = later("Each code stands for one actor of the conflict; each word has one meaning on every page.")
ACTORS, TERMS = later("Actors"), later("Words of the page")
CODE, NAME = later("code"), later("name, what it is, ties")
NAMES = later("other names")
WORD, MEANING = later("word"), later("meaning")
ACTORS_ALT = later("Actors with their codes, names, kind and ties")
TERMS_ALT = later("{group}: words with their meanings")

_OWN: Mapping[str, tuple[Message, Message]] = {
    "crossing": (later("crossing"), later("A town at the border with China, with its gates.")),
    "gate": (later("gate"), later("A border gate of a crossing, as China opens or closes it.")),
    "mine": (later("mine cluster"), later("Rare-earth leaching pools that lie together, drawn from images.")),
    "outline": (
        later("outline"),
        later("The line around the pools of a cluster: larger than the mined area."),
    ),
    "catchment": (
        later("catchment"),
        later("The area nearest to a town, at most 25 km from it. It is a drawing, not a front line."),
    ),
    "claim": (later("claim"), later("What one document says of one place, with its day and its speaker.")),
    "origin": (
        later("origin"),
        later("An independent source. Documents that repeat one another have one origin."),
    ),
    "known": (
        later("as known on"),
        later("The answer from what had been published by that day, without later reports."),
    ),
    "stale": (
        later("no news for over {days} days"),
        later("Nobody has said so for that long. The state is shown faded and may have changed."),
    ),
    "held": (
        later("ever held"),
        later("All who held a place within the window, in order. Days without evidence count for nobody."),
    ),
    "aside": (
        later("set aside"),
        later("A claim that the rule does not use. It stays on the page with its reason."),
    ),
    "dispute": (later("dispute"), later("Claims that cannot both be true, with all claims of each side.")),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ActorWords:
    """An actor in words: its code in its hue, its name, what it is, and with whom it belongs."""

    code: Text
    name: str
    kind: str
    ties: str
    names: str
    note: str


def actors(catalog: Catalog) -> list[ActorWords]:
    """Return the actors of the ledger in the order of their codes."""
    every = sorted(catalog.actors.values(), key=lambda actor: actor.code.casefold())
    return [
        ActorWords(
            code=code_of(catalog, actor.actor_id),
            name=actor.name,
            kind=ACTOR_KIND[actor.kind](),
            ties=" ".join(_ties(actor, catalog)),
            names=", ".join(filter(None, (*actor.names, actor.name_my, actor.name_zh))),
            note=actor.note,
        )
        for actor in every
    ]


def _ties(actor: Actor, catalog: Catalog) -> Iterator[str]:
    def code(actor_id: str) -> str:
        return catalog.actors[actor_id].code if actor_id in catalog.actors else actor_id

    if actor.parent:
        yield say("Part of {actor}.", actor=code(actor.parent))
    allies = [code(each.actor_id) for each in actor.relations if each.kind == "ally"]
    if allies:
        yield say("Allied with {actors}.", actors=", ".join(allies))
    for each in actor.relations:
        if each.kind == "successor":
            yield say("Called {actor} before.", actor=code(each.actor_id))
        elif each.kind == "predecessor":
            yield say("Called {actor} later.", actor=code(each.actor_id))


def actor_rows(catalog: Catalog) -> Iterator[Record]:
    """Yield the actors as rows for a file."""
    for actor in catalog.actors.values():
        yield {
            "actor_id": actor.actor_id,
            "code": actor.code,
            "name": actor.name,
            "names": actor.names,
            "name_my": actor.name_my,
            "name_zh": actor.name_zh,
            "kind": str(actor.kind),
            "parent": actor.parent,
            "allies": [each.actor_id for each in actor.relations if each.kind == "ally"],
            "note": actor.note,
            "data": catalog.hash,
        }


def names_of(catalog: Catalog, actor_ids: tuple[str, ...]) -> str:
    """Return the codes of some actors with their names, one after the other."""
    known = [catalog.actors[each] for each in actor_ids if each in catalog.actors]
    return "; ".join(say("{code}: {name}", code=actor.code, name=actor.name) for actor in known)


def spelled(text: Text | str, catalog: Catalog, address: str) -> str:
    """Return a text as Markdown in which each actor's code has its name, and leads to the page of words.

    `address` is that of the page of words.
    """
    return led(text, {actor.code: actor.name for actor in catalog.actors.values()}, address)


def terms() -> Iterator[tuple[str, list[Term]]]:
    """Yield groups of words with their heading: the page's own, then those of the ledger."""
    own = [Term(word(days=STALE_AFTER.days), meaning()) for word, meaning in _OWN.values()]
    yield say("Places, mines and claims"), own
    for heading, labels in (
        (say("What a claim is about"), DIMENSION),
        (say("Evidence rules"), POLICY),
        (say("What is known of a place"), STATUS),
        (say("Why a claim is set aside"), REASON),
        (say("What a speaker does"), STANCE),
        (say("China’s gates"), GATE),
        (say("Rare earths"), RARE_EARTH),
        (say("Kinds of sources"), SOURCE_KIND),
    ):
        yield heading, [Term(label(), say(word.meaning)) for word, label in _words(labels)]


def term_rows() -> Iterator[Record]:
    """Yield the words with their meanings as rows for a file."""
    for group, every in terms():
        yield from ({"group": group, "word": term.word, "meaning": term.meaning} for term in every)


def _words(labels: Mapping[Any, Message]) -> Iterator[tuple[Word, Message]]:
    return ((word, label) for word, label in labels.items() if isinstance(word, Word))
