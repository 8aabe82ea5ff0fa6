"""What a picture shows, what a turn of the dial moves, and what changed between two days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.scene import Scene
from dashboard.sentences.phrases import OTHER_DATE, crossings, dates, listed, meets, number, spoken
from dashboard.theme import words
from geodata.catalog import Catalog
from geodata.states import Change, State
from geodata.vocab import Dimension, PlaceKind, Status
from geodata.when import show_day, show_span, show_when

_DAY = timedelta(days=1)


def map_alt(scene: Scene) -> str:
    """Return what the map shows, for those who do not see it."""
    kinds = {PlaceKind.TOWN, PlaceKind.VILLAGE}
    known = sum(
        scene.catalog.places[place_id].kind in kinds and state.status is not Status.UNKNOWN
        for place_id, state in scene.control.items()
    )
    towns = "; ".join(
        f"{scene.catalog.places[s.place_id].name}: {words(s, scene.catalog.actors)}" for s in crossings(scene)
    )
    return (
        f"Map of the Myanmar–China border on {show_day(scene.view.on)}, "
        f"as known on {show_day(scene.known_on)}, "
        f"with {known} towns coloured by their holder and {scene.mines.total.clusters} mine clusters. "
        f"Crossing towns north to south: {towns}."
    )


def policy_effect(scene: Scene, other: Scene) -> str:
    """Return what moves when the evidence counts differently: `scene` instead of `other`."""
    changed = [
        p.name
        for p in scene.catalog.crossings
        if _answer(scene.control[p.place_id]) != _answer(other.control[p.place_id])
    ]
    if scene.view.policy != other.view.policy:
        turned = f"{scene.view.policy} instead of {other.view.policy}"
    else:
        turned = f"known on {show_day(scene.known_on)} instead of {show_day(other.known_on)}"
    count, total = len(changed), len(scene.catalog.crossings)
    if not count:
        return f"{turned}: none of {total} crossing towns changes"
    some = f" ({listed(changed)})" if count <= 4 else ""
    return f"{turned}: {count} of {total} crossing towns {'changes' if count == 1 else 'change'}{some}"


def _answer(state: State) -> tuple[object, ...]:
    return state.status, state.actors, state.from_actors


def what_changed(catalog: Catalog, a: date, b: date, changes: Sequence[Change]) -> str:
    """Return what is another answer on the later of two days, in one sentence."""
    lead = f"Between {show_day(min(a, b))} and {show_day(max(a, b))}"
    control = [change for change in changes if change.dimension is Dimension.CONTROL]
    if not control:
        return f"{lead} no accepted claim changes who held any of these places."
    gained: dict[tuple[str, ...], list[str]] = {}
    rest: dict[str, list[str]] = {}
    for change in control:
        name = catalog.places[change.place_id].name
        if change.after.status in (Status.HELD, Status.JOINT):
            known = change.before.status is not Status.UNKNOWN
            (gained.setdefault(change.after.actors, []) if known else rest.setdefault("first", [])).append(
                name
            )
        else:
            rest.setdefault(str(change.after.status), []).append(name)
    parts = [f"{spoken(who, catalog)} took {listed(names)}" for who, names in gained.items()]
    said = {"changing": "changing hands", "contested": "contested", "unknown": "no longer known", "first": ""}
    for key, words_ in said.items():
        if names := rest.get(key):
            verb = "was" if len(names) == 1 else "were"
            first = f"{listed(names)} {'has its' if len(names) == 1 else 'have their'} first claim"
            parts.append(first if key == "first" else f"{listed(names)} {verb} {words_}")
    return f"{lead} {'; '.join(parts)}."


@dataclass(frozen=True, slots=True)
class LaneNote:
    """A short note above the chosen lane: on a day, of a claim set aside or of the transition.

    `before` tells whether the text stands to the left of its day.
    """

    day: date
    text: str
    set_aside: bool
    before: bool


def lane_notes(scene: Scene) -> tuple[LaneNote, ...]:
    """Return the notes of the chosen lane: other dates that were set aside, and the transition."""
    state = scene.control.get(scene.place.place_id) if scene.place else None
    if state is None:
        return ()
    notes = []
    seen: set[date] = set()
    for item in state.set_aside:
        start = scene.catalog.claims[item.claim_id].start
        if item.reason not in OTHER_DATE or not (start and start.earliest and start.latest):
            continue
        apart = not (state.since and meets(state.since, start.earliest, start.latest))
        if apart and start.earliest not in seen:
            seen.add(start.earliest)
            sources = {
                scene.catalog.claims[other.claim_id].source_id
                for other in state.set_aside
                if (s := scene.catalog.claims[other.claim_id].start) and s.earliest == start.earliest
            }
            said = "one source" if len(sources) == 1 else f"{number(len(sources))} sources"
            notes.append(LaneNote(start.earliest, f"{show_when(start)}: {said}, set aside", True, False))
    if state.since and state.since.earliest and state.since.latest:
        used = [scene.catalog.claims[claim_id] for claim_id in state.used]
        count = len({scene.catalog.sources[c.source_id].origin_group for c in used if dates(c, state.since)})
        days = show_span(state.since.earliest, state.since.latest - _DAY)
        text = f"{days}: {number(count)} origin{'s' if count != 1 else ''}" if count else days
        notes.append(LaneNote(state.since.earliest, text, False, True))
    return tuple(notes)
