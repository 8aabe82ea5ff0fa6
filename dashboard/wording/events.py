"""What is said of conflict events: on the map, in its legend, and beside their charts.

Sides are named as the archive names them. What the archive does not cover is never said to be nothing.
"""

from __future__ import annotations

from datetime import date

from dashboard.answer.events import (
    Archive,
    Count,
    Days,
    Spot,
    archive_of,
    counted,
    days_counted,
    on,
    spots,
    total,
)
from dashboard.answer.scene import Scene
from dashboard.wording.dates import show_span
from dashboard.wording.language import figure, later, listed, say, say_plural
from dashboard.wording.vocabulary import POLICY
from geodata.datasets.events import VAGUE
from geodata.vocab import Policy, Status

OUTSIDE, UNSURE, COUNTRY = "outside", "several", "country"
"""Words of a cube, as `geodata.events` has them; its modules are slow to import."""

MADE_UP = later("MADE-UP EVENTS: a program made them to try things. Nothing of this is real.")

AS_EVENTS = later("Count its rows as conflict events")
AS_EVENTS_HELP = later(
    "They are counted by cells, weeks, the two sides and who held the ground, and are the layer “Conflict "
    "events” of the map, with its charts. Its rows are not drawn one by one then, and stay in this visit."
)

_BUNDLED = later("UCDP")
MAKERS = "UCDP GED 24.1, Candidate 26.0.4 (CC BY 4.0)"


def name(archive: Archive) -> str:
    """Return what events are called: those of the bundle by their archive, others by their file."""
    called = archive.title or _BUNDLED()
    return say("{name} (MADE UP, not real)", name=called) if archive.made_up else called


def credit(archive: Archive) -> str:
    """Return who made the events."""
    makers = MAKERS if archive.bundled else archive.attribution or name(archive)
    return say("events: {makers}", makers=makers)


def stamp(archive: Archive) -> str:
    """Return what the map itself says of made-up events; empty for others."""
    return say("MADE-UP EVENTS, NOTHING OF THEM IS REAL") if archive.made_up else ""


def events(count: int) -> str:
    """Return a number of events."""
    return say_plural("{figure} event", "{figure} events", count)


def deaths(count: Count) -> str:
    """Return the deaths of events, best, lowest and highest estimate, if there are figures."""
    if not count.counted:
        return say("no figures of deaths")
    if count.low == count.high:
        return say_plural("{figure} death", "{figure} deaths", count.best)
    return say_plural(
        "{figure} death ({low} to {high})",
        "{figure} deaths ({low} to {high})",
        count.best,
        low=figure(count.low),
        high=figure(count.high),
    )


def pair(text: str) -> str:
    """Return two sides as the archive names them; `text` has a line between them."""
    first, _, second = text.partition("|")
    both = [each for each in (first, second) if each]
    if not both:
        return say("no side named")
    return both[0] if len(both) == 1 else say("{one} and {other}", one=both[0], other=both[1])


# -- The map ---------------------------------------------------------------------------------------


def hexagon(spot: Spot) -> str:
    """Return what a hexagon says of itself, line by line."""
    vague = spot.count.events - spot.exact
    lines = [
        say("{events}, {deaths}", events=events(spot.count.events), deaths=deaths(spot.count)),
        say("weeks of {days}", days=show_span(*spot.weeks)),
    ]
    if vague and not spot.exact:
        lines.append(say("known only to a surrounding or an area, such as a township"))
    elif vague:
        lines.append(
            say_plural(
                "{figure} of them known only to a surrounding or an area",
                "{figure} of them known only to a surrounding or an area",
                vague,
            )
        )
    lines += [
        say("{pair}: {count}", pair=pair(each), count=figure(events_of)) for each, events_of in spot.pairs
    ]
    return "\n".join(lines)


def title(archive: Archive, window: Days, count: int) -> str:
    """Return the head of the legend's part: how many events of the window are on the map."""
    if not archive.covers(window):
        return say("{name}: no data for the window", name=name(archive))
    days = show_span(*days_counted(archive, window))
    return say_plural(
        "{name}: {figure} event, {days}; by events in a hexagon",
        "{name}: {figure} events, {days}; by events in a hexagon",
        count,
        name=name(archive),
        days=days,
    )


