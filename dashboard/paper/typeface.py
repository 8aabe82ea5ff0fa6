"""The letters of a briefing: fonts that travel with the package, widths of text, and its lines.

Latin letters are set in `Ledger Sans`, static cuts of the page's own Source Sans; Burmese and
Chinese in subsets of Noto. matplotlib shapes them with HarfBuzz and falls back from one family to
the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import matplotlib
from matplotlib.font_manager import FontEntry, FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

import dashboard
from dashboard.wording import paper as wording
from dashboard.wording.text import Run, Text

FONTS = Path(dashboard.__file__).parent / "fonts"
_CUTS = {
    (400, False): "ledger-sans-regular.ttf",
    (600, False): "ledger-sans-semibold.ttf",
    (700, False): "ledger-sans-bold.ttf",
    (400, True): "ledger-sans-italic.ttf",
}
_SCRIPTS = {"Ledger Burmese": "noto-sans-myanmar.ttf", "Ledger Han": "noto-sans-sc.ttf"}
"""Fonts of other scripts by family: names of our own, or a font of the machine could come in between."""

FAMILIES = ("Ledger Sans", *_SCRIPTS)
"""Families by name, in the order in which a letter is looked for."""

_PARTS = re.compile(r"[^/?&+]+[/?&+]*|[/?&+]+")
"""The parts of an address, each with the signs after it."""

_EM = 100.0
"""Size at which widths are measured: large, so that nothing is rounded."""
OUTLINE = 100.0
"""Size of the letters whose outlines `outline` returns."""


@lru_cache(maxsize=1)
def register() -> None:
    """Make the fonts known to matplotlib.

    Raises:
        BadOrder: If a font file is missing.
    """
    # Only matplotlib's own fonts stay beside ours: those of the machine would make two machines differ.
    own = str(Path(matplotlib.get_data_path()))
    fontManager.ttflist[:] = [each for each in fontManager.ttflist if each.fname.startswith(own)]
    for (weight, italic), name in _CUTS.items():
        style = "italic" if italic else "normal"
        # One cut stands for every weight and slope of the other scripts.
        for family, file in {"Ledger Sans": name, **_SCRIPTS}.items():
            fontManager.ttflist.append(
                FontEntry(fname=font_file(file), name=family, style=style, weight=weight, size="scalable")
            )


def font_file(name: str, folder: Path = FONTS) -> str:
    """Return the path of a font's file.

    Raises:
        BadOrder: If it is missing.
    """
    path = folder / name
    if not path.is_file():
        raise wording.missing_font(name, folder.name)
    return str(path)


@lru_cache(maxsize=256)
def properties(points: float, weight: int = 400, italic: bool = False) -> FontProperties:
    """Return matplotlib's description of a cut at a size in points."""
    register()
    style: Literal["italic", "normal"] = "italic" if italic else "normal"
    return FontProperties(family=list(FAMILIES), size=points, weight=weight, style=style)


@lru_cache(maxsize=8)
def _font(weight: int, italic: bool) -> FT2Font:
    register()
    names = (_CUTS[weight, italic], *_SCRIPTS.values())
    return get_font([font_file(name) for name in names])


@lru_cache(maxsize=2048)
def outline(text: str, weight: int, italic: bool) -> Outline:
    """Return the outlines of a line of text at the size `OUTLINE`, from the start of its baseline upwards."""
    points, codes = text_to_path.get_text_path(properties(OUTLINE, weight, italic), text)
    return Outline(points, codes)


@lru_cache(maxsize=8)
def reach(weight: int, italic: bool) -> tuple[float, float]:
    """Return how far the letters of a cut reach above and below the baseline, in sizes."""
    font = _font(weight, italic)
    table, head = font.get_sfnt_table("OS/2"), font.get_sfnt_table("head")
    assert table and head
    return table["sTypoAscender"] / head["unitsPerEm"], -table["sTypoDescender"] / head["unitsPerEm"]


@lru_cache(maxsize=8192)
def width(text: str, size: float, weight: int = 400, italic: bool = False) -> float:
    """Return how wide a line of text is, in the unit of `size`."""
    font = _font(weight, italic)
    font.set_size(_EM, 72)
    font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 * size / _EM


def text_width(text: Text, size: float) -> float:
    """Return how wide a text of several runs is on one line, in the unit of `size`."""
    return sum(width(run.text, size, weight_of(run)) for run in text.runs)


def weight_of(run: Run) -> int:
    """Return the weight in which a run is written."""
    return 700 if run.strong else 400


def glyphs(text: str) -> list[tuple[str, int]]:
    """Return the shaped glyphs of a line as they will be drawn: file of the font, number of the glyph."""
    return [
        (Path(str(each.ft_object.fname)).name, each.glyph_index)
        for each in _font(400, False)._layout(text, LoadFlags.NO_HINTING)
    ]


