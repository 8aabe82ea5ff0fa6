"""Foreign files into tables: what each format really holds, and the guards around the readers."""

from __future__ import annotations

import io
import json
import os
import random
import socket
import sqlite3
import stat
import threading
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
import xlsxwriter

from geodata.catalog import open_catalog
from geodata.imports import understand, words
from geodata.imports.layer import LIMITS, Answers, Limits, Refused, Table
from geodata.imports.readers import apart, delimited, formats, texts, worker
from geodata.imports.readers.reading import read_table

NONE = Answers()


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Read in this process, which is quicker, but where a test asks for the worker."""
    if "truly_apart" in request.fixturenames:
        yield
        return

    def read(format_: str, data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
        return worker.read(format_, data, name, answers, limits, tmp_path_factory.mktemp("worker"))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(apart, "read", read)
        yield


@pytest.fixture
def truly_apart() -> None:
    """Ask for the worker's own process."""


def lists(table: Table) -> dict[str, list[str | None]]:
    return {name: list(cells) for name, cells in table.columns.items()}


def rules(table: Table) -> set[str]:
    return {finding.rule for finding in table.findings}


def asked(table: Table) -> set[str]:
    return {question.name for question in table.questions}


def total(table: Table) -> int:
    return len(table.rows) + len(table.set_aside)


def refusal(data: bytes, name: str, limits: Limits = LIMITS, answers: Answers = NONE) -> str:
    with pytest.raises(Refused) as caught:
        read_table(data, name, answers, limits)
    said = caught.value.message
    assert said.rstrip().endswith((".", "?")) and "Traceback" not in said and "ledger-" not in said
    return said


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def feature(geometry: Any, properties: Any = None, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties or {}, **more}


def point(x: float = 97.5, y: float = 24.5) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def kml(inside: str, before: str = "") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + before
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'.encode()


def mark(inside: str = "", at: str = "97.5,24.5") -> str:
    return f"<Placemark>{inside}<Point><coordinates>{at}</coordinates></Point></Placemark>"


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def frame(**columns: Any) -> geopandas.GeoDataFrame:
    count = len(next(iter(columns.values())))
    points = geopandas.points_from_xy([97.5 + at / 10 for at in range(count)], [24.5] * count)
    return geopandas.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")


def shapefile(tmp_path: Path, given: geopandas.GeoDataFrame, **options: Any) -> dict[str, bytes]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given.to_file(tmp_path / "made.shp", **options)
    return {path.name: path.read_bytes() for path in tmp_path.glob("made.*")}


def gpkg(tmp_path: Path, **layers: geopandas.GeoDataFrame) -> Path:
    path = tmp_path / "made.gpkg"
    for layer, given in layers.items():
        given.to_file(path, layer=layer, driver="GPKG")
    return path


def workbook(**sheets: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if hasattr(cell, "isoformat"):
                    sheet.write_datetime(at, column, cell, day)
                else:
                    sheet.write(at, column, cell)
    book.close()
    return out.getvalue()


# -- What a file is --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.csv", "empty"),
        (b"\n", "a.csv", "empty"),
        (b"\x80\x04\x95\x00\x00", "a.csv", "pickle"),
        (b"ARROW1\x00\x00\x01\x02\x03\x04", "a.parquet", "Feather"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xlsx", ".xls"),
        (b"fgb\x03fgb\x00", "a.geojson", "FlatGeobuf"),
        (b"\x00\x00\x27\x0a" + bytes(96), "a.shp", "one part of a Shapefile"),
        (b"%PDF-1.7\n", "a.csv", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "a.csv", "picture"),
        (b"\x1f\x8b\x08\x00\x00\x00", "a.csv", "Unpack"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a.csv", "web page"),
        (b"<html><body>Sign in</body></html>", "a.kml", "web page"),
        (b'<rss version="2.0"></rss>', "a.kml", "'rss'"),
        (
            b'<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
            b'xmlns:gml="http://www.opengis.net/gml"></wfs:FeatureCollection>',
            "a.gml",
            "GML",
        ),
        (b"SQLite format 3\x00" + bytes(200), "a.gpkg", "no GeoPackage"),
        (bytes(range(32)) * 40, "a.csv", "no format that is read"),
        (b"null", "a.geojson", "named as GeoJSON"),
        (b'{"name": "a"}', "a.geojson", "no GeoJSON"),
        (b'{"geometryType": "esriGeometryPoint", "features": []}', "a.json", "Esri JSON"),
        (b"PARE" + bytes(20), "a.parquet", "encrypted"),
    ],
)
def test_what_is_not_read_is_refused_by_its_name(data: bytes, name: str, says: str) -> None:
    assert says in refusal(data, name)


def test_the_first_bytes_decide_and_not_the_name() -> None:
    assert read_table(collection(feature(point())), "a.csv").format == "geojson"
    assert read_table(b"lat,lon\n24.5,97.5\n", "a.kml").format == "csv"


def test_a_name_is_never_a_path_and_is_cleaned() -> None:
    said = refusal(b"", "../../etc/\x07pass\nwd.csv")
    assert said.startswith("pass wd.csv is empty")


def test_a_file_over_the_limit_is_refused_unread() -> None:
    assert "more than the 0 MB" in refusal(b"lat,lon\n1,2\n", "a.csv", Limits(bytes=5))


def test_every_sentence_is_whole() -> None:
    for text in words.REFUSALS.values():
        assert text[-1] in ".?"
    for _, sentence, advice in words.RULES.values():
        assert sentence[-1] == "." and (not advice or advice[-1] == ".")


# -- GeoJSON ---------------------------------------------------------------------------------------


def test_ids_and_values_keep_the_text_of_the_file() -> None:
    table = read_table(
        b'{"type":"FeatureCollection","features":['
        b'{"type":"Feature","id":101,"properties":{"n":1.50,"code":"0012","big":12345678901234567890,'
        b'"yes":true,"none":null,"more":{"a":[1,2.5]}},"geometry":{"type":"Point","coordinates":[97.5,24.5]}},'
        b'{"type":"Feature","id":"x","properties":{"n":"2"},"geometry":null}]}',
        "a.geojson",
    )
    assert table.columns == {
        "id": ["101", "x"],
        "n": ["1.50", "2"],
        "code": ["0012", None],
        "big": ["12345678901234567890", None],
        "yes": ["true", None],
        "none": [None, None],
        "more": ['{"a": [1, 2.5]}', None],
    }
    assert table.crs == "EPSG:4326" and table.shapes is not None
    assert table.shapes[0].equals(shapely.Point(97.5, 24.5)) and table.shapes[1] is None


def test_a_property_named_id_stays_beside_the_ids_of_features() -> None:
    table = read_table(collection(feature(point(), {"id": 5}, id="a"), feature(point(), id="b")), "a.geojson")
    assert table.columns == {"feature id": ["a", "b"], "id": ["5", None]}


def test_all_kinds_of_geometry_are_read() -> None:
    shapes = [
        "POINT (1 2)",
        "POINT Z (1 2 3)",
        "LINESTRING (1 2, 3 4)",
        "POLYGON ((0 0, 4 0, 4 4, 0 0), (2 1, 3 1, 3 2, 2 1))",
        "MULTIPOINT ((1 2), (3 4))",
        "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
        "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), ((9 9, 10 9, 10 10, 9 9)))",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
    ]
    given = [shapely.from_wkt(text) for text in shapes]
    table = read_table(collection(*(feature(json.loads(shapely.to_geojson(one))) for one in given)), "a")
    assert table.shapes is not None and [one.wkt for one in table.shapes] == [one.wkt for one in given]


@pytest.mark.parametrize(
    ("geometry", "fault"),
    [
        ({"type": "Point", "coordinates": [1]}, "fewer than two numbers"),
        ({"type": "Point", "coordinates": ["1", "2"]}, "no number"),
        ({"type": "Point", "coordinates": [[1, 2]]}, "too many brackets"),
        ({"type": "Point"}, "without coordinates"),
        ({"type": "Circle", "coordinates": [1, 2]}, "'Circle'"),
        ("POINT (1 2)", "geometry that is none"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "1 position"),
        ({"type": "LineString", "coordinates": [1, 2]}, "too few brackets"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]]}, "three different"),
        ({"type": "MultiPoint", "coordinates": [[1, 2], []]}, "fewer than two numbers"),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1]}]}, "fewer"),
    ],
)
def test_a_faulty_feature_is_set_aside_and_the_others_stay(geometry: Any, fault: str) -> None:
    table = read_table(collection(feature(point()), feature(geometry, {"name": "b"}), feature(point())), "a")
    assert list(table.rows) == [1, 3] and total(table) == 3
    (aside,) = table.set_aside
    assert aside.row == 2 and fault in aside.reason and aside.values == {"name": "b"}
    assert fault in refusal(collection(feature(geometry)), "a.geojson")


