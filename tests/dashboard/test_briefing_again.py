"""How to come back to a picture: a link that others can open, its command, own presets; and the logo."""

from __future__ import annotations

import io
import json
import shlex
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pikepdf
import pytest
from PIL import Image
from pptx import Presentation

from dashboard.__main__ import main
from dashboard.answer.scene import compose
from dashboard.paper import jobs, presets, typeface
from dashboard.paper import page as pages
from dashboard.paper.layout import Box
from dashboard.question import link
from dashboard.question.camera import Camera
from dashboard.question.choices import Choices
from dashboard.question.order import Aspect, BadOrder, Format, Order, Purpose, Template, Tone
from dashboard.question.public import public
from dashboard.question.view import Lang, MapOf, View
from dashboard.settings import ADDRESS
from geodata.catalog import Catalog
from geodata.vocab import Policy
from tests.dashboard.conftest import Open
from tests.marks import some_slow
from tests.programs import needed

BASE = "https://ledger.example/briefing"


def asked(choices: Choices, **given: Any) -> View:
    return replace(choices.default, **given)


QUESTIONS: list[tuple[Order, dict[str, Any]]] = [
    (Order(template=Template.MAP, aspect=Aspect.SQUARE, tone=Tone.GREY, title="“{place}”, it's {date}"), {}),
    (
        Order(template=Template.COMPARE, frame="kachin"),
        {"compare_on": date(2024, 9, 20), "place": "pangwa", "lang": Lang.ZH},
    ),
    (
        Order(template=Template.MAP, aspect=Aspect.SQUARE),
        {"place": None, "layers": (), "actors": ("kia",), "camera": Camera(98.2, 25.2, 8.5)},
    ),
    (
        Order(template=Template.COMPARE),
        {"compare_policy": Policy.ANY, "compare_known_on": date(2025, 1, 1)},
    ),
    (
        Order(template=Template.MAP, aspect=Aspect.SQUARE),
        {
            "map_of": MapOf.WINDOW,
            "window": (date(2024, 10, 1), date(2024, 10, 31)),
            "policy": Policy.ANY,
            "known_on": date(2025, 1, 1),
            "stretch": "kachin",
        },
    ),
]


@pytest.mark.parametrize(("order", "given"), some_slow(QUESTIONS, QUESTIONS[:1]))
def test_the_printed_command_makes_the_same_bytes(
    catalog: Catalog, choices: Choices, tmp_path: Path, order: Order, given: dict[str, Any]
) -> None:
    job = jobs.Job(catalog, asked(choices, **given), order, choices, "")
    content = jobs.make(job, Format.PNG)
    with Image.open(io.BytesIO(content)) as picture:
        printed = picture.info["Source"]
    for line in (printed[printed.index("python -m ") :], jobs.command(job)):
        words = shlex.split(line)
        assert words[:4] == ["python", "-m", "dashboard", "brief"] and words[-2:] == ["--out", "picture.png"]
        assert main([*words[3:-1], str(tmp_path / "picture.png"), "--quiet"]) == 0
        assert (tmp_path / "picture.png").read_bytes() == content, line


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("template", list(Template))
def test_every_template_has_a_command_that_asks_the_same(
    catalog: Catalog, choices: Choices, monkeypatch: pytest.MonkeyPatch, template: Template
) -> None:
    given: dict[str, Any] = {"compare_on": date(2024, 9, 1)} if template is Template.COMPARE else {}
    job = jobs.Job(catalog, asked(choices, **given), Order(template=template), choices, "")
    made: list[jobs.Job] = []

    def make(job: jobs.Job, *_: Any) -> bytes:
        made.append(job)
        return b""

    monkeypatch.setattr(jobs, "make", make)
    monkeypatch.setattr(Path, "write_bytes", lambda *_: 0)
    assert main(shlex.split(jobs.command(job))[3:]) == 0
    assert made[0].order == job.order and made[0].view == job.view


@pytest.mark.usefixtures("no_ink")
def test_without_an_address_there_is_no_link_and_no_code(catalog: Catalog, choices: Choices) -> None:
    page = pages.draw(compose(catalog, choices.default), Order(), choices, base="")
    assert page.words.link == "" and "qr" not in page.boxes
    assert page.words.again.startswith(
        "Who held Kanpaiti on 26 November 2024. Evidence: reported. As known on"
    )
    assert "localhost" not in page.words.again
    with pytest.raises(BadOrder, match="on this machine only"):
        pages.draw(compose(catalog, choices.default), Order(), choices, base="http://localhost:8501/briefing")


@pytest.mark.parametrize(
    ("addresses", "found"),
    [
        ((None, "http://localhost:8501/"), ""),
        ((None, "http://127.0.0.1:8501/", "http://[::1]:1/"), ""),
        ((None, "http://press.example/briefing"), "http://press.example/briefing"),
        ((BASE, "http://localhost:8501/"), BASE),
        (("http://[", "https://a.example"), "http://["),
    ],
)
def test_an_address_of_this_machine_is_not_public(addresses: tuple[str | None, ...], found: str) -> None:
    assert public(*addresses) == found


