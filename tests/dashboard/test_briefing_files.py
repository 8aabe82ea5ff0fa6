"""Files: the same bytes each time, with words for those who do not see them; sequences page by page."""

from __future__ import annotations

import csv
import io
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
from PIL import Image
from pptx import Presentation

from dashboard.paper import jobs
from dashboard.paper.jobs import MIMES, MOST_PAGES, Job, file_name, make, preview
from dashboard.paper.page import Page
from dashboard.question.choices import Choices
from dashboard.question.order import Aspect, BadOrder, Format, Order, Purpose, Step, Template
from dashboard.question.view import MapOf, Within
from geodata.analysis.timeline import change_days
from geodata.catalog import Catalog
from geodata.resolver import resolve
from tests.programs import needed

BASE = "https://ledger.example/briefing"
SVG = "{http://www.w3.org/2000/svg}"
CHEAP = Order(template=Template.MAP, aspect=Aspect.SQUARE, purpose=Purpose.PAGE)
MONTHLY = Order(template=Template.SEQUENCE, aspect=Aspect.SQUARE, step=Step.MONTHLY, purpose=Purpose.PAGE)


def job(catalog: Catalog, choices: Choices, order: Order = CHEAP, **asked: Any) -> Job:
    return Job(catalog, replace(choices.default, **asked), order, choices, BASE)


@pytest.fixture(scope="module")
def page(catalog: Catalog, choices: Choices) -> Page:
    return next(job(catalog, choices).pages())


@pytest.fixture(scope="module")
def parcel(catalog: Catalog, choices: Choices) -> bytes:
    return make(job(catalog, choices), Format.ZIP)


