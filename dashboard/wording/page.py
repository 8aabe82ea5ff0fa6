"""What the page says beside its answers: names of pages, labels, help, notices and errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.answer.jumps import Jump
from dashboard.answer.scene import Scene
from dashboard.answer.steps import Step, Steps
from dashboard.question.fault import Fault
from dashboard.question.order import BadOrder, Format
from dashboard.question.view import Beside
from dashboard.wording.dates import show_day, show_short_day
from dashboard.wording.language import ENGLISH, Message, current, figure, later, listed, say, say_plural
from geodata.analysis.evidence import newest_report
from geodata.catalog import Catalog
from geodata.errors import LedgerError
from geodata.vocab import Dimension

# -- Navigation ------------------------------------------------------------------------------------

NAME = later("Border Ledger")
ABOUT = later("Who holds each crossing and mine, since when, and who says so")

PAGES: Mapping[str, tuple[Message, Message]] = {
    "explore": (
        later("Explore"),
        later("Who held each crossing and mine on a day, on the map and over time, with the claims."),
    ),
    "compare": (
        later("Compare"),
        later("Two days, two evidence rules or two states of knowledge side by side, and what differs."),
    ),
    "log": (
        later("What happened"),
        later("Every change, attack, agreement and figure within the window, in order, with its sources."),
    ),
    "briefing": (
        later("Briefing"),
        later("The picture for a slide or a report, with its own context, as a file."),
    ),
    "evidence": (
        later("Evidence"),
        later("Every claim, the pairs that cannot both be true, and what rests on each source."),
    ),
    "data": (
        later("Data"),
        later("Each dataset: what it is, whose it is, its licence, its limits, and the file."),
    ),
    "words": (
        later("Words"),
        later("Who is behind each code, and what the words of the page mean."),
    ),
    "unknown": (
        later("What we don’t know"),
        later("Places and gates by the age of their evidence, single origins, disputes, and the gaps."),
    ),
}
"""Title and help of each page, by the name of its file."""


def path_of(page: str) -> str:
    """Return the path of a page, by the name of its file: the first is the root."""
    return "/" if page == next(iter(PAGES)) else f"/{page}"


def tab_title(page: str) -> str:
    """Return what the browser's tab says: Compare · Border Ledger."""
    return f"{page} · {NAME()}"


# -- The question ----------------------------------------------------------------------------------

AS_OF = later("As of")
AS_OF_SLIDER = later("As of, by sliding")
AS_OF_NARROW = later("As of, on a narrow screen")
KNOWN_ON = later("As known on")
KNOWN_ON_HELP = later(
    "Only claims that were published by this day are read. The last day is that of the newest report in the "
    "ledger; documents that are no reporting do not count."
)
WINDOW = later("Window")
WINDOW_HELP = later(
    "The period under study, both days included: a grey band in every chart, and what the log tells of."
)
WITHIN = later("Only this window")
WITHIN_HELP = later(
    "Lists, charts and files show only claims about these days, or only those recorded on them, and count "
    "the others. The answers still rest on all claims. Draw in the strip above the lanes to zoom in; "
    "double-click it to undo."
)
MAP_SHOWS = later("Map of")
MAP_SHOWS_HELP = later(
    "The day: who held each place on the day asked. The window: all who held it on the days under Window, "
    "in order."
)
WINDOW_STANDS = later(
    "One picture of the whole window. Card, charts and steps stay with the day. To play, choose “The day”."
)
ACTORS = later("Actors")
LAYERS = later("Layers")
EVIDENCE = later("Evidence")
PLACE = later("Place")
PLACE_HELP = later("Type any spelling, Burmese and Chinese included.")
STRETCH = later("Stretch")
STRETCH_HELP = later("Count only the crossings, towns and mines of this part of the border, and show it.")
BESIDE = later("Beside the map")
ONLY_MAP = later("Only what the map shows")
ONLY_MAP_HELP = later("Count only the places and mines that are on the map now.")
STEPS: Mapping[Beside, tuple[Message, Message]] = {
    Beside.PLACE: (later("Previous change"), later("Next change")),
    Beside.LOG: (later("Previous entry"), later("Next entry")),
}
"""What the two steps are called, by what stands beside the map."""
STEP_KEY = later("Key {key}")
JUMP = later("Jump to")
JUMP_HINT = later("Jump to a date or event")
COPY_LINK = later("Copy link")
COPY_LINK_HELP = later("Opens this question again on this very ledger, and says what a newer one answers.")


