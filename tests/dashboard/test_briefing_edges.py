"""At the edges of what can be asked there is a good picture, or a sentence that says why there is none."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dashboard.answer.scene import compose
from dashboard.paper import jobs
from dashboard.paper import page as pages
from dashboard.paper.ink import Picture
from dashboard.paper.layout import Box, plan
from dashboard.paper.page import Page
from dashboard.question.choices import Choices
from dashboard.question.order import Aspect, BadOrder, Order, Template, Tone
from dashboard.question.view import Lang
from geodata.catalog import Catalog
from geodata.vocab import Policy
from tests.marks import some_slow

BASE = "https://ledger.example/briefing"
LONG = "Who held {place}, and by whose word, on {date}? " + "Asked at length, " * 13 + "and so it ends here."
Draw = Callable[..., Page]


@pytest.fixture
def draw(catalog: Catalog, choices: Choices) -> Draw:
    def drawn(order: Order | None = None, logo: bytes | None = None, **asked: Any) -> Page:
        scene = compose(catalog, replace(choices.default, **asked))
        return pages.draw(scene, order or Order(), choices, base=BASE, logo=logo)

    return drawn


def apart(page: Page) -> None:
    """Check that no words stand on other words, on a picture or off the paper."""
    boxes = [(name, box) for name, box in page.boxes.items() if name != "kicker"]
    maps = [("map", box) for box, _ in page.pictures[: 2 if page.other else 1]]
    for name, box in (*boxes, *maps):
        assert box.width > 0 and box.height >= 0, name
        assert box.x >= 0 and box.x + box.width <= page.canvas.width + 0.5, name
        assert box.y >= 0 and box.y + box.height <= page.canvas.height + 0.5, name
    for place, (name, box) in enumerate(boxes):
        for other, beside in (*boxes[place + 1 :], *maps):
            assert not meet(box, beside), (name, other)


def meet(a: Box, b: Box) -> bool:
    slack = 1.0
    return (
        a.x + slack < b.x + b.width
        and b.x + slack < a.x + a.width
        and a.y + slack < b.y + b.height
        and b.y + slack < a.y + a.height
    )


@pytest.mark.slow
@pytest.mark.parametrize("template", [each for each in Template if each is not Template.SEQUENCE])
@pytest.mark.parametrize("aspect", some_slow([Aspect.A4, Aspect.A4_UP], [Aspect.A4_UP]))
def test_no_band_of_a_page_is_empty(
    catalog: Catalog, choices: Choices, template: Template, aspect: Aspect
) -> None:
    order = Order(template=template, aspect=aspect, frame="" if template is Template.CROSSING else "kachin")
    view = replace(choices.default, compare_on=date(2024, 9, 1))
    with Image.open(io.BytesIO(jobs.make(jobs.Job(catalog, view, order, choices, ""), "png"))) as picture:
        rows = np.asarray(picture.convert("L").reduce(4)).min(axis=1)
    empty = "".join("-" if row > 250 else "#" for row in rows).strip("-").split("#")
    assert max(map(len, empty)) < 0.05 * len(rows)


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize(
    ("template", "title"),
    [*((each, LONG) for each in Template), (Template.MAP, "W" * 300), (Template.COMPARE, "ကန်ပိုက်တီ " * 25)],
)
@pytest.mark.parametrize("aspect", list(Aspect))
def test_words_stand_apart_on_every_paper_however_long_the_title(
    draw: Draw, template: Template, aspect: Aspect, title: str
) -> None:
    page = draw(Order(template=template, aspect=aspect, title=title), compare_on=date(2024, 9, 1))
    apart(page)
    assert len(page.words.title) > 200


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize(
    "place", ["mai-ja-yang", "lweje-ib142", "kokang", "china", "pangwa", "pw-pang-war-w-2p2km"]
)
def test_a_place_without_a_point_or_of_another_kind_has_a_page_or_a_reason(
    draw: Draw, template: Template, place: str
) -> None:
    if template is Template.CROSSING and place == "pw-pang-war-w-2p2km":
        with pytest.raises(BadOrder, match="choose a place"):
            draw(Order(template=template), place=place)
        return
    page = draw(Order(template=template), place=place, compare_on=date(2024, 9, 1))
    apart(page)
    assert page.alt and page.words.sentence


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("template", [each for each in Template if each is not Template.CROSSING])
def test_no_place_shows_the_whole_border(draw: Draw, template: Template) -> None:
    page = draw(Order(template=template), place=None, compare_on=date(2024, 9, 1))
    apart(page)
    if template is Template.MAP:
        assert page.words.title == "Who held the Myanmar–China border on 26 November 2024"


@pytest.mark.usefixtures("no_ink")
def test_the_page_of_a_crossing_needs_one(draw: Draw) -> None:
    with pytest.raises(BadOrder, match="about one place: choose a place"):
        draw(Order(template=Template.CROSSING), place=None)


@pytest.mark.usefixtures("no_ink")
def test_two_answers_that_are_the_same_question_are_refused(draw: Draw) -> None:
    for same in ({}, {"compare_on": date(2024, 11, 26)}, {"compare_policy": Policy.REPORTED}):
        with pytest.raises(BadOrder, match="choose another day, policy or state of knowledge"):
            draw(Order(template=Template.COMPARE), **same)


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize(
    "asked",
    [
        {"compare_policy": Policy.ANY},
        {"compare_known_on": date(2024, 10, 17)},
        {"compare_on": date(2024, 11, 25)},
    ],
)
def test_a_comparison_may_differ_in_any_clock_or_in_policy(draw: Draw, asked: dict[str, Any]) -> None:
    page = draw(Order(template=Template.COMPARE), **asked)
    apart(page)
    assert page.other and page.alt
    for (box, _), planned in zip(page.pictures, plan(Order(template=Template.COMPARE)).maps, strict=False):
        # What title and sentence leave of their room is the maps'.
        assert (box.x, box.width, box.edges[3]) == (planned.x, planned.width, planned.edges[3])
        assert box.y <= planned.y


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("aspect", [Aspect.WIDE, Aspect.A4_UP])
def test_before_all_data_nothing_is_said_to_be_held(draw: Draw, template: Template, aspect: Aspect) -> None:
    day = date(1985, 3, 1)
    window = (date(1984, 1, 1), date(1985, 6, 1))
    page = draw(
        Order(template=template, aspect=aspect),
        on=day,
        window=window,
        compare_on=date(1985, 2, 1),
        policy=Policy.REPORTED,
    )
    apart(page)
    assert not any(state.actors for state in page.scene.control.values())
    assert page.words.sources == () and page.words.numbers == {}


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("template", list(Template))
def test_without_layers_and_actors_there_is_still_a_page(draw: Draw, template: Template) -> None:
    page = draw(Order(template=template), layers=(), actors=(), compare_on=date(2024, 9, 1))
    apart(page)
    # A page about mines turns theirs on by itself.
    wanted = {"mine", "pool"} if template is Template.MINES else set()
    assert {entry.kind for entry in page.legend} - {"actor", "status"} == wanted
    assert bool(page.legend) is (template is Template.MINES)


@pytest.mark.parametrize(
    "frame", ["98.1171,25.4031,98.1172,25.4032", "-180,-80,180,80", "-180,-90,180,90", "0,0,0.001,0.001"]
)
def test_a_frame_of_a_few_metres_and_one_of_the_whole_earth_are_soon_drawn(draw: Draw, frame: str) -> None:
    started = perf_counter()
    try:
        page = draw(Order(template=Template.MAP, aspect=Aspect.SQUARE, frame=frame))
    except BadOrder as error:
        assert "The map cannot show" in str(error) or "nothing of the Myanmar–China border" in str(error)
    else:
        apart(page)
    # Stripes of all that is around a map of ten metres took minutes.
    assert perf_counter() - started < 10


@pytest.mark.parametrize(
    ("tone", "lang"), [(Tone.LIGHT, Lang.EN), (Tone.DARK, Lang.MY), (Tone.GREY, Lang.ZH)]
)
def test_every_tone_and_language_is_inked(draw: Draw, tone: Tone, lang: Lang) -> None:
    order = Order(template=Template.TIMELINE, aspect=Aspect.SQUARE, tone=tone, frame="northern-shan")
    page = draw(order, lang=lang)
    texts = [text.text for text in page.canvas.texts]
    name = {"en": "Muse", "my": "မူဆယ်", "zh": "木姐"}[lang]
    assert name in texts
    assert page.theme.name == ("dark" if tone is Tone.DARK else "light")


def test_an_emoji_in_the_title_is_refused_by_name(draw: Draw) -> None:
    with pytest.raises(BadOrder, match="No font here has 🪖"):
        draw(Order(title="Who held Muse 🪖"))


def png(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, "#336699").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("logo", "why"),
    [
        (b"no picture", "cannot be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be read"),
        (png((40, 20))[:60], "cannot be read"),
        (b"GIF89a" + bytes(40), "cannot be read"),
        (b"\x89PNG" + bytes(2_000_001), "2,000,005 bytes; give"),
        (png((5000, 4000)), "16 million pixels"),
    ],
    ids=["text", "svg", "cut", "gif", "heavy", "huge"],
)
def test_a_logo_that_is_no_picture_is_refused(draw: Draw, logo: bytes, why: str) -> None:
    with pytest.raises(BadOrder, match=f"The logo .*{why}"):
        draw(Order(template=Template.MAP, aspect=Aspect.SQUARE), logo=logo)


@pytest.mark.parametrize("size", [(300, 80), (10, 900), (1, 1)])
def test_a_logo_keeps_its_shape_and_stays_in_its_corner(draw: Draw, size: tuple[int, int]) -> None:
    page = draw(Order(template=Template.CROSSING, aspect=Aspect.SQUARE), logo=png(size))
    (image,) = [each for each in page.canvas.drawn if isinstance(each, Picture)]
    left, top, right, bottom = image.box.edges
    assert abs((right - left) / (bottom - top) - size[0] / size[1]) < 0.01
    assert right <= page.canvas.width - 40 and top >= 0 and bottom <= 70


def test_an_empty_logo_is_none(draw: Draw) -> None:
    assert draw(Order(template=Template.MAP, aspect=Aspect.SQUARE), logo=b"").canvas


def test_a_sequence_before_all_data_has_its_first_and_last_day(catalog: Catalog, choices: Choices) -> None:
    view = replace(choices.default, window=(date(1986, 1, 1), date(1986, 2, 1)))
    order = Order(template=Template.SEQUENCE)
    assert jobs.Job(catalog, view, order, choices, BASE).days() == list(view.window)