def test_open_rings_are_closed_and_positions_of_mixed_length_cut_and_both_are_told() -> None:
    ring = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}
    mixed = {"type": "LineString", "coordinates": [[0, 0, 5], [1, 1]]}
    table = read_table(collection(feature(ring), feature(mixed)), "a")
    assert rules(table) == {"unclosed_rings", "extra_numbers"} and table.shapes is not None
    assert table.shapes[0].area == 0.5 and not table.shapes[1].has_z


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_words_for_no_number_are_refused(word: str) -> None:
    assert word in refusal(b'{"type":"Point","coordinates":[%s,1]}' % word.encode(), "a.geojson")


def test_a_named_crs_is_honoured_and_a_link_is_not_followed() -> None:
    def named(name: str) -> dict[str, Any]:
        return {"type": "name", "properties": {"name": name}}

    projected = collection(feature(point(400000, 2700000)), crs=named("urn:ogc:def:crs:EPSG::32647"))
    table = read_table(projected, "a")
    assert table.crs == "EPSG:32647" and rules(table) == {"crs_named"}
    assert read_table(collection(feature(point()), crs=named("urn:ogc:def:crs:OGC:1.3:CRS84")), "a").crs == (
        "EPSG:4326"
    )
    assert "'EPSG:999999'" in refusal(collection(feature(point()), crs=named("EPSG:999999")), "a")
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs"}}
    assert "link" in refusal(collection(feature(point()), crs=link), "a")
    inner = point() | {"crs": named("EPSG:32647")}
    assert "several" in refusal(collection(feature(inner), crs=named("EPSG:32646")), "a")
    assert rules(read_table(collection(feature(inner)), "a")) == {"crs_within"}


def test_newline_delimited_features_bare_geometries_and_empty_collections_are_read() -> None:
    lines = b"\n".join(json.dumps(feature(point(), {"n": n})).encode() for n in range(3))
    assert list(read_table(lines, "a.geojsonl").columns["n"]) == ["0", "1", "2"]
    assert len(read_table(lines.replace(b"\n", b"\n\x1e"), "a.geojsons").rows) == 3
    assert rules(read_table(json.dumps(point()).encode(), "a")) == {"bare_geometry"}
    assert rules(read_table(collection(), "a")) == {"nothing"}


def test_json_that_is_damaged_nested_deep_or_not_utf8_is_refused() -> None:
    assert "line 1, column 10" in refusal(b'{"type": "Point"', "a.geojson").replace("column 17", "column 10")
    assert "too deep" in refusal(b"[" * 2000 + b"]" * 2000, "a.geojson")
    assert "byte 2" in refusal('{"é": 1}'.encode("latin-1"), "a.geojson")


def test_utf16_is_read_and_told_and_a_script_around_json_is_refused_by_its_name() -> None:
    given = collection(feature(point(), {"name": "မူဆယ်"}))
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        table = read_table(given.decode().encode(encoding), "a.geojson")
        assert table.columns["name"] == ["မူဆယ်"] and rules(table) == {"encoding"}
    assert "'var json_1 ='" in refusal(b"var json_1 = " + given, "a.geojson")
    assert "'callback('" in refusal(b"callback(" + given + b");", "a.js")
    assert "Invalid control character at line 2" in refusal(given + b'\n{"a": "\x01"}', "a.geojsonl")
    both = kml(mark("<name>a</name>")).decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16")
    assert read_table(both, "a.kml").columns["name"] == ["a"]


def test_objects_that_only_look_like_geometry_stay_values() -> None:
    table = read_table(collection(feature(point(), {"at": point(1, 2)}), feature(point(), point(3, 4))), "a")
    assert json.loads(table.columns["at"][0] or "") == point(1, 2)
    assert table.columns["type"] == [None, "Point"]


# -- CSV -------------------------------------------------------------------------------------------


def test_cells_stay_the_text_that_they_are() -> None:
    table = read_table(b'pcode,n,who\n001234, 1 ,NA\n,"a ""b"", c",None\n', "a.csv")
    assert lists(table) == {"pcode": ["001234", ""], "n": [" 1 ", 'a "b", c'], "who": ["NA", "None"]}
    assert list(table.rows) == [1, 2] and not table.findings and not table.questions


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_and_told(separator: str) -> None:
    rows = [["name", "lat", "lon"], ["a", "24.5" if separator == "," else "24,5", "97"]]
    text = "\n".join(separator.join(row) for row in rows)
    table = read_table(text.encode(), "a.csv")
    assert list(table.columns) == ["name", "lat", "lon"]
    assert ("separator" in rules(table)) == (separator != ",")


