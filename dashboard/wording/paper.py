"""The words of a briefing on paper: titles, evidence, sources, notes, and why one cannot be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from dashboard.answer.scene import Scene
from dashboard.question.order import BadOrder, Template
from dashboard.question.view import Lang, Within
from dashboard.wording import charts
from dashboard.wording.dates import long_day, show_day, show_when
from dashboard.wording.firmness import newest_reports
from dashboard.wording.language import figure, later, listed, say, say_plural
from dashboard.wording.own_claims import weighed_too, yours
from dashboard.wording.text import Text
from dashboard.wording.vocabulary import LANG, POLICY
from geodata.datasets.sources import Source
from geodata.vocab import Policy

# -- Head and foot ---------------------------------------------------------------------------------

KICKER = later("Border Ledger · Myanmar–China border")
DISCLAIMER = later(
    "Boundaries and names imply no opinion on legal status. Catchments are schematic (nearest tracked town, "
    "at most 25 km), not front lines. Mine control is derived from the catchment."
)
AREAS = {
    "kachin": later("the Kachin–China border"),
    "northern-shan": later("the northern Shan–China border"),
    "border": later("the Myanmar–China border"),
}
"""The named parts of the border, as a title has them."""


def log_title(place: str, first: date, last: date) -> str:
    """Return the title of a page that says what happened in a window."""
    return say(
        "What happened on {place}, {first} to {last}", place=place, first=long_day(first), last=long_day(last)
    )


def window_title(place: str, first: date, last: date) -> str:
    """Return the title of a page whose map shows who held each place within a window."""
    return say("Who held {place}, {first} to {last}", place=place, first=long_day(first), last=long_day(last))


def title(template: Template, place: str, day: date, other: date) -> str:
    """Return the title of a page, where the reader has given none.

    Args:
        template: What is on the paper.
        place: Name of the place or part of the border.
        day: The day asked.
        other: The day that it is compared with, the same where only the rules differ.
    """
    if template is Template.MINES:
        return say(
            "Who controlled the rare-earth mines around {place} on {date}", place=place, date=long_day(day)
        )
    if template is not Template.COMPARE:
        return say("Who held {place} on {date}", place=place, date=long_day(day))
    if day == other:
        return say("What changed on {place}, {date}", place=place, date=long_day(day))
    return say(
        "What changed on {place}, {first} to {last}", place=place, first=long_day(other), last=long_day(day)
    )


def dates(day: date, other: date) -> str:
    """Return the dates of a comparison, for a title of the reader's own."""
    if day == other:
        return long_day(day)
    return say("{first} to {last}", first=long_day(other), last=long_day(day))


def credit(names: str) -> str:
    """Return who made what the map is drawn from."""
    return say("Base: {names}.", names=names)


def picture_sources(names: Sequence[str], most: int) -> Text:
    """Return whose documents a picture of a chart rests on; beyond `most` they are counted."""
    if len(names) > most:
        more = len(names) - most
        shown = ", ".join(names[:most])
        return Text.of(
            say_plural(
                "Sources: {names} and {figure} more.",
                "Sources: {names} and {figure} more.",
                more,
                names=shown,
            )
        )
    return Text.of(say("Sources: {names}.", names=listed(names))) if names else Text.of(say("No sources."))


def picture_credit(data: str, mines: str) -> Text:
    """Return which data a picture is of and their licence; `mines` says who drew these, if any."""
    text = say("Border Ledger, data {data}, CC BY 4.0; areas of mines are derived and schematic.", data=data)
    if not mines:
        text = say("Border Ledger, data {data}, CC BY 4.0.", data=data)
    return Text.of(f"{text} {credit(mines)}" if mines else text)


def mines(asked: str, count: int, held: Sequence[str], evidence: Mapping[str, str]) -> str:
    """Return who controls the mines on the map.

    Args:
        asked: The day asked, with what is to be known of it.
        count: The mine clusters on the map.
        held: How many each actor controls.
        evidence: By name of the town that they are held with, how firm its state is.
    """
    first = mines_held(asked, count, held)
    if evidence:
        towns = "; ".join(f"{town}: {text}" for town, text in evidence.items())
        derived = say("Each is derived from the town in whose catchment it lies ({towns}).", towns=towns)
    else:
        derived = say("Each is derived from the town in whose catchment it lies.")
    return f"{first} {derived} {say('Only this area was surveyed.')}"


