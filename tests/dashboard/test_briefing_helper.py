"""Two processes draw a sequence: the same bytes as one, and nothing is left of the second at the end."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dashboard.paper import helper, jobs
from dashboard.paper.formats import images
from dashboard.paper.jobs import Job
from dashboard.question.choices import Choices
from dashboard.question.order import Aspect, BadOrder, Format, Order, Purpose, Step, Template
from dashboard.question.view import Lang
from dashboard.wording import language
from geodata.catalog import Catalog
from tests.marks import some_slow

MONTHS = (date(2024, 6, 1), date(2024, 12, 1))
"""Seven pages."""
ORDER = Order(template=Template.SEQUENCE, aspect=Aspect.SQUARE, step=Step.MONTHLY)

Started = list[Any]


def job(catalog: Catalog, choices: Choices, **ordered: Any) -> Job:
    view = replace(choices.default, window=MONTHS)
    return Job(catalog, view, replace(ORDER, **ordered), choices, "https://ledger.example/briefing")


def alone(monkeypatch: pytest.MonkeyPatch, cores: int) -> None:
    monkeypatch.setattr(helper, "cores", lambda: cores)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """The second processes that are started; there is a second core for them."""
    alone(monkeypatch, 2)
    found: Started = []
    start: Callable[[], Any] = helper._started

    def starting() -> Any:
        found.append(start())
        return found[-1]

    monkeypatch.setattr(helper, "_started", starting)
    return found


@pytest.fixture
def drawn_here(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the pages that this process draws; it waits for the helper to have its first."""
    numbers: list[int] = []
    draw = helper.Shared.draw

    def slowly(pages: helper.Shared, number: int) -> Any:
        with pages._turn:
            pages._turn.wait_for(lambda: bool(pages._made) or not pages._thread.is_alive(), 60)
        numbers.append(number)
        return draw(pages, number)

    monkeypatch.setattr(helper.Shared, "draw", slowly)
    return numbers


FORMS = [Format.APNG, Format.PDF, Format.PPTX]


