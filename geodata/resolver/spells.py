"""Spells: the claims for one holder that belong together, and the days on which it began.

A spell's beginning is one transition whatever day each source gives (rule 5 of `geodata.resolver`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from geodata.resolver.ties import Side
from geodata.resolver.voices import DAY, Voice
from geodata.vocab import Policy, Reason

AGREEMENT = timedelta(days=14)
"""Starts this close to the best supported day are one transition; see rule 5 of `geodata.resolver`."""

WIDE = timedelta(days=60)
"""Days of a change that span more than this are no one transition (rules 5 and 7 of `geodata.resolver`)."""

Days = tuple[date, date]
Contradicts = Callable[[Voice, Voice], bool]


@dataclass(frozen=True, slots=True)
class Spell:
    """One holding of a place: its voices, its first days, what was left out of it and why.

    `window` `[earliest, latest)` is the transition that began it, None where no source dates
    it. `holds_from` is the first day it certainly held, `attested_to` the last day an accepted
    voice speaks for it (both in). `misdated` are the voices left out for their date alone, `attesting`
    those of them that still say that it held, from a later day on.
    `rejected` is the reason where the policy does not accept it.
    """

    voices: tuple[Voice, ...]
    window: Days | None
    holds_from: date
    sure_from: date
    attested_to: date
    end: date | None
    since_before: bool
    left_out: Mapping[str, Reason]
    misdated: tuple[Voice, ...]
    attesting: tuple[Voice, ...]
    rejected: Reason | None

    @property
    def begins(self) -> date:
        """The first day it may have begun: `date.min` where it had held for long before."""
        if self.since_before:
            return date.min
        return self.window[0] if self.window else self.holds_from

    @property
    def origins(self) -> frozenset[str]:
        """The independent origins that speak for it."""
        return frozenset(voice.group for voice in self.voices)


@dataclass(frozen=True, slots=True)
class Weighing:
    """What decides whether a spell counts: the policy, the denials, the origin documents.

    `close` says that dates are read closely, as the second edition of the rules does.
    """

    policy: Policy
    origins: Mapping[str, str]
    denials: tuple[Voice, ...]
    contradicts: Contradicts
    close: bool

    def under(self, policy: Policy) -> Weighing:
        """Return the same under another policy."""
        return self if policy is self.policy else replace(self, policy=policy)


def form_spells(voices: Sequence[Voice], disputes: Sequence[Voice], weighing: Weighing) -> tuple[Spell, ...]:
    """Return the spells of one place and dimension, in the order in which they began.

    Claims for one holder are one spell unless an *accepted* claim for another lies between them.
    Which claims are accepted depends on the spells, so the two are found in turn until they
    agree. The stricter policies take the spells of `reported` and accept fewer of them; so
    nothing can be known to a stricter policy that a looser one does not know.
    """
    parting = weighing if weighing.policy is Policy.ANY else weighing.under(Policy.REPORTED)
    ordered = sorted(voices, key=lambda v: (v.first, v.last, v.claim.claim_id))
    separators = {voice.claim.claim_id for voice in voices}
    parts, apart = _parts(ordered, separators, weighing)
    spells: list[Spell] = []
    for _ in voices:
        spells = [_spell(part, disputes, parting) for part in parts]
        accepted = {v.claim.claim_id for s in spells if s.rejected is None for v in s.voices}
        if apart <= accepted <= separators:  # what is not accepted kept none apart: the parts stay
            break
        separators = accepted
        parts, apart = _parts(ordered, separators, weighing)
    else:
        spells = [_spell(part, disputes, parting) for part in parts]
    if weighing.policy is not parting.policy:
        spells = [_spell(part, disputes, weighing) for part in parts]

    def order(spell: Spell) -> tuple[date, date, date, str]:
        first = min(voice.claim.claim_id for voice in spell.voices)
        return spell.begins, spell.holds_from, spell.attested_to, first

    return tuple(sorted(spells, key=order))


def _parts(
    ordered: Sequence[Voice], separators: Collection[str], weighing: Weighing
) -> tuple[list[list[Voice]], set[str]]:
    """Return the groups of voices that no accepted voice for another holder keeps apart, and what did.

    `ordered` are the voices by their days. Of several claims that keep two apart one is given.
    """
    if len({voice.side for voice in ordered}) == 1:
        return [list(ordered)], set()
    contradicts = weighing.contradicts
    parting = [
        (days, voice)
        for voice in ordered
        if voice.claim.claim_id in separators
        for days in _parting(voice, weighing)
    ]
    apart: set[str] = set()

    def linked(early: Voice, late: Voice) -> bool:
        if early.last > late.first:
            return True
        first, last = (early.first, early.last), (late.first, late.last)
        for days, x in parting:
            if _after(first, days) and _after(days, last) and contradicts(x, early) and contradicts(x, late):
                apart.add(x.claim.claim_id)
                return False
        return True

    parts: list[list[Voice]] = []
    earlier: dict[Side, Voice] = {}  # two voices contradict by their sides and by the later one's first day
    for voice in ordered:
        near = {side for side, each in earlier.items() if not contradicts(each, voice)}
        earlier.setdefault(voice.side, voice)
        joined = [
            part
            for part in parts
            if any(each.side in near and linked(each, voice) for each in reversed(part))
        ]
        for part in joined:
            parts.remove(part)
        parts.append([member for part in joined for member in part] + [voice])
    return parts, apart


def _parting(voice: Voice, weighing: Weighing) -> set[Days]:
    """Return the days, both ends in them, by which a voice parts two others: all its own, and its `as_of`."""
    days = {(voice.first, voice.last)}
    if weighing.close and voice.as_of and voice.as_of_may:
        days.add((voice.as_of[0], voice.as_of_may))
    return days


def _after(one: Days, other: Days) -> bool:
    """Tell whether the other's whole range is after the one's; a last day held may be the next's first."""
    return one[1] <= other[0] and (one[0] < other[0] or one[1] < other[1])