def mines_held(asked: str, count: int, held: Sequence[str]) -> str:
    """Return the first sentence of `mines`, alone: how many each actor controls."""
    return say_plural(
        "On {day}, of {figure} mine cluster on the map: {held}.",
        "On {day}, of {figure} mine clusters on the map: {held}.",
        count,
        day=asked,
        held=listed(held) or say("none"),
    )


def evidence(scene: Scene, set_aside: int, second_hand: int = 0) -> Text:
    """Return the evidence rule, both clocks, what the rule means, and what of the evidence is not shown.

    That is how many claims were set aside, and how many documents pass on the reports of others.
    """
    # What cannot be missed comes first: where there is no room for all of it, its end is cut.
    policy, release = Policy(scene.view.policy), scene.catalog.release
    known = {"day": show_day(scene.known_on), "newest": newest_reports(scene.catalog)}
    if release:
        clocks = say(
            "Release {number}, as known on {day}; {newest}, later days are unverified.",
            number=release.number,
            **known,
        )
    else:
        clocks = say("As known on {day}; {newest}, later days are unverified.", **known)
    aside = say("No claim about the places shown was set aside.")
    if set_aside:
        aside = say_plural(
            "{figure} claim about the places shown was set aside, with its reason.",
            "{figure} claims about the places shown were set aside, each with its reason.",
            set_aside,
        )
    rule = Text.of(say("Evidence: {rule}.", rule=POLICY[policy]())).strong()
    more = f" {_second_hand(second_hand)}" if second_hand else ""
    own = f" {weighed_too(len(scene.catalog.own))}" if scene.catalog.own else ""
    return Text.of(rule, f"{own} {clocks} {say(policy.meaning)} {aside}{more}")


# -- Sources ---------------------------------------------------------------------------------------

SOURCES = later("Sources")
NO_SOURCES = later("No sources: no accepted claim is about a place on this map")


def some_sources(printed: int, total: int, *, notes: bool = False) -> str:
    """Return the heading of a list that has room for some of the sources; the notes have all of them."""
    if notes:
        return say("{printed} of {total} sources, all in the notes", printed=printed, total=total)
    return say("{printed} of {total} sources", printed=printed, total=total)


def _second_hand(count: int) -> str:
    """Return how many documents are not among the sources, as they pass on what others report."""
    return say_plural(
        "{figure} more document passes on what others report, and is not listed.",
        "{figure} more documents pass on what others report, and are not listed.",
        count,
    )


def source(document: Source, places: Sequence[str]) -> str:
    """Return a printed source: who published it and when, and the places that it is about."""
    names = ", ".join(places[:2])
    if len(places) > 2:
        names = say("{places} and {more} more", places=names, more=len(places) - 2)
    publisher = yours(document.source_id, document.publisher.partition(" (")[0])
    return f"{publisher}, {show_when(document.published)} ({names})"


# -- Beneath and beside the map --------------------------------------------------------------------

CLUSTERS = later("Mine clusters")
POOLS = later("Leaching pools")
HECTARES = later("Outlines in hectares, not mined area")
"""Headings of the table of mines."""


def mines_title(count: int) -> str:
    """Return the title of the bar of the mines."""
    return say_plural(
        "{figure} mine cluster by holder, derived", "{figure} mine clusters by holder, derived", count
    )


def mines_of(holder: str, clusters: int, pools: int, hectares: float) -> str:
    """Return what a holder has of the mines."""
    return say(
        "{holder}: {clusters}, {pools}, outlines of {hectares} ha",
        holder=holder,
        clusters=say_plural("{figure} cluster", "{figure} clusters", clusters),
        pools=say_plural("{figure} leaching pool", "{figure} leaching pools", pools),
        hectares=figure(hectares),
    )


NOTHING_HAPPENED = later("The log has nothing about places on this map in this window.")
NOTHING_DIFFERS = later("Nothing differs between these two answers.")


NORTH = later("N")


