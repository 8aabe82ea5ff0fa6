"""The entries of a feed in words: whether ground or record changed, when, where, what, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from dashboard.answer.feed import Added, Item, Kind, Revised
from dashboard.answer.log import subject
from dashboard.question.choices import Choices
from dashboard.question.following import Followed
from dashboard.wording import log as log_words
from dashboard.wording.claim_page import claim_address, page_address
from dashboard.wording.dates import long_day, show_day, show_span, show_when
from dashboard.wording.language import Message, later, say, say_plural
from dashboard.wording.page import NAME
from dashboard.wording.paper import AREAS
from dashboard.wording.states import gate_status, state_text
from dashboard.wording.text import web_address
from dashboard.wording.vocabulary import DIMENSION, POLICY, SUBJECT
from geodata.analysis.differences import Cause, Disagreement
from geodata.analysis.log import Entry
from geodata.catalog import Catalog
from geodata.datasets.measures import MEASURES, Measure
from geodata.datasets.releases import Release
from geodata.resolver.answers import State
from geodata.vocab import Policy, Stance

KIND: Mapping[Kind, Message] = {
    Kind.GROUND: later("On the ground"),
    Kind.REPORTED: later("Reported only"),
    Kind.RECORD: later("In the record"),
}
NEWER, OLDER, FIRST = later("Newer"), later("Older"), later("Newest")
ATOM, JSON_FEED = later("Atom"), later("JSON Feed")
FOLLOW = later("Follow")
FOLLOW_REMARK = later(
    "Give one of these addresses to a feed reader. It tells you when something changes here, and keeps apart "
    "what happened on the ground from what changed in the record."
)
SINCE = later("Since this visit")
SINCE_REMARK = later(
    "Keep this link: it lists what releases after this one have added and what they answer otherwise."
)
AS_NOW_REMARK = later(
    "This link opens the page on this very ledger, and says what a later one answers to the same question."
)
INTRO = later(
    "Newest first. “On the ground” is what claims say has happened. “Reported only” is what is denied, or "
    "what nobody confirms. “In the record” is what was added or corrected here: nothing need have happened."
)
CHANGED_SINCE = later("What has changed since")
READ_IT = later("Read the feed")
REPLACED = later(
    "The ledger no longer has these entries; where it still tells of the same thing, that is another entry:"
)
THEN = later("As release {number} had it, beside what is said today")
NOW = later("Open it on the map")

_RUNS, _CLAIMS = 6, 12
"""So many runs of days and claims of an entry are told; the others are counted."""

_BECAUSE: Mapping[Cause, Message] = {
    Cause.CLAIMS: later("because of claims"),
    Cause.RULES: later("because of the rules"),
    Cause.EITHER: later("because of claims, and of the rules too"),
    Cause.BOTH: later("because of claims and rules together"),
}


@dataclass(frozen=True, slots=True)
class ClaimTold:
    """A claim or figure behind an entry: its sentence, its page, and the document with its address."""

    claim_id: str
    sentence: str
    address: str
    document: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words.

    Attributes:
        title: Whether the ground or the record changed, when, where, and what.
        lines: What else it says, a sentence each.
        claims: The first claims behind it.
        more: How many more there are, in words; empty where all are told.
        replaced: The first entries that are told no more, and in words how many more there are.
        address: Where the dashboard shows it.
        changed: Since which release the ledger tells it so.
        then: The same as the release before had it; empty where nothing was otherwise.
        then_label: What that link is called.
        categories: Terms that tell entries apart, with their labels.
    """

    title: str
    lines: tuple[str, ...]
    claims: tuple[ClaimTold, ...]
    more: str
    address: str
    changed: str
    then: str
    then_label: str
    categories: Mapping[str, str]
    replaced: tuple[str, ...] = ()


def title(followed: Followed, catalog: Catalog, choices: Choices) -> str:
    """Return what a feed is called: Border Ledger: Kanpaiti; Border Ledger: KIA, Kachin."""
    parts = [catalog.actors[actor].code for actor in followed.actors]
    if followed.place:
        parts.append(choices.places.get(followed.place, followed.place))
    else:
        parts.append(AREAS[followed.stretch]())
    parts += [SUBJECT[each]() for each in followed.subjects]
    if followed.policy is not Policy.REPORTED:
        parts.append(say("rule “{policy}”", policy=POLICY[followed.policy]()))
    if followed.known_on:
        parts.append(say("as known on {day}", day=show_day(followed.known_on)))
    return say("{name}: {followed}", name=NAME(), followed=", ".join(parts))


