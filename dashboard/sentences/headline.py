"""The one live sentence: who held the chosen place on the day, since when, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dashboard import firmness
from dashboard.scene import Scene
from dashboard.sentences.counts import crossings_sentence
from dashboard.sentences.grounds import (
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
from dashboard.sentences.phrases import (
    day_beside,
    holder,
    holders,
    last_day,
    long_day,
    number,
    on_some_day,
    several,
    some_day,
    some_when,
)
from dashboard.sentences.split import outlets, split
from geodata import resolver
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.joins import MineState
from geodata.reports import newest_report, unreported
from geodata.states import State
from geodata.ties import Ties
from geodata.vocab import Dimension, Reason, Status

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
    state = scene.control.get(place.place_id) or resolver.state(
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
        return f"nobody is on record for {name}: {mine.derivation.removeprefix('unknown: ')}"
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
    return "; ".join([f"{who}, {mine.derivation}", *_ages(mine, town, scene)])
