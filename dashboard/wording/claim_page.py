"""The page of one claim in words: its sentence, what it says, who says so, what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from dashboard.wording.claims import speaker
from dashboard.wording.dates import long_day, show_day, show_when
from dashboard.wording.language import later, listed, say, say_plural
from dashboard.wording.own_claims import SHARES
from dashboard.wording.states import gate_value, state_text
from dashboard.wording.text import Run, Text, joined, web_address
from dashboard.wording.vocabulary import DIMENSION, POLICY, REASON, SOURCE_KIND, STANCE
from geodata.analysis.standing import Standing, day_of
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.releases import Release
from geodata.dates import When
from geodata.resolver.answers import Interval, Track
from geodata.vocab import Dimension, Policy, Reason

TITLE = later("Claim {claim}")
JSON, FEED = later("This claim as JSON"), later("Feed of this place")
ABOUT, WHO, DAYS, DOCUMENT, RECORD = (
    later("What it says"),
    later("Who says so"),
    later("When"),
    later("The document"),
    later("In the ledger"),
)
USED = later("Answers that rest on it")
CITE_REMARK = later(
    "The first entry is the claim, with the release and the hash by which it can be opened for ever; the "
    "second is the document that it restates. The day of access is today."
)
NO_SUCH_CLAIM = later("The ledger has no claim {claim}.")
NEAR_CLAIM = later("Did you mean {claim}?")
EVERY_CLAIM, ON_EVIDENCE = later("Every claim"), later("This claim on Evidence")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a fact: its text, where it leads, and a date as the document gives it, in EDTF."""

    text: Text
    address: str = ""
    edtf: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and the lines that stand beside it."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that rests on the claim: whose, on which days, what it is, and the address of a day of it."""

    place: str
    days: str
    answer: Text
    address: str
    day: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """What the page of a claim says, in order.

    Attributes:
        title: Its title in the browser and in lists.
        kicker: Its id, place and topic.
        sentence: The claim in one sentence.
        notices: What has to be known first: that it was corrected, or is shown as of an older release.
        groups: Facts under headings.
        used: How many answers rest on it, or why none does, in a sentence.
        answers: Those answers.
    """

    title: str
    kicker: str
    sentence: str
    notices: tuple[Line, ...]
    groups: tuple[tuple[str, tuple[Fact, ...]], ...]
    used: str
    answers: tuple[Answer, ...]


def claim_page(catalog: Catalog, newest: Catalog, standing: Standing, policy: Policy) -> ClaimPage:
    """Return what the page of a claim says.

    Args:
        catalog: The ledger asked, as it stood at a release.
        newest: The ledger as it is now.
        standing: What became of the claim by the policy.
        policy: What counts as evidence.
    """
    claim = standing.claim
    place = catalog.places[claim.place_id].name
    groups = (
        (ABOUT(), tuple(_about(catalog, claim))),
        (WHO(), tuple(_who(catalog, claim))),
        (DAYS(), tuple(_days(claim))),
        (DOCUMENT(), tuple(_document(catalog, claim))),
        (RECORD(), tuple(_record(catalog, standing))),
    )
    return ClaimPage(
        title=TITLE(claim=claim.claim_id),
        kicker=" · ".join((TITLE(claim=claim.claim_id), place, DIMENSION[claim.dimension]())),
        sentence=claim.restates,
        notices=tuple(_notices(catalog, newest, standing)),
        groups=groups,
        used=_used(standing, policy),
        answers=tuple(_answer(catalog, claim, lane, each, policy) for lane, each in standing.used),
    )


def heads() -> dict[str, str]:
    """Return what stands above the columns of the answers."""
    return {"place": say("Open the answer"), "days": say("Days"), "answer": say("Answer")}


def came_later(claim_id: str, catalog: Catalog, came: Release | None) -> str:
    """Return that a release does not have a claim yet, and with which it came."""
    number = catalog.release.number if catalog.release else 0
    if came is None:
        return say("Claim {claim} is not in release {number}.", claim=claim_id, number=number)
    return say(
        "Claim {claim} is not in release {number}: it came with release {came} of {day}.",
        claim=claim_id,
        number=number,
        came=came.number,
        day=long_day(came.day),
    )


def claim_address(catalog: Catalog, claim_id: str, **asked: str) -> str:
    """Return where the page of a claim is, on the release of a ledger; empty for none of its claims.

    `asked` is the rule and the day of knowledge, where they are not the usual ones.
    """
    if claim_id not in catalog.claims or catalog.is_own(claim_id):
        return ""
    if catalog.release:
        asked["release"] = catalog.release.hash
    return f"/claim/{claim_id}?{urlencode(asked)}" if asked else f"/claim/{claim_id}"


