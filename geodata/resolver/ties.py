"""Who belongs with whom: names of one holder, parents, allies, alliances and their members.

Two statements contradict only if they name different holders. Rule 4 of
`geodata.resolver` is kept here, apart from claims and dates, so that it can be said in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from itertools import combinations

from geodata.datasets.actors import Actor, later_names
from geodata.datasets.claims import Claim
from geodata.vocab import ActorKind

Side = frozenset[str]


class Ties:
    """The ties between the actors of a ledger."""

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        self._actors = actors
        self._parents = {actor.actor_id: actor.parent for actor in actors.values()}
        self._partners: Mapping[Side, date] = {}
        self._later_names = later_names(actors)
        self._sides: dict[str, Side] = {}
        self._members: dict[str, Side] = {}
        self._alike: dict[tuple[Side, Side, date | None], bool] = {}

    def with_partners(self, partners: Mapping[Side, date]) -> Ties:
        """Return these ties where each pair of `partners` stays allied from its day on, as at one place."""
        if not partners:
            return self
        made = copy(self)
        made._partners, made._alike = partners, {}
        return made

    def partners_in(self, side: Side, day: date) -> Iterator[Side]:
        """Yield the pairs of a side that are allied on the day, and for a time only."""
        for one, other in combinations(sorted(side), 2):
            if self.tied(one, other, day) and any(
                relation.kind == "ally" and relation.period is not None
                for name, to in ((one, other), (other, one))
                if name in self._actors
                for relation in self._actors[name].relations
                if relation.actor_id == to
            ):
                yield frozenset({one, other})

    def begins(self, actor_id: str) -> date:
        """Return the first day on which the actor had its name, `date.min` where none is known."""
        if actor_id not in self._actors:
            return date.min
        days = (
            relation.period.earliest
            for relation in self._actors[actor_id].relations
            if relation.kind == "successor" and relation.period
        )
        return max((day for day in days if day), default=date.min)

    def one_name(self, actor_ids: Iterable[str]) -> Side:
        """Return the actors under their latest names: the NDA-K is the Kachin BGF."""
        return frozenset(self._later_names.get(actor_id, actor_id) for actor_id in actor_ids)

    def side_of(self, claim: Claim) -> Side:
        """Return the actors that a claim of control names, under their latest names."""
        if claim.value not in self._sides:  # a thousand claims name some forty sides
            self._sides[claim.value] = self.one_name(claim.actors)
        return self._sides[claim.value]

    def is_alliance(self, actor_id: str) -> bool:
        """Tell whether the actor is an alliance of others."""
        return actor_id in self._actors and self._actors[actor_id].kind is ActorKind.ALLIANCE

    def members(self, alliance: str) -> frozenset[str]:
        """Return the members of an alliance."""
        if alliance not in self._members:
            members = (actor.actor_id for actor in self._actors.values() if actor.parent == alliance)
            self._members[alliance] = frozenset(members)
        return self._members[alliance]

    def akin(self, one: str, other: str) -> bool:
        """Tell whether one is the other's parent (a guard force and its army, a member and its alliance)."""
        return one == other or self._parents.get(one) == other or self._parents.get(other) == one

    def allied(self, one: str, other: str, day: date | None = None) -> bool:
        """Tell whether the two are allies on the day (at any time where no day is given)."""
        since = self._partners.get(frozenset({one, other}))
        if since and day and since <= day:
            return True
        return self._says_ally(one, other, day) or self._says_ally(other, one, day)

    def _says_ally(self, one: str, other: str, day: date | None) -> bool:
        if one not in self._actors:
            return False
        return any(
            relation.kind == "ally"
            and relation.actor_id == other
            and (day is None or relation.period is None or relation.period.contains(day))
            for relation in self._actors[one].relations
        )

    def tied(self, one: str, other: str, day: date | None = None) -> bool:
        """Tell whether the two are tied by parent or ally."""
        return self.akin(one, other) or self.allied(one, other, day)

    def united(self, side: Side, day: date | None = None) -> bool:
        """Tell whether the actors hang together by ties; the MNDAA and the regime do not."""
        if len(side) < 2:
            return True
        todo, linked = set(side), [next(iter(side))]
        todo.difference_update(linked)
        while linked:
            actor = linked.pop()
            near = {other for other in todo if self.tied(actor, other, day)}
            todo -= near
            linked.extend(near)
        return not todo

    def one_holder(self, one: Side, other: Side, day: date | None = None) -> bool:
        """Tell whether two values name one holder: they share or are akin, and hang together."""
        if one == other:
            return True
        known = self._alike.get((one, other, day))
        if known is None:  # each claim is held against each other one, and few sides are named
            shares = any(self.akin(a, b) for a in one for b in other)
            known = self._alike[one, other, day] = shares and self.united(one | other, day)
        return known

    def in_own_interest(self, speaker: str | None, side: Side, day: date | None = None) -> bool:
        """Tell whether the speaker is a party which says that it, or its own, holds the place."""
        if speaker is None or not side:
            return False
        (name,) = self.one_name([speaker])
        return all(self.tied(name, actor, day) for actor in side)