def test_the_address_comes_from_the_setting_or_the_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def source(*options: str) -> str:
        out = tmp_path / "a.png"
        assert main(["brief", "--template", "map", "--aspect", "square", *options, "--out", str(out)]) == 0
        with Image.open(out) as picture:
            return str(picture.info["Source"])

    monkeypatch.delenv(ADDRESS, raising=False)
    assert "python -m dashboard brief" in source()
    monkeypatch.setenv(ADDRESS, BASE)
    assert source().startswith(f"{BASE}?")
    assert source("--base", "https://other.example/b").startswith("https://other.example/b?")


def _addresses(form: str, file: Path) -> str:
    """Return all text of a briefing's file that may have an address in it."""
    if form == "png":
        with Image.open(file) as picture:
            return " ".join(map(str, picture.info.values()))
    if form == "pdf":
        with pikepdf.open(file) as pdf:
            notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
            return " ".join(str(note.get("/A", {}).get("/URI", "")) for note in notes) + str(pdf.docinfo)
    if form == "pptx":
        with zipfile.ZipFile(file) as slides:
            return "".join(slides.read(name).decode() for name in slides.namelist() if ".xml" in name)
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", some_slow(["png", "html", "pdf", "pptx"], {"html"}))
def test_no_format_prints_an_address_that_no_reader_can_open(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(address: str) -> str:
        monkeypatch.setenv(ADDRESS, address)
        out = tmp_path / f"a.{form}"
        assert main(["brief", "--template", "map", "--aspect", "square", "--out", str(out)]) == 0
        return unescape(_addresses(form, out))

    assert "https://news.example/maps/briefing?" in written("https://news.example/maps")
    for own in ("http://localhost:8501", "http://127.0.0.1:8501/maps"):
        text = written(own)
        assert "localhost" not in text and "127.0.0.1" not in text


@pytest.mark.usefixtures("no_ink")
def test_a_long_link_has_short_names_and_opens_the_same_question(catalog: Catalog, choices: Choices) -> None:
    order, given = QUESTIONS[1]
    given = given | {"known_on": date(2025, 1, 1), "policy": Policy.ANY}
    view = asked(choices, **given)
    printed = pages.draw(compose(catalog, view), order, choices, base=BASE).words.link
    assert "vs=2024-09-20" in printed and "compare_on" not in printed and len(printed) < 170
    params = link.spelled_out(parse_qs(urlsplit(printed).query, keep_blank_values=True))
    assert link.read(params, choices) == (view, ())
    assert Order.from_params(params) == (order, ())


def test_short_names_are_no_parameters_of_their_own() -> None:
    own = {*link.NAMES, *presets.order_names()}
    assert set(link.SHORT) <= own and not set(link.SHORT.values()) & own
    assert len(set(link.SHORT.values())) == len(link.SHORT)


def test_an_address_is_broken_between_its_parts() -> None:
    address = (
        "https://ledger.example/briefing?window=2024-01-01&window=2024-12-02&known_on=2025-01-01&at=Pang+War"
    )
    lines = typeface.address_lines(address, 11, 190)
    assert "".join(lines) == address and len(lines) > 2
    assert all(line[-1] in "/?&+" for line in lines[:-1])
    assert all(typeface.width(line, 11) <= 190 for line in lines)


def test_the_page_opens_a_short_link(open_page: Open) -> None:
    app = open_page({"t": "map", "p": "square", "at": "Muse", "on": "2024-10-05"}, "briefing")
    assert not app.exception and not app.warning
    assert app.title[0].value == "Who held Muse on 5 October 2024"


# -- The logo --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def logo() -> bytes:
    """A picture that is red above and blue below."""
    pixels = np.zeros((40, 60, 3), dtype=np.uint8)
    pixels[:20], pixels[20:] = (220, 0, 0), (0, 0, 220)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("purpose", some_slow(Purpose, [Purpose.PAGE]))
def test_the_logo_is_upright_in_every_format(
    catalog: Catalog, choices: Choices, logo: bytes, tmp_path: Path, purpose: Purpose
) -> None:
    order = Order(template=Template.MAP, aspect=Aspect.SQUARE, purpose=purpose)
    job = jobs.Job(catalog, choices.default, order, choices, BASE, logo)
    page = next(job.pages())
    placed, share = page.boxes["logo"], 1 / page.canvas.width
    box = Box(*(each * share for each in (placed.x, placed.y, placed.width, placed.height)))
    with Image.open(io.BytesIO(jobs.make(job, Format.PNG))) as picture:
        upright(picture, box)
    slide = Presentation(io.BytesIO(jobs.make(job, Format.PPTX))).slides[0]
    (placed,) = [shape for shape in slide.shapes if shape.name == "Logo"]
    assert placed.image.blob == logo
    assert '<img class="logo" alt="Logo" src="data:image/png;base64,' in jobs.make(job, Format.HTML).decode()
    render = needed("pdftoppm")
    (tmp_path / "a.pdf").write_bytes(jobs.make(job, Format.PDF))
    command = [render, "-png", "-r", "240", "-singlefile", str(tmp_path / "a.pdf"), str(tmp_path / "a")]
    subprocess.run(command, check=True)
    with Image.open(tmp_path / "a.png") as picture:
        upright(picture.convert("RGB"), box)


def upright(picture: Image.Image, box: Box) -> None:
    """Check that the logo is red above and blue below; the unit of its box is the width of the picture."""
    wide = picture.width
    x, y, high = round(wide * (box.x + box.width / 2)), wide * box.y, wide * box.height
    above, below = (picture.getpixel((x, round(y + high * share))) for share in (0.25, 0.75))
    assert isinstance(above, tuple) and isinstance(below, tuple)
    assert above[0] > 200 and below[2] > 200


# -- Own presets -----------------------------------------------------------------------------------


def test_presets_are_read_as_they_were_saved(choices: Choices) -> None:
    kept = [
        presets.Preset(f"Question {number}", Format.PDF, asked(choices, **given), order)
        for number, (order, given) in enumerate(QUESTIONS)
    ]
    assert list(presets.read(presets.written(kept, choices), choices, "mine.json")) == kept


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "no presets that can be read"),
        (b"[" * 60_000, "no presets that can be read"),
        (b"\xff\xfe", "no presets that can be read"),
        (b" " * 100_001, "more than 100,000 bytes"),
        ({"format": "docx"}, "There is no format"),
        ({"name": ""}, "needs a name"),
        ({"name": "a\nb"}, "needs a name"),
        ({"question": {"on": "2024"}}, "has no question"),
        ({"question": {"on": ["soon"]}}, "is not understood"),
        ({"question": {"place": ["atlantis"]}}, "no place called “atlantis”"),
        ({"question": {"template": ["poster"]}}, "There is no template “poster”"),
        ({"question": {"colour": ["red"]}}, "has no 'colour'"),
    ],
)
def test_a_preset_that_cannot_be_used_is_refused_in_a_sentence(
    choices: Choices, content: bytes | dict[str, Any], words: str
) -> None:
    if isinstance(content, dict):
        row = {"name": "Mine", "format": "png", "question": {}} | content
        content = json.dumps({"border_ledger_presets": 1, "presets": [row]}).encode()
    with pytest.raises(BadOrder) as refused:
        presets.read(content, choices, "mine.json")
    assert words in str(refused.value) and "mine.json" in str(refused.value)


