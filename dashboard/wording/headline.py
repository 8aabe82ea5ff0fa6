"""The one live sentence: who held the chosen place on the day, since when, and who says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from dashboard.answer.scene import Scene
from dashboard.wording import firmness
from dashboard.wording.counts import crossings_sentence
from dashboard.wording.dates import day_beside, last_day, long_day, on_some_day, some_day, some_when
from dashboard.wording.grounds import (
    Aside,
    asides,
    dating,
    evidence_span,
    holders_after,
    holders_before,
    of_day,
    on_record_since,
    origins,
    speaking,
    used,
)
from dashboard.wording.language import number
from dashboard.wording.phrases import derived, holder, holders, several
from geodata.analysis.evidence import newest_report, unreported
from geodata.analysis.mines import MineState
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.resolver import resolve
from geodata.resolver.answers import State
from geodata.resolver.ties import Ties
from geodata.vocab import Dimension, Reason, Share, Status

# -- The headline ----------------------------------------------------------------------------------

_WHY = {
    Reason.OWN_CLAIM: "a party’s own claim",
    Reason.UNCORROBORATED: "uncorroborated",
    Reason.CONTRADICTED: "contradicted",
    Reason.DATE_DIFFERS: "a date that differs",
    Reason.DIFFERS_FROM_ORIGIN: "differing from its origin",
}


def headline(scene: Scene) -> str:
    """Return the answer in one sentence; that of all crossings where no place is chosen."""
    earlier = scene.known_on < scene.catalog.newest_record
    known = f", as known on {long_day(scene.known_on)}," if earlier else ""
    return f"{asked_day(scene)}{known} {_answer(scene)}."


def asked_day(scene: Scene) -> str:
    """Return the day asked, and after the newest report that it is unverified: On 26 November 2024."""
    newest, on = newest_report(scene.catalog), f"On {long_day(scene.view.on)}"
    if newest is None or not unreported(scene.catalog, scene.view.on):
        return on
    return f"{on} ({firmness.unverified(newest.published, long_day)})"


def _answer(scene: Scene) -> str:
    place, cluster = scene.place, scene.cluster
    if cluster is not None:
        return _cluster(cluster, scene)
    if place is None:
        return crossings_sentence(scene)
    state = scene.control.get(place.place_id) or resolve.state(
        scene.catalog, place.place_id, scene.view.on, known_on=scene.known_on, policy=scene.view.policy
    )
    return _STATES[state.status](state, place, scene) + _split(state, scene) + _aside(state, scene)


def _held(state: State, place: Place, scene: Scene) -> str:
    who = holder(state.actors[0], scene.catalog)
    return f"{who} held {place.name}{_since(state, scene)}{_age(state, scene)}"


def _joint(state: State, place: Place, scene: Scene) -> str:
    who = holders(state.actors, scene.catalog)
    return f"{who} jointly held {place.name}{_since(state, scene)}{_age(state, scene)}"


def _changing(state: State, place: Place, scene: Scene) -> str:
    catalog = scene.catalog
    to = f"to {holders(state.actors, catalog)}"
    if state.from_actors:
        to = f"from {holders(state.from_actors, catalog)} {to}"
    claims = dating(state, catalog)
    by = f", by {several(origins(claims, catalog), 'independent origin')}" if claims else ""
    return f"{place.name} was passing {to}{_within(state)}{by}{_age(state, scene)}"


def _contested(state: State, place: Place, scene: Scene) -> str:
    catalog, claims = scene.catalog, speaking(state, scene.catalog)
    by = f", by {_origins(state, claims, catalog)}"
    older = holders_before(state, catalog)
    before = f"; before: {holders(older, catalog)}" if older else ""
    if len(state.actors) < 2 or _one_side(state, older, catalog):
        verb = "is" if len(state.actors) == 1 else "are"
        who = f"; only {holders(state.actors, catalog)} {verb} named" if state.actors else ""
        return f"{place.name} was contested{by}{who}{before}{_age(state, scene)}"
    return (
        f"{place.name} was contested between {holders(state.actors, catalog)}{by}{before}{_age(state, scene)}"
    )


def _one_side(state: State, older: Sequence[str], catalog: Catalog) -> bool:
    """Tell whether all claims of a dispute name the same allies: they are no two sides.

    Where the `older` holder is one of them, the others dispute it with that one.
    """
    named = {claim.actors for claim in speaking(state, catalog)}
    allies = len(named) == 1 and Ties(catalog.actors).united(frozenset(state.actors))
    return allies and not set(older) & set(state.actors)


def _unknown(state: State, place: Place, scene: Scene) -> str:
    if not scene.catalog.claims_of(place.place_id, Dimension.CONTROL):
        return f"nobody is on record: the ledger has no claim about who held {place.name}"
    late = sum(item.reason is Reason.NOT_YET_KNOWN for item in state.set_aside)
    unread = f"; {several(late, 'claim')} {'was' if late == 1 else 'were'} not yet known" if late else ""
    return f"no accepted claim says who held {place.name}{unread}{_age(state, scene)}"


_STATES = {
    Status.HELD: _held,
    Status.JOINT: _joint,
    Status.CHANGING: _changing,
    Status.CONTESTED: _contested,
    Status.UNKNOWN: _unknown,
}


def _since(state: State, scene: Scene) -> str:
    """Return since when, and by how many independent origins."""
    catalog, span = scene.catalog, state.since
    last = last_day(span) if span else None
    first = last if span else on_record_since(state, catalog)
    claims = dating(state, catalog) or (first and of_day(state, first, catalog)) or used(state, catalog)
    by = f" by {_origins(state, claims, catalog)}"
    if span is None:
        return f", on record since {_evidence_day(state, first, catalog)}{by}" if first else by
    if span.earliest is not None and last is not None:
        return f", since {some_day(span, state.on)}{by}"
    if last is None:
        return f",{by}"
    return f", since {'' if last < state.on else 'long '}before {day_beside(last, state.on)}{by}"


def _within(state: State) -> str:
    span = state.since
    if span is None or span.earliest is None or span.latest is None:
        return ""
    if last_day(span) == span.earliest:
        return " on that day"
    return f", {on_some_day(span, state.on)}"


def _age(state: State, scene: Scene) -> str:
    """Return how old the evidence is, and between which days it may have changed."""
    return "".join(f"; {text}" for text in _ages(state, state, scene))


def _ages(answer: State | MineState, town: State | None, scene: Scene) -> Iterator[str]:
    """Yield the ages of a state, or of a mine cluster that is held with the town."""

    def day(each: date) -> str:
        return _evidence_day(town, each, scene.catalog) if town else day_beside(each, scene.view.on)

    to = holders(holders_after(town, scene.catalog), scene.catalog) if town else ""
    window = firmness.window(answer, long_day, to)
    it = "it " if window and answer.status is not Status.UNKNOWN else ""
    yield from filter(None, (firmness.age(answer, day), f"{it}{window}"))


def _evidence_day(state: State, day: date, catalog: Catalog) -> str:
    """Return a day of evidence as its claims date it: 18 November, September 2024."""
    return some_day(evidence_span(state, day, catalog), state.on)


def _origins(state: State, claims: Sequence[Claim], catalog: Catalog) -> str:
    """Return how many independent origins say so, of how many in all, in how many outlets."""
    count, every = origins(claims, catalog), origins(speaking(state, catalog), catalog)
    if every == 1:
        return "one origin only"
    of = f" of {number(every)}" if count < every else ""
    return f"{number(count)}{of} independent origins in {outlets(state, catalog)}"


def _split(state: State, scene: Scene) -> str:
    text = split(state, scene.catalog)
    return f"; {text}" if text else ""


def _aside(state: State, scene: Scene) -> str:
    """Return what was set aside: the first thing in words, the rest as a number."""
    found = asides(state, scene.catalog)
    if not found:
        return ""
    first = found[0]
    are = "is" if first.documents == 1 else "are"
    says = f"; {number(first.documents)} that {_says(first, state, scene)} {are} set aside"
    if not first.other_date or state.status is Status.UNKNOWN:
        says += f" as {_WHY[first.reason]}"
    rest = sum(aside.documents for aside in found[1:])
    return f"{says}, with {several(rest, 'other')}" if rest else says


def _says(aside: Aside, state: State, scene: Scene) -> str:
    verb = "says" if aside.documents == 1 else "say"
    claim = aside.claims[0]
    if aside.other_date and claim.start and claim.start.earliest:
        first, begun = claim.start.earliest, state.since.earliest if state.since else None
        other_year = begun is not None and begun.year != first.year
        return f"{verb} {first.year if other_year else some_when(claim.start, state.on)}"
    name = "names" if aside.documents == 1 else "name"
    return f"{name} {holders(sorted(claim.actors), scene.catalog)}"


def _cluster(mine: MineState, scene: Scene) -> str:
    catalog, name = scene.catalog, f"the mine cluster {mine.label}"
    if mine.status is Status.UNKNOWN:
        return f"nobody is on record for {name}: {derived(mine, catalog)}"
    if mine.status is Status.CHANGING:
        before = f"from {holders(mine.from_actors, catalog)} " if mine.from_actors else ""
        who = f"{name} was passing {before}to {holders(mine.actors, catalog)}"
    elif mine.status is Status.CONTESTED:
        who = f"{name} was contested between {holders(mine.actors, catalog)}"
        if len(mine.actors) == 1:
            who = f"{name} was contested; only {holders(mine.actors, catalog)} is named"
    else:
        together = "jointly " if mine.status is Status.JOINT else ""
        who = f"{holders(mine.actors, catalog)} {together}held {name}"
    town = scene.control.get(mine.place_id or "")
    return "; ".join([f"{who}, {derived(mine, catalog)}", *_ages(mine, town, scene)])


# -- How origins and outlets are split -------------------------------------------------------------
# How the sources of an answer split: who of them names whom, where they do not all name the same.

_DISPUTE: frozenset[str] = frozenset()
"""What an origin names that says the place is fought over, or held in part."""

_READ = {Status.JOINT: "joint", Status.CONTESTED: "contested"}


def split(state: State, catalog: Catalog) -> str:
    """Return how the independent origins of a state split, and what is made of it.

    Two sources name both, two the regime, one the BGF: read as joint. Empty where all name the same
    or the one holder among others, and while the place changes hands, when the older holder's claims
    are among those used.
    """
    counts = Counter(_named(state, catalog).values())
    whole = frozenset(state.actors)
    if len(counts) < 2 or state.status is Status.CHANGING:
        return ""
    if state.status is Status.HELD and all(names & whole for names in counts):
        return ""

    def rank(names: frozenset[str]) -> tuple[bool, bool, int, list[str]]:
        return names == _DISPUTE, names != whole, -counts[names], sorted(names)

    order = sorted(counts, key=rank)
    parts: list[str] = []
    for names in order:
        noun = "" if parts else " source" if counts[names] == 1 else " sources"
        says = _split_says(names, whole, catalog, counts[names], first=not parts)
        parts.append(f"{number(counts[names])}{noun} {says}")
    return f"{', '.join(parts)}: read as {_reading(state, catalog)}"


def _named(state: State, catalog: Catalog) -> dict[str, frozenset[str]]:
    """Return the actors that each independent origin names, whatever it calls them, by its group.

    What an origin says of several times is not one answer: what it says of the time nearest to
    the day counts.
    """
    ties = Ties(catalog.actors)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in speaking(state, catalog):
        claims[catalog.sources[claim.source_id].origin_group].append(claim)
    named = {}
    for group, every in claims.items():
        nearest = min(_days_away(claim, state.on) for claim in every)
        of = [claim for claim in every if _days_away(claim, state.on) == nearest]
        disputed = any(claim.share is Share.CONTESTED for claim in of)
        named[group] = (
            _DISPUTE if disputed else frozenset().union(*(ties.one_name(claim.actors) for claim in of))
        )
    return named


def _days_away(claim: Claim, on: date) -> int:
    """Return how many days lie between the day and those that a claim names, 0 among them."""
    dates = [when for when in (claim.start, claim.as_of, claim.end) if when]
    days = [day for when in dates for day in (when.earliest, when.last_day) if day]
    return max(min(days) - on, on - max(days), on - on).days if days else 0


def _split_says(
    names: frozenset[str], whole: frozenset[str], catalog: Catalog, count: int, *, first: bool
) -> str:
    if names == _DISPUTE:
        return "reports a dispute" if count == 1 else "report a dispute"
    who = holders(sorted(names), catalog)
    if names == whole and len(whole) > 1:
        who = "both" if len(whole) == 2 else "all of them"
    verb = "names" if count == 1 else "name"
    return f"{verb} {who}" if first else who


def _reading(state: State, catalog: Catalog) -> str:
    if state.status in _READ:
        return _READ[state.status]
    who = holders(state.actors, catalog)
    return f"{who} with {holders(state.partners, catalog)}" if state.partners else who


def outlets(state: State, catalog: Catalog) -> str:
    """Return how many outlets stand behind a state: the publishers of its origin documents."""
    publishers = {
        catalog.origin_of(claim).publisher.partition(" (")[0].casefold() for claim in speaking(state, catalog)
    }
    return several(len(publishers), "outlet")
