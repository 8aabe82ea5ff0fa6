"""`python -m dashboard brief`: a briefing as a file, fit for a scheduled job."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from dashboard import settings
from dashboard.map.overlays import OVERLAYS
from dashboard.question import link
from dashboard.question.choices import Choices, choices_of
from dashboard.question.command_line import AS_IN_LINKS
from dashboard.question.fault import Fault
from dashboard.question.framing import FRAMES
from dashboard.question.order import (
    OF_WINDOW,
    SCREENS,
    Aspect,
    BadOrder,
    Format,
    Order,
    Purpose,
    Step,
    Template,
    Tone,
)
from dashboard.question.view import Lang, MapOf, View, Within
from dashboard.wording import paper as wording
from geodata.bundle.writing import write_bytes
from geodata.catalog import Catalog
from geodata.errors import BrokenBundle, LedgerError
from geodata.imports.claim_tables import open_with_own
from geodata.vocab import Policy

_PURPOSE = (
    f"what {', '.join(SCREENS[:-1])} and {SCREENS[-1]} are for: slides for a wall, with large letters, the "
    "map first (png and svg have nothing else), then tables, timeline and sources; or one dense page to be "
    "read. A4 and A3 are always pages"
)
_EXAMPLE = "python -m dashboard brief --on 2024-11-26 --view kachin --out kachin.png"
_ASKED = ("template", "aspect", "tone", "title", "step", "purpose")
_SPELLED = {"first": "from", "last": "to", "map_of": "map"}
_OF_QUESTION = (
    *_ASKED,
    *("on", "first", "last", "map_of", "within", "view", "lang", "policy", "known_on"),
    *AS_IN_LINKS,
)
"""Options that are part of the question; a preset has all of it."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.epilog = f"example: {_EXAMPLE}"
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="the file to write; with --preset a folder"
    )
    parser.add_argument("--on", metavar="DATE", help="the day asked about, YYYY-MM-DD")
    parser.add_argument(
        "--from", dest="first", metavar="A", help="first day of the window; of before-after, the earlier day"
    )
    parser.add_argument("--to", dest="last", metavar="B", help="last day of the window")
    text = f"what the map shows: {', '.join(MapOf)} (default: {MapOf.DAY}); window: all who held each place"
    parser.add_argument("--map", dest="map_of", metavar="WHAT", default=MapOf.DAY, help=text)
    parser.add_argument(
        "--within",
        default=Within.OFF,
        help="only the window on timelines and in lists, by days (of which claims speak) or recorded "
        f"(when they were): {', '.join(Within)} (default: {Within.OFF})",
    )
    parser.add_argument(
        "--view",
        default="",
        metavar="WHERE",
        help=f"{', '.join(FRAMES)}, a place in any spelling, or west,south,east,north in degrees",
    )
    for name, kind, what in (
        ("template", Template, "what is on the paper"),
        ("aspect", Aspect, "its shape"),
        ("tone", Tone, "its colours"),
        ("step", Step, "days of a sequence"),
        ("purpose", Purpose, _PURPOSE),
    ):
        default = next(item.default for item in fields(Order) if item.name == name)
        text = f"{what}: {', '.join(kind)} (default: {default})"
        parser.add_argument(f"--{name}", default=default, help=text)
    parser.add_argument(
        "--lang",
        default=Lang.EN,
        help=f"language of the names of places: {', '.join(Lang)} (default: {Lang.EN})",
    )
    parser.add_argument("--title", default="", help="with {date} and {place} where those belong")
    parser.add_argument("--format", help=f"{', '.join(Format)} (default: by the name of the file)")
    parser.add_argument("--policy", default=Policy.REPORTED, help=f"evidence: {', '.join(Policy)}")
    parser.add_argument("--known-on", metavar="DATE", help="use only what was known at the end of this day")
    parser.add_argument(
        "--base",
        default="",
        metavar="URL",
        help="address at which others open the page Briefing, for the printed link "
        f"(default: that in {settings.ADDRESS}; without one the command is printed)",
    )
    for name in AS_IN_LINKS:
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, help=f"{name} as in a link; commas between several")
    parser.add_argument(
        "--release", metavar="N", help="the ledger as it stood at a release, by number or hash"
    )
    parser.add_argument(
        "--preset",
        type=Path,
        metavar="FILE",
        help="make the presets in a file, or a folder of them, in --out",
    )
    parser.add_argument(
        "--with", dest="own", metavar="FILE", help="weigh claims of your own too, a table as CSV or XLSX"
    )
    parser.add_argument("--logo", type=Path, metavar="FILE", help="a PNG or JPEG for the corner")
    parser.add_argument("--bundle", type=Path, metavar="DIR", help="use the data in another folder")
    parser.add_argument("--quiet", action="store_true", help="say nothing while it works")


def run(options: argparse.Namespace) -> int:
    """Write the briefing; return 0, 1 for a broken bundle, 2 for what cannot be made."""
    gc.disable()  # nothing of what is loaded and opened first is garbage: `_made` has it on again
    try:
        for line in _presets(options) if options.preset else (_write(options),):
            _tell(line)
    except BrokenBundle as error:
        print(error, file=sys.stderr)
        return 1
    except LedgerError as error:
        from dashboard.wording.page import refusal  # it loads the page's words

        print(f"brief: {refusal(error)}", file=sys.stderr)
        return 2
    finally:
        gc.enable()
    return 0


