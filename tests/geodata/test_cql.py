"""Filters in CQL2 text: what they take, what an empty cell does, and what is refused with a hint."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.exports import cql
from geodata.exports.columns import Column

COLUMNS = {
    "name": Column(str, ""),
    "since": Column(date, ""),
    "pools": Column(int, ""),
    "area": Column(float, ""),
    "stale": Column(bool, ""),
    "actors": Column(list, ""),
}
ROWS = (
    {
        "name": "Kanpaiti",
        "since": date(2024, 11, 20),
        "pools": 3,
        "area": 1.5,
        "stale": False,
        "actors": ["kia"],
    },
    {"name": "Muse's", "since": None, "pools": 12, "area": None, "stale": True, "actors": ["sac", "kia"]},
    {"name": None, "since": date(2023, 10, 27), "pools": None, "area": -2.0, "stale": None, "actors": []},
)


def matching(text: str) -> list[int]:
    test = cql.read(text, COLUMNS)
    return [number for number, row in enumerate(ROWS) if test(row)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("since >= DATE('2024-01-01')", [0]),
        ("since >= '2024-01-01T'", [0]),  # as GDAL writes it
        ("since < TIMESTAMP('2024-01-01T00:00:00Z')", [2]),
        ("\"since\" <> DATE('2024-11-20')", [2]),
        ("since IS NULL", [1]),
        ("since is not null", [0, 2]),
        ("actors IS NULL", [2]),
        ("name = 'Muse''s'", [1]),
        ("name = 'Muse\\'s'", [1]),
        ("name <> 'Kanpaiti'", [1]),
        ("NOT name = 'Kanpaiti'", [1]),
        ("name LIKE 'kan%'", []),
        ("name ILIKE 'kan%'", [0]),
        ("name NOT ILIKE 'kan%'", [1]),
        ("NOT (\"name\" ilike'KAN%')", [1]),
        ("actors ILIKE 'K%' AND name ILIKE '%''S'", [1]),
        ("name ILIKE '%E\\'S'", [1]),
        ("CASEI(name) LIKE CASEI('kan%')", [0]),
        ("name <> 'name ILIKE ''kan%'' = .5'", [0, 1]),
        ("name LIKE '_use%'", [1]),
        ("name NOT LIKE '_use%'", [0]),
        ("name LIKE '[K]%' OR name LIKE '*'", []),
        ("pools BETWEEN 3 AND 11", [0]),
        ("pools NOT BETWEEN 3 AND 11", [1]),
        ("pools IN (3, 12) AND NOT (stale = TRUE)", [0]),
        ("stale = 1", [1]),
        ("area < 0", [2]),
        ("area > 1.4e0", [0]),
        ("area > .5 AND area<-.5 OR area=1.5", [0]),
        ("pools NOT IN (3)", [1]),
        ("since IN ('2023-10-27', DATE('2020-01-01'))", [2]),
        ("NOT stale = TRUE AND pools = 3", [0]),
        ("actors = 'kia'", [0, 1]),
        ("actors LIKE 's%'", [1]),
        ("pools = 3 OR pools = 12 AND stale = false", [0]),
        ("(pools = 3 OR pools = 12) AND stale = true", [1]),
        ("TRUE", [0, 1, 2]),
        ("false OR NOT TRUE", []),
        ("area > 0 OR stale = TRUE", [0, 1]),  # nothing known of one half, and the other is so
    ],
)
def test_a_filter_takes_the_rows_that_it_says(text: str, rows: list[int]) -> None:
    assert matching(text) == rows


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nme = 'x'", "There is no column 'nme'; did you mean 'name'?"),
        ("name = x", "needs a value where it has x: write 'x'"),
        ("name = 3", "name holds text: write '3'"),
        ("since >= 'soon'", "since holds days: 'soon' is not a day: write YYYY-MM-DD"),
        ("since >= '2024-02-30'", "did you mean 2024-02-29?"),
        ("pools = 'many'", "pools holds numbers, not 'many'"),
        ("stale = 2", "stale holds true or false, not '2'"),
        ("pools = DATE('2024-01-01')", "pools holds no days"),
        ("pools LIKE '1%'", "LIKE needs a column of text"),
        ("name ~ 'x'", "cannot be read from"),
        ("name = 'x' name = 'y'", "cannot be read from \"name = 'y'\" on: "),
        ("name", "ends too early"),
        ("(name = 'x'", "ends too early"),
        ("name IS 3", "cannot be read from '3' on"),
        ("'x' = name", "should name a column where it has 'x'"),
        ("name + 'x'", "has + where it needs a column with =, <>, "),
        ("name = 3 + 4", "should have a value where it has +"),
        ("nme", "There is no column 'nme'; did you mean 'name'?"),
        ("name AND pools = 3", "ends too early after name: write =, <>, "),
        ("name = NULL", "write name IS NULL"),
        ("pools = (1, 2)", "should have a value where it has a list"),
        ("since = INTERVAL('2024-01-01', '..')", "should have a value where it has INTERVAL"),
        ("CASEI(name) = 'x'", "should name a column where it has CASEI"),
        ("name LIKE pools", "LIKE needs a column of text"),
        ("pools ILIKE '1%'", "ILIKE needs a column of text"),
        ("S_INTERSECTS(name, POINT(1 2))", "has S_INTERSECTS where it needs a column"),
        ("name = 'x' AND\npools ~ 3", "cannot be read from '~ 3' on"),
        ("name = POINT EMPTY", "cannot be read from "),
        ("name = '\ud800'", "cannot be read from "),
        ("area > 1 AND ", "ends too early"),
        ("", "ends too early"),
        ("(" * 9 + "name = 'x'", "more than 8 brackets, NOTs or signs in one another"),
        ("NOT " * 9 + "name = 'x'", "more than 8 brackets, NOTs or signs in one another"),
        ("area = " + "-" * 9 + "1", "in one another"),
        ("area = 1" + " = 1" * 9, "in one another"),
        (")" * 9 + "(" * 9, "in one another"),
        ("area IN (" * 9, "in one another"),
        ("name = '" + "x" * 3000 + "'", "at most 2000"),
    ],
)
def test_what_is_refused_says_where_and_what_would_do(text: str, told: str) -> None:
    with pytest.raises(cql.BadFilter) as refused:
        cql.read(text, COLUMNS)
    assert told in refused.value.message


def test_a_filter_of_many_conditions_is_read_as_gdal_nests_it() -> None:
    part = "pools = 3"
    for _ in range(6):
        part = f"({part}) AND ({part})"
    assert matching(part) == [0]
    assert matching("NOT (name = '((((((((((' OR name = 'not not not not not not not not not')") == [0, 1]


def test_a_pattern_of_many_signs_takes_no_time() -> None:
    test = cql.read("name LIKE '" + "%a" * 400 + "b'", COLUMNS)
    begun = time.perf_counter()
    assert not test({"name": "a" * 2000})
    assert time.perf_counter() - begun < 1


def read_or_refused(text: str) -> None:
    try:
        test = cql.read(text, COLUMNS)
    except cql.BadFilter as error:
        assert error.message
    else:
        assert {test(row) for row in ROWS} <= {True, False, None}


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text)


_PARTS = ["name", "since", '"x"', "'Kan%'", "1", "-", "NOT ", " AND ", " OR ", " = ", " < ", "(", ")", ","]
_PARTS += [
    " LIKE ",
    " ILIKE ",
    " IN (",
    " BETWEEN ",
    " IS NULL",
    "DATE('2024-01-01')",
    "TRUE",
    "f(",
    "POINT EMPTY",
]


@given(st.lists(st.sampled_from(_PARTS), max_size=12))
def test_any_parts_are_read_or_refused(parts: list[str]) -> None:
    read_or_refused("".join(parts))


@given(st.text(alphabet=st.characters(exclude_characters="\\", codec="utf-8"), max_size=40))
def test_any_text_can_be_asked_for(text: str) -> None:
    quoted = text.replace("'", "''")
    test = cql.read(f"name = '{quoted}'", COLUMNS)
    assert test({"name": text}) and not test({"name": f"{text}."})