def since_release(release: Release) -> str:
    """Return after which release the entries are."""
    return say("Since release {number} of {day}", number=release.number, day=long_day(release.day))


def nothing(release: Release | None) -> str:
    """Return that a feed has no entry, or none after a release."""
    if release is None:
        return say("Nothing has changed.")
    return say(
        "Nothing has changed since release {number} of {day}.",
        number=release.number,
        day=long_day(release.day),
    )


def told(item: Item, catalog: Catalog, policy: Policy) -> Told:
    """Return an entry in words."""
    of = item.of
    kind = {str(item.kind): KIND[item.kind]()}
    if isinstance(of, Entry):
        return _of_entry(item, of, catalog, policy, kind)
    if isinstance(of, Added):
        return _of_release(item, of, catalog, kind)
    return _of_answers(item, of, catalog, kind)


def _changed(item: Item) -> str:
    return say(
        "In this form since release {number} of {day}.", number=item.number, day=show_day(item.updated)
    )


def _of_entry(item: Item, entry: Entry, catalog: Catalog, policy: Policy, kind: Mapping[str, str]) -> Told:
    heading = say("{kind}: {entry}", kind=KIND[item.kind](), entry=_named(entry, catalog))
    lines = [_happened(item, entry)]
    if item.number > 1 and item.published < item.updated:
        lines.append(
            say("Release {number} of the ledger tells it otherwise than before.", number=item.number)
        )
    asked = {"entry": entry.entry_id} | ({"policy": str(policy)} if policy is not Policy.REPORTED else {})
    claims, more = _claims(item, catalog)
    figures = [each for each in catalog.measures if each.measure_id in entry.measures]
    claims = (*claims, *(_figure(each, catalog) for each in figures[:_CLAIMS]))
    if (rest := len(figures) - _CLAIMS) > 0:
        more = say_plural("and {figure} figure more", "and {figure} figures more", rest)
    return Told(
        title=heading,
        lines=tuple(lines),
        claims=claims,
        more=more,
        address=page_address(catalog, "", **asked),
        changed=_changed(item),
        then="",
        then_label="",
        categories={**kind, str(entry.happening).replace(" ", "-"): SUBJECT[subject(entry)]()},
    )


def _named(entry: Entry, catalog: Catalog) -> str:
    """Return an entry in one line: 20 Nov 2024, Kanpaiti: BGF + SAC → KIA."""
    return say(
        "{days}, {place}: {what}",
        days=log_words.when(entry),
        place=catalog.places[entry.place_id].name,
        what=log_words.what(entry, catalog),
    )


def _happened(item: Item, entry: Entry) -> str:
    """Return when an entry happened, as claims say, or that none of them says that it did."""
    days = {"first": long_day(entry.first), "last": long_day(entry.last)}
    if item.kind is Kind.RECORD:
        return say("Nobody says that anything changed on these days: it is what the documents tell of.")
    if entry.stance is Stance.DENIES:
        return say("It was reported, and is denied: no claim says that it is so.")
    if entry.stance is Stance.UNCONFIRMED:
        return say("It was reported, and nobody confirms it.")
    if entry.first == entry.last:
        return say("Claims say that it happened on {first}.", **days)
    return say("Claims say that it happened at some time from {first} to {last}.", **days)


def _of_release(item: Item, of: Added, catalog: Catalog, kind: Mapping[str, str]) -> Told:
    release = of.release
    count = say_plural("{figure} claim added", "{figure} claims added", len(of.claims))
    if of.known_on:
        count = say_plural(
            "{figure} claim added of those known on {day}",
            "{figure} claims added of those known on {day}",
            len(of.claims),
            day=show_day(of.known_on),
        )
    if of.corrections:
        fixed = say_plural(
            "{figure} of them corrects another", "{figure} of them correct another", len(of.corrections)
        )
        count = say("{added}, {corrected}", added=count, corrected=fixed)
    heading = say(
        "{kind}: release {number} of {day}: {count}",
        kind=KIND[Kind.RECORD](),
        number=release.number,
        day=show_day(release.day),
        count=count,
    )
    shown = of.corrections or of.claims
    claims, more = _claims(item, catalog, shown)
    lines = []
    if not of.known_on:  # what changed as a whole tells of what came later, too
        lines.append(
            say("Release {number} as a whole: {changes}", number=release.number, changes=release.changes)
        )
    replaced = [_named(each, catalog) for each in of.replaced[:_CLAIMS]]
    if (rest := len(of.replaced) - _CLAIMS) > 0:
        replaced.append(say_plural("and {figure} entry more", "and {figure} entries more", rest))
    if of.corrections:
        lines.append(say("The corrections among them:"))
    return Told(
        title=heading,
        lines=tuple(lines),
        claims=claims,
        more=more,
        address=f"/?{urlencode({'data': release.hash})}",
        changed=_changed(item),
        then="",
        then_label="",
        categories={**kind, "release": say("Release")},
        replaced=tuple(replaced),
    )


