"""The one live sentence: who held the chosen place on the day, since when, and who says so.

Where the map shows the window, it is about all crossings in that.

It is made of clauses, each a message of its own, with semicolons between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dashboard.answer.grounds import (
    dating,
    evidence_span,
    holders_after,
    holders_before,
    of_day,
    on_record_since,
    one_side,
    origins,
    speaking,
    used,
)
from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene
from dashboard.wording import firmness, grounds, holdings
from dashboard.wording.counts import crossings_sentence
from dashboard.wording.dates import day_beside, last_day, long_day, on_some_day, some_day
from dashboard.wording.language import later, say, say_plural
from dashboard.wording.own_claims import rests_on_own
from dashboard.wording.phrases import holders, sentence
from geodata.analysis.evidence import newest_report, unreported
from geodata.analysis.mines import MineState
from geodata.datasets.places import Place
from geodata.resolver import resolve
from geodata.resolver.answers import State
from geodata.vocab import Dimension, Reason, Status


def headline(scene: Scene) -> str:
    """Return the answer in one sentence: of the window where the map shows that, else of the day."""
    return holdings.headline(scene) if of_window(scene) else on_the_day(scene)


def on_the_day(scene: Scene) -> str:
    """Return the answer on the day in one sentence; that of all crossings where no place is chosen."""
    place, cluster = scene.place, scene.cluster
    if cluster is not None:
        return sentence(_of_cluster(cluster, scene))
    if place is None:
        return crossings_sentence(scene, day_asked(scene))
    return sentence(_of_place(place, scene))


def in_short(scene: Scene) -> str:
    """Return the answer in one sentence for a slide: who and since when, and what makes it doubtful.

    How new the evidence is where it is not old, and what was set aside, are left to notes and tables.
    """
    place = scene.place
    if of_window(scene) or place is None:
        return headline(scene)
    state = scene.control.get(place.place_id)
    if state is None:
        return headline(scene)
    clauses = [*_CLAUSES[state.status](state, place, scene)]
    if state.stale or state.may_have_changed:
        clauses += _ages(state, state, scene)
    return sentence([*clauses, grounds.split(state, scene.catalog), rests_on_own(state.used)])


def day_asked(scene: Scene) -> str:
    """Return the day asked, with what is to be known of it in brackets.

    26 November 2024 (as known on 1 January 2025); 1 May 2026 (unverified: the newest report on any
    holder is of 7 March 2026).
    """
    day, known = long_day(scene.view.on), long_day(scene.known_on)
    earlier = scene.known_on < scene.catalog.newest_record
    report = newest_report(scene.catalog)
    if report is None or not unreported(scene.catalog, scene.view.on):
        return say("{day} (as known on {known})", day=day, known=known) if earlier else day
    newest = long_day(report.published)
    if earlier:
        return say(
            "{day} (as known on {known}; unverified: the newest report on any holder is of {newest})",
            day=day,
            known=known,
            newest=newest,
        )
    return say("{day} (unverified: the newest report on any holder is of {newest})", day=day, newest=newest)


def _of_place(place: Place, scene: Scene) -> Iterator[str]:
    state = scene.control.get(place.place_id) or resolve.state(
        scene.catalog, place.place_id, scene.view.on, known_on=scene.known_on, policy=scene.view.policy
    )
    yield from _CLAUSES[state.status](state, place, scene)
    yield from _ages(state, state, scene)
    yield grounds.split(state, scene.catalog)
    yield from grounds.set_aside(state, scene.catalog)
    yield rests_on_own(state.used)


# -- Who held it -----------------------------------------------------------------------------------

_HELD, _HELD_SINCE, _HELD_BY, _ON_RECORD, _NO_DAY = range(5)
"""What is known of the beginning: not said; its days; its last day; the first evidence; no day."""

_ALONE = (
    later("On {day} {holders} held {place}"),
    later("On {day} {holders} held {place}, since {since} according to {origins}"),
    later("On {day} {holders} held {place}, by {since} at the latest, according to {origins}"),
    later("On {day} {holders} held {place}, on record since {since} according to {origins}"),
    later("On {day} {holders} held {place}, since an unknown day, according to {origins}"),
)
_TOGETHER = (
    later("On {day} {holders} jointly held {place}"),
    later("On {day} {holders} jointly held {place}, since {since} according to {origins}"),
    later("On {day} {holders} jointly held {place}, by {since} at the latest, according to {origins}"),
    later("On {day} {holders} jointly held {place}, on record since {since} according to {origins}"),
    later("On {day} {holders} jointly held {place}, since an unknown day, according to {origins}"),
)


def _held(state: State, place: Place, scene: Scene) -> Iterator[str]:
    """Yield who held it, since when, and by how many independent origins."""
    catalog, span = scene.catalog, state.since
    last = last_day(span) if span else None
    first = last if span else on_record_since(state, catalog)
    claims = dating(state, catalog) or (first and of_day(state, first, catalog)) or used(state, catalog)
    begun, since = _NO_DAY, ""
    if span is None and first:
        begun, since = _ON_RECORD, _evidence_day(state, first, scene)
    elif span and span.earliest and last:
        begun, since = _HELD_SINCE, some_day(span, state.on)
    elif last and last <= state.on:
        begun, since = _HELD_BY, day_beside(last, state.on)
    yield _holds(state, place.name, scene, begun, since, grounds.origins(state, claims, catalog))


def _holds(
    answer: State | MineState,
    place: str,
    scene: Scene,
    begun: int = _HELD,
    since: str = "",
    origins: str = "",
) -> str:
    messages = _TOGETHER if answer.status is Status.JOINT else _ALONE
    who = holders(answer.actors, scene.catalog)
    return messages[begun](day=day_asked(scene), holders=who, place=place, since=since, origins=origins)


def _changing(state: State, place: Place, scene: Scene) -> Iterator[str]:
    yield _passing(state, place.name, scene)
    span = state.since
    if span is None or span.earliest is None or span.latest is None:
        return
    when, count = on_some_day(span, state.on), origins(dating(state, scene.catalog), scene.catalog)
    if count:
        yield say_plural(
            "it changed hands {when}, according to {count} independent origin",
            "it changed hands {when}, according to {count} independent origins",
            count,
            when=when,
        )
    else:
        yield say("it changed hands {when}", when=when)


def _passing(answer: State | MineState, place: str, scene: Scene) -> str:
    to, day = holders(answer.actors, scene.catalog), day_asked(scene)
    if not answer.from_actors:
        return say("On {day} {place} was passing to {holders}", day=day, place=place, holders=to)
    before = holders(answer.from_actors, scene.catalog)
    return say(
        "On {day} {place} was passing from {before} to {holders}",
        day=day,
        place=place,
        before=before,
        holders=to,
    )


def _contested(state: State, place: Place, scene: Scene) -> Iterator[str]:
    catalog = scene.catalog
    about = {
        "day": day_asked(scene),
        "place": place.name,
        "origins": grounds.origins(state, speaking(state, catalog), catalog),
    }
    sides = len(state.actors) > 1 and not one_side(state, catalog)
    if sides:
        who = holders(state.actors, catalog)
        yield say(
            "On {day} {place} was contested between {holders}, according to {origins}", holders=who, **about
        )
    else:
        yield say("On {day} {place} was contested, according to {origins}", **about)
        yield _only_named(state, scene)
    if older := holders_before(state, catalog):
        yield say("{holders} held it before", holders=holders(older, catalog))


def _only_named(answer: State | MineState, scene: Scene) -> str:
    """Return who alone is named in a dispute; empty where nobody is."""
    count, who = len(answer.actors), holders(answer.actors, scene.catalog)
    if not count:
        return ""
    return say_plural("only {holders} is named", "only {holders} are named", count, holders=who)


def _unknown(state: State, place: Place, scene: Scene) -> Iterator[str]:
    day = day_asked(scene)
    if not scene.catalog.claims_of(place.place_id, Dimension.CONTROL):
        yield say(
            "On {day} nobody is on record: the ledger has no claim about who held {place}",
            day=day,
            place=place.name,
        )
        return
    yield say("On {day} no accepted claim says who held {place}", day=day, place=place.name)
    if late := sum(item.reason is Reason.NOT_YET_KNOWN for item in state.set_aside):
        yield say_plural("{count} claim was not yet known", "{count} claims were not yet known", late)


_CLAUSES = {
    Status.HELD: _held,
    Status.JOINT: _held,
    Status.CHANGING: _changing,
    Status.CONTESTED: _contested,
    Status.UNKNOWN: _unknown,
}


def _ages(answer: State | MineState, town: State | None, scene: Scene) -> Iterator[str]:
    """Yield how old the evidence is, and between which days it may have changed.

    The answer is a state, or a mine cluster that is held with its town.
    """

    def day(each: date) -> str:
        return _evidence_day(town, each, scene) if town else day_beside(each, scene.view.on)

    yield firmness.age(answer, day)
    to = holders(holders_after(town, scene.catalog), scene.catalog) if town else ""
    yield firmness.window(answer, long_day, to)


def _evidence_day(state: State, day: date, scene: Scene) -> str:
    """Return a day of evidence as its claims date it: 18 November, September 2024."""
    return some_day(evidence_span(state, day, scene.catalog), state.on)


# -- Mine clusters ---------------------------------------------------------------------------------


def _of_cluster(mine: MineState, scene: Scene) -> Iterator[str]:
    name, day = say("the mine cluster {name}", name=mine.label), day_asked(scene)
    if mine.place_id is None:
        yield say(
            "On {day} nobody is on record for {cluster}: it lies outside the catchment of every tracked town",
            day=day,
            cluster=name,
        )
        return
    if mine.status is Status.UNKNOWN:
        yield say("On {day} nobody is on record for {cluster}", day=day, cluster=name)
    elif mine.status is Status.CHANGING:
        yield _passing(mine, name, scene)
    elif mine.status is not Status.CONTESTED:
        yield _holds(mine, name, scene)
    elif len(mine.actors) > 1:
        who = holders(mine.actors, scene.catalog)
        yield say("On {day} {place} was contested between {holders}", day=day, place=name, holders=who)
    else:
        yield say("On {day} {place} was contested", day=day, place=name)
        yield _only_named(mine, scene)
    town = scene.catalog.places[mine.place_id].name
    yield say("this is derived from {town}, in whose schematic catchment it lies", town=town)
    yield from _ages(mine, scene.control.get(mine.place_id), scene)
