"""What stands on paper is true: places of the stretch, reports before what repeats them, no markup."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from dashboard.__main__ import main
from dashboard.answer.scene import compose
from dashboard.paper import jobs, presets
from dashboard.paper import page as pages
from dashboard.paper.blocks import Passage, Table
from dashboard.paper.canvas import Canvas
from dashboard.paper.page import Page
from dashboard.question.choices import Choices
from dashboard.question.command_line import command_line
from dashboard.question.order import Aspect, BadOrder, Format, Order, Purpose, Template
from dashboard.wording.vocabulary import ASPECT
from geodata.analysis.stretches import stretch_has
from geodata.catalog import Catalog
from geodata.vocab import SECOND_HAND, Tracked
from tests.dashboard.conftest import Open

BASE = "https://ledger.example/briefing"
MARKUP = re.compile(r"\*\*|~~|`|\\[\W_]|:[a-z]+\[|\]\(|&[a-z]+;")
FRAMED = [each for each in Template if each is not Template.CROSSING]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that are written on paper, in order."""
    lines: list[str] = []
    for name in ("line", "box", "circle", "polygon", "shapes", "picture"):
        monkeypatch.setattr(Canvas, name, lambda *_, **__: None)
    monkeypatch.setattr(Canvas, "text", lambda self, x, y, text, *_, **__: lines.append(text))
    monkeypatch.setattr("dashboard.paper.ground.draw", lambda *_: None)
    monkeypatch.setattr("dashboard.paper.furniture.draw_qr", lambda *_: None)
    return lines


def drawn(catalog: Catalog, choices: Choices, order: Order, **asked: Any) -> Page:
    view = replace(choices.default, **{"compare_on": date(2024, 9, 1), **asked})
    return pages.draw(compose(catalog, view), order, choices, base=BASE)


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("place", ["kanpaiti", "muse"])
def test_no_sign_of_markup_is_on_paper(
    catalog: Catalog, choices: Choices, written: list[str], template: Template, place: str
) -> None:
    page = drawn(catalog, choices, Order(template=template), place=place)
    words = page.words
    alts = [page.alt, words.alt, *(alt for _, alt in page.pictures)]
    every = (*written, *alts, str(words.sentence), str(words.evidence), *words.citations)
    assert written and [text for text in every if MARKUP.search(text)] == []


def test_no_sign_of_markup_is_in_slides_and_notes(catalog: Catalog, choices: Choices) -> None:
    order = Order(template=Template.CROSSING)
    deck = Presentation(
        io.BytesIO(jobs.make(jobs.Job(catalog, choices.default, order, choices, BASE), "pptx"))
    )
    texts: list[str] = []
    for slide in deck.slides:
        texts += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        texts += slide.notes_slide.notes_text_frame.text.splitlines()
        texts += [shape._element._nvXxPr.cNvPr.get("descr") or "" for shape in slide.shapes]
    assert any("Kanpaiti" in text for text in texts)
    assert [text for text in texts if MARKUP.search(text)] == []


@pytest.mark.parametrize("template", FRAMED)
@pytest.mark.parametrize("aspect", [Aspect.WIDE, Aspect.A4_UP])
@pytest.mark.parametrize("stretch", ["kachin", "northern-shan"])
def test_a_page_of_a_stretch_names_no_place_of_another(
    catalog: Catalog, choices: Choices, written: list[str], template: Template, aspect: Aspect, stretch: str
) -> None:
    order = Order(template=template, aspect=aspect, frame=stretch)
    if template is Template.MINES and stretch == "northern-shan":
        with pytest.raises(BadOrder, match="no mine cluster on the northern Shan–China border"):
            drawn(catalog, choices, order)
        return
    page = drawn(catalog, choices, order)
    others = [
        place.name.partition(" (")[0]
        for place in catalog.places.values()
        if place.tracked in (Tracked.CROSSING, Tracked.INLAND) and not stretch_has(stretch, place, catalog)
    ]
    texts = (*written, str(page.words.sentence), page.alt, *(alt for _, alt in page.pictures))
    assert [
        name for name in others if any(re.search(rf"\b{re.escape(name)}\b", text) for text in texts)
    ] == []


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("stretch", ["kachin", "northern-shan", "border"])
def test_what_repeats_others_is_no_source_where_there_is_a_report(
    catalog: Catalog, choices: Choices, stretch: str
) -> None:
    page = drawn(catalog, choices, Order(template=Template.MAP, frame=stretch), place=None)
    by_place = page.words.numbers
    reported = {
        state.place_id
        for state in page.scene.control.values()
        if any(catalog.sources[catalog.claims[each].source_id].kind not in SECOND_HAND for each in state.used)
    }
    titles = {each.title: each for each in catalog.sources.values()}
    for place in reported & set(by_place):
        for number in by_place[place]:
            cited = page.words.citations[number - 1]
            kinds = {each.kind for title, each in titles.items() if title in cited}
            assert not kinds <= SECOND_HAND, (place, cited)
    assert not re.search(r"Wiki(pedia|Mili)", " ".join(line.text for line in page.words.sources))
    assert re.search(r"\w+ more documents? pass(es)? on what others report", str(page.words.evidence))


