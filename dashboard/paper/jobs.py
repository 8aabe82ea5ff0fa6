"""From a question and an order to a file: picture, document, slides, page or all of them in one.

The same question, data and order give the same bytes. Nothing here needs a browser, a display or
the network. What writes documents and slides takes long to load, and is loaded where it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice
from typing import TypeVar

import matplotlib

from dashboard.answer.events import Archive, archive_of, leaving, on
from dashboard.answer.holdings import of_window
from dashboard.answer.own import Own
from dashboard.answer.scene import Scene, compose
from dashboard.paper import slides
from dashboard.paper.formats import images
from dashboard.paper.helper import shared
from dashboard.paper.own import readable
from dashboard.paper.page import Page, draw, of_stretch
from dashboard.paper.turns import Turns, Waiting
from dashboard.question.axis import months
from dashboard.question.choices import Choices
from dashboard.question.command_line import OWN_CLAIMS, command_line
from dashboard.question.framing import FRAMES, camera_at
from dashboard.question.order import Format, Order, Step, Template, shown_of
from dashboard.question.view import MapOf, View
from dashboard.wording import paper as wording
from geodata.analysis.timeline import change_days
from geodata.catalog import Catalog

MIMES = {
    Format.PNG: "image/png",
    Format.SVG: "image/svg+xml",
    Format.PDF: "application/pdf",
    Format.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.HTML: "text/html",
    Format.ZIP: "application/zip",
    Format.APNG: "image/apng",
}
MOST_PAGES = 60
"""Pages of a sequence: more are neither read nor drawn in a time that anyone waits."""

DRAWING = Turns()
"""matplotlib's settings and fonts are the process's: one briefing is drawn at a time, however many ask."""


T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told before each page: how many are done, how many there are. What it raises ends the work."""


@dataclass(frozen=True, slots=True)
class Job:
    """One briefing: a question and what is made of it.

    `base` is the address that the printed link opens, `logo` a PNG or JPEG for the corner, `own` the layers
    of the reader's own that it shows: it is kept for nobody else then.
    """

    catalog: Catalog
    view: View
    order: Order
    choices: Choices
    base: str
    logo: bytes | None = None
    own: tuple[Own, ...] = ()
    events: Archive | None = None

    def days(self) -> list[date]:
        """Return the day of each page.

        Raises:
            BadOrder: If a sequence has more than `MOST_PAGES`.
        """
        if self.order.template is not Template.SEQUENCE:
            return [self.view.on]
        first, last = self.view.window
        if self.order.step is Step.MONTHLY:
            days = list(months(first, last))
        else:
            days = list(change_days(self.catalog, known_on=self.view.known_on, policy=self.view.policy))
        pages = list(dict.fromkeys([first, *(day for day in sorted(days) if first < day < last), last]))
        if len(pages) > MOST_PAGES:
            raise wording.too_many_pages(len(pages), MOST_PAGES)
        return pages

    def question(self) -> View:
        """Return its question for a page with a map: about the stretch or the part of it that it frames."""
        asked, bounds = of_stretch(self.view, self.order, self.catalog), self.order.bounds()
        if bounds and self.order.frame not in FRAMES:
            return replace(asked, camera=camera_at(bounds), extent=bounds)
        return asked

    def page(self, day: date) -> Page:
        """Return the drawn page of a day, of slides the map."""
        if self.order.slides:
            return next(self._shown(day))
        scene = self._scene(day)
        return draw(scene, self.order, self.choices, base=self.base, logo=self.logo)

    def _scene(self, day: date) -> Scene:
        made = compose(self.catalog, replace(self.view, on=day))
        made = replace(made, own=tuple(map(readable, self.own)), events=self.events)
        found = archive_of(made) if on(made) else None
        return made if found is None or found.shareable else replace(made, events=leaving(found))

    def _shown(self, day: date) -> Iterator[Page]:
        """Yield the slides of a day, the map first; on a map of a sequence stands what changed that day."""
        scene = self._scene(day)
        sequence = self.order.template is Template.SEQUENCE and not self.order.title
        return slides.draw(scene, self.order, self.choices, base=self.base, logo=self.logo, news=sequence)

    def pages(self, progress: Progress | None = None) -> Iterator[Page]:
        """Yield the drawn pages, one after the other; of slides the map, then what follows it.

        Slides of a sequence have a map for each day, and the rest once, at its end.
        """
        days = self.days()
        for number, day in enumerate(days):
            if progress:
                progress(number, len(days))
            yield from self._last(day) if day == days[-1] else [self.page(day)]
        if progress:
            progress(len(days), len(days))

    def _last(self, day: date) -> Iterator[Page]:
        """Yield the page of the last day, and what follows it."""
        return self._shown(day) if self.order.slides else iter([self.page(day)])

    def prepared(
        self, prepare: Callable[[Page], T], progress: Progress | None = None, *, following: bool = True
    ) -> Generator[T, None, None]:
        """Yield what a format needs of each page, in their order; it is kept, not the page.

        Without `following`, slides that go on with another are left out. Where there is a second core, a
        second process draws some of the pages.
        """
        days = self.days()
        count = len(days)
        with shared(self, prepare, count - 1) as get:
            if progress:
                progress(0, count)
            # The last day has what follows it. It is drawn here and first, while the other process begins.
            ends = [prepare(page) for page in islice(self._last(days[-1]), None if following else 1)]
            for number in range(count - 1):
                if progress and number:
                    progress(number, count)
                yield get(number)
            if progress and count > 1:
                progress(count - 1, count)
            yield from ends
        if progress:
            progress(count, count)