def _spell(part: Sequence[Voice], disputes: Sequence[Voice], weighing: Weighing) -> Spell:
    left_out: dict[str, Reason] = {}
    if weighing.policy is not Policy.ANY:
        left_out.update(_repeats(part, weighing.origins))
    kept = [voice for voice in part if voice.claim.claim_id not in left_out]
    fights = [d for d in disputes if not weighing.contradicts(d, kept[0])]
    window, outside = transition(kept, fights, weighing.close)
    left_out.update(dict.fromkeys(outside, Reason.DATE_DIFFERS))
    misdated = tuple(voice for voice in kept if voice.claim.claim_id in outside)
    kept = [voice for voice in kept if voice.claim.claim_id not in left_out]
    if window and any(voice.as_of and voice.as_of[0] < window[0] for voice in kept):
        window = None  # it held already before the days that some give for its beginning
    if weighing.close:
        window = _ended_by_evidence(window, kept)
    attested = [days for voice in kept for days in _attested(voice, weighing.close)]
    firsts = [window[1]] if window else [first for first, _, _ in attested]
    begun: list[date] = [window[1] - DAY] if window else []
    attesting: tuple[Voice, ...] = ()
    if weighing.close and window:
        attesting = tuple(v for v in misdated if v.starts and v.starts[0] >= window[1])
    begun += [voice.starts[1] - DAY for voice in attesting if voice.starts]
    return Spell(
        voices=tuple(kept),
        window=window,
        holds_from=min(firsts),
        sure_from=window[1] if window else min(latest for _, _, latest in attested),
        attested_to=max([sure for _, sure, _ in attested] + begun),
        end=max((v.end for v in kept if v.end), default=None),
        since_before=any(voice.claim.since_before for voice in kept),
        left_out=left_out,
        misdated=misdated,
        attesting=attesting,
        rejected=_rejection(kept, window, weighing),
    )


def _ended_by_evidence(window: Days | None, voices: Sequence[Voice]) -> Days | None:
    """Return the window up to the first day within it on which the state is attested for certain.

    Within a window of no more than `AGREEMENT` the sources are only that exact.
    """
    if window is None or window[1] - window[0] <= AGREEMENT:
        return window
    days = [voice.sure_as_of for voice in voices if voice.sure_as_of]
    return window[0], min([day for day in days if day > window[0]] + [window[1]])


def _attested(voice: Voice, close: bool) -> list[tuple[date, date, date]]:
    """Return the runs of days on which the voice says outright that the state held.

    Each is its first day, the last day that it certainly reaches, and the first on which it holds
    for certain: a loose single date ("in June") certainly reaches its first day only.
    """
    runs = []
    if voice.as_of and voice.as_of_may:
        runs = [(*voice.as_of, (voice.sure_as_of if close else None) or voice.as_of_may)]
    runs += [(day, day, day) for day in (voice.by, voice.sure_end) if day]
    return runs or ([] if voice.starts else [(voice.recorded,) * 3])