def kilometres(km: float) -> str:
    """Return a length beside a scale bar."""
    return say("{km} km", km=figure(km))


def as_known_on(day: date) -> str:
    """Return what stands on a map that differs from another by the state of knowledge."""
    return say("as known on {day}", day=show_day(day))


def answer_with_evidence(answer: str, evidence: str, *, changed: bool) -> str:
    """Return an answer of a comparison with how firm it is."""
    text = say("{answer}, may have changed", answer=answer) if changed else answer
    return f"{text} ({evidence})" if evidence else text


def bar_alt(title: str, bands: Iterable[str]) -> str:
    """Return the alternative text of a bar with bands."""
    return f"{title}. {'; '.join(bands)}."


def not_shown(count: int) -> str:
    """Return how many rows a table has no room for."""
    return charts.lanes_left_out(count)


# -- Slides and other files ------------------------------------------------------------------------

PICTURES = later("What the pictures show")
LOGO = later("Logo")
NO_CROSSING = later("The briefing has no crossing.")


def progress(number: int, count: int) -> str:
    """Return which slide of a sequence it is."""
    return say("{number} of {count}", number=number, count=count)


def page_progress(number: int, count: int) -> str:
    """Return which page of a sequence is being drawn."""
    return say("page {number} of {count}", number=number, count=count)


def qr_alt(link: str) -> str:
    """Return the alternative text of a QR code."""
    return say("QR code of the link {link}", link=link)


def numbered(number: int, text: str) -> str:
    """Return a line of a numbered list."""
    return f"{number}. {text}"


def frames_alt(alts: Sequence[str]) -> str:
    """Return the alternative text of an animated picture from those of its frames."""
    first, *rest = alts
    return " ".join([first, *(say("Then: {text}", text=text) for text in rest)])


def same_question(link: str) -> str:
    """Return where the question of a file can be asked again."""
    return say("The same question: {link}", link=link)


def same_picture(question: str, policy: str, known: date, command: str, *, own: bool = False) -> str:
    """Return the question of a page in words, and on a second line the command that makes it again.

    Where it shows the reader's `own` data, the command makes it without them.
    """
    if own:
        return say(
            "{question}. Evidence: {policy}. As known on {day}.\nThe picture without own data: {command}",
            question=question,
            policy=policy,
            day=show_day(known),
            command=command,
        )
    return say(
        "{question}. Evidence: {policy}. As known on {day}.\nThe same picture: {command}",
        question=question,
        policy=policy,
        day=show_day(known),
        command=command,
    )


def without_name(lang: Lang, names: Sequence[str]) -> str:
    """Return which places are shown by their Latin name because the ledger has no other."""
    return say(
        "Without a {language} name in the ledger, and shown by their Latin one: {names}. "
        "Such a name is added in the column {column} of places.csv.",
        language=LANG[lang](),
        names=listed(names),
        column=f"name_{lang}",
    )


def data_version(data: str) -> str:
    """Return which data the files beside this note have, and how they are written."""
    return say(
        "Data version {data}. CSV files are UTF-8 with a byte order mark; coordinates are WGS 84 degrees.",
        data=data,
    )


def to_cite(licence: str, citation: str) -> str:
    """Return under which licence the rows beside this note are, and how to cite them."""
    return say("Licence of the rows: {licence}. To cite them: {citation}", licence=licence, citation=citation)


# -- Why it cannot be made -------------------------------------------------------------------------


def no_address(base: str) -> BadOrder:
    """Return that a printed link would have no address."""
    return BadOrder(
        say(
            "A link cannot begin with {text}: give an address with http:// or https://.", text=repr(base[:60])
        )
    )


def own_address(base: str) -> BadOrder:
    """Return that others could not open a printed link."""
    return BadOrder(
        say(
            "{text} opens on this machine only: give the address at which others reach the page, or none.",
            text=base[:60],
        )
    )


def no_place_chosen() -> BadOrder:
    """Return that a page about one place needs one."""
    return BadOrder(say("The template crossing is about one place: choose a place."))


