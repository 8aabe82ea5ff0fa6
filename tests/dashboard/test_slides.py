"""Slides: opened again, they have the words, alternative texts, charts and notes that were given."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from dashboard.answer.scene import compose
from dashboard.look.theme import DARK, LIGHT, STALE_LANE, Look, mixed
from dashboard.map.legend import LegendEntry, explained
from dashboard.paper import furniture
from dashboard.paper import page as pages
from dashboard.paper.canvas import Canvas
from dashboard.paper.formats.slides import deck as pptx
from dashboard.paper.formats.slides.charts import NativeChart, Series
from dashboard.paper.formats.slides.deck import MOST, Picture, Slide, write
from dashboard.paper.jobs import Job, make
from dashboard.paper.layout import Box
from dashboard.paper.words import SourceLine, Words
from dashboard.question.choices import Choices
from dashboard.question.order import Aspect, BadOrder, Format, Order, Purpose, Template
from dashboard.wording.map_words import actor
from dashboard.wording.text import Run, Text, coloured
from geodata.catalog import Catalog
from tests.marks import some_slow

BURMESE, CHINESE = "ကန်ပိုက်တီ", "甘拜地"
LINK = "https://ledger.example/?on=2024-11-26&place=kanpaiti"
KIA, SAC = Run("KIA", actor="kia", strong=True), Run("SAC", actor="sac", strong=True)
WORDS = Words(
    kicker="Border Ledger",
    title="Who held the border on 26 November 2024",
    document="Who held the border on 26 November 2024",
    sentence=Text.of("The ", KIA, " took Kanpaiti; the regime (", SAC, ") held Muse, and no KIANGSI."),
    evidence=Text.of(
        Run("Evidence: reported.", strong=True),
        " A party’s claim in its own favour counts only when another origin says the same.",
    ),
    sources=tuple(SourceLine(number, f"Paper {number}, 2024") for number in range(1, 5)),
    numbers={},
    citations=tuple(f"Paper {number}, in full, {BURMESE}" for number in range(1, 5)),
    disclaimer="Boundaries imply no opinion.",
    credit="Base: Natural Earth.",
    link=LINK,
    command="",
    alt="A map: the KIA held Kanpaiti.",
)
BOXES = {
    "kicker": Box(48, 40, 436, 18),
    "title": Box(48, 68, 436, 84),
    "sentence": Box(48, 160, 436, 112),
    "legend": Box(48, 298, 436, 148),
    "evidence": Box(48, 468, 436, 110),
    "sources": Box(48, 590, 436, 180),
    "disclaimer": Box(48, 820, 1000, 44),
    "link": Box(1180, 820, 290, 40),
    "qr": Box(1500, 820, 60, 60),
}
FILLS = LIGHT.fills
LEGEND = (
    LegendEntry(Look("solid", (FILLS["sac"],), False, ("sac",), "+"), actor("sac", "SAC"), "actor", "sac"),
    explained(Look("diagonal", (FILLS["kbgf"], FILLS["kia"]), False, (), "→"), "changing", "status"),
    explained(Look("bands", (FILLS["sac"], FILLS["kbgf"]), False, (), "+"), "joint", "status"),
    explained(Look("solid", (FILLS["kia"],), True, (), "+"), "unverified", "status"),
    explained(Look("none", (LIGHT.page,), False, (), ""), "crossing", "crossing"),
    explained(Look("none", (LIGHT.page,), False, (), ""), "changed", "dashed"),
    explained(Look("solid", (FILLS["kia"],), False, (), "+"), "mine cluster", "mine"),
    explained(Look("solid", ("#DDDDDD",), False, (), ""), "catchment, schematic", "catchment"),
)


def png(colour: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (8, 6), colour).save(buffer, "PNG")
    return buffer.getvalue()


CHART = NativeChart(
    Box(520, 600, 500, 180),
    "Imports in t",
    ("2023", "2024", "2025"),
    (
        Series("Oxides", (1.0, None, 3.0), FILLS["kia"]),
        Series("Ore", (4.0, 5.5, float("nan")), FILLS["sac"]),
    ),
    "Imports: they rose.",
)
MAP = Picture(Box(520, 40, 1040, 548), png("green"), WORDS.alt)
QR = Picture(BOXES["qr"], png("black"), "QR code of the link")
SLIDE = Slide(
    size=(1600, 900),
    inches=(13.333, 7.5),
    words=WORDS,
    boxes=BOXES,
    legend=LEGEND,
    theme=LIGHT,
    pictures=(QR, MAP),
    charts=(CHART,),
    type_sizes={"title": 30, "sentence": 18},
    sources_shown=3,
    progress=(2, 5),
)


def opened(*slides: Slide) -> Any:
    return Presentation(BytesIO(write(slides)))


def shapes(deck: Any, number: int = 0) -> dict[str, Any]:
    return {shape.name: shape for shape in deck.slides[number].shapes}


def alt(shape: Any) -> str:
    return str(shape._element._nvXxPr.cNvPr.get("descr"))


def texts(deck: Any) -> Iterator[str]:
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text


def colours(shape: Any) -> dict[str, tuple[str, bool]]:
    runs = [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
    return {run.text: (f"#{run.font.color.rgb}", run.font.bold) for run in runs}


def test_a_slide_has_its_size_its_words_and_a_title_that_an_outline_finds() -> None:
    deck = opened(SLIDE)
    assert (deck.slide_width, deck.slide_height) == (
        round(13.333 * 914_400),
        pytest.approx(7.5 * 914_400, abs=300),
    )
    page = deck.slides[0]
    assert page.shapes.title.text_frame.text == WORDS.title == page.name
    assert [each.placeholder_format.type for each in page.placeholders] == [PP_PLACEHOLDER.TITLE]
    found = shapes(deck)
    assert colours(found["Kicker"]) == {"BORDER LEDGER": (LIGHT.ink2, True)}
    assert found["Sentence"].text_frame.text == str(WORDS.sentence)
    assert found["Evidence"].text_frame.text == str(WORDS.evidence)
    assert found["Disclaimer"].text_frame.text == f"{WORDS.disclaimer}\n{WORDS.credit}"
    assert found["Progress in words"].text_frame.text == "2 of 5"
    assert str(page.background.fill.fore_color.rgb) == LIGHT.page[1:]


def test_it_is_read_in_the_order_of_attention() -> None:
    names = [name for name in shapes(opened(SLIDE)) if "Line" not in name and "Progress" not in name]
    legend = [f"Legend: {entry.label}" for entry in LEGEND]
    head = ["Title", "Kicker", "Sentence", "Picture 1", "Chart: Imports in t"]
    assert names == [*head, *legend, "Evidence", "Sources", "Disclaimer", "Link", "QR"]


def test_codes_stand_in_the_hue_of_their_actor() -> None:
    found = shapes(opened(SLIDE))
    said = colours(found["Sentence"])
    assert said["KIA"] == (LIGHT.texts["kia"], True)
    assert said["SAC"] == (LIGHT.texts["sac"], True)
    assert said[") held Muse, and no KIANGSI."] == (LIGHT.ink, False)
    assert colours(found["Evidence"])["Evidence: reported."] == (LIGHT.ink, True)
    label = next(shape for shape in found["Legend: SAC (regime)"].shapes if shape.name == "Label")
    assert colours(label) == {"SAC": (LIGHT.texts["sac"], True), " (regime)": (LIGHT.ink2, False)}


def test_a_code_that_the_ledger_changes_keeps_its_hue(catalog: Catalog) -> None:
    ledger = replace(catalog, actors={**catalog.actors, "kia": replace(catalog.actors["kia"], code="KIO")})
    words = replace(WORDS, sentence=coloured("The KIO held it, the UWSA nothing.", ledger))
    hues = colours(shapes(opened(replace(SLIDE, words=words)))["Sentence"])
    assert hues["KIO"] == (LIGHT.texts["kia"], True) and hues["UWSA"] == (LIGHT.texts["uwsa"], True)


def test_patterns_of_the_legend_are_shapes_in_both_hues() -> None:
    found = shapes(opened(SLIDE))
    for name, entry in (("Legend: changing", LEGEND[1]), ("Legend: joint", LEGEND[2])):
        fills = [shape.fill.fore_color.rgb for shape in found[name].shapes if shape.name == "Swatch"]
        assert tuple(f"#{fill}" for fill in fills) == entry.look.fills
    stale, sure = (
        found[f"Legend: {name}"].shapes[0].line.dash_style for name in ("unverified", "SAC (regime)")
    )
    assert stale and not sure


def test_an_actor_left_out_is_said_to_be_left_out() -> None:
    entry = replace(LEGEND[0], look=Look("solid", (LIGHT.page,), False, ("sac",), "+"), hidden=True)
    group = shapes(opened(replace(SLIDE, legend=(entry,))))["Legend: SAC (regime)"]
    label = next(shape for shape in group.shapes if shape.name == "Label")
    assert label.text_frame.text == "SAC (regime) (left out)"
    assert LIGHT.texts["sac"] not in {colour for colour, _ in colours(label).values()}


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("aspect", some_slow(Aspect, [Aspect.WIDE]))
def test_the_legend_of_a_slide_has_the_columns_of_the_paper_and_no_entry_on_another(
    aspect: Aspect, catalog: Catalog, choices: Choices, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns: list[int] = []
    on_paper = furniture.legend

    def watched(canvas: Canvas, box: Box, entries: Sequence[LegendEntry], count: int) -> Box:
        columns.append(count)
        return on_paper(canvas, box, entries, count)

    monkeypatch.setattr(furniture, "legend", watched)
    scene = compose(catalog, replace(choices.default, place="kanpaiti", compare_on=date(2024, 9, 1)))
    for template in Template:
        columns.clear()
        page = pages.draw(scene, Order(template=template, aspect=aspect), choices, base="https://x.example/")
        slide = opened(pptx._slide(page)).slides[0]
        groups = [shape for shape in slide.shapes if shape.name.startswith("Legend: ")]
        labels = [shape for group in groups for shape in group.shapes if shape.name == "Label"]
        assert len(labels) == len(page.legend) >= columns[0]
        assert columns == [len({label.left for label in labels})], template
        letters = labels[0].text_frame.paragraphs[0].runs[0].font.size
        rows = sorted({label.top for label in labels})
        assert all(after - before >= letters for before, after in pairwise(rows)), template


def test_every_picture_and_chart_says_what_it_shows() -> None:
    found = shapes(opened(SLIDE))
    assert alt(found["Picture 1"]) == WORDS.alt
    assert alt(found["QR"]) == QR.alt
    assert alt(found["Chart: Imports in t"]) == SLIDE.charts[0].alt
    assert found["Picture 1"].image.blob == MAP.png


def test_sources_are_numbered_and_the_rest_is_in_the_notes() -> None:
    deck = opened(SLIDE)
    lines = shapes(deck)["Sources"].text_frame.text.split("\n")
    assert lines[0] == "3 of 4 sources, all in the notes"
    assert lines[1:] == ["1\tPaper 1, 2024", "2\tPaper 2, 2024", "3\tPaper 3, 2024"]
    notes = deck.slides[0].notes_slide.notes_text_frame.text
    for text in (f"4. {WORDS.citations[3]}", str(WORDS.evidence), WORDS.alt, SLIDE.charts[0].alt, LINK):
        assert text in notes
    whole = shapes(opened(replace(SLIDE, sources_shown=4)))["Sources"].text_frame.text
    assert whole.startswith("Sources\n1\t")


def test_a_click_on_the_link_opens_the_question() -> None:
    runs = [run for each in shapes(opened(SLIDE))["Link"].text_frame.paragraphs for run in each.runs]
    assert {run.hyperlink.address for run in runs} == {LINK}
    assert "".join(run.text for run in runs) == LINK.removeprefix("https://")


def test_a_chart_is_native_with_gaps_where_there_is_no_value() -> None:
    drawn = shapes(opened(SLIDE))["Chart: Imports in t"].chart
    assert drawn.chart_type == XL_CHART_TYPE.COLUMN_STACKED
    plot = drawn.plots[0]
    assert list(plot.categories) == ["2023", "2024", "2025"]
    assert {each.name: tuple(each.values) for each in plot.series} == {
        "Oxides": (1.0, None, 3.0),
        "Ore": (4.0, 5.5, None),
    }
    assert [f"#{each.format.fill.fore_color.rgb}" for each in plot.series] == [FILLS["kia"], FILLS["sac"]]
    assert drawn.has_legend and drawn.chart_title.text_frame.text == "Imports in t"
    assert drawn._chartSpace.find(f".//{qn('c:dispBlanksAs')}").get("val") == "gap"


def test_mines_are_one_lying_bar_with_both_colours_where_two_hold_them(
    catalog: Catalog, choices: Choices
) -> None:
    order = Order(template=Template.MINES, purpose=Purpose.PAGE)
    job = Job(catalog, replace(choices.default, on=date(2023, 1, 1)), order, choices, "")
    deck = Presentation(BytesIO(make(job, Format.PPTX)))
    (drawn,) = (shape.chart for shape in deck.slides[0].shapes if shape.has_chart)
    assert drawn.chart_type == XL_CHART_TYPE.BAR_STACKED
    one, two = drawn.plots[0].series
    assert (one.name.partition(":")[0], tuple(one.values)) == ("BGF", (32.0,))
    assert (two.name.partition(":")[0], tuple(two.values)) == ("BGF + SAC", (2.0,))
    fill = two.format.fill
    # Paler than fresh ones: of that day nobody reports.
    pale = {mixed(FILLS[actor], LIGHT.page, STALE_LANE) for actor in ("kbgf", "sac")}
    assert {f"#{fill.fore_color.rgb}", f"#{fill.back_color.rgb}"} == pale


def test_one_series_needs_no_legend_and_a_name_is_no_formula() -> None:
    series = (Series("=1+1", (1.0, 2.0, 3.0), "#123456"),)
    one = replace(CHART, series=series, categories=("=2+2", "b", "c"))
    drawn = shapes(opened(replace(SLIDE, charts=(one,))))["Chart: Imports in t"].chart
    assert not drawn.has_legend
    table = zipfile.ZipFile(BytesIO(drawn.part.chart_workbook.xlsx_part.blob))
    assert b"<f>" not in table.read("xl/worksheets/sheet1.xml")


def test_hostile_text_and_other_scripts_arrive_as_text() -> None:
    bad = "\x00\x0b\ud800\ufffe</a:t><script>"
    name = f"{BURMESE} {CHINESE}"
    title = (f"{name}{bad} held " * 30)[:300]
    words = replace(
        WORDS,
        title=title,
        sentence=Text.of(title * 3),
        evidence=Text.of(bad),
        link=LINK * 9,
        citations=(bad,),
        alt=bad,
    )
    hostile = replace(
        SLIDE,
        words=words,
        pictures=(replace(MAP, alt=bad),),
        charts=(replace(CHART, title=bad, alt=bad, categories=(bad, name, "c")),),
        legend=(replace(LEGEND[0], label=Text.of(bad)),),
    )
    deck = opened(hostile)
    page = deck.slides[0]
    assert f"{name}</a:t><script> held" in page.shapes.title.text_frame.text
    assert alt(shapes(deck)["Picture 1"]) == "</a:t><script>"
    assert name in list(page.shapes[4].chart.plots[0].categories)
    for text in texts(deck):
        assert not set(text) & set("\x00\x0b\ufffe")
    assert shapes(deck)["Link"].text_frame.text.endswith("…")


def test_burmese_and_chinese_have_typefaces_of_their_own() -> None:
    deck = opened(replace(SLIDE, words=replace(WORDS, title=f"{BURMESE} {CHINESE}")))
    font = deck.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].font._element
    faces = [font.find(qn(f"a:{tag}")).get("typeface") for tag in ("latin", "ea", "cs")]
    assert faces == ["Source Sans Pro", "Microsoft YaHei", "Myanmar Text"]


def test_a_text_that_is_too_long_is_set_smaller_and_then_cut() -> None:
    def size(title: str) -> tuple[float, str]:
        deck = opened(replace(SLIDE, words=replace(WORDS, title=title)))
        frame = deck.slides[0].shapes.title.text_frame
        return frame.paragraphs[0].runs[0].font.size.pt, frame.text

    assert size("Who held it")[0] == 18, "as given"
    smaller, whole = size("Who held the border? " * 8)
    assert smaller < 18 and "…" not in whole
    smallest, cut = size("Who held the border? " * 60)
    assert smallest == pytest.approx(6.6) and cut.endswith("…")


def test_a_slide_without_boxes_still_has_a_title_above_its_edge() -> None:
    deck = opened(
        replace(SLIDE, boxes={}, pictures=(MAP,), charts=(), theme=DARK, progress=None, type_sizes={})
    )
    assert list(shapes(deck)) == ["Title", "Picture 1"]
    title = deck.slides[0].shapes.title
    assert title.text_frame.text == WORDS.title and title.top + title.height < 0


def test_the_same_slides_give_the_same_bytes() -> None:
    slides = [SLIDE, replace(SLIDE, theme=DARK, charts=(CHART, CHART))]
    first = write(slides)
    assert first == write(slides)
    about = Presentation(BytesIO(first)).core_properties
    assert (about.created.year, about.modified.year, about.author) == (2000, 2000, "Border Ledger")
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {part.date_time for part in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert not [name for name in package.namelist() if "thumbnail" in name or "printer" in name]
        tables = [name for name in package.namelist() if name.endswith(".xlsx")]
        assert len(tables) == 3
        for name in tables:
            table = zipfile.ZipFile(BytesIO(package.read(name)))
            assert table.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2


def test_a_deck_has_bounds() -> None:
    for slides in ([], [SLIDE] * (MOST + 1), [SLIDE, replace(SLIDE, inches=(10, 7.5))]):
        with pytest.raises(BadOrder):
            write(slides)
