"""The Evidence page's rows: every claim, every dispute, and what rests on each source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.answer.claims import Result, Use, results
from dashboard.wording.claims import (
    ClaimRow,
    claim_day,
    claim_days,
    claim_row,
    claim_says,
    claim_value,
    long_row,
    speaker,
)
from dashboard.wording.dates import show_day, show_span, show_when
from dashboard.wording.language import figure, later, say, say_plural
from dashboard.wording.own_claims import yours
from dashboard.wording.states import gate_status, state_text
from dashboard.wording.text import Run, Text, joined, say_text
from dashboard.wording.vocabulary import DIMENSION, POLICY, QUARREL, SOURCE_KIND, STANCE
from geodata.analysis import evidence
from geodata.analysis.evidence import Dispute, Quarrel
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.sources import Source
from geodata.exports.evidence import source_row
from geodata.exports.rows import Record
from geodata.resolver.answers import Change, State
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Policy

# -- Labels of the page ----------------------------------------------------------------------------

TABS = {"Contradictions": later("Disputes"), "Claims": later("Claims"), "Sources": later("Sources")}
PLACE, ALL = later("Place"), later("all")
DISAGREE_IN = later("They disagree in")
ONLY_OPEN = later("Only those that the rule does not decide")
NO_DISPUTE = later("No dispute fits these choices. Choose another place or more kinds of disagreement.")
DECIDED, OPEN_DISPUTE = later("the rule decides it"), later("the rule does not decide it")
SEARCH, SEARCH_EXAMPLE = later("Speaker, source or id"), later("resident, Irrawaddy, k0020")
SAYS, RESULT, STANCE_LABEL = later("Says"), later("Result"), later("Stance")
RECORDED, RECORDED_HELP = later("Recorded"), later("First and last day; empty is all.")
NO_CLAIM_FITS = later("No claim fits these choices. Take one of them away to see some.")
CLAIMS_ALT = later("Claims of the ledger with speaker, dates as given, source and result")
CLAIM, DOCUMENT, RESTS_ON_IT = later("claim"), later("document"), later("what rests on it")
SOURCES_ALT = later("Sources with their origins, their claims, and what would change without them")


def remark(on: date, known_on: date) -> str:
    """Return what stands under the page's sentence."""
    return say(
        "What the rule does with a claim is shown for {day}, as known on {known_on}. Nothing is deleted: "
        "a claim that is set aside stays here with its reason.",
        day=show_day(on),
        known_on=show_day(known_on),
    )


def disputes_shown(some: int, every: int) -> str:
    """Return how many disputes of how many the page shows."""
    return say_plural("{some} of {figure} dispute", "{some} of {figure} disputes", every, some=figure(some))


def claims_shown(some: int, fitting: int, every: int) -> str:
    """Return how many claims the page shows, of how many that fit its choices, of how many in all."""
    return say_plural(
        "{some} of {figure} claim that fits, {every} in all",
        "{some} of {figure} claims that fit, {every} in all",
        fitting,
        some=figure(some),
        every=figure(every),
    )


def documents_shown(some: int, every: int) -> str:
    """Return how many documents of how many the page shows."""
    return say_plural("{some} of {figure} document", "{some} of {figure} documents", every, some=figure(some))


def alone_text(documents: Sequence[ListedSource], on: date) -> Text:
    """Return how many documents are the only support for an answer, and what that means."""
    alone = sum(bool(each.changes) for each in documents)
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
    """A claim with what the policy did with it, its day of record, what it says, and what a search reads."""

    claim: Claim
    result: Result
    recorded: date
    says: str
    text: str


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source with its claims, how many of them are used, and what would change without it.

    `origin_documents` counts the documents that share its origin, itself included.
    """

    source: Source
    claims: tuple[Claim, ...]
    used: int
    changes: tuple[Change, ...]
    origin_documents: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute: what it says, and its claims."""

    says: Text
    claims: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True)
class ListedDispute:
    """A dispute in words: what is at stake, on which days, and all claims of each side."""

    dispute: Dispute
    place: str
    topic: str
    days: str
    sides: tuple[Side, ...]


def claim_table(catalog: Catalog, on: date, known_on: date, policy: Policy) -> list[ListedClaim]:
    """Return a row for each claim of the ledger, with what the policy did with it for the day."""
    became = results(catalog, catalog.claims.values(), on, known_on, policy)
    rows = []
    for claim in catalog.claims.values():
        publisher = catalog.sources[claim.source_id].publisher
        read = (claim.claim_id, speaker(claim), publisher, claim.restates, claim.note)
        rows.append(
            ListedClaim(
                claim=claim,
                result=became[claim.claim_id],
                recorded=known_day(claim, catalog.newest_record),
                says=str(claim_value(catalog, claim)),
                text="\n".join(read).casefold(),
            )
        )
    return rows


def claim_cells(catalog: Catalog, listed: ListedClaim) -> tuple[Text, ClaimRow]:
    """Return of what place and topic a claim speaks, and the claim in full."""
    claim = listed.claim
    place = Run(catalog.places[claim.place_id].name, strong=True)
    about = Run(DIMENSION[claim.dimension](), quiet=True)
    row = long_row(catalog, claim, listed.result)
    return joined([place, about], "\n"), replace(row, about=Text.of(STANCE[claim.stance]()))


