"""Cells of foreign tables: digits, numbers, angles, pairs, Zawgyi."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geodata.imports.celltexts import (
    angle,
    as_cells,
    distinct,
    is_zawgyi,
    key,
    number,
    numbers,
    pair,
    zawgyi_converter,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25.41", 25.41), ("25,41", 25.41), ("၂၅.၄၁", 25.41), ("２５．４１", 25.41), ("-98.1", -98.1),
        ("−98.1", -98.1), ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("439 700,8", 439700.8), (" 7 ", 7.0),
        ("1e2", 100.0),
    ],
)  # fmt: skip
def test_a_number_in_any_digits(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "nan", "inf", "12 killed", "1_000", "1,2,3", "25,41 98,12", "9" * 90])
def test_no_number(text: str) -> None:
    assert math.isnan(number(text)) or len(text) > 80


def test_a_decimal_sign_that_the_reader_names() -> None:
    assert number("439,700", ".") == 439700
    assert number("439.700", ",") == 439700


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25°24'36\"N", 25.41), ("25° 24.6' S", -25.41), ("N25 24 36", 25.41), ("98°7′12″E", 98.12),
        ("W 98.12", -98.12), ("北纬25.41", 25.41), ("၂၅°၂၄'၃၆\"", 25.41), ("98d7m12s W", -98.12),
    ],
)  # fmt: skip
def test_an_angle(text: str, value: float) -> None:
    assert angle(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["25°61'N", "N25N", "abc", "25°24'36\"N 98°7'12\"E"])
def test_no_angle(text: str) -> None:
    assert math.isnan(angle(text))


@pytest.mark.parametrize(
    "text",
    [
        "25.41, 98.12", "(25.41; 98.12)", "25.41 98.12", "25,41; 98,12", "25,41 98,12", "၂၅.၄၁, ၉၈.၁၂",
        "၂၅.၄၁၊ ၉၈.၁၂", "25°24'36\"N 98°7'12\"E", "98°7'12\"E, 25°24'36\"N", "N25 24 36 E98 7 12",
        "北纬25.41 东经98.12", "25°24'36\", 98°7'12\"",
    ],
)  # fmt: skip
def test_a_pair_has_latitude_first_unless_hemispheres_say_otherwise(text: str) -> None:
    assert pair(text) == pytest.approx((25.41, 98.12))


@pytest.mark.parametrize("text", ["25.41", "1 2 3", "25.4N 26.1N", "Kanpaiti, Kachin", "", "2024-11-20"])
def test_no_pair(text: str) -> None:
    assert math.isnan(pair(text)[0])


def test_numbers_of_a_column_lose_nothing_silently() -> None:
    found = distinct(as_cells(["1.5", None, "၂", "x", "  "]))
    values = numbers(found)
    assert values[0] == 1.5 and values[2] == 2
    assert list(np.isnan(values)) == [False, True, False, True, True]
    assert list(found.filled) == [True, False, True, True, False]


def test_names_of_columns_are_compared_without_capitals_and_units() -> None:
    assert key("\ufeffLatitude (WGS 84)") == "latitude"
    assert key("Start Date") == key("start_date") == key("start-date") == "start_date"
    # The same name with its two marks in the other order.
    assert key("နမ\u1037\u103a") == key("နမ\u103a\u1037")


@pytest.mark.parametrize("text", ["ကခ်င္", "ျမန္မာ"])
def test_zawgyi_is_found(text: str) -> None:
    assert is_zawgyi(text)


@pytest.mark.parametrize("text", ["ကချင်", "မြန်မာ", "ပူတာအို", "က", "၂၀၂၄", "Kachin", "甘拜地", "", "ၸႄႈမိူင်းတႆး"])
def test_unicode_shan_and_other_scripts_are_not_zawgyi(text: str) -> None:
    assert not is_zawgyi(text)


def test_icu_turns_zawgyi_into_unicode() -> None:
    pytest.importorskip("icu")
    turn = zawgyi_converter()
    assert turn is not None
    assert turn("ကခ်င္") == "ကချင်"


@pytest.mark.parametrize("text", ["ျမစ္ႀကီးနား", "ႀကံဳရြာ"])
def test_the_wide_ya_yit_of_zawgyi_is_no_letter_of_shan(text: str) -> None:
    assert is_zawgyi(text)


@pytest.mark.parametrize("text", ["ႀႃႇ", "ႀမ်း", "ႀႅမ်ႉ", "လိၵ်ႈႀတ်း"])
def test_the_letter_of_shan_is_no_ya_yit(text: str) -> None:
    assert not is_zawgyi(text)
