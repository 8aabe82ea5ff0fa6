"""A state in words: of a place, of a gate, with its age and with those who say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from dashboard.answer.gates import by_age
from dashboard.answer.grounds import dates_change, holders_after, holders_before, speaking
from dashboard.answer.scene import Scene
from dashboard.look import theme
from dashboard.wording import firmness
from dashboard.wording.claims import GATE_WORDS
from dashboard.wording.dates import show_day, show_span
from dashboard.wording.grounds import evidence_day
from dashboard.wording.phrases import gate_name
from dashboard.wording.text import codes, escape, quiet
from geodata.analysis.mines import MineState
from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.resolver import resolve
from geodata.resolver.answers import State
from geodata.vocab import Dimension, PlaceKind, Status

# -- A state alone, in plain text -----------------------------------------------------------------


def state_words(state: State, scene: Scene) -> str:
    """Return a state alone: KIA; BGF → KIA, changing; MNDAA / SAC, contested."""
    text = theme.words(state, scene.catalog.actors)
    if state.status in (Status.CHANGING, Status.CONTESTED) and state.status not in text:
        text += f", {state.status}"
    return text


def said(state: State, scene: Scene) -> str:
    """Return a state in a few words: KIA; BGF → KIA, changing; KIA, unverified since 11 Jul 2023."""
    text = state_words(state, scene)
    old = [firmness.age(state, evidence_day(state, scene.catalog))] if state.stale else []
    return ", ".join([text, *old, *filter(None, [firmness.window(state)])])


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
    text = gate_value(gate.value)
    if gate.status in (Status.CHANGING, Status.CONTESTED):
        text += f", {gate.status}"
    return text


def gate_value(value: str | None) -> str:
    """Return a gate's status as words: closed; closed or partly open; no claim."""
    named = {"partial": "partly open", "closed/partial": "closed or partly open"}
    return "no claim" if value is None else named.get(value, value.replace("/", " or "))


# -- A state on the card, in Markdown: who, since when, who before, on how many voices ------------


def state_of(scene: Scene, place_id: str, dimension: Dimension) -> State:
    """Return the state of one place and dimension for the scene's question."""
    view = scene.view
    return resolve.state(
        scene.catalog, place_id, view.on, known_on=scene.known_on, policy=view.policy, dimension=dimension
    )


def control_text(scene: Scene, state: State) -> str:
    """Return who holds the place, since when, who before, and on how many voices it rests."""
    catalog = scene.catalog
    head, since = holders_text(catalog, state), _since(state)
    if state.status is Status.UNKNOWN:
        unsure = firmness.window(state)
        return f"{head} {quiet('says who held it on this day')}" + (f"  \n{quiet(unsure)}" if unsure else "")
    to = codes(catalog, holders_after(state, catalog))
    age, window = firmness.age(state, evidence_day(state, catalog)), firmness.window(state, to=to)
    second = [text for text in (before_text(scene, state), _voices(catalog, state), age, window) if text]
    return f"{head}{since}" + (f"  \n{quiet(' · '.join(second))}" if second else "")


def holders_text(catalog: Catalog, answer: State | MineState) -> str:
    """Return who holds a place or mine: the older holder before the new one, the sides of a dispute apart."""
    if answer.status is Status.UNKNOWN or not answer.actors:
        return "no claim"
    head = codes(catalog, answer.actors, " / " if answer.status is Status.CONTESTED else " + ")
    if answer.status is Status.CHANGING:
        head = f"{codes(catalog, answer.from_actors) or 'no claim'} → {head}"
    if answer.partners:
        head += f" with {escape(', '.join(catalog.actors[actor].code for actor in answer.partners))}"
    return f"{head}, {answer.status}" if answer.status in (Status.CHANGING, Status.CONTESTED) else head


def _since(state: State) -> str:
    span = state.since
    if span is None:
        return ""
    if span.earliest is None:
        return (
            f", since before **{show_day(span.latest - date.resolution)}**"
            if span.latest
            else ", since before"
        )
    last = span.latest - date.resolution if span.latest else span.earliest
    word = "within" if state.status is Status.CHANGING else "since"
    return f", {word} **{show_span(span.earliest, last)}**"


