"""A chart as a picture of its own has its title, day, legend, evidence and sources."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from dashboard.answer.scene import Scene, compose
from dashboard.charts.entries import CHARTS
from dashboard.look.theme import DARK, LIGHT
from dashboard.paper import canvas as paper
from dashboard.paper.picture import picture
from dashboard.question.choices import Choices
from dashboard.question.order import Format
from geodata.catalog import Catalog


@pytest.fixture
def scene(catalog: Catalog, choices: Choices) -> Scene:
    return compose(catalog, replace(choices.default, on=date(2024, 11, 26)))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, chart in CHARTS.items() if not chart.overlay])
def test_every_chart_of_claims_has_a_picture_that_says_what_it_shows(
    name: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    text = paper.Canvas.text

    def noted(self: paper.Canvas, x: float, y: float, words: str, *args: object, **more: object) -> None:
        written.append(words)
        assert -1 <= x <= self.width and 0 <= y <= self.height, words
        text(self, x, y, words, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(paper.Canvas, "text", noted)
    drawn = picture(CHARTS[name], scene, LIGHT, Format.SVG).decode()
    every = " ".join(written)
    assert written[0] == f"{CHARTS[name].title}, on 26 Nov 2024"
    assert "Evidence: reported." in every and "Sources:" in every
    assert scene.catalog.hash in every and "CC BY 4.0" in every
    assert written[0] in drawn and '<desc id="desc">' in drawn
    if name == "coverage":
        assert "KIA" not in written
    else:
        assert {"KIA", "BGF", "SAC"} <= set(written), "whoever held something on the axis"
    if name in ("mines", "imports"):
        assert not {"MNDAA", "UWSA"} & set(written), "and nobody else"
    if name in ("lanes", "imports"):
        assert "China’s gate closed" in written
    if name in ("lanes", "holders", "mines"):
        assert written.count("no information") >= 1 and "no news for over 180 days" in written
    assert written[1].startswith(
        (
            "On 26 November 2024, of 19",
            "On 26 November 2024, the KIA held all 34 mine",
            "China’s imports",
            "Claims",
        )
    )
    if name == "lanes":
        assert {"2021", "2026"} <= set(written), "all days that the page shows"


def test_the_picture_is_a_png_too(scene: Scene) -> None:
    with Image.open(io.BytesIO(picture(CHARTS["holders"], scene, DARK, Format.PNG))) as drawn:
        assert drawn.format == "PNG" and drawn.width == 2400
        assert drawn.info["Title"].startswith(CHARTS["holders"].title)
