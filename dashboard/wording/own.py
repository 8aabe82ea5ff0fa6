"""What is said of the reader's own data: upload, report, questions, looks, legend, chart, briefing.

Names and values of a reader's file are foreign: `foreign` gives what of them may be shown, as Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.answer.holdings import of_window
from dashboard.answer.own import Group, Kind, Own, Scheme, Tally, by_week
from dashboard.answer.own_rows import Row
from dashboard.answer.scene import Scene, drawn_days
from dashboard.wording.dates import show_day, show_month, show_span
from dashboard.wording.language import Message, figure, later, listed, say, say_plural
from dashboard.wording.text import escape
from geodata.catalog import Catalog
from geodata.imports.layer import LIMITS, Layer, Level, Limits, SetAside, cleaned

_MB = 2**20


def foreign(text: object, longest: int = 200) -> str:
    """Return a name or value of a reader's file as Markdown that shows it and obeys nothing in it."""
    return escape(cleaned(text, longest), longest)


# -- What was understood ---------------------------------------------------------------------------

_ROLES: Mapping[str, Message] = {
    "lon": later("longitude from {column}"),
    "lat": later("latitude from {column}"),
    "point": later("position from {column}"),
    "wkt": later("shape from {column}"),
    "place": later("place from {column}"),
    "first": later("first day from {column}"),
    "last": later("last day from {column}"),
    "actor": later("actor from {column}"),
    "source": later("source from {column}"),
}
_COLUMN = "column_"


def facts(given: Mapping[str, str]) -> list[str]:
    """Return what was understood of a file, and who is to be named, as lines of Markdown."""
    read = [
        message(column=foreign(given[_COLUMN + role], 60))
        for role, message in _ROLES.items()
        if _COLUMN + role in given
    ]
    lines = [say("Read as: {parts}.", parts="; ".join(read))] if read else []
    if "crs" in given:
        lines.append(say("Coordinate system: {name}.", name=foreign(given["crs"], 60)))
    if "attribution" in given or "licence" in given:
        named = ", ".join(foreign(given[name], 400) for name in ("attribution", "licence") if name in given)
        lines.append(say("To be named: {names}.", names=named))
    return lines


# -- Upload ----------------------------------------------------------------------------------------

HEADING = later("Your data")
REMARK = later(
    "Put your own points, lines or areas on the map, under the same dates. The file is checked first, and "
    "what is wrong with it is said before anything is drawn."
)
PRIVATE = later(
    "Your data stay in this visit: nobody else can see them, they are in no link, and they are forgotten "
    "when this page is closed or loaded anew. They are no part of the ledger and change none of its answers."
)
UPLOAD = later("File")
FORMATS = later(
    "GeoJSON, TopoJSON, GeoPackage, Shapefile (zipped), KML, KMZ, GPX, CSV, Excel (.xlsx), Parquet "
    "or GeoParquet"
)
READING_LONG = later("Reading {file}: {seconds} of at most {most} seconds")
REMOVE = later("Remove")
SHOW = later("Show on the map")
NAME = later("Name on the map")
TO_THE_MAP = later("See it on the map")
NO_FILE = later("This file is not here, or no longer. Load your file anew.")


def limits(limit: Limits = LIMITS) -> str:
    """Return how much may be uploaded."""
    return say(
        "At most {file} MB a file, {session} MB and {layers} files in a visit; {rows} rows, {columns} "
        "columns and {vertices} points of lines and areas a file; {placemarks} placemarks of a KML.",
        file=figure(limit.bytes / _MB),
        session=figure(limit.session_bytes / _MB),
        layers=limit.layers,
        rows=figure(limit.rows),
        columns=figure(limit.columns),
        vertices=figure(limit.vertices),
        placemarks=figure(limit.placemarks),
    )


def too_many(limit: Limits = LIMITS) -> str:
    """Return why no further file is taken."""
    return say(
        "There are {count} files already, the most that a visit can have. Remove one to add another.",
        count=limit.layers,
    )