def before_text(scene: Scene, state: State) -> str:
    """Return who held the place before the present holder, unless the present answer names it."""
    older = () if state.status in (Status.CHANGING, Status.UNKNOWN) else holders_before(state, scene.catalog)
    return f"before: {codes(scene.catalog, older)}" if older else ""


def _voices(catalog: Catalog, state: State) -> str:
    """Return on how many independent origins the state rests, and how many of them date it."""
    claims = speaking(state, catalog)
    dated = len({catalog.sources[c.source_id].origin_group for c in claims if dates_change(c, state.since)})
    if state.status is not Status.CHANGING and 0 < dated < state.origins:
        return f"day from {dated} of {state.origins} independent origins"
    return firmness.origins(state.origins)


def gate_text(scene: Scene, town_id: str) -> str:
    """Return the status of a place's gates, a line for each: the town as a whole, then newest first."""
    gates = by_age(town_id, scene.gates.get(town_id, ()))
    if not gates:
        return f"no claim {quiet('about a gate of this place')}"
    lines = []
    for gate in gates:
        name = f"{escape(gate_name(gate.place_id, town_id, scene.catalog))}: " if len(gates) > 1 else ""
        firm = firmness.firmness if len(gates) == 1 else firmness.in_short
        lines.append(name + _status_text(gate, firm(gate, evidence_day(gate, scene.catalog))))
    return "  \n".join(lines)


def _status_text(state: State, firm: Sequence[str]) -> str:
    """Return a gate's or the rare earths' status in words, with how firm it is."""
    if state.status is Status.UNKNOWN or state.value is None:
        return f"no claim {quiet('for this day')}"
    values = [GATE_WORDS.get(value, value.capitalize()) for value in re.split(r"[+/]", state.value)]
    word = f"**{escape(values[0])}**"
    if len(values) > 1:
        word = f"**{escape(' / '.join([values[0], *(value.lower() for value in values[1:])]))}**"
    if state.status is Status.CONTESTED:
        word += " contested"
    if state.status is Status.CHANGING and state.from_value:
        word = f"{escape(GATE_WORDS.get(state.from_value, state.from_value))} → {word}"
    marks = [*(["derived"] if state.derived_from else []), *firm]
    return f"{word}{_since(state).replace('**', '')}" + (
        f" {quiet('· ' + ' · '.join(marks))}" if marks else ""
    )


def restrictions_text(scene: Scene, place: Place) -> str:
    """Return what applies to a wider area that the place lies in: gates at large, rare earths.

    A place without gates has no part in what is said of all gates.
    """
    lines = []
    for area in scene.catalog.places.values():
        if not _lies_in(place, area):
            continue
        for dimension in (Dimension.GATE, Dimension.RARE_EARTH):
            if dimension is Dimension.GATE and place.place_id not in scene.gates:
                continue
            if dimension is Dimension.RARE_EARTH and not area.township:
                continue
            if not scene.catalog.claims_of(area.place_id, dimension):
                continue
            state = state_of(scene, area.place_id, dimension)
            if state.status is not Status.UNKNOWN and not state.stale:
                topic = "gates" if dimension is Dimension.GATE else "rare earths"
                name = area.name.partition(" (")[0]
                said = _status_text(state, firmness.firmness(state, evidence_day(state, scene.catalog)))
                lines.append(f"{escape(name.removesuffix(f' {topic}'))} {topic}: {said}")
    return "  \n".join(lines) or quiet("none on record for this day")


def _lies_in(place: Place, area: Place) -> bool:
    """Tell whether a place lies in an area: in one of its townships, or in its state where it has none."""
    if area.kind is not PlaceKind.AREA or area.state != place.state:
        return False
    return not area.township or bool(_townships(area) & _townships(place))


def _townships(place: Place) -> set[str]:
    """Return the names of a place's townships, without remarks such as "(part)"."""
    names = re.split(r"\||,| and ", re.sub(r"\([^)]*\)", "", place.township))
    return {name.strip() for name in names} - {""}
