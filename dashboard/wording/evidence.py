"""The Evidence page's rows: every claim, every contradiction, and what rests on each source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.answer.claims import Result, Use, results
from dashboard.wording.claims import ClaimRow, claim_row, claim_value, result_text, speaker
from dashboard.wording.dates import show_when
from dashboard.wording.language import say, say_plural
from dashboard.wording.states import gate_status, state_text
from dashboard.wording.vocabulary import DIMENSION, POLICY, QUARREL, SOURCE_KIND, STANCE
from geodata.analysis import evidence
from geodata.analysis.evidence import Contradiction, Quarrel
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.dates import When
from geodata.resolver.answers import Change, State
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Policy

Cells = dict[str, str | int | date | None]


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """A claim with what the policy did with it, and its cells by the name of their column."""

    claim: Claim
    result: Result
    recorded: date
    cells: Cells


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims that cannot both be true: what is at stake, and both sides."""

    place_id: str
    quarrel: Quarrel
    settled: bool
    place: str
    topic: str
    one: ClaimRow
    other: ClaimRow


def claim_table(catalog: Catalog, on: date, known_on: date, policy: Policy) -> list[ListedClaim]:
    """Return a row for each claim of the ledger, with what the policy did with it for the day."""
    became = results(catalog, catalog.claims.values(), on, known_on, policy)
    rows = []
    for claim in catalog.claims.values():
        source, result = catalog.sources[claim.source_id], became[claim.claim_id]
        recorded = known_day(claim, catalog.newest_record)
        cells: Cells = {
            "claim": claim.claim_id,
            "place": catalog.places[claim.place_id].name,
            "about": DIMENSION[claim.dimension](),
            "says": str(claim_value(catalog, claim)),
            "stance": STANCE[claim.stance](),
            "speaker": speaker(claim),
            "start": _given(claim.start),
            "end": _given(claim.end),
            "as of": _given(claim.as_of),
            "recorded": recorded,
            "publisher": source.publisher,
            "source": source.url or None,
            "result": str(result_text(result)),
        }
        rows.append(ListedClaim(claim, result, recorded, cells))
    return rows


def _given(when: When | None) -> str:
    return show_when(when) if when else ""


def pairs(catalog: Catalog, known_on: date, policy: Policy) -> tuple[Pair, ...]:
    """Return the contradictions, control before gates, places with a lane first, holders first."""
    dimensions, quarrels = list(Dimension), list(QUARREL)

    def rank(pair: Contradiction) -> tuple[int, int, int, str]:
        lane = catalog.places[pair.place_id].lane or 999
        return quarrels.index(pair.quarrel), dimensions.index(pair.dimension), lane, pair.one.claim_id

    every = evidence.contradictions(catalog, known_on=known_on, policy=policy)
    return tuple(_pair(catalog, each) for each in sorted(every, key=rank))


def headline(every: Sequence[Pair], policy: Policy) -> str:
    """Return how many pairs there are, and how many of them the policy settles, in a sentence."""
    return say_plural(
        "{figure} pair of claims cannot both be true; the rule “{policy}” decides {settled}.",
        "{figure} pairs of claims cannot both be true; the rule “{policy}” decides {settled}.",
        len(every),
        policy=POLICY[policy](),
        settled=sum(pair.settled for pair in every),
    )


def _pair(catalog: Catalog, pair: Contradiction) -> Pair:
    one, other = (reason or Use.USED for reason in pair.reasons)
    return Pair(
        place_id=pair.place_id,
        quarrel=pair.quarrel,
        settled=any(pair.reasons),
        place=catalog.places[pair.place_id].name,
        topic=DIMENSION[pair.dimension](),
        one=claim_row(catalog, pair.one, one),
        other=claim_row(catalog, pair.other, other),
    )


def source_table(catalog: Catalog, on: date, known_on: date, policy: Policy) -> list[Cells]:
    """Return the cells of each source: its origin, its claims, and what would change without it.

    Those on which most rests come first.
    """
    groups = Counter(source.origin_group for source in catalog.sources.values())
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in catalog.claims.values():
        claims[claim.source_id].append(claim)
    became = results(catalog, catalog.claims.values(), on, known_on, policy)
    rows: list[tuple[int, int, Cells]] = []
    for source in catalog.sources.values():
        own = claims[source.source_id]
        changes = (
            evidence.rests_on(catalog, source.source_id, on, known_on=known_on, policy=policy) if own else ()
        )
        used = sum(became[claim.claim_id] is Use.USED for claim in own)
        cells: Cells = {
            "publisher": source.publisher,
            "title": source.title,
            "published": show_when(source.published),
            "kind": SOURCE_KIND[source.kind](),
            "origin": source.origin_group,
            "documents of this origin": groups[source.origin_group],
            "claims": len(own),
            "used": used,
            "without it": "; ".join(_without(catalog, change) for change in changes),
            "address": source.url or None,
        }
        rows.append((-len(changes), -used, cells))
    return [cells for _, _, cells in sorted(rows, key=lambda each: each[:2])]


def _without(catalog: Catalog, change: Change) -> str:
    """Return one change in words: `Kan Hpan: no claim becomes BGF + SAC`."""
    place = catalog.places[change.place_id].name
    before, after = _answer(catalog, change.before), _answer(catalog, change.after)
    if change.dimension is Dimension.CONTROL:
        return say("{place}: {before} becomes {after}", place=place, before=before, after=after)
    topic = DIMENSION[change.dimension]()
    return say(
        "{place}, {topic}: {before} becomes {after}", place=place, topic=topic, before=before, after=after
    )


def _answer(catalog: Catalog, state: State) -> str:
    return gate_status(state) if state.value else str(state_text(state, catalog))
