"""The log of a window in words: when, where, from what to what, by which documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.answer.log import Log, subject, that_day
from dashboard.answer.scene import Scene
from dashboard.answer.steps import steps_of
from dashboard.question.view import Subject
from dashboard.wording.dates import long_day, show_day, show_span
from dashboard.wording.language import Message, figure, later, listed, say, say_plural
from dashboard.wording.own_claims import yours
from dashboard.wording.phrases import NAMED
from dashboard.wording.states import ARROW, gate_value, state_text
from dashboard.wording.text import Text, codes_of, say_text, say_text_plural, shortened
from dashboard.wording.vocabulary import NO_CLAIM, SUBJECT
from geodata.analysis.log import Entry, Happening
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.measures import Measure
from geodata.exports.rows import entry_documents
from geodata.resolver.answers import Interval
from geodata.vocab import Dimension, EpisodeKind, Stance, Status

WHEN, PLACE, OF, WHAT, SOURCES = (
    later("When"),
    later("Place"),
    later("About"),
    later("What happened"),
    later("Sources"),
)
"""What stands above the columns."""

SHOW = later("What it tells of")
SHOW_HELP = later("What the list tells of. With nothing chosen it tells of everything.")
PLACES = later("Of which places")
ORDER = later("Order")
TABLE_ALT = later("What happened in the window, with days, places and sources")
LOOSE = later("At some time within these days, known no closer than to a month")
PICK = later("Choose {place}")
NOTHING = later("Nothing in this window fits. Choose other days under Window, or show more.")
CSV, GEOJSON = later("CSV"), later("GeoJSON")
GO = later("Go to {when}")
MORE_FILTERS = later("Show")
DOWNLOAD_HELP = later("The entries listed here: a row for each entry and each document behind it.")
TABS: Mapping[str, Message] = {"order": later("In order"), "places": later("Place by place")}

_SOURCES = 4
"""So many documents of an entry are named; the file has all of them."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A document behind an entry: its publisher and address, and the ids of its claims or figures."""

    publisher: str
    address: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry in words.

    Attributes:
        when: Its days.
        place: The name of its place, whose id is `place_id`.
        of: What it tells of.
        what: What happened: BGF → KIA.
        sources: The first documents behind it.
        more: How many more there are, in words; empty where there are none.
        loose: Whether its days are known no closer than to a month.
    """

    when: str
    place: str
    place_id: str
    of: str
    what: Text
    sources: tuple[Cited, ...]
    more: str
    loose: bool


def title(scene: Scene) -> str:
    """Return the heading of the log where it is one part of a page: its window."""
    return say("What happened, {window}", window=show_span(*scene.view.window))


def headline(scene: Scene, log: Log) -> str:
    """Return the sentence of the log's page: its window, how much that has, and how much of it is listed."""
    first, last = map(long_day, scene.view.window)
    if first == last:
        return say_plural(
            "What happened on {day}: {shown} of {figure} entry",
            "What happened on {day}: {shown} of {figure} entries",
            log.total,
            day=first,
            shown=figure(len(log.entries)),
        )
    if len(log.entries) == log.total:
        return say_plural(
            "What happened from {first} to {last}: {figure} entry",
            "What happened from {first} to {last}: {figure} entries",
            log.total,
            first=first,
            last=last,
        )
    return say_plural(
        "What happened from {first} to {last}: {shown} of {figure} entry",
        "What happened from {first} to {last}: {shown} of {figure} entries",
        log.total,
        first=first,
        last=last,
        shown=figure(len(log.entries)),
    )


def count_sentence(log: Log) -> str:
    """Return how many entries are listed, and of how many."""
    shown = len(log.entries)
    if shown == log.total:
        return say_plural("{figure} entry.", "{figure} entries.", shown)
    return say_plural(
        "{shown} of {figure} entry.", "{shown} of {figure} entries.", log.total, shown=figure(shown)
    )


def paper_sentence(log: Log) -> str:
    """Return how many entries a page of the log is about, by what they tell of."""
    counts = Counter(subject(entry) for entry in log.entries)
    parts = [
        say("{subject}: {figure}", subject=SUBJECT[each](), figure=figure(counts[each]))
        for each in Subject
        if each in counts
    ]
    first = say_plural(
        "{figure} entry about a place on this map",
        "{figure} entries about places on this map",
        len(log.entries),
    )
    rest = say("the log of the whole border has {total}", total=figure(log.total))
    if not parts:
        return say("{entries}; {rest}.", entries=first, rest=rest)
    return say("{entries} ({parts}); {rest}.", entries=first, parts="; ".join(parts), rest=rest)


def log_alt(log: Log, scene: Scene) -> str:
    """Return what the printed table of the log says."""
    lines = [
        say("{day}, {place}: {what}", day=row.when, place=row.place, what=row.what)
        for row in log_rows(log, scene)
    ]
    return say("Table of what happened: {lines}.", lines="; ".join(lines) or say("nothing"))


def log_rows(log: Log, scene: Scene) -> list[LogRow]:
    """Return the entries of a log in words."""
    return [_row(entry, scene) for entry in log.entries]


def _row(entry: Entry, scene: Scene) -> LogRow:
    catalog = scene.catalog

    def own(source: str, statements: Iterable[Claim | Measure]) -> str:
        """Return the id of a claim of the reader's own among what a document says, else its own id."""
        ids = (each.claim_id for each in statements if isinstance(each, Claim))
        return next(filter(catalog.is_own, ids), source)

    cited = [
        Cited(
            yours(own(source, statements), catalog.sources[source].publisher.partition(" (")[0]),
            catalog.sources[source].url,
            tuple(each.claim_id if isinstance(each, Claim) else each.measure_id for each in statements),
        )
        for source, statements in entry_documents(catalog, entry).items()
    ]
    rest = len(cited) - _SOURCES
    return LogRow(
        when=when(entry),
        place=catalog.places[entry.place_id].name,
        place_id=entry.place_id,
        of=SUBJECT[subject(entry)](),
        what=what(entry, catalog),
        sources=tuple(cited[:_SOURCES]),
        more=say("and {count} more", count=figure(rest)) if rest > 0 else "",
        loose=entry.loose,
    )