def page_address(catalog: Catalog, page: str, **asked: str) -> str:
    """Return the address of a page of the dashboard for a question, on the release of a ledger."""
    if catalog.release:
        asked["data"] = catalog.release.hash
    return f"/{page}?{urlencode(asked)}"


# -- Notices ---------------------------------------------------------------------------------------


def _notices(catalog: Catalog, newest: Catalog, standing: Standing) -> Iterator[Line]:
    claim = standing.claim
    for each in standing.corrected_by:
        came = catalog.came_with(each.claim_id)
        told = say("This claim was corrected by {claim}", claim=each.claim_id)
        if came:
            told = say(
                "This claim was corrected by {claim}, in release {number} of {day}",
                claim=each.claim_id,
                number=came.number,
                day=long_day(came.day),
            )
        says = say("{told}: {sentence}", told=told, sentence=each.restates)
        yield Line(Text.of(says), claim_address(catalog, each.claim_id))
    if catalog.hash == newest.hash:
        return
    if catalog.release:
        told = say(
            "This is the claim as of release {number} of {day}.",
            number=catalog.release.number,
            day=long_day(catalog.release.day),
        )
        yield Line(Text.of(told), f"/claim/{claim.claim_id}")
    by_now = [each.claim_id for each in newest.corrections_of(claim.claim_id)]
    if by_now and not standing.corrected_by:
        told = say("Today’s ledger corrects it by {claims}.", claims=listed(by_now))
        yield Line(Text.of(told), f"/claim/{by_now[-1]}")


# -- Facts -----------------------------------------------------------------------------------------


def _about(catalog: Catalog, claim: Claim) -> Iterator[Fact]:
    place = catalog.places[claim.place_id]
    native = " · ".join(filter(None, (place.name_my, place.name_zh)))
    shown = page_address(catalog, "", place=place.place_id)
    lines = [Line(Text.of(place.name), shown), *([Line(Text.of(native))] if native else [])]
    yield Fact(say("Place"), tuple(lines))
    if claim.dimension in (Dimension.CONTROL, Dimension.OFFENSIVE):
        label = say("Holder") if claim.dimension is Dimension.CONTROL else say("Attacker")
        names = [
            Line(
                Text.of(
                    Run(catalog.actors[actor].code, actor=actor, strong=True),
                    f" {catalog.actors[actor].name}",
                )
            )
            for actor in claim.value.split("+")
        ]
        yield Fact(label, tuple(names))
    elif claim.dimension is Dimension.AGREEMENT:
        yield Fact(say("Agreement"), (Line(Text.of(claim.value)),))
    else:
        yield Fact(say("Status"), (Line(Text.of(Run(gate_value(claim.value), strong=True))),))
    if claim.share:
        yield Fact(say("How they hold it"), (Line(Text.of(SHARES[claim.share]())),))
    says = Text.of(Run(STANCE[claim.stance](), strong=True))
    yield Fact(say("Stance"), (Line(joined([says, say(claim.stance.meaning)], " · ")),))


def _who(catalog: Catalog, claim: Claim) -> Iterator[Fact]:
    lines = [Line(Text.of(speaker(claim)))]
    if claim.speaker_actor:
        actor = catalog.actors[claim.speaker_actor]
        lines.append(Line(Text.of(say("for a party to the conflict: {actor}", actor=actor.name))))
    yield Fact(say("Speaker"), tuple(lines))


def _days(claim: Claim) -> Iterator[Fact]:
    since = [_dated(claim.start)] if claim.start else []
    if claim.since_before:
        since.append(Line(Text.of(say("it had lasted for long by then"))))
    if since:
        yield Fact(say("Since"), tuple(since))
    if claim.as_of:
        yield Fact(say("So on"), (_dated(claim.as_of),))
    if claim.end:
        yield Fact(say("Until"), (_dated(claim.end),))
    yield Fact(say("Known since"), (_dated(claim.recorded),))


def _dated(when: When) -> Line:
    return Line(Text.of(show_when(when)), edtf=when.text)


