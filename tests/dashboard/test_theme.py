"""The theme: readable on every ground, and a look of its own for everything that can be known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from dashboard.look import theme as themes
from dashboard.look.theme import LIGHT, THEMES, Look, area_fills, look, marker_fills, mixed
from dashboard.wording import text
from dashboard.wording.states import state_codes
from geodata.catalog import Catalog
from geodata.vocab import Status


@dataclass(frozen=True)
class Answer:
    status: Status
    actors: tuple[str, ...] = ()
    from_actors: tuple[str, ...] = ()


def luminance(colour: str) -> float:
    parts = [part / 255 for part in themes.rgb(colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("page", "card", "land", "neighbours")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_text_can_be_read_on_every_ground(theme: themes.Theme) -> None:
    inks = [theme.ink, theme.ink2, theme.ink3, theme.neutral_text, *theme.texts.values()]
    for ink, ground in product(inks, GROUNDS):
        assert contrast(ink, getattr(theme, ground)) >= 4.5, (ink, ground)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_actor_has_a_hue_of_its_own(theme: themes.Theme) -> None:
    fills = [*theme.fills.values(), theme.neutral, theme.no_claim]
    assert len(set(fills)) == len(fills)
    assert theme.fills.keys() == theme.texts.keys() == LIGHT.fills.keys()


def test_what_is_known_shows_without_hue(catalog: Catalog) -> None:
    answers = [
        Answer(Status.HELD, ("kia",)),
        Answer(Status.CHANGING, ("kia",), ("kbgf",)),
        Answer(Status.JOINT, ("kbgf", "sac")),
        Answer(Status.UNKNOWN),
    ]
    patterns = [look(answer, False, LIGHT, catalog.actors).pattern for answer in answers]
    assert patterns == ["solid", "diagonal", "bands", "none"]
    assert (
        look(Answer(Status.CONTESTED, ("mndaa", "sac")), False, LIGHT, catalog.actors).pattern == "diagonal"
    )


@pytest.mark.parametrize("status", [Status.CHANGING, Status.CONTESTED])
@pytest.mark.parametrize("actors", [("kia",), ("sspp", "ndaa"), ("sspp",)])
def test_a_hatch_has_two_tones_even_for_actors_without_a_hue(
    status: Status, actors: tuple[str, ...], catalog: Catalog
) -> None:
    assert len(set(look(Answer(status, actors), False, LIGHT, catalog.actors).fills)) > 1


def test_a_former_name_is_written_in_the_hue_of_the_later_one(catalog: Catalog) -> None:
    assert (
        text.code_of(catalog, "nda-k").runs[0].actor == text.code_of(catalog, "kbgf").runs[0].actor == "kbgf"
    )


def test_an_alliance_is_drawn_as_its_members(catalog: Catalog) -> None:
    drawn = look(Answer(Status.HELD, ("3bha",)), False, LIGHT, catalog.actors)
    assert drawn.pattern == "bands"
    assert set(drawn.fills) == {LIGHT.fills["mndaa"], LIGHT.fills["tnla"]}
    assert str(state_codes(Answer(Status.HELD, ("3bha",)), catalog)) == "3BHA"


def test_old_evidence_is_mixed_not_transparent() -> None:
    fresh, old = (Look("solid", ("#0072B2",), faded, ("kia",), "+") for faded in (False, True))
    assert marker_fills(old, LIGHT) == (mixed("#0072B2", "#FFFFFF", 0.58),)
    assert area_fills(fresh, LIGHT) == ("#0072B22B",)
    assert area_fills(old, LIGHT) == (mixed("#0072B2", LIGHT.land, 0.45) + "1B",)


def test_words_say_what_the_pattern_shows(catalog: Catalog) -> None:
    said = [
        str(state_codes(answer, catalog))
        for answer in (
            Answer(Status.HELD, ("kia",)),
            Answer(Status.CHANGING, ("kia",), ("kbgf",)),
            Answer(Status.CONTESTED, ("mndaa", "sac")),
            Answer(Status.CONTESTED, ("sac",)),
            Answer(Status.JOINT, ("kbgf", "sac")),
            Answer(Status.UNKNOWN),
        )
    ]
    assert said == ["KIA", "BGF → KIA", "MNDAA / SAC", "SAC contested", "BGF + SAC", "no information"]
