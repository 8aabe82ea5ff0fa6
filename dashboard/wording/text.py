"""Text with hues and weights for every surface, and foreign text made safe for Streamlit's Markdown.

Every value that was written outside this program goes through `escape` before it is shown:
Markdown can load images, and an image tells another host who reads what.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from string import Formatter
from typing import Any
from urllib.parse import quote, urlsplit

from dashboard.question.choices import CHOOSABLE
from dashboard.wording.language import figure, number, translated, translated_plural
from geodata.catalog import Catalog

_MEANT = re.compile(r"[\\`*_{}\[\]()#+\-!|<>~$&:@/=^]|\.(?!\s|$)|(?<=\A\d)\.|(?<=\A\d\d)\.|(?<=\A\d{4})\.")
"""What Markdown, or Streamlit's directives, could obey; a full stop only inside a word or list."""
_LINKED = re.compile(r"(?<=:)(?=\\/\\/)|www(?=\\\.)|(?<=\w)\\@(?=\w)", re.IGNORECASE)
"""Where Streamlit's Markdown makes a link of a plain address, behind what was escaped."""
_LONGEST = 300
_JOINERS = "\u200b\u200c\u200d\u2060"
"""Zero-width space, non-joiner, joiner and word joiner: writing needs them, and they move nothing about."""

COLOURS = {
    "kia": "blue",
    "sac": "orange",
    "kbgf": "yellow",
    "mndaa": "violet",
    "tnla": "green",
}
"""Streamlit's colour name by actor: .streamlit/config.toml gives each the actor's text hue."""


def escape(text: str, longest: int = _LONGEST) -> str:
    """Return `text` so that Markdown shows it as it is: one line, no control characters."""
    if text.isalnum() and len(text) <= longest:
        return text
    # Printable is what has no blank but spaces, and it is told at once.
    plain = text if text.isprintable() else "".join(" " if _is_blank(char) else char for char in text)
    escaped = _MEANT.sub(r"\\\g<0>", shortened(" ".join(plain.split()), longest))
    # A web address would still become a link: a joiner of no width within it prevents that.
    return _LINKED.sub("\\g<0>\N{WORD JOINER}", escaped)


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many letters, with an ellipsis where some are left out."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _is_blank(char: str) -> bool:
    """Tell whether a sign is shown as a blank: spaces and controls, but not what joins Burmese letters."""
    return unicodedata.category(char)[0] in "CZ" and char not in _JOINERS


def source_icon(url: str) -> str:
    """Return a small icon that links to a source, empty where it has no web address."""
    address = web_address(url)
    return f"[:material/open_in_new:]({address})" if address else ""


def web_address(url: str) -> str:
    """Return a web address fit for a Markdown link, empty for anything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return quote(url, safe=":/?#@!$&*+,;=%~-._")


def quiet(text: str) -> str:
    """Return Markdown in the second ink; `text` is Markdown already."""
    return f":gray[{text}]"


# -- Text: what is written in which hue, for every surface ------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text that looks one way.

    Attributes:
        text: Its letters; a line break starts a new line.
        actor: Id of the actor in whose hue it is written, empty for the ink of the text.
        strong: Whether it is bold.
        quiet: Whether it is in the second ink.
        address: Where a reader gets from it, empty where nowhere.
    """

    text: str
    actor: str = ""
    strong: bool = False
    quiet: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of several runs, from which every surface makes its own: Markdown, paper, slides, HTML.

    `str` gives its letters alone.
    """

    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, *parts: str | Run | Text) -> Text:
        """Return the parts one after the other."""
        runs: list[Run] = []
        for part in parts:
            if isinstance(part, str):
                runs += (Run(part),) if part else ()
            elif isinstance(part, Run):
                runs += (part,) if part.text else ()
            else:
                runs += [run for run in part.runs if run.text]
        return cls(tuple(runs))

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)

    def __bool__(self) -> bool:
        return any(run.text for run in self.runs)

    def quiet(self) -> Text:
        """Return it in the second ink."""
        return Text(tuple(Run(run.text, run.actor, run.strong, True, run.address) for run in self.runs))

    def strong(self) -> Text:
        """Return it in bold."""
        return Text(tuple(Run(run.text, run.actor, True, run.quiet, run.address) for run in self.runs))


NO_TEXT = Text()


def say_text(message: str, /, **values: Any) -> Text:
    """Return a message in the language in use; its values may be texts with hues of their own."""
    return _filled(translated(message), values)


def say_text_plural(one: str, many: str, count: int, /, **values: Any) -> Text:
    """Return the message for one or for many, as `say_text` and `say_plural` do."""
    counts = {"count": number(count), "figure": figure(count)}
    return _filled(translated_plural(one, many, count), counts | values)


def _filled(message: str, values: Mapping[str, Any]) -> Text:
    parts: list[str | Run | Text] = []
    for letters, name, _, _ in Formatter().parse(message):
        parts.append(letters)
        if name is not None:
            value = values[name]
            parts.append(value if isinstance(value, (Text, Run)) else str(value))
    return Text.of(*parts)


def joined(texts: Iterable[str | Run | Text], between: str) -> Text:
    """Return texts with a sign between them, such as ` · ` or a line break; empty ones are left out."""
    parts: list[str | Run | Text] = []
    for text in texts:
        if text:
            parts += [between, text] if parts else [text]
    return Text.of(*parts)


def code_of(catalog: Catalog, actor: str) -> Text:
    """Return an actor's code letters, bold and in its hue: that of its later name, where it has one."""
    known = catalog.actors.get(actor)
    hue = catalog.later_names.get(actor, actor)
    return Text((Run(known.code if known else actor, actor=hue, strong=True),))


