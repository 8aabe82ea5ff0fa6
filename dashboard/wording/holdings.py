"""Who ever held each place within a window, in words: on the map, in the headline, in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from dashboard.answer.holdings import Held, held, mines_on_map
from dashboard.answer.scene import Scene
from dashboard.wording import firmness, states
from dashboard.wording.counts import Figure, crossing_towns, parts
from dashboard.wording.dates import day_beside, long_day, show_day, show_span
from dashboard.wording.language import figure, later, listed, say, say_plural
from dashboard.wording.phrases import NAMED, sentence
from dashboard.wording.phrases import holders as names
from dashboard.wording.states import ARROW, state_codes, state_text
from dashboard.wording.text import NO_TEXT, Run, Text, joined, say_text
from dashboard.wording.vocabulary import NO_CLAIM
from geodata.analysis.evidence import newest_report
from geodata.catalog import Catalog
from geodata.resolver.answers import Interval
from geodata.vocab import Status

# -- A place on the map ----------------------------------------------------------------------------

_WRITTEN = 3
"""So many answers of a place are written on the map; of more, the first and the last."""


def codes(of: Held, catalog: Catalog) -> Text:
    """Return who held a place, in order: BGF + SAC → KIA; SAC → … → KIA; empty where nobody is known."""
    if not of.answers:
        return NO_TEXT
    written: list[str | Text] = [state_codes(each, catalog) for each in of.answers]
    return joined(written if len(written) <= _WRITTEN else [written[0], "…", written[-1]], ARROW)


def read_aloud(of: Held, catalog: Catalog) -> str:
    """Return the same as it is read aloud, all of them: BGF and SAC jointly, then KIA."""
    said = ""
    for each in of.answers:
        now = states.read_aloud(each, catalog)
        said = say("{holders}, then {next}", holders=said, next=now) if said else now
    return said


def count(of: Held) -> str:
    """Return how often the holder changed: 2 changes."""
    return say_plural("{figure} change", "{figure} changes", of.changes)


def changes(of: Held) -> str:
    """Return the same, empty where it did not change."""
    return count(of) if of.changes else ""


def known(of: Held) -> str:
    """Return of which days something is known: known from 14 Jun 2024; empty where it is all of them."""
    if of.whole or not of.holdings:
        return ""
    if not of.known:
        return say("not known on all of these days")
    first, last, (begin, end) = of.known[0][0], of.known[-1][1], of.window
    if len(of.known) > 1 or (first > begin and last < end):
        return say("known {days}", days=listed([show_span(*each) for each in of.known]))
    if first > begin:
        return say("known from {day}", day=show_day(first))
    return say("known until {day}", day=show_day(last))


def stamp(scene: Scene) -> str:
    """Return what stands on the map in place of a day: Sep–Dec 2024, ever held."""
    return say("{window}, ever held", window=show_span(*scene.view.window))


# -- In sentences ----------------------------------------------------------------------------------


def headline(scene: Scene) -> str:
    """Return how many crossing towns changed hands within the window, and which, from whom to whom."""
    return sentence(_clauses(scene))


def _clauses(scene: Scene) -> Iterator[str]:
    towns = _crossings(scene)
    if not towns:
        yield say("No crossing town lies in the part of the map that is counted")
        return
    moved = [each for each in towns if each.changed]
    about = {"time": _time(scene), "towns": crossing_towns(scene, len(towns)), "places": _moves(moved, scene)}
    if not moved:
        yield say("{time}, of {towns}, none is known to have changed hands", **about)
    elif any(_disputed(each) for each in moved):
        yield say_plural(
            "{time}, of {towns}, {count} changed hands or came into dispute: {places}",
            "{time}, of {towns}, {count} changed hands or came into dispute: {places}",
            len(moved),
            **about,
        )
    else:
        yield say_plural(
            "{time}, of {towns}, {count} changed hands: {places}",
            "{time}, of {towns}, {count} changed hands: {places}",
            len(moved),
            **about,
        )
    if partly := sum(each.partly for each in towns):
        yield say_plural(
            "{count} is known for part of this time only",
            "{count} are known for part of this time only",
            partly,
        )
    if silent := [_name(each, scene) for each in towns if not each.holdings]:
        yield say("there is no information on {places}", places=_some(silent))
    if newest := _late(scene):
        yield firmness.unverified_after(newest, long_day)


def _time(scene: Scene) -> str:
    """Return the window, with the day of knowledge where it is an earlier one."""
    first, last = scene.view.window
    about = {"first": day_beside(first, last), "last": long_day(last), "known": long_day(scene.known_on)}
    earlier = scene.known_on < scene.catalog.newest_record
    if first == last:
        return say("On {last} (as known on {known})", **about) if earlier else say("On {last}", **about)
    if earlier:
        return say("Between {first} and {last} (as known on {known})", **about)
    return say("Between {first} and {last}", **about)


def _late(scene: Scene) -> date | None:
    """Return the day of the newest report on any holder, where the window goes on after it."""
    newest = newest_report(scene.catalog)
    return newest.published if newest and scene.view.window[1] > newest.published else None


def _some(texts: Sequence[str]) -> str:
    """Return some texts as a list; beyond a few they are counted."""
    rest = len(texts) - NAMED
    return listed([*texts[:NAMED], say("{count} more", count=figure(rest))] if rest > 0 else texts)


def _name(of: Held, scene: Scene) -> str:
    """Return the name of a place without another one in brackets."""
    return scene.catalog.places[of.place_id].name.partition(" (")[0]


def _moves(moved: Sequence[Held], scene: Scene) -> str:
    """Return from whom to whom places went, those of one kind together; beyond a few they are counted.

    Kan Hpan and Kanpaiti from the BGF and the regime to the KIA, Pang War from the BGF to the KIA.
    """
    kinds: dict[tuple[str, str, int], list[str]] = {}
    for each in moved[:NAMED]:
        way = _who(each.answers[0], scene), _who(each.answers[-1], scene), each.changes
        kinds.setdefault(way, []).append(_name(each, scene))
    told = [_move(listed(places), *way) for way, places in kinds.items()]
    rest = len(moved) - NAMED
    # Each has an "and" of its own; commas alone keep them apart.
    return ", ".join([*told, say("{count} more", count=figure(rest))] if rest > 0 else told)


def _move(places: str, first: str, last: str, times: int) -> str:
    about = {"places": places, "first": first, "last": last}
    if first == last:
        return say_plural(
            "{places} from {first} and back ({figure} change)",
            "{places} from {first} and back ({figure} changes)",
            times,
            **about,
        )
    if times > 1:
        return say("{places} from {first} to {last} ({count} changes)", count=figure(times), **about)
    return say("{places} from {first} to {last}", **about)


def _who(answer: Interval, scene: Scene) -> str:
    who = names(answer.actors, scene.catalog)
    if answer.status is not Status.CONTESTED:
        return who
    if len(answer.actors) > 1:
        return say("a dispute between {holders}", holders=who)
    return say("a dispute that names only {holders}", holders=who)


def _disputed(of: Held) -> bool:
    return any(each.status is Status.CONTESTED for each in of.answers)


def _crossings(scene: Scene) -> list[Held]:
    return [held(place.place_id, scene) for place in scene.crossings]


def map_alt(scene: Scene) -> str:
    """Return what the map shows of the window, the crossings with all who held them."""
    towns = _crossings(scene)
    names_of = scene.catalog.places
    told = [f"{names_of[each.place_id].name}: {holders(each, scene)}" for each in towns]
    text = say(
        "Map of the Myanmar–China border with all who held each place, {window}, as known on {known}. Towns "
        "that changed hands are striped in the colours of their holders. Crossing towns that changed hands: "
        "{changed} of {all}. North to south: {crossings}.",
        window=show_span(*scene.view.window),
        known=show_day(scene.known_on),
        changed=sum(each.changed for each in towns),
        all=len(towns),
        crossings="; ".join(told) or say("none"),
    )
    newest = _late(scene)
    return f"{text} {sentence([firmness.unverified_after(newest)])}" if newest else text


# -- The figures -----------------------------------------------------------------------------------


def figures(scene: Scene) -> tuple[Figure, ...]:
    """Return the figures under the headline; the parts of towns and of mines add up to all of them."""
    towns = _crossings(scene)
    counted = {mine.cluster_id for mine in scene.counted.clusters}
    mines = [answer for mine, answer in mines_on_map(scene) if mine.cluster_id in counted]
    clusters = [answer for answer in mines if isinstance(answer, Held)]
    partly = sum(each.partly for each in towns)
    some = say("{count} of {all}: known for part of this window", count=partly, all=len(towns))
    every = (
        Figure(
            say_plural("{figure} crossing town", "{figure} crossing towns", len(towns)),
            tuple(text for text, _ in _groups(towns, scene)),
        ),
        Figure(
            say_plural("{figure} mine cluster", "{figure} mine clusters", len(mines)),
            tuple(text for text, _ in _groups(clusters, scene, len(mines) - len(clusters))),
            say("derived"),
        ),
        Figure("", (Text.of(some),) if partly else ()),
    )
    return tuple(each for each in every if each.parts)


def strip(scene: Scene) -> tuple[Held, ...]:
    """Return who held each crossing town, in the order of the first figure's parts."""
    return tuple(each for _, of in _groups(_crossings(scene), scene) for each in of)


