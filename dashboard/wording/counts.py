"""The few figures above the map: crossing towns and mines by holder, gates, age of the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from dashboard.answer.grounds import asides, dating, origins
from dashboard.answer.holdings import held, of_window
from dashboard.answer.scene import Scene
from dashboard.wording.dates import show_day, show_when, span_text
from dashboard.wording.language import Message, figure, later, listed, number, say, say_plural
from dashboard.wording.phrases import NAMED, codes, holders
from dashboard.wording.text import Run, Text
from dashboard.wording.vocabulary import FRAME, NO_CLAIM, POLICY, STATUS
from geodata.analysis import timeline
from geodata.analysis.mines import MineState
from geodata.analysis.stretches import WHOLE
from geodata.datasets.places import Place
from geodata.resolver.answers import STALE_AFTER, Interval, State
from geodata.vocab import GateStatus, PlaceKind, Status

# -- Counts ----------------------------------------------------------------------------------------

_OPEN = (Status.CHANGING, Status.CONTESTED, Status.UNKNOWN)
"""What keeps an answer from having a holder."""

A = TypeVar("A", State, Interval, MineState)


@dataclass(frozen=True, slots=True)
class Part(Generic[A]):
    """The answers that count as one: those of the same holders, or all that have none.

    Attributes:
        status: What is known; of held and joint ones that of the first.
        label: The holders' codes, or what keeps the answers from having any.
        actors: Ids of the holders, none where there are none.
        answers: The answers.
    """

    status: Status
    label: str
    actors: tuple[str, ...]
    answers: tuple[A, ...]

    @property
    def count(self) -> int:
        """How many answers it has."""
        return len(self.answers)

    @property
    def text(self) -> Text:
        """Its label and count: KIA 4, the code in its hue."""
        hue = self.actors[0] if len(self.actors) == 1 else ""
        label = Run(self.label, actor=hue, strong=bool(self.actors))
        return Text.of(label, "\N{NO-BREAK SPACE}", figure(self.count))


def parts(answers: Iterable[A], scene: Scene) -> tuple[Part[A], ...]:
    """Return the parts of some answers, most first; changing, contested and unknown last."""
    groups: dict[Status | tuple[str, ...], list[A]] = {}
    for answer in answers:
        groups.setdefault(answer.status if answer.status in _OPEN else answer.actors, []).append(answer)
    every = []
    for key, of in groups.items():
        actors = () if isinstance(key, Status) else key
        label = STATUS[key]() if isinstance(key, Status) else codes(key, scene.catalog)
        every.append(Part(of[0].status, label, actors, tuple(of)))
    last = {status: place for place, status in enumerate(_OPEN, 1)}
    return tuple(sorted(every, key=lambda part: (last.get(part.status, 0), -part.count, part.label)))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the line under the headline: a label, its parts, a remark."""

    label: str
    parts: tuple[Text, ...]
    note: str = ""


def kpi(scene: Scene) -> tuple[Figure, ...]:
    """Return the figures under the headline; the parts of towns and of mines add up to all of them."""
    states, clusters = crossing_states(scene), scene.counted.clusters
    old, gates = sum(state.stale for state in states), gates_text(scene)
    stale = say(
        "{count} of {all}: no news for over {days} days", count=old, all=len(states), days=STALE_AFTER.days
    )
    figures = (
        Figure(
            say_plural("{figure} crossing town", "{figure} crossing towns", len(states)),
            tuple(part.text for part in parts(states, scene)),
        ),
        Figure(
            say_plural("{figure} mine cluster", "{figure} mine clusters", len(clusters)),
            tuple(part.text for part in parts(clusters, scene)),
            say("derived"),
        ),
        Figure(say("Kachin gates"), (Text.of(gates),) if gates else ()),
        Figure("", (Text.of(stale),) if states else ()),
    )
    return tuple(each for each in figures if each.parts)


def strip(scene: Scene) -> tuple[State, ...]:
    """Return the state of each crossing town in the order of the first figure's parts."""
    return tuple(state for part in parts(crossing_states(scene), scene) for state in part.answers)


def extent_sentence(scene: Scene) -> str:
    """Return what part of the map or border charts and totals are limited to; empty where they are not."""
    extent, catalog = scene.view.extent, scene.catalog
    if extent is None and scene.view.stretch == WHOLE:
        return ""
    if extent is None:
        return say(
            "Charts and totals count only {stretch}: {towns} of {all_towns} crossing towns, "
            "{clusters} of {all_clusters} mine clusters.",
            stretch=FRAME[scene.view.stretch](),
            towns=len(scene.crossings),
            all_towns=len(catalog.crossings),
            clusters=scene.counted.total.clusters,
            all_clusters=scene.mines.total.clusters,
        )
    return say(
        "Charts and totals count only what the map shows, {south}–{north} N, {west}–{east} E: "
        "{towns} of {all_towns} crossing towns, {clusters} of {all_clusters} mine clusters.",
        south=figure(extent.south, 2),
        north=figure(extent.north, 2),
        west=figure(extent.west, 2),
        east=figure(extent.east, 2),
        towns=len(scene.crossings),
        all_towns=len(catalog.crossings),
        clusters=scene.counted.total.clusters,
        all_clusters=scene.mines.total.clusters,
    )