def slider_format() -> str:
    """Return how the slider writes a day, in the signs of its library, which knows English months alone."""
    return "D MMM YYYY" if current() == ENGLISH else "YYYY-MM-DD"


def place_label(place: str, names: Mapping[str, str], clusters: Mapping[str, str]) -> str:
    """Return a place or a mine cluster as a list has it."""
    return say("Mine cluster {label}", label=clusters[place]) if place in clusters else names[place]


def steps(scene: Scene, found: Steps) -> str:
    """Return where the two steps lead."""
    return say(
        "Previous {previous} · next {next}",
        previous=where(scene, found.previous),
        next=where(scene, found.next),
    )


def previous_to(scene: Scene, found: Steps) -> str:
    """Return what the step back is called, and where it leads."""
    return say("{step}: {where}", step=STEPS[scene.view.beside][0](), where=where(scene, found.previous))


def next_to(scene: Scene, found: Steps) -> str:
    """Return what the step forward is called, and where it leads."""
    return say("{step}: {where}", step=STEPS[scene.view.beside][1](), where=where(scene, found.next))


def where(scene: Scene, step: Step | None) -> str:
    """Return the day of a step and the first two of its places."""
    if step is None:
        return say("none")
    day, places = step
    when = show_short_day(day) if day.year == scene.view.on.year else show_day(day)
    names = ", ".join(scene.catalog.places[place].name for place in places[:2])
    if len(places) > 2:
        return say("{day}, {places} and {more} more", day=when, places=names, more=len(places) - 2)
    return say("{day}, {places}", day=when, places=names)


def jump(target: Jump) -> str:
    """Return a day worth going to: the newest evidence, or the beginning of an episode."""
    if target.episode:
        return say("{episode}, {day}", episode=target.episode, day=show_day(target.on))
    return say("Newest evidence, {day}", day=show_day(target.on))


# -- Comparison ------------------------------------------------------------------------------------

BEFORE = later("Before")
AFTER = later("After")
OTHER_EVIDENCE = later("Evidence, first map")
OTHER_EVIDENCE_HELP = later("Uses another evidence rule for the first map.")
OTHER_KNOWN_ON = later("As known on, first map")
SAME_RULE = later("same rule")
SHOW = later("Show")
DIFFERENCES_ALT = later(
    "What differs between the two answers: places, gates and mines, with dates and origins"
)
NOTHING_DIFFERS = later("Nothing differs between these two answers. Choose another day or other evidence.")

# -- Briefing --------------------------------------------------------------------------------------

PRESETS = later("Presets")
TEMPLATE = later("Template")
FRAME = later("The map shows")
FRAME_HINT = later("same as Explore")
FRAME_HELP = later("Choose a part of the border, or type west,south,east,north in degrees.")
PAPER = later("Paper")
PURPOSE = later("Made for")
PURPOSE_HELP = later(
    "Slides have large letters and one sentence: the map first, then tables, the timeline and the sources. "
    "A picture (PNG, SVG) is of the map. A4 and A3 are always pages."
)
COLOURS = later("Colours")
TITLE = later("Title")
TITLE_HINT = later("default title")
TITLE_HELP = later("{open}date{close} and {open}place{close} stand for those of the page.")
NAMES = later("Names of places")
NAMES_HELP = later("Burmese or Chinese names where the ledger has them; sentences stay English.")
PAGE_FOR = later("One page for")
PAGE_FOR_NOTE = later("The first and the last day of the window have a page too.")
LOGO = later("Logo")
NO_BRIEFING = later("No briefing")
COMMAND = later("Command for this picture, and own presets")
COMMAND_NOTE = later("On the command line this makes the same picture again, byte for byte:")
COMMAND_WITHOUT = later("On the command line this makes the picture without your own data:")
SAVE_PRESET = later("Save as a preset")
SAVE_PRESET_HELP = later(
    "A small file with this question and its paper. Put it under Presets to ask it again, or make all such "
    "files of a folder with brief --preset FOLDER --out FOLDER."
)
OWN_PRESETS = later("Own presets, a file saved here")
TO_THE_CLAIMS = later("The claims behind this picture")
PREVIEW_NOTE = later(
    "The file looks like this preview. Its numbers are those of {command} for this question."
)

