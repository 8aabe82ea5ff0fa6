"""Own presets: questions with their paper in a small file that the page and the command line read."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.question.order import Format, Order, Template
from dashboard.question.view import View
from dashboard.wording import page as page_words
from dashboard.wording import paper as wording

MOST_BYTES = 100_000
"""Of one file."""
MOST, LONGEST_NAME = 60, 80
"""Presets of one file, and letters of a name."""

_KIND, _VERSION = "border_ledger_presets", 1


@dataclass(frozen=True, slots=True)
class Preset:
    """A named question with its paper, and the format in which it is written."""

    name: str
    form: Format
    view: View
    order: Order


def written(presets: Iterable[Preset], choices: Choices) -> bytes:
    """Return presets as a file; each has the parameters of its link under `question`."""
    rows = [
        {"name": each.name, "format": each.form, "question": params(each.view, each.order, choices)}
        for each in presets
    ]
    return (json.dumps({_KIND: _VERSION, "presets": rows}, ensure_ascii=False, indent=1) + "\n").encode()


def params(view: View, order: Order, choices: Choices) -> dict[str, list[str]]:
    """Return the parameters of a link to a briefing."""
    of_view = {name: list(texts) for name, texts in link.params(view, choices).items()}
    return of_view | {name: [text] for name, text in order.params().items()}


def read(content: bytes, choices: Choices, file: str) -> tuple[Preset, ...]:
    """Return the presets in a file; `file` is its name, for what is said of it.

    Raises:
        BadOrder: If it is none, too large, or names what does not exist.
    """
    if len(content) > MOST_BYTES:
        raise wording.preset_too_large(file, MOST_BYTES)
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise wording.no_preset(file) from None
    rows = given.get("presets") if isinstance(given, dict) and given.get(_KIND) == _VERSION else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST:
        raise wording.no_preset(file)
    return tuple(_preset(row, number, choices, file) for number, row in enumerate(rows, 1))


def _preset(row: Any, number: int, choices: Choices, file: str) -> Preset:
    if not isinstance(row, dict) or not isinstance(row.get("question"), dict):
        raise wording.wrong_preset(file, number, wording.PRESET_WITHOUT_QUESTION())
    name, form, question = row.get("name", ""), row.get("format", ""), row["question"]
    if not (isinstance(name, str) and name.strip() and len(name) <= LONGEST_NAME and name.isprintable()):
        raise wording.wrong_preset(file, number, wording.preset_name(LONGEST_NAME))
    if form not in tuple(Format):
        raise wording.wrong_preset(file, number, str(wording.no_format(str(form)[:40], Format)))
    if not all(_texts(texts) for texts in question.values()):
        raise wording.wrong_preset(file, number, wording.PRESET_WITHOUT_QUESTION())
    given: Mapping[str, Sequence[str]] = link.spelled_out(question)
    view, of_view = link.read(given, choices)
    order, of_order = Order.from_params(given)
    known = set(link.NAMES) | set(order_names())
    wrong = [page_words.fault(each) for each in (*of_view, *of_order) if each.rule != "several-places"]
    wrong += [wording.no_parameter(each[:40]) for each in given if each not in known]
    if wrong:
        raise wording.wrong_preset(file, number, " ".join(wrong))
    return Preset(name.strip(), Format(form), view, order)


def _texts(texts: Any) -> bool:
    return isinstance(texts, list) and all(isinstance(text, str) for text in texts)


def order_names() -> tuple[str, ...]:
    """Return the names of an Order's parameters."""
    return tuple(Order.__dataclass_fields__)


def fitting_form(order: Order) -> Format:
    """Return the format in which a question is saved: slides of one page as a picture, a sequence as PDF."""
    return Format.PDF if order.template is Template.SEQUENCE else Format.PNG


def file_names(presets: Sequence[Preset], form: str | None = None) -> list[str]:
    """Return a file's name for each preset, all different, in whatever case."""
    names: list[str] = []
    for each in presets:
        # Signs that join a letter belong to the word, which `\w` does not know (Python 3.11).
        kept = (char if unicodedata.category(char)[0] in "LMN" else "-" for char in each.name.casefold())
        stem = re.sub("-+", "-", "".join(kept)).strip("-") or "preset"
        ending = form or each.form
        ending = "png" if ending == Format.APNG else ending
        tries = (f"{stem}.{ending}", *(f"{stem}-{number}.{ending}" for number in range(2, len(presets) + 2)))
        names.append(next(name for name in tries if name not in names))
    return names
