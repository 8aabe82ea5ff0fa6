"""Claims in words: when, what, who says so, and what the policy did with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dashboard.answer.claims import Result, claims_about, in_order, results
from dashboard.answer.scene import Scene
from dashboard.answer.window import split
from dashboard.wording.dates import show_when
from dashboard.wording.language import later, say
from dashboard.wording.own_claims import yours
from dashboard.wording.states import gate_value
from dashboard.wording.text import NO_TEXT, Run, Text, codes_of, joined, say_text, say_text_plural, shortened
from dashboard.wording.vocabulary import DIMENSION, REASON, STANCE, USE
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.datasets.sources import Source
from geodata.resolver.answers import SetAside, State
from geodata.vocab import Dimension, Reason, Stance

_OUTLETS = {"the outlet itself": later("the outlet itself"), "the agency": later("the agency")}
"""How the ledger names a speaker who is no other than the publisher."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim, or several of one document, in words.

    Attributes:
        claims: Their ids.
        day: When it is so, as the source gives it.
        says: What it says.
        who: Who says so, and where.
        address: Web address of the source, empty where it has none.
        about: The place and topic.
        result: What the policy did with it.
        sentence: What its document says, in the ledger's own sentence, and the ledger's note, a line each.
    """

    claims: tuple[str, ...]
    day: str
    says: Text
    who: Text
    address: str
    about: Text = NO_TEXT
    result: Text = NO_TEXT
    sentence: Text = NO_TEXT


def claim_row(catalog: Catalog, claim: Claim, result: Result | None = None) -> ClaimRow:
    """Return a claim as one row: when, what it says, who says so."""
    source = catalog.sources[claim.source_id]
    return ClaimRow(
        claims=(claim.claim_id,),
        day=claim_day(claim),
        says=claim_says(catalog, claim),
        who=Text.of(_who(claim, source)).quiet(),
        address=source.url,
        result=result_text(result) if result else NO_TEXT,
        sentence=sentence(claim),
    )


def sentence(*claims: Claim) -> Text:
    """Return the sentence of each of some claims, and its note, a line each; what is repeated once."""
    lines: dict[str, Text] = {}
    for claim in claims:
        lines.setdefault(claim.restates, Text.of(claim.restates))
        if claim.note:
            lines.setdefault(claim.note, Text.of(say("Note: {note}", note=claim.note)).quiet())
    return joined(lines.values(), "\n")


def result_text(result: Result) -> Text:
    """Return what a policy did with a claim: used; set aside: differs from its origin."""
    if isinstance(result, Reason):
        return say_text("set aside: {reason}", reason=Run(REASON[result](), strong=True))
    return Text.of(USE[result]()).strong()


def claim_day(claim: Claim) -> str:
    """Return a claim's date as its source gives it."""
    if claim.start:
        return show_when(claim.start)
    if claim.as_of:
        return say("as of {day}", day=show_when(claim.as_of))
    if claim.end:
        return say("until {day}", day=show_when(claim.end))
    return say("reported {day}", day=show_when(claim.recorded))


def claim_days(claim: Claim) -> str:
    """Return a claim's dates as its source gives them: when it began, and until when it still held."""
    if claim.since_before and claim.end:
        return say("until {day}", day=show_when(claim.end))
    if claim.start and claim.end and claim.end != claim.start:
        return say("{start}, until {end}", start=show_when(claim.start), end=show_when(claim.end))
    if claim.start and claim.as_of and claim.as_of != claim.start:
        return say("{start}, still so {day}", start=show_when(claim.start), day=show_when(claim.as_of))
    if claim.as_of and claim.end:
        return say("as of {day}, over by {end}", day=show_when(claim.as_of), end=show_when(claim.end))
    return claim_day(claim)


def claim_says(catalog: Catalog, claim: Claim) -> Text:
    """Return what a claim says: KIA + PDF; not closed; partly open, unconfirmed; no comment."""
    if claim.stance is Stance.UNCONFIRMED and claim.speaker_actor:
        return Text.of(say("no comment"))
    value = claim_value(catalog, claim)
    if claim.stance is Stance.UNCONFIRMED:
        return say_text("{value}, unconfirmed", value=value)
    return say_text("not {value}", value=value) if claim.stance is Stance.DENIES else value


def claim_value(catalog: Catalog, claim: Claim) -> Text:
    """Return the value of a claim: the codes of actors, the status of a gate, the name of an agreement."""
    if claim.dimension in (Dimension.CONTROL, Dimension.OFFENSIVE):
        return codes_of(catalog, claim.value.split("+"))
    if claim.dimension is Dimension.AGREEMENT:
        return Text.of(say("agreement {name}", name=claim.value))
    return Text.of(gate_value(claim.value))


