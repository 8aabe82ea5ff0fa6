"""A View as a link, and a link as a View: the one place where its parameters are read and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dashboard.question.camera import Bounds, Camera
from dashboard.question.choices import Choices
from dashboard.question.view import FIRST_DAY, Layout, View
from geodata.vocab import Policy

_LONGEST = 80
_SHOWN = 40
_NOT_PRINTABLE = re.compile(r"[^\w .,:;+/-]")


def read(params: Mapping[str, str | Sequence[str]], choices: Choices) -> tuple[View, tuple[str, ...]]:
    """Return the View that a link's parameters ask for, and a note for each part ignored.

    Args:
        params: Parameter names and values; a repeated parameter has several.
        choices: What this ledger and this page have to choose from.

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
            values[name], note = reader(texts, choices)
        except (ValueError, OverflowError):
            note = f"{quoted(texts[-1])} is not understood, ignored"
        if note:
            notes.append(f"{name}: {note}")
    return replace(choices.default, **values), tuple(notes)


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
        elif item.name == "layers":
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


Reader = Callable[[list[str], Choices], tuple[Any, str]]


def quoted(text: str) -> str:
    """Return foreign text fit for a message: short, and only plain characters."""
    return f"“{_NOT_PRINTABLE.sub('·', text)[:_SHOWN]}”"


def _day(text: str, choices: Choices) -> tuple[date, str]:
    day = date.fromisoformat(text.replace("/", "-"))
    kept = min(max(day, FIRST_DAY), choices.last)
    return kept, "" if kept == day else f"{day} is outside the ledger, {kept} is shown"


def _read_day(texts: list[str], choices: Choices) -> tuple[date, str]:
    return _day(texts[-1], choices)


def _read_optional_day(texts: list[str], choices: Choices) -> tuple[date | None, str]:
    return (None, "") if texts[-1] == "" else _day(texts[-1], choices)


def _read_known_on(texts: list[str], choices: Choices) -> tuple[date | None, str]:
    day, note = _read_optional_day(texts, choices)
    return (None if day == choices.last else day), note


def _read_window(texts: list[str], choices: Choices) -> tuple[tuple[date, date], str]:
    if len(texts) != 2:
        raise ValueError("a window has two days")
    (start, first_note), (end, second_note) = (_day(text, choices) for text in texts)
    swapped = "the end lies before the start, they were swapped" if start > end else ""
    return (min(start, end), max(start, end)), first_note or second_note or swapped


def _read_optional_policy(texts: list[str], choices: Choices) -> tuple[Policy | None, str]:
    return Policy(texts[-1]) if texts[-1] else None, ""


def _one(read: Callable[[str], Any]) -> Reader:
    """Return a reader of a single value."""
    return lambda texts, choices: (read(texts[-1]), "")


def _read_place(texts: list[str], choices: Choices) -> tuple[str | None, str]:
    if texts[-1] == "":
        return None, ""
    text = texts[-1]
    if not (ids := choices.find_places(text)):
        return choices.default.place, f"the ledger has no place called {quoted(text)}"
    others = f"{quoted(text)} may also be {', '.join(map(quoted, ids[1:]))}" if len(ids) > 1 else ""
    return ids[0], others


def _chosen(texts: list[str], known: Mapping[str, str], what: str) -> tuple[tuple[str, ...], str]:
    """Return the known names among `texts`, in the order of `known` (id by casefolded text)."""
    asked = [text for text in texts if text != ""]
    found = {known[text.casefold()] for text in asked if text.casefold() in known}
    unknown = [text for text in asked if text.casefold() not in known]
    note = f"no {what} is called {', '.join(quoted(text) for text in unknown[:3])}" if unknown else ""
    if asked and not found:
        raise ValueError(what)
    return tuple(dict.fromkeys(name for name in known.values() if name in found)), note


def _read_layers(texts: list[str], choices: Choices) -> tuple[tuple[str, ...], str]:
    return _chosen(texts, {name.casefold(): name for name in choices.layers}, "layer")


def _read_actors(texts: list[str], choices: Choices) -> tuple[tuple[str, ...], str]:
    names = {code.casefold(): actor for actor, code in choices.actors.items()}
    return _chosen(texts, names | {actor: actor for actor in choices.actors}, "actor")


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