def test_of_several_separators_that_fit_the_reader_says_which() -> None:
    data = b"a,b;c,d\n1,2;3,4\n5,6;7,8\n"
    table = read_table(data, "a.csv")
    assert asked(table) == {"separator"} and list(table.columns) == ["a", "b;c", "d"]
    chosen = read_table(data, "a.csv", Answers(separator=";"))
    assert list(chosen.columns) == ["a,b", "c,d"] and not chosen.questions


def test_one_column_with_points_is_not_cut_at_its_commas() -> None:
    table = read_table(b"point\n24.5, 97.5\n25.5, 98.5\n", "a.csv")
    assert lists(table) == {"point": ["24.5, 97.5", "25.5, 98.5"]}


def test_rows_of_another_length_are_set_aside_with_their_number_and_cells() -> None:
    table = read_table(b"name,lat,lon\na,1,2\n\nb,3\nc,4,5,6\nd,7,8\n", "a.csv")
    assert list(table.rows) == [1, 4] and [row.row for row in table.set_aside] == [2, 3]
    assert table.set_aside[0].reason == "has 2 cells, where the header has 3 cells"
    assert table.set_aside[1].values == {"name": "c", "lat": "4", "lon": "5", "cell 4": "6"}


def test_a_row_with_a_nul_character_is_set_aside() -> None:
    table = read_table(b"name,lat\na,1\nb\x00,2\nc,3\n", "a.csv")
    assert list(table.rows) == [1, 3] and table.set_aside[0].rule == "control_characters"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_ends_of_lines_are_read(end: str) -> None:
    assert len(read_table(end.join(["name,lat,lon", "a,1,2", "b,3,4"]).encode(), "a.csv").rows) == 2


def test_titles_above_the_header_are_passed_over_and_told() -> None:
    for title in (b"Clashes in Kachin\n\n", b"Clashes in Kachin,,\n,,\n"):
        table = read_table(title + b"name,lat,lon\na,1,2\nb,3,4\nc,5,6\n", "a.csv")
        assert list(table.columns) == ["name", "lat", "lon"] and list(table.rows) == [1, 2, 3]
        assert list(table.columns["name"]) == ["a", "b", "c"] and rules(table) == {"title_rows"}


def test_a_table_without_header_loses_no_row() -> None:
    table = read_table(b"244657,2024-11-20,Laiza\n244658,2024-11-21,Muse\n", "a.csv")
    assert list(table.columns["column 1"]) == ["244657", "244658"] and rules(table) == {"no_header"}
    assert list(read_table(b"name,2019,2020\na,1,2\n", "a.csv").columns) == ["name", "2019", "2020"]


def test_names_of_columns_become_distinct_and_it_is_told() -> None:
    table = read_table(b"name,,name,name (2)\na,b,c,d\n", "a.csv")
    assert list(table.columns) == ["name", "column 2", "name (3)", "name (2)"]
    assert rules(table) == {"column_names"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_recognised(encoding: str) -> None:
    text = "name,lat,lon\nမူဆယ်,24.0,97.9\n" + "Laiza,24.7,97.5\n" * 20
    table = read_table(text.encode(encoding), "a.csv")
    assert table.columns["name"][0] == "မူဆယ်" and not table.questions


def test_text_that_is_not_utf8_is_asked_about_and_the_answer_counts() -> None:
    data = ("name,lat\n" + "瑞丽市口岸,24.0\n畹町,24.1\n" * 5).encode("gb18030")
    table = read_table(data, "a.csv")
    assert asked(table) == {"encoding"} == rules(table)
    assert table.questions[0].options[0].startswith("gb") and table.columns["name"][1] == "畹町"
    western = read_table("name,lat\nCafé,24.0\n".encode("cp1252"), "a.csv").questions[0].options
    assert "windows-1252" in western and "cp1252" not in western
    answered = read_table(data, "a.csv", Answers(encoding="gb18030"))
    assert answered.columns["name"][0] == "瑞丽市口岸" and not answered.questions
    assert "'no such'" in refusal(data, "a.csv", answers=Answers(encoding="no such"))
    assert "'zlib'" in refusal(data, "a.csv", answers=Answers(encoding="zlib"))
    assert "does not fit" in refusal(data, "a.csv", answers=Answers(encoding="utf-8"))


def test_a_csv_without_rows_or_with_an_open_quote_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no rows" in refusal(b"name,lat\n", "a.csv")
    assert "as many cells" in refusal(b"name,lat,lon\na\nb\n", "a.csv")
    monkeypatch.setattr(delimited, "_BLOCK", 64)
    assert "quotation mark" in refusal(b'name,lat\n"a,1\n' + b"b,2\n" * 100, "a.csv")


# -- XLSX ------------------------------------------------------------------------------------------


def test_a_sheet_gives_the_text_of_its_cells() -> None:
    from datetime import date

    table = read_table(
        workbook(
            Events=[
                ["date", "n", "code", "point", "flag"],
                [date(2024, 11, 20), 3, "001234", "24.5, 97.5", True],
                [None, None, None, None, None],
                ["20/11/2024", 2.5, "NA", "၂၄.၅", False],
            ],
            Empty=[],
        ),
        "a.xlsx",
    )
    assert table.columns == {
        "date": ["2024-11-20", "20/11/2024"],
        "n": ["3", "2.5"],
        "code": ["001234", "NA"],
        "point": ["24.5, 97.5", "၂၄.၅"],
        "flag": ["true", "false"],
    }
    assert list(table.rows) == [1, 3] and table.layer == "Events" and not table.questions


def test_of_several_sheets_the_reader_says_which(truly_apart: None) -> None:
    data = workbook(A=[["name", "lat"], ["a", 1]], B=[["name", "lat"], ["b", 2]])
    assert asked(read_table(data, "a.xlsx")) == {"layer"}
    chosen = read_table(data, "a.xlsx", Answers(layer="B"))
    assert chosen.columns["name"] == ["b"] and not chosen.questions
    assert "'C'" in refusal(data, "a.xlsx", answers=Answers(layer="C"))


# -- Parquet ---------------------------------------------------------------------------------------


def parquet(given: geopandas.GeoDataFrame, **options: Any) -> bytes:
    out = io.BytesIO()
    given.to_parquet(out, **options)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_geoparquet_is_read_with_its_coordinate_system(encoding: str) -> None:
    given = frame(name=["မူဆယ်", None], n=[1.0, 2.5]).to_crs(32647)
    table = read_table(parquet(given, geometry_encoding=encoding), "a.parquet")
    assert (table.format, table.crs) == ("geoparquet", "EPSG:32647")
    assert table.columns == {"name": ["မူဆယ်", None], "n": ["1", "2.5"]}
    assert table.shapes is not None and np.all(shapely.equals(table.shapes, given.geometry.array))


def test_an_unknown_coordinate_system_is_asked_about_and_a_missing_one_is_wgs84(truly_apart: None) -> None:
    data = parquet(frame(n=[1]).set_crs(None, allow_override=True))
    table = read_table(data, "a.parquet")
    assert table.crs == "" and asked(table) == {"crs"}
    assert read_table(data, "a.parquet", Answers(crs="EPSG:32647")).crs == "EPSG:32647"
    whole = pq.read_table(io.BytesIO(data), arrow_extensions_enabled=False)
    about = json.loads(whole.schema.metadata[b"geo"])
    del about["columns"]["geometry"]["crs"]
    out = io.BytesIO()
    pq.write_table(whole.replace_schema_metadata({b"geo": json.dumps(about)}), out)
    missing = read_table(out.getvalue(), "a.parquet")
    assert missing.crs == "EPSG:4326" and not missing.questions


def test_parquet_without_geometry_is_a_table_and_bytes_are_left_out() -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"lat": [1.5], "tags": [["a", "b"]], "raw": [b"\x00"]}), out)
    table = read_table(out.getvalue(), "a.parquet")
    assert table.format == "parquet" and table.shapes is None
    assert table.columns == {"lat": ["1.5"], "tags": ['["a", "b"]']} and rules(table) == {"binary_columns"}


