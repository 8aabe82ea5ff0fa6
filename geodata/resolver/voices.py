"""Claims made ready to be weighed: the days each speaks about, its side, its origin, its interest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geodata.datasets.claims import Claim
from geodata.datasets.measures import Measure
from geodata.datasets.sources import Source
from geodata.dates import When
from geodata.resolver.ties import Side, Ties
from geodata.vocab import Dimension, RareEarth, Rules, Share

DAY = timedelta(days=1)
_MINING = frozenset({RareEarth.PERMITTED, RareEarth.TAXED, RareEarth.RESUMED})


@dataclass(frozen=True, slots=True)
class Voice:
    """One asserting claim. `first` to `last` (both in) are the days that it speaks about.

    `starts` are the bounds `[earliest, latest)` of a dated beginning, `by` the day of an open
    one ("by 21 November"). `as_of` are the first day on which it says that the state holds and
    the last that this certainly reaches, `as_of_may` the last that it may reach. `end` is the last
    day that it may have held, `sure_end` the last that it certainly did. No claim
    speaks about days after it was recorded. `evidence` are the days of which it is evidence, and
    `attested` those on which it says for certain that the state held, the last day of a start among them.
    """

    claim: Claim
    side: Side
    group: str
    own: bool
    first: date
    last: date
    starts: tuple[date, date] | None
    by: date | None
    as_of: tuple[date, date] | None
    as_of_may: date | None
    end: date | None
    sure_end: date | None
    recorded: date
    evidence: tuple[date, ...]
    attested: tuple[date, ...]

    @property
    def disputes(self) -> bool:
        """Whether the claim says that the place was fought over or held in part."""
        return self.claim.share is Share.CONTESTED

    @property
    def throughout(self) -> bool:
        """Whether its `as_of` is a run of days on each of which it holds."""
        return self.claim.as_of is not None and "/" in self.claim.as_of.text

    @property
    def sure_as_of(self) -> date | None:
        """The first day on which it holds for certain, by its `as_of`."""
        if not self.claim.as_of or not self.as_of or not self.as_of_may:
            return None
        if self.throughout and self.claim.as_of.start_latest:
            return max(self.as_of[0], min(self.claim.as_of.start_latest - DAY, self.as_of_may))
        return self.as_of_may


def known_day(record: Claim | Measure, newest_record: date) -> date:
    """Return the day from which a claim or a figure was known: the last that `recorded` may mean.

    Nothing in the ledger was recorded after its newest record, so a loose date ends there.
    """
    last = record.recorded.last_day
    return min(last, newest_record) if last else newest_record


def make_voice(
    claim: Claim,
    source: Source,
    ties: Ties,
    recorded: date,
    own: Callable[[Claim, Side, date], bool],
    rules: Rules,
) -> Voice:
    """Return the claim as a voice; `own` tells whether a party speaks in its own interest.

    An end announced for a later day than the record says only that the state still held when it was
    recorded.
    """
    side = ties.side_of(claim) if claim.dimension is Dimension.CONTROL else frozenset({claim.value})
    starts = by = None
    if claim.start and claim.start.earliest and claim.start.latest:
        starts = (claim.start.earliest, claim.start.latest)
    elif claim.start:
        by = claim.start.last_day or claim.start.earliest
    as_of = as_of_may = None
    if claim.as_of:
        first_day, as_of_may = _days(claim.as_of, recorded)
        sure = claim.as_of.end_earliest if "/" in claim.as_of.text else first_day
        as_of = (first_day, min(max(first_day, sure or first_day), as_of_may))
    end = _days(claim.end, recorded)[1] if claim.end else None
    if end and end > recorded and rules.ends_are_past:
        end, as_of, as_of_may = None, as_of or (recorded, recorded), as_of_may or recorded
    spoken: list[date] = []
    if starts:
        spoken += (starts[0], max(starts[0], min(starts[1] - DAY, recorded)))
    if as_of:
        spoken += as_of
    spoken += [day for day in (by, as_of_may, end) if day]
    first, last = (min(spoken), max(spoken)) if spoken else (recorded, recorded)
    sure_end = end
    if end and claim.end and rules.dates_are_close:
        sure_end = min(end, claim.end.earliest or end)
    days = [day for day in (as_of and as_of[0], starts[0] if starts else by or end) if day]
    attested = [date.min] if claim.since_before else []
    if starts:
        attested.append(starts[1] - DAY)
    if as_of:
        attested += as_of
    attested += [day for day in (by, sure_end) if day]
    return Voice(
        claim=claim,
        side=side,
        group=source.origin_group,
        own=claim.speaker_actor is not None and own(claim, side, first),
        first=date.min if claim.since_before else first,
        last=last,
        starts=starts,
        by=by,
        as_of=as_of,
        as_of_may=as_of_may,
        end=end,
        sure_end=sure_end,
        recorded=recorded,
        evidence=tuple(days if rules.starts_are_evidence else days[:1]),
        attested=tuple(attested),
    )


def _days(when: When, recorded: date) -> tuple[date, date]:
    """Return the first and last day of a date, the last not after the claim was recorded."""
    last = when.last_day or when.earliest
    first = when.earliest or last
    assert first is not None and last is not None
    return first, max(first, min(last, recorded))


def origin_documents(sources: Iterable[Source]) -> Mapping[str, str]:
    """Return, for each origin group that has it in the ledger, the id of its origin document.

    It is the one document of the group that is nobody's copy, or the one that the copies name.
    """
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(source.origin_group, []).append(source)
    found = {}
    for group, documents in groups.items():
        originals = [d.source_id for d in documents if not d.syndicated_from]
        named = [d for d in originals if any(other.syndicated_from == d for other in documents)]
        if len(named) == 1 or len(originals) == 1:
            found[group] = (named if len(named) == 1 else originals)[0]
    return found


def contradict(dimension: Dimension, ties: Ties, one: Voice, other: Voice) -> bool:
    """Tell whether two voices cannot both be true of one day."""
    if one.side == other.side:
        return False
    if dimension is Dimension.CONTROL:
        return not ties.one_holder(one.side, other.side, max(one.first, other.first))
    if dimension is Dimension.RARE_EARTH:
        return not (one.side | other.side) <= _MINING
    return True


def differing_from_origin(voices: Sequence[Voice], origins: Mapping[str, str]) -> frozenset[str]:
    """Return the claims that give a start narrower than, or outside, what their origin gives.

    Only rewrites of a document of the ledger that speaks of the same side can differ from it.
    """
    differing = set()
    for voice in voices:
        origin = origins.get(voice.group)
        if origin is None or voice.claim.source_id == origin or voice.claim.start is None:
            continue
        given = [v for v in voices if v.claim.source_id == origin and v.side & voice.side]
        if given and not any(_as_wide(voice, original) for original in given):
            differing.add(voice.claim.claim_id)
    return frozenset(differing)


def _as_wide(rewrite: Voice, original: Voice) -> bool:
    """Tell whether the rewrite leaves the start as open as the original did."""
    first, after = _start_bounds(rewrite)
    original_first, original_after = _start_bounds(original)
    return first <= original_first and after >= original_after


def _start_bounds(voice: Voice) -> tuple[date, date]:
    if voice.starts:
        return voice.starts
    return date.min, (voice.by or voice.last) + DAY
