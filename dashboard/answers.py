"""States in a few words of Markdown: who, since when, who before, on how many voices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.claimrows import GATE_WORDS, dates_change
from dashboard.markdown import codes, escape, quiet
from dashboard.scene import Scene
from geodata import resolver
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.states import Interval, State
from geodata.vocab import Dimension, PlaceKind, Status
from geodata.when import show_day, show_span


def state_of(scene: Scene, place_id: str, dimension: Dimension) -> State:
    """Return the state of one place and dimension for the scene's question."""
    view = scene.view
    return resolver.state(
        scene.catalog, place_id, view.on, known_on=scene.known_on, policy=view.policy, dimension=dimension
    )


def control_text(scene: Scene, state: State) -> str:
    """Return who holds the place, since when, who before, and on how many voices it rests."""
    catalog = scene.catalog
    if state.status is Status.UNKNOWN:
        return f"no claim {quiet('says who held it on this day')}"
    if state.status is Status.CHANGING:
        head = f"{codes(catalog, state.from_actors)} → {codes(catalog, state.actors)}, changing"
    elif state.status is Status.CONTESTED:
        head = f"{codes(catalog, state.actors, ' / ')}, contested"
    else:
        head = codes(catalog, state.actors)
    if state.partners:
        head += f" with {escape(', '.join(catalog.actors[actor].code for actor in state.partners))}"
    since = _since(state)
    second = [text for text in (_before(scene, state), _voices(catalog, state), _age(state)) if text]
    return f"{head}{since}" + (f"  \n{quiet(' · '.join(second))}" if second else "")


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


def _before(scene: Scene, state: State) -> str:
    """Return who held the place before the present holder, from its track."""
    track = resolver.track(scene.catalog, state.place_id, known_on=scene.known_on, policy=scene.view.policy)
    if state.status is Status.CHANGING:
        return ""
    earlier: list[Interval] = []
    for interval in track.intervals:
        if interval.covers(state.on):
            break
        if interval.status in (Status.HELD, Status.JOINT):
            earlier.append(interval)
    holders = next((each for each in reversed(earlier) if set(each.actors) != set(state.actors)), None)
    return f"before: {codes(scene.catalog, holders.actors)}" if holders else ""


def _voices(catalog: Catalog, state: State) -> str:
    """Return on how many independent origins the state rests, and how many of them date it."""

    def origins(claims: Iterable[Claim]) -> int:
        return len({catalog.sources[claim.source_id].origin_group for claim in claims})

    used = [catalog.claims[claim] for claim in state.used]
    rests, dated = origins(used), origins(claim for claim in used if dates_change(claim, state))
    if not rests:
        return ""
    if state.status is not Status.CHANGING and 0 < dated < rests:
        return f"day from {dated} of {rests} origins"
    return f"from {rests} independent origins" if rests > 1 else "from one origin"


def _age(state: State) -> str:
    if not state.stale or state.newest_evidence is None:
        return ""
    return f"unverified since {show_day(state.newest_evidence)}"


def gate_text(scene: Scene, gates: Sequence[State]) -> str:
    """Return the status of a place's gates, a line for each where it has several."""
    if not gates:
        return f"no claim {quiet('about a gate of this place')}"
    lines = []
    for gate in gates:
        name = f"{escape(scene.catalog.places[gate.place_id].name)}: " if len(gates) > 1 else ""
        lines.append(name + _status_text(gate))
    return "  \n".join(lines)


def _status_text(state: State) -> str:
    """Return a gate's or the rare earths' status in words."""
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
    marks = [mark for mark in ("derived" if state.derived_from else "", _age(state)) if mark]
    return f"{word}{_since(state).replace('**', '')}" + (
        f" {quiet('· ' + ' · '.join(marks))}" if marks else ""
    )


def restrictions_text(scene: Scene, place: Place) -> str:
    """Return what applies to a wider area that the place lies in: gates at large, rare earths."""
    catalog, lines = scene.catalog, []
    for area in catalog.places.values():
        if area.kind is not PlaceKind.AREA or area.state != place.state:
            continue
        for dimension in (Dimension.GATE, Dimension.RARE_EARTH):
            if not catalog.claims_of(area.place_id, dimension):
                continue
            if dimension is Dimension.RARE_EARTH and not _share_township(area, place):
                continue
            state = state_of(scene, area.place_id, dimension)
            if state.status is not Status.UNKNOWN and not state.stale:
                topic = "gates" if dimension is Dimension.GATE else "rare earths"
                name = area.name.partition(" (")[0]
                lines.append(f"{escape(name.removesuffix(f' {topic}'))} {topic}: {_status_text(state)}")
    return "  \n".join(lines) or quiet("none on record for this day")


def _share_township(area: Place, place: Place) -> bool:
    return bool(set(area.township.split("|")) & set(place.township.split("|")))