def test_parquet_limits_hold_before_it_is_read() -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({name: list(range(50)) for name in "abc"}), out)
    assert "more than 49 rows" in refusal(out.getvalue(), "a.parquet", replace(LIMITS, rows=49))
    assert "3 columns" in refusal(out.getvalue(), "a.parquet", replace(LIMITS, columns=2))
    assert "unfolds" in refusal(out.getvalue(), "a.parquet", replace(LIMITS, inflated_bytes=100))
    assert "cannot be read" in refusal(out.getvalue()[:-20], "a.parquet")


def test_values_of_arrow_become_plain_text() -> None:
    from datetime import date, time, timedelta
    from decimal import Decimal

    cases: list[tuple[Any, list[str | None]]] = [
        (pa.array([1.0, 2.5, None, float("nan")]), ["1", "2.5", None, None]),
        (pa.array([0.1], pa.float32()), ["0.1"]),
        (pa.array([True, None]), ["true", None]),
        (pa.array([date(2024, 11, 20)]), ["2024-11-20"]),
        (pa.array([0], pa.timestamp("ns")), ["1970-01-01T00:00:00"]),
        (pa.array([0], pa.timestamp("s", "+06:30")), ["1970-01-01T06:30:00+06:30"]),
        (pa.array([time(8, 15)]), ["08:15:00"]),
        (pa.array([timedelta(hours=30)]), ["30:00:00"]),
        (pa.array([Decimal("1.50")]), ["1.50"]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
        (pa.array([{"a": b"\x01"}]), ['{"a": "01"}']),
        (pa.nulls(2), [None, None]),
        (pa.chunked_array([["a"], ["b"]]), ["a", "b"]),
    ]
    for given, wanted in cases:
        assert texts.column(given) == wanted


# -- GeoPackage ------------------------------------------------------------------------------------


def test_a_geopackage_gives_texts_days_and_its_coordinate_system(tmp_path: Path) -> None:
    import pandas

    given = frame(
        name=["မူဆယ်", "x"],
        code=["0012", None],
        n=[1, 2],
        at=pandas.to_datetime(["2024-11-20T08:15:30+06:30", None]),
    )
    table = read_table(gpkg(tmp_path, clashes=given.to_crs(32647)).read_bytes(), "a.gpkg")
    assert (table.format, table.crs, table.layer) == ("gpkg", "EPSG:32647", "clashes")
    assert table.columns == {
        "name": ["မူဆယ်", "x"],
        "code": ["0012", None],
        "n": ["1", "2"],
        "at": ["2024-11-20T08:15:30+06:30", None],
    }
    assert not table.questions and not table.findings


def test_of_several_layers_the_reader_says_which_and_views_are_left_out(
    tmp_path: Path, truly_apart: None
) -> None:
    path = gpkg(tmp_path, one=frame(n=[1]), two=frame(n=[2]))
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIEW seen AS SELECT * FROM one")
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('seen', 'features', 'seen', 4326)"
        )
        database.execute("INSERT INTO gpkg_geometry_columns VALUES ('seen', 'geom', 'POINT', 4326, 0, 0)")
    database.close()
    table = read_table(path.read_bytes(), "a.gpkg")
    assert asked(table) == {"layer"} and table.questions[0].options == ("one", "two")
    assert rules(table) == {"views"} and table.layers == ("one", "two")
    chosen = read_table(path.read_bytes(), "a.gpkg", Answers(layer="two"))
    assert chosen.columns["n"] == ["2"] and not chosen.questions
    assert "'seen'" in refusal(path.read_bytes(), "a.gpkg", answers=Answers(layer="seen"))


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_the_coordinate_system_is_asked_for_once(tmp_path: Path) -> None:
    for name, scale in (("degrees", 1), ("metres", 10_000)):
        given = geopandas.GeoDataFrame({"n": [1, 2]}, geometry=shapely.points([[97 * scale, 24 * scale]] * 2))
        path = tmp_path / f"{name}.gpkg"
        given.to_file(path, driver="GPKG", layer="a")
        layer = understand.read(path.read_bytes(), "a.gpkg", open_catalog())
        assert [question.name for question in layer.questions] == ["crs"], name


