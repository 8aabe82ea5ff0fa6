"""Days of foreign tables, in every usual form."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.imports.celltexts import as_cells, distinct
from geodata.imports.days import (
    ASKED,
    ERA,
    IMPOSSIBLE,
    UNREADABLE,
    orders,
    put_together,
    read_day,
    read_days,
    with_serials,
)


@pytest.mark.parametrize(
    "text",
    [
        "2024-11-20", "20 November 2024", "20-Nov-2024", "Nov 20, 2024", "20th November 2024", "20241120",
        "2024/11/20", "2024年11月20日", "၂၀၂၄-၁၁-၂၀", "၂၀ နိုဝင်ဘာ ၂၀၂၄", "２０２４-１１-２０", "20/11/2024",
        "11/20/2024", "2024-11-20 00:00:00.000", "20241120193000", "Wed, 20 Nov 2024 10:00 pm",
        "2024-11-20T10:00:00Z", "2024-11-20T23:50+06:30", "2024-11-19T19:10Z",
        "20-Nov-24", "20 Nov 24", "20. November 2024", "Wednesday, November 20, 2024", "1732060800",
        "1732060800000", "Wed Nov 20 2024 00:00:00 GMT+0630",
    ],
)  # fmt: skip
def test_a_day(text: str) -> None:
    read = read_day(text)
    assert (read.first, read.last, read.problem) == (date(2024, 11, 20), date(2024, 11, 20), "")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("December 2024", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-11~", date(2024, 11, 1), date(2024, 11, 30)),
        ("../2024-11-20", None, date(2024, 11, 20)),
        ("2024-11-19/2024-11-21", date(2024, 11, 19), date(2024, 11, 21)),
        ("2024-11-20/2024-11-22", date(2024, 11, 20), date(2024, 11, 22)),
        ("2024-11-20T10:00/2024-11-22T11:00", date(2024, 11, 20), date(2024, 11, 22)),
        ("2024-11-20 to 2024-11-22", date(2024, 11, 20), date(2024, 11, 22)),
        ("2024-11-20/..", date(2024, 11, 20), None),
    ],
)
def test_what_is_no_single_day_is_all_of_its_days(text: str, first: date | None, last: date | None) -> None:
    read = read_day(text)
    assert (read.first, read.last, read.loose) == (first, last, True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2024-02-30", IMPOSSIBLE), ("1850-01-01", IMPOSSIBLE), ("2567-11-20", IMPOSSIBLE), ("1386", ERA),
        ("၁၃၈၆", ERA), ("20/11/1386", ERA), ("soon", UNREADABLE), ("00:00.0", UNREADABLE),
        ("45616", UNREADABLE), ("05/11/2024", ASKED), ("202X", UNREADABLE), ("x" * 500, UNREADABLE),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_day(text: str, problem: str) -> None:
    assert read_day(text).problem == problem


def test_the_same_day_and_month_are_not_asked_about() -> None:
    assert read_day("05/05/2024").first == date(2024, 5, 5)


def test_the_order_of_day_and_month() -> None:
    assert read_day("05/11/2024", True).first == date(2024, 11, 5)
    assert read_day("05/11/2024", False).first == date(2024, 5, 11)
    assert orders(["05/11/2024", "25/11/2024"]) == ({"day"}, True)
    assert orders(["05/11/2024"]) == (set(), True)
    assert orders(["25/11/2024", "11/25/2024"]) == ({"day", "month"}, False)


@pytest.mark.parametrize(("text", "crosses"), [("2024-11-20T19:10Z", True), ("2024-11-20T10:00Z", False)])
def test_times_that_fall_on_another_day(text: str, crosses: bool) -> None:
    assert read_day(text).crossing is crosses


@given(st.integers(600_000_000, 3_700_000_000), st.sampled_from([0, 390, 480, -300]))
def test_an_instant_is_on_its_day_in_myanmar(seconds: int, minutes: int) -> None:
    zoned = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes)))
    there = zoned.astimezone(timezone(timedelta(hours=6, minutes=30))).date()
    read = read_day(zoned.isoformat())
    assert (read.first, read.last) == (there, there)


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    read = read_day(text)
    assert read.problem or read.first or read.last


def test_a_column_of_days() -> None:
    read = read_days(distinct(as_cells(["2024-11-20", None, "2024", "?"])), None)
    assert read.first[0] == np.datetime64("2024-11-20") and read.first[2] == np.datetime64("2024-01-01")
    assert np.isnat(read.first[[1, 3]]).all()
    assert list(read.problems) == ["", "", "", UNREADABLE]
    assert list(read.loose) == [False, False, True, False]


def test_year_month_and_day_in_three_columns() -> None:
    made = put_together(
        ["2024", "2024.0", "2024", None, None], ["11", "Nov", "၁၁", None, "3"], ["5", "20", None, None, "1"]
    )
    assert made == ["2024-11-05", "2024-11-20", "2024-11", None, "?-03-01"]


def test_numbers_of_a_spreadsheet_are_days_beside_days_only() -> None:
    assert with_serials(distinct(as_cells(["2024-11-19", "45616.5"]))).texts == ("2024-11-19", "2024-11-20")
    assert with_serials(distinct(as_cells(["45616", "45617"]))).texts == ("45616", "45617")