def days_reversed(earlier: date, later: date) -> BadOrder:
    """Return that the first day of a comparison lies after its second."""
    return BadOrder(
        say(
            "Before and after the wrong way round: {earlier} lies after {later}. "
            "Choose a first day that is earlier.",
            earlier=show_day(earlier),
            later=show_day(later),
        )
    )


def no_mines_in(stretch: str) -> BadOrder:
    """Return that a stretch of the border, in the words of a title, has no mine cluster."""
    return BadOrder(
        say(
            "The ledger has no mine cluster on {stretch}: mines were looked for around Pang War and Chipwi "
            "only. Choose another part of the border.",
            stretch=stretch,
        )
    )


def nothing_compared() -> BadOrder:
    """Return that two equal questions have nothing to compare."""
    return BadOrder(
        say(
            "The template before-after compares two answers: choose another day, policy "
            "or state of knowledge."
        )
    )


def no_format(form: str, known: type[StrEnum]) -> BadOrder:
    """Return that a format does not exist."""
    return BadOrder(
        say("There is no format {form}; there are {known}.", form=repr(form), known=", ".join(known))
    )


def no_sequence() -> BadOrder:
    """Return that one page does not move."""
    return BadOrder(say("An animated picture shows a sequence: choose that template."))


def not_for_sequence(form: str) -> BadOrder:
    """Return that a format has room for one page only."""
    return BadOrder(say("A sequence is written as pdf, pptx, apng or zip, not as {form}.", form=form))


def too_many_pages(count: int, most: int) -> BadOrder:
    """Return that a sequence would be too long."""
    return BadOrder(
        say(
            "The sequence would have {count} pages; at most {most} are made. "
            "Choose a shorter window or monthly steps.",
            count=count,
            most=most,
        )
    )


def nothing_there(text: str) -> BadOrder:
    """Return that a map would show nothing of the border."""
    return BadOrder(
        say(
            "The view {text} has nothing of the Myanmar–China border: give west, south, east and north in "
            "degrees, such as 97,25,99,26.5.",
            text=text,
        )
    )


def control_letters() -> BadOrder:
    """Say that a title has characters that are no letters."""
    return BadOrder(say("The title has a control character, such as a line break: write it in one line."))


def missing_letters(letters: str) -> BadOrder:
    """Return that no font has some letters of a title."""
    return BadOrder(
        say(
            "No font here has {letters}: write the title in Latin, Burmese or the ledger’s Chinese letters.",
            letters=letters,
        )
    )


def missing_font(name: str, folder: str) -> BadOrder:
    """Return that the file of a font is missing."""
    return BadOrder(
        say(
            "The font {name} is missing from {folder}/: install Border Ledger again.",
            name=name,
            folder=folder,
        )
    )


def logo_too_heavy(size: int, most: int) -> BadOrder:
    """Return that the file of a logo is too large, in bytes."""
    return BadOrder(
        say(
            "The logo has {size} bytes; give a PNG or JPEG of at most {most}.",
            size=figure(size),
            most=figure(most),
        )
    )


def logo_too_large(millions: int) -> BadOrder:
    """Return that a logo has too many pixels, in millions."""
    return BadOrder(say("The logo has more than {count} million pixels; give a smaller one.", count=millions))


def no_logo() -> BadOrder:
    """Return that a logo is no picture."""
    return BadOrder(say("The logo cannot be read: give a PNG or JPEG picture."))


def too_many_wait() -> BadOrder:
    """Return that the line of briefings is too long to join."""
    return BadOrder(say("Too many briefings wait for their turn already. Try again in a minute."))


def no_slides() -> BadOrder:
    """Return that a deck would be empty."""
    return BadOrder(say("There is no slide to write: choose at least one date."))


def too_many_slides(count: int, most: int) -> BadOrder:
    """Return that a deck would be too long."""
    return BadOrder(
        say(
            "There would be {count} slides; at most {most} go into one file. Choose fewer dates.",
            count=count,
            most=most,
        )
    )


def slides_of_several_sizes() -> BadOrder:
    """Return that slides of several sizes are not one deck."""
    return BadOrder(say("All slides of one file have one size: write a file for each."))


# -- On the command line ---------------------------------------------------------------------------


def no_folder(folder: object) -> BadOrder:
    """Return that the folder of a file does not exist."""
    return BadOrder(say("There is no folder {folder}: make it first, or give another --out.", folder=folder))


