"""Spells and disputes in the order of time: intervals without gap or overlap, each with its holders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from geodata.resolver.answers import Interval, Span
from geodata.resolver.disputes import Dispute
from geodata.resolver.spells import WIDE, Days, Spell
from geodata.resolver.ties import Side, Ties
from geodata.resolver.voices import DAY, Voice
from geodata.vocab import Dimension, Rules, Status

# -- Holders ---------------------------------------------------------------------------------------
# Rule 4 of `geodata.resolver`: who holds a place, and who only takes part.

MEMBER_ALONE = 2
"""So many independent origins let a member of an alliance stand for itself (rule 4 of `geodata.resolver`)."""


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
    _told: dict[tuple[str, ...], Interval] = field(default_factory=dict)

    def said(self, voices: Sequence[Voice]) -> Interval:
        """Return the holders and partners, or the value, that the voices of one spell name."""
        of = tuple(voice.claim.claim_id for voice in voices)
        if of not in self._told:  # a spell is asked as it begins, while it lasts, and as it gives way
            self._told[of] = self._said(voices)
        return self._told[of]

    def _said(self, voices: Sequence[Voice]) -> Interval:
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


# -- Order in time ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stage:
    start: date
    spells: tuple[Spell, ...]
    changing_from: Spell | None = None
    changing: bool = False
    window: Days | None = None
    carried_back: bool = False


def lay_out(
    spells: Sequence[Spell], disputes: Sequence[Dispute], naming: Naming, rules: Rules, oldest: date
) -> tuple[Interval, ...]:
    """Return the intervals from the far past to the far future that the spells make.

    `oldest` is the oldest day of which the ledger has evidence: nothing is carried back further.
    """
    pieces = [_Stage(date.min, ())]
    wide: list[Days] = []
    current: Spell | None = None
    for spell in spells:
        if spell.rejected:
            current = _reject(pieces, current, spell)
        elif spell.since_before and current is None:
            current = spell
            back = _reach(spell, naming, oldest) if rules.fades_backwards else date.min
            _add(pieces, _Stage(back, (spell,), carried_back=rules.fades_backwards))
        else:
            fought = any(d.start < spell.begins and (not d.end or d.end >= spell.begins) for d in disputes)
            current = _follow(pieces, wide if rules.wide_windows_carry else None, current, spell, fought)
    if current and current.end and current.end >= current.attested_to:
        _add(pieces, _Stage(current.end + DAY, ()))
    ends = [piece.start for piece in pieces[1:]] + [None]
    intervals = [_interval(piece, end, naming) for piece, end in zip(pieces, ends, strict=True)]
    for dispute in disputes:
        intervals = _overlay(intervals, dispute, naming)
    return _merged(intervals, wide)


def _reject(pieces: list[_Stage], current: Spell | None, rejected: Spell) -> Spell | None:
    """Make the days from a rejected spell on unknown: the older holder is not carried past it.

    It holds only where it is attested: until the last such day, and again from the next one.
    """
    if current is None:
        _add(pieces, _Stage(rejected.begins, ()))
        return None
    attested = [day for voice in current.voices for day in (voice.first, voice.last)]
    before = max((day for day in attested if day < rejected.begins), default=current.attested_to)
    if any(voice.first <= rejected.begins and rejected.attested_to <= voice.last for voice in current.voices):
        return current
    ended = current.end + DAY if current.end else date.max
    _add(pieces, _Stage(min(max(rejected.begins, before + DAY), ended), ()))
    again = min((day for day in attested if day > rejected.attested_to), default=None)
    if again is None:
        return None
    _add(pieces, _Stage(again, (current,), window=current.window))
    return current


def _reach(spell: Spell, naming: Naming, oldest: date) -> date:
    """Return the first day to which a state that had lasted for long is carried back.

    Never to a day on which a holder did not have its name yet, or before the ledger's evidence.
    """
    begun = [naming.ties.begins(actor) for actor in naming.said(spell.voices).actors]
    return min([max([oldest, *begun]), *_evidence(spell.voices)])


def _follow(
    pieces: list[_Stage], wide: list[Days] | None, current: Spell | None, spell: Spell, fought: bool
) -> Spell:
    """Add an accepted spell after the current one, and return the one that goes on.

    `wide` takes the windows through which the older answer is carried; None carries it through none.
    `fought` says that a dispute stands before the spell: an older answer, though no holder's.
    """
    window = spell.window
    holds_from = spell.holds_from
    if current and not window and current.attested_to + DAY < spell.sure_from:
        window = (current.attested_to + DAY, spell.sure_from)
        holds_from = spell.sure_from
    if window:
        ended = current.end + DAY if current and current.end and current.attested_to <= current.end else None
        if wide is None:
            changes: date | None = min(window[0], ended or window[0])
        else:
            changes = _changes_from(window, ended, known=current is not None or fought)
        if changes:
            _add(pieces, _Stage(changes, (spell,), changing_from=current, changing=True, window=window))
        elif wide is not None:
            wide.append(window)
            if ended and ended < window[1]:
                _add(pieces, _Stage(ended, ()))
    if current is None or current.attested_to < holds_from:
        _add(pieces, _Stage(holds_from, (spell,), window=window))
        return spell
    # Both are attested for the same days: contested until the one that is attested later stands alone.
    _add(pieces, _Stage(holds_from, (current, spell), window=window))
    if spell.attested_to >= current.attested_to:
        goes_on, settled = spell, current.attested_to + DAY
    else:
        days = [voice.first for voice in current.voices]
        if wide is not None:
            days += [day for voice in current.voices for day in voice.attested]
        goes_on = current
        settled = min([day for day in days if day > spell.attested_to] + [current.attested_to + DAY])
    _add(pieces, _Stage(settled, (goes_on,), window=goes_on.window))
    return goes_on


def _changes_from(window: Days, ended: date | None, known: bool) -> date | None:
    """Return the first day on which a change is under way, None where the older answer is carried.

    `ended` is the day after a stated end of the older answer: the change cannot be before it where
    the window is wide, and is not later than it. `known` says whether there is an older answer.
    """
    wide = window[1] - window[0] > WIDE
    first = ended if ended and (ended < window[0] or (wide and ended < window[1])) else window[0]
    return first if known and window[1] - first <= WIDE else None


def _add(pieces: list[_Stage], piece: _Stage) -> None:
    """Append a piece; what began on its day or after gives way to it."""
    while pieces and pieces[-1].start >= piece.start and pieces[-1].start != date.min:
        pieces.pop()
    if pieces and pieces[-1].start == piece.start:
        pieces.pop()
    pieces.append(piece)


def _interval(piece: _Stage, end: date | None, naming: Naming) -> Interval:
    """Return the piece as an interval from its day to the `end`."""
    start = None if piece.start == date.min else piece.start
    if not piece.spells:
        return Interval(start, end, Status.UNKNOWN)
    voices = [voice for spell in piece.spells for voice in spell.voices]
    said = naming.said(voices)
    if len(piece.spells) > 1:
        said = naming.sides([naming.said(spell.voices) for spell in piece.spells])
    before = naming.said(piece.changing_from.voices) if piece.changing_from else None
    used = {v.claim.claim_id for v in voices}
    if piece.changing_from:
        used |= {v.claim.claim_id for v in piece.changing_from.voices}
    return Interval(
        start=start,
        end=end,
        status=Status.CHANGING if piece.changing else said.status,
        actors=said.actors,
        partners=said.partners,
        value=said.value,
        from_actors=before.actors if before else (),
        from_value=before.value if before else None,
        since=_since(piece),
        used=tuple(sorted(used)),
        evidence=_evidence([*voices, *(v for spell in piece.spells for v in spell.attesting)]),
        origins=len({voice.group for voice in voices}),
        carried_back=piece.carried_back,
    )


def _since(piece: _Stage) -> Span | None:
    """Return the days within which the newest of the piece's spells began."""
    spell = piece.spells[-1]
    if spell.since_before:
        return Span(None, spell.holds_from + DAY)
    if piece.window:
        return Span(piece.window[0], max(piece.window[1], piece.window[0] + DAY))
    if spell.window is None and any(voice.by for voice in spell.voices):
        return Span(None, spell.holds_from + DAY)
    return None


