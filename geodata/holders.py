"""Who a spell's voices name as holders, and who only takes part (rule 4 in ARCHITECTURE.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.states import Interval
from geodata.ties import Side, Ties
from geodata.vocab import Dimension, Status
from geodata.voices import Voice

MEMBER_ALONE = 2
"""So many independent origins let a member of an alliance stand for itself (rule 4 in ARCHITECTURE.md)."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Gives what voices name, as an interval that has no days yet.

    `named_alone` are the actors that some claim known by then has hold a place by themselves.
    Where `members_stand`, two origins are enough for a member of an alliance to stand for itself.
    """

    dimension: Dimension
    ties: Ties
    named_alone: frozenset[str]
    members_stand: bool = True

    def said(self, voices: Sequence[Voice]) -> Interval:
        """Return the holders and partners, or the value, that the voices of one spell name."""
        if self.dimension is not Dimension.CONTROL:
            return Interval(None, None, Status.HELD, value=best_value(voices))
        who, partners = holders(voices, self.ties, self.named_alone, self.members_stand)
        status = Status.JOINT if len(who) > 1 else Status.HELD
        return Interval(None, None, status, actors=tuple(sorted(who)), partners=tuple(sorted(partners)))

    def sides(self, said: Sequence[Interval]) -> Interval:
        """Return all sides of a dispute; an alliance stands for its members in it."""
        actors = {actor for interval in said for actor in interval.actors}
        shown = {
            member
            for alliance in filter(self.ties.is_alliance, actors)
            for member in self.ties.members(alliance)
        }
        values = sorted({value for interval in said if interval.value for value in interval.value.split("/")})
        return Interval(
            None, None, Status.CONTESTED, actors=tuple(sorted(actors - shown)), value="/".join(values) or None
        )


def holders(
    voices: Sequence[Voice], ties: Ties, named_alone: frozenset[str], members_stand: bool
) -> tuple[Side, Side]:
    """Return the holders and the partners that the voices name, votes counted by origin.

    An actor named by at least half of the origins is a holder, one named by fewer a partner; if
    none reaches half, the most named are the holders. An alliance stands for a member that two
    origins name, or as many as name the alliance, else it is shown itself. An actor tied to a holder is a
    partner where no claim of the ledger (`named_alone`) has it hold any place by itself, but one
    of these claims names the other without it.
    """
    votes = _votes(voices, ties, members_stand)
    origins = len({voice.group for voice in voices})
    most = max(votes.values())
    named = {actor for actor, count in votes.items() if 2 * count >= origins or count == most}
    for actor in sorted(named):
        if actor in named_alone or ties.is_alliance(actor):
            continue
        if any(_led_by(actor, other, voices, ties) for other in named - {actor}):
            named.discard(actor)
    shown = {member for alliance in filter(ties.is_alliance, named) for member in ties.members(alliance)}
    return frozenset(named), frozenset(set(votes) - named - shown)


def _votes(voices: Iterable[Voice], ties: Ties, members_stand: bool) -> Counter[str]:
    """Return the number of origins that name each actor, an alliance merged into its member."""
    origins: dict[str, set[str]] = {}
    for voice in voices:
        for actor in voice.side:
            origins.setdefault(actor, set()).add(voice.group)
    for alliance in [actor for actor in origins if ties.is_alliance(actor)]:
        enough = len(origins[alliance])
        if members_stand:
            enough = min(enough, MEMBER_ALONE)
        members = [m for m in ties.members(alliance) if len(origins.get(m, ())) >= enough]
        if members:
            groups = origins.pop(alliance)
            for member in members:
                origins[member] |= groups
    return Counter({actor: len(groups) for actor, groups in origins.items()})


def _led_by(actor: str, other: str, voices: Iterable[Voice], ties: Ties) -> bool:
    """Tell whether `other` is tied to `actor` and some voice names it without `actor`."""
    return ties.tied(actor, other) and any(other in v.side and actor not in v.side for v in voices)


def best_value(voices: Sequence[Voice]) -> str:
    """Return the value that the most origins give (gates, mines), the newest evidence on a tie."""

    def weight(value: str) -> tuple[int, date, str]:
        said = [voice for voice in voices if voice.side == {value}]
        newest = max((day for voice in said for day in voice.evidence), default=date.min)
        return len({voice.group for voice in said}), newest, value

    return max(sorted({value for voice in voices for value in voice.side}), key=weight)