def when(entry: Entry) -> str:
    """Return the days within which an entry happened, short."""
    return show_span(entry.first, entry.last)


def what(entry: Entry, catalog: Catalog) -> Text:
    """Return what an entry tells: BGF → KIA; closed → open; attack by KIA; two mine clusters: BGF → KIA."""
    match entry.happening:
        case Happening.OFFENSIVE:
            actors = codes_of(catalog, entry.value.split("+"))
            return _said(say_text("attack by {actors}", actors=actors), entry)
        case Happening.AGREEMENT:
            return _said(Text.of(_agreement(entry, catalog)), entry)
        case Happening.FIGURES:
            return Text.of(_figures(entry, catalog))
        case Happening.MINES:
            return say_text_plural(
                "{figure} mine cluster with its town: {change}",
                "{figure} mine clusters with their town: {change}",
                len(entry.clusters),
                change=_change(entry, catalog),
            )
        case Happening.KNOWN:
            return say_text("first known here: {state}", state=_answer(entry.after, entry, catalog))
        case Happening.NOT_KNOWN:
            return say_text("no information after {state}", state=_answer(entry.before, entry, catalog))
    return _change(entry, catalog)


def _agreement(entry: Entry, catalog: Catalog) -> str:
    """Return what an agreement is called: by its name where the ledger has one, and by its id."""
    for each in catalog.episodes.values():
        if each.kind is EpisodeKind.AGREEMENT and set(each.claims) & set(entry.claims):
            return say("{name} ({id})", name=each.name, id=entry.value)
    return say("agreement ({id})", id=entry.value)


def _said(text: Text, entry: Entry) -> Text:
    """Return an attack or agreement with what keeps it from being certain."""
    if entry.stance is Stance.DENIES:
        return say_text("{event}, denied", event=text)
    return say_text("{event}, unconfirmed", event=text) if entry.stance is Stance.UNCONFIRMED else text


def _change(entry: Entry, catalog: Catalog) -> Text:
    return Text.of(_answer(entry.before, entry, catalog), ARROW, _answer(entry.after, entry, catalog))


def _answer(interval: Interval | None, entry: Entry, catalog: Catalog) -> Text:
    """Return one side of a change; where it is the days of a change, what that leads to."""
    if interval is None or interval.status is Status.UNKNOWN:
        return Text.of(NO_CLAIM())
    if entry.dimension is not Dimension.CONTROL:
        return Text.of(gate_value(interval.value))
    if interval.status is Status.CHANGING:
        return codes_of(catalog, interval.actors)
    return state_text(interval, catalog)


def amount(measure: Measure) -> str:
    """Return a figure with its unit: 388,000,000 USD; 10 to 15 trucks/day; empty for a statement in words."""
    low, best, high = (
        None if value is None else f"{value:,.12g}" for value in (measure.low, measure.best, measure.high)
    )
    if best and low and high and low != high:
        return say("{best} {unit}, from {low} to {high}", best=best, unit=measure.unit, low=low, high=high)
    if best:
        return say("{number} {unit}", number=best, unit=measure.unit)
    if low and high:
        return say("{low} to {high} {unit}", low=low, high=high, unit=measure.unit)
    if low:
        return say("at least {number} {unit}", number=low, unit=measure.unit)
    return say("at most {number} {unit}", number=high, unit=measure.unit) if high else ""


def _figures(entry: Entry, catalog: Catalog) -> str:
    """Return the figures of an entry, the first in full."""
    figures = [each for each in catalog.measures if each.measure_id in entry.measures]
    first = figures[0]
    text = shortened(first.scope, 90)
    if value := amount(first):
        text = say("{amount} ({what})", amount=value, what=text)
    rest = len(figures) - 1
    if not rest:
        return text
    return say_plural(
        "{first}, and {figure} figure more", "{first}, and {figure} figures more", rest, first=text
    )


# -- On the day asked ------------------------------------------------------------------------------


def that_day_sentence(scene: Scene) -> str:
    """Return what changed on the day asked, in few words, or when something changed last before it."""
    entries = that_day(scene)
    if not entries:
        return _nothing_that_day(scene)
    names = scene.catalog.places
    told = [
        say("{place}: {change}", place=names[each.place_id].name, change=what(each, scene.catalog))
        if each.first == each.last
        else say(
            "{place}: {change} ({days})",
            place=names[each.place_id].name,
            change=what(each, scene.catalog),
            days=when(each),
        )
        for each in entries[:NAMED]
    ]
    if len(entries) > NAMED:
        told.append(say("{count} more", count=figure(len(entries) - NAMED)))
    return say("On this day: {changes}.", changes="; ".join(told))


def _nothing_that_day(scene: Scene) -> str:
    """Return that nothing happened on the day, and the last thing before it.

    A line of its own for each day: the map beneath it would move if it came and went.
    """
    before = steps_of(scene).previous
    if before is None:
        return say("Nothing on this day, and nothing before it.")
    day, places = before
    names = listed([scene.catalog.places[place].name for place in places[:NAMED]])
    if len(places) > NAMED:
        names = say("{names} and {count} more", names=names, count=figure(len(places) - NAMED))
    return say("Nothing on this day; the last before it: {day}, {places}.", day=show_day(day), places=names)