def too_large(size: int, left: int) -> str:
    """Return why a file is not taken: its size, and what is left for this visit, in bytes."""
    return say(
        "The file has {size} MB, and {left} MB are left for this visit. Remove another file, or make this "
        "one smaller.",
        size=figure(size / _MB, 1),
        left=figure(left / _MB, 1),
    )


BROKEN = later(
    "The file could not be read, for a reason that we did not foresee. Save it in another format and try "
    "again."
)

# -- The report ------------------------------------------------------------------------------------

LEVELS: Mapping[Level, Message] = {
    Level.ERROR: later("Errors: these rows are not drawn"),
    Level.WARNING: later("Warnings: this may mislead"),
    Level.NOTE: later("Notes"),
}
NOTHING_FOUND = later("Nothing wrong was found.")
SUCH_AS = later("For example: {values}")
REJECTS = later("Rows set aside")
REJECTS_HELP = later("All rows that are not drawn, with the rule and the reason, as CSV.")
DOWNLOAD_REJECTS = later("Rows set aside, as CSV")
NOT_SHAREABLE = later(
    "The terms of this source forbid to pass its rows on. They are drawn for you, and are in no download: "
    "no data file of a briefing, no page for others, no archive has them."
)
QUESTIONS = later("Please say what the file does not")
QUESTIONS_HELP = later("Nothing is drawn until this is answered.")
USE_ANSWERS = later("Use these answers")
ANOTHER_WAY = later("Read it another way")
ACTORS = later("Actors in the file and ours")
ACTORS_HELP = later(
    "Which actor of the ledger each name means; one without stays itself. Save the table to load it with "
    "another file."
)
NAME_IN_FILE = later("Name in the file")
OUR_ACTOR = later("Actor of the ledger")
USE_TABLE = later("Use this table")
SAVE_TABLE = later("Save the table")
LOAD_TABLE = later("Load a table that was saved")
COLUMN = later("Column")
VALUE, VALUES = later("Value"), later("Values")
ROW = later("Row")
FIRST_ROWS = later("First rows")
FIRST_ROWS_ALT = later("The first rows of the file that are drawn")
SET_ASIDE_ALT = later("The first rows that were set aside, with the reason")
WHY = later("Why")
EXTENT_ALT = later("Where the rows lie, on an outline of Myanmar")
AS_THE_FILE_SAYS = later("as the file says")


def drawn_of(layer: Layer) -> str:
    """Return the sum that must come out even: rows drawn, rows set aside, rows in the file."""
    return say(
        "{total} rows in the file = {drawn} drawn + {aside} set aside",
        total=figure(layer.total),
        drawn=figure(len(layer.rows)),
        aside=figure(layer.total - len(layer.rows)),
    )


def counted(count: int, sentence: str) -> str:
    """Return a finding with how many rows or columns it is about, as Markdown; the sentence is foreign."""
    return say("**{count}** · {sentence}", count=figure(count), sentence=foreign(sentence, 600))


def reason(each: SetAside) -> str:
    """Return why a row was set aside, as Markdown."""
    return say("Row {row}: {reason}", row=figure(each.row), reason=foreign(each.reason, 300))


def reach(west: float, south: float, east: float, north: float) -> str:
    """Return which part of the earth the rows lie in, in degrees."""
    return say(
        "From {west}° to {east}° east and {south}° to {north}° north",
        west=figure(west, 2),
        east=figure(east, 2),
        south=figure(south, 2),
        north=figure(north, 2),
    )


def days_of(own: Own) -> str:
    """Return from when to when the rows are, and how many have no day."""
    first = [day for day in own.layer.first if day]
    last = [day for day in own.layer.last if day]
    undated = own.undated
    none = say_plural(
        "{figure} row has no day and is drawn on every day",
        "{figure} rows have no day and are drawn on every day",
        undated,
    )
    if not first and not last:
        return none
    span = show_span(min(first or last), max(last or first))
    return say("{span}; {none}", span=span, none=none) if undated else span


