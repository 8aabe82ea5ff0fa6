"""A PDF is a document: a tree of headings, paragraphs, lists and figures; links, bookmarks, words to copy."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import page as validator
import pikepdf
import pytest

from dashboard.paper import jobs
from dashboard.paper.blocks import Table
from dashboard.paper.page import Page
from dashboard.question.choices import Choices
from dashboard.question.order import Aspect, Format, Order, Purpose, Step, Template
from dashboard.question.view import Lang
from geodata.catalog import Catalog
from tests.marks import some_slow
from tests.programs import needed

BASE = "https://ledger.example/briefing"


def job(catalog: Catalog, choices: Choices, order: Order, **asked: Any) -> jobs.Job:
    view = replace(choices.default, **{"compare_on": date(2024, 9, 1), **asked})
    return jobs.Job(catalog, view, order, choices, BASE)


def elements(element: Any) -> Iterator[Any]:
    """Yield an element of the tree and all that it has, in the order of reading."""
    yield element
    for each in element.get("/K", ()):
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield from elements(each)


def said(element: Any) -> str:
    return str(element.get("/Alt") or element.get("/ActualText") or "")


@pytest.mark.parametrize("template", some_slow(Template, [Template.CROSSING, Template.LOG]))
@pytest.mark.parametrize("aspect", some_slow([Aspect.WIDE, Aspect.A4_UP], [Aspect.WIDE]))
def test_every_part_of_a_page_is_in_its_tree(
    catalog: Catalog, choices: Choices, template: Template, aspect: Aspect
) -> None:
    order = Order(template=template, aspect=aspect, step=Step.MONTHLY)
    made = job(catalog, choices, order, window=(date(2024, 11, 26), date(2024, 11, 26)))
    pages: list[Page] = list(made.pages())
    written = jobs.make(made, Format.PDF)
    rules_are_kept(written)
    with pikepdf.open(io.BytesIO(written)) as opened:
        assert str(opened.Root.Lang) == "en" and bool(opened.Root.MarkInfo.Marked)
        (document,) = opened.Root.StructTreeRoot.K
        assert document.S == "/Document"
        for page, section in zip(pages, document.K, strict=True):
            assert section.S == "/Sect" and document == section.P
            section_is_that_of(page, list(elements(section)))
        paragraphs = [said(each) for each in elements(document) if each.S == "/P"]
        assert " ".join(str(pages[0].words.sentence).split()) in paragraphs
        assert any(text.startswith("Evidence: reported.") for text in paragraphs)
        marks_are_whole(opened)


def rules_are_kept(document: bytes) -> None:
    """Check a document by the rules of PDF/UA-1, with a program of another house."""
    report = validator.validate_pdf_bytes(document, profile=validator.ValidationProfile.PDF_UA_1)
    assert [str(each) for each in report.failures] == []
    assert report.is_compliant


def section_is_that_of(page: Page, found: list[Any]) -> None:
    """Check that a part of the tree says what is on a page."""
    (title,) = (each for each in found if each.S == "/H1")
    assert said(title) == page.words.title
    figures = [said(each) for each in found if each.S == "/Figure"]
    assert [alt for _, alt in page.pictures if alt not in figures] == []
    assert all(figures) and len(figures) == len(set(figures))
    for each in found:
        assert said(each) or len(each.K)
        for inner in each.K:
            if isinstance(inner, pikepdf.Dictionary) and "/S" in inner:
                assert each == inner.P
    items = [each for each in found if each.S == "/LI"]
    assert len(items) == (0 if page.follows else len(page.legend)) + page.sources
    rows = [each.K for each in found if each.S == "/TR"]
    tables = [block for block in page.blocks if isinstance(block, Table)]
    assert [[said(cell) for cell in row] for row in rows] == [
        [" ".join(str(cell).split()) for cell in row] for table in tables for row in table.rows
    ]
    kinds = [{str(cell.S) for cell in row} for row in rows]
    assert kinds[:1] == [{"/TH"}] * len(tables) and all(each == {"/TD"} for each in kinds[1:])


def marks_are_whole(opened: pikepdf.Pdf) -> None:
    """Check that all content is marked once, and that the tree finds the owner of each mark."""
    numbers = list(opened.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for page in opened.pages:
        depth, marks = 0, []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth += 1
                if operands[0] != "/Span" and name == "BDC":
                    marks.append(int(operands[1].MCID))
            elif name == "EMC":
                depth -= 1
            elif name in ("f", "S", "B", "Do", "Tj", "TJ", "f*", "B*"):
                assert depth > 0, "something is drawn outside of every part"
            assert depth >= 0
        assert depth == 0 and marks == list(range(len(marks)))
        of = owners[int(page.obj.StructParents)]
        assert [int(owner.K[0]) for owner in of] == marks
        for link in page.obj.get("/Annots", ()):
            owner = owners[int(link.StructParent)]
            assert owner.S == "/Link" and owner.K[1].Obj == link and str(link.Contents)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_links_lead_to_the_question_and_the_sources(
    catalog: Catalog, choices: Choices, purpose: Purpose
) -> None:
    made = job(catalog, choices, Order(template=Template.MAP, purpose=purpose))
    pages = list(made.pages())
    words, count = pages[0].words, sum(page.sources for page in pages)
    with pikepdf.open(io.BytesIO(jobs.make(made, Format.PDF))) as opened:
        links = [each for page in opened.pages for each in page.obj.get("/Annots", ())]
        targets = [str(each.A.URI) for each in links]
        assert words.link in targets
        printed = [line.address for line in words.sources[:count] if line.address]
        assert [each for each in targets if each != words.link] == printed and printed
        wide, high = map(float, opened.pages[0].mediabox[2:])
        for each in links:
            left, low, right, top = map(float, each.Rect)
            assert 0 <= left < right <= wide and 0 <= low < top <= high


@pytest.mark.slow
@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_sequence_has_bookmarks_and_its_title_names_the_span(
    catalog: Catalog, choices: Choices, purpose: Purpose
) -> None:
    order = Order(template=Template.SEQUENCE, aspect=Aspect.SQUARE, step=Step.MONTHLY, purpose=purpose)
    made = job(catalog, choices, order, window=(date(2024, 10, 1), date(2024, 12, 1)))
    with pikepdf.open(io.BytesIO(jobs.make(made, Format.PDF))) as opened:
        title = "Who held Kanpaiti, 1 October 2024 to 1 December 2024"
        assert str(opened.docinfo["/Title"]) == title
        with opened.open_metadata() as about:
            assert about["dc:title"] == title
        with opened.open_outline() as outline:
            assert [each.title for each in outline.root] == [
                "1 October 2024",
                "1 November 2024",
                "1 December 2024",
                *(page.words.title for page in made.pages() if page.follows),
            ]
        assert {str(each.S) for each in opened.Root.StructTreeRoot.K[0].K} == {"/Sect"}
        marks_are_whole(opened)


@pytest.mark.parametrize("lang", [Lang.MY, Lang.ZH])
def test_names_are_copied_as_they_are_written(
    catalog: Catalog, choices: Choices, tmp_path: Path, lang: Lang
) -> None:
    made = job(catalog, choices, Order(frame="kachin"), lang=lang)
    document = jobs.make(made, Format.PDF)
    rules_are_kept(document)
    (tmp_path / "a.pdf").write_bytes(document)
    done = subprocess.run([needed("pdftotext"), "a.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
    assert done.stderr == b"", "the fonts are what they say"
    told = done.stdout.decode()
    scene = next(made.pages()).scene
    names = [place.name for place in scene.crossings if re.search("[\u1000-\u109f\u4e00-\u9fff]", place.name)]
    assert len(names) >= 3
    for name in names:
        assert told.count(name) >= 2, name