@pytest.fixture(scope="module")
def parts(parcel: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(parcel)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_same_question_gives_the_same_bytes_in_every_format(
    catalog: Catalog, choices: Choices, parcel: bytes, parts: dict[str, bytes]
) -> None:
    again = make(job(catalog, choices), Format.ZIP)
    with zipfile.ZipFile(io.BytesIO(again)) as opened:
        assert opened.namelist() == list(parts)
        assert [name for name in parts if opened.read(name) != parts[name]] == []
    assert again == parcel


def test_everybody_can_read_what_comes_out_of_the_zip(parcel: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(parcel)) as opened:
        assert {oct(each.external_attr >> 16) for each in opened.infolist()} == {"0o100644"}
        assert {each.create_system for each in opened.infolist()} == {3}
    (tmp_path / "a.zip").write_bytes(parcel)
    subprocess.run([needed("unzip"), "-q", "a.zip"], cwd=tmp_path, check=True)
    assert (tmp_path / "README.txt").stat().st_mode & 0o444 == 0o444


def test_tables_of_the_zip_have_the_mark_of_utf8_and_the_readme_says_their_columns(
    catalog: Catalog, choices: Choices, parts: dict[str, bytes]
) -> None:
    asked = job(catalog, choices, Order(template=Template.LOG), within=Within.DAYS, map_of=MapOf.WINDOW)
    with zipfile.ZipFile(io.BytesIO(make(asked, Format.ZIP))) as opened:
        more = {name: opened.read(name) for name in opened.namelist()}
    assert {"log.csv", "ever-held.csv", "claims.csv", "imports.csv"} <= set(more)
    for files in (parts, more):
        lines = files["README.txt"].decode().splitlines()
        for name in (each for each in files if each.endswith(".csv")):
            assert files[name].startswith(b"\xef\xbb\xbf"), name
            columns = next(csv.reader(io.StringIO(files[name].decode("utf-8-sig"))))
            (heads,) = (each for each in lines if each.startswith("Columns of ") and name in each)
            assert heads.endswith(f": {', '.join(columns)}")
            for column in columns:
                (told,) = {line for line in lines if line.startswith(f"{column}: ")}
                assert len(told) > len(column) + 8
    readme = parts["README.txt"].decode()
    assert "area_ha: Area of the outline around the pools, in hectares" in readme
    assert "since_last_day: Last day on which" in readme


def test_the_zip_has_the_gates_of_the_places_shown_a_row_each(parts: dict[str, bytes]) -> None:
    rows = {
        row["place_id"]: row for row in csv.DictReader(io.StringIO(parts["gates.csv"].decode("utf-8-sig")))
    }
    assert {row["dimension"] for row in rows.values()} == {"gate"}
    assert rows["kanpaiti-gate"]["value"] == "closed" and int(rows["kanpaiti-gate"]["origins"]) > 1


@pytest.mark.parametrize(
    ("form", "name"),
    [("png", "picture.png"), ("svg", "picture.svg"), ("pdf", "document.pdf"), ("pptx", "slides.pptx")],
)
def test_a_file_on_its_own_is_the_same_as_in_the_zip(
    catalog: Catalog, choices: Choices, parts: dict[str, bytes], form: str, name: str
) -> None:
    assert make(job(catalog, choices), form) == parts[name]


def test_a_zip_has_every_format_the_rows_and_the_sources(
    catalog: Catalog, parts: dict[str, bytes], page: Page
) -> None:
    assert set(parts) == {
        *("picture.png", "picture.svg", "page.html", "document.pdf", "slides.pptx"),
        *("states.csv", "states.geojson", "gates.csv", "mines.csv", "sources.csv", "README.txt"),
    }
    states = list(csv.DictReader(io.StringIO(parts["states.csv"].decode("utf-8-sig"))))
    shown = [place for place in page.scene.control if page.scene.counts(catalog.places[place])]
    assert {row["place_id"] for row in states} == set(shown)
    found = {state.place_id: state for state in resolve.states(catalog, page.scene.view.on, places=shown)}
    assert all(row["status"] == found[row["place_id"]].status for row in states)
    sources = list(csv.DictReader(io.StringIO(parts["sources.csv"].decode("utf-8-sig"))))
    assert [row["about"] for row in sources] == [line.text for line in page.words.sources]
    readme = parts["README.txt"].decode()
    for told in (page.words.title, str(page.words.evidence), page.words.link, catalog.hash):
        assert told in readme


def test_a_png_has_its_size_title_and_alternative_text(parts: dict[str, bytes], page: Page) -> None:
    with Image.open(io.BytesIO(parts["picture.png"])) as opened:
        opened.load()
        assert opened.size == (2400, 2400)
        assert opened.info["Title"] == page.words.title
        assert opened.info["Description"] == page.alt
        assert opened.info["Source"] == page.words.link
        colours = opened.convert("RGB").getcolors(1 << 24)
    assert colours and len(colours) > 500
    assert "Kanpaiti" in page.alt and "26 November 2024" in page.words.title


def test_an_svg_is_xml_that_says_itself_to_a_screen_reader(parts: dict[str, bytes], page: Page) -> None:
    root = ElementTree.fromstring(parts["picture.svg"])  # noqa: S314 - our own file
    assert root.tag == f"{SVG}svg"
    assert (root.get("role"), root.get("lang"), root.get("aria-labelledby")) == ("img", "en", "title desc")
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and desc is not None
    assert (title.get("id"), title.text) == ("title", page.words.title)
    assert (desc.get("id"), desc.text) == ("desc", page.alt)
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert not list(root.iter(f"{SVG}text")), "letters are outlines"
    links = [value for each in root.iter() for name, value in each.items() if name.endswith("href")]
    assert links and all(value.startswith(("#", "data:")) for value in links)


def test_a_title_with_signs_of_xml_stays_a_title(catalog: Catalog, choices: Choices) -> None:
    title = 'Who & <what> "held" ]]> & more'
    svg = make(job(catalog, choices, replace(CHEAP, title=title)), "svg")
    found = ElementTree.fromstring(svg).find(f"{SVG}title")  # noqa: S314 - our own file
    assert found is not None and found.text == title


def test_a_pdf_is_tagged_and_titled_and_has_its_fonts(parts: dict[str, bytes], page: Page) -> None:
    with pikepdf.open(io.BytesIO(parts["document.pdf"])) as opened:
        root = opened.Root
        assert bool(root.MarkInfo.Marked) and str(root.Lang) == "en"
        assert str(opened.docinfo["/Title"]) == page.words.title
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        (only,) = opened.pages
        assert [float(edge) for edge in only.mediabox] == [0, 0, 720, 720]
        (whole,) = root.StructTreeRoot.K
        assert str(whole.S) == "/Document" and [str(each.S) for each in whole.K] == ["/Sect"]
        fonts = list(only.resources.Font.values())
        assert len(fonts) >= 2
        for font in fonts:
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            described = inner.FontDescriptor
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()), font.BaseFont
        assert "/CreationDate" not in opened.docinfo