def _groups(of: Iterable[Held], scene: Scene, silent: int = 0) -> list[tuple[Text, list[Held]]]:
    """Return what changed hands, what had one answer, by that, and what has none, each with its count."""
    every = list(of)
    moved = [each for each in every if each.changed]
    nothing = [each for each in every if not each.holdings]
    single = [(each.answers[0], each) for each in every if each.holdings and not each.changed]
    whose = {id(answer): each for answer, each in single}
    groups = []
    if moved:
        groups.append((_count(say("changed"), len(moved)), moved))
    groups += [
        (part.text, [whose[id(answer)] for answer in part.answers])
        for part in parts((answer for answer, _ in single), scene)
    ]
    if nothing or silent:
        groups.append((_count(NO_CLAIM(), len(nothing) + silent), nothing))
    return groups


def _count(label: str, number: int) -> Text:
    return Text.of(label, "\N{NO-BREAK SPACE}", figure(number))


# -- The table -------------------------------------------------------------------------------------

CHANGES = later("Changes")
HOLDERS = later("Who held it, in order")
KNOWN = later("Known days")
HELD_ALT = later("Each followed place with all who held it in the window, and how often that changed")
HELD_NOTE = later(
    "A holder is listed from the first day on which a change to it may have happened. It may be listed for "
    "days before the first evidence: known days are without those. Followed places only."
)


def holders(of: Held, scene: Scene) -> Text:
    """Return all who held a place in the window, in order, each with its days."""
    if not of.holdings:
        return Text.of(Run(NO_CLAIM(), quiet=True))
    told = []
    for each in of.holdings:
        days = Run(show_span(each.first, each.last), quiet=True)
        told.append(say_text("{holders} {days}", holders=state_text(each.answer, scene.catalog), days=days))
    return joined(told, ARROW)
