"""How wide letters are on a machine that we do not know: its presentation program has other fonts than ours.

Slides name a font that every office program has or replaces by one of its width. What is measured here is
the widest of what may come in its place: text that fits by this measure fits in every one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from dashboard.paper import typeface
from dashboard.wording.text import Run, Text

FACE = "Arial"
"""The font that slides name."""

_WIDEST = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
"""matplotlib brings it along, and Linux puts it in the place of a font that it lacks."""
_OTHERS = 1.15
"""How much wider letters may be that it lacks, Burmese and Chinese, than those of our own fonts."""
_EM = 100.0


@lru_cache(maxsize=2)
def _font(bold: bool) -> FT2Font:
    return get_font(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / _WIDEST[bold]))


@lru_cache(maxsize=8192)
def width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a line may be, in the unit of `size`."""
    font = _font(bold)
    if any(not font.get_char_index(ord(letter)) for letter in text):
        return typeface.width(text, size, 700 if bold else 400) * _OTHERS
    font.set_size(_EM, 72)
    font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 * size / _EM


def lines(text: Text, size: float, room: float) -> list[str]:
    """Return a text as lines no wider than `room`; a word that is too long is broken."""
    broken: list[str] = []
    at = 0.0
    for letters, wide in _words(text, size, room):
        space = width(" ", size)
        if broken and at + space + wide <= room:
            broken[-1] += f" {letters}"
            at += space + wide
        else:
            broken.append(letters)
            at = wide
    return broken


def _words(text: Text, size: float, room: float) -> list[tuple[str, float]]:
    """Return the words of a text, each with its width; one that is too wide in pieces."""
    words: list[list[Run]] = [[]]
    for run in text.runs:
        for number, part in enumerate(run.text.replace("\n", " ").split(" ")):
            if number:
                words.append([])
            if part:
                words[-1].append(Run(part, strong=run.strong))
    found = []
    for runs in filter(None, words):
        letters = "".join(run.text for run in runs)
        wide = sum(width(run.text, size, run.strong) for run in runs)
        while wide > room and len(letters) > 1:
            bold = any(run.strong for run in runs)
            kept = max(1, min(len(letters) - 1, int(len(letters) * room / wide)))
            while kept > 1 and width(letters[:kept], size, bold) > room:
                kept -= 1
            found.append((letters[:kept], width(letters[:kept], size, bold)))
            letters = letters[kept:]
            runs, wide = [Run(letters, strong=bold)], width(letters, size, bold)
        found.append((letters, wide))
    return found


def fitted(
    text: Text, sizes: Sequence[float], room: tuple[float, float], leading: float
) -> tuple[Text, float, int]:
    """Return a text, the largest of some sizes at which it fits a width and height, and its lines' number.

    At the smallest size, what does not fit is left out and an ellipsis says so.
    """
    for size in sizes:
        count = len(lines(text, size, room[0]))
        if count * size * leading <= room[1]:
            return text, size, max(count, 1)
    most = max(1, int(room[1] / (size * leading)))
    broken = lines(text, size, room[0])
    if len(broken) <= most:
        return text, size, len(broken)
    bold = any(run.strong for run in text.runs)
    last = broken[most - 1]
    while last and width(f"{last}…", size, bold) > room[0]:
        last = last[:-1]
    return typeface.text_lines(text, [" ".join([*broken[: most - 1], f"{last.rstrip()}…"])])[0], size, most