def _evidence(voices: Iterable[Voice]) -> tuple[date, ...]:
    return tuple(sorted({day for voice in voices for day in voice.evidence}))


def _overlay(intervals: Sequence[Interval], dispute: Dispute, naming: Naming) -> list[Interval]:
    """Return the intervals with the dispute's days contested, save those already changing."""
    result: list[Interval] = []
    speaking = [naming.said([voice]) for voice in dispute.speaking]
    claims, days = {v.claim.claim_id for v in dispute.voices}, set(_evidence(dispute.voices))
    origins = len({voice.group for voice in dispute.voices})
    for interval in intervals:
        low, high = interval.start or date.min, interval.end or date.max
        start, end = max(low, dispute.start), min(high, dispute.end or date.max)
        if start >= end:
            result.append(interval)
            continue
        if interval.status is Status.CHANGING:
            result.append(
                replace(
                    interval,
                    used=tuple(sorted(claims.union(interval.used))),
                    evidence=tuple(sorted(days.union(interval.evidence))),
                )
            )
            continue
        if low < start:
            result.append(replace(interval, end=start))
        said = naming.sides([interval, *speaking])
        contested = Interval(
            start=None if start == date.min else start,
            end=None if end == date.max else end,
            status=said.status,
            actors=said.actors,
            value=said.value,
            since=interval.since if interval.status is Status.CONTESTED else None,
            used=tuple(sorted(claims.union(interval.used))),
            evidence=tuple(sorted(days.union(interval.evidence))),
            origins=origins,
        )
        result.append(contested)
        if end < high:
            result.append(replace(interval, start=end))
    return result


def _merged(intervals: Sequence[Interval], wide: Sequence[Days]) -> tuple[Interval, ...]:
    """Return the intervals with equal neighbours joined and the next transition filled in.

    `wide` are the windows through which an older answer is carried.
    """
    result: list[Interval] = []
    for interval in intervals:
        if result and _says(result[-1]) == _says(interval):
            result[-1] = replace(result[-1], end=interval.end)
        else:
            result.append(interval)
    ends = [_until(*pair, wide) for pair in zip(result, [*result[1:], None], strict=True)]
    return tuple(
        replace(interval, until=until) if until else interval
        for interval, until in zip(result, ends, strict=True)
    )


def _says(interval: Interval) -> tuple[object, ...]:
    """Return all that an interval says but its days."""
    i = interval
    return i.status, i.actors, i.partners, i.from_actors, i.value, i.from_value, i.since, i.used, i.evidence


def _answer(interval: Interval) -> tuple[object, ...]:
    return interval.status, interval.actors, interval.value


def _until(interval: Interval, after: Interval | None, wide: Sequence[Days]) -> Span | None:
    """Return the days within which the interval's state ended, None where no end is known."""
    if after is None or interval.end is None:
        return None
    if interval.status is Status.CHANGING:
        return interval.since
    for first, latest in wide:
        if _answer(interval) == _answer(after):
            break  # it ended and began again: that is no change
        if first < interval.end <= latest and (
            interval.status is not Status.CONTESTED or interval.end == latest
        ):
            return Span(first, latest)
    if after.status is Status.CHANGING:
        return after.since
    return Span(interval.end, interval.end + DAY)