def size(least: int, following: int | None) -> str:
    """Return a class of numbers of events: 5 to 9, 25 and more."""
    if following is None:
        return say("{least} and more", least=figure(least))
    if following - least == 1:
        return figure(least)
    return say("{least} to {most}", least=figure(least), most=figure(following - 1))


HALO = later("place known only to an area")


def not_drawn(count: int) -> str:
    """Return how many events are known to the country alone."""
    return say_plural(
        "{figure} event is known to the country alone, and not drawn",
        "{figure} events are known to the country alone, and not drawn",
        count,
    )


def covered(archive: Archive) -> str:
    """Return the days of which an archive tells."""
    return listed([show_span(*days) for days in archive.covered])


def about(archive: Archive, scene: Scene) -> str:
    """Return what a reader must know of the events that are on: of which days they tell, and what to do."""
    if archive.own:
        told = say(
            "{name} stands in place of the bundled events. It has events of {days}. They are no claims, and "
            "in no answer of the ledger.",
            name=name(archive),
            days=covered(archive),
        )
        return " ".join(filter(None, [told, _not_counted(archive), _gap(archive, scene.view.window)]))
    parts = [MADE_UP()] if archive.made_up else []
    if archive.bundled:
        parts.append(
            say(
                "UCDP’s events end on 31 December 2023 here, and one month of 2026 is there: April, its "
                "days not known. Between them no event means no data. A newer release of UCDP, or another "
                "archive, can be loaded as a file of your own, on the page Data."
            )
        )
    else:
        told = say(
            "{name}: events of {days}. Who held the ground was worked out on the data {data}.",
            name=name(archive),
            days=covered(archive),
            data=archive.ledger,
        )
        parts.append(told)
    if gap := _gap(archive, scene.view.window):
        parts.append(gap)
    return " ".join(parts)


def _not_counted(archive: Archive) -> str:
    """Return how many rows are no events; empty where all are."""
    count = sum(archive.cube.manifest.get("rejects", {}).values())
    if not count:
        return ""
    return say_plural(
        "{figure} row is not counted: it has no place or no day that can be read.",
        "{figure} rows are not counted: they have no place or no day that can be read.",
        count,
    )


def _gap(archive: Archive, window: Days) -> str:
    """Return of which days of the window there are no data; empty where there are for all."""
    gaps = archive.gaps(window)
    if not gaps:
        return ""
    if not archive.covers(window):
        return say("The window, {days}, is not covered.", days=show_span(*window))
    return say("Of the window {days} are not covered.", days=listed([show_span(*days) for days in gaps]))


def show_latest(days: Days) -> str:
    """Return the label of the button that sets the window to days that are covered."""
    return say("Show {days}", days=show_span(*days))


def map_alt(scene: Scene) -> str:
    """Return what the map shows of events, empty where they are off."""
    archive = archive_of(scene) if on(scene) else None
    if archive is None:
        return ""
    window = scene.view.window
    if not archive.covers(window):
        return say("Conflict events are on, but {gap}", gap=_gap(archive, window))
    found = spots(archive, window, 4) if archive.cube.manifest.get("resolution", 4) >= 4 else ()
    of = total([each.count for each in found])
    return say(
        "Hexagons show {events} of {name}, {days}, with {deaths}.",
        events=events(of.events),
        name=name(archive),
        days=show_span(*days_counted(archive, window)),
        deaths=deaths(of),
    )


# -- The charts ------------------------------------------------------------------------------------

WEEKLY = later("Conflict events by the two sides")
GROUND = later("Who held the ground where this happened")
EACH_WEEK, EACH_MONTH = later("events a week"), later("events a month")
OTHERS = later("other pairs")
IN_WINDOW = later("in the window")
NOT_COVERED = later("not covered")
NO_EVENTS = later("There are no events in this ledger.")

PAIR, PRECISION, PERIOD = later("sides"), later("day known to"), later("weeks from")
EVENTS, DEATHS, LOW, HIGH = later("events"), later("deaths, best"), later("lowest"), later("highest")
HELD_BY, SHARE = later("who held it"), later("share of events in %")
FIGURES = later("events with figures")

_WHEN = {
    "day": later("a day"),
    "week": later("a week"),
    "month": later("a month"),
    "longer": later("longer"),
}


