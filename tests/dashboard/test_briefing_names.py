"""Burmese and Chinese names stand on map, lanes, title and table alike; files keep the Latin ones."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.answer.names import named, unnamed
from dashboard.answer.scene import compose
from dashboard.paper import jobs
from dashboard.paper import page as pages
from dashboard.paper.canvas import Canvas
from dashboard.question.choices import Choices
from dashboard.question.order import Aspect, Format, Order, Template
from dashboard.question.view import Lang
from geodata.catalog import Catalog

MUSE = {Lang.MY: "မူဆယ်", Lang.ZH: "木姐"}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that are written on paper, in order."""
    lines: list[str] = []
    for name in ("line", "box", "circle", "polygon", "shapes", "picture"):
        monkeypatch.setattr(Canvas, name, lambda *_, **__: None)
    monkeypatch.setattr(Canvas, "text", lambda self, x, y, text, *_, **__: lines.append(text))
    monkeypatch.setattr("dashboard.paper.ground.draw", lambda *_: None)
    monkeypatch.setattr("dashboard.paper.ground.write", lambda *_, **__: None)
    monkeypatch.setattr("dashboard.paper.furniture.draw_qr", lambda *_: None)
    return lines


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("lang", [Lang.MY, Lang.ZH])
def test_a_name_is_the_same_wherever_it_stands(
    catalog: Catalog, choices: Choices, written: list[str], template: Template, lang: Lang
) -> None:
    asked: dict[str, Any] = {"lang": lang, "place": "muse", "compare_on": date(2023, 9, 1)}
    scene = compose(catalog, replace(choices.default, **asked))
    page = pages.draw(scene, Order(template=template), choices, base="")
    texts = [*written, str(page.words.sentence), page.alt, *(alt for _, alt in page.pictures)]
    every = "\n".join(text for text in texts if "python -m" not in text and "--view" not in text)
    for place in unnamed(catalog, lang):  # the gate of a town may have its name
        every = every.replace(place.name, "")
    towns = [each for each in catalog.crossings if each not in unnamed(catalog, lang)]
    lost = [place.name for place in towns if re.search(rf"\b{re.escape(place.name)}\b", every)]
    # Other spellings, and what claims say in their own sentences, are as they are in the ledger.
    assert template is Template.CROSSING or lost == []
    if template in (Template.MAP, Template.TIMELINE, Template.CROSSING):
        assert MUSE[lang] in page.words.title and MUSE[lang] in str(page.words.sentence)


def test_a_place_has_its_chief_name_alone(catalog: Catalog) -> None:
    assert named(catalog, Lang.ZH).places["lweje"].name == "雷基"
    assert named(catalog, Lang.MY).places["laiza"].name == "Laiza"
    assert named(catalog, Lang.MY).places["muse"].names[0] == "Muse"
    assert named(catalog, Lang.EN) is catalog
    assert named(catalog, Lang.ZH) is named(catalog, Lang.ZH), "what is worked out of it is kept"


@pytest.mark.slow
def test_the_archive_lists_places_without_a_name_and_keeps_latin_names_in_rows(
    catalog: Catalog, choices: Choices
) -> None:
    assert "laiza" in {place.place_id for place in unnamed(catalog, Lang.MY)}
    view = replace(choices.default, lang=Lang.MY)
    order = Order(template=Template.MAP, aspect=Aspect.SQUARE)
    content = jobs.make(jobs.Job(catalog, view, order, choices, ""), Format.ZIP)
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        readme = parcel.read("README.txt").decode()
        rows = list(csv.DictReader(io.StringIO(parcel.read("states.csv").decode())))
    assert "Laiza" in readme and "name_my" in readme and "Without a Burmese name" in readme
    assert "Kanpaiti" in {text for row in rows for text in row.values()}
