"""Disputes: days on which accepted voices say that a place is fought over, until it is settled.

A dispute lasts until an accepted claim for one holder settles it; one origin alone against a
spell that others attest before and after it makes none (rule 8 of `geodata.resolver`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.resolver.spells import Spell, Weighing, form_spells
from geodata.resolver.ties import Ties
from geodata.resolver.voices import DAY, Voice
from geodata.vocab import Dimension, Policy, Reason

Excuse = Callable[[Voice, Reason], None]
"""Notes why a voice is set aside."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Days `[start, end)` on which a place is fought over.

    `speaking` are the voices that name its sides by then, `voices` all that report the dispute.
    """

    start: date
    end: date | None
    speaking: tuple[Voice, ...]
    voices: tuple[Voice, ...]


def opens_dispute(voice: Voice, ties: Ties, dimension: Dimension) -> bool:
    """Tell whether the voice reports a dispute: in so many words, or untied actors with no start."""
    if voice.disputes:
        return True
    untied = dimension is Dimension.CONTROL and not ties.united(voice.side, voice.first)
    return untied and voice.claim.start is None and voice.as_of is not None


def accepted_fights(fights: Sequence[Voice], policy: Policy, set_aside: Excuse) -> list[Voice]:
    """Return the voices that the first edition accepts, weighed with those of the same days."""
    accepted = []
    for fight in fights:
        backing = [v for v in fights if v.first <= fight.last and fight.first <= v.last]
        if policy is not Policy.ANY and all(voice.own for voice in backing):
            set_aside(fight, Reason.OWN_CLAIM)
        elif policy in (Policy.CORROBORATED, Policy.STRICT) and len({v.group for v in backing}) < 2:
            set_aside(fight, Reason.UNCORROBORATED)
        else:
            accepted.append(fight)
    return sorted(accepted, key=lambda v: (v.first, v.last, v.claim.claim_id))


def disputes_until_next(fights: Iterable[Voice], spells: Sequence[Spell]) -> list[Dispute]:
    """Return the disputes by the first edition of the rules: on the days attested, no longer.

    Where untied actors are said to share the place, until the next accepted claim.
    """
    accepted = [v for spell in spells if spell.rejected is None for v in spell.voices]
    made = []
    for fight in fights:
        later = [v.first for v in accepted if v.first > fight.last]
        end = fight.last + DAY if fight.disputes else min(later, default=None)
        made.append(Dispute(fight.first, end, (fight,), (fight,)))
    return made


def disputes_until_settled(
    fights: Sequence[Voice], spells: Sequence[Spell], policy: Policy, set_aside: Excuse
) -> list[Dispute]:
    """Return the disputes, each of which lasts until an accepted claim for one holder settles it.

    What settles stands on its own: a party's own claim does not. All voices of one stretch are
    weighed together, as those of a spell are.
    """
    accepted = [spell for spell in spells if spell.rejected is None]
    made: list[Dispute] = []
    todo = sorted(fights, key=lambda v: (v.first, v.last, v.claim.claim_id))
    while todo:
        stretch = [todo.pop(0)]
        end = _settled(stretch[0], accepted, policy)
        while todo and (end is None or todo[0].first < end):
            stretch.append(todo.pop(0))
            after = _settled(stretch[-1], accepted, policy)
            end = None if end is None or after is None else max(end, after)
        if reason := _rejection(stretch, accepted, policy):
            for voice in stretch:
                set_aside(voice, reason)
            continue
        begins = sorted({voice.first for voice in stretch})
        for start, until in zip(begins, [*begins[1:], end], strict=True):
            speaking = tuple(voice for voice in stretch if voice.first <= start)
            made.append(Dispute(start, until, speaking, tuple(stretch)))
    return made


def _rejection(stretch: Sequence[Voice], accepted: Sequence[Spell], policy: Policy) -> Reason | None:
    """Return why the policy does not accept the voices of a dispute together, None where it does."""
    if policy is Policy.ANY:
        return None
    if all(voice.own for voice in stretch):
        return Reason.OWN_CLAIM
    if policy is not Policy.REPORTED and len({voice.group for voice in stretch}) < 2:
        return Reason.UNCORROBORATED
    if any(surrounds(spell, stretch, on_the_day=True) for spell in accepted):
        return Reason.CONTRADICTED
    return None


def _settled(fight: Voice, accepted: Sequence[Spell], policy: Policy) -> date | None:
    """Return the first day after the fight on which a claim for one holder counts, None where none does."""
    days = [
        max(day, spell.sure_from)  # before that the spell itself is not there yet
        for spell in accepted
        for voice in (*spell.voices, *spell.misdated)
        if policy is Policy.ANY or not voice.own
        for day in _settling_days(voice, spell, fight)
    ]
    return min((day for day in days if day > fight.last), default=None)


def _settling_days(voice: Voice, spell: Spell, fight: Voice) -> Iterable[date]:
    """Yield the days from which a voice of a spell says for certain that one holder has the place."""
    if voice.starts:
        first, after = voice.starts
        window = spell.window
        # Who dates the transition says that it is over by its end.
        yield window[1] if window and first < window[1] and window[0] < after else first
    if voice.by:
        yield voice.by
    if voice.as_of and voice.as_of_may:
        first, last = voice.as_of
        if voice.throughout:
            yield max(first, fight.last + DAY) if last > fight.last else first
        else:
            yield voice.as_of_may


def surrounds(spell: Spell, voices: Sequence[Voice], *, on_the_day: bool = False) -> bool:
    """Tell whether the voices are one origin against a spell that others attest before and after them.

    Two other origins or more, no party in its own interest, have the spell's holder there before
    and after the days of the voices, and none says that it began anew. With `on_the_day` the spell
    may also have begun on their first day, as where one origin reports a last fight as a town falls.
    """
    groups = {voice.group for voice in voices}
    first, last = min(v.first for v in voices), max(v.last for v in voices)
    others = [v for v in spell.voices if v.group not in groups and not v.own]
    if spell.rejected or len(groups) != 1 or len({v.group for v in others}) < 2:
        return False
    if spell.window and spell.window[1] - DAY > first:
        return False
    if any(v.starts and v.starts[0] > first for v in (*spell.voices, *spell.misdated)):
        return False
    days = [day for voice in others for day in voice.attested]
    return min(days) < (first + DAY if on_the_day else first) and last < max(days)


def late_lists(
    voices: Sequence[Voice], disputes: Sequence[Voice], weighing: Weighing
) -> tuple[list[Voice], Sequence[Spell] | None]:
    """Return the voices that are one origin, without a start, against a spell as it is without them.

    Where two of them stand against each other's spells, the one with fewer origins against it stays.
    With them come the spells of all others, where those had to be formed.
    """
    late: list[Voice] = []
    rest = list(voices)
    while any(_between_others(voice, rest, weighing) for voice in rest):
        found: list[tuple[int, date, str, Spell]] = []
        formed = form_spells(rest, disputes, weighing)
        for spell in formed:
            if spell.rejected or len(spell.origins) > 1 or any(v.starts or v.by for v in spell.voices):
                continue
            others = [
                len(other.origins)
                for other in form_spells([v for v in rest if v not in spell.voices], disputes, weighing)
                if weighing.contradicts(other.voices[0], spell.voices[0]) and surrounds(other, spell.voices)
            ]
            if others:
                first = min(spell.voices, key=lambda v: (v.first, v.claim.claim_id))
                found.append((-max(others), first.first, first.claim.claim_id, spell))
        if not found:
            return late, formed
        weakest = min(found, key=lambda each: each[:-1])[-1]
        late += weakest.voices
        rest = [voice for voice in rest if voice not in weakest.voices]
    return late, None


def _between_others(voice: Voice, voices: Sequence[Voice], weighing: Weighing) -> bool:
    """Tell whether a voice without a start has other holders before and after it: only then may it be late.

    This is quick, and spares most places the forming of spells for each of their voices.
    """
    if voice.starts or voice.by:
        return False

    def stands_against(other: Voice) -> bool:
        return other.group != voice.group and weighing.contradicts(other, voice)

    return any(v.attested and min(v.attested) < voice.first and stands_against(v) for v in voices) and any(
        v.attested and voice.last < max(v.attested) and stands_against(v) for v in voices
    )
