"""The reader's question: which day, which place, by which rule of evidence; and its link.

A View is frozen and always valid. Its fields carry the names of the widgets and of the URL's
parameters, so a link is nothing but the fields that differ from the default question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from dashboard.camera import Bounds, Camera
from geodata.vocab import Policy

FIRST_DAY = date(1985, 1, 1)
"""The earliest day that may be asked about."""

LAST_DAY = date(2035, 12, 31)
"""The latest day that may be asked about; the page narrows it to the ledger's newest record."""

_LONGEST = 80
_SHOWN = 40
_NOT_PRINTABLE = re.compile(r"[^\w .,:;+/-]")


class Layout(StrEnum):
    """How two answers are laid out."""

    SIDES = "side by side"
    SWIPE = "swipe"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class View:
    """One question to the ledger.

    Attributes:
        on: The day asked about (valid time).
        window: First and last day of the stretch of time under study, both included.
        known_on: The day the ledger is read as of (known time); None is its newest record.
        policy: What counts as evidence.
        layers: Names of the map's overlays that are on.
        actors: Ids of the actors shown in colour.
        place: Id of the chosen place or mine cluster.
        compare_on: The other day of a comparison, None for the same day.
        compare_policy: The other policy of a comparison, None for the same.
        compare_known_on: The other second clock of a comparison, None for the same.
        layout: How the two answers of a comparison are laid out.
        camera: Where the map looks, None where the reader has not moved it.
        extent: The part of the map that charts and totals are limited to, None for all of it.
    """

    on: date = date(2024, 11, 26)
    window: tuple[date, date] = (date(2024, 9, 1), date(2024, 12, 31))
    known_on: date | None = None
    policy: Policy = Policy.REPORTED
    layers: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    place: str | None = "kanpaiti"
    compare_on: date | None = None
    compare_policy: Policy | None = None
    compare_known_on: date | None = None
    layout: Layout = Layout.SIDES
    camera: Camera | None = None
    extent: Bounds | None = None

    def __post_init__(self) -> None:
        """Clamp every day, put the window in order, drop repeated names, round to what a link keeps."""
        first, last = sorted(_clamp(day) for day in self.window)
        object.__setattr__(self, "on", _clamp(self.on))
        object.__setattr__(self, "window", (first, last))
        for name in ("known_on", "compare_on", "compare_known_on"):
            day = getattr(self, name)
            object.__setattr__(self, name, day and _clamp(day))
        object.__setattr__(self, "policy", Policy(self.policy))
        other = self.compare_policy
        object.__setattr__(self, "compare_policy", None if other is None else Policy(other))
        object.__setattr__(self, "layout", Layout(self.layout))
        object.__setattr__(self, "layers", tuple(dict.fromkeys(self.layers)))
        object.__setattr__(self, "actors", tuple(dict.fromkeys(self.actors)))
        object.__setattr__(self, "extent", self.extent and self.extent.rounded)

    @property
    def other(self) -> View:
        """The other question of a comparison: this one but for what is to differ."""
        return replace(
            self,
            on=self.compare_on or self.on,
            policy=self.compare_policy or self.policy,
            known_on=self.compare_known_on or self.known_on,
        )

    @classmethod
    def from_params(
        cls, params: Mapping[str, str | Sequence[str]], terms: Terms
    ) -> tuple[View, tuple[str, ...]]:
        """Return the View that a link's parameters ask for, and a note for each part ignored.

        Args:
            params: Parameter names and values; a repeated parameter has several.
            terms: What this ledger and this page have to choose from.

        Never raises: what cannot be read falls back to the default question.
        """
        notes: list[str] = []
        values: dict[str, Any] = {}
        for name, reader in _READERS.items():
            given = params.get(name)
            if given is None:
                continue
            texts = [given] if isinstance(given, str) else [str(text) for text in given]
            texts = [text for text in texts if len(text) <= _LONGEST][:_LONGEST] if texts else []
            if not texts:
                notes.append(f"{name}: too long to be read, ignored")
                continue
            try:
                values[name], note = reader(texts, terms)
            except (ValueError, OverflowError):
                note = f"{quoted(texts[-1])} is not understood, ignored"
            if note:
                notes.append(f"{name}: {note}")
        return replace(terms.default, **values), tuple(notes)

    def params(self, terms: Terms) -> dict[str, tuple[str, ...]]:
        """Return the parameters of this View's link: only what differs from the default.

        A choice of none is one empty value (`layers=`), as the widgets write it.
        """
        link: dict[str, tuple[str, ...]] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value == getattr(terms.default, item.name):
                continue
            if item.name == "window":
                texts = tuple(day.isoformat() for day in value)
            elif item.name == "actors":
                texts = tuple(terms.actors[actor] for actor in value if actor in terms.actors)
            elif item.name == "layers":
                texts = tuple(value)
            elif item.name == "place":
                texts = (terms.places.get(value, value),) if value else ()
            else:
                texts = (str(value),) if value is not None else ()
            link[item.name] = texts or ("",)
        return link

    def query(self, terms: Terms) -> str:
        """Return `params` as the text after a URL's question mark, without it."""
        return urlencode(self.params(terms), doseq=True)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a View may name on this ledger: the choices, in the order in which they are shown.

    Attributes:
        places: Public name by id, of every place and mine cluster.
        spellings: Id by every other spelling a place has, as it is written.
        actors: Code by id, of the actors that can be chosen.
        layers: Names of all overlays.
        layers_on: Names of those on by default.
        last: The last day that may be asked about: the ledger's newest record.
        oldest: The oldest day of which the ledger has evidence.
    """

    places: Mapping[str, str]
    spellings: Mapping[str, str]
    actors: Mapping[str, str]
    layers: tuple[str, ...]
    layers_on: tuple[str, ...]
    last: date
    oldest: date
    default: View = field(init=False)
    _known: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make the default question, what the first visit shows, and the table of spellings."""
        known = {_plain(place): place for place in self.places}
        named = ((name, place) for place, name in self.places.items())
        for spelling, place in (*named, *self.spellings.items()):
            known.setdefault(_plain(spelling), place)
        object.__setattr__(self, "_known", known)
        blank = View()
        default = replace(
            blank,
            on=min(blank.on, self.last),
            layers=self.layers_on,
            actors=tuple(self.actors),
            place=blank.place if blank.place in self.places else next(iter(self.places), None),
        )
        object.__setattr__(self, "default", default)

    def find_place(self, text: str) -> str | None:
        """Return the id of the place or cluster so called, in any spelling; None if there is none."""
        return self._known.get(_plain(text))