ANSWERS: Mapping[str, Message] = {
    "layer": later("Layer or sheet"),
    "encoding": later("Encoding of the text"),
    "separator": later("Sign between the cells"),
    "decimal": later("Decimal sign"),
    "lon": later("Column of the longitude"),
    "lat": later("Column of the latitude"),
    "point": later("Column with latitude and longitude"),
    "place": later("Column of the place"),
    "first": later("Column of the first day"),
    "last": later("Column of the last day"),
    "day_first": later("Order of day and month"),
    "crs": later("Coordinate system"),
    "swapped": later("Order of the coordinates"),
    "shift": later("Shift of the coordinates"),
    "zawgyi": later("Text in Zawgyi"),
}
"""What an answer is about, by its name."""

CHOICES: Mapping[tuple[str, str], Message] = {
    ("separator", ","): later("comma"),
    ("separator", ";"): later("semicolon"),
    ("separator", "\t"): later("tab"),
    ("separator", "|"): later("upright line"),
    ("decimal", "."): later("point: 98.5"),
    ("decimal", ","): later("comma: 98,5"),
    ("day_first", "true"): later("day first: 05/11/2024 is 5 November"),
    ("day_first", "false"): later("month first: 05/11/2024 is 11 May"),
    ("swapped", "true"): later("latitude and longitude change places"),
    ("swapped", "false"): later("as they are"),
    ("shift", "gcj02"): later("move back from the Chinese datum GCJ-02"),
    ("shift", "bd09"): later("move back from the datum of Baidu, BD-09"),
    ("shift", "none"): later("leave the points where they are"),
    ("zawgyi", "true"): later("turn into Unicode"),
    ("zawgyi", "false"): later("leave as it is"),
}
"""Labels of the answers that are no text of the file."""

OF_COLUMNS = ("lon", "lat", "point", "place", "first", "last")
"""Answers that are columns of the file; a reader can always give another one."""


def choice(name: str, option: str) -> str:
    """Return the label of an answer, as plain text."""
    if not option:
        return AS_THE_FILE_SAYS()
    found = CHOICES.get((name, option))
    return found() if found else cleaned(option, 80)


# -- Looks -----------------------------------------------------------------------------------------

STYLE = later("Colours")
STYLES: Mapping[Kind, Message] = {
    Kind.ONE: later("one look for all rows"),
    Kind.CATEGORY: later("by the values of a column"),
    Kind.NUMBER: later("by the numbers of a column"),
    Kind.ACTOR: later("by the actors of the ledger that rows name"),
}
SCHEME = later("Classes")
SCHEMES: Mapping[Scheme, Message] = {
    Scheme.QUANTILES: later("the same number of rows in each (quantiles)"),
    Scheme.FISHER_JENKS: later("where the numbers have gaps (Fisher-Jenks)"),
}


def without_number(count: int) -> str:
    """Return how many rows have no number in the column by which they are coloured."""
    return say_plural(
        "{figure} row has no number in this column: it is in no class, and drawn as a grey bar.",
        "{figure} rows have no number in this column: they are in no class, and drawn as grey bars.",
        count,
    )


def _number(value: float) -> str:
    return figure(value) if value == int(value) and abs(value) < 1e15 else f"{value:,.4g}"


def group_label(group: Group, catalog: Catalog) -> str:
    """Return what the rows of a class have in common, as plain text."""
    if group.rest:
        if group.kind is Kind.ACTOR:
            return say("no actor of the ledger")
        if group.kind is Kind.NUMBER:
            return say("no number")
        if group.others:
            return say_plural("{figure} other value, or none", "{figure} other values, or none", group.others)
        return say("no value")
    if group.kind is Kind.ONE:
        return say("all rows")
    if group.kind is Kind.ACTOR:
        actor = catalog.actors.get(group.actor)
        return actor.code if actor else cleaned(group.actor, 60)
    if group.kind is Kind.NUMBER:
        if group.low == group.high:
            return _number(group.low)
        return say("{low} to {high}", low=_number(group.low), high=_number(group.high))
    return group.value


def group_counted(group: Group, count: int, catalog: Catalog) -> str:
    """Return a class with how many rows of it are drawn, as plain text."""
    return say("{value} ({count})", value=group_label(group, catalog), count=figure(count))