def disputes(catalog: Catalog, known_on: date, policy: Policy) -> tuple[ListedDispute, ...]:
    """Return the disputes: holders before days, control before gates, places with a lane first."""
    dimensions, quarrels = list(Dimension), list(QUARREL)

    def rank(dispute: Dispute) -> tuple[int, int, int, date]:
        lane = catalog.places[dispute.place_id].lane or 999
        return quarrels.index(dispute.quarrel), dimensions.index(dispute.dimension), lane, dispute.days[0]

    every = evidence.disputes(catalog, known_on=known_on, policy=policy)
    return tuple(_listed(catalog, each) for each in sorted(every, key=rank))


def headline(some: Sequence[ListedDispute], every: int, policy: Policy) -> str:
    """Return how many disputes there are, and how many of them the policy decides, in a sentence.

    `some` are those that the choices of the page leave, of `every` in all.
    """
    settled, rule = sum(each.dispute.settled for each in some), POLICY[policy]()
    if len(some) < every:
        return say_plural(
            "{some} of {figure} dispute between claims that cannot both be true fits the choices made; "
            "the rule “{policy}” decides {settled}.",
            "{some} of {figure} disputes between claims that cannot both be true fit the choices made; "
            "the rule “{policy}” decides {settled} of them.",
            every,
            some=figure(len(some)),
            policy=rule,
            settled=figure(settled),
        )
    return say_plural(
        "{figure} dispute between claims that cannot both be true; the rule “{policy}” decides {settled}.",
        "{figure} disputes between claims that cannot both be true; the rule “{policy}” decides {settled}.",
        every,
        policy=rule,
        settled=figure(settled),
    )


def _listed(catalog: Catalog, dispute: Dispute) -> ListedDispute:
    return ListedDispute(
        dispute=dispute,
        place=catalog.places[dispute.place_id].name,
        topic=DIMENSION[dispute.dimension](),
        days=show_span(*dispute.days),
        sides=tuple(_side(catalog, dispute, claims) for claims in dispute.sides),
    )


def _side(catalog: Catalog, dispute: Dispute, claims: Sequence[Claim]) -> Side:
    by_day = dispute.quarrel is Quarrel.DATE
    says = (Text.of(claim_day(claim)) if by_day else claim_says(catalog, claim) for claim in claims)
    different = {str(each): each for each in says}
    rows = (claim_row(catalog, each, dispute.reasons.get(each.claim_id, Use.USED)) for each in claims)
    return Side(
        joined(different.values(), " / "),
        tuple(replace(row, day=claim_days(each)) for row, each in zip(rows, claims, strict=True)),
    )


def source_table(catalog: Catalog, on: date, known_on: date, policy: Policy) -> list[ListedSource]:
    """Return each source: its origin, its claims, and what would change without it.

    Those on which most rests come first.
    """
    groups = Counter(source.origin_group for source in catalog.sources.values())
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in catalog.claims.values():
        claims[claim.source_id].append(claim)
    became = results(catalog, catalog.claims.values(), on, known_on, policy)
    rows = []
    for source in catalog.sources.values():
        own = claims[source.source_id]
        changes = (
            evidence.rests_on(catalog, source.source_id, on, known_on=known_on, policy=policy) if own else ()
        )
        used = sum(became[claim.claim_id] is Use.USED for claim in own)
        rows.append(ListedSource(source, tuple(own), used, changes, groups[source.origin_group]))
    return sorted(rows, key=lambda each: (-len(each.changes), -each.used))


def source_cells(catalog: Catalog, listed: ListedSource) -> tuple[Text, Text]:
    """Return a document in lines, and what rests on it in lines."""
    source, others = listed.source, listed.origin_documents - 1
    about = " · ".join((show_when(source.published), SOURCE_KIND[source.kind](), source.source_id))
    publisher = yours(source.source_id, source.publisher)
    document = joined([Run(publisher, strong=True), source.title, Run(about, quiet=True)], "\n")
    claims = say_plural(
        "{figure} claim, {used} used",
        "{figure} claims, {used} used",
        len(listed.claims),
        used=figure(listed.used),
    )
    shared = say_plural(
        "{figure} other document has the same origin",
        "{figure} other documents have the same origin",
        others,
    )
    without = [_without(catalog, change) for change in listed.changes]
    lines = [claims, say("Without it: {changes}", changes="; ".join(without)) if without else ""]
    return document, joined([*lines, Run(shared, quiet=True) if others else ""], "\n")


def source_rows(catalog: Catalog, documents: Iterable[ListedSource]) -> Iterator[Record]:
    """Yield sources as rows for a file, in long form: a row for each answer that would be another."""
    for each in documents:
        row = source_row(catalog, each.source, each.claims) | {"used": each.used}
        for change in each.changes or (None,):
            yield row | {
                "without_it_place_id": change and change.place_id,
                "without_it_dimension": change and str(change.dimension),
                "with_it": change and _answer(catalog, change.before),
                "without_it": change and _answer(catalog, change.after),
            }


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
