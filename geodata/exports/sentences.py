"""An answer, its age and its claims in plain English, for files and for programs that read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from geodata.analysis.evidence import newest_report, unreported
from geodata.analysis.weighed import Weighed, counts
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.dates import show_day, show_when
from geodata.errors import how_many
from geodata.resolver.answers import Span, State
from geodata.vocab import Dimension, Stance, Status

TOPICS = {
    Dimension.CONTROL: "control",
    Dimension.GATE: "China’s gate",
    Dimension.RARE_EARTH: "rare earths",
    Dimension.OFFENSIVE: "attack",
    Dimension.AGREEMENT: "agreement",
}
"""What a dimension is about."""

UNKNOWN_MEANS = (
    "Unknown means that no accepted claim says who holds the place on that day. It never means that the "
    "holder of before is still there."
)
NOT_ON_THE_GROUND = "A claim is what a document says, not what is so."
PRECISION = (
    "Dates are as exact as their source and no more. A day called latest is the first one after its span."
)
"""What a reader must not conclude, whatever was asked."""
NEWEST_REPORT = "newest report in the ledger (documents that are no reporting do not count)"
"""What the newest record is: the day of a release is later, and so may be a document that is no reporting."""

_INSTEAD = 3
"""Claims that count in the place of another that are named; of more it says how many."""


def names(catalog: Catalog, actor_ids: Sequence[str], joiner: str = " and ") -> str:
    """Return actors by name and code."""
    actors = (catalog.actors[each] for each in actor_ids)
    return joiner.join(f"{actor.name} ({actor.code})" for actor in actors)


def answer_text(catalog: Catalog, state: State) -> str:
    """Return what is known of a place on a day, in a sentence: who holds it, or how it stands, since when."""
    if state.status is Status.UNKNOWN:
        what = "who holds it" if state.dimension is Dimension.CONTROL else "how it stands"
        return f"Unknown: no accepted claim says {what}."
    if state.value:
        now, before, joiner = state.value.replace("/", " or "), state.from_value, ""
    else:
        joiner = " or " if state.status is Status.CONTESTED else " and "
        now, before = names(catalog, state.actors, joiner), names(catalog, state.from_actors)
    words = {
        Status.HELD: now if state.value else f"Held by {now}",
        Status.JOINT: f"Held together by {now}",
        Status.CHANGING: f"Changing from {before or 'an unknown holder'} to {now}, the day is not certain",
        Status.CONTESTED: f"Contested: {now}",
    }[state.status]
    if state.partners:
        words += f", with {names(catalog, state.partners)}"
    if since := _since(state.since):
        words += f", since {since}"
    return f"{words[0].upper()}{words[1:]}."


def _since(span: Span | None) -> str:
    """Return the days within which something began; empty where nothing is known of them."""
    if span is None or (span.earliest is None and span.latest is None):
        return ""
    last = span.latest - date.resolution if span.latest else None
    if span.earliest is None:
        return f"{show_day(last)} or before" if last else ""
    if last is None or last == span.earliest:
        return show_day(span.earliest)
    return f"a day from {show_day(span.earliest)} to {show_day(last)}"


def age_days(state: State) -> int | None:
    """Return how many days lie between the newest evidence and the day asked, None where there is none."""
    return (state.on - state.newest_evidence).days if state.newest_evidence else None


def age_text(state: State) -> str:
    """Return how old the evidence of an answer is, and of how many independent origins its claims are.

    The two are told apart: an answer rests on claims that speak of later days too.
    """
    if state.status is Status.UNKNOWN:
        return "No evidence counts for this day."
    age = age_days(state)
    if age is not None and state.newest_evidence:
        near = f", {how_many(age, 'day')} before it" if age else ""
        words = f"Newest evidence up to that day: {show_day(state.newest_evidence)}{near}"
    elif state.first_evidence:
        words = f"First evidence: {show_day(state.first_evidence)}, after the day asked"
    else:
        words = "No day of evidence"
    stale = "; no news for over 180 days" if state.stale else ""
    origins = how_many(state.origins, "independent origin")
    if state.status in (
        Status.CHANGING,
        Status.CONTESTED,
    ):  # others among its claims speak of before and after
        return f"{words}{stale}. Claims of {origins} speak for it."
    return f"{words}{stale}. The answer rests on claims of {origins}."


def counts_text(state: State) -> str:
    """Return how many claims are used, set aside, and add nothing: 12 used, 4 set aside, 6 add nothing."""
    found = counts(state)
    nothing = "adds nothing" if found.silent == 1 else "add nothing"
    return f"{found.used} used, {found.aside} set aside, {found.silent} {nothing}"


def why_text(each: Weighed) -> str:
    """Return what the reason means for which a claim is set aside, and which claims count in its place."""
    if each.reason is None:
        return ""
    if not each.instead:
        return each.reason.meaning
    first = ", ".join(each.instead[:_INSTEAD])
    more = len(each.instead) - _INSTEAD
    return f"{each.reason.meaning.rstrip('.')}: {first}{f' and {more} more' if more > 0 else ''}."


def known_text(catalog: Catalog, known_on: date) -> str:
    """Return the day on which the ledger is read, and what that day is where it is the ledger's newest."""
    if known_on != catalog.newest_record:
        return show_day(known_on)
    return f"{show_day(known_on)}, the day of the {NEWEST_REPORT}"


