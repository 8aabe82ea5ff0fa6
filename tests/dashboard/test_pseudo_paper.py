"""Every text of ours on paper and in charts can be translated: nothing of it stands outside brackets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from pptx import Presentation

from dashboard.answer.scene import compose
from dashboard.charts.entries import CHARTS
from dashboard.charts.stretches import label
from dashboard.look.theme import LIGHT
from dashboard.map import ground
from dashboard.paper import furniture, jobs, typeface
from dashboard.paper.page import Page
from dashboard.paper.panels import mines_alt, mines_told
from dashboard.question.choices import Choices
from dashboard.question.order import Aspect, Order, Purpose, Template
from dashboard.question.view import Within
from dashboard.wording import language
from dashboard.wording.card import card_of
from geodata.catalog import Catalog
from tests.dashboard.pseudo import outside
from tests.marks import some_slow

BASE = "https://ledger.example/briefing"


@pytest.fixture(autouse=True)
def pseudo() -> Iterator[None]:
    with language.speaking(language.PSEUDO):
        yield


def job(catalog: Catalog, choices: Choices, order: Order, **asked: Any) -> jobs.Job:
    return jobs.Job(catalog, replace(choices.default, **asked), order, choices, BASE)


def untranslated(texts: Iterator[str] | list[str], catalog: Catalog) -> list[str]:
    """Return the texts of which something is no message, with what that is.

    A text that was cut has lost its last brackets; a lane has the name of its place, shortened.
    """
    short = sorted(map(label, catalog.lanes), key=len, reverse=True)
    found = []
    for text in dict.fromkeys(texts):
        whole = text + "]" * (text.count("[") - text.count("]")) if text.endswith("…") else text
        for name in short:
            whole = re.sub(rf"(?<![^\[]){re.escape(name)}(?=$|: )", "", whole)
        if words := outside(whole, catalog):
            found.append(f"{text}: {words}")
    return found


class Reader(HTMLParser):
    """The texts of a page of HTML, but for scripts, styles and citations; and what is read out of tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = [""]
        self._silent: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attrs if name in ("aria-label", "title", "alt") and value]
        self.texts += [""] * (tag not in ("b", "strong", "span", "s", "a"))
        if tag in ("script", "style", "ol"):
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts[-1] += data


def texts_of(page: Page) -> Iterator[str]:
    """Yield the texts of a page: whole ones, and those on the paper that are no line of them."""
    words = page.words
    whole = [words.kicker, words.title, str(words.sentence), str(words.evidence), words.disclaimer]
    whole += [words.credit, page.alt, *(alt for _, alt in page.pictures)]
    whole += [line.text for line in words.sources]
    whole += [str(furniture.legend_label(entry)) for entry in page.legend]
    whole += [word["text"] for word in ground.words(page.scene.catalog)]
    if card := card_of(page.scene):
        whole += [" · ".join(str(row.sentence).splitlines()) for row in (*card.used, *card.set_aside)]
    yield from whole
    for _, holders in page.charts:
        yield from (mines_alt(holders), *map(mines_told, holders))
    joined = "".join("".join(whole).split())
    for text in page.canvas.texts:
        letters = "".join(text.text.rstrip("…").split())
        if (
            letters not in joined
            and letters not in words.link
            and letters.casefold() not in joined.casefold()
        ):
            yield text.text


@pytest.mark.parametrize("template", list(Template))
def test_every_template(catalog: Catalog, choices: Choices, template: Template) -> None:
    order = Order(template=template, aspect=Aspect.A4_UP)
    page = job(catalog, choices, order, compare_on=date(2024, 9, 1)).page(date(2024, 11, 26))
    assert untranslated(texts_of(page), catalog) == []
    assert typeface.missing("".join(texts_of(page))) == []


@pytest.mark.parametrize(
    ("template", "purpose"),
    some_slow(
        [(Template.MINES, Purpose.PAGE), *((each, Purpose.SLIDE) for each in Template)],
        [(Template.MINES, Purpose.PAGE), (Template.CROSSING, Purpose.SLIDE)],
    ),
)
def test_slides_and_their_notes(
    catalog: Catalog, choices: Choices, template: Template, purpose: Purpose
) -> None:
    order, window = Order(template=template, purpose=purpose), (date(2024, 11, 18), date(2024, 11, 21))
    asked = job(catalog, choices, order, compare_on=date(2024, 9, 1), window=window)
    deck = Presentation(io.BytesIO(jobs.make(asked, "pptx")))
    texts = []
    for slide in deck.slides:
        frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        frames += [cell.text_frame for table in tables for row in table.rows for cell in row.cells]
        texts += [paragraph.text for frame in frames for paragraph in frame.paragraphs]
        texts += [paragraph.text for paragraph in slide.notes_slide.notes_text_frame.paragraphs]
        texts += [shape._element._nvXxPr.cNvPr.get("descr") or "" for shape in slide.shapes]
    assert (
        untranslated([text for text in texts if "=" not in text and not re.match(r"\d+\. ", text)], catalog)
        == []
    )  # an address, citations


@pytest.mark.slow
def test_the_page_and_the_note_of_the_zip(catalog: Catalog, choices: Choices) -> None:
    made = jobs.make(job(catalog, choices, Order(template=Template.MAP, aspect=Aspect.SQUARE)), "zip")
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        note, html = (opened.read(name).decode() for name in ("README.txt", "page.html"))
    assert untranslated(note.splitlines(), catalog) == []
    assert untranslated(Reader(html).texts, catalog) == []


@pytest.mark.parametrize("within", list(Within))
@pytest.mark.parametrize("name", list(CHARTS))
def test_every_chart(catalog: Catalog, choices: Choices, name: str, within: Within) -> None:
    scene, chart = compose(catalog, replace(choices.default, within=within)), CHARTS[name]
    specs = [chart.spec(scene, LIGHT)] + ([chart.over.spec(scene, LIGHT)] if chart.over else [])
    texts = [chart.title, chart.alt(scene), chart.note(scene)]
    for spec in specs:
        texts += [text for text in re.split(r"[\t\n]", spec["datasets"]["rows"][0]["t"]) if text[:1] != "#"]
        texts += [text for param in spec["params"] for text in _strings(param.get("value"))]
        texts += [row["w"] for row in spec["datasets"].get("key", [])]
    for row in chart.table(scene):
        texts += [*row, *row.values()]
    assert untranslated(texts, catalog) == []


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return _strings(list(value.values()))
    if isinstance(value, list):
        return [text for each in value for text in ([each] if isinstance(each, str) else _strings(each))]
    return []