def make(
    job: Job,
    form: Format | str,
    progress: Progress | None = None,
    waiting: Waiting | None = None,
    most: int | None = None,
) -> bytes:
    """Return a briefing as the content of a file.

    Args:
        job: The briefing.
        form: The format.
        progress: Is told how far it is.
        waiting: Is told how many others come before, until it is begun.
        most: How many may wait for their turn; None for any number.

    Raises:
        BadOrder: If it cannot be made as it was asked for, or too many wait; the text says why.
        LedgerError: If the ledger cannot answer.
    """
    try:
        wanted = Format(form)
    except ValueError:
        raise wording.no_format(form, Format) from None
    if job.logo == b"":
        raise wording.no_logo()
    several = job.order.template is Template.SEQUENCE
    if wanted is Format.APNG and not several:
        raise wording.no_sequence()
    if several and wanted in (Format.PNG, Format.SVG, Format.HTML):
        raise wording.not_for_sequence(wanted)
    with (
        DRAWING.turn(waiting, most),
        matplotlib.rc_context(
            {
                "svg.hashsalt": "border-ledger",
                "svg.fonttype": "path",
                "pdf.fonttype": 42,
                "pdf.compression": 0,
            }
        ),
    ):
        match wanted:
            case Format.PNG:
                return images.png(next(job.pages(progress)))
            case Format.SVG:
                return images.svg(next(job.pages(progress)))
            case Format.HTML:
                return _html(next(job.pages(progress)), job)
            case Format.PDF:
                from dashboard.paper.formats import pdf

                with closing(job.prepared(pdf.sheet, progress)) as sheets:
                    return pdf.pdf(sheets)
            case Format.PPTX:
                from dashboard.paper.formats.slides import deck

                with closing(job.prepared(deck.part, progress)) as parts:
                    return deck.pptx(parts, len(job.days()))
            case Format.APNG:
                with closing(job.prepared(images.frame, progress, following=False)) as frames:
                    return images.apng(frames)
            case Format.ZIP:
                from dashboard.paper.formats.archive import archive
                from dashboard.paper.formats.slides import deck

                drawn = list(job.pages(progress))

                def pptx(pages: Iterable[Page]) -> bytes:
                    return deck.pptx(map(deck.part, pages), len(drawn))

                return archive(drawn, job.catalog, partial(_html, job=job), pptx)


def preview(
    job: Job, number: int = 0, waiting: Waiting | None = None, most: int | None = None
) -> tuple[bytes, str, str]:
    """Return a page as PNG with one pixel for one of the design, its title and its alt text.

    `number` is that of a page in a sequence, from 0; `waiting` and `most` are as for `make`.

    Raises:
        BadOrder: If it cannot be made as it was asked for.
        LedgerError: If the ledger cannot answer.
    """
    days = job.days()
    day = days[min(max(number, 0), len(days) - 1)]
    with DRAWING.turn(waiting, most):
        page = job.page(day)
        return images.png(page, 1), page.words.title, page.alt


def command(job: Job) -> str:
    """Return the command that makes a briefing again, as a picture or, of a sequence, as a PDF."""
    release = job.catalog.release
    rest = [*(("--release", str(release.number)) if release else ())]
    rest += ["--with", OWN_CLAIMS] if job.catalog.own else []
    rest += ["--base", job.base] if job.base else []
    rest += ["--logo", "logo.png"] if job.logo else []
    return command_line(job.view, job.order, job.choices, *rest)


def file_name(job: Job, form: Format) -> str:
    """Return a name that says what is in the file."""
    about = re.sub(r"[^a-z0-9]+", "-", (job.view.place or "border").casefold()).strip("-")
    days = job.days()
    if shown_of(job.order.template, job.view.map_of) is MapOf.WINDOW:
        days = list(job.view.window)
    dates = str(days[0]) if len(days) == 1 else f"{days[0]}-to-{days[-1]}"
    return f"border-ledger-{about}-{dates}-{job.order.template}.{'png' if form is Format.APNG else form}"


def _html(page: Page, job: Job) -> bytes:
    from dashboard.paper.formats.html.document import document

    extent = page.scene.view.extent
    assert extent
    play = None if of_window(page.scene) else page.scene.view.window
    return document(page.scene, page.theme, job.choices, page.words, extent, play, page.log, page.logo)
