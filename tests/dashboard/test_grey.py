"""Grey paper: holders differ in lightness or texture wherever they are drawn, never by stripes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any, cast, get_args

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from PIL import Image
from pptx import Presentation

from dashboard.answer.scene import compose
from dashboard.look import hatch
from dashboard.look.hatch import Texture
from dashboard.look.signs import BLANK_DASH, sign_of
from dashboard.look.theme import (
    BLANK,
    DARK,
    GREY,
    LIGHT,
    Look,
    area_fills,
    marker_fills,
    plain,
    texture_ink,
    texture_of,
)
from dashboard.map.legend import LegendEntry, legend
from dashboard.paper import furniture, jobs
from dashboard.paper.canvas import Canvas
from dashboard.paper.formats import images
from dashboard.paper.ink import Shape
from dashboard.paper.layout import Box
from dashboard.question.choices import Choices
from dashboard.question.framing import WHOLE_BORDER
from dashboard.question.order import Format, Order, Purpose, Template, Tone
from geodata.catalog import Catalog
from tests.marks import some_slow

LEVELS = 12
"""Steps of 255 by which two signs must differ in lightness, or in their texture from pixel to pixel."""
Pixels = npt.NDArray[np.float64]


def drawn(draw: Callable[[Canvas], None], size: tuple[int, int]) -> Pixels:
    """Return what is drawn on grey paper, in levels of grey at four times its size."""
    canvas = Canvas(size, size[0] / 100, GREY)
    draw(canvas)
    return np.asarray(Image.fromarray(images.pixels(canvas, 4)).convert("L"), dtype=float)


def differ(one: Pixels, other: Pixels, least: float = LEVELS) -> bool:
    """Tell whether two signs of one size differ in lightness, or else in texture."""
    if abs(one.mean() - other.mean()) >= least:
        return True
    return float(np.abs((one - one.mean()) - (other - other.mean())).mean()) >= least


def looks() -> Mapping[str, Look]:
    """Return every holder, fresh and old, the others, and what nobody is said to hold."""
    fills = {**GREY.fills, "others": GREY.neutral}
    made = {name: Look("solid", (fill,), False, (), "+") for name, fill in fills.items()}
    made |= {f"old {name}": replace(look, faded=True) for name, look in made.items()}
    return made | {"nobody": Look("none", (GREY.blank,), False, (), "")}


# -- Measured --------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2023, 6, 1), date(2024, 11, 19), date(2024, 11, 26), date(2026, 3, 1)])
def test_every_pair_of_a_legend_differs(catalog: Catalog, choices: Choices, day: date) -> None:
    scene = compose(catalog, replace(choices.default, on=day))
    entries = legend([scene], GREY, WHOLE_BORDER)
    assert len(entries) > 10

    def sign(entry: LegendEntry) -> Pixels:
        shape = sign_of(entry.kind, entry.look, GREY)
        return drawn(lambda canvas: furniture.sign(canvas, 2, 2, shape), (20, 16))

    signs = {str(entry.label): sign(entry) for entry in entries}
    assert [pair for pair in combinations(signs, 2) if not differ(signs[pair[0]], signs[pair[1]])] == []


@pytest.mark.parametrize(
    ("what", "size"), [("crossing", (16, 16)), ("town", (10, 10)), ("lane", (60, 11)), ("area", (60, 60))]
)
def test_every_pair_of_holders_differs_wherever_it_is_drawn(what: str, size: tuple[int, int]) -> None:
    def draw(look: Look, canvas: Canvas) -> None:
        inner, middle = Box(1, 1, size[0] - 2, size[1] - 2), (size[0] / 2, size[1] / 2)
        if what == "area":
            canvas.box(Box(0, 0, *size), GREY.land)
            shape = shapely.box(1, 1, size[0] - 1, size[1] - 1)
            canvas.shapes([shape], inner, fill=area_fills(look, GREY)[0])
        elif what == "lane":
            canvas.box(inner, marker_fills(look, GREY)[0])
        else:
            canvas.circle(*middle, size[0] / 2 - 0.5, marker_fills(look, GREY)[0], rim=GREY.ink, wide=1)

    made = looks()
    if what == "lane":
        del made["nobody"]  # a lane has a dotted line there
    seen = {name: drawn(lambda canvas, look=look: draw(look, canvas), size) for name, look in made.items()}
    least = LEVELS / 2 if what == "area" else LEVELS  # areas are large, and pale under the names
    alike = [pair for pair in combinations(seen, 2) if not differ(seen[pair[0]], seen[pair[1]], least)]
    assert alike == []


# -- Textures --------------------------------------------------------------------------------------


def test_each_holder_with_a_hue_has_a_texture_of_its_own_on_grey_paper_alone() -> None:
    textures = {actor: texture_of(fill) for actor, fill in GREY.fills.items()}
    assert set(textures) == set(LIGHT.fills) and sorted(textures.values()) == sorted(get_args(Texture))
    assert not texture_of(GREY.neutral)
    for theme in (LIGHT, DARK):
        assert not any(map(texture_of, (*theme.fills.values(), theme.blank, theme.neutral)))
        assert theme.blank == theme.no_claim


@pytest.mark.parametrize("kind", get_args(Texture))
def test_no_texture_is_diagonal_or_upright(kind: Texture) -> None:
    area = shapely.Point(50, 50).buffer(50)
    signs = shapely.get_parts(hatch.texture(area, kind, 8, (50, 50)))
    whole = [sign for sign in signs if area.buffer(-0.1).contains(sign)] or list(signs)
    assert len(whole) > 8
    for west, north, east, south in map(shapely.bounds, whole):
        assert east - west >= 0.95 * (south - north), "as wide as high, or level"
    assert shapely.union_all(signs).within(area.buffer(1e-6))
    assert 0.1 < shapely.union_all(signs).area / area.area < 0.6


def test_a_texture_stands_out_from_its_fill_and_follows_it_into_every_shade() -> None:
    for look in looks().values():
        (marker,), (area,) = marker_fills(look, GREY), area_fills(look, GREY)
        assert texture_of(marker) == texture_of(area) == texture_of(look.fills[0])
        assert re.fullmatch(r"#[0-9A-F]{6}", plain(marker)) and re.fullmatch(r"#[0-9A-F]{8}", plain(area))
        if texture_of(marker) not in ("", BLANK):
            assert abs(int(texture_ink(marker)[1:3], 16) - int(plain(marker)[1:3], 16)) >= 80


def test_stripes_have_no_texture_of_their_own() -> None:
    changing = Look("diagonal", (GREY.fills["kbgf"], GREY.fills["kia"]), False, (), "→")
    assert not any(map(texture_of, sign_of("status", changing, GREY).fills))
    assert sign_of("status", changing, GREY).texture() is None


def test_what_nobody_is_said_to_hold_is_white_with_a_dotted_edge() -> None:
    look = Look("none", (GREY.blank,), False, (), "")
    sign = sign_of("status", look, GREY)
    assert (plain(sign.fills[0]), sign.dash, sign.texture()) == ("#FFFFFF", BLANK_DASH, None)
    canvas = Canvas((40, 40), 1, GREY)
    canvas.circle(20, 20, 8, GREY.blank, rim=GREY.ink, wide=1)
    canvas.shapes(
        [shapely.box(2, 2, 9, 9)], Box(0, 0, 40, 40), fill=f"#FFFFFF4D {BLANK}", line=GREY.land, wide=1
    )
    _, *shapes = (each for each in canvas.drawn if isinstance(each, Shape))
    assert len(shapes) == 2
    for shape in shapes:
        assert shape.dash and shape.fill[:3] == (1, 1, 1)


# -- In files --------------------------------------------------------------------------------------


def groups(shapes: Any) -> dict[str, list[Any]]:
    return {each.name: list(each.shapes) for each in shapes if each.name.startswith("Legend: ")}


@pytest.mark.parametrize("purpose", some_slow(Purpose, [Purpose.PAGE]))
def test_slides_have_the_textures_as_shapes_and_patterns(
    catalog: Catalog, choices: Choices, purpose: Purpose
) -> None:
    made: dict[Tone, Any] = {}
    for tone in (Tone.LIGHT, Tone.GREY):
        asked = jobs.Job(
            catalog,
            choices.default,
            Order(template=Template.MINES, tone=tone, purpose=purpose),
            choices,
            "https://ledger.example/briefing",
        )
        made[tone] = Presentation(io.BytesIO(cast(bytes, jobs.make(asked, Format.PPTX))))
    slides = {tone: [shape for slide in each.slides for shape in slide.shapes] for tone, each in made.items()}
    light, grey = groups(slides[Tone.LIGHT]), groups(slides[Tone.GREY])
    assert len(grey["Legend: KIA"]) == len(light["Legend: KIA"]) + 1
    charts = [shape.chart for shape in slides[Tone.GREY] if shape.has_chart]
    fills = [series.format.fill.type for chart in charts for series in chart.plots[0].series]
    if purpose is Purpose.PAGE:
        assert fills and "PATTERNED" in {fill.name for fill in fills}