def crossing_states(scene: Scene) -> list[State]:
    """Return the state of control of each crossing town, north to south."""
    return [scene.control[place.place_id] for place in scene.crossings]


_GATES: dict[str, tuple[Message, Message]] = {
    GateStatus.CLOSED: (later("all closed"), later("{count} closed")),
    GateStatus.PARTIAL: (later("all partly open"), later("{count} partly open")),
    GateStatus.OPEN: (later("all open"), later("{count} open")),
    Status.CHANGING: (later("all changing"), later("{count} changing")),
    Status.CONTESTED: (later("all contested"), later("{count} contested")),
    Status.UNKNOWN: (NO_CLAIM, later("{count} without information")),
}
"""What is said of all gates, and of some of them, by how they stand."""


def gates_text(scene: Scene) -> str:
    """Return China’s gates of the Kachin stretch: all closed; or 5 closed, 2 partly open."""
    counts = Counter(
        gate.status if gate.status in _OPEN else gate.value or Status.UNKNOWN
        for place in scene.crossings
        if place.state == "Kachin" and place.kind is not PlaceKind.AREA
        for gate in scene.gates.get(place.place_id, ())
    )
    standing = [(messages, counts[key]) for key, messages in _GATES.items() if counts[key]]
    if len(standing) == 1:
        return "".join(every() for (every, _), _ in standing)
    return ", ".join(some(count=count) for (_, some), count in standing)


def crossings_sentence(scene: Scene, day: str = "") -> str:
    """Return who held how many of the crossing towns, on a day where one is given."""
    states = crossing_states(scene)
    if not states:
        return say("No crossing town lies in the part of the map that is counted.")
    every = parts(states, scene)
    firm = listed([_held(part, scene) for part in every if part.status not in _OPEN])
    rest = listed([_held(part, scene) for part in every if part.status in _OPEN])
    held = "; ".join(filter(None, (firm, rest)))
    towns = crossing_towns(scene, len(states))
    if not day:
        return say("Of {towns}, {held}.", towns=towns, held=held)
    return say("On {day}, of {towns}, {held}.", day=day, towns=towns, held=held)


def mines_sentence(scene: Scene, day: str) -> str:
    """Return who held how many of the mine clusters on a day, how that is known, and how large they are."""
    clusters, total = scene.counted.clusters, scene.counted.total
    if not clusters:
        return say("No mine cluster lies in the part of the map that is counted.")
    every = parts(clusters, scene)
    if len(clusters) > 1 == len(every) and every[0].status is Status.HELD:
        who = holders(every[0].actors, scene.catalog)
        first = say(
            "On {day}, {holder} held all {count} mine clusters.", day=day, holder=who, count=len(clusters)
        )
    else:
        first = say_plural(
            "On {day}, of {figure} mine cluster, {held}.",
            "On {day}, of {figure} mine clusters, {held}.",
            len(clusters),
            day=day,
            held=listed([_held(part, scene) for part in every]),
        )
    size = say(
        "They have {pools} leaching pools in outlines of {hectares} ha.",
        pools=figure(total.pools),
        hectares=figure(total.area_ha),
    )
    how = say("Who holds a cluster is derived from the town in whose schematic catchment it lies.")
    return f"{first} {size} {how} {say('Only the area around Pang War and Chipwi was surveyed.')}"


def crossing_towns(scene: Scene, count: int) -> str:
    """Return how many crossing towns are counted, and in which part of the border."""
    if scene.view.stretch == "kachin":
        return say_plural("{figure} crossing town in Kachin", "{figure} crossing towns in Kachin", count)
    if scene.view.stretch == "northern-shan":
        return say_plural(
            "{figure} crossing town in northern Shan", "{figure} crossing towns in northern Shan", count
        )
    if scene.view.extent:
        return say_plural("{figure} crossing town on the map", "{figure} crossing towns on the map", count)
    return say_plural("{figure} crossing town", "{figure} crossing towns", count)


def _held(part: Part[Any], scene: Scene) -> str:
    """Return who held a part of some places: the KIA held five; one was contested."""
    who = holders(part.actors, scene.catalog)
    match part.status:
        case Status.CHANGING:
            return say_plural("{count} was changing hands", "{count} were changing hands", part.count)
        case Status.CONTESTED:
            return say_plural("{count} was contested", "{count} were contested", part.count)
        case Status.UNKNOWN:
            return say_plural("{count} had no accepted claim", "{count} had no accepted claim", part.count)
        case Status.JOINT:
            return say("{holders} jointly held {count}", holders=who, count=number(part.count))
    return say("{holders} held {count}", holders=who, count=number(part.count))