def _repeats(part: Sequence[Voice], origins: Mapping[str, str]) -> dict[str, Reason]:
    """Return the voices that repeat a document of their origin which is already counted."""
    groups: dict[str, list[Voice]] = {}
    for voice in part:
        groups.setdefault(voice.group, []).append(voice)
    repeats = {}
    for group, members in groups.items():
        if len(members) == 1:
            continue
        documents = sorted({(v.recorded, v.claim.source_id) for v in members})
        speaking = documents[0][1]
        if origins.get(group) in {source_id for _, source_id in documents}:
            speaking = origins[group]
        repeats.update(
            {v.claim.claim_id: Reason.SAME_ORIGIN for v in members if v.claim.source_id != speaking}
        )
    return repeats


def transition(
    voices: Sequence[Voice], disputes: Sequence[Voice] = (), close: bool = True
) -> tuple[Days | None, list[str]]:
    """Return the window of a spell's beginning, and the claims whose start lies outside it.

    Each dated start supports every day in its bounds, counted by origin. The window is the hull
    of the bounds within `AGREEMENT` of the best supported days; a coarser bound that contains
    one of them agrees and widens nothing; "by D" agrees where D is not before the window. Starts
    of disputed holdings widen a transition that other claims establish, and make none.

    Where `close`, "by D" supports the days up to D that a dated start gives, and of best supported
    days that lie more than `WIDE` from one another the earliest date the beginning.
    """
    dated = [(voice, voice.starts) for voice in voices if voice.starts]
    if not dated:
        return None, []
    best = _best_days(dated, [v for v in voices if close and v.by and not v.starts])
    if close and best[-1][1] - best[0][0] > WIDE:
        best = _earliest_cluster(best)
    low, high = best[0][0] - AGREEMENT, best[-1][1] + AGREEMENT
    first, after = best[0][0], best[-1][1]
    outside = []
    for voice, bounds in dated:
        agrees = any(bounds[0] < day[1] and day[0] < bounds[1] for day in best)
        if not agrees and not (low <= bounds[0] and bounds[1] <= high):
            outside.append(voice.claim.claim_id)
        elif not agrees:
            first, after = min(first, bounds[0]), max(after, bounds[1])
    for dispute in disputes:
        if dispute.starts and low <= dispute.starts[0] and dispute.starts[1] <= high:
            first, after = min(first, dispute.starts[0]), max(after, dispute.starts[1])
    outside += [v.claim.claim_id for v in voices if v.by and not v.starts and not v.as_of and v.by < low]
    return (first, after), outside


def _best_days(dated: Sequence[tuple[Voice, Days]], opened: Sequence[Voice]) -> list[Days]:
    """Return the runs of days that the most origins support, in order.

    `opened` are voices that say "by D": they support each run up to D.
    """
    edges = sorted({edge for _, bounds in dated for edge in bounds})
    runs = list(pairwise(edges))
    support = Counter(
        {
            run: len(
                {v.group for v, bounds in dated if bounds[0] <= run[0] and run[1] <= bounds[1]}
                | {v.group for v in opened if v.by and run[1] <= v.by + DAY}
            )
            for run in runs
            if any(bounds[0] <= run[0] and run[1] <= bounds[1] for _, bounds in dated)
        }
    )
    most = max(support.values())
    return [run for run in support if support[run] == most]


def _earliest_cluster(runs: Sequence[Days]) -> list[Days]:
    """Return the first runs of days, up to a gap of more than `AGREEMENT`."""
    cluster = [runs[0]]
    for run in runs[1:]:
        if run[0] - cluster[-1][1] > AGREEMENT:
            break
        cluster.append(run)
    return cluster


def _rejection(kept: Sequence[Voice], window: Days | None, weighing: Weighing) -> Reason | None:
    """Return why the policy does not accept the voices together, None where it does."""
    policy = weighing.policy
    if policy is Policy.ANY:
        return None
    if all(voice.own for voice in kept):
        return Reason.OWN_CLAIM
    if policy is Policy.REPORTED:
        return None
    if len({voice.group for voice in kept}) < 2:
        return Reason.UNCORROBORATED
    if policy is Policy.STRICT and any(
        not _answered(denial, kept, window, weighing) for denial in weighing.denials
    ):
        return Reason.CONTRADICTED
    return None


def _answered(denial: Voice, kept: Sequence[Voice], window: Days | None, weighing: Weighing) -> bool:
    """Tell whether a denial is of another spell, or a voice of this one was recorded after it."""
    if weighing.contradicts(denial, kept[0]):
        return True
    begins = window[0] if window else min(voice.first for voice in kept)
    return denial.last < begins or any(voice.recorded > denial.recorded for voice in kept)
