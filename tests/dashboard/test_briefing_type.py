"""Letters: names are shaped as HarfBuzz shapes them, nothing is set in boxes, and lines fit their room."""

from __future__ import annotations

from pathlib import Path

import pytest
import uharfbuzz
from hypothesis import given
from hypothesis import strategies as st

from dashboard.paper import typeface
from dashboard.question.order import BadOrder
from dashboard.wording.text import Run, Text
from geodata.catalog import Catalog, open_catalog

FONTS = Path(typeface.__file__).parents[1] / "fonts"
PLACES = open_catalog().places.values()
BURMESE = sorted({"ကန်ပိုက်တီ", *(place.name_my for place in PLACES if place.name_my)})
CHINESE = sorted({place.name_zh for place in PLACES if place.name_zh})


def shaped(text: str, file: str) -> list[tuple[str, int]]:
    """Return the glyphs of a line as HarfBuzz itself has them."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / file))))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return [(file, each.codepoint) for each in buffer.glyph_infos]


@pytest.mark.parametrize("name", [name for name in BURMESE if name.isalpha() or " " not in name])
def test_burmese_names_are_shaped_as_harfbuzz_shapes_them(name: str) -> None:
    assert typeface.glyphs(name) == shaped(name, "noto-sans-myanmar.ttf")


def test_shaping_is_more_than_one_glyph_for_each_character() -> None:
    # A stacked or reordered syllable has other glyphs than its letters one by one have.
    joined = [
        name for name in BURMESE if typeface.glyphs(name) != [typeface.glyphs(char)[0] for char in name]
    ]
    assert {"နမ္မတူ", "သိန္နီ", "ကျောက်မဲ"} <= set(joined)
    before, after = typeface.glyphs("မြ"), typeface.glyphs("မ")
    assert before[0] != after[0], "the sign of ya-yit stands before its letter"


@pytest.mark.parametrize("name", [*BURMESE, *CHINESE])
def test_no_name_has_a_glyph_that_no_font_has(name: str) -> None:
    found = typeface.glyphs(name)
    assert found and all(glyph for _, glyph in found)
    typeface.check(name)


@pytest.mark.parametrize("name", CHINESE)
def test_chinese_names_are_set_in_the_font_for_them(name: str) -> None:
    han = [file for file, _ in typeface.glyphs("".join(char for char in name if char >= "⺀"))]
    assert set(han) == {"noto-sans-sc.ttf"}


def test_the_names_of_the_ledger_are_enough_to_mean_something(catalog: Catalog) -> None:
    assert len(BURMESE) > 40 and len(CHINESE) > 20
    for place in catalog.places.values():
        typeface.check(place.name)


@pytest.mark.parametrize(
    ("text", "named"),
    [("Who held 🪖 Muse", "🪖"), ("M\N{MYANMAR SIGN ASAT}", "M"), ("नमस्ते", "न"), ("Ж", "Ж")],
)
def test_what_no_font_has_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(BadOrder) as refused:
        typeface.check(text)
    assert str(refused.value).startswith("No font here has ")
    assert named in str(refused.value)


def test_joiners_and_line_breaks_need_no_glyph() -> None:
    assert typeface.missing("a\n\tb\N{ZERO WIDTH SPACE}c\N{ZERO WIDTH NON-JOINER}") == []
    assert typeface.missing("a\n\tb\N{PILE OF POO}") == ["\N{PILE OF POO}"]


def test_every_weight_has_its_own_file_and_width() -> None:
    widths = [typeface.width("Kanpaiti", 12, weight) for weight in (400, 600, 700)]
    assert widths == sorted(set(widths))
    assert typeface.width("Kanpaiti", 24) == pytest.approx(2 * widths[0])
    assert typeface.width("ကန်ပိုက်တီ", 12) > 20 and typeface.width("甘拜地", 12) == pytest.approx(36)


WORDS = st.lists(st.sampled_from([*"abcWMi…甘拜 ", "ကန်", "ပိုက်"]), max_size=60).map("".join)


@given(WORDS, st.floats(40, 400))
def test_lines_fit_their_room_and_lose_no_letter(text: str, room: float) -> None:
    found = typeface.lines(text, 14, room)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(typeface.width(line, 14) <= room + 1e-6 for line in found)


@given(WORDS, st.floats(60, 400), st.floats(20, 120))
def test_a_text_takes_the_largest_size_that_fits_or_says_that_it_was_cut(
    text: str, room: float, high: float
) -> None:
    size, found = typeface.fitted(text, (20, 16, 12), (room, high), 1.2)
    assert len(found) <= max(1, int(high / (size * 1.2) + 1e-9))
    whole = "".join("".join(found).split()) == "".join(text.split())
    assert whole or (size == 12 and found[-1].endswith("…"))
    assert all(typeface.width(line, size) <= room + 1e-6 for line in found)


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    assert Path(typeface.font_file("ledger-sans-regular.ttf")).is_file()
    with pytest.raises(BadOrder, match=r"The font ledger-sans-regular\.ttf is missing from fonts/"):
        typeface.font_file("ledger-sans-regular.ttf", tmp_path / "fonts")


def test_letters_keep_their_looks_on_every_line_and_blanks_are_those_between() -> None:
    kia = Run("KIA", actor="kia", strong=True)
    text = Text.of("The ", kia, " and the ", Run("SAC", actor="sac", strong=True), "  hold it.")
    rows = typeface.text_lines(text, ["The KIA and", "the SAC hold…"])
    assert [[(run.text, run.actor) for run in row.runs] for row in rows] == [
        [("The ", ""), ("KIA", "kia"), (" and", "")],
        [("the ", ""), ("SAC", "sac"), (" hold…", "")],
    ]