def caveats(catalog: Catalog, states: Sequence[State]) -> list[str]:
    """Return what a reader must not conclude from some answers; what holds of none of them is left out."""
    told = [NOT_ON_THE_GROUND, PRECISION]
    if any(each.status is Status.UNKNOWN for each in states):
        told.append(UNKNOWN_MEANS)
    if any(each.stale for each in states):
        told.append(
            "An answer without news for over 180 days is carried forward, or back, from its evidence."
        )
    for each in states:
        if each.may_have_changed and each.until and each.until.earliest and each.until.latest:
            last = each.until.latest - date.resolution
            told.append(
                f"{catalog.places[each.place_id].name} changed at some time from "
                f"{show_day(each.until.earliest)} to {show_day(last)}: the answer is the older one."
            )
        if each.derived_from:
            told.append(
                f"{catalog.places[each.place_id].name}, {TOPICS[each.dimension]}: derived from claims about "
                f"{catalog.places[each.derived_from].name}."
            )
    told += after_the_newest(catalog, {(each.dimension, each.on) for each in states})
    return list(dict.fromkeys(told))


def after_the_newest(catalog: Catalog, asked: set[tuple[Dimension, date]]) -> list[str]:
    """Return that nothing was reported of days after the newest report, for each dimension of such a day."""
    told = []
    for dimension, on in sorted(asked):
        newest = newest_report(catalog, dimension)
        if newest and unreported(catalog, on, dimension):
            told.append(
                f"The newest report of {TOPICS[dimension]} is of {show_day(newest.published)}: what is said "
                "of later days is unverified."
            )
    return told


def value_text(catalog: Catalog, claim: Claim) -> str:
    """Return what a claim says in a few words: names of actors, a status, an agreement; with its stance."""
    actors = [each for each in claim.value.split("+") if each in catalog.actors]
    value = names(catalog, actors) if claim.actors else claim.value.replace("_", " ")
    if claim.stance is Stance.DENIES:
        return f"not {value}"
    return f"{value}, unconfirmed" if claim.stance is Stance.UNCONFIRMED else value


def days_text(claim: Claim) -> str:
    """Return the dates of a claim as its source gives them."""
    parts = []
    if claim.start:
        parts.append(f"began {show_when(claim.start)}")
    if claim.since_before:
        parts.append("for long already")
    if claim.as_of:
        parts.append(f"as of {show_when(claim.as_of)}")
    if claim.end:
        parts.append(f"until {show_when(claim.end)}")
    return ", ".join(parts) or "no date"