def test_a_damaged_geopackage_is_refused_without_our_path(tmp_path: Path) -> None:
    data = gpkg(tmp_path, one=frame(n=[1])).read_bytes()
    assert "GeoPackage" in refusal(data[: len(data) // 2], "a.gpkg")
    assert "more than 1 rows" in refusal(
        gpkg(tmp_path, more=frame(n=[1, 2])).read_bytes(),
        "a.gpkg",
        replace(LIMITS, rows=1),
        Answers(layer="more"),
    )


# -- Shapefile -------------------------------------------------------------------------------------


def test_a_shapefile_in_a_folder_of_a_zip_keeps_burmese_names_as_far_as_it_holds_them(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, frame(**{"မြို့နယ်": ["မူဆယ်"], "地名": ["瑞丽"]}))
    table = read_table(zipped(**{f"data/{name}": part for name, part in parts.items()}), "a.zip")
    assert table.format == "shapefile" and table.crs == "EPSG:4326"
    assert list(table.columns) == ["မြိ", "地名"] and rules(table) == {"cut_names"}
    assert [values[0] for values in table.columns.values()] == ["မူဆယ်", "瑞丽"]


@pytest.mark.parametrize("spelling", [b"UTF-8", b"utf8", b"65001", None])
def test_utf8_is_recognised_however_the_cpg_spells_it(tmp_path: Path, spelling: bytes | None) -> None:
    parts = shapefile(tmp_path, frame(name=["မူဆယ်"]))
    parts.pop("made.cpg")
    if spelling:
        parts["made.CPG"] = spelling
    table = read_table(zipped(**parts), "a.zip")
    assert table.columns["name"] == ["မူဆယ်"] and not table.questions


def test_an_unsaid_encoding_and_an_unsaid_crs_are_asked_about(tmp_path: Path, truly_apart: None) -> None:
    parts = shapefile(tmp_path, frame(name=["瑞丽市口岸", "畹町"]), encoding="gb18030")
    parts.pop("made.cpg")
    parts.pop("made.prj")
    parts["made.dbf"] = parts["made.dbf"][:29] + b"\x00" + parts["made.dbf"][30:]
    data = zipped(**parts)
    table = read_table(data, "a.zip")
    assert asked(table) == {"encoding", "crs"} and table.crs == ""
    answered = read_table(data, "a.zip", Answers(encoding="gb18030", crs="EPSG:4239"))
    assert answered.columns["name"][0] == "瑞丽市口岸" and answered.crs == "EPSG:4239"
    assert not answered.questions


def test_other_data_beside_a_shapefile_is_told(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, frame(n=[1]))
    beside = {"readme.txt": b"about it", "made.shp.xml": b"<metadata/>"}
    assert not rules(read_table(zipped(**parts, **beside), "a.zip"))
    table = read_table(zipped(**parts, **beside, **{"more/camps.csv": b"lat,lon\n1,2\n"}), "a.zip")
    assert rules(table) == {"left_in_archive"} and "camps.csv" in table.findings[-1].sentence


def test_a_shapefile_without_its_parts_is_refused(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, frame(n=[1]))
    parts.pop("made.dbf")
    assert "no .dbf" in refusal(zipped(**parts), "a.zip")


# -- KML -------------------------------------------------------------------------------------------

TIMES = (
    "<Folder><name>Clashes</name>"
    + mark("<name>a</name><TimeSpan><begin>2024</begin><end>2024-11</end></TimeSpan>")
    + "<Folder><name>Old</name>"
    + mark("<TimeStamp><when>2024-11-20T08:15:00+06:30</when></TimeStamp>")
    + "</Folder></Folder><Folder><name>Clashes</name><TimeSpan><begin>2023-05</begin></TimeSpan>"
    + mark('<ExtendedData><Data name="code"><value>0012</value></Data></ExtendedData>')
    + "</Folder>"
    + mark("<name>outside</name>")
)


def test_times_and_folders_of_a_kml_stay_as_they_are() -> None:
    table = read_table(kml(TIMES), "a.kml")
    assert table.columns == {
        "name": ["a", None, None, "outside"],
        "code": [None, None, "0012", None],
        "folder": ["Clashes", "Clashes / Old", "Clashes", None],
        "begin": ["2024", "2024-11-20T08:15:00+06:30", "2023-05", None],
        "end": ["2024-11", "2024-11-20T08:15:00+06:30", None, None],
        "timestamp": [None, "2024-11-20T08:15:00+06:30", None, None],
    }
    assert table.crs == "EPSG:4326" and table.layers == ("Clashes", "Clashes / Old")
    chosen = read_table(kml(TIMES), "a.kml", Answers(layer="Clashes / Old"))
    assert list(chosen.rows) == [2]


def test_values_with_a_schema_stay_text() -> None:
    table = read_table(
        kml(
            '<Schema name="s" id="s"><SimpleField type="int" name="code"/></Schema>'
            + mark(
                '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="code">0012</SimpleData>'
                "</SchemaData></ExtendedData>"
            )
        ),
        "a.kml",
    )
    assert table.columns["code"] == ["0012"]


def test_data_with_and_without_a_schema_are_kept_and_none_takes_the_name() -> None:
    both = (
        '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="killed">3</SimpleData></SchemaData>'
        '<Data name="event_date"><value>2024-11-21</value></Data></ExtendedData>'
    )
    plain = '<ExtendedData><Data name="name"><value>other</value></Data></ExtendedData>'
    schema = '<Schema name="s" id="s"><SimpleField type="int" name="killed"/></Schema>'
    table = read_table(kml(schema + mark(both) + mark("<name>b</name>" + plain)), "a.kml")
    assert table.columns == {
        "name": [None, "b"],
        "killed": ["3", None],
        "event_date": ["2024-11-21", None],
        "name of the data": [None, "other"],
    }
    many = "".join(f'<Data name="{n}"><value>1</value></Data>' for n in range(201))
    assert "201 columns" in refusal(kml(mark(f"<ExtendedData>{many}</ExtendedData>")), "a.kml")


def test_a_time_stamp_beside_spans_is_a_span_of_its_own() -> None:
    span = mark("<TimeSpan><begin>2024-11-20</begin></TimeSpan>")
    stamp = mark("<TimeStamp><when>20th or so</when></TimeStamp>")
    columns = read_table(kml(span + stamp), "a.kml").columns
    assert columns["begin"] == ["2024-11-20", "20th or so"] and columns["end"] == [None, "20th or so"]
    assert list(read_table(kml(stamp), "a.kml").columns) == ["timestamp"]


def test_a_point_of_several_positions_is_set_aside() -> None:
    table = read_table(kml(mark() + mark(at="98.1,25.5,0 98.2,25.6,0")), "a.kml")
    assert list(table.rows) == [1] and "2 positions for one point" in table.set_aside[0].reason


def test_what_gdal_would_lose_or_make_up_is_kept_or_set_aside(truly_apart: None) -> None:
    ring = "<LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing>"
    table = read_table(
        kml(
            mark("<Point><coordinates>1,2</coordinates></Point>")
            + mark("<name>no</name>", "no,no")
            + f"<Placemark>{ring}</Placemark>"
            + "<Placemark><name>nowhere</name></Placemark>"
            + mark(at=" 97.5 , 24.5 , 0 ")
        ),
        "a.kml",
    )
    assert list(table.rows) == [1, 3, 4, 5] and total(table) == 5 and table.shapes is not None
    kinds = [one and one.geom_type for one in table.shapes]
    assert kinds == ["MultiPoint", "LineString", None, "Point"]
    assert table.set_aside[0].row == 2 and "no,no" in table.set_aside[0].reason
    assert rules(table) == {"several_shapes", "bare_rings"}


def test_a_kmz_is_a_kml_in_a_zip(truly_apart: None) -> None:
    table = read_table(zipped(**{"files/a.png": b"x", "doc.kml": kml(mark("<name>a</name>"))}), "a.kmz")
    assert table.format == "kmz" and table.columns["name"] == ["a"]
    assert "named as KMZ" in refusal(zipped(**{"a.txt": b"nothing"}), "a.kmz")


@pytest.fixture
def listener() -> Iterator[tuple[int, list[Any]]]:
    """Yield the port of a listener on this machine, and the connections that it heard."""
    heard: list[Any] = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.05)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    heard.append(server.accept()[1])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], heard
        done.set()
        thread.join()


