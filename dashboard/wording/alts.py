"""The alternative text of each picture: what it shows, in words; and the rows of the table beside it."""

from __future__ import annotations

from collections import Counter

from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene
from dashboard.wording import events, holdings, own
from dashboard.wording.counts import crossing_states, parts
from dashboard.wording.dates import show_day, show_when, span_text
from dashboard.wording.firmness import evidence
from dashboard.wording.grounds import evidence_day
from dashboard.wording.language import figure, listed, say, say_plural
from dashboard.wording.phrases import axis_span, sentence
from dashboard.wording.states import gate_words, said
from dashboard.wording.window import imports_outside
from geodata.analysis.evidence import newest_report, unreported
from geodata.resolver.voices import known_day
from geodata.vocab import PlaceKind, Status

_YEARS = 8
"""Of so many years at most the holders are told in words."""

_TOWNS = (PlaceKind.TOWN, PlaceKind.VILLAGE)


def map_alt(scene: Scene) -> str:
    """Return what the map shows: the day, or the window; and the layers of the reader's own."""
    return " ".join(filter(None, (_ledger_alt(scene), events.map_alt(scene), own.map_alt(scene))))


def _ledger_alt(scene: Scene) -> str:
    if of_window(scene):
        return holdings.map_alt(scene)
    catalog = scene.catalog
    known = sum(
        catalog.places[place_id].kind in _TOWNS and state.status is not Status.UNKNOWN
        for place_id, state in scene.control.items()
    )
    towns = [_place_and_state(state.place_id, scene) for state in crossing_states(scene)]
    text = say(
        "Map of the Myanmar–China border on {day}, as known on {known}. Towns in the colour of their holder: "
        "{towns}. Mine clusters: {clusters}. Crossing towns, north to south: {crossings}.",
        day=show_day(scene.view.on),
        known=show_day(scene.known_on),
        towns=known,
        clusters=scene.mines.total.clusters,
        crossings="; ".join(towns),
    )
    newest = newest_report(catalog)
    if newest is None or not unreported(catalog, scene.view.on):
        return text
    late = say("Unverified: the newest report on any holder is of {day}.", day=show_day(newest.published))
    return f"{text} {late}"


def _place_and_state(place_id: str, scene: Scene) -> str:
    name, state = scene.catalog.places[place_id].name, scene.control[place_id]
    return f"{name}: {said(state, scene)}"


def lanes_alt(scene: Scene) -> str:
    """Return what the timeline shows, whatever the day asked."""
    names = [place.name for place in scene.lanes]
    if not names:
        return say("Timeline without a lane: the map shows no crossing.")
    return say_plural(
        "Timeline of who held {figure} crossing or gate {time}: {first}, with claims and the status of "
        "China’s gates.",
        "Timeline of who held {figure} crossings and gates {time}, north to south from {first} to {last}, "
        "with claims and the status of China’s gates.",
        len(names),
        time=axis_span(scene.axis),
        first=names[0],
        last=names[-1],
    )


def day_alt(scene: Scene) -> str:
    """Return what the timeline says of the day asked: who held the crossings, and the chosen place."""
    held = ", ".join(str(part.text) for part in parts(crossing_states(scene), scene))
    text = say("Crossing towns on {day}: {holders}.", day=show_day(scene.view.on), holders=held)
    place = scene.place
    if place is None or place.place_id not in scene.control:
        return text
    return f"{text} {sentence([_place_and_state(place.place_id, scene)])}"


def lanes_table(scene: Scene) -> list[dict[str, str]]:
    """Return the timeline on the day as rows, north to south: place, holder, since when, gate."""
    return [_lane_row(place.place_id, scene) for place in scene.lanes]


def _lane_row(place_id: str, scene: Scene) -> dict[str, str]:
    state = scene.control[place_id]
    return {
        say("Crossing or gate"): scene.catalog.places[place_id].name,
        say("Control"): said(state, scene),
        say("Since"): span_text(state.since),
        say("Evidence"): evidence(state, evidence_day(state, scene.catalog)),
        say("China’s gate"): gate_words(place_id, scene),
    }