def layer_drawn(own: Own, scene: Scene) -> str:
    """Return the name of a reader's layer with how much of it is drawn, as plain text."""
    drawn = int(own.shown(*drawn_days(scene)).sum())
    if of_window(scene):
        return say(
            "{name} (your data): {count} of {total} rows in this window",
            name=own.title,
            count=figure(drawn),
            total=figure(len(own.layer.rows)),
        )
    return say(
        "{name} (your data): {count} of {total} rows on this day",
        name=own.title,
        count=figure(drawn),
        total=figure(len(own.layer.rows)),
    )


def layer_whole(own: Own) -> str:
    """Return the name of a reader's layer with how many rows it has, as plain text."""
    total = len(own.layer.rows)
    return say_plural(
        "{name} (your data): {figure} row", "{name} (your data): {figure} rows", total, name=own.title
    )


def layer_name(own: Own) -> str:
    """Return the name of a reader's layer, as plain text."""
    return say("{name} (your data)", name=own.title)


def on_pointing(own: Own, group: Group, catalog: Catalog, *, precise: bool = True) -> str:
    """Return what a reader learns who points at a row, before its days; plain text."""
    if group.kind is Kind.ONE:
        told = layer_name(own)
    else:
        told = say("{name} (your data): {value}", name=own.title, value=group_label(group, catalog))
    return told if precise else say("{layer}, position known to an area only", layer=told)


def hollow_drawn(count: int) -> str:
    """Return what a hollow sign says, with how many rows have one; plain text."""
    return say_plural(
        "hollow: {figure} row whose position is known to an area only",
        "hollow: {figure} rows whose position is known to an area only",
        count,
    )


def map_alt(scene: Scene) -> str:
    """Return what of the reader's own layers is on the map; empty where there is none."""
    told = []
    for own in scene.own:
        drawn = own.shown(*drawn_days(scene))
        groups = [
            group_counted(group, count, scene.catalog)
            for number, group in enumerate(own.classes.groups)
            if group.kind is not Kind.ONE and (count := int((own.classes.of[drawn] == number).sum()))
        ]
        if hollow := int((own.hollow & drawn).sum()):
            groups.append(hollow_drawn(hollow))
        layer = layer_drawn(own, scene)
        told.append(say("{layer}: {classes}", layer=layer, classes=listed(groups)) if groups else layer)
    return say("Reader’s own data, not part of the ledger: {layers}.", layers="; ".join(told)) if told else ""


# -- A row -----------------------------------------------------------------------------------------

NOT_PRECISE = later(
    "Its position stands for an area, such as a township: where in it the row belongs, the file does not say."
)
NO_CELLS = later("All other cells of this row are empty.")
ROW_ALT = later("The filled cells of the row, by column")
CLOSE_ROW, NEXT_ROW, PREVIOUS_ROW = later("Close this row"), later("Next row"), later("Previous row")


def row_heading(row: Row) -> str:
    """Return the layer and the number of a row in the reader's file, as plain text."""
    return say("{name} (your data): row {number}", name=row.title, number=figure(row.number))


def row_days(row: Row) -> str:
    """Return the days of a row, as plain text; an end that the file does not say is open."""
    if row.first and row.last:
        return show_span(row.first, row.last)
    if row.first:
        return say("from {day}", day=show_day(row.first))
    if row.last:
        return say("until {day}", day=show_day(row.last))
    return say("no day: drawn on every day")


def row_turn(at: int, count: int, *, more: bool) -> str:
    """Return which row of those on the same spot is shown; `more` where there may be further ones."""
    if more:
        return say("{at} of at least {count} rows on this spot", at=figure(at), count=figure(count))
    return say("{at} of {count} rows on this spot", at=figure(at), count=figure(count))


def cells_left_out(count: int) -> str:
    """Return how many filled cells of a row are not shown."""
    return say_plural("and {figure} more filled cell", "and {figure} more filled cells", count)


# -- The chart -------------------------------------------------------------------------------------

BY_THE_WEEK, BY_THE_MONTH = later("week"), later("month")
BY_MONTH = later("Rows by month")
BY_WEEK = later("Rows by week")
NOT_LEDGER = later("your data")