def _of_answers(item: Item, of: Revised, catalog: Catalog, kind: Mapping[str, str]) -> Told:
    place = catalog.places[of.place_id]
    topic = DIMENSION[of.dimension]()
    heading = say_plural(
        "{kind}: {place}, {topic}: release {number} has another answer for {figure} stretch of time",
        "{kind}: {place}, {topic}: release {number} has other answers for {figure} stretches of time",
        len(of.runs),
        kind=KIND[Kind.RECORD](),
        place=place.name,
        topic=topic,
        number=of.release.number,
    )
    lines = [
        say("Nothing need have happened: the ledger has other claims, or other rules, than before."),
        *(_run(run, catalog) for run in of.runs[:_RUNS]),
    ]
    if len(of.runs) > _RUNS:
        lines.append(say_plural("And {figure} more.", "And {figure} more.", len(of.runs) - _RUNS))
    claims, more = _claims(item, catalog)
    if claims:
        lines.append(_behind(of))
    on = _day_in(of.runs[-1], catalog.newest_record).isoformat()
    return Told(
        title=heading,
        lines=tuple(lines),
        claims=claims,
        more=more,
        address=page_address(catalog, "", place=of.place_id, on=on),
        changed=_changed(item),
        then=f"/?{urlencode({'place': of.place_id, 'on': on, 'data': of.before.hash})}",
        then_label=THEN(number=of.before.number),
        categories={**kind, "answers": topic},
    )


def _behind(of: Revised) -> str:
    """Return what the claims are that stand beneath other answers."""
    if of.changed:
        return say("The claims that make the difference:")
    if any(run.new.used for run in of.runs):
        return say("The answers rest on these claims now:")
    return say("The answers rested on these claims before:")


def _run(run: Disagreement, catalog: Catalog) -> str:
    return say(
        "{days}: “{before}” is now “{after}”, {why}.",
        days=_days(run.start, run.end),
        before=_state(run.old, catalog),
        after=_state(run.new, catalog),
        why=_BECAUSE[run.cause](),
    )


def _state(state: State, catalog: Catalog) -> str:
    return gate_status(state) if state.value else str(state_text(state, catalog, state.partners))


def _days(start: date | None, end: date | None) -> str:
    last = end - timedelta(1) if end else None
    if start and last:
        return show_span(start, last)
    if start:
        return say("since {day}", day=show_day(start))
    return say("until {day}", day=show_day(last)) if last else say("on all days")


def _day_in(run: Disagreement, newest: date) -> date:
    """Return a day of a run on which the page can show it."""
    return min(run.start or (run.end - timedelta(1) if run.end else newest), newest)


def _claims(item: Item, catalog: Catalog, ids: tuple[str, ...] = ()) -> tuple[tuple[ClaimTold, ...], str]:
    """Return the first claims behind an entry, and how many more there are; those that went are left out."""
    every = [each for each in ids or item.claims if each in catalog.claims]
    rest = len(every) - _CLAIMS
    more = say_plural("and {figure} claim more", "and {figure} claims more", rest) if rest > 0 else ""
    return tuple(_claim(each, catalog) for each in every[:_CLAIMS]), more


def _claim(claim_id: str, catalog: Catalog) -> ClaimTold:
    claim = catalog.claims[claim_id]
    source = catalog.sources[claim.source_id]
    return ClaimTold(
        claim_id=claim_id,
        sentence=claim.restates,
        address=claim_address(catalog, claim_id),
        document=say("{publisher}, {title}", publisher=source.publisher, title=source.title),
        url=web_address(source.url),
    )


def _figure(measure: Measure, catalog: Catalog) -> ClaimTold:
    """Return a figure as a claim is told, with its number; it has no page of its own: the file has it."""
    source = catalog.sources[measure.source_id]
    days = {"what": measure.scope, "period": show_when(measure.period)}
    value = log_words.amount(measure)
    return ClaimTold(
        claim_id=measure.measure_id,
        sentence=say("{amount}, {period}: {what}", amount=value, **days)
        if value
        else say("{period}: {what}", **days),
        address=f"/dataset/{MEASURES.file}",
        document=say("{publisher}, {title}", publisher=source.publisher, title=source.title),
        url=web_address(source.url),
    )