def holders_alt(scene: Scene) -> str:
    """Return what the chart of holders shows at the beginning of some years, of a short axis on some days."""
    axis, years = scene.axis, []
    days = axis.years if len(axis.years) > 1 else axis.samples
    for day in days[:: -(-len(days) // _YEARS)]:
        answers = [scene.tracks[place.place_id].at(day) for place in scene.crossings]
        held = ", ".join(str(part.text) for part in parts(answers, scene))
        years.append(f"{show_day(day)}: {held}")
    text = say_plural(
        "Who held {figure} crossing town {time}.",
        "How many of {figure} crossing towns each actor held {time}.",
        len(scene.crossings),
        time=axis_span(scene.axis),
    )
    return f"{text} {sentence(years)}"


def mines_alt(scene: Scene) -> str:
    """Return what the chart of mines shows."""
    total, catalog = scene.counted.total, scene.catalog
    towns = Counter(mine.place_id for mine in scene.counted.clusters if mine.place_id)
    clusters = [
        say("{count} with {town}", count=count, town=catalog.places[place].name)
        for place, count in towns.most_common()
    ]
    return say(
        "Mine clusters ({clusters}, with {pools} leaching pools and outlines of {area} hectares) by "
        "controlling actor, {time}, derived from the town in whose schematic catchment they lie: {towns}. "
        "Only the area around Pang War and Chipwi was surveyed.",
        clusters=total.clusters,
        pools=figure(total.pools),
        area=figure(total.area_ha),
        time=axis_span(scene.axis),
        towns=listed(clusters) or say("none"),
    )


def imports_alt(scene: Scene) -> str:
    """Return what the chart of imports shows, and what it leaves apart."""
    return " ".join(filter(None, (imports_sentence(scene), imports_outside(scene))))


def imports_sentence(scene: Scene) -> str:
    """Return what the chart of imports shows."""
    known, listed = scene.measures, {each.measure_id for each in scene.imports.inside}
    months = (each for each in scene.catalog.monthly if "/" not in each.period.text)
    series = [each for each in months if each.series.startswith("A:") and each.measure_id in known]
    figures = [each for each in series if each.measure_id in listed]
    highest = max(figures, key=lambda each: each.t_gross, default=None)
    if highest is None and series:
        top = say("No monthly figure is in this window.")
    elif highest is None:
        top = say("No monthly figure was published by then.")
    else:
        month, tonnes = show_when(highest.period), figure(highest.t_gross)
        top = say("The highest month is {month} with {tonnes} tonnes.", month=month, tonnes=tonnes)
    return say(
        "China’s imports of rare-earth oxide (HS 28469019) in gross tonnes, beside who held the towns of the "
        "mines and of the official posts, and their gates: by month from all countries, by year from all "
        "countries, and by year from Myanmar, each in a panel of its own. {highest} Other figures are in the "
        "table only.",
        highest=top,
    )


def coverage_alt(scene: Scene) -> str:
    """Return what the strip of coverage shows."""
    claims, newest, axis = scene.claims, scene.catalog.newest_record, scene.axis
    known = [day for claim in claims if (day := known_day(claim, newest)) <= scene.known_on]
    about = {"known": len(known), "all": len(claims), "time": axis_span(axis)}
    earlier, later = sum(day < axis.start for day in known), sum(day >= axis.end for day in known)
    if later or (axis.start.month, axis.start.day) != (1, 1):
        return say(
            "Claims recorded over time, {known} of {all} in the ledger, {earlier} of them before {first} and "
            "{later} after {last}, and how many days old the newest evidence about the crossing towns was, "
            "{time}.",
            earlier=earlier,
            later=later,
            first=show_day(axis.start),
            last=show_day(axis.last),
            **about,
        )
    if earlier:
        return say(
            "Claims recorded by month, {known} of {all} in the ledger, {earlier} of them before {year}, and "
            "how many days old the newest evidence about the crossing towns was, {time}.",
            earlier=earlier,
            year=axis.start.year,
            **about,
        )
    return say(
        "Claims recorded by month, {known} of {all} in the ledger, and how many days old the newest evidence "
        "about the crossing towns was, {time}.",
        **about,
    )