def when(word: str) -> str:
    """Return how well a day is known."""
    return _WHEN[word]() if word in _WHEN else word


_HELD = {
    str(Status.CHANGING): later("changing hands"),
    str(Status.CONTESTED): later("contested"),
    UNSURE: later("one after the other"),
    str(Status.UNKNOWN): later("no claim says who"),
    OUTSIDE: later("outside of catchments"),
}
NOBODY = tuple(_HELD)
"""What stands in a cube in place of a holder."""


def holder(word: str, scene: Scene) -> str:
    """Return who held the ground, by what a cube says."""
    if word in _HELD:
        return _HELD[word]()
    actors = scene.catalog.actors
    return " + ".join(actors[each].code if each in actors else each for each in word.split("+"))


def bar(first: date, after: date, label: str, count: Count) -> str:
    """Return what a bar over the days `[first, after)` says of itself."""
    return say("{label}: {events}, {deaths} · {days}", label=label, **_told(first, after, count))


def vague_bar(first: date, after: date, label: str, count: Count) -> str:
    """Return the same of events whose week is not known."""
    return say(
        "{label}: {events}, {deaths} · {days}, week not known", label=label, **_told(first, after, count)
    )


def _told(first: date, after: date, count: Count) -> dict[str, str]:
    days = show_span(first, after - date.resolution)
    return {"events": events(count.events), "deaths": deaths(count), "days": days}


def gap(first: date, last: date) -> str:
    """Return that some days are not covered."""
    return say("{days}: not covered by the archive, so no data", days=show_span(first, last))


def deaths_short(count: Count) -> str:
    """Return the best estimate of deaths."""
    if not count.counted:
        return say("no figures")
    return say_plural("{figure} death", "{figure} deaths", count.best)


def sides(text: str) -> tuple[str, ...]:
    """Return the two sides of a pair, a line each."""
    return tuple(filter(None, text.split("|"))) or (pair(text),)


def pairs(count: int) -> str:
    """Return how many pairs stand together in a row."""
    return say_plural("{figure} pair", "{figure} pairs", count)


def weekly_sentence(scene: Scene) -> str:
    """Return what happened in the window by the two sides, and how much of it has no day."""
    archive = archive_of(scene)
    if archive is None:
        return NO_EVENTS()
    window = scene.view.window
    if not archive.covers(window):
        return " ".join([_made_up(archive), _gap(archive, window), _has(archive)]).strip()
    by_pair = counted(archive, scene, ("pair",), window)
    if not by_pair:
        return _of_window(archive, scene, say("no event"))
    all_of_it = total(by_pair.values())
    (most,), first = max(by_pair.items(), key=lambda each: (each[1].events, each[0]))
    undated = total(
        [count for (word,), count in counted(archive, scene, ("when",), window).items() if word in VAGUE]
    )
    text = say(
        "{events}, {deaths}; {share} of them between {pair}.",
        events=events(all_of_it.events),
        deaths=deaths(all_of_it),
        share=figure(first.events),
        pair=pair(most),
    )
    parts = [_of_window(archive, scene, text)]
    if undated.events:
        parts.append(
            say_plural(
                "Of {figure} the day is known only to a month or longer: it is drawn below the line.",
                "Of {figure} the day is known only to a month or longer: they are drawn below the line.",
                undated.events,
            )
        )
    return " ".join(filter(None, [*parts, _gap(archive, window)]))


def _made_up(archive: Archive) -> str:
    return MADE_UP() if archive.made_up else ""


def _of_window(archive: Archive, scene: Scene, text: str) -> str:
    days = show_span(*days_counted(archive, scene.view.window))
    given = {"name": name(archive), "days": days, "text": text}
    if scene.view.extent:
        told = say("{name}, {days}, within what the map shows: {text}", **given)
    else:
        told = say("{name}, {days}: {text}", **given)
    return " ".join(filter(None, [_made_up(archive), told]))


def _has(archive: Archive) -> str:
    return say("{name} has events of {days}.", name=name(archive), days=covered(archive))


def weekly_alt(scene: Scene) -> str:
    """Return what the chart of events shows."""
    archive = archive_of(scene)
    if archive is None:
        return NO_EVENTS()
    axis = scene.axis
    days = show_span(axis.start, axis.last)
    text = say("Conflict events a week from {days}, a row for each two sides.", days=days)
    return f"{text} {weekly_sentence(scene)}"