def _tell(line: str) -> None:
    """Print what was written; where that cannot be printed the file is there all the same, and stays."""
    try:
        print(line, flush=True)
    except OSError as error:  # what is printed goes to a file on a disk that is full, or to nobody
        print(wording.not_written("stdout", error), file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(options: argparse.Namespace) -> str:
    form = options.format or options.out.suffix.removeprefix(".").casefold() or "png"
    folder = options.out.resolve().parent
    if not folder.is_dir():
        raise wording.no_folder(folder)
    if options.out.is_dir():
        raise wording.is_folder(options.out)
    _, catalog, _ = open_with_own(options.bundle, options.release, options.own)
    choices = choices_of(catalog, OVERLAYS)
    # A stretch of the border goes before a place of the same name.
    named = options.view in FRAMES or not choices.find_place(options.view)
    frame = options.view if named else ""
    order = Order(**{name: getattr(options, name) for name in _ASKED}, frame=frame)
    view = _as_in_links(_view(options, order, choices), options, choices)
    logo = _read(options.logo) if options.logo else None
    return _made(options, options.out, form, (catalog, view, order, choices), logo)


def _made(
    options: argparse.Namespace,
    out: Path,
    form: str,
    asked: tuple[Catalog, View, Order, Choices],
    logo: bytes | None,
) -> str:
    """Write a briefing and return what was written."""
    from dashboard.paper import jobs  # a wrong option is told before matplotlib is loaded

    gc.freeze()
    gc.enable()
    base = options.base or settings.current().briefing
    content = jobs.make(jobs.Job(*asked, base, logo), form, None if options.quiet else _progress)
    try:
        write_bytes(out, content)
    except OSError as error:
        raise wording.not_written(out, error) from error
    return wording.written(out, len(content))


def _presets(options: argparse.Namespace) -> Iterator[str]:
    """Write the briefing of each preset into the folder `--out`; yield what was written."""
    from dashboard.paper import presets  # one briefing needs none of them

    blank = argparse.ArgumentParser(add_help=False)
    add_options(blank)
    own = [
        f"--{_SPELLED.get(name, name).replace('_', '-')}"
        for name, value in vars(options).items()
        if name in _OF_QUESTION and value != blank.get_default(name)
    ]
    if own:
        raise wording.preset_has_question(own)
    path: Path = options.preset
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise wording.no_presets(path)
    _, catalog, _ = open_with_own(options.bundle, options.release, options.own)
    choices = choices_of(catalog, OVERLAYS)
    found = [
        each
        for file in files
        for each in presets.read(_preset_file(file, presets.MOST_BYTES + 1), choices, file.name)
    ]
    logo = _read(options.logo) if options.logo else None
    try:
        options.out.mkdir(exist_ok=True)
    except OSError as error:
        raise wording.not_written(options.out, error) from error
    names = presets.file_names(found, options.format)
    for each, name in zip(found, names, strict=True):
        form = options.format or each.form
        yield _made(options, options.out / name, form, (catalog, each.view, each.order, choices), logo)


def _preset_file(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise wording.preset_not_read(path, error) from error


def _as_in_links(view: View, options: argparse.Namespace, choices: Choices) -> View:
    """Return the view with the fields whose options are as in links.

    Raises:
        BadOrder: If one cannot be used.
    """
    texts = {name: getattr(options, name) for name in AS_IN_LINKS}
    several = ("layers", "actors", "log")
    given = {
        name: text.split(",") if name in several else [text]
        for name, text in texts.items()
        if text is not None
    }
    asked, faults = link.read(given, choices)
    for each in faults:
        if each.rule != "several-places":
            raise BadOrder(each)
    return replace(view, **{name: getattr(asked, name) for name in given})


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise wording.logo_not_read(path, error) from error


def _progress(done: int, total: int) -> None:
    if total > 1:
        end = "\n" if done == total else "\r"
        print(wording.page_progress(min(done + 1, total), total), end=end, file=sys.stderr, flush=True)


def _view(options: argparse.Namespace, order: Order, choices: Choices) -> View:
    """Return the question.

    Raises:
        BadOrder: If a day is none, lies outside the ledger, or an order of days is wrong.
    """
    on = _day(options.on, "--on", choices)
    first, last = _day(options.first, "--from", choices), _day(options.last, "--to", choices)
    if first and last and first > last:
        raise wording.days_turned(first, last)
    known_on = _day(options.known_on, "--known-on", choices)
    try:
        policy = Policy(options.policy)
    except ValueError:
        raise wording.no_policy(options.policy) from None
    try:
        within = Within(options.within)
    except ValueError:
        raise wording.no_within(options.within) from None
    try:
        map_of = MapOf(options.map_of)
    except ValueError:
        raise wording.no_map_of(options.map_of, MapOf) from None
    if map_of is MapOf.WINDOW and order.template not in OF_WINDOW:
        raise wording.not_of_window(order.template, OF_WINDOW)
    try:
        lang = Lang(options.lang)
    except ValueError:
        known = {"text": options.lang, "known": tuple(Lang)}
        raise BadOrder(Fault("lang", "no-such-choice", known)) from None
    view = choices.default
    place = None if order.frame else choices.find_place(options.view or "")
    # A page about one place is about the one that was named; other pages have one to begin with.
    chosen = None if order.frame or order.template is Template.CROSSING else view.place
    compared = order.template is Template.COMPARE
    whole = order.template in (Template.COMPARE, Template.LOG) or map_of is MapOf.WINDOW
    asked = on or (last if whole else None) or view.on
    window = (first or min(view.window[0], asked), last or max(view.window[1], asked))
    return replace(
        view,
        on=asked,
        window=window if not compared else view.window,
        within=within,
        compare_on=first if compared else None,
        place=place or chosen,
        policy=policy,
        lang=lang,
        known_on=known_on,
        map_of=map_of,
    )


def _day(text: str | None, option: str, choices: Choices) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise wording.no_day(option, text) from None
    if day > choices.last:
        raise wording.later_day(option, day, choices.last)
    return day
