"""The language of what a reader meets: messages with named values, plural forms, lists and numbers.

A message is a whole sentence, label or cell. It is never a part that only English word order can
join to another, and it has no value without a name: `say("{place} is closed", place=name)`.
English is written in the code; another language is a catalog of `messages/`, which the standard
`gettext` reads. `later` marks a message that a table keeps and somebody says later.

The pseudo-language puts each message in brackets and makes it longer by a third. What stands outside
brackets on a page is text that nobody could translate; what no longer fits would not fit in German.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOMAIN = "ledger"
ENGLISH = "en"
PSEUDO = "pseudo"
MESSAGES = Path(__file__).parent / "messages"


class _Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        longer = len(message) // 3 + 1
        padding = " ".join("x" * min(6, longer - start) for start in range(0, longer, 6))
        return f"[{message} {padding}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _messages(language: str) -> gettext.NullTranslations:
    if language == PSEUDO:
        return _Pseudo()
    return gettext.translation(DOMAIN, MESSAGES, [language], fallback=language == ENGLISH)


_language = os.environ.get("LEDGER_LANGUAGE", ENGLISH)
_translations = _messages(_language)


def current() -> str:
    """Return the code of the language in use. What keeps text for later keeps it by this code."""
    return _language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use another language for a while, in the whole process."""
    global _language, _translations
    before = _language, _translations
    _language, _translations = language, _messages(language)
    try:
        yield
    finally:
        _language, _translations = before


def translated(message: str) -> str:
    """Return a message in the language in use, its places for values still empty."""
    return _translations.gettext(message)


def translated_plural(one: str, many: str, count: int) -> str:
    """Return the form of a message that a count asks for, in the language in use."""
    return _translations.ngettext(one, many, count)


def say(message: str, /, **values: Any) -> str:
    """Return a message in the language in use, with its values."""
    return translated(message).format(**values)


def say_plural(one: str, many: str, count: int, /, **values: Any) -> str:
    """Return the message for one or for many: `{count}` is the number in words, `{figure}` in figures."""
    return translated_plural(one, many, count).format(count=number(count), figure=figure(count), **values)


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is said later: call it with its values."""

    text: str

    def __call__(self, **values: Any) -> str:
        """Return it in the language in use, with its values."""
        return say(self.text, **values)


def later(message: str) -> Message:
    """Return a message to be said later, as a table of labels needs it."""
    return Message(message)


_NUMBERS = (
    *(later("no"), later("one"), later("two"), later("three"), later("four"), later("five"), later("six")),
    *(later("seven"), later("eight"), later("nine"), later("ten"), later("eleven"), later("twelve")),
)


def number(count: int) -> str:
    """Return a small number in words, a larger one in figures."""
    return _NUMBERS[count]() if 0 <= count < len(_NUMBERS) else figure(count)


def figure(value: float, decimals: int = 0) -> str:
    """Return a number in figures, thousands parted: 43,855."""
    return f"{value:,.{decimals}f}"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in running text: A, B and C."""
    if len(words) < 2:
        return "".join(words)
    *first, last = words
    return say("{first} and {last}", first=_joined(first), last=last)


def listed_or(words: Sequence[str]) -> str:
    """Return words as a list to choose from: A, B or C."""
    if len(words) < 2:
        return "".join(words)
    *first, last = words
    return say("{first} or {last}", first=_joined(first), last=last)


def _joined(words: Sequence[str]) -> str:
    """Return words one after the other, in the way of the language: A, B."""
    first, *rest = words
    return say("{first}, {rest}", first=first, rest=_joined(rest)) if rest else first