# -- What changed ----------------------------------------------------------------------------------
# What another choice of evidence moves, in one sentence; the notes above the chosen lane.


def policy_effect(scene: Scene, other: Scene) -> str:
    """Return what moves where the evidence counts differently: `scene` instead of `other`."""
    towns = scene.crossings
    moved = [
        place.name for place in towns if _answer(place.place_id, scene) != _answer(place.place_id, other)
    ]
    about = {"evidence": turned(scene, other) or say("the same evidence"), "towns": len(towns)}
    if not moved:
        return say("{evidence}: none of {towns} crossing towns has another answer", **about)
    if len(moved) > NAMED:
        return say(
            "{evidence}: {count} of {towns} crossing towns have another answer", count=len(moved), **about
        )
    return say_plural(
        "{evidence}: {figure} of {towns} crossing towns has another answer ({places})",
        "{evidence}: {figure} of {towns} crossing towns have another answer ({places})",
        len(moved),
        places=listed(moved),
        **about,
    )


def turned(scene: Scene, other: Scene, day: Callable[[date], str] = show_day) -> str:
    """Return what counts as evidence in `scene` instead of what counts in `other`, empty if the same."""
    policy, earlier_policy = POLICY[scene.view.policy](), POLICY[other.view.policy]()
    known, earlier_known = day(scene.known_on), day(other.known_on)
    if scene.view.policy == other.view.policy:
        if scene.known_on == other.known_on:
            return ""
        return say("known on {day} instead of {other_day}", day=known, other_day=earlier_known)
    if scene.known_on == other.known_on:
        return say("{policy} instead of {other_policy}", policy=policy, other_policy=earlier_policy)
    return say(
        "{policy} instead of {other_policy}, and known on {day} instead of {other_day}",
        policy=policy,
        other_policy=earlier_policy,
        day=known,
        other_day=earlier_known,
    )


def _answer(place_id: str, scene: Scene) -> tuple[object, ...]:
    """Return what the map shows of a place, as it must differ for another answer."""
    if of_window(scene):
        return tuple(map(timeline.answer, held(place_id, scene).answers))
    return timeline.answer(scene.control[place_id])


@dataclass(frozen=True, slots=True)
class LaneNote:
    """A short note above the chosen lane: of a document set aside, or of a change.

    `before` tells whether the text stands to the left of its day.
    """

    day: date
    text: str
    set_aside: bool
    before: bool


def lane_of(scene: Scene, place_id: str | None) -> Place | None:
    """Return the place whose lane tells of a place or mine cluster, None where none does.

    It is the place itself, else the town that it is a part of; of a mine cluster the town that it
    is held with.
    """
    towns = {mine.cluster_id: mine.place_id for mine in scene.mines.clusters}
    place = scene.catalog.places.get(towns.get(place_id or "", place_id) or "")
    lanes = {lane.place_id: lane for lane in scene.lanes}
    return (lanes.get(place.place_id) or lanes.get(place.part_of or "")) if place else None


def lane_notes(scene: Scene) -> tuple[LaneNote, ...]:
    """Return the notes of the chosen lane by weight: dates set aside, then the changes nearest the day."""
    place = lane_of(scene, scene.view.place)
    state = scene.control.get(place.place_id) if place else None
    if place is None or state is None:
        return ()
    return (*_other_dates(state, scene), *_changes(place, scene))


def _other_dates(state: State, scene: Scene) -> Iterable[LaneNote]:
    for aside in asides(state, scene.catalog):
        start = aside.claims[0].start
        if aside.other_date and start and start.earliest:
            text = say_plural(
                "{date}: {count} report, set aside",
                "{date}: {count} reports, set aside",
                aside.documents,
                date=show_when(start),
            )
            yield LaneNote(start.earliest, text, set_aside=True, before=False)


def _changes(place: Place, scene: Scene) -> Iterable[LaneNote]:
    """Yield a note on each dated change of a lane, the nearest to the day first."""
    notes: dict[object, LaneNote] = {}
    for interval in scene.tracks[place.place_id].intervals:
        span = interval.since
        if span is None or span.earliest is None or span in notes:
            continue
        count, text = origins(dating(interval, scene.catalog), scene.catalog), span_text(span)
        if count:
            text = say_plural("{days}: {count} origin", "{days}: {count} origins", count, days=text)
        notes[span] = LaneNote(span.earliest, text, set_aside=False, before=True)
    yield from sorted(notes.values(), key=lambda note: abs((note.day - scene.view.on).days))
