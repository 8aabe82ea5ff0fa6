"""The step and the sum: every event is in one row, and no order or split of them changes the cube."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import h3
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.events import cube
from geodata.events.ground import OUTSIDE
from geodata.events.records import EVENT, When, Where
from tests.geodata.test_events_ground import DRAWN

EVENTS = st.fixed_dictionaries(
    {
        "lon": st.floats(97.9, 99.1) | st.sampled_from([98.5, 98.0, -180.0, 0.0]),
        "lat": st.floats(24.9, 26.2) | st.sampled_from([25.5, 25.0, 90.0, 0.0]),
        "first": st.dates(date(2024, 12, 20), date(2025, 1, 10)) | st.dates(),
        "more": st.integers(0, 9),
        "kind": st.sampled_from(["battles", "fire"]),
        "pair": st.sampled_from([("", ""), ("League", ""), ("League", "Union"), ("ဗမာ", "中")]),
        "deaths": st.none() | st.tuples(*[st.integers(0, 9)] * 3).map(sorted),
        "where": st.sampled_from([*map(str, Where)]),
        "when": st.sampled_from([*map(str, When)]),
    }
)


def batch(made: list[dict[str, Any]]) -> pa.RecordBatch:
    """Return events as the readers give them."""
    rows = []
    for event in made:
        low, best, high = event["deaths"] or (None, None, None)
        first = event["first"]
        rows.append(
            event
            | {
                "actor_a": event["pair"][0],
                "actor_b": event["pair"][1],
                "low": low,
                "best": best,
                "high": high,
            }
            | {"last": min(first + timedelta(event["more"]), date.max) if first < date(9990, 1, 1) else first}
        )
    plain = pa.schema(
        [(name, pa.string() if pa.types.is_dictionary(kind) else kind) for name, kind in _types()]
    )
    return pa.RecordBatch.from_pylist(rows, plain).cast(EVENT)


def _types() -> list[tuple[str, pa.DataType]]:
    return [(field.name, field.type) for field in EVENT]


def plainly(made: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Return how many events each combination of keys has, worked out one event at a time."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for event in batch(made).to_pylist():
        places, holders = "", OUTSIDE
        if event["where"] != Where.COUNTRY:
            found = DRAWN.place_of(pa.array([event["lon"]]).to_numpy(), pa.array([event["lat"]]).to_numpy())[
                0
            ]
            places = DRAWN.places[found]
            holders = places or OUTSIDE
        cell = h3.str_to_int(h3.latlng_to_cell(event["lat"], event["lon"], 6))
        monday = event["first"] - timedelta(event["first"].weekday())
        keys = (cell, monday, event["kind"], event["actor_a"], event["actor_b"], places, holders)
        counts[*keys, event["where"], event["when"]] += 1
    return counts


@given(st.lists(EVENTS, max_size=25))
def test_a_cube_has_each_event_once_with_the_keys_that_are_its_own(made: list[dict[str, Any]]) -> None:
    # The first days of the calendar have no Monday that it knows.
    made = [event for event in made if event["first"] > date(1, 1, 7)]
    events = batch(made)
    found = cube.step(events, DRAWN)
    assert found.schema == cube.CUBE
    found.validate(full=True)
    rows = {tuple(row[name] for name in cube.KEYS): row for row in found.to_pylist()}
    assert len(rows) == found.num_rows
    assert {keys: row["events"] for keys, row in rows.items()} == plainly(made)
    assert [*rows] == sorted(rows)
    told = cube.totals(found)
    assert told["events"] == len(made) and told["counted"] == sum(
        event["deaths"] is not None for event in made
    )
    assert told["best"] == sum(event["deaths"][1] for event in made if event["deaths"])


@given(st.lists(EVENTS, max_size=25), st.randoms(use_true_random=False), st.integers(1, 6))
def test_no_order_or_split_of_events_changes_the_bytes_of_a_cube(
    tmp_path_factory: pytest.TempPathFactory, made: list[dict[str, Any]], chance: random.Random, parts: int
) -> None:
    made = [event for event in made if event["first"] > date(1, 1, 7)]
    folder = tmp_path_factory.getbasetemp()
    cube.write(cube.total([cube.step(batch(made), DRAWN)]), folder / "one.parquet")
    mixed = chance.sample(made, len(made))
    sums = [cube.step(batch(mixed[at::parts]), DRAWN) for at in range(parts)]
    half = cube.total(sums[: parts // 2])
    cube.write(cube.total([*sums[parts // 2 :], half]), folder / "many.parquet")
    assert (folder / "one.parquet").read_bytes() == (folder / "many.parquet").read_bytes()


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2024, 12, 30), date(2024, 12, 30)),  # %Y-W%V has it in the first week of 2024
        (date(2024, 12, 29), date(2024, 12, 23)),
        (date(2025, 1, 5), date(2024, 12, 30)),
        (date(2021, 1, 1), date(2020, 12, 28)),
        (date(1970, 1, 1), date(1969, 12, 29)),
        (date(1950, 6, 4), date(1950, 5, 29)),
    ],
)
def test_a_week_begins_on_its_monday(day: date, monday: date) -> None:
    event = dict.fromkeys(("kind",), "x") | {
        "lon": 98.25, "lat": 25.25, "first": day, "more": 0, "pair": ("", ""), "deaths": None,
        "where": "exact", "when": "day",
    }  # fmt: skip
    [row] = cube.step(batch([event]), DRAWN).to_pylist()
    assert row["week"] == monday == date.fromisocalendar(*day.isocalendar()[:2], 1)


@given(st.lists(EVENTS, max_size=5))
def test_a_cube_comes_back_from_plain_texts(made: list[dict[str, Any]]) -> None:
    part = cube.step(batch([event for event in made if event["first"] > date(1, 1, 7)]), DRAWN)
    plain = part.cast(cube.PLAIN)
    assert pa.string() == plain.schema.field("kind").type and plain.to_pylist() == part.to_pylist()
    assert cube.total([plain.cast(cube.CUBE)]).to_pylist() == part.to_pylist()


def test_keys_that_do_not_fit_into_one_number_are_told_apart() -> None:
    many = 2**21
    columns = [pa.array([3, 1, 3, 2]).to_numpy()] * 4
    at, one = cube.grouped([(column, range(many)) for column in columns])
    assert at.tolist() == [2, 0, 2, 1] and one.tolist() == [1, 3, 2]


def test_a_sum_of_nothing_is_an_empty_cube(tmp_path: Path) -> None:
    nothing = cube.total([])
    assert nothing.schema == cube.CUBE and cube.totals(nothing)["events"] == 0
    cube.write(nothing, tmp_path / "cube.parquet")
