"""Slides as LibreOffice draws them: every word is there, none on another, none off the slide."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pptx import Presentation

from dashboard.paper import jobs
from dashboard.question.choices import Choices
from dashboard.question.order import SCREENS, Aspect, Order, Step, Template
from geodata.catalog import Catalog
from tests.programs import needed, office

EVERY = list(product(Template, SCREENS))
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


class Word(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    text: str


def file_of(template: Template, aspect: Aspect) -> str:
    return f"{template}-{aspect.replace(':', 'x')}"


@pytest.fixture(scope="module")
def drawn(catalog: Catalog, choices: Choices, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with slides of every template and shape, and what LibreOffice makes of them."""
    folder = tmp_path_factory.mktemp("office")
    window = (date(2024, 9, 1), date(2024, 11, 26))
    view = replace(choices.default, compare_on=window[0], window=window)
    for template, aspect in EVERY:
        order = Order(
            template, aspect, frame="" if template is Template.CROSSING else "kachin", step=Step.MONTHLY
        )
        made = jobs.make(jobs.Job(catalog, view, order, choices, ""), "pptx")
        (folder / f"{file_of(template, aspect)}.pptx").write_bytes(made)
    office(folder, sorted(folder.glob("*.pptx")), "pdf")
    return folder


def pages(document: Path) -> Iterator[tuple[float, float, list[Word]]]:
    """Yield width, height and words of each page of a PDF."""
    told = subprocess.run(
        [needed("pdftotext"), "-bbox", document, "-"], capture_output=True, text=True, check=True
    )
    for wide, high, inside in _PAGE.findall(told.stdout):
        words = [Word(*map(float, found[:4]), unescape(found[4])) for found in _WORD.findall(inside)]
        yield float(wide), float(high), words


def texts(shapes: Any) -> Iterator[str]:
    """Yield what the shapes of a slide say."""
    for shape in shapes:
        if shape.shape_type == 6:
            yield from texts(shape.shapes)
        elif shape.has_text_frame:
            yield shape.text_frame.text
        elif getattr(shape, "has_table", False):
            yield from (cell.text for row in shape.table.rows for cell in row.cells)


@pytest.mark.slow
@pytest.mark.parametrize(("template", "aspect"), EVERY)
def test_every_word_has_room_of_its_own(drawn: Path, template: Template, aspect: Aspect) -> None:
    name = file_of(template, aspect)
    deck = Presentation(io.BytesIO((drawn / f"{name}.pptx").read_bytes()))
    found = list(pages(drawn / "opened" / f"{name}.pdf"))
    assert len(found) == len(deck.slides)
    for slide, (wide, high, words) in zip(deck.slides, found, strict=True):
        shown = "".join(word.text for word in words)
        for text in texts(slide.shapes):
            for part in text.split():
                assert part in shown, part
        for word in words:
            assert word.left >= 0 and word.top >= 0 and word.right <= wide and word.bottom <= high, word
        for place, one in enumerate(words):
            for other in words[place + 1 :]:
                across = min(one.right, other.right) - max(one.left, other.left)
                # Lines of text share the room above capitals and beneath the line.
                down = min(one.bottom, other.bottom) - max(one.top, other.top)
                small = min(one.bottom - one.top, other.bottom - other.top)
                assert across <= 1 or down <= 0.3 * small, (one, other)
