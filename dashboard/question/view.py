"""The reader's question: which day, which place, by which rule of evidence; and its link.

A View is frozen and always valid. Its fields carry the names of the widgets and of the URL's
parameters, so a link is nothing but the fields that differ from the default question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dashboard.question.camera import Bounds, Camera
from geodata.analysis.stretches import STRETCHES, WHOLE
from geodata.vocab import Policy

FIRST_DAY = date(1985, 1, 1)
"""The earliest day that may be asked about."""

LAST_DAY = date(2035, 12, 31)
"""The latest day that may be asked about; the page narrows it to the ledger's newest record."""


class Layout(StrEnum):
    """How two answers are laid out."""

    SIDES = "side by side"
    SWIPE = "swipe"
    DIFFERENCE = "difference"


class Within(StrEnum):
    """Whether lists, charts and files have only what lies in the window, and by which days."""

    OFF = "off"
    DAYS = "days"
    RECORDED = "recorded"


class Lang(StrEnum):
    """The language of the names of places; sentences are English."""

    EN = "en"
    MY = "my"
    ZH = "zh"


class Subject(StrEnum):
    """What entries of the log tell of."""

    CONTROL = "control"
    GATE = "gate"
    RARE_EARTH = "rare-earths"
    MINES = "mines"
    ATTACK = "attacks"
    AGREEMENT = "agreements"
    FIGURES = "figures"


class Where(StrEnum):
    """Of which places the log tells."""

    ALL = "all"
    CROSSINGS = "crossings"
    PLACE = "place"


class Sort(StrEnum):
    """In which order the log is read."""

    OLDEST = "oldest first"
    NEWEST = "newest first"


class Beside(StrEnum):
    """What stands beside the map."""

    PLACE = "place"
    LOG = "log"


class MapOf(StrEnum):
    """Of which days the map shows the holders."""

    DAY = "day"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class View:
    """One question to the ledger.

    Attributes:
        on: The day asked about (valid time).
        window: First and last day of the period under study, both included.
        within: Whether lists, charts and files have only what lies in the window; no answer is limited.
        known_on: The day the ledger is read as of (known time); None is its newest record.
        policy: What counts as evidence.
        map_of: Whether the map shows who held each place on the day, or all who held it within the window.
        layers: Names of the map's overlays that are on.
        actors: Ids of the actors shown in colour.
        place: Id of the chosen place or mine cluster.
        compare_on: The other day of a comparison, None for the same day.
        compare_policy: The other policy of a comparison, None for the same.
        compare_known_on: The other day of knowledge of a comparison, None for the same.
        layout: How the two answers of a comparison are laid out.
        beside: What stands beside the map.
        log: What the log of the window tells of; empty for everything.
        log_of: Of which places it tells.
        log_order: In which order it is read.
        camera: Where the map looks, None where the reader has not moved it.
        extent: The part of the map that charts and totals are limited to, None for all of it.
        lang: Language of the names of places.
        stretch: The name of the stretch of the border whose places count, `border` for all.

    Raises:
        ValueError: If no stretch is called so.
    """

    on: date = date(2024, 11, 26)
    window: tuple[date, date] = (date(2024, 9, 1), date(2024, 12, 31))
    within: Within = Within.OFF
    known_on: date | None = None
    policy: Policy = Policy.REPORTED
    map_of: MapOf = MapOf.DAY
    layers: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    place: str | None = "kanpaiti"
    compare_on: date | None = None
    compare_policy: Policy | None = None
    compare_known_on: date | None = None
    layout: Layout = Layout.SIDES
    beside: Beside = Beside.PLACE
    log: tuple[Subject, ...] = ()
    log_of: Where = Where.ALL
    log_order: Sort = Sort.OLDEST
    camera: Camera | None = None
    extent: Bounds | None = None
    lang: Lang = Lang.EN
    stretch: str = WHOLE

    def __post_init__(self) -> None:
        """Clamp every day, put the window in order, drop repeated names, round to what a link keeps."""
        first, last = sorted(_clamp(day) for day in self.window)
        object.__setattr__(self, "on", _clamp(self.on))
        object.__setattr__(self, "window", (first, last))
        for name in ("known_on", "compare_on", "compare_known_on"):
            day = getattr(self, name)
            object.__setattr__(self, name, day and _clamp(day))
        for name, kind in _WORDS.items():
            word = getattr(self, name)
            if word is not None and type(word) is not kind:
                object.__setattr__(self, name, kind(word))
        if self.log:
            wanted = tuple(map(Subject, self.log))
            object.__setattr__(self, "log", tuple(subject for subject in Subject if subject in wanted))
        object.__setattr__(self, "layers", tuple(dict.fromkeys(self.layers)))
        object.__setattr__(self, "actors", tuple(dict.fromkeys(self.actors)))
        object.__setattr__(self, "extent", self.extent and self.extent.rounded)
        if self.stretch not in STRETCHES:
            raise ValueError(f"no stretch is called {self.stretch!r}")

    @property
    def compared(self) -> View:
        """This question with something to compare: the first day of the window where nothing is set.

        What is compared are two days, so its maps are of a day.
        """
        given = self.compare_on or self.compare_policy or self.compare_known_on
        return replace(self, map_of=MapOf.DAY, compare_on=self.compare_on if given else self.window[0])

    @property
    def other(self) -> View:
        """The other question of a comparison: this one but for what is to differ."""
        return replace(
            self,
            on=self.compare_on or self.on,
            policy=self.compare_policy or self.policy,
            known_on=self.compare_known_on or self.known_on,
        )


_WORDS: Mapping[str, type[StrEnum]] = {
    "policy": Policy,
    "map_of": MapOf,
    "compare_policy": Policy,
    "within": Within,
    "layout": Layout,
    "beside": Beside,
    "lang": Lang,
    "log_of": Where,
    "log_order": Sort,
}
"""The fields of a View that hold one word of a vocabulary."""


def _clamp(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)
