"""Slides for a wall: large letters, nothing cut or covered, all but the map native, all sources told."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from typing import Any

import pytest
from matplotlib.font_manager import get_font
from pptx import Presentation
from pptx.util import Emu

from dashboard.answer.log import log_of
from dashboard.map.placing import meet
from dashboard.paper import blocks, jobs, office, typeface
from dashboard.paper import map as paper_map
from dashboard.paper.blocks import Key, Passage, Table
from dashboard.paper.ground import ON_SLIDE
from dashboard.paper.page import Page
from dashboard.question.choices import Choices
from dashboard.question.order import SCREENS, Aspect, Order, Purpose, Step, Template
from dashboard.question.view import Lang, MapOf
from geodata.catalog import Catalog
from tests.marks import some_slow

BASE = "https://ledger.example/briefing"
EVERY = some_slow(product(Template, SCREENS), list(product(Template, [Aspect.WIDE])))
AWAY, WALL = 4000.0, 1500.0
"""Millimetres from the eye to the wall, and those that the slide is wide there."""


def job(catalog: Catalog, choices: Choices, order: Order, **asked: Any) -> jobs.Job:
    asked = {"compare_on": date(2024, 9, 1), "window": (date(2024, 10, 1), date(2024, 12, 1))} | asked
    return jobs.Job(catalog, replace(choices.default, **asked), order, choices, BASE)


def drawn(catalog: Catalog, choices: Choices, template: Template, aspect: Aspect, **asked: Any) -> list[Page]:
    order = Order(template=template, aspect=aspect, step=Step.MONTHLY)
    return list(job(catalog, choices, order, **asked).pages())


def arc_minutes(points: float, inches: float) -> float:
    """Return how high capitals of a size look on the wall."""
    capitals = (
        get_font(typeface.font_file("ledger-sans-regular.ttf")).get_sfnt_table("OS/2")["sCapHeight"] / 1000
    )
    high = points * capitals / 72 / inches * WALL
    return math.degrees(2 * math.atan(high / 2 / AWAY)) * 60


def sizes(page: Page) -> Iterator[tuple[float, bool]]:
    """Yield the size of each text of a slide in points, and whether it must be read easily."""
    for text in page.canvas.texts:
        yield text.size, False
    for block in page.blocks:
        if isinstance(block, Passage):
            yield block.size, block.name in ("title", "sentence")
    yield from ((size, True) for size in (ON_SLIDE.name, ON_SLIDE.chosen))


@pytest.mark.parametrize(("template", "aspect"), EVERY)
def test_everything_can_be_read_from_four_metres_and_sentence_and_names_easily(
    template: Template, aspect: Aspect, catalog: Catalog, choices: Choices
) -> None:
    for page in drawn(catalog, choices, template, aspect):
        inches = page.canvas.width / page.canvas.per_inch
        for size, important in sizes(page):
            assert size >= (18 if important else 13.99)
            assert arc_minutes(size, inches) >= (16 if important else 12)


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize(("template", "aspect"), EVERY)
def test_no_two_boxes_meet_and_all_words_are_inside_theirs(
    template: Template, aspect: Aspect, catalog: Catalog, choices: Choices
) -> None:
    for page in drawn(catalog, choices, template, aspect):
        frame = (0, 0, page.canvas.width, page.canvas.height)
        boxes = list(boxes_of(page))
        for name, box in boxes:
            left, top, right, bottom = box.edges
            assert left >= -0.01 and top >= 0, name
            assert right <= frame[2] + 0.01 and bottom <= frame[3] + 0.01, name
        for (one, first), (other, second) in combinations(boxes, 2):
            assert not meet(first.edges, second.edges), (one, other)
        for block in page.blocks:
            if isinstance(block, Passage):
                high = sum(len(office.lines(text, block.size, block.box.width)) for text in block.texts)
                assert high * block.size * block.leading <= block.box.height + 0.01, block.name
                assert not str(block.texts[-1]).endswith("…"), block.name
            if isinstance(block, Table):
                assert sum(block.widths) == pytest.approx(block.box.width)
                assert block.heights == tuple(blocks.heights(block.rows, block.widths, block.size))


def boxes_of(page: Page) -> Iterator[tuple[str, Any]]:
    for block in page.blocks:
        if isinstance(block, Key):
            yield from (
                (str(entry.label), box) for entry, box in zip(block.entries, block.boxes, strict=True)
            )
        else:
            yield block.name, block.box


def test_no_name_on_a_map_hides_another(
    catalog: Catalog, choices: Choices, monkeypatch: pytest.MonkeyPatch
) -> None:
    spots: list[Any] = []
    real = paper_map.place

    def watched(*given: Any, **how: Any) -> Any:
        spots.append(found := real(*given, **how))
        return found

    monkeypatch.setattr(paper_map, "place", watched)
    for aspect, frame in product(SCREENS, ("border", "kachin", "northern-shan")):
        spots.clear()
        order = Order(template=Template.MAP, aspect=aspect, frame=frame)
        page = next(job(catalog, choices, order).pages())
        rects = [spot.rect for spot in spots[-1] if spot]
        assert not [pair for pair in combinations(rects, 2) if meet(*pair)]
        (foot,) = (b for b in page.blocks if isinstance(b, Passage) and b.name == "foot")
        assert "No room for the name" in str(foot.texts[0]) or frame != "border"


def opened(
    catalog: Catalog, choices: Choices, template: Template, aspect: Aspect = Aspect.WIDE, **asked: Any
) -> Any:
    order = Order(template=template, aspect=aspect, step=Step.MONTHLY)
    return Presentation(io.BytesIO(jobs.make(job(catalog, choices, order, **asked), "pptx")))


def leaves(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if shape.shape_type == 6:
            yield from leaves(shape.shapes)
        else:
            yield shape


@pytest.mark.parametrize("template", list(Template))
def test_in_powerpoint_all_but_the_maps_is_native_and_large(
    template: Template, catalog: Catalog, choices: Choices
) -> None:
    deck = opened(catalog, choices, template)
    pictures = [[shape for shape in slide.shapes if shape.shape_type == 13] for slide in deck.slides]
    maps = 3 if template is Template.SEQUENCE else 1
    assert [len(each) for each in pictures[:maps]] == [2 if template is Template.COMPARE else 1] * maps
    assert [shape.name for each in pictures[maps:] for shape in each] == ["Qr"]
    found = list(leaves(shape for slide in deck.slides for shape in slide.shapes))
    if template is not Template.SEQUENCE:
        assert any(shape.has_table for shape in found)
    lanes = [shape for slide in deck.slides for shape in slide.shapes if shape.name == "Timeline"]
    with_lanes = (Template.TIMELINE, Template.CROSSING, Template.MINES, Template.SEQUENCE)
    assert bool(lanes) == (template in with_lanes)
    for group in lanes:
        assert group.shape_type == 6 and len(group.shapes) > 10
    for shape in found:
        for run in runs(shape):
            assert run.font.size >= Emu(14 * 12700), run.text


def runs(shape: Any) -> Iterator[Any]:
    frames = [shape.text_frame] if shape.has_text_frame else []
    if getattr(shape, "has_table", False):
        frames = [cell.text_frame for row in shape.table.rows for cell in row.cells]
    for frame in frames:
        for paragraph in frame.paragraphs:
            yield from paragraph.runs


def test_the_table_has_each_crossing_once_and_goes_on_over_slides(catalog: Catalog, choices: Choices) -> None:
    deck = opened(catalog, choices, Template.MAP, place=None)
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    names = [row.cells[0].text for table in tables for row in list(table.rows)[1:]]
    assert len(tables) > 1 and names == [place.name for place in catalog.lanes if place.name in names]
    assert len(names) > 15 and len({table.cell(0, 0).text for table in tables}) == 1


def test_a_log_loses_no_entry(catalog: Catalog, choices: Choices) -> None:
    pages = drawn(catalog, choices, Template.LOG, Aspect.WIDE)
    rows = sum(len(block.rows) - 1 for page in pages for block in page.blocks if isinstance(block, Table))
    assert rows == len(log_of(pages[0].scene).entries) > 10


@pytest.mark.slow
def test_the_notes_have_every_source_and_the_slides_say_if_they_do_not(
    catalog: Catalog, choices: Choices
) -> None:
    pages = drawn(catalog, choices, Template.MAP, Aspect.SCREEN, place=None)
    words = pages[0].words
    deck = opened(catalog, choices, Template.MAP, Aspect.SCREEN, place=None)
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert all(cited in notes for cited in words.citations)
    listed = [
        text
        for page in pages
        for block in page.blocks
        if isinstance(block, Passage) and block.name.startswith("sources")
        for text in block.texts
    ]
    (more,) = (b for page in pages for b in page.blocks if isinstance(b, Passage) and b.name == "more")
    assert str(more.texts[0]).startswith(f"{len(words.sources) - len(listed)} sources more")


def test_slides_of_a_sequence_are_titled_by_what_changed(catalog: Catalog, choices: Choices) -> None:
    order = Order(template=Template.SEQUENCE)
    window = (date(2024, 11, 18), date(2024, 11, 21))
    titles = [
        page.words.title for page in job(catalog, choices, order, window=window).pages() if not page.follows
    ]
    assert len(set(titles)) == len(titles) >= 3
    assert any(title.startswith("20 Nov 2024: Kanpaiti BGF + SAC → KIA") for title in titles)


@pytest.mark.slow
def test_the_same_question_gives_the_same_slides(catalog: Catalog, choices: Choices) -> None:
    asked = job(catalog, choices, Order(template=Template.TIMELINE))
    assert jobs.make(asked, "pptx") == jobs.make(asked, "pptx")


def test_paper_and_purpose_decide_what_is_a_slide() -> None:
    for aspect in Aspect:
        assert Order(aspect=aspect).slides == (aspect in SCREENS)
        assert not Order(aspect=aspect, purpose=Purpose.PAGE).slides
    assert Order(purpose=Purpose.PAGE).params() == {"purpose": "page"}


def test_a_window_has_its_holders_in_order(catalog: Catalog, choices: Choices) -> None:
    pages = drawn(catalog, choices, Template.MAP, Aspect.WIDE, map_of=MapOf.WINDOW)
    (table,) = (block for page in pages for block in page.blocks if isinstance(block, Table))
    told = {str(row[0]): str(row[1]) for row in table.rows}
    assert "→ KIA" in told["Kanpaiti"]


def test_the_map_of_a_sequence_stays_where_it_is(catalog: Catalog, choices: Choices) -> None:
    pages = [page for page in drawn(catalog, choices, Template.SEQUENCE, Aspect.WIDE) if not page.follows]
    assert len({page.pictures[0][0] for page in pages}) == 1
    assert len({page.scene.view.extent for page in pages}) == 1


@pytest.mark.slow
def test_a_zip_of_slides_has_a_picture_of_each(catalog: Catalog, choices: Choices) -> None:
    asked = job(catalog, choices, Order(template=Template.TIMELINE))
    with zipfile.ZipFile(io.BytesIO(jobs.make(asked, "zip"))) as made:
        names = made.namelist()
        deck = Presentation(io.BytesIO(made.read("slides.pptx")))
    pictures = [name for name in names if name.endswith(".png")]
    assert pictures[0] == "picture.png" and len(pictures) == len(deck.slides) > 3


@pytest.mark.slow
@pytest.mark.parametrize("template", [Template.MAP, Template.CROSSING, Template.SEQUENCE])
def test_slides_have_the_names_of_the_language_asked(
    template: Template, catalog: Catalog, choices: Choices
) -> None:
    order = Order(template=template, step=Step.MONTHLY)
    made = job(
        catalog, choices, order, lang=Lang.ZH, place="muse", window=(date(2024, 11, 1), date(2024, 11, 1))
    )
    pages = list(made.pages())
    latin, own = catalog.places["muse"].name, catalog.places["muse"].name_zh
    cells = [
        str(row[0]) for page in pages for each in page.blocks if isinstance(each, Table) for row in each.rows
    ]
    written = " ".join(text.text for page in pages for text in page.canvas.texts)
    assert own and own in written
    assert latin not in cells and (own in cells or template is Template.CROSSING)
    if template is not Template.SEQUENCE:
        assert own in pages[0].words.title


@pytest.mark.parametrize("base", [BASE, ""])
def test_the_slide_of_sources_leads_back_to_the_question(
    base: str, catalog: Catalog, choices: Choices
) -> None:
    made = replace(job(catalog, choices, Order(aspect=Aspect.SQUARE)), base=base)
    (page,) = (page for page in made.pages() if "evidence" in page.boxes)
    printed = {
        block.name: " ".join(map(str, block.texts)) for block in page.blocks if isinstance(block, Passage)
    }
    if base:
        assert printed["link"] == f"The same question: {page.words.link}" and "qr" in page.boxes
        return
    assert "\n".join((printed["question"], printed["command"])) == page.words.command
    assert "link" not in printed and "qr" not in page.boxes
