"""What a briefing is to be: which template, on which paper, in which tone, with which title.

An Order is frozen and always valid, and has a link of its own beside the View's. Nothing in it is
about the border: that is the View's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from string import Formatter
from typing import Any

from dashboard.question.camera import Bounds
from dashboard.question.fault import Fault, printable
from dashboard.question.framing import FRAMES
from dashboard.question.view import MapOf
from geodata.errors import LedgerError

LONGEST_TITLE = 300
"""Characters of a title; what is longer is refused, not cut."""


class BadOrder(LedgerError):
    """A briefing that cannot be made as it was asked for.

    Its text is a sentence that says why and what to do, but for an order that is wrong in itself:
    then it has a `fault`, and `wording` says it.
    """

    def __init__(self, reason: str | Fault) -> None:
        super().__init__(str(reason))
        self.fault = reason if isinstance(reason, Fault) else None


class Template(StrEnum):
    """What is on the paper."""

    MAP = "map"
    TIMELINE = "timeline"
    COMPARE = "before-after"
    CROSSING = "crossing"
    MINES = "mines"
    SEQUENCE = "sequence"
    LOG = "log"


OF_EITHER = (Template.MAP, Template.TIMELINE)
"""Templates whose map can show a day or a window."""
OF_WINDOW = (*OF_EITHER, Template.LOG)
"""Templates whose map can show a window; what else is on the others is of a day."""


def shown_of(template: Template, asked: MapOf) -> MapOf:
    """Return of which days the map of a template shows the holders: a log is of its window always."""
    if template is Template.LOG:
        return MapOf.WINDOW
    return asked if template in OF_EITHER else MapOf.DAY


class Step(StrEnum):
    """On which days of the window a sequence has a page."""

    CHANGES = "changes"
    MONTHLY = "monthly"


class Aspect(StrEnum):
    """The shape of the paper."""

    WIDE = "16:9"
    SCREEN = "4:3"
    A4 = "a4-landscape"
    A4_UP = "a4-portrait"
    A3 = "a3-landscape"
    A3_UP = "a3-portrait"
    SQUARE = "square"


SCREENS = (Aspect.WIDE, Aspect.SCREEN, Aspect.SQUARE)
"""Shapes that may be slides; what is printed on A4 or A3 is always a page."""


class Purpose(StrEnum):
    """What a briefing on a screen's shape is for: slides are seen from far away, a page is read."""

    SLIDE = "slide"
    PAGE = "page"


class Tone(StrEnum):
    """The colours: those of the page, or greys."""

    LIGHT = "light"
    DARK = "dark"
    GREY = "grey"


class Format(StrEnum):
    """What a briefing is written as; each is the ending of its file's name."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    PPTX = "pptx"
    HTML = "html"
    ZIP = "zip"
    APNG = "apng"


@dataclass(frozen=True, slots=True)
class Order:
    """One briefing.

    Attributes:
        template: What is on the paper.
        aspect: Its shape.
        tone: Its colours.
        title: Its title, where `{date}` and `{place}` stand for those of the view; empty: the template's.
        frame: What the map shows: a name of `FRAMES`, bounds, or empty for what the page shows.
        step: The days of a sequence, which are those of the view's window.
        purpose: Whether the shapes of screens are slides or a page.

    Raises:
        BadOrder: If the title is too long or has a placeholder that does not exist, or the frame is none.
    """

    template: Template = Template.TIMELINE
    aspect: Aspect = Aspect.WIDE
    tone: Tone = Tone.LIGHT
    title: str = ""
    frame: str = ""
    step: Step = Step.CHANGES
    purpose: Purpose = Purpose.SLIDE

    def __post_init__(self) -> None:
        """Check every part."""
        for name, kind in (
            ("template", Template),
            ("aspect", Aspect),
            ("tone", Tone),
            ("step", Step),
            ("purpose", Purpose),
        ):
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, kind(value))
            except ValueError:
                known = {"text": printable(str(value)), "known": tuple(kind)}
                raise BadOrder(Fault(name, "no-such-choice", known)) from None
        object.__setattr__(self, "title", " ".join(self.title.split()))
        if len(self.title) > LONGEST_TITLE:
            values: dict[str, Any] = {"length": len(self.title), "most": LONGEST_TITLE}
            raise BadOrder(Fault("title", "title-too-long", values))
        _fill(self.title, "", "")
        self.bounds()

    @property
    def slides(self) -> bool:
        """Whether it is slides for a wall, not a page to be read: the one rule."""
        return self.aspect in SCREENS and self.purpose is Purpose.SLIDE

    def bounds(self) -> Bounds | None:
        """Return what the map shows, None where the view decides."""
        if not self.frame or self.frame in FRAMES:
            return FRAMES.get(self.frame)
        try:
            return Bounds.parse(self.frame)
        except ValueError:
            values = {"text": printable(self.frame), "known": tuple(FRAMES)}
            raise BadOrder(Fault("frame", "no-frame", values)) from None

    def titled(self, date: str, place: str) -> str:
        """Return the title with its placeholders filled."""
        return _fill(self.title, date, place)

    @classmethod
    def from_params(cls, params: Mapping[str, str | Sequence[str]]) -> tuple[Order, tuple[Fault, ...]]:
        """Return the Order of a link's parameters, and the fault of each that could not be used."""
        order, faults = cls(), []
        for item in fields(cls):
            given = params.get(item.name)
            text = given if isinstance(given, str) or given is None else (given[-1] if given else None)
            if text is None:
                continue
            values: dict[str, Any] = {each.name: getattr(order, each.name) for each in fields(cls)}
            try:
                order = cls(**values | {item.name: text})
            except BadOrder as error:
                faults += [error.fault] if error.fault else []
        return order, tuple(faults)

    def params(self) -> dict[str, str]:
        """Return the parameters of this Order's link: only what differs from the default."""
        return {
            item.name: str(value)
            for item in fields(self)
            if (value := getattr(self, item.name)) != item.default
        }


def _fill(title: str, date: str, place: str) -> str:
    """Return a title with its placeholders filled.

    Raises:
        BadOrder: If it has another placeholder, or a brace that is none.
    """
    known = {"date": date, "place": place}
    try:
        parts = list(Formatter().parse(title))
    except ValueError:
        raise BadOrder(Fault("title", "single-brace")) from None
    filled = ""
    for text, name, form, conversion in parts:
        filled += text
        if name is None:
            continue
        if name not in known or form or conversion:
            raise BadOrder(Fault("title", "no-such-value", {"text": printable(name)}))
        filled += known[name]
    return filled


PRESETS: Mapping[str, Order] = {
    "slide": Order(),
    "slide-before-after": Order(template=Template.COMPARE),
    "crossing": Order(template=Template.CROSSING),
    "mines": Order(template=Template.MINES),
    "report": Order(aspect=Aspect.A4_UP),
    "grey": Order(aspect=Aspect.A4, tone=Tone.GREY),
    "square": Order(template=Template.MAP, aspect=Aspect.SQUARE),
    "sequence": Order(template=Template.SEQUENCE),
}
"""Orders that are often wanted, by a short code."""