@pytest.mark.parametrize(
    ("form", "purpose"),
    some_slow([(form, purpose) for form in FORMS for purpose in Purpose], [(Format.APNG, Purpose.SLIDE)]),
)
def test_two_processes_write_the_same_bytes_as_one(
    form: Format,
    purpose: Purpose,
    catalog: Catalog,
    choices: Choices,
    started: Started,
    drawn_here: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = job(catalog, choices, purpose=purpose)
    told: list[tuple[int, int]] = []
    two = jobs.make(asked, form, lambda done, total: told.append((done, total)))
    (process,) = started
    assert process.poll() is not None, "it ends with the work"
    assert told == [(number, 7) for number in range(8)]
    assert len(drawn_here) < 6, "the other process drew some"
    alone(monkeypatch, 1)
    assert jobs.make(asked, form) == two
    assert len(started) == 1, "on one core there is no second process"


class Cancelled(BaseException):
    """As Streamlit's own, which ends a run of a page."""


def test_cancel_ends_the_second_process(catalog: Catalog, choices: Choices, started: Started) -> None:
    def tell(done: int, _: int) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        jobs.make(job(catalog, choices), Format.APNG, tell)
    (process,) = started
    assert process.poll() is not None
    assert process.stdin.closed and process.stdout.closed
    with jobs.DRAWING.turn(most=0):  # the next one may draw
        pass


def test_a_format_that_fails_ends_the_second_process(
    catalog: Catalog, choices: Choices, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(frames: Iterator[images.Frame]) -> bytes:
        next(frames)
        raise MemoryError

    monkeypatch.setattr(images, "apng", fails)
    with pytest.raises(MemoryError):
        jobs.make(job(catalog, choices), Format.APNG)
    assert started[0].poll() is not None


def test_what_the_second_process_cannot_do_is_done_here(
    catalog: Catalog, choices: Choices, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helper, "_PROGRAM", "import sys; sys.path = {path!r}; sys.exit('no')")
    asked = job(catalog, choices)
    broken = jobs.make(asked, Format.APNG)
    assert len(started) == 1
    alone(monkeypatch, 1)
    assert broken == jobs.make(asked, Format.APNG)


def test_an_error_is_told_as_with_one_process(
    catalog: Catalog, choices: Choices, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = replace(job(catalog, choices, purpose=Purpose.PAGE), logo=b"no picture")
    with pytest.raises(BadOrder) as two:
        jobs.make(asked, Format.PDF)
    assert started[0].poll() is not None
    alone(monkeypatch, 1)
    with pytest.raises(BadOrder) as one:
        jobs.make(asked, Format.PDF)
    assert str(one.value) == str(two.value)


@pytest.mark.slow
def test_the_second_process_speaks_the_same_language(
    catalog: Catalog, choices: Choices, started: Started, drawn_here: list[int]
) -> None:
    with language.speaking(language.PSEUDO):
        made = Image.open(io.BytesIO(jobs.make(job(catalog, choices), Format.APNG)))
    assert started and len(drawn_here) < 6
    alts = [line for line in made.info["Description"].splitlines() if line]
    assert made.info["Description"].count("[") >= 7, alts


def test_a_short_sequence_is_drawn_by_one_process(
    catalog: Catalog, choices: Choices, started: Started
) -> None:
    asked = job(catalog, choices)
    few = replace(asked, view=replace(asked.view, window=(MONTHS[0], MONTHS[0] + timedelta(days=40))))
    assert jobs.make(few, Format.APNG).startswith(b"\x89PNG")
    assert not started


def test_read_only_views_are_passed_on() -> None:
    view: MappingProxyType[str, Any] = MappingProxyType({"a": (1, MappingProxyType({}))})
    passed = pickle.loads(helper._packed(view))  # noqa: S301 - our own
    assert passed == view and isinstance(passed, MappingProxyType)


# -- PNG -------------------------------------------------------------------------------------------


def frame(*colours: tuple[int, int, tuple[int, int, int]]) -> images.Pixels:
    """Return a white picture of 6 by 4 pixels with some in other colours, each with its x and y."""
    pixels = np.full((4, 6, 4), 255, np.uint8)
    for x, y, colour in colours:
        pixels[y, x, :3] = colour
    return pixels


def test_a_png_has_the_pixels_and_texts_that_it_was_given() -> None:
    pixels = frame((1, 2, (9, 8, 7)), (5, 3, (1, 2, 3)))
    with Image.open(io.BytesIO(images.encoded(pixels, {"Title": "မြစ်ကြီးနား"}))) as opened:
        assert opened.mode == "RGB" and opened.info["Title"] == "မြစ်ကြီးနား"
        assert (np.asarray(opened) == pixels[..., :3]).all()


def test_of_each_frame_there_is_what_differs_from_the_one_before() -> None:
    frames = [
        frame(),
        frame((1, 2, (9, 8, 7)), (3, 3, (1, 2, 3))),
        frame((1, 2, (9, 8, 7)), (3, 3, (1, 2, 3))),
    ]
    film = images.Film()
    for each in frames:
        film.add(each)
    made = film.file({"Title": "Three"})
    boxes = [each for each, _ in film._parts]
    assert boxes == [(0, 0, 6, 4), (1, 2, 4, 4), (0, 0, 1, 1)]
    with Image.open(io.BytesIO(made)) as opened:
        assert (getattr(opened, "n_frames", 1), opened.info["loop"], opened.info["Title"]) == (3, 1, "Three")
        for number, each in enumerate(frames):
            opened.seek(number)
            assert (np.asarray(opened.convert("RGB")) == each[..., :3]).all()


# -- Faults ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_helper_that_is_killed_at_work_changes_no_byte(
    catalog: Catalog,
    choices: Choices,
    started: Started,
    drawn_here: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take = helper.Shared._next

    def kill_after_one(pages: helper.Shared) -> int | None:
        number = take(pages)
        if pages._made:
            started[0].kill()
        return number

    monkeypatch.setattr(helper.Shared, "_next", kill_after_one)
    asked = job(catalog, choices)
    broken = jobs.make(asked, Format.APNG)
    assert started[0].poll() is not None and drawn_here
    alone(monkeypatch, 1)
    assert jobs.make(asked, Format.APNG) == broken


def test_two_briefings_at_once_are_as_each_alone(catalog: Catalog, choices: Choices) -> None:
    view = replace(choices.default, on=date(2024, 10, 5))
    pages = [
        Job(catalog, replace(view, lang=lang), Order(template=Template.MAP, aspect=aspect), choices, "")
        for lang, aspect in ((Lang.EN, Aspect.SQUARE), (Lang.MY, Aspect.WIDE))
    ]
    asked = [(page, form) for page in pages for form in (Format.SVG, Format.PDF)]
    one_by_one = [jobs.make(*each) for each in asked]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda each: jobs.make(*each), asked)) == one_by_one


def test_a_page_that_cannot_be_drawn_harms_no_other(
    catalog: Catalog, choices: Choices, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Job(catalog, choices.default, Order(template=Template.MAP, aspect=Aspect.SQUARE), choices, "")
    whole = jobs.make(page, Format.SVG)
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "draw", _fails)
        broken.setattr(jobs.slides, "draw", _fails)
        with pytest.raises(MemoryError):
            jobs.make(page, Format.SVG)
    assert jobs.make(page, Format.SVG) == whole


def _fails(*_: Any, **__: Any) -> Any:
    raise MemoryError
