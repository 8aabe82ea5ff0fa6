"""What a picture shows, for those who do not see it, and the rows of the table beside it."""

from __future__ import annotations

from collections import Counter

from dashboard.answer.scene import Scene
from dashboard.wording.counts import crossing_states, parts
from dashboard.wording.dates import show_day, show_when, span_text
from dashboard.wording.firmness import evidence, unverified
from dashboard.wording.grounds import evidence_day
from dashboard.wording.language import listed
from dashboard.wording.phrases import axis_span
from dashboard.wording.states import gate_words, said, state_codes
from geodata.analysis.evidence import newest_report, unreported
from geodata.resolver.voices import known_day
from geodata.vocab import PlaceKind, Status

_YEARS = 8
"""Of so many years at most the holders are told in words."""

_TOWNS = (PlaceKind.TOWN, PlaceKind.VILLAGE)


def map_alt(scene: Scene) -> str:
    """Return what the map shows."""
    catalog = scene.catalog
    known = sum(
        catalog.places[place_id].kind in _TOWNS and state.status is not Status.UNKNOWN
        for place_id, state in scene.control.items()
    )
    towns = "; ".join(
        f"{catalog.places[state.place_id].name}: {said(state, scene)}" for state in crossing_states(scene)
    )
    return (
        f"Map of the Myanmar–China border on {show_day(scene.view.on)}, "
        f"as known on {show_day(scene.known_on)}: {known} towns in the colour of their holder, "
        f"{scene.mines.total.clusters} mine clusters. "
        f"Crossing towns north to south: {towns}.{_unverified(scene)}"
    )


def _unverified(scene: Scene) -> str:
    """Return a sentence that the day lies after the newest report, empty where it does not."""
    newest = newest_report(scene.catalog)
    if newest is None or not unreported(scene.catalog, scene.view.on):
        return ""
    text = unverified(newest.published)
    return f" {text[0].upper()}{text[1:]}."


def lanes_alt(scene: Scene) -> str:
    """Return what the timeline shows, whatever the day asked."""
    names = [place.name for place in scene.lanes]
    if not names:
        return "Timeline without a lane: the map shows no crossing."
    return (
        f"Timeline of who held {len(names)} crossings and gates {axis_span(scene.axis)}, "
        f"north to south from {names[0]} to {names[-1]}, with claims and the status of China’s gates."
    )


def day_alt(scene: Scene) -> str:
    """Return what the timeline says of the day asked: who held the crossings, and the chosen place."""
    held = ", ".join(f"{label} {count}" for label, count, _ in parts(crossing_states(scene), scene))
    place = scene.place
    state = scene.control.get(place.place_id) if place else None
    chosen = f" {place.name}: {said(state, scene)}." if place and state else ""
    return f"Crossing towns on {show_day(scene.view.on)}: {held}.{chosen}"


def lanes_table(scene: Scene) -> list[dict[str, str]]:
    """Return the timeline on the day as rows, north to south: place, holder, since when, gate."""
    return [_lane_row(place.place_id, scene) for place in scene.lanes]


def _lane_row(place_id: str, scene: Scene) -> dict[str, str]:
    state = scene.control[place_id]
    return {
        "place": scene.catalog.places[place_id].name,
        "control": said(state, scene),
        "since": span_text(state.since),
        "evidence": evidence(state, evidence_day(state, scene.catalog)),
        "China’s gate": gate_words(place_id, scene),
    }


def holders_alt(scene: Scene) -> str:
    """Return what the chart of holders shows, at the beginning of each year, of a long axis of some years."""
    catalog = scene.catalog
    told = []
    for day in scene.axis.years[:: -(-len(scene.axis.years) // _YEARS)]:
        counts = Counter(
            str(state_codes(scene.tracks[place.place_id].at(day), catalog)) for place in scene.crossings
        )
        told.append(f"{show_day(day)}: {', '.join(f'{who} {count}' for who, count in counts.most_common())}")
    return (
        f"How many of {len(scene.crossings)} crossing towns each actor held, "
        f"{axis_span(scene.axis)}. {'. '.join(told)}."
    )


def mines_alt(scene: Scene) -> str:
    """Return what the chart of mines shows, at the beginning of each year."""
    total, catalog = scene.counted.total, scene.catalog
    towns = Counter(mine.place_id for mine in scene.counted.clusters if mine.place_id)
    names = [f"{count} with {catalog.places[place].name}" for place, count in towns.most_common()]
    return (
        f"Mine clusters ({total.clusters}), leaching pools ({total.pools:,}) and hectares of hull "
        f"({total.area_ha:,.0f}) by controlling actor, {axis_span(scene.axis)}, "
        f"derived from the town in whose schematic catchment they lie: {listed(names) or 'none'}. "
        "Only the area around Pang War and Chipwi was surveyed."
    )


def imports_alt(scene: Scene) -> str:
    """Return what the chart of imports shows, and what it leaves apart."""
    known = scene.measures
    months = (each for each in scene.catalog.monthly if "/" not in each.period.text)
    figures = [each for each in months if each.series.startswith("A:") and each.measure_id in known]
    highest = max(figures, key=lambda each: each.t_gross, default=None)
    top = "No monthly figure was published by then. "
    if highest:
        top = f"The highest month is {show_when(highest.period)} with {highest.t_gross:,.0f} tonnes. "
    return (
        "China’s imports of rare-earth oxide (HS 28469019) in gross tonnes, beside who held the towns "
        "of the mines and of the official posts, and their gates: by month of all origins, by year of all "
        f"origins, and by year of Myanmar, each in a panel of its own. {top}"
        "Other scopes are in the table only."
    )


def coverage_alt(scene: Scene) -> str:
    """Return what the strip of coverage shows."""
    claims, newest, axis = scene.claims, scene.catalog.newest_record, scene.axis
    known = [day for claim in claims if (day := known_day(claim, newest)) <= scene.known_on]
    earlier = sum(day < axis.start for day in known)
    before = f"{earlier} of them before {axis.start.year}, " if earlier else ""
    return (
        f"Claims recorded by month, {len(known)} of {len(claims)} in the ledger, {before}and how many days "
        f"old the newest evidence about the crossing towns was, {axis_span(axis)}."
    )