Reader = Callable[[list[str], Terms], tuple[Any, str]]


def _clamp(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)


def _plain(text: str) -> str:
    """Return a spelling without its case and spare spaces."""
    return " ".join(text.split()).casefold()


def quoted(text: str) -> str:
    """Return foreign text fit for a message: short, and only plain characters."""
    return f"“{_NOT_PRINTABLE.sub('·', text)[:_SHOWN]}”"


def _day(text: str, terms: Terms) -> tuple[date, str]:
    day = date.fromisoformat(text.replace("/", "-"))
    kept = min(max(day, FIRST_DAY), terms.last)
    return kept, "" if kept == day else f"{day} is outside the ledger, {kept} is shown"


def _read_day(texts: list[str], terms: Terms) -> tuple[date, str]:
    return _day(texts[-1], terms)


def _read_optional_day(texts: list[str], terms: Terms) -> tuple[date | None, str]:
    return (None, "") if texts[-1] == "" else _day(texts[-1], terms)


def _read_known_on(texts: list[str], terms: Terms) -> tuple[date | None, str]:
    day, note = _read_optional_day(texts, terms)
    return (None if day == terms.last else day), note


def _read_window(texts: list[str], terms: Terms) -> tuple[tuple[date, date], str]:
    if len(texts) != 2:
        raise ValueError("a window has two days")
    (start, first_note), (end, second_note) = (_day(text, terms) for text in texts)
    swapped = "the end lies before the start, they were swapped" if start > end else ""
    return (min(start, end), max(start, end)), first_note or second_note or swapped


def _read_optional_policy(texts: list[str], terms: Terms) -> tuple[Policy | None, str]:
    return Policy(texts[-1]) if texts[-1] else None, ""


def _one(read: Callable[[str], Any]) -> Reader:
    """Return a reader of a single value."""
    return lambda texts, terms: (read(texts[-1]), "")


def _read_place(texts: list[str], terms: Terms) -> tuple[str | None, str]:
    if texts[-1] == "":
        return None, ""
    if (found := terms.find_place(texts[-1])) is None:
        return terms.default.place, f"the ledger has no place called {quoted(texts[-1])}"
    return found, ""


def _chosen(texts: list[str], known: Mapping[str, str], what: str) -> tuple[tuple[str, ...], str]:
    """Return the known names among `texts`, in the order of `known` (id by casefolded text)."""
    asked = [text for text in texts if text != ""]
    found = {known[text.casefold()] for text in asked if text.casefold() in known}
    unknown = [text for text in asked if text.casefold() not in known]
    note = f"no {what} is called {', '.join(quoted(text) for text in unknown[:3])}" if unknown else ""
    if asked and not found:
        raise ValueError(what)
    return tuple(dict.fromkeys(name for name in known.values() if name in found)), note


def _read_layers(texts: list[str], terms: Terms) -> tuple[tuple[str, ...], str]:
    return _chosen(texts, {name.casefold(): name for name in terms.layers}, "layer")


def _read_actors(texts: list[str], terms: Terms) -> tuple[tuple[str, ...], str]:
    names = {code.casefold(): actor for actor, code in terms.actors.items()}
    return _chosen(texts, names | {actor: actor for actor in terms.actors}, "actor")


_READERS: dict[str, Reader] = {
    "on": _read_day,
    "window": _read_window,
    "known_on": _read_known_on,
    "policy": _one(Policy),
    "layers": _read_layers,
    "actors": _read_actors,
    "place": _read_place,
    "compare_on": _read_optional_day,
    "compare_policy": _read_optional_policy,
    "compare_known_on": _read_optional_day,
    "layout": _one(Layout),
    "camera": _one(Camera.parse),
    "extent": _one(Bounds.parse),
}