def missing(text: str) -> list[str]:
    """Return the characters that no font here has, or else the words that no font has as a whole."""
    register()
    fonts = [get_font([font_file(name)]) for name in (_CUTS[400, False], *_SCRIPTS.values())]
    letters = {
        char
        for char in text
        if not char.isspace()
        and unicodedata.category(char) not in ("Cf", "Cc")
        and not any(font.get_char_index(ord(char)) for font in fonts)
    }
    # A sign that joins the letter before it needs both from one font.
    own = {*_CUTS.values(), *_SCRIPTS.values()}
    visible = "".join(char for char in text if unicodedata.category(char) != "Cc" or char.isspace())
    return sorted(
        letters or {word for word in visible.split() if any(name not in own for name, _ in glyphs(word))}
    )


def check(text: str) -> None:
    """Make sure that every character can be drawn, and every word as a whole.

    Raises:
        BadOrder: If one is a control character, no font here has some of them, or a font file is missing.
    """
    if any(unicodedata.category(char) == "Cc" for char in text):
        raise wording.control_letters()
    if letters := missing(text):
        raise wording.missing_letters(" ".join(letters[:8]))


def lines(text: str, size: float, room: float, weight: int = 400) -> list[str]:
    """Return a text as lines no wider than `room`; a word that is too long is broken."""
    broken: list[list[str]] = []
    space, at = width(" ", size, weight), 0.0
    for word in _words(text, size, room, weight):
        wide = width(word, size, weight)
        if broken and at + space + wide <= room:
            broken[-1].append(word)
            at += space + wide
        else:
            broken.append([word])
            at = wide
    return [" ".join(line) for line in broken]


def address_lines(address: str, size: float, room: float) -> list[str]:
    """Return an address as lines, broken after a sign between its parts and never within a word."""
    broken: list[str] = []
    for part in _PARTS.findall(address):
        if broken and width(broken[-1] + part, size) <= room:
            broken[-1] += part
        else:
            broken += lines(part, size, room)
    return broken


def text_lines(text: Text, broken: Sequence[str]) -> list[Text]:
    """Return the lines of a text whose letters were broken into lines, each letter as its run looks."""
    looks: list[tuple[Run, Run]] = []
    blank = None
    for run in text.runs:
        for letter in run.text:
            if letter.isspace():
                blank = run
            else:
                looks.append((run, blank or run))
                blank = None
    looks.append((text.runs[-1] if text.runs else Run(""),) * 2)  # an ellipsis may stand after the last
    at, rows = 0, []
    for line in broken:
        runs: list[Run] = []
        for letter in line:
            look, before = looks[min(at, len(looks) - 1)]
            run = replace(before if letter.isspace() else look, text=letter)
            at += not letter.isspace()
            if runs and replace(runs[-1], text=letter) == run:
                runs[-1] = replace(run, text=runs[-1].text + letter)
            else:
                runs.append(run)
        rows.append(Text(tuple(runs)))
    return rows


def _words(text: str, size: float, room: float, weight: int) -> Iterator[str]:
    for word in text.split():
        while width(word, size, weight) > room and len(word) > 1:
            part = max(1, int(len(word) * room / width(word, size, weight)))
            while part > 1 and width(word[:part], size, weight) > room:
                part -= 1
            yield word[:part]
            word = word[part:]
        yield word


def fitted(
    text: str, sizes: tuple[float, ...], room: tuple[float, float], leading: float, weight: int = 400
) -> tuple[float, list[str]]:
    """Return the largest of some sizes at which a text fits, and its lines.

    The largest size is the first, `room` is width and height, `leading` the height of a line in sizes.
    At the smallest size, what does not fit is left out and an ellipsis says so.
    """
    for size in sizes:
        broken = lines(text, size, room[0], weight)
        if len(broken) * size * leading <= room[1]:
            return _tighter(text, sizes, room[0], weight, size, broken)
    count = max(1, int(room[1] / (size * leading)))
    if len(broken) > count:
        last = broken[count - 1]
        while last and width(f"{last}…", size, weight) > room[0]:
            last = last[:-1]
        broken = [*broken[: count - 1], f"{last.rstrip()}…"]
    return size, broken


def _tighter(
    text: str, sizes: tuple[float, ...], room: float, weight: int, size: float, broken: list[str]
) -> tuple[float, list[str]]:
    """Return a size a little smaller where that saves a line, as a short last line looks forgotten."""
    for smaller in sizes:
        if size * 0.82 <= smaller < size:
            fewer = lines(text, smaller, room, weight)
            if len(fewer) < len(broken):
                return smaller, fewer
    return size, broken