def ground_sentence(scene: Scene) -> str:
    """Return who held the ground of the window's events, and of how many nobody can say."""
    archive = archive_of(scene)
    if archive is None:
        return NO_EVENTS()
    window = scene.view.window
    if not archive.covers(window):
        return " ".join(filter(None, [_made_up(archive), _gap(archive, window), _has(archive)]))
    by = {word: count for (word,), count in counted(archive, scene, ("held_by",), window).items()}
    all_of_it = total(by.values())
    if not all_of_it.events:
        return _of_window(archive, scene, say("no event"))
    within = all_of_it.events - by.get(OUTSIDE, Count()).events
    held = sorted(
        ((word, count) for word, count in by.items() if word not in NOBODY),
        key=lambda each: (-each[1].events, each[0]),
    )
    told = [
        say("{holder} {count}", holder=holder(word, scene), count=figure(count.events))
        for word, count in held[:4]
    ]
    text = say(
        "{within} of {events} lie in the catchment of a town of the ledger; of the others nobody is asked.",
        within=figure(within),
        events=events(all_of_it.events),
    )
    parts = [_of_window(archive, scene, text)]
    if told:
        parts.append(say("Held by: {holders}.", holders=listed(told)))
    unknown = by.get(str(Status.UNKNOWN), Count()).events
    if unknown:
        parts.append(
            say_plural(
                "For {figure} no claim says who held the town.",
                "For {figure} no claim says who held the town.",
                unknown,
            )
        )
    return " ".join([*parts, _rule(archive, scene)])


def _rule(archive: Archive, scene: Scene) -> str:
    """Return by which rule it is said who held the ground; that of a cube may not be the reader's."""
    policy = Policy(archive.policy)
    if policy != scene.view.policy:
        return say(
            "This was worked out by the rule “{rule}” when the events were counted, not by “{asked}”.",
            rule=POLICY[policy](),
            asked=POLICY[scene.view.policy](),
        )
    return say("By the rule “{rule}”, for the first day of each event.", rule=POLICY[policy]())


def ground_alt(scene: Scene) -> str:
    """Return what the chart of the ground shows."""
    text = say("Conflict events a week, a row for each who held the town in whose catchment they were.")
    return f"{text} {ground_sentence(scene)}"


def in_briefing(scene: Scene) -> str:
    """Return what a briefing says of the events on its map; empty where there are none."""
    archive = archive_of(scene) if on(scene) else None
    if archive is None:
        return ""
    given = {"name": name(archive), "days": covered(archive), "makers": archive.attribution}
    if archive.own:
        told = say("Events: the reader’s own file {name}, not in the ledger.", **given)
    else:
        told = say("Events: {name}, of {days}; they are no claims.", **given)
    if archive.bundled or not archive.attribution:
        return " ".join(filter(None, [_made_up(archive), told]))
    return " ".join(filter(None, [_made_up(archive), told, say("Made by {makers}.", **given)]))


def no_claims(scene: Scene) -> str:
    """Return that events are no evidence of control, and of which days there are any."""
    archive = archive_of(scene)
    if archive is None:
        return NO_EVENTS()
    return say(
        "Events are no claims: no state of control follows from them. {name}: {days}.",
        name=name(archive),
        days=covered(archive),
    )


def ground_note(scene: Scene) -> str:
    """Return what must not be concluded."""
    return say(
        "A catchment is the land nearest to a town, no front line, and most points stand for a township: "
        "this tells whose ground it roughly was, not who did it. The row outside has a scale of its own."
    )


def weekly_note(scene: Scene) -> str:
    """Return who made the events, and where they are blank."""
    archive = archive_of(scene)
    if archive is None:
        return ""
    text = say("Grey: days that the archive does not cover; no data, not no events.")
    return say("{text} Events: {makers}.", text=text, makers=archive.attribution or name(archive))


def vague_events(scene: Scene, archive: Archive) -> int:
    """Return how many events of the window are known to the country alone."""
    found = counted(archive, scene, ("where",), scene.view.window)
    return found.get((COUNTRY,), Count()).events