def test_the_words_of_a_pdf_can_be_copied(parts: dict[str, bytes], page: Page, tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(parts["document.pdf"])
    done = subprocess.run(
        [needed("pdftotext"), "-layout", "page.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    )
    told = " ".join(done.stdout.decode().split())
    for word in (*page.words.title.split(), "Kanpaiti", "KIA", "Evidence:", "ources", "Catchments"):
        assert word in told, word


def test_slides_have_the_title_and_every_source(parts: dict[str, bytes], page: Page) -> None:
    deck = Presentation(io.BytesIO(parts["slides.pptx"]))
    (slide,) = deck.slides
    assert slide.shapes.title.text_frame.text == page.words.title
    notes = slide.notes_slide.notes_text_frame.text
    assert all(cited in notes for cited in page.words.citations)


def test_the_page_that_opens_without_a_network_asks_none(parts: dict[str, bytes], page: Page) -> None:
    html = parts["page.html"].decode()
    assert html.lstrip().lower().startswith("<!doctype html>")
    assert page.words.title in html and page.words.link.split("?")[0] in html


@pytest.mark.parametrize("order", [Order(), Order(template=Template.SEQUENCE)])
@pytest.mark.parametrize("form", list(Format))
def test_a_file_is_named_by_what_is_in_it(
    catalog: Catalog, choices: Choices, order: Order, form: Format
) -> None:
    dates = "2024-09-01-to-2024-12-31" if order.template is Template.SEQUENCE else "2024-11-26"
    ending = "png" if form is Format.APNG else form
    found = file_name(job(catalog, choices, order), form)
    assert found == f"border-ledger-kanpaiti-{dates}-{order.template}.{ending}"
    assert file_name(job(catalog, choices, order, place=None), form).startswith("border-ledger-border-2024")
    assert MIMES[form]


@pytest.mark.parametrize("form", ["", "gif", "PNG", "../png"])
def test_a_format_that_does_not_exist_is_refused(catalog: Catalog, choices: Choices, form: str) -> None:
    with pytest.raises(BadOrder, match=r"There is no format .*png, svg, pdf"):
        make(job(catalog, choices), form)


def test_a_moving_picture_is_of_a_sequence_and_a_still_one_is_not(catalog: Catalog, choices: Choices) -> None:
    with pytest.raises(BadOrder, match="animated picture shows a sequence"):
        make(job(catalog, choices), Format.APNG)
    for form in (Format.PNG, Format.SVG, Format.HTML):
        with pytest.raises(BadOrder, match=f"pdf, pptx, apng or zip, not as {form}"):
            make(job(catalog, choices, MONTHLY), form)


def test_a_sequence_by_changes_has_every_change_within_the_window(catalog: Catalog, choices: Choices) -> None:
    days = job(catalog, choices, Order(template=Template.SEQUENCE)).days()
    first, last = choices.default.window
    changes = {day for day in change_days(catalog) if first < day < last}
    assert days == sorted({first, *changes, last})
    assert len(changes) > 5
    for day in changes:
        before, after = (resolve.states(catalog, each) for each in (day - timedelta(days=1), day))
        assert before != after


def test_a_sequence_by_months_has_the_first_of_each(catalog: Catalog, choices: Choices) -> None:
    window = (date(2024, 1, 15), date(2024, 5, 1))
    days = job(catalog, choices, MONTHLY, window=window).days()
    assert days == [window[0], date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1), window[1]]
    one = (date(2024, 3, 1), date(2024, 3, 1))
    assert job(catalog, choices, MONTHLY, window=one).days() == [one[0]]
    assert job(catalog, choices).days() == [date(2024, 11, 26)]


def test_too_long_a_sequence_is_refused_before_a_page_is_drawn(
    catalog: Catalog, choices: Choices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "draw", lambda *_, **__: pytest.fail("a page was drawn"))
    five = (date(2020, 1, 1), date(2024, 12, 1))
    assert len(job(catalog, choices, MONTHLY, window=five).days()) == MOST_PAGES == 60
    six = (date(2020, 1, 1), date(2025, 1, 1))
    with pytest.raises(BadOrder, match="would have 61 pages; at most 60"):
        make(job(catalog, choices, MONTHLY, window=six), Format.PDF)


THREE = (date(2024, 10, 1), date(2024, 12, 1))


def test_a_sequence_tells_its_progress_and_has_a_page_for_each_day(
    catalog: Catalog, choices: Choices
) -> None:
    told: list[tuple[int, int]] = []
    made = make(
        job(catalog, choices, MONTHLY, window=THREE), Format.PDF, lambda done, all_: told.append((done, all_))
    )
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 3
        (whole,) = opened.Root.StructTreeRoot.K
        maps = [next(each for each in of.K if each.S == "/Figure") for of in whole.K]
        alts = [str(figure.Alt) for figure in maps]
        assert [figure.Pg for figure in maps] == [each.obj for each in opened.pages]
    assert len(set(alts)) == 3
    for alt, day in zip(alts, ("1 Oct", "1 Nov", "1 Dec"), strict=True):
        assert f"{day}" in alt.replace("October", "Oct").replace("November", "Nov").replace("December", "Dec")


def test_a_moving_picture_has_a_frame_for_each_day_and_plays_once(catalog: Catalog, choices: Choices) -> None:
    made = make(job(catalog, choices, MONTHLY, window=THREE), Format.APNG)
    with Image.open(io.BytesIO(made)) as opened:
        assert (opened.n_frames, opened.size) == (3, (1200, 1200))
        assert opened.info["loop"] == 1
        assert opened.info["Description"].count(" Then: ") == 2
        opened.seek(2)
        assert opened.info["duration"] == 4000


def test_a_sequence_of_one_page_is_a_picture_that_does_not_move(catalog: Catalog, choices: Choices) -> None:
    window = (date(2024, 11, 1), date(2024, 11, 1))
    made = make(job(catalog, choices, MONTHLY, window=window), Format.APNG)
    with Image.open(io.BytesIO(made)) as opened:
        assert getattr(opened, "n_frames", 1) == 1
        assert opened.info["Title"].endswith("1 November 2024")


@pytest.mark.slow
def test_who_stops_the_work_gets_no_file_and_the_next_is_made(catalog: Catalog, choices: Choices) -> None:
    class Stopped(Exception):
        pass

    told: list[int] = []

    def stop(done: int, _: int) -> None:
        told.append(done)
        if done == 1:
            raise Stopped

    with pytest.raises(Stopped):
        make(job(catalog, choices, MONTHLY, window=THREE), Format.PDF, stop)
    assert told == [0, 1]
    assert preview(job(catalog, choices))[1] == "Who held Kanpaiti on 26 November 2024"