def speaker(claim: Claim) -> str:
    """Return who says so, in the ledger's words."""
    return _OUTLETS[claim.speaker]() if claim.speaker in _OUTLETS else claim.speaker


def _who(claim: Claim, source: Source) -> str:
    who = _publisher(source, 40)
    if claim.speaker not in _OUTLETS:
        who = f"{_publisher(source, 30)} · {shortened(claim.speaker, 44)}"
    return yours(claim.claim_id, who)


def _publisher(source: Source, longest: int) -> str:
    """Return the publisher without the remark in brackets that some names carry."""
    return shortened(source.publisher.partition(" (")[0], longest)


def aside_rows(catalog: Catalog, items: Iterable[SetAside]) -> Iterable[ClaimRow]:
    """Return a row for each document whose claims were set aside for one reason."""
    groups: dict[tuple[str, str, Reason], list[Claim]] = {}
    for item in items:
        claim = catalog.claims[item.claim_id]
        groups.setdefault((claim.source_id, claim.value, item.reason), []).append(claim)
    for (source_id, _, reason), claims in groups.items():
        source, claim = catalog.sources[source_id], claims[0]
        origin = catalog.origin_of(claim)
        who = _publisher(source, 40)
        if origin is not source:
            who = say("{publisher}, a rewrite of {origin}", publisher=who, origin=_publisher(origin, 40))
        yield ClaimRow(
            claims=tuple(claim.claim_id for claim in claims),
            day=claim_day(claim),
            says=claim_says(catalog, claim),
            who=Text.of(yours(claim.claim_id, who)),
            address=source.url,
            result=say_text(
                "Set aside: {reason}. {why}",
                reason=Run(REASON[reason](), strong=True),
                why=_origin_says(catalog, claim, origin) or say(reason.meaning),
            ),
            sentence=sentence(*claims),
        )


def _origin_says(catalog: Catalog, claim: Claim, origin: Source) -> str:
    """Return what the document says of which the claim's source is a rewrite, empty if none."""
    if origin is catalog.sources[claim.source_id]:
        return ""
    own = [
        each
        for each in catalog.claims_of(claim.place_id, claim.dimension)
        if each.source_id == origin.source_id
    ]
    if not own:
        return ""
    return say("{origin} itself says {day}.", origin=_publisher(origin, 40), day=claim_day(own[0]))


def silent_line(scene: Scene, state: State) -> Text:
    """Return one line on who was asked and did not say, of what is listed; empty where nobody was."""
    catalog = scene.catalog
    silent = (catalog.claims[item.claim_id] for item in state.set_aside if item.reason is Reason.UNCONFIRMED)
    asked = split(scene.view, silent).inside
    if not asked:
        return NO_TEXT
    newest, more = in_order(asked)[-1], len(asked) - 1
    # A party that was asked has no comment; of others it is told what they could not confirm.
    what = claim_says(catalog, newest) if newest.speaker_actor else claim_value(catalog, newest)
    parts = (claim_day(newest), what, shortened(speaker(newest), 60))
    text = say_text("Not confirmed: {claim}", claim=joined(parts, " · "))
    if not more:
        return text
    return say_text_plural("{text}, and {figure} more", "{text}, and {figure} more", more, text=text)


def every_claim(scene: Scene, place: Place) -> tuple[ClaimRow, ...]:
    """Return a row for every claim listed of the place, its gates and its bases, with what became of each."""
    claims = split(scene.view, claims_about(scene.catalog, place)).inside
    became = results(scene.catalog, claims, scene.view.on, scene.known_on, scene.view.policy)
    rows = []
    for claim in claims:
        topic = DIMENSION[claim.dimension]()
        if claim.place_id != place.place_id:
            topic = f"{scene.catalog.places[claim.place_id].name}, {topic}"
        about = joined([topic, STANCE[claim.stance]()], " · ")
        rows.append(replace(long_row(scene.catalog, claim, became[claim.claim_id]), about=about))
    return tuple(rows)


def long_row(catalog: Catalog, claim: Claim, result: Result) -> ClaimRow:
    """Return a claim as one row with all its dates, its speaker in full and the title of its document."""
    source = catalog.sources[claim.source_id]
    document = (
        f"{shortened(source.publisher, 90)}, {show_when(claim.recorded)}: {shortened(source.title, 160)}"
    )
    return ClaimRow(
        claims=(claim.claim_id,),
        day=claim_days(claim),
        says=claim_says(catalog, claim),
        who=joined([yours(claim.claim_id, shortened(speaker(claim), 90)), Run(document, quiet=True)], "\n"),
        address=source.url,
        result=result_text(result),
        sentence=sentence(claim),
    )
