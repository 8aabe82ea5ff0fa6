"""Dates keep their precision: EDTF level 0 and 1."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.dates import DateWords, When, show_when
from geodata.errors import BadDate

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024-11-20", date(2024, 11, 20), date(2024, 11, 21)),
        ("2024-12-31", date(2024, 12, 31), date(2025, 1, 1)),
        ("2024-11", date(2024, 11, 1), date(2024, 12, 1)),
        ("2024-12~", date(2024, 12, 1), date(2025, 1, 1)),
        ("2024?", date(2024, 1, 1), date(2025, 1, 1)),
        ("../2024-11-20", None, date(2024, 11, 21)),
        ("2024-11-20/..", date(2024, 11, 20), None),
        ("/2024", None, date(2025, 1, 1)),
        ("2024-10/2024-12", date(2024, 10, 1), date(2025, 1, 1)),
        ("2024-06~/2024-08?", date(2024, 6, 1), date(2024, 9, 1)),
        ("202X", date(2020, 1, 1), date(2030, 1, 1)),
        ("2024-21", date(2024, 3, 1), date(2024, 6, 1)),
        ("2024-11-20T10:00:00", date(2024, 11, 20), date(2024, 11, 21)),
    ],
)
def test_bounds_are_the_days_the_text_may_mean(text: str, earliest: date | None, latest: date | None) -> None:
    when = When.parse(text)
    assert (when.earliest, when.latest, when.text) == (earliest, latest, text)


def test_an_interval_keeps_four_bounds() -> None:
    when = When.parse("2024-10/2024-12-05")
    assert (when.start_earliest, when.start_latest) == (date(2024, 10, 1), date(2024, 11, 1))
    assert (when.end_earliest, when.end_latest) == (date(2024, 12, 5), date(2024, 12, 6))


def test_marks_are_kept_and_widen_nothing() -> None:
    about, plain = When.parse("2024-11-20~"), When.parse("2024-11-20")
    assert about.approximate and not about.uncertain
    assert (about.earliest, about.latest) == (plain.earliest, plain.latest)
    assert When.parse("2024%").approximate and When.parse("2024%").uncertain


@pytest.mark.parametrize(
    "text",
    ["", " ", "~", "..", "/", "../..", "2024-02-30", "2024-13", "2024-1-2", "20241120", "2024~~", "Y17000"]
    + [
        "[2024,2025]",
        "2024-11-20/2024-11-01",
        "2024/2025/2026",
        "0000",
        "9999",
        "-0044",
        "soon",
        " 2024",
        "2024-36",
    ],
)
def test_what_is_no_date_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(BadDate, match="is no date"):
        When.parse(text)


def test_an_open_digit_of_a_month_is_refused_in_words_and_prints_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for text in ("1984-1X", "2024-0X"):
        with pytest.raises(BadDate, match="is no date"):
            When.parse(text)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024-11-26", "26 Nov 2024"),
        ("2024-11-20~", "about 20 Nov 2024"),
        ("2024-11", "Nov 2024"),
        ("2024", "2024"),
        ("../2024-11-21", "by 21 Nov 2024"),
        ("../2024-10", "by Oct 2024"),
        ("2024-03-28/2024-03-29", "28–29 Mar 2024"),
        ("2024-09-30/2024-10-02", "30 Sep–2 Oct 2024"),
        ("2023-12-30/2024-01-02", "30 Dec 2023–2 Jan 2024"),
        ("2024-10/2024-12", "Oct–Dec 2024"),
        ("2023-10/2024-02", "Oct 2023–Feb 2024"),
        ("2024/2026", "2024–2026"),
        ("2024-01-18/..", "from 18 Jan 2024 on"),
        ("2026-02-14?", "14 Feb 2026 (uncertain)"),
    ],
)
def test_a_date_is_shown_with_its_precision(text: str, words: str) -> None:
    assert show_when(When.parse(text)) == words


CHINESE = DateWords(
    months=tuple(f"{number}月" for number in range(1, 13)),
    day="{year}年{month}{day}日",
    day_of_year="{month}{day}日",
    month="{year}年{month}",
    year="{year}年",
    span="{first}至{last}",
    days_of_month="{year}年{month}{first}日至{last}日",
    parts_of_year="{year}年{first}至{last}",
    by="{date}或之前",
    since="自{date}起",
    never="某时",
    about="约{date}",
    uncertain="{date}（不确定）",
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024-11-20~", "约2024年11月20日"),
        ("2024", "2024年"),
        ("../2024-10", "2024年10月或之前"),
        ("2024-03-28/2024-03-29", "2024年3月28日至29日"),
        ("2024-09-30/2024-10-02", "2024年9月30日至10月2日"),
        ("2023-12-30/2024-01-02", "2023年12月30日至2024年1月2日"),
        ("2024-10/2024-12", "2024年10月至12月"),
        ("2023-10/2024-02", "2023年10月至2024年2月"),
        ("2024/2026", "2024年至2026年"),
        ("2024-01-18/..", "自2024年1月18日起"),
        ("2026-02-14?", "2026年2月14日（不确定）"),
    ],
)
def test_a_date_is_shown_in_the_words_and_order_of_another_language(text: str, words: str) -> None:
    assert show_when(When.parse(text), CHINESE) == words


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS)
def test_an_interval_is_the_hull_of_its_ends(one: date, other: date) -> None:
    first, last = sorted((one, other))
    when = When.parse(f"{first}/{last}")
    assert (when.earliest, when.last_day) == (first, last)
    assert when.contains(first) and when.contains(last) and not when.contains(last + DAY)


@given(st.lists(DAYS, min_size=2))
def test_days_sort_as_dates_do(days: list[date]) -> None:
    assert [when.earliest for when in sorted(When.parse(day.isoformat()) for day in days)] == sorted(days)


@given(st.text(alphabet="0123456789-/.~?%XT:", max_size=24))
def test_any_text_is_a_date_or_a_clear_refusal(text: str) -> None:
    try:
        when = When.parse(text)
    except BadDate as error:
        assert "is no date" in str(error)
    else:
        assert when.earliest is None or when.latest is None or when.earliest < when.latest
