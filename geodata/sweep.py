"""Spells and disputes laid out in time: intervals that follow each other without gap or overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from geodata.disputes import Dispute
from geodata.holders import Naming
from geodata.rules import Rules
from geodata.spells import WIDE, Bounds, Spell
from geodata.states import Interval, Span
from geodata.vocab import Status
from geodata.voices import DAY, Voice


@dataclass(frozen=True, slots=True)
class _Piece:
    start: date
    spells: tuple[Spell, ...]
    changing_from: Spell | None = None
    changing: bool = False
    window: Bounds | None = None
    carried_back: bool = False


def lay_out(
    spells: Sequence[Spell], disputes: Sequence[Dispute], naming: Naming, rules: Rules, oldest: date
) -> tuple[Interval, ...]:
    """Return the intervals from the far past to the far future that the spells make.

    `oldest` is the oldest day of which the ledger has evidence: nothing is carried back further.
    """
    pieces = [_Piece(date.min, ())]
    wide: list[Bounds] = []
    current: Spell | None = None
    for spell in spells:
        if spell.rejected:
            current = _reject(pieces, current, spell)
        elif spell.since_before and current is None:
            current = spell
            back = _reach(spell, naming, oldest) if rules.fades_backwards else date.min
            _add(pieces, _Piece(back, (spell,), carried_back=rules.fades_backwards))
        else:
            fought = any(d.start < spell.begins and (not d.end or d.end >= spell.begins) for d in disputes)
            current = _follow(pieces, wide if rules.wide_windows_carry else None, current, spell, fought)
    if current and current.end and current.end >= current.attested_to:
        _add(pieces, _Piece(current.end + DAY, ()))
    ends = [piece.start for piece in pieces[1:]] + [None]
    intervals = [_interval(piece, end, naming) for piece, end in zip(pieces, ends, strict=True)]
    for dispute in disputes:
        intervals = _overlay(intervals, dispute, naming)
    return _merged(intervals, wide)


def _reject(pieces: list[_Piece], current: Spell | None, rejected: Spell) -> Spell | None:
    """Make the days from a rejected spell on unknown: the older holder is not carried past it.

    It holds only where it is attested: until the last such day, and again from the next one.
    """
    if current is None:
        _add(pieces, _Piece(rejected.begins, ()))
        return None
    attested = [day for voice in current.voices for day in (voice.first, voice.last)]
    before = max((day for day in attested if day < rejected.begins), default=current.attested_to)
    if any(voice.first <= rejected.begins and rejected.attested_to <= voice.last for voice in current.voices):
        return current
    ended = current.end + DAY if current.end else date.max
    _add(pieces, _Piece(min(max(rejected.begins, before + DAY), ended), ()))
    again = min((day for day in attested if day > rejected.attested_to), default=None)
    if again is None:
        return None
    _add(pieces, _Piece(again, (current,), window=current.window))
    return current


def _reach(spell: Spell, naming: Naming, oldest: date) -> date:
    """Return the first day to which a state that had lasted for long is carried back.

    It ends where a holder had not its name yet, and where the ledger's evidence ends.
    """
    begun = [naming.ties.begins(actor) for actor in naming.said(spell.voices).actors]
    return min([max([oldest, *begun]), *_evidence(spell.voices)])


def _follow(
    pieces: list[_Piece], wide: list[Bounds] | None, current: Spell | None, spell: Spell, fought: bool
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
            _add(pieces, _Piece(changes, (spell,), changing_from=current, changing=True, window=window))
        elif wide is not None:
            wide.append(window)
            if ended and ended < window[1]:
                _add(pieces, _Piece(ended, ()))
    if current is None or current.attested_to < holds_from:
        _add(pieces, _Piece(holds_from, (spell,), window=window))
        return spell
    # Both are attested for the same days: contested until the one that is attested later stands alone.
    _add(pieces, _Piece(holds_from, (current, spell), window=window))
    if spell.attested_to >= current.attested_to:
        goes_on, settled = spell, current.attested_to + DAY
    else:
        days = [voice.first for voice in current.voices]
        if wide is not None:
            days += [day for voice in current.voices for day in voice.attested]
        goes_on = current
        settled = min([day for day in days if day > spell.attested_to] + [current.attested_to + DAY])
    _add(pieces, _Piece(settled, (goes_on,), window=goes_on.window))
    return goes_on


def _changes_from(window: Bounds, ended: date | None, known: bool) -> date | None:
    """Return the first day on which a change is under way, None where the older answer is carried.

    `ended` is the day after a stated end of the older answer: the change cannot be before it where
    the window is wide, and is not later than it. `known` says whether there is an older answer.
    """
    wide = window[1] - window[0] > WIDE
    first = ended if ended and (ended < window[0] or (wide and ended < window[1])) else window[0]
    return first if known and window[1] - first <= WIDE else None


def _add(pieces: list[_Piece], piece: _Piece) -> None:
    """Append a piece; what began on its day or after gives way to it."""
    while pieces and pieces[-1].start >= piece.start and pieces[-1].start != date.min:
        pieces.pop()
    if pieces and pieces[-1].start == piece.start:
        pieces.pop()
    pieces.append(piece)


def _interval(piece: _Piece, end: date | None, naming: Naming) -> Interval:
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
    return replace(
        said,
        start=start,
        end=end,
        status=Status.CHANGING if piece.changing else said.status,
        from_actors=before.actors if before else (),
        from_value=before.value if before else None,
        since=_since(piece),
        used=tuple(sorted(used)),
        evidence=_evidence([*voices, *(v for spell in piece.spells for v in spell.attesting)]),
        origins=len({voice.group for voice in voices}),
        carried_back=piece.carried_back,
    )


def _since(piece: _Piece) -> Span | None:
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
    for interval in intervals:
        low, high = interval.start or date.min, interval.end or date.max
        start, end = max(low, dispute.start), min(high, dispute.end or date.max)
        if start >= end:
            result.append(interval)
            continue
        if interval.status is Status.CHANGING:
            result.append(_joined_by(interval, dispute))
            continue
        if low < start:
            result.append(replace(interval, end=start))
        said = naming.sides([interval, *(naming.said([voice]) for voice in dispute.speaking)])
        contested = replace(
            said,
            start=None if start == date.min else start,
            end=None if end == date.max else end,
            since=interval.since if interval.status is Status.CONTESTED else None,
            used=interval.used,
            evidence=interval.evidence,
            origins=len({voice.group for voice in dispute.voices}),
        )
        result.append(_joined_by(contested, dispute))
        if end < high:
            result.append(replace(interval, start=end))
    return result


def _joined_by(interval: Interval, dispute: Dispute) -> Interval:
    """Return the interval with the dispute's voices among those used."""
    return replace(
        interval,
        used=tuple(sorted({*interval.used, *(v.claim.claim_id for v in dispute.voices)})),
        evidence=tuple(sorted({*interval.evidence, *_evidence(dispute.voices)})),
    )


def _merged(intervals: Sequence[Interval], wide: Sequence[Bounds]) -> tuple[Interval, ...]:
    """Return the intervals with equal neighbours joined and the next transition filled in.

    `wide` are the windows through which an older answer is carried.
    """
    result: list[Interval] = []
    for interval in intervals:
        if result and _says(result[-1]) == _says(interval):
            result[-1] = replace(result[-1], end=interval.end)
        else:
            result.append(interval)
    return tuple(
        replace(interval, until=_until(interval, after, wide))
        for interval, after in zip(result, [*result[1:], None], strict=True)
    )


def _says(interval: Interval) -> tuple[object, ...]:
    """Return all that an interval says, its days apart."""
    i = interval
    return i.status, i.actors, i.partners, i.from_actors, i.value, i.from_value, i.since, i.used, i.evidence


def _answer(interval: Interval) -> tuple[object, ...]:
    return interval.status, interval.actors, interval.value


def _until(interval: Interval, after: Interval | None, wide: Sequence[Bounds]) -> Span | None:
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