def codes_of(catalog: Catalog, actors: Sequence[str], between: str = " + ") -> Text:
    """Return several actors' codes, joined."""
    return _codes(catalog, tuple(actors), between)


@lru_cache(maxsize=1024)
def _codes(catalog: Catalog, actors: tuple[str, ...], between: str) -> Text:
    return joined((code_of(catalog, actor) for actor in actors), between)


def coloured(text: str, catalog: Catalog) -> Text:
    """Return a plain text with the codes of the ledger's actors in their hues."""
    hues = {each.code: catalog.later_names.get(name, name) for name, each in catalog.actors.items()}
    actors = {code: hue for code, hue in hues.items() if hue in CHOOSABLE}
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(actors, key=len, reverse=True)))})\b")
    parts = pattern.split(text)
    return Text(
        tuple(
            Run(part, actor=actors[part], strong=True) if number % 2 else Run(part)
            for number, part in enumerate(parts)
            if part
        )
    )


def markdown(text: Text | Run | str) -> str:
    """Return a text as Streamlit's Markdown, every foreign letter escaped."""
    return "".join(map(_marked, _merged(Text.of(text))))


def led(text: Text | str, words: Mapping[str, str], address: str) -> str:
    """Return a text as Markdown in which some words lead to a page of our own.

    Args:
        text: The text.
        words: What to say of each word, where a pointer or the keyboard is at it.
        address: Where they lead, from the root of this server.
    """
    pattern = _any_of(tuple(words))
    parts = []
    for run in _merged(Text.of(text)):
        for at, part in enumerate(pattern.split(run.text)):
            shown = _marked(Run(part, run.actor, run.strong, run.quiet, run.address))
            title = escape(words[part]).replace('"', '\\"') if at % 2 else ""
            parts.append(f'[{shown}]({address} "{title}")' if title else shown)
    return "".join(parts)


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b")


def _merged(text: Text) -> Iterator[Run]:
    """Yield a text's runs, neighbours that look the same as one."""
    for look, runs in groupby(text.runs, key=lambda run: (run.actor, run.strong, run.quiet, run.address)):
        yield Run("".join(run.text for run in runs), *look)


def _marked(run: Run) -> str:
    return "  \n".join(_marked_line(run, line) for line in run.text.split("\n"))


def _marked_line(run: Run, line: str) -> str:
    """Return a line of a run in Markdown; blanks at its ends stay outside the marks, as Markdown has it."""
    letters = escape(line, longest=len(line))
    if not letters:
        return " " if line else ""
    before, after = (" " if line[0].isspace() else ""), (" " if line[-1].isspace() else "")
    if run.strong:
        letters = f"**{letters}**"
    if run.actor in COLOURS:
        letters = f":{COLOURS[run.actor]}[{letters}]"
    elif run.quiet:
        letters = f":gray[{letters}]"
    if run.address and (address := web_address(run.address)):
        letters = f"[{letters}]({address})"
    return f"{before}{letters}{after}"