def chart_title(own: Own) -> str:
    """Return the heading of a layer's chart, as plain text."""
    return say("{name}: your data over time", name=own.title)


def chart_sentence(own: Own, scene: Scene) -> str:
    """Return what the chart counts, and what it leaves out."""
    parts = [layer_drawn(own, scene)]
    if own.undated:
        parts.append(
            say_plural(
                "{figure} row without a day is not in the chart",
                "{figure} rows without a day are not in the chart",
                own.undated,
            )
        )
    return "; ".join(parts)


def chart_alt(own: Own, scene: Scene, found: Sequence[Tally]) -> str:
    """Return what the chart shows, in words."""
    filled = [each for each in found if each.total]
    if not filled:
        return say("{name}, the reader’s own data: no row begins on these days.", name=own.title)
    most = max(filled, key=lambda each: each.total)
    return say(
        "{name}, the reader’s own data: {count} rows by {period}, from {first} to {last}; most in {most}, "
        "{figure} rows.",
        name=own.title,
        count=figure(sum(each.total for each in filled)),
        period=(BY_THE_WEEK if by_week(scene.axis) else BY_THE_MONTH)(),
        first=show_day(filled[0].first),
        last=show_day(filled[-1].first),
        most=period(most.first, weekly=by_week(scene.axis)),
        figure=figure(most.total),
    )


def period(first: date, *, weekly: bool) -> str:
    """Return the name of a month, or of a week by its first day."""
    return say("week of {day}", day=show_day(first)) if weekly else show_month(first)


def bar(first: date, group: str, count: int, *, weekly: bool) -> str:
    """Return what a bar says of itself."""
    return say_plural(
        "{period}: {figure} row, {group}",
        "{period}: {figure} rows, {group}",
        count,
        period=period(first, weekly=weekly),
        group=group,
    )


PERIOD = later("Period")
ROWS = later("Rows")

# -- Links and briefings ---------------------------------------------------------------------------

LINK_WITHOUT = later(
    "Your own data and claims are not in this link: who opens it sees the ledger alone, and is told so."
)


LOST = later(
    "The server no longer has what you loaded: it was started anew, or this page was loaded anew, and it "
    "keeps no file. Your question is still here. Choose again on the page Data what is missing:"
)
CHOOSE_AGAIN, GO_WITHOUT = later("To the page Data"), later("Go on without it")


def lost_claims(count: int) -> str:
    """Return how many claims of the reader's own are lost."""
    return say_plural("your {figure} claim", "your {figure} claims", count)


def in_briefing(owns: Sequence[Own]) -> str:
    """Return that a briefing shows the reader's own data; empty where it shows none."""
    if not owns:
        return ""
    names = listed([own.title for own in owns])
    told = [say("With the reader’s own data {names}, not part of the ledger.", names=names)]
    if named := [own.layer.facts["attribution"] for own in owns if "attribution" in own.layer.facts]:
        told.append(say("Own data from: {names}.", names="; ".join(dict.fromkeys(named))))
    if kept := [own.title for own in owns if not own.layer.shareable]:
        told.append(
            say("The terms of {names} forbid to pass rows on: they are in no data file.", names=listed(kept))
        )
    return " ".join(told)


def in_archive(owns: Sequence[Own]) -> str:
    """Return what holds for the rows of the reader's own in an archive; empty where it has none."""
    sent = [own for own in owns if own.layer.shareable]
    if not sent:
        return ""
    told = [
        say(
            "The rows of {names} are the reader’s own: the licence of the ledger does not cover them.",
            names=listed([own.title for own in sent]),
        )
    ]
    if warned := at_risk(sent):
        told.append(warned)
    return " ".join(told)


def at_risk(owns: Sequence[Own]) -> str:
    """Return that layers may show where people at risk are; empty where the file gave no sign of it."""
    names = [own.title for own in owns if any(each.rule == "sensitive" for each in own.layer.findings)]
    if not names:
        return ""
    return say(
        "{names} may show exact positions of people who are at risk: look before you pass the files on.",
        names=listed(names),
    )