@pytest.mark.usefixtures("no_ink")
def test_the_newest_report_by_the_day_comes_first_then_one_that_dates_the_state(
    catalog: Catalog, choices: Choices
) -> None:
    words = drawn(catalog, choices, Order(template=Template.MAP), place="muse").words
    assert words.sources[0].text.startswith("Associated Press, 26 Nov 2024 (Muse")
    earlier = drawn(catalog, choices, Order(template=Template.MAP), place="muse", on=date(2024, 1, 2)).words
    assert "2024" not in earlier.sources[0].text.replace("2 Jan 2024", "")


@pytest.mark.usefixtures("no_ink")
def test_what_differs_has_its_sources_first(catalog: Catalog, choices: Choices) -> None:
    page = drawn(catalog, choices, Order(template=Template.COMPARE, frame="kachin"), place="kanpaiti")
    first = " ".join(line.text for line in page.words.sources[:6])
    for town in ("Phimaw", "Pang War", "Kanpaiti", "Chipwi"):
        assert town in first, first


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("aspect", list(ASPECT))
def test_as_known_on_is_never_cut(
    catalog: Catalog, choices: Choices, written: list[str], template: Template, aspect: str
) -> None:
    title = "Who held {place}, and by whose word, on {date}? " + "Asked at length, " * 13
    order = Order(template=template, aspect=aspect, title=title)
    drawn(catalog, choices, order, known_on=date(2025, 1, 31))
    assert "as known on 31 Jan 2025" in " ".join(written)


