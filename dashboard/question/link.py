"""A View as a link, and a link as a View: the one place where its parameters are read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dashboard.question.camera import Bounds, Camera
from dashboard.question.choices import Choices
from dashboard.question.fault import Fault, printable
from dashboard.question.view import (
    FIRST_DAY,
    Beside,
    Lang,
    Layout,
    MapOf,
    Sort,
    Subject,
    View,
    Where,
    Within,
)
from geodata.analysis.stretches import STRETCHES
from geodata.vocab import Policy

_LONGEST = 80

SHORT: Mapping[str, str] = {
    **{"window": "w", "within": "in", "known_on": "known", "policy": "by", "map_of": "m", "place": "at"},
    **{"compare_on": "vs", "compare_policy": "vsby", "compare_known_on": "vsknown", "template": "t"},
    **{"aspect": "p", "tone": "c", "frame": "f", "title": "h", "layers": "l", "actors": "a", "camera": "z"},
}
"""Short names of parameters in printed links, by their own; what is not here has its own name only."""
_OWN = {short: name for name, short in SHORT.items()}

SEVERAL = frozenset({"window", "layers", "actors", "log"})
"""Parameters of a View that have several values."""

PAGE_ONLY = frozenset({"log_as", "unknown", "tab"})
"""Parameters of links of the page that say how it is shown there, and change no answer."""

Note = tuple[str, dict[str, Any]]
"""The rule and the values of a fault."""


def read(params: Mapping[str, str | Sequence[str]], choices: Choices) -> tuple[View, tuple[Fault, ...]]:
    """Return the View that a link's parameters ask for, and a fault for each part ignored.

    Args:
        params: Parameter names and values; a repeated parameter has several.
        choices: What this ledger and this page have to choose from.

    Never raises: what cannot be read falls back to the default question.
    """
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name, reader in _READERS.items():
        given = params.get(name)
        if given is None:
            continue
        texts = [given] if isinstance(given, str) else [str(text) for text in given]
        texts = [text for text in texts if len(text) <= _LONGEST][:_LONGEST] if texts else []
        if not texts:
            faults.append(Fault(name, "too-long"))
            continue
        try:
            values[name], note = reader(texts, choices)
        except (ValueError, OverflowError):
            note = "unreadable", {"text": printable(texts[-1])}
        if note:
            faults.append(Fault(name, *note))
    return replace(choices.default, **values), tuple(faults)


def shortened(given: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return parameters under their short names; `spelled_out` reads them."""
    return {SHORT.get(name, name): texts for name, texts in given.items()}