# -- Download --------------------------------------------------------------------------------------

FORMATS_HELP: Mapping[Format, Message] = {
    Format.PNG: later("A picture of twice the pixels, with its alt text."),
    Format.SVG: later("Vectors for a layout program; every letter is an outline."),
    Format.PDF: later("Vectors with fonts, tagged for screen readers."),
    Format.PPTX: later("Slides that can be edited; the sources are in the notes."),
    Format.HTML: later("One page with a map that can be moved and played; it opens without a network."),
    Format.ZIP: later("All of these, with the rows behind the picture as CSV and GeoJSON."),
    Format.APNG: later("The pages as one moving picture that plays once."),
}
PAGE = later("Page")
"""Label of the slider that turns the pages of a sequence."""
DRAWING = later("Drawing")
WRITE_AS = later("Write as")
CANCEL = later("Cancel")
BEGUN = later("Begun")


def before(count: int) -> str:
    """Return that briefings of others come before this one."""
    return say_plural(
        "Another briefing is being made. Yours is next.",
        "There are {count} briefings of others before yours.",
        count,
    )


def page_at(number: int, total: int, day: date) -> str:
    """Return a page of a sequence, counted from 1, with its day."""
    return say("{number} of {total} · {day}", number=number, total=total, day=show_day(day))


def make_pages(count: int) -> str:
    """Return the label of the button that makes a sequence."""
    return say_plural("Make {figure} page", "Make {figure} pages", count)


def page_in_work(number: int, total: int) -> str:
    """Return which page of a sequence is being made."""
    return say("Page {number} of {total}", number=number, total=total)


def download(size: int) -> str:
    """Return the label of the button that hands a file out; `size` is in bytes."""
    return say("Download, {megabytes} MB", megabytes=figure(size / 1e6, 1))


# -- Map and legend --------------------------------------------------------------------------------

NO_LAYERS = later("No layer is on, so the map is empty. Turn on Crossings or Mine clusters under Layers.")
NO_PLACE = later("No place is chosen. Click a crossing or a mine on the map, a lane, or search a name.")
SHOW_ACTOR = later("{name}. Show {code}")
LEAVE_OUT_ACTOR = later("{name}. Leave out {code}")

# -- Notices ---------------------------------------------------------------------------------------

OPENING_RELEASE = later("Opening the ledger as it stood")
CSV = later("Download as CSV")
CSV_HELP = later(
    "Opens in a spreadsheet: one row for each claim or entry, ISO dates, sources with their addresses."
)
PROVE = later("Evidence as one file")
PROVE_HELP = later(
    "A zipped file to check the answer with: each claim with what the rule did with it, the documents, a "
    "text to read and print, and the command that gives the same answer again."
)
SHOWN = later("what the chart shows")
AS_TABLES = later("These charts as tables, files and pictures")
PICTURE_HELP = later("The chart with its title, day, legend, evidence rule and sources.")
NOTHING_PUBLISHED = later("Nothing was published by the day of “As known on”.")
LINK_NOT_USED = later("Part of this link could not be used:")
ASK_TODAY = later("Ask today’s ledger")


def picture_as(form: str) -> str:
    """Return the label of the button that downloads a chart as a picture."""
    return say("Download as {format}", format=form)


def chart_on(title: str, on: date) -> str:
    """Return the heading of a chart's table."""
    return say("{chart}, on {day}", chart=title, day=show_day(on))


def as_of(catalog: Catalog, older: bool) -> Sequence[str]:
    """Return how far the ledger reaches, then how large it is and which one.

    `older` says that it is a release before the newest.
    """
    size = {
        "claims": figure(len(catalog.claims)),
        "origins": figure(len({source.origin_group for source in catalog.sources.values()})),
        "hash": catalog.hash,
    }
    if older and catalog.release:
        which = say(
            "{claims} claims, {origins} origins · release {number}, data version {hash}",
            number=catalog.release.number,
            **size,
        )
    else:
        which = say("{claims} claims, {origins} origins · data version {hash}", **size)
    return _reach(catalog), which