@pytest.mark.slow
@pytest.mark.parametrize("template", list(Template))
def test_as_known_on_is_never_cut_on_slides(catalog: Catalog, choices: Choices, template: Template) -> None:
    title = "Who held {place}, and by whose word, on {date}? " + "Asked at length, " * 13
    view = replace(
        choices.default, compare_on=date(2024, 9, 1), window=(date(2024, 11, 1), date(2024, 11, 2))
    )
    job = jobs.Job(catalog, view, Order(template=template, title=title), choices, BASE)
    for slide in Presentation(io.BytesIO(jobs.make(job, Format.PPTX))).slides:
        texts = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert "s known on 29 Jun 2026" in texts


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--template", "crossing", "--view", "kachin"), "about one place: choose a place"),
        (("--template", "crossing"), "about one place: choose a place"),
        (
            ("--template", "before-after", "--from", "2024-11-26", "--on", "2024-09-20"),
            "26 Nov 2024 lies after 20 Sep 2024",
        ),
        (("--template", "mines", "--view", "northern-shan"), "no mine cluster on the northern Shan"),
    ],
)
def test_the_command_refuses_what_would_not_be_true(
    options: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.png"
    assert main(["brief", *options, "--out", str(out)]) == 2
    assert words in capsys.readouterr().err and not out.exists()


def test_the_page_says_that_days_are_reversed(open_page: Open) -> None:
    app = open_page({"template": "before-after", "on": "2024-09-20", "compare_on": "2024-11-26"}, "briefing")
    assert not app.exception and "26 Nov 2024 lies after 20 Sep 2024" in app.error[0].value


# -- What has no point, no room or another day -----------------------------------------------------


def test_a_place_without_a_point_has_its_sources_its_lane_and_a_word_about_the_map(
    catalog: Catalog, choices: Choices
) -> None:
    order = Order(template=Template.CROSSING)
    pages = list(jobs.Job(catalog, replace(choices.default, place="mai-ja-yang"), order, choices, "").pages())
    words = pages[0].words
    assert words.numbers["mai-ja-yang"][0] == 1 and len(words.numbers["mai-ja-yang"]) > 2
    foot = next(b for b in pages[0].blocks if isinstance(b, Passage) and b.name == "foot")
    assert "No point on the map is known for Mai Ja Yang." in str(foot.texts[0])
    assert any("over time" in str(page.blocks[0].texts[0]) for page in pages if page.follows)
    kachin = Order(template=Template.MAP, frame="kachin")
    counted = next(jobs.Job(catalog, choices.default, kachin, choices, "").pages()).words
    assert "mai-ja-yang" in counted.numbers


def test_every_claim_on_which_a_place_rests_is_in_the_table_of_its_slides(
    catalog: Catalog, choices: Choices
) -> None:
    asked = jobs.Job(catalog, choices.default, Order(template=Template.CROSSING), choices, "")
    pages = list(asked.pages())
    rows = [row for page in pages for each in page.blocks if isinstance(each, Table) for row in each.rows]
    state = pages[0].scene.control["kanpaiti"]
    assert sum(str(row[-1]) == "used" for row in rows) == len(state.used) > 5


def test_before_and_after_says_of_which_places_nothing_was_known(catalog: Catalog, choices: Choices) -> None:
    view = replace(choices.default, compare_on=date(2024, 9, 20))
    order = Order(template=Template.COMPARE, frame="kachin")
    sentence = str(next(jobs.Job(catalog, view, order, choices, "").pages()).words.sentence)
    assert "Who held Kan Hpan, Phimaw and Tsawlaw on 20 September is not on record." in sentence


@pytest.mark.slow
def test_the_archive_of_before_and_after_has_both_days_and_what_differs(
    catalog: Catalog, choices: Choices
) -> None:
    view = replace(choices.default, compare_on=date(2024, 9, 20))
    order = Order(template=Template.COMPARE, frame="kachin", purpose=Purpose.PAGE)
    made = jobs.make(jobs.Job(catalog, view, order, choices, ""), "zip")
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        tables = {
            name: list(csv.DictReader(io.StringIO(opened.read(name).decode("utf-8-sig"))))
            for name in opened.namelist()
            if name.endswith(".csv")
        }
    assert {row["on"] for row in tables["states-before.csv"]} == {"2024-09-20"}
    assert {row["on"] for row in tables["states-after.csv"]} == {"2024-11-26"}
    assert {row["place_id"] for row in tables["differences.csv"]} >= {"kanpaiti", "pangwa"}


@pytest.mark.parametrize("title", ["a \x01 b", "\x7f"])
def test_a_title_with_control_characters_is_refused(title: str, catalog: Catalog, choices: Choices) -> None:
    with pytest.raises(BadOrder, match="control character"):
        jobs.make(jobs.Job(catalog, choices.default, Order(title=title), choices, ""), "svg")


def test_a_view_without_the_border_and_an_empty_logo_are_refused(catalog: Catalog, choices: Choices) -> None:
    with pytest.raises(BadOrder, match="nothing of the Myanmar–China border"):
        jobs.make(jobs.Job(catalog, choices.default, Order(frame="0,0,1,1"), choices, ""), "png")
    with pytest.raises(BadOrder, match="logo cannot be read"):
        jobs.make(jobs.Job(catalog, choices.default, Order(), choices, "", b""), "png")


def test_presets_of_alike_names_have_files_of_their_own(choices: Choices) -> None:
    names = ("x", "x", "x 2", "X", "ကန်ပိုက်တီ")
    made = [presets.Preset(name, Format.SVG, choices.default, Order()) for name in names]
    assert presets.file_names(made) == ["x.svg", "x-2.svg", "x-2-2.svg", "x-3.svg", "ကန်ပိုက်တီ.svg"]


def test_a_title_that_begins_like_an_option_comes_back_from_its_command(choices: Choices) -> None:
    assert "--title=--on" in command_line(choices.default, Order(title="--on"), choices)
