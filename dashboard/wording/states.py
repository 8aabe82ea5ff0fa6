"""A state in words: of a place, a mine or a gate, with its age and with those who say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.answer.gates import by_age
from dashboard.answer.grounds import dates_change, holders_after, holders_before, speaking
from dashboard.answer.scene import Scene
from dashboard.look.theme import Holding
from dashboard.wording import firmness
from dashboard.wording.dates import last_day, show_day, show_span
from dashboard.wording.grounds import evidence_day
from dashboard.wording.language import later, listed, listed_or, say, say_plural
from dashboard.wording.phrases import gate_name
from dashboard.wording.text import NO_TEXT, Run, Text, code_of, codes_of, joined, say_text
from dashboard.wording.vocabulary import GATE, RARE_EARTH
from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.resolver import resolve
from geodata.resolver.answers import State
from geodata.vocab import Dimension, PlaceKind, Status

# -- A state alone --------------------------------------------------------------------------------

NO_CLAIM = later("no information")
ARROW = " → "

_VALUES = {str(value): label for value, label in (*GATE.items(), *RARE_EARTH.items())}
_UNSETTLED = {Status.CHANGING: later("{state}, changing"), Status.CONTESTED: later("{state}, contested")}
_OF_AN_AREA = {
    Dimension.GATE: later("All gates of {area}: {state}"),
    Dimension.RARE_EARTH: later("{area}, rare earths: {state}"),
}
_AREAS = {"kachin-china-border": later("the Kachin–China border")}
"""What an area is called whose own name is that of its gates."""


def holder_codes(answer: Holding, catalog: Catalog) -> Text:
    """Return the codes of those who hold it: KIA; BGF → KIA; MNDAA / SAC; empty where nobody is known to."""
    if answer.status is Status.UNKNOWN or not answer.actors:
        return NO_TEXT
    now = codes_of(catalog, answer.actors, " / " if answer.status is Status.CONTESTED else " + ")
    if answer.status is not Status.CHANGING:
        return now
    return Text.of(codes_of(catalog, answer.from_actors) or NO_CLAIM(), ARROW, now)


def state_codes(answer: Holding, catalog: Catalog) -> Text:
    """Return a state in a few letters, as a chart has room for: BGF → KIA; SAC contested; no information."""
    codes = holder_codes(answer, catalog)
    if answer.status is Status.CONTESTED and len(answer.actors) == 1:
        return say_text("{holder} contested", holder=codes)
    return codes or Text.of(NO_CLAIM())


def without_before(codes: Text) -> Text:
    """Return the codes of a change without those who held it before: → KIA."""
    at = next((number for number, run in enumerate(codes.runs) if run.text == ARROW), 0)
    return Text(codes.runs[at:])


def state_text(answer: Holding, catalog: Catalog, partners: Sequence[str] = ()) -> Text:
    """Return a state alone: KIA with Arakan Army; BGF → KIA, changing; no information."""
    text = holder_codes(answer, catalog)
    if not text:
        return Text.of(NO_CLAIM())
    if partners:
        text = say_text("{holders} with {partners}", holders=text, partners=_names(partners, catalog))
    return _unsettled(answer.status, text)


def _unsettled(status: Status, text: Text) -> Text:
    """Return a state with what keeps it from being settled, where it is not."""
    return say_text(_UNSETTLED[status].text, state=text) if status in _UNSETTLED else text


def _names(actors: Sequence[str], catalog: Catalog) -> str:
    return listed([catalog.actors[actor].name for actor in actors])


def read_aloud(answer: Holding, catalog: Catalog) -> str:
    """Return those who hold it as they are read aloud, where an arrow or a plus would not be."""

    def names(actors: Sequence[str]) -> str:
        return listed([str(code_of(catalog, actor)) for actor in actors])

    now = names(answer.actors)
    if answer.status is Status.CHANGING:
        before = names(answer.from_actors) or NO_CLAIM()
        return say("changing from {before} to {after}", before=before, after=now)
    if answer.status is Status.CONTESTED:
        return say("contested, {holders}", holders=now)
    return say("{holders} jointly", holders=now) if answer.status is Status.JOINT else now


def state_words(state: State, scene: Scene) -> str:
    """Return a state alone, its letters only."""
    return str(state_text(state, scene.catalog))


def said(state: State, scene: Scene) -> str:
    """Return a state in a few words: KIA; BGF → KIA, changing; KIA, no news since 11 Jul 2023."""
    old = firmness.age(state, evidence_day(state, scene.catalog)) if state.stale else ""
    return ", ".join(filter(None, [state_words(state, scene), old, firmness.window(state)]))


def gate_words(town_id: str, scene: Scene) -> str:
    """Return the status of a town's gates in words, each with its name where there are several."""
    gates = by_age(town_id, scene.gates.get(town_id, ()))
    if len(gates) == 1:
        return _firm(gates[0], scene)
    return "; ".join(
        f"{gate_name(gate.place_id, town_id, scene.catalog)}: {_firm(gate, scene)}" for gate in gates
    )


def _firm(gate: State, scene: Scene) -> str:
    """Return the status of a gate in words: closed, newest evidence 7 Nov 2024, 4 independent origins."""
    return ", ".join([gate_status(gate), *firmness.firmness(gate, evidence_day(gate, scene.catalog))])


def gate_status(gate: State) -> str:
    """Return the status of a gate alone: closed; closed or partly open, contested."""
    return str(_unsettled(gate.status, Text.of(gate_value(gate.value))))


def gate_value(value: str | None) -> str:
    """Return the status of a gate or of rare earths as words: closed; closed or partly open."""
    if value is None:
        return NO_CLAIM()
    return listed_or([_VALUES[each]() for each in re.split(r"[+/]", value)])