def _document(catalog: Catalog, claim: Claim) -> Iterator[Fact]:
    source = catalog.sources[claim.source_id]
    yield Fact(say("Title"), (Line(Text.of(source.title), web_address(source.url)),))
    yield Fact(
        say("Publisher"),
        (Line(joined([source.publisher, Run(SOURCE_KIND[source.kind](), quiet=True)], " · ")),),
    )
    yield Fact(say("Published"), (_dated(source.published),))
    if not web_address(source.url):
        yield Fact(say("Link"), (Line(Text.of(say("the ledger has no address of it"))),))
    origin = catalog.origin_of(claim)
    if origin is not source:
        told = say("{publisher}: {title}", publisher=origin.publisher, title=origin.title)
        yield Fact(say("Goes back to"), (Line(Text.of(told), web_address(origin.url)),))
    elif source.syndicated_from:
        yield Fact(say("Goes back to"), (Line(Text.of(source.syndicated_from)),))
    others = [
        each
        for each in catalog.sources.values()
        if each.origin_group == source.origin_group and each != source
    ]
    told = say_plural(
        "{figure} other document has the same origin, and counts as one voice with it",
        "{figure} other documents have the same origin, and count as one voice with it",
        len(others),
    )
    if not others:
        told = say("its own: no other document of the ledger shares it")
    yield Fact(say("Origin"), (Line(Text.of(told)),))


def _record(catalog: Catalog, standing: Standing) -> Iterator[Fact]:
    claim = standing.claim
    came = catalog.came_with(claim.claim_id)
    told = say("in no release yet")
    if came:
        told = say("release {number} of {day}", number=came.number, day=show_day(came.day))
    yield Fact(say("Came with"), (Line(Text.of(told)),))
    if standing.corrects:
        yield Fact(say("Corrects"), (_claim_line(catalog, standing.corrects),))
    if standing.corrected_by:
        yield Fact(say("Corrected by"), tuple(_claim_line(catalog, each) for each in standing.corrected_by))
    if claim.note:
        yield Fact(say("Note"), (Line(Text.of(claim.note)),))
    shown = f"{say('release {number}', number=catalog.release.number)} · " if catalog.release else ""
    yield Fact(say("Data"), (Line(Text.of(f"{shown}{catalog.hash}")),))


def _claim_line(catalog: Catalog, claim: Claim) -> Line:
    told = say("{claim}: {sentence}", claim=claim.claim_id, sentence=claim.restates)
    return Line(Text.of(told), claim_address(catalog, claim.claim_id))


# -- Answers ---------------------------------------------------------------------------------------


def _used(standing: Standing, policy: Policy) -> str:
    rule, count = POLICY[policy](), len(standing.used)
    if count:
        return say_plural(
            "By the rule “{policy}” {count} answer rests on it, with other claims or alone.",
            "By the rule “{policy}” {count} answers rest on it, with other claims or alone.",
            count,
            policy=rule,
        )
    if standing.corrected_by and standing.reason in (None, Reason.SUPERSEDED):
        return say("No answer rests on it: a later claim corrects it.")
    if standing.reason:
        return say(
            "By the rule “{policy}” no answer rests on it. It is set aside: {reason}. {why}",
            policy=rule,
            reason=REASON[standing.reason](),
            why=say(standing.reason.meaning),
        )
    if standing.claim.dimension in (Dimension.OFFENSIVE, Dimension.AGREEMENT):
        return say("No answer rests on it: attacks and agreements are listed, and make no state.")
    return say("By the rule “{policy}” no answer rests on it.", policy=rule)


def _answer(catalog: Catalog, claim: Claim, lane: Track, interval: Interval, policy: Policy) -> Answer:
    place = catalog.places[lane.place_id]
    day = day_of(claim, interval, catalog.newest_record)
    asked = {"place": place.place_id, "on": day.isoformat()}
    if policy is not Policy.REPORTED:
        asked["policy"] = str(policy)
    if lane.dimension is Dimension.CONTROL:
        answer = state_text(interval, catalog, interval.partners)
    else:
        answer = Text.of(gate_value(interval.value))
    return Answer(
        place=say("{place}, derived", place=place.name) if interval.derived else place.name,
        days=_run(interval),
        answer=answer,
        address=page_address(catalog, "", **asked),
        day=show_day(day),
    )


def _run(interval: Interval) -> str:
    first = show_day(interval.start) if interval.start else ""
    last = show_day(interval.end - timedelta(1)) if interval.end else ""
    if first and last:
        return first if first == last else say("{first} to {last}", first=first, last=last)
    if first:
        return say("since {day}", day=first)
    return say("until {day}", day=last) if last else say("on all days")
