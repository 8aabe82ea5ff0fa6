"""Download this view: the places that the view counts, in every format, with all that a file must say."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from dashboard.answer.files import Shown, view_file
from dashboard.answer.scene import Scene, compose
from dashboard.page.view_files import file_name
from dashboard.question.view import View, Within
from dashboard.wording import view_files as words
from geodata.catalog import Catalog
from geodata.exports.files import FORMATS
from tests.dashboard.conftest import Open

VIEW = View(on=date(2024, 11, 26), window=(date(2024, 9, 1), date(2024, 12, 31)))


@pytest.fixture(scope="module")
def scene(catalog: Catalog) -> Scene:
    return compose(catalog, VIEW)


def rows_of(scene: Scene, what: Shown) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(view_file(scene, what, "csv").decode("utf-8-sig"))))


def test_the_states_are_those_of_the_map(scene: Scene) -> None:
    rows = rows_of(scene, Shown.STATES)
    control = {row["place_id"]: row["holder"] for row in rows if row["dimension"] == "control"}
    assert control["kanpaiti"] == "kia" and set(control) == set(scene.control)
    assert any(row["dimension"] == "gate" and row["place_id"] == "kanpaiti-gate" for row in rows)
    assert {row["on"] for row in rows} == {"2024-11-26"}


def test_only_what_the_view_counts_is_in_the_file(catalog: Catalog) -> None:
    part = compose(catalog, replace(VIEW, stretch="kachin"))
    places = {row["place_id"] for row in rows_of(part, Shown.STATES)}
    assert "kanpaiti" in places and "muse" not in places
    assert "muse" not in {row["place_id"] for row in rows_of(part, Shown.INTERVALS)}


def test_intervals_have_four_bounds_and_keep_to_the_window(scene: Scene, catalog: Catalog) -> None:
    every = rows_of(scene, Shown.INTERVALS)
    held = next(row for row in every if row["place_id"] == "kanpaiti" and row["holder"] == "kia")
    assert (held["since_earliest"], held["since_latest"]) == ("2024-11-20", "2024-11-21")
    limited = rows_of(compose(catalog, replace(VIEW, within=Within.DAYS)), Shown.INTERVALS)
    assert 0 < len(limited) < len(every)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("what", Shown)
def test_every_format_is_written_the_same_each_time(scene: Scene, what: Shown, form: str) -> None:
    content = view_file(scene, what, form)
    assert content and content == view_file(scene, what, form)


def test_a_file_says_its_question_licence_and_citation(scene: Scene) -> None:
    told = json.loads(view_file(scene, Shown.STATES, "geojson"))
    assert (told["on"], told["policy"], told["data"]) == ("2024-11-26", "reported", scene.catalog.hash)
    assert told["licence"] and told["citation"] and told["limits"]


def test_its_name_says_what_is_in_it(scene: Scene) -> None:
    assert file_name(scene, Shown.STATES, "kml") == "border-ledger-states-2024-11-26.kml"
    assert file_name(scene, Shown.LOG, "geoparquet") == "border-ledger-log-2024-09-01-to-2024-12-31.parquet"
    assert file_name(scene, Shown.INTERVALS, "gpkg") == "border-ledger-intervals.gpkg"


def test_the_page_offers_each_format(open_page: Open) -> None:
    assert set(words.FORMATS) == set(words.HELP) == set(FORMATS)
    app = open_page()
    app.session_state["view_files"] = True
    app = app.run()
    assert not app.exception
