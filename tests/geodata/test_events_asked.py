"""What is asked of a cube, beside a plain filter and groupby over its rows."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import made_events
from geodata.events import cube, folder, levels, local
from geodata.events.asked import BY, Asked, Cube
from geodata.events.ground import OUTSIDE
from geodata.events.records import When, Where
from tests.geodata.test_events_cube import EVENTS, batch
from tests.geodata.test_events_ground import DRAWN

PAIRS = [("", ""), ("League", ""), ("League", "Union"), ("ဗမာ", "中"), ("no", "such")]
WORDS = {
    "kinds": ["battles", "fire", "none"],
    "pairs": PAIRS,
    "held_by": [OUTSIDE, "town-0", "town-1", "town-2"],
    "wheres": [*map(str, Where)],
    "whens": [*map(str, When)],
    "places": ["", "town-0", "town-2"],
}
COLUMN = {"kinds": "kind", "held_by": "held_by", "wheres": "where", "whens": "when", "places": "place_id"}
DAY = st.none() | st.dates(date(2024, 12, 10), date(2025, 1, 20))
ASKED = st.builds(
    Asked,
    first=DAY,
    last=DAY,
    extent=st.none() | st.just((98.0, 25.0, 98.6, 25.8)) | st.just((-180.0, -90.0, 180.0, 90.0)),
    **{name: st.none() | st.lists(st.sampled_from(words)) for name, words in WORDS.items()},
)


def plainly(rows: pa.Table, by: list[str], asked: Asked) -> dict[tuple[Any, ...], list[int]]:
    """Return sums by a filter and a groupby of pandas."""
    frame = rows.to_pandas().astype(dict.fromkeys(cube.WORDS, object))
    week = pd.to_datetime(frame["week"])
    keep = pd.Series(True, frame.index)
    if asked.first is not None:
        keep &= week + timedelta(6) >= pd.Timestamp(asked.first)
    if asked.last is not None:
        keep &= week <= pd.Timestamp(asked.last)
    if asked.extent is not None:
        west, south, east, north = asked.extent
        at = [h3.cell_to_latlng(h3.int_to_str(int(cell))) for cell in frame["cell"]]
        keep &= np.array([west <= lon <= east and south <= lat <= north for lat, lon in at], bool)
    for name, column in COLUMN.items():
        if (words := getattr(asked, name)) is not None:
            keep &= frame[column].isin(words)
    if asked.pairs is not None:
        pairs = zip(frame["actor_a"], frame["actor_b"], strict=True)
        keep &= np.array([pair in asked.pairs for pair in pairs], bool)
    columns = [column for name in by for column in (["actor_a", "actor_b"] if name == "pair" else [name])]
    chosen = frame[keep]
    if not columns:
        return {(): chosen[[*cube.FIGURES]].sum().tolist()} if len(chosen) else {}
    sums = chosen.groupby(columns, sort=True)[[*cube.FIGURES]].sum()
    keys = [key if isinstance(key, tuple) else (key,) for key in sums.index]
    return dict(zip(keys, sums.to_numpy().tolist(), strict=True))


@settings(max_examples=60)
@given(
    st.lists(st.lists(EVENTS, min_size=1, max_size=20), max_size=3),
    ASKED,
    st.lists(st.sampled_from(BY), unique=True, max_size=3),
)
def test_an_answer_is_that_of_a_plain_filter_and_groupby(
    made: list[Any], asked: Asked, by: list[str]
) -> None:
    made = [[event for event in some if event["first"].year > 1] for some in made]
    rows = cube.total([cube.step(batch(some), DRAWN) for some in made])
    answer_is_plain(Cube(rows, {}), by, asked)


def answer_is_plain(asked_of: Cube, by: list[str], asked: Asked) -> None:
    found = asked_of.sums(by, asked)
    columns = [name for name in found.column_names if name not in cube.FIGURES]
    answer = {
        tuple(row[name] for name in columns): [row[name] for name in cube.FIGURES]
        for row in found.to_pylist()
    }
    assert answer == plainly(asked_of.rows, by, asked)
    assert len(answer) == found.num_rows and [*answer] == sorted(answer)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Cube:
    file, out = (tmp_path_factory.mktemp("asked") / name for name in ("made.parquet", "out"))
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(made_events, "ROWS", 5_000)
        made_events.write(file, 5_000)
    folder.build([file], out, DRAWN, local.run)
    return Cube.opened(out)


PAGE = [
    ["pair", "week", "when"],
    ["held_by", "week", "when"],
    ["week", "kind", "place_id"],
    ["pair", "when"],
    ["cell", "pair"],
    [],
]
"""By what a page asks, and more."""
DAYS = st.none() | st.dates(date(2014, 12, 1), date(2025, 2, 1))
CORNERS = st.tuples(st.floats(95.5, 101.5), st.floats(95.5, 101.5), st.floats(20, 28.5), st.floats(20, 28.5))
EXTENTS = st.none() | CORNERS.map(lambda of: (min(of[:2]), min(of[2:]), max(of[:2]), max(of[2:])))


@pytest.mark.parametrize("most", ["as it is", "small"])
@settings(max_examples=15)
@given(DAYS, DAYS, EXTENTS, st.sampled_from(PAGE), st.none() | st.just(["exact", "area"]))
def test_an_answer_of_many_weeks_and_regions_is_that_of_a_plain_one_too(
    made: Cube,
    most: str,
    first: date | None,
    last: date | None,
    extent: Any,
    by: list[str],
    wheres: list[str] | None,
) -> None:
    asked = Asked(first, last, extent, wheres=wheres)
    with pytest.MonkeyPatch.context() as changed:
        if most == "small":  # a table with one place for many weeks, and rows that are read one by one
            changed.setattr(levels, "_TABLE", 3_000)
            changed.setattr(levels, "_PIECES", 0)
        answer_is_plain(Cube(made.rows, {}) if most == "small" else made, by, asked)


def test_of_an_extent_whole_regions_and_the_cells_at_its_edge_are_counted_once(made: Cube) -> None:
    parts = made._inside(["pair", "week"], Asked(extent=(97.0, 23.0, 98.9, 27.0)), weekly=True)
    (regions, cells) = (of for _, of in parts)
    assert regions["region"].any() and cells["cell"].any()
    assert not (cells["cell"] & regions["region"][made._regions[0]]).any()


@pytest.mark.parametrize("wheres", [None, ["exact"]])
@pytest.mark.parametrize("resolution", [4, 6])
def test_the_first_and_the_last_week_are_those_of_the_weeks(
    made: Cube, wheres: list[str] | None, resolution: int
) -> None:
    asked = Asked(date(2020, 2, 1), date(2021, 7, 5), (97.0, 23.0, 98.9, 27.0), wheres=wheres)
    weeks: dict[int, list[date]] = {}
    for row in made.sums(["cell", "week"], asked, resolution=resolution).to_pylist():
        weeks.setdefault(row["cell"], []).append(row["week"])
    found = made.spans(["cell"], asked, resolution=resolution).to_pylist()
    assert len(found) > 20
    assert found == [{"cell": cell, "first": min(of), "last": max(of)} for cell, of in sorted(weeks.items())]
    assert made.spans(["pair"], Asked(date(2030, 1, 1))).num_rows == 0


def test_every_way_to_ask_meets_the_same_total(made: Cube) -> None:
    events = made.manifest["events"]
    assert made.made_up and events > 4_900
    for by in BY:
        assert sum(made.sums([by]).column("events").to_pylist()) == events
        for asked in (
            Asked(date(1000, 1, 1)),
            Asked(extent=(-180, -90, 180, 90)),
            Asked(whens=made.words("when")),
        ):
            assert made.sums([by], asked).equals(made.sums([by]))
    assert made.sums([]).to_pylist() == [{name: made.manifest[name] for name in cube.FIGURES}]


def test_hexagons_are_those_of_h3_at_the_resolution_of_the_cube_and_coarser(made: Cube) -> None:
    fine = made.sums(["cell"])
    for resolution in (6, 5, 3):
        found = made.sums(["cell"], resolution=resolution)
        expected: dict[int, int] = {}
        for cell, events in zip(
            fine.column("cell").to_pylist(), fine.column("events").to_pylist(), strict=True
        ):
            parent = h3.str_to_int(h3.cell_to_parent(h3.int_to_str(cell), resolution))
            expected[parent] = expected.get(parent, 0) + events
        cells = found.column("cell").combine_chunks()
        assert dict(zip(cells.to_pylist(), found.column("events").to_pylist(), strict=True)) == expected
        shapes = shapely.from_wkb(made.hexagons(cells).to_numpy(zero_copy_only=False))
        centres = shapely.points(made.centres(cells))
        assert shapely.contains(shapes, centres).all() and len(shapes[0].exterior.coords) >= 7
        lat, lon = h3.cell_to_latlng(h3.int_to_str(cells[0].as_py()))
        assert np.allclose(shapely.get_coordinates(centres[0]), [[lon, lat]])


def test_days_are_widened_to_whole_weeks_and_the_answer_says_to_which(made: Cube) -> None:
    assert made.days(Asked(date(2024, 12, 30), date(2025, 1, 1))) == (date(2024, 12, 30), date(2025, 1, 5))
    assert made.days(Asked(date(2024, 11, 20), date(2024, 11, 20))) == (
        date(2024, 11, 18),
        date(2024, 11, 24),
    )
    first, last = made.weeks
    assert made.days(Asked()) == (first, last) and first.weekday() == 0 and last.weekday() == 6
    one = made.sums(["week"], Asked(date(2022, 3, 3), date(2022, 3, 3)))
    assert one.column("week").to_pylist() == [date(2022, 2, 28)]


def test_a_question_before_the_first_week_or_about_nothing_has_no_rows(made: Cube) -> None:
    for asked in (
        Asked(last=date(1990, 1, 1)),
        Asked(first=date(2030, 1, 1)),
        Asked(date(2022, 1, 20), date(2022, 1, 1)),
        Asked(kinds=[]),
        Asked(extent=(0, 0, 1, 1)),
    ):
        assert made.sums(["cell", "pair"], asked).num_rows == 0
        assert made.sums([], asked).num_rows == 0
    empty = Cube(cube.total([]), {})
    assert empty.sums([*BY]).num_rows == 0 and empty.weeks[0] == empty.weeks[1] and not empty.made_up


def test_only_the_figures_that_are_asked_for_come(made: Cube) -> None:
    assert made.sums(["pair"], figures=("best",)).column_names == ["actor_a", "actor_b", "best"]


def test_a_cube_is_opened_from_its_folder(made: Cube, tmp_path: Path) -> None:
    assert made.rows.schema == cube.CUBE and made.rows.num_rows == made.sums([*BY]).num_rows