def spelled_out(given: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return parameters under their own names; one that is given both ways counts as it is spelled out."""
    short = {_OWN[name]: texts for name, texts in given.items() if name in _OWN}
    return short | {name: texts for name, texts in given.items() if name not in _OWN}


def own_name(name: str) -> str:
    """Return a parameter's own name; one that is no short name is it already."""
    return _OWN.get(name, name)


def repeated(given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the parameters, by their own names, that are given more than one value and can have only one."""
    texts: dict[str, set[str]] = {}
    for name, values in given.items():
        texts.setdefault(_OWN.get(name, name), set()).update(values)
    return tuple(name for name, values in texts.items() if len(values) > 1 and name not in SEVERAL)


def params(view: View, choices: Choices) -> dict[str, tuple[str, ...]]:
    """Return the parameters of a View's link: only what differs from the default.

    A choice of none is one empty value (`layers=`), as the widgets write it.
    """
    link: dict[str, tuple[str, ...]] = {}
    for item in fields(view):
        value = getattr(view, item.name)
        if value == getattr(choices.default, item.name):
            continue
        if item.name == "window":
            texts = tuple(day.isoformat() for day in value)
        elif item.name == "actors":
            texts = tuple(choices.actors[actor] for actor in value if actor in choices.actors)
        elif item.name in ("layers", "log"):
            texts = tuple(value)
        elif item.name == "place":
            texts = (choices.places.get(value, value),) if value else ()
        else:
            texts = (str(value),) if value is not None else ()
        link[item.name] = texts or ("",)
    return link


def query(view: View, choices: Choices) -> str:
    """Return `params` as the text after a URL's question mark, without it."""
    return urlencode(params(view, choices), doseq=True)


Reader = Callable[[list[str], Choices], tuple[Any, Note | None]]


def day(text: str) -> date:
    """Return the day that a link's text stands for.

    Raises:
        ValueError: If it is none.
    """
    return date.fromisoformat(text.replace("/", "-"))


def _read_day(texts: list[str], choices: Choices) -> tuple[date, Note | None]:
    asked = day(texts[-1])
    kept = min(max(asked, FIRST_DAY), choices.last)
    return kept, None if kept == asked else ("outside", {"day": asked, "kept": kept})


def _read_optional_day(texts: list[str], choices: Choices) -> tuple[date | None, Note | None]:
    return (None, None) if texts[-1] == "" else _read_day(texts, choices)


def _read_known_on(texts: list[str], choices: Choices) -> tuple[date | None, Note | None]:
    known, note = _read_optional_day(texts, choices)
    return (None if known == choices.last else known), note


def _read_window(texts: list[str], choices: Choices) -> tuple[tuple[date, date], Note | None]:
    if len(texts) != 2:
        raise ValueError("a window has two days")
    (start, first_note), (end, second_note) = (_read_day([text], choices) for text in texts)
    swapped: Note | None = ("swapped", {}) if start > end else None
    return (min(start, end), max(start, end)), first_note or second_note or swapped


def _one(read: Callable[[str], Any]) -> Reader:
    """Return a reader of a single value."""
    return lambda texts, choices: (read(texts[-1]), None)


def _read_place(texts: list[str], choices: Choices) -> tuple[str | None, Note | None]:
    text = texts[-1]
    if text == "":
        return None, None
    if not (ids := choices.find_places(text)):
        return choices.default.place, ("no-place", {"names": (printable(text),)})
    others: Note = "several-places", {"text": printable(text), "names": ids[1:]}
    return ids[0], others if len(ids) > 1 else None


def _chosen(texts: list[str], known: Mapping[str, str], rule: str) -> tuple[tuple[str, ...], Note | None]:
    """Return the known names among `texts`, in the order of `known` (id by casefolded text)."""
    asked = [text for text in texts if text != ""]
    names = {known[text.casefold()] for text in asked if text.casefold() in known}
    unknown = [text for text in asked if text.casefold() not in known]
    if asked and not names:
        raise ValueError(rule)
    note: Note = rule, {"names": tuple(printable(text) for text in unknown[:3])}
    return tuple(dict.fromkeys(name for name in known.values() if name in names)), note if unknown else None


def _read_layers(texts: list[str], choices: Choices) -> tuple[tuple[str, ...], Note | None]:
    return _chosen(texts, {name.casefold(): name for name in choices.layers}, "no-layer")


def _read_actors(texts: list[str], choices: Choices) -> tuple[tuple[str, ...], Note | None]:
    names = {code.casefold(): actor for actor, code in choices.actors.items()}
    return _chosen(texts, names | {actor: actor for actor in choices.actors}, "no-actor")


def _stretch(text: str) -> str:
    if text.casefold() not in STRETCHES:
        raise ValueError("no stretch")
    return text.casefold()


def _read_log(texts: list[str], choices: Choices) -> tuple[tuple[str, ...], Note | None]:
    return _chosen(texts, {subject.value: subject for subject in Subject}, "no-subject")


_READERS: Mapping[str, Reader] = {
    "on": _read_day,
    "window": _read_window,
    "within": _one(Within),
    "known_on": _read_known_on,
    "policy": _one(Policy),
    "map_of": _one(MapOf),
    "layers": _read_layers,
    "actors": _read_actors,
    "place": _read_place,
    "compare_on": _read_optional_day,
    "compare_policy": _one(lambda text: Policy(text) if text else None),
    "compare_known_on": _read_optional_day,
    "layout": _one(Layout),
    "beside": _one(Beside),
    "log": _read_log,
    "log_of": _one(Where),
    "log_order": _one(Sort),
    "lang": _one(Lang),
    "camera": _one(Camera.parse),
    "extent": _one(Bounds.parse),
    "stretch": _one(_stretch),
}

NAMES = tuple(_READERS)
"""The names of a View's parameters."""
