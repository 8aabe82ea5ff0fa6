"""What the parts of a page are to those who do not see it: heading, paragraph, figure, source.

A part is drawn between two marks. In a PDF they become marked content, which `formats/pdf` puts into a tree;
every other format is drawn as if they were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dashboard.paper.layout import Box

OUTSIDE = b"/Artifact BMC\n"
"""Begins what is drawn outside of every part: lines and plates, which say nothing."""
END = b"EMC\n"


class Role(StrEnum):
    """What a part is, in the words of PDF."""

    TITLE = "H1"
    HEADING = "H2"
    PARAGRAPH = "P"
    ITEM = "LI"
    HEAD = "TH"
    CELL = "TD"
    FIGURE = "Figure"
    AGAIN = "Artifact"
    """What another page has said already, such as the foot of each slide: it is not read out again."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page.

    Attributes:
        role: What it is.
        says: Its text, or what a figure shows.
        address: Where a click on it leads, empty where nowhere.
        box: Where it stands, for the click.
        row: Of a cell, which row of its table it is in, from 1.
    """

    role: Role
    says: str
    address: str = ""
    box: Box | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Writes a mark into a PDF, and draws nothing."""

    mark: bytes

    def draw(self, renderer: Any, _: Any) -> None:
        """Write the mark where the page is drawn into a PDF."""
        file = getattr(renderer, "file", None)
        if file is not None:
            file.write(self.mark)


@dataclass(slots=True)
class Tags:
    """The parts of a page in the order in which they are read."""

    parts: list[Part] = field(default_factory=list)
    _open: bool = False

    @contextmanager
    def part(self, part: Part) -> Iterator[tuple[Mark, Mark] | None]:
        """Give the marks that begin and end a part; None where it has none of its own."""
        if self._open or part.role is Role.AGAIN:
            yield None
            return
        number = len(self.parts)
        self.parts.append(part)
        self._open = True
        try:
            begin = END + f"/{part.role} <</MCID {number}>> BDC\n".encode()
            yield Mark(begin), Mark(END + OUTSIDE)
        finally:
            self._open = False


_SHAPED = re.compile("[\u1000-\u109f]")
"""Burmese: several letters make one shape, in another order than they are written."""


def spoken(text: str) -> tuple[Mark, Mark] | None:
    """Return the marks around letters whose shapes do not say what they stand for, None where they do."""
    if not _SHAPED.search(text):
        return None
    letters = text.encode("utf-16-be").hex().upper()
    return Mark(f"/Span <</ActualText <FEFF{letters}>>> BDC\n".encode()), Mark(END)
