"""The Evidence page's rows: every claim, every contradiction, and what rests on each source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.answer.claims import Result, Use, results
from dashboard.wording.claims import ClaimRow, claim_row, claim_value, result_text, speaker
from dashboard.wording.dates import show_day, show_when
from dashboard.wording.language import figure, later, say, say_plural
from dashboard.wording.states import gate_status, state_text
from dashboard.wording.text import Run, Text, say_text
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

# -- Labels of the page ----------------------------------------------------------------------------

TABS = {"Contradictions": later("Contradictions"), "Claims": later("Claims"), "Sources": later("Sources")}
COLUMNS = {
    "claim": later("claim"),
    "place": later("place"),
    "about": later("about"),
    "says": later("says"),
    "stance": later("stance"),
    "speaker": later("speaker"),
    "start": later("start"),
    "end": later("end"),
    "as of": later("as of"),
    "recorded": later("recorded"),
    "publisher": later("publisher"),
    "source": later("source"),
    "result": later("result"),
    "title": later("title"),
    "published": later("published"),
    "kind": later("kind"),
    "origin": later("origin"),
    "documents of this origin": later("documents of this origin"),
    "claims": later("claims"),
    "used": later("used"),
    "without it": later("without it"),
    "address": later("address"),
}
"""What stands above the columns of the two tables, by the names of their cells."""

PLACE, ALL_PLACES, ALL = later("Place"), later("All places"), later("all")
DISAGREE_IN = later("They disagree in")
ONLY_OPEN = later("Only those that the rule does not decide")
NO_PAIR = later("No pair fits these choices. Choose another place or more kinds of disagreement.")
ON_WHAT, ONE_SIDE, OTHER_SIDE = later("what they disagree on"), later("one side"), later("the other side")
PAIRS_ALT = later("Pairs of claims that cannot both be true, and what the rule did with each")
SEARCH, SEARCH_EXAMPLE = later("Speaker, source or id"), later("resident, Irrawaddy, k0020")
SAYS, RESULT, STANCE_LABEL = later("Says"), later("Result"), later("Stance")
RECORDED, RECORDED_HELP = later("Recorded"), later("First and last day; empty is all.")
NO_CLAIM_FITS = later("No claim fits these choices. Take one of them away to see some.")
CLAIMS_ALT = later("Claims of the ledger with speaker, dates as given, source and result")
OPEN = later("open")
SOURCES_ALT = later("Sources with their origins, their claims, and what would change without them")


def remark(on: date, known_on: date) -> str:
    """Return what stands under the page's sentence."""
    return say(
        "What the rule does with a claim is shown for {day}, as known on {known_on}. Nothing is deleted: "
        "a claim that is set aside stays here with its reason.",
        day=show_day(on),
        known_on=show_day(known_on),
    )


def pairs_shown(some: int, every: int) -> str:
    """Return how many pairs of how many the page shows."""
    return say_plural("{some} of {figure} pair", "{some} of {figure} pairs", every, some=figure(some))


def claims_shown(some: int, every: int) -> str:
    """Return how many claims of how many the page shows."""
    return say_plural("{some} of {figure} claim", "{some} of {figure} claims", every, some=figure(some))


def alone_text(documents: Sequence[Cells], on: date) -> Text:
    """Return how many documents are the only support for an answer, and what that means."""
    alone = sum(bool(cells["without it"]) for cells in documents)
    share = say("{alone} of {all} documents", alone=figure(alone), all=figure(len(documents)))
    return say_text(
        "{share} are the only support for an answer: without one of them a place would have another answer "
        "on {day}. They come first.",
        share=Run(share, strong=True),
        day=show_day(on),
    )


# -- Rows ------------------------------------------------------------------------------------------


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
    """Return one change in words: `Kan Hpan: no information becomes BGF + SAC`."""
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
