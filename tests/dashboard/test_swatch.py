"""Swatches: SVG that parses, patterns that differ, nothing that could be obeyed."""

from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree

import pytest
import shapely

from dashboard.look.signs import HEIGHT, WIDTH, sign, sign_of, strip, swatch
from dashboard.look.theme import THEMES, Look, Theme

KIA, SAC = "#0072B2", "#D55E00"
LOOKS = {
    "held": Look("solid", (KIA,), False, ("kia",), "+"),
    "stale": Look("solid", (KIA,), True, ("kia",), "+"),
    "changing": Look("diagonal", (SAC, KIA), False, ("sac", "kia"), "→"),
    "joint": Look("bands", (SAC, KIA), False, ("sac", "kia"), "+"),
    "unknown": Look("none", ("#BBBBBB",), False, (), ""),
}


def svg(markdown: str) -> str:
    match = re.fullmatch(r"!\[[^\]]*\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", markdown)
    assert match
    text = b64decode(match[1]).decode()
    ElementTree.fromstring(text)  # noqa: S314 - our own text, not foreign XML
    return text


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_look_has_a_swatch_of_its_own(theme: Theme) -> None:
    drawn = {name: svg(swatch(look, theme, name)) for name, look in LOOKS.items()}
    assert len(set(drawn.values())) == len(LOOKS)
    assert "rotate(45)" in drawn["changing"] and "rotate" not in drawn["joint"]
    assert "dasharray" in drawn["stale"] and "dasharray" not in drawn["held"]


def test_a_strip_has_a_square_for_each_look_and_stays_small() -> None:
    looks = [LOOKS["held"]] * 9 + [LOOKS["stale"]] * 5 + [LOOKS["changing"]] * 5
    text = svg(strip(looks, THEMES["light"], "19 towns"))
    assert text.count("h9v9") == 19
    assert len(text) < 1_400
    svg(strip([], THEMES["light"], "none"))


@pytest.mark.parametrize("name", ["changing", "joint"])
def test_stripes_of_a_sign_lie_within_its_rim_and_have_its_other_fills(name: str) -> None:
    sign = sign_of("status", LOOKS[name], THEMES["light"])
    ((colour, stripes),) = sign.stripes()
    assert (*sign.fills[:1], colour) == LOOKS[name].fills
    assert shapely.box(1, 1, WIDTH - 1, HEIGHT - 1).buffer(1e-6).covers(stripes)
    assert 0.3 < stripes.area / ((WIDTH - 2) * (HEIGHT - 2)) < 0.7
    assert not [*sign_of("status", LOOKS["held"], THEMES["light"]).stripes()]


@pytest.mark.parametrize("kind", ["actor", "status", "crossing", "town", "mine", "catchment"])
def test_every_kind_of_legend_entry_has_a_sign(kind: str) -> None:
    assert svg(sign(kind, LOOKS["held"], THEMES["dark"]))