def _reach(catalog: Catalog) -> str:
    """Return the days of the newest reports on a holder and on a gate."""
    holder, gate = (newest_report(catalog, each) for each in (Dimension.CONTROL, Dimension.GATE))
    if holder and gate:
        return say(
            "Newest report on any holder {holder}, on a gate {gate}; "
            "what is shown for later days is unverified",
            holder=show_day(holder.published),
            gate=show_day(gate.published),
        )
    if holder:
        return say(
            "Newest report on any holder {holder}; what is shown for later days is unverified",
            holder=show_day(holder.published),
        )
    if gate:
        return say(
            "Newest report on a gate {gate}; what is shown for later days is unverified",
            gate=show_day(gate.published),
        )
    return say("No report of a holder or a gate")


# -- Errors ----------------------------------------------------------------------------------------

NO_FILE = later("There is no such file; reload the page.")
FAULTS_ALT = later("Faults of the ledger")
BEGIN_ANEW = later("Reload the page without its link to begin anew; the log has the cause under {mark}.")
WENT_WRONG = later("Something went wrong in the page.")
IN_THE_LOG = later("The log has the cause under {code}.")
SIGNED_IN = later("Signed in as {name}")
SIGN_OUT = later("Sign out")


def broken(count: int) -> str:
    """Return that the ledger has faults and is not shown."""
    return say_plural(
        "The ledger has {figure} fault and is not shown. Correct the row below and run {command} again.",
        "The ledger has {figure} faults and is not shown. Correct the rows below and run {command} again.",
        count,
        command="`python -m geodata check`",
    )


_FAULTS: Mapping[str, Message] = {
    "own-data": later(
        "This link was made with data or claims of its sender’s own, which are not in the link: you see the "
        "ledger alone, so answers may differ. If they were yours, load them anew on the Data page."
    ),
    "no-actor": later("{parameter}: no actor is called {names}"),
    "no-frame": later("The map cannot show {text}: give {known}, or west,south,east,north in degrees."),
    "no-layer": later("{parameter}: no layer is called {names}"),
    "no-parameter": later("{parameter}: there is no such parameter"),
    "no-place": later("{parameter}: the ledger has no place called {names}"),
    "no-release": later(
        "{parameter}: {text} is no release of the ledger; today’s, {now}, is asked, "
        "so the answer may have changed"
    ),
    "no-entry": later("{parameter}: the log has no entry {text} by this evidence"),
    "no-subject": later("{parameter}: the log tells of no {names}"),
    "no-such-choice": later("There is no {parameter} {text}; there are {known}."),
    "no-such-value": later("The title has {open}{name}{close}; only {date} and {place} are filled in."),
    "outside": later("{parameter}: {day} is outside the ledger, {kept} is shown"),
    "several-places": later("{parameter}: {text} may also be {names}"),
    "single-brace": later(
        "The title has a single brace; write {date}, {place}, or {open}{open} for a brace."
    ),
    "swapped": later("{parameter}: the end lies before the start, they were swapped"),
    "title-too-long": later("The title has {length} characters; give at most {most}."),
    "too-long": later("{parameter}: too long to be read, ignored"),
    "twice": later("{parameter}: given twice, the last one counts"),
    "unreadable": later("{parameter}: {text} is not understood, ignored"),
}
_SIGNS = {"open": "{", "close": "}", "date": "{date}", "place": "{place}"}
"""Braces that a message shows; in a message itself they stand for a value."""


def fault(wrong: Fault, *, refused: bool = False) -> str:
    """Return what of a link or an order cannot be used, and why; `refused` where nothing is made of it."""
    values = {"parameter": wrong.parameter, **_SIGNS, **wrong.values}
    if "text" in wrong.values:
        values |= {"text": _quoted(wrong.values["text"]), "name": wrong.values["text"]}
    if "names" in wrong.values:
        values["names"] = listed([_quoted(name) for name in wrong.values["names"]])
    if "known" in wrong.values:
        values["known"] = ", ".join(wrong.values["known"])
    messages = {**_FAULTS, **_REFUSED} if refused else _FAULTS
    return messages[wrong.rule](**values)


_REFUSED = {
    "outside": later("{parameter}: {day} is outside the ledger; the nearest day is {kept}"),
    "too-long": later("{parameter}: too long to be read"),
    "unreadable": later("{parameter}: {text} is not understood"),
}
"""What is said where nothing is made without the parameter."""


def refusal(error: LedgerError) -> str:
    """Return the sentence of an error, in the language in use where it is one of an order."""
    wrong = error.fault if isinstance(error, BadOrder) else None
    return fault(wrong, refused=True) if wrong else str(error)


def _quoted(text: str) -> str:
    return f"“{text}”"
