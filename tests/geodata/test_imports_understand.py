"""A raw table becomes a layer: nothing is lost, nothing is guessed, nothing is moved in silence."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.catalog import Catalog, open_catalog
from geodata.imports.layer import Answers, Finding, Level, Question, Refused, SetAside
from geodata.imports.positions import _from_text
from geodata.imports.understand import WAITS, read, rejects_csv, understand, with_answer
from tests.geodata.imported import layer, rules, shaped, table

KANPAITI = (98.11739, 25.40319)

# -- As a new user would --------------------------------------------------------------------------


def test_a_spreadsheet_in_burmese_needs_no_manual(shipped: Catalog) -> None:
    made = layer(
        shipped,
        table(
            {
                "အမည်": ["ကန်ပိုက်တီ", "ပန်ဝါ", "မူဆယ်", "လောက်ကိုင်"],
                "ကိုဩဒိနိတ်": ["၂၅.၄၀၃၁၉, ၉၈.၁၁၇၃၉", "၂၅.၆၀၀၈၃၃၊ ၉၈.၃၇၆၆၆၇", "၂၃.၉၇၉၁၆၇, ၉၇.၉၀၄၇၂၂", None],
                "ရက်စွဲ": ["၂၀၂၄-၁၁-၂၀", "၂၀/၁၁/၂၀၂၄", "၅/၁၁/၂၀၂၄", "၂၀၂၄"],
            },
            "xlsx",
        ),
    )
    assert (made.shapes[0].x, made.shapes[0].y) == KANPAITI
    # The twentieth can only be a day, so the fifth of November is one too.
    assert list(made.first) == [date(2024, 11, 20), date(2024, 11, 20), date(2024, 11, 5)]
    assert [each.rule for each in made.set_aside] == ["no_coordinates"]
    assert made.columns["ရက်စွဲ"][2] == "၅/၁၁/၂၀၂၄"
    assert not made.questions and rules(made)["foreign_digits"] == 4


def test_names_of_places_in_any_spelling_and_order_of_marks(shipped: Catalog) -> None:
    names = (p.name_my or "" for p in shipped.places.values() if p.lon)
    name = next(each for each in names if "\u1037\u103a" in each)
    turned = name.replace("\u1037\u103a", "\u103a\u1037")
    made = layer(shipped, table({"နေရာ": [name, turned, "甘拜地", "kan paik ti", "MMR001002"]}))
    assert len(made.rows) == 5 and not made.precise.any()
    assert made.shapes[0].equals(made.shapes[1]) and made.shapes[2].equals(made.shapes[3])


# -- Where ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("lon", "lat"), ("Longitude (WGS84)", "Latitude (WGS84)"), ("LNG", "LAT"), ("POINT_X", "POINT_Y"),
        ("x", "y"),
        ("经度", "纬度"), ("လောင်ဂျီတွဒ်", "လတ္တီတွဒ်"), ("Long", "Lat"), ("_gps_longitude", "_gps_latitude"),
    ],
)  # fmt: skip
def test_usual_names_of_coordinates(lon: str, lat: str, shipped: Catalog) -> None:
    made = layer(shipped, table({"id": ["7"], lat: ["25,40319"], lon: ["98°7'2.604\"E"]}))
    assert (made.shapes[0].x, made.shapes[0].y) == pytest.approx(KANPAITI)


def test_a_column_of_pairs_is_found_by_what_it_holds(shipped: Catalog) -> None:
    made = layer(shipped, table({"n": ["a", "b"], "where": ["25.40319, 98.11739", "25°24'11\"N 98°7'2\"E"]}))
    assert made.facts["column_point"] == "where" and len(made.rows) == 2


def test_a_number_with_a_decimal_comma_is_no_pair(shipped: Catalog) -> None:
    made = layer(shipped, table({"a": ["1,7", "25,4"], "b": ["x", "y"]}))
    assert len(made.rows) == 0 and "no_position_columns" in rules(made)


def test_well_known_text(shipped: Catalog) -> None:
    given = {"geom": ["POINT (98.11739 25.40319)", "SRID=4326;LINESTRING (98 25, 98 26)", "POINT (98", None]}
    made = layer(shipped, table(given))
    assert [shape.geom_type for shape in made.shapes] == ["Point", "LineString"]
    assert [each.rule for each in made.set_aside] == ["unread_coordinates", "no_coordinates"]


def test_metres_are_asked_about_and_then_drawn_in_place(shipped: Catalog) -> None:
    x, y = pyproj.Transformer.from_crs(4326, 32647, always_xy=True).transform(*KANPAITI)
    given = table({"x": [f"{x:.2f}"], "y": [f"{y:.2f}"]})
    asked = layer(shipped, given)
    (question,) = asked.questions
    assert question.name == "crs" and {"EPSG:32646", "EPSG:32647"} <= set(question.options)
    assert [each.rule for each in asked.set_aside] == [WAITS]
    made = layer(shipped, given, crs="EPSG:32647")
    assert (made.shapes[0].x, made.shapes[0].y) == pytest.approx(KANPAITI, abs=1e-6)


def test_swapped_axes_are_asked_about(shipped: Catalog) -> None:
    given = table({"lat": ["98.11739", "97.9"], "lon": ["25.40319", "24.1"]})
    assert [question.name for question in layer(shipped, given).questions] == ["swapped"]
    exchanged, kept = layer(shipped, given, swapped="true"), layer(shipped, given, swapped="false")
    assert (exchanged.shapes[0].x, exchanged.shapes[0].y) == KANPAITI
    assert rules(kept) == {"impossible_coordinates": 2}


def test_swapped_geometry_is_asked_about(shipped: Catalog) -> None:
    given = shaped("POINT (25.40319 98.11739)", "LINESTRING (25 98, 26 98)")
    assert [question.name for question in layer(shipped, given).questions] == ["swapped"]
    assert layer(shipped, given, swapped="true").shapes[1].bounds == (98, 25, 98, 26)


def test_an_old_datum_is_never_changed_by_nothing(shipped: Catalog) -> None:
    made = layer(shipped, shaped("POINT (98.11739 25.40319)", form="shapefile", crs="EPSG:4239"))
    _, _, metres = pyproj.Geod(ellps="WGS84").inv(made.shapes[0].x, made.shapes[0].y, *KANPAITI)
    assert metres == pytest.approx(340, abs=5)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"lon": "nowhere"}, "no column"), ({"crs": "EPSG:999999"}, "not known"),
        ({"shift": "mars"}, "shift is one"),
        ({"day_first": "maybe"}, "true or false"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused(answers: dict[str, str], says: str, shipped: Catalog) -> None:
    with pytest.raises(Refused, match=says):
        layer(shipped, table({"lon": ["98.1"], "lat": ["25.4"], "date": ["2024"]}), **answers)


def test_the_reader_names_the_columns(shipped: Catalog) -> None:
    given = table({"a": ["98.11739"], "b": ["25.40319"], "c": ["2024-11-20"], "d": ["Muse"]})
    by_numbers = layer(shipped, given, lon="a", lat="b", first="c")
    assert (by_numbers.shapes[0].x, by_numbers.first[0]) == (98.11739, date(2024, 11, 20))
    assert not layer(shipped, given, place="d").precise.any()


# -- When -------------------------------------------------------------------------------------------


def test_days_that_may_be_two_are_asked_about(shipped: Catalog) -> None:
    given = table({"lon": ["98.1"], "lat": ["25.4"], "date": ["05/11/2024"]})
    (question,) = layer(shipped, given).questions
    assert question.name == "day_first" and "05/11/2024" in question.sentence
    assert layer(shipped, given, day_first="true").first == [date(2024, 11, 5)]
    assert layer(shipped, given, day_first="false").first == [date(2024, 5, 11)]


def test_first_and_last_day(shipped: Catalog) -> None:
    given = table(
        {
            "lon": ["98.1"] * 3, "lat": ["25.4"] * 3, "start": ["2024-11-20", "2024-11", None],
            "end": ["2024-12", None, "2024-11-01"],
        }
    )  # fmt: skip
    made = layer(shipped, given)
    assert list(made.first) == [date(2024, 11, 20), date(2024, 11, 1), None]
    assert list(made.last) == [date(2024, 12, 31), None, date(2024, 11, 1)]


# -- The ledger of rows -------------------------------------------------------------------------------

CELL = st.one_of(
    st.none(),
    st.sampled_from(
        [
            *("98.1", "25.4", "0", "900", "439700", "၂၅.၄", "25.4, 98.1", "Kanpaiti", "2024-11-20"),
            *("05/11/2024", "1386", "x", "POINT (98 25)", "POLYGON ((98 25, 99 26, 99 25, 98 26, 98 25))"),
            *("#geo+lat", "-", "2024", "MMR001002"),
        ]
    ),
    st.text(max_size=8),
)  # fmt: skip
NAME = st.sampled_from(
    [
        "lon",
        "lat",
        "x",
        "y",
        "coordinates",
        "wkt",
        "place",
        "date",
        "start",
        "end",
        "actor",
        "source",
        "holder",
        "k",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(NAME, st.lists(CELL, min_size=6, max_size=6), max_size=6),
    st.integers(0, 6),
    st.sampled_from([{}, {"swapped": "true"}, {"day_first": "true"}, {"zawgyi": "true"}]),
)
def test_every_row_is_drawn_or_set_aside(
    columns: dict[str, list[str | None]], rows: int, answers: dict[str, str]
) -> None:
    given_table = table({name: cells[:rows] for name, cells in columns.items()})
    made = layer(open_once(), given_table, **answers)
    assert made.total == len(given_table.rows)
    assert sorted([*made.rows, *(each.row for each in made.set_aside)]) == list(given_table.rows)
    assert all(each.reason for each in made.set_aside)
    assert {len(column) for column in made.columns.values()} <= {len(made.rows)}
    assert len(made.first) == len(made.last) == len(made.actors) == len(made.precise) == len(made.rows)


_OPENED: list[Catalog] = []


def open_once() -> Catalog:
    """Return the ledger, opened once: a property takes no fixture."""
    if not _OPENED:
        _OPENED.append(open_catalog())
    return _OPENED[0]


def test_what_reading_set_aside_and_asked_stays(shipped: Catalog) -> None:
    given = table(
        {"lon": ["98.1"], "lat": ["25.4"]},
        set_aside=(SetAside(2, "cut", "It is cut off."),),
        findings=(Finding("encoding", Level.NOTE, 1, "Read as UTF-8."),),
    )
    made = layer(shipped, given)
    assert (made.total, len(made.rows), len(made.set_aside)) == (2, 1, 1)
    assert made.findings[0].rule == "encoding"


def test_rejects_are_safe_for_a_spreadsheet(shipped: Catalog) -> None:
    given = table(
        {"lon": ["98.1", "x"], "lat": ["25.4", None], "row": ["a", "=HYPERLINK(1)"], "=n": ["1", "+2x"]}
    )
    written = rejects_csv(layer(shipped, given))
    assert written.startswith("\ufeff".encode())
    (row,) = csv.DictReader(io.StringIO(written.decode("utf-8-sig")))
    assert (row["row"], row["rule"], row["row (file)"]) == ("2", "no_coordinates", "'=HYPERLINK(1)")
    assert row["'=n"] == "'+2x" and row["reason"]


def test_the_hash_names_bytes_answers_and_actors(shipped: Catalog) -> None:
    given = table({"lon": ["98.1"], "lat": ["25.4"]})
    made = {
        understand(given, "f", data, shipped, answers, actors).hash
        for data in ("a", "b")
        for answers in (Answers(), Answers(crs="EPSG:4326"))
        for actors in ({}, {"x": "kia"})
    }
    assert len(made) == 8


def test_the_name_is_no_path(shipped: Catalog) -> None:
    given = table({"lon": ["98.1"], "lat": ["25.4"]})
    assert understand(given, "../a\\b/\x00events.csv", "", shipped).name == "events.csv"


def test_answers_are_set_by_name() -> None:
    assert with_answer(Answers(), "crs", "EPSG:32647").crs == "EPSG:32647"
    with pytest.raises(Refused, match="cannot be set"):
        with_answer(Answers(), "nothing", "1")


def test_areas_keep_their_place(shipped: Catalog) -> None:
    made = layer(shipped, shaped("POLYGON ((98 25, 99 25, 99 26, 98 26, 98 25))"))
    assert shapely.equals(made.shapes[0], shapely.box(98, 25, 99, 26))


# -- Days that are not where one looks ---------------------------------------------------------------

AT = {"lat": ["25.40319", "25.6008"], "lon": ["98.11739", "98.3767"]}


def days_of(
    catalog: Catalog, form: str = "csv", **columns: list[str | None]
) -> tuple[list[date | None], set[str]]:
    made = layer(catalog, table({**AT, **columns}, form))
    return list(made.first), set(rules(made))


def test_days_that_can_be_read_stay_where_others_cannot(shipped: Catalog) -> None:
    given = {"lat": ["25.4"] * 4, "lon": ["98.1"] * 4, "date": ["soon", "later", "?", "2024-11-20"]}
    made = layer(shipped, table(given))
    assert list(made.first) == [date(2024, 11, 20)]
    assert [each.rule for each in made.set_aside] == ["unreadable_days"] * 3


def test_columns_that_look_like_days_are_named(shipped: Catalog) -> None:
    first, told = days_of(shipped, today=["2024-11-20", "2024-11-21"], n=["12", "13"])
    assert first == [None, None] and "days_not_taken" in told
    assert "days_not_taken" not in days_of(shipped, n=["12", "20241120"], code=["1-2", "3-4"])[1]


@pytest.mark.parametrize("form", ["gpkg", "shapefile", "geoparquet"])
def test_the_only_column_of_days_of_a_typed_format(form: str, shipped: Catalog) -> None:
    first, told = days_of(shipped, form, d=["2024-11-20", None])
    assert first == [date(2024, 11, 20), None] and "days_by_cells" in told
    assert days_of(shipped, form, d=["2024-11-20", None], e=["2024-11-20", None])[0] == [None, None]
    assert days_of(shipped, form, created=["2024-11-20", None])[0] == [None, None]


def test_year_month_and_day_make_a_day(shipped: Catalog) -> None:
    first, told = days_of(shipped, year=["2024", "2024"], month=["11", "Nov"], day=["20", "5"])
    assert first == [date(2024, 11, 20), date(2024, 11, 5)] and "days_in_parts" in told


def test_seconds_since_1970(shipped: Catalog) -> None:
    first, told = days_of(shipped, timestamp=["1732060800", "1732147200000"])
    assert first == [date(2024, 11, 20), date(2024, 11, 21)] and "epoch_days" in told


def test_our_own_exports_keep_their_days(shipped: Catalog) -> None:
    columns = {"since_earliest": ["2024-11-20", "2024-10-18"], "until_last_day": [None, "2025-01-01"]}
    made = layer(shipped, table({**AT, **columns}))
    assert list(made.first) == [date(2024, 11, 20), date(2024, 10, 18)]
    assert list(made.last) == [None, date(2025, 1, 1)]
    made = layer(shipped, table({**AT, **columns, "until_last_day": [None, None]}))
    assert list(made.last) == [None, None]


def test_numbers_of_a_workbook_beside_days(shipped: Catalog) -> None:
    first, told = days_of(shipped, "xlsx", date=["2024-11-20T00:00:00", "45617"])
    assert first == [date(2024, 11, 20), date(2024, 11, 21)] and "serial_days" in told
    made = layer(shipped, table({**AT, "date": ["45616", "45617"]}))
    assert "20 Nov 2024" in next(each for each in made.findings if each.rule == "damaged_days").advice


def test_the_row_that_decides_the_order_of_day_and_month(shipped: Catalog) -> None:
    dates = ["05/11/2024"] * 30 + ["25/12/2024"]
    made = layer(shipped, table({"lat": ["25.40319"] * 31, "lon": ["98.11739"] * 31, "date": dates}))
    told = next(each for each in made.findings if each.rule == "day_order_by_few")
    assert told.count == 30 and "row 31" in told.sentence and told.examples == ("row 31: 25/12/2024",)
    made = layer(shipped, table({**AT, "date": ["05/11/2024", "25/12/2024"]}))
    assert "row 2 shows" in next(each for each in made.findings if each.rule == "day_order").sentence


# -- Positions that are written in another way ---------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "Point", "coordinates": [97.902, 23.993]}',
        shapely.to_wkb(shapely.Point(97.902, 23.993), hex=True),
        shapely.to_wkb(shapely.set_srid(shapely.Point(97.902, 23.993), 4326), hex=True, include_srid=True),
        "SRID=4326;POINT (97.902 23.993)",
        "SRID=32647; POINT (388273.5 2653890.4)",
    ],
)
def test_a_column_of_geometry_goes_before_names(text: str, shipped: Catalog) -> None:
    made = layer(shipped, table({"name": ["Muse"], "geometry": [text]}))
    assert made.facts["column_wkt"] == "geometry" and "by_place" not in rules(made)
    assert (made.shapes[0].x, made.shapes[0].y) == pytest.approx((97.902, 23.993), abs=0.002)


@pytest.mark.parametrize("text", ['{"type": "Point", "coordinates": 7}', "0101", '{"a": "coordinates"'])
def test_geometry_that_cannot_be_read_is_set_aside(text: str, shipped: Catalog) -> None:
    good = "POINT (97.902 23.993)"
    made = layer(shipped, table({"wkt": [good, good, text]}))
    assert [each.rule for each in made.set_aside] == ["unread_coordinates"]


@pytest.mark.parametrize(
    "text",
    [
        "GEOMETRYCOLLECTION(" * 51 + "POINT(1 2)" + ")" * 51,
        '{"type":"GeometryCollection","geometries":[' * 51 + "]}" * 51,
        '{"type":"\\u0047eometryCollection","geometries":[]}',
        "0107000000" + "00" * 10_000,
    ],
)
def test_what_is_nested_too_deep_never_reaches_the_library(text: str) -> None:
    assert _from_text(text) is None


def test_a_long_polygon_in_hex_is_read() -> None:
    circle = shapely.Point(98, 25).buffer(1, quad_segs=500)
    assert _from_text(shapely.to_wkb(circle, hex=True)).equals(circle)


def test_rows_in_another_system_than_most(shipped: Catalog) -> None:
    texts = ["SRID=4326;POINT (97.902 23.993)"] * 2 + ["SRID=32647;POINT (388273 2653890)"]
    made = layer(shipped, table({"wkt": texts}))
    assert [(each.row, each.rule) for each in made.set_aside] == [(3, "mixed_crs")]


@pytest.mark.parametrize(("crs", "form"), [("EPSG:4326", "geojson"), ("EPSG:4326", "gpkg"), ("", "gpkg")])
def test_metres_that_are_called_degrees_are_asked_about(crs: str, form: str, shipped: Catalog) -> None:
    given = shaped("POINT (399451 2740020)", "POINT (399452 2740021)", form=form, crs=crs)
    made = layer(shipped, given)
    assert [each.name for each in made.questions] == ["crs"] and len(made.rows) == 0
    assert ("degrees" in made.questions[0].sentence) is bool(crs)
    assert len(layer(shipped, given, crs="EPSG:32647").rows) == 2
    assert set(rules(layer(shipped, given, crs="EPSG:4326"))) >= {"impossible_coordinates"}


def test_what_may_be_coordinates_is_told_where_names_are_drawn(shipped: Catalog) -> None:
    given = {"column 1": ["Muse", "Kanpaiti"], "column 2": ["23.993", "25.4"], "column 3": ["97.902", "98.1"]}
    made = layer(shipped, table(given))
    told = next(each for each in made.findings if each.rule == "coordinates_not_taken")
    assert "column 2" in told.sentence and "column 3" in told.sentence
    assert "coordinates_not_taken" not in rules(layer(shipped, table(given), place="column 1"))
    assert "coordinates_not_taken" in rules(
        layer(shipped, table({"name": ["Muse"], "mgrs": ["47QKG8821353910"]}))
    )
    metres = {"name": ["Muse"], "e": ["388213"], "n": ["2653910"]}
    assert "coordinates_not_taken" in rules(layer(shipped, table(metres)))
    assert "coordinates_not_taken" not in rules(layer(shipped, table({"name": ["Muse"], "dead": ["12.5"]})))


def test_the_old_indian_datum_below_a_projection_is_told(shipped: Catalog) -> None:
    assert "datum_moved" in rules(layer(shipped, shaped("POINT (399451 2740020)", crs="EPSG:24047")))
    for crs in ("EPSG:32647", "EPSG:3857"):
        assert "datum_moved" not in rules(layer(shipped, shaped("POINT (399451 2740020)", crs=crs)))


def test_empty_coordinates_beside_a_known_place(shipped: Catalog) -> None:
    given = {
        "name": ["Muse", "Kanpaiti", "Atlantis"],
        "lat": ["23.993", None, None],
        "lon": ["97.902", None, None],
    }
    told = next(each for each in layer(shipped, table(given)).findings if each.rule == "no_coordinates")
    assert told.count == 2 and "1 of them names a place" in told.sentence and "their places" in told.advice


def test_of_two_questions_of_one_name_the_better_counts(shipped: Catalog) -> None:
    given = shaped("POINT (399451 2740020)", form="gpkg", crs="")
    asked = layer(shipped, replace(given, questions=(Question("crs", "Which?", ("EPSG:4326",)),))).questions
    assert [each.name for each in asked] == ["crs"] and "metres" in asked[0].sentence


# -- Separators ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Name;Breite;Länge\nMuse;23,9930;97,9020\nKanpaiti;25,4031;98,1173\n", ["Name", "Breite", "Länge"]),
        ("name,geom\na,SRID=4326;POINT (98.1 25.4)\n", ["name", "geom"]),
    ],
)
def test_the_sign_that_cuts_the_header_is_not_asked_for(
    text: str, columns: list[str], shipped: Catalog
) -> None:
    made = read(text.encode(), "a.csv", shipped)
    assert (
        not made.questions and list(made.columns) == columns and len(made.rows) == len(text.splitlines()) - 1
    )