# -- A state on the card: who, since when, who before, on how many voices --------------------------


def state_of(scene: Scene, place_id: str, dimension: Dimension) -> State:
    """Return the state of one place and dimension for the scene's question."""
    view = scene.view
    return resolve.state(
        scene.catalog, place_id, view.on, known_on=scene.known_on, policy=view.policy, dimension=dimension
    )


def control_text(scene: Scene, state: State) -> Text:
    """Return who holds the place, since when, who before, and on how many voices it rests."""
    catalog = scene.catalog
    if state.status is Status.UNKNOWN:
        return joined(
            [say("no information on who held it on this day"), firmness.window_text(state).quiet()], "\n"
        )
    to = codes_of(catalog, holders_after(state, catalog))
    age = firmness.age(state, evidence_day(state, catalog))
    second = (before_text(scene, state), _voices(catalog, state), age, firmness.window_text(state, to=to))
    first = _with_days(state_text(state, catalog, state.partners), state, strong=True)
    return joined([first, joined(second, " · ").quiet()], "\n")


def _with_days(text: Text, state: State, strong: bool = False) -> Text:
    """Return a state with the days on which it began, where they are known."""
    span = state.since
    last = last_day(span) if span else None
    if span is None or (span.earliest or last) is None:
        return text
    if span.earliest is None and last:
        day = Run(show_day(last), strong=strong)
        return say_text("{state}, by {day} at the latest", state=text, day=day)
    assert span.earliest
    days = Run(show_span(span.earliest, last or span.earliest), strong=strong)
    if state.status is Status.CHANGING:
        one_day = span.earliest == last
        message = later("{state}, on {days}") if one_day else later("{state}, within {days}")
        return say_text(message.text, state=text, days=days)
    return say_text("{state}, since {days}", state=text, days=days)


def before_text(scene: Scene, state: State) -> Text:
    """Return who held the place before the present holder, unless the present answer names it."""
    older = () if state.status in (Status.CHANGING, Status.UNKNOWN) else holders_before(state, scene.catalog)
    return say_text("before: {holders}", holders=codes_of(scene.catalog, older)) if older else NO_TEXT


def _voices(catalog: Catalog, state: State) -> str:
    """Return on how many independent origins the state rests, and how many of them date it."""
    dating = [claim for claim in speaking(state, catalog) if dates_change(claim, state.since)]
    dated = len({catalog.sources[claim.source_id].origin_group for claim in dating})
    if state.status is Status.CHANGING or not 0 < dated < state.origins:
        return firmness.origins(state.origins)
    return say_plural(
        "{figure} of {all} independent origins gives the day",
        "{figure} of {all} independent origins give the day",
        dated,
        all=state.origins,
    )


def gate_text(scene: Scene, town_id: str) -> Text:
    """Return the status of a place's gates, a line for each: the town as a whole, then newest first."""
    gates = by_age(town_id, scene.gates.get(town_id, ()))
    if len(gates) == 1:
        return _value_text(gates[0], scene)
    lines = [
        Text.of(gate_name(gate.place_id, town_id, scene.catalog), ": ", _value_text(gate, scene, short=True))
        for gate in gates
    ]
    return joined(lines or [say("no claim about a gate of this place")], "\n")


def _value_text(state: State, scene: Scene, short: bool = False) -> Text:
    """Return a gate's or the rare earths' status in words, with how firm it is."""
    catalog = scene.catalog
    if state.status is Status.UNKNOWN or state.value is None:
        return Text.of(say("no claim for this day"))
    text = Text.of(Run(gate_value(state.value), strong=True))
    if state.status is Status.CHANGING and state.from_value:
        text = Text.of(gate_value(state.from_value), ARROW, text)
    firm = firmness.in_short if short else firmness.firmness
    marks = list(firm(state, evidence_day(state, catalog)))
    if state.derived_from:
        marks.insert(0, say("derived from {place}", place=catalog.places[state.derived_from].name))
    marks.insert(0, "")
    return Text.of(_with_days(_unsettled(state.status, text), state), Run(" · ".join(marks), quiet=True))


def restrictions_text(scene: Scene, place: Place) -> Text:
    """Return what applies to a wider area that the place lies in: gates at large, rare earths.

    A place without gates has no part in what is said of all gates.
    """
    lines = []
    for area in scene.catalog.places.values():
        if not _lies_in(place, area):
            continue
        for dimension, message in _OF_AN_AREA.items():
            if dimension is Dimension.GATE and place.place_id not in scene.gates:
                continue
            if dimension is Dimension.RARE_EARTH and not area.township:
                continue
            if not scene.catalog.claims_of(area.place_id, dimension):
                continue
            state = state_of(scene, area.place_id, dimension)
            if state.status is not Status.UNKNOWN and not state.stale:
                name = _AREAS[area.place_id]() if area.place_id in _AREAS else area.name.partition(" (")[0]
                lines.append(say_text(message.text, area=name, state=_value_text(state, scene)))
    return joined(lines, "\n") or Text.of(say("none on record for this day")).quiet()


def _lies_in(place: Place, area: Place) -> bool:
    """Tell whether a place lies in an area: in one of its townships, or in its state where it has none."""
    if area.kind is not PlaceKind.AREA or area.state != place.state:
        return False
    return not area.township or bool(_townships(area) & _townships(place))


def _townships(place: Place) -> set[str]:
    """Return the names of a place's townships, without remarks such as "(part)"."""
    names = re.split(r"\||,| and ", re.sub(r"\([^)]*\)", "", place.township))
    return {name.strip() for name in names} - {""}
