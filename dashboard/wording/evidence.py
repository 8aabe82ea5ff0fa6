"""The Evidence page's rows: every claim, every contradiction, and what rests on each source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.wording.claims import claim_row
from dashboard.wording.dates import show_when
from dashboard.wording.text import escape, quiet
from geodata.analysis import evidence
from geodata.analysis.evidence import Contradiction, Quarrel
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.dates import When
from geodata.resolver import resolve
from geodata.resolver.answers import Change, State
from geodata.resolver.resolve import RESOLVED
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Policy, Reason, Status

QUARRELS = {
    Quarrel.HOLDER: "different holders or values for the same days",
    Quarrel.DATE: "different days for the same beginning",
    Quarrel.DENIAL: "one says it, the other denies it",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims that cannot both be true, in Markdown: what is at stake, and both sides."""

    place_id: str
    quarrel: Quarrel
    settled: bool
    about: str
    one: str
    other: str


def claim_table(
    catalog: Catalog, on: date, known_on: date, policy: Policy
) -> list[dict[str, str | date | None]]:
    """Return a row for each claim of the ledger, with what the policy did with it for the day."""
    results = _results(catalog, on, known_on, policy)
    rows: list[dict[str, str | date | None]] = []
    for claim in catalog.claims.values():
        source = catalog.sources[claim.source_id]
        rows.append(
            {
                "claim": claim.claim_id,
                "place": catalog.places[claim.place_id].name,
                "about": claim.dimension.replace("_", " "),
                "says": _value(catalog, claim),
                "stance": str(claim.stance),
                "speaker": claim.speaker,
                "start": _given(claim.start),
                "end": _given(claim.end),
                "as of": _given(claim.as_of),
                "recorded": known_day(claim, catalog.newest_record),
                "publisher": source.publisher,
                "source": source.url or None,
                "result": results.get(claim.claim_id, "speaks of other days"),
            }
        )
    return rows


def _given(when: When | None) -> str:
    return show_when(when) if when else ""


def _value(catalog: Catalog, claim: Claim) -> str:
    actors = catalog.actors
    return " + ".join(actors[part].code if part in actors else part for part in claim.value.split("+"))


def _results(catalog: Catalog, on: date, known_on: date, policy: Policy) -> dict[str, str]:
    """Return what the policy did with each claim: `used`, or the reason for which it was set aside."""
    results: dict[str, str] = {}
    for place_id, dimension in dict.fromkeys((c.place_id, c.dimension) for c in catalog.claims.values()):
        if dimension in RESOLVED:
            state = resolve.state(
                catalog, place_id, on, known_on=known_on, policy=policy, dimension=dimension
            )
            results |= {item.claim_id: str(item.reason) for item in state.set_aside}
            results |= dict.fromkeys(state.used, "used")
        else:
            found = catalog.claims_of(place_id, dimension)
            results |= {claim.claim_id: "shown, not counted" for claim in found}
    return results


def pairs(catalog: Catalog, known_on: date, policy: Policy) -> tuple[Pair, ...]:
    """Return the contradictions, control before gates, places with a lane first, holders first."""
    found = evidence.contradictions(catalog, known_on=known_on, policy=policy)
    order = list(Dimension), list(QUARRELS)

    def rank(pair: Contradiction) -> tuple[int, int, int, str]:
        lane = catalog.places[pair.place_id].lane or 999
        return order[1].index(pair.quarrel), order[0].index(pair.dimension), lane, pair.one.claim_id

    return tuple(_pair(catalog, each) for each in sorted(found, key=rank))


def headline(found: Sequence[Pair], policy: Policy) -> str:
    """Return how many pairs there are, and how many of them the policy settles, in a sentence."""
    settled = sum(pair.settled for pair in found)
    return (
        f"{len(found)} pairs of claims cannot both be true; under “{policy}” "
        f"{settled} are settled by setting a side aside."
    )


def _pair(catalog: Catalog, pair: Contradiction) -> Pair:
    place = catalog.places[pair.place_id]
    settled = any(pair.reasons)
    topic = pair.dimension.replace("_", " ")
    return Pair(
        place_id=pair.place_id,
        quarrel=pair.quarrel,
        settled=settled,
        about=f"**{escape(place.name)}**, {topic}  \n{quiet(QUARRELS[pair.quarrel])}",
        one=_side(catalog, pair.one, pair.reasons[0]),
        other=_side(catalog, pair.other, pair.reasons[1]),
    )


def _side(catalog: Catalog, claim: Claim, reason: Reason | None) -> str:
    row = claim_row(catalog, claim)
    fate = f"set aside: **{escape(reason)}**" if reason else "**kept**"
    return f"{row.day} · {row.says} · {fate}  \n{row.who} {quiet(escape(claim.claim_id))}"


def source_table(
    catalog: Catalog, on: date, known_on: date, policy: Policy
) -> list[dict[str, str | int | None]]:
    """Return a row for each source: its origin, its claims, and what would change without it.

    Those on which most rests come first.
    """
    groups = Counter(source.origin_group for source in catalog.sources.values())
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in catalog.claims.values():
        claims[claim.source_id].append(claim)
    results = _results(catalog, on, known_on, policy)
    rows: list[tuple[int, int, dict[str, str | int | None]]] = []
    for source in catalog.sources.values():
        own = claims[source.source_id]
        changes = (
            evidence.rests_on(catalog, source.source_id, on, known_on=known_on, policy=policy) if own else ()
        )
        used = sum(results.get(claim.claim_id) == "used" for claim in own)
        row: dict[str, str | int | None] = {
            "publisher": source.publisher,
            "title": source.title,
            "published": show_when(source.published),
            "kind": str(source.kind),
            "origin": source.origin_group,
            "documents of this origin": groups[source.origin_group],
            "claims": len(own),
            "used": used,
            "without it": "; ".join(_without(catalog, change) for change in changes),
            "address": source.url or None,
        }
        rows.append((-len(changes), -used, row))
    return [row for _, _, row in sorted(rows, key=lambda each: each[:2])]


def _without(catalog: Catalog, change: Change) -> str:
    """Return one change in words: `Kan Hpan: no claim becomes BGF + SAC`."""
    place = catalog.places[change.place_id].name
    topic = "" if change.dimension is Dimension.CONTROL else f", {change.dimension.replace('_', ' ')}"
    return f"{place}{topic}: {_answer(catalog, change.before)} becomes {_answer(catalog, change.after)}"


def _answer(catalog: Catalog, state: State) -> str:
    if state.status is Status.UNKNOWN:
        return "no claim"
    who = _codes(catalog, state.actors) if state.actors else state.value or ""
    if state.status is Status.CHANGING:
        before = _codes(catalog, state.from_actors) if state.from_actors else state.from_value
        return f"{before} → {who}" if before else f"changing to {who}"
    return f"{who} contested" if state.status is Status.CONTESTED else who


def _codes(catalog: Catalog, actors: Sequence[str]) -> str:
    return " + ".join(catalog.actors[actor].code for actor in actors)