def test_the_command_makes_all_presets_of_a_folder(
    catalog: Catalog, choices: Choices, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = Order(template=Template.MAP, aspect=Aspect.SQUARE)
    folder, out = tmp_path / "presets", tmp_path / "out"
    folder.mkdir()
    for name in ("a", "b"):
        kept = presets.Preset("Muse / ဗမာ", Format.PNG, asked(choices, place="muse"), order)
        (folder / f"{name}.json").write_bytes(presets.written([kept], choices))
    assert main(["brief", "--preset", str(folder), "--out", str(out), "--quiet"]) == 0
    one, two = sorted(out.iterdir())
    assert one.read_bytes() == two.read_bytes()
    job = jobs.Job(catalog, asked(choices, place="muse"), order, choices, "")
    assert one.read_bytes() == jobs.make(job, Format.PNG)
    assert main(["brief", "--preset", str(folder), "--out", str(out), "--on", "2024-01-01"]) == 2
    assert "leave out --on" in capsys.readouterr().err
    assert main(["brief", "--preset", str(tmp_path / "no.json"), "--out", str(out)]) == 2
    assert main(["brief", "--preset", str(out), "--out", str(out)]) == 2
    assert "no file ends in .json" in capsys.readouterr().err


def test_the_page_shows_the_command_and_loads_a_preset(open_page: Open, choices: Choices) -> None:
    app = open_page({"template": "map", "place": "Muse"}, "briefing")
    assert any("brief --on 2024-11-26 --view Muse --template map" in each.value for each in app.code)
    order = Order(template=Template.CROSSING, title="Mine")
    kept = presets.Preset("Mine", Format.PNG, asked(choices, place="pangwa", on=date(2024, 10, 5)), order)
    app.file_uploader(key="presets").set_value(
        ("mine.json", presets.written([kept], choices), "application/json")
    ).run()
    app.button(key="own_preset_0").click().run()
    assert not app.exception and app.title[0].value == "Mine"
    assert app.session_state["template"] == "crossing" and app.session_state["place"] == "pangwa"
    assert app.query_params["on"] in ("2024-10-05", ["2024-10-05"])
