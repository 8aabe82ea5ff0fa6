"""Conflict events on the page: what is drawn, counted and said; and no data is never said to be nothing."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import shapely

from dashboard import settings
from dashboard.answer import events
from dashboard.answer.event_sums import most
from dashboard.answer.events import Archive, Count, archive_of, archive_on, counted, of_cube, spots, total
from dashboard.answer.files import Shown, view_file
from dashboard.answer.scene import Scene, compose
from dashboard.charts import entries
from dashboard.charts.entries import CHARTS
from dashboard.look import events as look
from dashboard.look.theme import GREY, LIGHT, THEMES, Theme
from dashboard.map import event_shapes, film
from dashboard.map import files as map_files
from dashboard.map.legend import legend
from dashboard.map.overlays import OVERLAYS, draw, stamp
from dashboard.page import uploads
from dashboard.page.uploads import Upload
from dashboard.paper.jobs import Job
from dashboard.paper.picture import picture
from dashboard.question import link
from dashboard.question.camera import Bounds
from dashboard.question.choices import CHOOSABLE, choices_of
from dashboard.question.order import Format, Order
from dashboard.question.view import View
from dashboard.wording import alts
from dashboard.wording import events as wording
from geodata.catalog import Catalog
from geodata.events import ground, records
from geodata.events.asked import Asked, Cube
from geodata.events.ground import Ground
from geodata.events.own import cube_of, kind_of
from geodata.exports.files import FORMATS
from geodata.imports.layer import Answers
from geodata.imports.understand import read
from tests.dashboard.conftest import Open
from tests.dashboard.test_own import _apart, _lab

DEFAULT = tuple(name for name, each in OVERLAYS.items() if each.on_by_default)
YEAR = (date(2023, 1, 1), date(2023, 12, 31))
APRIL = (date(2026, 4, 1), date(2026, 4, 30))
VIEW = View(window=YEAR, layers=(*DEFAULT, "events"), actors=CHOOSABLE)
WORLD = Bounds(-180, -90, 180, 90)


@pytest.fixture(scope="module")
def scene(catalog: Catalog) -> Scene:
    return compose(catalog, VIEW)


@pytest.fixture(scope="module")
def archive(catalog: Catalog) -> Archive:
    found = archive_on(catalog)
    assert found is not None
    return found


def asked(scene: Scene, **changes: Any) -> Scene:
    return compose(scene.catalog, replace(scene.view, **changes))


# -- The answer ------------------------------------------------------------------------------------


def test_the_words_of_a_cube_are_those_that_are_said() -> None:
    assert (wording.OUTSIDE, wording.UNSURE) == (ground.OUTSIDE, ground.UNSURE)
    assert wording.COUNTRY == records.Where.COUNTRY
    assert all(wording.when(each) for each in records.When)


@pytest.mark.parametrize("resolution", [4, 5, 6, 7])
def test_hexagons_of_any_size_have_all_events_that_have_a_place(archive: Archive, resolution: int) -> None:
    found = spots(archive, YEAR, resolution)
    fine = spots(archive, YEAR, 7)
    assert total([each.count for each in found]) == total([each.count for each in fine])
    assert sum(each.exact for each in found) == sum(each.exact for each in fine) > 0


@pytest.mark.parametrize("resolution", [4, 7])
def test_a_hexagon_has_its_weeks_its_exact_places_and_the_pairs_with_most_events(
    archive: Archive, resolution: int
) -> None:
    asked = Asked(*YEAR, wheres=["exact", "near", "area"])
    pairs: dict[int, Counter[str]] = defaultdict(Counter)
    exact: Counter[int] = Counter()
    weeks: dict[int, set[date]] = defaultdict(set)
    by = ["cell", "pair", "where", "week"]
    for row in archive.cube.sums(by, asked, resolution=resolution).to_pylist():
        pairs[row["cell"]][f"{row['actor_a']}|{row['actor_b']}"] += row["events"]
        exact[row["cell"]] += row["events"] if row["where"] == "exact" else 0
        weeks[row["cell"]].add(row["week"])
    found = spots(archive, YEAR, resolution)
    assert [each.cell for each in found] == sorted(pairs)
    for each in found:
        order = sorted(pairs[each.cell].items(), key=lambda of: (-of[1], of[0]))
        assert each.pairs == tuple(order[:3]) and each.exact == exact[each.cell]
        assert each.weeks == (min(weeks[each.cell]), max(weeks[each.cell]) + timedelta(6))


def test_of_pairs_with_equal_counts_the_first_by_the_alphabet_are_named() -> None:
    rows = [(7, "b", "", 2), (7, "a", "z", 1), (7, "a b", "c", 1), (7, "a", "c", 1), (9, "", "", 1)]
    columns = zip(*rows, strict=True)
    sums = pa.table(dict(zip(("cell", "actor_a", "actor_b", "events"), map(list, columns), strict=True)))
    assert most(sums, 3) == {7: [("b|", 2), ("a b|c", 1), ("a|c", 1)], 9: [("|", 1)]}
    assert most(sums.slice(0, 0), 3) == {}


@pytest.mark.parametrize("monthly", [False, True])
@pytest.mark.parametrize("by", ["pair", "held_by"])
def test_bars_are_the_sums_of_weeks_and_of_months(
    scene: Scene, archive: Archive, by: str, monthly: bool
) -> None:
    days = (date(2021, 1, 1), date(2026, 6, 30))
    every = counted(archive, scene, (by, "week", "when"), days)
    words = sorted({word for word, _, _ in every})[1:3]
    expected: dict[Any, Count] = defaultdict(Count)
    for (word, week, when), count in every.items():
        first, after = week, week + timedelta(7)
        if monthly or when == "month":
            first = (week + timedelta(6)).replace(day=1)
            after = (first + timedelta(31)).replace(day=1)
        vague = when in ("month", "longer")
        expected[word if word in words else "", vague, (first, after)] += count
    found = events.periods(archive, scene, by, words, days, monthly=monthly)
    assert found == expected and len(found) > 50
    for word in (*words, ""):
        for vague in (False, True):
            drawn = [ends for of, unsure, ends in found if (of, unsure) == (word, vague)]
            assert drawn == sorted(drawn)


def test_the_cube_is_made_once_for_a_question(scene: Scene, archive: Archive) -> None:
    assert archive_of(scene) is archive
    assert archive_of(asked(scene, policy="strict")) is not archive


def test_days_that_are_not_covered_are_gaps(archive: Archive) -> None:
    assert archive.gaps(YEAR) == ()
    assert archive.gaps((date(2020, 12, 1), date(2026, 6, 30))) == (
        (date(2020, 12, 1), date(2020, 12, 31)),
        (date(2024, 1, 1), date(2026, 3, 31)),
        (date(2026, 5, 1), date(2026, 6, 30)),
    )
    assert not archive.covers((date(2024, 9, 1), date(2024, 12, 31)))
    assert spots(archive, (date(2024, 9, 1), date(2024, 12, 31)), 4) == ()


def test_the_days_that_are_offered_are_covered(archive: Archive) -> None:
    assert events.latest(archive) == YEAR


# -- The map ---------------------------------------------------------------------------------------


def test_events_are_off_at_first_and_the_film_has_none(catalog: Catalog) -> None:
    choices = choices_of(catalog, OVERLAYS)
    assert "events" not in choices.default.layers
    made = film.film_json(catalog, film.question(choices.default, choices), LIGHT)
    assert not [each for each in made["layers"] if each["of"] == "events"]
    other = replace(choices.default, window=YEAR)
    assert film.url(other, LIGHT, choices, catalog) == film.url(choices.default, LIGHT, choices, catalog)


def test_another_window_is_another_film_where_events_are_on(catalog: Catalog) -> None:
    choices = choices_of(catalog, OVERLAYS)
    of = [
        film.url(replace(choices.default, layers=VIEW.layers, window=each), LIGHT, choices, catalog)
        for each in (YEAR, APRIL)
    ]
    assert of[0] != of[1]
    view, _ = link.read({"layers": list(VIEW.layers), "window": ["2023-01-01", "2023-12-31"]}, choices)
    assert film.question(film.question(view, choices), choices) == film.question(view, choices)


def test_every_key_of_a_layer_has_a_shape_at_some_zoom(scene: Scene) -> None:
    for layer in draw(scene, LIGHT)["events"].layers:
        shapes = {each.properties["key"] for each in map_files.features(layer.shows, scene.catalog)}
        keys = {key for keys in layer.styles.values() for key in keys}
        assert keys <= shapes, layer.id
        assert keys or layer.id.startswith("events-"), "a size of points may have none"


@pytest.mark.parametrize("zoom", range(6, 11))
def test_a_zoom_has_one_size_of_hexagons_and_points_at_close_range_alone(catalog: Catalog, zoom: int) -> None:
    areas = json.loads(map_files.content(f"events-{zoom}", catalog))["features"]
    points = json.loads(map_files.content(f"event-points-{zoom}", catalog))["features"]
    keys = [each["properties"]["key"] for each in areas]
    assert len(keys) == len(set(keys)) and set(areas[0]["properties"]) == {"key"}
    close = zoom in (9, 10)
    assert bool(points) is close and all(key.startswith("at-") is close for key in keys)
    sizes = [shapely.geometry.shape(each["geometry"]).area for each in areas]
    assert max(sizes) < 1.5 * min(sizes)


def test_what_is_known_to_an_area_only_has_a_halo(scene: Scene, archive: Archive) -> None:
    halo = next(each for each in draw(scene, LIGHT)["events"].layers if each.id == "events-halo")
    haloed = {key for keys in halo.styles.values() for key in keys}
    for spot in spots(archive, YEAR, 4):
        assert (f"{spot.cell:x}" in haloed) is not bool(spot.exact)


def test_a_country_alone_is_counted_and_not_drawn(scene: Scene, catalog: Catalog) -> None:
    row = dict(catalog.events[-1]) | {"where": "country", "first": "2023-05-01", "last": "2023-05-01"}
    of = compose(replace(catalog, events=(*catalog.events, row)), scene.view)
    found = archive_of(of)
    assert found is not None
    drawn = total([each.count for each in spots(found, YEAR, 4)]).events
    assert total(counted(found, of, ("where",), YEAR).values()).events == drawn + 1
    labels = [str(entry.label) for entry in legend([of], LIGHT, WORLD)]
    assert any("to the country alone" in label for label in labels)


def test_a_hexagon_says_what_it_counts(archive: Archive) -> None:
    spot = max(spots(archive, YEAR, 4), key=lambda each: each.count.events)
    first, weeks, *rest = wording.hexagon(spot).split("\n")
    assert f"{spot.count.events} events" in first and "deaths" in first
    assert weeks.startswith("weeks of") and len(rest) >= len(spot.pairs)
    assert rest[-1].endswith(str(spot.pairs[-1][1]))


def test_the_legend_counts_what_is_in_its_frame(scene: Scene, archive: Archive) -> None:
    whole = next(e for e in legend([scene], LIGHT, WORLD) if e.kind == "event-name")
    part = next(e for e in legend([scene], LIGHT, Bounds(97, 24, 98, 25)) if e.kind == "event-name")
    every = total([each.count for each in spots(archive, YEAR, 7)]).events
    assert f"{every} events" in str(whole.label) and f"{every} events" not in str(part.label)
    kinds = [entry.kind for entry in legend([scene], LIGHT, WORLD)]
    assert kinds.count("event") == len(event_shapes.classes(archive)) and "event-halo" in kinds
    assert not [e for e in legend([asked(scene, layers=DEFAULT)], LIGHT, WORLD) if "event" in e.kind]


def test_a_window_without_data_is_said_and_not_drawn_as_nothing(scene: Scene) -> None:
    late = asked(scene, window=(date(2024, 9, 1), date(2024, 12, 31)))
    assert not any(layer.styles for layer in draw(late, LIGHT)["events"].layers)
    labels = [str(e.label) for e in legend([late], LIGHT, WORLD) if e.kind == "event-name"]
    assert labels == ["UCDP: no data for the window"]
    for said in (alts.map_alt(late), wording.weekly_sentence(late), wording.ground_sentence(late)):
        assert "not covered" in said and "0 events" not in said


def test_the_alternative_text_has_the_events(scene: Scene) -> None:
    assert "Hexagons show 728 events of UCDP" in alts.map_alt(scene)
    assert "Hexagons" not in alts.map_alt(asked(scene, layers=DEFAULT))


# -- Looks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_more_events_are_darker_and_no_colour_is_an_actors(theme: Theme) -> None:
    hues = look.ramp(theme)
    light = [_lab(hue)[0] for hue in hues]
    assert light == sorted(light, reverse=theme.name == "light")
    assert min(b - a for a, b in itertools.pairwise(sorted(light))) > 11
    for hue in hues:
        assert min(_apart(hue, fill) for fill in theme.fills.values()) > 25


def test_paper_without_colour_has_greys() -> None:
    assert all(len({hue[1:3], hue[3:5], hue[5:7]}) == 1 for hue in look.ramp(GREY))


@pytest.mark.parametrize("most", [0, 1, 3, 9, 60, 1_000, 2_000_000])
def test_classes_are_few_round_and_in_order(most: int) -> None:
    found = look.breaks(most)
    assert found[0] == 1 and list(found) == sorted(set(found)) and len(found) <= 5
    assert [look.rank(each, found) for each in found] == list(range(len(found)))
    assert look.rank(0, found) == 0 and look.rank(10**9, found) == len(found) - 1
    assert look.hue(len(found) - 1, found, LIGHT) == look.ramp(LIGHT)[-1]


# -- Charts ----------------------------------------------------------------------------------------


def test_charts_of_events_are_shown_where_these_are(scene: Scene) -> None:
    names = [each.name for each in entries.shown(scene)]
    assert names == list(CHARTS)
    without = [each.name for each in entries.shown(asked(scene, layers=DEFAULT))]
    assert [name for name in names if name not in without] == ["events", "event_ground"]


def rows_of(name: str, scene: Scene) -> list[list[str]]:
    (data,) = CHARTS[name].spec(scene, LIGHT)["datasets"].values()
    return [line.split("\t") for line in data[0]["t"].split("\n")]


@pytest.mark.parametrize("name", ["events", "event_ground"])
def test_no_bar_lies_where_there_are_no_data(name: str, scene: Scene, archive: Archive) -> None:
    axis = scene.axis
    gaps = [(axis.number(a), axis.number(b)) for a, b in archive.gaps((axis.start, axis.last))]
    head, *rows = rows_of(name, scene)
    says = head[3:]
    drawn = 0
    for row in rows:
        told = says[int(row[7])] if row[0] == "b" and row[7] else ""
        if told and "not covered" not in told:
            drawn += 1
            middle = (float(row[2]) + float(row[3])) / 2
            assert not any(first < middle < last for first, last in gaps), told
    assert drawn > 100
    assert sum("not covered" in each for each in says) == len(gaps)


def test_pairs_are_those_of_the_archive(scene: Scene, archive: Archive, catalog: Catalog) -> None:
    renamed = [dict(row) | {"actor_b": "Somebody new"} for row in catalog.events]
    of = compose(replace(catalog, events=tuple(renamed)), scene.view)
    assert "Somebody new" in wording.weekly_sentence(of)
    assert "KIO" not in json.dumps(rows_of("events", of))


def test_the_side_that_tells_rows_apart_stands_first(scene: Scene) -> None:
    labels = [row[7] for row in rows_of("events", scene) if row[0] == "p"]
    government = "Government of Myanmar (Burma)"
    assert labels[1:5] == ["NUG", government, "KIO", government]


def test_what_has_no_week_is_drawn_beneath_the_line(scene: Scene) -> None:
    april = asked(scene, window=APRIL)
    assert "drawn below the line" in wording.weekly_sentence(april)
    head, *_ = rows_of("events", april)
    assert any(each.endswith("Apr 2026, week not known") for each in head[3:])


def test_the_table_of_the_ground_has_every_event_of_the_window(scene: Scene, archive: Archive) -> None:
    table = CHARTS["event_ground"].table(scene)
    every = total(counted(archive, scene, ("held_by",), YEAR).values())
    assert sum(int(row["events"].replace(",", "")) for row in table) == every.events
    assert sum(int(row["deaths, best"].replace(",", "")) for row in table) == every.best
    held = [row["who held it"] for row in table]
    assert held[-2:] == ["no claim says who", "outside of catchments"] and "KIA" in held


def test_outside_and_unknown_are_said_plainly(scene: Scene) -> None:
    said = wording.ground_sentence(scene)
    assert "of the others nobody is asked" in said and "no claim says who held the town" in said
    assert "“reported”" in said


def test_charts_are_of_what_the_map_shows_where_they_are_limited(scene: Scene) -> None:
    part = asked(scene, extent=Bounds(97, 24, 98, 25))
    assert "within what the map shows" in wording.weekly_sentence(part)
    assert len(CHARTS["events"].table(part)) < len(CHARTS["events"].table(scene))


@pytest.mark.parametrize("name", ["events", "event_ground"])
def test_a_chart_is_a_picture_that_names_who_made_the_events(name: str, scene: Scene) -> None:
    drawn = picture(CHARTS[name], scene, LIGHT, Format.SVG).decode()
    assert drawn.startswith("<?xml") and CHARTS[name].alt(scene)[:40] in drawn


def test_a_file_of_a_chart_has_weeks_that_begin_on_monday(scene: Scene) -> None:
    for row in CHARTS["events"].rows(scene):
        assert row["week"].weekday() == 0 and "Uppsala" in row["events_of"]


# -- Files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_the_events_of_the_window_are_a_file_of_each_format(form: str, scene: Scene) -> None:
    content = view_file(scene, Shown.EVENTS, form)
    assert len(content) > 1_000 and view_file(scene, Shown.EVENTS, form) == content


def test_the_file_names_its_makers_and_has_all_events(scene: Scene, archive: Archive) -> None:
    rows = list(csv.DictReader(io.StringIO(view_file(scene, Shown.EVENTS, "csv").decode("utf-8-sig"))))
    assert sum(int(row["events"]) for row in rows) == 728
    assert all("Uppsala" in row["citation"] and "CC-BY-4.0" in row["licence"] for row in rows)
    late = asked(scene, window=(date(2024, 9, 1), date(2024, 12, 31)))
    assert not list(csv.DictReader(io.StringIO(view_file(late, Shown.EVENTS, "csv").decode("utf-8-sig"))))


# -- A server's own cube ---------------------------------------------------------------------------


@pytest.fixture
def cube(catalog: Catalog, tmp_path: Path) -> Iterator[Path]:
    from geodata.events import folder, local

    file = tmp_path / "acled.csv"
    file.write_text(ACLED, encoding="utf-8")
    folder.build([file], tmp_path / "cube", Ground.of(catalog), local.run)
    yield tmp_path / "cube"
    events.served.cache_clear()


ACLED = (
    "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,latitude,longitude,geo_precision,"
    "time_precision,fatalities\n"
    "MMR1,20 November 2024,Battles,Armed clash,KIO,Military Forces,25.403,98.117,1,1,3\n"
    "MMR2,21 November 2024,Battles,Armed clash,KIO,Military Forces,25.41,98.12,3,2,0\n"
    "MMR3,1 June 2024,Protests,Peaceful protest,Protesters,,48.85,2.35,1,1,0\n"
)


def test_a_servers_cube_stands_in_place_of_the_bundled_events(
    cube: Path, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    before = map_files.edition(catalog.hash)
    monkeypatch.setenv(settings.EVENTS, str(cube))
    of = compose(replace(catalog, notices=()), replace(VIEW, window=(date(2024, 11, 1), date(2024, 11, 30))))
    found = archive_of(of)
    assert found is not None and not found.bundled and found.title == "ACLED"
    assert found.cube.rows.num_rows == 2, "what lies where no map looks is left out"
    assert "ACLED" in wording.weekly_sentence(of) and "2 events" in wording.weekly_sentence(of)
    assert "worked out on the data" in wording.about(found, of)
    assert map_files.edition(catalog.hash) != before, "a browser fetches its files anew"
    strict = replace(of, view=replace(of.view, policy="strict"))
    assert "by the rule “reported” when the events were counted" in wording.ground_sentence(strict)


def test_a_made_up_cube_says_so_wherever_it_is_shown(cube: Path, scene: Scene) -> None:
    opened = Cube.opened(cube)
    made = of_cube(Cube(opened.rows, opened.manifest | {"made_up": True}), "try", mark="x")
    of = replace(scene, events=made)
    for said in (wording.about(made, of), wording.weekly_sentence(of), wording.ground_sentence(of)):
        assert said.startswith("MADE-UP EVENTS")
    assert any("MADE UP, not real" in str(entry.label) for entry in legend([of], LIGHT, WORLD))
    assert stamp(of).startswith("MADE-UP EVENTS") and not stamp(scene).startswith("MADE")


def test_a_folder_without_a_cube_is_refused_at_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard.__main__ import main

    assert main(["run", "--events", str(tmp_path)]) == 2
    assert "has no file of events" in capsys.readouterr().err
    (tmp_path / "parts").mkdir()
    assert main(["run", "--events", str(tmp_path)]) == 2
    assert "has no cube. It was not finished" in capsys.readouterr().err


def test_a_file_of_events_is_counted_and_shown_by_one_command(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dashboard.__main__ import main

    caplog.set_level("INFO", "dashboard")
    shown: list[Archive] = []

    def serve(*_: object) -> bool:
        shown.append(events.served(os.environ["BORDER_LEDGER_EVENTS"]))
        return True

    monkeypatch.setattr("dashboard.service.serving.serve", serve)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("dashboard.service.logs.begin", lambda kind: None)
    monkeypatch.setattr("sys.argv", ["dashboard"])
    monkeypatch.setattr(os, "environ", dict(os.environ))
    file = tmp_path / "2024.acled.csv"
    file.write_text(ACLED, encoding="utf-8")
    assert main(["run", "--events", str(file), "--port", "8599"]) == 0
    rows = len(ACLED.strip().splitlines()) - 1
    said = capsys.readouterr()
    assert (
        f"Counting the events of {file}" in said.err and f"{rows} rows of 1 file: {rows} counted" in said.out
    )
    archive = shown[0]
    assert archive.cube.manifest["events"] == rows
    assert sorted(tmp_path.iterdir()) == [file], "nothing is written beside it"
    monkeypatch.setenv("BORDER_LEDGER_LOG", "json")
    assert main(["run", "--events", str(file), "--port", "8599"]) == 0
    assert capsys.readouterr().err == "", "each line is one of the log"
    assert any(f"{rows} counted" in each.getMessage() for each in caplog.records)


# -- A reader's own --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def acled(catalog: Catalog) -> Upload:
    upload = Upload.of("acled.csv", ACLED.encode())
    upload.layer = read(upload.data, upload.name, catalog, Answers())
    upload.as_events = True
    return upload


def test_an_own_file_of_a_known_kind_can_be_counted(acled: Upload, catalog: Catalog) -> None:
    assert acled.layer is not None and not acled.layer.questions
    kind = kind_of(acled.layer)
    assert kind is not None and kind.name == "acled"
    cube = cube_of(acled.layer, Ground.of(catalog))
    rows = cube.sums(["where", "when", "held_by"]).to_pylist()
    assert sum(row["events"] for row in rows) + sum(cube.manifest["rejects"].values()) == acled.layer.total
    assert {(row["where"], row["when"]) for row in rows} >= {("exact", "day"), ("area", "week")}
    assert cube.manifest["shareable"] is False and "acleddata.com" in cube.manifest["attribution"][0]


def test_a_table_of_anything_else_has_no_events(catalog: Catalog) -> None:
    layer = read(b"name,lon,lat\nschool,98,25\n", "schools.csv", catalog, Answers())
    assert kind_of(layer) is None


def test_own_events_stand_in_place_of_the_bundled_ones(acled: Upload, catalog: Catalog) -> None:
    view = replace(VIEW, window=(date(2024, 11, 1), date(2024, 11, 30)))
    found = acled.events(catalog, view)
    assert found is not None and acled.events(catalog, view) is found, "it is counted once for a question"
    of = replace(compose(catalog, view), events=found)
    assert archive_of(of) is found and "acled" in wording.about(found, of)
    labels = [str(entry.label) for entry in legend([of], LIGHT, WORLD) if entry.kind == "event-name"]
    assert labels and labels[0].startswith("acled: 2 events")
    choices = choices_of(catalog, OVERLAYS)
    asked_for = film.question(view, choices)
    made = film.film_json(catalog, asked_for, LIGHT, found)
    layers = [each for each in made["layers"] if each["of"] == "events"]
    keys = {key for each in layers for key in each["runs"]}
    files = map_files.events_files(found, catalog, keys)
    assert {each["data"].replace("{z}", "7") for each in layers} <= set(files)
    assert film.url(view, LIGHT, choices, catalog, found) != film.url(view, LIGHT, choices, catalog)
    assert "MMR1" not in json.dumps([made, files]), "no row of it travels"


def test_own_events_are_in_a_briefing_and_go_to_its_helper(acled: Upload, catalog: Catalog) -> None:
    view = replace(VIEW, window=(date(2024, 11, 1), date(2024, 11, 30)))
    found = acled.events(catalog, view)
    job = Job(catalog, view, Order(), choices_of(catalog, OVERLAYS), "", events=found)
    drawn = job._scene(date(2024, 11, 26)).events
    assert drawn is not None and found is not None and drawn.title == found.title
    assert pickle.loads(pickle.dumps(found)).cube.rows.num_rows == 2  # noqa: S301 - our own


def test_what_may_not_be_passed_on_leaves_in_large_cells_with_its_makers(
    acled: Upload, catalog: Catalog
) -> None:
    view = replace(VIEW, window=(date(2024, 11, 1), date(2024, 11, 30)))
    found = acled.events(catalog, view)
    assert found is not None and events.finest(found) == 7
    left = events.leaving(found)
    assert events.finest(left) == 4 and left.cube.words("kind") == ("",)
    assert total([each.count for each in spots(left, view.window, 4)]).events == 2
    of = replace(compose(catalog, view), events=found)
    rows = list(csv.DictReader(io.StringIO(view_file(of, Shown.EVENTS, "csv").decode("utf-8-sig"))))
    assert {row["cell"][:2] for row in rows} == {"84"} and "acleddata.com" in rows[0]["citation"]
    job = Job(catalog, view, Order(), choices_of(catalog, OVERLAYS), "", events=found)
    drawn = job._scene(date(2024, 11, 26)).events
    assert drawn is not None and events.finest(drawn) == 4
    assert events.leaving(left) is not None and events.leaving(archive_on(catalog) or left).bundled


def test_a_briefing_says_whose_events_it_shows(scene: Scene, acled: Upload, catalog: Catalog) -> None:
    assert "UCDP, of 2021–2023 and Apr 2026; they are no claims" in wording.in_briefing(scene)
    assert wording.in_briefing(asked(scene, layers=DEFAULT)) == ""
    of = replace(scene, events=acled.events(catalog, scene.view))
    assert "the reader’s own file acled" in wording.in_briefing(of)
    assert "acleddata.com" in wording.in_briefing(of)


def test_the_visit_shows_its_file_as_events_and_not_as_rows(
    open_page: Open, acled: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = {"window": ["2024-11-01", "2024-11-30"], "layers": list(VIEW.layers)}
    app = open_page(asked_for)
    assert not app.exception
    files = uploads.Uploads()
    files.add(acled)
    app.session_state["own_files"] = files
    app.run()
    assert not app.exception
    text = "\n".join(each.value for each in app.markdown)
    assert "acled stands in place of the bundled events" in text
    assert "own" in app.query_params, "a link says that its reader's own data were there"


def test_the_page_offers_days_that_are_covered(open_page: Open) -> None:
    app = open_page({"layers": list(VIEW.layers)})
    assert not app.exception
    text = "\n".join(each.value for each in app.markdown)
    assert "events end on 31 December 2023" in text and "is not covered" in text
    app.button(key="events_latest").click().run()
    assert not app.exception
    assert app.session_state["window"] == YEAR
    assert "events_latest" not in [each.key for each in app.button]


def test_weeks_that_a_window_touches_count_whole(scene: Scene, archive: Archive) -> None:
    day = (date(2023, 11, 1), date(2023, 11, 1))
    week = (date(2023, 10, 30), date(2023, 11, 5))
    assert counted(archive, scene, ("pair",), day) == counted(archive, scene, ("pair",), week)
    assert events.days_counted(archive, day) == week
    assert week[0] + timedelta(6) == week[1]