def is_folder(path: object) -> BadOrder:
    """Return that a file would have the name of a folder."""
    return BadOrder(say("{path} is a folder: give the name of a file in it.", path=path))


def not_written(path: object, error: OSError) -> BadOrder:
    """Return that a file cannot be written."""
    return BadOrder(say("{path} cannot be written: {why}.", path=path, why=error.strerror or error))


def logo_not_read(path: object, error: OSError) -> BadOrder:
    """Return that the file of a logo cannot be opened."""
    return BadOrder(say("The logo {path} cannot be read: {why}.", path=path, why=error.strerror or error))


def written(path: object, size: int) -> str:
    """Return what was written, and its bytes."""
    return say_plural("{path}: {figure} byte", "{path}: {figure} bytes", size, path=path)


def days_turned(first: date, last: date) -> BadOrder:
    """Return that a window ends before it begins."""
    return BadOrder(
        say("--from {first} lies after --to {last}: give the earlier day first.", first=first, last=last)
    )


def no_policy(text: str) -> BadOrder:
    """Return that a policy does not exist."""
    return BadOrder(
        say("There is no policy {text}; there are {known}.", text=repr(text), known=", ".join(Policy))
    )


PRESET_WITHOUT_QUESTION = later("It has no question: lists of texts by the names of a link’s parameters.")


def preset_name(longest: int) -> str:
    """Return that a preset needs a name."""
    return say("It needs a name of at most {count} letters.", count=longest)


def no_parameter(name: str) -> str:
    """Return that a question has a part that does not exist."""
    return say("A question has no {name}.", name=repr(name))


def wrong_preset(file: str, number: int, why: str) -> BadOrder:
    """Return that a preset cannot be used, and why."""
    return BadOrder(say("Preset {number} of {file}: {why}", number=number, file=file, why=why))


def no_preset(file: str) -> BadOrder:
    """Return that a file has no presets."""
    return BadOrder(
        say("{file} has no presets that can be read: give a file saved by the page Briefing.", file=file)
    )


def no_presets(path: object) -> BadOrder:
    """Return that a folder has no presets."""
    return BadOrder(say("There is no preset in {path}: no file ends in .json.", path=path))


def preset_too_large(file: str, most: int) -> BadOrder:
    """Return that a file of presets is too large, in bytes."""
    return BadOrder(
        say("{file} has more than {most} bytes: save fewer presets.", file=file, most=figure(most))
    )


def preset_not_read(path: object, error: OSError) -> BadOrder:
    """Return that a file of presets cannot be opened."""
    return BadOrder(say("The preset {path} cannot be read: {why}.", path=path, why=error.strerror or error))


def preset_has_question(options: Sequence[str]) -> BadOrder:
    """Return that a preset and options both ask."""
    return BadOrder(
        say("A preset has the whole question: leave out {options}.", options=", ".join(sorted(options)))
    )


def no_within(text: str) -> BadOrder:
    """Return that a way to limit a briefing to its window does not exist."""
    return BadOrder(
        say("There is no --within {text}; there are {known}.", text=repr(text), known=", ".join(Within))
    )


def no_map_of(text: str, known: type[StrEnum]) -> BadOrder:
    """Return that a map shows no such days."""
    return BadOrder(
        say("The map cannot show {text}; it can show {known}.", text=repr(text), known=", ".join(known))
    )


def not_of_window(template: str, able: Sequence[str]) -> BadOrder:
    """Return that a template's map shows a day only."""
    return BadOrder(
        say(
            "The template {template} shows a day, not a window: choose one of {able}.",
            template=template,
            able=", ".join(able),
        )
    )


def no_day(option: str, text: str) -> BadOrder:
    """Return that a text is no day."""
    return BadOrder(say("{option} {text} is no day: write it as 2024-11-26.", option=option, text=repr(text)))


def later_day(option: str, day: date, last: date) -> BadOrder:
    """Return that a day lies after the ledger's newest record."""
    return BadOrder(
        say(
            "{option} {day} lies after the ledger’s newest record, {last}.", option=option, day=day, last=last
        )
    )