def test_links_of_a_kml_are_told_and_never_followed(
    listener: tuple[int, list[Any]], truly_apart: None
) -> None:
    port, heard = listener
    address = f"http://127.0.0.1:{port}/more.kml"
    link = f"<NetworkLink><Link><href>{address}</href></Link></NetworkLink>"
    overlay = f"<GroundOverlay><Icon><href>{address}</href></Icon></GroundOverlay>"
    table = read_table(kml(link + overlay + mark(f"<styleUrl>{address}#a</styleUrl>")), "a.kml")
    assert rules(table) == {"links", "overlays"} and len(table.rows) == 1
    assert "not followed" in refusal(kml(link), "a.kml")
    assert not heard


def test_files_beside_the_worker_never_appear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, truly_apart: None
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    marker = "a plain marker 7391"
    for name in ("marker.kml", "marker.txt", "marker.csv"):
        (tmp_path / name).write_text(kml(mark(f"<name>{marker}</name>")).decode())
    named = kml(
        "<NetworkLink><Link><href>../marker.kml</href></Link></NetworkLink>"
        + mark(f"<description>{tmp_path}/marker.txt</description><styleUrl>../marker.kml#a</styleUrl>")
    )
    topology = {
        "type": "Topology",
        "arcs": [],
        "objects": {"../marker.csv": point() | {"properties": {"name": "../marker.txt"}}},
    }
    for data in (named, json.dumps(topology).encode(), zipped(**{"doc.kml": named})):
        assert marker not in repr(read_table(data, "a"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["marker.csv", "marker.kml", "marker.txt"]


def test_a_document_type_declaration_is_refused_and_its_words_in_a_text_are_not() -> None:
    assert "DOCTYPE" in refusal(kml(mark(), "<!DOCTYPE kml>"), "a.kml")
    assert "DOCTYPE" in refusal(b"<!DOCTYPE gpx><gpx/>", "a.gpx")
    assert read_table(kml(mark("<description><![CDATA[<!DOCTYPE html>]]></description>")), "a.kml")
    other = kml(mark()).replace(b'"UTF-8"', b'"UTF-7"')
    assert "UTF-7" in refusal(other, "a.kml")


def test_a_kml_that_is_cut_off_or_empty_is_refused() -> None:
    assert "no readable XML" in refusal(kml(mark())[:-20], "a.kml")
    assert "no placemark" in refusal(kml("<Folder/>"), "a.kml")
    assert "more than 1 placemarks" in refusal(kml(mark() * 2), "a.kml", replace(LIMITS, placemarks=1))
    assert "more than 1 points" in refusal(kml(mark(at="1,2 3,4")), "a.kml", replace(LIMITS, vertices=1))


# -- GPX and TopoJSON ------------------------------------------------------------------------------

TRACK = (
    '<trk><name>way</name><trkseg><trkpt lat="24.5" lon="97.5"/><trkpt lat="24.6" lon="97.6"/></trkseg></trk>'
)


def gpx(inside: str) -> bytes:
    return f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{inside}</gpx>'.encode()


def test_all_parts_of_a_gpx_that_have_something_are_read(truly_apart: None) -> None:
    waypoint = '<wpt lat="24.5" lon="97.5"><time>2024-11-20T08:15:00Z</time><name>gate</name></wpt>'
    table = read_table(gpx(waypoint + TRACK), "a.gpx")
    assert table.columns["kind"] == ["waypoints", "tracks"] and table.columns["name"] == ["gate", "way"]
    assert table.columns["time"][0] in ("2024-11-20T08:15:00Z", "2024-11-20T08:15:00+00:00")
    assert table.crs == "EPSG:4326" and table.layers == ("waypoints", "tracks")
    assert read_table(gpx(TRACK), "a.gpx").columns["kind"] == ["tracks"]
    assert len(read_table(gpx(TRACK), "a.gpx", Answers(layer="track_points")).rows) == 2
    assert "no waypoint" in refusal(gpx(""), "a.gpx")


def test_no_waypoint_gets_a_wrong_place_and_none_vanishes() -> None:
    table = read_table(
        gpx(
            '<wpt lat="25,5503" lon="98,1104"><name>comma</name></wpt><wpt lat="abc" lon="98.1"/>'
            '<wpt lon="98.12"/><wpt lat="" lon="98.13"><name>empty</name></wpt><wpt lat="24.5" lon="97.5"/>'
            "<trk><trkseg>" + '<trkpt lat="25°33" lon="98"/>' * 2 + "</trkseg></trk>"
        ),
        "a.gpx",
    )
    assert total(table) == 6 and list(table.rows) == [1, 5] and table.shapes is not None
    assert [(one.x, one.y) for one in table.shapes] == [(98.1104, 25.5503), (97.5, 24.5)]
    assert rules(table) == {"decimal_commas"}
    assert {row.row: row.reason for row in table.set_aside} == {
        2: "has coordinates that are no numbers: abc",
        3: "has no latitude",
        4: "has no latitude",
        6: "has coordinates that are no numbers: 25°33",
    }
    assert "no latitude" in refusal(gpx('<wpt lon="98"/>'), "a.gpx")
    behind = read_table(gpx(TRACK + '<wpt lon="98"/><wpt lat="24.5" lon="97.5"/>'), "a.gpx")
    assert list(behind.rows) == [2, 3] and behind.columns["kind"] == ["waypoints", "tracks"]
    assert [row.row for row in behind.set_aside] == [1]


def test_a_track_keeps_its_good_parts_and_its_first_and_last_time() -> None:
    one = '<trkseg><trkpt lat="24.5" lon="97.5"><time>2024-11-30T00:00:00Z</time></trkpt></trkseg>'
    table = read_table(gpx(TRACK.replace("<trkseg>", one + "<trkseg>") + f"<trk>{one}</trk>"), "a.gpx")
    assert table.shapes is not None and [str(shape) for shape in table.shapes] == [
        "MULTILINESTRING ((97.5 24.5, 97.6 24.6))"
    ]
    assert rules(table) == {"short_segments"} and [row.row for row in table.set_aside] == [2]
    timed = TRACK.replace('"97.5"/>', '"97.5"><time>2024-11-20T01:00:00Z</time></trkpt>')
    timed = timed.replace('"97.6"/>', '"97.6"><time>2024-11-21T01:00:00Z</time></trkpt>')
    columns = read_table(gpx('<wpt lat="24" lon="97"><time>2024</time></wpt>' + timed), "a.gpx").columns
    assert columns["begin"] == ["2024", "2024-11-20T01:00:00Z"]
    assert columns["end"] == ["2024", "2024-11-21T01:00:00Z"] and columns["time"] == ["2024", None]


def test_topojson_in_degrees_is_wgs84_and_told_and_other_numbers_are_asked_about(truly_apart: None) -> None:
    def topology(scale: float) -> bytes:
        shape = {"type": "Point", "coordinates": [97 * scale, 24 * scale], "properties": {"n": 1}}
        return json.dumps({"type": "Topology", "arcs": [], "objects": {"a": shape}}).encode()

    table = read_table(topology(1), "a.topojson")
    assert table.crs == "EPSG:4326" and rules(table) == {"assumed_wgs84"} and not table.questions
    assert asked(read_table(topology(8), "a.json")) == {"crs"}


def test_no_geometry_of_a_topojson_vanishes() -> None:
    def topology(*parts: dict[str, Any], **more: Any) -> bytes:
        objects = {"a": {"type": "GeometryCollection", "geometries": parts}, **more}
        return json.dumps({"type": "Topology", "arcs": [[[97, 24], [98, 25]]], "objects": objects}).encode()

    faulty: dict[str, dict[str, Any]] = {
        "no geometry": {"type": None, "properties": {"n": "null"}},
        "a Point without coordinates": {"type": "Point"},
        "a Point with a coordinate that is no number": {"type": "Point", "coordinates": ["x", 1]},
        "a LineString without arcs": {"type": "LineString", "arcs": []},
        "an arc that the file does not have: 7": {"type": "Polygon", "arcs": [[7]]},
        "a geometry of the type 'GeometryCollection'": {"type": "GeometryCollection", "geometries": []},
    }
    line = {"type": "MultiLineString", "arcs": [[0], [-1]]}
    table = read_table(topology(*faulty.values(), point(), line), "a.topojson")
    assert [row.reason for row in table.set_aside] == [f"has {fault}" for fault in faulty]
    assert list(table.rows) == [7, 8] and total(table) == 8 and table.set_aside[0].values == {"n": "null"}
    one = read_table(topology(b={"type": "Point"}, c=point()), "a.topojson", Answers(layer="TopoJSON"))
    assert list(one.rows) == [2] and [row.row for row in one.set_aside] == [1]
    assert "has no geometry" in refusal(topology({"type": None}), "a.topojson")
    assert "line 1" in refusal(topology(point())[:-3], "a.topojson")


# -- Archives --------------------------------------------------------------------------------------

CSV = b"name,lat,lon\na,24.5,97.5\n"


def test_a_file_in_a_zip_is_read_and_of_several_the_reader_says_which() -> None:
    assert read_table(zipped(**{"a.csv": CSV, "__MACOSX/._a.csv": b"x"}), "a.zip").format == "csv"
    two = zipped(**{"a.csv": CSV, "b.geojson": collection(feature(point()))})
    table = read_table(two, "a.zip")
    assert asked(table) == {"layer"} and table.layers == ("a.csv", "b.geojson")
    assert read_table(two, "a.zip", Answers(layer="b.geojson")).format == "geojson"


def test_an_archive_one_over_a_limit_is_refused() -> None:
    two = zipped(**{"a.csv": CSV, "b.csv": CSV})
    assert read_table(two, "a.zip", limits=replace(LIMITS, entries=2))
    assert "2 files" in refusal(two, "a.zip", replace(LIMITS, entries=1))
    one = zipped(**{"a.csv": CSV})
    assert "unfolds" in refusal(one, "a.zip", replace(LIMITS, inflated_bytes=len(CSV) - 1))
    assert read_table(one, "a.zip", limits=replace(LIMITS, inflated_bytes=len(CSV)))
    sheet = workbook(A=[["name"], ["a"], ["b"]])
    assert "unfolds" in refusal(sheet, "a.xlsx", replace(LIMITS, inflated_bytes=1000))


def test_an_archive_that_unfolds_too_far_holds_links_locks_paths_or_archives_is_refused() -> None:
    blanks = zipped(**{"a.csv": CSV + b" " * 2**20})
    assert "200 times" in refusal(blanks, "a.zip")
    assert "leads out" in refusal(zipped(**{"../a.csv": CSV}), "a.zip")
    assert "leads out" in refusal(zipped(**{"/a.csv": CSV}), "a.zip")
    assert "another archive" in refusal(zipped(**{"a.zip": zipped(**{"a.csv": CSV})}), "a.zip")
    assert "a.md" in refusal(zipped(**{"a.md": b"text"}), "a.zip")
    assert "holds nothing" in refusal(zipped(), "a.zip")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "marker")
    assert "link" in refusal(out.getvalue(), "a.zip")
    locked = bytearray(zipped(**{"a.csv": CSV}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(bytes(locked), "a.zip")
    assert "cannot be opened" in refusal(zipped(**{"a.csv": CSV})[:-10], "a.zip")


# -- Limits of rows, columns, points ---------------------------------------------------------------


def test_rows_columns_and_points_one_over_a_limit_are_refused() -> None:
    three = collection(*[feature(point(), {"a": 1, "b": 2})] * 3)
    assert read_table(three, "a", limits=replace(LIMITS, rows=3, columns=2, vertices=3))
    assert "more than 2 rows" in refusal(three, "a", replace(LIMITS, rows=2))
    assert "2 columns" in refusal(three, "a", replace(LIMITS, columns=1))
    assert "more than 2 points" in refusal(three, "a", replace(LIMITS, vertices=2))
    table = b"a,b\n1,x\n2,y\n3,z\n"
    assert len(read_table(table, "a.csv", limits=replace(LIMITS, rows=3, columns=2)).rows) == 3
    assert "more than 2 rows" in refusal(table, "a.csv", replace(LIMITS, rows=2))
    assert "2 columns" in refusal(table, "a.csv", replace(LIMITS, columns=1))
    sheet = workbook(A=[["a", "b"], ["x", 1], ["y", 2]])
    assert "more than 1 rows" in refusal(sheet, "a.xlsx", replace(LIMITS, rows=1))


# -- The worker ------------------------------------------------------------------------------------


def test_the_worker_has_one_driver_no_secret_and_no_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_TOKEN", "a plain marker")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    told = apart.environment(tmp_path, "kml")
    assert "a plain marker" not in told.values() and not any("proxy" in name.lower() for name in told)
    assert "LIBKML" not in told["GDAL_SKIP"].split(",") and "HTTP" in told["GDAL_SKIP"].split(",")
    assert set(told["GDAL_SKIP"].split(",")) >= {"OGR_VRT", "CSV", "GeoJSON", "GPKG", "WFS"}


def test_a_worker_that_dies_or_dawdles_is_only_a_message(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, truly_apart: None
) -> None:
    assert "longer than 0.01 seconds" in refusal(kml(mark()), "a.kml", replace(LIMITS, seconds=0.01))
    assert "broke off" in refusal(kml(mark()), "a.kml", replace(LIMITS, memory_bytes=2**24))
    monkeypatch.setattr(apart, "_others", lambda driver: ())  # with all drivers it refuses to work
    with caplog.at_level("DEBUG", apart.__name__):
        assert "broke off" in refusal(kml(mark()), "a.kml")
    assert "other drivers" in caplog.text


def test_the_worker_forbids_connections_and_programs() -> None:
    script = (
        "import sys; sys.path.insert(0, '.'); from geodata.imports.readers import worker; worker._guard()\n"
        "import socket, subprocess, os\n"
        "for act in (lambda: socket.socket(), lambda: subprocess.run(['true']), lambda: os.system('true')):\n"
        "    try: act()\n"
        "    except PermissionError: print('no')\n"
    )
    import subprocess
    import sys

    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["no"] * 3
    assert worker.FORBIDDEN


def test_the_reader_sees_no_folder_but_its_own_where_the_system_can_forbid_it(tmp_path: Path) -> None:
    (tmp_path / "marker").write_text("a plain marker")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "input").write_bytes(collection(feature(point())))
    import subprocess
    import sys

    frame(name=["a"]).to_file(tmp_path / "beside.gpkg")
    script = f"""
import sys; sys.path.insert(0, '.')
from pathlib import Path
from geodata.imports.readers import confine
folder = Path({str(tmp_path / "own")!r})
print(confine.leave_folders(folder, confine.programs()))
import pyogrio
print(len((folder / 'input').read_bytes()) > 0, (folder / 'made').write_text('a') > 0)
for act in (
    lambda: (folder.parent / 'marker').read_text(),
    lambda: list(folder.parent.iterdir()),
    lambda: (folder.parent / 'new').write_text('a'),
    lambda: pyogrio.read_dataframe(folder.parent / 'beside.gpkg'),
):
    try: print('seen', act())
    except (PermissionError, pyogrio.errors.DataSourceError): print('no')
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    forbidden, *said = ran.stdout.split()
    if forbidden == "False":
        pytest.skip("this system cannot forbid folders")
    assert said == ["True", "True", "no", "no", "no", "no"]


# -- Mutants ---------------------------------------------------------------------------------------

CORPUS = Path(os.environ.get("BORDER_LEDGER_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))


@cache
def seeds() -> dict[str, bytes]:
    """Return valid files to make mutants of: our own small ones, and those of the corpus where it is."""
    own = {
        "a.csv": b"name,lat,lon\n" + b"Laiza,24.7,97.5\n" * 20,
        "a.geojson": collection(*[feature(point(), {"name": "Muse", "n": n}) for n in range(5)]),
        "a.kml": kml(TIMES),
        "a.gpx": gpx(TRACK),
        "a.xlsx": workbook(A=[["name", "lat", "lon"], ["a", 24.5, 97.5]]),
        "a.parquet": parquet(frame(name=["a", "b"])),
        "a.zip": zipped(**{"a.csv": CSV}),
        "a.topojson": json.dumps({"type": "Topology", "arcs": [], "objects": {"a": point()}}).encode(),
    }
    manifest = CORPUS / "MANIFEST.tsv"
    if manifest.is_file():
        lines = [line.split("\t") for line in manifest.read_text("utf-8").splitlines()]
        named = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
        for row in named:
            path = CORPUS / row["path"]
            if row["tier"] == "core" and row["class"] == "valid" and int(row["bytes"]) < 100_000:
                own[f"{row['origin_repo'].replace('/', '-')}-{path.name}"] = path.read_bytes()
    return own


def cut(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:at] + data[to:]


def spliced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, to = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    return data[:at] + other[to : to + chance.randrange(400)] + data[at:]


def joined(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def same(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data


ENDINGS = [*(f".{ending}" for endings in formats.ENDINGS.values() for ending in endings), "", ".pdf"]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_mutants_of_valid_files_give_a_table_or_a_refusal(
    part: int, truly_apart: None, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(1500 + part)
    files = seeds()
    names = sorted(files)
    tried = started = 0
    with caplog.at_level("DEBUG", apart.__name__):
        while tried < 500:
            name = chance.choice(names)
            change: Callable[[bytes, bytes, random.Random], bytes] = chance.choice(
                [cut, spliced, joined, same]
            )
            data = change(files[name], files[chance.choice(names)], chance)
            shown = Path(name).stem + chance.choice(ENDINGS) if chance.random() < 0.4 else name
            try:
                if formats.seen(data, shown, LIMITS).format not in ("csv", "geojson"):
                    if started == 75:  # each of these starts a process
                        continue
                    started += 1
                tried += 1
                table = read_table(data, shown)
            except Refused as error:
                assert error.message and "Traceback" not in error.message
            else:
                consistent(table)
    assert "Traceback" not in caplog.text  # a library may break off; an error of ours is a bug


def consistent(table: Table) -> None:
    """Assert that each row of a table has all its parts, and that none is there twice."""
    assert all(len(values) == len(table.rows) for values in table.columns.values())
    assert table.shapes is None or len(table.shapes) == len(table.rows)
    numbers = [*map(int, table.rows), *(row.row for row in table.set_aside)]
    assert len(set(numbers)) == len(numbers)
